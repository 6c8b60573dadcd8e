"""The question asked where one quits while something could not be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from capture.literal import line, literal

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Ticket


class LeavingScreen(ModalScreen[bool]):
    """Lists what would be lost; True to leave without it, False to stay and try again."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "Button"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "stay", "Stay")]

    def __init__(self, path: Path, left: tuple[Ticket, ...]) -> None:
        """Speak of ``left``, which could not be stored in ``path``."""
        super().__init__()
        self._path = path
        self._left = left

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with VerticalScroll(classes="dialog"):
            yield Static(literal("Not everything is stored", "bold"))
            yield Static(literal(f"\n{self._path} could not be written to. Not in it yet:\n"))
            for ticket in self._left[:5]:
                yield Static(line(f"· {ticket.text or ticket.label}", 200))
            if len(self._left) > 5:
                yield Static(literal(f"· and {len(self._left) - 5} more"))
            with Horizontal(classes="buttons"):
                yield Button("Stay and try again", variant="primary", id="stay")
                yield Button("Leave without it", variant="error", id="leave")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.id == "leave")

    def action_stay(self) -> None:
        """Stay."""
        self.dismiss(False)
