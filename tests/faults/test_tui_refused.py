"""A file that cannot be written to, or not be relied on: said at once, and for as long as it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.store import Project, notes
from tests.tui.meeting import make_meeting

if sys.platform == "win32":
    pytest.skip("no pty on Windows", allow_module_level=True)

from tests.faults.test_tui_kept import rescued, texts, until
from tests.tui.terminal import Terminal

# Root may write anywhere, unless it gives that up.
_AS_ANYBODY = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
    if os.geteuid() == 0
    else ()
)


def app(path: Path, home: Path) -> Terminal:
    code = "from capture.cli import main; main()"
    return Terminal(
        path, home, size=(100, 24), command=(*_AS_ANYBODY, sys.executable, "-c", code, str(path))
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "shared"
    folder.mkdir()
    yield folder
    folder.chmod(0o700)


MODES = {"file": (0o400, 0o700), "folder": (0o600, 0o500), "both": (0o400, 0o500)}


@pytest.mark.parametrize("which", MODES)
def test_a_read_only_project_says_so_and_takes_no_keys(
    folder: Path, home: Path, which: str
) -> None:
    path = make_meeting(folder / "claims.sayso")
    before = path.read_bytes()
    file_mode, folder_mode = MODES[which]
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    terminal = app(path, home)
    try:
        terminal.wait_for(b"READ-ONLY")
        terminal.wait_for(b"read-only:")  # where its sentence is wrapped hangs on the path
        terminal.wait_for(b"Monday")
        terminal.forget()
        terminal.type("ma: a remark\r")
        terminal.type("\x1b[18~")  # F7: the mode Map; the banner and the title are there too
        terminal.wait_for(b"READ-ONLY")
        terminal.wait_for(b"is read-only")
        assert b"\xe2\x9c\x93 stored" not in terminal.output
        terminal.type("\x1b[15~")
        terminal.wait_for(b"Monday")
        assert path.read_bytes() == before
        assert rescued(path) == []
        path.chmod(0o600)
        folder.chmod(0o700)
        terminal.wait_for(b"\xe2\x9c\x93 stored")
        terminal.type("ma: a remark\r")
        until(lambda: texts(path) == ["a remark"], "it is stored, now that it can be")
    finally:
        terminal.kill()


def test_a_project_that_becomes_read_only_says_so_before_a_note_is_refused(
    folder: Path, home: Path
) -> None:
    path = make_meeting(folder / "claims.sayso")
    terminal = app(path, home)
    try:
        terminal.wait_for(b"Monday")
        terminal.type("ma: stored\r")
        until(lambda: texts(path) == ["stored"], "it is stored")
        terminal.forget()
        folder.chmod(0o500)
        terminal.wait_for(b"READ-ONLY", 5)
        terminal.wait_for(b"read-only:")  # where its sentence is wrapped hangs on the path
    finally:
        terminal.kill()


def test_a_line_half_typed_when_it_becomes_read_only_can_be_handed_in_and_is_kept(
    folder: Path, home: Path
) -> None:
    path = make_meeting(folder / "claims.sayso")
    terminal = app(path, home)
    try:
        terminal.wait_for(b"Monday")
        terminal.type("ma: half typed")
        terminal.wait_for(b"half typed")
        folder.chmod(0o500)
        terminal.wait_for(b"READ-ONLY", 5)
        terminal.type("\r")
        terminal.wait_for(b"NOT STORED")
        until(lambda: "ma: half typed" in rescued(path), "it is kept")
        folder.chmod(0o700)
        until(lambda: texts(path) == ["half typed"], "it is stored by itself", 30)
        until(lambda: rescued(path) == [], "nothing is left to rescue")
    finally:
        terminal.kill()


def _destroy(path: Path, table: str) -> None:
    """Overwrite the first page of a table, as a bad disk would."""
    with closing(Project.open(path)) as project:
        (page,) = project.connection.row(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        )
        (size,) = project.connection.row("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.parametrize("table", ["note", "change", "tag", "vector"])
def test_a_damaged_project_is_never_said_to_be_stored(folder: Path, home: Path, table: str) -> None:
    path = make_meeting(folder / "claims.sayso")
    _destroy(path, table)
    terminal = app(path, home)
    try:
        until(
            lambda: b"DAMAGED" in terminal.output or terminal.process.poll() is not None,
            "it is told, or not opened at all",
        )
        if terminal.process.poll() is not None:
            terminal.wait_for(b"damaged: nothing")  # its path may wrap the words before
            assert terminal.process.returncode == 3
        else:
            terminal.forget()
            terminal.type("ma: a remark\r")
            until(lambda: _is_kept(path, terminal), "it is stored, or kept")
    finally:
        terminal.kill()


def _is_kept(path: Path, terminal: Terminal) -> bool:
    """Whether a remark is in the project or in a rescue file, and the title claims nothing else."""
    assert b"\xe2\x9c\x93 stored" not in terminal.output
    if rescued(path):
        return True
    try:
        with closing(Project.open(path, read_only=True)) as project:
            return [one.text for one in notes.all(project)] == ["a remark"]
    except Exception:
        return False
