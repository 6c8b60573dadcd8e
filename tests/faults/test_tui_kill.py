"""The app killed in mid-word, again and again: no stored note is lost, and little of the line.

``SAYSO_KILLS`` sets how often (25 for the figure in the README; fewer here, to end in a minute).
"""

from __future__ import annotations

import os
import random
import sys
from contextlib import closing
from pathlib import Path
from statistics import median
from time import monotonic, sleep

import pytest

from data.store import Project
from data.store.unsent import unsent
from tests.tui.meeting import make_meeting

if sys.platform == "win32":
    pytest.skip("no pty on Windows", allow_module_level=True)

from tests.tui.terminal import Terminal

KILLS = int(os.environ.get("SAYSO_KILLS", "6"))
A_SECOND = 12
LOST_AT_MOST = 8
"""Letters of half a second, after which a line is saved at the latest, and two on their way."""
LOST_AT_WORST = 24
"""Letters of two seconds: for a kill at which the machine was busy with something else."""
REMARK = "phones ring out all morning and nobody picks up at the desk either so they come back"


def test_a_kill_loses_no_note_and_a_few_letters(tmp_path: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    chance = random.Random(20260302)
    sent = 0
    lost = []
    for turn in range(KILLS):
        terminal = Terminal(path, tmp_path / "home")
        try:
            terminal.wait_for(b"stored")
            terminal.wait_for(b"F2")
            for _ in range(2):
                sent += 1
                terminal.type(f"ma: remark {sent} is stored ,,p\r")
            _wait_until_stored(path, f"remark {sent} is stored")
            typed = _type(terminal, f"{turn} {REMARK}", chance.uniform(1.2, 3.5))
        finally:
            terminal.kill()
        texts, line = _found(path)
        assert texts == {f"remark {number} is stored" for number in range(1, sent + 1)}
        assert typed.startswith(line), (typed, line)
        lost.append(len(typed) - len(line))
    print(f"{KILLS} kills, {sent} notes, letters lost: {median(lost):g}, at most {max(lost)}")
    assert median(lost) <= LOST_AT_MOST
    assert max(lost) <= LOST_AT_WORST


def _wait_until_stored(path: Path, text: str) -> None:
    """Wait until another reader of the file finds a note: only what is stored can be lost."""
    end = monotonic() + 30
    with closing(Project.open(path, read_only=True)) as project:
        while not any(note.text == text for note in project.snapshot().notes):
            assert monotonic() < end, f"not stored: {text}"
            sleep(0.02)


def _type(terminal: Terminal, text: str, seconds: float) -> str:
    """Type at a quick person's speed for so long; return what was typed."""
    began = monotonic()
    typed = ""
    while (passed := monotonic() - began) < seconds and len(typed) < len(text):
        while len(typed) < min(len(text), int(passed * A_SECOND)):
            terminal.type(text[len(typed)])
            typed += text[len(typed)]
        sleep(0.01)  # the pace of a person is what is tested
    return typed


def _found(path: Path) -> tuple[set[str], str]:
    """Return the texts in the project and the newest unsent line; the file must be sound."""
    with closing(Project.open(path)) as project:
        assert project.check().ok
        lines = unsent(project)
        return {note.text for note in project.snapshot().notes}, lines[-1].text if lines else ""
