"""The numbered tags: the last used first, kept over restarts, and never renumbered in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capture.jobs import tags as tags_jobs
from capture.jobs.browse import Targets
from capture.jobs.notes import Place, log
from capture.jobs.pick import MOST, Named, Recents, every_tag
from data.records import Kind
from data.store import Project, notes
from data.store.lists import channels, personas, stages
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Any:
    with new_project(tmp_path) as made:
        with_notes(made, *(f"remark {at}" for at in range(60)))
        yield made


def row(project: Project) -> list[str]:
    return [one.name for one in every_tag(project).recents.tags]


def targets(project: Project) -> Targets:
    return Targets(tuple(note.id for note in notes.all(project)))


def test_a_fresh_project_offers_its_lists_in_their_order(project: Project) -> None:
    assert row(project) == ["Apply", "Wait", "Claimant", "Phone", "Desk"]
    assert every_tag(project).recents.used == 0


def test_the_last_used_comes_first_after_a_restart_too(project: Project) -> None:
    tags_jobs.tag(project, targets(project), tags_jobs.give("persona", personas.all(project)[0].id))
    tags_jobs.tag(project, targets(project), tags_jobs.put(channel=channels.all(project)[1].id))
    tags_jobs.tag(project, targets(project), tags_jobs.new_tag("later"))
    tags_jobs.tag(project, targets(project), tags_jobs.put(kind=Kind.OUTCOME))
    tags_jobs.tag(project, targets(project), tags_jobs.put(kind=Kind.PAIN))  # p serves for that
    expected = ["outcome", "later", "Desk", "Claimant", "Apply", "Wait", "Phone"]
    assert row(project) == expected
    assert every_tag(project).recents.used == 4
    with Project.open(project.path) as again:
        assert row(again) == expected


def test_what_was_taken_back_was_not_used_and_a_logged_line_was(project: Project) -> None:
    tags_jobs.tag(project, targets(project), tags_jobs.put(stage=stages.all(project)[1].id))
    project.undo()
    assert row(project)[0] == "Apply"
    log(project, "phone rings ,,~desk", Place())
    assert row(project)[0] == "Desk"
    project.undo()
    project.redo()
    assert row(project)[0] == "Desk"


def test_what_was_removed_is_left_out(project: Project) -> None:
    wait = stages.all(project)[1].id
    one = Targets((notes.all(project)[0].id,))
    tags_jobs.tag(project, one, tags_jobs.put(stage=wait))
    tags_jobs.tag(project, one, tags_jobs.put(stage=None))
    with project.change("gone") as change:
        stages.remove(change, wait)
    assert "Wait" not in row(project)


def test_a_number_stays_while_tags_are_used_and_a_new_one_comes_last() -> None:
    tags = tuple(Named("tag", str(at), f"tag {at}") for at in range(5))
    recents = Recents(tags, 2)
    assert recents.with_used(tags[3]) == recents
    assert recents.with_used(Named("kind", "pain point", "pain point")) == recents
    new = Named("persona", "x", "Clerk")
    assert recents.with_used(new).tags == (*tags, new)
    full = Recents(tuple(Named("tag", str(at), f"tag {at}") for at in range(MOST)), MOST)
    after = full.with_used(new)
    assert after.tags[:-1] == full.tags[:-1]
    assert after.at(9) == new
    assert after.at(0) is None
    assert full.renamed({("tag", "0"): "other"}).tags[0].name == "other"
