"""Conditions on notes as records, and as SQL: what a filter comes to once its names are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from data import search
from data.store import facets
from data.store.facets import Facet, Value


@dataclass(frozen=True, slots=True)
class Words:
    """One word or phrase of `data.search`; a star at its end stands for any ending.

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
            return facets.condition(wanted.facet, wanted.values)
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
