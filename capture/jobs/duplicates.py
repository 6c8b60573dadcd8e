"""Notes that may be one remark stored twice: found, shown, never joined unasked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from data.errors import Cancelled, NotFound, UsageError
from data.records import Attribution, Note, NoteId, ParticipantId, Stance
from data.store import notes, sessions
from data.store.lists import as_pair, participants, tell_apart, told_apart
from data.text import counted, normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.records import Session
    from data.store import Project
    from data.store.common import Reader

_COPY = 25  # letters from which a text may be a copy although two people said it
_WORD = re.compile(r"\w+|[^\w\s]+")


class Why(StrEnum):
    """What makes two notes alike; the value is what people read."""

    SAME_TEXT = "the same text"
    NEAR_TEXT = "nearly the same text"
    MEANING = "the same meaning, perhaps"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two notes that may be one remark, the earlier first; ``likeness`` is 0-1.

    ``same_voice`` is True where one person (or nobody named, in one session) said both.
    """

    one: NoteId
    other: NoteId
    why: Why
    likeness: float
    same_voice: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs, likeliest copies first; ``unread`` notes have no vector yet."""

    pairs: tuple[Pair, ...] = ()
    notes: int = 0
    unread: int = 0

    def sentence(self) -> str:
        """Return what was found."""
        sentence = f"No duplicates among {counted(self.notes, 'note')}."
        if self.pairs:
            pairs = counted(len(self.pairs), "pair")
            sentence = f"{pairs} among {self.notes:,} notes may be one remark."
        if self.unread:
            sentence += (
                f" {self.unread:,} are not read for their meaning yet: "
                "drafting the map (F9, sayso synthesize) reads them."
            )
        return sentence


@dataclass(frozen=True, slots=True)
class Side:
    """One of two notes with what tells them apart."""

    note: Note
    speaker: str
    session: str


@dataclass(frozen=True, slots=True)
class _Row:
    """What is compared of a note."""

    id: NoteId
    text: str
    written: str
    voice: str


def find(
    project: Project,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Found:
    """Return the pairs of notes that may be one remark, without those that somebody said differ.

    Raises:
        Cancelled: ``cancelled`` answered True.
    """
    from synthesis.grouping.copies import ROWS

    with project.reading():
        rows = [
            _Row(note, normalise(text).casefold(), text, voice)
            for note, text, voice in notes.voiced(project)
        ]
        settled = told_apart(project, "note")
        vectors = _kept_vectors(project, rows)
    by_ids: dict[tuple[str, str], Pair] = {}
    unread = sum(row.text not in vectors for row in rows)
    steps = 3 + len(vectors) // ROWS
    for done, some in enumerate(_passes(rows, vectors)):
        if cancelled is not None and cancelled():
            raise Cancelled("looking for duplicates was stopped; nothing was changed")
        for pair in some:
            key = as_pair(pair.one, pair.other)
            if key not in settled:
                by_ids.setdefault(key, pair)
        if progress is not None:
            progress(min(done + 1, steps), steps)
    place = {row.id: at for at, row in enumerate(rows)}
    order = list(Why)
    pairs = sorted(
        by_ids.values(),
        key=lambda pair: (
            not pair.same_voice,
            order.index(pair.why),
            -round(pair.likeness, 4),
            place[pair.one],
            place[pair.other],
        ),
    )
    return Found(tuple(pairs), len(rows), unread)


def _passes(
    rows: Sequence[_Row], vectors: Mapping[str, NDArray[np.float32]]
) -> Iterator[list[Pair]]:
    """Return the pairs of each pass: equal texts, near ones, then meaning a few rows at a time."""
    from synthesis.grouping.copies import alike_in_meaning, near, numbers

    by_text: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_text[row.text].append(row)
    yield [pair for some in by_text.values() for pair in _equal(some)]
    texts = list(by_text)
    firsts = [some[0] for some in by_text.values()]
    yield [
        _pair(firsts[a], firsts[b], Why.NEAR_TEXT, likeness)
        for a, b, likeness in near(texts)
        if _worth(firsts[a], firsts[b], Why.NEAR_TEXT)
    ]
    known = [row for row in firsts if row.text in vectors]
    for some in alike_in_meaning([vectors[row.text] for row in known]):
        yield [
            _pair(known[a], known[b], Why.MEANING, likeness)
            for a, b, likeness in some
            if _worth(known[a], known[b], Why.MEANING)
            and numbers(known[a].text) == numbers(known[b].text)
        ]


def _equal(rows: Sequence[_Row]) -> Iterator[Pair]:
    """Return equal texts: those of one voice in a chain, and the voices with each other."""
    voices: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        voices[row.voice].append(row)
    for some in voices.values():
        for first, second in pairwise(some):
            yield _pair(first, second, Why.SAME_TEXT, 1.0)
    for first, second in pairwise([some[0] for some in voices.values()]):
        if _worth(first, second, Why.SAME_TEXT):
            yield _pair(first, second, Why.SAME_TEXT, 1.0)


def _worth(first: _Row, second: _Row, why: Why) -> bool:
    """Whether a pair is worth showing: two people who are known may well say the same."""
    if first.voice == second.voice:
        return True
    known = not any(row.voice.startswith("session ") for row in (first, second))
    if known and why is Why.MEANING:
        return False
    return min(len(first.text), len(second.text)) >= _COPY


def _pair(one: _Row, other: _Row, why: Why, likeness: float) -> Pair:
    return Pair(one.id, other.id, why, likeness, one.voice == other.voice)


def _kept_vectors(project: Project, rows: Sequence[_Row]) -> dict[str, NDArray[np.float32]]:
    """Return the vectors that are kept, by the compared text; none are made here."""
    from data.store import vectors as vectors_store
    from data.text import fingerprint
    from synthesis.grouping.encode import WIDTH, default_encoder, unpack

    prints = {row.text: fingerprint(row.written) for row in rows}
    kept = vectors_store.read(project, default_encoder().id, prints.values())
    return {
        text: unpack(kept[key])
        for text, key in prints.items()
        if key in kept and len(kept[key]) == WIDTH * 4
    }


# -- looking at a pair, and settling it ----------------------------------------------------------


def sides(project: Project, pair: Pair) -> tuple[Side, Side]:
    """Return both notes of a pair with speaker and session.

    Raises:
        NotFound: one of them is gone.
    """
    with project.reading():
        people = {one.id: one for one in participants.all(project)}
        meetings: dict[Any, Session] = {one.id: one for one in sessions.all(project)}
        first, second = (
            Side(
                note,
                ", ".join(people[who].name or people[who].code for who in _said(note)),
                meetings[note.session].title,
            )
            for note in _both(project, pair)
        )
    return first, second


def _both(reader: Reader, pair: Pair) -> list[Note]:
    both = [note for note in (notes.get(reader, id_) for id_ in (pair.one, pair.other)) if note]
    if len(both) < 2:
        raise NotFound("One of these notes was removed meanwhile; nothing was changed.")
    return both


def differences(one: str, other: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Return both texts in pieces, each with whether the other lacks it."""
    mine, theirs = (_pieces(text) for text in (one, other))
    matcher = SequenceMatcher(
        None,
        [word.casefold() for word in mine],
        [word.casefold() for word in theirs],
        autojunk=False,
    )
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for way, a, b, c, d in matcher.get_opcodes():
        for found, words in ((left, mine[a:b]), (right, theirs[c:d])):
            if words:
                found.append(("".join(words), way != "equal"))
    return left, right


