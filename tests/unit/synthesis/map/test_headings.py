"""A card whose title only says where it is, is called by its weightiest claim, quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capture.jobs.headings import headings
from data.records import (
    Bearing,
    Consent,
    Decision,
    EvidenceStance,
    Kind,
    Snapshot,
    Source,
)
from synthesis.map.build import EVERYTHING, OUTSIDE, Showing, build, journey_for
from synthesis.map.compare import Turn, compare
from synthesis.map.model import Card, JourneyMap, Row
from synthesis.map.narrow import Narrowing, narrow
from synthesis.render import json as map_json
from synthesis.render import markdown, mermaid, tables
from synthesis.render.csv import render as as_csv
from synthesis.render.html import page as html
from synthesis.render.paper.cards import pages
from synthesis.render.terminal import draw as terminal
from synthesis.render.terminal.view import View
from synthesis.render.words import AS_ABOVE
from tests.unit.mapmaking import Maker

PLAIN = "Wait: remarks"
WORDS = "nobody picks up the breakdown line"
HEADING = f"1 of 3 remarks: “{WORDS}”"


def calls(
    title: str = PLAIN,
    kind: Kind | None = Kind.PAIN,
    feelings: tuple[int | None, int | None, int | None] = (-2, None, None),
    said: str = "P06",
) -> Snapshot:
    """Return a project of one card with three claims; the first weighs most."""
    maker = Maker()
    first = maker.note(WORDS, said, stage="Wait", kind=kind, emotion=feelings[0])
    rest = [
        maker.note(text, "P01", stage="Wait", emotion=felt)
        for text, felt in zip(("they ask when", "a letter comes"), feelings[1:], strict=True)
    ]
    claims = [
        maker.claim(str(note), k, note)
        for note, k in zip((first, *rest), (kind, None, None), strict=True)
    ]
    maker.card(title, "Wait", *claims)
    return maker.snapshot()


def seen(snapshot: Snapshot, showing: Showing = EVERYTHING) -> JourneyMap:
    return build(snapshot, journey_for(snapshot, None), showing=showing)


def card_of(snapshot: Snapshot, showing: Showing = EVERYTHING) -> Card:
    (card,) = seen(snapshot, showing).cards
    return card


@pytest.mark.parametrize(
    "title",
    [PLAIN, "Wait: remarks, third card", "Gone stage: by phone", "Wait: at the desk, card 13"],
)
def test_where_a_title_only_says_where_the_card_is_its_weightiest_claim_is_quoted(
    title: str,
) -> None:
    card = card_of(calls(title))
    assert card.name == HEADING
    assert card.title == title


@pytest.mark.parametrize("title", ["Calling", "Remarks", "Wait: the desk", "Wait (Apply)", ""])
def test_any_other_title_stands(title: str) -> None:
    assert card_of(calls(title)).name == title


def test_one_remark_alone_is_quoted_without_a_count() -> None:
    maker = Maker()
    note = maker.note(f"“{WORDS}”", stage="Wait")
    maker.card(PLAIN, "Wait", maker.claim("c", None, note))
    assert card_of(maker.snapshot()).name == f"“{WORDS}”"
    maker.note("other")
    maker.card(PLAIN, "Wait", maker.claim("d", None, maker.notes[-1].id, note))
    assert seen(maker.snapshot()).cards[1].name == "“other” + 1 like it"


@pytest.mark.parametrize("kind", [Kind.IDEA, Kind.OBSTACLE])
def test_an_idea_and_an_obstacle_inside_speak_for_no_card(kind: Kind) -> None:
    assert card_of(calls(kind=kind)).name == PLAIN


@pytest.mark.parametrize(
    ("feelings", "name"),
    [
        ((-2, 1, None), PLAIN),
        ((-2, 1, -1), PLAIN),
        ((-2, -2, 1), PLAIN),
        ((-2, -1, None), HEADING),
        ((2, None, None), HEADING),
    ],
)
def test_one_feeling_speaks_for_no_card_on_which_people_feel_otherwise(
    feelings: tuple[int | None, int | None, int | None], name: str
) -> None:
    assert card_of(calls(feelings=feelings)).name == name


def test_one_side_of_an_argument_speaks_for_no_card() -> None:
    snapshot = calls()
    first, other, _ = snapshot.notes
    against = Bearing(other.id, first.id, EvidenceStance.AGAINST)
    assert card_of(replace(snapshot, bearings=(against,))).name == PLAIN


@pytest.mark.parametrize("consent", [None, *Consent])
def test_words_that_may_not_be_shown_are_in_no_heading(consent: Consent | None) -> None:
    snapshot = calls()
    people = tuple(replace(one, consent=consent) for one in snapshot.participants)
    snapshot = replace(snapshot, participants=people)
    allowed = consent in (None, Consent.WORD_FOR_WORD)
    assert card_of(snapshot, OUTSIDE).name == (HEADING if allowed else PLAIN)
    assert card_of(snapshot, EVERYTHING).name == HEADING
    (outside,) = headings(snapshot, outside=True).values()
    assert outside == card_of(snapshot, OUTSIDE).name
    (inside,) = headings(snapshot).values()
    assert inside == HEADING


def test_what_is_off_the_map_keeps_its_title_in_lists() -> None:
    snapshot = calls()
    (card,) = snapshot.touchpoints
    rejected = replace(snapshot, touchpoints=(replace(card, decision=Decision.REJECTED),))
    assert headings(rejected) == {card.id: PLAIN}


def test_words_that_are_out_of_view_are_in_no_heading() -> None:
    found = seen(calls())
    (customers,) = narrow(found, Narrowing(sources=frozenset({Source.CUSTOMER}))).cards
    assert customers.name == HEADING
    by_staff = narrow(found, Narrowing(sources=frozenset({Source.STAFF})))
    assert [card.name for card in by_staff.cards] == [PLAIN]
    assert [one.title for one in found.candidates] == [HEADING]
    assert [one.title for one in by_staff.candidates] == [PLAIN]


def test_every_form_of_the_map_calls_the_card_by_the_words_and_says_them_once() -> None:
    found = seen(calls())
    forms = (
        terminal.render(found, width=80),
        markdown.render(found),
        mermaid.render(found),
        "".join(line for card in found.cards for line in _lines(card)),
    )
    for text in forms:
        assert "1 of 3 remarks" in text
        assert PLAIN not in text
    drawn = terminal.render(found, width=80, view=View(short=True))
    assert drawn.count(WORDS) == 1
    assert f"{AS_ABOVE} " in drawn
    (page,) = pages(found)
    (cut,) = page.cards
    assert cut.item.text == HEADING
    assert cut.claims[0].text == AS_ABOVE
    assert HEADING in html.render(found)
    # A column of titles holds titles: the words stand in the next one.
    assert PLAIN in as_csv(found)
    assert map_json.read(map_json.render(found)) == found


def _lines(card: Card) -> list[str]:
    return [line for row in Row for line in tables.of_card(card, row)]


def test_other_words_are_no_other_title() -> None:
    before, after = seen(calls()), seen(calls(feelings=(-2, -2, None), said="P01"))
    assert before.cards[0].name == HEADING
    turns = [
        step.turn
        for stage in compare(before, after).stages
        for card in stage.cards
        for step in card.steps
    ]
    assert Turn.RENAMED not in turns
