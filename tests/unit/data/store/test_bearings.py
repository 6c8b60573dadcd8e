"""What is said of two notes, and the codes of claims: both hang on notes and outlive every cut."""

from __future__ import annotations

from pathlib import Path

from data.records import (
    Bearing,
    Claim,
    ClaimId,
    Evidence,
    EvidenceStance,
    Kind,
    NoteId,
    Touchpoint,
    TouchpointId,
)
from data.store import Project, bearings, drafts, notes, touchpoints
from data.store.lists import stages
from data.store.log import new_id
from tests.unit.stores import new_project, with_notes

FOR, AGAINST = EvidenceStance.FOR, EvidenceStance.AGAINST


def drawn(project: Project, *claims: tuple[NoteId, ...]) -> Touchpoint:
    """Draw one draft card of claims; each quotes its first note."""
    with project.cache() as cache:
        (code,) = cache.new_codes(1)
        made = tuple(
            Claim(ClaimId(new_id()), Kind.PAIN, "", some[0], (), tuple(map(Evidence, some)))
            for some in claims
        )
        stage = stages.all(project)[0].id
        card = Touchpoint(TouchpointId(new_id()), code, stage, "card", claims=made)
        drafts.replace_all(cache.connection, [card])
    found = touchpoints.get(project, card.id)
    assert found is not None
    return found


def codes(card: Touchpoint) -> list[str]:
    return [claim.code for claim in card.claims]


def test_a_bearing_is_said_said_otherwise_and_taken_back_each_in_one_step(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        first, second = (note.id for note in notes.all(project))
        said = Bearing(second, first, AGAINST)
        with project.change("Against") as change:
            assert bearings.put(change, said)
            assert not bearings.put(change, said)
        assert bearings.all(project) == project.snapshot().bearings == (said,)
        with project.change("For") as change:
            assert bearings.put(change, Bearing(second, first, FOR))
        assert [one.stance for one in bearings.all(project)] == [FOR]
        with project.change("Neither") as change:
            assert bearings.remove(change, second, first)
            assert not bearings.remove(change, second, first)
        assert bearings.all(project) == ()
        project.undo()
        project.undo()
        assert bearings.all(project) == (said,)
        assert project.check().ok


def test_what_hung_on_a_note_that_goes_hangs_on_the_next_of_its_claim(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b", "c")
        a, b, c = (note.id for note in notes.all(project))
        card = drawn(project, (a, b), (c,))
        with project.change("Against") as change:
            bearings.put(change, Bearing(c, a, AGAINST))
        before = codes(card)
        with project.change("Remove") as change:
            notes.remove(change, a)
        assert bearings.all(project) == (Bearing(c, b, AGAINST),)
        now = touchpoints.get(project, card.id)
        assert now is not None
        assert codes(now) == before
        project.undo()
        assert bearings.all(project) == (Bearing(c, a, AGAINST),)
        again = touchpoints.get(project, card.id)
        assert again is not None
        assert codes(again) == before
        with project.change("Remove") as change:
            notes.remove(change, c)
        assert bearings.all(project) == ()


def test_a_claim_bears_the_oldest_code_of_its_notes_and_no_code_is_given_twice(
    tmp_path: Path,
) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b", "c", "d")
        a, b, c, d = (note.id for note in notes.all(project))
        assert codes(drawn(project, (a, b), (c, d))) == ["C01", "C02"]
        assert codes(drawn(project, (c, b, a, d))) == ["C01"], "joined: the older of the two"
        assert codes(drawn(project, (d,), (c,), (a, b))) == ["C03", "C02", "C01"]
        assert codes(drawn(project, (a, b, c, d))) == ["C01"]
        assert codes(drawn(project, (b,), (a, c, d))) == ["C04", "C01"]
