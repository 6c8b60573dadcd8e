"""What every test shares: a home of its own, and no skip where none is allowed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

NO_SKIPS = bool(os.environ.get("SAYSO_NO_SKIPS"))


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own settings and recent projects out of the tests, and in peace."""
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path_factory.mktemp("home")))
    for name in ("SAYSO_PROJECT", "SAYSO_DEBUG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turn a skip into a failure where the environment promises that nothing is missing.

    What only root may do (mounting a small disk) may still be skipped by others.
    """
    report = yield
    skipped = getattr(report, "skipped", False) and not hasattr(report, "wasxfail")
    if NO_SKIPS and skipped and "root" not in str(report.longrepr):  # type: ignore[union-attr]
        report.outcome = "failed"  # type: ignore[union-attr]
        report.longrepr = f"skipped where nothing may be: {item.nodeid}: {report.longrepr}"  # type: ignore[union-attr]
    return report  # type: ignore[return-value]


@pytest.fixture
def workdir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the current one during the test."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
