"""The mode Notes: find remarks, read them whole, change and remove them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.suggester import Suggester
from textual.widgets import Input, Static

from capture.commands import bindings
from capture.jobs import browsing, editing
from capture.literal import literal
from capture.reading import Names, no_names
from capture.screens.base import ModeScreen
from capture.screens.marking import Marking
from capture.screens.noteparts import detail, heads, row
from capture.widgets.field import Line as Words
from capture.widgets.rows import Rows
from capture.widgets.table import Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from capture.jobs.browsing import Listing
    from data.errors import SaysoError
    from data.records import Note, NoteId

_KEPT_PAGES = 5
_EXAMPLE = "words  #stage  @persona  !kind  who:maria  =customer  untagged"


class _Completions(Suggester):
    """Offers the rest of a name in the filter; → takes it."""

    names: Names = no_names()

    async def get_suggestion(self, value: str) -> str | None:
        """Return the filter with its last name written out."""
        return browsing.complete(value, self.names)


class NotesScreen(Marking, ModeScreen):
    """A filter, the notes that fit, and the chosen one whole."""

    MODE = "notes"
    CSS_PATH = "../styles/notes.tcss"
    AUTO_FOCUS = "#notes"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own way
    VERTICAL_BREAKPOINTS = [(0, "-short"), (14, "-middling"), (30, "-tall")]  # noqa: RUF012
    HELP_TEXT = (
        'All notes. / goes to the filter: words ("a phrase", OR, NOT) and conditions in the '
        "signs of the line: #stage @persona ~channel !kind +tag =source, who:maria, in:session, "
        "untagged; → takes the name that is offered. All must hold. Enter or e changes the chosen "
        "note in one line, as it would be typed: speaker, text, ,, and tags. Space marks and "
        "goes on, * marks all that fit; what serves many then acts on the marked ones, which stay "
        "marked (●) whatever the filter shows until Esc. Every change and removal can be undone "
        "(Ctrl+Z)."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE)]

    def __init__(self) -> None:
        """Begin with the newest note on top."""
        super().__init__()
        self._listing = browsing.Listing()
        self._pages: dict[int, tuple[Note, ...]] = {}
        self._asked: set[int] = set()
        self._held: dict[NoteId, Note] = {}
        self._newest_first = True
        self._wanted: NoteId | None = None
        self._shown: Note | None = None
        self._completions = _Completions(use_cache=False, case_sensitive=True)

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        with Horizontal(id="find"):
            yield Static("/", id="slash")
            words = Words(placeholder=_EXAMPLE, id="filter", compact=True, select_on_focus=False)
            words.suggester = self._completions
            yield words
        yield Static(id="told")
        with Container(id="both"):
            with Vertical(id="listed"):
                yield Static(id="heads")
                yield Table(self._row, self.is_marked, id="notes")
            with VerticalScroll(id="whole", can_focus=False):
                yield Static(id="detail")

    @property
    def rows(self) -> Table:
        """The list."""
        return self.query_one("#notes", Table)

    @property
    def typed(self) -> str:
        """The filter as it is typed."""
        return self.query_one("#filter", Words).value

    # -- listing ---------------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """List again."""
        self._list()
        self.forget_gone()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what fits as the filter is typed."""
        event.stop()
        if self.house.is_open:
            self._list()

    def _list(self) -> None:
        typed, newest = self.typed, self._newest_first
        self.gateway.read(
            lambda project: browsing.browse(project, typed, newest_first=newest),
            self._listed,
            failed=self.not_listed,
            key="notes",
        )

    def _listed(self, listing: Listing) -> None:
        here = self._wanted or self.id_at(self.rows.cursor)
        moved = listing.wanted != self._listing.wanted and self._wanted is None
        self._listing = listing
        self._completions.names = listing.names
        self._pages.clear()
        self._asked.clear()
        at = self.rows.cursor
        if here is not None and here in listing.ids:
            at = listing.ids.index(here)
        elif moved:
            at = 0
        if self._wanted is not None and self._wanted not in listing.ids:
            self.house.say("That note is not there any more.", "warning")
        self._wanted = None
        self.rows.show(len(listing.ids), at)
        self.tell()
        self._ask_for_pages()

    def not_listed(self, error: SaysoError) -> None:
        """Say what is wrong with the filter."""
        self.query_one("#told", Static).update(literal(browsing.problem(error), most=400))
        self.query_one("#told").set_class(True, "problem")

    def tell(self) -> None:
        """Say above the list what is shown and marked."""
        listing = self._listing
        order = "newest first" if self._newest_first else "oldest first"
        if listing.told:
            told = listing.told
        elif len(listing.ids) == listing.total:
            told = f"{listing.total:,} note{'' if listing.total == 1 else 's'}, {order}"
        else:
            told = f"{len(listing.ids):,} of {listing.total:,} notes, {order}"
        if self.marked:
            told = f"{self.marked} · {told}"
        self.query_one("#told", Static).update(literal(told, most=400))
        self.query_one("#told").set_class(bool(listing.told), "problem")

    def on_rows_scrolled(self, event: Rows.Scrolled) -> None:
        """Read the pages that are seen."""
        event.stop()
        self._ask_for_pages()

    def _ask_for_pages(self) -> None:
        listing = self._listing
        seen = self.rows.seen
        if not listing.ids or not seen:
            return
        for number in range(seen[0] // browsing.PAGE, seen[-1] // browsing.PAGE + 1):
            if number in self._pages or number in self._asked:
                continue
            self._asked.add(number)
            start = number * browsing.PAGE
            self.gateway.read(
                partial(browsing.page, listing=listing, start=start),
                partial(self._take_page, listing, number),
                failed=self._page_lost,
            )

    def _take_page(self, listing: Listing, number: int, found: tuple[Note, ...]) -> None:
        if listing is not self._listing:
            return
        self._asked.discard(number)
        self._pages[number] = found
        middle = self.rows.seen.start // browsing.PAGE
        while len(self._pages) > _KEPT_PAGES:
            del self._pages[max(self._pages, key=lambda one: abs(one - middle))]
        self._held = {note.id: note for page in self._pages.values() for note in page}
        self.rows.refresh()
        self._show_whole()

    def _page_lost(self, error: SaysoError) -> None:
        """Another window removed the note that the page begins after: list again."""
        del error
        self._list()

    def id_at(self, at: int) -> NoteId | None:
        """Return the id of the note in a row, None where there is none or it is not read."""
        return self._listing.ids[at] if 0 <= at < len(self._listing.ids) else None

    @property
    def note(self) -> Note | None:
        """The chosen note; None where there is none, or it is not read yet."""
        chosen = self.id_at(self.rows.cursor)
        return self._held.get(chosen) if chosen is not None else None

    # -- showing ---------------------------------------------------------------------------------

    def _row(self, at: int, room: int) -> Content:
        note_id = self.id_at(at)
        note = self._held.get(note_id) if note_id is not None else None
        return row(note, self._listing.known, room)

    def on_resize(self) -> None:
        """Name the columns that there is room for."""
        self.call_after_refresh(self._name_columns)

    def _name_columns(self) -> None:
        room = self.rows.scrollable_content_region.width - Table.SIGNS
        self.query_one("#heads", Static).update(heads(room))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Show the chosen note whole."""
        event.stop()
        self._show_whole()

    def _show_whole(self) -> None:
        note = self.note
        if note is None and self._listing.ids:
            return  # it is being read
        if note is self._shown:
            return
        self._shown = note
        whole = self.query_one("#whole", VerticalScroll)
        whole.scroll_home(animate=False)
        whole.set_class(note is None, "-empty")
        listing = self._listing
        self.query_one("#detail", Static).update(
            detail(note, listing.known, listing.sessions) if note is not None else ""
        )

    # -- finding ---------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Go to the filter."""
        # At once, not with the next round of the loop: what is typed after / belongs to the filter.
        self.set_focus(self.query_one("#filter"))

    def on_input_submitted(self) -> None:
        """Go from the filter to what it found."""
        self.set_focus(self.rows)

    def action_back(self) -> None:
        """Leave the filter; in the list take the marks away, else show every note again."""
        if self.focused is self.query_one("#filter"):
            self.set_focus(self.rows)
        elif not self.unmark():
            self._set_filter("")

    def _set_filter(self, typed: str) -> None:
        self.query_one("#filter", Words).value = typed

    def action_untagged(self) -> None:
        """Show only what still lacks a kind or a stage, or everything again."""
        words = self.typed.split()
        kept = [word for word in words if word != "untagged"]
        if len(kept) == len(words):
            kept.append("untagged")
        self._set_filter(" ".join(kept))

    def action_order(self) -> None:
        """Turn the order round."""
        self._newest_first = not self._newest_first
        self._list()

    def go_to_note(self, note: NoteId) -> None:
        """Choose a note, whatever the filter says."""
        self._wanted = note
        if self.typed:
            self._set_filter("")
        else:
            self._list()

    # -- changing --------------------------------------------------------------------------------

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Change what was clicked twice."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Change the chosen note in one line."""
        note = self.note
        if note is None:
            return
        from capture.screens.notelining import LineScreen

        self.app.push_screen(LineScreen(note, self._listing.names), self._edited)

    def _edited(self, note: Note | None) -> None:
        if note is not None:
            self.house.say(f"Changed: “{editing.shortly(note.text)}”. Ctrl+Z takes it back.")

    def action_outside(self) -> None:
        """Change the chosen note's text in the person's editor."""
        note = self.note
        if note is None:
            return
        from capture.external import edit
        from data.errors import SaysoError

        try:
            text = edit(self.app, note.text, self.house.settings.editor)
        except SaysoError as error:
            self.house.say(str(error), "error")
            return
        if text != note.text:
            self.gateway.write(
                lambda project: editing.edit_text(project, note, text),
                self._edited,
                label="edit a note",
                text=text,
            )

    def action_remove(self) -> None:
        """Remove the chosen note."""
        note = self.id_at(self.rows.cursor)
        if note is None:
            return
        self.gateway.write(
            lambda project: editing.remove_note(project, note), self._removed, label="remove a note"
        )

    def _removed(self, note: Note) -> None:
        self.house.say(f"Removed: “{editing.shortly(note.text)}”. Ctrl+Z brings it back.")

    def action_copy(self) -> None:
        """Send the chosen note's text to the terminal's clipboard."""
        note = self.note
        if note is None:
            return
        from capture.external import copy
        from data.errors import SaysoError

        try:
            self.house.say(copy(self.app, note.text))
        except SaysoError as error:
            self.house.say(str(error), "error")

    def action_why(self) -> None:
        """Say why the chosen note is on the card that it is on."""
        note = self.id_at(self.rows.cursor)
        if note is not None:
            from capture.screens.explaining import explain_note

            explain_note(self.house, note)

    def action_card(self) -> None:
        """Show the chosen note's card on the map."""
        note = self.id_at(self.rows.cursor)
        if note is not None:
            from capture.jobs.viewing import card_of

            self.gateway.read(lambda project: card_of(project, note), self._to_card, key="card")

    def _to_card(self, code: str) -> None:
        from capture.screens.jumping import go_to_card

        if code:
            self.run_worker(go_to_card(self.house, code), exit_on_error=False)
        else:
            self.house.say("This note is on no card yet. F9 drafts the map.")

    def action_jump(self) -> None:
        """Ask for a card's code and go to it."""
        from capture.screens.jumping import ask_for_card

        ask_for_card(self.house)
