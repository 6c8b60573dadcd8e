"""Dialogs that put a filter together, the columns of the list, and the crosstab."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.config import View
from capture.jobs import browse, crosstab, filters, lists
from capture.jobs.browse import Offer, Offers, Picks
from capture.literal import line, literal
from capture.screens.notes import look
from capture.screens.notes.look import COLUMNS, REMARK
from capture.screens.notes.tagging import NoteTagging
from capture.screens.picker import Picker
from capture.themes import stylesheet
from capture.widgets.fields import Letters
from capture.widgets.grid import Grid, Numbers
from capture.widgets.resilient import Resilient, ShellPart, TypeAhead
from capture.widgets.rows import Rows, Table
from data.errors import SaysoError
from data.shorthand.finder import finder_of
from data.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

    from capture.gateway import Project
    from capture.jobs.crosstab import Crosstab
    from capture.jobs.filters import Saved
    from data.records import SavedFilter

_FACET = 13  # cells of a facet's name
_COUNT = 7
_MOST_ALIKE = 9


class FacetsScreen(ShellPart, TypeAhead, ModalScreen[str | None]):
    """Chooses values; the answer is the filter they come to, None where it stays as it was."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("notes")]  # noqa: RUF012 - Textual's way
    HELP_TEXT = (
        "Letters narrow the values to those that fit, whichever facet they are of. Space wants a "
        "value (●), - shuts it out (⊘); a second time takes that back. Of several wanted values of "
        "one facet any will do; facets, and what is shut out, must all hold. The number beside a "
        "value is how many notes it would find with the rest of the filter as it is. Tab goes to "
        "the next facet, Del takes every choice away. Enter filters, Esc leaves the filter as it "
        "was. What is chosen is the filter that stands below, which the command line takes too: "
        "sayso notes FILTER."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave it"),
        Binding("space", "turn(True)", "Want it", priority=True),
        Binding("minus", "turn(False)", "Shut it out", priority=True),
        Binding("tab", "facet(1)", "Next facet", priority=True),
        Binding("shift+tab", "facet(-1)", "Facet before", priority=True),
        Binding("delete", "clear", "None", priority=True),
        ("up", "move(-1)", "Up"),
        ("down", "move(1)", "Down"),
        ("pageup", "move(-9)", "Page up"),
        ("pagedown", "move(9)", "Page down"),
    ]

    def __init__(self, typed: str) -> None:
        """Begin with what a filter already asks for."""
        super().__init__()
        self._typed = typed
        self._offers: Offers | None = None
        self._picks: Picks | None = None
        self._shown: list[Offer] = []
        self._taking = False

    @property
    def rows(self) -> Rows:
        """The values."""
        return self.query_one("#values", Rows)

    @property
    def here(self) -> Offer | None:
        """The value under the cursor."""
        at = self.rows.cursor
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="choosing"):
            yield Static(literal("Filter by values", "bold"))
            yield Letters(placeholder="letters of a value", compact=True, id="letters")
            rows = Rows(self._row, id="values")
            rows.can_focus = False
            yield rows
            yield Static(id="values-told")
            yield Static(
                literal("Space wants · - shuts out · Tab next facet · Enter filters", "dim")
            )

    def on_mount(self) -> None:
        """Read what there is."""
        self.set_focus(self.query_one("#letters"))
        typed = self._typed
        self.shell.gateway.read(
            lambda project: browse.offers(project, browse.take_apart(project, typed)),
            self._take,
            failed=self._refused,
            key="values",
        )

    def _count(self) -> None:
        picks = self._picks
        if picks is not None:
            self.shell.gateway.read(
                lambda project: browse.offers(project, picks),
                self._take,
                failed=self._refused,
                key="values",
            )

    def _take(self, offers: Offers) -> None:
        self._offers, self._picks = offers, offers.picks
        if self._taking:
            self.dismiss(offers.typed)
            return
        self._narrow()
        self._tell()

    def _refused(self, error: SaysoError) -> None:
        self._taking = False
        self.query_one("#values-told", Static).update(
            literal(browse.problem(error), "$warning", most=400)
        )

    def _tell(self) -> None:
        offers = self._offers
        if offers is not None:
            found = f"{offers.count:,} of {offers.total:,} notes"
            told = literal(found, "bold") + "  " + literal(offers.typed or "no filter", "$dim")
            self.query_one("#values-told", Static).update(told)

    # -- narrowing -------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits the letters."""
        event.stop()
        self._narrow(anew=True)

    def _narrow(self, *, anew: bool = False) -> None:
        if self._offers is None:
            return
        here = self.here
        self._shown = narrowed(self._offers.values, self.query_one("#letters", Letters).value)
        at = 0
        if here is not None and not anew:
            keys = [one.key for one in self._shown]
            at = keys.index(here.key) if here.key in keys else self.rows.cursor
        self.rows.show(len(self._shown), at)

    def _row(self, at: int, room: int) -> Content:
        offer = self._shown[at]
        first = at == 0 or self._shown[at - 1].facet != offer.facet or at == self.rows.scroll_y
        facet = line(offer.facet if first else "", _FACET - 1, "$secondary")
        picked = self._picks.values.get(offer.key) if self._picks is not None else None
        sign = {None: " ", True: "●", False: "⊘"}[picked]
        wide = max(4, room - _FACET - _COUNT - 3)
        style = "bold $accent" if picked is not None else "" if offer.count else "$dim"
        name = line(f"{sign} {offer.name}", wide, style)
        count = line(f"{offer.count:,}" if offer.count else "·", _COUNT, style)
        return Content("").join(
            (
                facet.pad_right(_FACET - facet.cell_length),
                name.pad_right(wide - name.cell_length),
                count.pad_left(_COUNT - count.cell_length),
            )
        )

    # -- choosing --------------------------------------------------------------------------------

    def action_turn(self, wanted: bool) -> None:
        """Want the value or shut it out; a second time takes that back."""
        here = self.here
        if here is not None and self._picks is not None:
            self._picks = self._picks.turned(here.key, wanted=wanted)
            self.rows.refresh()
            self._count()

    def action_clear(self) -> None:
        """Take every choice away; what else the filter asks for stays."""
        if self._picks is not None:
            self._picks = Picks(self._picks.rest)
            self.rows.refresh()
            self._count()

    def action_move(self, by: int) -> None:
        """Go to another value."""
        self.rows.choose(self.rows.cursor + by)

    def action_facet(self, way: int) -> None:
        """Go to the first value of the next facet, or of the one before."""
        starts = [
            at
            for at, one in enumerate(self._shown)
            if not at or self._shown[at - 1].facet != one.facet
        ]
        here = self.rows.cursor
        after = [at for at in starts if at > here]
        before = [at for at in starts if at < here]
        if way > 0:
            self.rows.choose(after[0] if after else 0)
        elif starts:
            self.rows.choose(before[-1] if before else starts[-1])

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Want what is clicked twice."""
        event.stop()
        self.action_turn(wanted=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the filter, as soon as it is known what the last choice comes to."""
        event.stop()
        offers = self._offers
        if offers is None or offers.picks != self._picks:
            self._taking = True
        else:
            self.dismiss(offers.typed)


