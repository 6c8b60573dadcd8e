"""Notes stored twice and names that look alike: found, shown, never joined unasked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from capture.jobs import lists
from data.errors import Cancelled, NotFound, UsageError
from data.records import Attribution, Note, NoteId, Participant, ParticipantId, Stance
from data.store import merging, notes, sessions
from data.store.lists import as_pair, participants, tell_apart, told_apart
from data.text import fold, normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from capture.jobs.lists import Thing
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
        if not self.pairs:
            told = f"No duplicates among {self.notes:,} note{'s' * (self.notes != 1)}."
        else:
            count = len(self.pairs)
            told = (
                f"{count:,} pair{'s' * (count != 1)} among {self.notes:,} notes may be one remark."
            )
        if self.unread:
            told += (
                f" {self.unread:,} are not read for their meaning yet: "
                "drafting the map (F9, sayso synthesize) reads them."
            )
        return told


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
        rows = _rows(project)
        settled = told_apart(project, "note")
        vectors = _kept_vectors(project, rows)
    found: dict[tuple[str, str], Pair] = {}
    unread = sum(row.text not in vectors for row in rows)
    steps = 3 + len(vectors) // ROWS
    for done, some in enumerate(_passes(rows, vectors)):
        if cancelled is not None and cancelled():
            raise Cancelled("looking for duplicates was stopped; nothing was changed")
        for pair in some:
            key = as_pair(pair.one, pair.other)
            if key not in settled and key not in found:
                found[key] = pair
        if progress is not None:
            progress(min(done + 1, steps), steps)
    place = {row.id: at for at, row in enumerate(rows)}
    order = list(Why)
    pairs = sorted(
        found.values(),
        key=lambda one: (
            not one.same_voice,
            order.index(one.why),
            -round(one.likeness, 4),
            place[one.one],
            place[one.other],
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


def _rows(project: Project) -> list[_Row]:
    return [
        _Row(note, normalise(text).casefold(), text, voice)
        for note, text, voice in notes.voiced(project)
    ]


def _equal(rows: Sequence[_Row]) -> Iterator[Pair]:
    """Return equal texts: those of one voice in a chain, and the voices with each other."""
    voices: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        voices[row.voice].append(row)
    for some in voices.values():
        for one, other in pairwise(some):
            yield _pair(one, other, Why.SAME_TEXT, 1.0)
    for one, other in pairwise([some[0] for some in voices.values()]):
        if _worth(one, other, Why.SAME_TEXT):
            yield _pair(one, other, Why.SAME_TEXT, 1.0)


def _worth(one: _Row, other: _Row, why: Why) -> bool:
    """Whether a pair is worth showing: two people who are known may well say the same."""
    if one.voice == other.voice:
        return True
    known = not any(row.voice.startswith("session ") for row in (one, other))
    if known and why is Why.MEANING:
        return False
    return min(len(one.text), len(other.text)) >= _COPY


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
        both = [notes.get(project, one) for one in (pair.one, pair.other)]
    if None in both:
        raise NotFound("One of these notes was removed meanwhile; nothing was changed.")
    one, other = (
        Side(note, speakers(note, people), meetings[note.session].title)
        for note in both
        if note is not None
    )
    return one, other


def speakers(note: Note, people: Mapping[ParticipantId, Participant]) -> str:
    """Return who said a note, "" where nobody is named."""
    said = (one.participant for one in note.participants if one.stance is Stance.SAID)
    return ", ".join(people[one].name or people[one].code for one in said)


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


def differ(project: Project, pair: Pair) -> None:
    """Say that a pair is two remarks: it is not shown again.

    Raises:
        NotFound: one of them is gone.
    """
    lists.differ(project, "note", pair.one, pair.other)


def said_twice(project: Project, pair: Pair) -> str:
    """Say that one person said both: whoever is named on one said the other too.

    Both stay, and they count once; the pair is not shown again.  Returns what was done.

    Raises:
        UsageError: two different people are named, or nobody is.
        NotFound: one of them is gone.
    """
    with project.change("The same person said both") as change:
        both = [notes.get(change, one) for one in (pair.one, pair.other)]
        if both[0] is None or both[1] is None:
            raise NotFound("One of these notes was removed meanwhile; nothing was changed.")
        said = [_said(note) for note in both if note is not None]
        if not any(said):
            raise UsageError(
                "Neither note names who said it; nothing was changed. Name the speaker of one."
            )
        if all(said) and said[0] != said[1]:
            names = {one.id: one.name or one.code for one in participants.all(change)}
            told = " and ".join(", ".join(names[who] for who in some) for some in said)
            raise UsageError(
                f"{told} said these; nothing was changed. If they are one person, merge them."
            )
        for note, own, other in zip(both, said, reversed(said), strict=True):
            if note is not None and not own:
                kept = [one for one in note.participants if one.participant not in other]
                people = (*(Attribution(who) for who in other), *kept)
                notes.edit(change, note.id, participants=people)
        tell_apart(change, "note", pair.one, pair.other)
    return "One person said both: they count once. The pair is not shown again."


def _said(note: Note) -> tuple[ParticipantId, ...]:
    return tuple(one.participant for one in note.participants if one.stance is Stance.SAID)


def documents(found: Iterable[Pair], project: Project) -> list[dict[str, Any]]:
    """Return pairs in plain values, for the command line."""
    told = []
    for pair in found:
        both = sides(project, pair)
        told.append(
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
                    for side in both
                ],
            }
        )
    return told


_ALIKE = 0.8  # share of letters that two names must have in common, in order
_SHORTEST = 5  # letters below which one slip makes another word
_STEM, _ENDING = 4, 3  # letters of a word, and of what may follow it: wait-ing, call-s
_LETTERS = re.compile(r"[^\W_]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Alike:
    """Two things of a list that may be one: the one with more notes second, as what to keep."""

    what: str
    gone: Thing
    kept: Thing
    gone_notes: int
    kept_notes: int
    why: str


@dataclass(frozen=True, slots=True)
class Unused:
    """A thing that no note carries; ``named_by`` is what else names it ("" for nothing)."""

    what: str
    thing: Thing
    named_by: str


def alike(project: Project, what: str) -> list[Alike]:
    """Return the pairs of a list that look alike, but for those that somebody said differ."""
    with project.reading():
        things = lists.all_of(project, what)
        settled = told_apart(project, what)
        count = notes.counts(project)
    found = []
    for one, other, why in pairs(things):
        if as_pair(one.id, other.id) in settled:
            continue
        gone, kept = (one, other) if count.get(one.id, 0) < count.get(other.id, 0) else (other, one)
        found.append(Alike(what, gone, kept, count.get(gone.id, 0), count.get(kept.id, 0), why))
    return found


def everywhere(project: Project) -> dict[str, list[Alike]]:
    """Return the look-alikes of every list, by the word for one thing of it."""
    return {what: alike(project, what) for what in lists.MERGEABLE}


def unused(project: Project, what: str) -> list[Unused]:
    """Return the things of a list that no note carries, with what else names them."""
    with project.reading():
        count = notes.counts(project)
        return [
            Unused(what, one, _named_by(project, what, one.id))
            for one in lists.all_of(project, what)
            if not count.get(one.id, 0)
        ]


def _named_by(reader: Reader, what: str, thing: str) -> str:
    words = {
        "touchpoint": "a card", "journey": "a journey", "journey_stage": "a journey",
        "participant": "a participant", "session_participant": "a roster",
    }  # fmt: skip
    used = merging.uses(reader, what, thing)
    return ", ".join(dict.fromkeys(words[table] for table in used if table in words))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name made ready to be compared."""

    folded: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> _Name:
        name = name[:_LONGEST]
        words = tuple(word for word in map(fold, _LETTERS.findall(name)) if word)
        return cls(fold(name), words, tuple(re.findall(r"\d+", name)))

    @property
    def initials(self) -> str:
        """The first letters of its words."""
        return "".join(word[0] for word in self.words)


