"""Capture in a real terminal: nothing of a note acts in it, and a killed meeting is all there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from select import select
from time import monotonic

import pytest

from tests import ROOT
from tests.tui.meeting import make_meeting, said

if sys.platform == "win32":
    pytest.skip("no pty on Windows", allow_module_level=True)

from tests.tui.terminal import Terminal

EVIL = "red \x1b[31m \x1b]52;c;aGk=\x07 \x9b31m \x9d bell\x07 \x08\x08 \u202eabc\u200b \x00 end"


def until(condition: object, what: str, seconds: float = 20.0) -> None:
    assert callable(condition)
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, f"{what}: not within {seconds} s"
        select([], [], [], 0.05)


def test_no_control_character_of_a_note_reaches_the_terminal(tmp_path: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    terminal = Terminal(path, tmp_path / "home", COLORTERM="truecolor")
    try:
        terminal.wait_for(b"F2")
        terminal.type(f"\x1b[200~{EVIL}\x1b[201~")
        terminal.wait_for(b"end")
        terminal.type("\r")
        until(lambda: len(said(path)) == 1, "the note is stored")
        terminal.type("next one\r")
        until(lambda: len(said(path)) == 2, "the next is stored")
    finally:
        terminal.kill()
    assert said(path)[0].text == EVIL
    written = terminal.output.decode("utf-8", "replace")
    known = re.sub(r"\x1b\[[0-9;?<>=]*[a-zA-Z$]p?|\x1b\]22;[a-z]*\x07|\x1b[()][0AB]", "", written)
    assert "\x1b]52" not in written
    assert "\x07" not in known
    assert not [
        char for char in known if char in "\x08\x00\u202e\u200b" or 0x7F <= ord(char) < 0xA0
    ]
    assert "␛[31m" in known


TMUX = shutil.which("tmux")
LINES = (
    "ma: phones ring out all morning ,,p--3 tou ph",
    "jo: nobody calls them back ,,p-",
    "Eva/lab: 10:30 is too early [/b] 漢字 ,,n",
    "they come to the desk ,,a #desk",
)


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    if TMUX is None:
        pytest.skip("tmux is not installed")
    command = [TMUX, "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    yield command
    subprocess.run([*command, "kill-server"], capture_output=True, check=False)


def test_a_meeting_in_tmux_survives_a_kill(tmp_path: Path, tmux: list[str]) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    root = ROOT
    start = [
        "env", f"SAYSO_HOME={tmp_path / 'home'}", f"PYTHONPATH={root}",
        sys.executable, "-c", "from capture.cli import main; main()", str(path),
    ]  # fmt: skip

    def run(*arguments: str) -> str:
        done = subprocess.run([*tmux, *arguments], capture_output=True, text=True, check=True)
        return done.stdout

    def shown() -> str:
        return run("capture-pane", "-p", "-t", "meeting")

    run("new-session", "-d", "-s", "keeper")  # so that the server outlives the app
    run("new-session", "-d", "-s", "meeting", "-x", "80", "-y", "24", *start)
    until(lambda: "F2" in shown(), "the app is painted")
    for line in LINES:
        run("send-keys", "-t", "meeting", "-l", line)
        run("send-keys", "-t", "meeting", "Enter")
    run("send-keys", "-t", "meeting", "-l", "half a thou")
    until(lambda: len(said(path)) == len(LINES), "the notes are stored")
    until(lambda: _is_kept(path, "half a thou"), "the line is kept")
    pane = run("display-message", "-p", "-t", "meeting", "#{pane_pid}").strip()
    subprocess.run(["kill", "-9", pane], check=True)
    until(lambda: not _runs(tmux, "meeting"), "the app is gone")
    run("new-session", "-d", "-s", "again", "-x", "80", "-y", "24", *start)

    def again() -> str:
        return run("capture-pane", "-p", "-t", "again")

    until(lambda: "Not sent at" in again(), "the line is offered")
    text = again()
    for words in ("phones ring out all morning", "10:30 is too early [/b] 漢字", "half a thou"):
        assert words in text
    assert [one.text for one in said(path)] == [
        "phones ring out all morning",
        "nobody calls them back",
        "10:30 is too early [/b] 漢字",
        "they come to the desk",
    ]


def _is_kept(path: Path, text: str) -> bool:
    from contextlib import closing

    from data.store.unsent import unsent
    from tests.tui.helpers import stored

    with closing(stored(path)) as project:
        return [one.text for one in unsent(project)] == [text]


def _runs(tmux: list[str], session: str) -> bool:
    done = subprocess.run([*tmux, "has-session", "-t", session], capture_output=True, check=False)
    return done.returncode == 0


def test_log_without_text_asks_for_it_so_that_no_process_shows_it(tmp_path: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    main = "from capture.cli import main; main()"
    command = (sys.executable, "-c", main, "-s", str(path), "log")
    terminal = Terminal(path, tmp_path / "home", command=command)
    try:
        terminal.wait_for(b"Ctrl+D ends")
        terminal.type("phones ring out ,,p\n")
        terminal.wait_for(b"stored")
        shown = Path(f"/proc/{terminal.process.pid}/cmdline")
        assert not shown.exists() or b"phones" not in shown.read_bytes()
        terminal.type("nobody calls back\n")
        until(lambda: len(said(path)) == 2, "both are stored")
        terminal.type("\x04")
        assert terminal.process.wait(20) == 0
    finally:
        terminal.close()
    assert [note.text for note in said(path)] == ["phones ring out", "nobody calls back"]


def test_the_page_of_an_app_that_was_killed_goes_at_the_next_start(tmp_path: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    page = path.with_name("claims.map.html")

    def start() -> Terminal:
        terminal = Terminal(path, tmp_path / "home", BROWSER="true %s")
        terminal.wait_for(b"F2")
        return terminal

    terminal = start()
    try:
        terminal.type("phones ring out ,,p\r")
        until(lambda: len(said(path)) == 1, "the note is stored")
        terminal.type("\x1b[18~")  # F7

        def asked() -> bool:
            terminal.type("o")  # nothing happens before the map is shown
            return page.exists()

        until(asked, "the page is written")
        assert page.stat().st_mode & 0o777 == 0o600
    finally:
        terminal.kill()
    assert page.exists()
    terminal = start()
    try:
        until(lambda: not page.exists(), "the next start takes it away")
    finally:
        terminal.kill()
