"""The page of the map that is open in a browser: written again after each change of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from capture.gateway import Project, Ticket
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
        self.page: Path | None = None
        self._resting = self._stale = False
        self._task: Ticket | None = None

    def open(self, persona: PersonaId | None) -> None:
        """Write one persona's map, or everybody's, as a page, and open it in the browser."""
        file = self._app.gateway.path
        self._persona = persona

        def job(project: Project, _: object) -> tuple[Path, str, str]:
            from capture.jobs import maps, outputs
            from capture.system import open_page
            from data.errors import NotFound

            page = outputs.write_page(maps.page_map(project, persona), file)
            try:
                return page, open_page(page), "info"
            except NotFound as error:  # it can be opened by hand, and follows all the same
                return page, str(error), "warning"

        self._app.say("Writing the page…")
        self._app.gateway.compute(job, self._opened, key="page")

    def _opened(self, found: tuple[Path, str, str]) -> None:
        self.page, sentence, kind = found
        self._app.say(sentence, kind)

    def follow(self) -> None:
        """Have the page written again soon: the project has changed."""
        if self.page is None:
            return
        self._stale = True
        writing = self._task is not None and not self._task.cancelled()
        if not self._resting and not writing:
            self._resting = True
            self._app.set_timer(_REST_SECONDS, self._write)

    def _write(self) -> None:
        self._resting = False
        if self.page is None:
            return
        page, persona = self.page, self._persona
        self._stale = False

        def job(project: Project, _: object) -> bool:
            from capture.jobs import maps, outputs

            return outputs.rewrite(maps.page_map(project, persona), page)

        self._task = self._app.gateway.compute(job, self._written, failed=self._failed)

    def _written(self, there: bool) -> None:
        self._task = None
        if not there:
            self.page = None
        elif self._stale:
            self.follow()

    def _failed(self, error: Exception) -> None:
        self._task = None
        self._app.say(str(error), "warning")

    def end(self) -> None:
        """Have the page say that it is not followed any more: the app closes."""
        if self.page is not None:
            from capture.jobs import outputs

            outputs.end(self.page)
