"""The mode Notes: choosing a filter by values, and what shuts everything out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from capture.screens.notes.filters import FacetsScreen
from capture.screens.notes.screen import NotesScreen
from data.errors import NameTaken
from data.store import Project, sessions
from data.store.lists import personas, tags
from tests.tui.helpers import SIZES, opened, same_picture, settled, text_of
from tests.tui.notes.test_screen import HOSTILE
from tests.tui.research import SAID, clock_in_utc, make_research, on, press, shell, whole


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


async def test_values_are_chosen_with_their_counts_in_sight(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "f", *"wai")
        form = on(pilot, FacetsScreen)
        assert [(one.name, one.count) for one in form._shown] == [("Wait", 5)]
        await press(pilot, "space")
        assert "5 of 12 notes" in text_of(shell(pilot))
        await press(pilot, *["backspace"] * 3, *"pain")
        assert [(one.name, one.count) for one in form._shown] == [("pain point", 3)]
        await press(pilot, "space", "enter")
        assert screen.finder.typed == "#Wait !pain-point"
        assert screen.notes.rows.count == 3
        assert screen.notes.rows.has_focus


async def test_a_value_is_shut_out_and_a_filter_in_force_is_taken_apart(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        screen.finder.put("form #wait|apply")
        await settled(pilot)
        await press(pilot, "f")
        form = on(pilot, FacetsScreen)
        assert [key[0] for key in form._picks.values] == ["stage", "stage"]  # type: ignore[union-attr]
        await press(pilot, *"idea", "minus", "enter")
        assert screen.finder.typed == "form #Wait|Apply -!idea"
        told = {note.text for note in whole(path).notes if "form" in note.text and note.kind}
        shown = {note.text for at in range(9) if (note := screen.notes.pages.at(at)) is not None}
        assert shown == told - {"let them save the form half way"}
        await press(pilot, "f", "delete", "enter")
        assert screen.finder.typed == "form"


async def test_enter_waits_for_what_the_last_choice_comes_to(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "f", "tab")
        await pilot.press("space", "enter")
        await settled(pilot)
        assert on(pilot, NotesScreen).finder.typed == "#Find-out"
        assert screen.notes.rows.count == 2


async def test_tab_goes_from_facet_to_facet_and_escape_leaves_the_filter(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        screen.finder.put("phone")
        await settled(pilot)
        await press(pilot, "f", "tab", "tab", "tab")
        form = on(pilot, FacetsScreen)
        assert form.here is not None
        assert form.here.facet == "kind"
        await press(pilot, "shift+tab", "space", "escape")
        assert screen.finder.typed == "phone"


async def test_a_rest_that_names_nothing_is_said_in_the_dialog(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        screen.finder.put("#zebra")
        await settled(pilot)
        await press(pilot, "f")
        assert "The stage “zebra” is unknown" in text_of(shell(pilot))
        await press(pilot, "enter", "escape")
        assert screen.finder.typed == "#zebra"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_the_values_look_as_they_should(
    path: Path, size: tuple[int, int], theme: str
) -> None:
    async with opened(path, size, mode="notes", theme=theme) as pilot:
        await press(pilot, "f", "tab", "space", "down", "down", "minus", "down")
        same_picture(shell(pilot), f"notes-values-{theme}-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(40, 10), (120, 36)])
async def test_hostile_names_are_shown_and_never_act(path: Path, size: tuple[int, int]) -> None:
    with Project.open(path) as project:
        for text in HOSTILE:
            name = f"odd {text[:60]} name"
            with project.change("Hostile") as change:
                sessions.edit(change, sessions.all(change)[0].id, title=name)
            with suppress(NameTaken), project.change("Hostile") as change:
                personas.add(change, name)
                tags.add(change, f"{name} too")
    async with opened(path, size, mode="notes") as pilot:
        await press(pilot, "f")
        form = on(pilot, FacetsScreen)
        for at in range(len(form._shown)):
            form.rows.choose(at)
        for letters in ("[/]", "日本", "x" * 500, "odd"):
            form.query_one("#letters").value = letters  # type: ignore[attr-defined]
            await settled(pilot)
            assert not set("\x1b\x7f\x9b\u202e\u200b") & set(text_of(shell(pilot)))
        odd = [at for at, one in enumerate(form._shown) if one.name.startswith("odd")]
        assert len(odd) > 12
        for at in odd:
            form.rows.choose(at)
            form.action_turn(wanted=False)
        await settled(pilot)
        await press(pilot, "enter")
        screen = on(pilot, NotesScreen)
        assert not set("\x1b\x7f\x9b\u202e\u200b") & set(
            text_of(shell(pilot)) + screen.finder.typed
        )
        assert screen.finder.typed.count("odd") == len(odd)
        assert screen.notes.rows.count < len(SAID)  # the one session of that name is shut out
        screen.finder.put("")
        await settled(pilot)
        assert screen.notes.rows.count == len(SAID)
