"""Conditions on notes as records, the facets that they ask of, and both as SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from data.store import search
from data.text import fold

if TYPE_CHECKING:
    from data.store import common
    from data.store.common import Reader
    from data.store.files import Connection


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

# The same as `synthesis.map.emotion.said_by`: the note's own source; else a customer's word before
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
    f" SELECT note, touchpoint FROM {draft}claim_evidence JOIN {draft}claim"
    f" ON {draft}claim.id = claim"
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
    if facet in SEVERAL:
        holds = f"note.id IN (SELECT note FROM ({SEVERAL[facet]}) WHERE value IN ({marks}))"
        lacks = f"note.id NOT IN (SELECT note FROM ({SEVERAL[facet]}))"
    else:
        holds, lacks = f"{expression(facet)} IN ({marks})", f"{expression(facet)} IS NULL"
    parts = ([holds] if known else []) + ([lacks] if None in values else [])
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


@dataclass(frozen=True, slots=True)
class Words:
    """One word or phrase of `data.store.search`; a star at its end stands for any ending.

    Text that the index does not hold, a lone symbol, is looked for letter by letter.
    """

    query: str


@dataclass(frozen=True, slots=True)
class Among:
    """Having any of some values of a facet; ``None`` among them stands for having none."""

    facet: Facet
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Said from ``start`` up to, but not at, ``end``: UTC as stored; "" leaves a side open."""

    start: str = ""
    end: str = ""


