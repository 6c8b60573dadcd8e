"""Importing text and Markdown: lines become notes as they would be typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import template
from data.errors import ImportRefused
from data.exchange.importing import apply, plan
from data.exchange.incoming import ImportOptions
from data.exchange.plans import Plan
from data.exchange.reading import read
from data.records import Emotion, Group, Kind, ProjectInfo, SessionKind, Source, Stance
from data.store import Project, sessions
from data.store.lists import participants

MEETING = """# Desk meeting
Kind: staff meeting
Date: 2026-03-02T14:00Z
Note-taker: Ann
Present: Maria/front desk, Jon/calls, Rita/back office (decision-maker)

- ma: phones ring out all morning ,,p-- get pho
- jo:
- rita: ,,no
- Pat/calls: same here ,,+overload zzz
- pat: again
- ask IT ,,k
- nobody knows
- ,,q #use
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(
        tmp_path / "research.sayso", ProjectInfo("Research"), template.load("default")
    ) as made:
        yield made


def bring(
    project: Project, text: str, options: ImportOptions | None = None, name: str = "notes.md"
) -> Plan:
    path = project.path.parent / name
    path.write_text(text, encoding="utf-8")
    with project.change(f"Import {name}") as change:
        planned = plan(read(path, options), change)
        apply(planned, change)
    return planned


def said(project: Project) -> dict[str, list[tuple[str, Stance]]]:
    """Return by text who stands how to each note."""
    snapshot = project.snapshot()
    names = {one.id: one.name for one in snapshot.participants}
    return {
        note.text: [(names[one.participant], one.stance) for one in note.participants]
        for note in snapshot.notes
    }


def test_a_meeting(project: Project) -> None:
    bring(project, MEETING)
    snapshot = project.snapshot()
    (session,) = snapshot.sessions
    assert (session.title, session.kind) == ("Desk meeting", SessionKind.STAFF_MEETING)
    assert (session.note_taker, session.started_at.hour) == ("Ann", 14)
    people = {one.id: (one.name, one.team, one.group) for one in snapshot.participants}
    assert [people[one] for one in session.roster] == [
        ("Maria", "front desk", Group.FRONTLINE),
        ("Jon", "calls", Group.FRONTLINE),
        ("Rita", "back office", Group.DECISION_MAKER),
        ("Pat", "calls", Group.FRONTLINE),
    ]
    assert said(project) == {
        "phones ring out all morning": [
            ("Maria", Stance.SAID),
            ("Jon", Stance.AGREES),
            ("Rita", Stance.DISAGREES),
        ],
        "same here": [("Pat", Stance.SAID)],
        "again": [("Pat", Stance.SAID)],
        "ask IT": [],
        "nobody knows": [],
    }
    notes = {note.text: note for note in snapshot.notes}
    phones = notes["phones ring out all morning"]
    assert (phones.kind, phones.emotion) == (Kind.PAIN, Emotion.VERY_LOW)
    assert phones.stage == snapshot.stages[3].id
    assert phones.channel is not None
    assert phones.at == session.started_at
    assert notes["same here"].left_over == "zzz"
    assert [tag.name for tag in snapshot.tags] == ["overload"]
    assert notes["ask IT"].kind is Kind.ASK
    assert notes["nobody knows"].kind is Kind.QUESTION
    assert notes["nobody knows"].stage == snapshot.stages[4].id
    assert notes["again"].stage is None  # nothing sticks


def test_again_adds_nothing_and_more_lines_what_is_new(project: Project) -> None:
    bring(project, MEETING)
    before = project.snapshot()
    assert bring(project, MEETING, name="copy.md").is_empty
    assert project.snapshot() == before
    bring(project, MEETING + "- rita: new\n- maria:\n")
    assert len(project.snapshot().sessions) == 1
    assert said(project)["new"] == [("Rita", Stance.SAID), ("Maria", Stance.AGREES)]
    bring(project, MEETING + "- rita: new\n- maria:\n- jon: ,,no\n")
    assert said(project)["new"] == [
        ("Rita", Stance.SAID),
        ("Maria", Stance.AGREES),
        ("Jon", Stance.DISAGREES),
    ]
    assert len(project.snapshot().notes) == len(before.notes) + 1


def test_equal_lines_are_all_kept_and_another_meeting_is_another(project: Project) -> None:
    bring(project, "# Weekly\nDate: 2026-03-02\nslow\nslow\n")
    bring(project, "# Weekly\nDate: 2026-03-09\nslow\n")
    snapshot = project.snapshot()
    assert [note.text for note in snapshot.notes] == ["slow"] * 3
    assert len(snapshot.sessions) == 2


