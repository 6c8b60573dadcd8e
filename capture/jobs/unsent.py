"""Unsent lines: what is being typed, kept so that a crash costs a few letters, and offered again.

A line belongs to a process: host, process id and the time at which that process started.  On the
same host a line whose process is gone was left behind; from another host a line is taken for left
behind once its heartbeat is `SILENT` old.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from data.store import unsent as store
from data.store.log import new_id
from data.store.unsent import Unsent as Unsent
from data.store.unsent import unsent

if TYPE_CHECKING:
    from data.records import SessionId
    from data.store import Project


SILENT = timedelta(seconds=30)
"""From another host, a line without a heartbeat for so long was left behind."""

_SAME = 2.5  # seconds: a start time is counted from a clock that may be set right meanwhile


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that a line is typed in; ``started`` in seconds of the epoch, 0 if unknown."""

    host: str
    pid: int
    started: float


@cache
def this_process() -> Owner:
    """Return the owner of what is typed here."""
    pid = os.getpid()
    return Owner(socket.gethostname(), pid, started(pid) or 0.0)


def new_line() -> str:
    """Return an id for a line that is about to be typed."""
    return new_id()


def keep(
    project: Project, line_id: str, text: str, cursor: int, session: SessionId | None
) -> datetime:
    """Keep a line as it now stands, or forget it where nothing is typed; return the time."""
    line = _mine(line_id, text, cursor, session)
    with project.cache() as cache:
        if text:
            store.keep(cache, line)
        else:
            store.drop(cache, line_id)
    return line.updated


def _mine(line_id: str, text: str, cursor: int, session: SessionId | None) -> Unsent:
    """Return a line as this process types it now."""
    now = datetime.now(UTC)
    owner = this_process()
    return Unsent(line_id, owner.host, owner.pid, owner.started, now, text, cursor, session, now)


def left_behind(project: Project, *, now: datetime | None = None) -> tuple[Unsent, ...]:
    """Return the lines whose window is gone, the newest first."""
    moment = now or datetime.now(UTC)
    return tuple(one for one in reversed(unsent(project)) if is_left_behind(one, moment))


def take_over(project: Project, line: Unsent, line_id: str) -> Unsent | None:
    """Make a line that was left behind one's own; None where another window was quicker."""
    mine = _mine(line_id, line.text, line.cursor, line.session)
    with project.cache() as cache:
        if all(one.id != line.id for one in unsent(cache)):
            return None
        store.drop(cache, line.id)
        store.keep(cache, mine)
    return mine


def is_left_behind(line: Unsent, now: datetime) -> bool:
    """Whether the window in which a line was typed is gone."""
    mine = this_process()
    here = line.host == mine.host
    if here and line.pid == mine.pid and abs(line.started - mine.started) < _SAME:
        return False
    alive = _is_alive(line.pid) if here else None
    if alive is None:
        return now - line.heartbeat > SILENT
    if not alive:
        return True
    since = started(line.pid)
    # Another process may have been given the same number since.
    return bool(since and line.started and abs(since - line.started) >= _SAME)


def _is_alive(pid: int) -> bool | None:
    """Whether a process runs here; None where this system has no harmless way to ask."""
    if sys.platform == "win32" or pid <= 0:
        return None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def started(pid: int) -> float | None:
    """Return when a process started, in seconds of the epoch; None where that cannot be told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        ticks = float(fields[19])
        return _booted() + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None if sys.platform in ("win32", "linux") else _started_by_ps(pid)


def _booted() -> float:
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith("btime "):
            return float(line.split()[1])
    raise ValueError("no boot time")


def _started_by_ps(pid: int) -> float | None:
    try:
        elapsed = subprocess.run(
            ["ps", "-o", "etime=", "-p", str(pid)],
            capture_output=True,
            text=True,
            timeout=2,
            check=True,
        ).stdout.strip()
        days, _, clock = elapsed.rpartition("-")
        seconds = 0
        for part in clock.split(":"):
            seconds = seconds * 60 + int(part)
        return time.time() - seconds - int(days or 0) * 86_400
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
