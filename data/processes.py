"""Processes: which one this is, and whether another still runs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SAME = 2.5  # seconds: a start time is counted from a clock that may be set right meanwhile
_ENDED = frozenset("ZX")  # in the table of processes only until its parent has asked how it ended


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that something belongs to; ``started`` in seconds of the epoch, 0 if unknown."""

    host: str
    pid: int
    started: float


@cache
def this_process() -> Owner:
    """Return the owner of what this process does."""
    pid = os.getpid()
    return Owner(socket.gethostname(), pid, started(pid) or 0.0)


def is_gone(owner: Owner) -> bool | None:
    """Whether a process has ended; None where this machine cannot tell."""
    mine = this_process()
    if owner.host != mine.host:
        return None
    if owner.pid == mine.pid and abs(owner.started - mine.started) < _SAME:
        return False
    alive = _is_alive(owner.pid)
    if alive is None:
        return None
    if not alive:
        return True
    since = started(owner.pid)
    # Another process may have been given the same number since.
    return bool(since and owner.started and abs(since - owner.started) >= _SAME)


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
    return _state(pid) not in _ENDED


def _state(pid: int) -> str:
    """Return the letter that Linux gives for what a process does; "" where there is none."""
    fields = _fields(pid)
    return fields[0] if fields else ""


def _fields(pid: int) -> list[str]:
    """Return what Linux tells of a process, from its state on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def started(pid: int) -> float | None:
    """Return when a process started, in seconds of the epoch; None where that cannot be told."""
    try:
        return _booted() + float(_fields(pid)[19]) / os.sysconf("SC_CLK_TCK")
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
