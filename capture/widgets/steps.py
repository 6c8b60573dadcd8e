"""A page on which one thing after another is gone through, a key each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Static

from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from data.records import Operation


def room_of(width: int) -> int:
    """Return the cells of a row in a dialog of a screen so wide."""
    return max(20, min(76, width * 96 // 100) - 5)


class StepsScreen(ShellPart, Dialog[ScreenResultType]):
    """The page; what it goes through, and what the keys do, is its user's."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("closing")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(id="page")

    @property
    def room(self) -> int:
        """The cells of a row."""
        return room_of(self.size.width)

    def show_rows(self, rows: Iterable[Content]) -> None:
        """Put other rows on the page."""
        self.query_one("#page", Static).update(Content("\n").join(rows))

    def say_undone(self, operation: Operation | None) -> None:
        """Say which step was taken back, if one was."""
        if operation is not None:
            self.shell.say(f"Undone: {operation.label}")
