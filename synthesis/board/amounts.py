"""Numbers and times as people say them: "five minutes at most", "best part of an hour", "twice"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from synthesis.titles.english import FUNCTION_WORDS, stem

FAR_APART = 4.0
"""A number so many times as large as another tells of another experience."""

BOUNDED = 1.5
"""How far one must lie beyond a bound ("never more than five minutes") to break it."""

TIME = "time"
GOES = "times"
MONEY = "money"

_MINUTES = {
    "sec secs seconds": 1 / 60,
    "minute minutes min mins": 1,
    "hour hours hr hrs h": 60,
    "day days": 1440,
    "week weeks wk wks": 10080,
    "month months": 43200,
    "year years yr yrs": 525600,
}
_UNITS = {unit: long for units, long in _MINUTES.items() for unit in units.split()}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "dozen": 12, "half": 0.5, "quarter": 0.25, "several": 4, "couple": 2,
    "few": 3,
}  # fmt: skip
_FEW = ("a", "an", "one", "half", "quarter", "several", "couple", "few", "hundred", "dozen")
_COUNT = rf"(?:\d+(?:[.,]\d+)?|{'|'.join(_NUMBERS)})"
_SPAN = re.compile(
    rf"\b(?P<low>{_COUNT})(?:(?: ?(?:-|–|to|or) ?)(?P<high>{_COUNT}))?[ -]*(?:of )?(?P<each>an? )?"
    rf"(?:(?:whole|full|solid|good) )?(?P<unit>{'|'.join(_UNITS)})\b(?P<half> and a half)?"
)
_LONG = rf"(?:{'|'.join(unit for unit in _UNITS if unit.endswith('s'))})"
_TAKING = r"(?:for|tak(?:es?|ing)|took|wait\w*|lasts?|lasted|spen[dt]\w*|drags? on|after|stuck)"
_BARE = re.compile(
    rf"\b(?:{_TAKING}(?: for)?(?: \w+ and)? (?P<unit>{_LONG})|(?P<of>{_LONG}) (?:of|and {_LONG}))\b"
)
_RATE = re.compile(r"(?:\d|\b(?:times|once|twice|hours|days|minutes|mins?|quid|bucks)|[€£$%]) ?$")
_LASTING = re.compile(
    rf"\b(?:{_TAKING}|in|about|within|than|over|under|nearly|almost|lose|lost|of)\W*$"
)
_WITHIN = re.compile(
    r"\b(?:same|within (?:a|the)|inside (?:a|the|of a)|under a) "
    rf"(?P<unit>{'|'.join(_UNITS)})\b"
)
_WORDS = "|".join(number for number in _NUMBERS if number not in _FEW)
_AMOUNT = re.compile(rf"\b(\d+(?:[.,]\d+)?|(?:{_WORDS})\b) ?(%|[^\W\d_]{{2,}})")
_JOINING = FUNCTION_WORDS | {"times", "till", "pm", "am", "th", "st", "nd", "rd"}
"""What follows a number and is not counted by it."""

_MONEY = re.compile(
    r"[€£$] ?(?P<before>\d+(?:[.,]\d+)?)\b(?! ?(?:m|k|bn)\b)|\b(?P<after>\d+(?:[.,]\d+)?) ?[€£$]"
)
_GOES = (
    (re.compile(r"\bfirst (?:go|try|time|attempt)\b|\bonce\b|\bin one go\b"), (1.0, 1.0)),
    (re.compile(r"\btwice\b"), (2.0, 2.0)),
)
_TIMES = re.compile(rf"\b(?P<low>{_COUNT})(?:(?: ?(?:-|–|to|or) ?)(?P<high>{_COUNT}))? times\b")
_OUT_OF = re.compile(rf"\b{_COUNT} (?:times )?(?:in|out of) (?:every )?{_COUNT}\b(?! ?(?:min|ho))")
_AT_MOST_BEFORE = re.compile(
    r"\b(?:at (?:the )?most|no more than|(?:never|not|nobody|noone|no one|rarely)\b[^.;]{0,24}?"
    r"(?:more|longer|over)(?: than)?|less than|under|within|up to|maximum|max|inside)\W*$"
)
_AT_LEAST_BEFORE = re.compile(
    r"\b(?:at (?:the very )?least|over|more than|longer than|no less than|minimum|upwards of)\W*$"
)
_AT_MOST_AFTER = re.compile(r"^\W*(?:at (?:the )?(?:most|latest)|max|maximum|tops|or less)\b")
_AT_LEAST_AFTER = re.compile(r"^\W*(?:at (?:the very )?least|or more|minimum|plus|and more)\b")


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """So many of something: from ``low`` to ``high``, which may be told as a bound."""

    unit: str
    low: float
    high: float

    @property
    def is_bound(self) -> bool:
        """True where it is told as "at most" or "at least"."""
        return self.low <= 0 or math.isinf(self.high)

    def clashes(self, other: Amount) -> bool:
        """Return whether both cannot be so of one thing."""
        if self.unit != other.unit:
            return False
        below, above = sorted((self, other), key=lambda one: one.high)
        if below.unit == GOES:
            return above.low > below.high
        by = BOUNDED if below.is_bound or above.is_bound else FAR_APART
        return above.low > by * below.high


@lru_cache(maxsize=16384)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return the times, in minutes, and the other numbers that a remark tells."""
    low = text.casefold()
    found = {*_spans(low), *_goes(low)}
    for sum_ in _MONEY.finditer(low):
        paid = _number(sum_["before"] or sum_["after"])
        found.add(Amount(MONEY, paid, paid))
    for number, unit in _AMOUNT.findall(low):
        kind = stem(unit)
        count = _number(number)
        if count and unit not in _UNITS and kind not in _UNITS and unit not in _JOINING:
            found.add(Amount(kind, count, count))
    return tuple(sorted(found))


