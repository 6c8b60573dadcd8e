"""What the app says it keeps is kept: whatever ends it, and whatever has become of the disk.

``SAYSO_KILLS`` sets how often each end is tried (fewer here, to end in a minute).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from contextlib import closing, suppress
from pathlib import Path
from select import select
from statistics import median
from time import monotonic

import pytest

from capture.jobs.unsent import Rescued, left_behind
from data import rescue
from data.store import Project, notes
from tests.faults.lock_holder import locked
from tests.faults.test_store_faults import small_disk
from tests.tui.meeting import make_meeting

if sys.platform == "win32":
    pytest.skip("no pty on Windows", allow_module_level=True)

from tests.tui.terminal import Terminal

KILLS = int(os.environ.get("SAYSO_KILLS", "3"))
LOST_AT_MOST = 8
"""Letters of half a second at a quick person's speed, and two on their way: the median."""
LOST_AT_WORST = 24
"""Letters of two seconds: for a kill at which the machine was busy with something else."""

_IMPATIENT = """
from data.store import Project
Project.open.__func__.__kwdefaults__["wait"] = 0.2
from capture.cli import main
main()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def app(path: Path, home: Path) -> Terminal:
    """The app, which waits for another program for a moment instead of five seconds."""
    return Terminal(path, home, command=(sys.executable, "-c", _IMPATIENT, str(path)))


def until(condition: object, what: str, seconds: float = 20.0) -> None:
    assert callable(condition)
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, f"{what}: not within {seconds} s"
        select([], [], [], 0.05)


def rescued(path: Path) -> list[str]:
    """What the rescue files of a project hold, whoever's they are."""
    return [one.text for file in rescue._all() if file.project == path for one in file.words]


def texts(path: Path) -> list[str]:
    """What is stored; read quickly, since whoever stores has to wait meanwhile."""
    with closing(Project.open(path, read_only=True)) as project:
        return [note.text for note in notes.all(project)]


def sound(path: Path) -> list[str]:
    """What is stored, in a file that holds together."""
    with closing(Project.open(path)) as project:
        assert project.check().ok
    return texts(path)


def take_all(terminal: Terminal, path: Path) -> None:
    """Take every line that is offered, the newest first, and store it."""
    while rescued(path):
        stored, offered = len(texts(path)), len(rescued(path))
        terminal.type("\t")
        until(lambda n=offered: len(rescued(path)) < n, "it is in the project")
        terminal.type("\r")
        until(lambda n=stored: len(texts(path)) > n, "it is stored")


def end(terminal: Terminal, how: str) -> None:
    if how == "hang up":
        os.close(terminal.master)
        terminal.process.wait(30)
        return
    terminal.process.send_signal(signal.SIGKILL if how == "kill" else signal.SIGTERM)
    terminal.process.wait(30)
    terminal.close()


@pytest.mark.parametrize("how", ["kill", "hang up", "terminate"])
def test_what_is_not_stored_survives(tmp_path: Path, home: Path, how: str) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    chance = random.Random(20260302)
    acknowledged, letters = [], []
    for turn in range(KILLS):
        terminal = app(path, home)
        try:
            terminal.wait_for(b"Monday")
            with locked(path):
                terminal.type(f"ma: remark {turn} is kept ,,p\r")
                terminal.wait_for(b"NOT STORED")
                acknowledged.append(f"ma: remark {turn} is kept ,,p")
                half = f"half a line of {turn}"
                terminal.type(half)
                until(lambda: set(acknowledged[-1:]) <= set(rescued(path)), "it is kept")
                select([], [], [], chance.uniform(0.5, 1.0))
                end(terminal, how)
                kept = rescued(path)
        finally:
            terminal.close()
        assert acknowledged[-1] in kept
        line = next((one for one in kept if one and half.startswith(one)), "")
        letters.append(len(half) - len(line))
    print(
        f"{KILLS} x {how}: {len(acknowledged)} kept notes, 0 lost, letters of the line lost: "
        f"{median(letters):g}, at most {max(letters)}"
    )
    assert median(letters) <= LOST_AT_MOST
    assert max(letters) <= LOST_AT_WORST
    with closing(Project.open(path)) as project:
        left = left_behind(project)
        assert {one.text for one in left} >= set(acknowledged)
        assert all(isinstance(one, Rescued) for one in left)
        assert {file.path.stat().st_mode & 0o777 for file in rescue._all()} == {0o600}
    # The newest is offered first; Tab takes one, Enter stores it.
    terminal = app(path, home)
    try:
        terminal.wait_for(b"Not stored at")
        take_all(terminal, path)
    finally:
        terminal.kill()
    assert {f"remark {turn} is kept" for turn in range(KILLS)} <= set(sound(path))
    assert len(texts(path)) == len(set(texts(path))) == len(left)


