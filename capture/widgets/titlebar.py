"""The line at the top: where one is, and whether everything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from capture.commands import MODES
from capture.gateway import Storing
from capture.literal import line
from data.text import width

if TYPE_CHECKING:
    from capture.app import SaysoApp

_MARKS = {Storing.STORED: "✓", Storing.STORING: "…", Storing.NOT_STORED: "✗"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What the bar says of the project: titles as typed, and who was heard."""

    project: str = ""
    session: str = ""
    people: str = ""


class TitleBar(Widget):
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

    def on_mount(self) -> None:
        """Follow the app's heading and state."""
        house = cast("SaysoApp", self.app)
        self.watch(house, "heading", self._again, init=False)
        self.watch(house, "storing", self._again, init=False)

    def _again(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """Lay the line out for the width there is."""
        house = cast("SaysoApp", self.app)
        room = self.size.width
        state = house.storing
        mark = f" {_MARKS[state]} {state.value} "
        right = Content(mark)
        if state is Storing.NOT_STORED:
            right = right.stylize(self.style("title--bad")).stylize(_click("app.retry"))
        modes = self._modes(short=room < 76)
        left = room - len(mark) - modes.cell_length
        heading = house.heading
        parts = [(heading.project, 12), (heading.session, 10), (heading.people, 8)]
        middle = Content(" ")
        for text, least in parts:
            free = left - middle.cell_length - 3
            if text and free >= min(least, width(text)):
                joint = Content(" · ").stylize(self.style("title--dim"))
                middle += (joint if middle.cell_length > 1 else Content("")) + line(text, free)
        gap = " " * max(0, left - middle.cell_length)
        return modes + middle + Content(gap) + right

    def _modes(self, *, short: bool) -> Content:
        parts = []
        for mode in MODES:
            here = mode == self._mode
            name = mode.title() if here or not short else mode[0].upper()
            part = Content(f"[{name}]" if here else f" {name} ")
            look = self.style("title--here" if here else "title--mode")
            parts.append(part.stylize(look).stylize(_click(f"app.{mode}")))
        return Content("").join(parts)

    def style(self, name: str) -> Style:
        """Return the look of one of the bar's parts."""
        return self.get_visual_style(name, partial=True)


def _click(action: str) -> Style:
    return Style.from_meta({"@click": action})
