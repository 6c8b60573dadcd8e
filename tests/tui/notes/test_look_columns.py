"""The mode Notes: its columns, their order, and by what the list is sorted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capture.config import Memory, View
from capture.screens.notes import look
from capture.screens.notes.columns import ColumnsScreen
from capture.screens.notes.look import COLUMNS, REMARK, Sight, heads, lay_out, row, usual, who
from capture.screens.notes.screen import NotesScreen
from data.records import Attribution, Note, NoteId, ParticipantId, SessionId, Stance
from data.text import width
from tests.tui.helpers import opened, same_picture, settled, text_of
from tests.tui.research import clock_in_utc, make_research, on, press, shell, texts


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def note(*stances: Stance, text: str = "said") -> Note:
    """Return a note on which people stand as told."""
    people = (Attribution(ParticipantId(str(at)), one) for at, one in enumerate(stances))
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Note(NoteId("n"), SessionId("s"), text, at, participants=tuple(people))


NAMES = {"0": "Jon", "1": "Maria", "2": "Rita"}
SAID, AGREES, DISAGREES = Stance


@pytest.mark.parametrize(
    ("stances", "told"),
    [
        ((), "·"),
        ((SAID,), "Jon"),
        ((SAID, AGREES), "Jon ✓1"),
        ((SAID, DISAGREES), "Jon ✗1"),
        ((SAID, AGREES, DISAGREES), "Jon ✓1 ✗1"),
        ((SAID, SAID, DISAGREES), "Jon +1 ✗1"),
        ((AGREES, DISAGREES), "✓Jon ✗1"),
        ((DISAGREES,), "✗Jon"),
    ],
)
def test_who_disagrees_never_looks_like_who_agrees(stances: tuple[Stance, ...], told: str) -> None:
    assert who(note(*stances), NAMES) == told


def test_a_long_name_is_cut_and_the_counts_are_not() -> None:
    names = NAMES | {"0": "Wolfeschlegelsteinhausen"}
    told = who(note(SAID, AGREES, DISAGREES), names, 12)
    assert told == "Wolfe… ✓1 ✗1"
    assert width(told) == 12


@pytest.mark.parametrize("room", [20, 34, 55, 75, 115, 195])
def test_the_usual_columns_fit_and_leave_the_remark_room(room: int) -> None:
    laid = lay_out((), room)
    assert [one.name for one, _ in laid] == list(usual(room)) or room < 50
    assert sum(wide for _, wide in laid) <= room
    assert laid[-1][0].name == REMARK
    assert laid[-1][1] >= (34 if room >= 55 else 4)


@pytest.mark.parametrize("room", [20, 40, 75, 195, 400])
def test_chosen_columns_keep_their_order_and_the_last_go_first(room: int) -> None:
    chosen = (REMARK, *(name for name in COLUMNS if name != REMARK))
    laid = [one.name for one, _ in lay_out(chosen, room)]
    assert laid == list(chosen[: len(laid)])
    assert sum(wide for _, wide in lay_out(chosen, room)) <= room
    if room == 400:
        assert len(laid) == len(COLUMNS)


def test_an_unknown_column_is_left_out() -> None:
    assert [one.name for one, _ in lay_out(("moon", "who"), 80)] == ["who", REMARK]


def test_wide_signs_keep_the_columns_straight() -> None:
    laid = lay_out(("who", "stage", REMARK, "session"), 100)
    names = {"0": "日本語テキスト日本語テキスト", "s": "👩‍👩‍👧‍👦"}
    for text in ("日本語" * 30, "plain", "👩‍👩‍👧‍👦" * 30, "e\u0301" * 90):
        found = row(note(SAID, DISAGREES, text=text), Sight(names), laid)
        assert found.cell_length == 100


def test_heads_stand_over_their_columns_with_an_arrow_at_the_sorted_one() -> None:
    laid = lay_out((), 120)
    found = heads(laid, "time", down=True)
    assert [width(head) for head in found] == [wide for _, wide in laid]
    assert "when▼" in found[0]
    assert "▲" in "".join(heads(laid, "kind", down=False))


async def test_columns_are_chosen_and_remembered(path: Path) -> None:
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "v")
        form = on(pilot, ColumnsScreen)
        at = form._names.index("session")
        await press(pilot, *["down"] * at, "space", *["left"] * at, "enter")
        assert screen.notes.laid[0][0].name == "session"
        assert "session" in text_of(shell(pilot)).splitlines()[3]
        assert "Eleni" in text_of(shell(pilot)).splitlines()[4][:14]
        memory = shell(pilot).memory
        memory.save()
        assert Memory.load().view_of(path).columns[0] == "session"
        await press(pilot, "v", "u", "enter")
        assert screen.shell.view == View()
        assert [one.name for one, _ in screen.notes.laid] == list(look.usual(screen.notes.room))


async def test_a_click_on_a_head_sorts_and_a_second_turns_round(path: Path) -> None:
    async with opened(path, (80, 24), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        place = sum(wide for _, wide in screen.notes.laid[:-1]) + 5
        await pilot.click("#heads", offset=(place, 0))
        await settled(pilot)
        assert screen.notes.pages.at(0) is not None
        assert (screen.shell.view.by, screen.shell.view.down) == ("text", False)
        shown = [found.text for at in range(12) if (found := screen.notes.pages.at(at)) is not None]
        assert shown == sorted(texts(path), key=str.casefold)
        assert "by remark" in text_of(shell(pilot))
        await pilot.click("#heads", offset=(place, 0))
        await settled(pilot)
        shown = [found.text for at in range(12) if (found := screen.notes.pages.at(at)) is not None]
        assert shown == sorted(texts(path), key=str.casefold, reverse=True)


async def test_escape_leaves_the_columns_as_they_were(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        before = list(screen.notes.laid)
        await press(pilot, "v", "space", "s", "right", "escape")
        assert (screen.shell.view, screen.notes.laid) == (View(), before)


@pytest.mark.parametrize(("size", "theme"), [((60, 20), "paper"), ((80, 24), "ink")])
async def test_the_choice_of_columns_looks_as_it_should(
    path: Path, size: tuple[int, int], theme: str
) -> None:
    async with opened(path, size, mode="notes", theme=theme) as pilot:
        await press(pilot, "v", "down", "s", "down", "down", "down", "space")
        same_picture(shell(pilot), f"notes-columns-{theme}-{size[0]}x{size[1]}")


async def test_a_wide_window_shows_more(path: Path) -> None:
    async with opened(path, (200, 40), mode="notes") as pilot:
        assert "when▼" in text_of(shell(pilot)).splitlines()[3]
        same_picture(shell(pilot), "notes-ink-200x40")


async def test_a_small_terminal_does_for_columns(path: Path) -> None:
    async with opened(path, (40, 10), mode="notes") as pilot:
        await press(pilot, "v", "down", "space", "right", "s", "enter")
        on(pilot, NotesScreen)
        await press(pilot, "v", "escape")


async def test_heads_stand_over_their_columns_as_soon_as_there_is_a_note(
    project_path: Path,
) -> None:
    """The first note brings what stands beside the list, which leaves the list less room."""
    async with opened(project_path, (120, 36), mode="notes") as pilot:
        await settled(pilot)
        await press(pilot, "f5", *"phones ring out ,,p-", "enter", "f6")
        head, first, *_ = text_of(shell(pilot)).splitlines()[3:]
        assert head.index("remark") == first.index("phones ring out"), (head, first)
        await press(pilot, "delete")
        head = text_of(shell(pilot)).splitlines()[3]
        assert head.index("remark") > first.index("phones ring out")  # all the room is its own
