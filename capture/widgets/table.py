"""The list of notes: rows of which any number may be marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from capture.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType
    from textual.content import Content

MARK = "●"


class Table(Rows, inherit_bindings=False):
    """Rows with a place for a mark; letters and the space bar stay free for the screen."""

    SIGNS = 3
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
    ]

    def __init__(
        self,
        draw: Callable[[int, int], Content],
        marked: Callable[[int], bool],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Draw a row with ``draw(at, width)``, and a mark before it where ``marked(at)``."""
        super().__init__(draw, id=id)
        self._marked = marked

    def sign(self, at: int, *, chosen: bool) -> str:
        """Return the sign of the chosen row and of a marked one, a cell each."""
        return f"{'›' if chosen else ' '}{MARK if self._marked(at) else ' '} "