def narrowed(offers: tuple[Offer, ...], typed: str) -> list[Offer]:
    """Return the values that letters fit: of their beginning, a word in them, or much like them.

    The name of a facet fits all its values.  Where letters fit some exactly, those that are merely
    alike are left out.
    """
    stem = fold(typed)
    if not stem:
        return list(offers)
    finder = finder_of(offers, lambda one: one.name)
    fits = set(finder.ranked(typed, inside=True))
    found = [one for one in offers if one in fits or fold(one.facet).startswith(stem)]
    if found:
        return found
    near = set(finder.alike(typed, _MOST_ALIKE))
    return [one for one in offers if one in near]


class Filters(NoteTagging):
    """A list of notes whose filter may be chosen instead of typed."""

    def action_values(self) -> None:
        """Choose values of every facet, a count beside each."""
        self.app.push_screen(FacetsScreen(self.typed), self.take_filter)

    def action_saved(self) -> None:
        """Take a saved filter, or save, rename or remove one."""
        self.begin(self._take_saved())

    async def _take_saved(self) -> None:
        saved = await self.ask(SavedPicker(self.typed))
        if saved is not None:
            self.take_filter(saved.filter.query)

    def action_crosstab(self) -> None:
        """Count the notes that fit by two facets; a cell opens its notes."""
        self.app.push_screen(CrosstabScreen(self.typed), self.take_filter)

    def action_way_out(self) -> None:
        """Drop from the filter the condition that shuts everything out, where that finds most."""
        ways = self.listing.ways
        if not ways:
            self.shell.say("The filter finds something, or nothing that could be dropped.")
            return
        self.shell.say(f"Dropped from the filter: {ways[0].left_out}")
        self.take_filter(ways[0].typed)

    def take_filter(self, typed: str | None) -> None:
        """Put a filter in force."""
        if typed is not None:
            self.set_filter(typed)
            self.set_focus(self.rows)


