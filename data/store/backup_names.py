"""Where the backups of a project lie, what they are called, and which of them stay.

The backups of ``clinic.sayso`` lie in the folder ``clinic.sayso-backups`` beside it.  A name tells
when and why, and of which project, so that thinning need not open a file::

    2026-11-30T114503.250Z-before-import-4f2a91.sayso-backup

Names sort by time; the time is that of the world, in every zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

FOLDER = "-backups"
"""What the folder's name adds to the project's."""

SUFFIX = ".sayso-backup"
SET_ASIDE = "set-aside"
"""Why a file lies here that a restored backup took the place of: it is never thinned."""

NOBODY = "000000"
"""In the place of a project's id where it could not be read."""

MEGABYTES = 500
"""How much the backups of a project may take up, unless the settings say otherwise."""

ALL_OF = timedelta(days=2)
DAYS, WEEKS, MONTHS = 15, 12, 12
"""How many days, weeks and months keep their newest backup, counted from the newest one back.

They overlap: two days of all, then twelve of one a day, then ten weeks, then nine months.
"""

_NAME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d)(\d\d)(\d\d)\.(\d{3})Z"
    r"-([a-z0-9]+(?:-[a-z0-9]+)*)-([0-9a-f]{6})" + re.escape(SUFFIX)
)
_TIME = "%Y-%m-%dT%H%M%S.%f"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as its name tells it: ``why`` it was made, and the end of its ``project``'s id."""

    path: Path
    at: datetime
    why: str
    project: str
    size: int = 0

    @property
    def is_set_aside(self) -> bool:
        """Whether it is no backup, but what a restored one took the place of."""
        return self.why == SET_ASIDE


def folder_of(project: Path) -> Path:
    """The folder of a project's backups; it may not exist.  A link is followed, as SQLite does."""
    real = project.resolve()
    return real.with_name(real.name + FOLDER)


def short(identity: str) -> str:
    """As much of a project's id as stands in a name."""
    plain = identity.replace("-", "").casefold()[-len(NOBODY) :]
    return plain if re.fullmatch(r"[0-9a-f]{6}", plain) else NOBODY


def name_of(at: datetime, why: str, project: str) -> str:
    """The name of a backup that is made at a time, for a project by its `short` id."""
    told = at.astimezone(UTC).strftime(_TIME)[:-3]
    return f"{told}Z-{why}-{project}{SUFFIX}"


def read_name(path: Path, size: int = 0) -> Kept | None:
    """What a name tells; ``None`` for what is no backup."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second, thousandths = map(int, found.groups()[:7])
        at = datetime(year, month, day, hour, minute, second, thousandths * 1000, UTC)
    except ValueError:
        return None
    return Kept(path, at, found[8], found[9], size)


def kept(project: Path) -> list[Kept]:
    """The backups that lie beside a project, newest first; no file is opened."""
    found = []
    with suppress(OSError):
        for path in folder_of(project).iterdir():
            with suppress(OSError):
                one = read_name(path, path.lstat().st_size)
                if one is not None and path.is_file():
                    found.append(one)
    return sorted(found, key=lambda one: one.path.name, reverse=True)


def free_time(now: datetime, there: Iterable[Kept]) -> datetime:
    """The time to name a new backup by: now, but after every other, even if a clock went back."""
    newest = max((one.at for one in there), default=None)
    # A name holds milliseconds.
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return now if newest is None or newest < now else newest + timedelta(milliseconds=1)


def later(at: datetime, step: int) -> datetime:
    """A time some names later."""
    return at + timedelta(milliseconds=step)


def too_many(backups: Iterable[Kept], most_bytes: int) -> list[Kept]:
    """Which of one project's backups go, by age and then by size; never the newest.

    All of the last two days stay, then the newest of each day, week and month: each rule for
    itself, so that what goes today would have gone tomorrow anyway.  Where they are still too
    large, what is not the last of its day goes first, the oldest before the others.
    """
    newest_first = sorted(
        (one for one in backups if not one.is_set_aside),
        key=lambda one: one.path.name,
        reverse=True,
    )
    if not newest_first:
        return []
    newest = newest_first[0]
    stay = {one for one in newest_first if newest.at - one.at < ALL_OF}
    for period, most in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        stay.update(_last_of_each(newest_first, period)[:most])
    left = [one for one in newest_first if one in stay]
    daily = set(_last_of_each(left, _day))
    spare = [one for one in reversed(left) if one not in daily]
    spare += [one for one in reversed(left) if one in daily and one is not newest]
    size = sum(one.size for one in left)
    for one in spare:
        if size <= most_bytes:
            break
        size -= one.size
        stay.discard(one)
    return [one for one in newest_first if one not in stay]


def _last_of_each(newest_first: Sequence[Kept], period: Callable[[date], object]) -> list[Kept]:
    """The newest backup of each day, week or month, newest first."""
    last: dict[object, Kept] = {}
    for one in newest_first:
        last.setdefault(period(one.at.date()), one)
    return list(last.values())


def _day(day: date) -> object:
    return day


def _week(day: date) -> object:
    return day.isocalendar()[:2]


def _month(day: date) -> object:
    return (day.year, day.month)
