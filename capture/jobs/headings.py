"""What cards are called where they are listed, in the words of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import Journey, JourneyId
from synthesis.map import build as map_build
from synthesis.titles.plain import is_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.records import Snapshot, TouchpointId


def headings(snapshot: Snapshot, *, outside: bool = False) -> Mapping[TouchpointId, str]:
    """Return what each card is called: its title, or a quotation where that says only where it is.

    ``outside`` the team's own screen no words are shown that their speaker does not agree to, be it
    in a title.
    """
    showing = map_build.OUTSIDE if outside else map_build.EVERYTHING
    names = {card.id: card.title for card in snapshot.touchpoints}
    channels = [channel.name for channel in snapshot.channels]
    if outside or any(is_plain(title, channels) for title in names.values()):
        everywhere = Journey(JourneyId(""), "", is_default=True)
        seen = map_build.build(snapshot, everywhere, showing=showing)
        shown = {card.id: card.name for card in seen.cards}
        names = {id_: shown.get(id_, title) for id_, title in names.items()}
    return names
