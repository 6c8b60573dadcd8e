"""Handlers that wait: for the project, for the person, and no longer than their screen is there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.screen import Screen
from textual.widgets import Static

from capture.app import SaysoApp
from capture.gateway import Ticket
from capture.handler import Gone, Superseded
from capture.screens.dialogs import AskScreen, FaultScreen
from capture.widgets.resilient import ShellPart
from data.errors import NameTaken
from tests.tui.helpers import keep, opened, settled, until


class Waiting(ShellPart, Screen[None]):
    """Keeps what its handlers were given, and how they ended."""

    BINDINGS = [("x", "choose", "Choose")]  # noqa: RUF012 - as Textual types it

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Any] = []

    def action_choose(self) -> None:
        self.begin(self.choose())

    async def choose(self) -> None:
        self.heard.append(await self.ask(AskScreen("Which?")))

    async def hear(self, awaitable: Awaitable[object]) -> None:
        try:
            self.heard.append(await awaitable)
        except Exception as error:
            self.heard.append(type(error))
            raise


def answer_with(number: int, _: object) -> int:
    return number


async def shown(app: Any) -> tuple[SaysoApp, Waiting]:
    assert isinstance(app, SaysoApp)
    screen = Waiting()
    await app.push_screen(screen)
    return app, screen


async def test_what_is_read_and_computed_is_awaited(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)
        steps: list[tuple[int, int]] = []

        def count(project: Any, ticket: Ticket) -> str:
            ticket.progress(2, 2)
            return str(project.info().title)

        screen.begin(screen.hear(app.gateway.read(lambda project: project.info().title)))
        await settled(pilot)

        def progress(done: int, total: int) -> None:
            steps.append((done, total))

        screen.begin(screen.hear(app.gateway.compute(count, progress=progress)))
        await settled(pilot)
        assert screen.heard == ["Clinic", "Clinic"]
        assert steps == [(2, 2)]


async def test_progress_is_told_before_the_answer_never_after_it(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)

        def count(project: Any, ticket: Ticket) -> str:
            ticket.progress(2, 2)
            return "counted"

        def progress(done: int, total: int) -> None:
            screen.heard.append((done, total))

        held = asyncio.Event()
        app.call_later(held.wait)  # messages to the app wait
        screen.begin(screen.hear(app.gateway.compute(count, progress=progress)))
        await until(lambda: "counted" in screen.heard, "the answer")
        held.set()
        await settled(pilot)
        assert screen.heard == [(2, 2), "counted"]


async def test_a_progress_that_fails_is_owned_up_to(project_path: Path) -> None:
    async with opened(project_path, may_fail=True) as pilot:
        app, screen = await shown(pilot.app)

        def count(project: Any, ticket: Ticket) -> str:
            ticket.progress(2, 2)
            return "counted"

        def progress(done: int, total: int) -> None:
            raise RuntimeError

        screen.begin(screen.hear(app.gateway.compute(count, progress=progress)))
        await until(lambda: isinstance(app.screen, FaultScreen), "the fault is shown")
        await until(lambda: screen.heard == ["counted"], "the answer comes all the same")


async def test_a_reading_that_is_superseded_ends_its_handler_and_says_nothing(
    project_path: Path,
) -> None:
    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)
        go = threading.Event()
        screen.begin(screen.hear(app.gateway.read(lambda _: go.wait(5), key="which")))
        for number in range(3):
            reading = app.gateway.read(partial(answer_with, number), key="which")
            screen.begin(screen.hear(reading))
        go.set()
        await settled(pilot)
        assert screen.heard == [Superseded, Superseded, Superseded, 2]
        assert app.notice.text == ""
        screen.begin(screen.hear(app.gateway.read(lambda _: 3)))
        await until(lambda: 3 in screen.heard, "the screen still hears")


async def test_a_computation_that_is_given_up_ends_its_handler(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)
        task = app.gateway.task("look", lambda *_: None)

        def forever(_: object, ticket: Ticket) -> str:
            while not ticket.cancelled():
                threading.Event().wait(0.001)
            return "too late"

        screen.begin(screen.hear(app.gateway.compute(forever, task=task)))
        await until(lambda: task.begun)
        app.gateway.stop_computing()
        await settled(pilot)
        assert [kind.__name__ for kind in screen.heard] == ["Cancelled"]
        assert app.notice.text == ""


async def test_a_refusal_is_said_and_a_fault_is_owned_up_to(project_path: Path) -> None:
    def refuse(_: object) -> None:
        raise NameTaken("There is one of that name.")

    def fail(_: object) -> None:
        raise KeyError("inside a job")

    async def stumble() -> None:
        await asyncio.sleep(0)
        raise KeyError("in a handler")

    async with opened(project_path, may_fail=True) as pilot:
        app, screen = await shown(pilot.app)
        screen.begin(screen.hear(app.gateway.read(refuse)))
        await until(lambda: app.notice.text == "There is one of that name.")
        for work in (screen.hear(app.gateway.read(fail)), stumble()):
            screen.begin(work)
            await until(lambda: isinstance(app.screen, FaultScreen), "the fault is owned up to")
            await pilot.press("enter")
            await until(lambda: app.screen is screen, "the screen goes on")
        assert app.notice.text == "There is one of that name."  # a fault is not said as well
        screen.begin(screen.hear(app.gateway.read(lambda _: "still here")))
        await until(lambda: "still here" in screen.heard)


async def test_a_message_that_awaits_a_reading_holds_up_nobody_who_brings_it(
    project_path: Path,
) -> None:
    async with opened(project_path) as pilot:
        app, _ = await shown(pilot.app)
        heard: list[str] = []

        async def handler() -> None:
            heard.append(await app.gateway.read(lambda project: project.info().title))

        app.call_next(handler)  # in the app's own pump, to which results of writes are messages
        await until(lambda: heard == ["Clinic"], "the reading came")


async def test_between_two_questions_of_one_handler_the_gateway_is_busy(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)

        async def chain() -> None:
            for number in range(5):
                screen.heard.append(await app.gateway.read(partial(answer_with, number)))

        screen.begin(chain())
        while len(screen.heard) < 5:
            assert app.gateway.busy
            await asyncio.sleep(0)
        await until(lambda: not app.gateway.busy, "it rests at the end")


@pytest.mark.parametrize("closing", [False, True])
async def test_nothing_is_told_to_a_screen_that_is_gone_and_its_job_is_done(
    project_path: Path, closing: bool
) -> None:
    go = threading.Event()
    done: list[str] = []

    def job(project: Any) -> None:
        go.wait(5)
        done.append(keep(project, "kept"))

    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)
        ends: list[object] = []

        async def tell() -> None:
            try:
                await app.gateway.read(lambda _: go.wait(5))
                ends.append("told")
            finally:
                ends.append("ended")

        screen.begin(tell())
        screen.write(job, lambda _: ends.append("told"), label="keep")
        await pilot.pause()
        if closing:
            app.exit()
        else:
            app.pop_screen()
            await until(lambda: not screen.is_attached, "the screen is gone")
        go.set()
        await until(lambda: bool(done) and "ended" in ends)
        await settled(pilot)
    assert ends == ["ended"]
    assert done == ["kept"]


async def test_who_waits_in_a_screen_that_goes_just_then_gets_gone(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)
        answer = asyncio.get_running_loop().create_future()
        screen.begin(screen.hear(answer))
        app._exit = True  # the app closes before the worker is cancelled
        answer.set_result("too late")
        await until(lambda: bool(screen.heard))
        app._exit = False
        assert screen.heard == [Gone]


async def test_a_dialog_stands_before_the_next_key_is_read(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)
        for key in "xxyz":  # at once, as a terminal delivers what was typed while it was busy
            app.post_message(events.Key(key, key))
        app.post_message(events.Key("enter", "\r"))
        await until(lambda: bool(screen.heard), "the dialog was answered")
        assert screen.heard == ["xyz"]
        await pilot.press("x", "escape")
        await until(lambda: len(screen.heard) == 2)
        assert screen.heard[1] is None


async def test_a_dialog_outlives_who_asked(project_path: Path) -> None:
    class Asking(ShellPart, Static):
        async def choose(self) -> None:
            await self.ask(AskScreen("Which?"))

    async with opened(project_path) as pilot:
        app, screen = await shown(pilot.app)
        widget = Asking()
        await screen.mount(widget)
        widget.begin(widget.choose())
        await settled(pilot)
        await widget.remove()
        await pilot.press("y", "enter")
        await until(lambda: app.screen is screen, "the dialog is gone")
        await settled(pilot)
        assert not app.faulty
