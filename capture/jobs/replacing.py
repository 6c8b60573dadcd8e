"""Replacing a word everywhere: every hit is shown before, and all are one step to take back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs.editing import shortly
from data.errors import UsageError
from data.records import NoteId
from data.store import notes
from data.text import clean, counted

if TYPE_CHECKING:
    from data.store import Project
    from data.store.common import Reader

CONTEXT = 24
"""Characters either side of a hit that are shown with it."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for and what to put in its place.

    ``whole`` finds whole words only, ``case`` tells capitals from small letters (else a hit that
    begins with a capital, or is all capitals, is replaced by the like).  With ``titles`` also what
    people called points and touchpoints is changed.
    """

    old: str
    new: str
    whole: bool = True
    case: bool = False
    titles: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where it stands: what is before, the words as they stand, what they become, after.

    ``note`` is None for a title, which ``title`` names.
    """

    before: str
    old: str
    new: str
    after: str
    note: NoteId | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Replacing:
    """Every hit in the notes, by time, and in the titles that somebody froze."""

    search: Search
    hits: tuple[Hit, ...] = ()
    titles: tuple[Hit, ...] = ()
    notes: int = 0
    verbatim: int = 0

    def sentence(self, *, done: bool = False) -> str:
        """Return what is found, or was done."""
        if not self.hits and not self.titles:
            return f"“{shortly(self.search.old)}” stands nowhere."
        where = f"{counted(len(self.hits), 'place')} in {counted(self.notes, 'note')}"
        parts = [f"{'Replaced in' if done else 'Found in'} {where}."]
        if self.verbatim:
            were = "was" if self.verbatim == 1 else "were"
            parts.append(f"{self.verbatim:,} of the notes {were} word for word.")
        if self.titles:
            where = counted(len(self.titles), "title")
            left = "changed too" if self.search.titles else "left as people wrote them"
            if self.search.titles or done:
                parts.append(f"{where} {left}.")
            else:
                parts.append(f"{where} would be {left}.")
        return " ".join(parts)


def plan(reader: Reader, search: Search) -> Replacing:
    """Return every hit, changing nothing.

    Raises:
        UsageError: there is nothing to look for.
    """
    found, frozen = _pattern(search), _put(search)
    hits: list[Hit] = []
    touched: set[NoteId] = set()
    verbatim = 0
    for note, text, quoted in notes.texts(reader):
        some = [Hit(*_context(text, one, frozen), note=note) for one in found.finditer(text)]
        if some:
            hits += some
            touched.add(note)
            verbatim += quoted
    titles = tuple(
        Hit(*_context(title, one, frozen), title=code)
        for _, _, code, title in notes.decided_titles(reader)
        for one in found.finditer(title)
    )
    return Replacing(search, tuple(hits), titles, len(touched), verbatim)


def replace(project: Project, search: Search) -> Replacing:
    """Replace every hit, in one change: return what was done.

    Raises:
        UsageError: there is nothing to look for, or a note or title would be left without text.
    """
    found, put = _pattern(search), _put(search)
    label = f"Replace “{shortly(search.old, 24)}” with “{shortly(search.new, 24)}”"
    with project.change(label) as change:
        done = plan(change, search)
        edits = [
            (note, _changed(found, put, text))
            for note, text, _ in notes.texts(change)
            if found.search(text)
        ]
        change.edit_many("note", ((note, "text", text) for note, text in edits))
        if search.titles:
            for table, thing, _, title in notes.decided_titles(change):
                if found.search(title):
                    change.edit(table, thing, title=_changed(found, put, title))
    return done


def _changed(found: re.Pattern[str], put: Callable[[re.Match[str]], str], text: str) -> str:
    changed = clean(found.sub(put, text))[0]
    if not changed.strip():
        raise UsageError(
            f"“{shortly(text)}” would be left without text; nothing was changed. "
            "Remove that note first."
        )
    return changed


def _pattern(search: Search) -> re.Pattern[str]:
    """Return what finds it, however its accents are written."""
    if not search.old.strip():
        raise UsageError("Say what to look for; nothing was changed.")
    forms = dict.fromkeys((search.old, *_forms(search.old)))
    words = "|".join(re.escape(one) for one in forms)
    before = r"(?<!\w)" if search.whole and _is_letter(search.old[0]) else ""
    after = r"(?!\w)" if search.whole and _is_letter(search.old[-1]) else ""
    return re.compile(f"{before}(?:{words}){after}", 0 if search.case else re.IGNORECASE)


def _forms(text: str) -> Iterator[str]:
    yield unicodedata.normalize("NFC", text)
    yield unicodedata.normalize("NFD", text)


def _is_letter(char: str) -> bool:
    return re.match(r"\w", char) is not None


def _put(search: Search) -> Callable[[re.Match[str]], str]:
    """Return what a hit becomes: with its capitals, where case does not count."""

    def put(found: re.Match[str]) -> str:
        old, new = found[0], search.new
        if search.case or not new or search.old != search.old.lower():
            return new
        if len(old) > 1 and old.isupper():
            return new.upper()
        return new[0].upper() + new[1:] if old[:1].isupper() else new

    return put


def _context(
    text: str, found: re.Match[str], put: Callable[[re.Match[str]], str]
) -> tuple[str, str, str, str]:
    start, end = found.span()
    before = text[max(0, start - CONTEXT) : start]
    after = text[end : end + CONTEXT]
    return (
        ("…" if start > CONTEXT else "") + before,
        found[0],
        put(found),
        after + ("…" if end + CONTEXT < len(text) else ""),
    )
