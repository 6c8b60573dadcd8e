"""A labelled line to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widgets import Input, Label

from capture.literal import line, plain

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult


class Line(Input):
    """An input that keeps every line of a paste, joined by commas, and shows no control character.

    Textual's own keeps the first line and drops the others without a word.
    """

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        lines = [" ".join(part.split()) for part in event.text.splitlines()]
        text = plain(", ".join(part for part in lines if part))
        selection = self.selection
        if selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *selection)


class Letters(Line):
    """A line for the letters of a name, which leaves the space bar and the minus to its screen."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the line may take a key."""
        return character not in (" ", "-") and super().check_consume_key(key, character)


class Field(Horizontal):
    """A label and its line; ``example`` shows while the line is empty."""

    DEFAULT_CSS = """
    Field { height: 1; }
    Field > Label { width: 13; }
    Field > Line { width: 1fr; }
    """

    def __init__(self, label: str, field_id: str, *, value: str = "", example: str = "") -> None:
        """Name the line, by ``field_id`` for the program and by ``label`` for people."""
        super().__init__()
        self._label = label
        self._line = Line(
            plain(value),
            placeholder=plain(example),
            id=field_id,
            compact=True,
            select_on_focus=False,
        )

    def compose(self) -> ComposeResult:
        """Yield the label and the line."""
        yield Label(line(self._label))
        yield self._line
