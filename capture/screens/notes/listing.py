"""The list of notes, read a page at a time: marked, changed, removed, shown where they lie."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.suggester import Suggester
from textual.widgets import Input, Static

from capture.jobs import browse
from capture.jobs import notes as notes_jobs
from capture.jobs.browse import Targets
from capture.literal import literal
from capture.reading import Names, no_names
from capture.screens.base import ModeScreen
from capture.screens.notes.look import Sight
from capture.widgets.fields import Line as Words
from capture.widgets.rows import Rows, Table
from data.text import counted

if TYPE_CHECKING:
    from capture.config import View
    from capture.gateway import Ticket
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


ASKED_FROM = 20
"""Marked notes beyond which a single key asks first, with the count of what would change."""


def asks_first(targets: Targets) -> bool:
    """Whether an act is for so many notes, or for uncounted ones, that one key is not enough."""
    return targets.marked and (targets.fits is not None or len(targets.ids) > ASKED_FROM)


class Marking(Listed):
    """What the Notes screen knows of marks; a note stays marked whatever the filter shows.

    Marks are a person's own and of the moment: they are kept nowhere.
    """

    marks: frozenset[NoteId] = frozenset()
    """The marked notes; while all that fit are being counted, see `targets`."""

    _all_of: str | None = None
    _counting: Ticket | None = None

    def targets(self) -> Targets:
        """Return what an act is for: the marked notes, else the one under the cursor.

        Hand it to the job and let that `Targets.resolve` it; nothing is there to act on where it
        is false.
        """
        if self.marks or self._all_of is not None:
            return Targets(tuple(sorted(self.marks)), self._all_of, marked=True)
        here = self.id_at(self.rows.cursor)
        return Targets((here,) if here is not None else ())

    @property
    def marked(self) -> str:
        """How many are marked, in words; "" for none."""
        if self._all_of is not None:
            return "all that fit marked"
        return f"{counted(len(self.marks), 'note')} marked" if self.marks else ""

    def is_marked(self, at: int) -> bool:
        """Whether the note in a row is marked."""
        return bool(self.marks) and self.id_at(at) in self.marks

    def action_mark(self, by: int = 1) -> None:
        """Mark the note under the cursor, or take its mark away, and go on to the next."""
        here = self.id_at(self.rows.cursor)
        if here is not None:
            self._mark(self.marks ^ {here})
            self.rows.action_move(by)

    def action_mark_all(self) -> None:
        """Mark all that fit the filter, whether they are read or not; where all are, none."""
        typed = self.typed
        self._all_of = typed
        self._counting = self.gateway.read(
            lambda project: browse.all_that_fit(project, typed),
            self._mark_all,
            failed=self._not_marked,
            key="mark all",
        )
        self.tell()

    def _mark_all(self, found: tuple[NoteId, ...]) -> None:
        self._all_of = None
        fitting = frozenset(found)
        self._mark(self.marks - fitting if fitting <= self.marks else self.marks | fitting)

    def _not_marked(self, error: SaysoError) -> None:
        self._all_of = None
        self.not_listed(error)

    def unmark(self) -> bool:
        """Take every mark away; False where there is none."""
        if self._counting is not None:
            self._counting.cancel()
        held = bool(self.marks) or self._all_of is not None
        self._all_of = None
        self._mark(frozenset())
        return held

    def on_project_changed(self) -> None:
        """List again, without what is not there any more."""
        super().on_project_changed()
        self.forget_gone()

    def forget_gone(self) -> None:
        """Take the mark from notes that are not there any more."""
        marks = self.marks
        if marks:
            self.gateway.read(
                lambda project: Targets(tuple(marks)).resolve(project),
                lambda found: self._mark(self.marks - (marks - frozenset(found))),
                key="marks",
            )

    def _mark(self, marks: frozenset[NoteId]) -> None:
        if marks != self.marks:
            self.marks = marks
        self.rows.refresh()
        self.tell()


class NoteActs(Marking):
    """A list of notes whose chosen one may be changed."""

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Change what was clicked twice."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Change the chosen note in one line."""
        note = self.note
        if note is None:
            return
        from capture.screens.notes.edit import LineScreen

        self.app.push_screen(LineScreen(note, self.listing.names), self._edited)

    def _edited(self, note: Note | None) -> None:
        if note is not None:
            self.shell.say(f"Changed: “{notes_jobs.shortly(note.text)}”. Ctrl+Z takes it back.")

    def action_history(self) -> None:
        """Show what became of the chosen note."""
        if self.note is not None:
            from capture.screens.history import HistoryScreen

            about = notes_jobs.shortly(self.note.text, 200)
            self.app.push_screen(HistoryScreen(self.note.id, about))

    def action_outside(self) -> None:
        """Change the chosen note's text in the person's editor."""
        note = self.note
        if note is None:
            return
        from capture.system import edit
        from data.errors import SaysoError

        try:
            text = edit(self.app, note.text, self.shell.settings.editor)
        except SaysoError as error:
            self.shell.say(str(error), "error")
            return
        if text != note.text:
            self._store_text(note, text)

    def _store_text(self, note: Note, text: str) -> None:
        self.gateway.write(
            lambda project: notes_jobs.edit_text(project, note, text),
            self._edited,
            failed=partial(self._not_edited, text),
            label="edit a note",
            text=text,
        )

    def _not_edited(self, text: str, error: SaysoError) -> None:
        """Show another window's change beside the text, so that neither is lost."""
        from capture.gateway import PASSING

        if not isinstance(error, notes_jobs.ChangedMeanwhile):
            if not isinstance(error, PASSING):  # those are kept, and the title bar says so
                self.shell.say(str(error), "error")
            return
        from capture.screens.notes.edit import VersionsScreen

        note = error.note

        def chosen(choice: str | None) -> None:
            if choice == "mine":
                self._store_text(note, text)
            elif choice != "theirs":
                from capture.screens.notes.edit import LineScreen

                self.app.push_screen(LineScreen(note, self.listing.names, text), self._edited)

        self.app.push_screen(VersionsScreen(text, note.text), chosen)

    def action_remove(self) -> None:
        """Remove the marked notes, else the chosen one; many are counted and asked about first."""
        targets = self.targets()
        if asks_first(targets):
            self.gateway.read(
                targets.resolve, self._ask_to_remove, failed=self.not_listed, key="remove"
            )
        elif targets:
            self._remove(targets)

    def _ask_to_remove(self, notes: tuple[NoteId, ...]) -> None:
        from capture.screens.dialogs import ConfirmScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._remove(Targets(notes, marked=True))

        title = f"Remove {counted(len(notes), 'note')}?"
        self.app.push_screen(ConfirmScreen(title, "Ctrl+Z brings them back.", "Remove"), answered)

    def _remove(self, targets: Targets) -> None:
        self.gateway.write(
            lambda project: notes_jobs.remove_notes(project, targets),
            self._removed,
            label="remove notes",
        )

    def _removed(self, gone: tuple[int, str]) -> None:
        count, text = gone
        told = f"Removed {count:,} notes. Ctrl+Z brings them back."
        if count == 1:
            told = f"Removed: “{notes_jobs.shortly(text)}”. Ctrl+Z brings it back."
        self.shell.say(told)

    def action_copy(self) -> None:
        """Send the chosen note's text to the terminal's clipboard."""
        note = self.note
        if note is None:
            return
        from capture.system import copy
        from data.errors import SaysoError

        try:
            self.shell.say(copy(self.app, note.text))
        except SaysoError as error:
            self.shell.say(str(error), "error")

    def action_why(self) -> None:
        """Say why the chosen note is on the card that it is on."""
        note = self.id_at(self.rows.cursor)
        if note is not None:
            self.begin(self._say_why(note))

    async def _say_why(self, note: NoteId) -> None:
        from capture.jobs import drafts
        from capture.screens.dialogs import TextScreen

        lines = await self.gateway.compute(
            lambda project, _: drafts.why_here(project, note), key="why"
        )
        if lines and self.is_current:
            self.app.push_screen(TextScreen("Why it is here", lines))

    def action_card(self) -> None:
        """Show the chosen note's card on the map."""
        note = self.id_at(self.rows.cursor)
        if note is not None:
            self.begin(self._go_to_card(note))

    async def _go_to_card(self, note: NoteId) -> None:
        from capture.jobs import board

        code = await self.gateway.read(lambda project: board.card_of(project, note), key="card")
        if code:
            await self.shell.go_to_card(code)
        else:
            self.shell.say("This note is on no card yet. F9 drafts the map.")

    def action_back(self) -> None:
        """Go to the list; from there take the marks away, else show every note again."""
        if self.focused is not self.rows:
            self.set_focus(self.rows)
        elif not self.unmark():
            self.set_filter("")
