"""The map laid out on paper: what stands on a sheet, and what never does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from data.records import Consent, EvidenceStance, Kind
from data.text import visible
from synthesis.map.build import OUTSIDE, build, journey_for
from synthesis.map.model import JourneyMap, LaneKey
from synthesis.render.paper import cards as cards_paper
from synthesis.render.paper import page as paper
from synthesis.render.paper import sheets, tiles
from synthesis.render.paper.fit import lines
from synthesis.render.paper.sheets import A0, A3, Paper
from synthesis.render.words import GLYPHS
from tests.unit.commands import ok
from tests.unit.mapmaking import HOSTILE, Maker, coded, housing, put
from tests.unit.synthesis.render.html.test_page import FINE, FORM, PAPERS, Page, counter


def housing_map(*, hostile: bool = False) -> JourneyMap:
    snapshot = housing(hostile=hostile)
    return build(snapshot, journey_for(snapshot, None), showing=OUTSIDE)


def read(journey_map: JourneyMap, size: Paper = A3) -> tuple[Page, str]:
    page = Page(paper.render(paper.sheet_leaves([journey_map], size)))
    return page, re.sub(r"[ \n]+", " ", " ".join(page.text))


def crowded(claims: int, stages: int = 6, cards: int = 1) -> JourneyMap:
    maker = Maker()
    names = [f"Stage number {n}" for n in range(1, stages + 1)]
    for stage in names:
        for card in range(cards):
            texts = [f"nobody says when it will come, claim {card} {n}" for n in range(claims)]
            notes = [maker.note(text, "P01", stage=stage) for text in texts]
            made = [maker.claim(note, Kind.PAIN, note) for note in notes]
            maker.card(f"Chasing the case {card}", stage, *made)
    snapshot = maker.snapshot(names)
    return build(snapshot, journey_for(snapshot, None), showing=OUTSIDE)


def test_a_sheet_has_the_badge_every_stage_a_row_to_write_in_the_legend_and_the_version() -> None:
    journey_map = housing_map()
    page, text = read(journey_map)
    assert not page.open
    assert journey_map.badge.text in text
    for stage in journey_map.stages:
        assert f"{stage.number or '?'} {stage.title}" in text
        for card in stage.cards:
            assert card.code in text
    assert "You say" in text
    assert "Nothing heard here yet" in text
    for standing, glyph in GLYPHS.items():
        assert f"{glyph} {standing.value}" in text
    assert "v1 · newest note 2026-03-02" in text
    blank = [one for one in page.attributes if one[1] == "class" and one[2].startswith("say")]
    assert blank


@pytest.mark.parametrize("size", [A3, A0], ids=["a3", "a0"])
def test_a_cell_prints_five_claims_and_counts_the_rest(size: Paper) -> None:
    _, text = read(crowded(9), size)
    assert text.count("claim 0 4” ○\u00a0staff say 1p T") == 6
    assert "claim 0 5”" not in text
    assert text.count("+4") == 6


def test_no_more_than_five_however_much_room_there_is_and_all_where_there_are_five() -> None:
    _, text = read(crowded(5, stages=2))
    assert text.count("claim 0 4”") == 2
    assert "+1 " not in text.replace("+1 more", "")


def test_staff_and_customers_are_told_apart_by_line_and_n() -> None:
    made = paper.render(paper.sheet_leaves([housing_map()], A3))
    assert '<g class="strand staff">' in made
    assert '<g class="strand customers">' in made
    assert ".strand.staff .way{stroke-dasharray" in made
    assert ".strand.customers .way{stroke-dasharray" not in made
    assert re.search(r">-?\+?\d\.\d n\d+</text>", made)


@pytest.mark.parametrize("size", [A3, A0])
def test_a_mood_of_plus_two_lies_well_above_one_of_minus_two(size: Paper) -> None:
    (sheet,) = sheets.sheets(housing_map(), size)
    high, _, low = (at for _, at in paper.mood_row(sheet).levels)
    # One step of the scale is at least as high as the figures that stand beside a dot.
    assert (low - high) / 4 >= sheet.font


def test_hostile_texts_stay_text() -> None:
    made = paper.render(paper.sheet_leaves([housing_map(hostile=True)], A3))
    page = Page(made)
    assert not page.open
    assert not set(page.tags) & {"script", "img", "iframe", "a", "base", "object", "link"}
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert visible(" ".join(HOSTILE.split()))[:20] in " ".join(page.text)
    assert "\x1b" not in made
    assert "\u202e" not in made


def test_nobodys_name_and_no_withheld_word_is_printed() -> None:
    snapshot = housing()
    people = tuple(
        replace(one, name=f"Name of {one.code}", consent=Consent.NOT_SHOWN)
        for one in snapshot.participants
    )
    silent = replace(snapshot, participants=people)
    shown = [build(one, journey_for(one, None), showing=OUTSIDE) for one in (snapshot, silent)]
    (_, before), (_, after) = read(shown[0]), read(shown[1])
    said = {note.text for note in snapshot.notes if note.participants}
    assert any(text in before for text in said)
    assert not [text for text in said if text in after]
    assert "Name of" not in after


def test_many_stages_go_on_to_a_second_sheet_in_their_order() -> None:
    made = sheets.sheets(crowded(2, stages=60), A3)
    assert len(made) > 1
    titles = [column.stage.title for sheet in made for column in sheet.columns]
    assert titles == [f"Stage number {n}" for n in range(1, 61)]
    assert [sheet.number for sheet in made] == list(range(1, len(made) + 1))
    assert {sheet.of for sheet in made} == {len(made)}
    assert all(sheet.font >= 7 for sheet in made)
    _, text = read(crowded(2, stages=60))
    assert f"sheet 2 of {len(made)}" in text


def test_two_hundred_touchpoints_at_a_stage_are_five_and_a_count() -> None:
    (sheet,) = sheets.sheets(crowded(1, stages=3, cards=200), A3)
    cell = sheet.columns[0].cells["touchpoints"]
    assert len(cell.items) + cell.more == 200
    assert 1 <= len(cell.items) <= 5


def test_a_map_of_nothing_is_a_sheet_of_empty_stages() -> None:
    snapshot = Maker().snapshot()
    _, text = read(build(snapshot, journey_for(snapshot, None)))
    assert text.count("Nothing heard here yet") == 6
    assert "no note yet" in text


def test_the_same_map_gives_the_same_page() -> None:
    made = [paper.render(paper.sheet_leaves([housing_map()], A3)) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("", 10, 0),
        ("word", 10, 1),
        ("one two three", 3.6, 2),
        ("x" * 40, 5, 6),
        ("日本語日本語", 4, 2),
    ],
)
def test_lines_are_counted_rather_too_many_than_too_few(
    text: str, room: float, expected: int
) -> None:
    assert lines(text, room) >= expected
    assert lines(text, room) <= expected + 1


def test_tiles_hold_every_stage_and_row_once_under_names_of_places() -> None:
    journey_map = housing_map()
    plan, made = tiles.tiles(journey_map)
    assert [tile.name for tile in made] == [name for row in plan.names for name in row]
    assert [tile.name for tile in made][:4] == ["A1", "B1", "C1", "A2"]
    rows = sheets.Wall(journey_map).rows
    for letter in "ABC":
        column = [tile for tile in made if tile.name.startswith(letter)]
        assert tuple(row for tile in column for row in tile.rows) == rows
        assert [tile.says for tile in column] == [False] * (len(column) - 1) + [True]
    first = [tile for tile in made if tile.name.endswith("1")]
    titles = [column.stage.title for tile in first for column in tile.columns]
    assert titles == [stage.title for stage in journey_map.stages]
    for tile in made:
        beside = [one for one in made if one.name[1:] == tile.name[1:]]
        assert {one.heights for one in beside} == {tile.heights}
        assert tile.head + sum(tile.heights) + tile.say <= tiles.HEIGHT - 2 * tiles.EDGE
        assert tile.marks.count("M") == 8
    text = " ".join(Page(paper.render(paper.tile_leaves([journey_map]))).text)
    assert "How the tiles hang" in text
    assert "contradicted" in text
    assert "right: B1" in text


def test_columns_of_tiles_go_on_after_z() -> None:
    assert [tiles.letters(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def test_eight_cards_a_page_each_with_its_claims_and_how_to_key_it_in() -> None:
    journey_map = crowded(7, stages=3, cards=3)
    made = cards_paper.pages(journey_map)
    assert [len(page.cards) for page in made] == [8, 1]
    codes = [card.item.code for page in made for card in page.cards]
    assert codes == [card.code for stage in journey_map.stages for card in stage.cards]
    for page in made:
        for card in page.cards:
            assert len(card.claims) + card.more == 7
            assert 1 <= len(card.claims) <= 5
    read = Page(paper.render(paper.card_leaves([journey_map])))
    text = " ".join(read.text)
    assert text.count("T02 >Stage moves · T02 +3 dots · T02: comment · T02? question") == 1
    assert sum(1 for name in ("blank",) if ("p", "class", name) in read.attributes) == 1


def test_no_card_makes_no_page() -> None:
    snapshot = Maker().snapshot()
    assert paper.card_leaves([build(snapshot, journey_for(snapshot, None))]) == []


def test_what_a_card_says_of_keying_it_in_is_understood(workdir: Path) -> None:
    ok("new", "claim", "--stages", "Find out, Apply, Wait")
    ok("log", "Maria/desk: phones ring out all morning ,,p-- #wait")
    ok("log", "Maria/desk: the phones ring out all day ,,p-- #wait")
    ok("synthesize")
    read_back = Page(ok("map", "--sheet", "cards").out)
    (line,) = [text for text in read_back.text if " moves · " in text]
    parts = line.replace(" moves", "").replace(" dots", "").replace(">Stage", ">Apply").split(" · ")
    assert len(parts) == 4
    Path("paper.txt").write_text("\n".join(parts), encoding="utf-8")
    told = ok("workshop", "paper.txt").err
    assert "4 lines taken" in told
    assert "Apply" in told


def contradicted(*, apart: bool = False) -> JourneyMap:
    """Return a map on which a customer's remark was put against a belief."""
    snapshot = put(coded(counter(apart=apart).snapshot()), FINE, FORM, EvidenceStance.AGAINST)
    return build(snapshot, journey_for(snapshot, None), showing=OUTSIDE)


