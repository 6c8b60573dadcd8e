"""Pairs that somebody said are not the same."""

from __future__ import annotations

from pathlib import Path

from data.store.lists import as_pair, tags, tell_apart, told_apart
from tests.unit.dump import entity_dump
from tests.unit.stores import new_project


def test_a_pair_is_kept_once_whichever_way_round_it_is_told(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with project.change("Tags") as change:
            one, other = tags.add(change, "Tourist").id, tags.add(change, "Tourists").id
        before = entity_dump(project.connection)
        with project.change("They differ") as change:
            assert tell_apart(change, "tag", other, one)
            assert not tell_apart(change, "tag", one, other)
        assert told_apart(project, "tag") == {as_pair(one, other)}
        assert told_apart(project, "note") == frozenset()
        project.undo()
        assert entity_dump(project.connection) == before
        project.redo()
        assert told_apart(project, "tag") == {as_pair(one, other)}
        assert project.check().ok