_NAME = 22


class SavedPicker(Picker["Saved"]):
    """The saved filters with their counts; the answer is the one to put in force."""

    LETTERS = ONE_CLICK = False
    MOST_ROWS = 0
    KEYS = "Enter takes · s saves this one · r renames · x removes · Esc"
    HELP_TEXT = (
        "Enter puts a saved filter in force, s saves the one in force under a name (a name that is "
        "there already takes the new filter), r renames, x removes; / finds one by some letters. "
        "Each is a step that Ctrl+Z takes back. A filter that names something which is gone says "
        "so, and is not used. On the command line: sayso notes --saved NAME."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("F", "dismiss", "Leave"),
        ("s", "save", "Save this one"),
        ("r", "rename", "Rename"),
        ("x,delete", "remove", "Remove"),
    ]

    def __init__(self, in_force: str) -> None:
        """Offer to save the filter ``in_force``."""
        super().__init__("Saved filters")
        self._in_force = in_force

    def compose_head(self) -> ComposeResult:
        """Say which filter is in force."""
        now = f"in force: {self._in_force}" if self._in_force else "no filter is in force"
        yield Static(literal(now, "$dim", most=300), id="now")

    def on_mount(self) -> None:
        """Read them."""
        self.begin(self._read())

    async def _read(self) -> None:
        try:
            saved = await self.gateway.read(filters.saved, key="saved")
        except SaysoError as error:
            self._refused(error)
            return
        names = [(one, f"{one.filter.name} {one.filter.query}") for one in saved]
        self.offer(names, self.rows.cursor)

    def drawn(self, option: Saved, text: str, room: int) -> Content:
        """Return a filter's name, what it says, and how many notes it finds."""
        del text
        name = line(option.filter.name, _NAME - 1, "bold")
        count = "gone" if option.problem else f"{option.count:,}"
        wide = max(4, room - _NAME - 9)
        query = line(option.filter.query, wide - 1, "$dim")
        return Content("").join(
            (
                Content(" "),
                name.pad_right(_NAME - name.cell_length),
                query.pad_right(wide - query.cell_length),
                literal(count.rjust(7), "$warning" if option.problem else ""),
            )
        )

    def tell(self) -> None:
        """Say what is wrong with the chosen one, if anything."""
        told = self.picked.problem if self.picked is not None else ""
        if not self.rows.count and not self.letters:
            told = "None is saved yet: s saves the filter in force under a name."
        self.say(literal(told, "$warning", most=600))

    def may_take(self, option: Saved) -> bool:
        """A filter that means nothing any more is not put in force."""
        return not option.problem

    # -- changing --------------------------------------------------------------------------------

    def _refused(self, error: SaysoError) -> None:
        self.say(literal(str(error), "$warning", most=600))

    def _change(self, job: Callable[[Project], object], label: str) -> None:
        self.write(job, self._changed, failed=self._refused, label=label)

    def _changed(self, _: object) -> None:
        self.begin(self._read())

    async def _ask_name(self, title: str, value: str = "") -> str:
        """Ask for a name; "" where none was given."""
        from capture.screens.dialogs import AskScreen

        return (await self.ask(AskScreen(title, value)) or "").strip()

    def action_save(self) -> None:
        """Save the filter in force under a name."""
        self.begin(self._save())

    async def _save(self) -> None:
        query = self._in_force
        name = await self._ask_name("Save the filter as")
        if name:
            self._change(lambda project: filters.save(project, name, query), "save a filter")

    def action_rename(self) -> None:
        """Give the chosen filter another name."""
        if self.picked is not None:
            self.begin(self._rename(self.picked.filter))

    async def _rename(self, saved: SavedFilter) -> None:
        name = await self._ask_name("Call it", saved.name)
        if name and name != saved.name:
            self._change(
                lambda project: lists.rename(project, "filter", saved.id, name), "rename a filter"
            )

    def action_remove(self) -> None:
        """Remove the chosen filter; Ctrl+Z brings it back."""
        if self.picked is not None:
            gone = self.picked.filter
            self._change(lambda project: lists.remove(project, gone), "remove a filter")


