"""What is near nothing is a claim on no card, and goes where a person puts it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capture.jobs import board, claims, drafts, maps, singles
from capture.jobs.notes import Place, log
from capture.jobs.outputs import FORMS, render
from capture.jobs.projects import create
from capture.jobs.workshop import read, take
from data.errors import UsageError
from data.records import EvidenceStance, Kind, Link, LinkKind, LinkLevel, NoteId, SessionKind
from data.store import Project
from data.store import notes as notes_store
from data.store.lists import stages
from synthesis.board.ground import evidence_of
from synthesis.board.standing import Standing
from synthesis.map import findings

LOGIN = (
    "logging in takes three codes ,,p- 1",
    "they forget the password to log in ,,p- 1",
    "login locks them out after three tries ,,p- 1",
    "they log in at the desk because the app fails ,,p- 1",
    "the card does not come for two weeks ,,p- 1",
    "they lose the card ,,p- 1",
    "the card is declined abroad ,,p- 1",
)
ODD = "can do anything there for me and my family"
UNLIKE = (
    "the lift was broken ,,p 1",
    "nobody told me anything ,,p 1",
    "parking is too dear ,,p 1",
    "the nurse was lovely ,,g 1",
)


CUSTOMER = Place(session_title="Interview", session_kind=SessionKind.CUSTOMER_INTERVIEW)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return create(tmp_path / "p.sayso", stages=("Visit", "After"), personas=())


def heard(project: Project, *lines: str, customer: bool = False) -> list[NoteId]:
    kind = SessionKind.CUSTOMER_INTERVIEW if customer else SessionKind.STAFF_MEETING
    place = Place(session_title=kind.value, session_kind=kind)
    made = [log(project, line, place).note.id for line in lines]
    drafts.synthesise(project)
    return made


def alone(project: Project) -> set[NoteId]:
    return {one.note for one in project.snapshot().singles}


def code_of(project: Project, note: NoteId) -> str:
    return next(one.code for one in project.snapshot().singles if one.note == note)


def card_of(project: Project, note: NoteId) -> str:
    return board.card_of(project, note)


@pytest.mark.parametrize("customer", [True, False], ids=["customer", "staff"])
def test_a_remark_on_something_else_joins_no_card(project: Project, customer: bool) -> None:
    heard(project, *LOGIN)
    (odd,) = heard(project, f"{ODD} ,,g+ 1", customer=customer)
    assert odd in alone(project)
    drafts.synthesise(project, anew=True)
    assert odd in alone(project)
    assert card_of(project, odd) == ""


def test_unlike_remarks_make_no_card_and_wait_for_none(project: Project) -> None:
    made = heard(project, *UNLIKE)
    snapshot = project.snapshot()
    assert not snapshot.touchpoints
    assert alone(project) == set(made)
    assert drafts.waiting(snapshot) == 0
    assert drafts.is_fresh(project)
    assert [one.code for one in snapshot.singles] == ["C01", "C02", "C03", "C04"]
    assert (
        drafts.synthesise(project)
        .sentence()
        .startswith("4 notes: 0 claims on 0 touchpoints and 4 single remarks")
    )


def test_a_single_remark_stands_counts_and_is_found_like_any_claim(project: Project) -> None:
    first, *_, last = heard(project, *UNLIKE, customer=True)
    journey = maps.build_map(project, "")
    made = {claim.notes[0].id: claim for claim in journey.claims}
    assert made[first].standing is Standing.HEARD_ONCE
    assert made[first].code == code_of(project, first)
    assert journey.badge.customers == 1
    assert claims.by_code(project.snapshot(), made[first].code).quote == first
    assert {one.code for one in claims.listed(project)} == {c.code for c in journey.claims}
    board.do(project, board.bear([last], first, EvidenceStance.AGAINST))
    (claim,) = [c for c in maps.build_map(project, "").claims if c.notes[0].id == first]
    assert claim.opposites[0].code == made[last].code


def test_every_form_of_the_map_tells_it(project: Project) -> None:
    heard(project, *LOGIN)
    (odd,) = heard(project, f"{ODD} ,,g+ 1")
    journey, code = maps.build_map(project, ""), code_of(project, odd)
    for form in set(FORMS) - {"pdf", "png", "svg", "mermaid", "guide", "guide-html"}:
        made = render(journey, form)
        if isinstance(made, str):
            assert ODD in made, form
            assert code in made, form
    (stage, _) = json.loads(str(render(journey, "json")))["stages"]
    assert [claim["code"] for lane in stage["singles"] for claim in lane["claims"]] == [code]
    assert not stage["loose"]


def test_a_single_need_is_no_gap(project: Project) -> None:
    heard(project, "I want to know how long it takes ,,n 1", customer=True)
    gaps = maps.build_map(project, "").gaps
    assert not [gap for gap in gaps if gap.what == findings.NO_TOUCHPOINT]


def test_what_is_said_like_it_later_makes_a_card_of_both_under_its_code(project: Project) -> None:
    heard(project, *LOGIN)
    (odd,) = heard(project, "parking costs more than the visit ,,p 1")
    code = code_of(project, odd)
    (mate,) = heard(project, "parking costs far more than the visit ,,p 1")
    assert card_of(project, odd) == card_of(project, mate) != ""
    assert code in {one.code for one in claims.listed(project)}


def test_it_never_moves_onto_a_card_by_itself(project: Project) -> None:
    heard(project, *UNLIKE)
    before = alone(project)
    for line in LOGIN:
        heard(project, line)
        assert before <= alone(project)


def test_put_on_a_card_it_stays_and_undo_finds_it_again(project: Project) -> None:
    heard(project, *LOGIN)
    (odd,) = heard(project, f"{ODD} ,,g+ 1")
    code, before = code_of(project, odd), project.snapshot()
    (remark,) = [one for one in singles.listed(project) if one.note == odd]
    target = remark.offers[0]
    board.do(project, board.move([odd], target.card))
    assert card_of(project, odd) == target.code
    drafts.synthesise(project, anew=True)
    assert card_of(project, odd) == target.code
    assert claims.by_code(project.snapshot(), code).quote == odd
    project.undo()  # the new cut
    project.undo()  # the move
    drafts.synthesise(project)
    assert project.snapshot().singles == before.singles
    project.redo()
    assert card_of(project, odd) == target.code


def test_the_nearest_cards_of_its_stage_are_offered_and_no_rejected_one(project: Project) -> None:
    heard(project, *LOGIN, "the exit is locked ,,p 2", "the exit door is locked ,,p 2")
    (odd,) = heard(project, f"{ODD} ,,g+ 1")
    one = singles.look(project, odd)
    assert one is not None
    here = {card.id for card in project.snapshot().touchpoints if card.stage is not None}
    assert {offer.card for offer in one.offers} <= here
    near = [offer.likeness for offer in one.offers]
    assert near == sorted(near, reverse=True)
    from data.records import Decision

    board.do(project, board.decide([one.offers[0].card], Decision.REJECTED))
    again = singles.look(project, odd)
    assert again is not None
    assert one.offers[0].card not in {offer.card for offer in again.offers}


def test_what_is_left_is_not_asked_again_and_refused_on_a_card(project: Project) -> None:
    (odd, *others) = heard(project, *UNLIKE)
    board.do(project, singles.leave((odd,)))
    assert singles.to_settle(project) == tuple(others)
    assert board.preview(project, singles.leave((odd,))).is_nothing
    drafts.synthesise(project, dial=0.0)
    assert odd in alone(project)
    board.do(project, board.move([others[0]], None))
    with pytest.raises(UsageError, match="no single remark"):
        board.do(project, singles.leave((others[0],)))


def test_together_puts_it_on_the_other_s_card_or_both_on_a_new_one(project: Project) -> None:
    on_card, *_ = heard(project, *LOGIN)
    one, other, third, _ = heard(project, *UNLIKE)
    link = Link.between(one, on_card, LinkKind.TOGETHER, LinkLevel.CARD)
    board.do(project, board.link(link))
    assert card_of(project, one) == card_of(project, on_card)
    board.do(project, board.link(Link.between(other, third, LinkKind.TOGETHER, LinkLevel.CLAIM)))
    assert card_of(project, other) == card_of(project, third) != ""
    (claim,) = [
        claim
        for card in project.snapshot().touchpoints
        for claim in card.claims
        if other in {own.note for own in claim.evidence}
    ]
    assert third in {own.note for own in claim.evidence}
    drafts.synthesise(project, anew=True)
    assert card_of(project, one) == card_of(project, on_card)
    assert card_of(project, other) == card_of(project, third) != ""


def test_what_is_one_claim_with_it_keeps_the_rest_of_its_claim(project: Project) -> None:
    heard(project, "the phone rings out all day ,,p 1", "the phone rings out all day long ,,p 1")
    odd, *_ = heard(project, *UNLIKE)
    (claim,) = [own for card in project.snapshot().touchpoints for own in card.claims]
    mates = {own.note for own in claim.evidence}
    assert len(mates) == 2
    first = min(mates)
    made = Link.between(odd, first, LinkKind.TOGETHER, LinkLevel.CLAIM)
    board.do(project, board.link(made))
    (after,) = [own for card in project.snapshot().touchpoints for own in card.claims]
    assert {own.note for own in after.evidence} == mates | {odd}


def test_a_note_that_is_parted_from_a_draft_is_single(project: Project) -> None:
    heard(project, *LOGIN)
    card = max(project.snapshot().touchpoints, key=lambda one: len(evidence_of(one)))
    first, *_, last = evidence_of(card)
    board.do(project, board.link(Link.between(first, last, LinkKind.APART, LinkLevel.CARD)))
    assert len({first, last} & alone(project)) == 1
    before = project.snapshot()
    drafts.synthesise(project)
    assert project.snapshot().singles == before.singles


def test_at_another_stage_it_is_looked_at_again_and_undo_leaves_it_single(project: Project) -> None:
    heard(project, "the exit is locked ,,p 2", "the exit door is locked ,,p 2", *UNLIKE)
    (odd,) = heard(project, "the exit was locked when we left ,,p 1")
    assert odd in alone(project)
    after = stages.all(project)[1]
    with project.change("Retag") as change:
        notes_store.edit(change, odd, stage=after.id)
    assert drafts.waiting(project.snapshot()) == 1
    drafts.synthesise(project)
    assert card_of(project, odd) != ""
    project.undo()
    drafts.synthesise(project)
    assert odd in alone(project)


def test_set_aside_it_is_none_and_counts_no_more(project: Project) -> None:
    odd, *_ = heard(project, *UNLIKE)
    board.do(project, board.set_aside([odd]))
    assert odd not in alone(project)
    board.do(project, board.bring_back([odd]))
    drafts.synthesise(project)
    assert odd in alone(project)


def test_its_words_stand_for_it(project: Project) -> None:
    odd, *_ = heard(project, *UNLIKE)
    with pytest.raises(UsageError, match="is all that C0"):
        board.do(project, board.quote(odd))


def test_a_room_answers_it_by_its_code(project: Project) -> None:
    odd, *_ = heard(project, *UNLIKE)
    take(project, read(project, [(1, f"{code_of(project, odd)}: so it is here, too")]), "Table 2")
    drafts.synthesise(project)
    (said,) = [one for one in project.snapshot().bearings if one.target == odd]
    assert said.stance is EvidenceStance.FOR
    note = next(one for one in notes_store.all(project) if one.id == said.note)
    assert note.stage == project.snapshot().stages[0].id


def test_near_copies_stay_on_one_card_however_many(project: Project) -> None:
    heard(project, *(f"the queue at the desk is too long {n} ,,p 1" for n in range(45)))
    assert max(len(evidence_of(card)) for card in project.snapshot().touchpoints) > 45 / 4


def test_undo_gives_single_remarks_back_in_their_order(project: Project) -> None:
    made = heard(project, *UNLIKE)
    before = project.snapshot().singles
    for note in (made[0], made[2]):
        board.do(project, board.move([note], None))
        (other,) = {made[1]} & alone(project)
        with project.change("Say what kind") as change:
            notes_store.edit(change, other, kind=Kind.NEED)
        drafts.synthesise(project)
        for _ in range(2):
            project.undo()
            drafts.synthesise(project)
        assert not project.snapshot().touchpoints
        assert project.snapshot().singles == before


def test_undo_of_a_removal_gives_a_decided_board_back_as_it_was(project: Project) -> None:
    heard(project, *UNLIKE, "the lift was broken again ,,p 1", "the lift is broken ,,p 1")
    snapshot = project.snapshot()
    board.do(project, board.move([snapshot.singles[-1].note], None))
    there = project.snapshot()
    drafted = [evidence_of(card) for card in there.touchpoints if not card.held]
    for note in (there.singles[0].note, next(iter(drafted[0]))):
        with project.change("Remove a note") as change:
            notes_store.remove(change, note)
        drafts.synthesise(project)
        project.undo()
        drafts.synthesise(project)
        now = project.snapshot()
        assert (now.touchpoints, now.singles) == (there.touchpoints, there.singles)


def test_a_look_at_the_map_after_undo_takes_no_redo_away(project: Project) -> None:
    log(project, "the lift was broken ,,p 1", CUSTOMER)
    (customer,) = (note.id for note in project.snapshot().notes)
    heard(project, *LOGIN)
    with project.change("Remove a note") as change:
        notes_store.remove(change, customer)
    drafts.synthesise(project)
    assert not maps.versions(project)
    project.undo()
    drafts.synthesise(project)
    assert not maps.versions(project)
    assert project.redo() is not None
