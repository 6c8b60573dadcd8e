"""The rows of the map as text, its curve, and maps of unusual shape."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data.records import (
    Basis,
    Channel,
    ChannelId,
    Comment,
    CommentId,
    CommentKind,
    Emotion,
    Expectation,
    Kind,
    Kpi,
    KpiId,
    Snapshot,
)
from data.text import width as cells
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.render.terminal.draw import draw, render
from synthesis.render.terminal.view import View
from tests.unit.mapmaking import Maker, housing


def the_map(snapshot: Snapshot, rows: tuple[str, ...] = ()) -> JourneyMap:
    return build(snapshot, replace(journey_for(snapshot, None), lanes=rows))


@pytest.fixture(scope="module")
def full() -> Snapshot:
    """The housing project with something in every row."""
    snapshot = housing()
    third = snapshot.touchpoints[2]
    third = replace(
        third,
        at_stake="they go to a lawyer",
        way_out="a call back",
        contacts=3.0,
        contacts_basis=Basis.ASSUMED,
        minutes=12.0,
        minutes_basis=Basis.MEASURED,
        expectation=Expectation.NOT_MET,
        channel=ChannelId("forum"),
        owner="Calls",
    )
    stages = list(snapshot.stages)
    stages[2] = replace(stages[2], question="When do I get my money?")
    at = datetime(2026, 3, 4, tzinfo=UTC)
    return replace(
        snapshot,
        stages=tuple(stages),
        channels=(*snapshot.channels, Channel(ChannelId("forum"), "forum", own=False)),
        touchpoints=(*snapshot.touchpoints[:2], third, *snapshot.touchpoints[3:]),
        kpis=(Kpi(KpiId("k"), third.id, "Answered", "%", 62.0, 90.0, Basis.MEASURED),),
        comments=(Comment(CommentId("c"), third.id, CommentKind.CHALLENGE, "is it?", at, "Ruth"),),
    )


SHOWN = (
    "When do I get my money?",
    "forum (not ours)",
    "they go to a lawyer",
    "a call back",
    "3 contacts (assumed)",
    "12 minutes (measured)",
    "not met",
    "Answered 62 % (target 90 %) (measured)",
    "line of visibility",
    "who owns the old page?",
    "challenge, Ruth: is it?",
    "Calls",
)


@pytest.mark.parametrize("width", [100, 220])
@pytest.mark.parametrize("text", SHOWN)
def test_every_row_that_holds_something_is_drawn(full: Snapshot, width: int, text: str) -> None:
    drawn = render(the_map(full), width=width)
    # In the grid a text is broken over the lines of its cell.
    plain = re.sub(r"[^\w%()?:,]+", "", drawn if width < 150 else _column(drawn, text))
    assert re.sub(r"[^\w%()?:,]+", "", text) in plain


def _column(drawn: str, text: str) -> str:
    """Return the cells of the grid, column by column, and what has no columns."""
    del text
    lines = [line.split("│") for line in drawn.splitlines()]
    columns = [[line[at] for line in lines if len(line) > at] for at in range(8)]
    return "\n".join(part for column in columns for part in column) + drawn


def test_rows_stand_in_the_journeys_order_and_hidden_ones_are_left_out(full: Snapshot) -> None:
    text = render(the_map(full, ("pain", "touchpoints", "does")), width=220, view=View(short=True))
    rails = [line[:12].strip() for line in text.splitlines() if "│" in line and line[1:12].strip()]
    assert rails == ["pain", "cards", "does"]
    assert "line of visibility" not in text
    one = render(the_map(full, ("pain", "touchpoints", "does")), view=View(stage=2))
    assert one.index("phone rings") < one.index("they chase us")
    assert "owner" not in one
    assert "is it?" not in one
    assert "◇" not in one  # the mood is hidden too


def test_an_empty_row_is_not_drawn_and_an_empty_stage_is(full: Snapshot) -> None:
    text = render(the_map(full), width=220)
    assert not re.search(r"^ (gain|prefers|outcome|request) +│ *│[ │]*$", text, re.MULTILINE)
    assert "5 Decision" in text
    assert "nothing heard here yet" in text


def test_what_is_below_the_map_is_ranked_by_printed_rules_unless_short(full: Snapshot) -> None:
    text = render(the_map(full))
    for heading in ("Moments of truth", "What is missing", "Only believed", "Overlooked"):
        assert heading in text
    assert "Ranked by weight" in text
    assert "No owner: a touchpoint" in " ".join(text.split())
    assert re.search(r"★ T03 Chasing", text)
    assert "at stake: they go to a lawyer" in text
    short = render(the_map(full), view=View(short=True))
    assert "Ranked by weight" not in short
    assert "Whose say-so" in short


def curve_of(text: str) -> list[str]:
    lines = text.splitlines()
    top = next(at for at, line in enumerate(lines) if line.startswith("+2"))
    end = next(at for at, line in enumerate(lines) if line.startswith("-2"))
    return lines[top : end + 1]


def test_the_curve_has_n_at_each_claim_a_gap_and_grades_drawn_solid() -> None:
    rows = curve_of(render(the_map(housing())))
    assert len(rows) == 5
    drawn = "\n".join(rows)
    # Lowered, and never run into by a line: a bare figure would be read as the mood.
    assert sorted(re.findall(r"◇([₀-₉]+)(?![\u2800-\u28ff])", drawn)) == ["₁", "₁", "₁", "₂", "₂"]
    assert sorted(re.findall(r"○([₀-₉]+)(?![\u2800-\u28ff])", drawn)) == ["₂", "₂"]
    assert not re.search(r"[◇○●]\d", drawn)
    assert drawn.count("●") == 2  # the cards that somebody graded
    # Customers told of Wait and Receive alone: no line leads across the stages between.
    assert "no notes" in rows[2]
    wait, receive = rows[3].index("○"), rows[2].index("○")
    for row in rows:
        between = row[wait + 12 : receive]
        assert not re.search("[\u2801-\u28ff]", between[12:])


def test_the_lowest_mood_stands_lowest_and_ascii_says_the_same() -> None:
    m = the_map(housing())
    rows = curve_of(render(m))
    assert "●" in rows[4]  # a grade of -2
    assert "◇₁" in rows[4]
    plain = curve_of(render(m, unicode=False))
    assert [
        re.sub("○", "c", re.sub("◇", "s", re.sub("●", "#", "".join(re.findall("[○◇●]", row)))))
        for row in rows
    ] == ["".join(re.findall("[cs#](?![a-z])", re.sub(r"\w+ notes", "", row))) for row in plain]


def test_without_any_emotion_there_is_no_curve() -> None:
    maker = Maker()
    maker.card("c", "Wait", maker.claim("p", Kind.PAIN, maker.note("x", "P01", stage="Wait")))
    for view in (View(), View(stage=2)):
        for width in (80, 200):
            text = render(the_map(maker.snapshot()), width=width, view=view)
            assert "+2" not in text.split("Whose say-so")[0]
            assert "1 note" in text


def sixty() -> JourneyMap:
    maker = Maker()
    stages = [f"Stage {n}" for n in range(1, 61)]
    for n, title in enumerate(stages):
        for again in range(200 if n == 30 else 1):
            emotion = n % 5 - 2
            note = maker.note(f"n{n} {again}", "P01 P02", stage=title, emotion=emotion)
            maker.card(
                f"card {n} {again}",
                title,
                maker.claim(f"p{n} {again}", Kind.PAIN, note),
                grade=Emotion(emotion),
            )
    return the_map(maker.snapshot(stages))


def test_sixty_stages_and_two_hundred_cards_are_all_there() -> None:
    m = sixty()
    for width in (80, 200):
        page = draw(m, width=width)
        assert len(page.spots) == 259
        assert max(cells("".join(t for t, _ in line)) for line in page.lines) <= width
    page = draw(m, width=80, view=View(stage=30))
    assert len(page.spots) == 200
    head = [line for line in page.text().splitlines()[:14] if "[31]" in line or "[31 Stag" in line]
    assert head, "the chosen stage is marked among the numbers of all"
    first = next(at for at, line in enumerate(page.lines) if line and "── " in line[0][0])
    assert first < 18  # the stage itself begins on a screen of 24 lines


def test_a_grid_that_does_not_fit_is_panned_under_a_fixed_rail() -> None:
    m = sixty()
    page = draw(m, width=200, view=View(first=10, short=True))
    lines = page.text().splitlines()
    names = next(line for line in lines if " Stage " in line and "│" in line)
    shown = [int(n) for n in re.findall(r"(\d+) Stage", names)]
    assert shown == list(range(11, 11 + len(shown)))
    assert len(shown) == 9 or len(shown) == 8
    assert any(line.startswith(" pain ") for line in lines)
    last = draw(m, width=200, view=View(first=59, short=True)).text()
    assert "60 Stage 60" in last
    assert {spot.stage for spot in page.spots} == {n - 1 for n in shown}


def test_cards_lie_where_their_code_is_drawn() -> None:
    m = the_map(housing(hostile=True))
    for width in (40, 80, 160, 220):
        page = draw(m, width=width)
        codes = {card.id: card.code for stage in m.stages for card in stage.cards}
        assert {spot.card for spot in page.spots} == set(codes)
        for spot in page.spots:
            line = "".join(text for text, _ in page.lines[spot.line])
            before = next(at for at in range(len(line)) if cells(line[:at]) >= spot.column)
            assert line[before:].startswith(codes[spot.card])
            assert line[before - 2 : before] == "  "
            assert spot.column + spot.wide <= width
