"""Words that cannot both be so: a negation, an opposite, times that are far apart.

What two remarks say of one thing is told to be opposed by plain rules on English words.  They may
miss an opposite; a pair that they name is kept out of one claim, and left to a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from synthesis.titles.english import NEGATIONS, Word, segments, stem, words

FAR_APART = 4.0
"""A time so many times as long as another is told of another experience."""

_REACH = 4
_PREDICATES = frozenset("VZTNGJR")
_ENDS = frozenset("CU")
_LIGHT = frozenset(map(stem, words("""
    get have do go come make take want need use let try keep put be can able
""")))  # fmt: skip
"""Verbs that say too little for their denial to turn a remark round."""
_SIDES = (
    ("easy simple straightforward", "difficult hard complicated confusing impossible"),
    ("find", "lose"),
    ("quick quickly fast prompt promptly immediately", "slow slowly late delayed ages forever"),
    ("quick short", "long"),
    ("friendly kind polite helpful caring", "rude unfriendly unhelpful dismissive abrupt"),
    ("clean spotless tidy", "dirty filthy messy"),
    ("clear understandable", "unclear confusing confused"),
    ("good great excellent brilliant fantastic", "bad poor terrible awful dreadful appalling"),
    ("better best", "worse worst"),
    ("always often", "never rarely seldom"),
    ("everybody everyone", "nobody"),
    ("answered", "unanswered"),
    ("cheap free affordable", "expensive dear costly"),
    ("enough plenty", "lacking insufficient few"),
    ("warm hot", "cold"),
    ("quiet calm", "noisy loud"),
    ("early punctual", "late"),
    ("happy pleased satisfied", "unhappy disappointed dissatisfied upset angry"),
    ("love like", "hate dislike"),
    ("works worked working succeed", "broken fails failed"),
    ("open", "closed shut"),
    ("safe", "dangerous"),
    ("full", "empty"),
    ("right", "wrong"),
    ("accept", "refuse"),
    ("remember", "forget"),
    ("more", "less"),
    ("strong", "weak"),
    ("light", "heavy"),
)
_OPPOSITE: dict[str, set[str]] = {}
for _side, _other in _SIDES:
    for _word in map(stem, _side.split()):
        for _turned in map(stem, _other.split()):
            _OPPOSITE.setdefault(_word, set()).add(_turned)
            _OPPOSITE.setdefault(_turned, set()).add(_word)
_TURNING = ("un", "in", "im", "dis", "ir")

_MINUTES = {
    "second": 1 / 60,
    "minute": 1,
    "min": 1,
    "hour": 60,
    "day": 1440,
    "week": 10080,
    "month": 43200,
    "year": 525600,
}
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "half": 0.5,
    "several": 4,
}
_TIME = re.compile(
    r"\b(\d+(?:[.,]\d+)?|"
    + "|".join(_NUMBERS)
    + r")[ -]*(?:an? )?("
    + "|".join(_MINUTES)
    + r")s?\b"
)


_AMOUNT = re.compile(r"\b(\d+(?:[.,]\d+)?) ?(%|[^\W\d_]{2,})")
_RETORT = re.compile(r"(?:not|never)\b|no,")


@dataclass(frozen=True, slots=True)
class Gist:
    """What a remark says of things, in stems: what it affirms, what it denies, and times.

    A predicate that it both affirms and denies is in neither.  ``times`` are in minutes,
    ``amounts`` other numbers with what they count.  ``retorts`` says that it opens with a denial
    ("not in the first week"), of ``things`` that it names.
    """

    affirmed: frozenset[str]
    denied: frozenset[str]
    times: tuple[float, ...]
    amounts: tuple[tuple[str, float], ...] = ()
    retorts: bool = False
    things: frozenset[str] = frozenset()

    @property
    def is_plain(self) -> bool:
        """True where nothing of it can be opposed to anything."""
        return not (self.affirmed or self.denied or self.times or self.amounts or self.retorts)


@lru_cache(maxsize=16384)
def gist(text: str) -> Gist:
    """Return what a remark affirms and denies, and the times that it tells."""
    affirmed: set[str] = set()
    denied: set[str] = set()
    for piece, _ in segments(text):
        for word, turned in _predicates(piece):
            if stem(word.low) not in _LIGHT:
                (denied if turned else affirmed).add(stem(word.low))
    both = affirmed & denied
    times = tuple(sorted(_times(text.casefold())))
    low = text.casefold().strip()
    things = {stem(word.low) for piece, _ in segments(text) for word in piece if word.tag == "n"}
    return Gist(
        frozenset(affirmed - both),
        frozenset(denied - both),
        times,
        tuple(sorted(_amounts(low))),
        bool(_RETORT.match(low)),
        frozenset(things),
    )


def _predicates(piece: Sequence[Word]) -> Iterator[tuple[Word, bool]]:
    """Yield the words that say something of a thing, and whether a negation turns them round.

    A negation turns the first that follows it: what is not easy to find is found, only not easily.
    """
    reach = 0
    for word in piece:
        turns = stem(word.low) in _OPPOSITE
        is_predicate = turns or word.tag in _PREDICATES
        if word.low in NEGATIONS:
            reach = _REACH
            if turns:
                yield word, False
        elif is_predicate:
            yield word, reach > 0
            reach = 0
        else:
            reach = 0 if word.tag in _ENDS else max(0, reach - 1)


def _times(low: str) -> Iterator[float]:
    for number, unit in _TIME.findall(low):
        count = _NUMBERS.get(number) or float(number.replace(",", "."))
        yield count * _MINUTES[unit]


def _amounts(low: str) -> Iterator[tuple[str, float]]:
    for number, unit in _AMOUNT.findall(low):
        kind = stem(unit)
        if kind not in _MINUTES and (count := float(number.replace(",", "."))):
            yield kind, count


def opposed(text: str, other: str) -> bool:
    """Return whether two remarks say of one thing what cannot both be so, as far as words tell."""
    return bool(why_opposed(text, other))


def why_opposed(text: str, other: str) -> str:
    """Return by which words two remarks are opposed: ``“easy” and “hard”``; "" where by none."""
    one, two = gist(text), gist(other)
    if one.is_plain and two.is_plain:
        return ""
    denied = sorted(one.denied & two.affirmed | two.denied & one.affirmed)
    if denied:
        return f"“{denied[0]}” and not"
    turned = min(_opposites(one.affirmed, two.affirmed), default=None)
    if turned is not None:
        return f"“{turned[0]}” and “{turned[1]}”"
    if one.retorts is not two.retorts and (common := sorted(one.things & two.things)):
        return f"“{common[0]}” and not"
    if _are_far(one.times, two.times):
        return "times that are far apart"
    for unit in sorted({unit for unit, _ in one.amounts} & {unit for unit, _ in two.amounts}):
        counts = [[count for own, count in of.amounts if own == unit] for of in (one, two)]
        if _are_far(*counts):
            return f"how many {unit}"
    return ""


def _opposites(words: frozenset[str], others: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the words of one remark with what turns them round in the other.

    A remark that holds both sides of a pair ("sometimes early, sometimes late") opposes neither.
    """
    for word in words - others:
        for turned in _OPPOSITE.get(word, set()) | _derived(word):
            if turned in others and turned not in words:
                yield word, turned
    for word in others - words:
        for turned in _derived(word):
            if turned in words and turned not in others:
                yield turned, word


@lru_cache(maxsize=8192)
def _derived(word: str) -> frozenset[str]:
    """Return what turns a word round by its form: *unclear* of *clear*, *useless* of *useful*."""
    found = {stem(prefix + word) for prefix in _TURNING}
    if word.endswith("ful"):
        found.add(stem(word[:-3] + "less"))
    if word.endswith("less"):
        found.add(stem(word[:-4] + "ful"))
    return frozenset(found)


def _are_far(times: Sequence[float], others: Sequence[float]) -> bool:
    if not times or not others:
        return False
    low, high = sorted((times, others), key=lambda some: some[-1])
    return high[0] > FAR_APART * low[-1]
