"""Backups behind an open app: when they are made, and that a failing one is told once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from capture import backing
from capture.backing import BackupThread
from data.store import Project
from data.store.backup_names import kept
from tests.unit.stores import new_project, with_notes

SECONDS = 20.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a project with a note."""
    with new_project(tmp_path) as project:
        with_notes(project, "phones ring out")
    return tmp_path / "claims.sayso"


class Watched(BackupThread):
    """A keeper that may be waited for."""

    def __init__(self, path: Path) -> None:
        self.told: list[str] = []
        self.turns = threading.Semaphore(0)
        self.failure: Exception | None = None
        super().__init__(path, self.told.append, self._trouble_told)

    def _trouble_told(self, error: Exception, during: str) -> None:
        self.told.append(f"{during}: {error}")

    def _keep(self, why: str) -> None:
        try:
            if self.failure is not None:
                raise self.failure
            super()._keep(why)
        finally:
            self.turns.release()

    def turn(self) -> None:
        """Wait until it has looked once more."""
        assert self.turns.acquire(timeout=SECONDS)


@pytest.fixture
def keeper(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """Return one that looks again and again, without rest."""
    for name in ("AFTER_OPENING", "EVERY", "_FOR_A_REST"):
        monkeypatch.setattr(backing, name, 0.01)
    made = Watched(path)
    yield made
    made.close()
    assert not made.is_alive()


def test_one_when_opened_and_then_whenever_it_has_changed(path: Path, keeper: Watched) -> None:
    keeper.start()
    keeper.turn()
    assert [one.why for one in kept(path)] == ["opened"]
    for _ in range(3):
        keeper.turn()
    assert len(kept(path)) == 1
    with Project.open(path) as project:
        with_notes(project, "one more")
    keeper.turn()  # may have begun before
    keeper.turn()
    assert [one.why for one in kept(path)] == ["regular", "opened"]
    assert not keeper.told


def test_a_failure_is_told_once_until_it_is_mended(path: Path, keeper: Watched) -> None:
    folder = path.parent / "claims.sayso-backups"
    folder.write_text("in the way")
    keeper.start()
    for _ in range(4):
        keeper.turn()
    (told,) = keeper.told
    assert told.startswith(f"No backup of {path} was made: ")
    folder.unlink()
    keeper.turn()
    keeper.turn()
    assert len(kept(path)) == 1


def test_a_moment_of_rest_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backing, "AFTER_OPENING", 0.0)
    keeper = Watched(path)
    keeper.start()
    assert not keeper.turns.acquire(timeout=0.2), "somebody may be typing"
    keeper.rest()
    keeper.turn()
    keeper.close()
    assert len(kept(path)) == 1


def test_an_error_of_ours_is_owned_up_to_and_ends_it(path: Path, keeper: Watched) -> None:
    keeper.failure = ZeroDivisionError("ours")
    keeper.start()
    keeper.turn()
    keeper.join(SECONDS)
    assert keeper.told == ["backups: ours"]


def test_closed_before_it_began_or_in_the_middle_it_leaves_nothing(
    path: Path, keeper: Watched
) -> None:
    Watched(path).close()
    with Project.open(path) as project:
        with_notes(project, *("long " * 300 for _ in range(2_000)))
    keeper.start()
    keeper.close()
    assert not list(path.parent.rglob(".sayso-*"))
