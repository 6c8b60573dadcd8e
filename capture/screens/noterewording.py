"""The Notes screen's keys for the text of notes: split, join, replace everywhere, duplicates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capture.jobs import rewording
from capture.screens.marking import Marking
from data.text import counted

if TYPE_CHECKING:
    from capture.jobs.rewording import Joining
    from data.records import NoteId


class NoteRewording(Marking):
    """A list of notes that can be put right: each act is one step that undo takes back."""

    def action_split(self) -> None:
        """Show the chosen note with the places where it may be cut."""
        note = self.note
        if note is None:
            return
        if len(note.text.split()) < 2:
            self.shell.say("This note is one word: there is nothing to split.")
            return
        from capture.screens.splitting import SplitScreen

        self.app.push_screen(SplitScreen(note), self._told)

    def action_join(self) -> None:
        """Show what the marked notes would be as one."""
        targets = self.targets()
        if not targets.marked:
            self.shell.say("Mark two notes or more (Space); J then makes one of them.")
            return
        self.gateway.read(
            lambda project: rewording.plan_joining(project, targets.resolve(project)),
            self._show_join,
            key="join",
        )

    def _show_join(self, plan: Joining) -> None:
        from capture.screens.joining import JoinScreen

        ids = (plan.joined.id, *plan.gone)
        self.app.push_screen(JoinScreen(plan), partial(self._join, ids))

    def _join(self, ids: tuple[NoteId, ...], yes: bool | None) -> None:
        if yes:
            self.gateway.write(
                lambda project: rewording.join(project, ids, anyway=True),
                self._joined,
                label="join notes",
            )

    def _joined(self, done: Joining) -> None:
        self.unmark()
        self.go_to_note(done.joined.id)
        self.shell.say(f"Joined {counted(len(done.gone) + 1, 'note')}. Ctrl+Z takes it back.")

    def action_replace(self) -> None:
        """Ask for a word and what to put in its place, everywhere."""
        from capture.screens.replacing import ReplaceScreen

        self.app.push_screen(ReplaceScreen(), self._told)

    def action_duplicates(self) -> None:
        """Show the notes that may be one remark, a pair a screen."""
        from capture.screens.duplicates import DuplicatesScreen

        self.app.push_screen(DuplicatesScreen(), self._told)

    def _told(self, sentence: str | None) -> None:
        if sentence:
            self.shell.say(sentence)
