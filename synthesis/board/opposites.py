"""Words that cannot both be so: a negation, an opposite, times that are far apart.

What two remarks say of one thing is told to be opposed by plain rules on English words.  They may
miss an opposite; a pair that they name is kept out of one claim, and left to a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from synthesis.board.amounts import GOES, TIME, Amount, amounts, clashing
from synthesis.board.antonyms import alike, base, is_listed, prefixed, turned
from synthesis.board.having import things_had_and_lacked
from synthesis.board.phrases import in_one_word
from synthesis.titles.english import NEGATIONS, Word, segments, stem, words

_REACH = 4
_PREDICATES = frozenset("VZTNGJR")
_ENDS = frozenset("CU")
_LIGHT = frozenset(map(stem, words("""
    get have do go come make take want need use let try keep put be can able
""")))  # fmt: skip
"""Verbs that say too little for their denial to turn a remark round."""
_SUPPORTING = frozenset(map(stem, words("get have do go come make be can able let")))
"""Of those, what says nothing of its own even beside its denial."""

_WANTING = words("lack lacks lacked lacking")
_RETORT = re.compile(r"not\b(?! (?:nearly )?(?:enough|many|much)\b)|never\b|no,")


@dataclass(frozen=True, slots=True)
class Gist:
    """What a remark says of things, in stems: what it affirms, what it denies, and times.

    A predicate that it both affirms and denies is in neither.  ``numbers`` are the times and other
    amounts that it tells.  ``retorts`` says that it opens with a denial ("not in the first week"),
    of ``things`` that it names.  ``written`` are its predicates as they stand in it, ``of`` the
    things of which adjectives are said that stand before them alone: a *large* print.  ``had`` and
    ``lacked`` are things that it says are there, and are not.
    """

    affirmed: frozenset[str]
    denied: frozenset[str]
    numbers: tuple[Amount, ...] = ()
    retorts: bool = False
    things: frozenset[str] = frozenset()
    written: tuple[tuple[str, str], ...] = ()
    of: tuple[tuple[str, str], ...] = ()
    had: frozenset[str] = frozenset()
    lacked: frozenset[str] = frozenset()

    @property
    def is_plain(self) -> bool:
        """True where nothing of it can be opposed to anything."""
        said = self.affirmed or self.denied or self.numbers or self.retorts
        return not (said or self.had or self.lacked)

    def quoted(self, predicate: str) -> str:
        """Return a predicate in the remark's own word, in quotes."""
        return f"“{dict(self.written).get(predicate, predicate)}”"


@lru_cache(maxsize=16384)
def gist(text: str) -> Gist:
    """Return what a remark affirms and denies, and the times that it tells."""
    affirmed: set[str] = set()
    denied: set[str] = set()
    written: dict[str, str] = {}
    of: dict[str, str] = {}
    plain, said = in_one_word(text)
    for piece, _ in segments(plain):
        for word, is_denied in _predicates(piece):
            found = base(word.low)
            if found not in _LIGHT:
                (denied if is_denied else affirmed).add(found)
                written.setdefault(found, said.get(word.low, word.low))
                thing = _thing(piece, word)
                of[found] = thing if of.get(found, thing) == thing else ""
    both = affirmed & denied
    lying = [things_had_and_lacked(piece) for piece, _ in segments(plain)]
    had = frozenset(thing for here, _ in lying for thing in here)
    lacked = frozenset(thing for _, gone in lying for thing in gone)
    things = {stem(word.low) for piece, _ in segments(text) for word in piece if word.tag == "n"}
    return Gist(
        frozenset(affirmed - both),
        frozenset(denied - both),
        tuple(one for one in amounts(text) if one.unit != GOES),
        bool(_RETORT.match(text.casefold().strip())),
        frozenset(things),
        tuple(sorted(written.items())),
        tuple(sorted((found, thing) for found, thing in of.items() if thing)),
        had - lacked,
        lacked - had,
    )


def _thing(piece: Sequence[Word], word: Word) -> str:
    """Return of what an adjective is said that stands right before it, "" of any other word."""
    at = next(place for place, one in enumerate(piece) if one is word) + 1
    if word.tag != "J" or at == len(piece) or piece[at].tag != "n":
        return ""
    return stem(piece[at].low)


_JUST = words(
    "across after at away before behind beside by down here in inside next now off on opposite "
    "outside there under up when"
)
"""What follows a "right" that only says how near: "right down the block"."""