class ColumnsScreen(Resilient, ModalScreen[View | None]):
    """Every column there is; Enter takes what is chosen, Esc leaves the list as it was."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("notes")]  # noqa: RUF012 - Textual's way
    AUTO_FOCUS = "#columns"
    HELP_TEXT = (
        "Space shows a column or hides it, ‹ and › (or Shift+↑ and Shift+↓) move it, s sorts by "
        "it, s once more from the other end. u puts the usual columns back, which follow the "
        "width of the window. What does not fit is left out from the right; the remark never is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Leave it"),
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
        self._view = view
        self._usual = not view.columns
        shown = [one for one in view.columns or look.usual(room) if one in COLUMNS]
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
        self.query_one("#columns", Table).show(len(self._names))
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
        if not column.sort:
            self.notify_no_order()
            return
        self._view = turned(self._view, column.sort)
        self._tell()

    def notify_no_order(self) -> None:
        """Say that a column of many values has no order."""
        self.query_one("#columns-told", Static).update(
            literal("Notes cannot be put in order by that: choose another column.", "$warning")
        )

    def action_usual(self) -> None:
        """Put the usual columns and the usual order back."""
        self._usual = True
        self._view = View()
        shown = look.usual(self._room)
        self._shown = set(shown)
        self._names = list(dict.fromkeys([*shown, *COLUMNS]))
        self._tell()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Show or hide what is clicked twice."""
        event.stop()
        self.action_turn()

    def action_take(self) -> None:
        """Take what is chosen."""
        self.dismiss(replace(self._view, columns=self._chosen()))

    def action_leave(self) -> None:
        """Leave the list as it was."""
        self.dismiss(None)


def turned(view: View, by: str) -> View:
    """Return a view sorted by a column: from the top, or from the other end if it was already."""
    return replace(view, by=by, down=not view.down if view.by == by else by == "time")


_TOTAL = "all"


class CrosstabScreen(ShellPart, ModalScreen[str | None]):
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
        self.begin(self._choose(way))

    async def _choose(self, way: str) -> None:
        offered = [str(one) for one in crosstab.OFFERED]
        now = self._down if way == "down" else self._across
        title = "Rows by" if way == "down" else "Columns by"
        picker = Picker(title, [(name, name) for name in offered], offered.index(now))
        facet = await self.ask(picker)
        if facet is None:
            return
        if way == "down":
            self._down = facet
        else:
            self._across = facet
        self._ask()

    def action_leave(self) -> None:
        """Leave the filter as it was."""
        self.dismiss(None)
