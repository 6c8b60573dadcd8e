"""The change log: what it holds, and what undo makes of it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import StillInUse, UndoRefused, UnknownName
from data.records import (
    Attribution,
    Claim,
    ClaimId,
    Evidence,
    Kind,
    NoteId,
    SessionKind,
    Stance,
    Touchpoint,
    TouchpointId,
)
from data.store import Project, drafts, notes, sessions, touchpoints
from data.store.lists import participants, personas, stages, tags
from data.store.log import new_id
from tests.unit.dump import entity_dump
from tests.unit.stores import START, new_project, with_notes, with_session


def log(project: Project) -> list[dict[str, Any]]:
    cursor = project.connection.execute("SELECT * FROM change ORDER BY rowid")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def test_a_record_has_exactly_the_agreed_fields(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        agreed = "id replica seq lamport op label entity entity_id field value parents at author"
        assert " ".join(log(project)[0]) == agreed


def test_making_is_one_record_an_edit_one_a_field_a_member_one_of_its_own(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        start = len(log(project))
        persona = personas.all(project)[0]
        with project.change("Note") as change:
            maria = participants.add(change, "Maria")
            note = notes.add(
                change,
                session=session.id,
                text="rings out",
                personas=[persona.id],
                participants=[Attribution(maria.id)],
            )
        with project.change("Retag") as change:
            assert notes.edit(change, note.id, kind=Kind.PAIN, verbatim=True, text="rings out")
        with project.change("Clear") as change:
            notes.edit(change, note.id, kind=None, personas=[])
            notes.attribute(change, note.id, maria.id, Stance.AGREES)
        got = [(one["label"], one["entity"], one["field"]) for one in log(project)[start:]]
        assert got == [
            ("Note", "participant", "+"),
            ("Note", "note", "+"),
            ("Note", "note_persona", "+"),
            ("Note", "note_participant", "+"),
            ("Retag", "note", "kind"),
            ("Retag", "note", "verbatim"),
            ("Clear", "note", "kind"),
            ("Clear", "note_persona", "-"),
            ("Clear", "note_participant", "stance"),
        ]
        made, retagged, cleared = (log(project)[start + place] for place in (1, 4, 6))
        assert json.loads(made["value"])["text"] == "rings out"
        assert json.loads(retagged["value"]) == "pain point"
        assert json.loads(cleared["value"]) is None
        assert made["parents"] == "[]"
        assert json.loads(retagged["parents"]) == [made["id"]]
        assert json.loads(cleared["parents"]) == [retagged["id"]]


def test_seq_and_lamport_count_up_and_ids_are_uuid7(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        records = log(project)
    assert [one["seq"] for one in records] == list(range(1, len(records) + 1))
    assert [one["lamport"] for one in records] == [one["seq"] for one in records]
    assert {one["id"][14] for one in records} == {"7"}
    assert len({one["replica"] for one in records}) == 1


def test_a_change_that_changes_nothing_leaves_no_trace(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a")
        (note,) = notes.all(project)
        before = (project.path.read_bytes(), len(project.history()))
        with project.change("Nothing") as change:
            assert not notes.edit(change, note.id, text="a", kind=None, personas=(), tags=())
        with project.change("Nothing at all"):
            pass
        assert (project.path.read_bytes(), len(project.history())) == before


def test_a_failure_inside_a_change_undoes_rows_and_records(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        before = project.path.read_bytes()

        def write_half() -> None:
            with project.change("Half") as change:
                notes.add(change, session=session.id, text="gone")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            write_half()
        assert project.path.read_bytes() == before
        assert project.snapshot().notes == ()


def test_a_copied_file_becomes_a_replica_of_its_own_with_its_first_write(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a")
    copy = tmp_path / "copy.sayso"
    shutil.copy(tmp_path / "claims.sayso", copy)
    with Project.open(copy) as project:
        untouched = copy.read_bytes()
        project.snapshot()
        assert copy.read_bytes() == untouched
        old = log(project)[-1]
        with_notes(project, "b")
        new = log(project)[len(log(project)) - 2]
        assert new["replica"] != old["replica"]
        assert (new["seq"], new["lamport"]) == (1, old["lamport"] + 1)
    with Project.open(copy) as project:
        with_notes(project, "c")
        assert log(project)[-1]["replica"] == new["replica"]
    with Project.open(tmp_path / "claims.sayso") as project:
        with_notes(project, "d")
        assert {one["replica"] for one in log(project)} == {old["replica"]}


def test_undo_and_redo_survive_a_restart_and_never_rewrite(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "first")
        with_notes(project, "second")
        full = entity_dump(project.connection)
        records = log(project)
        undone = project.undo()
        assert undone is not None
        assert (undone.label, undone.undone) == ("Some notes", True)
        assert log(project)[: len(records)] == records
    with Project.open(tmp_path / "claims.sayso") as project:
        assert [note.text for note in notes.all(project)] == ["first"]
        assert [(one.label, one.undone) for one in project.history()][:3] == [
            ("Undo: Some notes", False),
            ("Some notes", True),
            ("Some notes", False),
        ]
        redone = project.redo()
        assert redone is not None
        assert not redone.undone
        assert entity_dump(project.connection) == full
        assert project.redo() is None


def test_a_new_change_after_undo_makes_it_final(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "first")
        project.undo()
        with_notes(project, "second")
        assert project.redo() is None
        assert [note.text for note in notes.all(project)] == ["second"]
        assert project.undo() is not None
        assert project.undo() is None, "the making of the project itself is never undone"
        assert len(stages.all(project)) == 2


def test_an_undo_that_fails_changes_nothing_and_says_why(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "first")
        (note,) = notes.all(project)
        # What another program, or damage, may do: the row is no longer as the log tells.
        project.connection.execute("UPDATE note SET left_over = 'x' WHERE id = ?", (note.id,))
        before = (entity_dump(project.connection), log(project))
        with pytest.raises(UndoRefused, match="no longer as that change left it"):
            project.undo()
        assert (entity_dump(project.connection), log(project)) == before
        assert not project.check().ok


def test_an_undo_that_would_leave_references_hanging_is_refused(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        # Written past the log, as a merge of two copies might bring it.
        project.connection.execute(
            "INSERT INTO note (id, session, text, at, verbatim, left_over, respondent)"
            " VALUES ('n', ?, 't', '2026-03-02T14:00:00.000000+00:00', 0, '', '')",
            (session.id,),
        )
        before = (entity_dump(project.connection), log(project))
        with pytest.raises(UndoRefused, match="depends on it"):
            project.undo()
        assert (entity_dump(project.connection), log(project)) == before


def test_codes_are_never_given_to_somebody_else(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        for _ in range(2):
            with project.change("Somebody") as change:
                participants.add(change)
        project.undo()
        with project.change("Somebody else") as change:
            assert participants.add(change).code == "P03"
        with project.change("Gone") as change:
            participants.remove(change, participants.all(project)[-1].id)
        with project.change("Another") as change:
            assert participants.add(change).code == "P04"
        assert [one.code for one in participants.all(project)] == ["P01", "P04"]


def draft_of(project: Project, *note_ids: NoteId) -> Touchpoint:
    with project.cache() as cache:
        (code,) = cache.new_codes(1)
        evidence = tuple(Evidence(note) for note in note_ids)
        claim = Claim(ClaimId(new_id()), Kind.PAIN, "claim", note_ids[0], ("term",), evidence)
        stage = stages.all(project)[0].id
        card = Touchpoint(TouchpointId(new_id()), code, stage, "card", claims=(claim,))
        drafts.replace_all(cache.connection, [card])
    drawn = touchpoints.get(project, card.id)
    assert drawn is not None
    code = drawn.claims[0].code
    assert drawn == replace(card, claims=(replace(claim, code=code),))
    return drawn


def test_drafts_are_in_no_log_until_somebody_acts_on_one(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        first, second = notes.all(project)
        before = (entity_dump(project.connection), log(project))
        card = draft_of(project, first.id, second.id)
        assert touchpoints.all(project) == (card,)
        assert (entity_dump(project.connection), log(project)) == before
        with project.change("Accept") as change:
            touchpoints.hold(change, card.id)
            assert change.edit("touchpoint", card.id, title="Calling")
        (held,) = touchpoints.all(project)
        assert (held.held, held.title, held.claims) == (True, "Calling", card.claims)
        made = log(project)[len(before[1]) :]
        assert [(one["entity"], one["field"]) for one in made] == [
            ("touchpoint", "+"),
            ("claim", "+"),
            ("claim_evidence", "+"),
            ("claim_evidence", "+"),
            ("touchpoint", "title"),
        ]
        project.undo()
        assert touchpoints.all(project) == (card,), "undone, it is the draft that it was"
        project.redo()
        assert touchpoints.all(project) == (held,)
        assert project.check().ok


def test_replacing_drafts_leaves_held_cards_alone(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        first, second = notes.all(project)
        card = draft_of(project, first.id)
        with project.change("Hold") as change:
            held = touchpoints.hold(change, card.id)
        other = draft_of(project, second.id)
        assert set(touchpoints.all(project)) == {held, other}
        assert other.code == "T02"
        with project.change("Attach") as change:
            assert touchpoints.attach(change, held.id, second.id)
            assert not touchpoints.attach(change, held.id, second.id)
        found = touchpoints.by_code(project, "t01")
        assert found is not None
        assert found.evidence == (Evidence(second.id),)
        with pytest.raises(UnknownName), project.change("x") as change:
            touchpoints.hold(change, TouchpointId("nothing"))


def test_a_card_without_claims_goes_between_draft_and_held_as_well(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a")
        (note,) = notes.all(project)
        card = replace(draft_of(project, note.id), claims=(), evidence=(Evidence(note.id),))
        with project.cache() as cache:
            drafts.replace_all(cache.connection, [card])
        with project.change("Hold") as change:
            held = touchpoints.hold(change, card.id)
        assert touchpoints.all(project) == (held,)
        project.undo()
        assert touchpoints.all(project) == (card,)
        project.redo()
        assert touchpoints.all(project) == (held,)


def test_removing_a_note_empties_what_it_alone_held_and_undo_brings_all_back(
    tmp_path: Path,
) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        first, second = notes.all(project)
        card = draft_of(project, first.id)
        with project.change("Hold") as change:
            touchpoints.hold(change, card.id)
            touchpoints.attach(change, card.id, second.id)
        before = entity_dump(project.connection)
        with project.change("Remove") as change:
            notes.remove(change, first.id)
        (left,) = touchpoints.all(project)
        assert left.claims == ()
        assert left.evidence == (Evidence(second.id),)
        project.undo()
        assert entity_dump(project.connection) == before


def test_removing_a_note_takes_it_from_the_drafts(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        first, second = notes.all(project)
        draft_of(project, first.id, second.id)
        with project.change("Remove") as change:
            notes.remove(change, first.id)
        (card,) = touchpoints.all(project)
        assert card.claims[0].evidence == (Evidence(second.id),)
        assert card.claims[0].quote is None
        project.undo()
        project.undo()
        assert touchpoints.all(project) == ()
        assert project.check().ok


def test_what_is_in_use_cannot_be_removed(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        stage, persona = stages.all(project)[0], personas.all(project)[0]
        with project.change("x") as change:
            person = participants.add(change, "Maria")
            sessions.join(change, session.id, person.id)
            tag = tags.add(change, "urgent")
            notes.add(
                change,
                session=session.id,
                text="a",
                stage=stage.id,
                personas=[persona.id],
                tags=[tag.id],
                participants=[Attribution(person.id)],
            )
        before = entity_dump(project.connection)
        for module, one in ((stages, stage), (personas, persona), (participants, person)):
            with pytest.raises(StillInUse, match="1 note"), project.change("x") as change:
                module.remove(change, one.id)
        with pytest.raises(StillInUse, match="1 note"), project.change("x") as change:
            sessions.remove(change, session.id)
        assert entity_dump(project.connection) == before
        with project.change("Tags go from their notes") as change:
            tags.remove(change, tag.id)
        assert notes.all(project)[0].tags == ()


def test_a_row_of_a_file_is_known_until_its_import_is_undone(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        with project.change("Import") as change:
            note = notes.add(change, session=session.id, text="a")
            notes.record_rows(change, "hash", "row 1", note.id)
        rows = "SELECT row_key FROM import_row"
        assert project.connection.rows(rows) == [("row 1",)]
        with project.change("Remove") as change:
            notes.remove(change, note.id)
        assert project.connection.rows(rows) == [("row 1",)], "not brought back by importing again"
        project.undo()
        project.undo()
        assert project.connection.rows(rows) == []


def test_history_tells_of_one_note(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a", "b")
        first, second = notes.all(project)
        with project.change("Tag a") as change:
            notes.edit(change, first.id, kind=Kind.GAIN)
        with project.change("Persona b") as change:
            notes.edit(change, second.id, personas=[personas.all(project)[0].id])
        labels = [one.label for one in project.history(note=second.id)]
        assert labels == ["Persona b", "Some notes"]
        assert [one.label for one in project.history(limit=2)] == ["Persona b", "Tag a"]
        assert [one.count for one in project.history(limit=2)] == [1, 1]


def test_history_and_order_do_not_depend_on_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from data.store import log as log_store

    with new_project(tmp_path) as project:
        with_notes(project, "first")
        monkeypatch.setattr(log_store, "now", lambda: START - timedelta(days=9000))
        with project.change("Later, by a clock that went back") as change:
            sessions.add(change, "S", SessionKind.OBSERVATION, started_at=START)
        assert project.history()[0].label.startswith("Later")
        undone = project.undo()
        assert undone is not None
        assert undone.label.startswith("Later")
