"""Offers: what Tab may make of the word at the cursor of a typed line.

It stands apart from the line, whose first picture is painted before the grammar is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.shorthand import Shorthand, Vocabulary
from data.shorthand.names import SIGNS, index_of
from data.shorthand.reading import find_tail
from data.text import fold

MOST = 6
"""Offers at a time: what can be taken in at a glance."""

_FARTHEST = 60  # a speaker's name is typed at the very start


@dataclass(frozen=True, slots=True)
class Offer:
    """``insert`` may replace ``start`` to ``end`` of the line; ``name`` and ``what`` say why."""

    start: int
    end: int
    insert: str
    name: str
    what: str


def offers(line: str, cursor: int, names: Vocabulary, reading: Shorthand) -> tuple[Offer, ...]:
    """Return what Tab may make of the word that ends at the cursor, the best first.

    Where it ends none, a word that was pointed at as a slip may become what it was meant for.
    """
    if cursor < len(line) and not line[cursor].isspace():
        return ()
    before = line[:cursor]
    mark = find_tail(before)
    fitting = _tags(before, mark + 2, names) if mark >= 0 else _speakers(before, names)
    best = tuple(dict.fromkeys(fitting))[:MOST]
    if best:
        return best
    return tuple(
        Offer(hint.start, hint.end, candidate, candidate, "meant?")
        for hint in reading.hints[:1]
        for candidate in hint.candidates[:MOST]
        if line[hint.start : hint.end] == hint.word
    )


def _tags(before: str, at: int, names: Vocabulary) -> Iterator[Offer]:
    if before[-1].isspace():
        return
    start = max(at, len(before) - len(before.rsplit(maxsplit=1)[-1]))
    word = before[start:]
    if not word:
        return
    role, index = SIGNS.get(word[0]), index_of(names)
    name = word[1:] if role else word
    stem = fold(name)
    if len(stem) < 2 and (role is None or name.strip(stem)):
        return
    finder = index.signed[role] if role else index.every
    for thing in finder.ranked(name) if stem else finder.things:
        if thing.typed != word:
            yield Offer(start, len(before), f"{thing.typed} ", thing.name, thing.role.value)


def _speakers(before: str, names: Vocabulary) -> Iterator[Offer]:
    if len(before) > _FARTHEST or ":" in before or "\n" in before:
        return
    stem = fold(before)
    if len(stem) < 2 or not before[0].isalnum():
        return
    speakers = index_of(names).speakers
    begun = set(speakers.ranked(before))
    for one in names.roster:
        if one in begun or one.code.casefold().startswith(stem):
            insert = one.name if len(speakers.exact(one.name)) == 1 else one.code
            yield Offer(0, len(before), f"{insert}: ", one.name or one.code, one.team or "speaks")
