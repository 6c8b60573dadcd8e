"""Whose changes are undone, and what the history tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capture.jobs import history
from data.errors import NotFound, UndoRefused, UnknownName
from data.records import Emotion, Kind, NoteId, OpId, SessionKind, Wanted
from data.store import Project, log, notes, sessions, undo
from data.store.authors import use_author
from data.store.lists import stages, tags
from tests.unit.commands import ok, sayso
from tests.unit.dump import entity_dump
from tests.unit.stores import new_project


@contextmanager
def writing_as(name: str) -> Iterator[None]:
    use_author(name)
    try:
        yield
    finally:
        use_author("")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


def note(project: Project, text: str) -> NoteId:
    with project.change(f"Log {text}") as change:
        session = sessions.last(project) or sessions.add(
            change, "Meeting", SessionKind.STAFF_MEETING, started_at=datetime.now(UTC)
        )
        return notes.add(change, session=session.id, text=text).id


def kind(project: Project, one: NoteId, what: Kind) -> OpId:
    with project.change(f"Make it {what.value}") as change:
        notes.edit(change, one, kind=what)
        return change.op


def test_every_record_carries_the_name_of_who_wrote_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_AUTHOR", "  Ben\n B. ")
    note(project, "one")
    with writing_as("Ann"):
        note(project, "two")
    monkeypatch.delenv("SAYSO_AUTHOR")
    monkeypatch.setenv("LOGNAME", "login")
    note(project, "three")
    assert [one.author for one in project.history(3)] == ["login", "Ann", "Ben B."]
    assert set(project.authors()) >= {"login", "Ann", "Ben B."}


def test_undo_takes_back_ones_own_newest_change_past_what_others_did(project: Project) -> None:
    with writing_as("Ann"):
        mine = note(project, "Ann's")
    with writing_as("Ben"):
        note(project, "Ben's")
    with writing_as("Ann"):
        undone = project.undo()
        assert undone is not None
        assert undone.label == "Log Ann's"
        assert notes.get(project, mine) is None
        assert [one.text for one in notes.all(project)] == ["Ben's"]
        redone = project.redo()
        assert redone is not None
        assert {one.text for one in notes.all(project)} == {"Ann's", "Ben's"}


def test_another_persons_new_change_does_not_make_ones_undo_final(project: Project) -> None:
    with writing_as("Ann"):
        note(project, "Ann's")
        project.undo()
    with writing_as("Ben"):
        note(project, "Ben's")
    with writing_as("Ann"):
        assert project.redo() is not None
        note(project, "newer")
        assert project.redo() is None


def test_where_another_has_changed_the_same_since_undo_is_refused_by_name(
    project: Project,
) -> None:
    with writing_as("Ann"):
        one = note(project, "phones ring")
        kind(project, one, Kind.PAIN)
    with writing_as("Ben"):
        kind(project, one, Kind.NEED)
    before = entity_dump(project.connection)
    with (
        writing_as("Ann"),
        pytest.raises(UndoRefused, match=r"“Make it need” by Ben, \d{4}-.*Nothing was changed"),
    ):
        project.undo()
    assert entity_dump(project.connection) == before
    with writing_as("Ben"):
        assert project.undo() is not None
    with writing_as("Ann"):
        assert project.undo() is not None
    found = notes.get(project, one)
    assert found is not None
    assert found.kind is None


def test_what_another_has_decided_since_stays_even_if_it_is_the_same_value(
    project: Project,
) -> None:
    with writing_as("Ann"):
        one = note(project, "phones ring")
        early = kind(project, one, Kind.PAIN)
    with writing_as("Ben"):
        kind(project, one, Kind.NEED)
        late = kind(project, one, Kind.PAIN)
    before = entity_dump(project.connection)
    with writing_as("Ann"):
        with pytest.raises(UndoRefused, match=f"by Ben, .* same note.*sayso undo {late[-6:]}"):
            project.undo()
        assert entity_dump(project.connection) == before
        kind(project, one, Kind.GAIN)
        assert project.undo() is not None, "her own on top of his can be taken back"
        with pytest.raises(UndoRefused, match="by Ben"):
            project.undo(early)
    with writing_as("Ben"):
        project.undo()
        project.undo()
    with writing_as("Ann"):
        assert project.undo() is not None


def test_ones_own_later_change_to_the_same_must_go_first_too(project: Project) -> None:
    with writing_as("Ann"):
        one = note(project, "phones ring")
        early = kind(project, one, Kind.PAIN)
        kind(project, one, Kind.NEED)
        kind(project, one, Kind.PAIN)
        with pytest.raises(UndoRefused, match="“Make it pain point” by Ann"):
            project.undo(early)
        project.undo()
        with pytest.raises(UndoRefused, match="“Make it need” by Ann"):
            project.undo(early)
        project.undo()
        assert project.undo() is not None


def test_what_another_uses_by_now_stays_and_the_use_is_named(project: Project) -> None:
    with writing_as("Ann"), project.change("Add a stage") as change:
        stage = stages.add(change, "Queue")
    with writing_as("Ben"):
        one = note(project, "phones ring")
        with project.change("Place it") as change:
            notes.edit(change, one, stage=stage.id)
    before = entity_dump(project.connection)
    with writing_as("Ann"), pytest.raises(UndoRefused, match="depends on it: “Place it” by Ben"):
        project.undo()
    assert entity_dump(project.connection) == before


def test_a_meeting_that_another_renamed_and_uses_does_not_hold_ones_own_note(
    project: Project,
) -> None:
    with writing_as("Ann"):
        note(project, "Ann's")
    with writing_as("Ben"):
        note(project, "Ben's")
        with project.change("Rename") as change:
            sessions.edit(change, sessions.all(project)[0].id, title="Monday")
    with writing_as("Ann"):
        assert project.undo() is not None
    assert [one.text for one in notes.all(project)] == ["Ben's"]
    assert sessions.all(project)[0].title == "Monday"


def test_any_change_of_ones_own_can_be_taken_back_by_its_id(project: Project) -> None:
    with writing_as("Ann"):
        first, second = note(project, "one"), note(project, "two")
        early = kind(project, first, Kind.PAIN)
        kind(project, second, Kind.GAIN)
        undone = project.undo(early)
        assert undone is not None
        assert undone.undone
        kinds = {one.text: one.kind for one in notes.all(project)}
        assert kinds == {"one": None, "two": Kind.GAIN}
        with pytest.raises(UndoRefused, match="already"):
            project.undo(early)
        assert project.redo() is not None
        assert {one.text: one.kind for one in notes.all(project)}["one"] is Kind.PAIN
        with pytest.raises(UnknownName):
            project.undo(OpId("nothing"))
        with pytest.raises(UndoRefused, match="made the project"):
            project.undo(project.history(None)[-1].id)
        mark = next(one for one in project.history(None) if one.label.startswith("Redo"))
        with pytest.raises(UndoRefused, match="itself an undo or a redo"):
            project.undo(mark.id)
    with writing_as("Ben"), pytest.raises(UndoRefused, match="Ann's change, not yours"):
        project.undo(early)


def test_what_nobody_signed_is_everybodys(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "current_author", lambda: "")
    note(project, "unsigned")
    monkeypatch.undo()
    with writing_as("Ann"):
        undone = project.undo()
    assert undone is not None
    assert undone.label == "Log unsigned"


def test_the_history_is_found_by_note_person_and_day(project: Project) -> None:
    with writing_as("Ann"):
        one = note(project, "one")
    with writing_as("Ben"):
        kind(project, one, Kind.PAIN)
        note(project, "two")
    labels = [op.label for op in history.find(project, Wanted(note=one))]
    assert labels == ["Make it pain point", "Log one"]
    assert [op.label for op in history.find(project, Wanted(author="Ann"))] == ["Log one"]
    today = datetime.now().astimezone().date()
    assert len(history.find(project, Wanted(day=today, limit=None))) == 4
    assert history.find(project, Wanted(day=today - timedelta(days=1))) == []
    assert undo.days(project.connection) == [(today, 4)]
    newest = history.find(project, Wanted(day=today, limit=1))
    after = history.find(project, Wanted(day=today, limit=1, after=newest[0].id))
    assert [op.label for op in (*newest, *after)] == ["Log two", "Make it pain point"]


def test_a_change_is_told_in_names_old_and_new_also_of_what_is_gone(project: Project) -> None:
    one = note(project, "phones ring [/b] \x1b[31m")
    with project.change("Place it") as change:
        wait = stages.add(change, "Waiting room")
        tag = tags.add(change, "urgent")
        notes.edit(change, one, stage=wait.id, emotion=Emotion.LOW, tags=[tag.id], flagged=True)
        op = change.op
    with project.change("Rename") as change:
        stages.edit(change, wait.id, title="Queue")
        tags.remove(change, tag.id)
        gone = change.op
    lines = [told.line for told in history.tell(project, op, one)]
    assert lines == [
        "stage: none → Queue",
        "emotion: none → -1",
        "flagged: none → yes",
        "tag: none → urgent",
    ]
    whole = history.tell(project, op)
    assert whole[0].line == "made the stage “Waiting room”"
    assert all("\x1b" not in told.what for told in whole)
    lines = [told.line for told in history.tell(project, gone)]
    assert "title: Waiting room → Queue" in lines
    assert "tag: urgent → none" in lines
    assert "removed the tag “urgent”" in lines


def test_only_as_much_of_a_large_change_is_told_as_is_asked_for(project: Project) -> None:
    many = [note(project, f"number {at}") for at in range(30)]
    with project.change("Feel for all") as change:
        change.edit_many("note", [(one, "emotion", 1) for one in many])
        op = change.op
    assert len(history.tell(project, op)) == 30
    assert len(history.tell(project, op, most=7)) == 7
    assert [one.line for one in history.tell(project, op, many[9], most=7)] == [
        "emotion: none → +1"
    ]
    assert history.by_id(project, f" {op[-6:].upper()}").id == op
    with pytest.raises(NotFound, match="No change has"):
        history.by_id(project, "zzz")
    with pytest.raises(NotFound, match="changes have"):
        history.by_id(
            project, Counter(one.id[-1] for one in project.history()).most_common(1)[0][0]
        )


def test_the_verbs_tell_and_take_back(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_AUTHOR", "Ann")
    ok("new", "claim", "--stages", "Find out, Apply, Wait")
    ok("log", "phones ring out ,,p-")
    ok("log", ",,#wait")
    monkeypatch.setenv("SAYSO_AUTHOR", "Ben")
    ok("log", "form is long ,,p")
    told = ok("history", "--note", "phones ring").out
    assert "stage: none → Wait" in told
    assert "Ann" in told
    assert "form is long" not in told
    assert [one["by"] for one in ok("history", "--by", "be", "--json").json] == ["Ben"]
    document = ok("history", "--note", "phones ring", "--json").json
    assert document[0]["changes"] == [
        {"what": "the note “phones ring out”", "field": "stage", "before": "", "after": "Wait"}
    ]
    assert sayso("history", "--by", "nobody").code == 1
    assert sayso("history", "--day", "2001-01-01").code == 1
    assert sayso("history", "--day", "yesterday").code == 2
    monkeypatch.setenv("SAYSO_AUTHOR", "Ann")
    assert "Taken back" in ok("undo").err
    assert ok("notes", "--stage", "none", "--json").json[0]["text"] == "phones ring out"
    changes = [one for one in ok("history", "--json").json if "Undo" not in one["label"]]
    op = next(one["id"] for one in changes if "phones" in one["label"] and not one["undone"])
    refused = sayso("undo", "zzzz")
    assert refused.code == 1
    ok("undo", op[-6:])
    assert [one["text"] for one in ok("notes", "--json").json] == ["form is long"]
    assert workdir.exists()


def test_the_settings_say_who_one_is(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = workdir / "home"
    home.mkdir()
    monkeypatch.setenv("SAYSO_HOME", str(home))
    (home / "settings.toml").write_text('name = "Ruth"\n')
    try:
        ok("new", "claim")
        ok("log", "phones ring out")
        assert ok("history", "--json", "--limit", "1").json[0]["by"] == "Ruth"
    finally:
        use_author("")
