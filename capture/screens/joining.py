"""What marked notes would be as one, to be looked at before they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Static

from capture.literal import line, literal
from capture.screens.asking import AnswerScreen
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.rewording import Joining


class JoinScreen(AnswerScreen):
    """Shows the joined note, what of the notes differs and what would be lost; True to join."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/rewording.tcss"]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n", "answer(False)", "Leave them"),
        ("y", "answer(True)", "Join"),
        ("left,right", "app.focus_next", "Other answer"),
    ]

    def __init__(self, plan: Joining) -> None:
        """Show a plan."""
        super().__init__()
        self._plan = plan

    def compose(self) -> ComposeResult:
        """Lay out the dialog; where something would be lost, leaving it is the answer offered."""
        plan = self._plan
        with Vertical(classes="dialog", id="join-box"):
            count = counted(len(plan.gone) + 1, "note")
            yield Static(line(f"Join {count} into one?", 100, "bold"))
            with VerticalScroll(id="join-text", can_focus=False):
                yield Static(literal(plan.joined.text))
            for sentence in plan.keeps:
                yield Static(literal(sentence, "$dim", most=400))
            for sentence in plan.loses:
                yield Static(literal(f"! {sentence}", "$warning", most=400))
            with Horizontal(classes="buttons"):
                yield Button("Join them", variant="primary", id="yes")
                yield Button("Leave them", id="no")

    def on_mount(self) -> None:
        """Offer the answer that loses nothing."""
        self.set_focus(self.query_one("#no" if self._plan.loses else "#yes"))
