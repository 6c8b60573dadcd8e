"""The sample project: every line is understood as it was meant, and the counts are as promised."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from data import sample
from data.exchange.incoming import Section
from data.exchange.reading import read
from data.records import (
    Group,
    Kind,
    NeedType,
    ParticipantId,
    Participation,
    SessionKind,
    Source,
)
from data.shorthand import KIND_LETTERS, Named, Shorthand, Speaker, Vocabulary, name_problem, parse

DELIBERATELY_LEFT_OVER = {"urgnt", "frustr"}

PROJECT: dict[str, Any] = tomllib.loads(sample.project_file().read_text(encoding="utf-8"))
STAGES = [stage["title"] for stage in PROJECT["stages"]]


@dataclass(frozen=True)
class Line:
    """One line of a session as it was understood, and who is meant by its speaker."""

    file: str
    typed: str
    read: Shorthand
    speaker: str


def named(names: list[str]) -> tuple[Named, ...]:
    return tuple(Named(name, name) for name in names)


@cache
def session(path: Path) -> Section:
    """The one session that a file holds, as an import would read it."""
    incoming = read(path)
    assert incoming.warnings == ()
    assert len(incoming.sections) == 1
    return incoming.sections[0]


def lines(path: Path) -> Iterator[Line]:
    """The lines of one session, read with the people who are there at that moment."""
    roster = [one.name for one in session(path).people]
    for remark in session(path).remarks:
        speakers = tuple(
            Speaker(ParticipantId(name), f"P{at:02}", name) for at, name in enumerate(roster, 1)
        )
        vocabulary = Vocabulary(
            stages=named(STAGES),
            personas=named([persona["name"] for persona in PROJECT["personas"]]),
            channels=named(PROJECT["channels"]),
            roster=speakers,
        )
        line = parse(remark.text, vocabulary)
        if line.new_speaker:
            roster.append(line.new_speaker.name)
        speaker = line.speaker or roster[-1] if line.has_speaker else ""
        yield Line(path.name, remark.text, line, speaker)


FILES = sample.staff_files() + sample.interview_files()
EVERY = [line for path in FILES for line in lines(path)]
NOTES = [line for line in EVERY if line.read.has_text]
EVIDENCE = [line for line in NOTES if not (line.read.kind and line.read.kind.is_mark)]
STAFF = {path.name for path in sample.staff_files()}


def at_stage(stage: str, *, staff: bool) -> list[Line]:
    return [n for n in EVIDENCE if n.read.stage == stage and (n.file in STAFF) is staff]


def test_the_files_are_four_meetings_and_six_interviews_in_order() -> None:
    assert [path.name for path in FILES] == sorted(path.name for path in FILES)
    kinds = [session(path).kind for path in FILES]
    assert kinds == [SessionKind.STAFF_MEETING] * 4 + [SessionKind.CUSTOMER_INTERVIEW] * 6
    moments = [session(path).started_at for path in FILES]
    assert all(earlier and later and earlier < later for earlier, later in pairwise(moments))
    assert all(session(path).title and session(path).note_taker for path in FILES)
    folder = sample.project_file().parent
    assert {path.name for path in folder.glob("[0-9]*.md")} == {path.name for path in FILES}


def test_there_are_fourteen_people_of_four_teams_and_six_customers() -> None:
    teams: dict[str, set[str]] = {}
    groups: Counter[Group | None] = Counter()
    for path in FILES:
        for one in session(path).people:
            groups[one.group] += one.name not in teams
            teams.setdefault(one.name, set()).add(one.team)
    for line in EVERY:
        if line.read.new_speaker:
            teams.setdefault(line.speaker, set()).add(line.read.new_speaker.team)
    assert all(len(each) == 1 for each in teams.values()), "a team is written in one way"
    count = Counter(next(iter(each)) for each in teams.values())
    assert count == {"front desk": 2, "call centre": 3, "back office": 2, "management": 1, "": 6}
    assert groups[Group.CUSTOMER] == 6
    assert groups[Group.DECISION_MAKER] == 1
    assert {line.speaker for line in NOTES} - {""} == set(teams), "everybody says something"


def test_every_tag_is_understood_but_for_two() -> None:
    left = [line for line in EVERY if line.read.left_over]
    assert {line.read.left_over for line in left} == DELIBERATELY_LEFT_OVER
    hinted = [line.typed for line in EVERY if line.read.hints and not line.read.left_over]
    assert hinted == []


def test_every_line_with_a_tail_or_a_nod_is_read_so() -> None:
    for line in EVERY:
        assert line.read.has_tail is (" ,," in line.typed), line.typed
        opener = re.match(r"\w+(?:/[\w ]+)?:(?= |$)", line.typed)
        assert bool(line.read.speaker or line.read.new_speaker) is bool(opener), line.typed
        assert line.read.has_text or line.read.has_speaker, line.typed


def test_names_can_be_given_and_told_apart() -> None:
    for names in (
        STAGES,
        PROJECT["channels"],
        [persona["name"] for persona in PROJECT["personas"]],
    ):
        for at, name in enumerate(names):
            assert name_problem(name, names[:at]) is None


def test_there_are_enough_notes_of_every_sort() -> None:
    assert len(NOTES) >= 150
    per_file = Counter(line.file for line in NOTES)
    assert min(per_file.values()) >= 14
    kinds = Counter(line.read.kind for line in NOTES)
    assert set(KIND_LETTERS.values()) <= set(kinds)
    assert {Kind.OBSTACLE, Kind.THOUGHT, Kind.REQUEST, Kind.OUTCOME} <= set(kinds)
    assert kinds[None] >= 5, "some remarks have no kind"
    assert {line.read.need_type for line in NOTES} == {None, *NeedType}
    assert {line.read.emotion for line in NOTES} >= {None, -2, -1, 0, 1, 2}
    assert {line.read.source for line in NOTES} == {
        None,
        Source.TEAM,
        Source.OBSERVED,
        Source.RECORD,
    }
    assert sum(line.read.verbatim for line in NOTES) >= 5
    assert sum(line.read.stage is None for line in EVIDENCE) >= 3, "some have no stage"
    assert any(line.read.new_tags for line in NOTES)
    assert len({line.read.text for line in NOTES}) == len(NOTES)


def test_nods_and_dissent_follow_somebody_elses_remark() -> None:
    nods = dissents = 0
    speaker = ""
    for line in EVERY:
        if line.read.has_text:
            speaker = line.speaker
            continue
        assert line.speaker != speaker, line.typed
        nods += not line.read.disagrees
        dissents += line.read.disagrees
    assert nods >= 8
    assert dissents >= 6


def test_every_journey_shows_stages_and_personas_that_exist() -> None:
    personas = {persona["name"]: persona for persona in PROJECT["personas"]}
    assert len(personas) == 3
    fields = {
        "name",
        "description",
        "current_situation",
        "ideal_future",
        "outcomes",
        "traits",
        "prior_knowledge",
        "motivations",
        "participation",
    }
    for persona in personas.values():
        assert {key for key, value in persona.items() if value} == fields
        assert persona["participation"] in set(Participation)
    for journey in PROJECT["journeys"]:
        assert journey["persona"] in personas
        assert set(journey.get("stages", STAGES)) <= set(STAGES)
        assert journey["trigger"]
        assert journey["scenario"]
    for key in ("title", "goal", "objectives", "use", "scope"):
        assert PROJECT[key].strip()
    for stage in PROJECT["stages"]:
        assert stage["description"].endswith(".")
        assert len(stage["examples"]) == 3


def test_staff_blame_the_form_and_say_nothing_of_the_wait() -> None:
    assert at_stage("Wait", staff=True) == []
    heard = Counter(n.read.stage for n in EVIDENCE if n.file in STAFF)
    assert heard.most_common(1)[0][0] == "Apply"
    lows = [n.read.emotion for n in at_stage("Apply", staff=True) if n.read.emotion is not None]
    assert sum(lows) / len(lows) <= -1


def test_customers_suffer_at_the_wait_and_not_at_the_form() -> None:
    waiting = [n for n in at_stage("Wait", staff=False) if n.speaker]
    assert len({n.speaker for n in waiting}) == 6
    assert len(waiting) > len(at_stage("Apply", staff=False))
    felt = [n.read.emotion for n in waiting if n.read.emotion is not None]
    assert sum(felt) / len(felt) <= -1.3
    form = [n for n in at_stage("Apply", staff=False) if n.speaker]
    felt = [n.read.emotion for n in form if n.read.emotion is not None]
    assert sum(felt) / len(felt) >= 0.5


def test_the_belief_about_the_form_is_put_to_customers_who_say_no() -> None:
    deniers = set()
    for before, line in pairwise(EVERY):
        if line.file not in STAFF and line.read.disagrees and "form" in before.read.text:
            assert before.read.source is Source.TEAM
            assert before.read.stage == "Apply"
            deniers.add(line.speaker)
    assert len(deniers) >= 3


@pytest.mark.parametrize(
    ("words", "stage", "least"),
    [("pick|answer|rings out", "Ride", 6), ("silence|nothing|not a word", "Wait", 5)],
)
def test_what_counts_is_said_again_in_other_words(words: str, stage: str, least: int) -> None:
    said = [n for n in EVIDENCE if n.read.stage == stage and re.search(words, n.read.text)]
    assert len({n.speaker for n in said}) >= least
