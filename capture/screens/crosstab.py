"""The crosstab: any facet by any facet, as a table of shaded numbers; a cell opens its notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.jobs import browse, crosstab
from capture.literal import literal
from capture.widgets.grid import Grid, Numbers
from capture.widgets.sturdy import ShellPart
from data.text import counted

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.crosstab import Crosstab
    from data.errors import SaysoError

_TOTAL = "all"


class CrosstabScreen(ShellPart, ModalScreen[str | None]):
    """Counts by two facets; the answer is the filter of the cell that was opened, else None."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/notes.tcss"]  # noqa: RUF012 - Textual's way
    AUTO_FOCUS = "Grid"
    HELP_TEXT = (
        "How often the values of two facets meet, among the notes that fit the filter. Arrows "
        "move, Enter shows the notes of the cell (or of a total). r and c choose the facets of the "
        "rows and columns, s or S swaps them, p counts people instead of notes. A note or person "
        "in several cells of a line counts once in its total, so totals may be less than the sum. "
        "The deeper the shade, the larger the number. On the command line: sayso crosstab stage "
        "kind --people --csv."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,C", "leave", "Leave"),
        ("enter", "open", "Notes of the cell"),
        ("s,S", "swap", "Swap"),
        ("p", "people", "Notes or people"),
        ("r", "choose('down')", "Rows"),
        ("c", "choose('across')", "Columns"),
    ]

    def __init__(self, typed: str, down: str = "stage", across: str = "kind") -> None:
        """Count among what fits a filter."""
        super().__init__()
        self._typed, self._down, self._across = typed, down, across
        self._people = False
        self._found: Crosstab | None = None

    @property
    def grid(self) -> Grid:
        """The numbers."""
        return self.query_one(Grid)

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        with Vertical(id="crossing"):
            yield Static(id="crossing-head")
            yield Grid(id="crosstab")
            yield Static(id="crossing-cell")
            yield Static(
                literal("Enter notes · s swap · r rows · c columns · p people · Esc leaves", "dim"),
                id="crossing-foot",
            )

    def on_mount(self) -> None:
        """Count."""
        self._ask()

    def _ask(self) -> None:
        typed, people = self._typed, self._people
        down, across = crosstab.facet(self._down), crosstab.facet(self._across)
        self.shell.gateway.read(
            lambda project: crosstab.cross(project, down, across, typed, people=people),
            self._show,
            failed=self._refused,
            key="crosstab",
        )

    def _refused(self, error: SaysoError) -> None:
        self.query_one("#crossing-head", Static).update(
            literal(browse.problem(error), "$warning", most=400)
        )

    def _show(self, found: Crosstab) -> None:
        self._found = found
        rows = [_TOTAL, *(one.name for one in found.rows)]
        columns = [_TOTAL, *(one.name for one in found.columns)]
        totals = (found.total, *(one.total for one in found.columns))
        lines = [(row.total, *cells) for row, cells in zip(found.rows, found.cells, strict=True)]
        corner = f"{found.down} ↓ {found.across} →"
        self.grid.show(Numbers(rows, columns, (totals, *lines), corner))
        self._tell()

    def _tell(self) -> None:
        found = self._found
        if found is None:
            return
        what = (
            counted(found.total, "person", "people")
            if found.people
            else counted(found.total, "note")
        )
        among = f" among {found.typed}" if found.typed else ""
        unheard = f", {found.unheard:,} notes are nobody's word" if found.unheard else ""
        head = f"{found.down} by {found.across}: {what}{unheard}{among}"
        self.query_one("#crossing-head", Static).update(literal(head, "bold", most=300))
        left, right, above, below = self.grid.hidden
        more = [
            f"{sign}{number}"
            for sign, number in (("←", left), ("→", right), ("↑", above), ("↓", below))
            if number > 0
        ]
        grid = self.grid
        number = grid.numbers.cells[grid.row][grid.column] if grid.numbers.cells else 0
        names = [
            grid.numbers.rows[grid.row] if grid.row else "",
            grid.numbers.columns[grid.column] if grid.column else "",
        ]
        here = " × ".join(name for name in names if name) or "everything"
        told = f"{here}: {number:,}" + (f"   out of sight {' '.join(more)}" if more else "")
        self.query_one("#crossing-cell", Static).update(literal(told, most=300))

    def on_grid_chosen(self) -> None:
        """Say what the chosen cell is."""
        self._tell()

    def on_resize(self, event: events.Resize) -> None:
        """Say what is out of sight now."""
        del event
        self.call_after_refresh(self._tell)

    def on_grid_opened(self) -> None:
        """Show the notes of the cell that was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Show the notes of the chosen cell."""
        if self._found is not None:
            row, column = self.grid.row, self.grid.column
            typed = self._found.filter_of(row - 1 if row else None, column - 1 if column else None)
            self.dismiss(typed)

    def action_swap(self) -> None:
        """Put rows in the place of columns."""
        self._down, self._across = self._across, self._down
        row, column = self.grid.row, self.grid.column
        self.grid.row, self.grid.column = column, row
        self._ask()

    def action_people(self) -> None:
        """Count people instead of notes, or notes again."""
        self._people = not self._people
        self._ask()

    def action_choose(self, way: str) -> None:
        """Choose the facet of the rows or of the columns."""
        from capture.screens.asking import PickScreen

        offered = [str(one) for one in crosstab.OFFERED]
        now = self._down if way == "down" else self._across
        title = "Rows by" if way == "down" else "Columns by"

        def taken(at: int | None) -> None:
            if at is None:
                return
            if way == "down":
                self._down = offered[at]
            else:
                self._across = offered[at]
            self._ask()

        self.app.push_screen(PickScreen(title, offered, offered.index(now)), taken)

    def action_leave(self) -> None:
        """Leave the filter as it was."""
        self.dismiss(None)
