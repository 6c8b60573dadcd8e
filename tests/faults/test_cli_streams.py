"""The three streams and the keyboard: terminals, pipes, closed streams, Ctrl-C."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path

import pytest

from data.errors import Cancelled
from tests import ROOT
from tests.unit.commands import ok, sayso

MAIN = [sys.executable, "-c", "from capture.cli import main; main()"]
# Several verbs in one process, as a shell would run them one after another.
MANY = """
import json, sys
from capture.cli.input import open_streams
from capture.cli.main import run
open_streams()
for argv in json.loads(sys.argv[1]):
    code = run([arg.encode("latin-1").decode("utf-8", "surrogateescape") for arg in argv])
    print(f"({code})", flush=True)
"""
ESC = "\x1b"
# What sets a window's title, clears the screen, rings, reverses, or hides; in one name each.
TITLE = f"{ESC}]0;owned\x07"
CLEAR = f"{ESC}[2J"
HOSTILE = f"rings{CLEAR}{TITLE}\x9b2J\u202eout\u2066\x7f\x00\x08"
BARE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OURS = re.compile(rf"{ESC}\[[0-9;]*m|\r\x1b\[2K|\r")  # colours, and the bar that takes itself back


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


def shell_form(argv: Sequence[str]) -> list[str]:
    """Words as bytes that JSON can carry."""
    return [os.fsencode(arg).decode("latin-1") for arg in argv]


def on_terminal(verbs: Sequence[Sequence[str]], folder: Path) -> str:
    """Run verbs in a process whose streams are a terminal of 80 columns; what it was sent."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    argv = [sys.executable, "-c", MANY, json.dumps([shell_form(verb) for verb in verbs])]
    with subprocess.Popen(
        argv, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment()
    ):
        os.close(theirs)
        sent = until(ours)
    return sent.decode("utf-8")  # strictly: half a character can be a control as well


def until(terminal: int, mark: bytes = b"") -> bytes:
    """Read a terminal until something stands there; without a mark, until it hangs up."""
    sent = b""
    while not mark or mark not in sent:
        readable, _, _ = select.select([terminal], [], [], 30)
        assert readable, f"nothing more came after {sent[-500:]!r}"
        try:
            sent += os.read(terminal, 65536)
        except OSError:  # whoever wrote is done
            os.close(terminal)
            break
    return sent


@pytest.fixture
def hostile(workdir: Path) -> Path:
    """A project in which every name and every text would do something to a terminal."""
    no_nul = HOSTILE.replace("\x00", "")
    ok("new", f"p{CLEAR}", "--stages", f"Find{no_nul},Wait{TITLE}", "--personas", f"Carer{no_nul}")
    ok("participants", "add", f"Maria{no_nul}/desk{no_nul}", "--group", "frontline")
    ok("participants", "add", f"Eleni{no_nul}", "--group", "customer")
    for number in range(3):
        line = f"Maria{no_nul}: phone {HOSTILE} {number} ,,p- 1 zz{no_nul} +tag{no_nul}"
        ok("log", line, "--session", f"Monday{no_nul}")
    ok("log", f"Eleni{no_nul}: phone {HOSTILE} ,,p2")
    ok("log", f"no letters {TITLE} ,,k")
    (workdir / f"more{CLEAR}.csv").write_text(
        f"text,stage{TITLE}\nphone {HOSTILE} {'all morning long ' * 20},x\n", encoding="utf-8"
    )
    return workdir


