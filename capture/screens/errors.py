"""The dialog that owns up to a fault of sayso's."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from capture import faults
from capture.literal import literal

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class FaultScreen(ModalScreen[None]):
    """Says that something went wrong inside, what is safe, and where the log is."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "Button"
    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter", "dismiss", "Go on")]

    def __init__(self, kind: str, reference: str) -> None:
        """Name the error's type and its reference in the log."""
        super().__init__()
        self._kind = kind
        self._reference = reference

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with VerticalScroll(classes="dialog"):
            yield Static(literal("This is a fault in sayso", "bold"))
            yield Static(
                literal(
                    f"\nSomething inside went wrong ({self._kind}). What was stored before is "
                    "safe, and you can go on; if the screen behaves oddly, quit and open the "
                    "project again.\n\n"
                    f"Reference: {self._reference}\n"
                    f"Log, without any note's text: {faults.log_file()}\n"
                )
            )
            yield Button("Go on", variant="primary")

    def on_button_pressed(self) -> None:
        """Go on."""
        self.dismiss()
