"""The mode Capture: one line to type in, and above it what was said."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from capture.commands import bindings
from capture.gateway import Storing
from capture.screens.base import ModeScreen
from capture.screens.capture.heard import HeardBar
from capture.themes import stylesheet
from capture.widgets.frame import ContextStrip
from capture.widgets.line import Line
from capture.widgets.log import NoteLog, Pending
from capture.widgets.readout import Readout
from data.errors import SaysoError
from data.text import clip, visible

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.notes import Place
    from capture.jobs.sessions import Scene
    from capture.screens.capture.window import Offering, Outbox, Window
    from data.records import Note, Session

_HEARTBEAT = 10.0


class CaptureScreen(ModeScreen):
    """Capture.

    What it is made of loads behind the first picture: the `Window` holds the state, the `Offering`
    keeps what is typed, the `Outbox` stores what is handed in.
    """

    MODE = "capture"
    AUTO_FOCUS = "#line"
    CSS_PATH = stylesheet("capture")
    HELP_TEXT = (
        "A stage sticks from note to note; a persona and a channel stick when F3 and F4 set them. "
        "What sticks stands over the line, and under it after “as before”. Speaker, kind and "
        "emotion last one note. T07: before a remark puts it on that card."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE)]

    def __init__(self) -> None:
        """Prepare; what is shown comes with the first scene."""
        super().__init__()
        self._has_begun = False
        self._is_read = False
        self._announced = False
        self._early: list[str] = []

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        yield NoteLog(id="log")
        yield HeardBar(id="heard")
        yield Static(id="offered")
        yield ContextStrip()
        yield Line(id="line", early=True)
        yield Readout(id="readout")

    # -- its parts -------------------------------------------------------------------------------

    @property
    def line(self) -> Line:
        """The line."""
        return self.query_one("#line", Line)

    @property
    def log_view(self) -> NoteLog:
        """What was said."""
        return self.query_one("#log", NoteLog)

    @property
    def heard(self) -> HeardBar:
        """An earlier remark like the last one."""
        return self.query_one("#heard", HeardBar)

    @cached_property
    def window(self) -> Window:
        """What this window carries."""
        from capture.screens.capture.window import Window

        return Window()

    @cached_property
    def offering(self) -> Offering:
        """What keeps the line, and offers lines whose window is gone."""
        from capture.screens.capture.window import Offering

        bar = self.query_one("#offered", Static)
        return Offering(self.shell, self.window, self.line, bar)

    @cached_property
    def outbox(self) -> Outbox:
        """What stores the lines that are handed in."""
        from capture.screens.capture.window import Outbox

        return Outbox(
            self.shell, self.window, self.line, self.log_view, self.offering, self.heard.listen
        )

    # -- beginning -------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Load what stores behind the first picture."""
        # While a mode is being switched to nothing is painted, and a screen's "after refresh" comes
        # at once: so first wait for the app to be done with that.
        self.app.call_after_refresh(self.call_after_refresh, self._load)
        self.watch(self.app, "storing", self._heed_file)

    def _heed_file(self, storing: Storing) -> None:
        """Take no keys where they could not be stored; what is typed already stays."""
        self.line.read_only = storing is Storing.READ_ONLY

    def _load(self) -> None:
        self.begin(self._begin())

    async def _begin(self) -> None:
        """Keep what is typed from now on, and say now and then that this window is alive."""
        await self.shell.load_behind()
        self.set_interval(_HEARTBEAT, self.offering.beat)
        self._has_begun = True
        for content in self._early:
            self.outbox.hold(content)
        if self.shell.is_open:
            self.offering.look()
        if not self.line.is_empty:
            self.offering.typed()
        self._tell()
        self._catch_up()

    def on_line_waits(self, event: Line.Waits) -> None:
        """Show and keep a line until it is handed in anew, to be read by the project's names."""
        if not self.line.is_early:
            return  # that has begun
        if self._has_begun:
            self.outbox.hold(event.content)
        else:
            self._early.append(event.content)
            self.log_view.wait_for(tuple(Pending(one) for one in self._early))

    def _catch_up(self) -> None:
        """Read what was typed early, as soon as there is something to read and to keep it by."""
        if self._is_read and self._has_begun and self.line.is_early:
            self.line.catch_up()

    def on_line_caught_up(self) -> None:
        """Let go of what waited: all of it has been handed in anew."""
        self.outbox.release()

    # -- what is shown ---------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """Read what is shown anew."""
        self.begin(self._read())
        if self._has_begun:
            self.offering.look()

    async def _read(self) -> None:
        from capture.jobs.sessions import scene

        session = self.window.session
        try:
            self._show(
                await self.gateway.read(lambda project: scene(project, session), key="scene")
            )
        except SaysoError:
            self._is_read = True  # as well as it can be: the writer reads each line by its own
            self._catch_up()
            raise

    def _show(self, scene: Scene) -> None:
        self.window.scene = scene
        self.outbox.settle()
        self.log_view.show(scene.notes, scene.known, scene.sessions)
        self.line.names = scene.names
        edited = self.window.edited
        if edited is not None and edited != self.window.seen and self._may_leave_line():
            self._edit(edited)  # nothing was typed: what another window made of it is gone on with
        if scene.session is not None and self.window.session is None:
            self.window.move_to(scene.session.id)
            self.shell.show_session(scene.session.id)
        if not self._announced:
            self._announce(scene)
        self._announced = self._is_read = True
        self._tell()
        self._catch_up()

    def _announce(self, scene: Scene) -> None:
        """Say where the first note will go, unless there was nothing before it."""
        if scene.session is not None and scene.last_noted is not None:
            self.shell.say(
                f"Goes on with “{scene.session.title}” (last note "
                f"{scene.last_noted.astimezone():%H:%M}); F10 starts another."
            )
        elif scene.interview is not None:
            self.shell.say(
                f"A new session begins with the first note; F10 goes on with the interview "
                f"“{scene.interview.title}”."
            )

    def _tell(self) -> None:
        """Say in words what the line says, and what sticks."""
        from capture.screens.capture.window import tell

        line, window = self.line, self.window
        tell(self.query_one(Readout), line, window)
        note = window.edited
        doing = ""
        if note is not None:
            can = "Enter keeps it · Esc leaves it"
            if note != window.seen:
                can = "changed elsewhere, Enter compares"
            doing = f"editing {note.at.astimezone():%H:%M} · {can}"
        sticking = window.sticking if window.editing else window.sticking.after(line.reading)
        self.query_one(ContextStrip).show(sticking, window.scene.known, doing)

    def on_text_area_changed(self) -> None:
        """Follow the line."""
        if self._has_begun:
            self._tell()
            self.offering.typed()

    def on_text_area_selection_changed(self) -> None:
        """Offer what fits the word at the cursor."""
        if self._has_begun:
            self._tell()

    # -- storing ---------------------------------------------------------------------------------

    def on_line_submitted(self, event: Line.Submitted) -> None:
        """Store the line, whatever it says."""
        if event.content.strip():
            self.heard.forget()
            self.outbox.send((event.content,), event.reading)
        elif self.window.editing:
            self.shell.say("A note needs some text. Esc leaves it as it was; Ctrl+Z takes it back.")

    def on_line_split(self, event: Line.Split) -> None:
        """Store each line of a paste as a note, all in one change."""
        self.heard.forget()
        self.outbox.send(event.contents, None)

    def action_mark_time(self) -> None:
        """Store a mark of the time."""
        self.outbox.mark_time()

    def hand_in(self) -> None:
        """Keep what is typed: it is offered when the project is opened again."""
        if self._has_begun and self.is_mounted:
            self.offering.keep_now()

    # -- keys of the line that are not for the line ----------------------------------------------

    def on_line_wanted(self, event: Line.Wanted) -> None:
        """Edit the note before or after, take what is offered, or leave what one is at."""
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
                    self.heard.forget()

    def on_note_log_chosen(self, event: NoteLog.Chosen) -> None:
        """Edit a note that was clicked."""
        note = next((one for one in self.window.scene.notes if one.id == event.note), None)
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
        self.window.seen = None
        self.line.fill("")
        self.log_view.choose(None)
        self._tell()

    def action_take_offer(self, place: int) -> None:
        """Take an offer that was clicked."""
        offers = self.line.offers
        if place < len(offers):
            self.line.take(offers[place])
        self.line.focus()

    def action_outside(self) -> None:
        """Write the line in an editor of one's own."""
        from capture import system

        try:
            text = system.edit(self.app, self.line.content, self.shell.settings.editor)
        except SaysoError as error:
            self.shell.say(str(error), "warning")
            return
        self.line.fill(text)

    def action_alone(self) -> None:
        """Hide everything but the line, or show it again."""
        self.toggle_class("alone")

    # -- what sticks -----------------------------------------------------------------------------

    def action_step(self, listed: str, by: int) -> None:
        """Let the next stage, persona or channel stick, or the one before."""
        if self.line.is_early:
            return  # a click; keys wait with the line
        if not self.window.step(listed, by):
            self.shell.say(f"There is no {listed} yet: add one in Project (F8).")
        self._tell()

    # -- the last note ---------------------------------------------------------------------------

    def action_same_claim(self) -> None:
        """Record the last speaker as agreeing with the note that was heard before."""
        self.heard.agree()

    def action_truth(self) -> None:
        """Mark the last note as a moment of truth."""
        from capture.jobs.notes import toggle_moment_of_truth

        self._mark(toggle_moment_of_truth, "a moment of truth")

    def action_verbatim(self) -> None:
        """Say that the last note is word for word."""
        from capture.jobs.notes import toggle_verbatim

        self._mark(toggle_verbatim, "verbatim")

    def _mark(self, job: Callable[[Project, Place], tuple[Note, bool]], mark: str) -> None:
        window = self.window
        self.write(
            lambda project: job(project, window.place),
            partial(self._marked, mark),
            label="mark the last note",
        )

    def _marked(self, mark: str, done: tuple[Note, bool]) -> None:
        note, now = done
        about = clip(visible(note.text[:400]), 40)
        self.shell.say(f"“{about}” is {'' if now else 'no longer '}{mark}.")

    # -- the session -----------------------------------------------------------------------------

    def action_new_session(self) -> None:
        """Show what this meeting gave, where it was noted here, and ask for another session."""
        self.begin(self._begin_session())

    async def _begin_session(self) -> None:
        from capture.screens.capture.sessions import OpeningScreen
        from data.records import Session

        if self.window.last_note is not None:
            await self._close_session()
        is_going_on = self.window.session is not None
        interview = None if is_going_on else self.window.scene.interview
        wanted = await self.ask(OpeningScreen(interview, is_going_on=is_going_on))
        if isinstance(wanted, Session):
            self._opened(wanted)
        elif wanted is not None:
            self.write(wanted.open, self._opened, label="start a session")

    def _opened(self, session: Session) -> None:
        self.window.move_to(session.id)
        self.heard.forget()
        self.shell.show_session(session.id)

    def action_close_session(self) -> None:
        """Show what the meeting gave, and what is left to do."""
        if self.window.session is None:
            self.shell.say("There is no session yet: it begins with the first note.")
        else:
            self.begin(self._close_session())

    async def _close_session(self) -> None:
        from capture.screens.capture.closing import ClosingScreen

        if self.window.session is not None:
            await self.ask(ClosingScreen(self.window.session))
