"""Changing a note in one line, in the grammar it is typed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from capture.jobs import notes
from capture.literal import literal
from capture.reading import Names, line_of
from capture.widgets.line import KeptLine, Line
from capture.widgets.readout import Readout
from capture.widgets.sturdy import ShellPart, TypeAhead
from data.errors import SaysoError
from data.records import Note
from data.shorthand import describe

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Ticket
    from capture.screens.versions import Choice


class LineScreen(ShellPart, TypeAhead, ModalScreen[Note | None]):
    """The note as a line; Enter stores the change, Esc leaves the note as it was.

    What cannot be said in a line (a tag that nobody could type) leaves the text alone to be
    changed; the tags stay as they are then.
    """

    CSS_PATH = "../styles/notes.tcss"
    HELP_TEXT = "Enter stores the change in one step, which Ctrl+Z takes back. Esc leaves it."
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave it")]

    def __init__(self, note: Note, names: Names, typed: str = "") -> None:
        """Offer ``note``, with what its line may name; ``typed`` is a text for it to go on with."""
        super().__init__()
        self._note, self._names, self._typed = note, names, typed
        self._ticket: Ticket | None = None
        try:
            self._line = line_of(note, names)
            self._grammar = not typed
        except (SaysoError, ValueError):
            self._grammar = False
        if not self._grammar:
            self._line = note.text

    @property
    def line(self) -> Line:
        """The line."""
        return self.query_one(Line)

    def compose(self) -> ComposeResult:
        """Lay out the line and what it says."""
        with Vertical(id="lining"):
            told = "Change the note" if self._grammar else "Change the text (its tags stay)"
            yield Static(literal(told, "bold"))
            yield KeptLine(id="edit", grammar=self._grammar)
            yield Readout(id="reading")
            yield Static(id="refused")
            yield Static(
                literal("Enter stores · Ctrl+J new line · Tab takes · Esc leaves it", "dim"),
                id="lining-foot",
            )

    def on_mount(self) -> None:
        """Hold the note's line."""
        self.query_one("#refused").display = False
        self.line.names = self._names
        self.line.fill(self._typed or self._line)
        self.set_focus(self.line)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Say what the line says."""
        event.stop()
        self._read_out()

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Offer what fits at the cursor."""
        event.stop()
        self._read_out()

    def _read_out(self) -> None:
        if not self._grammar:
            return
        reading = self.line.reading
        said = describe(reading, self._names.everybody) or "text only: no tags"
        if reading.left_over:
            said += f" · left over: {reading.left_over}"
        hint = reading.hints[0].message if reading.hints else ""
        self.query_one(Readout).tell(said, hint, self.line.offers)

    def on_line_wanted(self, event: Line.Wanted) -> None:
        """Leave with Esc."""
        event.stop()
        if event.key == "esc":
            self.action_leave()

    def on_line_submitted(self, event: Line.Submitted) -> None:
        """Store the change."""
        event.stop()
        self._store(event.content)

    def _store(self, content: str) -> None:
        note = self._note
        if content == self._line:
            self.dismiss(None)
            return
        if self._ticket is not None and not self._ticket.cancel():
            return  # it is being stored
        change = notes.edit_line if self._grammar else notes.edit_text
        self._ticket = self.shell.gateway.write(
            lambda project: change(project, note, content),
            self._stored,
            failed=self._refused,
            label="change a note",
            text=content,
        )

    def _stored(self, note: Note) -> None:
        self.dismiss(note)

    def _refused(self, error: SaysoError) -> None:
        """Keep what was typed; show another window's change beside it, and let one choose."""
        from capture.lanes import PASSING

        if not isinstance(error, PASSING):
            self._ticket = None
        if isinstance(error, notes.ChangedMeanwhile):
            self._meanwhile(error.note)
            return
        self._tell(str(error))

    def _tell(self, sentence: str) -> None:
        told = self.query_one("#refused", Static)
        told.display = True
        told.update(literal(sentence, most=2000))

    def _meanwhile(self, note: Note) -> None:
        from capture.screens.versions import VersionsScreen

        theirs = self._line_now(note)
        self._note, self._line = note, theirs
        if theirs == self.line.content:
            self.dismiss(note)  # both did the same
            return
        self._tell(f"It now says: {theirs}")
        self.app.push_screen(VersionsScreen(self.line.content, theirs), self._chosen)

    def _line_now(self, note: Note) -> str:
        try:
            return line_of(note, self._names) if self._grammar else note.text
        except (SaysoError, ValueError):
            return note.text

    def _chosen(self, choice: Choice | None) -> None:
        if choice == "mine":
            self._store(self.line.content)
        elif choice == "theirs":
            self.dismiss(None)

    def action_leave(self) -> None:
        """Leave the note as it was; what waits to be stored is taken back."""
        if self._ticket is not None:
            self._ticket.cancel()
        self.dismiss(None)
