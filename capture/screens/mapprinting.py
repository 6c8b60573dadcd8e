"""Printing from the map: sheets of paper beside the project, made while work goes on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from capture.jobs import outputs

if TYPE_CHECKING:
    from capture.gateway import Project, Ticket
    from capture.shell import Shell
    from data.records import PersonaId


class MapPrinting(Screen[Any]):
    """What the map knows of paper."""

    _persona: PersonaId | None

    def action_print(self) -> None:
        """Print the map on A3: the persona's that is shown, else a sheet for each."""
        shell = cast("Shell", self.app)
        job = partial(_print, self._persona, shell.settings.browser)
        shell.say("Printing…")
        shell.gateway.compute(job, shell.say, key="print")


def _print(persona: PersonaId | None, setting: str, project: Project, ticket: Ticket) -> str:
    return outputs.print_beside(project, persona, setting, ticket.cancelled)
