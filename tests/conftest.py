"""What every test shares: a home of its own, and no skip where none is allowed."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

# A shell that runs the tests in the background has them ignore Ctrl-C, and so would every process
# that they start; some tests are about Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

NO_SKIPS = bool(os.environ.get("SAYSO_NO_SKIPS"))


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own settings and recent projects out of the tests, and in peace."""
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("SAYSO_AUTHOR", "tester")
    for name in ("SAYSO_PROJECT", "SAYSO_DEBUG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, Any]:
    """Turn a skip into a failure where the environment promises that nothing is missing.

    What only root may do (mounting a small disk) may still be skipped by others.
    """
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if NO_SKIPS and skipped and "root" not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {item.nodeid}: {report.longrepr}"
    return report


@pytest.fixture
def workdir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the current one during the test."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
