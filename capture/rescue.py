"""Keeping what is in no project yet in a rescue file, by a thread that does nothing else.

The thread that paints must not wait for a disk, and the writer's may be waiting for one for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from data.rescue import Words

GRACE_SECONDS = 0.25
"""What is stored within so long, as nearly everything is, leaves no trace in a rescue file."""

AGAIN_SECONDS = 5.0
"""How long a rescue file that could not be written rests before it is tried again."""

_LINE = "unsent "


def key_of(line_id: str) -> str:
    """Return the key under which a line is held, while it is typed and when it is handed in."""
    return f"{_LINE}{line_id}"


@dataclass(frozen=True, slots=True)
class Held:
    """Words on their way: whose they are, what they say, and what they are to become."""

    owner: object
    text: str
    doing: str
    at: datetime
    since: float


class Keeper:
    """Holds words by key until they are stored, and keeps them in a file if that takes long."""

    def __init__(self, project: Path, told: Callable[[], None]) -> None:
        """Keep words of a project.

        ``told`` hears, in another thread, of a change of `problem`
        or of `path`.
        """
        self.identity = ""
        self.problem = ""
        self.path: Path | None = None
        self._project = project
        self._told = told
        self._held: dict[str, Held] = {}
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._changed = False
        self._hurry = False
        self._closing = False

    def hold(self, key: str, owner: object, text: str, doing: str) -> None:
        """Hold words under a key, in place of what stood there; none where ``text`` is empty."""
        with self._turn:
            if text:
                before = self._held.get(key)
                at = before.at if before is not None else datetime.now(UTC)
                since = before.since if before is not None else monotonic()
                self._held[key] = Held(owner, text, doing, at, since)
            else:
                self._held.pop(key, None)
            self._wake()

    def drop(self, key: str, owner: object) -> None:
        """Forget words that are stored, unless others stand under their key by now."""
        with self._turn:
            held = self._held.get(key)
            if held is not None and held.owner is owner:
                del self._held[key]
                self._wake()

    def hurry(self) -> None:
        """Write the file now: something could not be stored."""
        with self._turn:
            self._hurry = True
            self._wake()

    def words(self) -> tuple[Held, ...]:
        """What is held, oldest first."""
        with self._turn:
            return tuple(self._held.values())

    def close(self) -> None:
        """Write what is left, and end."""
        with self._turn:
            self._closing = True
            self._turn.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(AGAIN_SECONDS)

    def _wake(self) -> None:
        self._changed = True
        if self._closing:
            return  # too late: `close` has told what is left
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sayso-rescue", daemon=True)
            self._thread.start()
        self._turn.notify_all()

    # -- in its own thread
    def _run(self) -> None:
        while not self._closing:
            with self._turn:
                self._turn.wait_for(
                    lambda: self._changed or self._closing, AGAIN_SECONDS if self.problem else None
                )
                self._turn.wait_for(
                    lambda: self._hurry or self._closing or self.path is not None, GRACE_SECONDS
                )
            self._keep()
        self._keep()

    def _keep(self) -> None:
        """Have the file say what is held now."""
        with self._turn:
            held = dict(self._held)
            if not (self._hurry or self._closing or self.path):
                long_ago = monotonic() - GRACE_SECONDS
                held = {key: one for key, one in held.items() if one.since <= long_ago}
            self._hurry = False
            self._changed = len(held) < len(self._held)  # the others in a moment
        if not held and self.path is None and not self.problem:
            return
        before = self.problem, self.path
        try:
            self._write(held)
            self.problem = ""
        except Exception as error:  # whatever it is: the words stay here, and the person is told
            self.problem = getattr(error, "strerror", None) or type(error).__name__
        if (self.problem, self.path) != before:
            self._told()

    def _write(self, held: dict[str, Held]) -> None:
        from data import rescue

        path = self.path or rescue.new_path()
        rescue.write(path, self._project, self.identity, [_words(*one) for one in held.items()])
        self.path = path if held else None


def set_aside(project: Path, identity: str, held: dict[str, Held]) -> None:
    """Keep words in a file of their own that is offered at once.

    Raises:
        OSError: it cannot be written.
    """
    from data import rescue

    words = [_words(*one) for one in held.items()]
    rescue.write(rescue.new_path(), project, identity, words, orphan=True)


def _words(key: str, held: Held) -> Words:
    from data.rescue import Words

    return Words(key.removeprefix(_LINE), held.text, held.doing, held.at)