def test_no_control_character_reaches_a_terminal(hostile: Path) -> None:
    bad = HOSTILE.replace("\x00", "")
    file = f"more{CLEAR}.csv"
    verbs: list[list[str]] = [
        ["notes"],
        ["notes", "--json"],
        ["notes", bad, "--stage", bad],
        ["notes", "--kind", bad],
        ["notes", "--participant", bad],
        ["map"],
        *(["map", "--format", form] for form in ("md", "html", "json", "csv")),
        ["map", "--persona", bad],
        ["map", "--format", bad],
        ["map", "-o", f"no{bad}/x"],
        ["map", "-o", f"map{CLEAR}.txt"],
        ["why", "out 1"],
        ["why", "out 1", "--json"],
        ["why", bad],
        ["history"],
        ["history", "--json"],
        ["stages"],
        ["stages", "--json"],
        ["stages", "add", f"Third{bad}"],
        ["stages", "add", f"Third{bad}"],
        ["stages", "reorder", bad],
        ["participants"],
        ["participants", "--json"],
        ["participants", "add", f"Jon{bad}/x{bad}"],
        ["personas"],
        ["personas", "--json"],
        ["personas", "add", f"Other{bad}", "--description", bad],
        ["sessions"],
        ["sessions", "--json"],
        ["sessions", "add", bad, "--people", bad],
        ["log", bad],
        ["log", f"{bad}: {bad} ,,{bad}", "--session", bad],
        ["log", bad, "--participant", bad],
        ["log", bad, bad],
        ["log", bad, "--kind", bad],
        ["log", "broken \udcff\udc9b bytes", "--session", "S\udc9b"],
        ["import", file, "--dry-run"],
        ["import", file, "--text", bad],
        ["import", file, "--stage", bad],
        ["import", file],
        ["import", f"none{bad}"],
        ["group", file, "--column", "text"],
        ["group", file, "--column", bad],
        ["group", f"none\udc9b{bad}", "--column", "x"],
        ["new", f"q{bad}", "--template", bad],
        ["new", f"p{CLEAR}"],
        ["-s", f"none\udc9b{bad}", "notes"],
        ["-s", f"p{CLEAR}", "check"],
        ["draft", f"none{bad}"],
        ["synthesize", "--dial", bad],
        ["synthesize", "--dial", "0.7"],
        [bad],
        [f"none{bad}.sayso", "notes"],
        [f"--{bad}"],
        ["undo"],
        ["redo"],
    ]
    sent = on_terminal(verbs, hostile)
    assert len(re.findall(r"^\(\d+\)", sent, re.MULTILINE)) == len(verbs)
    assert "Traceback" not in sent
    assert "fault in sayso" not in sent
    found = BARE.search(OURS.sub("", sent))
    assert found is None, sent[max(0, found.start() - 300) : found.end() + 40].encode()
    assert "␛[2J" in sent
    # It is all still there, as it came.
    kept = ok("notes", "--json").json
    assert f"phone {HOSTILE} 0" in {note["text"] for note in kept}
    assert "broken \ufffd\ufffd bytes" in {note["text"] for note in kept}
    assert "2 broken characters became �" in sent


def test_what_goes_to_a_pipe_or_a_file_is_as_harmless(hostile: Path) -> None:
    for verb in (
        ["notes"], ["map"], ["map", "--ascii"], ["why", "out 1"], ["history"], ["stages"],
        ["participants"], ["personas"], ["sessions"], ["check"],
        *(["map", "--format", form] for form in ("md", "html", "json", "csv")),
        *([verb, "--json"] for verb in ("notes", "history", "stages", "sessions", "personas")),
        ["why", "out 1", "--json"],
        ["group", f"more{CLEAR}.csv", "--column", "text"],
    ):  # fmt: skip
        outcome = ok(*verb)
        assert not BARE.search(outcome.out.replace("\r\n", "\n")), verb
        assert not BARE.search(outcome.err), verb


def run(
    argv: Sequence[str], folder: Path, *, before: str = "", after: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """Run a verb from a real shell, with what the shell does to its streams."""
    main = 'exec "$0" -c "from capture.cli import main; main()" "$@"'
    return subprocess.run(
        ["sh", "-c", f"{before}{main}{after}", sys.executable, *argv],
        check=False,
        capture_output=True,
        cwd=folder,
        env=environment(),
    )


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "p", "--stages", "Find out, Wait")
    remarks = "".join(f"remark number {n} about the phone\n" for n in range(2_000))
    (workdir / "many.csv").write_text(f"text\n{remarks}", encoding="utf-8")
    ok("import", "many.csv")  # more than a pipe holds
    return workdir


