"""The drawn curve of moods: smooth, and never beyond what anybody said."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import Emotion
from synthesis.map.build import build, journey_for
from synthesis.render.curve import WIDTH, grades, level, peaks, smooth
from tests.unit.mapmaking import Maker

heights = st.lists(st.floats(-2, 2).map(level), min_size=2, max_size=12)


@given(heights)
def test_between_two_claims_it_stays_between_them(found: list[float]) -> None:
    claims = [(at * WIDTH / len(found), height) for at, height in enumerate(found)]
    path = smooth(claims)
    assert path.count("M") == 1
    bends = [[float(number) for number in part.split()] for part in re.split("[MC]", path)[2:]]
    assert len(bends) == len(claims) - 1
    for (start, end), (x1, y1, x2, y2, x, y) in zip(pairwise(claims), bends, strict=True):
        low, high = sorted((start[1], end[1]))
        assert low - 0.06 <= min(y1, y2) <= max(y1, y2) <= high + 0.06
        assert start[0] <= x1 + 0.06 <= x2 + 0.12 <= end[0] + 0.18
        assert abs(x - end[0]) < 0.06
        assert y == end[1]


def test_it_is_smooth_where_it_goes_on_in_one_direction() -> None:
    path = smooth([(0, 0), (100, 30), (200, 100)])
    (_, _, x1, y1, x, y), (x2, y2, *_) = [
        [float(number) for number in part.split()] for part in path.split("C")[1:]
    ]
    before, after = (y - y1) / (x - x1), (y2 - y) / (x2 - x)
    assert before > 0
    assert abs(before - after) < 0.01


def test_grades_stand_beside_the_means_of_their_stage_and_many_have_no_label() -> None:
    maker = Maker()
    for number in range(7):
        maker.card(f"c{number}", "Wait" if number < 5 else "Desk", grade=Emotion(-1))
    for number in range(20):
        maker.card(f"r{number}", "Receive", grade=Emotion(number % 2))
    snapshot = maker.snapshot()
    found = grades(build(snapshot, journey_for(snapshot, None)).stages)
    assert [one.text for one in found] == [""] * 5 + ["T06", "T07", "10×", "10×"]
    assert [one.y for one in found] == [level(-1)] * 7 + [level(0), level(1)]
    assert found[-1].label == "10 touchpoints of stage 6: +1"
    assert all(a.x < b.x for a, b in pairwise(found[:8]))


def test_there_is_no_best_and_worst_where_all_feels_the_same() -> None:
    maker = Maker()
    for stage in ("Wait", "Desk"):
        maker.note("so so", "P06", session="interviews", stage=stage, emotion=0)
    snapshot = maker.snapshot()
    assert peaks(build(snapshot, journey_for(snapshot, None)).stages) == {}


@pytest.mark.parametrize(
    ("felt", "told"),
    [
        ((-2, -1), ["worst -2.0", "least bad -1.0"]),
        ((-1, 0), ["worst -1.0", "least bad 0.0"]),
        ((-1, 1), ["worst -1.0", "best +1.0"]),
        ((0, 2), ["least good 0.0", "best +2.0"]),
        ((1, 2), ["least good +1.0", "best +2.0"]),
    ],
)
def test_no_bad_stage_is_called_best_and_no_good_one_worst(
    felt: tuple[int, int], told: list[str]
) -> None:
    for who, session, side in (("P06", "interviews", "customers"), ("P01", "meeting", "staff")):
        maker = Maker()
        for stage, emotion in zip(("Wait", "Desk"), felt, strict=True):
            maker.note("so it is", who, session=session, stage=stage, emotion=emotion)
        snapshot = maker.snapshot()
        found = peaks(build(snapshot, journey_for(snapshot, None)).stages)
        assert [f"{one.what} {one.label}" for _, one in sorted(found.items())] == told
        assert {one.side for one in found.values()} == {side}
