"""The app walked through at random: whatever is pressed, it bears it, and loses no stored note.

``SAYSO_WALKS`` says how many walks more than those of known seeds (one, whose seed is printed).
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import random
import shutil
from pathlib import Path
from typing import cast

import pytest
from textual.screen import ModalScreen, Screen

import capture
from capture.palette import Palette
from capture.screens.dialogs import AskScreen, HelpScreen
from capture.textual_internals import Dialog
from tests.pictures import make_sample
from tests.tui.helpers import opened, settled
from tests.tui.wandering import walk

SEEDS = range(4)
STEPS = 40
MORE = int(os.environ.get("SAYSO_WALKS", "1"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.mark.patience(240)
@pytest.mark.parametrize("seed", [*SEEDS, *(f"any {number}" for number in range(MORE))])
async def test_a_random_walk_ends_in_an_app_that_answers(
    sample: Path, tmp_path: Path, seed: int | str
) -> None:
    path = tmp_path / "walk.sayso"
    shutil.copy(sample, path)
    number = seed if isinstance(seed, int) else random.SystemRandom().randrange(1_000_000)
    print("seed", number)
    found = await walk(path, number, STEPS)
    print(
        f"seed {number}: {STEPS} steps over {len(found.seen)} kinds of screens; "
        f"{len(found.acknowledged)} notes acknowledged, 0 lost"
    )
    assert found.acknowledged


def test_every_dialog_ends_once() -> None:
    for module in pkgutil.walk_packages(capture.__path__, "capture."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: list[type] = []
    waiting: list[type] = [ModalScreen]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("capture."):
            found.append(kind)
    assert len(found) > 25
    assert [kind for kind in found if not issubclass(kind, Dialog)] == []


async def test_a_dialog_that_is_closed_twice_closes_nothing_else(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = pilot.app
        answers: list[str | None] = []
        app.push_screen(HelpScreen(app.screen))
        asked = AskScreen("Which?")
        await app.push_screen(asked, answers.append)
        asked.dismiss("this")
        asked.dismiss("that")
        await settled(pilot)
        assert isinstance(app.screen, HelpScreen)
        assert answers == ["this"]


async def test_a_dialog_ends_under_another_and_in_a_mode_that_is_not_shown(
    project_path: Path,
) -> None:
    async with opened(project_path) as pilot:
        app = pilot.app
        for over in ("help", "another mode"):
            answers: list[str | None] = []
            asked = AskScreen("Which?")
            await app.push_screen(asked, answers.append)
            if over == "help":
                await app.push_screen(HelpScreen(cast("Screen[object]", asked)))
            else:
                await app.switch_mode("notes")
            asked.dismiss("this")
            await settled(pilot)
            assert answers == ["this"]
            assert not asked.is_attached
            assert isinstance(app.screen, HelpScreen) == (over == "help")
            await pilot.press("escape", "f5")
            await settled(pilot)
            assert type(app.screen).__name__ == "CaptureScreen"


@pytest.mark.parametrize("keys", [("ctrl+p", "f1", "ctrl+p"), ("f1", "escape", "escape", "escape")])
async def test_keys_in_one_go_open_and_close_what_they_are_for(
    project_path: Path, keys: tuple[str, ...]
) -> None:
    from tests.tui.wandering import send

    async with opened(project_path) as pilot:
        for key in keys:
            send(pilot.app, key)
        await settled(pilot)
        kinds = [type(one).__name__ for one in pilot.app.screen_stack[1:]]
        assert kinds == (["Palette", "HelpScreen"] if keys[0] == "ctrl+p" else [])
        assert pilot.app._exception is None


async def test_enter_twice_in_one_go_runs_what_the_palette_found_once(project_path: Path) -> None:
    from tests.tui.wandering import send

    async with opened(project_path) as pilot:
        await pilot.press("ctrl+p", *"project")
        assert isinstance(pilot.app.screen, Palette)
        await settled(pilot)
        await pilot.press("down")
        for _ in range(3):
            send(pilot.app, "enter")
        await settled(pilot)
        assert pilot.app._exception is None
        assert not isinstance(pilot.app.screen, Palette)
