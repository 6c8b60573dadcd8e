"""Reading dates: moments in cells and options, and the days that a filter means.

A time without a zone is this machine's local time.  In ``02/03/2026`` either number may be the
month: a column decides it as a whole, and where none of its dates does, none is read.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

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

_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)

DAYS = ("today", "yesterday")
"""Days by their words."""

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
        first, second = int(match["one"]), int(match["two"])
        if not order and (match["sign"] == "." or first > 12 or first == second):
            order = "day"
        elif not order and second > 12:
            order = "month"
        if not order:
            return None
        return _moment(match, *((second, first) if order == "day" else (first, second)))
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


def days_of(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a date, ``2026-03``, ``2026`` or a word; else ``None``.

    Days are this machine's own.
    """
    text = text.strip()
    if text.casefold() in DAYS:
        day = datetime.now().astimezone().date() - timedelta(days=DAYS.index(text.casefold()))
        return day, day
    period = _PERIOD.fullmatch(text)
    if period is None:
        moment = parse_date(text)
        return None if moment is None else (moment.astimezone().date(),) * 2
    year, month, day_of = (int(one or 0) for one in period.groups())
    try:
        if period[3]:
            return date(year, month, day_of), date(year, month, day_of)
        first = date(year, month if period[2] else 1, 1)
        last = first.replace(month=month or 12)
        return first, last.replace(day=monthrange(year, last.month)[1])
    except ValueError:
        return None


def is_begun(text: str) -> bool:
    """Whether a date is still being typed: ``20``, ``2026-``, ``2026-0``, ``2026-03-``, ``tod``."""
    parts = text.split("-")
    if not all(part.isdecimal() or not part for part in parts) or len(parts) > 3:
        return any(day.startswith(text) and day != text for day in DAYS)
    return len(parts[0]) < 4 or parts[-1] in ("", "0")
