"""Changing a note in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.widgets import Static, TextArea

from capture.gateway import PASSING
from capture.jobs import notes
from capture.literal import literal
from capture.reading import Names, line_of
from capture.screens.versions import VersionsScreen
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Sentence
from capture.widgets.line import KeptLine, Line
from capture.widgets.readout import Readout
from capture.widgets.resilient import ShellPart, TypeAhead
from data.errors import NotFound, SaysoError
from data.records import Note
from data.shorthand import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project, Ticket


class LineScreen(ShellPart, TypeAhead, Dialog[Note | None]):
    """The note as a line; Enter stores the change, Esc leaves the note as it was.

    What cannot be said in a line (a tag that nobody could type) leaves the text alone to be
    changed; the tags stay as they are then.
    """

    CSS_PATH = stylesheet("notes")
    HELP_TEXT = "Enter stores the change in one step, which Ctrl+Z takes back. Esc leaves it."
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave it")]

    def __init__(self, note: Note, names: Names, typed: str = "") -> None:
        """Offer ``note``, with what its line may name; ``typed`` is a text for it to go on with."""
        super().__init__()
        self._note, self._names, self._typed = note, names, typed
        self._ticket: Ticket | None = None
        self._is_gone = False
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
            title = "Change the note" if self._grammar else "Change the text (its tags stay)"
            yield Static(literal(title, "bold"))
            yield KeptLine(id="edit", grammar=self._grammar)
            yield Readout(id="reading")
            yield Sentence(id="refused")
            yield Static(
                literal("Enter stores · Ctrl+J new line · Tab takes · Esc leaves it", "dim"),
                id="lining-foot",
            )

    def on_mount(self) -> None:
        """Hold the note's line."""
        self.query_one(Sentence).tell("")
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
        if self._is_gone:
            self._store_beside(content)
            return
        self._write(notes.edit_line if self._grammar else notes.edit_text, note, content)

    def _store_beside(self, content: str) -> None:
        keep = _line_beside if self._grammar else notes.keep_text_beside
        self._write(keep, self._note, content)

    def _write(
        self, change: Callable[[Project, Note, str], Note], note: Note, content: str
    ) -> None:
        self._ticket = self.write(
            lambda project: change(project, note, content),
            self.dismiss,
            failed=self._refused,
            label="change a note",
            text=content,
        )

    def _refused(self, error: SaysoError) -> None:
        """Keep what was typed; show another window's change beside it, and let one choose."""
        if not isinstance(error, PASSING):
            self._ticket = None
        if isinstance(error, notes.ChangedMeanwhile):
            self._meanwhile(error.note)
        elif isinstance(error, NotFound) and not self._is_gone:
            self._is_gone = True
            self.query_one(Sentence).tell(
                "The note was removed meanwhile. Enter stores your line as a new note.", ""
            )
        else:
            self.query_one(Sentence).tell(error, "")

    def _meanwhile(self, note: Note) -> None:
        theirs = self._line_now(note)
        self._note, self._line = note, theirs
        if theirs == self.line.content:
            self.dismiss(note)  # both did the same
            return
        self.query_one(Sentence).tell(f"It now says: {theirs}", "")
        self.begin(self._choose(theirs))

    async def _choose(self, theirs: str) -> None:
        choice = await self.ask(VersionsScreen(self.line.content, theirs))
        if choice == "mine":
            self._store(self.line.content)
        elif choice == "both":
            self._store_beside(self.line.content)
        elif choice == "theirs":
            self.dismiss(None)

    def _line_now(self, note: Note) -> str:
        try:
            return line_of(note, self._names) if self._grammar else note.text
        except (SaysoError, ValueError):
            return note.text

    def action_leave(self) -> None:
        """Leave the note as it was; what waits to be stored is taken back."""
        if self._ticket is not None:
            self._ticket.cancel()
        self.dismiss(None)


def _line_beside(project: Project, theirs: Note, line: str) -> Note:
    return notes.keep_beside(project, theirs, line).note
