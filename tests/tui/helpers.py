"""Driving the app in a test: opening it, waiting for what one asserts, and comparing pictures.

Nothing here sleeps for a time and hopes: `until` polls the condition that the test is about.

A picture is the app's own SVG export with what differs from run to run taken out.  Pictures lie in
``tests/tui/pictures``; ``SAYSO_PICTURES=update`` writes them anew (look at them before you commit).
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from capture.app import SaysoApp
from capture.config import Config, Memory
from capture.jobs.projects import create
from capture.widgets.line import Line
from data.records import SessionKind
from data.store import Project, notes, sessions

PICTURES = Path(__file__).parent / "pictures"
SIZES = ((60, 20), (80, 24), (120, 36))


def make_project(path: Path, *, title: str = "", personas: tuple[str, ...] = ()) -> Path:
    """Make a project from the default template and close it."""
    create(path, title=title, personas=personas).close()
    return path


@asynccontextmanager
async def opened(
    path: Path | None,
    size: tuple[int, int] = (80, 24),
    *,
    settings: Config | None = None,
    mode: str = "",
    theme: str = "",
    may_fail: bool = False,
) -> AsyncIterator[Pilot[None]]:
    """Run the app without a terminal; it has settled when the block begins.

    An internal error of the app fails the test, unless it ``may_fail``.
    """
    settings = settings or Config(theme=theme or "ink")
    memory = Memory()
    if path is not None and mode:
        memory.leave(path, mode)
    app = SaysoApp(path, settings, memory)
    async with app.run_test(size=size) as pilot:
        if path is not None:
            await until(lambda: app.is_open or app._exit, "the project is open")
            await until(lambda: app._exit or not _is_early(app), "what may be typed is known")
        await settled(pilot)
        try:
            yield pilot
        finally:
            if may_fail:
                app._exception = None
        if app._gateway is not None and not app._exit:
            await app.gateway.close()
    if app._gateway is not None:
        app._gateway.finish()


def _is_early(app: SaysoApp) -> bool:
    return any(isinstance(one, Line) and one.is_early for one in app.screen.query("#line"))


async def until(
    condition: Callable[[], Any], what: str = "the condition", seconds: float = 15.0
) -> None:
    """Wait until something is so."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not condition():
        if loop.time() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        await asyncio.sleep(0.005)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no job is under way, every result has been shown and the screen is painted."""
    app = pilot.app
    assert isinstance(app, SaysoApp)
    for _ in range(2):  # a result may ask for more
        await until(
            lambda: app._gateway is None or app._exit or not app.gateway.busy, "the gateway rests"
        )
        await pilot.pause()


def keep(project: Project, text: str) -> str:
    """Store a note, in the session that is there or in a new one; return its text."""
    with project.change("Keep a note") as change:
        session = sessions.last(project) or sessions.add(
            change, "Meeting", SessionKind.STAFF_MEETING, started_at=datetime.now(UTC)
        )
        return notes.add(change, session=session.id, text=text).text


def stored(path: Path) -> Project:
    """Open a project to look at what is really in it; close it after use."""
    return Project.open(path, read_only=True)


def text_of(app: SaysoApp) -> str:
    """Return what the screen shows, line by line, without colours; "" before it is laid out."""
    lines = app.screen._compositor.render_strips()
    shown = ["".join(segment.text for segment in strip) for strip in lines]
    return "\n".join(line.rstrip() for line in shown)


def same_picture(app: SaysoApp, name: str) -> None:
    """Compare the screen with the picture of that name, or write the picture anew.

    Raises:
        AssertionError: they differ; the new one lies beside the old, as ``NAME.new.svg``.
    """
    for area in app.screen.query(TextArea):
        area.cursor_blink = False
    for field in app.screen.query(Input):
        field.cursor_blink = False
    found = normalised(app.export_screenshot(title="sayso", simplify=True))
    PICTURES.mkdir(exist_ok=True)
    kept = PICTURES / f"{name}.svg"
    fresh = PICTURES / f"{name}.new.svg"
    if os.environ.get("SAYSO_PICTURES") == "update":
        kept.write_text(found, encoding="utf-8")
        fresh.unlink(missing_ok=True)
        return
    assert kept.exists(), f"no picture {kept}: make it with SAYSO_PICTURES=update"
    if kept.read_text(encoding="utf-8") != found:
        fresh.write_text(found, encoding="utf-8")
        raise AssertionError(f"the screen is not as in {kept.name}: see {fresh}")
    fresh.unlink(missing_ok=True)


def normalised(svg: str) -> str:
    """Return an SVG without its random ids and without the fonts' addresses."""
    svg = re.sub(r"terminal-\d+", "terminal-0", svg)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"