def _spans(low: str) -> Iterator[Amount]:
    for span in _SPAN.finditer(low):
        before, after = low[: span.start()], low[span.end() :]
        if span["low"] in ("a", "an") and not _is_long(before, span["unit"]):
            continue
        if span["each"] and span["low"] not in ("half", "quarter"):
            continue  # thirty a month
        unit = _UNITS[span["unit"]]
        least = _number(span["low"]) + (0.5 if span["half"] else 0)
        most = _number(span["high"]) if span["high"] else least
        yield _bounded(TIME, least * unit, most * unit, before, after)
    for span in _WITHIN.finditer(low):
        yield Amount(TIME, 0.0, float(_UNITS[span["unit"]]))
    for bare in _BARE.finditer(low):
        yield Amount(TIME, 2.0 * _UNITS[bare["unit"] or bare["of"]], math.inf)


def _is_long(before: str, unit: str) -> bool:
    """Return whether "a day" is a length, not a rate: *took a day*, but *twice a day*."""
    if _RATE.search(before):
        return False
    return _UNITS[unit] <= 60 or bool(_LASTING.search(before))


def _bounded(unit: str, least: float, most: float, before: str, after: str) -> Amount:
    if _AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(after):
        return Amount(unit, 0.0, most)
    if _AT_LEAST_BEFORE.search(before) or _AT_LEAST_AFTER.match(after):
        return Amount(unit, least, math.inf)
    return Amount(unit, least, most)


def _goes(low: str) -> Iterator[Amount]:
    rest = _OUT_OF.sub(" ", low)
    for span in _TIMES.finditer(rest):
        least = _number(span["low"])
        most = _number(span["high"]) if span["high"] else least
        yield _bounded(GOES, least, most, rest[: span.start()], rest[span.end() :])
    for pattern, (least, most) in _GOES:
        if pattern.search(rest):
            yield Amount(GOES, least, most)


def _number(word: str) -> float:
    return _NUMBERS.get(word) or float(word.replace(",", "."))


def clashing(some: Iterable[Amount], others: Iterable[Amount]) -> tuple[Amount, Amount] | None:
    """Return a number of each that cannot both be so, where no number of theirs agrees."""
    mine, theirs = list(some), list(others)
    for unit in sorted({one.unit for one in mine} & {one.unit for one in theirs}):
        pairs = [(one, other) for one in mine for other in theirs if one.unit == other.unit == unit]
        if all(one.clashes(other) for one, other in pairs):
            return pairs[0]
    return None
