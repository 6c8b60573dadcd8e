"""The line at the top: where one is, and whether everything is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widget import Widget

from capture.commands import MODES
from capture.gateway import Storing
from capture.literal import line
from capture.widgets.sturdy import Resilient
from data.text import visible, width

if TYPE_CHECKING:
    from textual import events
    from textual.style import Style

    from capture.shell import Shell

_MARKS = {Storing.STORED: "✓", Storing.STORING: "…", Storing.NOT_STORED: "✗"}


class TitleBar(Resilient, Widget):
    """The modes, project, session, people heard, and stored / storing / NOT STORED, on one line.

    What matters most stays longest when it gets narrow: first the state, then the mode, then the
    project, the session and the people.  The modes can be clicked.
    """

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; }"
    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's own way
        "title--mode", "title--here", "title--bad", "title--dim",
    }  # fmt: skip
    ALLOW_SELECT = False

    def __init__(self, mode: str) -> None:
        """Show ``mode`` as the one that one is in."""
        super().__init__()
        self._mode = mode
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the app's heading and state."""
        shell = cast("Shell", self.app)
        self.watch(shell, "heading", self._again, init=False)
        self.watch(shell, "storing", self._again, init=False)

    def _again(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """Lay the line out for the width there is."""
        shell = cast("Shell", self.app)
        room = self.size.width
        state = shell.storing
        right = Content(f" {_MARKS[state]} {state.value} ")
        if state is Storing.NOT_STORED:
            right = right.stylize(self.style("title--bad"))
        modes = self._modes(short=room < 76)
        left = room - right.cell_length - modes.cell_length
        self._places.append((room - right.cell_length, room, "app.retry"))
        heading = shell.heading
        # A title may be cut; half of who was heard would say nothing.
        parts = [(heading.project, 12), (heading.session, 10), (heading.people, room)]
        middle = Content(" ")
        for text, least in parts:
            free = left - middle.cell_length - 3
            if text and free >= min(least, width(visible(text[:200]))):
                joint = Content(" · ").stylize(self.style("title--dim"))
                middle += (joint if middle.cell_length > 1 else Content("")) + line(text, free)
        gap = " " * max(0, left - middle.cell_length)
        return modes + middle + Content(gap) + right

    def _modes(self, *, short: bool) -> Content:
        """Return the names of the modes, and note where each stands for the mouse."""
        parts = []
        self._places = []
        column = 0
        for mode in MODES:
            here = mode == self._mode
            name = mode.title() if here or not short else mode[0].upper()
            part = Content(f"[{name}]" if here else f" {name} ")
            parts.append(part.stylize(self.style("title--here" if here else "title--mode")))
            self._places.append((column, column + part.cell_length, f"app.{mode}"))
            column += part.cell_length
        return Content("").join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Go to the mode that was clicked, or try again to store."""
        for start, end, action in self._places:
            if start <= event.x < end:
                await self.app.run_action(action)

    def style(self, name: str) -> Style:
        """Return the look of one of the bar's parts."""
        return self.get_visual_style(name, partial=True)
