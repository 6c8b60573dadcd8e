"""Filters that are chosen instead of typed: by the values of every facet, or among the saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from capture.jobs import browse, filters, lists
from capture.jobs.browse import Offer, Offers, Picks
from capture.literal import line, literal
from capture.screens.picker import Picker
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Letters
from capture.widgets.resilient import ShellPart, TypeAhead
from capture.widgets.rows import Rows
from data.shorthand.finder import finder_of
from data.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

    from capture.gateway import Project
    from capture.jobs.filters import Saved
    from capture.screens.notes.listing import NoteList
    from data.errors import SaysoError
    from data.records import SavedFilter

_FACET = 13  # cells of a facet's name
_COUNT = 7
_MOST_ALIKE = 9


class FacetsScreen(ShellPart, TypeAhead, Dialog[str | None]):
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
        self.begin(self._read(lambda project: browse.take_apart(project, typed)), self._refused)

    def _pick(self, picks: Picks) -> None:
        """Choose these values, and count what they find."""
        self._picks = picks
        self.rows.refresh()
        self.begin(self._read(lambda _: picks), self._refused)

    async def _read(self, picks: Callable[[Project], Picks]) -> None:
        offers = await self.gateway.read(
            lambda project: browse.offers(project, picks(project)), key="values"
        )
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
            count = f"{offers.count:,} of {offers.total:,} notes"
            told = literal(count, "bold") + "  " + literal(offers.typed or "no filter", "$dim")
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
            self._pick(self._picks.turned(here.key, wanted=wanted))

    def action_clear(self) -> None:
        """Take every choice away; what else the filter asks for stays."""
        if self._picks is not None:
            self._pick(Picks(self._picks.rest))

    def action_move(self, by: int) -> None:
        """Go to another value."""
        self.rows.choose(self.rows.cursor + by)

    def action_facet(self, way: int) -> None:
        """Go to the first value of the next facet, or of the one before."""
        here = self.rows.cursor
        starts = [
            at
            for at, offer in enumerate(self._shown)
            if not at or self._shown[at - 1].facet != offer.facet
        ]
        beyond = [at for at in starts if (at > here if way > 0 else at < here)]
        if starts:
            self.rows.choose((beyond or starts)[0 if way > 0 else -1])

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
    finder = finder_of(offers, lambda offer: offer.name)
    exact = set(finder.ranked(typed, inside=True))
    fitting = [offer for offer in offers if offer in exact or fold(offer.facet).startswith(stem)]
    near = set() if fitting else set(finder.alike(typed, _MOST_ALIKE))
    return fitting or [offer for offer in offers if offer in near]


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
        self.begin(self._read(), self._refused)

    async def _read(self) -> None:
        saved = await self.gateway.read(filters.saved, key="saved")
        names = [(held, f"{held.filter.name} {held.filter.query}") for held in saved]
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
        self.begin(self._read(), self._refused)

    async def _ask_name(self, title: str, value: str = "") -> str:
        """Ask for a name; "" where none was given."""
        from capture.screens.dialogs import AskScreen

        return (await self.ask(AskScreen(title, value)) or "").strip()

    def action_save(self) -> None:
        """Save the filter in force under a name."""
        self.begin(self._save())

    async def _save(self) -> None:
        query = " ".join(self._in_force.split())
        name = await self._ask_name("Save the filter as")
        if name:
            self._save_as(name, query, None)

    def _save_as(self, name: str, query: str, seen: SavedFilter | None) -> None:
        self.write(
            lambda project: filters.save_unless_known(project, name, query, seen),
            self._changed,
            failed=lambda error: self.begin(self._ask_to_replace(name, query, error)),
            label="save a filter",
        )

    async def _ask_to_replace(self, name: str, query: str, error: SaysoError) -> None:
        from capture.screens.dialogs import ConfirmScreen

        if not isinstance(error, filters.FilterKnown):
            self._refused(error)
        elif await self.ask(ConfirmScreen("Save it in its place?", str(error), "Replace it")):
            self._save_as(name, query, error.filter)

    def action_rename(self) -> None:
        """Give the chosen filter another name."""
        if self.picked is not None:
            self.begin(self._rename(self.picked.filter))

    async def _rename(self, saved: SavedFilter) -> None:
        name = await self._ask_name("Call it", saved.name)
        if name and name != saved.name:
            self._change(
                lambda project: lists.rename(project, "filter", saved.id, name, seen=saved.name),
                "rename a filter",
            )

    def action_remove(self) -> None:
        """Remove the chosen filter; Ctrl+Z brings it back."""
        if self.picked is not None:
            gone = self.picked.filter
            self._change(lambda project: lists.remove(project, gone), "remove a filter")


class FilterActs:
    """Puts a filter in force that is chosen instead of typed."""

    def __init__(self, notes: NoteList) -> None:
        """Filter the notes of a list."""
        self._notes = notes

    def take(self, typed: str | None) -> None:
        """Put a filter in force, and go to what it finds."""
        if typed is not None:
            self._notes.finder.put(typed)
            self._notes.rows.focus()

    async def choose_values(self) -> None:
        """Choose values of every facet, a count beside each."""
        self.take(await self._notes.ask(FacetsScreen(self._notes.finder.typed)))

    async def choose_saved(self) -> None:
        """Take a saved filter, or save, rename or remove one."""
        saved = await self._notes.ask(SavedPicker(self._notes.finder.typed))
        if saved is not None:
            self.take(saved.filter.query)

    async def show_crosstab(self) -> None:
        """Count the notes that fit by two facets; a cell opens its notes."""
        from capture.screens.notes.crosstab import CrosstabScreen

        self.take(await self._notes.ask(CrosstabScreen(self._notes.finder.typed)))

    def drop_what_shuts_all_out(self) -> None:
        """Drop from the filter the condition that shuts everything out, where that finds most."""
        ways, shell = self._notes.listing.ways, self._notes.shell
        if ways:
            shell.say(f"Dropped from the filter: {ways[0].left_out}")
            self.take(ways[0].typed)
        else:
            shell.say("The filter finds something, or nothing that could be dropped.")
