"""A table of numbers with shades: one cell chosen, names and totals always in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from capture.literal import line
from capture.widgets.frame import look
from capture.widgets.resilient import Resilient
from data.text import visible, width

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.style import Style

_NAMES = 22  # the most cells of a row's name
_HEAD = 13  # the most cells of a column's name
_GAP = 1
SHADES = 4
"""Steps from the palest cell with a number in it to the deepest."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a grid shows.

    ``cells`` has a row for each of ``rows`` and in it a number for each of ``columns``; the first
    of each are totals, and shaded by themselves not at all.
    """

    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    cells: Sequence[Sequence[int]] = ()
    corner: str = ""


def shade(number: int, most: int) -> int:
    """Return how deep a number is shaded: 0 where there is nothing, else 1 to `SHADES`."""
    if number <= 0 or most <= 0:
        return 0
    return min(SHADES, 1 + (number * SHADES - 1) // most) if number < most else SHADES


class Grid(Resilient, Widget, can_focus=True):
    """Arrows move the chosen cell, Enter or a second click opens it."""

    DEFAULT_CSS = "Grid { min-width: 8; height: 1fr; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--name",
        "grid--total",
        "grid--none",
        "grid--here",
        *(f"grid--shade{step}" for step in range(1, SHADES + 1)),
    }
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Up", show=False),
        Binding("down", "move(1, 0)", "Down", show=False),
        Binding("left", "move(0, -1)", "Left", show=False),
        Binding("right", "move(0, 1)", "Right", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First column", show=False),
        Binding("end", "edge(1)", "Last column", show=False),
    ]

    class Chosen(Message):
        """Another cell is chosen."""

    class Opened(Message):
        """The chosen cell was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Begin with nothing."""
        super().__init__(id=id)
        self.numbers = Numbers()
        self.row = self.column = 0
        self._top = self._left = 1
        self._wide: list[int] = []
        self._names = 0
        self._most = 0

    def show(self, numbers: Numbers) -> None:
        """Show other numbers; the chosen cell stays where it was, as far as it can."""
        self.numbers = numbers
        cells = [row[1:] for row in numbers.cells[1:]]
        self._most = max((number for row in cells for number in row), default=0)
        every = zip(*numbers.cells, strict=True) if numbers.cells else ()
        longest = [max(len(f"{number:,}") for number in column) for column in every]
        self._wide = [
            max(most, min(_HEAD, width(visible(name[:80])))) + _GAP + 1
            for name, most in zip(numbers.columns, longest, strict=False)
        ]
        names = [*numbers.rows, numbers.corner]
        self._names = max((min(_NAMES, width(visible(name[:200]))) for name in names), default=0)
        self.choose(self.row, self.column)
        self.refresh()

    def choose(self, row: int, column: int) -> None:
        """Choose a cell and bring it into view."""
        before = (self.row, self.column)
        self.row = max(0, min(row, len(self.numbers.rows) - 1))
        self.column = max(0, min(column, len(self.numbers.columns) - 1))
        self._into_view()
        self.refresh()
        if before != (self.row, self.column):
            self.post_message(self.Chosen())

    def _into_view(self) -> None:
        deep = max(1, self.size.height - 2)
        self._top = max(1, min(self._top, len(self.numbers.rows) - deep))
        if self.row:
            self._top = max(min(self._top, self.row), self.row - deep + 1)
        self._left = max(1, self._left)
        if self.column:
            self._left = min(self._left, self.column)
            while self._left < self.column and self.column not in self._seen():
                self._left += 1
        # Nothing to the left is kept out of sight while there is room to the right.
        while self._left > 1 and self._fits(self._left - 1):
            self._left -= 1

    def _room(self) -> int:
        return self.size.width - self._name_room() - (self._wide[0] if self._wide else 0)

    def _name_room(self) -> int:
        return min(self._names, max(4, self.size.width // 3)) + 1

    def _seen(self) -> range:
        """The columns that are seen beside the totals, whole."""
        room = self._room()
        end = self._left
        while end < len(self._wide) and (room := room - self._wide[end]) >= 0:
            end += 1
        return range(self._left, max(end, min(self._left + 1, len(self._wide))))

    def _fits(self, left: int) -> bool:
        return sum(self._wide[left:]) <= self._room()

    def on_resize(self) -> None:
        """Keep the chosen cell in view."""
        self._into_view()

    @property
    def hidden(self) -> tuple[int, int, int, int]:
        """How many columns are out of sight to the left and right, and rows above and below."""
        seen = self._seen()
        deep = max(1, self.size.height - 2)
        below = max(0, len(self.numbers.rows) - self._top - deep)
        return seen.start - 1, len(self._wide) - max(seen.stop, 1), self._top - 1, below

    def action_move(self, down: int, right: int) -> None:
        """Choose a cell beside the chosen one."""
        self.choose(self.row + down, self.column + right)

    def action_page(self, by: int) -> None:
        """Choose a cell a page away."""
        self.choose(self.row + by * max(1, self.size.height - 3), self.column)

    def action_edge(self, way: int) -> None:
        """Choose the first column or the last."""
        self.choose(self.row, 0 if way < 0 else len(self.numbers.columns) - 1)

    def on_click(self, event: events.Click) -> None:
        """Choose the cell that is clicked; open the chosen one."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < 1:
            return
        row = 0 if offset.y == 1 else self._top + offset.y - 2
        column = self._column_at(offset.x)
        if row >= len(self.numbers.rows) or column is None:
            return
        if (row, column) == (self.row, self.column):
            self.post_message(self.Opened())
        self.choose(row, column)

    def _column_at(self, x: int) -> int | None:
        end = self._name_room()
        for column in self._drawn():
            end += self._wide[column]
            if x < end:
                return column
        return None

    def _drawn(self) -> list[int]:
        """The columns that are drawn: the totals, then those that are seen."""
        return [0, *self._seen()] if self._wide else []

    def render_line(self, y: int) -> Strip:
        """Draw one line: the heads, the totals, or a row."""
        base = self.visual_style
        room = self.size.width
        row = -1 if y == 0 else 0 if y == 1 else self._top + y - 2
        if not self.numbers.columns or row >= len(self.numbers.rows):
            return Strip.blank(room, base.rich_style)
        content = self._heads() if row < 0 else self._line(row)
        strip = Visual.to_strips(self, content, room, 1, base, apply_selection=False)[0]
        return strip.adjust_cell_length(room, base.rich_style)

    def _heads(self) -> Content:
        parts = [self._named(self.numbers.corner, "grid--total")]
        for column in self._drawn():
            wide = self._wide[column]
            name = line(self.numbers.columns[column], wide - _GAP - 1)
            here = column == self.column
            style = look(self, "grid--total" if here or not column else "grid--name")
            parts.append(Content(" " * (wide - name.cell_length - _GAP)) + name.stylize(style))
            parts.append(Content(" " * _GAP))
        return Content("").join(parts)

    def _line(self, row: int) -> Content:
        here = row == self.row
        parts = [self._named(self.numbers.rows[row], "grid--total" if here else "grid--name")]
        for column in self._drawn():
            number = self.numbers.cells[row][column]
            text = f"{number:,}" if number else "·"
            chosen = here and column == self.column
            # Brackets as well as a colour: there may be no colours.
            shown = f"[{text}]" if chosen else f"{text} "
            cell = Content(shown.rjust(self._wide[column]))
            parts.append(cell.stylize(self._style(row, column, number, chosen=chosen)))
        return Content("").join(parts)

    def _named(self, name: str, style: str) -> Content:
        room = self._name_room()
        shown = line(name, room - 1)
        return shown.stylize(look(self, style)).pad_right(room - shown.cell_length)

    def _style(self, row: int, column: int, number: int, *, chosen: bool) -> Style:
        if chosen:
            return look(self, "grid--here")
        if not number:
            return look(self, "grid--none")
        if not row or not column:
            return look(self, "grid--total")
        return look(self, f"grid--shade{shade(number, self._most)}")
