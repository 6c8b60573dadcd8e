"""The mode Project: its lists and forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events

from capture.screens.dialogs import ConfirmScreen
from capture.screens.forms import Choice, FormScreen
from capture.screens.project.screen import ProjectScreen
from capture.widgets.line import Line
from data.records import Group, Participation, SessionKind
from tests.tui.helpers import SIZES, opened, same_picture, settled, text_of, until
from tests.tui.research import (
    SAID,
    STAGES,
    clock_in_utc,
    make_research,
    on,
    press,
    shell,
    stage_named,
    whole,
)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def shown(pilot: object) -> str:
    return text_of(shell(pilot))  # type: ignore[arg-type]


def fill(pilot: object, **texts: str) -> None:
    form = on(pilot, FormScreen)  # type: ignore[arg-type]
    for name, text in texts.items():
        form.query_one(f"#field-{name}", Line).fill(text)


def titles(path: Path) -> list[str]:
    return [one.title for one in whole(path).stages]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_it_looks_as_it_should(path: Path, size: tuple[int, int], theme: str) -> None:
    async with opened(path, size, mode="project", theme=theme) as pilot:
        await press(pilot, "down")
        same_picture(shell(pilot), f"project-{theme}-{size[0]}x{size[1]}")


async def test_a_form_looks_as_it_should(path: Path) -> None:
    async with opened(path, (80, 24), mode="project") as pilot:
        await press(pilot, "3", "enter", "tab")
        same_picture(shell(pilot), "project-form-80x24")


async def test_a_stage_is_added_changed_and_moved(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "a")
        fill(pilot, title="Complain", description="It went wrong", examples="one\ntwo")
        await press(pilot, "enter")
        stage = stage_named(path, "Complain")
        assert (stage.description, stage.examples) == ("It went wrong", ("one", "two"))
        screen = on(pilot, ProjectScreen)
        assert screen._thing() == stage
        await press(pilot, "K", "shift+up")
        assert titles(path) == ["Find out", "Complain", "Apply", "Wait"]
        await press(pilot, "enter")
        fill(pilot, title="Object")
        await press(pilot, "enter")
        assert titles(path) == ["Find out", "Object", "Apply", "Wait"]
        assert stage_named(path, "Object").examples == ("one", "two")
        await press(pilot, "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        assert titles(path) == list(STAGES)


async def test_a_name_that_is_taken_is_told_on_the_form(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "a")
        fill(pilot, title="wait", description="again")
        await press(pilot, "enter")
        form = on(pilot, FormScreen)
        assert titles(path) == list(STAGES)
        assert form.query_one("#field-description", Line).content == "again"
        assert "Nothing was changed." in shown(pilot).replace("\n", " ")
        fill(pilot, title="Wait on")
        await press(pilot, "enter")
        assert titles(path) == [*STAGES, "Wait on"]


async def test_escape_and_an_unchanged_form_change_nothing(path: Path) -> None:
    before = whole(path)
    async with opened(path, mode="project") as pilot:
        await press(pilot, "enter", "enter")
        on(pilot, ProjectScreen)
        await press(pilot, "enter")
        fill(pilot, title="Other")
        await press(pilot, "escape")
        on(pilot, ProjectScreen)
        assert "Stored" not in shown(pilot)
    assert whole(path) == before


async def test_removing_a_stage_asks_and_says_what_is_lost(path: Path) -> None:
    before = whole(path)
    async with opened(path, mode="project") as pilot:
        await press(pilot, "end", "delete")
        on(pilot, ConfirmScreen)
        assert "Remove the stage “Wait”?" in shown(pilot)
        assert "5 notes stay, without a stage." in shown(pilot)
        await press(pilot, "n")
        assert whole(path) == before
        await press(pilot, "delete", "y")
        after = whole(path)
        assert [one.title for one in after.stages] == ["Find out", "Apply"]
        assert sum(note.stage is None for note in after.notes) == 5
        assert len(after.notes) == len(before.notes)
        await press(pilot, "ctrl+z")
        assert (whole(path).stages, whole(path).notes) == (before.stages, before.notes)


async def test_a_persona_with_all_its_fields(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "3", "a")
        fill(pilot, name="Clerk", traits="short of time", motivations="to be\ndone")
        form = on(pilot, FormScreen)
        form.query_one("#field-participation", Choice).focus()
        await press(pilot, "right", "enter")
        clerk = whole(path).personas[-1]
        assert (clerk.name, clerk.traits, clerk.motivations, clerk.participation) == (
            "Clerk", "short of time", "to be\ndone", Participation.DRIVER,
        )  # fmt: skip
        await press(pilot, "K", "delete", "y")
        assert [one.name for one in whole(path).personas] == ["Tourist", "Carer"]


async def test_people_have_groups_teams_and_personas(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "4", "end", "enter")
        fill(pilot, name="Eleni K.")
        form = on(pilot, FormScreen)
        form.query_one("#field-persona", Choice).focus()
        await press(pilot, "right")
        form.query_one("#field-group", Choice).focus()
        await press(pilot, "right", "enter")
        eleni = whole(path).participants[-1]
        assert (eleni.name, eleni.group) == ("Eleni K.", Group.PARTNER)
        assert eleni.persona == whole(path).personas[0].id
        await press(pilot, "home", "delete")
        assert "Remove P01 Maria?" in shown(pilot)
        await press(pilot, "enter")
        assert [one.name for one in whole(path).participants] == ["Jon", "Rita", "Eleni K."]


async def test_a_session_with_its_roster(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "5", "a")
        fill(pilot, title="Dev", note_taker="Jo", people="Dev/, Maria")
        form = on(pilot, FormScreen)
        form.query_one("#field-kind", Choice).focus()
        await press(pilot, "right", "enter")
        found = whole(path)
        session = next(one for one in found.sessions if one.title == "Dev")
        names = {one.id: one.name for one in found.participants}
        assert session.kind is SessionKind.CUSTOMER_INTERVIEW
        assert [names[who] for who in session.roster] == ["Dev", "Maria"]
        await press(pilot, "end", "x")
        assert "Remove the session “Monday”?" in shown(pilot)
        assert "9 notes go with it." in shown(pilot)
        await press(pilot, "y")
        assert [note.text for note in whole(path).notes] == [
            text for who, _, _, _, text in SAID if who == "Eleni"
        ]


async def test_what_the_project_is_about(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "left")
        assert "[About]" in shown(pilot)
        await press(pilot, "enter")
        fill(pilot, title="Benefit claims", goal="Find out", supported_at="x")
        await press(pilot, "enter")
        assert "“x” is no whole number" in shown(pilot)
        assert whole(path).info.title == "Claims"
        fill(pilot, supported_at="3")
        await press(pilot, "enter")
        found = whole(path)
        assert (found.info.title, found.info.goal) == ("Benefit claims", "Find out")
        assert found.settings.supported_at == 3
        assert "from 3 customers for it" in shown(pilot)


async def test_what_is_typed_before_the_form_is_there_goes_into_it(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "4")
        on(pilot, ProjectScreen).action_add()
        for key in "Zoe":
            pilot.app.post_message(events.Key(key, key))
        await settled(pilot)
        name = on(pilot, FormScreen).query_one("#field-name", Line)
        await until(lambda: name.content == "Zoe", "the name is in its line")
        await press(pilot, "enter")
        assert whole(path).participants[-1].name == "Zoe"


async def test_a_paste_of_several_lines_stays_one_text(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "a")
        fill(pilot, title="Complain")
        field = on(pilot, FormScreen).query_one("#field-examples", Line)
        field.focus()
        field.post_message(events.Paste("it broke\nnobody came"))
        await press(pilot, "tab", "shift+tab", "enter")
        assert stage_named(path, "Complain").examples == ("it broke", "nobody came")


async def test_hostile_names_are_shown_and_kept(path: Path) -> None:
    async with opened(path, (60, 20), mode="project") as pilot:
        await press(pilot, "a")
        fill(pilot, title="[/] \x1b[31mred", description="[@click=app.quit]\u202ex\x9b[/b]")
        await press(pilot, "enter")
        stage = whole(path).stages[-1]
        assert (stage.title, stage.description) == (
            "[/] \x1b[31mred", "[@click=app.quit]\u202ex\x9b[/b]",
        )  # fmt: skip
        for keys in (("enter",), ("escape",), ("delete",), ("escape",), ("right", "left")):
            await press(pilot, *keys)
            assert not set("\x1b\x9b\u202e") & set(shown(pilot))
    assert whole(path).stages[-1] == stage


async def test_the_mouse_does_for_everything(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        at = shown(pilot).splitlines()[1].index("People")
        await pilot.click("#sections", offset=(at + 2, 0))
        await settled(pilot)
        assert "[People 4]" in shown(pilot)
        for _ in range(2):
            await pilot.click("#things", offset=(10, 1))
            await settled(pilot)
        on(pilot, FormScreen)
        await pilot.click("#field-group")
        await pilot.click("#store")
        await settled(pilot)
        on(pilot, ProjectScreen)
        assert whole(path).participants[1].group is Group.SUPPORT


async def test_a_small_terminal_does_for_everything(path: Path) -> None:
    async with opened(path, (40, 10), mode="project") as pilot:
        for section in "12345":
            await press(pilot, section, "enter", "tab", "tab", "escape")
            on(pilot, ProjectScreen)
        assert "Monday" in shown(pilot)
