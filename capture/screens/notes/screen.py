"""The mode Notes: find remarks, read them whole, change and remove them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static

from capture.commands import bindings
from capture.jobs.browse import around
from capture.jobs.vectors import most_like
from capture.screens.notes import look
from capture.screens.notes.filters import Filters
from capture.screens.notes.look import Aside
from capture.screens.notes.rewording import NoteRewording
from capture.screens.notes.tagging import KEYS
from capture.themes import stylesheet
from capture.widgets.fields import Line as Words
from capture.widgets.rows import Heads, Leaf, Rows, Table
from data.records import NoteId

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from capture.config import View
    from capture.jobs.browse import Around
    from capture.jobs.vectors import Alike
    from capture.screens.notes.look import Column
    from data.records import Note

_EXAMPLE = "words  #stage  @persona  !kind  who:maria  =customer  untagged"


class NotesScreen(NoteRewording, Filters):
    """A filter, the notes that fit, and the chosen one whole with what lies around it."""

    MODE = "notes"
    CSS_PATH = stylesheet("notes")
    AUTO_FOCUS = "#notes"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own way
    VERTICAL_BREAKPOINTS = [(0, "-short"), (14, "-middling"), (30, "-tall")]  # noqa: RUF012
    HELP_TEXT = (
        'All notes. / goes to the filter: words ("a phrase", OR, NOT) and conditions in the '
        "signs of the line: #stage @persona ~channel !kind +tag =source, who:maria, in:session, "
        "untagged; → takes the name that is offered. All must hold. Enter or e changes the chosen "
        "note in one line, as it would be typed: speaker, text, ,, and tags. Space marks and "
        "goes on, * marks all that fit; what serves many then acts on the marked ones, which stay "
        "marked (●) whatever the filter shows until Esc. Tab goes to what lies around the note: "
        "what was said just before and after, what is most like it, what became of it; Enter "
        "there goes to a note. What is suggested stands dim with a question mark: y takes the "
        "stage, then the persona, then the kind that the words hint at; Y takes all that are sure "
        "enough. Letters give the kind and go on, numbers the tags used last; t finds any. S "
        "splits the note, J joins the marked ones, R replaces a word, D shows duplicates. "
        "Every change and removal can be undone (Ctrl+Z)."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE, but=(one for one, _ in KEYS))]
    for _, several in KEYS:
        BINDINGS += several

    def __init__(self) -> None:
        """Begin with the newest note on top."""
        super().__init__()
        self.laid: list[tuple[Column, int]] = []
        self._room = -1
        self._shown: Note | None = None
        self._around_old = False
        self._trail: list[NoteId] = []

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        with Horizontal(id="find"):
            yield Static("/", id="slash")
            words = Words(placeholder=_EXAMPLE, id="filter", compact=True, select_on_focus=False)
            words.suggester = self.completions
            yield words
        yield Static(id="told")
        with Container(id="both"):
            with Vertical(id="listed"):
                yield Heads(id="heads")
                yield Table(self._row, self.is_marked, id="notes")
            yield Aside(id="whole")
        yield Static(id="recents")

    @property
    def aside(self) -> Aside:
        """What stands beside the list, or below it."""
        return self.query_one(Aside)

    # -- the table -------------------------------------------------------------------------------

    def _row(self, at: int, room: int) -> Content:
        if room != self._room:
            self._room, self.laid = room, look.lay_out(self.view.columns, room)
        return look.row(self.note_at(at), self.sight, self.laid)

    def on_resize(self) -> None:
        """Number as many tags as there is room for."""
        self.call_after_refresh(self.show_numbers)

    def on_rows_widened(self, event: Rows.Widened) -> None:
        """Name the columns that there is room for, whatever took or gave it: window or aside."""
        event.stop()
        self.name_columns()

    def name_columns(self) -> None:
        """Lay the columns out anew and name them."""
        self._room = self.rows.scrollable_content_region.width - Table.SIGNS
        self.laid = look.lay_out(self.view.columns, self._room)
        heads = look.heads(self.laid, self.view.by, down=self.view.down)
        self.query_one(Heads).show(heads, Table.SIGNS)
        self.rows.refresh()

    def on_heads_clicked(self, event: Heads.Clicked) -> None:
        """Sort by the column that was clicked; once more: from the other end."""
        event.stop()
        from capture.screens.notes.filters import turned

        by = self.laid[event.at][0].sort
        if by:
            self.take_view(turned(self.view, by))
        else:
            self.shell.say("Notes cannot be put in order by that column.")

    def action_columns(self) -> None:
        """Choose the columns and their order."""
        from capture.screens.notes.filters import ColumnsScreen

        self.app.push_screen(ColumnsScreen(self.view, self._room), self.take_view)

    def take_view(self, view: View | None) -> None:
        """Lay the list out in another way, now and the next time."""
        if view is None or view == self.view:
            return
        again = (view.by, view.down) != (self.view.by, self.view.down)
        self.shell.keep_view(view)
        self.name_columns()
        if again:
            self.list_again()

    # -- the chosen note -------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """List again; what lies around the chosen note may have changed too."""
        self._around_old = True
        super().on_project_changed()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Show the chosen note whole."""
        event.stop()
        self.note_read()

    def note_read(self, *, again: bool = False) -> None:
        """Show the chosen note whole, and ask what lies around it."""
        note = self.note
        if note is None and self.rows.count:
            return  # it is being read
        aside, shown = self.aside, self._shown
        if note == shown and not self._around_old:
            if again and note is not None:
                aside.show_note(note, self.sight)
            return
        self._shown = note
        if note is None or shown is None:
            self.set_class(note is None, "-nothing")
        if note is None or shown is None or note.id != shown.id:
            aside.clear()
        if note is None:
            return
        aside.show_note(note, self.sight)
        if aside.display:
            self._ask_around(note.id)

    def _ask_around(self, note: NoteId) -> None:
        """Ask what lies around a note; a question about an earlier one is dropped."""
        self._around_old = False
        self.gateway.read(lambda project: around(project, note), self._around, key="around")

    def _around(self, found: Around | None) -> None:
        if found is None or self._shown is None or found.note.id != self._shown.id:
            return
        self.aside.show_around(found, self.sight)
        note = found.note.id
        self.gateway.compute(
            lambda project, task: most_like(project, note, task.cancelled, task.progress),
            partial(self._alike, note),
            progress=self.aside.show_reading,
            key="alike",
        )

    def _alike(self, note: NoteId, found: tuple[Alike, ...]) -> None:
        if self._shown is not None and self._shown.id == note:
            self.aside.show_alike(found, self.sight)

    # -- going to what lies around ---------------------------------------------------------------

    def action_around(self) -> None:
        """Go from the list to what lies around the chosen note, or back."""
        if isinstance(self.focused, Leaf):
            self.set_focus(self.rows)
            return
        self.set_class(True, "-reading")
        first = self.aside.first()
        if first is not None:
            self.set_focus(first)

    def on_descendant_focus(self) -> None:
        """Give what lies around the note more room while one is in it."""
        self.set_class(isinstance(self.focused, Leaf), "-reading")

    def on_leaf_followed(self, event: Leaf.Followed) -> None:
        """Go to the note that was chosen beside the list."""
        event.stop()
        if self._shown is not None:
            self._trail.append(self._shown.id)
        self.set_focus(self.rows)
        self.go_to_note(NoteId(event.key))

    def action_return(self) -> None:
        """Go back to the note that one came from."""
        if self._trail:
            self.set_focus(self.rows)
            self.go_to_note(self._trail.pop())
        else:
            self.shell.say("You came here from no other note.")
