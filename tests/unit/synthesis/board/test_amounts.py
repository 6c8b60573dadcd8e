"""Numbers and times as people say them, with bounds, and which of them cannot both be."""

from __future__ import annotations

import math

import pytest

from synthesis.board.amounts import GOES, TIME, amounts, clashing

FOREVER = math.inf
TOLD = (
    ("getting a card is five min, in and out", TIME, 5, 5),
    ("an hour and a half in the waiting room", TIME, 90, 90),
    ("they hang on the line best part of an hour", TIME, 60, 60),
    ("half an hour", TIME, 30, 30),
    ("a quarter of an hour", TIME, 15, 15),
    ("a couple of mins", TIME, 2, 2),
    ("two or three hrs", TIME, 120, 180),
    ("20-30 minutes", TIME, 20, 30),
    ("the queue is never more than five minutes", TIME, 0, 5),
    ("nobody waits longer than ten minutes", TIME, 0, 10),
    ("five minutes at most", TIME, 0, 5),
    ("up to two weeks", TIME, 0, 20160),
    ("two hours at least", TIME, 120, FOREVER),
    ("more than three days", TIME, 4320, FOREVER),
    ("they are seen the same day", TIME, 0, 1440),
    ("stuck there for days", TIME, 2880, FOREVER),
    ("took a week", TIME, 10080, 10080),
    ("14 pages now", "page", 14, 14),
    ("fourteen pages!!", "page", 14, 14),
    ("had to come twice", GOES, 2, 2),
    ("two or three times before it is sorted", GOES, 2, 3),
    ("we fix it first go", GOES, 1, 1),
)
NONE = ("twice a day", "thirty a month", "opening hours", "second window", "from 8 till 1",
        "nine times in ten")  # fmt: skip
CLASH = (
    ("five minutes", "best part of an hour"),
    ("never more than five minutes", "an hour and a half"),
    ("never more than five minutes", "ten minutes"),
    ("at least two hours", "half an hour"),
    ("nine times in ten we fix it first go", "they come two or three times"),
    ("done the same day", "sits here ten days"),
    ("a couple of minutes", "stuck for days"),
    ("costs 2 euros", "costs 9 euros"),
)
NO_CLASH = (
    ("six weeks", "eight weeks"),
    ("five minutes", "ten minutes"),
    ("never more than ten minutes", "five minutes"),
    ("at least an hour", "two hours"),
    ("14 pages", "six weeks"),
    ("rang twice", "rang three times or twice"),
    ("", "five minutes"),
)


@pytest.mark.parametrize(("text", "unit", "low", "high"), TOLD)
def test_a_number_is_read_with_its_unit_and_its_bounds(
    text: str, unit: str, low: float, high: float
) -> None:
    assert [(one.low, one.high) for one in amounts(text) if one.unit == unit] == [(low, high)]


@pytest.mark.parametrize("text", NONE)
def test_rates_hours_of_the_day_and_shares_are_no_times(text: str) -> None:
    assert not [one for one in amounts(text) if one.unit == TIME]


@pytest.mark.parametrize(("text", "other"), CLASH)
def test_numbers_that_cannot_both_be_clash_whichever_comes_first(text: str, other: str) -> None:
    assert clashing(amounts(text), amounts(other))
    assert clashing(amounts(other), amounts(text))


@pytest.mark.parametrize(("text", "other"), NO_CLASH)
def test_numbers_that_both_can_be_do_not(text: str, other: str) -> None:
    assert clashing(amounts(text), amounts(other)) is None
    assert clashing(amounts(other), amounts(text)) is None
