"""The guide of questions: open, by stage alone, for any title; claims apart, in their own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from data.records import Bearing, Consent, EvidenceStance, Kind
from synthesis.map.build import OUTSIDE, Showing, build, journey_for
from synthesis.map.guide import (
    A_PAGE,
    A_STAGE,
    TO_HEAR,
    Asked,
    Guide,
    Heard,
    guide,
    may_be_asked,
)
from synthesis.map.model import JourneyMap
from synthesis.map.withheld import NOT_SHOWN
from synthesis.render import guide as guide_render
from tests.property.test_render import maps
from tests.unit.commands import ok, sayso
from tests.unit.disputing import disputing
from tests.unit.mapmaking import HOSTILE, Maker, housing
from tests.unit.synthesis.render.html.test_page import Page

Render = Callable[[Guide], str]


def of(maker: Maker, *stages: str) -> Guide:
    snapshot = maker.snapshot(stages or ("Apply", "Wait"))
    return guide(build(snapshot, journey_for(snapshot, None)))


def questions(found: Guide) -> list[Asked]:
    return [one for part in found.parts for one in part.questions]


def heard(found: Guide) -> list[Heard]:
    return [one for part in found.parts for one in part.heard]


CLAIMS = [
    "Form is too long and people give up",
    "older ones don't do computers",
    "rush at noon and on the first",
    "ring legal about the blue badge rule",
    "Endless queue, terrible delays, broken ticket machine",
    "Maria ignores customers",
    "Am Schalter wartet man ewig",
    "窓口で二時間待たされる",
]


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("stage", ["Wait", "Find out", "First weeks", "Beantragen", "受け取る"])
def test_no_word_of_a_claim_is_asked_and_all_of_it_is_for_the_interviewers_eyes(
    claim: str, stage: str
) -> None:
    maker = Maker()
    said = maker.note(claim, "P01", agrees="P02", stage=stage, kind=Kind.PAIN, emotion=-2)
    maker.card(claim, stage, maker.claim(claim, Kind.PAIN, said))
    found = of(maker, stage)
    other = Maker()
    plain = other.note("something else", "P01", stage=stage)
    other.card("Something", stage, other.claim("Something", None, plain))
    assert questions(found) == questions(of(other, stage)), "the claim leaves no trace"
    (one,) = questions(found)
    assert f"“{stage}”" in one.text
    assert one.text.endswith("?")
    assert [(each.text, each.card, each.people) for each in heard(found)] == [
        (claim, "T01", "2 staff: Calls, Front desk")
    ]


@pytest.mark.parametrize("render", [guide_render.text, guide_render.markdown, guide_render.html])
def test_every_form_tells_claims_after_the_last_question_only(render: Render) -> None:
    maker = Maker()
    said = maker.note("it rings out all morning", "P01", stage="Wait", kind=Kind.PAIN)
    maker.card("Phone", "Wait", maker.claim("p", Kind.PAIN, said))
    maker.note("ask finance what a call costs", stage="Wait", kind=Kind.ASK)
    made = render(of(maker))
    shown, _, told = made.partition("</main>" if "</main>" in made else "sheet of its own")
    told = " ".join(told.split())
    assert "“Wait”" in shown
    for words in (
        "rings out",
        "ask finance",
        "T01",
        "1 staff",
        "Front desk",
        "listen for:",
        "to find out:",
    ):
        assert words not in shown
    assert "listen for: “it rings out all morning” (T01; 1 staff: Front desk)" in told
    assert "to find out: “ask finance what a call costs”" in told


def test_the_parts_are_named_before_the_first_question() -> None:
    maker = Maker()
    for stage in ("Apply", "Wait", None):
        maker.note("it is late", "P01", stage=stage, kind=Kind.PAIN)
    found = of(maker)
    assert "part by part: “Apply”, “Wait”. Tell it" in found.opening
    for render in (guide_render.text, guide_render.markdown, guide_render.html):
        made = " ".join(render(found).split())
        assert made.index("“Apply”, “Wait”") < made.index("Let us talk about the part “Apply”")
    loose = Maker()
    loose.note("it is late", "P01", kind=Kind.PAIN)
    assert of(loose).opening == ""


def test_the_sheet_to_keep_to_yourself_is_not_printed_where_there_is_nothing_on_it() -> None:
    maker = Maker()
    maker.note("what did you do first?", stage="Apply", kind=Kind.ASK)
    page = guide_render.html(of(maker))
    assert guide_render.FOR_YOU not in page
    assert "What did you do first?" in page


def test_what_is_to_be_found_out_is_asked_as_it_was_noted_or_not_at_all() -> None:
    maker = Maker()
    maker.note("which letters did you keep?", stage="Apply", kind=Kind.ASK)
    maker.note("is the form too long?", stage="Apply", kind=Kind.ASK)
    said = maker.note("phones ring out", "P01", stage="Apply", kind=Kind.PAIN)
    maker.card("Calling by phone", "Apply", maker.claim("Phones ring out", Kind.PAIN, said))
    found = of(maker)
    assert [one.noted for one in questions(found)] == [False, True], "an open one comes first"
    assert questions(found)[1].text == "Which letters did you keep?"
    assert [(one.text, one.noted) for one in heard(found)] == [
        ("is the form too long?", True),
        ("phones ring out", False),
    ]
    assert found.left == 0
    maker.note("how did you hear of it?", stage="Apply", kind=Kind.ASK)
    assert len(questions(of(maker))) == A_STAGE
    assert of(maker).left == 1


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("How did you hear of it?", True),
        ("What would your neighbour say?", True),
        ("How do they hear of it?", False),  # nobody knows who "they" are
        ("What do you hear from us?", False),
        ("How many forms are never finished?", False),
        ("Why did you wait?", False),
        ("How bad was the queue for you?", False),
        ("Did you like it?", False),
        ("What did you do? And how?", False),
        ("How did you find the " + "long " * 40 + "way?", False),
        ("Wie haben Sie davon erfahren?", False),
        ("", False),
    ],
)
def test_only_an_open_question_to_whoever_hears_it_is_read_out(text: str, good: bool) -> None:
    assert may_be_asked(text) is good


def test_thin_and_felt_claims_go_before_well_founded_ones() -> None:
    maker = Maker()
    proven = maker.note("the desk shuts at noon", "P06 P07", session="interviews", stage="Wait")
    mild = maker.note("the portal logs them off", "P01", stage="Wait", emotion=0)
    felt = maker.note("the letter comes after the bailiff", "P02", stage="Wait", emotion=-2)
    for title, note in (("The desk", proven), ("The portal", mild), ("The letter", felt)):
        maker.card(title, "Wait", maker.claim(title, Kind.PAIN, note))
    found = heard(of(maker))
    assert [one.card for one in found] == ["T03", "T02"]
    assert found[0].weight == 9


def test_a_stage_tells_its_weightiest_claims_and_how_many_more_there_are() -> None:
    maker = Maker()
    for number in range(TO_HEAR + 2):
        note = maker.note(f"remark {number}", "P01", stage="Wait", kind=Kind.PAIN)
        maker.card(f"Card {number}", "Wait", maker.claim(f"{number}", Kind.PAIN, note))
    found = of(maker)
    assert len(heard(found)) == TO_HEAR
    assert [part.more for part in found.parts] == [2]
    assert "and 2 more on the map" in guide_render.text(found)


def test_what_is_on_no_card_is_listened_for_too() -> None:
    maker = Maker()
    maker.note("does the lift work", "P01", stage="Wait", kind=Kind.PAIN)
    assert [(one.text, one.card) for one in heard(of(maker))] == [("does the lift work", "")]


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
    found = heard(guide(build(snapshot, journey_for(snapshot, None))))
    assert next(one.weight for one in found if one.card) == weight


def test_joy_and_anger_about_one_thing_do_not_cancel_out() -> None:
    maker = Maker()
    good = maker.note("the portal is quick", "P01", stage="Wait", emotion=2)
    bad = maker.note("the portal takes hours", "P02", stage="Wait", emotion=-2)
    maker.card("The portal", "Wait", maker.claim("p", None, good, bad))
    (one,) = heard(of(maker))
    assert one.weight == 2 * 2 * 3  # a belief of two teams, two people, as far as can be


def test_its_questions_give_away_nothing_of_those_who_say_otherwise() -> None:
    journey = disputing()
    asked = " ".join(one.text for one in questions(guide(journey)))
    for claim in journey.claims:
        assert claim.title not in asked
        assert not claim.code or claim.code not in asked
    assert not {"five", "hour", "nobody", "⇄"} & set(asked.split())


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
    assert found.left == 0


def test_stages_without_room_are_counted() -> None:
    maker = Maker()
    stages = [f"Stage {number}" for number in range(A_PAGE + 3)]
    for stage in stages:
        maker.note("it is late", "P01", stage=stage, kind=Kind.PAIN)
    found = of(maker, *stages)
    assert (len(found.parts), found.left) == (A_PAGE, 3)
    assert "3 more questions found no room here" in guide_render.text(found)


def test_nobodys_withheld_words_nor_names_are_on_it() -> None:
    snapshot = housing()
    people = tuple(
        replace(p, name="Zebulon", consent=Consent.IN_OTHER_WORDS) for p in snapshot.participants
    )
    snapshot = replace(snapshot, participants=people)
    named = replace(OUTSIDE, names=True)
    found = guide(build(snapshot, journey_for(snapshot, None), showing=named))
    said = [note.text for note in snapshot.notes if note.participants]
    instead = next(one.text for one in heard(found) if one.text.endswith(NOT_SHOWN))
    for text in (guide_render.text(found), guide_render.html(found)):
        assert "zebulon" not in text.casefold()
        assert not [words for words in said if words in text]
        assert f"“{instead[:20]}" not in text, "what stands for words is no quote"
    everything = guide(build(snapshot, journey_for(snapshot, None), showing=Showing(names=True)))
    assert "Zebulon" not in guide_render.text(everything)


@settings(max_examples=60, deadline=None)
@given(maps())
def test_any_map_gives_a_guide_that_keeps_its_form(journey: JourneyMap) -> None:
    found = guide(journey)
    assert found == guide(journey)
    assert all(one.text.endswith("?") for one in questions(found))
    assert len(questions(found)) <= A_PAGE
    page = Page(guide_render.html(found))
    assert not page.open
    assert not {"script", "img", "a", "iframe"} & set(page.tags)
    tokens = MarkdownIt("commonmark").parse(guide_render.markdown(found))
    heads = [token for token in tokens if token.type == "heading_open"]
    told = [part for part in found.parts if part.heard]
    assert len(heads) == 1 + len(found.parts) + len(told) + bool(told)
    items = [token for token in tokens if token.type == "list_item_open"]
    more = sum(part.more > 0 for part in found.parts)
    assert len(items) == len(questions(found)) + len(heard(found)) + more
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
    asked, _, eyes = told.out.partition("FOR YOUR EYES ONLY")
    assert "Let us talk about the part “Apply”. What happened, from the beginning?" in asked
    assert "too long" not in asked
    assert "“the form is too long, many give up” + 1 like it (C01; T01; 1 staff: desk)" in " ".join(
        eyes.split()
    )
    ok("log", "T01: it took me four evenings")
    assert "assumed" in ok("guide", "--rule").out
    ok("guide", "--format", "html", "-o", "guide.html")
    page = (project / "guide.html").read_text()
    assert "too long" not in page.partition("</main>")[0]
    assert "too long" in page
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