def test_closed_streams(project: Path) -> None:
    before = (project / "p.sayso").read_bytes()
    # Data that nobody can get is said to be lost; without talk the verb does its work.
    lost = run(["notes"], project, after=" >&-")
    assert lost.returncode == 3
    assert b"The output could not be written" in lost.stderr
    assert len(lost.stderr.splitlines()) == 1
    for after in (" 2>&-", " 2>/dev/full"):
        assert run(["notes", "number", "--json"], project, after=after).returncode == 0
    assert run(["stages"], project, after=" <&- 2>&-").stdout.count(b"\n") == 2
    empty = run(["log", "-"], project, after=" <&-")
    assert empty.returncode == 1
    assert b"Standard input had no line" in empty.stderr
    assert (project / "p.sayso").read_bytes() == before
    # The project must not take a closed stream's number: whatever is printed would go into it.
    assert run(["log", "one more"], project, after=" <&- >&- 2>&-").returncode == 0
    assert len(ok("notes", "more", "--json").json) == 1
    assert ok("check").code == 0


def test_whoever_stops_reading_is_not_told_off(project: Path) -> None:
    reading = subprocess.Popen(
        [*MAIN, "notes"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert reading.stdout is not None
    assert reading.stderr is not None
    assert reading.stdout.readline()
    reading.stdout.close()
    assert reading.stderr.read() == b""
    reading.stderr.close()
    assert reading.wait() == 128 + signal.SIGPIPE


def test_a_terminal_that_cannot_write_every_sign(project: Path) -> None:
    ok("log", "naïve ☃ remark")
    done = subprocess.run(
        [*MAIN, "notes", "remark ☃"],
        cwd=project,
        check=False,
        capture_output=True,
        env={**environment(), "PYTHONIOENCODING": "latin-1"},
    )
    assert done.returncode == 0, done.stderr
    assert "naïve ? remark".encode("latin-1") in done.stdout


def test_ctrl_c_keeps_what_was_read_and_the_next_run_goes_on(workdir: Path) -> None:
    words = ["phone", "queue", "form", "clerk", "ticket", "desk", "answer", "price", "bill", "key"]
    every = itertools.product(words, words[:3], words[:4])
    lines = [f"{a} and {b} were {c} on day {n}" for n, (a, b, c) in enumerate(every)]
    (workdir / "many.csv").write_text("text\n" + "\n".join(lines) + "\n", encoding="utf-8")
    ok("new", "p", "--stages", "Find out, Wait")
    ok("import", "many.csv", "--source", "customer")
    history = ok("history").out
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*MAIN, "synthesize"],
        cwd=workdir,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(),
    )
    os.close(theirs)
    until(ours, b"/120")  # the bar is there: it is reading
    sent = until(ours, "━".encode())
    process.send_signal(signal.SIGINT)
    sent += until(ours)
    assert process.wait() == 130
    said = OURS.sub("", sent.decode("utf-8")).split("Reading notes")[-1]
    assert "Stopped. What was read so far is kept: run it again" in said
    assert "Traceback" not in said
    assert ok("history").out == history
    assert ok("check").code == 0
    again = ok("synthesize", "--json").json
    assert again["encoded"] < 120, "some were kept"
    assert again["notes"] == 120


def test_ctrl_c_while_waiting_for_a_line(workdir: Path) -> None:
    ok("new", "p")
    process = subprocess.Popen(
        [*MAIN, "log", "-"],
        cwd=workdir,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(b"the first\n")
    process.stdin.flush()
    assert process.stderr.readline().startswith(b"stored")
    process.send_signal(signal.SIGINT)
    said = process.stderr.read()
    assert said.strip() == b"sayso: Stopped; nothing more was changed."
    assert process.wait() == 130
    process.stdin.close()
    process.stderr.close()
    assert [note["text"] for note in ok("notes", "--json").json] == ["the first"]


def test_a_line_is_stored_as_soon_as_it_is_there(workdir: Path) -> None:
    ok("new", "p")
    process = subprocess.Popen(
        [*MAIN, "log", "-"],
        cwd=workdir,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stderr is not None
    for number in range(3):
        process.stdin.write(b"line %d\n" % number)
        process.stdin.flush()
        assert process.stderr.readline().startswith(b"stored")
        assert len(ok("notes", "--json").json) == number + 1
    process.stdin.close()
    assert process.wait() == 0
    process.stderr.close()


def test_group_stopped_writes_nothing(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def stopped(*_: object, **__: object) -> None:
        raise Cancelled

    monkeypatch.setattr("capture.jobs.drafts.group_file", stopped)
    outcome = sayso("group", "a.csv", "--column", "text", "-o", "b.csv")
    assert outcome.code == 130
    assert outcome.err == "Stopped. Nothing was written.\n"
    assert not list(workdir.iterdir())
