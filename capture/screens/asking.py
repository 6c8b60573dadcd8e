"""Small dialogs: a question, a choice, a word to type, a text to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from capture.literal import line, literal
from capture.widgets.fields import Line
from capture.widgets.sturdy import Resilient, TypeAhead

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class AnswerScreen(Resilient, ModalScreen[bool]):
    """Ends with yes or no: by the button ``#yes`` or another, or by a key."""

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answer by a key."""
        self.dismiss(answer)


class ConfirmScreen(AnswerScreen):
    """Asks before something goes; True to go on."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#yes"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n", "answer(False)", "No"),
        ("y", "answer(True)", "Yes"),
        ("left,right", "other", "Other answer"),
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

    def action_other(self) -> None:
        """Go to the other answer."""
        self.screen.focus_next()


class PickScreen(Resilient, ModalScreen[int | None]):
    """Offers a list; the index of what was taken, None where nothing was."""

    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Leave")]

    def __init__(self, title: str, options: Sequence[str], at: int = 0) -> None:
        """Offer ``options``, the one at ``at`` picked out."""
        super().__init__()
        self._title, self._options, self._at = title, options, at

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(literal(self._title, "bold"))
            prompts = [Option(line(text, 200)) for text in self._options]
            yield OptionList(*prompts, markup=False, compact=True, classes="choices")
            yield Static(literal("Enter takes it, Esc leaves.", "dim"))

    def on_mount(self) -> None:
        """Pick out what holds now."""
        self.query_one(OptionList).highlighted = self._at if self._options else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take it."""
        self.dismiss(event.option_index)


class AskScreen(Resilient, TypeAhead, ModalScreen[str | None]):
    """Asks for one line; None where it was left."""

    CSS_PATH = "../styles/dialogs.tcss"
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


class TextScreen(Resilient, ModalScreen[None]):
    """Shows a text to read."""

    CSS_PATH = "../styles/dialogs.tcss"
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