def pairs(things: Sequence[Thing]) -> Iterator[tuple[Thing, Thing, str]]:
    """Return the pairs that look alike and why, in the order of the list."""
    names = [_Name.of(lists.name_of(one)) for one in things]
    candidates: dict[tuple[int, int], None] = {}
    for group in _likely(names):
        candidates.update(dict.fromkeys(combinations(sorted(group), 2)))
    candidates.update(dict.fromkeys(_slips([name.folded for name in names])))
    for at, to in sorted(candidates):
        why = _why(names[at], names[to], people=isinstance(things[at], Participant))
        if why:
            yield things[at], things[to], why


def _why(one: _Name, other: _Name, *, people: bool) -> str:
    """Return why two names look alike, "" where they do not."""
    from rapidfuzz.distance import OSA

    if not one.folded or not other.folded:
        return ""
    if one.folded == other.folded:
        return "the same name"
    if one.numbers != other.numbers:
        return ""  # Week 1 and Week 2
    if sorted(one.words) == sorted(other.words):
        return "the same words"
    if _is_initials(one, other) or _is_initials(other, one):
        return "initials"
    if len(one.words) == len(other.words) and all(map(_same_word, one.words, other.words)):
        return "one word in two forms"
    if people and _shorter_name(one.words, other.words):
        return "a shorter name"
    shortest = min(len(one.folded), len(other.folded))
    if shortest >= _SHORTEST:
        likeness = OSA.normalized_similarity(one.folded, other.folded)
        return "a few letters differ" if likeness >= _ALIKE else ""
    if people and shortest >= 3 and OSA.distance(one.folded, other.folded) == 1:
        return "a letter differs"
    return ""


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (
        len(short) >= _STEM and long.startswith(short) and len(long) - len(short) <= _ENDING
    )


def _is_initials(one: _Name, other: _Name) -> bool:
    return len(other.words) > 1 and one.folded == other.initials


def _shorter_name(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one is the other with a name left out or cut: Maria, Maria K., M. Kyriakou."""
    shared = [
        one.startswith(other) or other.startswith(one)
        for one, other in zip(words, others, strict=False)
    ]
    return bool(shared) and all(shared) and min(len("".join(words)), len("".join(others))) >= 3


def _likely(names: Sequence[_Name]) -> list[set[int]]:
    """Return sets of places: names of one beginning, of the same words, or initials of others."""
    found: dict[str, set[int]] = defaultdict(set)
    for at, name in enumerate(names):
        if name.words:
            found[f"beginning {name.words[0][:_STEM]}"].add(at)
            found[f"words {' '.join(sorted(name.words))}"].add(at)
            found[f"letters {name.folded}"].add(at)
            if len(name.words) > 1:
                found[f"letters {name.initials}"].add(at)
    return [group for group in found.values() if len(group) > 1]


def _slips(folded: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Return the pairs of places whose names share most letters, in order."""
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    block = 500
    for start in range(0, len(folded), block):
        some = folded[start : start + block]
        scores = cdist(
            some,
            folded[start:],
            scorer=OSA.normalized_similarity,
            score_cutoff=2 / 3,
            dtype=np.float32,
        )
        for at, to in zip(*np.nonzero(scores), strict=True):
            if at < to:
                yield start + int(at), start + int(to)
