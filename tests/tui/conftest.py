"""What the tests of the app share: async tests, and a project to open."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path

import pytest

from tests.tui.helpers import make_project


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine, each in a loop of its own, for at most a minute.

    One that is marked with ``patience`` may take so many seconds on a busy machine.
    """
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in wanted}
    patience = pyfuncitem.get_closest_marker("patience")
    seconds = patience.args[0] if patience is not None else 60
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**arguments), seconds))
    return True


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tester's own terminal out of the pictures."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "EDITOR", "VISUAL", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture
def project_path(tmp_path: Path) -> Path:
    """Return a new project without notes: "Clinic", with the default stages."""
    return make_project(tmp_path / "clinic.sayso", title="Clinic")
