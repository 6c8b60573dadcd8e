"""Going through the notes: a filter as it is typed, what fits it, and a page of notes at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture.filterlang import condition_in, parse
from capture.jobs import filtering
from capture.jobs.people import names_for
from capture.jobs.shutting import Way, ways_out, why_nothing
from capture.reading import Names, no_names
from data.errors import NotFound
from data.records import Group, Kind, Note, NoteId, Session, SessionId, Source
from data.store import notes, sessions
from data.store.filters import EVERYTHING, Condition, Facet, Flag
from data.store.notes import Column, Order
from data.text import visible

if TYPE_CHECKING:
    from data.store import Project

PAGE = 200
"""Notes that are read at a time."""

NEWEST = Order(Column.TIME, descending=True)
"""The order of a list that nobody has put in order."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What fits a filter, and in which order; its notes are read by `page`.

    ``count`` of ``total`` notes fit.  ``known`` are the names of what may stand on a note, by id.
    Where nothing fits, ``told`` says why, and ``ways`` are filters that would find something.
    """

    typed: str = ""
    wanted: Condition = EVERYTHING
    order: Order = NEWEST
    count: int = 0
    total: int = 0
    known: Mapping[str, str] = field(default_factory=dict)
    sessions: Mapping[SessionId, Session] = field(default_factory=dict)
    names: Names = field(default_factory=no_names)
    told: str = ""
    ways: tuple[Way, ...] = ()


def browse(project: Project, typed: str, order: Order = NEWEST) -> Listing:
    """Find the notes that fit a typed filter.

    Raises:
        NotFound: the filter names something that the project does not have.
    """
    parsed = parse(typed)
    with project.reading():
        names = filtering.Names(project)
        wanted = filtering.of(parsed, names)
        total = notes.count(project)
        count = total if wanted == EVERYTHING else notes.count(project, wanted)
        ways = ways_out(project, parsed, names) if total and not count else ()
        told = "" if count else why_nothing(parsed, ways, total)
        lines = names_for(project, None)
        meetings = {one.id: one for one in sessions.all(project)}
    words = lines.everybody
    lists = (words.stages, words.personas, words.channels, words.tags)
    known = {str(one.id): one.name for some in lists for one in some}
    known |= {str(one.id): one.name or one.code for one in words.roster}
    return Listing(typed, wanted, order, count, total, known, meetings, lines, told, ways)


def page(project: Project, listing: Listing, start: int) -> tuple[Note, ...]:
    """Return the `PAGE` notes of a listing from index ``start`` on, as they are now."""
    with project.reading():
        return tuple(notes.page(project, listing.wanted, listing.order, start, PAGE))


def position(project: Project, listing: Listing, note: NoteId) -> int | None:
    """Return the index at which a note stands in a listing; ``None`` where it is not in it."""
    return notes.position(project, listing.wanted, listing.order, note)


def problem(error: Exception) -> str:
    """Return what to tell of a filter that names something unknown."""
    told = str(error)
    if isinstance(error, NotFound):
        told = told.replace(" Nothing was changed.", "")
    return told


# -- completing --------------------------------------------------------------------------------

_LAST = re.compile(r'(?:[^\s"]|"[^"]*(?:"|\Z))*\Z')


def complete(
    typed: str, names: Names, more: Mapping[Facet, Iterable[str]] | None = None
) -> str | None:
    """Return a filter with the name that is being typed at its end written out; None: no such.

    What is typed is its beginning, letter for letter.  ``more`` are names of facets that a line
    does not know: sessions, cards.
    """
    found = _LAST.search(typed)
    word = (found[0] if found else "").lstrip("-(")
    if len(word) > 2:
        for flag in Flag:
            if flag.startswith(word) and flag != word:
                return typed + flag[len(word) :]
    condition = condition_in(word) if word else None
    if condition is None:
        return None
    what, values = condition
    if not isinstance(what, Facet):
        return None
    begun = values.rpartition("|")[2]
    for one in _names_of(what, names, more or {}):
        whole = _as_begun(one, begun)
        if visible(whole) == whole and whole.casefold().startswith(begun.casefold()):
            return typed + whole[len(begun) :]
    return None


def _as_begun(name: str, begun: str) -> str:
    """A name as it goes on from what is typed of it: in quotes where these are open, or hyphens."""
    plain = "-".join(name.split())
    if begun.startswith('"') or any(char in '"|()' for char in plain):
        return '"' + " ".join(name.replace('"', " ").split()) + '"'
    return plain


def _names_of(what: Facet, names: Names, more: Mapping[Facet, Iterable[str]]) -> Iterable[str]:
    known = names.everybody
    lists: dict[Facet, Iterable[str]] = {
        Facet.STAGE: (one.name for one in known.stages),
        Facet.PERSONA: (one.name for one in known.personas),
        Facet.CHANNEL: (one.name for one in known.channels),
        Facet.TAG: (one.name for one in known.tags),
        Facet.KIND: Kind,
        Facet.SOURCE: Source,
        Facet.GROUP: Group,
        Facet.PARTICIPANT: (one.name or one.code for one in known.roster),
        Facet.TEAM: (one.team for one in known.roster if one.team),
        Facet.CARD: sorted(known.cards),
    }
    return [*lists.get(what, ()), *more.get(what, ())]
