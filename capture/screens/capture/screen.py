"""The mode Capture: one line to type in, and above it what was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from capture.commands import bindings
from capture.jobs.notes import Act, Logged
from capture.literal import line as one_line
from capture.screens.base import ModeScreen
from capture.themes import stylesheet
from capture.widgets.frame import ContextStrip, Shown
from capture.widgets.line import Line
from capture.widgets.log import NoteLog, Pending
from capture.widgets.readout import Readout
from data.errors import SaysoError
from data.text import clip, visible

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.notes import Desk
    from capture.jobs.sessions import Scene
    from capture.jobs.vectors import Heard
    from capture.screens.capture.line import Offering, Waiting, Window
    from capture.screens.capture.sessions import Wanted
    from data.records import Note, NoteId, Session
    from data.shorthand import Shorthand


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
        from capture.screens.capture.line import Window

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
        from capture.jobs.vectors import heard_before

        note = logged.note.id
        self.gateway.compute(
            lambda project, task: heard_before(project, note, task.cancelled),
            self._show_heard,
            key="heard",
        )

    def _show_heard(self, heard: Heard | None) -> None:
        if heard is None or heard.note != self._newest:
            return
        self._heard = heard
        bar = self.query_one("#heard", Static)
        bar.update(
            one_line(f"{heard.sentence()}   Ctrl+S same claim", max(20, self.size.width - 5))
        )
        bar.add_class("shown")

    def _forget_heard(self) -> None:
        self._heard = None
        self.query_one("#heard", Static).remove_class("shown")

    def action_same_claim(self) -> None:
        """Record the last speaker as agreeing with the note that was heard before."""
        from capture.jobs import vectors

        heard = self._heard
        if heard is None:
            self.shell.say("Nothing like it was heard before.")
            return
        self.gateway.write(
            lambda project: vectors.same_claim(project, heard.note, heard.earlier),
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
        from capture.screens.capture.line import Waiting

        now, window, context = datetime.now(UTC), self.window, self.window.context

        def job(project: Project) -> list[Logged]:
            window.lay(window.desk, context)
            return [mark_time(project, window.desk, now=now)]

        self.gateway.write(job, partial(self._stored, Waiting("", None)), label="mark the time")

    def action_outside(self) -> None:
        """Write the line in an editor of one's own."""
        from capture import system

        try:
            text = system.edit(self.app, self.line.content, self.shell.settings.editor)
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
        from capture.screens.capture.sessions import OpeningScreen

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
        from capture.screens.capture.closing import ClosingScreen

        session = self.window.desk.session
        assert session is not None
        self.app.push_screen(ClosingScreen(session), then)


_GHOSTS_UNTIL = 3  # notes in the session after which nobody needs to be shown how it is done
_HEARTBEAT = 10.0


