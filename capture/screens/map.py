"""The mode Map."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from capture.commands import bindings
from capture.literal import literal
from capture.screens.base import ModeScreen

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from data.records import ProjectInfo


class MapScreen(ModeScreen):
    """Map."""

    MODE = "map"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE)]

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        yield Static(id="body")

    def on_project_changed(self) -> None:
        """Show the project's title."""
        self.gateway.read(lambda project: project.info(), self._show, key="map")

    def _show(self, info: ProjectInfo) -> None:
        self.query_one("#body", Static).update(literal(info.title))
