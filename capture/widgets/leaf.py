"""A piece of text that leads somewhere: chosen with the arrows, followed with Enter or a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from capture.widgets.sturdy import Resilient

if TYPE_CHECKING:
    from textual.binding import BindingType


class Leaf(Resilient, Static, can_focus=True):
    """A text of some lines; ``key`` is where it leads, "" while it is put away."""

    DEFAULT_CSS = "Leaf { height: auto; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "follow", "go to it"),
        Binding("down", "go_on(1)", "Next", show=False),
        Binding("up", "go_on(-1)", "Before", show=False),
    ]

    @dataclass
    class Followed(Message):
        """Somebody wants to go where it leads."""

        key: str

    key = ""

    def show(self, key: str, content: Content) -> None:
        """Hold a text and where it leads; "" puts it away."""
        self.key = key
        self.display = bool(key)
        if key:
            self.update(content)

    def action_go_on(self, by: int) -> None:
        """Go to the next text that leads somewhere; past the last, show what comes after it."""
        there = [one for one in self.screen.query(Leaf) if one.key]
        at = there.index(self) + by
        if 0 <= at < len(there):
            there[at].focus()
        elif by > 0:
            self.parent_scroll.scroll_end(animate=False)
        else:
            self.parent_scroll.scroll_home(animate=False)

    @property
    def parent_scroll(self) -> Widget:
        """What it scrolls in."""
        return next(one for one in self.ancestors if isinstance(one, Widget) and one.is_scrollable)

    def action_follow(self) -> None:
        """Go there."""
        if self.key:
            self.post_message(self.Followed(self.key))

    def on_click(self) -> None:
        """Go there."""
        self.action_follow()
