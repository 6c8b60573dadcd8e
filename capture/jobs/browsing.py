"""Going through the notes: a filter as it is typed, what fits it, and a page of notes at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from capture.jobs.finding import Terms, filter_of
from capture.jobs.notetaking import names_for
from capture.reading import Names, no_names
from data.errors import NotFound
from data.records import Kind, Note, NoteId, Session, SessionId, Source
from data.store import notes, sessions
from data.store.notes import NoteFilter
from data.text import visible

if TYPE_CHECKING:
    from data.store import Project

PAGE = 200
"""Notes that are read at a time."""

_SIGNS = {"#": "stage", "@": "persona", "~": "channel", "+": "tag", "!": "kind", "=": "source"}
_WORDS = {
    "stage": "stage", "persona": "persona", "channel": "channel", "tag": "tag", "kind": "kind",
    "source": "source", "from": "source", "who": "participant", "by": "participant",
    "session": "session", "in": "session",
}  # fmt: skip
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_UNTAGGED = "untagged"
_PART = re.compile(r'(?:"[^"]*"?|[^\s"])+')


@dataclass(frozen=True, slots=True)
class Listing:
    """The ids of the notes that fit, in order, and the names of what is on them.

    ``told`` says why nothing fits.
    """

    wanted: NoteFilter = field(default_factory=NoteFilter)
    ids: tuple[NoteId, ...] = ()
    total: int = 0
    known: Mapping[str, str] = field(default_factory=dict)
    sessions: Mapping[SessionId, Session] = field(default_factory=dict)
    names: Names = field(default_factory=no_names)
    told: str = ""


def read_filter(typed: str) -> Terms:
    """Read a filter: words, ``#stage @persona ~channel +tag !kind =source``, ``who:``, ``in:``.

    The signs are those of the typing grammar; ``stage:`` and the like say the same.  Names of
    several words are joined by hyphens or quoted.  ``untagged`` finds what still lacks a kind or a
    stage.  Of two conditions of one sort the last counts.  A word stands for every word that it
    begins, since the list follows while it is typed; in quotes it stands for itself.
    """
    words: list[str] = []
    found: dict[str, str] = {}
    untagged = False
    for part in _PART.findall(typed):
        name, condition = _condition(part)
        if condition:
            if name:
                found[condition] = name
        elif part == _UNTAGGED:
            untagged = True
        else:
            whole = part in _OPERATORS or not part[-1].isalnum()
            words.append(part if whole else f"{part}*")
    return Terms(words=" ".join(words), untagged=untagged, **found)


def _condition(part: str) -> tuple[str, str]:
    """Return the name in a part of a filter and what it is a name of; "" for a plain word."""
    if part[0] in _SIGNS:
        return part[1:].replace('"', ""), _SIGNS[part[0]]
    word, colon, name = part.partition(":")
    if colon and word in _WORDS:
        return name.replace('"', ""), _WORDS[word]
    return "", ""


def complete(typed: str, names: Names) -> str | None:
    """Return a filter with the name that is being typed at its end written out; None: no such.

    What is typed is its beginning, letter for letter.
    """
    part = re.search(r"\S*\Z", typed)
    word = part[0] if part else ""
    if len(word) > 2 and _UNTAGGED.startswith(word):
        return typed + _UNTAGGED[len(word) :]
    name, what = _condition(word) if word else ("", "")
    known = names.everybody
    lists: dict[str, Iterable[str]] = {
        "stage": (one.name for one in known.stages),
        "persona": (one.name for one in known.personas),
        "channel": (one.name for one in known.channels),
        "tag": (one.name for one in known.tags),
        "kind": Kind,
        "source": Source,
        "participant": (one.name for one in known.roster),
    }
    for one in lists.get(what, ()):
        whole = "-".join(one.split())
        if visible(whole) == whole and whole.casefold().startswith(name.casefold()):
            return typed + whole[len(name) :]
    return None


def browse(project: Project, typed: str, *, newest_first: bool = True) -> Listing:
    """Find the notes that fit a typed filter.

    Raises:
        NotFound: the filter names something that the project does not have.
    """
    terms = read_filter(typed)
    with project.reading():
        wanted = replace(filter_of(project, terms), newest_first=newest_first)
        found = tuple(notes.ids(project, wanted))
        everything = NoteFilter()
        total = (
            len(found)
            if wanted == replace(everything, newest_first=newest_first)
            else len(notes.ids(project, everything))
        )
        told = "" if found else _why_nothing(project, terms, total)
        names = names_for(project, None)
        known_sessions = {one.id: one for one in sessions.all(project)}
    words = names.everybody
    lists = (words.stages, words.personas, words.channels, words.tags)
    known = {str(one.id): one.name for some in lists for one in some}
    known |= {str(one.id): one.name or one.code for one in words.roster}
    return Listing(wanted, found, total, known, known_sessions, names, told)


def page(project: Project, listing: Listing, start: int) -> tuple[Note, ...]:
    """Return the `PAGE` notes of a listing from index ``start`` on.

    Raises:
        UnknownName: the note before them is gone: list again.
    """
    after = listing.ids[start - 1] if start else None
    return tuple(notes.find(project, replace(listing.wanted, limit=PAGE, after=after)))


def _why_nothing(project: Project, terms: Terms, total: int) -> str:
    """Say which condition shut everything out."""
    if not total:
        return "There is no note yet. F5 goes to the line to take some."
    given = terms.given()
    if len(given) < 2:
        return "No note fits."
    empty = Terms()
    without = []
    for name in given:
        rest = replace(terms, **{name: getattr(empty, name)})
        count = len(notes.ids(project, filter_of(project, rest)))
        if count:
            what = "words" if name == "words" else name
            without.append(
                f"{count:,} without the {what}"
                if name != "untagged"
                else f"{count:,} with the tagged ones"
            )
    return f"No note fits all of it: {', '.join(without)}." if without else "No note fits."


def problem(error: Exception) -> str:
    """Return what to tell of a filter that names something unknown."""
    told = str(error)
    if isinstance(error, NotFound):
        told = told.replace(" Nothing was changed.", "")
    return told
