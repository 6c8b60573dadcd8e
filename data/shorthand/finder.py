"""Finding a thing by what was typed of its name: one ladder for every list, and for codes.

The rungs, letters, digits and vowel signs alone counting (`data.text.fold`): a code, the whole
name, a whole word of it (the first before a later one), its beginning, the beginning of a later
word.  What stands on the first rung that anything reaches is what was meant; two on that rung are
ambiguous, and a look-alike is only ever offered.  The order of a list decides nothing but the order
in which several are told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from data.text import fold

Thing = TypeVar("Thing")

_WORD = re.compile(r"[^\s\-/&,.;:()'’\"|+_]+")
_LONGEST_LOOK = 40  # characters of a word that are compared when a look-alike is sought
_SLIPS_KEPT = 256
_ALIKE = 0.72  # share of letters that must agree before a look-alike is offered


@dataclass(frozen=True, slots=True)
class Keys:
    """What finds a thing: ``codes`` as `code_key` has them, all else folded.

    ``whole`` as a whole, ``first`` and ``words`` as its first and its later words, ``starts`` by
    their beginnings, and so ``later``, which begin at a later word and run on over spaces, since
    these do not count.
    """

    codes: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


@lru_cache(maxsize=4096)  # a list is looked through again at the next key press
def keys_of(name: str, *codes: str) -> Keys:
    """Return what finds a thing of that name, and of these codes."""
    whole = fold(name) or name.strip()
    words = [(fold(word[0]), fold(name[word.start() :])) for word in _WORD.finditer(name)]
    later = dict.fromkeys(rest for _, rest in words if rest and rest != whole)
    return Keys(
        codes,
        (whole,) if whole else (),
        tuple(word for word, _ in words[:1] if len(word) > 1),
        tuple(word for word, _ in words[1:] if len(word) > 1),
        (whole,) if whole else (),
        tuple(later),
    )


def code_key(code: str) -> str:
    """Return a code as it is compared: case and leading zeros ignored (``p7`` is ``P07``)."""
    folded = code.casefold()
    number = folded.lstrip("abcdefghijklmnopqrstuvwxyz")
    if not number.isdecimal():
        return folded
    return folded[: len(folded) - len(number)] + (number.lstrip("0") or "0")


def code_keys(code: str) -> tuple[str, str]:
    """Return the keys of a code where its letter may be left out: ``t7`` and ``7`` of ``T07``."""
    key = code_key(code)
    return key, key.lstrip("abcdefghijklmnopqrstuvwxyz")


class Finder(Generic[Thing]):
    """The things of some lists, ready to be found: finding one takes about log(things) steps."""

    def __init__(self, things: Iterable[tuple[Thing, Keys]]) -> None:
        """Know things by what finds them."""
        pairs = tuple(things)
        self.things = tuple(thing for thing, _ in pairs)
        self._keys = tuple(keys for _, keys in pairs)
        self._slips: dict[str, list[int]] = {}

    # Each rung is made when it is first reached: most lists are never looked through so far.

    @cached_property
    def _codes(self) -> dict[str, list[int]]:
        return _grouped(one.codes for one in self._keys)

    @cached_property
    def _whole(self) -> dict[str, list[int]]:
        return _grouped(one.whole for one in self._keys)

    @cached_property
    def _first(self) -> dict[str, list[int]]:
        return _grouped(one.first for one in self._keys)

    @cached_property
    def _words(self) -> dict[str, list[int]]:
        return _grouped(one.words for one in self._keys)

    @cached_property
    def _starts(self) -> list[tuple[str, int]]:
        return sorted((key, at) for at, one in enumerate(self._keys) for key in one.starts)

    @cached_property
    def _later(self) -> list[tuple[str, int]]:
        return sorted((key, at) for at, one in enumerate(self._keys) for key in one.later)

    def by_code(self, typed: str) -> list[Thing]:
        """Return the things of a code."""
        return self._those(self._codes.get(code_key(typed), ()))

    def exact(self, typed: str) -> list[Thing]:
        """Return the things whose whole name was typed."""
        return self._those(self._whole.get(fold(typed) or typed.strip(), ()))

    def find(self, typed: str, least: int = 1) -> list[Thing]:
        """Return all on the first rung that anything reaches: one is found, several are ambiguous.

        Of less than ``least`` letters only a code or a whole name is found.
        """
        return self._those(next((rung for rung in self._rungs(typed, least) if rung), ()))

    def ranked(self, typed: str, *, inside: bool = False) -> list[Thing]:
        """Return all that fit in any way, the first rung first, in their order on each.

        With ``inside`` also, last, what holds the letters anywhere or has them as initials.
        """
        places: dict[int, None] = {}
        for rung in self._rungs(typed, 1):
            places.update(dict.fromkeys(rung))
        folded = fold(typed)
        if inside and folded:
            places.update(
                dict.fromkeys(at for at, one in enumerate(self._keys) if _holds(one, folded))
            )
        return self._those(places)

    def alike(self, typed: str, limit: int = 3) -> list[Thing]:
        """Return things that ``typed`` may be a slip of, the likest first; never to be taken."""
        folded = fold(typed)
        if not 3 <= len(folded) <= _LONGEST_LOOK:
            return []
        # A slip stays in the line while the rest is typed, and every key press asks again.
        if folded not in self._slips:
            if len(self._slips) >= _SLIPS_KEPT:
                self._slips.clear()
            self._slips[folded] = self._look(folded)
        return self._those(self._slips[folded][:limit])

    def _those(self, places: Iterable[int]) -> list[Thing]:
        return [self.things[at] for at in places]

    def _rungs(self, typed: str, least: int) -> Iterator[Sequence[int]]:
        """Yield the places of what stands on each rung."""
        yield self._codes.get(code_key(typed.strip()), ())
        folded = fold(typed)
        yield self._whole.get(folded or typed.strip(), ())
        if folded and len(folded) >= least:
            yield self._first.get(folded, ())
            yield self._words.get(folded, ())
            yield _begun(self._starts, folded)
            yield _begun(self._later, folded)

    def _look(self, folded: str) -> list[int]:
        best: dict[int, float] = {}
        for key, at in (*self._starts, *self._later):
            score = _slip_likeness(folded, key)
            if score >= _ALIKE and score > best.get(at, 0.0):
                best[at] = score
        return sorted(best, key=lambda at: (-best[at], at))


def finder_of(things: Iterable[Thing], name: Callable[[Thing], str]) -> Finder[Thing]:
    """Return things ready to be found by their names."""
    return Finder((one, keys_of(name(one))) for one in things)


def _grouped(keys: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for at, some in enumerate(keys):
        for key in dict.fromkeys(some):
            if key:
                groups.setdefault(key, []).append(at)
    return groups


def _begun(keys: Sequence[tuple[str, int]], folded: str) -> list[int]:
    places = set()
    at = bisect_left(keys, (folded, -1))
    while at < len(keys) and keys[at][0].startswith(folded):
        places.add(keys[at][1])
        at += 1
    return sorted(places)


def _holds(keys: Keys, folded: str) -> bool:
    initials = "".join(one[0] for one in (*keys.starts, *keys.later))
    return initials.startswith(folded) or any(folded in one for one in keys.whole)


def _slip_likeness(word: str, name: str) -> float:
    """Return how far (0-1) ``word`` may be a slip of the folded ``name``, or of its beginning."""
    return max(_likeness(word, name), _likeness(word, name[: len(word)]) - 0.05)


def _likeness(word: str, other: str) -> float:
    """Return the share (0-1) of letters that two folded words have in common, in order."""
    longest = max(len(word), len(other))
    slips = longest * (1 - _ALIKE)
    # The matcher loads only where the letters could agree at all: a note is typed far more often
    # than a slip, and loading takes longer than reading a line.
    if abs(len(word) - len(other)) > slips or len(set(word).difference(other)) > slips:
        return 0.0
    from rapidfuzz.distance import OSA

    return OSA.normalized_similarity(word, other)
