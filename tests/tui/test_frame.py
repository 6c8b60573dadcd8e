"""The frame: modes, title bar, palette, help, themes, keys and leaving."""

from __future__ import annotations

import random
import threading
from collections import Counter
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import OptionList

from capture.app import SaysoApp
from capture.commands import ALWAYS, COMMANDS, MODES, commands_of
from capture.config import Config
from capture.gateway import Storing, Ticket
from capture.screens.base import ModeScreen
from data import locations
from data.store import Project
from tests.tui.helpers import (
    SIZES,
    keep,
    make_project,
    opened,
    settled,
    stored,
    text_of,
    until,
)

KEYS = {"capture": "f5", "notes": "f6", "map": "f7", "project": "f8"}


def the(app: object) -> SaysoApp:
    assert isinstance(app, SaysoApp)
    return app


async def test_it_opens_in_capture_the_first_time(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        assert pilot.app.current_mode == "capture"
        assert "Clinic" in text_of(the(pilot.app)).splitlines()[0]
        assert "stored" in text_of(the(pilot.app)).splitlines()[0]


@pytest.mark.parametrize("mode", MODES)
async def test_it_opens_in_the_mode_that_was_left(project_path: Path, mode: str) -> None:
    async with opened(project_path, mode=mode) as pilot:
        assert pilot.app.current_mode == mode
        assert f"[{mode.title()}]" in text_of(the(pilot.app))


async def test_a_project_that_was_opened_is_among_those_used_last(project_path: Path) -> None:
    async with opened(project_path):
        assert locations.recent() == [project_path]


async def test_every_mode_is_one_key_away_and_remembered(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        for mode in (*MODES[1:], MODES[0]):
            await pilot.press(KEYS[mode])
            await settled(pilot)
            assert pilot.app.current_mode == mode
            assert the(pilot.app).memory.mode_of(project_path) == mode
            assert isinstance(pilot.app.screen, ModeScreen)


async def test_every_mode_can_be_clicked_in_the_title_bar(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        for mode in ("notes", "project", "map", "capture"):
            column = text_of(app).splitlines()[0].index(mode.title())
            await pilot.click(offset=(column + 1, 0))
            await settled(pilot)
            assert app.current_mode == mode


async def test_hints_can_be_clicked(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        column = text_of(the(pilot.app)).splitlines()[-1].index("help")
        await pilot.click(offset=(column, 23))
        await until(lambda: type(pilot.app.screen).__name__ == "HelpScreen")


async def test_another_mode_is_brought_up_to_date_when_it_is_shown(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        await pilot.press("f6")
        await settled(pilot)
        notes = app.screen
        assert isinstance(notes, ModeScreen)
        await pilot.press("f5")
        app.gateway.write(lambda project: keep(project, "new"))
        await settled(pilot)
        assert notes.stale
        await pilot.press("f6")
        await settled(pilot)
        assert not notes.stale


@pytest.mark.parametrize("size", [(40, 10), *SIZES, (200, 60)])
async def test_the_title_bar_keeps_what_matters_most(tmp_path: Path, size: tuple[int, int]) -> None:
    path = make_project(tmp_path / "p.sayso", title="A title longer than any bar " * 8)
    async with opened(path, size) as pilot:
        app = the(pilot.app)
        app.storing = Storing.NOT_STORED
        await pilot.pause()
        top = text_of(app).splitlines()[0]
        assert "NOT STORED" in top
        assert "[Capture]" in top
        assert "A title" in top or size[0] < 60


async def test_who_was_heard_is_told(project_path: Path) -> None:
    from capture.jobs.sessions import open_session
    from data.records import Attribution, SessionKind
    from data.store import Project
    from data.store import notes as notes_store

    with Project.open(project_path) as project:
        session = open_session(
            project, "Monday", SessionKind.STAFF_MEETING, people=["Maria/desk", "Jon/calls"]
        )
        with project.change("note") as change:
            notes_store.add(
                change,
                session=session.id,
                text="x",
                participants=[Attribution(session.roster[0])],
            )
    async with opened(project_path, (120, 36)) as pilot:
        app = the(pilot.app)
        app.show_session(session.id)
        await settled(pilot)
        await until(lambda: "Monday · 1 of 2 heard" in text_of(app).splitlines()[0])


async def test_the_palette_offers_every_command_and_runs_one(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        await pilot.press("ctrl+p")
        results = pilot.app.screen.query_one(OptionList)
        offered = [one for one in COMMANDS if one.id != "app.palette"]
        await until(lambda: results.option_count == len(offered), "every command is offered")
        await pilot.press(*"project")
        await until(lambda: 0 < results.option_count < len(offered))
        await pilot.press("enter")
        await until(lambda: pilot.app.current_mode == "project", "the command has run")


async def test_help_tells_the_keys_of_the_mode(project_path: Path) -> None:
    async with opened(project_path, (120, 150)) as pilot:
        await pilot.press("f7")
        await pilot.press("f1")
        await until(lambda: "Everywhere" in text_of(the(pilot.app)))
        shown = text_of(the(pilot.app))
        for command in (*commands_of("app"), *commands_of("map")):
            assert command.title in shown
        await pilot.press("f7")  # no mode changes below a dialog
        assert pilot.app.current_mode == "map"
        await pilot.press("escape")
        await until(lambda: isinstance(pilot.app.screen, ModeScreen))


async def test_keys_of_the_settings_take_the_place_of_ours(project_path: Path) -> None:
    settings = Config(keys={"app.map": "f12"})
    async with opened(project_path, (120, 160), settings=settings) as pilot:
        await pilot.press("f7")
        await settled(pilot)
        assert pilot.app.current_mode == "capture"
        await pilot.press("f12")
        await settled(pilot)
        assert pilot.app.current_mode == "map"
        await pilot.press("f1")
        await until(lambda: "F12" in text_of(the(pilot.app)))


async def test_undo_and_redo_are_labelled(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        await pilot.press("f8")
        app.gateway.write(lambda project: keep(project, "a remark"))
        await settled(pilot)
        await pilot.app.run_action("undo")
        await settled(pilot)
        assert app.notice.text == "Undone: Keep a note"
        await pilot.app.run_action("redo")
        await settled(pilot)
        assert app.notice.text == "Done again: Keep a note"
        await pilot.app.run_action("redo")
        await settled(pilot)
        assert app.notice.text == "There is nothing more to redo."


async def test_the_next_theme_is_remembered_until_the_settings_say_otherwise(
    project_path: Path,
) -> None:
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        assert app.theme == "ink"
        await app.run_action("theme")
        assert app.theme == "dusk"
        assert app.memory.theme_for("ink") == "dusk"
        assert app.memory.theme_for("paper") == "paper"


async def test_leaving_does_not_wait_for_a_computation(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        ended = threading.Event()

        def forever(project: Project, ticket: Ticket) -> None:
            while not ticket.cancelled():
                ended.wait(0.001)
            ended.set()

        ticket = app.gateway.task("look for ever", lambda *_: None)
        app.begin(app.gateway.compute(forever, task=ticket))
        await until(lambda: ticket.begun)
        app.gateway.write(lambda project: keep(project, "kept"))
        await pilot.press("ctrl+q")
        await until(lambda: app._exit, "the app has left")
        assert ended.is_set()
    with stored(project_path) as project:
        assert len(project.snapshot().notes) == 1


async def test_leaving_waits_for_the_writer(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        for number in range(30):
            app.gateway.write(lambda project, n=number: keep(project, f"{n}"))  # type: ignore[misc]
        await pilot.press("ctrl+q")
        await until(lambda: app._exit, "the app has left")
    assert app.return_code == 0
    with stored(project_path) as project:
        assert len(project.snapshot().notes) == 30


async def test_leaving_asks_where_something_is_not_stored(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        away = project_path.with_name("away.sayso")
        project_path.rename(away)
        app.gateway.write(lambda project: keep(project, "[/] said"), text="[/] said")
        await until(lambda: app.storing is Storing.NOT_STORED)
        await pilot.press("ctrl+q")
        await until(lambda: app.screen.is_modal, "the question is asked")
        await until(lambda: "[/] said" in text_of(app))
        away.rename(project_path)
        await pilot.press("escape")
        await until(lambda: app.storing is Storing.STORED, "staying stores it")
        await settled(pilot)
        await pilot.press("ctrl+q")
        await until(lambda: app._exit)
    with stored(project_path) as project:
        assert [note.text for note in project.snapshot().notes] == ["[/] said"]


async def test_a_file_that_is_no_project_ends_the_app_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.sayso"
    path.write_text("just text, and long enough to have a header " * 10)
    async with opened(path) as pilot:
        await until(lambda: pilot.app._exit)
    assert pilot.app.return_code == 3


def test_what_serves_everywhere_is_in_the_table() -> None:
    assert {one.action for one in commands_of("app")} >= ALWAYS


def test_no_key_has_two_meanings_in_one_place() -> None:
    for where in MODES:
        keys = [
            key
            for one in (*commands_of("app"), *commands_of(where))
            for key in one.keys.split(",")
            if key
        ]
        assert len(keys) == len(set(keys)), sorted(keys)


def test_no_key_is_one_that_terminals_lose() -> None:
    lost = {"ctrl+i", "ctrl+h", "ctrl+m", "ctrl+enter"}
    for one in COMMANDS:
        for key in one.keys.split(","):
            assert key not in lost
            assert "alt+" not in key


def test_every_command_can_be_run() -> None:
    app = SaysoApp(None)
    for one in commands_of("app"):
        assert callable(getattr(app, f"action_{one.action}"))
    for where in MODES:
        screen = app.MODES[where]
        assert callable(screen)
        made = screen()
        for one in commands_of(where):
            name = one.action.partition("(")[0]
            assert callable(getattr(made, f"action_{name}", None)), one.id


@pytest.mark.parametrize("size", [(40, 10), *SIZES, (200, 60)])
async def test_help_and_palette_open_at_any_size(project_path: Path, size: tuple[int, int]) -> None:
    async with opened(project_path, size) as pilot:
        app = the(pilot.app)
        await pilot.press("f1")
        await until(lambda: app.screen.is_modal and text_of(app))
        await pilot.press("escape")
        await until(lambda: not app.screen.is_modal)
        await pilot.press("ctrl+p")
        await until(lambda: app.screen.is_modal and "Search" in text_of(app))


async def test_a_short_message_moves_nothing_and_a_warning_is_whole(project_path: Path) -> None:
    async with opened(project_path, (60, 20)) as pilot:
        app = the(pilot.app)
        before = text_of(app).splitlines()
        app.say("Stored [/b].")
        await until(lambda: "Stored [/b]." in text_of(app).splitlines()[-1])
        assert text_of(app).splitlines()[:-1] == before[:-1]
        long = "A warning that is longer than the screen is wide, " * 2
        app.say(long, "warning")
        await until(lambda: "A warning" in text_of(app))
        shown = " ".join(text_of(app).split())
        assert long.strip() in shown
        assert "F1 help" in shown
        app.dismiss_notice()
        await until(lambda: text_of(app).splitlines() == before)


async def test_not_stored_can_be_clicked_to_try_again(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        away = project_path.with_name("away.sayso")
        project_path.rename(away)
        app.gateway.write(lambda project: keep(project, "kept"))
        await until(lambda: "NOT STORED" in text_of(app).splitlines()[0])
        away.rename(project_path)
        await pilot.click(offset=(75, 0))
        await until(lambda: app.storing is Storing.STORED, seconds=4)


@pytest.mark.parametrize("keys", ["ctrl+p f1 ctrl+p", "f1 ctrl+p f1 ctrl+p"])
async def test_palette_and_help_open_over_each_other_once(project_path: Path, keys: str) -> None:
    async with opened(project_path) as pilot:
        await pilot.press(*keys.split())
        await settled(pilot)
        assert sorted(type(one).__name__ for one in pilot.app.screen_stack[1:]) == [
            "HelpScreen",
            "Palette",
        ]
        await pilot.press("escape", "escape")
        assert isinstance(pilot.app.screen, ModeScreen)


async def test_the_palette_opens_in_a_mode_though_it_is_open_in_another(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        await pilot.press("ctrl+p")
        await the(pilot.app).switch_mode("notes")
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert isinstance(pilot.app.screen, CommandPalette)


WALKED = ("ctrl+p",) * 4 + ("f1",) * 4 + ("escape", "escape", "enter", "tab", "down", "f10", "x")
"""Keys that open, close and answer what lies over a mode; those that open are pressed most."""

OUTSIDE = frozenset(
    {"app.quit", "capture.outside", "notes.outside", "map.page", "map.print", "map.guide"}
)
"""Commands that leave, start another program or write beside the project."""


@pytest.mark.parametrize("seed", range(3))
async def test_no_order_of_palette_help_and_dialogs_ends_the_app(
    project_path: Path, seed: int
) -> None:
    """A walk of forty steps, the same each time: keys, and commands as the palette runs them."""
    chance = random.Random(seed)
    async with opened(project_path) as pilot:
        app = the(pilot.app)
        walked: list[str] = []
        for _ in range(40):
            over = app.screen
            key = chance.choice(WALKED)
            if over.is_modal or chance.random() < 0.5:
                # What the palette has picked out is not run: it might be to quit.
                key = "escape" if key == "enter" and isinstance(over, CommandPalette) else key
                walked.append(key)
                await pilot.press(key)
            else:
                offered = (*commands_of(str(app.current_mode)), *commands_of("app"))
                command = chance.choice([one for one in offered if one.id not in OUTSIDE])
                walked.append(command.id)
                await app.screen.run_action(
                    f"app.{command.action}" if command.where == "app" else command.action
                )
            await settled(pilot)
            kinds = Counter(type(one).__name__ for one in app.screen_stack)
            assert app._exception is None, walked
            assert not app._exit, walked
            assert kinds["Palette"] <= 1 >= kinds["HelpScreen"], walked
        while app.screen.is_modal:
            depth = len(app.screen_stack)
            await pilot.press("escape")
            await settled(pilot)
            assert len(app.screen_stack) < depth, (walked, app.screen)
