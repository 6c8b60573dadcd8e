"""What a cell says: kinds, sources, emotions, groups, several names in one.

Only what is plain is understood; for everything else the functions return ``None`` and the cell is
kept as it is.  Words are compared folded (`data.text.fold`).

A time without a zone is this machine's local time.  In ``02/03/2026`` either number may be the
month: a column decides it as a whole, and where none of its dates does, none is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from data.records import Emotion, Group, Kind, NeedType, SessionKind, Source
from data.shorthand import KIND_LETTERS
from data.text import fold

_KINDS: dict[str, Kind] = {fold(kind.value): kind for kind in Kind} | KIND_LETTERS
_KINDS |= {
    "pain": Kind.PAIN,
    "problem": Kind.PAIN,
    "frustration": Kind.PAIN,
    "suggestion": Kind.IDEA,
    "barrier": Kind.OBSTACLE,
    "action": Kind.ACTIVITY,
    "informationneed": Kind.NEED,
    "informationalneed": Kind.NEED,
    "internalneed": Kind.NEED,
}
_KINDS |= {word + "s": kind for word, kind in _KINDS.items() if len(word) > 1}
_KINDS["activities"] = Kind.ACTIVITY
_NEED_TYPES = {
    "informationneed": NeedType.INFORMATIONAL,
    "informationalneed": NeedType.INFORMATIONAL,
    "internalneed": NeedType.INTERNAL,
}

_SOURCES: dict[str, Source] = {source.value: source for source in Source} | {
    "client": Source.CUSTOMER,
    "patient": Source.CUSTOMER,
    "citizen": Source.CUSTOMER,
    "user": Source.CUSTOMER,
    "employee": Source.STAFF,
    "frontline": Source.STAFF,
    "obs": Source.OBSERVED,
    "observation": Source.OBSERVED,
    "rec": Source.RECORD,
    "ticket": Source.RECORD,
    "analytics": Source.RECORD,
    "document": Source.RECORD,
    "own": Source.TEAM,
    "ownguess": Source.TEAM,
    "researchteam": Source.TEAM,
}

_MOODS = (
    ("negative", "low", "dissatisfied", "unhappy", "unsatisfied"),
    (
        "positive",
        "high",
        "satisfied",
        "happy",
    ),
)
_EMOTIONS: dict[str, Emotion] = {"neutral": Emotion.NEUTRAL, "mixed": Emotion.NEUTRAL}
for _low, _mood in ((True, _MOODS[0]), (False, _MOODS[1])):
    for _word in _mood:
        _EMOTIONS[_word] = Emotion.LOW if _low else Emotion.HIGH
        _EMOTIONS["very" + _word] = Emotion.VERY_LOW if _low else Emotion.VERY_HIGH
_SIGNS = {
    "--": Emotion.VERY_LOW,
    "-": Emotion.LOW,
    "+": Emotion.HIGH,
    "++": Emotion.VERY_HIGH,
}
_NUMBER = re.compile(r"([+-]?[0-9]{1,4})(?:[.,]0{1,4})?")

_GROUPS: dict[str, Group] = {fold(group.value): group for group in Group} | {
    "staff": Group.FRONTLINE,
    "client": Group.CUSTOMER,
    "manager": Group.DECISION_MAKER,
}
_SESSION_KINDS: dict[str, SessionKind] = {fold(kind.value): kind for kind in SessionKind} | {
    "staff": SessionKind.STAFF_MEETING,
    "customer": SessionKind.CUSTOMER_INTERVIEW,
}


def to_kind(cell: str) -> tuple[Kind, NeedType | None] | None:
    """Return the kind that ``cell`` names, with the need's type where it says one."""
    word = fold(cell)
    kind = _KINDS.get(word)
    return (kind, _NEED_TYPES.get(word.removesuffix("s"))) if kind else None


def to_source(cell: str) -> Source | None:
    """Return the source that ``cell`` names, singular or plural."""
    word = fold(cell)
    return _SOURCES.get(word) or _SOURCES.get(word.removesuffix("s"))


def to_emotion(cell: str) -> Emotion | None:
    """Return the emotion that ``cell`` gives: a word, signs as they are typed, or -2 to 2."""
    number = to_number(cell)
    if number is not None:
        return Emotion(number) if -2 <= number <= 2 else None
    signs = _plain_signs(cell)
    return _SIGNS.get(signs) or _EMOTIONS.get(fold(cell))


