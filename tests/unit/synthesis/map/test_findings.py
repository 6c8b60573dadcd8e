"""Moments of truth by weight, and what is missing on a map."""

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
    PersonaId,
    Snapshot,
    Tag,
    TagId,
    Vote,
)
from synthesis.map import findings
from synthesis.map.build import OUTSIDE, Showing, build, journey_for
from synthesis.map.model import ORDER, Card, Gap, JourneyMap, LaneKey, Row, rows_of
from synthesis.map.withheld import NOT_SHOWN
from synthesis.render import json as map_json
from synthesis.render import markdown, words
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


def test_nothing_said_inside_and_no_grade_goes_before_what_customers_feel() -> None:
    m = Maker()
    said = m.note("it came", "P06", session="interviews", stage="Wait", kind=Kind.GAIN, emotion=1)
    furious = m.note(
        "a mess", "P01", agrees="P02 P03 P04", stage="Desk", kind=Kind.PAIN, emotion=-2
    )
    calm = m.note("they call", "P06 P07 P08", session="interviews", stage="Receive")
    m.card("Waiting", "Wait", m.claim("p", Kind.GAIN, said), moment_of_truth=True)
    m.card("Desk", "Desk", m.claim("q", None, furious), moment_of_truth=True)
    worst = {"grade": Emotion.VERY_LOW, "graded_by": "staff"}
    m.card("Calls", "Receive", m.claim("r", None, calm), moment_of_truth=True, **worst)
    for marked in (True, False):
        m.touchpoints = [replace(card, moment_of_truth=marked) for card in m.touchpoints]
        found = made(m.snapshot())
        assert [(one.code, one.weight) for one in (found.moments or found.candidates)] == [
            ("T01", 1.0),
            ("T02", 8.0),
            ("T03", 6.0),
        ]


def test_what_staff_feel_adds_no_weight_where_customers_feel() -> None:
    m = Maker()
    fine = m.note("it was fine", "P06", session="interviews", stage="Wait", emotion=1)
    mess = m.note("a mess", "P01", agrees="P02 P03", stage="Wait", emotion=-2)
    m.card("Waiting", "Wait", m.claim("p", None, fine), m.claim("q", None, mess))
    (found,) = made(m.snapshot()).candidates
    assert (found.weight, found.emotion, found.basis) == (1.0, 1.0, "customers n1")


def test_a_mean_does_not_hide_that_some_were_glad_and_some_were_not() -> None:
    m = Maker()
    glad = m.note("lovely", "P06", session="interviews", stage="Wait", emotion=2)
    cross = m.note("awful", "P07", session="interviews", stage="Wait", emotion=-1)
    m.card("Waiting", "Wait", m.claim("p", None, glad), m.claim("q", None, cross))
    found = made(m.snapshot())
    assert found.candidates[0].basis == "customers n2, from -1 to +2"
    plain = " ".join(terminal.render(found, width=120).split())
    assert "+0.5 customers n2, from -1 to +2" in plain
    assert "customers +0.5 (-1 to +2) n2" in plain, "and on the face of its card"
    assert "+0.5, customers n2, from -1 to +2" in markdown.render(found)
    assert "+0.5 (-1 to +2) n2" in html.render(found)
    m.notes[1] = replace(m.notes[1], emotion=Emotion.HIGH)
    one_sided = made(m.snapshot())
    assert one_sided.candidates[0].basis == "customers n2"
    assert "customers +1.5 ±0.5 n2" in " ".join(terminal.render(one_sided, width=120).split())


def test_weights_are_told_to_one_place() -> None:
    m = Maker()
    for emotion in (-2, -2, -1):
        m.note("late", "P06", session="interviews", stage="Wait", kind=Kind.PAIN, emotion=emotion)
    m.card("Waiting", "Wait", m.claim("p", Kind.PAIN, *(note.id for note in m.notes)))
    found = made(m.snapshot())
    assert found.candidates[0].weight == 1.667
    for text in (terminal.render(found), markdown.render(found), html.render(found)):
        assert "weight 1.7" in text
        assert "weight 1.667" not in text


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


