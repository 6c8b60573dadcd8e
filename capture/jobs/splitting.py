"""Splitting a note that says several things into one note a thing: nothing of its text is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from capture.jobs.editing import ChangedMeanwhile, shortly
from data.errors import NotFound, UsageError
from data.records import Note
from data.store import evidence, notes
from data.text import clean, counted

if TYPE_CHECKING:
    from data.store import Project

# A sentence ends at these, with quotes or brackets that close behind them, before white space.  One
# that a small letter follows was an abbreviation.
_SENTENCE = re.compile(r"[.!?…;·。！？]+[\"'”’»)\]]*\s+(?![a-zα-ωа-я])")
_LINE = re.compile(r"\s*\n\s*")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]|\b(?:e\.g|i\.e|etc|vs|approx|Mrs?|Ms|Dr|St|No|π\.χ))\.$")


def proposals(text: str) -> tuple[int, ...]:
    """Return where a note may be cut, as offsets into its text: line ends, else sentence ends."""
    lines = [end for end in _ends(_LINE, text) if _cuts(text, end)]
    return tuple(lines or (end for end in _ends(_SENTENCE, text) if _cuts(text, end)))


def _ends(pattern: re.Pattern[str], text: str) -> Iterable[int]:
    for found in pattern.finditer(text):
        if pattern is _SENTENCE and _ABBREVIATION.search(text[: found.start() + 1]):
            continue
        yield found.end()


def _cuts(text: str, at: int) -> bool:
    return bool(text[:at].strip()) and bool(text[at:].strip())


def cut(text: str, places: Iterable[int]) -> tuple[str, ...]:
    """Return the parts of a text between some offsets, without the white space at their ends."""
    edges = [0, *sorted({at for at in places if 0 < at < len(text)}), len(text)]
    parts = (text[a:b].strip() for a, b in pairwise(edges))
    return tuple(part for part in parts if part)


def split(project: Project, seen: Note, parts: Sequence[str]) -> tuple[Note, ...]:
    """Make several notes of one, in one change: return them in their order.

    Each carries the speakers, tags, session and places on points and cards of the one; the first
    stays that note.  They follow each other by a millionth of a second, so that their order holds.

    Raises:
        UsageError: there is only one part, or together they are not the note's text.
        ChangedMeanwhile: the note is no longer as it was ``seen``.
        NotFound: it is gone.
    """
    texts = [clean(part)[0].strip() for part in parts if part.strip()]
    if len(texts) < 2:
        raise UsageError("A note is split into two or more; it was left as it is. Say where.")
    if "".join("".join(texts).split()) != "".join(seen.text.split()):
        raise UsageError("These parts are not the whole note; it was left as it is.")
    with project.change(f"Split “{shortly(seen.text)}” into {len(texts)}") as change:
        now = notes.get(change, seen.id)
        if now is None:
            raise NotFound("That note was removed meanwhile; nothing was changed.")
        if now != seen:
            raise ChangedMeanwhile(now)
        notes.edit(change, seen.id, text=texts[0])
        made = [
            notes.add(
                change,
                session=seen.session,
                text=text,
                at=seen.at + timedelta(microseconds=number),
                kind=seen.kind,
                need_type=seen.need_type,
                stage=seen.stage,
                channel=seen.channel,
                emotion=seen.emotion,
                source=seen.source,
                verbatim=seen.verbatim,
                left_over=seen.left_over,
                respondent=seen.respondent,
                flagged=seen.flagged,
                set_aside=seen.set_aside,
                personas=seen.personas,
                tags=seen.tags,
                participants=seen.participants,
            )
            for number, text in enumerate(texts[1:], 1)
        ]
        evidence.share(change, seen.id, [note.id for note in made])
        first = notes.get(change, seen.id)
    assert first is not None
    return (first, *made)


def told(made: Sequence[Note]) -> str:
    """Return a sentence on what was done."""
    return f"Split into {counted(len(made), 'note')}: " + " · ".join(
        f"“{shortly(note.text, 24)}”" for note in made
    )


def by_hand(note: Note, *, lines: bool = False, at: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the parts of a note as the command line asks: before words, at lines, or as proposed.

    Raises:
        UsageError: words are not in the note, or nowhere is a place to cut it.
    """
    if at:
        places, start = [], 0
        for words in at:
            found = note.text.find(words, start) if words else -1
            if found < 0 or not _cuts(note.text, found):
                raise UsageError(
                    f"“{shortly(words)}” does not stand inside the note behind what was named "
                    "before; it was left as it is."
                )
            places.append(found)
            start = found + len(words)
        return cut(note.text, places)
    places = list(_ends(_LINE, note.text)) if lines else list(proposals(note.text))
    parts = cut(note.text, places)
    if len(parts) < 2:
        raise UsageError(
            "The note has no second line or sentence; it was left as it is. "
            "Say where with --before WORDS."
        )
    return parts
