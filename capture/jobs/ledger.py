"""What goes out of the house: maps that are printed or exported, remembered before they are made.

The screen, the terminal and the page that follows the map fix nothing: only what stays in
somebody's hands does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from data.errors import SaysoError
from data.records import Snapshot, Touchpoint, Way
from data.shorthand.finder import code_key, code_keys
from data.store import layouts, touchpoints
from data.store import ledger as ledger_store
from synthesis.board import ledger as board_ledger
from synthesis.board.ledger import Replaced

if TYPE_CHECKING:
    from data.store import Project
    from data.store.cache import Cache
    from data.store.log import Change
    from synthesis.map.model import JourneyMap

_TRIES = 3


class MapMoved(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """The cards kept changing while a map was about to go out."""


@contextmanager
def going_out(
    project: Project, way: Way, build: Callable[[Snapshot], Sequence[JourneyMap]]
) -> Iterator[Sequence[JourneyMap]]:
    """Yield maps to be written inside; their cards are remembered as shown, unless that fails.

    A project that can only be read remembers nothing.

    Raises:
        MapMoved: somebody else kept changing the cards; nothing went out.
    """
    maps, entry = _noted(project, way, build)
    try:
        yield maps
    except BaseException:
        if entry is not None:
            with project.cache() as cache:
                ledger_store.take_back(cache.connection, entry)
        raise


def _noted(
    project: Project, way: Way, build: Callable[[Snapshot], Sequence[JourneyMap]]
) -> tuple[Sequence[JourneyMap], ledger_store.Entry | None]:
    for _ in range(_TRIES):
        snapshot = project.snapshot()
        maps = build(snapshot)
        if project.read_only:
            return maps, None
        with project.cache() as cache:
            entry = note_down(cache, snapshot, maps, way)
        if entry is not None:
            return maps, entry
    raise MapMoved(
        "Somebody else keeps changing the cards: nothing was written. Try again when they pause."
    )


def note_down(
    writer: Cache | Change, snapshot: Snapshot, maps: Iterable[JourneyMap], way: Way
) -> ledger_store.Entry | None:
    """Remember the cards of maps as shown; ``None`` where the cards are others by now."""
    if touchpoints.all(writer) != snapshot.touchpoints:
        return None
    there = {card.id for journey in maps for stage in journey.stages for card in stage.cards}
    cards = [card for card in snapshot.touchpoints if card.id in there]
    return ledger_store.note_down(writer.connection, cards, way)


# -- codes that no card bears any more ------------------------------------------------------------


def find(snapshot: Snapshot, typed: str) -> Touchpoint | None:
    """Return the card of a code, whatever its case."""
    wanted = code_key(typed.strip())
    return next((card for card in snapshot.touchpoints if wanted in code_keys(card.code)), None)


def gone(snapshot: Snapshot, typed: str = "") -> list[Replaced]:
    """Return what became of each code that was shown and is on no card; of one, where typed."""
    known = board_ledger.gone(snapshot, date.today())
    wanted = code_key(typed.strip())
    return [one for one in known if not typed or wanted in code_keys(one.code)]


def follow(project: Project, typed: str) -> Replaced | None:
    """Return what became of a code that no card bears; ``None`` where one does, or none ever did.

    A draft's code that was never shown is looked for among the drafts as they lay before.
    """
    with project.reading() as connection:
        snapshot = project.snapshot()
        if find(snapshot, typed) is not None:
            return None
        shown = gone(snapshot, typed)
        if shown:
            return shown[0]
        wanted = code_key(typed.strip())
        lay = layouts.last_of(connection, lambda code: wanted in code_keys(code))
    return None if lay is None else board_ledger.became(*lay, snapshot)