def items(page: str) -> list[tuple[str, str]]:
    """Return the attributes and the text of each thing that is printed in a cell."""
    found = re.findall(r'<div class="item ([^>]*)>(.*?)</div>', page, re.DOTALL)
    return [
        (head, " ".join(" ".join(Page(f"<div>{body}</div>").text).split())) for head, body in found
    ]


def test_a_claim_is_printed_by_its_code_in_plain_words_and_what_is_against_it_in_the_same_box() -> (
    None
):
    printed = items(paper.render(paper.sheet_leaves([contradicted()], A3)))
    (claim,) = [(head, text) for head, text in printed if text.startswith("C01 ")]
    assert 'data-standing="doubted"' in claim[0]
    assert claim[1].startswith(f"C01 “{FORM}” ◑ 1 customer says otherwise 2p ⇄1 T01")
    assert claim[1].endswith(f"⇄ C02 “{FINE}” + 1 like it ● customers say so (2)")
    assert not [text for _, text in printed if text.startswith("C02 ")]
    assert [text for _, text in printed if text == f"C03 “{PAPERS}” ○ staff say 1p T01"]


def test_of_claims_on_two_cards_each_names_the_other() -> None:
    printed = [
        text for _, text in items(paper.render(paper.sheet_leaves([contradicted(apart=True)], A3)))
    ]
    (first,) = [text for text in printed if text.startswith("C01 ")]
    (second,) = [text for text in printed if text.startswith("C03 ")]
    assert first.endswith(f"⇄ C03 “{FINE}” + 1 like it customers ● 2p")
    assert second.endswith(f"⇄ C01 “{FORM}” staff (Calls, Front desk) ◑ 2p ⇄1")


