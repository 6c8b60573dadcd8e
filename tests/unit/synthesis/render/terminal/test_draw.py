"""The map as text: what it says, how wide it is, and that no text of others acts in it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count

import pytest

from data.records import Bearing, Consent, EvidenceStance, Kind, Snapshot
from data.text import width as cells
from synthesis.board.nearby import read_key
from synthesis.board.standing import Standing
from synthesis.map.build import OUTSIDE, build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.render.page import to_ascii, wrap
from synthesis.render.terminal.draw import render
from synthesis.render.terminal.view import View
from synthesis.render.words import GLYPHS
from tests.unit.mapmaking import Maker, housing


def the_map(snapshot: Snapshot | None = None) -> JourneyMap:
    snapshot = snapshot or housing()
    return build(snapshot, journey_for(snapshot, None))


def coded(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot whose claims have codes, as they are when synthesis has seen them."""
    numbers = count(1)
    return replace(
        snapshot,
        touchpoints=tuple(
            replace(
                card,
                claims=tuple(replace(claim, code=f"C{next(numbers):02}") for claim in card.claims),
            )
            for card in snapshot.touchpoints
        ),
    )


def opposed(*, hostile: bool = False) -> Snapshot:
    """Return the housing project where customers in the dark are put against chasing staff."""
    snapshot = coded(housing(hostile=hostile))
    quotes = {claim.code: claim.quote for card in snapshot.touchpoints for claim in card.claims}
    assert quotes["C12"] is not None
    assert quotes["C07"] is not None
    bearing = Bearing(quotes["C12"], quotes["C07"], EvidenceStance.AGAINST)
    return replace(snapshot, bearings=(bearing,))