def to_number(cell: str) -> int | None:
    """Return ``cell`` as a whole number, ``None`` where it is none; a typeset minus counts."""
    match = _NUMBER.fullmatch(_plain_signs(cell))
    return int(match[1]) if match else None


def is_other_scale(cells: Iterable[str]) -> bool:
    """True where a column's numbers leave -2 to 2: a scale such as 1 to 5 says something else."""
    return any(n is not None and not -2 <= n <= 2 for n in map(to_number, cells))


def to_group(word: str) -> Group | None:
    """Return the group that ``word`` names, singular or plural."""
    return _GROUPS.get(fold(word)) or _GROUPS.get(fold(word).removesuffix("s"))


def group_of(source: Source | None) -> Group | None:
    """Return what somebody is whose remarks come from ``source``, where that is plain."""
    if source is Source.CUSTOMER:
        return Group.CUSTOMER
    return Group.FRONTLINE if source is Source.STAFF else None


def to_session_kind(text: str) -> SessionKind | None:
    """Return the kind of session that ``text`` names."""
    return _SESSION_KINDS.get(fold(text))


def names_in(cell: str, separators: str) -> list[str]:
    """Return the names in ``cell``, parted by any of ``separators``, blanks and repeats left out.

    Runs of white space become one space: a name is one line.
    """
    parts = re.split(f"[{re.escape(separators)}]", cell) if separators else [cell]
    return list(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))


def _plain_signs(cell: str) -> str:
    return "".join(cell.split()).replace("\u2212", "-").replace("\u2013", "-")


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)?"
)
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME)
_NUMBERS = re.compile(
    r"(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})[-/.](?P<year>\d{4})" + _TIME
)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})\.?[ -](?P<name>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})" + _TIME
)
_MONTH_FIRST = re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})" + _TIME)

Reader = Callable[[str], datetime | None]


def date_reader(cells: Iterable[str]) -> Reader:
    """Return a function that reads the dates of the column that holds ``cells``."""
    day_first = month_first = False
    for cell in cells:
        match = _NUMBERS.fullmatch(cell.strip())
        if match:
            day_first = day_first or match["sign"] == "." or int(match["one"]) > 12
            month_first = month_first or int(match["two"]) > 12
    order = "" if day_first == month_first else "day" if day_first else "month"
    return lambda cell: parse_date(cell, order)


def parse_date(text: str, order: str = "") -> datetime | None:
    """Return ``text`` in UTC, ``None`` where it is no date.

    ``order`` is ``day`` or ``month``, whichever comes first in ``02/03/2026``; with neither, only
    ``02.03.2026`` (day first) and dates that leave no choice are read.
    """
    text = text.strip()
    if len(text) > 60:
        return None
    if match := _ISO.fullmatch(text):
        return _moment(match, int(match["month"]), int(match["day"]))
    if match := _NUMBERS.fullmatch(text):
        one, two = int(match["one"]), int(match["two"])
        if not order and (match["sign"] == "." or one > 12 or one == two):
            order = "day"
        elif not order and two > 12:
            order = "month"
        if not order:
            return None
        return _moment(match, *((two, one) if order == "day" else (one, two)))
    match = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if match and match["name"][:3].lower() in _MONTHS:
        return _moment(match, _MONTHS.index(match["name"][:3].lower()) + 1, int(match["day"]))
    return None


def _moment(match: re.Match[str], month: int, day: int) -> datetime | None:
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
    minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    try:
        moment = datetime(int(match["year"]), month, day, hour, minute, second)
        zone = (match["zone"] or "").removeprefix("UTC").removeprefix("GMT")
        if not zone:
            return moment.replace(tzinfo=UTC) if match["zone"] else moment.astimezone(UTC)
        return (moment.replace(tzinfo=UTC) - _offset(zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _offset(zone: str) -> timedelta:
    """Return how far ``Z``, ``+2``, ``+02:00`` or ``-0530`` is ahead of UTC."""
    if zone == "Z":
        return timedelta()
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return -ahead if zone[0] == "-" else ahead
