"""Reading dates: moments, columns of them, and the days of a filter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from data import dates


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T14:05:06Z", datetime(2026, 3, 2, 14, 5, 6, tzinfo=UTC)),
        ("2026-03-02 14:05:06.123+02:00", datetime(2026, 3, 2, 12, 5, 6, tzinfo=UTC)),
        ("2 March 2026 14:05 UTC", datetime(2026, 3, 2, 14, 5, tzinfo=UTC)),
        ("Mar 2, 2026 2:05 PM UTC", datetime(2026, 3, 2, 14, 5, tzinfo=UTC)),
        ("13/3/2026 0:05 UTC", datetime(2026, 3, 13, 0, 5, tzinfo=UTC)),
        ("3/13/2026 12:05 am UTC", datetime(2026, 3, 13, 0, 5, tzinfo=UTC)),
        ("2.3.2026 9:00 UTC", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        ("2026/03/02 2:05:06 PM GMT+2", datetime(2026, 3, 2, 12, 5, 6, tzinfo=UTC)),
        ("2026-03-02T09:00:00-0530", datetime(2026, 3, 2, 14, 30, tzinfo=UTC)),
        ("2/3/2026 9:00 UTC", None),
        ("2026-02-30", None),
        ("10:30", None),
        ("yesterday", None),
    ],
)
def test_dates(text: str, moment: datetime | None) -> None:
    assert dates.parse_date(text) == moment


def test_a_time_without_zone_is_local() -> None:
    assert dates.parse_date("2026-03-02 14:00") == datetime(2026, 3, 2, 14, 0).astimezone(UTC)


def test_a_column_decides_which_number_is_the_month() -> None:
    day_first = dates.date_reader(["02/03/2026 0:00Z", "13/03/2026"])
    month_first = dates.date_reader(["02/03/2026", "03/13/2026"])
    unknown = dates.date_reader(["02/03/2026", "13/03/2026", "03/13/2026"])
    cell = "02/03/2026 0:00Z"
    assert day_first(cell) == datetime(2026, 3, 2, tzinfo=UTC)
    assert month_first(cell) == datetime(2026, 2, 3, tzinfo=UTC)
    assert unknown(cell) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-02", date(2026, 3, 2), date(2026, 3, 2)),
        ("2026-3", date(2026, 3, 1), date(2026, 3, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
        ("2 March 2026", date(2026, 3, 2), date(2026, 3, 2)),
        ("13/3/2026", date(2026, 3, 13), date(2026, 3, 13)),
    ],
)
def test_the_days_of_a_date(text: str, first: date, last: date) -> None:
    assert dates.days_of(text) == (first, last)


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "2026-00", "0000", "2/3/2026", "soon"])
def test_what_is_no_date_has_no_days(text: str) -> None:
    assert dates.days_of(text) is None


def test_days_by_their_words() -> None:
    today = datetime.now().astimezone().date()
    assert dates.days_of("Today") == (today, today)
    assert dates.days_of("yesterday") == (today - timedelta(1), today - timedelta(1))
