"""The mode Notes: the crosstab, saved filters, and dropping what shuts everything out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import crosstab, filters
from capture.screens.notes.crosstab import CrosstabScreen
from capture.screens.notes.filters import SavedPicker
from capture.screens.notes.screen import NotesScreen
from capture.widgets.grid import SHADES, shade
from data.records import Note
from data.store import Project, sessions
from data.store.lists import personas, stages
from tests.tui.helpers import SIZES, opened, same_picture, settled, stored, text_of
from tests.tui.notes.test_screen import HOSTILE
from tests.tui.research import SAID, clock_in_utc, make_research, on, press, shell, whole


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def listed(screen: NotesScreen) -> list[Note]:
    """Return the notes that are listed."""
    found = (screen.notes.pages.at(at) for at in range(screen.notes.rows.count))
    return [note for note in found if note is not None]


async def test_a_cell_counts_its_notes_and_enter_lists_them(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "C")
        form = on(pilot, CrosstabScreen)
        numbers = form.grid.numbers
        row, column = numbers.rows.index("Wait"), numbers.columns.index("pain point")
        assert numbers.cells[row][column] == 3
        await press(pilot, *["down"] * row, *["right"] * column)
        assert "Wait × pain point: 3" in text_of(shell(pilot))
        await press(pilot, "enter")
        assert screen.finder.typed == "#Wait !pain-point"
        assert len(listed(screen)) == 3
        assert {note.kind.value for note in listed(screen) if note.kind} == {"pain point"}
        assert screen.notes.rows.has_focus


async def test_every_cell_lists_as_many_notes_as_it_says(path: Path) -> None:
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "C")
        numbers = on(pilot, CrosstabScreen).grid.numbers
        await press(pilot, "escape")
        with stored(path) as project:
            found = crosstab.cross(project, crosstab.facet("stage"), crosstab.facet("kind"))
        for row in range(len(numbers.rows)):
            for column in range(len(numbers.columns)):
                typed = found.filter_of(row - 1 if row else None, column - 1 if column else None)
                screen.finder.put(typed)
                await settled(pilot)
                assert screen.notes.rows.count == numbers.cells[row][column], typed


async def test_s_swaps_p_counts_people_and_r_chooses_rows(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "C", "down")
        form = on(pilot, CrosstabScreen)
        rows, columns = form.grid.numbers.rows, form.grid.numbers.columns
        await press(pilot, "s")
        assert (form.grid.numbers.rows, form.grid.numbers.columns) == (columns, rows)
        assert (form.grid.row, form.grid.column) == (0, 1)
        await press(pilot, "p")
        assert "people" in text_of(shell(pilot)).splitlines()[0]
        at = [str(one) for one in crosstab.OFFERED]
        now, wanted = at.index("kind"), at.index("team")
        await press(pilot, "r", *["down" if wanted > now else "up"] * abs(wanted - now), "enter")
        assert "calls" in form.grid.numbers.rows
        await press(pilot, "escape")
        assert on(pilot, NotesScreen).finder.typed == ""


async def test_a_click_chooses_a_cell_and_a_second_opens_it(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "C")
        await pilot.click("Grid", offset=(17, 2))
        await settled(pilot)
        grid = on(pilot, CrosstabScreen).grid
        assert (grid.row, grid.column) == (1, 0)
        await pilot.click("Grid", offset=(17, 2))
        await settled(pilot)
        assert on(pilot, NotesScreen) is screen
        assert screen.finder.typed == "#Find-out"


def test_a_shade_grows_with_the_number_and_the_largest_is_the_deepest() -> None:
    assert shade(0, 9) == 0
    steps = [shade(number, 40) for number in range(1, 41)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (1, SHADES)
    assert shade(1, 1) == SHADES


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_the_crosstab_looks_as_it_should(
    path: Path, size: tuple[int, int], theme: str
) -> None:
    async with opened(path, size, mode="notes", theme=theme) as pilot:
        await press(pilot, "C", "down", "down", "right", "right")
        same_picture(shell(pilot), f"notes-crosstab-{theme}-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(40, 10), (60, 20)])
async def test_a_large_crosstab_scrolls_with_its_names_in_sight(
    path: Path, size: tuple[int, int]
) -> None:
    with Project.open(path) as project, project.change("Odd stages") as change:
        for at, text in enumerate(HOSTILE):
            sessions.edit(change, sessions.all(change)[at % 2].id, title=text[:80])
        for number in range(30):
            stages.add(change, f"Step number {number:02}")
    async with opened(path, size, mode="notes") as pilot:
        await press(pilot, "C")
        form = on(pilot, CrosstabScreen)
        await press(pilot, *["down"] * 3, "pagedown", "pagedown", "end")
        shown = text_of(shell(pilot))
        assert "stage ↓" in shown
        assert form.grid.numbers.rows[form.grid.row][:8] in shown
        assert "[·]" in shown
        await press(pilot, "s", "end", "right", "home", "pageup")
        assert "[" in text_of(shell(pilot))
        for facet in crosstab.OFFERED:
            form._down, form._across = str(facet), "session"
            form.begin(form._count())
            await settled(pilot)
            assert not set("\x1b\x7f\x9b\u202e\u200b") & set(text_of(shell(pilot)))


async def test_another_filter_of_the_name_is_replaced_only_when_asked(path: Path) -> None:
    with Project.open(path) as project:
        filters.save(project, "mine", "@carer")
    async with opened(path, mode="notes") as pilot:
        on(pilot, NotesScreen).finder.put("#wait !pain")
        await settled(pilot)
        await press(pilot, "F", "s", *"Mine", "enter")
        assert "Save it in its place?" in text_of(shell(pilot))
        assert "“mine” is saved already, as: @carer" in text_of(shell(pilot))
        await press(pilot, "escape")
        with stored(path) as project:
            assert filters.find(project, "mine").query == "@carer"
        await press(pilot, "s", *"Mine", "enter", "y")
        with stored(path) as project:
            assert filters.find(project, "mine").query == "#wait !pain"
        await press(pilot, "s", *"Mine", "enter")
        on(pilot, SavedPicker)


async def test_a_filter_is_saved_renamed_taken_and_removed(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        screen.finder.put("#wait !pain")
        await settled(pilot)
        await press(pilot, "F", "s", *"mine", "enter")
        with stored(path) as project:
            assert [(one.filter.name, one.count) for one in filters.saved(project)] == [("mine", 3)]
        await press(pilot, "r", *"!", "enter", "escape")
        with stored(path) as project:
            assert filters.find(project, "mine!").query == "#wait !pain"
        await press(pilot, "escape")
        assert screen.notes.rows.count == len(SAID)
        await press(pilot, "F", "enter")
        assert (screen.finder.typed, screen.notes.rows.count) == ("#wait !pain", 3)
        await press(pilot, "F", "x", "escape")
        with stored(path) as project:
            assert filters.saved(project) == ()
        await press(pilot, "ctrl+z")
        with stored(path) as project:
            assert len(filters.saved(project)) == 1


async def test_a_saved_filter_whose_name_is_gone_says_so_and_is_not_used(path: Path) -> None:
    with Project.open(path) as project:
        filters.save(project, "carers", "@carer")
        with project.change("Rename") as change:
            carer = next(one for one in personas.all(change) if one.name == "Carer")
            personas.edit(change, carer.id, name="Relative")
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "F")
        assert "gone" in text_of(shell(pilot))
        await press(pilot, "enter")
        on(pilot, SavedPicker)
        await press(pilot, "s", "escape", "escape")
        assert on(pilot, NotesScreen).finder.typed == ""


async def test_a_saved_filter_is_found_by_some_letters_of_it(path: Path) -> None:
    with Project.open(path) as project:
        filters.save(project, "carers", "@carer")
        filters.save(project, "waiting", "#wait !pain")
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "F", "slash", *"wai")
        assert "carers" not in text_of(shell(pilot))
        await press(pilot, "enter")
        assert on(pilot, NotesScreen).finder.typed == "#wait !pain"


@pytest.mark.parametrize(("size", "theme"), [((60, 20), "ink"), ((80, 24), "paper")])
async def test_saved_filters_look_as_they_should(
    path: Path, size: tuple[int, int], theme: str
) -> None:
    with Project.open(path) as project:
        filters.save(project, "carers", "@carer -untagged")
        filters.save(project, "waiting and angry", "#wait emotion:<0")
    async with opened(path, size, mode="notes", theme=theme) as pilot:
        await press(pilot, "F", "down")
        same_picture(shell(pilot), f"notes-saved-{theme}-{size[0]}x{size[1]}")


async def test_one_key_drops_what_shuts_everything_out(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        screen.finder.put("phone #apply")
        await settled(pilot)
        assert screen.notes.rows.count == 0
        assert "0 drops the first." in " ".join(text_of(shell(pilot)).split())
        best = screen.notes.listing.ways[0]
        await press(pilot, "0")
        assert screen.finder.typed == best.typed
        assert screen.notes.rows.count == best.count == 5
        await press(pilot, "0")
        assert screen.finder.typed == best.typed
        assert whole(path).notes
