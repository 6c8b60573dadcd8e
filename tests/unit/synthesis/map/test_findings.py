"""Moments of truth by weight, what is missing on a map, and what it says in a few lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.records import (
    Basis,
    ChannelId,
    Comment,
    CommentId,
    CommentKind,
    Consent,
    Emotion,
    Evidence,
    EvidenceStance,
    Kind,
    Kpi,
    KpiId,
    Snapshot,
    Vote,
)
from synthesis.map import findings
from synthesis.map.build import NOT_SHOWN, OUTSIDE, Showing, build, journey_for
from synthesis.map.model import ORDER, Card, JourneyMap, LaneKey, Row, rows_of
from synthesis.render import json as map_json
from synthesis.render import markdown
from synthesis.render.html import page as html
from synthesis.render.terminal import draw as terminal
from tests.unit.mapmaking import START, Maker, housing


def made(snapshot: Snapshot, showing: Showing | None = None) -> JourneyMap:
    journey = journey_for(snapshot, None)
    return build(snapshot, journey, showing=showing) if showing else build(snapshot, journey)


def cards(journey: JourneyMap) -> dict[str, Card]:
    return {card.code: card for stage in journey.stages for card in stage.cards}


def three() -> Maker:
    """Return three cards: one felt by two customers, one by staff, one that nobody felt."""
    m = Maker()
    dark = m.note(
        "in the dark", "P06", agrees="P07", session="interviews", stage="Wait", kind=Kind.PAIN,
        emotion=-2,
    )  # fmt: skip
    late = m.note("it is late", "P01", stage="Receive", kind=Kind.PAIN, emotion=-1)
    date = m.note("a date", "P01", stage="Wait", kind=Kind.NEED)
    m.card("Waiting", "Wait", m.claim("In the dark", Kind.PAIN, dark))
    m.card("Getting it", "Receive", m.claim("It is late", Kind.PAIN, late))
    m.card("A date", "Wait", m.claim("A date", Kind.NEED, date))
    return m


def test_moments_are_ranked_by_feeling_times_people_and_say_whose_feeling_it_is() -> None:
    found = made(three().snapshot())
    assert not found.moments
    assert [(one.code, one.weight, one.basis) for one in found.candidates] == [
        ("T01", 4.0, "customers n1"),
        ("T02", 1.0, "staff n1"),
    ]


def test_who_told_no_feeling_counts_as_people_and_adds_no_weight() -> None:
    m = Maker()
    late = m.note("it is late", "P01", stage="Wait", kind=Kind.PAIN, emotion=-2)
    fine = m.note("it is not", "P02", stage="Wait")
    m.card(
        "Waiting",
        "Wait",
        m.claim("It is late", Kind.PAIN, late),
        evidence=(Evidence(fine, EvidenceStance.AGAINST),),
    )
    (found,) = made(m.snapshot()).candidates
    assert (found.people, found.weight) == (2, 2.0)


def test_five_cards_at_most_are_offered_as_moments_and_every_marked_one_is_there() -> None:
    m = Maker()
    for number in range(7):
        late = m.note(f"late {number}", "P01", stage="Wait", kind=Kind.PAIN, emotion=-1)
        m.card(f"Card {number}", "Wait", m.claim(f"Late {number}", Kind.PAIN, late))
    codes = [f"T{number:02}" for number in range(1, 8)]
    assert [one.code for one in made(m.snapshot()).candidates] == codes[: findings.CANDIDATES]
    m.touchpoints = [replace(card, moment_of_truth=True) for card in m.touchpoints]
    assert [one.code for one in made(m.snapshot()).moments] == codes


def test_a_grade_goes_before_what_notes_tell_and_marked_ones_stand_apart() -> None:
    m = three()
    m.touchpoints[1] = replace(
        m.touchpoints[1],
        grade=Emotion.VERY_LOW,
        graded_by="Ruth",
        moment_of_truth=True,
        at_stake="the rent",
        way_out="a call before it is late",
    )
    m.touchpoints[2] = replace(m.touchpoints[2], moment_of_truth=True)
    votes = (Vote(m.touchpoints[1].id, "", 3), Vote(m.touchpoints[1].id, "Calls", 2))
    found = made(replace(m.snapshot(), votes=votes))
    assert [(one.code, one.weight) for one in found.moments] == [("T02", 1.0), ("T03", 0.0)]
    first = found.moments[0]
    assert (first.basis, first.votes) == ("grade by Ruth", 5)
    assert (first.at_stake, first.way_out) == ("the rent", "a call before it is late")
    assert [one.code for one in found.candidates] == ["T01"]


def test_what_is_missing_is_named_with_its_stage_and_cards() -> None:
    m = three()
    m.note("a number to call", "P01", stage="Desk", kind=Kind.NEED)
    m.touchpoints[0] = replace(m.touchpoints[0], owner="Back office")
    found = made(m.snapshot()).gaps
    told = {(gap.what, gap.stage, gap.codes) for gap in found}
    assert (findings.NO_OWNER, "Wait", ("T03",)) in told
    assert (findings.NO_OWNER, "Receive", ("T02",)) in told
    assert (findings.NO_IDEA, "Wait", ("T01",)) in told
    assert (findings.NO_TOUCHPOINT, "Wait", ("T03",)) in told
    # A need that is on no card is a single remark, and no gap.
    assert not [gap for gap in found if gap.what == findings.NO_TOUCHPOINT and gap.stage == "Desk"]
    steps = {gap.stage: gap.text for gap in found if gap.what == findings.NO_NEXT_STEP}
    assert steps == {
        "Wait": "nobody tells what customers do here",
        "Desk": "nothing is heard of Decision, which follows",
        "Receive": "nobody tells what customers do here",
    }


def test_an_idea_an_owner_and_an_activity_close_the_gaps() -> None:
    m = Maker()
    pain = m.note("rings out", "P01", stage="Receive", kind=Kind.PAIN)
    idea = m.note("call back", "P01", stage="Receive", kind=Kind.IDEA)
    does = m.note("they ring", "P01", stage="Receive", kind=Kind.ACTIVITY)
    m.card(
        "Ringing",
        "Receive",
        m.claim("Rings out", Kind.PAIN, pain),
        m.claim("Call back", Kind.IDEA, idea),
        m.claim("They ring", Kind.ACTIVITY, does),
        owner="Calls",
    )
    assert made(m.snapshot()).gaps == ()


def steps(m: Maker) -> dict[str, str]:
    """Return the gaps between the steps, by stage."""
    found = made(m.snapshot(("Wait", "Receive"))).gaps
    return {gap.stage: gap.text for gap in found if gap.what == findings.NO_NEXT_STEP}


def test_unplaced_is_no_step_and_nothing_follows_the_last_stage() -> None:
    m = Maker()
    for stage in ("Wait", "Receive"):
        m.note("they ring", "P01", stage=stage, kind=Kind.ACTIVITY)
    m.note("it is slow", "P01", kind=Kind.PAIN)
    assert made(m.snapshot(("Wait", "Receive"))).stages[-1].notes == 1, "Unplaced has a remark"
    assert steps(m) == {}
    asked = Maker()
    for stage in ("Wait", "Receive"):
        asked.note("they ring", "P01", stage=stage, kind=Kind.ACTIVITY)
    asked.note("who owns it?", kind=Kind.ASK)
    assert len(made(asked.snapshot(("Wait", "Receive"))).stages) == 3, "Unplaced has an ask only"
    assert steps(asked) == {}


def test_the_summary_puts_what_customers_raise_and_staff_do_not_first() -> None:
    found = made(housing()).summary
    assert found.communication[0].text == "how long it takes"
    assert found.communication[0].codes == ("T03",)
    assert found.overlooked[0].people.startswith("2 customers")
    believed = [line.text for line in found.believed]
    assert "old page still has last year's figures" in believed
    # Customers spoke against it.
    assert "they chase us every 3 days" not in believed
    assert found.believed[0].people == "3 staff/2 teams; + 1 data"


def test_overlooked_is_what_customers_alone_raise_and_pains_that_nobody_has_an_idea_for() -> None:
    m = Maker()
    dark = m.note("in the dark", "P06", session="interviews", stage="Wait", kind=Kind.PAIN)
    text = m.note("send a text", "P06", session="interviews", stage="Wait", kind=Kind.IDEA)
    rings = m.note("it rings out", "P01", stage="Desk", kind=Kind.PAIN)
    late = m.note("it is late", "P01", stage="Receive", kind=Kind.PAIN)
    call = m.note("call them", "P01", stage="Receive", kind=Kind.IDEA)
    m.card("Waiting", "Wait", m.claim("Dark", Kind.PAIN, dark), m.claim("Text", Kind.IDEA, text))
    m.card("Ringing", "Desk", m.claim("Rings out", Kind.PAIN, rings))
    m.card("Late", "Receive", m.claim("Late", Kind.PAIN, late), m.claim("Call", Kind.IDEA, call))
    found = made(m.snapshot()).summary
    assert [line.text for line in found.overlooked] == ["in the dark", "it rings out"]


def test_rows_are_the_journeys_choice_in_its_order_and_else_all() -> None:
    assert rows_of(()) == ORDER
    assert rows_of(["idea", "pain", "nonsense", "idea"]) == (LaneKey.IDEA, LaneKey.PAIN)
    assert set(ORDER) == {*LaneKey, *Row}
    snapshot = housing()
    journey = replace(journey_for(snapshot, None), lanes=("pain", "mood"), owner="Ruth")
    found = build(snapshot, journey)
    assert found.rows == ("pain", "mood")
    assert found.header.owner == "Ruth"


def test_cards_and_stages_carry_figures_comments_channels_and_the_stages_question() -> None:
    snapshot = housing()
    chasing = next(one for one in snapshot.touchpoints if one.code == "T03")
    snapshot = replace(
        snapshot,
        stages=tuple(
            replace(stage, question=f"What of {stage.title}?") for stage in snapshot.stages
        ),
        channels=(
            replace(snapshot.channels[0]),
            replace(snapshot.channels[1], own=False),
        ),
        kpis=(Kpi(KpiId("k"), chasing.id, "Calls a case", "calls", 3.0, 1.0, Basis.MEASURED),),
        comments=(
            Comment(CommentId("c"), chasing.id, CommentKind.CHALLENGE, "Really?", START, "Ruth"),
        ),
    )
    found = made(snapshot)
    card = cards(found)["T03"]
    assert [(kpi.name, kpi.value, kpi.target) for kpi in card.kpis] == [("Calls a case", 3.0, 1.0)]
    assert [(one.kind.value, one.text, one.author) for one in card.comments] == [
        ("challenge", "Really?", "Ruth")
    ]
    assert card.moods.customers.n == 2
    by_title = {stage.title: stage for stage in found.stages}
    assert by_title["Wait"].question == "What of Wait?"
    assert [(one.name, one.own) for one in by_title["Wait"].channels] == [("phone", True)]
    assert [(one.name, one.own) for one in by_title["Desk"].channels] == [("desk", False)]
    assert map_json.read(map_json.render(found)) == found


def consenting(consent: Consent | None, code: str = "P06") -> Snapshot:
    """Return the project with what one customer agreed to have shown."""
    whole = housing()
    people = tuple(
        replace(one, consent=consent) if one.code == code else one for one in whole.participants
    )
    channels = tuple(replace(one, id=ChannelId(one.id)) for one in whole.channels)
    return replace(whole, participants=people, channels=channels)


WORDS = "you sit in the dark for nine weeks"
INSTEAD = f"1 pain point at Wait {NOT_SHOWN}"


def everywhere(found: JourneyMap) -> str:
    return "".join(
        (
            html.render(found),
            map_json.render(found),
            markdown.render(found),
            terminal.render(found, width=120),
        )
    )


def test_words_that_nobody_agreed_to_show_leave_the_project_nowhere() -> None:
    assert WORDS in everywhere(made(consenting(Consent.IN_OTHER_WORDS)))
    asked_nobody = everywhere(made(consenting(None), OUTSIDE))
    assert WORDS in asked_nobody
    for consent in (Consent.IN_OTHER_WORDS, Consent.NOT_SHOWN):
        withheld = everywhere(made(consenting(consent), OUTSIDE))
        assert WORDS not in withheld
        # What stands in their place is no quote of anybody's.
        assert INSTEAD in withheld
        assert f"“{INSTEAD}" not in withheld


@pytest.mark.parametrize("consent", Consent)
def test_consent_is_asked_of_whoever_said_it_not_of_those_who_agreed(consent: Consent) -> None:
    """P07 only agreed with what P06 said: the words are P06's."""
    shown = everywhere(made(consenting(consent, "P07"), OUTSIDE))
    assert WORDS in shown
    assert INSTEAD not in shown


