"""The list of notes, read a page at a time: its columns, its order, its chosen and marked notes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.containers import Vertical

from capture.jobs import browse
from capture.jobs.browse import Targets
from capture.screens.notes import look
from capture.screens.notes.look import Sight
from capture.screens.notes.marks import Marks
from capture.widgets.resilient import ShellPart
from capture.widgets.rows import Heads, Rows, Table
from data.errors import SaysoError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.content import Content

    from capture.config import View
    from capture.jobs.browse import Listing, Look
    from capture.jobs.suggest import Suggestions
    from capture.screens.notes.finder import Finder
    from capture.screens.notes.look import Column
    from data.records import Note, NoteId, Order

_KEPT_PAGES = 5


class Pages:
    """What is read of a listing."""

    def __init__(self, read: Mapping[int, tuple[Note, ...]] | None = None) -> None:
        """Begin with the pages that came with the listing, by their number."""
        self._read = dict(read or {})
        self._asked: set[int] = set()

    @property
    def count(self) -> int:
        """How many notes are held."""
        return sum(len(page) for page in self._read.values())

    def at(self, row: int) -> Note | None:
        """Return the note in a row; None where there is none, or it is not read yet."""
        page, place = self._read.get(row // browse.PAGE, ()), row % browse.PAGE
        return page[place] if place < len(page) else None

    def row_of(self, note: NoteId | None) -> int | None:
        """Return the row of a note, None where it is not among those that are read."""
        for number, page in self._read.items():
            for place, held in enumerate(page):
                if held.id == note:
                    return number * browse.PAGE + place
        return None

    def put(self, row: int, note: Note) -> None:
        """Hold another note in a row."""
        page = list(self._read[row // browse.PAGE])
        page[row % browse.PAGE] = note
        self._read[row // browse.PAGE] = tuple(page)

    def ask(self, seen: range) -> list[int]:
        """Return the numbers of the pages to be read for some rows, each of them once."""
        if not seen:
            return []
        numbers = range(seen[0] // browse.PAGE, seen[-1] // browse.PAGE + 1)
        missing = [one for one in numbers if one not in self._read and one not in self._asked]
        self._asked.update(missing)
        return missing

    def take(self, number: int, notes: tuple[Note, ...], seen: range) -> None:
        """Hold a page, and of the others those that are nearest to the rows that are seen."""
        self._asked.discard(number)
        self._read[number] = notes
        middle = seen.start // browse.PAGE
        while len(self._read) > _KEPT_PAGES:
            del self._read[max(self._read, key=lambda held: abs(held - middle))]


class NoteList(ShellPart, Vertical):
    """The notes that fit the filter of a `Finder`, in rows below the heads of their columns.

    Posts `Rows.Chosen` when another note is chosen, or what is known of the chosen one is.
    """

    def __init__(self, finder: Finder) -> None:
        """Begin with the newest note on top."""
        super().__init__(id="listed")
        self.listing = browse.Listing()
        self.sight = Sight()
        self.pages = Pages()
        self.marks = Marks()
        self.laid: list[tuple[Column, int]] = []
        self.room = -1
        self.finder = finder
        self._asked_for: tuple[str, Order] | None = None
        self._wanted: NoteId | None = None
        self._only_if_it_fits = False

    def compose(self) -> ComposeResult:
        """Lay out the heads and the rows."""
        yield Heads(id="heads")
        yield Table(self._row, lambda at: self._id_at(at) in self.marks, id="notes")

    @property
    def rows(self) -> Table:
        """The rows."""
        return self.query_one("#notes", Table)

    @property
    def note(self) -> Note | None:
        """The chosen note; None where there is none, or it is not read yet."""
        return self.pages.at(self.rows.cursor)

    @property
    def chosen(self) -> NoteId | None:
        """The id of the chosen note."""
        return self._id_at(self.rows.cursor)

    @property
    def targets(self) -> Targets:
        """What an act is for: the marked notes, else the chosen one."""
        return self.marks.targets(self.chosen)

    def _id_at(self, row: int) -> NoteId | None:
        note = self.pages.at(row)
        return note.id if note is not None else None

    def _row(self, at: int, room: int) -> Content:
        if room != self.room:
            self.room, self.laid = room, look.lay_out(self.shell.view.columns, room)
        return look.row(self.pages.at(at), self.sight, self.laid)

    def show_again(self) -> None:
        """Show the same notes, of which something else is known."""
        self.rows.refresh()
        self.rows.post_message(Rows.Chosen())

    # -- listing ---------------------------------------------------------------------------------

    def list_again(self) -> None:
        """Ask what fits the filter as the project now is, and where the chosen note then is."""
        self.begin(self._list(), self.finder.refuse)

    async def _list(self) -> None:
        view = self.shell.view
        asked = (self.finder.typed, browse.order_of(view.by, down=view.down))
        here, cursor = self._wanted or self.chosen, self.rows.cursor
        stays = asked == self._asked_for or self._wanted is not None
        self._asked_for = asked
        typed, order = asked
        seen = await self.gateway.read(
            lambda project: browse.look(project, typed, order, here, cursor if stays else 0),
            key="notes",
        )
        self._show(seen, here)

    def _show(self, seen: Look, asked_at: NoteId | None) -> None:
        now = self.chosen
        self.listing, self.pages = seen.listing, Pages(seen.pages)
        names = seen.listing.names
        self.sight = replace(self.sight, names=names.everybody.known, people=seen.people)
        self.finder.know(names)
        if self._wanted is not None and not seen.found and not self._only_if_it_fits:
            if self.finder.typed:
                self.shell.say("The filter is emptied: that note does not fit it.")
                self.finder.put("")  # which lists again
                return
            self.shell.say("That note is not there any more.", "warning")
        at = seen.at
        if self._wanted is None and now not in (None, asked_at):
            # Whoever has gone on while the list was asked for must not be put back: the next key
            # is for the note that they see.
            row = self.pages.row_of(now)
            at = at if row is None else row
        self._wanted, self._only_if_it_fits = None, False
        self.rows.show(seen.listing.count, at)
        self.tell()
        self._read_what_is_seen()

    def hold(self, note: Note) -> None:
        """Show a note as it is about to be stored; the list that is asked for then has the say."""
        row = self.pages.row_of(note.id)
        if row is not None:
            self.pages.put(row, note)
            self.show_again()

    def suggest(self, suggestions: Suggestions) -> None:
        """Show what is suggested in the place of tags that are missing."""
        self.sight = replace(self.sight, suggestions=suggestions)
        self.show_again()

    def tell(self) -> None:
        """Say above the list what is shown and marked."""
        listing, order = self.listing, order_in_words(self.shell.view)
        if listing.told:
            sentence = f"{listing.told} 0 drops the first." if listing.ways else listing.told
        elif listing.count == listing.total:
            sentence = f"{listing.total:,} note{'' if listing.total == 1 else 's'}, {order}"
        else:
            sentence = f"{listing.count:,} of {listing.total:,} notes, {order}"
        marked = f"{self.marks} · " if self.marks else ""
        self.finder.tell(f"{marked}{sentence}", problem=bool(listing.told))

    def on_rows_scrolled(self, event: Rows.Scrolled) -> None:
        """Read the pages that are seen."""
        event.stop()
        self._read_what_is_seen()

    def _read_what_is_seen(self) -> None:
        for number in self.pages.ask(self.rows.seen):
            self.begin(self._read_page(self.pages, self.listing, number))

    async def _read_page(self, pages: Pages, listing: Listing, number: int) -> None:
        page = partial(browse.page, listing=listing, start=number * browse.PAGE)
        try:
            notes = await self.gateway.read(page)
        except SaysoError:  # another window removed the note that the page begins after
            self.list_again()
            return
        if pages is self.pages:
            pages.take(number, notes, self.rows.seen)
            self.show_again()

    # -- choosing --------------------------------------------------------------------------------

    def go_to_note(self, note: NoteId, *, only_if_it_fits: bool = False) -> None:
        """Choose a note; where it does not fit the filter, the filter is emptied."""
        self._wanted, self._only_if_it_fits = note, only_if_it_fits
        self.list_again()

    def mark(self, by: int = 1) -> None:
        """Mark the chosen note, or take its mark away, and go on to the next."""
        if self.chosen is not None:
            self.marks.turn(self.chosen)
            self._show_marks()
            self.rows.action_move(by)

    def mark_all(self) -> None:
        """Mark all that fit the filter, whether they are read or not; where all are, none."""
        self.marks.counting = self.finder.typed
        self.begin(self._mark_all(self.finder.typed))
        self.tell()

    async def _mark_all(self, typed: str) -> None:
        try:
            fitting = await self.gateway.read(
                lambda project: browse.all_that_fit(project, typed), key="mark all"
            )
        except SaysoError as error:
            self.marks.counting = None
            self.finder.refuse(error)
            return
        if self.marks.counting is not None:  # else they were unmarked meanwhile
            self.marks.turn_all(frozenset(fitting))
            self._show_marks()

    def unmark(self) -> bool:
        """Take every mark away; False where there is none."""
        held = bool(self.marks)
        self.marks.clear()
        self._show_marks()
        return held

    def forget_gone(self) -> None:
        """Take the mark from notes that are not there any more."""
        if self.marks.ids:
            self.begin(self._forget_gone(self.marks.ids))

    async def _forget_gone(self, marked: frozenset[NoteId]) -> None:
        there = await self.gateway.read(Targets(tuple(marked)).resolve, key="marks")
        self.marks.keep(frozenset(there), among=marked)
        self._show_marks()

    def _show_marks(self) -> None:
        self.rows.refresh()
        self.tell()

    # -- columns and order -----------------------------------------------------------------------

    def on_rows_widened(self, event: Rows.Widened) -> None:
        """Name the columns that there is room for, whatever took or gave it: window or aside."""
        event.stop()
        self._name_columns()

    def _name_columns(self) -> None:
        """Lay the columns out anew and name them."""
        view = self.shell.view
        self.room = self.rows.scrollable_content_region.width - Table.SIGNS
        self.laid = look.lay_out(view.columns, self.room)
        self.query_one(Heads).show(look.heads(self.laid, view.by, down=view.down), Table.SIGNS)
        self.rows.refresh()

    def on_heads_clicked(self, event: Heads.Clicked) -> None:
        """Sort by the column that was clicked; once more: from the other end."""
        event.stop()
        by = self.laid[event.at][0].sort
        if by:
            self._take_view(self.shell.view.turned(by))
        else:
            self.shell.say("Notes cannot be put in order by that column.")

    def turn_round(self) -> None:
        """Show the list from its other end."""
        view = self.shell.view
        self._take_view(replace(view, down=not view.down))

    async def choose_columns(self) -> None:
        """Choose the columns and their order."""
        from capture.screens.notes.columns import ColumnsScreen

        view = await self.ask(ColumnsScreen(self.shell.view, self.room))
        if view is not None:
            self._take_view(view)

    def _take_view(self, view: View) -> None:
        """Lay the list out in another way, now and the next time."""
        before = self.shell.view
        if view == before:
            return
        self.shell.keep_view(view)
        self._name_columns()
        if (view.by, view.down) != (before.by, before.down):
            self.list_again()


def order_in_words(view: View) -> str:
    """Return an order in words."""
    if view.by == "time":
        return "newest first" if view.down else "oldest first"
    name = "remark" if view.by == "text" else view.by
    return f"by {name}, from the other end" if view.down else f"by {name}"
