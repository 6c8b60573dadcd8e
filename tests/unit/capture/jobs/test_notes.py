"""Logging as a job: several windows at once, and nods that make nobody heard twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from capture.jobs import imports
from capture.jobs.notes import Act, Place, log
from capture.reading import Sticking
from data.records import EvidenceStance, Group, Kind, Stance
from data.store import Project, notes, sessions, touchpoints
from data.store.lists import participants
from data.store.log import Change
from data.store.schema import TABLES
from tests.unit.stores import new_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


def test_two_windows_that_begin_at_once_share_one_session(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another window stores its first note just before this one gets to write."""
    change = Project.change

    @contextmanager
    def late(self: Project, label: str) -> Iterator[Change]:
        monkeypatch.setattr(Project, "change", change)
        with Project.open(project.path) as other:
            log(other, "phones ring out", Place())
        with change(self, label) as made:
            yield made

    monkeypatch.setattr(Project, "change", late)
    log(project, "nobody calls back", Place())
    assert len(sessions.all(project)) == 1
    assert len(notes.all(project)) == 2
    assert [one.label for one in project.history(2)] == [
        "Log “nobody calls back”",
        "Log “phones ring out”",
    ]


def test_whoever_said_it_agrees_already(project: Project, tmp_path: Path) -> None:
    place = log(project, "Jon/calls: people hang up", Place()).place
    log(project, "jon:", place)
    (note,) = notes.all(project)
    assert [one.stance for one in note.participants] == [Stance.SAID]
    log(project, "jon: ,,no", place)
    (note,) = notes.all(project)
    assert [one.stance for one in note.participants] == [Stance.DISAGREES]


def test_whoever_said_it_agrees_already_in_a_file(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "meeting.md"
    file.write_text("# Desk\nPresent: Jon/calls, Ann/desk\n- Jon: people hang up\n- Jon:\n")
    imports.import_file(project, file, {})
    file.write_text(file.read_text() + "- Ann:\n- Jon:\n")
    imports.import_file(project, file, {})
    (note,) = notes.all(project)
    assert [one.stance for one in note.participants] == [Stance.SAID, Stance.AGREES]


def test_no_alone_turns_the_speaker_and_without_one_is_left_over(project: Project) -> None:
    place = log(project, "Jon/calls: people hang up", Place()).place
    assert log(project, ",,no", place).act is Act.DISAGREED
    bare = log(project, "phones ring out ,,no p", place)
    assert (bare.note.left_over, bare.reading.disagrees) == ("no", False)
    assert log(project, ",,no", bare.place).note.left_over == "no no"
    assert [one.stance for one in notes.all(project)[0].participants] == [Stance.DISAGREES]


def test_a_file_says_no_as_typing_does(project: Project, tmp_path: Path) -> None:
    with project.change("A card") as change:
        (code,) = change.new_codes("T")
        change.make("touchpoint", **_CARD, code=code)
    file = tmp_path / "meeting.md"
    file.write_text(
        "# Desk\nPresent: Jon/calls, Ann/desk\n- Jon: people hang up ,,n\n,,no p claim\n"
        f"{code}: not by phone ,,no\n{code}: by phone\n"
    )
    imports.import_file(project, file, {})
    hang, _, _ = notes.all(project)
    assert [one.stance for one in hang.participants] == [Stance.DISAGREES]
    assert (hang.kind, hang.need_type, len(hang.personas)) == (Kind.PAIN, None, 1)
    card = touchpoints.by_code(project, code)
    assert card is not None
    assert [one.stance for one in card.evidence] == [EvidenceStance.AGAINST, EvidenceStance.FOR]
    assert all(not one.left_over for one in notes.all(project))


_CARD: dict[str, object] = {
    **dict.fromkeys(TABLES["touchpoint"].columns),
    **TABLES["touchpoint"].defaults,
    "title": "Calling",
    "decision": "draft",
    "owner": "",
    "graded_by": "",
    "moment_of_truth": False,
    "position": 0,
}
del _CARD["code"]


def test_a_team_without_a_name_is_not_somebody_else_without_one(project: Project) -> None:
    with project.change("Somebody") as change:
        participants.add(change, "", team="calls")
    log(project, "it rings", Place(speaker="🙂/calls"))
    assert len(participants.all(project)) == 2


_LINES = (
    "Maria: phones ring ,,p--2", "jon:", "Jon: ,,no", "they hang up ,,n internal +x", "b ,,~desk",
    "two kinds ,,p p2", "it said: ok", "P01: hi", "Maria: hello ,,no", "maria: ,,+late", 'a ,,"',
    "well,, no", "nobody said so ,,no", "ask them ,,k", "memo ,,m +q", ": note: y", ",,--",
    ",,claimant", ",,no", ",,+z zz",
)  # fmt: skip


def test_a_file_of_lines_becomes_what_typing_them_would(tmp_path: Path) -> None:
    """Line by line, since only in typing a stage, a persona and a channel stick."""

    def told(project: Project) -> list[tuple[Any, ...]]:
        snapshot = project.snapshot()
        things: tuple[Any, ...] = (
            *snapshot.stages,
            *snapshot.personas,
            *snapshot.channels,
            *snapshot.tags,
        )
        names = {
            str(one.id): getattr(one, "title", "") or getattr(one, "name", "") for one in things
        }
        names |= {str(one.id): one.code for one in snapshot.participants}
        return sorted(
            (
                note.text, note.kind, note.need_type, names.get(str(note.stage)), note.emotion,
                names.get(str(note.channel)), note.verbatim, note.left_over,
                [names[one] for one in (*note.personas, *note.tags)],
                [(names[one.participant], one.stance) for one in note.participants],
            )
            for note in snapshot.notes
        )  # fmt: skip

    typed, read = tmp_path / "typed", tmp_path / "read"
    for folder in (typed, read):
        folder.mkdir()
    with new_project(typed) as project, new_project(read) as other:
        for one in (project, other):
            with one.change("People") as change:
                participants.add(change, "Maria", team="desk", group=Group.FRONTLINE)
                participants.add(change, "Jon", team="calls", group=Group.FRONTLINE)
        place = Place(session_title="Monday")
        for line in _LINES:
            place = replace(log(project, line, place).place, sticking=Sticking())
        file = tmp_path / "Monday.md"
        file.write_text("# Monday\nKind: staff meeting\n\n" + "\n".join(_LINES) + "\n")
        imports.import_file(other, file, {})
        assert told(project) == told(other)
