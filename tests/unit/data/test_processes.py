"""Whether a process still runs, told without asking it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from data.processes import Owner, is_gone, started, this_process


def owner_of(process: subprocess.Popen[bytes]) -> Owner:
    return Owner(this_process().host, process.pid, started(process.pid) or 0.0)


@pytest.fixture
def child() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)


def test_this_process_runs() -> None:
    assert is_gone(this_process()) is False


@pytest.mark.skipif(sys.platform != "linux", reason="its state is told by /proc")
def test_a_killed_process_is_gone_before_its_parent_has_asked_how_it_ended(
    child: subprocess.Popen[bytes],
) -> None:
    owner = owner_of(child)
    assert is_gone(owner) is False
    child.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, and left in the table
    os.kill(child.pid, 0)  # as it would for a living one
    assert is_gone(owner) is True
    child.communicate()
    assert is_gone(owner) is True


def test_a_number_given_to_another_process_since_is_not_it(child: subprocess.Popen[bytes]) -> None:
    assert is_gone(replace(owner_of(child), started=1.0)) is True
    child.kill()
    child.communicate()


def test_nothing_can_be_told_of_another_machine() -> None:
    assert is_gone(replace(this_process(), host="elsewhere")) is None
