"""Importing tables: what a plan says, what a project holds afterwards, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import template
from data.errors import ImportRefused, SaysoError
from data.exchange.importing import apply, plan
from data.exchange.incoming import ImportOptions
from data.exchange.plans import Plan
from data.exchange.reading import read
from data.records import (
    Emotion,
    Group,
    Kind,
    Note,
    ProjectInfo,
    SessionKind,
    Snapshot,
    Source,
)
from data.store import Project, notes, sessions
from data.store.lists import participants, personas, stages


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(
        tmp_path / "research.sayso", ProjectInfo("Research"), template.load("default")
    ) as made:
        yield made


def bring(
    project: Project, text: str, options: ImportOptions | None = None, name: str = "answers.csv"
) -> Plan:
    path = project.path.parent / name
    path.write_text(text, encoding="utf-8")
    with project.change(f"Import {name}") as change:
        planned = plan(read(path, options), change)
        apply(planned, change)
    return planned


def by_text(snapshot: Snapshot) -> dict[str, Note]:
    return {note.text: note for note in snapshot.notes}


def stage_titles(project: Project) -> list[str]:
    return [stage.title for stage in stages.all(project)]


def test_every_row_is_a_note_with_its_tags(project: Project) -> None:
    bring(
        project,
        "text,stage,persona,kind,source,emotion,channel,tags,at,label\n"
        'slow,Get,"Old; New",Pain point,Customer,-2,Phone,"alpha, beta",2026-03-02T14:00:00Z,x\n'
        "fine,get,new,gain,staff,++,phone,beta,,y\n",
    )
    snapshot = project.snapshot()
    slow, fine = (by_text(snapshot)[text] for text in ("slow", "fine"))
    names: dict[str, str] = {persona.id: persona.name for persona in snapshot.personas}
    names |= {tag.id: tag.name for tag in snapshot.tags}
    assert (slow.kind, slow.source, slow.emotion) == (Kind.PAIN, Source.CUSTOMER, Emotion.VERY_LOW)
    assert (fine.kind, fine.source, fine.emotion) == (Kind.GAIN, Source.STAFF, Emotion.VERY_HIGH)
    assert [names[persona] for persona in slow.personas] == ["Old", "New"]
    assert fine.personas == slow.personas[1:]
    assert [names[tag] for tag in slow.tags] == ["alpha", "beta"]
    assert slow.channel == fine.channel
    assert slow.channel is not None
    assert slow.stage == fine.stage == stages.all(project)[3].id
    assert slow.at.isoformat() == "2026-03-02T14:00:00+00:00"
    (session,) = snapshot.sessions
    assert (session.title, session.kind) == ("answers", SessionKind.IMPORT)
    assert session.started_at == slow.at


def test_a_plan_changes_nothing_and_tells_everything(project: Project) -> None:
    before = project.path.read_bytes()
    path = project.path.parent / "a.csv"
    path.write_text(
        "text,stage,persona,who,odd\nslow,Wait,Old,Ann,1\nlate,Arrive,New,Ben,2\n,,,,3\n"
    )
    lines = plan(read(path), project).lines()
    assert project.path.read_bytes() == before
    assert lines == [
        'text: column "text" (guessed)',
        'stage: column "stage" (guessed)',
        'persona: column "persona" (guessed)',
        'participant: column "who" (guessed)',
        "columns left alone: odd",
        "+ 2 notes",
        "+ session a (import, 2 notes)",
        "stages of the template that go: Before, Find out, Decide, Get, Use, After",
        "+ 2 stages: Wait, Arrive",
        "+ 2 personas: Old, New",
        "+ 2 participants: Ann, Ben",
        "1 row without a remark, left out",
        "! 2 notes name no source and count as the team's own guess: say whose they are with "
        "--source customer, staff, observed or record",
    ]


def test_lines_are_safe_for_a_terminal(project: Project) -> None:
    path = project.path.parent / "a.csv"
    path.write_text("text,stage,o\x1b[2J\nslow,W\x1b]0;x\x07ait,1\n")
    assert not any("\x1b" in line for line in plan(read(path), project).lines())


def test_the_files_stages_replace_a_templates(project: Project) -> None:
    bring(project, "text,stage\na,Wait\nb,Get\nc,Wait\nd,Arrive\n")
    assert stage_titles(project) == ["Wait", "Get", "Arrive"]
    assert stages.all(project)[1].description  # the template's own Get stays as it was
    project.undo()
    assert stage_titles(project) == ["Before", "Find out", "Decide", "Get", "Use", "After"]
    bring(project, "text,stage\na,Wait\n")
    assert stage_titles(project) == ["Wait"]


def test_a_file_in_the_templates_own_words_leaves_it_whole(project: Project) -> None:
    bring(project, "text,stage\na,use\nb,3\n")
    assert stage_titles(project) == ["Before", "Find out", "Decide", "Get", "Use", "After"]
    found = by_text(project.snapshot())
    assert [found[text].stage for text in "ab"] == [stages.all(project)[i].id for i in (4, 2)]


@pytest.mark.parametrize("touch", ["stage", "note", "own"])
def test_stages_that_somebody_chose_are_added_to(tmp_path: Path, touch: str) -> None:
    own = ["Before", "After"] if touch == "own" else None
    path = tmp_path / "own.sayso"
    with Project.create(path, ProjectInfo("A"), template.load("default"), stages=own) as project:
        if touch == "stage":
            with project.change("Rename") as change:
                stages.edit(change, stages.all(project)[0].id, title="Earlier")
        if touch == "note":
            bring(project, "text\nx\n", name="first.csv")
        before = stage_titles(project)
        bring(project, "text,stage\na,Wait\nb,AFTER\n")
        assert stage_titles(project) == [*before, "Wait"]


def test_the_same_file_adds_nothing_and_a_longer_one_what_is_new(project: Project) -> None:
    rows = "text,stage\nslow,Wait\nslow,Wait\nlate,Wait\n"
    first = bring(project, rows)
    assert len(first.notes) == 3
    before = project.snapshot()
    again = bring(project, rows)
    assert again.is_empty
    assert again.lines()[-1] == "nothing new: 3 rows known already"
    assert project.snapshot() == before
    longer = bring(project, rows + "slow,Wait\nnew,Wait\n", name="answers.csv")
    assert [project.snapshot().notes[-2].text, project.snapshot().notes[-1].text] == ["slow", "new"]
    assert len(longer.notes) == 2
    assert len(project.snapshot().sessions) == 1
    assert longer.known == 3
    assert "3 rows known already, left as they are" in longer.lines()


def test_an_undone_import_can_be_done_again(project: Project) -> None:
    rows = "text,stage\nslow,Wait\n"
    bring(project, rows)
    project.undo()
    assert not project.snapshot().notes
    assert len(bring(project, rows).notes) == 1


def test_each_row_without_a_name_is_a_voice_of_its_own(project: Project) -> None:
    bring(project, "text,source\nslow,customer\nslow,customer\n")
    voices = [note.respondent for note in project.snapshot().notes]
    assert len(set(voices)) == 2
    assert all(voices)


def test_participants_are_people(project: Project) -> None:
    bring(
        project,
        "text,participant,team,source\n"
        "a,Ann,Desk,staff\nb,ann,Desk,staff\nc,Ann,Calls,staff\nd,Ben,,customer\ne,,Desk,staff\n"
        "f,Ann,,customer\ng,,,\n",
    )
    snapshot = project.snapshot()
    people = {one.id: (one.name, one.team, one.group) for one in snapshot.participants}
    said = {
        note.text: [people[one.participant] for one in note.participants] for note in snapshot.notes
    }
    assert said == {
        "a": [("Ann", "Desk", Group.FRONTLINE)],
        "b": [("Ann", "Desk", Group.FRONTLINE)],
        "c": [("Ann", "Calls", Group.FRONTLINE)],
        "d": [("Ben", "", Group.CUSTOMER)],
        "e": [("", "Desk", Group.FRONTLINE)],
        "f": [("Ann", "", Group.CUSTOMER)],
        "g": [],
    }
    assert len(snapshot.participants) == 5
    assert by_text(snapshot)["g"].respondent


def test_codes_mean_this_projects_people_only_where_all_are_theirs(project: Project) -> None:
    with project.change("People") as change:
        ann, ben = (participants.add(change, name) for name in ("Ann", "Ben"))
    theirs = bring(project, "text,participant\na,P01\nb,p2\n", name="theirs.csv")
    assert [one.participant for n in project.snapshot().notes for one in n.participants] == [
        ann.id,
        ben.id,
    ]
    assert any("by their codes" in line for line in theirs.lines())
    bring(project, "text,participant\nc,P02\nd,P03\n", name="foreign.csv")
    assert [p.name for p in participants.all(project)] == ["Ann", "Ben", "P02", "P03"]
    bring(project, "text,participant\ne,P03\nf,P02\n", name="foreign2.csv")
    people = {p.id: p.name for p in participants.all(project)}
    found = by_text(project.snapshot())
    assert [people[found[text].participants[0].participant] for text in "cdef"] == [
        "P02",
        "P03",
        "P03",
        "P02",
    ]


def test_what_is_not_understood_is_kept_and_counted(project: Project) -> None:
    report = bring(
        project,
        "text,k,s,e,d,st\n"
        "a,weird,Twitter,great,02/03/2026,Wait\n"
        "b,pain point,staff,-1,2026-01-01,p\n",
        ImportOptions(kind="k", source="s", emotion="e", at="d", stage="st"),
    )
    found = by_text(project.snapshot())
    assert sorted(found["a"].left_over.split()) == ["02/03/2026", "Twitter", "great", "weird"]
    assert found["b"].left_over == "p"
    assert [line for line in report.lines() if "not understood" in line] == [
        '! source: 1 word not understood, kept as left over: "Twitter"',
        '! kind: 1 word not understood, kept as left over: "weird"',
        '! at: 1 word not understood, kept as left over: "02/03/2026"',
        '! emotion: 1 word not understood, kept as left over: "great"',
        '! stage: 1 word not understood, kept as left over: "p"',
    ]


def test_another_scale_is_no_emotion(project: Project) -> None:
    report = bring(project, "text,e\na,1\nb,5\n", ImportOptions(emotion="e"))
    assert {n.text: (n.emotion, n.left_over) for n in project.snapshot().notes} == {
        "a": (None, "1"),
        "b": (None, "5"),
    }
    assert any("another scale" in line for line in report.lines())


def test_fixed_values(project: Project) -> None:
    with project.change("Persona") as change:
        personas.add(change, "Old")
        sessions.add(change, "Survey", SessionKind.IMPORT, started_at=datetime.now(UTC))
    options = ImportOptions(
        stage="find OUT",
        persona="old",
        kind="pain point",
        source="staff",
        emotion="-1",
        participant="Ann/Desk",
        session="Survey",
    )
    bring(project, "text\nslow\n", options)
    snapshot = project.snapshot()
    (note,) = snapshot.notes
    assert (note.kind, note.source, note.emotion) == (Kind.PAIN, Source.STAFF, Emotion.LOW)
    assert note.stage == snapshot.stages[1].id
    assert note.personas == (snapshot.personas[0].id,)
    (ann,) = snapshot.participants
    assert (ann.name, ann.team, ann.group) == ("Ann", "Desk", Group.FRONTLINE)
    assert [session.title for session in snapshot.sessions] == ["Survey"]
    bring(project, "text\nlate\n", options, name="more.csv")
    assert len(project.snapshot().sessions) == len(project.snapshot().participants) == 1


@pytest.mark.parametrize(
    ("role", "known"),
    [
        ("stage", "Before, Find out"),
        ("persona", "none yet"),
        ("kind", "pain point, need"),
        ("source", "customer, staff"),
        ("emotion", "-2, -1"),
        ("participant", "NAME/TEAM"),
        ("team", "participants add"),
        ("session", "sessions add"),
    ],
)
def test_an_unknown_fixed_value_is_refused_with_what_is_known(
    project: Project, role: str, known: str
) -> None:
    before = project.path.read_bytes()
    with pytest.raises(ImportRefused, match="Wate") as caught:
        bring(project, "text,label\nslow,x\n", ImportOptions(**{role: "Wate"}))
    assert known in str(caught.value)
    assert "text, label" in str(caught.value)
    assert project.path.read_bytes() == before


def test_a_column_of_remarks_makes_no_stages(project: Project) -> None:
    rows = "".join(f"a,remark number {n}\n" for n in range(200))
    with pytest.raises(ImportRefused, match="200 different values"):
        bring(project, "text,comment\n" + rows, ImportOptions(stage="comment"))


def test_sessions_from_a_column(project: Project) -> None:
    bring(project, "text,session\na,One\nb,Two\nc,one\n")
    bring(project, "text,session\nd,ONE\n", name="b.csv")
    snapshot = project.snapshot()
    titles = {session.id: session.title for session in snapshot.sessions}
    assert {note.text: titles[note.session] for note in snapshot.notes} == {
        "a": "One",
        "b": "Two",
        "c": "One",
        "d": "One",
    }


def test_two_files_of_one_name_are_two_sessions(project: Project) -> None:
    bring(project, "text\na\n")
    bring(project, "text\nb\n")
    assert [session.title for session in project.snapshot().sessions] == ["answers", "answers"]


def test_a_source_names_no_guess(project: Project) -> None:
    report = bring(project, "text\na\n", ImportOptions(source="customer"))
    assert not any("own guess" in line for line in report.lines())


def test_all_of_a_file_or_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = project.snapshot()
    add, left = notes.add, [2]

    def failing(*given: object, **named: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise SaysoError("The disk is full.")
        return add(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(notes, "add", failing)
    with pytest.raises(SaysoError, match="disk"):
        bring(project, "text,stage,persona\na,Wait,X\nb,Wait,X\nc,Wait,X\n")
    assert project.snapshot() == before


def test_control_characters_arrive_in_the_project(project: Project) -> None:
    hostile = "a\x1b]0;x\x07 b\x00 c \u202e and some more of it"
    bring(project, f"text,stage\n{hostile},Wait\n")
    assert [note.text for note in project.snapshot().notes] == [hostile]


def test_options_cover_what_the_command_line_offers() -> None:
    offered = "text stage persona kind source participant team emotion at session"
    assert " ".join(field.name for field in fields(ImportOptions)) == offered
