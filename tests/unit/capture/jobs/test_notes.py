"""Logging as a job: several windows at once, and nods that make nobody heard twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from capture.jobs import imports
from capture.jobs import sessions as sessions_jobs
from capture.jobs.names import names_for
from capture.jobs.notes import Place, carried_over, log, rewrite, stick
from capture.reading import Sticking, line_of
from data.records import EvidenceStance, Group, Kind, SessionKind, Stance
from data.shorthand import Shorthand
from data.store import Project, bearings, notes, sessions, tagging, touchpoints
from data.store.lists import channels, participants, personas, stages
from data.store.log import Change
from data.store.notes import nod
from data.store.schema import TABLES
from data.store.tagging import Retag
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


def _against(project: Project) -> list[tuple[str, str]]:
    """Return which remark stands against which, by their texts."""
    texts = {one.id: one.text for one in notes.all(project)}
    assert all(one.stance is EvidenceStance.AGAINST for one in bearings.all(project))
    return [(texts[one.note], texts[one.target]) for one in bearings.all(project)]


_TICKET, _RARE = "a ticket in the first week", "not in the first week"


def test_no_with_words_is_said_by_whoever_says_it_and_stands_against_the_remark_before(
    project: Project,
) -> None:
    place = log(project, f"Tom/calls: {_TICKET} ,,p--", Place()).place
    place = log(project, "to buy: ring the garage ,,m", place).place  # a memo is no remark
    done = log(project, f"Ruth/desk: {_RARE} ,,p- no", place)
    assert done.against is not None
    assert done.against.text == _TICKET
    assert _against(project) == [(_RARE, _TICKET)]
    for note in notes.all(project):
        assert [one.stance for one in note.participants] in ([Stance.SAID], [])
        assert not note.left_over
    again = log(project, "ruth: and not in the second ,,no", done.place)
    assert again.against == done.against  # the last one of somebody else
    project.undo()
    project.undo()
    assert _against(project) == []
    assert len(notes.all(project)) == 2


def test_no_is_left_over_where_nobody_says_it_or_nobody_else_spoke(project: Project) -> None:
    place = log(project, "Jon/calls: people hang up", Place()).place
    for line, why in (
        ("phones do not ring ,,no p", "nobody is named"),
        ("Jon: they hang up at once ,,no", "no remark of somebody else"),
    ):
        fresh = Place(session_title=line[:6])
        done = log(project, line, fresh)
        assert (done.note.left_over, done.reading.disagrees) == ("no", False)
        assert why in done.reading.hints[-1].message
    assert log(project, ",,no", place).note.left_over == "no"
    assert _against(project) == []
    assert notes.all(project)[0].participants[0].stance is Stance.SAID


def test_no_alone_puts_the_last_note_against_the_one_before(project: Project) -> None:
    place = log(project, f"Tom/calls: {_TICKET}", Place()).place
    place = log(project, f"Ruth/desk: {_RARE}", place).place
    done = log(project, ",,no", place)
    assert done.against is not None
    assert _against(project) == [(_RARE, _TICKET)]
    log(project, "tom: ,,no", done.place)  # Tom disagrees with what Ruth says: no words of his
    assert [one.stance for one in notes.all(project)[1].participants] == [
        Stance.SAID,
        Stance.DISAGREES,
    ]
    assert _against(project) == [(_RARE, _TICKET)]


def test_editing_changes_no_for_or_against(project: Project) -> None:
    place = log(project, f"Tom/calls: {_TICKET}", Place()).place
    note = log(project, f"Ruth/desk: {_RARE} ,,no", place).note
    line = line_of(note, names_for(project, sessions.all(project)[0]))
    assert line == f"Ruth: {_RARE}"
    note = rewrite(project, note, f"Tom: {_RARE} ,,p").note
    done = rewrite(project, note, f"Ruth: {_RARE}, ever ,,no")
    assert (done.note.left_over, done.reading.hints[-1].word) == ("no", "no")
    assert _against(project) == [(f"{_RARE}, ever", _TICKET)]
    assert [one.stance for one in done.note.participants] == [Stance.SAID]


def test_an_older_note_whose_only_voice_disagrees_is_written_without_no(project: Project) -> None:
    note = log(project, "Ruth/desk: not in the first week", Place()).note
    with project.change("As it was stored once") as change:
        (ruth,) = note.participants
        nod(change, note.id, ruth.participant, Stance.DISAGREES)
    old = notes.all(project)[0]
    line = line_of(old, names_for(project, sessions.all(project)[0]))
    assert line == "Ruth: not in the first week"
    done = rewrite(project, old, f"{line} ,,p-")
    assert [one.stance for one in done.note.participants] == [Stance.DISAGREES]


@pytest.mark.parametrize("given", [",,wait", "by hand", "in bulk", "as a channel"])
def test_a_word_left_over_goes_when_the_tag_that_it_meant_is_given(
    project: Project, given: str
) -> None:
    with project.change("Names") as change:
        wait = next(one for one in stages.all(change) if one.title == "Wait")
        website = channels.add(change, "Website")
    done = log(project, "x ,,p w zzz -- no", Place())
    assert done.note.left_over == "w zzz no"
    done = log(project, ",,q", done.place)
    assert done.note.left_over == "w zzz no"  # nothing but what fits goes
    match given:
        case "by hand":
            with project.change("The stage") as change:
                notes.edit(change, done.note.id, stage=wait.id)
        case "in bulk":
            with project.change("The stage") as change:
                planned = tagging.plan(change, [done.note.id], Retag(put=(("stage", wait.id),)))
                tagging.write(change, planned)
        case "as a channel":
            with project.change("The channel") as change:
                notes.edit(change, done.note.id, channel=website.id)
        case _:
            log(project, given, done.place)
    assert notes.all(project)[0].left_over == "zzz no"
    project.undo()
    assert notes.all(project)[0].left_over == "w zzz no"


def test_what_sticks_is_a_stage_and_what_was_set_to_stick(project: Project) -> None:
    with project.change("Names") as change:
        web = channels.add(change, "Website")
        carer = personas.add(change, "Carer")
    done = log(project, "one ,,wait web carer", Place())
    assert carried_over(done) == Shorthand()
    done = log(project, "two ,,p", done.place)
    assert (done.note.channel, done.note.personas) == (None, ())
    assert carried_over(done) == Shorthand(stage=done.note.stage)
    stuck = stick(project, ",,web carer", Place())
    assert stuck is not None
    assert stuck[1] == "Carer · Website"
    done = log(project, "three ,,#-", stuck[0])
    done = log(project, "four", done.place)
    assert (done.note.channel, done.note.personas) == (web.id, (carer.id,))
    for line in (",,p-", "jo:", "x ,,web", ",,web p", ",,web +new", ",,web zzz", ""):
        assert stick(project, line, Place()) is None


def test_an_unknown_speaker_is_not_the_one_person_of_an_interview(project: Project) -> None:
    session = sessions_jobs.open_session(
        project, "Ana", SessionKind.CUSTOMER_INTERVIEW, people=["Ana/"]
    )
    place = Place(session.id)
    assert not log(project, "Brother: he did it for her", place).note.participants
    assert log(project, "note: he did it for her", place).note.participants


def test_an_unknown_speaker_in_a_file_is_not_the_one_person_of_an_interview(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "ana.md"
    file.write_text(
        "# Ana\nKind: customer interview\nPresent: Ana\n- Brother: he did it\n- she did it\n"
    )
    imports.import_file(project, file, {})
    assert [len(note.participants) for note in notes.all(project)] == [0, 1]


def test_a_file_says_no_as_typing_does(project: Project, tmp_path: Path) -> None:
    with project.change("A card") as change:
        (code,) = change.new_codes("T")
        change.make("touchpoint", **_CARD, code=code)
    file = tmp_path / "meeting.md"
    file.write_text(
        "# Desk\nPresent: Jon/calls, Ann/desk\n- Jon: people hang up ,,n\n,,p claim\n"
        "- Ann: nobody does ,,no\n- Jon: they do\n- ,,no\n"
        f"- {code}: not by phone ,,no\n- {code}: by phone\n"
    )
    imports.import_file(project, file, {})
    hang, nobody, they, *_ = notes.all(project)
    assert {one.stance for note in (hang, nobody, they) for one in note.participants} == {
        Stance.SAID
    }
    assert (hang.kind, hang.need_type, len(hang.personas)) == (Kind.PAIN, None, 1)
    assert sorted(_against(project)) == [
        ("nobody does", "people hang up"),
        ("they do", "nobody does"),
    ]
    card = touchpoints.by_code(project, code)
    assert card is not None
    assert [one.stance for one in card.evidence] == [EvidenceStance.AGAINST, EvidenceStance.FOR]
    assert all(not one.left_over for one in notes.all(project))
    file.write_text(file.read_text().replace("- ,,no\n", "- ,,no\n- Ann: never ,,no\n"))
    imports.import_file(project, file, {})
    assert ("never", "they do") in _against(project)


def test_a_file_tells_the_hints_that_typing_would(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "meeting.md"
    file.write_text(
        "# Desk\nPresent: Jon/calls\n- Jon: it rings ,,no\n"
        "- xx: who is this ,,p-9\n- xx is text here ,,p-9\n"
    )
    told = " ".join(imports.import_file(project, file, {}).lines)
    assert "“xx” is nobody here" in told
    assert "“-9” is no feeling (-2 to +2). “- 9” is - at stage 9. (2 times)" in told
    assert "“no” was left over" in told


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
    ",,claimant", ",,no", ",,+z zz", "Jon: not so ,,no p-2", "le, om: both", "jon: x ,,c p-9",
    ",,clai", "y ,,c --", ",,+c", "Maria: c ,,tho++ req--",
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
                [against for text, against in _against(project) if text == note.text],
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
