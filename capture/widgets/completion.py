"""What a half-typed word may become: our own short list under the line, in reach of Tab.

Pure: it depends on the line, the cursor and the names.  Two letters are enough for a name in the
tail, a sign (``#`` ``@`` ``~`` ``+`` ``!``) for its whole list, and two letters at the line's start
for somebody who speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.records import Kind
from data.shorthand import Role, Shorthand, Vocabulary
from data.shorthand.names import SIGNS, Entry
from data.shorthand.reading import find_tail
from data.text import fold

MOST = 6
"""Offers at a time: what can be taken in at a glance."""

_FARTHEST = 60  # a speaker's name is typed at the very start
_WHAT = {
    Role.STAGE: "stage",
    Role.PERSONA: "persona",
    Role.CHANNEL: "channel",
    Role.TAG: "tag",
    Role.KIND: "kind",
}


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
    found = _tags(before, mark + 2, names) if mark >= 0 else _speakers(before, names)
    some = tuple(dict.fromkeys(found))[:MOST]
    if some:
        return some
    return tuple(
        Offer(hint.start, hint.end, candidate, candidate, "meant?")
        for hint in reading.hints[:1]
        for candidate in hint.candidates[:MOST]
        if line[hint.start : hint.end] == hint.word
    )


def _tags(before: str, at: int, names: Vocabulary) -> Iterator[Offer]:
    start = max(at, _word_start(before))
    word = before[start:]
    if not word:
        return
    role = SIGNS.get(word[0])
    stem = fold(word[1:] if role else word)
    if len(stem) < 2 and (role is None or word[1:].strip(stem)):
        return
    entries = [one for one in _entries(names) if role in (None, one.role)]
    ranked = sorted(
        ((rank, place, one) for place, one in enumerate(entries) if (rank := _fit(stem, one.name))),
        key=lambda found: found[:2],
    )
    for _, _, one in ranked:
        if one.typed != word:
            yield Offer(start, len(before), f"{one.typed} ", one.name, _WHAT[one.role])


def _fit(stem: str, name: str) -> int:
    """Return 0 where the name does not begin with ``stem`` in any word, else its rank from 1."""
    if fold(name).startswith(stem):
        return 1
    return 2 if any(fold(word).startswith(stem) for word in name.split()) else 0


def _entries(names: Vocabulary) -> Iterator[Entry]:
    for role, some in (
        (Role.STAGE, names.stages),
        (Role.PERSONA, names.personas),
        (Role.CHANNEL, names.channels),
        (Role.TAG, names.tags),
    ):
        yield from (Entry(role, one.id, one.name) for one in some)
    yield from (Entry(Role.KIND, kind.value, kind.value) for kind in Kind)


def _speakers(before: str, names: Vocabulary) -> Iterator[Offer]:
    if len(before) > _FARTHEST or ":" in before or "\n" in before:
        return
    stem = fold(before)
    if len(stem) < 2 or not before[0].isalnum():
        return
    shared = [fold(one.name) for one in names.roster]
    for one in names.roster:
        folded = fold(one.name)
        if (folded and folded.startswith(stem)) or one.code.casefold().startswith(stem):
            clear = folded and shared.count(folded) == 1
            insert = f"{one.name if clear else one.code}: "
            yield Offer(0, len(before), insert, one.name or one.code, one.team or "speaks")


def _word_start(before: str) -> int:
    at = len(before)
    while at and not before[at - 1].isspace():
        at -= 1
    return at
