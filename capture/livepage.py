"""The page of the map that is open in a browser: written again after each change of the project."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from data import locations
from data.errors import SaysoError

if TYPE_CHECKING:
    from pathlib import Path

    from capture.gateway import Project
    from capture.jobs.live import Page
    from capture.shell import Shell
    from data.records import PersonaId

_REST_SECONDS = 0.2
"""Changes that come this close together are written at once."""


class LivePage:
    """Writes ``page`` in the compute thread, never twice at a time; the browser looks for itself.

    There is one a run: opening the page again, for another persona, writes the same file.
    """

    def __init__(self, app: Shell) -> None:
        """Follow nothing before `open`."""
        self._app = app
        self._persona: PersonaId | None = None
        self.page: Page | None = None
        self._stale = self._following = False

    def open(self, persona: PersonaId | None) -> None:
        """Write one persona's map, or everybody's, as a page, and open it in the browser."""
        self._persona = persona
        self._app.say("Writing the page…")
        self._app.begin(self._open())

    async def _open(self) -> None:
        job = partial(_write_and_open, self._persona, self._app.gateway.path, self.page)
        self.page, sentence, kind = await self._app.gateway.compute(job, key="page")
        self._app.say(sentence, kind)

    def follow(self) -> None:
        """Have the page written again soon: the project has changed."""
        self._stale = self.page is not None
        if self._stale and not self._following:
            self._following = True
            self._app.begin(self._write_again())

    async def _write_again(self) -> None:
        try:
            while self._stale and self.page is not None:
                await asyncio.sleep(_REST_SECONDS)
                self._stale = False
                await self._rewrite(self.page)
        finally:
            self._following = False

    async def _rewrite(self, page: Page) -> None:
        try:
            there = await self._app.gateway.compute(partial(_rewrite, self._persona, page))
        except SaysoError as error:
            self._app.say(str(error), "warning")
        else:
            if not there:
                self.end()

    def end(self) -> None:
        """Take the page away: the app closes."""
        if self.page is not None:
            from capture.jobs import live

            live.end(self.page)
            self.page = None


def some_left() -> bool:
    """Whether pages are open somewhere, or were when sayso was killed."""
    try:
        return any(locations.live_dir().iterdir())
    except OSError:
        return False


def sweep() -> None:
    """Take away the pages whose window was killed."""
    from capture.jobs import live

    live.sweep()


def _write_and_open(
    persona: PersonaId | None, file: Path, before: Page | None, project: Project, _: object
) -> tuple[Page, str, str]:
    from capture.jobs import live, maps
    from capture.system import open_page
    from data.errors import NotFound

    journey = maps.page_map(project, persona)
    page = before
    if page is None or not live.rewrite(journey, page):
        if page is not None:
            live.end(page)
        page = live.begin(journey, file)
    try:
        return page, open_page(page.path), "info"
    except NotFound as error:  # it can be opened by hand, and follows all the same
        return page, str(error), "warning"


def _rewrite(persona: PersonaId | None, page: Page, project: Project, _: object) -> bool:
    from capture.jobs import live, maps

    return live.rewrite(maps.page_map(project, persona), page)
