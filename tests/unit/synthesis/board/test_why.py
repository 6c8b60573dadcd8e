"""Why a note lies where it does: mates, words, and the number that counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.records import ClaimId, NoteId, Settings
from synthesis.board.claims import COARSE_CUT, COARSE_RANGE
from synthesis.board.ground import evidence_of
from synthesis.board.why import why
from synthesis.grouping.group import SAME_CUT
from tests.unit.drafting import (
    ROWS,
    Desk,
    card_with,
    project,
    with_drafts,
)


def test_why_names_mates_words_and_the_number_that_counted() -> None:
    desk, snapshot = Desk(), project()
    drafted = with_drafts(snapshot, desk.draft(snapshot))
    reason = why(Desk().ground(drafted), NoteId("n00"))
    card = card_with(drafted, drafted.touchpoints, "The phone rings out all morning")
    assert reason.touchpoint == card.id
    assert not reason.held
    assert [mate.note for mate in reason.in_claim.mates] == ["n03"]
    assert reason.in_claim.cut == SAME_CUT
    assert len(reason.in_touchpoint.mates) == 2
    likeness = [mate.likeness for mate in reason.in_touchpoint.mates]
    assert likeness == sorted(likeness, reverse=True)
    assert reason.in_claim.likeness is not None
    assert reason.in_claim.likeness > reason.in_claim.cut
    assert reason.in_touchpoint.cut == COARSE_CUT
    assert "phone" in reason.terms


def test_mates_are_the_nearest_of_all() -> None:
    drafted = with_drafts(project(), Desk().draft(project()))
    for one in drafted.notes:
        if one.is_evidence:
            reason = why(Desk().ground(drafted), one.id)
            for group in (reason.in_claim, reason.in_touchpoint):
                near = [mate.likeness for mate in group.mates]
                assert near == sorted(near, reverse=True)
                assert group.likeness is None or near[0] >= group.likeness


def test_why_of_a_lonely_note_and_of_a_held_card() -> None:
    snapshot = project(ROWS[:1])
    drafted = with_drafts(snapshot, Desk().draft(snapshot))
    alone = why(Desk().ground(drafted), NoteId("n00"))
    assert alone.in_claim.mates == ()
    assert alone.in_claim.likeness is None
    assert (alone.touchpoint, alone.claim) == (None, ClaimId("n00"))
    several = with_drafts(project(), Desk().draft(project()))
    note = next(iter(evidence_of(several.touchpoints[0])))
    held = replace(several, touchpoints=(replace(several.touchpoints[0], held=True),))
    assert why(Desk().ground(held), note).held
    nowhere = why(Desk().ground(snapshot), NoteId("n00"))
    assert nowhere.touchpoint is None
    assert nowhere.claim is None
    with pytest.raises(KeyError):
        why(Desk().ground(project()), NoteId("n10"))


def test_why_follows_the_project_s_dial() -> None:
    snapshot = replace(project(), settings=Settings(dial=1.0))
    assert why(Desk().ground(snapshot), NoteId("n00")).in_touchpoint.cut == COARSE_RANGE[1]
