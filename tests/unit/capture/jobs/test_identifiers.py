"""What may say who somebody is: listed, decided on, and out of whatever leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs import drafts, identifiers, maps, outputs, projects
from capture.jobs.identifiers import decide, listed
from capture.jobs.notes import Place, log
from capture.jobs.projects import create
from data.errors import NotFound, UsageError
from data.records import SessionKind
from data.store import Project
from synthesis.identifiers import Choice

SAID = (
    "Vera/desk: the phone number 0171 5550123 rings out all morning ,,p- 1",
    "Vera/desk: the lift was broken again ,,p 1",
    "Jo/desk: Vera sends them to Aisha Rahman at the window ,,p 1",
    "Jo/desk: I told Aisha Rahman that the queue is long ,,p 1",
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = create(tmp_path / "p.sayso", title="Clinic", stages=("Visit",), personas=())
    place = Place(session_title="Meeting", session_kind=SessionKind.STAFF_MEETING)
    for line in SAID:
        log(made, line, place)
    drafts.synthesise(made)
    return made


def out(project: Project, *, no_names: bool = False, identified: bool = False) -> str:
    """Return all that leaves, in every form that is text."""
    journey = maps.build_map(project, "", no_names=no_names, identified=identified)
    made = [outputs.render(journey, form) for form in outputs.FORMS if form != "xlsx"]
    sheets = outputs.maps_to_print(project, project.snapshot(), "a3", no_names=no_names)
    made.append(outputs.page_of(outputs.leaves(sheets, "a3"), sheets, "a3"))
    return "\n".join(str(one) for one in made)


def test_names_and_numbers_leave_in_no_form_and_what_is_undecided_is_listed(
    project: Project,
) -> None:
    everything = out(project)
    assert "5550123" not in everything
    assert "[number] rings out" in everything
    assert "Vera" not in everything
    assert "[P01] sends them to" in everything
    assert [one.find.words for one in listed(project) if one.is_open] == ["Aisha Rahman"] * 2
    assert "Aisha" in everything
    assert "Aisha" not in out(project, no_names=True)
    assert "Vera" in out(project, identified=True)


def test_what_is_decided_holds_in_every_form_and_undo_takes_it_back(project: Project) -> None:
    assert decide(project, "aisha rahman", Choice.HIDE) == "Hide “Aisha Rahman” in 2 places."
    assert "Aisha" not in out(project)
    assert not [one for one in listed(project) if one.is_open]
    decide(project, "Aisha Rahman", Choice.KEEP)
    assert "Aisha" in out(project, no_names=True)
    decide(project, "Vera", Choice.KEEP)
    assert "Vera sends" in out(project)
    decide(project, "Vera", None)
    assert "Vera" not in out(project)
    for _ in range(4):
        assert project.undo() is not None
    assert len([one for one in listed(project) if one.is_open]) == 2


def test_what_is_kept_in_one_note_is_hidden_in_others(project: Project) -> None:
    first, second = (one for one in listed(project) if one.is_open)
    decide(project, "Aisha Rahman", Choice.HIDE)
    decide(project, "Aisha Rahman", Choice.KEEP, place=first.place)
    everything = out(project)
    assert first.text.replace("Vera", "[P01]") in everything
    assert second.text not in everything


def test_a_frozen_map_holds_no_name_either(project: Project) -> None:
    maps.freeze(project, "first")
    _, journey = maps.thaw(project, "first")
    assert "Vera" not in str(outputs.render(journey, "json"))


def test_words_that_are_on_no_list_are_refused(project: Project) -> None:
    with pytest.raises(NotFound, match="on no list"):
        decide(project, "lift", Choice.HIDE)
    with pytest.raises(UsageError, match="no participant"):
        decide(project, "Aisha Rahman", Choice.CODE)


def test_the_notes_themselves_are_as_they_were(project: Project) -> None:
    before = project.snapshot()
    identifiers.to_leave(before, no_names=True)
    out(project, no_names=True)
    assert project.snapshot().notes == before.notes


def test_the_sample_waits_for_no_decision(tmp_path: Path) -> None:
    with projects.create_sample(tmp_path / "s.sayso") as sample:
        projects.staff_meetings(sample)
        projects.interviews(sample)
        assert [one.find.words for one in listed(sample) if one.is_open] == []
        everything = out(sample)
    for name in ("Oskar", "Marisol", "Samir"):
        assert name not in everything
