"""Choosing the columns of the list, their order, and what it is sorted by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from capture.config import View
from capture.literal import literal
from capture.screens.notes import look
from capture.screens.notes.look import COLUMNS, REMARK
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import Resilient
from capture.widgets.rows import Rows, Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class ColumnsScreen(Resilient, Dialog[View | None]):
    """Every column there is; Enter takes what is chosen, Esc leaves the list as it was."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("notes")]  # noqa: RUF012 - Textual's way
    AUTO_FOCUS = "#columns"
    HELP_TEXT = (
        "Space shows a column or hides it, ‹ and › (or Shift+↑ and Shift+↓) move it, s sorts by "
        "it, s once more from the other end. u puts the usual columns back, which follow the "
        "width of the window. What does not fit is left out from the right; the remark never is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave it"),
        ("enter", "take", "Take it"),
        ("space", "turn", "Show or hide"),
        ("shift+up,less_than_sign,left", "move(-1)", "Earlier"),
        ("shift+down,greater_than_sign,right", "move(1)", "Later"),
        ("s", "sort", "Sort by it"),
        ("u", "usual", "The usual ones"),
    ]

    def __init__(self, view: View, room: int) -> None:
        """Offer the columns of a list that is ``room`` cells wide."""
        super().__init__()
        self._room = room
        self._begin(view)

    def _begin(self, view: View) -> None:
        self._view = view
        self._usual = not view.columns
        shown = [name for name in view.columns or look.usual(self._room) if name in COLUMNS]
        self._shown = set(shown) | {REMARK}
        self._names = list(dict.fromkeys([*shown, *COLUMNS]))

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="choosing"):
            yield Static(literal("Columns and order", "bold"))
            yield Static(id="columns-told")
            yield Table(self._row, lambda at: self._names[at] in self._shown, id="columns")
            yield Static(
                literal(
                    "Space shows, hides · ← → move · s sorts · u usual · Enter takes, Esc leaves",
                    "dim",
                )
            )

    def on_mount(self) -> None:
        """List the columns."""
        self._rows.show(len(self._names))
        self._tell()

    @property
    def _rows(self) -> Table:
        return self.query_one("#columns", Table)

    def _row(self, at: int, room: int) -> Content:
        column = COLUMNS[self._names[at]]
        sorted_by = ""
        if column.sort and column.sort == self._view.by:
            sorted_by = " ▼" if self._view.down else " ▲"
        name = literal((column.name + sorted_by).ljust(12), "bold")
        return (name + " " + literal(column.told, "$dim")).truncate(room, ellipsis=True)

    def _tell(self) -> None:
        laid = [one.name for one, _ in look.lay_out(self._chosen(), self._room)]
        wanted = [one for one in self._names if one in self._shown]
        told = f"{len(laid)} of {len(wanted)} fit now: {', '.join(laid)}"
        self.query_one("#columns-told", Static).update(literal(told, "$dim"))
        self._rows.refresh()

    def _chosen(self) -> tuple[str, ...]:
        return () if self._usual else tuple(one for one in self._names if one in self._shown)

    def action_turn(self) -> None:
        """Show the column or hide it; the remark stays."""
        name = self._names[self._rows.cursor]
        if name != REMARK:
            self._usual = False
            self._shown ^= {name}
            self._tell()

    def action_move(self, by: int) -> None:
        """Put the column before its neighbour, or behind it."""
        at = self._rows.cursor
        to = at + by
        if 0 <= to < len(self._names):
            self._usual = False
            self._names[at], self._names[to] = self._names[to], self._names[at]
            self._rows.choose(to)
            self._tell()

    def action_sort(self) -> None:
        """Sort by the column; once more: from the other end."""
        column = COLUMNS[self._names[self._rows.cursor]]
        if column.sort:
            self._view = self._view.turned(column.sort)
            self._tell()
            return
        refusal = "Notes cannot be put in order by that: choose another column."
        self.query_one("#columns-told", Static).update(literal(refusal, "$warning"))

    def action_usual(self) -> None:
        """Put the usual columns and the usual order back."""
        self._begin(View())
        self._tell()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Show or hide what is clicked twice."""
        event.stop()
        self.action_turn()

    def action_take(self) -> None:
        """Take what is chosen."""
        self.dismiss(replace(self._view, columns=self._chosen()))