def test_no_card_misses_an_owner_until_the_project_has_one_somewhere() -> None:
    m = three()
    assert findings.NO_OWNER not in {gap.what for gap in made(m.snapshot()).gaps}
    assert "owner" not in made(m.snapshot()).rows
    assert "owner ?" not in terminal.render(made(m.snapshot()))
    m.touchpoints[0] = replace(m.touchpoints[0], owner="Back office")
    found = made(m.snapshot())
    told = {(gap.what, gap.stage, gap.codes) for gap in found.gaps}
    assert (findings.NO_OWNER, "Wait", ("T03",)) in told
    assert (findings.NO_OWNER, "Receive", ("T02",)) in told
    assert "owner" in found.rows
    assert "owner ?" in terminal.render(found)


def test_only_what_is_missing_is_explained() -> None:
    m = three()
    sorts = {gap.what for gap in made(m.snapshot()).gaps}
    assert sorts
    told = findings.gap_rules(made(m.snapshot()).gaps)
    assert f"{findings.NO_OWNER}: ".capitalize() not in told
    for what in sorts:
        assert f"{what}: ".capitalize() in told
    m.touchpoints[0] = replace(m.touchpoints[0], owner="Back office")
    assert f"{findings.NO_OWNER}: ".capitalize() in findings.gap_rules(made(m.snapshot()).gaps)


def test_an_owner_of_another_personas_card_or_of_a_journey_is_one_somewhere() -> None:
    m = three()
    theirs = m.note("no heating", "P01", stage="Desk", kind=Kind.PAIN, personas=["Landlord"])
    m.card("Heating", "Desk", m.claim("p", Kind.PAIN, theirs), owner="Desk")
    snapshot = m.snapshot()
    mine = build(snapshot, journey_for(snapshot, PersonaId("Tenant")))
    assert "Heating" not in {card.title for card in mine.cards}
    assert findings.NO_OWNER in {gap.what for gap in mine.gaps}
    plain = three().snapshot()
    owned = replace(plain, journeys=tuple(replace(one, owner="Ruth") for one in plain.journeys))
    assert findings.NO_OWNER in {gap.what for gap in made(owned).gaps}


def gaps_of(m: Maker, what: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(gap.stage, gap.text, gap.codes) for gap in made(m.snapshot()).gaps if gap.what == what]


def test_pain_told_again_misses_an_idea_and_a_lone_remark_misses_nothing() -> None:
    m = Maker()
    first = m.note("rings out", "P01", stage="Receive", kind=Kind.PAIN)
    claim = m.claim("Rings out", Kind.PAIN, first)
    m.card("Ringing", "Receive", claim)
    assert gaps_of(m, findings.NO_IDEA) == []
    again = m.note("nobody picks up", "P02", stage="Receive", kind=Kind.PAIN)
    idea = m.note("call back", "P01", stage="Receive", kind=Kind.IDEA)
    both = m.claim("Rings out", Kind.PAIN, first, again)
    m.touchpoints[0] = replace(m.touchpoints[0], claims=(both,))
    assert gaps_of(m, findings.NO_IDEA) == [("Receive", "rings out", ("T01",))]
    with_idea = (both, m.claim("Call back", Kind.IDEA, idea))
    m.touchpoints[0] = replace(m.touchpoints[0], claims=with_idea)
    assert gaps_of(m, findings.NO_IDEA) == []


def test_a_single_need_is_no_gap_on_a_card_or_off_it() -> None:
    m = Maker()
    date = m.note("a date", "P01", stage="Wait", kind=Kind.NEED)
    m.note("a number to call", "P01", stage="Desk", kind=Kind.NEED)
    m.card("A date", "Wait", m.claim("A date", Kind.NEED, date))
    assert gaps_of(m, findings.NO_TOUCHPOINT) == []
    again = m.note("just a date", "P02", stage="Wait", kind=Kind.NEED)
    both = m.claim("A date", Kind.NEED, date, again)
    m.touchpoints[0] = replace(m.touchpoints[0], claims=(both,))
    assert gaps_of(m, findings.NO_TOUCHPOINT) == [("Wait", "a date", ("T01",))]
    pain = m.note("in the dark", "P02", stage="Wait", kind=Kind.PAIN)
    more = (both, m.claim("Dark", Kind.PAIN, pain))
    m.touchpoints[0] = replace(m.touchpoints[0], claims=more)
    assert gaps_of(m, findings.NO_TOUCHPOINT) == []


