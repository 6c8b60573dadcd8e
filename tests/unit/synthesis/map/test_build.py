"""The map model: what stands where, what is left off, and what the badge says."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from data.records import (
    Bearing,
    Decision,
    Evidence,
    EvidenceStance,
    JourneyId,
    Kind,
    PersonaId,
    Snapshot,
    Source,
    StageId,
)
from synthesis.board.standing import Standing
from synthesis.map.build import build, journey_for
from synthesis.map.model import Card, JourneyMap, LaneKey, MapClaim
from synthesis.map.model import Testedness as State
from tests.unit.disputing import DENIAL, LIKE, disputing
from tests.unit.mapmaking import Maker, housing, stage_id


def whole(snapshot: Snapshot) -> JourneyMap:
    return build(snapshot, journey_for(snapshot, None))


def persona_map(snapshot: Snapshot, persona: str) -> JourneyMap:
    return build(snapshot, journey_for(snapshot, PersonaId(persona)))


def cards(m: JourneyMap) -> dict[str, Card]:
    return {card.code: card for column in m.stages for card in column.cards}


def claims(m: JourneyMap) -> dict[str, MapClaim]:
    return {
        claim.title: claim
        for card in cards(m).values()
        for lane in card.lanes
        for claim in lane.claims
    }


def test_every_stage_is_there_an_empty_one_too_and_unplaced_comes_last() -> None:
    m = whole(housing())
    titles = [column.title for column in m.stages]
    assert titles == ["Find out", "Apply", "Wait", "Desk", "Decision", "Receive", "Unplaced"]
    decision = m.stages[4]
    assert decision.is_empty
    assert (decision.notes, decision.moods.n, decision.number) == (0, 0, 5)
    assert m.stages[-1].is_unplaced


def test_without_unplaced_notes_there_is_no_unplaced_column() -> None:
    maker = Maker()
    maker.note("x", stage="Wait")
    assert not any(c.is_unplaced for c in whole(maker.snapshot()).stages)


def test_rejected_touchpoints_are_left_off_and_counted_and_so_are_their_notes() -> None:
    m = whole(housing())
    assert m.rejected == 1
    assert "T06" not in cards(m)
    assert not any("parking" in p.title.lower() for p in claims(m).values())
    snapshot = housing()
    kept = replace(
        snapshot,
        touchpoints=tuple(replace(t, decision=Decision.DRAFT) for t in snapshot.touchpoints),
    )
    assert whole(kept).badge.notes == m.badge.notes + 1


def test_standing_of_the_story() -> None:
    found = claims(whole(housing()))
    assert found["they chase us every 3 days"].standing is Standing.CONTRADICTED
    assert found["you sit in the dark for nine weeks"].standing is Standing.SUPPORTED
    # Somebody inside speaks on its card.
    assert not found["you sit in the dark for nine weeks"].not_raised_by_staff
    assert found["phone rings: did you get my papers?"].standing is Standing.SHARED_BELIEF
    assert not found["first payment is late, they panic"].not_raised_by_staff
    assert found["mine was on time"].standing is Standing.HEARD_ONCE


def test_a_cards_dissent_shows_in_a_lane_of_its_own() -> None:
    card = cards(whole(housing()))["T02"]
    dissent = next(lane for lane in card.lanes if lane.key is LaneKey.DISSENT)
    assert [p.title for p in dissent.claims] == ["form is fine, it's legally required"]
    # What speaks against the card leads it nowhere, and is counted with no standing.
    assert card.lead not in {claim.id for claim in dissent.claims}
    assert sum(card.others.values()) == len(card.claims()) - 2
    # A card has no standing: whoever speaks on it is there, whatever they say.
    assert (card.counts.inside_for, card.counts.inside_against) == (3, 0)


def test_a_note_typed_onto_a_card_makes_a_line_of_its_kind() -> None:
    maker = Maker()
    note = maker.note("x", "P01", stage="Wait", kind=Kind.GAIN)
    maker.card("c", "Wait", evidence=(Evidence(note),))
    (card,) = cards(whole(maker.snapshot())).values()
    assert [(lane.key, lane.claims[0].title) for lane in card.lanes] == [(LaneKey.GAIN, "x")]
    assert card.counts.inside_for == 1


def test_evidence_that_is_on_no_card_is_shown_loose() -> None:
    m = whole(housing())
    assert [p.title for lane in m.stages[-1].loose for p in lane.claims] == [
        "everything is slow since the merger"
    ]


def test_asks_stand_at_their_stage_and_memos_nowhere() -> None:
    m = whole(housing())
    assert [a.text for a in m.stages[0].asks] == ["who owns the old page?"]
    texts = [n.text for p in claims(m).values() for n in p.notes]
    assert "P02 seems tired of this" not in texts


def test_lanes_stand_in_order_without_empty_ones_and_claims_by_people() -> None:
    for card in cards(whole(housing())).values():
        keys = [list(LaneKey).index(lane.key) for lane in card.lanes]
        assert keys == sorted(set(keys))
        for lane in card.lanes:
            people = [p.counts.people_for + p.counts.people_against for p in lane.claims]
            assert people
            assert people == sorted(people, reverse=True)


def test_a_personas_map_holds_its_own_evidence_and_that_of_any() -> None:
    tenant, landlord = persona_map(housing(), "Tenant"), persona_map(housing(), "Landlord")
    assert "landlords never call" not in claims(tenant)
    assert "T04" not in cards(tenant)
    assert "they chase us every 3 days" not in claims(landlord)
    shared = "phone rings: did you get my papers?"
    assert shared in claims(tenant)
    assert shared in claims(landlord)
    assert tenant.header.persona == "Tenant"
    assert tenant.badge.beliefs == sum(claim.belief for claim in tenant.claims)


def test_a_note_of_two_personas_is_on_both_maps() -> None:
    maker = Maker()
    note = maker.note("x", "P01", stage="Wait", personas=["Tenant", "Landlord"])
    maker.card("c", "Wait", maker.claim("p", None, note))
    for persona in ("Tenant", "Landlord"):
        assert "x" in claims(persona_map(maker.snapshot(), persona))


def test_on_a_personas_map_another_note_is_quoted_where_the_first_is_not_on_it() -> None:
    maker = Maker()
    a = maker.note("tenant's words", "P01", stage="Wait", personas=["Tenant"])
    b = maker.note("anybody's words", "P02", stage="Wait")
    maker.card("c", "Wait", maker.claim("p", None, a, b))
    snapshot = maker.snapshot()
    own = claims(persona_map(snapshot, "Tenant"))["tenant's words"]
    assert (own.quote, own.like) == ("tenant's words", 1)
    other = claims(persona_map(snapshot, "Landlord"))["anybody's words"]
    assert (other.quote, len(other.notes), other.counts.inside_for) == ("anybody's words", 1, 1)


@pytest.mark.parametrize(
    ("snapshot", "text"),
    [
        (Maker().snapshot(), "ASSUMPTIVE"),
        (housing(customers=False), "ASSUMPTIVE"),
        (housing(), "PARTLY TESTED 2 of 13"),
    ],
)
def test_badge(snapshot: Snapshot, text: str) -> None:
    assert whole(snapshot).badge.text == text


def test_no_customer_is_assumptive_however_many_staff() -> None:
    maker = Maker()
    maker.note("x", "P01 P02 P03", stage="Wait")
    assert whole(maker.snapshot()).badge.state is State.ASSUMPTIVE


def test_customers_and_nobody_inside_is_customer_reported() -> None:
    maker = Maker()
    maker.note("x", "P06", session="interviews", stage="Wait")
    maker.note("x", stage="Wait", source=Source.TEAM)
    badge = whole(maker.snapshot()).badge
    assert (badge.text, badge.guesses, badge.inside) == ("CUSTOMER-REPORTED", 1, 0)


def test_badge_counts_people_teams_and_notes() -> None:
    badge = whole(housing()).badge
    assert badge.participants == badge.inside + badge.customers
    assert (badge.teams, badge.customers, badge.guesses, badge.data) == (3, 5, 1, 2)


def test_a_customer_for_or_against_a_belief_makes_it_tested_and_the_rest_are_unread() -> None:
    def badge(*bearings: Bearing) -> str:
        built = whole(replace(maker.snapshot(), bearings=bearings))
        return f"{built.badge.tested} of {built.badge.beliefs}, {built.badge.unread} unread"

    maker = Maker()
    belief = maker.note("x", "P01", stage="Wait")
    idea = maker.note("y", "P01", stage="Wait", kind=Kind.IDEA)
    said = [maker.note(f"no {code}", code, session="interviews") for code in ("P06", "P07")]
    maker.card("c", "Wait", maker.claim("p", None, belief), maker.claim("q", Kind.IDEA, idea))
    assert badge() == "0 of 1, 2 unread"
    against = Bearing(said[0], belief, EvidenceStance.AGAINST)
    assert badge(against) == "1 of 1, 1 unread"
    assert badge(against, Bearing(said[1], belief, EvidenceStance.FOR)) == "1 of 1, 0 unread"
    alone = Maker()
    alone.note("x", "P06", session="interviews", stage="Wait")
    assert whole(alone.snapshot()).badge.unread == 0, "there is nothing to read it against"


def test_a_card_leads_with_its_weightiest_claim_and_counts_the_others_by_standing() -> None:
    desk, letter = disputing().cards
    assert desk.lead_claim is not None
    assert (desk.lead_claim.code, desk.lead_claim.weight, desk.weight) == ("C12", 4.0, 6.0)
    assert (desk.others, desk.is_disputed) == ({Standing.CONTRADICTED: 1}, True)
    assert letter.others == {Standing.DISPUTED: 1}
    assert letter.is_disputed


def test_of_two_that_are_opposed_each_knows_the_other_and_one_is_drawn_under_the_other() -> None:
    claims = {claim.code: claim for claim in disputing().claims if claim.code}
    assert [[other.code for other in claims[code].opposites] for code in ("C11", "C12")] == [
        ["C12"],
        ["C11"],
    ]
    assert [other.teams for other in claims["C12"].opposites] == [("Calls", "Front desk")]
    assert (claims["C11"].under, claims["C12"].under) == (claims["C12"].id, "")
    assert [note.text for note in claims["C11"].heard] == [DENIAL, LIKE]
    assert not claims["C12"].heard
    # Staff's claim stays where it is: what speaks against it is on a claim of its own.
    assert [len(claims[code].notes) for code in ("C11", "C12")] == [1, 2]
    assert (claims["C12"].like, claims["C11"].like) == (1, 0)


def test_moods_keep_staff_and_customers_apart_with_gaps() -> None:
    wait, find = whole(housing()).stages[2], whole(housing()).stages[0]
    assert (wait.moods.staff.mean, wait.moods.staff.n) == (-2.0, 1)
    assert (wait.moods.customers.mean, wait.moods.customers.n) == (-1.0, 2)
    assert wait.moods.customers.spread == pytest.approx(1.0)
    assert find.moods.customers.mean is None
    assert find.moods.customers.n == 0


def test_the_map_does_not_depend_on_the_order_of_notes_and_people() -> None:
    snapshot = housing()
    shuffled = list(snapshot.notes)
    random.Random(3).shuffle(shuffled)
    other = replace(
        snapshot, notes=tuple(shuffled), participants=tuple(reversed(snapshot.participants))
    )
    assert whole(other) == whole(snapshot)


def test_a_journey_shows_its_chosen_stages_in_its_order_with_the_projects_numbers() -> None:
    snapshot = housing()
    chosen = (StageId("stage Wait"), StageId("stage Find out"))
    journey = replace(
        snapshot.journeys[0], id=JourneyId("two"), is_default=False, stages=chosen, title="Two"
    )
    m = build(snapshot, journey, version=3)
    assert [(c.number, c.title) for c in m.stages] == [
        (3, "Wait"),
        (1, "Find out"),
        (0, "Unplaced"),
    ]
    assert set(cards(m)) == {"T01", "T03", "T04", "T08"}
    assert (m.header.version, m.rejected) == (3, 0)
    assert m.badge.notes == sum(column.notes for column in m.stages)


def test_nobodys_name_is_on_the_map() -> None:
    assert "Name of" not in repr(whole(housing()))


def test_the_default_journey_shows_every_stage_whatever_it_lists() -> None:
    snapshot = housing()
    only = (stage_id("Wait"),)
    journey = replace(snapshot.journeys[0], stages=tuple(s for s in only if s))
    assert len(build(snapshot, journey).stages) == 7
