"""Where notes stand, kept from one act to the next: it is worked out again where texts differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.store import Project
    from synthesis.board.ground import Placed, VectorSource

_lock = Lock()
_kept: dict[str, tuple[int, Placed]] = {}
_MOST = 2  # projects


def placer(project: Project, vectors: VectorSource) -> Callable[[Sequence[str]], Placed]:
    """Return what places a project's texts, asking for vectors only where a text has changed."""
    path = str(project.path)

    def place(texts: Sequence[str]) -> Placed:
        from synthesis.board.ground import place_all

        digest = hash(tuple(texts))
        with _lock:
            found = _kept.get(path)
        if found is not None and found[0] == digest:
            return found[1]
        placed = place_all(vectors)(texts)
        with _lock:
            _kept[path] = digest, placed
            while len(_kept) > _MOST:
                del _kept[next(iter(_kept))]
        return placed

    return place