def _predicates(piece: Sequence[Word]) -> Iterator[tuple[Word, bool]]:
    """Yield the words that say something of a thing, and whether a negation turns them round.

    A negation turns the first that follows it: what is not easy to find is found, only not easily.
    """
    reach = 0
    for at, word in enumerate(piece):
        if word.low == "right" and at + 1 < len(piece) and piece[at + 1].low in _JUST:
            continue
        turns = is_listed(base(word.low))
        is_predicate = turns or word.tag in _PREDICATES or bool(prefixed(word.low))
        if word.low in NEGATIONS or word.low in _WANTING:
            reach = _REACH
            if turns:
                yield word, False
        elif is_predicate:
            yield word, reach > 0
            reach = 0
        else:
            reach = 0 if word.tag in _ENDS else max(0, reach - 1)


def opposed(text: str, other: str) -> bool:
    """Return whether two remarks say of one thing what cannot both be so, as far as words tell."""
    return bool(why_opposed(text, other))


def why_opposed(text: str, other: str) -> str:
    """Return by which words two remarks are opposed: ``“easy” and “hard”``; "" where by none."""
    return words_opposed(text, other) or numbers_opposed(text, other)


def words_opposed(text: str, other: str) -> str:
    """Return the words by which two remarks are opposed, numbers left aside."""
    one, two = gist(text), gist(other)
    if one.is_plain and two.is_plain:
        return ""
    denied = min((*_denied(one, two), *_denied(two, one)), default=None)
    if denied is not None:
        said, not_so = denied
        return f"{said} and not" if said == not_so else f"{said} and not {not_so}"
    sides = min(_opposites(one, two), default=None)
    if sides is not None:
        return f"{one.quoted(sides[0])} and {two.quoted(sides[1])}"
    if missing := sorted(one.had & two.lacked | two.had & one.lacked):
        return f"“{missing[0]}” and none"
    if one.retorts is not two.retorts and (common := sorted(one.things & two.things)):
        return f"“{common[0]}” and not"
    return ""


def _denied(one: Gist, two: Gist) -> Iterator[tuple[str, str]]:
    """Yield what one remark says and another denies, by the same word or by one of its side."""
    for denied in two.denied:
        yield from (
            (one.quoted(said), two.quoted(denied) if said != denied else one.quoted(said))
            for said in alike(denied) & one.affirmed
        )


def numbers_opposed(text: str, other: str) -> str:
    """Return what two remarks number so that both cannot be so, in a few words."""
    numbers = clashing(gist(text).numbers, gist(other).numbers)
    if numbers is None:
        return ""
    unit = numbers[0].unit
    return "times that are far apart" if unit == TIME else f"how many {unit}"


def denials(text: str, other: str) -> str:
    """Return which verb one remark denies and the other affirms, also one that says little alone.

    ``they want a face`` and ``nobody wants it``: too weak to part two remarks, but a sign.
    """
    affirmed, denied = zip(*(_said_and_denied(one) for one in (text, other)), strict=True)
    turned = sorted(affirmed[0] & denied[1] | affirmed[1] & denied[0])
    return f"“{turned[0]}” and not" if turned else ""


@lru_cache(maxsize=16384)
def _said_and_denied(text: str) -> tuple[frozenset[str], frozenset[str]]:
    said: set[str] = set()
    denied: set[str] = set()
    for piece, _ in segments(text):
        for word, is_denied in _predicates(piece):
            if base(word.low) not in _SUPPORTING:
                (denied if is_denied else said).add(base(word.low))
    return frozenset(said - denied), frozenset(denied - said)


def _opposites(one: Gist, two: Gist) -> Iterator[tuple[str, str]]:
    """Yield the words of one remark with what turns them round in the other.

    A remark that holds both sides of a pair ("sometimes early, sometimes late") opposes neither;
    nor does a little crowd oppose the large print, which are two things.
    """
    words, others = one.affirmed, two.affirmed
    mine, theirs = dict(one.of), dict(two.of)
    found = [(word, other) for word in words - others for other in turned(word) & others - words]
    found += [(word, other) for other in others - words for word in turned(other) & words - others]
    for word, other in found:
        thing, another = mine.get(word, ""), theirs.get(other, "")
        if not thing or not another or thing == another:
            yield word, other
