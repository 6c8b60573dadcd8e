"""Acts on the chosen note, or on the marked ones: changing, removing, copying, showing its card."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capture.gateway import PASSING
from capture.jobs import board, drafts
from capture.jobs import notes as notes_jobs
from capture.jobs.browse import Targets
from capture.screens.notes.marks import asks_first
from data.errors import SaysoError
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from capture.gateway import Project
    from capture.screens.notes.listing import NoteList
    from data.records import Note


class NoteActs:
    """What the keys of the list do with notes; each change is one step that undo takes back."""

    def __init__(self, notes: NoteList) -> None:
        """Act on the notes of a list."""
        self._notes = notes

    # -- changing --------------------------------------------------------------------------------

    async def edit(self, typed: str = "", note: Note | None = None) -> None:
        """Change the chosen note in one line; ``typed`` is a text of ``note`` to go on with."""
        note = note or self._notes.note
        if note is None:
            return
        from capture.screens.notes.edit import LineScreen

        names = self._notes.listing.names
        changed = await self._notes.ask(LineScreen(note, names, typed))
        if changed is not None:
            self._edited(changed)

    def _edited(self, note: Note) -> None:
        self._notes.shell.say(f"Changed: “{notes_jobs.shortly(note.text)}”. Ctrl+Z takes it back.")

    def edit_outside(self) -> None:
        """Change the chosen note's text in the person's editor."""
        from capture.system import edit

        note, shell = self._notes.note, self._notes.shell
        if note is None:
            return
        try:
            text = edit(shell, note.text, shell.settings.editor)
        except SaysoError as error:
            shell.say(str(error), "error")
            return
        if text != note.text:
            self._store_text(note, text)

    def _store_text(
        self,
        note: Note,
        text: str,
        change: Callable[[Project, Note, str], Note] = notes_jobs.edit_text,
    ) -> None:
        self._notes.write(
            lambda project: change(project, note, text),
            self._edited,
            failed=partial(self._not_edited, text),
            label="edit a note",
            text=text,
        )

    def _not_edited(self, text: str, error: SaysoError) -> None:
        if isinstance(error, notes_jobs.ChangedMeanwhile):
            self._notes.begin(self._choose_version(error.note, text))
        elif not isinstance(error, PASSING):  # those are kept, and the title bar says so
            self._notes.shell.say(str(error), "error")

    async def _choose_version(self, theirs: Note, mine: str) -> None:
        """Show another window's change beside the text, so that neither is lost."""
        from capture.screens.versions import VersionsScreen

        choice = await self._notes.ask(VersionsScreen(mine, theirs.text))
        if choice == "mine":
            self._store_text(theirs, mine)
        elif choice == "both":
            self._store_text(theirs, mine, notes_jobs.keep_text_beside)
        elif choice != "theirs":
            await self.edit(mine, theirs)

    # -- removing --------------------------------------------------------------------------------

    async def remove(self) -> None:
        """Remove the marked notes, else the chosen one; many are counted and asked about first."""
        targets = self._notes.targets
        if asks_first(targets):
            marked = await self._notes.gateway.read(targets.resolve, key="remove")
            if not marked or not await self._confirms_removal(len(marked)):
                return
            targets = Targets(marked, marked=True)
        if targets:
            self._notes.write(
                lambda project: notes_jobs.remove_notes(project, targets),
                self._removed,
                label="remove notes",
            )

    async def _confirms_removal(self, count: int) -> bool:
        from capture.screens.dialogs import ConfirmScreen

        question = f"Remove {counted(count, 'note')}?"
        confirm = ConfirmScreen(question, "Ctrl+Z brings them back.", "Remove")
        return await self._notes.ask(confirm) is True

    def _removed(self, gone: tuple[int, str]) -> None:
        count, text = gone
        told = f"Removed {count:,} notes. Ctrl+Z brings them back."
        if count == 1:
            told = f"Removed: “{notes_jobs.shortly(text)}”. Ctrl+Z brings it back."
        self._notes.shell.say(told)

    # -- showing ---------------------------------------------------------------------------------

    def show_history(self) -> None:
        """Show what became of the chosen note."""
        note = self._notes.note
        if note is not None:
            from capture.screens.history import HistoryScreen

            self._notes.shell.push_screen(
                HistoryScreen(note.id, notes_jobs.shortly(note.text, 200))
            )

    async def copy(self) -> None:
        """Send the chosen note's text to the terminal's clipboard; the first time ask."""
        from capture.screens.dialogs import ConfirmScreen
        from capture.system import copy

        note, shell = self._notes.note, self._notes.shell
        if note is None:
            return
        if not shell.memory.copies:
            asked = ConfirmScreen(
                "Send these words to the clipboard of this terminal?",
                f"“{notes_jobs.shortly(note.text, 200)}”\n\nOther programs, a clipboard's history "
                "and a screen that is shared can read them there. You are asked this once.",
                "Copy",
            )
            if not await self._notes.ask(asked):
                return
            shell.memory.copies = True
        try:
            shell.say(copy(shell, note.text))
        except SaysoError as error:
            shell.say(str(error), "error")

    async def say_why(self) -> None:
        """Say why the chosen note is on the card that it is on."""
        from capture.screens.dialogs import TextScreen

        note, screen = self._notes.chosen, self._notes.screen
        if note is None:
            return
        lines = await self._notes.gateway.compute(
            lambda project, _: drafts.why_here(project, note), key="why"
        )
        if lines and screen.is_current:
            self._notes.shell.push_screen(TextScreen("Why it is here", lines))

    async def show_card(self) -> None:
        """Show the chosen note's card on the map."""
        note = self._notes.chosen
        if note is None:
            return
        code = await self._notes.gateway.read(
            lambda project: board.card_of(project, note), key="card"
        )
        if code:
            await self._notes.shell.go_to_card(code)
        else:
            self._notes.shell.say("This note is on no card yet. F9 drafts the map.")