def test_a_card_is_printed_with_its_face_and_without_a_standing() -> None:
    printed = items(paper.render(paper.sheet_leaves([contradicted()], A3)))
    (card,) = [(head, text) for head, text in printed if head.startswith("card")]
    assert "standing" not in card[0]
    assert card[1] == (
        "T01 The form 2 customers, 3 staff/3 teams · customers +1.5 ±0.5 n2 · staff -2.0 n1 · "
        "⇄ 1 customer says otherwise"
    )
    page = paper.render(paper.card_leaves([contradicted()]))
    (cut,) = re.findall(r'<div class="inside"([^>]*)>', page)
    assert cut == ""


def test_a_cut_card_begins_with_its_weightiest_claim_in_a_box_of_its_standing() -> None:
    page = paper.render(paper.card_leaves([contradicted()]))
    first, *others = re.findall(r"<li([^>]*)>(.*?)</li>", page, re.DOTALL)
    assert 'data-standing="doubted"' in first[0]
    told = " ".join("".join(Page(f"<ul>{first[1]}</ul>").text).split())
    assert told.startswith(f"pain: C01 “{FORM}” ◑ 1 customer says otherwise 2p ⇄1")
    assert told.endswith(f"⇄ C02 “{FINE}” + 1 like it ● customers say so (2)")
    assert [head for head, _ in others] == [""]
    text = " ".join(Page(page).text)
    assert "C01 + agrees · C01 - disagrees · C01: text for it · C01: no, text against it" in text


