"""The heads over the columns of a list, each of which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from capture.literal import literal
from capture.widgets.sturdy import Resilient
from data.text import width

if TYPE_CHECKING:
    from textual import events


class Heads(Resilient, Widget):
    """One line of heads, laid out as the rows below it are."""

    ALLOW_SELECT = False

    @dataclass
    class Clicked(Message):
        """The head at this place was clicked."""

        at: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Begin with none."""
        super().__init__(id=id)
        self._heads: tuple[str, ...] = ()
        self._before = 0

    def show(self, heads: Sequence[str], before: int) -> None:
        """Show heads, each as wide as its column, after ``before`` empty cells."""
        self._heads, self._before = tuple(heads), before
        self.refresh()

    def render(self) -> Content:
        """Lay the heads out."""
        return Content(" " * self._before) + literal("".join(self._heads))

    def on_click(self, event: events.Click) -> None:
        """Tell which head it was."""
        offset = event.get_content_offset(self)
        column = self._before
        for at, head in enumerate(self._heads):
            if offset is not None and column <= offset.x < column + width(head):
                self.post_message(self.Clicked(at))
                return
            column += width(head)
