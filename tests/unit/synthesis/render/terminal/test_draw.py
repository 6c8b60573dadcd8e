"""The map as text: what it says, how wide it is, and that no text of others acts in it."""

from __future__ import annotations

import re

import pytest

from data.records import Snapshot
from data.text import width as cells
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.render.page import to_ascii, wrap
from synthesis.render.terminal.draw import render
from synthesis.render.terminal.view import View
from tests.unit.mapmaking import Maker, housing


def the_map(snapshot: Snapshot | None = None) -> JourneyMap:
    snapshot = snapshot or housing()
    return build(snapshot, journey_for(snapshot, None))


def test_header_strip_stages_cards_claims_and_rule_are_all_there() -> None:
    text = render(the_map())
    assert text.startswith(" PARTLY TESTED 2 of 7  v1")
    assert "6 staff/3 teams · 5 customers" in text
    for number, title in enumerate(
        ("Find out", "Apply", "Wait", "Desk", "Decision", "Receive"), start=1
    ):
        assert f"── {number} {title} " in text
    assert "── ? Unplaced" in text
    assert re.search(r"T03 ✓ ★ Chasing the case by phone +● supported +6p\n", text)
    assert re.search(r"does +They chase us every three days +cs ✗ 1p -2\n", text)
    assert re.search(r"Nine weeks in the dark +c ⚑ ● +2p\n", text)
    assert "── 5 Decision " in text
    assert text.split("── 5 Decision ")[1].splitlines()[1].strip() == "nothing heard here yet"
    assert "2 customers or more against, and more against than for" in text
    assert "1 touchpoint left off: rejected" in text


def test_staff_and_customer_moods_stand_apart_with_a_gap_where_nobody_spoke() -> None:
    lines = render(the_map()).splitlines()
    staff = next(line for line in lines if line.startswith("s "))
    customers = next(line for line in lines if line.startswith("c "))
    assert staff.split()[:3] == ["s", "-0.5", "n2"]
    assert customers.split()[:3] == ["c", "·", "n0"]
    assert "-1.0 n2" in customers


def test_without_customer_moods_there_is_no_customer_row() -> None:
    lines = render(the_map(housing(customers=False))).splitlines()
    assert not any(line.startswith("c ") for line in lines)


@pytest.mark.parametrize("width", [20, 33, 40, 79, 80, 81, 100, 120, 159, 160, 200, 300])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_asked(width: int, unicode: bool) -> None:
    for snapshot in (housing(hostile=True), cjk()):
        text = render(the_map(snapshot), width=width, unicode=unicode)
        assert max(cells(line) for line in text.splitlines()) <= width


def cjk() -> Snapshot:
    maker = Maker(personas=("旅行者",))
    note = maker.note("電話が一日中鳴り続ける" * 9 + " 👩‍👩‍👧 café", "P01", stage="待つ")
    claim = maker.claim("電話が一日中鳴り続ける" * 9 + " 👩‍👩‍👧", None, note)
    maker.card("電話で案件を追いかける" * 9, "待つ", claim)
    return maker.snapshot(("探す", "待つ"))


def test_wide_terminals_get_a_grid_of_stages_and_lanes() -> None:
    text = render(the_map(), width=200)
    head = next(line for line in text.splitlines() if "1 Find out" in line)
    assert [part.strip() for part in head.split("│")][1:] == [
        "1 Find out",
        "2 Apply",
        "3 Wait",
        "4 Desk",
        "5 Decision",
        "6 Receive",
        "? Unplaced",
    ]
    assert re.search(r"^ pain +│  T01 The old page", text, re.MULTILINE)
    assert "nothing heard here yet" in text
    assert "Whose say-so" in text


def test_many_stages_take_several_rows_and_bands() -> None:
    maker = Maker()
    stages = [f"Stage number {n}" for n in range(60)]
    for title in stages:
        maker.note("x", "P01", stage=title)
    m = the_map(maker.snapshot(stages))
    for width in (80, 200):
        text = render(m, width=width)
        assert "60 Stage" in text
        assert max(cells(line) for line in text.splitlines()) <= width


def test_one_stage_alone_is_marked_in_the_strip() -> None:
    text = render(the_map(), view=View(stage=2))
    assert "[3 Wait]" in text
    assert "Chasing the case" in text
    assert "Filling in the paper form" not in text


def test_a_long_lane_says_how_much_more_there_is() -> None:
    maker = Maker()
    claims = [
        maker.claim(f"p{n:02}", None, maker.note(f"n{n}", "P01", stage="Wait")) for n in range(20)
    ]
    maker.card("c", "Wait", *claims)
    m = the_map(maker.snapshot())
    assert "+ 15 more claims (15 notes)" in render(m, view=View(most=5))
    assert "p19" in render(m, view=View(most=0))
    assert "+ 15 more claims" in render(m, width=180, view=View(most=5))


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("colour", [True, False])
def test_hostile_text_is_shown_as_marks_and_never_acts(width: int, colour: bool) -> None:
    text = render(the_map(housing(hostile=True)), width=width, colour=colour, view=View(most=0))
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text) if colour else text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", bare)
    assert "␛" in bare
    if colour:
        assert "\x1b[31mred" not in text


def test_colour_changes_nothing_but_escape_sequences() -> None:
    m = the_map()
    coloured = render(m, colour=True)
    assert "\x1b[" in coloured
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in coloured.splitlines()] == [
        line.rstrip() for line in render(m).splitlines()
    ]


def test_ascii_is_ascii_and_keeps_standings_apart() -> None:
    text = render(the_map(housing(hostile=True)), unicode=False)
    assert text.isascii()
    assert re.search(r"They chase us every three days +cs x 1p -2", text)
    assert re.search(r"Nine weeks in the dark +c \^ \* +2p", text)
    assert to_ascii("café ✗ 電 \u2400") == "cafe x ? ^@"


def test_wrap_keeps_every_word_and_the_room() -> None:
    text = "one two three fourteenletters five " + "x" * 30
    lines = wrap(text, 12)
    assert all(cells(line) <= 12 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrap(text, 12, 2)[1].endswith("…")
    assert wrap("", 5) == [""]


def test_a_map_of_nothing_still_renders() -> None:
    empty = the_map(Maker().snapshot(()))
    assert render(empty).startswith(" ASSUMPTIVE  v1")
    assert render(empty, width=200).startswith(" ASSUMPTIVE  v1")