def test_a_disk_that_is_gone_takes_no_words_with_it(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    path = make_meeting(folder / "claims.sayso")
    terminal = app(path, home)
    try:
        terminal.wait_for(b"Monday")
        terminal.type("ma: one is stored\r")
        until(lambda: texts(path) == ["one is stored"], "it is stored")
        folder.rename(tmp_path / "pulled out")
        terminal.type("jo: two is kept\rhalf a line")
        terminal.wait_for(b"NOT STORED")
        until(lambda: "half a line" in rescued(path), "all is kept")
        terminal.kill()
    finally:
        terminal.close()
    assert sorted(rescued(path)) == ["half a line", "jo: two is kept"]
    (tmp_path / "pulled out").rename(folder)
    terminal = app(path, home)
    try:
        terminal.wait_for(b"Not stored at")
        take_all(terminal, path)
    finally:
        terminal.kill()
    assert sorted(sound(path)) == ["half a line", "one is stored", "two is kept"]


def test_a_full_disk_keeps_the_words_on_another(tmp_path: Path, home: Path) -> None:
    with small_disk(tmp_path / "full") as folder:
        path = make_meeting(folder / "claims.sayso")
        terminal = app(path, home)
        try:
            terminal.wait_for(b"Monday")
            terminal.type("ma: one is stored\r")
            until(lambda: texts(path) == ["one is stored"], "it is stored")
            _fill(folder / "film")
            terminal.type("jo: two is kept\r")
            terminal.wait_for(b"NOT STORED")
            terminal.type("half a line")
            until(lambda: "half a line" in rescued(path), "all is kept")
            terminal.kill()
        finally:
            terminal.close()
        assert sorted(rescued(path)) == ["half a line", "jo: two is kept"]
        (folder / "film").unlink()
        terminal = app(path, home)
        try:
            terminal.wait_for(b"Not stored at")
            take_all(terminal, path)
        finally:
            terminal.kill()
        assert len(sound(path)) == 3


def _fill(path: Path) -> None:
    """Leave no room on the disk."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 512)


@pytest.mark.parametrize("why", ["lock", "gone"])
def test_quitting_ends_in_a_choice(tmp_path: Path, home: Path, why: str) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    away = tmp_path / "away.sayso"
    terminal = app(path, home)
    try:
        terminal.wait_for(b"Monday")
        with locked(path):
            if why == "gone":
                path.rename(away)
            terminal.type("ma: it is kept\r")
            terminal.wait_for(b"NOT STORED")
            terminal.type("and a line typed since")
            until(lambda: "and a line typed since" in rescued(path), "the line is kept too")
            began = monotonic()
            terminal.type("\x11")
            terminal.wait_for(b"Not everything is stored", 15)
            assert monotonic() - began < 10
            terminal.wait_for(b"Leave it there")
            terminal.type("\t\r")
            assert terminal.process.wait(30) == 0
            until(lambda: b"it is kept in" in terminal.output, "where it is kept is printed")
    finally:
        terminal.close()
    if why == "gone":
        away.rename(path)
    assert texts(path) == []
    with closing(Project.open(path)) as project:
        left = {one.text for one in left_behind(project)}
    assert left == {"ma: it is kept", "and a line typed since"}


@pytest.mark.parametrize("opens", [True, False])
def test_a_note_typed_while_a_locked_project_opens(tmp_path: Path, home: Path, opens: bool) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    with locked(path, readers_too=True):
        terminal = app(path, home)
        terminal.wait_for(b"modes")
        terminal.type("ma: early and kept\r")
        try:
            terminal.wait_for(b"NOT STORED")
            until(lambda: "ma: early and kept" in rescued(path), "it is kept")
            assert terminal.process.poll() is None, "the app goes on"
            if not opens:
                terminal.type("\x11")
                terminal.wait_for(b"Not everything is stored", 15)
                terminal.wait_for(b"Leave it there")
                terminal.type("\t\r")
                terminal.process.wait(30)
        except BaseException:
            terminal.kill()
            raise
    try:
        if opens:
            until(lambda: texts(path) == ["early and kept"], "it is stored once it opens")
            until(lambda: rescued(path) == [], "nothing is left to rescue")
        else:
            with closing(Project.open(path)) as project:
                assert [one.text for one in left_behind(project)] == ["ma: early and kept"]
    finally:
        terminal.kill()


def test_an_older_copy_swapped_in_gets_no_note(tmp_path: Path, home: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    older = tmp_path / "older.sayso"
    shutil.copy(path, older)
    before = older.read_bytes()
    terminal = app(path, home)
    said = [f"remark {number}" for number in range(5)]
    try:
        terminal.wait_for(b"Monday")
        for remark in said:
            terminal.type(f"ma: {remark}\r")
        until(lambda: texts(path) == said, "five are stored")
        terminal.forget()
        older.rename(path)
        terminal.wait_for(b"NOT STORED")
        terminal.type("jo: and a sixth\r")
        terminal.wait_for(b"older copy lies")
        until(lambda: len(rescued(path)) == 6, "the five and the sixth are kept")
        assert path.read_bytes() == before, "nothing was written into it"
        terminal.forget()
        terminal.type("\x12")
        terminal.wait_for(b"Go on with it")
        terminal.type("y")
        until(lambda: texts(path) == ["and a sixth"], "the sixth is stored, since they said so")
        terminal.wait_for(b"Tab takes it")
        take_all(terminal, path)
    finally:
        terminal.kill()
    assert sorted(sound(path)) == sorted([*said, "and a sixth"])
    print("6 acknowledged, 0 lost")


def test_the_file_put_back_is_gone_on_with(tmp_path: Path, home: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    older, right = tmp_path / "older.sayso", tmp_path / "right.sayso"
    shutil.copy(path, older)
    terminal = app(path, home)
    try:
        terminal.wait_for(b"Monday")
        terminal.type("ma: stored\r")
        until(lambda: texts(path) == ["stored"], "it is stored")
        path.rename(right)
        older.rename(path)
        terminal.type("jo: kept\r")
        terminal.wait_for(b"NOT STORED")
        path.unlink()
        right.rename(path)
        until(lambda: texts(path) == ["stored", "kept"], "it is stored by itself", 30)
        until(lambda: rescued(path) == [], "nothing is left to rescue")
    finally:
        terminal.kill()


def test_a_line_is_offered_at_once_after_a_kill(tmp_path: Path, home: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    first, second = app(path, home), app(path, home)
    try:
        first.wait_for(b"Monday")
        second.wait_for(b"Monday")
        first.type("ma: phones ring ou")

        def kept() -> bool:
            with closing(Project.open(path, read_only=True)) as project:
                from data.store.unsent import unsent

                return [one.text for one in unsent(project)] == ["ma: phones ring ou"]

        until(kept, "the line is kept")
        os.killpg(first.process.pid, signal.SIGKILL)  # and nobody asks how it ended
        third = app(path, home)
        try:
            second.wait_for(b"Not sent at", 5)
            third.wait_for(b"Not sent at", 5)
        finally:
            third.kill()
    finally:
        first.kill()
        second.kill()


def test_where_no_rescue_file_can_be_written_that_is_said(tmp_path: Path, home: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    home.mkdir(exist_ok=True)
    (home / "unstored").write_text("a file where the folder should be")
    terminal = app(path, home)
    try:
        terminal.wait_for(b"Monday")
        with locked(path):
            terminal.type("ma: it is here alone\r")
            terminal.wait_for(b"ALONE")
            terminal.type("\x11")
            terminal.wait_for(b"Leave without it", 15)
            terminal.type("\r")
        until(lambda: texts(path) == ["it is here alone"], "it is stored, since they stayed")
    finally:
        terminal.kill()
