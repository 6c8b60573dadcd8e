"""The history: who changed what, and taking back any change of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest

from capture.screens.history import HistoryScreen
from capture.screens.notes.screen import NotesScreen
from data.records import Kind
from data.store import Project, notes
from data.store.authors import use_author
from data.store.lists import stages
from tests.tui.helpers import SIZES, opened, same_picture, settled, stored, text_of, until
from tests.tui.research import clock_in_utc, make_research, on, press, shell

HOSTILE = "[/b] \x1b[31mred\x1b]52;c;aGk=\x07 \u202e"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Return a project in which two people changed things, at known times."""
    with clock_in_utc():
        made = make_research(tmp_path / "claims.sayso")
        moments = (datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=7 * n) for n in count())
        with Project.open(made) as project, patch("data.store.log.now", lambda: next(moments)):
            for name, label, kind in (
                ("Ann", "Make it a gain", Kind.GAIN),
                ("Ben", "Make it a need", Kind.NEED),
            ):
                use_author(name)
                with project.change(label) as change:
                    first = notes.all(project)[0 if name == "Ann" else 1]
                    notes.edit(change, first.id, kind=kind)
            use_author("Ann")
            with project.change(f"Rename {HOSTILE}") as change:
                stages.edit(change, stages.all(project)[2].id, title="Waiting")
        yield made
        use_author("")


def as_ann() -> None:
    use_author("Ann")


async def test_the_changes_are_listed_and_the_chosen_one_is_told_old_and_new(path: Path) -> None:
    async with opened(path, (100, 30), mode="notes") as pilot:
        as_ann()
        await press(pilot, "H")
        screen = on(pilot, HistoryScreen)
        await until(lambda: screen.rows.count >= 3, "the history is read")
        await settled(pilot)
        shown = text_of(shell(pilot))
        assert "title: Wait → Waiting" in shown
        assert "you" in shown
        assert "\x1b" not in shown
        await press(pilot, "down")
        await settled(pilot)
        assert "kind: pain point → need" in text_of(shell(pilot))


async def test_one_persons_changes_then_one_of_ones_own_taken_back_and_made_again(
    path: Path,
) -> None:
    async with opened(path, (100, 30), mode="notes") as pilot:
        as_ann()
        await press(pilot, "H")
        screen = on(pilot, HistoryScreen)
        await until(lambda: screen.rows.count >= 3, "the history is read")
        await press(pilot, "down", "u", "enter")
        await settled(pilot)
        assert "not yours" in text_of(shell(pilot))
        with stored(path) as project:
            assert notes.all(project)[1].kind is Kind.NEED
        await press(pilot, "down", "u", "enter")
        await settled(pilot)
        await until(lambda: stored_kind(path) is Kind.PAIN, "the change is taken back")
        assert "↶" in text_of(shell(pilot))
        await press(pilot, "r")
        await settled(pilot)
        await until(lambda: stored_kind(path) is Kind.GAIN, "the change is made again")
        await press(pilot, "escape")
        assert isinstance(shell(pilot).screen, NotesScreen)


def stored_kind(path: Path) -> Kind | None:
    with stored(path) as project:
        return notes.all(project)[0].kind


async def test_the_history_of_one_note_from_the_list(path: Path) -> None:
    async with opened(path, (80, 24), mode="notes") as pilot:
        as_ann()
        await press(pilot, "end", "h")
        screen = on(pilot, HistoryScreen)
        await until(lambda: screen.rows.count == 2, "the note's history is read")
        await settled(pilot)
        shown = text_of(shell(pilot))
        assert "What became of a note" in shown
        assert "the form is far too long" in shown
        assert "kind: pain point → gain" in shown
        assert "Waiting" not in shown


async def test_a_long_history_is_read_page_by_page_as_one_goes_down(path: Path) -> None:
    with Project.open(path) as project:
        first = notes.all(project)[0].id
        for turn in range(450):
            with project.change(f"Turn {turn}") as change:
                notes.edit(change, first, flagged=turn % 2 == 0)
        total = len(project.history(None))
    async with opened(path, (80, 24), mode="notes") as pilot:
        as_ann()
        await press(pilot, "H")
        screen = on(pilot, HistoryScreen)
        await until(lambda: screen.rows.count == 200, "the first page is read")
        for shown in (400, total):
            await press(pilot, "end")
            await until(lambda: screen.rows.count == shown, "the next page is read")  # noqa: B023
        await press(pilot, "end")
        await settled(pilot)
        assert screen.rows.cursor == total - 1
        chosen = screen.chosen
        assert chosen is not None
        assert chosen.label.startswith("New project")
        assert f"{total} changes" in text_of(shell(pilot))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_it_looks_as_in_the_picture(path: Path, size: tuple[int, int], theme: str) -> None:
    async with opened(path, size, mode="notes", theme=theme) as pilot:
        as_ann()
        await press(pilot, "H")
        screen = on(pilot, HistoryScreen)
        await until(lambda: screen.rows.count >= 3, "the history is read")
        await press(pilot, "down")
        await settled(pilot)
        same_picture(shell(pilot), f"history-{theme}-{size[0]}x{size[1]}")


async def test_a_tiny_terminal_shows_it_without_a_fault(path: Path) -> None:
    async with opened(path, (40, 10), mode="notes") as pilot:
        as_ann()
        await press(pilot, "H")
        screen = on(pilot, HistoryScreen)
        await until(lambda: screen.rows.count >= 3, "the history is read")
        await settled(pilot)
