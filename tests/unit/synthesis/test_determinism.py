"""The same notes give the same groups and titles: in any order, on any number of threads, ever."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capture.jobs import drafts as drafts_jobs
from capture.jobs import projects
from capture.jobs.drafts import DEFAULT_DIAL
from data.records import Kind, SessionKind
from data.store import Project, notes, sessions
from data.store.lists import stages
from tests import ROOT
from tests.unit.stores import new_project

SEED = 20_260_318
# Stage, text and kind of a note; nothing else of it may matter to what is grouped.
Remark = tuple[str, str, str]

# Prints what a fresh process makes of the remarks in a file; the hash of strings differs each time.
FRESH = """
import json, sys, tempfile
from pathlib import Path
from tests.unit.synthesis.test_determinism import drafts
with tempfile.TemporaryDirectory() as folder:
    remarks = [tuple(one) for one in json.loads(Path(sys.argv[1]).read_text())]
    print(json.dumps(drafts(Path(folder), remarks)))
"""


def told(project: Project) -> list[object]:
    """Cards and claims with their titles and the texts of their notes; no ids, no codes."""
    snapshot = project.snapshot()
    texts = {note.id: note.text for note in snapshot.notes}
    titles = {stage.id: stage.title for stage in snapshot.stages}
    cards = [
        [
            titles.get(card.stage) if card.stage else None,
            card.title,
            sorted(
                [
                    claim.title,
                    str(claim.kind),
                    texts[claim.quote] if claim.quote else "",
                    list(claim.terms),
                    sorted(texts[one.note] for one in claim.evidence),
                ]
                for claim in card.claims
            ),
        ]
        for card in snapshot.touchpoints
    ]
    return sorted(cards, key=json.dumps)


def drafts(folder: Path, remarks: Sequence[Remark]) -> list[object]:
    """What is drafted of a new project with these remarks, logged in this order."""
    with new_project(folder) as project:
        with project.change("All") as change:
            session = sessions.add(
                change, "Meeting", SessionKind.STAFF_MEETING, started_at=datetime.now(UTC)
            )
            places = {one.title: one.id for one in stages.all(change)}
            for name in sorted({stage for stage, _, _ in remarks} - {""}):
                if name not in places:
                    places[name] = stages.add(change, name).id
            for number, (stage, text, kind) in enumerate(remarks):
                notes.add(
                    change,
                    session=session.id,
                    text=text,
                    at=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=number),
                    stage=places.get(stage),
                    kind=Kind(kind) if kind else None,
                )
        drafts_jobs.synthesise(project)
        found = told(project)
        assert project.check().ok
    for litter in folder.iterdir():
        litter.unlink()
    return found


@pytest.fixture(scope="module")
def remarks() -> list[Remark]:
    """The remarks of the sample project, some of them twice, and some made ones."""
    with projects.temporary() as (project, folder):
        projects.staff_meetings(project)
        projects.interviews(project)
        snapshot = project.snapshot()
    shutil.rmtree(folder)
    titles = {stage.id: stage.title for stage in snapshot.stages}
    found = [
        (titles[note.stage] if note.stage else "", note.text, note.kind.value if note.kind else "")
        for note in snapshot.notes
        if note.is_evidence
    ][:140]
    made = [(found[0][0], text, "") for text in ("?!", "☃", "9", "Ride  Ride")]
    return [*found, *found[:6], *made]


@pytest.fixture(scope="module")
def straight(remarks: list[Remark], tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    made = drafts(tmp_path_factory.mktemp("straight"), remarks)
    assert len(made) > 10
    return made


@pytest.mark.parametrize("shuffle", range(3))
def test_the_order_of_arrival_does_not_matter(
    shuffle: int, remarks: list[Remark], straight: list[object], tmp_path: Path
) -> None:
    order = list(remarks)
    random.Random(SEED + shuffle).shuffle(order)
    assert drafts(tmp_path, order) == straight


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_number_of_threads_does_not_matter(
    threads: int,
    remarks: list[Remark],
    straight: list[object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("synthesis.grouping.encode.cores", lambda: threads)
    assert drafts(tmp_path, remarks) == straight


def test_drafting_again_makes_the_same(remarks: list[Remark], tmp_path: Path) -> None:
    """Moving the dial and moving it back leaves what there was."""
    with new_project(tmp_path) as project:
        with project.change("All") as change:
            session = sessions.add(
                change, "Meeting", SessionKind.STAFF_MEETING, started_at=datetime.now(UTC)
            )
            for _, text, _ in remarks[:60]:
                notes.add(change, session=session.id, text=text, at=datetime.now(UTC))
        drafts_jobs.synthesise(project)
        first = project.snapshot().touchpoints
        drafts_jobs.synthesise(project, dial=0.9)
        drafts_jobs.synthesise(project, dial=DEFAULT_DIAL)
        again = project.snapshot().touchpoints
        assert [card.title for card in again] == [card.title for card in first]
        assert [
            sorted(one.note for claim in card.claims for one in claim.evidence) for card in again
        ] == [sorted(one.note for claim in card.claims for one in claim.evidence) for card in first]


def test_a_fresh_process_makes_the_same(
    remarks: list[Remark], straight: list[object], tmp_path: Path
) -> None:
    order = list(remarks)
    random.Random(SEED - 1).shuffle(order)
    (tmp_path / "remarks.json").write_text(json.dumps(order), encoding="utf-8")
    for hashing in ("1", "77"):
        done = subprocess.run(
            [sys.executable, "-c", FRESH, str(tmp_path / "remarks.json")],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hashing},
        )
        assert json.loads(done.stdout) == straight
