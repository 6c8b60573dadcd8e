"""Editor, clipboard and browser: refused clearly, and never with a text lost."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import SuspendNotSupported

from capture import system
from data.errors import NotFound, OutputFailed, SaysoError


class Terminal:
    """Stands in for the app: can be suspended, and takes what is copied."""

    def __init__(self, *, suspends: bool = True) -> None:
        self.copied: list[str] = []
        self._suspends = suspends

    @contextlib.contextmanager
    def suspend(self) -> Iterator[None]:
        if not self._suspends:
            raise SuspendNotSupported("not here")
        yield

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)


def script(folder: Path, body: str) -> str:
    path = folder / "ed"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.fixture(autouse=True)
def _no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


def edit(app: Terminal, text: str, editor: str) -> str:
    anything: Any = app
    return system.edit(anything, text, editor)


def test_the_editor_gets_the_text_and_gives_it_back(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    editor = script(tmp_path, f'cp "$2" {seen}; ls -l "$2" > {seen}.mode; echo changed >> "$2"')
    assert edit(Terminal(), "one\ntwo ", f"{editor} -n") == "one\ntwo changed"
    assert seen.read_text() == "one\ntwo "
    assert seen.with_name("seen.mode").read_text().startswith("-rw-------")


def test_the_file_is_removed_in_every_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    editor = script(tmp_path, "exit 3")
    with pytest.raises(SaysoError, match="ended with code 3; the text is as it was"):
        edit(Terminal(), "x", editor)
    assert [path.name for path in tmp_path.iterdir()] == ["ed"]


@pytest.mark.parametrize(
    ("editor", "says"),
    [
        ("", "No editor is set"),
        ("no-such-editor-here", "not installed"),
        ("vi 'open", "open quote"),
    ],
)
def test_no_editor_is_refused_clearly(editor: str, says: str) -> None:
    with pytest.raises(NotFound, match=says):
        edit(Terminal(), "x", editor)


def test_visual_wins_over_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor-here")
    monkeypatch.setenv("VISUAL", "sh -e")
    assert system.editor_command() == ["sh", "-e"]


def test_where_no_terminal_can_be_lent_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match="cannot be opened from here"):
        edit(Terminal(suspends=False), "x", script(tmp_path, "true"))


def test_copying_says_what_is_known() -> None:
    terminal = Terminal()
    anything: Any = terminal
    assert "Sent to the terminal" in system.copy(anything, "said \ud800 [/b]")
    assert terminal.copied == ["said ? [/b]"]
    assert "copied" not in system.SENT.lower()
    with pytest.raises(OutputFailed, match="more than"):
        system.copy(anything, "x" * 100_000)


def test_without_a_browser_the_address_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "map.html"
    page.write_text("")
    monkeypatch.setattr(system, "_graphical_browser", lambda _: None)
    with pytest.raises(NotFound, match=r"map\.html"):
        system.open_page(page)


def test_a_browser_is_given_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    class Browser:
        name = "firefox"

        def open(self, address: str) -> bool:
            opened.append(address)
            return True

    monkeypatch.setattr("webbrowser.get", Browser)
    assert "Opened" in system.open_page(tmp_path / "my map.html")
    assert opened == [(tmp_path / "my map.html").as_uri()]


def test_a_browser_for_terminals_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lynx:
        name = "/usr/bin/lynx"

        def open(self, address: str) -> bool:
            raise AssertionError(address)

    monkeypatch.setattr("webbrowser.get", Lynx)
    with pytest.raises(NotFound):
        system.open_page(Path(os.devnull))
