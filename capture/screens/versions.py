"""Two versions of one text side by side: whoever made one of them chooses which is to stand."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from capture.literal import literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import Resilient
from data.text import visible

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

Choice = Literal["mine", "theirs", "both", "edit"]

_COMPARED = 600  # words; of a longer text the differences are not marked


class VersionsScreen(Resilient, Dialog[Choice]):
    """Shows both and asks which is to stand; nothing is stored before one is chosen."""

    CSS_PATH = stylesheet("dialogs")
    AUTO_FOCUS = "#edit"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-wide")]  # noqa: RUF012 - Textual's own way
    HELP_TEXT = (
        "Another window changed this while you did. 1 stores yours over the other, which Ctrl+Z "
        "takes back; 2 leaves it as the other has it; 3, of a note, keeps both, yours as a note of "
        "its own; Esc goes back to what you typed. Words that the other version has not are "
        "underlined."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "choose('edit')", "Edit on"),
        ("1", "choose('mine')", "Mine"),
        ("2", "choose('theirs')", "Theirs"),
        ("3", "choose('both')", "Both"),
        ("left,up", "app.focus_previous", "Before"),
        ("right,down", "app.focus_next", "Next"),
    ]

    def __init__(
        self, mine: str, theirs: str, *, what: str = "this note", may_keep_both: bool = True
    ) -> None:
        """Show two versions of ``what``, each as it would be typed."""
        super().__init__()
        self._mine, self._theirs = mine, theirs
        self._what, self._may_keep_both = what, may_keep_both

    def compose(self) -> ComposeResult:
        """Lay them out side by side; one above the other where it is narrow."""
        with Container(id="versions"):
            yield Static(literal(f"Another window changed {self._what} meanwhile", "bold"))
            with Container(id="sides"):
                for name, own, other in (
                    ("Yours, not stored", self._mine, self._theirs),
                    ("Theirs, as it is stored", self._theirs, self._mine),
                ):
                    with VerticalScroll(classes="side", can_focus=False):
                        yield Static(literal(name, "$dim"))
                        yield Static(marked(own, other))
            with Horizontal(classes="buttons"):
                yield Button("1 Mine", id="mine")
                yield Button("2 Theirs", id="theirs")
                if self._may_keep_both:
                    yield Button("3 Both", id="both")
                yield Button("Edit on", variant="primary", id="edit")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose by a button."""
        self.action_choose(event.button.id)  # type: ignore[arg-type]

    def action_choose(self, choice: Choice) -> None:
        """Choose by a key."""
        if choice != "both" or self._may_keep_both:
            self.dismiss(choice)


def marked(text: str, other: str) -> Content:
    """Return a text with the words underlined that another has not."""
    mine, theirs = text.split(" "), other.split(" ")
    if max(len(mine), len(theirs)) > _COMPARED:
        return literal(text)
    shown = []
    for same, start, end, *_ in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        words = visible(" ".join(mine[start:end]), keep_newlines=True)
        if words:
            shown.append(Content(words).stylize("" if same == "equal" else "bold underline"))
    return Content(" ").join(shown)