class CaptureScreen(CaptureCommands):
    """Capture."""

    MODE = "capture"
    AUTO_FOCUS = "#line"
    CSS_PATH = stylesheet("capture")
    HELP_TEXT = (
        "Stage, persona and channel stick from note to note and stand over the line; speaker, kind "
        "and emotion last one note. T07: before a remark puts it on that card."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE)]

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        yield NoteLog(id="log")
        yield Static(id="heard")
        yield Static(id="offered")
        yield ContextStrip()
        yield Line(id="line", early=True)
        yield Readout(id="readout")

    def on_mount(self) -> None:
        """Load what stores behind the first picture."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Keep what is typed from now on, and say now and then that this window is alive."""
        from capture.screens.capture.line import Offering

        self.offering = Offering(self)
        self.set_interval(_HEARTBEAT, self.offering.beat)
        for waiting in self._early:
            self.offering.hold(waiting.content)
        if self.shell.is_open:
            self.offering.look()
        if not self.line.is_empty:
            self.offering.typed()
        self._tell()
        self._catch_up()

    # -- what is shown ---------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """Read what is shown anew."""
        from capture.jobs.sessions import scene

        window = self.window
        session, fresh = window.desk.session, window.fresh
        self.gateway.read(
            lambda project: scene(project, session, fresh=fresh),
            self._show,
            failed=self._not_read,
            key="scene",
        )
        if self.offering is not None:
            self.offering.look()

    def _not_read(self, error: SaysoError) -> None:
        self.shell.say(str(error), "error")
        self._is_read = True  # as well as it can be: the writer reads each line by names of its own
        self._catch_up()

    def _catch_up(self) -> None:
        """Read what was typed early, as soon as there is something to read and to keep it by."""
        if self._is_read and self.offering is not None and self.line.is_early:
            self.line.catch_up()

    def _show(self, found: Scene) -> None:
        self.window.scene = found
        self.window.settle()
        self.log_view.show(found.notes, found.known, found.sessions)
        self.line.names = found.names
        self.show_waiting()
        if found.session is not None and self.window.desk.session is None:
            self.window.desk.session = found.session.id
            self.shell.show_session(found.session.id)
        if found.continued and not self._announced and found.session is not None:
            last = f"{found.notes[-1].at.astimezone():%H:%M}"
            self.shell.say(
                f"Goes on with “{found.session.title}” (last note {last}); F10 starts another."
            )
        elif found.interview is not None and not self._announced:
            self.shell.say(
                f"A new session begins with the first note; F10 goes on with the interview "
                f"“{found.interview.title}”."
            )
        self._announced = True
        self._is_read = True
        self._tell()
        self._catch_up()

    def show_waiting(self) -> None:
        """Show in the log what is not stored yet."""
        self.log_view.wait_for(
            tuple(Pending(one.content, one.refused) for one in self.window.waiting)
        )

    def _tell(self) -> None:
        """Say in words what the line says, and what sticks."""
        from data.shorthand import describe

        line, window = self.line, self.window
        reading, nearest = line.reading, line.names.nearest
        here = [one for one in self.scene.notes if one.session == window.desk.session]
        ghosts = line.is_empty and not window.editing and len(here) < _GHOSTS_UNTIL
        hint = reading.hints[0].message if reading.hints else ""
        lines = line.pasted_lines
        if lines:
            hint = f"Enter stores one note; Tab makes {len(lines)} notes of it."
        elif line.folded:
            hint = f"⋯ stands for {line.folded:,} characters that are stored but not shown."
        tip = "Tab begins the tags" if line.can_begin_tags else ""
        wider = describe(reading, line.names.everybody) if reading.has_speaker else ""
        said = wider or describe(reading, nearest)
        if line.is_empty and not ghosts:
            said, tip = "", "who: what they said ,,tags    ↑ edits the last note"
        self.query_one(Readout).tell(said, hint, line.offers, tip=tip, ghosts=ghosts)
        known = self.scene.known
        context = (
            window.after(reading) if reading.has_text and not window.editing else window.context
        )
        self.query_one(ContextStrip).shown = Shown(
            known.get(context.stage or "", ""),
            ", ".join(known.get(one, "") for one in context.personas),
            known.get(context.channel or "", ""),
            self._doing(),
        )

    def _doing(self) -> str:
        note = self.window.edited
        if note is None:
            return ""
        return f"editing {note.at.astimezone():%H:%M} · Enter keeps it · Esc leaves it"

    def on_text_area_changed(self) -> None:
        """Follow the line."""
        if self.offering is not None:
            self._tell()
            self.offering.typed()

    def on_text_area_selection_changed(self) -> None:
        """Offer what fits the word at the cursor."""
        if self.offering is not None:
            self._tell()

    # -- storing ---------------------------------------------------------------------------------

    def on_line_submitted(self, event: Line.Submitted) -> None:
        """Store the line, whatever it says."""
        if event.content.strip():
            self._store((event.content,), event.reading)
        elif self.window.editing:
            self.shell.say("A note needs some text. Esc leaves it as it was; Ctrl+Z takes it back.")

    def on_line_waits(self, event: Line.Waits) -> None:
        """Show and keep a line until it is handed in anew, to be read by the project's names."""
        from capture.screens.capture.line import Waiting

        if not self.line.is_early:
            return  # that has begun
        waiting = Waiting(event.content, None)
        self._early.append(waiting)
        self.window.waiting.append(waiting)
        if self.offering is not None:
            self.offering.hold(event.content)
        self.show_waiting()

    def on_line_caught_up(self) -> None:
        """Let go of what waited: all of it has been handed in anew."""
        assert self.offering is not None
        self.offering.release()
        while self._early:
            self.window.waiting.remove(self._early.pop())
        self.show_waiting()

    def on_line_split(self, event: Line.Split) -> None:
        """Store each line of a paste as a note, all in one change."""
        self._store(event.contents, None)

    def _store(self, contents: tuple[str, ...], reading: Shorthand | None) -> None:
        from capture.screens.capture.line import Waiting

        assert self.offering is not None
        line_id = self.offering.hand_over()
        if self._early:
            self.window.waiting.remove(self._early.pop(0))
        if not self.shell.notice.lasting:
            self.shell.dismiss_notice()
        self._forget_heard()
        editing, self.window.editing = self.window.editing, None
        waiting = Waiting("\n".join(contents), editing)
        job = self.window.job(contents, editing, line_id, datetime.now(UTC))
        if editing is None:
            self.window.stick(contents, reading, self.line.names)
        self.window.waiting.append(waiting)
        self.log_view.choose(None)
        self.show_waiting()
        waiting.ticket = self.gateway.write(
            job,
            partial(self._stored, waiting),
            failed=partial(self._refused, waiting),
            label="keep a changed note" if editing else "store a note",
            text=waiting.content,
        )

    def _stored(self, waiting: Waiting, done: list[Logged]) -> None:
        from capture.jobs.notes import Act

        waiting.done = True
        last = done[-1]
        self.window.last_note = last.note
        if self.shell.session != last.session.id:
            self.window.fresh = False
            self.shell.show_session(last.session.id)
        said = told(last, self.scene.known) if len(done) == 1 else f"{len(done)} notes stored."
        if said:
            self.shell.say(said)
        if last.act is Act.STORED and len(done) == 1:
            self._listen(last)

    def _refused(self, waiting: Waiting, error: SaysoError) -> None:
        """Keep showing what waits for the disk; give back what was refused for good."""
        from capture.gateway import PASSING

        if isinstance(error, PASSING):
            waiting.refused = True
        else:
            self.window.waiting.remove(waiting)
            if self.line.is_empty:
                self.window.editing = waiting.editing
                self.line.fill(waiting.content)
            elif self.offering is not None:
                self.offering.give_back(waiting.content)
            self.shell.say(str(error), "warning")
        self.show_waiting()

    def hand_in(self) -> None:
        """Keep what is typed: it is offered when the project is opened again."""
        if self.offering is not None and self.is_mounted:
            self.offering.keep_now()

    # -- keys of the line that are not for the line ----------------------------------------------

    def on_line_wanted(self, event: Line.Wanted) -> None:
        """Edit the note before or after, take what is offered, or leave what one is at."""
        assert self.offering is not None
        match event.key:
            case "up" | "down":
                self._edit_beside(-1 if event.key == "up" else 1)
            case "pageup":
                self.log_view.scroll_page_up(animate=False)
            case "pagedown":
                self.log_view.scroll_page_down(animate=False)
            case "tab":
                if self.line.is_empty:
                    self.offering.take()
            case "esc":
                if self.window.editing:
                    self._leave_editing()
                elif not (self.line.take_back_speaker() or self.offering.put_away()):
                    self._forget_heard()

    def on_note_log_chosen(self, event: NoteLog.Chosen) -> None:
        """Edit a note that was clicked."""
        note = next((one for one in self.scene.notes if one.id == event.note), None)
        if note is not None and self._may_leave_line():
            self._edit(note)
        self.line.focus()

    def _may_leave_line(self) -> bool:
        return self.line.is_empty or self.line.content == self.window.edited_line

    def _edit_beside(self, step: int) -> None:
        if not self._may_leave_line():
            return
        note = self.window.beside(step)
        if note is not None:
            self._edit(note)
        elif step > 0 and self.window.editing:
            self._leave_editing()

    def _edit(self, note: Note) -> None:
        line = self.window.open(note)
        if line is None:
            self.shell.say("That note cannot be written as one line; change it in Notes.")
            return
        self.line.fill(line)
        self.log_view.choose(note.id)
        self._tell()

    def _leave_editing(self) -> None:
        self.window.editing = None
        self.line.fill("")
        self.log_view.choose(None)
        self._tell()


def told(logged: Logged, known: Mapping[str, str]) -> str:
    """Return a sentence on what the line did to the last note; "" for a new one, which is seen."""
    about = f"“{clip(visible(logged.note.text[:400]), 40)}”"
    who = known.get(logged.reading.speaker or "", "")
    if logged.reading.new_speaker is not None:
        who = visible(logged.reading.new_speaker.name)
    match logged.act:
        case Act.AGREED:
            return f"{who or 'Somebody'} agrees with {about}."
        case Act.DISAGREED:
            return f"{who or 'Somebody'} disagrees with {about}."
        case Act.CHANGED:
            return f"Changed: {about}."
    return ""
