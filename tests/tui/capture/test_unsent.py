"""Unsent lines: kept while typed, offered once their window is gone, left to one that lives."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capture.jobs import unsent as lines
from data.processes import started, this_process
from data.store import Project
from data.store.unsent import Unsent, keep, unsent
from tests.tui.helpers import opened, settled, stored, until
from tests.tui.meeting import make_meeting, said, screen_of, seen


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    return make_meeting(tmp_path / "claims.sayso")


@pytest.fixture
def dead() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture
def alive() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def leave(path: Path, text: str, **fields: Any) -> Unsent:
    """Put an unsent line into a project, as another window would."""
    mine = this_process()
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "id": f"line {text}", "host": mine.host, "pid": mine.pid, "started": mine.started,
        "heartbeat": now, "text": text, "cursor": len(text), "session": None, "updated": now,
    }  # fmt: skip
    line = Unsent(**(values | fields))
    with Project.open(path) as project, project.cache() as cache:
        keep(cache, line)
    return line


def kept(path: Path) -> list[str]:
    with closing(stored(path)) as project:
        return [one.text for one in unsent(project)]


async def test_what_is_typed_is_kept_and_goes_with_enter(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await pilot.press(*"half a wo")
        await until(lambda: kept(meeting) == ["half a wo"], "the line is kept", 2.0)
        await pilot.press(*"rd", "enter")
        await settled(pilot)
        assert kept(meeting) == []
    assert [one.text for one in said(meeting)] == ["half a word"]


async def test_somebody_who_never_rests_is_kept_too(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        seen: set[int] = set()

        def typing() -> bool:
            line.insert("x")
            seen.update(len(one) for one in kept(meeting))
            return len(seen) > 1

        await until(typing, "two states are kept while keys come without a rest", 8.0)


async def test_an_emptied_line_is_forgotten(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await pilot.press("a")
        await until(lambda: kept(meeting) == ["a"], "the line is kept", 2.0)
        await pilot.press("backspace")
        await until(lambda: kept(meeting) == [], "it is forgotten", 2.0)


async def test_a_line_of_a_dead_window_is_offered_with_its_time(meeting: Path, dead: int) -> None:
    then = datetime.now(UTC) - timedelta(minutes=3)
    leave(meeting, "ma: phones ring ou", pid=dead, updated=then, cursor=3)
    async with opened(meeting) as pilot:
        shown = seen(pilot)
        assert f"Not sent at {then.astimezone():%H:%M}: “ma: phones ring ou”" in shown
        await pilot.press("tab")
        await settled(pilot)
        line = screen_of(pilot).line
        assert (line.content, line.cursor) == ("ma: phones ring ou", 3)
        assert kept(meeting) == ["ma: phones ring ou"]
        await pilot.press("enter")
        await settled(pilot)
        assert kept(meeting) == []
    assert [one.text for one in said(meeting)] == ["phones ring ou"]


async def test_a_live_windows_line_is_never_offered(
    meeting: Path, alive: subprocess.Popen[bytes]
) -> None:
    old = datetime.now(UTC) - timedelta(hours=1)
    since = started(alive.pid)
    assert since is not None
    leave(meeting, "still typing", pid=alive.pid, started=since, heartbeat=old)
    leave(meeting, "also here", heartbeat=old)
    leave(meeting, "elsewhere", host="other", pid=1)
    async with opened(meeting) as pilot:
        assert "Not sent" not in seen(pilot)
        await pilot.press("tab")
        await settled(pilot)
        assert screen_of(pilot).line.is_empty
    assert sorted(kept(meeting)) == ["also here", "elsewhere", "still typing"]


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({}, False),
        ({"host": "other", "pid": 1}, False),
        ({"host": "other", "heartbeat": datetime.now(UTC) - timedelta(seconds=31)}, True),
        ({"pid": os.getppid(), "started": 1.0}, True),
    ],
)
def test_whose_window_is_gone(meeting: Path, fields: dict[str, Any], left: bool) -> None:
    line = leave(meeting, "x", **fields)
    assert lines.is_left_behind(line, datetime.now(UTC)) is left


async def test_esc_leaves_it_for_another_time(meeting: Path, dead: int) -> None:
    leave(meeting, "ma: phones", pid=dead)
    async with opened(meeting) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert "Not sent" not in seen(pilot)
    assert kept(meeting) == ["ma: phones"]


async def test_only_one_of_two_windows_gets_a_line(meeting: Path, dead: int) -> None:
    line = leave(meeting, "ma: phones", pid=dead)
    with Project.open(meeting) as project:
        first = lines.take_over(project, line, "one")
        second = lines.take_over(project, line, "two")
    assert first is not None
    assert second is None
    assert kept(meeting) == ["ma: phones"]


async def test_leaving_keeps_the_line_for_the_next_time(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        screen_of(pilot).line.fill("half a thou")
        await pilot.press("ctrl+q")
        await until(lambda: pilot.app._exit, "the app has left")
    assert kept(meeting) == ["half a thou"]
