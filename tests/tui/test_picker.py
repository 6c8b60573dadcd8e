"""Picking one of many: letters narrow the rows, Enter or a click takes one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from capture.screens.picker import Picker
from tests.tui.helpers import opened, settled, text_of, until
from tests.tui.research import press, shell

CARDS = (
    ("a", "T03 Waiting for a letter"),
    ("b", "T13 Queue at the desk"),
    ("c", "T30 The letter comes"),
    ("d", "Somewhere else"),
)


def begin(pilot: Pilot[None], picker: Picker[str]) -> asyncio.Future[str | None]:
    """Show a picker; what it answers comes with the future."""
    answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    shell(pilot).push_screen(picker, answer.set_result)
    return answer


def rows(picker: Picker[str]) -> list[str]:
    """Return the texts of the rows that are offered."""
    return [text for _, text in picker.fitting(picker.letters)]


@pytest.mark.parametrize(
    ("typed", "fitting"),
    [
        ("", "abcd"), ("LETTER", "ac"), ("3", "abc"), ("t3", "ac"), ("13", "b"), ("T013", "b"),
        ("dé", "b"), ("zebra", ""), ("30", "c"),
    ],
)  # fmt: skip
def test_letters_fit_a_part_of_the_text_and_the_code_before_it(typed: str, fitting: str) -> None:
    assert "".join(key for key, _ in Picker("Which?", CARDS).fitting(typed)) == fitting


async def test_letters_narrow_and_enter_takes(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        picker = Picker("Which card?", CARDS, 1)
        answer = begin(pilot, picker)
        await settled(pilot)
        assert picker.picked == "b"
        await press(pilot, *"letter")
        assert rows(picker) == [CARDS[0][1], CARDS[2][1]]
        assert "Queue" not in text_of(shell(pilot))
        await press(pilot, "down", "enter")
        assert await answer == "c"


async def test_esc_takes_none_and_enter_none_where_none_fits(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        picker = Picker("Which card?", CARDS)
        answer = begin(pilot, picker)
        await press(pilot, *"zebra", "enter")
        assert not answer.done()
        await press(pilot, "escape")
        assert await answer is None


async def test_the_arrows_go_round_and_home_and_end_to_the_edges(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        picker = Picker("Which card?", CARDS)
        begin(pilot, picker)
        await press(pilot, "up")
        assert picker.picked == "d"
        await press(pilot, "down")
        assert picker.picked == "a"
        await press(pilot, "end")
        assert picker.picked == "d"
        await press(pilot, "home")
        assert picker.picked == "a"
        await press(pilot, "e", "home")
        assert picker.query_one(Input).cursor_position == 0
        await press(pilot, "end")
        assert picker.query_one(Input).cursor_position == 1


async def test_a_click_takes_a_row(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        picker = Picker("Which card?", CARDS)
        answer = begin(pilot, picker)
        await settled(pilot)
        await pilot.click(picker.rows, offset=(4, 2))
        await until(answer.done, "an answer")
        assert answer.result() == "c"


class Late(Picker[str]):
    """Knows only later what there is."""


async def test_enter_that_was_typed_before_the_rows_are_known_waits_for_them(
    project_path: Path,
) -> None:
    async with opened(project_path) as pilot:
        picker = Late("Which card?")
        answer = begin(pilot, picker)
        await press(pilot, *"queue", "enter")
        assert not answer.done()
        picker.offer(CARDS)
        await until(answer.done, "an answer")
        assert answer.result() == "b"


class Keyed(Picker[str]):
    """Letters are its keys."""

    LETTERS = False


async def test_where_letters_are_keys_a_slash_comes_before_them(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        picker = Keyed("Which card?", CARDS)
        answer = begin(pilot, picker)
        await press(pilot, "q", "u")
        assert len(rows(picker)) == len(CARDS)
        await press(pilot, "slash", "q", "u", "enter")
        assert await answer == "b"


async def test_hostile_rows_are_shown_as_they_are(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        begin(pilot, Picker("[/b]?", [("x", "[@click=app.quit]x[/] \x1b[31mred \u202egnp")]))
        await settled(pilot)
        shown = text_of(shell(pilot))
        assert "[/b]?" in shown
        assert "[@click=app.quit]x[/]" in shown
        assert not {"\x1b", "\u202e"} & set(shown)
