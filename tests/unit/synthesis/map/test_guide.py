"""The guide of questions: neutral, open, on one page, and never the map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from data.records import Bearing, EvidenceStance, Kind
from synthesis.map.build import Showing, build, journey_for
from synthesis.map.guide import A_PAGE, A_STAGE, Asked, Guide, guide, is_open, question, subject
from synthesis.map.model import JourneyMap
from synthesis.render import guide as guide_render
from synthesis.titles import english
from synthesis.titles.english import note_words
from tests.property.test_render import maps
from tests.unit.commands import ok, sayso
from tests.unit.disputing import disputing
from tests.unit.mapmaking import HOSTILE, Maker, housing
from tests.unit.synthesis.render.html.test_page import Page


def of(maker: Maker, *stages: str) -> Guide:
    snapshot = maker.snapshot(stages or ("Apply", "Wait"))
    return guide(build(snapshot, journey_for(snapshot, None)))


def questions(found: Guide) -> list[Asked]:
    return [one for part in found.parts for one in part.questions]


CLAIMS = [
    "Form is too long and people give up",
    "The rude clerk loses the papers",
    "Phone rings out all morning, nobody answers",
    "The letter is confusing and comes late",
    "The website is lovely, quick and easy",
    "They waste hours on the hopeless portal",
    "Endless queue, terrible delays, broken ticket machine",
    "Maria ignores customers",
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_question_names_the_thing_and_nothing_that_is_thought_of_it(claim: str) -> None:
    maker = Maker()
    said = maker.note(claim, "P01", stage="Apply", kind=Kind.PAIN, emotion=-2)
    maker.card(claim, "Apply", maker.claim(claim, Kind.PAIN, said))
    (one,) = questions(of(maker))
    assert one.code == "T01"
    asked = one.text.casefold().replace("?", " ").replace(".", " ").replace(",", " ").split()
    thing = subject([claim]).split()
    loaded = set(claim.casefold().replace(",", " ").split()) - {"the", "and", "on", *thing}
    assert not loaded & set(asked)
    assert not english.TAKING_SIDES & set(asked)
    assert one.text.endswith("?")
    assert not set(asked) & {"why", "don't", "not", "no", "maria", "queue", "delays"}


def test_the_thing_is_found_where_there_is_one() -> None:
    assert subject(["Form is too long and people give up"]) == "form"
    assert subject(["The rude clerk loses the papers"]) in ("clerk", "papers")
    assert subject(["Endless queue, terrible delays"]) == ""
    assert "form" in question("form", "", 0)
    assert "phone" in question("", "phone", 0)
    assert question("", "", 0) != question("", "", 1)


def test_what_is_to_be_found_out_comes_first_and_only_open_questions_as_they_stand() -> None:
    maker = Maker()
    maker.note("which letters do they keep?", stage="Apply", kind=Kind.ASK)
    maker.note("is the form too long?", stage="Apply", kind=Kind.ASK)
    said = maker.note("phones ring out", "P01", stage="Apply", kind=Kind.PAIN)
    maker.card("Calling by phone", "Apply", maker.claim("Phones ring out", Kind.PAIN, said))
    found = questions(of(maker))
    assert [(one.text, one.noted) for one in found[:1]] == [("Which letters do they keep?", True)]
    assert found[1].code == "T01"
    assert len(found) == A_STAGE
    assert of(maker).left == 1
    for text, good in {
        "How do they hear of it?": True,
        "Why is it slow?": False,
        "How bad is the queue?": False,
        "Don't they know?": False,
        "What? And how?": False,
        "How " + "long " * 40 + "?": False,
        "": False,
    }.items():
        assert is_open(text) is good, text


def test_thin_and_felt_claims_go_before_well_founded_ones() -> None:
    maker = Maker()
    proven = maker.note("the desk shuts at noon", "P06 P07", session="interviews", stage="Wait")
    mild = maker.note("the portal logs them off", "P01", stage="Wait", emotion=0)
    felt = maker.note("the letter comes after the bailiff", "P02", stage="Wait", emotion=-2)
    for title, note in (("The desk", proven), ("The portal", mild), ("The letter", felt)):
        maker.card(title, "Wait", maker.claim(title, Kind.PAIN, note))
    found = questions(of(maker))
    assert [one.code for one in found] == ["T03", "T02"]
    assert found[0].weight == 9
    assert [one.code for one in questions(of(maker))] == ["T03", "T02"]


@pytest.mark.parametrize(
    ("against", "weight"),
    [
        ("", 3 * 2),  # assumed, by two people of one team
        ("P04", 2 * 3),  # disputed inside: three people
        ("P06", 2 * 3),  # doubted
        ("P06 P07", 1 * 4),  # contradicted
    ],
)
def test_what_rests_on_least_weighs_most(against: str, weight: float) -> None:
    maker = Maker()
    said = maker.note("the letter comes late", "P02", agrees="P05", stage="Wait", kind=Kind.PAIN)
    put = [
        Bearing(maker.note("it does not", code, stage="Wait"), said, EvidenceStance.AGAINST)
        for code in against.split()
    ]
    maker.card("The letter", "Wait", maker.claim("p", Kind.PAIN, said))
    snapshot = replace(maker.snapshot(("Wait",)), bearings=tuple(put))
    (asked,) = questions(guide(build(snapshot, journey_for(snapshot, None))))
    assert asked.weight == weight


def test_joy_and_anger_about_one_thing_do_not_cancel_out() -> None:
    maker = Maker()
    good = maker.note("the portal is quick", "P01", stage="Wait", emotion=2)
    bad = maker.note("the portal takes hours", "P02", stage="Wait", emotion=-2)
    maker.card("The portal", "Wait", maker.claim("p", None, good, bad))
    (asked,) = questions(of(maker))
    assert asked.weight == 2 * 2 * 3  # a belief of two teams, two people, as far as can be


def test_it_gives_away_nothing_of_those_who_say_otherwise() -> None:
    journey = disputing()
    text = guide_render.text(guide(journey)) + guide_render.markdown(guide(journey))
    assert "T01" in text
    for claim in journey.claims:
        assert claim.title not in text
        assert not claim.code or claim.code not in text
    assert not {"five", "hour", "nobody", "⇄"} & set(text.split())


def test_a_page_holds_every_stage_before_a_second_question_of_any() -> None:
    maker = Maker()
    stages = [f"Stage {chr(65 + number)}" for number in range(8)]
    for stage in stages:
        for thing in ("letter", "portal", "phone"):
            note = maker.note(f"the {thing} is late", "P01", stage=stage, kind=Kind.PAIN)
            maker.card(f"The {thing}", stage, maker.claim(thing, Kind.PAIN, note))
    found = of(maker, *stages)
    assert [part.title for part in found.parts] == stages
    assert len(questions(found)) == A_PAGE
    assert found.left == 24 - A_PAGE


def test_nobodys_withheld_words_nor_names_are_on_it() -> None:
    snapshot = housing()
    people = tuple(replace(p, name="Zebulon", team="Zebulon") for p in snapshot.participants)
    snapshot = replace(snapshot, participants=people)
    journey = build(snapshot, journey_for(snapshot, None), showing=Showing(names=True))
    for text in (guide_render.text(guide(journey)), guide_render.html(guide(journey))):
        assert "zebulon" not in text.casefold()
        for standing in ("assumed", "contradicted", "belief", "heard once", "people"):
            assert standing not in text.replace("let people tell", "")
        for stage in journey.stages:
            for card in stage.cards:
                assert card.title not in text


@settings(max_examples=60, deadline=None)
@given(maps())
def test_any_map_gives_a_guide_that_keeps_its_form(journey: JourneyMap) -> None:
    found = guide(journey)
    assert found == guide(journey)
    asked = {word for one in questions(found) if not one.noted for word in note_words(one.text)}
    assert not english.TAKING_SIDES & asked
    assert len(questions(found)) <= A_PAGE
    page = Page(guide_render.html(found))
    assert not page.open
    assert not {"script", "img", "a", "iframe"} & set(page.tags)
    tokens = MarkdownIt("commonmark").parse(guide_render.markdown(found))
    heads = [token for token in tokens if token.type == "heading_open"]
    assert len(heads) == 1 + len(found.parts)
    items = [token for token in tokens if token.type == "list_item_open"]
    assert len(items) == len(questions(found))
    assert not any(token.type in ("html_block", "fence", "code_block") for token in tokens)
    assert "\x1b" not in guide_render.text(found)


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist")
    return workdir


def test_the_verb_prints_writes_and_takes_answers_back(project: Path) -> None:
    nothing = sayso("guide")
    assert (nothing.code, nothing.out) == (1, "")
    assert "There is nothing to ask yet" in nothing.err
    ok("log", "Maria/desk: the form is too long, people give up ,,p-- #apply")
    ok("log", "Maria/desk: the form is too long, many give up ,,p-- #apply")
    told = ok("guide")
    asked = "Tell me about the last time you had to do with the form. What happened?"
    assert asked in " ".join(told.out.replace("T01", "").split())
    assert "T01" in told.out
    assert "too long" not in told.out
    ok("log", "T01: it took me four evenings")
    assert "assumed" in ok("guide", "--rule").out
    ok("guide", "--format", "html", "-o", "guide.html")
    assert "too long" not in (project / "guide.html").read_text()
    kept = sayso("guide", "--format", "md", "-o", "guide.html")
    assert kept.code == 3
    assert "is there already" in kept.err
    ok("guide", "--persona", "Tourist", "--format", "md", "-o", "guide.html", "--force")
    assert (project / "guide.html").read_text().startswith("# Interview guide")
    assert sayso("guide", "--persona", "Nobody").code == 1


def test_hostile_texts_become_no_more_than_text() -> None:
    maker = Maker(personas=(HOSTILE,))
    note = maker.note(HOSTILE, "P01", stage="Apply", kind=Kind.PAIN)
    maker.card(HOSTILE, "Apply", maker.claim(HOSTILE, Kind.PAIN, note))
    maker.note("What " + "\x1b]0;owned\x07 <b>" + "?", stage="Wait", kind=Kind.ASK)
    found = of(maker)
    page = guide_render.html(found)
    assert "\x1b" not in page + guide_render.text(found) + guide_render.markdown(found)
    assert not {"script", "img", "b"} & set(Page(page).tags)