def card_lines(text: str, code: str) -> list[str]:
    """Return the lines of a card in a map that shows its stages one below the other."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"  {code} "))
    ends = (at for at, line in enumerate(lines) if at > start and re.match(r"  T\d|──|--|$", line))
    return lines[start : next(ends)]


def test_header_strip_stages_cards_claims_and_rule_are_all_there() -> None:
    m = the_map(coded(housing()))
    text = render(m)
    assert text.startswith(" PARTLY TESTED 2 of 13  v1")
    assert "6 staff/3 teams · 5 customers" in text
    assert f" · {m.badge.unread} unread" in text
    for number, title in enumerate(
        ("Find out", "Apply", "Wait", "Desk", "Decision", "Receive"), start=1
    ):
        assert f"── {number} {title} " in text
    assert "── ? Unplaced" in text
    assert re.search(r"T03 ✓ ★ Chasing the case by phone +phone\n", text)
    assert re.search(r"does +C07 “they chase us every 3 days”.* +cs ✗ 1p ⇄2\n", text)
    assert re.search(r"C12 “you sit in the dark for nine weeks” +c ● +2p\n", text)
    assert "── 5 Decision " in text
    assert text.split("── 5 Decision ")[1].splitlines()[1].strip() == "nothing heard here yet"
    assert "2 customers or more against, and more against than for" in " ".join(text.split())
    assert "1 touchpoint left off: rejected" in text


def test_a_card_has_a_face_and_no_standing_and_its_weightiest_claim_comes_first() -> None:
    code, who, set_on_it, more, lead, *_ = card_lines(render(the_map(opposed())), "T03")
    assert code.split() == ["T03", "✓", "★", "Chasing", "the", "case", "by", "phone", "phone"]
    assert "2 customers, 4 staff/3 teams · customers -1.0 ±1.0 n2 · staff -2.0 n1" in who
    assert set_on_it.strip() == "⇄ 2 customers say otherwise · owner ? · grade -2 staff · accepted"
    assert more.strip() == "+ 1 contradicted, 1 supported, 2 shared belief, 1 assumed"
    assert re.fullmatch(
        r"   pain      C08 “phone rings: did you get my papers\?” +s ◎ shared belief +3p", lead
    )


def test_a_claim_is_drawn_once_and_what_stands_against_it_right_under_it() -> None:
    for width in (60, 80, 120, 200):
        text = render(the_map(opposed()), width=width, view=View(short=True))
        if width < 150:
            lines = card_lines(text, "T03")
            assert sum("C08" in line for line in lines) == 1, "the lead is not in its lane again"
            under = next(at for at, line in enumerate(lines) if "⇄ C07" in line)
            above = [line for line in lines[:under] if re.search(r"\bC\d\d\b", line)]
            assert "C12" in above[-1]
            assert re.search(
                r"⇄ C07 “they chase us every 3 days” +(Calls +)?cs ✗ 1p ⇄2$", lines[under]
            )
        assert text.count("C07") == 1
        assert "⇄ 2 customers" in text


def test_a_claim_stands_by_itself_where_the_lane_of_the_other_is_hidden() -> None:
    snapshot = opposed()
    journey = replace(journey_for(snapshot, None), lanes=("touchpoints", "does"))
    for width in (80, 200):
        text = render(build(snapshot, journey), width=width, view=View(short=True))
        assert "you sit in the dark" not in text.replace("⇄ C12 “you sit in the dark", "")
        assert re.search(r"C07 “they", text)


def test_what_speaks_against_a_card_has_no_standing() -> None:
    m = the_map(coded(housing()))
    (line,) = [line for line in card_lines(render(m), "T02") if "dissent" in line]
    assert re.search(r"dissent +“form is fine, it's legally required” +s 1p$", line)
    assert not any(glyph in line for glyph in GLYPHS.values())
    wide = render(m, width=200, view=View(short=True))
    (row,) = wide.split("dissent")[1:]
    assert not any(
        glyph in row.split("line of vis")[0].split("────")[0] for glyph in GLYPHS.values()
    )


def test_the_name_of_a_standing_is_there_where_there_is_room_and_its_sign_always() -> None:
    m = the_map(coded(housing()))
    line = r"need +C09 “how long it takes” +(?:Calls, Front desk +)?s ◎ +(shared belief +)?2p$"
    for width, named in ((60, False), (80, False), (120, True)):
        (drawn,) = [line for line in render(m, width=width).splitlines() if "C09" in line]
        match = re.search(line, drawn)
        assert match is not None, drawn
        assert bool(match[1]) is named


def test_a_claim_says_which_teams_say_so() -> None:
    lines = card_lines(render(the_map(opposed())), "T03")
    at = next(n for n, line in enumerate(lines) if "C08" in line)
    assert lines[at + 1].strip() == "Calls, Front desk", "where the line is full it stands below"
    assert any(re.search(r"C11 .* Front desk +s ○ +1p$", line) for line in lines)
    # A customer is of no team, and what stands under another has its own.
    assert any(re.search(r"C12 “you sit in the dark for nine weeks” +c ●", line) for line in lines)
    at = next(n for n, line in enumerate(lines) if "⇄ C07" in line)
    assert "Calls" in "".join(lines[at : at + 2])
    narrow, wide = (
        render(the_map(opposed()), width=width, view=View(short=True)) for width in (200, 280)
    )
    assert re.search(r"│  Calls, Front desk +│", narrow), "where a column is narrow it stands above"
    assert re.search(r"Calls, Front desk ◎ +2p", wide)


def test_staff_and_customer_moods_stand_apart_with_a_gap_where_nobody_spoke() -> None:
    lines = render(the_map()).splitlines()
    staff = next(line for line in lines if line.startswith("◇ "))
    customers = next(line for line in lines if line.startswith("○ "))
    assert staff.split()[:3] == ["◇", "-0.5", "n2"]
    assert customers.split()[:3] == ["○", "·", "n0"]
    assert "-1.0 n2" in customers


def test_without_customer_moods_there_is_no_customer_row() -> None:
    lines = render(the_map(housing(customers=False))).splitlines()
    assert not any(line.startswith("○ ") for line in lines)


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("view", [View(short=True), View(stage=2)])
def test_whose_a_feeling_is_stands_on_the_screen_that_shows_it(width: int, view: View) -> None:
    lines = render(the_map(), width=width, view=view).splitlines()
    top = next(at for at, line in enumerate(lines) if re.search(r"\+2\b", line))
    near = "\n".join(lines[top : top + 14])
    for sign, who in (("◇", "staff"), ("○", "customers"), ("●", "(a card's )?grade")):
        assert re.search(f"{sign} {who}", near)


def test_how_many_are_against_is_not_read_as_a_feeling() -> None:
    for width in (80, 160, 220):
        text = render(the_map(), width=width, view=View(short=True))
        assert re.search(r"1p\s+⇄2", text)
        assert not re.search(r"\dp\s+-\d", text)


@pytest.mark.parametrize("width", [20, 33, 40, 79, 80, 81, 100, 120, 159, 160, 200, 300])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_asked(width: int, unicode: bool) -> None:
    for snapshot in (opposed(hostile=True), cjk()):
        text = render(the_map(snapshot), width=width, unicode=unicode)
        assert max(cells(line) for line in text.splitlines()) <= width


def cjk() -> Snapshot:
    maker = Maker(personas=("旅行者",))
    note = maker.note("電話が一日中鳴り続ける" * 9 + " 👩‍👩‍👧 café", "P01", stage="待つ")
    claim = maker.claim("電話が一日中鳴り続ける" * 9 + " 👩‍👩‍👧", None, note)
    maker.card("電話で案件を追いかける" * 9, "待つ", claim)
    return maker.snapshot(("探す", "待つ"))


def test_wide_terminals_get_a_grid_of_stages_and_lanes() -> None:
    text = render(the_map(coded(housing())), width=200)
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
    assert re.search(r"^ pain +│  T01 C02 “old page", text, re.MULTILINE)
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
    assert "+ 14 more claims (14 notes)" in render(m, view=View(most=5))
    assert "n19" in render(m, view=View(most=0))
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
    text = render(the_map(opposed(hostile=True)), unicode=False)
    assert text.isascii()
    assert re.search(
        r'C04 "form asks for same papers .* +sr = shared belief 3p \+d$', text, re.MULTILINE
    )
    # What stands against something said inside is not unheard of there.
    assert re.search(r'C12 "you sit in the dark for nine weeks" +c \* +2p', text)
    assert re.search(r'<> C07 "they chase us every 3 days" +(Calls +)?cs x 1p <>2', text)
    signs = [to_ascii(glyph) for glyph in GLYPHS.values()]
    assert all(len(sign) == 1 for sign in signs)
    assert len(set(signs)) == len(signs) == len(Standing)
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


@pytest.mark.parametrize("width", [80, 200])
def test_what_may_not_be_quoted_stands_against_a_claim_without_quotation_marks(width: int) -> None:
    snapshot = opposed()
    (against,) = snapshot.bearings
    silent = next(note for note in snapshot.notes if note.text == "how long it takes")
    said = silent.participants
    people = tuple(
        replace(person, consent=Consent.NOT_SHOWN)
        if person.id in {attribution.participant for attribution in said}
        else person
        for person in snapshot.participants
    )
    bearings = (replace(against, target=silent.id),)
    kept_back = replace(snapshot, participants=people, bearings=bearings)
    m = build(kept_back, journey_for(kept_back, None), showing=OUTSIDE)
    text = " ".join(render(m, width=width, view=View(short=True)).replace("│", " ").split())
    assert "how long it takes" not in text
    assert "⇄ C09 1 need at Wait" in text


def test_a_flag_stands_where_customers_alone_speak_on_a_card() -> None:
    m = Maker()
    dark = m.note("in the dark", "P06", session="interviews", stage="Wait", kind=Kind.PAIN)
    m.note("forms are long", "P01", stage="Apply", kind=Kind.PAIN)
    m.card("Dark", "Wait", m.claim("a", Kind.PAIN, dark))
    read = replace(m.snapshot(), answered=frozenset({read_key(dark)}))
    assert re.search(r"“in the dark” +c ⚑ ◐", render(the_map(read)))
    assert re.search(r'"in the dark" +c \^ ', render(the_map(read), unicode=False))
    ours = m.note("they ring to ask", "P02", stage="Wait", kind=Kind.ACTIVITY)
    m.touchpoints.clear()
    m.card("Dark", "Wait", m.claim("a", Kind.PAIN, dark), m.claim("b", Kind.ACTIVITY, ours))
    beside = replace(m.snapshot(), answered=frozenset({read_key(dark)}))
    assert "⚑ ◐" not in render(the_map(beside))
