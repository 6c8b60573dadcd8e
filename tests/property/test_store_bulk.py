"""Many rows at once give the tables and the log that one by one gives, and go back the same way."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import UnknownName
from data.records import Kind
from data.store import Project, log, notes
from data.store.lists import stages
from data.store.log import Change
from tests.unit.dump import entity_dump
from tests.unit.stores import new_project, with_notes, with_words

TEXTS = [f"remark number {at}" for at in range(7)]

edits = st.lists(
    st.tuples(
        st.integers(0, len(TEXTS) - 1),
        st.one_of(
            st.tuples(st.just("kind"), st.sampled_from([None, *Kind])),
            st.tuples(st.just("emotion"), st.integers(-2, 2) | st.none()),
            st.tuples(st.just("stage"), st.integers(0, 1) | st.none()),
            st.tuples(st.just("text"), st.sampled_from(["other words", "Ω", *TEXTS[:2]])),
            st.tuples(st.just("verbatim"), st.booleans()),
        ),
    ),
    unique_by=lambda one: (one[0], one[1][0]),
    max_size=20,
)
members = st.lists(st.integers(0, len(TEXTS) - 1), unique=True, max_size=7)


def log_of(project: Project, names: dict[str, str]) -> list[tuple[Any, ...]]:
    """The log with every id as the number under which it first came: two files can be compared."""

    def name(one: str) -> str:
        return names.setdefault(one, f"<{len(names)}>")

    found = []
    for row in project.connection.rows(
        "SELECT id, replica, seq, lamport, op, label, entity, entity_id, field, value, parents"
        " FROM change ORDER BY rowid"
    ):
        value, parents = json.loads(row[9]), json.loads(row[10])
        if isinstance(value, dict):
            value = {
                key: name(one) if key in ("id", "note", "persona", "session", "stage") else one
                for key, one in value.items()
                if key not in ("at", "started_at")
            }
        elif row[8] == "stage":
            value = name(value)
        entity_id = ":".join(name(part) for part in row[7].split(":"))
        parents = [name(one) for one in parents]
        found.append(
            (
                *(name(row[0]), name(row[1]), *row[2:4], name(row[4]), *row[5:7]),
                *(entity_id, row[8], value, parents),
            )
        )
    return found


def both(one_by_one: Callable[[Change, Any], None], at_once: Callable[[Change, Any], None]) -> None:
    """Do the same in two projects, take it back and make it again: log and words must agree."""
    with tempfile.TemporaryDirectory() as folder:
        logs = []
        for name, act in (("a.sayso", one_by_one), ("b.sayso", at_once)):
            with new_project(Path(folder), name) as project:
                project.connection.execute("PRAGMA synchronous = OFF")
                with_notes(project, *TEXTS)
                ids = [one.id for one in notes.all(project)]
                before = entity_dump(project.connection)
                with project.change("act") as change:
                    act(change, ids)
                after = entity_dump(project.connection)
                names: dict[str, str] = {}
                written = log_of(project, names)
                if change.count:
                    assert project.undo() is not None
                    assert entity_dump(project.connection) == before
                    assert project.redo() is not None
                    assert entity_dump(project.connection) == after
                project.connection.execute("PRAGMA synchronous = EXTRA")
                assert project.check().ok, project.check().problems
                logs.append((written, after_words(project), log_of(project, names)))
        assert logs[0] == logs[1]


def after_words(project: Project) -> list[tuple[Any, ...]]:
    """Every note in words, and whether full text finds it."""
    titles = {one.id: one.title for one in stages.all(project)}
    return [
        (
            one.text,
            one.kind,
            one.emotion,
            one.verbatim,
            titles.get(one.stage) if one.stage else None,
            len(one.personas),
            len(with_words(project, f'"{one.text}"')),
        )
        for one in notes.all(project)
    ]


@given(edits, st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_many_edits_are_those_that_one_by_one_writes(
    wanted: list[tuple[int, tuple[str, Any]]], batch: int
) -> None:
    def due(change: Change, ids: list[str]) -> list[tuple[str, str, object]]:
        steps = [one.id for one in stages.all(change)]
        return [
            (ids[at], name, steps[value] if name == "stage" and value is not None else value)
            for at, (name, value) in wanted
        ]

    def one_by_one(change: Change, ids: list[str]) -> None:
        for one, name, value in due(change, ids):
            change.edit("note", one, **{name: value})

    def at_once(change: Change, ids: list[str]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(log, "BATCH", batch)
            change.edit_many("note", due(change, ids))

    both(one_by_one, at_once)


@given(members, members, members)
@settings(max_examples=40, deadline=None)
def test_many_memberships_are_those_that_one_by_one_writes(
    first: list[int], gone: list[int], again: list[int]
) -> None:
    gone = [one for one in gone if one in first]
    again = [one for one in again if one not in first or one in gone]

    def row(change: Change, ids: list[str], at: int) -> dict[str, object]:
        (persona,) = change.connection.row("SELECT id FROM persona")
        return {"note": ids[at], "persona": persona, "position": 0}

    def key(change: Change, ids: list[str], at: int) -> str:
        values = row(change, ids, at)
        return f"{values['note']}:{values['persona']}"

    def one_by_one(change: Change, ids: list[str]) -> None:
        for at in first:
            change.make("note_persona", **row(change, ids, at))
        for at in gone:
            change.remove("note_persona", key(change, ids, at))
        for at in again:
            change.make("note_persona", **row(change, ids, at))

    def at_once(change: Change, ids: list[str]) -> None:
        change.make_many("note_persona", [row(change, ids, at) for at in first])
        change.remove_many("note_persona", [key(change, ids, at) for at in gone])
        change.make_many("note_persona", [row(change, ids, at) for at in again])

    both(one_by_one, at_once)


def test_a_row_that_is_not_there_takes_all_of_it_back(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, *TEXTS)
        ids = [one.id for one in notes.all(project)]
        before = entity_dump(project.connection)
        with pytest.raises(UnknownName, match="was changed"), project.change("act") as change:
            change.edit_many("note", [(one, "kind", Kind.PAIN) for one in (*ids, "nobody")])
        assert entity_dump(project.connection) == before
        with pytest.raises(UnknownName), project.change("act") as change:
            change.remove_many("note_persona", [f"{ids[0]}:nobody"])


def test_a_step_that_raises_takes_back_what_was_written(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, *TEXTS)
        ids = [one.id for one in notes.all(project)]
        before = entity_dump(project.connection)

        def stop(done: int) -> None:
            raise KeyboardInterrupt(done)

        with pytest.raises(KeyboardInterrupt), project.change("act") as change:
            change.edit_many("note", [(one, "kind", Kind.PAIN) for one in ids], stop)
        assert entity_dump(project.connection) == before
