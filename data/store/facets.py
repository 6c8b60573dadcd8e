"""What notes are sorted by: for each facet, which values a note has there, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from data.text import fold

if TYPE_CHECKING:
    from data.store.common import Reader
    from data.store.connection import Connection


class Facet(StrEnum):
    """A way in which notes differ.  A note may have several values of the facets in `SEVERAL`."""

    STAGE = "stage"
    PERSONA = "persona"
    KIND = "kind"
    SOURCE = "source"
    PARTICIPANT = "participant"
    GROUP = "group"
    TEAM = "team"
    SESSION = "session"
    CHANNEL = "channel"
    TAG = "tag"
    EMOTION = "emotion"
    DAY = "day"
    CARD = "card"


Value = str | int | None
"""A value of a facet: an id, a word, a number; ``None`` stands for having none.

Stages, personas, participants, sessions, channels, tags and cards go by their ids, teams by
`team_key`, days as ``2026-03-01`` in local time.
"""

# The same as `synthesis.emotion.said_by`: the note's own source; else a customer's word before
# staff's, and theirs before the rest; whoever is of no known group speaks as the session does.
WHOSE = """coalesce(note.source,
  (SELECT CASE coalesce(
      (SELECT min(coalesce("group" <> 'customer', unnamed))
         FROM note_participant JOIN participant ON participant.id = participant
        WHERE note = note.id AND stance = 'said'), unnamed)
    WHEN 0 THEN 'customer' WHEN 1 THEN 'staff' WHEN 2 THEN 'observed' ELSE 'team' END
     FROM (SELECT CASE kind WHEN 'customer interview' THEN 0 WHEN 'staff meeting' THEN 1
             WHEN 'observation' THEN 2 ELSE 3 END AS unnamed
             FROM session WHERE session.id = note.session)))"""
"""Whose say-so a note is, as an expression over ``note``."""

DAY = "date(note.at, 'localtime')"

_CARDS = " UNION ALL ".join(
    f"SELECT note, touchpoint AS value FROM {draft}touchpoint_evidence UNION ALL"
    f" SELECT note, touchpoint FROM {draft}point_evidence JOIN {draft}point"
    f" ON {draft}point.id = point"
    for draft in ("", "draft_")
)
SEVERAL: dict[Facet, str] = {
    Facet.PERSONA: "SELECT note, persona AS value FROM note_persona",
    Facet.TAG: "SELECT note, tag AS value FROM note_tag",
    Facet.PARTICIPANT: "SELECT note, participant AS value FROM note_participant",
    Facet.GROUP: 'SELECT note, "group" AS value FROM note_participant JOIN participant'
    ' ON participant.id = participant WHERE "group" IS NOT NULL',
    Facet.TEAM: "SELECT note, team_key(team) AS value FROM note_participant JOIN participant"
    " ON participant.id = participant WHERE team_key(team) <> ''",
    Facet.CARD: _CARDS,
}
"""Facets of which a note may have several values, as queries of (note's id, value)."""


@lru_cache(maxsize=1024)  # asked for every note, of a few teams
def team_key(team: str) -> str:
    """The name of a team as teams are told apart; "" where it is not known."""
    return fold(team) or team.strip()


def prepare(connection: Connection) -> None:
    """Teach a connection to tell teams apart; what is compiled here needs it."""
    connection.create_function("team_key", 1, team_key, deterministic=True)


def expression(facet: Facet) -> str:
    """The one value of a note, in SQL, for a facet that has no more than one."""
    if facet is Facet.SOURCE:
        return WHOSE
    return DAY if facet is Facet.DAY else f"note.{facet}"


def condition(facet: Facet, values: Sequence[Value]) -> tuple[str, list[Any]]:
    """An SQL condition over ``note`` for having any of some values, and its parameters."""
    known: list[Any] = [one for one in values if one is not None]
    marks = ", ".join("?" * len(known))
    parts = []
    if facet in SEVERAL:
        if known:
            parts.append(
                f"note.id IN (SELECT note FROM ({SEVERAL[facet]}) WHERE value IN ({marks}))"
            )
        if None in values:
            parts.append(f"note.id NOT IN (SELECT note FROM ({SEVERAL[facet]}))")
    else:
        if known:
            parts.append(f"{expression(facet)} IN ({marks})")
        if None in values:
            parts.append(f"{expression(facet)} IS NULL")
    return (f"({' OR '.join(parts)})" if parts else "0"), known


@dataclass(frozen=True, slots=True)
class Card:
    """A touchpoint by its names alone; ``title`` may be empty."""

    id: str
    code: str
    title: str


def cards(reader: Reader) -> tuple[Card, ...]:
    """Every touchpoint, held or drafted, in the order of the codes."""
    rows = reader.connection.rows(
        "SELECT id, code, title FROM touchpoint UNION SELECT id, code, title FROM draft_touchpoint"
    )
    return tuple(Card(*row) for row in sorted(rows, key=lambda row: (len(row[1]), row[1])))