def _pieces(text: str) -> list[str]:
    """Return a text in words and what is between them: put together, it is the text again."""
    edges = [0]
    for found in _WORD.finditer(text):
        edges += [found.start(), found.end()]
    edges.append(len(text))
    return [text[a:b] for a, b in pairwise(edges) if a < b]


def said_twice(project: Project, pair: Pair) -> str:
    """Say that one person said both: whoever is named on one said the other too.

    Both stay, and they count once; the pair is not shown again.  Returns what was done.

    Raises:
        UsageError: two different people are named, or nobody is.
        NotFound: one of them is gone.
    """
    with project.change("The same person said both") as change:
        both = _both(change, pair)
        said = [_said(note) for note in both]
        if not any(said):
            raise UsageError(
                "Neither note names who said it; nothing was changed. Name the speaker of one."
            )
        if all(said) and said[0] != said[1]:
            names = {person.id: person.name or person.code for person in participants.all(change)}
            told = " and ".join(", ".join(names[who] for who in some) for some in said)
            raise UsageError(
                f"{told} said these; nothing was changed. If they are one person, merge them."
            )
        for note, own, other in zip(both, said, reversed(said), strict=True):
            if not own:
                kept = [voiced for voiced in note.participants if voiced.participant not in other]
                people = (*(Attribution(who) for who in other), *kept)
                notes.edit(change, note.id, participants=people)
        tell_apart(change, "note", pair.one, pair.other)
    return "One person said both: they count once. The pair is not shown again."


def _said(note: Note) -> tuple[ParticipantId, ...]:
    return tuple(one.participant for one in note.participants if one.stance is Stance.SAID)


def documents(pairs: Iterable[Pair], project: Project) -> list[dict[str, Any]]:
    """Return pairs in plain values, for the command line."""
    return [
        {
            "why": pair.why.value,
            "likeness": round(pair.likeness, 3),
            "same_voice": pair.same_voice,
            "notes": [
                {
                    "id": side.note.id,
                    "text": side.note.text,
                    "speaker": side.speaker,
                    "session": side.session,
                    "at": side.note.at.isoformat(),
                }
                for side in sides(project, pair)
            ],
        }
        for pair in pairs
    ]
