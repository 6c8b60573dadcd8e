"""Filtering by values: every value of every facet with its count, before it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.jobs import browse
from capture.jobs.browse import Offer, Offers, Picks
from capture.literal import line, literal
from capture.widgets.fields import Letters
from capture.widgets.rows import Rows
from capture.widgets.sturdy import ShellPart, TypeAhead
from data.text import fold

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

    from data.errors import SaysoError

_FACET = 13  # cells of a facet's name
_COUNT = 7
_ALIKE = 75  # of 100: from here on a name may be what was meant


class FacetsScreen(ShellPart, TypeAhead, ModalScreen[str | None]):
    """Chooses values; the answer is the filter they come to, None where it stays as it was."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/notes.tcss"]  # noqa: RUF012 - Textual's way
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
    found = [one for one in offers if stem in fold(one.name) or fold(one.facet).startswith(stem)]
    if found or len(stem) < 3:
        return found
    from rapidfuzz import fuzz

    return [one for one in offers if fuzz.partial_ratio(stem, fold(one.name)) >= _ALIKE]
