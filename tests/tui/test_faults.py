"""Faults of sayso's own: told with a reference, logged without anybody's words, never hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.widgets import Static

from capture import faults
from capture.app import SaysoApp
from capture.commands import bindings
from capture.gateway import Storing
from capture.screens.base import ModeScreen
from capture.screens.dialogs import FaultScreen
from data.store import Project
from tests.tui.helpers import keep, opened, stored, text_of, until

SECRET = "what Maria said in confidence"


class BadScreen(ModeScreen):
    """A mode with a handler that fails."""

    MODE = "project"
    BINDINGS = [*bindings("project"), ("x", "fail", "fail")]  # noqa: RUF012

    def compose_body(self) -> ComposeResult:
        yield Static("here")

    def action_fail(self) -> None:
        word = SECRET
        raise KeyError(word)

    def on_key(self, event: object) -> None:
        if getattr(event, "key", "") == "y":
            raise ValueError(SECRET)
        if getattr(event, "key", "") == "z":
            self.run_worker(self.work())

    async def work(self) -> None:
        raise OSError(SECRET)


def bad_job(project: Project) -> None:
    raise RuntimeError(SECRET)


def log() -> str:
    return faults.log_file().read_text()


@pytest.fixture
def bad_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SaysoApp.MODES, "project", BadScreen)


@pytest.mark.parametrize("key", ["x", "y", "z"])
async def test_a_fault_in_a_handler_is_told_and_the_app_goes_on(
    project_path: Path, bad_mode: None, key: str
) -> None:
    async with opened(project_path, mode="project", may_fail=True) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        await _press(app, key)
        await until(lambda: isinstance(app.screen, FaultScreen), "the dialog")
        await until(lambda: "Reference:" in text_of(app))
        assert SECRET not in text_of(app)
        reference = text_of(app).split("Reference: ")[1].split()[0]
        assert reference in log()
        assert "test_faults.py" in log()
        assert SECRET not in log()
        await _press(app, "escape")
        await until(lambda: isinstance(app.screen, BadScreen))
        app.gateway.write(lambda project: keep(project, "after the fault"))
        await until(lambda: not app.gateway.busy)
        await _press(app, "ctrl+q")
        await until(lambda: app._exit)
    assert app.return_code == faults.EXIT_CODE
    with stored(project_path) as project:
        assert [note.text for note in project.snapshot().notes] == ["after the fault"]


async def _press(app: SaysoApp, key: str) -> None:
    """Press a key without the pilot, which gives up at the first fault."""
    from textual import events

    app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_a_fault_in_a_job_is_told_and_the_lane_goes_on(project_path: Path) -> None:
    async with opened(project_path, may_fail=True) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        failed: list[str] = []
        app.gateway.write(bad_job, failed=lambda error: failed.append(str(error)))
        app.begin(app.gateway.read(bad_job))
        app.gateway.write(lambda project: keep(project, "next"))
        await until(lambda: not app.gateway.busy)
        await until(lambda: isinstance(app.screen, FaultScreen))
        assert failed
        assert SECRET not in failed[0]
        assert SECRET not in log()
        assert "bad_job" in log()
        assert app.storing is Storing.STORED
    with stored(project_path) as project:
        assert [note.text for note in project.snapshot().notes] == ["next"]


async def test_a_screen_that_cannot_be_built_ends_the_app_without_a_traceback(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(ModeScreen):
        MODE = "project"

        def compose_body(self) -> ComposeResult:
            raise RuntimeError(SECRET)

    monkeypatch.setitem(SaysoApp.MODES, "project", Broken)
    async with opened(project_path, may_fail=True) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        await _press(app, "f8")
        await until(lambda: app.faulty)
    assert app.return_code == faults.EXIT_CODE
    assert SECRET not in log()


def test_the_log_tells_the_whole_chain_and_no_values() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        reference = faults.record(error, "a test")
    assert reference in log()
    assert "builtins.KeyError" in log()
    assert "builtins.ValueError" in log()
    assert SECRET not in log()
    assert faults.log_file().stat().st_mode & 0o077 == 0


def test_a_log_that_cannot_be_written_still_gives_a_reference(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(faults, "log_file", lambda: tmp_path / "file" / "faults.log")
    assert len(faults.record(ValueError("x"), "a test")) == 6


def test_the_log_does_not_grow_for_ever() -> None:
    for _ in range(3):
        faults.record(ValueError("x"), "y" * 150_000)
    assert faults.log_file().stat().st_size < 400_000
