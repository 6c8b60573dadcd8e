"""What is done with the chosen note: changing, removing, copying, showing where it lies."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capture.jobs import notes as notes_jobs
from capture.jobs.browse import Targets
from capture.screens.marking import Marking, asks_first
from data.text import counted

if TYPE_CHECKING:
    from capture.widgets.rows import Rows
    from data.errors import SaysoError
    from data.records import Note, NoteId


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
        from capture.screens.notelining import LineScreen

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
        from capture.external import edit
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
        from capture.lanes import PASSING

        if not isinstance(error, notes_jobs.ChangedMeanwhile):
            if not isinstance(error, PASSING):  # those are kept, and the title bar says so
                self.shell.say(str(error), "error")
            return
        from capture.screens.versions import VersionsScreen

        note = error.note

        def chosen(choice: str | None) -> None:
            if choice == "mine":
                self._store_text(note, text)
            elif choice != "theirs":
                from capture.screens.notelining import LineScreen

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
        from capture.screens.asking import ConfirmScreen

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
        from capture.external import copy
        from data.errors import SaysoError

        try:
            self.shell.say(copy(self.app, note.text))
        except SaysoError as error:
            self.shell.say(str(error), "error")

    def action_why(self) -> None:
        """Say why the chosen note is on the card that it is on."""
        note = self.id_at(self.rows.cursor)
        if note is not None:
            from capture.screens.explaining import explain_note

            explain_note(self.shell, note)

    def action_card(self) -> None:
        """Show the chosen note's card on the map."""
        note = self.id_at(self.rows.cursor)
        if note is not None:
            from capture.jobs.board import card_of

            self.gateway.read(lambda project: card_of(project, note), self._to_card, key="card")

    def _to_card(self, code: str) -> None:
        from capture.screens.jumping import go_to_card

        if code:
            self.run_worker(go_to_card(self.shell, code), exit_on_error=False)
        else:
            self.shell.say("This note is on no card yet. F9 drafts the map.")

    def action_jump(self) -> None:
        """Ask for a card's code and go to it."""
        from capture.screens.jumping import ask_for_card

        ask_for_card(self.shell)

    def action_back(self) -> None:
        """Go to the list; from there take the marks away, else show every note again."""
        if self.focused is not self.rows:
            self.set_focus(self.rows)
        elif not self.unmark():
            self.set_filter("")
