"""Small dialogs: a question, a choice, a text, help, a fault, and work that takes a while."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from capture import faults
from capture.commands import APP, Command, commands_of, key_names
from capture.literal import line, literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Line
from capture.widgets.resilient import Resilient, TypeAhead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen

    from capture.gateway import Project, Ticket
    from capture.shell import Shell
    from capture.widgets.resilient import ShellPart
    from data.errors import Progress, SaysoError

_T = TypeVar("_T")


class AnswerScreen(Resilient, Dialog[bool]):
    """Ends with yes or no: by the button ``#yes`` or another, or by a key."""

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answer by a key."""
        self.dismiss(answer)


class ConfirmScreen(AnswerScreen):
    """Asks before something goes; True to go on."""

    CSS_PATH = stylesheet("dialogs")
    AUTO_FOCUS = "#yes"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n", "answer(False)", "No"),
        ("y", "answer(True)", "Yes"),
        ("left,right", "app.focus_next", "Other answer"),
    ]

    def __init__(self, question: str, told: str, yes: str) -> None:
        """Ask ``question``, tell what would come of it, and name the answer that does it."""
        super().__init__()
        self._question, self._told, self._yes = question, told, yes

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(literal(self._question, "bold", most=500))
            yield Static(literal(f"\n{self._told}", most=1000))
            with Horizontal(classes="buttons"):
                yield Button(line(self._yes), variant="error", id="yes")
                yield Button("Leave it", id="no")


class AskScreen(Resilient, TypeAhead, Dialog[str | None]):
    """Asks for one line; None where it was left."""

    CSS_PATH = stylesheet("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Leave")]

    def __init__(self, title: str, value: str = "", told: str = "") -> None:
        """Ask; the line begins with ``value``."""
        super().__init__()
        self._title, self._value, self._told = title, value, told

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(literal(self._title, "bold"))
            yield Line(self._value, select_on_focus=False, compact=True)
            yield Static(literal(self._told or "Enter takes it, Esc leaves.", "dim"))

    def on_mount(self) -> None:
        """Go to the line."""
        self.set_focus(self.query_one(Line))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it."""
        self.dismiss(event.value)


class TextScreen(Resilient, Dialog[None]):
    """Shows a text to read."""

    CSS_PATH = stylesheet("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,q", "dismiss", "Close")]

    def __init__(self, title: str, lines: Iterable[str]) -> None:
        """Show ``lines`` under a title."""
        super().__init__()
        self._title, self._lines = title, tuple(lines)

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="dialog") as page:
            page.can_focus = True
            page.styles.width = 92  # lines of a table need more room than sentences
            yield Static(literal(self._title, "bold"))
            yield Static(literal("\n" + "\n".join(self._lines)))
            yield Static(literal("\nEsc closes this page.", "dim"))


class FaultScreen(Dialog[None]):
    """Says that something went wrong inside, what is safe, and where the log is."""

    CSS_PATH = stylesheet("dialogs")
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


class HelpScreen(Dialog[None]):
    """A page of keys: first those of the mode, then those that serve everywhere."""

    CSS_PATH = stylesheet("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [("escape,f1,q,enter", "dismiss", "Close")]

    def __init__(self, screen: Screen[object]) -> None:
        """Explain what has the focus on a screen.

        The nearest widget with a ``HELP_TEXT`` around the focus has the first word.
        """
        super().__init__()
        around = (screen.focused or screen).ancestors_with_self
        texts = [getattr(node, "HELP_TEXT", "") for node in around]
        self._text = "\n\n".join(dict.fromkeys(text.strip() for text in texts if text))
        self._mode: str = getattr(screen, "MODE", "")
        # What the settings bind anew.
        self._keys: Mapping[str, str] = getattr(getattr(screen.app, "settings", None), "keys", {})

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="dialog") as page:
            page.can_focus = True
            yield Static(literal(self._mode.title() or "Help", "bold"))
            if self._text:
                yield Static(literal(f"\n{self._text}"))
            if self._mode:
                yield from self._section("Here", commands_of(self._mode))
            yield from self._section("Everywhere", commands_of(APP))
            yield Static(literal("\nEsc closes this page.", "dim"))

    def _section(self, title: str, commands: Sequence[Command]) -> ComposeResult:
        if not commands:
            return
        from rich.table import Table
        from rich.text import Text

        yield Static(literal(f"\n{title}", "bold"))
        # A table of Rich's, since a line that goes on must go on under its own column.
        table = Table.grid(padding=(0, 2, 0, 0))
        for command in commands:
            keys = key_names(self._keys.get(command.id, command.keys)) or "Ctrl+P"
            table.add_row(Text(keys, "bold"), Text(command.title), Text(command.help))
        yield Static(table)


