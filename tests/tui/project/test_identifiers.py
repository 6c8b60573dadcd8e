"""Names and numbers in what people said: gone through with a key each, and taken back in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs import identifiers
from capture.jobs.notes import Place, log
from capture.jobs.projects import create
from capture.screens.project.identifiers import IdentifiersScreen
from tests.tui.helpers import opened, settled, stored, text_of
from tests.tui.research import on, press, shell

SAID = (
    "Vera/desk: ring 0171 5550123, it is never answered ,,p- 1",
    "Jo/desk: Vera sends them to Aisha Rahman at the window ,,p 1",
    "Jo/desk: I told Tomas Okafor that the queue is long ,,p 1",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with create(tmp_path / "p.sayso", stages=("Visit",), personas=()) as made:
        for line in SAID:
            log(made, line, Place())
        return made.path


def decided(path: Path) -> dict[str, str]:
    with stored(path) as project:
        return {
            one.find.words: one.choice.value
            for one in identifiers.listed(project)
            if one.choice is not None
        }


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_each_is_hidden_kept_or_passed_and_taken_back(
    path: Path, size: tuple[int, int]
) -> None:
    async with opened(path, size, mode="project") as pilot:
        await press(pilot, "I")
        on(pilot, IdentifiersScreen)
        shown = text_of(shell(pilot))
        assert "Aisha Rahman" in shown
        assert "2 to look at" in shown
        await press(pilot, "h")
        await settled(pilot)
        assert "Tomas Okafor" in text_of(shell(pilot))
        await press(pilot, "k")
        await settled(pilot)
        assert "Nothing waits for a decision." in text_of(shell(pilot))
        assert decided(path) == {"Aisha Rahman": "hide", "Tomas Okafor": "keep"}
        await press(pilot, "z")
        await settled(pilot)
        assert "Tomas Okafor" in text_of(shell(pilot))
        await press(pilot, "n")
        await settled(pilot)
        assert "Nothing waits for a decision." in text_of(shell(pilot))
        await press(pilot, "z", "z")
        await settled(pilot)
        assert "Aisha Rahman" in text_of(shell(pilot))
        assert decided(path) == {}
        await press(pilot, "tab")
        await settled(pilot)
        assert "goes out as [number]" in text_of(shell(pilot))
