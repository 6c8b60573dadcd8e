"""The list of notes: what fits the filter, read a page at a time as it is seen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.suggester import Suggester
from textual.widgets import Input, Static

from capture.jobs import browse
from capture.literal import literal
from capture.reading import Names, no_names
from capture.screens.base import ModeScreen
from capture.screens.noteparts import Sight
from capture.widgets.fields import Line as Words
from capture.widgets.rows import Rows, Table

if TYPE_CHECKING:
    from capture.config import View
    from capture.jobs.browse import Listing, Look
    from data.errors import SaysoError
    from data.records import Note, NoteId, Order

_KEPT_PAGES = 5


class Completions(Suggester):
    """Offers the rest of a name in the filter; → takes it."""

    names: Names = no_names()

    async def get_suggestion(self, value: str) -> str | None:
        """Return the filter with its last name written out."""
        return browse.complete(value, self.names)


class Listed(ModeScreen):
    """What a screen with a filter and a list of notes knows: what fits, what is read of it."""

    def __init__(self) -> None:
        """Begin with the newest note on top."""
        super().__init__()
        self.listing = browse.Listing()
        self.sight = Sight()
        self._pages: dict[int, tuple[Note, ...]] = {}
        self._asked: set[int] = set()
        self._asked_for: tuple[str, Order] | None = None
        self._asked_at: NoteId | None = None
        self._wanted: NoteId | None = None
        self._only_if_it_fits = False
        self.completions = Completions(use_cache=False, case_sensitive=True)

    @property
    def rows(self) -> Table:
        """The list."""
        return self.query_one("#notes", Table)

    @property
    def typed(self) -> str:
        """The filter as it is typed."""
        return self.query_one("#filter", Words).value

    @property
    def view(self) -> View:
        """How the list is laid out and put in order."""
        return self.shell.view

    def take_view(self, view: View | None) -> None:
        """Lay the list out in another way, now and the next time."""
        raise NotImplementedError

    @property
    def marked(self) -> str:
        """How many are marked, in words; "" for none."""
        return ""

    # -- listing ---------------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """List again."""
        self.list_again()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what fits as the filter is typed."""
        event.stop()
        if self.shell.is_open:
            self.list_again()

    def list_again(self) -> None:
        """Ask what fits the filter as the project now is, and where the chosen note then is."""
        typed, order = self.typed, browse.order_of(self.view.by, down=self.view.down)
        here = self._wanted or self.id_at(self.rows.cursor)
        cursor, sought = self.rows.cursor, self._wanted is not None
        same = (typed, order) == self._asked_for or sought
        self._asked_at = here
        self._asked_for = (typed, order)
        self.gateway.read(
            lambda project: browse.look(project, typed, order, here, cursor if same else 0),
            self._listed,
            failed=self.not_listed,
            key="notes",
        )

    def _listed(self, look: Look) -> None:
        self.listing = look.listing
        now = self.id_at(self.rows.cursor)
        self.sight = replace(self.sight, names=look.listing.known, people=look.people)
        self.completions.names = look.listing.names
        self._asked.clear()
        self._pages = dict(look.pages)
        if self._wanted is not None and not look.found and not self._only_if_it_fits:
            if self.typed:
                self.shell.say("The filter is emptied: that note does not fit it.")
                self.set_filter("")  # which lists again
                return
            self.shell.say("That note is not there any more.", "warning")
        moved_on = self._wanted is None and now not in (None, self._asked_at)
        self._wanted, self._only_if_it_fits = None, False
        self.rows.show(look.listing.count, self._place(now, look.at) if moved_on else look.at)
        self.tell()
        self._ask_for_pages()

    def _place(self, note: NoteId | None, otherwise: int) -> int:
        """Return the row of a note among those that are read.

        Whoever has gone on while the list was asked for must not be put back: the next key is for
        the note that they see.
        """
        return next(
            (
                number * browse.PAGE + at
                for number, page in self._pages.items()
                for at, one in enumerate(page)
                if one.id == note
            ),
            otherwise,
        )

    def hold(self, note: Note) -> None:
        """Show a note as it is about to be stored; the list that is asked for then has the say."""
        at = self._place(note.id, -1)
        if at < 0:
            return
        page = list(self._pages[at // browse.PAGE])
        page[at % browse.PAGE] = note
        self._pages[at // browse.PAGE] = tuple(page)
        self.rows.refresh()
        self.note_read()

    def not_listed(self, error: SaysoError) -> None:
        """Say what is wrong with the filter."""
        self.query_one("#told", Static).update(literal(browse.problem(error), most=400))
        self.query_one("#told").set_class(True, "problem")

    def tell(self) -> None:
        """Say above the list what is shown and marked."""
        listing = self.listing
        order = told_order(self.view)
        if listing.told:
            told = listing.told
            if listing.ways:
                told += " 0 drops the first."
        elif listing.count == listing.total:
            told = f"{listing.total:,} note{'' if listing.total == 1 else 's'}, {order}"
        else:
            told = f"{listing.count:,} of {listing.total:,} notes, {order}"
        if self.marked:
            told = f"{self.marked} · {told}"
        self.query_one("#told", Static).update(literal(told, most=400))
        self.query_one("#told").set_class(bool(listing.told), "problem")

    # -- pages -----------------------------------------------------------------------------------

    def on_rows_scrolled(self, event: Rows.Scrolled) -> None:
        """Read the pages that are seen."""
        event.stop()
        self._ask_for_pages()

    def _ask_for_pages(self) -> None:
        listing = self.listing
        seen = self.rows.seen
        if not self.rows.count or not seen:
            return
        for number in range(seen[0] // browse.PAGE, seen[-1] // browse.PAGE + 1):
            if number in self._pages or number in self._asked:
                continue
            self._asked.add(number)
            start = number * browse.PAGE
            self.gateway.read(
                partial(browse.page, listing=listing, start=start),
                partial(self._take_page, listing, number),
                failed=self._page_lost,
            )

    def _take_page(self, listing: Listing, number: int, found: tuple[Note, ...]) -> None:
        if listing is not self.listing:
            return
        self._asked.discard(number)
        self._pages[number] = found
        middle = self.rows.seen.start // browse.PAGE
        while len(self._pages) > _KEPT_PAGES:
            del self._pages[max(self._pages, key=lambda one: abs(one - middle))]
        self.rows.refresh()
        self.note_read()

    def _page_lost(self, error: SaysoError) -> None:
        """Another window removed the note that the page begins after: list again."""
        del error
        self.list_again()

    def note_at(self, at: int) -> Note | None:
        """Return the note in a row; None where there is none, or it is not read yet."""
        page = self._pages.get(at // browse.PAGE, ())
        place = at % browse.PAGE
        return page[place] if 0 <= at < self.rows.count and place < len(page) else None

    def id_at(self, at: int) -> NoteId | None:
        """Return the id of the note in a row, None where there is none or it is not read."""
        note = self.note_at(at)
        return note.id if note is not None else None

    @property
    def note(self) -> Note | None:
        """The chosen note; None where there is none, or it is not read yet."""
        return self.note_at(self.rows.cursor)

    def note_read(self, *, again: bool = False) -> None:
        """Show what is now known of the chosen note; ``again``: even where it is the same."""
        raise NotImplementedError

    # -- finding ---------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Go to the filter."""
        # At once, not with the next round of the loop: what is typed after / belongs to the filter.
        self.set_focus(self.query_one("#filter"))

    def on_input_submitted(self) -> None:
        """Go from the filter to what it found."""
        self.set_focus(self.rows)

    def set_filter(self, typed: str) -> None:
        """Put another filter in the place of the one that is typed, and list what fits."""
        self.query_one("#filter", Words).value = typed

    def action_untagged(self) -> None:
        """Show only what still lacks a kind or a stage, or everything again."""
        words = self.typed.split()
        kept = [word for word in words if word != "untagged"]
        if len(kept) == len(words):
            kept.append("untagged")
        self.set_filter(" ".join(kept))

    def action_order(self) -> None:
        """Turn the order round."""
        self.take_view(replace(self.view, down=not self.view.down))

    def on_note_taken_back(self, note: NoteId) -> None:
        """Choose the note that undo or redo was about, as far as it fits the filter."""
        self._wanted, self._only_if_it_fits = note, True
        self.list_again()

    def go_to_note(self, note: NoteId) -> None:
        """Choose a note; where it does not fit the filter, the filter is emptied."""
        self._wanted, self._only_if_it_fits = note, False
        self.list_again()


def told_order(view: View) -> str:
    """Return an order in words."""
    if view.by == "time":
        return "newest first" if view.down else "oldest first"
    name = "remark" if view.by == "text" else view.by
    return f"by {name}, from the other end" if view.down else f"by {name}"
