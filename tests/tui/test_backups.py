"""Backups in the app: listed, gone back to, made behind it, and told of where they fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest

from capture import backing
from capture.app import SaysoApp
from capture.config import Config, Memory
from capture.screens.dialogs import ConfirmScreen, TextScreen
from capture.screens.picker import Picker
from data.store import Project, notes
from data.store.backup_names import kept
from data.store.backups import make
from tests.tui.helpers import SIZES, keep, opened, same_picture, settled, stored, text_of, until
from tests.tui.research import clock_in_utc, make_research, press, shell
from tests.unit.data.store.test_backups import spoil

LAST = datetime(2026, 3, 3, tzinfo=UTC)
"""After the backups that are there already."""


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Return a project with three backups of known times, and a note since then."""
    with clock_in_utc():
        made = make_research(tmp_path / "claims.sayso")
        moments = (datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=47 * n) for n in count())
        for why in ("opened", "before-import", "before-anew"):
            with patch("data.store.backups._now", lambda: next(moments)):
                make(made, why)
            with Project.open(made) as project:
                keep(project, f"said after the backup {why}")
        yield made


def texts(path: Path) -> list[str]:
    with stored(path) as project:
        return [note.text for note in notes.all(project)]


async def listed(pilot: object) -> Picker[object]:
    """Open the list by the palette's action and wait for it."""
    app = shell(pilot)  # type: ignore[arg-type]
    await app.run_action("app.backups")
    await until(lambda: isinstance(app.screen, Picker), "the list is shown")
    await settled(pilot)  # type: ignore[arg-type]
    screen = app.screen
    assert isinstance(screen, Picker)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_it_looks_as_in_the_picture(path: Path, size: tuple[int, int]) -> None:
    async with opened(path, size, mode="project") as pilot:
        await listed(pilot)
        same_picture(shell(pilot), f"backups-{size[0]}x{size[1]}")
        await press(pilot, "enter")
        await until(lambda: isinstance(shell(pilot).screen, ConfirmScreen), "it asks")
        await settled(pilot)
        same_picture(shell(pilot), f"backups-ask-{size[0]}x{size[1]}")


async def test_going_back_shows_what_is_newer_and_opens_the_app_anew(path: Path) -> None:
    before = texts(path)
    async with opened(path, (100, 30)) as pilot:
        app = shell(pilot)
        assert isinstance(app, SaysoApp)
        await listed(pilot)
        await press(pilot, "down", "enter")
        await until(lambda: isinstance(app.screen, ConfirmScreen), "it asks")
        await settled(pilot)
        shown = text_of(app)
        assert "2 notes added" in shown
        assert "said after the backup before-anew" in shown
        await press(pilot, "y")
        await until(lambda: app.again, "it went back")
    assert "is as it was at 2026-03-02 09:47" in app.again
    assert texts(path) == before[:-2]
    assert any(one.is_set_aside for one in kept(path))
    again = SaysoApp(path, Config(theme="ink"), Memory(), told=app.again)
    async with again.run_test(size=(100, 30)):
        await until(lambda: isinstance(again.screen, TextScreen), "it says what was done")
        await until(lambda: "is as it was" in text_of(again), "it can be read")
        await again.gateway.close()


async def test_leaving_it_leaves_everything(path: Path) -> None:
    before = path.read_bytes()
    async with opened(path, (100, 30)) as pilot:
        await listed(pilot)
        await press(pilot, "escape")
        await listed(pilot)
        await press(pilot, "enter")
        await until(lambda: isinstance(shell(pilot).screen, ConfirmScreen), "it asks")
        await press(pilot, "n")
        await settled(pilot)
        assert not on_top(pilot)
    assert path.read_bytes() == before


def on_top(pilot: object) -> bool:
    return shell(pilot).screen.is_modal  # type: ignore[arg-type]


async def test_a_spoilt_backup_is_shown_as_such_and_not_gone_back_to(path: Path) -> None:
    spoil(kept(path)[0].path)
    async with opened(path, (100, 30)) as pilot:
        await listed(pilot)
        assert "NOT SOUND" in text_of(shell(pilot))
        await press(pilot, "enter")
        await until(lambda: "not sound" in text_of(shell(pilot)), "it says so")
        assert not on_top(pilot)


async def test_what_cannot_be_exchanged_is_told_when_it_opens_anew(path: Path) -> None:
    async with opened(path, (100, 30)) as pilot:
        app = shell(pilot)
        assert isinstance(app, SaysoApp)
        await listed(pilot)
        await press(pilot, "enter")
        await until(lambda: isinstance(app.screen, ConfirmScreen), "it asks")
        journal = kept(path)[0].path
        journal.with_name(f"{journal.name}-journal").write_bytes(b"foreign")
        before = path.read_bytes()
        with patch("data.store.restoring.holders", lambda _: ["sayso (process 4711)"]):
            await press(pilot, "y")
            await until(lambda: app.again, "it tried")
    assert "is open in sayso (process 4711): nothing was changed" in app.again
    assert path.read_bytes() == before


async def test_without_a_backup_it_says_so(project_path: Path) -> None:
    async with opened(project_path, (100, 30)) as pilot:
        await shell(pilot).run_action("app.backups")
        await settled(pilot)
        assert "There is no backup yet" in text_of(shell(pilot))


async def test_one_is_made_behind_the_app_and_typing_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AFTER_OPENING", "_FOR_A_REST"):
        monkeypatch.setattr(backing, name, 0.01)
    async with opened(path, (100, 30)) as pilot:
        await until(lambda: kept(path)[0].at > LAST, "a backup is made")
        await press(pilot, *"typed", "enter")
        await settled(pilot)
    assert kept(path)[0].why == "opened"
    assert texts(path)[-1] == "typed"


async def test_a_failing_one_is_told_once_and_notes_are_stored(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AFTER_OPENING", "EVERY", "_FOR_A_REST"):
        monkeypatch.setattr(backing, name, 0.01)
    with Project.open(project_path) as project:
        keep(project, "before")
    project_path.with_name(project_path.name + "-backups").write_text("in the way")
    async with opened(project_path, (100, 30)) as pilot:
        app = shell(pilot)
        await until(lambda: "No backup of" in app.notice.text, "it is told")
        assert app.notice.kind == "warning"
        await press(pilot, *"after", "enter")
        await settled(pilot)
        assert "No backup of" not in app.notice.text, "told once"
    assert texts(project_path)[-1] == "after"
