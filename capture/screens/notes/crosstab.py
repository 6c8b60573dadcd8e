"""Counting notes by two facets; a cell opens its notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.widgets import Static

from capture.jobs import browse, crosstab
from capture.literal import literal
from capture.screens.picker import Picker
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.grid import Grid, Numbers
from capture.widgets.resilient import ShellPart
from data.errors import SaysoError
from data.text import counted

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.crosstab import Crosstab

_TOTAL = "all"


class CrosstabScreen(ShellPart, Dialog[str | None]):
    """Counts by two facets; the answer is the filter of the cell that was opened, else None."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("notes")]  # noqa: RUF012 - Textual's way
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
        ("escape,C", "dismiss", "Leave"),
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
        self._table: Crosstab | None = None

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
        self.begin(self._count())

    async def _count(self) -> None:
        typed, people = self._typed, self._people
        down, across = crosstab.facet(self._down), crosstab.facet(self._across)
        try:
            table = await self.gateway.read(
                lambda project: crosstab.cross(project, down, across, typed, people=people),
                key="crosstab",
            )
        except SaysoError as error:
            refusal = literal(browse.problem(error), "$warning", most=400)
            self.query_one("#crossing-head", Static).update(refusal)
            return
        self._table = table
        rows = [_TOTAL, *(row.name for row in table.rows)]
        columns = [_TOTAL, *(column.name for column in table.columns)]
        totals = (table.total, *(column.total for column in table.columns))
        lines = [(row.total, *cells) for row, cells in zip(table.rows, table.cells, strict=True)]
        corner = f"{table.down} ↓ {table.across} →"
        self.grid.show(Numbers(rows, columns, (totals, *lines), corner))
        self._tell()

    def _tell(self) -> None:
        table = self._table
        if table is None:
            return
        unit = ("person", "people") if table.people else ("note", "notes")
        among = f" among {table.typed}" if table.typed else ""
        unheard = f", {table.unheard:,} notes are nobody's word" if table.unheard else ""
        head = f"{table.down} by {table.across}: {counted(table.total, *unit)}{unheard}{among}"
        self.query_one("#crossing-head", Static).update(literal(head, "bold", most=300))
        told = self._cell() + self._hidden()
        self.query_one("#crossing-cell", Static).update(literal(told, most=300))

    def _cell(self) -> str:
        """Return what the chosen cell is, in words."""
        grid, numbers = self.grid, self.grid.numbers
        number = numbers.cells[grid.row][grid.column] if numbers.cells else 0
        row = numbers.rows[grid.row] if grid.row else ""
        column = numbers.columns[grid.column] if grid.column else ""
        return f"{' × '.join(name for name in (row, column) if name) or 'everything'}: {number:,}"

    def _hidden(self) -> str:
        """Return how much of the table is out of sight on each side, "" where nothing is."""
        sides = zip("←→↑↓", self.grid.hidden, strict=True)
        more = " ".join(f"{sign}{number}" for sign, number in sides if number > 0)
        return f"   out of sight {more}" if more else ""

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
        if self._table is not None:
            row, column = self.grid.row, self.grid.column
            typed = self._table.filter_of(row - 1 if row else None, column - 1 if column else None)
            self.dismiss(typed)

    def action_swap(self) -> None:
        """Put rows in the place of columns."""
        self._down, self._across = self._across, self._down
        row, column = self.grid.row, self.grid.column
        self.grid.row, self.grid.column = column, row
        self.begin(self._count())

    def action_people(self) -> None:
        """Count people instead of notes, or notes again."""
        self._people = not self._people
        self.begin(self._count())

    def action_choose(self, way: str) -> None:
        """Choose the facet of the rows or of the columns."""
        self.begin(self._choose(way))

    async def _choose(self, way: str) -> None:
        offered = [str(facet) for facet in crosstab.OFFERED]
        title, now = ("Rows by", self._down) if way == "down" else ("Columns by", self._across)
        picker = Picker(title, [(name, name) for name in offered], offered.index(now))
        facet = await self.ask(picker)
        if facet is None:
            return
        if way == "down":
            self._down = facet
        else:
            self._across = facet
        await self._count()
