"""The commands of the mode Capture, apart from typing and storing a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual.widgets import Static

from capture.literal import line as one_line
from capture.screens.base import ModeScreen
from capture.widgets.line import Line
from capture.widgets.log import NoteLog
from data.errors import SaysoError
from data.text import clip, visible

if TYPE_CHECKING:
    from capture.gateway import Project
    from capture.jobs.notes import Desk, Logged
    from capture.jobs.sessions import Scene
    from capture.jobs.vectors import Heard
    from capture.screens.offering import Offering
    from capture.screens.opening import Wanted
    from capture.screens.storing import Waiting, Window
    from data.records import Note, NoteId, Session


class CaptureCommands(ModeScreen):
    """What keys and palette do to the last note, to what sticks, and to the session."""

    def __init__(self) -> None:
        """Prepare; what is shown comes with the first scene."""
        super().__init__()
        self.offering: Offering | None = None
        self._heard: Heard | None = None
        self._newest: NoteId | None = None
        self._announced = False
        self._is_read = False
        self._early: list[Waiting] = []

    # -- its parts -------------------------------------------------------------------------------

    @cached_property
    def window(self) -> Window:
        """What this window carries; loaded behind the first picture, with all that stores."""
        from capture.screens.storing import Window

        return Window()

    @property
    def line(self) -> Line:
        """The line."""
        return self.query_one("#line", Line)

    @property
    def log_view(self) -> NoteLog:
        """What was said."""
        return self.query_one("#log", NoteLog)

    @property
    def scene(self) -> Scene:
        """What was last read of the project."""
        return self.window.scene

    def _tell(self) -> None:
        """Say in words what the line says, and what sticks."""
        raise NotImplementedError

    def _stored(self, waiting: Waiting, done: list[Logged]) -> None:
        """Take note of what was stored."""
        raise NotImplementedError

    # -- heard before ----------------------------------------------------------------------------

    def _listen(self, logged: Logged) -> None:
        """Look for an earlier remark like this one, where nobody would be primed by it."""
        from data.records import SessionKind

        self._newest = logged.note.id
        interview = logged.session.kind is SessionKind.CUSTOMER_INTERVIEW
        if interview or not self.shell.settings.heard_before or not logged.note.is_evidence:
            return
        ears, note = self.window.ears, logged.note.id
        self.gateway.compute(
            lambda project, task: ears.hear(project, note, task.cancelled),
            self._show_heard,
            key="heard",
        )

    def _show_heard(self, heard: Heard | None) -> None:
        if heard is None or heard.note != self._newest:
            return
        self._heard = heard
        bar = self.query_one("#heard", Static)
        bar.update(
            one_line(f"{heard.sentence()}   Ctrl+S same point", max(20, self.size.width - 5))
        )
        bar.add_class("shown")

    def _forget_heard(self) -> None:
        self._heard = None
        self.query_one("#heard", Static).remove_class("shown")

    def action_same_point(self) -> None:
        """Record the last speaker as agreeing with the note that was heard before."""
        from capture.jobs import vectors

        heard = self._heard
        if heard is None:
            self.shell.say("Nothing like it was heard before.")
            return
        self.gateway.write(
            lambda project: vectors.same_point(project, heard.note, heard.earlier),
            self._joined,
            label="record who agrees",
        )

    def _joined(self, done: tuple[Note, str]) -> None:
        self._forget_heard()
        self.shell.say(f"{done[1]} stands behind the earlier note as well now.")

    # -- commands --------------------------------------------------------------------------------

    def action_next_stage(self) -> None:
        """Step on."""
        self._step("stage", 1)

    def action_previous_stage(self) -> None:
        """Step back."""
        self._step("stage", -1)

    def action_next_persona(self) -> None:
        """Step on."""
        self._step("persona", 1)

    def action_previous_persona(self) -> None:
        """Step back."""
        self._step("persona", -1)

    def action_next_channel(self) -> None:
        """Step on."""
        self._step("channel", 1)

    def action_previous_channel(self) -> None:
        """Step back."""
        self._step("channel", -1)

    def _step(self, what: str, by: int) -> None:
        if self.line.is_early:
            return  # a click; keys wait with the line
        if not self.window.step(what, by):
            self.shell.say(f"There is no {what} yet: add one in Project (F8).")
        self._tell()

    def action_take_offer(self, place: int) -> None:
        """Take an offer that was clicked."""
        offers = self.line.offers
        if place < len(offers):
            self.line.take(offers[place])
        self.line.focus()

    def action_alone(self) -> None:
        """Hide everything but the line, or show it again."""
        self.toggle_class("alone")

    def action_truth(self) -> None:
        """Mark the last note as a moment of truth."""
        from capture.jobs.notes import toggle_moment_of_truth

        self._mark(toggle_moment_of_truth, "a moment of truth")

    def action_verbatim(self) -> None:
        """Say that the last note is word for word."""
        from capture.jobs.notes import toggle_verbatim

        self._mark(toggle_verbatim, "verbatim")

    def _mark(self, job: Callable[[Project, Desk], tuple[Note, bool]], what: str) -> None:
        desk = self.window.desk
        self.gateway.write(
            lambda project: job(project, desk),
            partial(self._marked, what),
            label="mark the last note",
        )

    def _marked(self, what: str, done: tuple[Note, bool]) -> None:
        note, now = done
        about = clip(visible(note.text[:400]), 40)
        self.shell.say(f"“{about}” is {'' if now else 'no longer '}{what}.")

    def action_mark_time(self) -> None:
        """Store a mark of the time."""
        from capture.jobs.notes import mark_time
        from capture.screens.storing import Waiting

        now, window, context = datetime.now(UTC), self.window, self.window.context

        def job(project: Project) -> list[Logged]:
            window.lay(window.desk, context)
            return [mark_time(project, window.desk, now=now)]

        self.gateway.write(job, partial(self._stored, Waiting("", None)), label="mark the time")

    def action_outside(self) -> None:
        """Write the line in an editor of one's own."""
        from capture import external

        try:
            text = external.edit(self.app, self.line.content, self.shell.settings.editor)
        except SaysoError as error:
            self.shell.say(str(error), "warning")
            return
        self.line.fill(text)

    def action_new_session(self) -> None:
        """Show what this meeting gave, where it was noted here, and ask for another session."""
        if self.window.last_note is not None and self.window.desk.session is not None:
            self._close(self._ask_for_session)
        else:
            self._ask_for_session()

    def _ask_for_session(self, _: object = None) -> None:
        from capture.screens.opening import OpeningScreen

        interview = None if self.window.desk.session is not None else self.window.scene.interview
        self.app.push_screen(OpeningScreen(interview), self._open_session)

    def _open_session(self, wanted: Wanted | Session | None) -> None:
        from data.records import Session

        if isinstance(wanted, Session):
            self._opened(wanted)
        elif wanted is not None:
            self.gateway.write(wanted.open, self._opened, label="start a session")

    def _opened(self, session: Session) -> None:
        self.window.desk.session = session.id
        self.window.desk.last = self.window.last_note = None
        self._forget_heard()
        self.shell.show_session(session.id)

    def action_close_session(self) -> None:
        """Show what the meeting gave, and what is left to do."""
        if self.window.desk.session is None:
            self.shell.say("There is no session yet: it begins with the first note.")
        else:
            self._close()

    def _close(self, then: Callable[[object], None] | None = None) -> None:
        from capture.screens.closing import ClosingScreen

        session = self.window.desk.session
        assert session is not None
        self.app.push_screen(ClosingScreen(session), then)
