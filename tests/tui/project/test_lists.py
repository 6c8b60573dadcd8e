"""The mode Project: merging, splitting, look-alikes, and groups and teams for many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.screens.dialogs import ConfirmScreen
from capture.screens.forms import FormScreen
from capture.screens.picker import Picker
from capture.screens.project.lookalikes import AlikeScreen
from capture.screens.project.people import PeopleScreen
from capture.screens.project.screen import ProjectScreen
from capture.widgets.line import Line
from data.records import Group
from data.store import Project, notes
from data.store.lists import channels, participants, tags
from tests.tui.helpers import SIZES, opened, same_picture, settled, text_of
from tests.tui.research import clock_in_utc, make_research, on, press, shell, whole


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        made = make_research(tmp_path / "claims.sayso")
        with Project.open(made) as project, project.change("Tags") as change:
            ids = [tags.add(change, name).id for name in ("wait", "waiting", "papers", "[b]x")]
            everything = notes.all(change)
            notes.edit(change, everything[0].id, tags=ids[:2])
            notes.edit(change, everything[1].id, tags=[ids[1]])
            notes.edit(change, everything[2].id, tags=ids[2:])
            channels.add(change, "Telephone")
            participants.add(change, "Mariah")
        yield made


def shown(pilot: object) -> str:
    return " ".join(text_of(shell(pilot)).split())  # type: ignore[arg-type]


def fill(pilot: object, **texts: str) -> None:
    form = on(pilot, FormScreen)  # type: ignore[arg-type]
    for name, text in texts.items():
        form.query_one(f"#field-{name}", Line).fill(text)


def named(path: Path) -> dict[str, int]:
    found = whole(path)
    return {one.name: sum(one.id in note.tags for note in found.notes) for one in found.tags}


@pytest.mark.parametrize("size", SIZES)
async def test_the_tags_look_as_they_should(path: Path, size: tuple[int, int]) -> None:
    async with opened(path, size, mode="project") as pilot:
        await press(pilot, "7", "down")
        same_picture(shell(pilot), f"project-tags-{size[0]}x{size[1]}")


async def test_a_tag_is_merged_after_it_is_told_what_that_does(path: Path) -> None:
    before = whole(path)
    async with opened(path, mode="project") as pilot:
        await press(pilot, "7", "end", "up")  # papers, wait, then waiting
        assert "≈ wait" in shown(pilot)
        await press(pilot, "end", "m")
        on(pilot, Picker)
        assert "≈ “wait”" in shown(pilot)
        await press(pilot, "enter")
        on(pilot, ConfirmScreen)
        assert "2 notes go over, 1 of them had both and keeps one" in shown(pilot)
        await press(pilot, "n")
        assert whole(path) == before
        await press(pilot, "m", "enter", "y")
        assert named(path) == {"[b]x": 1, "papers": 1, "wait": 2}
        assert "Merged “waiting” into “wait”" in shown(pilot)
        await press(pilot, "ctrl+z")
        assert whole(path) == before


async def test_look_alikes_are_merged_or_told_apart(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "7", "L")
        screen = on(pilot, AlikeScreen)
        assert len(screen.pairs) == 1
        await press(pilot, "d")
        on(pilot, ProjectScreen)
        assert "1 pair told apart" in shown(pilot)
        assert "≈" not in shown(pilot)
        await press(pilot, "L")
        assert "No two names of this list look alike" in shown(pilot)
        await press(pilot, "4", "L")
        on(pilot, AlikeScreen)
        await press(pilot, "m")
        assert [one.name for one in whole(path).participants] == ["Maria", "Jon", "Rita", "Eleni"]
        await press(pilot, "ctrl+z")
        assert len(whole(path).participants) == 5


@pytest.mark.parametrize("size", SIZES)
async def test_look_alikes_stand_side_by_side(path: Path, size: tuple[int, int]) -> None:
    async with opened(path, size, mode="project") as pilot:
        await press(pilot, "4", "L")
        same_picture(shell(pilot), f"alike-{size[0]}x{size[1]}")


async def test_a_rename_that_collides_offers_to_merge(path: Path) -> None:
    before = whole(path)
    async with opened(path, mode="project") as pilot:
        await press(pilot, "7", "end", "enter")
        fill(pilot, name="WAIT", description="Time without news")
        await press(pilot, "enter")
        on(pilot, ConfirmScreen)
        assert "Merge “waiting” into “wait”?" in shown(pilot)
        await press(pilot, "n")
        on(pilot, FormScreen)
        assert whole(path) == before
        await press(pilot, "enter", "y")
        on(pilot, ProjectScreen)
        assert named(path) == {"[b]x": 1, "papers": 1, "wait": 2}


async def test_tags_and_channels_are_added_described_ordered_and_removed(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "6", "a")
        fill(pilot, name="Counter", description="At the desk", examples="one\ntwo")
        await press(pilot, "enter")
        found = whole(path).channels[-1]
        assert (found.name, found.description, found.examples) == (
            "Counter", "At the desk", ("one", "two"),
        )  # fmt: skip
        await press(pilot, "K")
        assert [one.name for one in whole(path).channels][-2:] == ["Counter", "Telephone"]
        await press(pilot, "delete", "y")
        assert "Counter" not in [one.name for one in whole(path).channels]
        await press(pilot, "7", "home", "delete")
        assert "1 note stays, without it." in shown(pilot)
        await press(pilot, "y")
        assert "[b]x" not in named(path)


async def test_a_tag_is_split_by_a_filter(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "7", "end", "s")
        fill(pilot, name="giving up", typed="half way")
        await press(pilot, "enter")
        on(pilot, ProjectScreen)
        assert named(path) == {"[b]x": 1, "giving up": 1, "papers": 1, "wait": 1, "waiting": 1}
        await press(pilot, "s")
        fill(pilot, name="other", typed="zebra")
        await press(pilot, "enter")
        on(pilot, FormScreen)
        assert "None of these notes" in shown(pilot)
        await press(pilot, "escape", "4", "s")
        assert "People are not split" in shown(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_everybody_stands_in_one_list(path: Path, size: tuple[int, int]) -> None:
    async with opened(path, size, mode="project") as pilot:
        await press(pilot, "4", "g", "space")
        same_picture(shell(pilot), f"people-{size[0]}x{size[1]}")


def people(path: Path) -> list[tuple[str, Group | None, str]]:
    return [(one.name, one.group, one.team) for one in whole(path).participants]


async def test_groups_and_teams_are_given_in_a_row(path: Path) -> None:
    before = people(path)
    async with opened(path, mode="project") as pilot:
        await press(pilot, "4", "g", "home", "s", "d", "0", "p")
        assert [one[1] for one in people(path)] == [
            Group.SUPPORT, Group.DECISION_MAKER, None, Group.PARTNER, None,
        ]  # fmt: skip
        await press(pilot, "r")
        assert "Type a team with t first" in shown(pilot)
        await press(pilot, "home", "space", "end", "space", "t")
        await press(pilot, *"ops", "enter")
        assert [one[2] for one in people(path)] == ["ops", "calls", "back office", "", "ops"]
        await press(pilot, "escape", "home", "down", "r", "r")
        assert [one[2] for one in people(path)] == ["ops", "ops", "ops", "", "ops"]
        await press(pilot, "asterisk", "f")
        assert {one[1] for one in people(path)} == {Group.FRONTLINE}
        await press(pilot, "escape", "escape")
        on(pilot, ProjectScreen)
        await press(pilot, *(["ctrl+z"] * 8))
        await settled(pilot)
        assert people(path) == before


async def test_the_marked_people_stay_marked_and_hostile_names_do_nothing(path: Path) -> None:
    with Project.open(path) as project, project.change("Hostile") as change:
        participants.add(change, "[red]\x1b[31m\u202eevil")
    async with opened(path, (60, 20), mode="project") as pilot:
        await press(pilot, "4", "g", "end", "space", "c")
        screen = on(pilot, PeopleScreen)
        assert len(screen.marks) == 1
        assert people(path)[-1][1] is Group.CUSTOMER
        assert "[red]" in shown(pilot)
        assert "\x1b" not in text_of(shell(pilot))
