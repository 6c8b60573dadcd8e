"""Names of a list that look alike, and names that no note carries: shown, never changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from capture.jobs import lists
from data.records import Participant
from data.store import merging, notes
from data.store.lists import as_pair, told_apart
from data.text import fold

if TYPE_CHECKING:
    from capture.jobs.lists import Thing
    from data.store import Project
    from data.store.common import Reader


_ALIKE = 0.8  # share of letters that two names must have in common, in order
_SHORTEST = 5  # letters below which one slip makes another word
_STEM = 4  # letters of a word: wait-, call-
_ENDING = 3  # letters of what may follow it: -ing, -s
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


def alike(project: Project, word: str) -> list[Alike]:
    """Return the pairs of a list that look alike, but for those that somebody said differ."""
    with project.reading():
        things = lists.all_of(project, word)
        settled = told_apart(project, word)
        count = notes.counts(project)
    alikes = []
    for one, other, why in pairs(things):
        if as_pair(one.id, other.id) in settled:
            continue
        gone, kept = (one, other) if count.get(one.id, 0) < count.get(other.id, 0) else (other, one)
        alikes.append(Alike(word, gone, kept, count.get(gone.id, 0), count.get(kept.id, 0), why))
    return alikes


def everywhere(project: Project) -> dict[str, list[Alike]]:
    """Return the look-alikes of every list, by the word for one thing of it."""
    return {what: alike(project, what) for what in lists.MERGEABLE}


def unused(project: Project, word: str) -> list[Unused]:
    """Return the things of a list that no note carries, with what else names them."""
    with project.reading():
        count = notes.counts(project)
        return [
            Unused(word, one, _named_by(project, word, one.id))
            for one in lists.all_of(project, word)
            if not count.get(one.id, 0)
        ]


def _named_by(reader: Reader, word: str, thing: str) -> str:
    used = [table for table in merging.uses(reader, word, thing) if table in lists.NAMERS]
    return ", ".join(dict.fromkeys(f"a {lists.NAMERS[table]}" for table in used))


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


def _why(name: _Name, other: _Name, *, people: bool) -> str:
    """Return why two names look alike, "" where they do not."""
    from rapidfuzz.distance import OSA

    if not name.folded or not other.folded:
        return ""
    if name.folded == other.folded:
        return "the same name"
    if name.numbers != other.numbers:
        return ""  # Week 1 and Week 2
    if sorted(name.words) == sorted(other.words):
        return "the same words"
    if _is_initials(name, other) or _is_initials(other, name):
        return "initials"
    if len(name.words) == len(other.words) and all(map(_same_word, name.words, other.words)):
        return "one word in two forms"
    if people and _shorter_name(name.words, other.words):
        return "a shorter name"
    shortest = min(len(name.folded), len(other.folded))
    if shortest >= _SHORTEST:
        likeness = OSA.normalized_similarity(name.folded, other.folded)
        return "a few letters differ" if likeness >= _ALIKE else ""
    if people and shortest >= 3 and OSA.distance(name.folded, other.folded) == 1:
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
    places: dict[str, set[int]] = defaultdict(set)
    for at, name in enumerate(names):
        if name.words:
            places[f"beginning {name.words[0][:_STEM]}"].add(at)
            places[f"words {' '.join(sorted(name.words))}"].add(at)
            places[f"letters {name.folded}"].add(at)
            if len(name.words) > 1:
                places[f"letters {name.initials}"].add(at)
    return [group for group in places.values() if len(group) > 1]


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