def test_an_interview_with_one_person_is_theirs(project: Project) -> None:
    bring(
        project,
        "# Eleni\nKind: customer interview\nParticipants: Eleni\n\nI called three times ,,p\n"
        ": she looked tired\nthe queue was long ,,obs\nremember the form ,,m\n",
    )
    assert said(project) == {
        "I called three times": [("Eleni", Stance.SAID)],
        "she looked tired": [],
        "the queue was long": [],
        "remember the form": [],
    }
    (eleni,) = project.snapshot().participants
    assert eleni.group is Group.CUSTOMER


def test_whoever_asks_is_no_customer(project: Project) -> None:
    bring(
        project,
        "# Eleni\nKind: customer interview\nParticipants: Eleni\n"
        "Interviewer: how was it?\nEleni: slow\nInterviewer: why?\nEleni: nobody came\n",
    )
    assert said(project) == {
        "Interviewer: how was it?": [],
        "slow": [("Eleni", Stance.SAID)],
        "Interviewer: why?": [],
        "nobody came": [("Eleni", Stance.SAID)],
    }
    sources = [note.source for note in project.snapshot().notes]
    assert sources == [Source.TEAM, None, Source.TEAM, None]


def test_speakers_known_listed_or_opening_two_lines(project: Project) -> None:
    with project.change("People") as change:
        participants.add(change, "Nikos Pappas", group=Group.SUPPORT)
    bring(
        project,
        "# One\nKind: staff meeting\nni: b\nNikos: a\nLena: c\nLena: d\nOnce: e\nPhone: f\n"
        "Phone: g\n# Two\nPresent: Nikolas\nni: h\nP01: i\nLena: j\n",
    )
    assert said(project) == {
        "a": [("Nikos Pappas", Stance.SAID)],
        "ni: b": [],
        "c": [("Lena", Stance.SAID)],
        "d": [("Lena", Stance.SAID)],
        "Once: e": [],
        "Phone: f": [],  # a channel of this project, not somebody
        "Phone: g": [],
        "h": [("Nikolas", Stance.SAID)],
        "i": [("Nikos Pappas", Stance.SAID)],
        "j": [("Lena", Stance.SAID)],
    }


def test_a_customer_is_not_staff_of_the_same_name(project: Project) -> None:
    bring(
        project,
        "# Staff\nKind: staff meeting\nPresent: Maria/desk\nMaria: a\n"
        "# Customer\nKind: customer interview\nPresent: Maria\nMaria: b\n",
    )
    groups = {one.id: one.group for one in project.snapshot().participants}
    assert [groups[n.participants[0].participant] for n in project.snapshot().notes] == [
        Group.FRONTLINE,
        Group.CUSTOMER,
    ]


def test_options_fill_what_lines_leave_open(project: Project) -> None:
    options = ImportOptions(source="customer", kind="pain point", stage="use", session="All")
    with project.change("All") as change:
        sessions.add(change, "All", SessionKind.IMPORT, started_at=datetime.now(UTC))
    bring(project, "# One\nslow\n# Two\nnice ,,g #get\n", options)
    snapshot = project.snapshot()
    slow, nice = snapshot.notes
    assert (slow.kind, slow.stage, slow.source) == (
        Kind.PAIN,
        snapshot.stages[4].id,
        Source.CUSTOMER,
    )
    assert (nice.kind, nice.stage) == (Kind.GAIN, snapshot.stages[3].id)
    assert [session.title for session in sessions.all(project)] == ["All"]


def test_an_unknown_stage_is_refused(project: Project) -> None:
    with pytest.raises(ImportRefused, match="Known: Before, Find out"):
        bring(project, "slow\n", ImportOptions(stage="Nowhere"))


def test_text_that_names_no_source_is_the_teams_guess(project: Project) -> None:
    report = bring(project, "slow\nlate\n", name="ideas.txt")
    assert report.lines() == [
        "+ 2 notes",
        "+ session ideas (import, 2 notes)",
        "! 2 notes name no source and count as the team's own guess: say whose they are with "
        "--source customer, staff, observed or record",
    ]


def test_a_nod_to_nothing_is_said(project: Project) -> None:
    report = bring(project, "# M\nPresent: Jon\nJon:\nslow\n")
    assert any("1 line has no new note above" in line for line in report.lines())


def test_code_is_kept_as_it_is(project: Project) -> None:
    bring(project, "```\nx: 1 ,,p\n  y\n```\n")
    (note,) = project.snapshot().notes
    assert (note.text, note.kind) == ("x: 1 ,,p\n  y", None)