class Flag(StrEnum):
    """What a note simply is or is not."""

    UNTAGGED = "untagged"
    VERBATIM = "verbatim"
    FLAGGED = "flagged"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Not:
    """What does not fit ``part``."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """What fits every part; every note where there is none."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """What fits any part; no note where there is none."""

    parts: tuple[Condition, ...] = ()


Condition = Words | Among | Between | Flag | Not | All | Either

EVERYTHING = All()

FLAGS = {
    Flag.UNTAGGED: "(NOT note.set_aside AND (note.kind IS NULL OR"
    " (note.stage IS NULL AND note.kind NOT IN ('memo', 'ask'))))",
    Flag.VERBATIM: "note.verbatim",
    Flag.FLAGGED: "note.flagged",
    Flag.ASIDE: "note.set_aside",
}
"""Each flag as an SQL condition over ``note``; never null."""

Sql = tuple[str, list[Any]]
"""A condition over ``note``, and its parameters."""


def compiled(wanted: Condition) -> Sql:
    """A condition in SQL; words that stand together are asked of the index at once."""
    match wanted:
        case Words():
            return _found(wanted)
        case Among():
            return condition(wanted.facet, wanted.values)
        case Between():
            sides = [("note.at >= ?", wanted.start), ("note.at < ?", wanted.end)]
            given = [(sql, side) for sql, side in sides if side]
            return (
                " AND ".join(sql for sql, _ in given) or "1",
                [side for _, side in given],
            )
        case Flag():
            return FLAGS[wanted], []
        case Not():
            where, parameters = compiled(wanted.part)
            return f"({where}) IS NOT TRUE", parameters  # a null is no yes either
        case All():
            return _joined(" AND ", _gathered(wanted.parts), "1")
        case Either():
            matches = [_match(part) for part in wanted.parts]
            if matches and all(matches):
                return _asked(" OR ".join(f"({one})" for one in matches))
            return _joined(" OR ", [compiled(part) for part in wanted.parts], "0")


def _joined(by: str, parts: Sequence[Sql], none: str) -> Sql:
    where = by.join(f"({one})" for one, _ in parts) or none
    return where, [value for _, values in parts for value in values]


def _gathered(parts: Sequence[Condition]) -> list[Sql]:
    """The parts of an AND, with all that the index can answer in one question."""
    matches = [_match(part) for part in parts]
    asked = " AND ".join(f"({one})" for one in matches if one)
    rest = [part for part, one in zip(parts, matches, strict=True) if not one]
    return ([_asked(asked)] if asked else []) + [compiled(part) for part in rest]


def _match(wanted: Condition) -> str:
    """A condition as an FTS5 expression; "" where the index alone cannot answer it."""
    if isinstance(wanted, Words):
        return search.to_match(wanted.query)
    if isinstance(wanted, All | Either) and wanted.parts:
        parts = [_match(part) for part in wanted.parts]
        if all(parts):
            by = " AND " if isinstance(wanted, All) else " OR "
            return by.join(f"({one})" for one in parts)
    return ""


def _asked(match: str) -> Sql:
    return "note.nr IN (SELECT rowid FROM note_fts WHERE note_fts MATCH ?)", [match]


def _found(wanted: Words) -> Sql:
    match = search.to_match(wanted.query)
    if match:
        return _asked(match)
    text = wanted.query.strip('"')
    return "(instr(note.text, ?) OR instr(note.left_over, ?))", [text, text]


# Whose word it is when somebody takes a stance, and when nobody is named, as in
# `synthesis.board.standing.People`: only customers and people inside are people; data and our own
# guesses are nobody.  An unnamed speaker is one person a session, and on each side of the counter
# another.
_NAMED = """
SELECT note.nr, 'participant ' || participant.id,
  CASE
    WHEN note.source IS NOT NULL AND (stance = 'said' OR "group" IS NULL) THEN note.source
    WHEN "group" = 'customer' THEN 'customer'
    WHEN "group" IS NOT NULL THEN 'staff'
    WHEN session.kind = 'customer interview' THEN 'customer'
    WHEN session.kind = 'staff meeting' THEN 'staff'
    ELSE 'nobody' END AS source
  FROM note JOIN session ON session.id = note.session
  JOIN note_participant ON note_participant.note = note.id
  JOIN participant ON participant.id = note_participant.participant
 WHERE stance <> 'disagrees' AND {evidence} AND ({fits})"""
_UNNAMED = """
SELECT nr,
  CASE WHEN respondent <> '' THEN 'respondent ' || respondent
       ELSE 'session ' || session || ' ' || source END, source
  FROM (SELECT note.nr, note.respondent, note.session,
          coalesce(note.source, CASE session.kind
            WHEN 'customer interview' THEN 'customer' WHEN 'staff meeting' THEN 'staff'
            ELSE 'nobody' END) AS source
          FROM note JOIN session ON session.id = note.session
         WHERE NOT EXISTS
           (SELECT 1 FROM note_participant WHERE note = note.id AND stance = 'said')
           AND {evidence} AND ({fits}))"""
_EVIDENCE = "NOT note.set_aside AND (note.kind IS NULL OR note.kind NOT IN ('memo', 'ask'))"


def values_by_note(
    reader: common.Reader, facet: Facet, among: Condition
) -> dict[int, tuple[Value, ...]]:
    """The values of each note that fits, by its number (``note.nr``); (None,) where it has none."""
    prepare(reader.connection)
    where, parameters = compiled(among)
    by_note: dict[int, tuple[Value, ...]] = {}
    if facet not in SEVERAL:
        rows = reader.connection.rows(
            f"SELECT note.nr, {expression(facet)} FROM note WHERE {where}", parameters
        )
        return {nr: (value,) for nr, value in rows}
    for nr, value in reader.connection.rows(
        f"SELECT DISTINCT note.nr, held.value FROM note LEFT JOIN ({SEVERAL[facet]}) AS held"
        f" ON held.note = note.id WHERE {where}",
        parameters,
    ):
        by_note[nr] = (*by_note.get(nr, ()), value)
    return by_note


def people_by_note(reader: common.Reader, among: Condition) -> dict[int, set[str]]:
    """The people who said each note that fits, or agree with it, by its number.

    Somebody has the same name here under every note.  Notes that are nobody's word are left out:
    data, our own guesses, marks, what is set aside.
    """
    prepare(reader.connection)
    where, parameters = compiled(among)
    by_note: dict[int, set[str]] = defaultdict(set)
    for query in (_NAMED, _UNNAMED):
        for nr, who, source in reader.connection.rows(
            query.format(evidence=_EVIDENCE, fits=where), parameters
        ):
            if source in ("customer", "staff"):
                by_note[nr].add(who)
    return by_note


def counts_by_value(reader: common.Reader, facet: Facet, among: Condition) -> dict[Value, int]:
    """How many of the notes that fit have each value; ``None`` stands for having none."""
    prepare(reader.connection)
    where, parameters = compiled(among)
    if facet not in SEVERAL:
        return dict(
            reader.connection.rows(
                f"SELECT {expression(facet)} AS value, count(*) FROM note WHERE {where}"
                " GROUP BY value",
                parameters,
            )
        )
    fitting = f"SELECT note.id FROM note WHERE {where}"
    counts: dict[Value, int] = dict(
        reader.connection.rows(
            f"SELECT value, count(DISTINCT note) FROM ({SEVERAL[facet]})"
            f" WHERE note IN ({fitting}) GROUP BY value",
            parameters,
        )
    )
    (none,) = reader.connection.row(
        f"SELECT count(*) FROM note WHERE ({where}) AND"
        f" id NOT IN (SELECT note FROM ({SEVERAL[facet]}))",
        parameters,
    )
    counts[None] = int(none)
    return counts
