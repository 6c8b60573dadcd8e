"""What older projects held is told in today's terms, in one change that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from data.records import (
    Bearing,
    Claim,
    ClaimId,
    Evidence,
    EvidenceStance,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    Touchpoint,
    TouchpointId,
)
from data.store import Project, bearings, conversion, notes, touchpoints
from data.store.lists import stages
from data.store.log import new_id
from tests.unit.dump import entity_dump
from tests.unit.stores import new_project, with_notes

FOR, AGAINST = EvidenceStance.FOR, EvidenceStance.AGAINST


def held(project: Project, evidence: Sequence[Evidence], quote: NoteId) -> TouchpointId:
    """Store a card with one claim, as sayso did when a note could be against its own."""
    claim = Claim(ClaimId(new_id()), Kind.PAIN, "They wait", quote, (), tuple(evidence))
    stage = stages.all(project)[0].id
    with project.change("Decide") as change:
        (code,) = change.new_codes("T")
        card = Touchpoint(TouchpointId(new_id()), code, stage, "Waiting", claims=(claim,))
        touchpoints.put(change, card)
    return card.id


def converted(project: Project, card: TouchpointId, version: int = 8) -> Touchpoint:
    with project.change("Bring up to date") as change:
        conversion.convert(change, version)
    found = touchpoints.get(project, card)
    assert found is not None
    return found


def test_each_note_against_gets_a_claim_of_its_own_against_the_quote(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b", "c", "d")
        a, b, c, d = (note.id for note in notes.all(project))
        evidence = [
            Evidence(b, AGAINST, pinned=True), Evidence(a), Evidence(c, AGAINST), Evidence(d),
        ]  # fmt: skip
        card = held(project, evidence, quote=b)
        with project.change("Decide") as change:
            touchpoints.put_link(change, Link.between(a, b, LinkKind.TOGETHER, LinkLevel.CLAIM))
            touchpoints.put_link(change, Link.between(a, d, LinkKind.TOGETHER, LinkLevel.CLAIM))
        before = entity_dump(project.connection)
        now = converted(project, card)
        assert [[e.note for e in claim.evidence] for claim in now.claims] == [[a, d], [b], [c]]
        assert [claim.quote for claim in now.claims] == [a, b, c], "it quotes what speaks for it"
        assert {e.stance for claim in now.claims for e in claim.evidence} == {FOR}
        assert now.claims[1].evidence[0].pinned
        assert now.claims[1].kind is None, "the kind is the note's own"
        assert all(claim.code for claim in now.claims)
        assert set(bearings.all(project)) == {Bearing(b, a, AGAINST), Bearing(c, a, AGAINST)}
        levels = {(one.first, one.second): one.level for one in touchpoints.all_links(project)}
        assert levels[min(a, b), max(a, b)] is LinkLevel.CARD
        assert levels[min(a, d), max(a, d)] is LinkLevel.CLAIM
        after = entity_dump(project.connection)
        assert project.check().ok
        undone = project.undo()
        assert undone is not None
        assert undone.label.startswith("Put 2 notes on claims of their own")
        assert entity_dump(project.connection) == before
        project.redo()
        assert entity_dump(project.connection) == after
        assert converted(project, card) == now, "a second time changes nothing"


def test_where_nothing_speaks_for_a_claim_its_notes_dissent_from_the_card(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        a, b = (note.id for note in notes.all(project))
        card = held(project, [Evidence(a, AGAINST), Evidence(b, AGAINST)], quote=a)
        now = converted(project, card)
        assert [e.stance for claim in now.claims for e in claim.evidence] == [FOR, FOR]
        assert [(e.note, e.stance) for e in now.evidence] == [(a, AGAINST), (b, AGAINST)]
        assert bearings.all(project) == ()
        assert project.check().ok


def test_what_is_against_a_card_stays_so(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        a, b = (note.id for note in notes.all(project))
        card = held(project, [Evidence(a)], quote=a)
        with project.change("Against") as change:
            touchpoints.attach(change, card, b, AGAINST)
        before = touchpoints.get(project, card)
        count = len(project.history(limit=None))
        assert converted(project, card) == before
        assert len(project.history(limit=None)) == count, "nothing to say"


@pytest.mark.parametrize("version", [9, 10])
def test_a_file_of_today_is_left_alone(tmp_path: Path, version: int) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        a, b = (note.id for note in notes.all(project))
        card = held(project, [Evidence(a), Evidence(b, AGAINST)], quote=a)
        assert len(converted(project, card, version).claims) == 1


def test_it_is_everybodys_to_take_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older file opened by one author is undone by another: `Project.open` says so."""
    from tests.unit.data.store.test_schema import old_project

    path = old_project(tmp_path)
    monkeypatch.setattr(
        conversion, "convert", lambda change, _: stages.add(change, "Made on opening")
    )
    monkeypatch.setenv("SAYSO_AUTHOR", "Ann")
    Project.open(path).close()
    monkeypatch.setenv("SAYSO_AUTHOR", "Ben")
    with Project.open(path) as project:
        newest = project.history(limit=1)[0]
        assert (newest.label, newest.author) == ("Bring the project up to date", "")
        undone = project.undo()
        assert undone is not None
        assert undone.id == newest.id
