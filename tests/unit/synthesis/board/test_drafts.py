"""Draft touchpoints: every note on one card, people's cards untouched, codes that stay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import pytest

from data.records import (
    Attribution,
    Claim,
    ClaimId,
    Decision,
    Evidence,
    EvidenceStance,
    Kind,
    NoteId,
    ParticipantId,
    Single,
    Stage,
    Touchpoint,
    TouchpointId,
)
from synthesis.board.claims import COARSE_CUT, COARSE_RANGE, coarse_cut
from synthesis.board.drafts import Drafts
from synthesis.board.ground import evidence_of
from synthesis.board.singles import left_key
from synthesis.titles.phrases import Voice
from synthesis.titles.titles import NamingGroup, Title
from tests.unit.drafting import (
    ASK,
    PHONE,
    ROWS,
    WAIT,
    Desk,
    Row,
    card_with,
    note,
    plain_titles,
    project,
    texts_of,
    with_drafts,
)


def test_every_note_that_is_evidence_lies_in_exactly_one_claim() -> None:
    snapshot = project()
    drafts = Desk().draft(snapshot)
    lying = [e.note for card in drafts.touchpoints for p in card.claims for e in p.evidence]
    assert sorted(lying) == [note.id for note in snapshot.notes if note.is_evidence]
    assert all(e.stance is EvidenceStance.FOR for c in drafts.touchpoints for e in c.evidence)


def test_cards_stay_within_their_stage_and_claims_within_their_kind() -> None:
    snapshot = project()
    by_id = {note.id: note for note in snapshot.notes}
    drafts = Desk().draft(snapshot)
    for card in drafts.touchpoints:
        for claim in card.claims:
            found = [by_id[evidence.note] for evidence in claim.evidence]
            assert {note.stage for note in found} == {card.stage}
            assert {note.kind for note in found} == {claim.kind}
            assert claim.quote in {note.id for note in found}
    assert [card.stage for card in drafts.touchpoints] == sorted(
        (card.stage for card in drafts.touchpoints), key=[ASK, WAIT, None].index
    )


def test_a_card_holds_one_subject_and_a_claim_one_claim() -> None:
    snapshot = project()
    cards = Desk().draft(snapshot).touchpoints
    phone = card_with(snapshot, cards, "Nobody answers the phone")
    parking = card_with(snapshot, cards, "Nowhere to park the car")
    assert phone.id != parking.id
    assert {"They phone us every day to chase their case"} < texts_of(snapshot, phone)
    rings = max(phone.claims, key=lambda claim: len(claim.evidence))
    assert rings.kind is Kind.PAIN
    # That nobody answers is said in other words: one card, and a claim of its own until asked.
    assert len(rings.evidence) == 2
    remarks = [claim for claim in parking.claims if claim.kind is None]
    assert sum(len(claim.evidence) for claim in remarks) == 2


def test_cards_are_named_by_the_titler_and_claims_quoted() -> None:
    snapshot = project()
    asked: list[NamingGroup] = []

    def titles(groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
        asked.extend(groups)
        return plain_titles(groups, taken=taken)

    by_id = {note.id: note.text for note in snapshot.notes}
    cards = Desk().draft(snapshot, titles=titles).touchpoints
    assert len(asked) == len(cards)
    for card in cards:
        assert card.title.startswith("card: ")
        for claim in card.claims:
            assert claim.quote == claim.evidence[0].note
            assert claim.title == by_id[claim.quote]
    for group in asked:
        assert set(group.voices) == {Voice.CUSTOMER}
        assert len(group.voices) == len(group.kinds) == len(group.feelings) == len(group.texts)
        assert group.stage in {"Ask", "Wait", "Unplaced"}


def test_running_again_gives_equal_records_and_asks_for_nothing_new() -> None:
    desk, snapshot = Desk(), project()
    first = desk.draft(snapshot)
    made = desk.made_ids, desk.made_codes
    assert desk.draft(with_drafts(snapshot, first)) == first
    assert (desk.made_ids, desk.made_codes) == made


def test_order_of_notes_does_not_matter() -> None:
    snapshot = project()
    first = {
        (card.stage, frozenset(texts_of(snapshot, card)), card.title)
        for card in Desk().draft(snapshot).touchpoints
    }
    for seed in range(20):
        order = np.random.RandomState(seed).permutation(len(ROWS))
        mixed = project([ROWS[at] for at in order])
        again = {
            (card.stage, frozenset(texts_of(mixed, card)), card.title)
            for card in Desk().draft(mixed).touchpoints
        }
        assert again == first


def test_codes_and_ids_follow_the_notes_when_more_arrive() -> None:
    desk, snapshot = Desk(), project()
    first = with_drafts(snapshot, desk.draft(snapshot))
    more = replace(
        first,
        notes=(*first.notes, note(90, (WAIT, Kind.PAIN, "The phone is engaged for hours"))),
    )
    later = desk.draft(more).touchpoints
    for text in ("Nobody answers the phone", "Nowhere to park the car", "The soup was cold"):
        before, after = card_with(first, first.touchpoints, text), card_with(more, later, text)
        assert (after.id, after.code) == (before.id, before.code)
    before = card_with(first, first.touchpoints, "Nobody answers the phone")
    after = card_with(more, later, "Nobody answers the phone")
    assert NoteId("n90") in evidence_of(after)
    assert {p.id for p in before.claims} <= {p.id for p in after.claims}


def test_the_dial_moves_the_coarse_cut_and_codes_are_never_made_twice() -> None:
    things = [
        "phone line",
        "form",
        "car park",
        "soup",
        "letter",
        "lift",
        "ward at night",
        "website",
        "doctor",
        "bus",
    ]
    said = ("The {} was terrible", "Why is the {} always so bad", "I was happy with the {}")
    desk, snapshot = Desk(), project([(WAIT, None, s.format(t)) for t in things for s in said])
    counts = []
    seen: dict[str, TouchpointId] = {}
    for dial in (0.0, 0.5, 1.0, 0.5, 0.0):
        drafts = desk.draft(snapshot, dial)
        counts.append(len(drafts.touchpoints))
        codes = [card.code for card in drafts.touchpoints]
        assert len(set(codes)) == len(codes)
        for card in drafts.touchpoints:
            assert seen.setdefault(card.code, card.id) == card.id
        snapshot = with_drafts(snapshot, drafts)
    assert counts[0] < counts[1] < counts[2]
    assert counts[3:] == counts[1::-1]


def test_the_dial_has_ends() -> None:
    assert (coarse_cut(0), coarse_cut(0.5), coarse_cut(1)) == (
        COARSE_RANGE[0],
        COARSE_CUT,
        COARSE_RANGE[1],
    )
    with pytest.raises(ValueError, match="dial"):
        Desk().draft(project(), 1.5)


@pytest.mark.parametrize("decision", [Decision.DRAFT, Decision.ACCEPTED, Decision.REJECTED])
def test_a_held_card_stays_as_it_is_and_its_notes_are_not_drafted_again(
    decision: Decision,
) -> None:
    held = Touchpoint(
        TouchpointId("mine"),
        "T77",
        WAIT,
        "Calling us",
        decision,
        held=True,
        claims=(Claim(ClaimId("p"), Kind.PAIN, "No answer", None, (), (Evidence(NoteId("n01")),)),),
        evidence=(Evidence(NoteId("n16"), EvidenceStance.AGAINST),),
        owner="Maria",
        position=3,
    )
    asked: list[str] = []

    def titles(groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
        asked.extend(taken)
        return plain_titles(groups, taken=taken)

    drafts = Desk().draft(project(touchpoints=[held]), titles=titles).touchpoints
    assert held in drafts
    assert asked == ["Calling us"]
    others = [card for card in drafts if card is not held]
    assert not {NoteId("n01"), NoteId("n16")} & frozenset().union(*map(evidence_of, others))
    assert not any(card.held for card in others)
    assert [c.position for c in others if c.stage == WAIT] == list(
        range(4, 4 + sum(c.stage == WAIT for c in others))
    )


def test_cards_stand_by_voices() -> None:
    rows: list[Row] = [*ROWS[:4], *ROWS[6:10]]
    one = (Attribution(ParticipantId("p1")),)
    snapshot = project(rows)
    loud = replace(
        snapshot,
        notes=tuple(
            replace(n, participants=one, respondent="") if at < 4 else n
            for at, n in enumerate(snapshot.notes)
        ),
    )
    cards = Desk().draft(loud).touchpoints
    assert [card.position for card in cards] == list(range(len(cards)))
    parking = card_with(loud, cards, "Nowhere to park the car")
    phone = card_with(loud, cards, "Nobody answers the phone")
    assert parking.position < phone.position


def test_a_card_has_the_channel_of_half_its_notes_and_is_named_by_that_of_all() -> None:
    snapshot = project()
    named: list[NamingGroup] = []

    def titles(groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
        named.extend(groups)
        return plain_titles(groups, taken=taken)

    for some, called in (({0, 1, 2, 3, 6}, ""), (range(len(ROWS)), "phone")):
        tagged = replace(
            snapshot,
            notes=tuple(
                replace(n, channel=PHONE) if at in some else n
                for at, n in enumerate(snapshot.notes)
            ),
        )
        named.clear()
        cards = Desk().draft(tagged, titles=titles).touchpoints
        assert card_with(tagged, cards, "Nobody answers the phone").channel == PHONE
        assert {g.channel for g in named if "Nobody answers the phone" in g.texts} == {called}
        parking = card_with(tagged, cards, "Nowhere to park the car").channel
        assert parking == (PHONE if called else None)


def placed(drafts: Drafts) -> int:
    """Return how many notes lie on cards or are single."""
    return sum(len(evidence_of(card)) for card in drafts.touchpoints) + len(drafts.singles)


def test_a_note_near_nothing_is_single_and_on_no_card() -> None:
    odd: Row = (WAIT, Kind.PAIN, "My daughter had to translate for the doctor")
    snapshot = project([*ROWS, odd])
    drafts = Desk().draft(snapshot)
    assert Single(NoteId("n18"), WAIT) in drafts.singles
    assert not any(NoteId("n18") in evidence_of(card) for card in drafts.touchpoints)
    assert all(len(evidence_of(card)) > 1 for card in drafts.touchpoints)


def test_what_somebody_left_single_stays_so_at_every_cut() -> None:
    snapshot = project()
    (card, *_) = Desk().draft(snapshot).touchpoints
    note = next(iter(evidence_of(card)))
    left = replace(snapshot, answered=frozenset({left_key(note)}))
    for dial in (0.0, 0.5, 1.0):
        assert note in {one.note for one in Desk().draft(left, dial).singles}


def test_empty_and_hostile_remarks_have_their_place() -> None:
    rows: list[Row] = [
        *ROWS,
        *[(WAIT, None, text) for text in ("n/a", "n/a", "nothing", "", "\x1b[2J")],
    ]
    snapshot = project(rows)
    drafts = Desk().draft(snapshot)
    cards = drafts.touchpoints
    assert placed(drafts) == sum(n.is_evidence for n in snapshot.notes)
    copies = [{NoteId("n18"), NoteId("n19")} <= evidence_of(card).keys() for card in cards]
    assert copies.count(True) == 1


@pytest.mark.parametrize("rows", [[], ROWS[10:12], ROWS[:1], ROWS[:2]])
def test_small_projects(rows: list[Row]) -> None:
    snapshot = project(rows)
    assert placed(Desk().draft(snapshot)) == sum(n.is_evidence for n in snapshot.notes)


def test_evidence_of_a_stage_that_is_gone_are_unplaced() -> None:
    snapshot = replace(project(), stages=(Stage(ASK, "ask", "Ask"),))
    cards = Desk().draft(snapshot).touchpoints
    assert card_with(snapshot, cards, "Nobody answers the phone").stage is None
