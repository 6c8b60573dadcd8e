"""What takes a while: how far it is, and Esc to give it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.literal import line
from capture.widgets.sturdy import Resilient

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project, Ticket
    from capture.shell import Shell
    from data.errors import SaysoError

_BAR = 40


class ProgressScreen(Resilient, ModalScreen[None]):
    """Shows how far something is; Esc gives it up, and everything stays as it was."""

    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "give_up", "Give it up")]

    def __init__(self, title: str) -> None:
        """Name what is done."""
        super().__init__()
        self._title = title
        self.ticket: Ticket | None = None
        self.given_up = False

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(line(self._title, 200, "bold"))
            yield Static(id="bar")
            yield Static(line("Esc gives it up; nothing is changed then.", 200, "dim"))

    def show(self, done: int, total: int) -> None:
        """Show how far it is."""
        if self.is_attached:
            full = _BAR * done // max(1, total)
            told = f"{'━' * full}{'─' * (_BAR - full)} {done:,} of {total:,}"
            self.query_one("#bar", Static).update(line(told, 72))

    def action_give_up(self) -> None:
        """Ask the work to stop."""
        self.given_up = True
        if self.ticket is not None:
            self.ticket.cancel()
        self.dismiss(None)


def run_long(
    shell: Shell,
    title: str,
    job: Callable[[Project, Ticket], Any],
    then: Callable[[Any], None],
    failed: Callable[[SaysoError], None],
) -> None:
    """Store something that takes a while, with a dialog that shows how far it is."""
    screen = ProgressScreen(title)
    task = screen.ticket = shell.gateway.task(title, screen.show)

    def done(value: Any) -> None:
        if screen.is_current:
            screen.dismiss(None)
        then(value)

    def refused(error: SaysoError) -> None:
        if screen.is_current:
            screen.dismiss(None)
        failed(error)

    def left(_: None) -> None:
        if screen.given_up:
            shell.say("Given up; nothing was changed.")

    shell.push_screen(screen, left)
    shell.gateway.write(lambda project: job(project, task), done, failed=refused, task=task)
