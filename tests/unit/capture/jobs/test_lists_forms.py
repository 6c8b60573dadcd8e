"""The lists of a project: each act one change, undone as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs import lists as lists_jobs
from capture.jobs import sessions
from capture.jobs.lists import loss, remove
from capture.jobs.lists import read as lists
from data.errors import NameTaken, NotFound, UsageError
from data.records import Attribution, Group, Participation, SessionKind
from data.store import Project, notes
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = new_project(tmp_path)
    lists_jobs.put(project, "participant", None, {"name": "Maria", "team": "desk"})
    session = with_notes(project, "phones ring out", "letters get lost")
    first, second = notes.all(project)
    found = lists(project)
    with project.change("Tag") as change:
        for note in (first, second):
            notes.edit(
                change,
                note.id,
                stage=found.stages[1].id,
                personas=(found.personas[0].id,),
                participants=(Attribution(found.people[0].id),),
            )
    assert session.id == found.sessions[0].id
    return project


def test_what_the_project_is_about_is_changed_in_one_step(project: Project) -> None:
    lists_jobs.describe(project, {"goal": "Find out", "supported_at": " 3 "})
    after = lists(project)
    assert (after.info.goal, after.settings.supported_at) == ("Find out", 3)
    project.undo()
    assert (lists(project).info.goal, lists(project).settings.supported_at) == ("", 2)


@pytest.mark.parametrize("number", ["two", "", "0", "1.5"])
def test_a_number_that_is_none_changes_nothing(project: Project, number: str) -> None:
    before = lists(project)
    with pytest.raises(UsageError):
        lists_jobs.describe(project, {"goal": "Find out", "shared_teams": number})
    assert lists(project) == before


def test_stages_are_added_changed_and_ordered(project: Project) -> None:
    new = lists_jobs.put(project, "stage", None, {"title": "Complain", "examples": "one\n\n two "})
    stage = lists(project).stages[2]
    assert (stage.id, stage.title, stage.examples) == (new, "Complain", ("one", "two"))
    lists_jobs.put(project, "stage", stage.id, {"title": "Object"})
    lists_jobs.move_in_order(project, "stage", stage.id, -1)
    assert [one.title for one in lists(project).stages] == ["Apply", "Object", "Wait"]
    lists_jobs.move_in_order(project, "stage", stage.id, -5)
    assert [one.title for one in lists(project).stages] == ["Object", "Apply", "Wait"]
    for _ in range(4):
        project.undo()
    assert [one.title for one in lists(project).stages] == ["Apply", "Wait"]


def test_names_that_are_taken_are_refused(project: Project) -> None:
    before = lists(project)
    with pytest.raises(NameTaken):
        lists_jobs.put(project, "stage", None, {"title": "wait"})
    with pytest.raises(NameTaken):
        lists_jobs.put(project, "persona", None, {"name": "obs"})
    assert lists(project) == before


def test_personas_are_added_changed_and_ordered(project: Project) -> None:
    new = lists_jobs.put(
        project, "persona", None, {"name": "Carer", "participation": Participation.DRIVER}
    )
    carer = lists(project).personas[1]
    assert (carer.id, carer.participation) == (new, Participation.DRIVER)
    lists_jobs.put(project, "persona", carer.id, {"traits": "short of time"})
    lists_jobs.move_in_order(project, "persona", carer.id, -1)
    assert [one.name for one in lists(project).personas] == ["Carer", "Claimant"]
    assert lists(project).personas[0].traits == "short of time"


def test_people_need_a_name_or_a_team(project: Project) -> None:
    with pytest.raises(UsageError, match="name or a team"):
        lists_jobs.put(project, "participant", None, {"name": " ", "group": Group.SUPPORT})
    lists_jobs.put(project, "participant", None, {"team": "back office", "group": Group.SUPPORT})
    lists_jobs.put(project, "participant", lists(project).people[0].id, {"name": "Mary"})
    people = lists(project).people
    assert [(one.name, one.team, one.group) for one in people] == [
        ("Mary", "desk", None), ("", "back office", Group.SUPPORT),
    ]  # fmt: skip


def test_a_session_is_made_with_who_is_there_and_its_roster_changed(project: Project) -> None:
    new = sessions.put(
        project,
        None,
        {
            "title": "Eleni",
            "kind": SessionKind.CUSTOMER_INTERVIEW,
            "people": ("Eleni/", "Maria"),
        },
    )
    found = lists(project)
    session = next(one for one in found.sessions if one.id == new)
    assert found.roster(session) == "Eleni, Maria"
    eleni = next(one for one in found.people if one.name == "Eleni")
    assert eleni.group is Group.CUSTOMER
    sessions.put(project, session.id, {"people": ("Eleni",), "note_taker": "Jo"})
    found = lists(project)
    session = next(one for one in found.sessions if one.id == new)
    assert (found.roster(session), session.note_taker) == ("Eleni", "Jo")


def test_a_bare_name_that_nobody_has_changes_nothing(project: Project) -> None:
    before = lists(project)
    with pytest.raises(NotFound, match="Zoe"):
        sessions.put(project, None, {"title": "New", "people": ("Zoe",)})
    assert lists(project) == before


def test_a_roster_reads_back_as_it_is_written(project: Project) -> None:
    for name in ("Maria", "An, Na", "P01"):
        lists_jobs.put(project, "participant", None, {"name": name})
    found = lists(project)
    specs = tuple(found.spec(one) for one in found.people)
    assert "An, Na" not in specs
    assert len(set(specs)) == len(specs)
    made = sessions.put(project, None, {"title": "All", "people": specs})
    session = next(one for one in lists(project).sessions if one.id == made)
    assert session.roster == tuple(one.id for one in found.people)


def test_removing_says_what_would_be_lost_and_undo_brings_it_back(project: Project) -> None:
    before = lists(project)
    things = (before.stages[1], before.personas[0], before.people[0], before.sessions[0])
    said = [loss(before, thing) for thing in things]
    assert [one.split(".")[0] for one in said] == [
        "2 notes stay, without a stage",
        "2 notes stay, about anybody",
        "2 notes stay, without them",
        "2 notes go with it",
    ]
    assert loss(before, before.stages[0]).startswith("No note names it.")
    kept = notes.all(project)
    for thing in things:
        assert "2 notes" in remove(project, thing)
        assert lists(project) != before
        project.undo()
        assert lists(project) == before
        assert notes.all(project) == kept


def test_of_two_sessions_of_one_title_the_right_one_goes(project: Project) -> None:
    sessions.put(project, None, {"title": "Meeting"})
    first, second = lists(project).sessions
    assert remove(project, second) == "Removed the session “Meeting” and 0 notes."
    assert lists(project).sessions == (first,)
    with pytest.raises(NotFound, match="meanwhile"):
        remove(project, second)
