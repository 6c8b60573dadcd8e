"""The bridge to the project: nothing handed in is lost, and nothing comes out of order."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Static

from capture import lanes
from capture.app import SaysoApp
from capture.gateway import Gateway, Storing, Ticket
from capture.handler import Superseded
from capture.screens.dialogs import FaultScreen, LeavingScreen
from capture.widgets.resilient import ShellPart
from data import rescue
from data.errors import Cancelled, NameTaken, ProjectLocked, SaysoError
from data.store import Project, notes
from data.store.lists import stages
from tests.tui.helpers import keep, make_project, opened, settled, stored, until


def texts(path: Path) -> list[str]:
    with stored(path) as project:
        return [note.text for note in notes.all(project)]


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for another writer for a moment instead of for seconds."""
    monkeypatch.setitem(Project.open.__func__.__kwdefaults__, "wait", 0.05)  # type: ignore[attr-defined]


def gateway_of(app: object) -> Gateway:
    assert isinstance(app, SaysoApp)
    return app.gateway


async def test_writes_are_stored_in_the_order_they_came_in(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        done: list[str] = []
        for number in range(20):
            line = f"remark {number}"
            gateway.write(
                lambda project, line=line: keep(project, line),  # type: ignore[misc]
                done.append,
                text=line,
            )
        assert gateway.state.value == "storing"
        await settled(pilot)
        assert done == texts(project_path) == [f"remark {number}" for number in range(20)]
        assert gateway.state is Storing.STORED
        assert gateway.unstored() == ()


async def test_a_locked_project_keeps_the_lines_and_stores_them_later(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    async with opened(project_path) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        other = sqlite3.connect(project_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        errors: list[SaysoError] = []
        done: list[str] = []
        for line in ("first", "second"):
            app.gateway.write(
                lambda project, line=line: keep(project, line),  # type: ignore[misc]
                done.append,
                failed=errors.append,
                text=line,
            )
        await until(lambda: app.storing is Storing.NOT_STORED, "NOT STORED is shown")
        assert [ticket.text for ticket in app.gateway.unstored()] == ["first", "second"]
        assert isinstance(errors[0], ProjectLocked)
        assert "another program" in app.notice.text
        other.execute("ROLLBACK")
        other.close()
        await pilot.press("ctrl+r")
        await until(lambda: app.storing is Storing.STORED, "everything is stored")
        await settled(pilot)
        assert texts(project_path) == done == ["first", "second"]
        assert not app.notice.lasting


async def test_what_is_kept_is_stored_by_itself_once_the_other_program_lets_go(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    monkeypatch.setattr(lanes, "RETRY_SECONDS", 0.05)
    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        other = sqlite3.connect(project_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        refusals: list[SaysoError] = []
        for line in ("first", "second"):
            gateway.write(
                lambda project, line=line: keep(project, line),  # type: ignore[misc]
                failed=refusals.append,
                text=line,
            )
        await until(lambda: len(refusals) > 2, "it is tried again while it is refused")
        assert [ticket.text for ticket in gateway.unstored()] == ["first", "second"]
        other.execute("ROLLBACK")
        other.close()
        await until(lambda: gateway.state is Storing.STORED, "stored with no key pressed")
        assert texts(project_path) == ["first", "second"]
        assert gateway.unstored() == ()


async def test_a_kept_line_can_be_taken_back(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        other = sqlite3.connect(project_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        ticket = gateway.write(lambda project: keep(project, "no"), text="no")
        gateway.write(lambda project: keep(project, "yes"), text="yes")
        await until(lambda: gateway.state is Storing.NOT_STORED)
        assert ticket.cancel()
        other.execute("ROLLBACK")
        other.close()
        gateway.retry()
        await until(lambda: gateway.state is Storing.STORED)
        assert texts(project_path) == ["yes"]


async def test_a_refusal_ends_the_job_and_is_told(project_path: Path) -> None:
    def twice(project: Project) -> None:
        with project.change("Add a stage") as change:
            stages.add(change, "Get")

    async with opened(project_path) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        errors: list[SaysoError] = []
        app.gateway.write(twice, failed=errors.append)
        await settled(pilot)
        assert isinstance(errors[0], NameTaken)
        assert app.storing is Storing.STORED
        assert app.notice.text == ""
        app.gateway.write(twice)
        await settled(pilot)
        assert "Nothing was changed" in app.notice.text


async def test_of_questions_with_one_key_only_the_newest_is_answered(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        go = threading.Event()
        answers: list[int] = []
        asked: list[int] = []
        superseded: list[int] = []

        async def ask(number: int) -> None:
            asked.append(number)
            try:
                answers.append(await gateway.read(lambda _: number, key="q"))
            except Superseded:
                superseded.append(number)

        first = asyncio.ensure_future(gateway.read(lambda _: go.wait(5)))
        rest = [asyncio.ensure_future(ask(number)) for number in range(5)]
        await until(lambda: len(asked) == 5, "all have asked before the first is answered")
        go.set()
        await asyncio.gather(first, *rest)
        assert answers == [4]
        assert sorted(superseded) == [0, 1, 2, 3]


async def test_a_computation_tells_how_far_it_is_and_can_be_stopped(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        told: list[tuple[int, int]] = []
        results: list[str] = []

        def title(project: Project, ticket: Ticket) -> str:
            ticket.progress(3, 3)
            return project.info().title

        results.append(
            await gateway.compute(title, progress=lambda done, total: told.append((done, total)))
        )
        assert told == [(3, 3)]
        assert results == ["Clinic"]
        stopped = threading.Event()

        def forever(project: Project, ticket: Ticket) -> None:
            while not ticket.cancelled():
                stopped.wait(0.001)
            stopped.set()

        ticket = gateway.task("for ever", lambda _done, _total: None)
        endless = asyncio.ensure_future(gateway.compute(forever, task=ticket))
        await until(lambda: ticket.begun)
        ticket.cancel()
        await until(stopped.is_set)
        with pytest.raises((Cancelled, Superseded)):
            await endless


async def test_another_windows_notes_are_noticed_and_own_ones_are_told_apart(
    project_path: Path,
) -> None:
    async with opened(project_path) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        app.gateway.write(lambda project: keep(project, "mine"))
        await settled(pilot)
        assert app.last_change_own
        # The writer looks about once a second while it is idle; let it have looked once before.
        await until(lambda: app.gateway._seen is not None, "the writer has looked")
        with Project.open(project_path) as other:
            keep(other, "theirs")
        await until(lambda: not app.last_change_own, "the other window's note is noticed", 4)


async def test_a_removed_file_keeps_the_line_and_stores_it_when_it_is_back(
    project_path: Path, tmp_path: Path
) -> None:
    async with opened(project_path) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        away = tmp_path / "away.sayso"
        project_path.rename(away)
        app.gateway.write(lambda project: keep(project, "kept"), text="kept")
        await until(lambda: app.storing is Storing.NOT_STORED)
        assert "moved, deleted or replaced" in app.notice.text
        make_project(project_path, title="Somebody else's")
        await pilot.press("ctrl+r")
        await until(lambda: "another project" in app.notice.text, "the stranger is noticed")
        assert texts(project_path) == []
        project_path.unlink()
        away.rename(project_path)
        await pilot.press("ctrl+r")
        await until(lambda: app.storing is Storing.STORED, "stored once the file is back")
        assert texts(project_path) == ["kept"]


async def test_a_file_made_read_only_keeps_the_line(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        closed = threading.Event()
        closed.set()

        def job(project: Project) -> None:
            # Nothing is read-only to root, so SQLite itself refuses here.
            project.connection.execute(f"PRAGMA query_only = {int(closed.is_set())}")
            keep(project, "kept")

        app.gateway.write(job, text="kept")
        await until(lambda: app.storing is Storing.NOT_STORED)
        assert "cannot be written to" in app.notice.text
        closed.clear()
        app.gateway.retry()
        await until(lambda: app.storing is Storing.STORED)
        assert texts(project_path) == ["kept"]


async def test_a_full_disk_keeps_the_line(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        app = pilot.app
        assert isinstance(app, SaysoApp)
        full = threading.Event()
        full.set()

        def job(project: Project) -> None:
            if full.is_set():
                (pages,) = project.connection.row("PRAGMA page_count")
                project.connection.row(f"PRAGMA max_page_count = {pages}")
            else:
                project.connection.row("PRAGMA max_page_count = 1000000")
            keep(project, "x" * 200_000)

        gateway.write(job, text="long")
        await until(lambda: app.storing is Storing.NOT_STORED)
        assert "no room left" in app.notice.text
        full.clear()
        gateway.retry()
        await until(lambda: app.storing is Storing.STORED)
        assert [len(text) for text in texts(project_path)] == [200_000]


async def test_closing_stores_what_is_left(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        for number in range(10):
            gateway.write(lambda project, n=number: keep(project, f"{n}"))  # type: ignore[misc]
        assert await gateway.close() == ()
    assert texts(project_path) == [str(number) for number in range(10)]


async def test_closing_gives_back_what_cannot_be_stored(project_path: Path) -> None:
    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        project_path.unlink()
        gateway.write(lambda project: keep(project, "lost?"), text="lost?")
        left = await gateway.close()
        assert [ticket.text for ticket in left] == ["lost?"]


@pytest.mark.parametrize("by", ["method", "partial", "owner"])
async def test_a_result_for_a_widget_that_is_gone_is_dropped(project_path: Path, by: str) -> None:
    class Told(ShellPart, Static):
        told = False

        def tell(self, *_: object) -> None:
            self.told = True

    async with opened(project_path) as pilot:
        gateway = gateway_of(pilot.app)
        widget = Told()
        await pilot.app.screen.mount(widget)
        go = threading.Event()
        if by == "owner":
            widget.write(lambda _: go.wait(5), lambda _: widget.tell())
        else:
            tell = widget.tell if by == "method" else partial(widget.tell, 1)
            gateway.write(lambda _: go.wait(5), tell)
        await widget.remove()
        go.set()
        await settled(pilot)
        assert not widget.told


class Panic(BaseException):
    """As a library in another language ends a thread with."""


async def test_a_panic_in_a_job_ends_the_job_and_not_the_writer(project_path: Path) -> None:
    def panic(project: Project) -> None:
        raise Panic

    async with opened(project_path, may_fail=True) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        told: list[str] = []
        app.gateway.write(panic, failed=lambda error: told.append(str(error)), text="words")
        app.gateway.write(lambda project: keep(project, "next"))
        await until(lambda: not app.gateway.busy, "both are done with")
        assert len(told) == 1
        assert app.gateway.state is Storing.STORED
        await until(lambda: isinstance(app.screen, FaultScreen), "it is owned up to")
        await pilot.press("escape")
        await pilot.press("ctrl+q")
        await until(lambda: app._exit, "quitting works")
    assert texts(project_path) == ["next"]


@pytest.mark.parametrize("how", ["settling", "looking"])
async def test_a_writer_that_breaks_is_begun_anew(
    project_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(lanes, "LOOK_SECONDS", 0.05)
    async with opened(project_path, may_fail=True) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        gateway = app.gateway
        broken: list[None] = []

        def panic(*_: object) -> None:
            if not broken:
                broken.append(None)
                raise Panic

        with monkeypatch.context() as patch:
            if how == "settling":
                patch.setattr(gateway._rescue, "drop", panic)
                gateway.write(lambda project: keep(project, "first"), text="first")
            else:
                gateway.follow(panic, panic)
            await until(lambda: broken, "it has broken")
        await until(lambda: isinstance(app.screen, FaultScreen), "it is owned up to")
        gateway.write(lambda project: keep(project, "next"), text="next")
        await until(lambda: "next" in texts(project_path), "the lane goes on")
        assert gateway._writer.is_alive()
        await pilot.press("escape")
        await pilot.press("ctrl+q")
        await until(lambda: app._exit or len(app.screen_stack) > 1, "a choice, or the end")


async def test_a_note_that_a_panic_ended_is_given_back(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from capture.screens.capture import window

    def panic(*_: object, **__: object) -> None:
        raise Panic

    async with opened(project_path, may_fail=True) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        with monkeypatch.context() as patch:
            patch.setattr(window, "log", panic)
            await pilot.press(*"phones ring", "enter")
            await until(lambda: isinstance(app.screen, FaultScreen), "it is owned up to")
        await pilot.press("escape")
        await until(lambda: not isinstance(app.screen, FaultScreen), "the dialog has gone")
        await pilot.press("enter")
        await until(lambda: texts(project_path) == ["phones ring"], "the words were in the line")


async def test_a_stored_job_is_not_run_again_when_its_file_was_moved(
    project_path: Path, tmp_path: Path
) -> None:
    away = tmp_path / "away.sayso"
    runs: list[None] = []

    def job(project: Project) -> str:
        runs.append(None)
        kept = keep(project, "once")
        project_path.rename(away)  # after it was stored, and before it could be told
        return kept

    async with opened(project_path) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        done: list[str] = []
        app.gateway.write(job, done.append, text="once")
        await until(lambda: app.storing is Storing.NOT_STORED, "it did not go where it should")
        away.rename(project_path)
        app.gateway.retry()
        await until(lambda: app.storing is Storing.STORED, "it is there")
        await settled(pilot)
        assert (done, len(runs)) == (["once"], 1)
    assert texts(project_path) == ["once"]


async def test_leaving_asks_even_where_the_disk_never_answers(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from capture import app as app_capture

    monkeypatch.setattr(app_capture, "_LEAVING_SECONDS", 0.1)
    async with opened(project_path) as pilot:
        app = pilot.app
        assert isinstance(app, SaysoApp)
        go = threading.Event()
        app.gateway.write(lambda _: go.wait(30), text="hangs")
        await pilot.press("ctrl+q")
        await until(lambda: isinstance(app.screen, LeavingScreen), "a choice")
        go.set()
        await pilot.press("escape")
        await until(lambda: app.storing is Storing.STORED, "it was stored meanwhile")


async def test_what_was_handed_in_before_the_project_was_begun_with_is_kept(
    project_path: Path,
) -> None:
    async with opened(project_path) as pilot:
        early = Gateway(pilot.app, project_path)  # as when a hang-up comes before it is started
        early.write(
            lambda project: keep(project, "early"), text="early", key="unsent 1", quiet=True
        )
        assert [one.text for one in early.finish()] == ["early"]
        (kept,) = rescue._all()
        assert [one.text for one in kept.words] == ["early"]
        assert early.rescue_path == kept.path