class LeavingScreen(AnswerScreen):
    """Lists what would be lost; True to leave without it, False to stay and try again."""

    CSS_PATH = stylesheet("dialogs")
    AUTO_FOCUS = "Button"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "answer(False)", "Stay")]

    def __init__(self, path: Path, left: tuple[Ticket, ...], rescue: Path | None = None) -> None:
        """Speak of ``left``, which is not stored in ``path``; its words lie in ``rescue``."""
        super().__init__()
        self._path = path
        self._left = left
        self._rescue = rescue

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with VerticalScroll(classes="dialog"):
            yield Static(literal("Not everything is stored", "bold"))
            yield Static(literal(f"\n{self._path} could not be written to yet. Not in it:\n"))
            for ticket in self._left[:5]:
                yield Static(line(f"· {ticket.text or ticket.label}", 200))
            if len(self._left) > 5:
                yield Static(literal(f"· and {len(self._left) - 5} more"))
            if not self._left:
                yield Static(literal("· what is being stored at this moment"))
            if self._rescue is not None:
                yield Static(
                    literal(
                        "\nThe words are kept in a rescue file, and are offered when the project "
                        f"is opened again: {self._rescue}"
                    )
                )
            with Horizontal(classes="buttons"):
                yield Button("Stay and try again", variant="primary", id="stay")
                leave = "Leave it there" if self._rescue is not None else "Leave without it"
                yield Button(leave, variant="error", id="yes")


_BAR = 40


class ProgressScreen(Resilient, Dialog[None]):
    """Shows how far something is; Esc gives it up, and everything stays as it was."""

    CSS_PATH = stylesheet("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "give_up", "Give it up")]

    def __init__(self, title: str) -> None:
        """Name what is done."""
        super().__init__()
        self._title = title
        self._bar = ""
        self.ticket: Ticket | None = None

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(line(self._title, 200, "bold"))
            yield Static(id="bar")
            yield Static(line("Esc gives it up; nothing is changed then.", 200, "dim"))

    def show(self, done: int, total: int) -> None:
        """Show how far it is, as soon as the dialog stands."""
        full = _BAR * done // max(1, total)
        self._bar = f"{'━' * full}{'─' * (_BAR - full)} {done:,} of {total:,}"
        if self.is_mounted and self.is_running:
            self.on_mount()

    def on_mount(self) -> None:
        """Show how far it was when nobody could see it yet."""
        self.query_one("#bar", Static).update(line(self._bar, 72))

    def action_give_up(self) -> None:
        """Ask the work to stop."""
        if self.ticket is not None:
            self.ticket.cancel()
        self.dismiss(None)
        cast("Shell", self.app).say("Given up; nothing was changed.")

    def close_and(self, tell: Callable[[_T], None], outcome: _T) -> None:
        """Go, and tell what became of it."""
        self.dismiss(None)
        tell(outcome)


def run_long(
    owner: ShellPart,
    title: str,
    job: Callable[[Project, Ticket], _T],
    then: Callable[[_T], None],
    failed: Callable[[SaysoError], None],
) -> None:
    """Store something that takes a while, with a dialog that shows how far it is."""
    screen = ProgressScreen(title)
    # Not the method itself: what is told before the dialog stands is to reach it too.
    show: Progress = lambda done, total: screen.show(done, total)  # noqa: E731, PLW0108
    task = screen.ticket = owner.gateway.task(title, show)
    owner.shell.push_screen(screen)
    owner.write(
        lambda project: job(project, task),
        partial(screen.close_and, then),
        failed=partial(screen.close_and, failed),
        task=task,
    )