def test_what_is_felt_most_comes_before_what_more_people_say() -> None:
    maker = Maker()
    said = maker.note("they ask for papers", "P01", agrees="P02 P03", stage="Apply", kind=Kind.NEED)
    felt = maker.note(FORM, "P04", stage="Apply", kind=Kind.PAIN, emotion=-2)
    maker.card(
        "Form", "Apply", maker.claim("a", Kind.NEED, said), maker.claim("b", Kind.PAIN, felt)
    )
    snapshot = maker.snapshot()
    (page,) = cards_paper.pages(build(snapshot, journey_for(snapshot, None), showing=OUTSIDE))
    assert [item.text for item in page.cards[0].claims] == [f"“{FORM}”", "“they ask for papers”"]


def test_sheets_say_how_a_room_answers_a_claim_and_how_much_is_not_read_yet() -> None:
    _, text = read(contradicted())
    for how in (
        "C12 + agrees with a claim",
        "C12 - disagrees",
        "C12: text for it",
        "C12: no, text",
    ):
        assert how in text
    assert "PARTLY TESTED 1 of 2 beliefs" in text
    assert "1 customer's remark not yet read against them" in text


def test_a_row_that_a_sheet_would_leave_empty_is_not_on_it() -> None:
    maker = Maker()
    names = [f"Stage number {n}" for n in range(60)]
    for name in names:
        kind = Kind.GAIN if name == names[0] else Kind.PAIN
        maker.card("Card", name, maker.claim(name, kind, maker.note(name, "P01", stage=name)))
    snapshot = maker.snapshot(names)
    made = sheets.sheets(build(snapshot, journey_for(snapshot, None), showing=OUTSIDE), A3)
    assert [LaneKey.GAIN in sheet.rows for sheet in made] == [True] + [False] * (len(made) - 1)
    assert all(LaneKey.PAIN in sheet.rows for sheet in made)
