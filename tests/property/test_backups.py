"""Thinning: what stays of any backups, however old, large and many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from data.store.backup_names import (
    ALL_OF,
    DAYS,
    MONTHS,
    SET_ASIDE,
    WEEKS,
    Kept,
    free_time,
    name_of,
    read_name,
    too_many,
)

UNLIMITED = 10**15
MOMENTS = some.datetimes(
    min_value=datetime(1971, 1, 1), max_value=datetime(2105, 1, 1), timezones=some.just(UTC)
)


def backup(at: datetime, size: int = 1, why: str = "regular") -> Kept:
    found = read_name(Path(name_of(at, why, "4f2a91")), size)
    assert found is not None
    return found


NEAR = some.builds(
    lambda hours, minutes: (
        datetime(2026, 11, 30, tzinfo=UTC) - timedelta(hours=hours, minutes=minutes)
    ),
    some.integers(0, 24 * 500),
    some.integers(0, 59),
)
SHELVES = some.lists(
    some.builds(backup, some.one_of(NEAR, MOMENTS), some.integers(0, 1000)),
    max_size=60,
    unique_by=lambda one: one.path.name,
)


def left(backups: list[Kept], most: int = UNLIMITED) -> list[Kept]:
    gone = set(too_many(backups, most))
    return [one for one in backups if one not in gone]


@settings(max_examples=80, deadline=None)
@given(SHELVES, some.one_of(some.just(UNLIMITED), some.integers(0, 20_000)))
def test_thinned_once_is_thinned(backups: list[Kept], most: int) -> None:
    once = left(backups, most)
    assert left(once, most) == once


@settings(max_examples=80, deadline=None)
@given(SHELVES, some.integers(0, 20_000))
def test_the_newest_stays_and_the_rest_fits(backups: list[Kept], most: int) -> None:
    stays = left(backups, most)
    if backups:
        newest = max(backups, key=lambda one: one.path.name)
        assert newest in stays
        assert sum(one.size for one in stays) <= max(most, newest.size)


@settings(max_examples=80, deadline=None)
@given(SHELVES, SHELVES)
def test_thinning_early_keeps_all_that_thinning_late_would(
    early: list[Kept], more: list[Kept]
) -> None:
    """Backups come after those that are there; what one day takes no later day would have kept."""
    newest = max((one.at for one in early), default=datetime(1970, 1, 1, tzinfo=UTC))
    late = [one for one in more if one.at > newest]
    at_last = left([*early, *late])
    by_and_by = left(early)
    for one in sorted(late, key=lambda one: one.at):
        by_and_by = left([*by_and_by, one])
    assert sorted(by_and_by, key=lambda one: one.at) == sorted(at_last, key=lambda one: one.at)


@settings(max_examples=80, deadline=None)
@given(SHELVES)
def test_everything_of_two_days_and_the_last_of_each_day_week_and_month(
    backups: list[Kept],
) -> None:
    if not backups:
        return
    stays = left(backups)
    newest = max(one.at for one in backups)
    assert {one for one in backups if newest - one.at < ALL_OF} <= set(stays)
    for most, of in (
        (DAYS, lambda at: at.date()),
        (WEEKS, lambda at: at.isocalendar()[:2]),
        (MONTHS, lambda at: (at.year, at.month)),
    ):
        last: dict[object, Kept] = {}
        for one in sorted(backups, key=lambda one: one.at):
            last[of(one.at)] = one
        assert set(list(last.values())[-most:]) <= set(stays)
    recent = sum(newest - one.at < ALL_OF for one in backups)
    assert len(stays) <= recent + DAYS + WEEKS + MONTHS


@settings(max_examples=80, deadline=None)
@given(SHELVES, some.lists(some.builds(backup, NEAR, some.just(9), some.just(SET_ASIDE))))
def test_what_was_set_aside_is_never_thinned_and_counts_for_nothing(
    backups: list[Kept], aside: list[Kept]
) -> None:
    assert not set(too_many([*backups, *aside], 10)) & set(aside)
    assert too_many([*backups, *aside], 10) == too_many(backups, 10)


def test_a_year_of_half_hours_is_thinned_as_promised() -> None:
    """Two days of all, then twelve of one a day, then ten weeks, then nine months."""
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    stays = left([backup(now - timedelta(minutes=30 * step)) for step in range(2 * 24 * 500)])
    ages = [(now - one.at).days for one in stays]
    assert sum(age < 2 for age in ages) == 96
    assert sum(2 <= age < 14 for age in ages) == 12
    assert 10 <= sum(14 <= age < 84 for age in ages) <= 13, "a week each, and ends of months"
    assert 9 <= sum(age >= 84 for age in ages) <= 10
    assert max(ages) > 300


@settings(max_examples=80, deadline=None)
@given(SHELVES, MOMENTS)
def test_a_new_backup_sorts_after_every_other_whatever_the_clock_says(
    backups: list[Kept], now: datetime
) -> None:
    new = backup(free_time(now, backups))
    assert all(one.path.name < new.path.name for one in backups)
    assert too_many([*backups, new], 0) == sorted(
        backups, key=lambda one: one.path.name, reverse=True
    )


@settings(max_examples=80, deadline=None)
@given(MOMENTS, some.from_regex(r"[a-z]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True))
def test_a_name_tells_what_it_was_made_of(at: datetime, why: str) -> None:
    found = backup(at, why=why)
    assert found.why == why
    assert abs(found.at - at) < timedelta(milliseconds=1)
