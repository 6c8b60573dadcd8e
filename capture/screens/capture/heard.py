"""Heard before: an earlier remark like the last one, shown over the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from capture.literal import line
from capture.widgets.resilient import ShellPart

if TYPE_CHECKING:
    from capture.jobs.notes import Logged
    from capture.jobs.vectors import Heard
    from data.records import Note, NoteId


class HeardBar(ShellPart, Static):
    """Says that the last remark was heard before, where nobody would be primed by it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Begin with nothing heard."""
        super().__init__(id=id)
        self._heard: Heard | None = None
        self._newest: NoteId | None = None

    def listen(self, logged: Logged) -> None:
        """Look for an earlier remark like this one."""
        from data.records import SessionKind

        self._newest = logged.note.id
        interview = logged.session.kind is SessionKind.CUSTOMER_INTERVIEW
        if interview or not self.shell.settings.heard_before or not logged.note.is_evidence:
            return
        self.begin(self._hear(logged.note.id))

    async def _hear(self, note: NoteId) -> None:
        from capture.jobs.vectors import heard_before

        heard = await self.gateway.compute(
            lambda project, task: heard_before(project, note, task.cancelled), key="heard"
        )
        if heard is None or heard.note != self._newest:
            return
        self._heard = heard
        room = max(20, self.screen.size.width - 5)
        self.update(line(f"{heard.sentence()}   Ctrl+S same claim", room))
        self.add_class("shown")

    def forget(self) -> None:
        """Show nothing, until something is heard again."""
        self._heard = None
        self.remove_class("shown")

    def agree(self) -> None:
        """Record the last speaker as agreeing with the note that was heard before."""
        from capture.jobs import vectors

        heard = self._heard
        if heard is None:
            self.shell.say("Nothing like it was heard before.")
            return
        self.write(
            lambda project: vectors.same_claim(project, heard.note, heard.earlier),
            self._agreed,
            label="record who agrees",
        )

    def _agreed(self, done: tuple[Note, str]) -> None:
        self.forget()
        self.shell.say(f"{done[1]} stands behind the earlier note as well now.")
