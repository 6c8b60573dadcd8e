"""The page that follows the map: whose it is, and that its file ends with whoever writes it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import live, maps, outputs
from capture.jobs.drafts import synthesise
from data import locations
from data.errors import OutputFailed
from data.store import Project
from synthesis.map.model import JourneyMap
from tests import ROOT
from tests.unit.stores import listing, new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as project:
        with_notes(project, "the form is too long", "the form is far too long")
        synthesise(project)
        yield project


@pytest.fixture
def journey(project: Project) -> JourneyMap:
    return maps.page_map(project, None)


def records() -> list[str]:
    folder = locations.live_dir()
    return listing(folder) if folder.exists() else []


def test_it_lies_beside_the_project_for_its_owner_alone_and_ends(
    project: Project, journey: JourneyMap
) -> None:
    page = live.begin(journey, project.path)
    assert page.path == project.path.with_name("claims.map.html")
    assert page.path.stat().st_mode & 0o777 == 0o600
    assert re.match(r"\s*<!doctype html>", page.path.read_text(encoding="utf-8"), re.IGNORECASE)
    assert records() == [page.sign]
    assert live.rewrite(journey, page)
    live.end(page)
    assert listing(project.path.parent) == ["claims.sayso"]
    assert records() == []
    assert not live.rewrite(journey, page), "what has ended is not made anew"
    assert listing(project.path.parent) == ["claims.sayso"]


@pytest.mark.parametrize("there", ["my own notes", "an exported map", "a changed page"])
def test_a_file_that_is_no_live_page_is_left_alone(
    project: Project, journey: JourneyMap, there: str
) -> None:
    beside = live.page_for(project.path)
    if there == "a changed page":
        before = live.begin(journey, project.path)
        with beside.open("a", encoding="utf-8") as file:
            file.write("<!-- and what I think of it -->")
        live.end(before)
    else:
        exported = outputs.render(journey, "html") if "map" in there else there
        assert isinstance(exported, str)
        beside.write_text(exported, encoding="utf-8")
    content = beside.read_bytes()
    page = live.begin(journey, project.path)
    assert page.path != beside
    assert page.path.name == beside.name
    assert page.path.stat().st_mode & 0o777 == 0o600
    live.end(page)
    assert not page.path.parent.exists(), "its folder went with it"
    assert beside.read_bytes() == content


OTHER_WRITER = """
import sqlite3, sys
sqlite3.connect(sys.argv[1], timeout=0).execute("BEGIN IMMEDIATE")
"""


@pytest.mark.parametrize("link", ["symbolic", "hard", "pipe"])
def test_what_leads_to_the_project_or_nowhere_is_not_written_into(
    project: Project, journey: JourneyMap, link: str
) -> None:
    beside = live.page_for(project.path)
    if link == "pipe":
        os.mkfifo(beside)
    elif link == "hard":
        os.link(project.path, beside)
    else:
        beside.symlink_to(project.path)
    before = project.path.read_bytes()
    with project.change("Hold") as change:
        change.rename("Held")
        page = live.begin(journey, project.path)
        done = subprocess.run(
            [sys.executable, "-c", OTHER_WRITER, str(project.path)],
            capture_output=True,
            check=False,
        )
        assert b"database is locked" in done.stderr, "looking at it dropped no lock"
        assert page.path != beside
        live.end(page)
    assert len(project.path.read_bytes()) >= len(before)
    assert project.check().ok


def test_of_two_windows_the_later_has_the_page(project: Project, journey: JourneyMap) -> None:
    first = live.begin(journey, project.path)
    second = live.begin(journey, project.path)
    assert second.path == first.path
    assert not live.rewrite(journey, first)
    live.end(first)
    assert live.rewrite(journey, second), "the first one's end does not take it away"
    live.end(second)
    assert listing(project.path.parent) == ["claims.sayso"]
    assert records() == []


KILLED = """
import sys
from pathlib import Path
from capture.jobs import live, maps
from data.store import Project
path = Path(sys.argv[1])
with Project.open(path) as project:
    page = live.begin(maps.page_map(project, None), path)
print(page.path, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("beside", [True, False])
def test_the_next_start_takes_away_the_page_of_a_window_that_was_killed(
    project: Project, beside: bool
) -> None:
    if not beside:
        live.page_for(project.path).write_text("my own", encoding="utf-8")
    window = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(project.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert window.stdin is not None
    assert window.stdout is not None
    with window.stdin, window.stdout:
        page = Path(window.stdout.readline().decode().strip())
        assert (page.parent == project.path.parent) is beside
        live.sweep()
        assert page.exists(), "its window lives"
        window.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, window.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet reaped
        live.sweep()
        window.wait()
    assert not page.exists()
    assert page.parent.exists() is beside
    assert records() == []


def test_sweeping_takes_nothing_else_away(project: Project, journey: JourneyMap) -> None:
    live.sweep()
    page = live.begin(journey, project.path)
    own = locations.live_dir()
    for number, content in enumerate((f'"{project.path}"', "[" * 100_000, "{}", "", '"/dev/null"')):
        (own / f"{number:016x}").write_text(content, encoding="ascii")
    live.sweep()
    assert page.path.exists()
    assert project.check().ok
    assert project.path.exists()
    live.end(page)


def test_where_nothing_can_be_written_it_says_so(
    project: Project, journey: JourneyMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs, "write_out", full)
    with pytest.raises(OutputFailed, match="No space left"):
        live.begin(journey, project.path)
    assert records() == []
