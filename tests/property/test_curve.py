"""The curve of moods: smooth, never beyond what was given, never wider than asked."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from data.text import width as cells
from synthesis.map.build import build, journey_for
from synthesis.render.curve import Smooth
from synthesis.render.terminal.draw import render
from synthesis.render.terminal.plot import Line, Plot, Point
from synthesis.render.terminal.stage import views_told
from synthesis.render.terminal.view import View
from tests.unit.mapmaking import Maker

values = st.floats(-2, 2)
tricky = st.lists(
    st.sampled_from(
        ["電話", "é", "e\u0301", "👩‍👩‍👧", "🏳️‍🌈", "👍🏽", "ก็", "क्षि", "한글", "a b", "🇩🇪", "ﷺ"]
    ),
    min_size=1,
    max_size=30,
).map("".join)


@given(st.lists(values, min_size=1, max_size=12), st.floats(0, 1))
def test_between_two_points_it_stays_between_them(heights: list[float], share: float) -> None:
    curve = Smooth(range(len(heights)), heights)
    for at, height in enumerate(heights):
        assert abs(curve(at) - height) < 1e-9
    for at in range(len(heights) - 1):
        low, high = sorted(heights[at : at + 2])
        assert low <= curve(at + share) <= high
        # It does not turn back on its way.
        steps = [curve(at + n / 16) for n in range(17)]
        rises = [b - a for a, b in pairwise(steps)]
        way = heights[at + 1] - heights[at]
        assert all(rise * way >= -1e-9 for rise in rises)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.one_of(st.none(), values), min_size=1, max_size=10),
    st.integers(2, 30),
    st.integers(1, 9),
    st.booleans(),
)
def test_a_plot_has_its_size_and_every_point(
    moods: list[float | None], cell: int, tall: int, unicode: bool
) -> None:
    wide = len(moods) * cell
    plot = Plot(wide, tall, unicode=unicode)
    points = [
        None if mood is None else Point(at * cell, mood, "○" if unicode else "c")
        for at, mood in enumerate(moods)
    ]
    plot.draw([Line(points, "customers")])
    rows = ["".join(text for text, _ in row) for row in plot.rows()]
    assert len(rows) == tall
    assert all(cells(row) == wide for row in rows)
    assert unicode or all(row.isascii() for row in rows)
    for at, mood in enumerate(moods):
        if mood is not None:
            assert rows[plot.row(mood)][at * cell] == ("○" if unicode else "c")
        # Where nobody spoke on either side, nothing is drawn.
        elif at == 0 or moods[at - 1] is None:
            for row in rows:
                assert not row[at * cell : at * cell + cell].strip("┈. ")


@settings(max_examples=60, deadline=None)
@given(st.lists(tricky, min_size=4, max_size=4), st.integers(20, 240), st.booleans(), st.booleans())
def test_no_line_is_wider_than_asked_whatever_the_script(
    texts: list[str], width: int, unicode: bool, by_team: bool
) -> None:
    maker = Maker(personas=(texts[0],))
    note = maker.note(texts[1], "P01 P02", stage=texts[2], emotion=-1)
    ask = maker.note(texts[3], stage=texts[2])
    maker.card(texts[3], texts[2], maker.claim(texts[1], None, note, ask), owner=texts[0])
    snapshot = maker.snapshot((texts[2], texts[2] + texts[0]))
    m = build(snapshot, journey_for(snapshot, None))
    for stage in (None, 0):
        view = View(stage=stage, by_team=views_told(m) if by_team else {}, only=texts[1])
        text = render(m, width=width, unicode=unicode, view=view)
        assert max(cells(line) for line in text.splitlines()) <= width
        assert unicode or text.isascii()