def steps(m: Maker) -> dict[str, str]:
    """Return the gaps between the steps, by stage."""
    found = made(m.snapshot(("Wait", "Receive"))).gaps
    return {gap.stage: gap.text for gap in found if gap.what == findings.NO_NEXT_STEP}


def test_a_stage_without_activities_is_no_dead_end_and_one_before_silence_is() -> None:
    m = Maker()
    m.note("it is slow", "P01", stage="Wait", kind=Kind.PAIN)
    assert steps(m) == {"Wait": "nothing is heard of Receive, which follows"}
    m.note("it came", "P01", stage="Receive", kind=Kind.GAIN)
    assert steps(m) == {}
    early = Maker()
    early.note("it came", "P01", stage="Receive", kind=Kind.GAIN)
    assert steps(early) == {}, "nothing is before it, which is no dead end"


@pytest.mark.parametrize("tag", ["stranded", "Stranded", "STRANDED"])
def test_who_was_stranded_had_no_next_step(tag: str) -> None:
    m = Maker()
    other = m.note("it is slow", "P01", stage="Wait", kind=Kind.PAIN)
    lost = m.note("nobody knew where to send me", "P06", session="interviews", stage="Wait")
    m.card("Waiting", "Wait", m.claim("Slow", None, other, lost))
    m.note("it came", "P01", stage="Receive")
    assert steps(m) == {}
    m.notes[1] = replace(m.notes[1], tags=(TagId("t"),))
    snapshot = replace(m.snapshot(("Wait", "Receive")), tags=(Tag(TagId("t"), tag),))
    found = made(snapshot)
    (gap,) = [gap for gap in found.gaps if gap.what == findings.NO_NEXT_STEP]
    assert (gap.stage, gap.text, gap.codes) == ("Wait", "nobody knew where to send me", ("T01",))
    told = "no next step, Wait: “nobody knew where to send me” (T01)"
    assert told in " ".join(terminal.render(found).split())
    assert "**no next step**, Wait: “nobody knew where to send me” (T01)" in markdown.render(found)
    assert "<h4>no next step: “nobody knew where to send me”</h4>" in html.render(found)
    assert map_json.read(map_json.render(found)) == found
    other_tag = replace(snapshot, tags=(Tag(TagId("t"), "strand"),))
    assert findings.NO_NEXT_STEP not in {gap.what for gap in made(other_tag).gaps}


def test_words_of_the_stranded_that_may_not_be_shown_are_not() -> None:
    m = Maker()
    m.note("nobody knew where to send me", "P06", session="interviews", stage="Wait")
    m.notes[0] = replace(m.notes[0], tags=(TagId("t"),))
    whole = replace(m.snapshot(("Wait",)), tags=(Tag(TagId("t"), "stranded"),))
    people = tuple(replace(one, consent=Consent.NOT_SHOWN) for one in whole.participants)
    found = made(replace(whole, participants=people), OUTSIDE)
    (gap,) = found.gaps
    assert gap.text.endswith(NOT_SHOWN)
    assert f"“{gap.text}" not in everywhere(found)


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
        "no word at all": ("no word at all", ()),
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


def test_only_the_words_of_somebody_are_quoted_as_what_is_missing() -> None:
    counted = Gap(findings.NO_IDEA, "Wait", "2 pain points", ("T01",))
    said = Gap(findings.NO_IDEA, "Wait", "rings out", ("T01",), quoted=True)
    of_before = Gap(findings.NO_IDEA, "Wait", "rings out", ("T01",))
    assert [words.missing(gap) for gap in (counted, said, of_before)] == [
        "2 pain points",
        "“rings out”",
        "“rings out”",
    ]
