"""Offers: what Tab may make of the word at the cursor of a typed line.

It stands apart from the line, whose first picture is painted before the grammar is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.shorthand import Hint, Shorthand, Vocabulary
from data.shorthand.names import GLUED, SIGNS, index_of
from data.shorthand.reading import find_tail, take_apart, with_rest
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
    if reading.hints and _is_glued_on(reading.hints[0], cursor):
        return tuple(_meant(line, reading.hints[0]))
    before = line[:cursor]
    mark = find_tail(before)
    fitting = _tags(before, mark + 2, names) if mark >= 0 else _speakers(before, names)
    best = tuple(dict.fromkeys(fitting))[:MOST]
    if best:
        return best
    return tuple(one for hint in reading.hints[:1] for one in _meant(line, hint))


def _is_glued_on(hint: Hint, cursor: int) -> bool:
    """Whether a feeling was just typed that could not be glued to its word."""
    return hint.end == cursor and hint.word[0] in "+-" and bool(hint.candidates)


def _meant(line: str, hint: Hint) -> Iterator[Offer]:
    """Yield what a word that was not taken may have been meant for."""
    if line[hint.start : hint.end] == hint.word:
        for candidate in hint.candidates[:MOST]:
            yield Offer(hint.start, hint.end, candidate, candidate.strip(), "meant?")


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
    if (not stem and (role is None or name)) or (role is None and GLUED.fullmatch(word)):
        return
    glued = take_apart(name)
    # What is glued to a kind stays with it: Tab must not make a feeling vanish.
    word_alone, rest = (glued[0], glued[1] + glued[2]) if glued and glued[1] else (name, "")
    finder = index.signed[role] if role else index.every
    for thing in finder.ranked(word_alone) if stem else finder.things:
        if thing.typed != word:
            insert = f"{with_rest(thing.typed, rest)} "
            yield Offer(start, len(before), insert, thing.name, thing.role.value)


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
