"""What the sample project's two maps show, from its files through import and synthesis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from capture.jobs import drafts, projects
from capture.jobs import maps as maps_jobs
from data.records import Kind, Source
from synthesis.board.standing import Standing
from synthesis.map import findings
from synthesis.map import model as map_model
from synthesis.map.guide import guide
from synthesis.map.model import Card, JourneyMap, MapClaim, StageColumn

FORM = "the form is far too long (staff are sure of it)"
SILENCE = "nobody told me anything after the approval. weeks and weeks of silence"
CHASING = "emailed twice to ask where my bike was, no answer"
PHONE = "nobody ever picks up the breakdown line. then they stand here, cross"
BILL = "first direct debit was for two months. why"
PAYSLIP = "payslips come as phone photos, you cant read a thing"
PRICE = "the price puts people off, 59 a month is a lot of money"
SCRATCH = "60 for a scratch that was there when I got the thing"


@dataclass(frozen=True)
class Maps:
    """The map after the staff meetings, and after the interviews."""

    staff: JourneyMap
    all: JourneyMap


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maps]:
    with projects.create_sample(tmp_path_factory.mktemp("sample") / "sample.sayso") as project:
        projects.staff_meetings(project)
        drafts.synthesise(project)
        staff = maps_jobs.build_map(project, "")
        projects.interviews(project)
        drafts.synthesise(project)
        yield Maps(staff, maps_jobs.build_map(project, ""))


def stage(shown: JourneyMap, title: str) -> StageColumn:
    return next(column for column in shown.stages if column.title == title)


def claim_on(shown: JourneyMap, text: str) -> tuple[Card, MapClaim]:
    """The claim that a remark lies under, and its card."""
    for column in shown.stages:
        for card in column.cards:
            for lane in card.lanes:
                for one in lane.claims:
                    if text in {note.text for note in one.notes}:
                        return card, one
    raise AssertionError(f"on no card: {text}")


def test_after_the_meetings_the_map_is_what_the_business_assumes(maps: Maps) -> None:
    badge = maps.staff.badge
    assert badge.state is map_model.Testedness.ASSUMPTIVE
    assert (badge.inside, badge.teams, badge.customers) == (8, 4, 0)


def test_after_the_interviews_it_is_partly_tested(maps: Maps) -> None:
    badge = maps.all.badge
    assert badge.state is map_model.Testedness.PARTLY_TESTED
    assert (badge.inside, badge.teams, badge.customers) == (8, 4, 6)
    assert badge.notes >= 140
    assert 0.4 * badge.beliefs <= badge.tested < badge.beliefs
    assert badge.unread == 0, "the sample's interviews are read to the end"


def test_inside_everything_claims_at_the_form_and_nothing_at_the_wait(maps: Maps) -> None:
    columns = maps.staff.stages
    assert max(columns, key=lambda column: column.notes).title == "Apply"
    feelings = {c.title: c.moods.staff.mean for c in columns if c.moods.staff.mean is not None}
    assert min(feelings, key=lambda title: feelings[title]) == "Apply"
    wait = stage(maps.staff, "Wait")
    assert wait.notes == 0
    assert wait.cards == ()
    assert wait.asks, "what the note-taker wants to find out is there"
    _, claim = claim_on(maps.staff, "form is far too long, people see it and their faces drop")
    assert claim.standing is Standing.SHARED_BELIEF
    assert claim.counts.inside_for >= 4


def test_the_customers_contradict_what_staff_say_of_the_form(maps: Maps) -> None:
    _, claim = claim_on(maps.all, FORM)
    assert claim.standing is Standing.CONTRADICTED
    assert claim.counts.customers_against >= 3
    assert claim.counts.customers_for == 0
    assert claim.counts.inside_for >= 4


def test_the_silence_is_found_by_all_customers_and_nobody_inside(maps: Maps) -> None:
    card, claim = claim_on(maps.all, SILENCE)
    assert claim.standing is Standing.SUPPORTED
    assert claim.counts.customers_for >= 4
    assert claim.not_raised_by_staff
    assert (card.counts.customers_for, card.counts.inside_for) == (6, 0)
    # Staff speak of calls that nobody answers, of a breakdown: whoever read it told them apart.
    assert claim_on(maps.all, CHASING)[1].not_raised_by_staff


def test_the_two_curves_part_at_the_form_and_the_wait(maps: Maps) -> None:
    apply, wait = stage(maps.all, "Apply").moods, stage(maps.all, "Wait").moods
    assert apply.staff.mean is not None
    assert apply.customers.mean is not None
    assert wait.customers.mean is not None
    assert apply.customers.mean - apply.staff.mean >= 2
    assert wait.customers.mean <= -1.3
    assert wait.staff.n == 0
    lowest = min(
        (column for column in maps.all.stages if column.moods.customers.n),
        key=lambda column: column.moods.customers.mean or 0,
    )
    assert lowest.title == "Wait"


def test_every_standing_is_to_be_seen(maps: Maps) -> None:
    shown = {
        text: claim_on(maps.all, text)[1].standing
        for text in (PHONE, BILL, PAYSLIP, PRICE, SCRATCH)
    }
    assert shown == {
        PHONE: Standing.SUPPORTED,
        BILL: Standing.SUPPORTED,
        PAYSLIP: Standing.SHARED_BELIEF,
        PRICE: Standing.DOUBTED,
        SCRATCH: Standing.HEARD_ONCE,
    }
    every = {
        one.standing
        for column in maps.all.stages
        for card in column.cards
        for lane in card.lanes
        for one in lane.claims
    }
    # Staff who disagree are seen as long as no customer has spoken.
    assert every | {claim.standing for claim in maps.staff.claims} == set(Standing)


def test_the_belief_and_what_customers_say_of_it_stand_side_by_side(maps: Maps) -> None:
    card, belief = claim_on(maps.all, FORM)
    easy = next(one for one in belief.opposites if one.counts.customers_for == 5)
    answer = next(claim for claim in card.claims() if claim.id == easy.id)
    assert answer.under == belief.id
    assert answer.standing is Standing.SUPPORTED
    assert [one.id for one in answer.opposites] == [belief.id]
    assert belief.plainly == "customers say otherwise"


def test_no_claim_holds_both_sides(maps: Maps) -> None:
    for claim in maps.all.claims:
        sources = {note.source for note in claim.notes} & {Source.CUSTOMER, Source.STAFF}
        assert len(sources) <= 1, claim.title


def test_of_those_who_give_up_nobody_was_asked(maps: Maps) -> None:
    assert any("give up" in line.text for line in maps.all.summary.unasked)
    assert maps.staff.summary.unasked == ()


def test_memos_are_on_no_card(maps: Maps) -> None:
    kinds = {
        note.kind
        for column in maps.all.stages
        for card in column.cards
        for lane in card.lanes
        for one in lane.claims
        for note in one.notes
    }
    assert Kind.MEMO not in kinds
    assert Kind.ASK not in kinds


def test_what_the_map_says_first_is_the_silence_and_never_what_goes_well(maps: Maps) -> None:
    summary = maps.all.summary
    first, *_ = summary.overlooked
    assert (first.people, first.why) == ("6 customers", "")
    lanes = {claim.title: key for stage in maps.all.stages for _, key, claim in stage.claims()}
    assert {lanes[line.text] for line in summary.overlooked} <= {
        map_model.LaneKey.PAIN, map_model.LaneKey.NEED, map_model.LaneKey.QUESTION,
        map_model.LaneKey.THINKS, map_model.LaneKey.REQUEST, map_model.LaneKey.DOES,
    }  # fmt: skip
    told = [line.text for line in summary.communication]
    assert any("which week" in text for text in told)
    assert not any("loan bike" in text for text in told), "a wish for a thing is no question"
    assert {lanes[text] for text in told} == {map_model.LaneKey.NEED, map_model.LaneKey.QUESTION}


def test_before_the_interviews_a_stage_nobody_speaks_of_is_the_only_dead_end(maps: Maps) -> None:
    steps = [gap for gap in maps.staff.gaps if gap.what == findings.NO_NEXT_STEP]
    assert [(gap.stage, gap.text) for gap in steps] == [
        ("Apply", "nothing is heard of Wait, which follows")
    ]
    assert findings.NO_NEXT_STEP not in {gap.what for gap in maps.all.gaps}


@pytest.mark.parametrize("which", ["staff", "all"])
def test_no_question_of_the_guide_takes_a_word_from_a_claim(maps: Maps, which: str) -> None:
    journey: JourneyMap = getattr(maps, which)
    asked = [one.text for part in guide(journey).parts for one in part.questions]
    assert asked
    words = {word for text in asked for word in text.casefold().strip("?").split()}
    said = {word for claim in journey.claims for word in claim.quote.casefold().split()}
    things = {"form", "price", "payslips", "breakdown", "bill", "scratches", "folders"}
    assert things & said
    assert not things & words
