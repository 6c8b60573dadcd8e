"""What of a map is drawn as text, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_CLAIMS = 8
"""So many claims a lane are listed before the rest are only counted."""


@dataclass(frozen=True, slots=True)
class View:
    """What of a map is drawn.

    ``stage`` (an index into the map's stages) shows that stage alone, marked in the strip; else
    all are.  ``first`` is the stage from which a grid shows as many as fit; without it they follow
    below each other.  A lane lists ``most`` claims (0: all), then says how many more there are.
    ``short`` leaves out what stands below the map.  ``by_team`` has each
    team's view of a card, a line each, by the card's id: it stands under the card.
    ``only`` says in words to what the map was narrowed ("": it was not).
    """

    stage: int | None = None
    first: int | None = None
    most: int = MOST_CLAIMS
    short: bool = False
    by_team: Mapping[str, Sequence[str]] = field(default_factory=dict)
    only: str = ""


WHOLE = View()