def test_what_may_be_quoted_is_quoted_first_and_withheld_words_leave_no_terms() -> None:
    m = Maker()
    first = m.note("in the dark", "P06", session="interviews", stage="Wait", kind=Kind.PAIN)
    other = m.note("no word at all", "P08", session="interviews", stage="Wait", kind=Kind.PAIN)
    last = m.note("pitch dark", "P06", session="interviews", stage="Wait", kind=Kind.PAIN)
    both = replace(m.claim("Dark", Kind.PAIN, first, other), terms=("dark",))
    alone = replace(m.claim("Alone", Kind.PAIN, last), terms=("dark",))
    m.card("Waiting", "Wait", both, alone)
    whole = m.snapshot()
    people = tuple(
        replace(one, consent=Consent.IN_OTHER_WORDS) if one.code == "P06" else one
        for one in whole.participants
    )
    closed = replace(whole, participants=people)

    def quotes(found: JourneyMap) -> dict[str, tuple[str, tuple[str, ...]]]:
        (card,) = cards(found).values()
        return {p.title: (p.quote, p.terms) for lane in card.lanes for p in lane.claims}

    assert quotes(made(closed)) == {
        "in the dark": ("in the dark", ("dark",)),
        "pitch dark": ("pitch dark", ("dark",)),
    }
    assert quotes(made(closed, OUTSIDE)) == {
        "no word at all": ("no word at all", ("dark",)),
        INSTEAD: ("", ()),
    }


def test_what_is_withheld_is_counted_all_the_same() -> None:
    open_card = cards(made(consenting(None), OUTSIDE))["T03"]
    closed_card = cards(made(consenting(Consent.NOT_SHOWN), OUTSIDE))["T03"]
    assert closed_card.counts == open_card.counts
    stand = [
        {claim.id: (claim.standing, claim.counts) for claim in card.claims()}
        for card in (open_card, closed_card)
    ]
    assert stand[0] == stand[1]


def test_names_are_shown_only_where_they_were_asked_for() -> None:
    assert "Name of P06" not in everywhere(made(housing(), OUTSIDE))
    named = everywhere(made(housing(), replace(OUTSIDE, names=True)))
    assert "P06 Name of P06 customer" in named
