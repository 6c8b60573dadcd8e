"""The app on a real terminal: what reaches it, and how the process ends."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from capture import faults
from data.store import Project
from tests.tui.helpers import keep, make_project, stored
from tests.tui.spawned import terminal

QUIT = b"\x11"
F1, F5, F6, F7, F8 = b"\x1bOP", b"\x1b[15~", b"\x1b[17~", b"\x1b[18~", b"\x1b[19~"

HOSTILE = (
    "[/] [@click=app.quit]x[/] clip \x1b]52;c;c2F5c28=\x07 "
    "title \x1b]0;owned\x07 colour \x1b[31m c1 \x9b35m \x90q\x9c "
    "bidi \u202e\u2066 zero\u200bwidth\ufeff bell \x07 back\x08\x08 del\x7f "
)


def test_no_control_byte_of_a_note_reaches_the_terminal(tmp_path: Path) -> None:
    path = make_project(tmp_path / "p.sayso", title=f"Project {HOSTILE}")
    with Project.open(path) as project:
        for number in range(3):
            keep(project, f"{number} {HOSTILE}\nsecond line {HOSTILE}")
    with terminal(path, size=(120, 36)) as app:
        app.wait_for(b"[@click=app.quit]")
        for key in (F6, F7, F8, F5):
            app.type(key)
            app.wait_for(b"stored")
        app.type(F1)
        app.wait_for(b"Here")
        app.type(b"\x1b")
        assert app.quit(QUIT) == 0
    output = re.sub(rb"\x1b]22;[a-z-]+\x07", b"", app.output)  # the shape of the pointer is ours
    for forbidden in (b"\x1b]52", b"owned\x07", b"\x1b[31m c1", b"\x07", b"\x08", b"\x7f"):
        assert forbidden not in output, output[max(0, output.find(forbidden) - 60) :][:90]
    text = output.decode("utf-8")  # whole and valid: nothing was cut in two
    assert not re.search("[\x80-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]", text)
    without_ours = re.sub(r"\x1b\[[0-9;:?<>=$]*[a-zA-Z~]", "", text)
    without_ours = re.sub(r"\x1b[P_][^\x1b]*\x1b\\", "", without_ours)
    strays = set(re.findall("[\x00-\x09\x0b\x0c\x0e-\x1f]", without_ours))
    assert strays <= {"\x1b"}, strays
    assert set(re.findall("\x1b(.)", without_ours)) <= set("=>78")


def test_leaving_gives_back_the_terminal_and_ends_with_0(project_path: Path) -> None:
    with terminal(project_path) as app:
        app.wait_for(b"stored")
        app.type(QUIT)
        assert app.wait_for_end() == 0
    assert b"\x1b[?1049l" in app.output
    assert b"\x1b[?25h" in app.output


FAULT = """
from capture.app import SaysoApp
def bad(self):
    secret = "what Zebedee said"
    raise KeyError(secret)
SaysoApp.action_theme = bad
"""


def test_after_a_fault_the_app_goes_on_and_never_ends_with_0(project_path: Path) -> None:
    with terminal(project_path, before=FAULT) as app:
        app.wait_for(b"stored")
        app.type(b"\x10")
        app.wait_for(b"Search")
        app.type("next theme")
        app.wait_for(b"Change")
        app.type("\r")
        app.wait_for(b"Reference")
        app.type("\r")
        app.press_until(F6, b"[Notes]")
        assert app.quit(QUIT) == faults.EXIT_CODE
    assert b"Traceback" not in app.output
    assert b"Zebedee" not in app.output
    assert "KeyError" in faults.log_file().read_text()
    assert "Zebedee" not in faults.log_file().read_text()


def test_a_fault_while_painting_ends_with_a_sentence_and_no_traceback(project_path: Path) -> None:
    before = """
from capture.widgets.frame import TitleBar
def render(self):
    secret = "what Zebedee said"
    raise KeyError(secret)
TitleBar.render = render
"""
    with terminal(project_path, before=before) as app:
        assert app.wait_for_end() == faults.EXIT_CODE
    assert b"this is a fault in sayso (KeyError" in app.output
    assert b"Traceback" not in app.output
    assert b"Zebedee" not in app.output


def test_a_file_that_is_no_project_is_told_after_the_terminal_is_given_back(
    tmp_path: Path,
) -> None:
    path = tmp_path / "text.sayso"
    path.write_text("no project " * 100)
    with terminal(path) as app:
        assert app.wait_for_end() == 3
    told = app.output.rpartition(b"\x1b[?1049l")[2]
    assert b"not a sayso project" in told.replace(b"\r\n", b" ")
    assert path.read_text() == "no project " * 100


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_a_closed_terminal_stores_what_was_handed_in(
    project_path: Path, sent: signal.Signals
) -> None:
    before = """
import os, signal, threading
from capture.app import SaysoApp
from tests.tui.helpers import keep
def opened(self, event, old=SaysoApp.on_gateway_opened):
    old(self, event)
    for number in range(20):
        self.gateway.write(lambda project, n=number: keep(project, f"{n}"))
    os.kill(os.getpid(), %d)
SaysoApp.on_gateway_opened = opened
"""
    with terminal(project_path, before=before % sent) as app:
        app.wait_for_end()
    with stored(project_path) as project:
        assert len(project.snapshot().notes) == 20


@pytest.mark.parametrize(
    "environment",
    [{"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}, {"TERM": "linux", "COLORTERM": ""}],
)
@pytest.mark.parametrize("size", [(60, 20), (200, 60), (40, 10), (20, 5)])
def test_it_opens_on_any_terminal(
    project_path: Path, environment: dict[str, str], size: tuple[int, int]
) -> None:
    with terminal(project_path, size=size, environment=environment) as app:
        app.wait_for(b"stored")
        for key in (F6, F7, F8, F5):
            app.type(key)
            app.wait_for(b"stored")
        app.type(QUIT)
        assert app.wait_for_end() == 0
    if "NO_COLOR" in environment:
        for red, green, blue in re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", app.output):
            assert red == green == blue


def test_an_app_whose_terminal_is_gone_ends(project_path: Path) -> None:
    """Without a signal too: a terminal that is gone would be read, empty, for ever."""
    with terminal(project_path) as app:
        app.wait_for(b"Capture")
        app.wait_for(b"F2")
        assert app.hang_up() != 0
