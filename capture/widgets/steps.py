"""A page on which one thing after another is gone through, a key each."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Static

from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from capture.gateway import Project
    from data.records import Operation

_T = TypeVar("_T")


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


class AnswersScreen(StepsScreen[ScreenResultType]):
    """Steps that are stored one at a time, passed over, or taken back in turn."""

    def __init__(self) -> None:
        """Begin at the first."""
        super().__init__()
        self.did: list[bool] = []
        """Of each step that lies behind, whether it stored anything."""
        self._waits = False

    @abstractmethod
    async def turn(self) -> None:
        """Show what comes after the steps that lie behind."""

    @property
    @abstractmethod
    def has_one(self) -> bool:
        """Whether there is something to be answered."""

    def store(
        self, job: Callable[[Project], _T], told: Callable[[_T], tuple[str, bool]], label: str
    ) -> None:
        """Store an answer and go on; ``told`` says in words what came of it, and whether it is new.

        While one is being stored there is no other.
        """
        if not self._waits:
            self._waits = True
            self.write(job, partial(self._stored, told), failed=self._refused, label=label)

    def _stored(self, told: Callable[[_T], tuple[str, bool]], result: _T) -> None:
        self._waits = False
        sentence, did = told(result)
        self.shell.say(sentence)
        self.go_on(did=did)

    def _refused(self, error: Exception) -> None:
        self._waits = False
        self.shell.say(str(error), "warning")

    def go_on(self, *, did: bool) -> None:
        """Let a step lie behind, and show the next."""
        self.did.append(did)
        self.begin(self.turn())

    def action_pass(self) -> None:
        """Go on without an answer."""
        if self.has_one and not self._waits:
            self.go_on(did=False)

    def action_back(self) -> None:
        """Take the last step back, and show again what it was about."""
        if not self.did or self._waits:
            return
        if not self.did.pop():
            self.begin(self.turn())
            return
        self._waits = True
        self.shell.gateway.write(
            lambda project: project.undo(), self._undone, failed=self._refused, label="undo"
        )

    def _undone(self, operation: Operation | None) -> None:
        self._waits = False
        self.say_undone(operation)
        self.begin(self.turn())
