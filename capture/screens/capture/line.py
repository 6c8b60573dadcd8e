"""What one window of Capture carries: what sticks, what waits, and lines that are not notes yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Static

from capture.autosave import Autosave
from capture.jobs import unsent as unsent_lines
from capture.jobs.notes import Desk, Logged, log, log_lines, rewrite, stick
from capture.jobs.sessions import Scene
from capture.literal import line as one_line
from capture.reading import Names, line_of
from capture.widgets.frame import Context
from data.errors import UnknownName
from data.records import ChannelId, Note, NoteId, PersonaId, StageId

if TYPE_CHECKING:
    from capture.gateway import Project, Ticket
    from capture.jobs.unsent import Unsent
    from capture.screens.capture.screen import CaptureScreen
    from data.shorthand import Named, Shorthand


@dataclass(slots=True, eq=False)
class Waiting:
    """A line that was handed in: ``done`` once it is stored, ``refused`` while it cannot be."""

    content: str
    editing: NoteId | None
    done: bool = False
    refused: bool = False
    ticket: Ticket | None = None


@dataclass(slots=True, eq=False)
class Window:
    """The state of one window.

    ``desk`` belongs to the writer's thread while a line is being stored; ``context`` is what sticks
    as the person sees it, taken along by each line at the moment of Enter, so that a slow disk
    cannot mix up what was pressed in between.
    """

    desk: Desk = field(default_factory=Desk)
    context: Context = field(default_factory=Context)
    scene: Scene = field(default_factory=Scene)
    waiting: list[Waiting] = field(default_factory=list)
    editing: NoteId | None = None
    edited_line: str = ""
    last_note: Note | None = None
    fresh: bool = False

    # -- storing ---------------------------------------------------------------------------------

    def job(
        self, contents: Sequence[str], editing: NoteId | None, line_id: str, now: datetime
    ) -> Callable[[Project], list[Logged]]:
        """Return what the writer is to do with a line that was handed in."""
        desk, context = self.desk, self.context

        def store(project: Project) -> list[Logged]:
            if editing is not None:
                return [rewrite(project, editing, contents[0], unsent=line_id)]
            self.lay(desk, context)
            if len(contents) == 1:
                return [log(project, contents[0], desk, now=now, unsent=line_id)]
            return log_lines(project, contents, desk, now=now, unsent=line_id)

        return store

    @staticmethod
    def lay(desk: Desk, context: Context) -> None:
        """Put what sticks on the desk."""
        desk.stage, desk.personas, desk.channel = context.stage, context.personas, context.channel

    def stick(self, contents: Sequence[str], reading: Shorthand | None, names: Names) -> None:
        """Let stick what was handed in: a line as it was read, or several as they read now."""
        for one in [reading] if reading is not None else map(names.read, contents):
            self.context = self.after(one)

    def after(self, reading: Shorthand) -> Context:
        """Return what sticks after a line."""
        if not reading.has_text:
            return self.context
        personas = self.context.personas
        return Context(
            stick(reading.stage, reading.clear_stage, self.context.stage),
            reading.personas or (() if reading.clear_persona else personas),
            stick(reading.channel, reading.clear_channel, self.context.channel),
        )

    def settle(self) -> None:
        """Forget the lines that are stored by now: the scene holds them."""
        self.waiting = [one for one in self.waiting if not one.done]

    # -- what sticks -----------------------------------------------------------------------------

    def step(self, what: str, by: int) -> bool:
        """Go on to the next name of a list, and round over none; False where it is empty."""
        words = self.scene.names.everybody
        now = self.context
        if what == "stage":
            stage = _beside(words.stages, now.stage, by)
            self.context = Context(StageId(stage) if stage else None, now.personas, now.channel)
            return bool(words.stages)
        if what == "persona":
            first = now.personas[0] if now.personas else None
            persona = _beside(words.personas, first, by)
            chosen = (PersonaId(persona),) if persona else ()
            self.context = Context(now.stage, chosen, now.channel)
            return bool(words.personas)
        channel = _beside(words.channels, now.channel, by)
        self.context = Context(now.stage, now.personas, ChannelId(channel) if channel else None)
        return bool(words.channels)

    # -- editing ---------------------------------------------------------------------------------

    @property
    def edited(self) -> Note | None:
        """The note that is being edited."""
        return next((one for one in self.scene.notes if one.id == self.editing), None)

    def beside(self, step: int) -> Note | None:
        """Return the note before or after the one being edited; from none, the last one stored."""
        shown = self.scene.notes
        ids = [one.id for one in shown]
        if self.editing in ids:
            at = ids.index(self.editing) + step
            return shown[at] if 0 <= at < len(shown) else None
        if step > 0 or not shown:
            return None
        last = self.last_note.id if self.last_note is not None else None
        return shown[ids.index(last)] if last in ids else shown[-1]

    def open(self, note: Note) -> str | None:
        """Begin to edit a note; return its line, or None where no line can say it."""
        try:
            self.edited_line = line_of(note, self.scene.names)
        except (ValueError, UnknownName):
            return None
        self.editing = note.id
        return self.edited_line


def _beside(named: Sequence[Named], now: str | None, by: int) -> str | None:
    ring = [None, *(one.id for one in named)]
    at = ring.index(now) if now in ring else 0
    return ring[(at + by) % len(ring)]


class Offering:
    """Keeps the line of one Capture screen, and offers lines whose window is gone."""

    def __init__(self, screen: CaptureScreen) -> None:
        """Serve ``screen``."""
        self._screen = screen
        self._line_id = unsent_lines.new_line()
        self._is_kept = False
        self._held: list[str] = []
        self._autosave = Autosave(self._keep)
        self._left: tuple[Unsent, ...] = ()
        self._given_back: list[str] = []
        self._put_away: set[str] = set()

    # -- keeping what is typed -------------------------------------------------------------------

    def typed(self) -> None:
        """The line has changed."""
        self._autosave.touched()

    def beat(self) -> None:
        """Say that a line that rests is alive."""
        if not self._screen.line.is_empty:
            self._keep()

    def keep_now(self) -> None:
        """Keep the line at once: the app closes."""
        self._autosave.stop()
        self._keep()

    def hold(self, content: str) -> None:
        """Keep a line that was handed in and waits for the project to be read."""
        self._held.append(self._next_id())
        self._put(self._held[-1], content, len(content))

    def release(self) -> None:
        """Forget what is held still: it was typed anew, and has come to something else."""
        while self._held:
            self._put(self._held.pop(), "", 0)

    def hand_over(self) -> str:
        """Return the id under which the line is kept; what is typed next gets another.

        Lines that were held come first, since they were handed in first.
        """
        return self._held.pop(0) if self._held else self._next_id()

    def _next_id(self) -> str:
        self._autosave.stop()
        given, self._line_id = self._line_id, unsent_lines.new_line()
        self._is_kept = False
        if not self._screen.line.is_empty:  # somebody quick is typing the next one already
            self._autosave.touched()
        return given

    def _keep(self) -> None:
        shell, line = self._screen.shell, self._screen.line
        if not shell.is_open or shell.gateway.read_only or (line.is_empty and not self._is_kept):
            return
        self._is_kept = not line.is_empty
        self._put(self._line_id, line.content, line.cursor)

    def _put(self, line_id: str, text: str, cursor: int) -> None:
        self._screen.gateway.write(
            partial(
                unsent_lines.keep,
                line_id=line_id,
                text=text,
                cursor=cursor,
                session=self._screen.window.desk.session,
            ),
            failed=lambda _: None,
            key=f"unsent {line_id}",
            quiet=True,
        )

    # -- offering --------------------------------------------------------------------------------

    def look(self) -> None:
        """Look for lines whose window is gone."""
        self._screen.gateway.read(unsent_lines.left_behind, self._found, key="unsent lines")

    def _found(self, left: tuple[Unsent, ...]) -> None:
        self._left = tuple(one for one in left if one.id not in self._put_away)
        self._show()

    def give_back(self, content: str) -> None:
        """Offer a line that was refused, since something else is being typed by now."""
        self._given_back.append(content)
        self._show()

    def take(self) -> bool:
        """Put what is offered into the empty line; False where nothing is."""
        if self._given_back:
            self._screen.line.fill(self._given_back.pop())
            self._show()
            return True
        if not self._left:
            return False
        line, self._left = self._left[0], self._left[1:]
        self._screen.line.fill(line.text, line.cursor)
        self._is_kept = True
        self._screen.gateway.write(
            partial(unsent_lines.take_over, line=line, line_id=self._line_id),
            partial(self._taken, line),
            failed=lambda _: None,
            quiet=True,
        )
        self._show()
        return True

    def _taken(self, line: Unsent, mine: Unsent | None) -> None:
        if mine is None and self._screen.line.content == line.text:
            self._screen.line.fill("")
            self._screen.shell.say("Another window has taken that line already.")

    def put_away(self) -> bool:
        """Offer it another time; False where nothing is offered."""
        if not self._left:
            return False
        self._put_away.add(self._left[0].id)
        self._left = self._left[1:]
        self._show()
        return True

    def _show(self) -> None:
        told = self._told()
        for bar in self._screen.query("#offered").results(Static):  # none while the app closes
            bar.set_class(bool(told), "shown")
            bar.update(one_line(told, max(20, self._screen.size.width - 5)))

    def _told(self) -> str:
        if self._given_back:
            return f"Not stored: “{self._given_back[-1][:200]}”  Tab takes it"
        if not self._left:
            return ""
        line = self._left[0]
        more = f" ({len(self._left)} such lines)" if len(self._left) > 1 else ""
        when = line.updated.astimezone()
        today = datetime.now(UTC).astimezone().date()
        time = f"{when:%H:%M}" if when.date() == today else f"{when:%Y-%m-%d %H:%M}"
        text = line.text if len(line.text) <= 44 else f"{line.text[:43]}…"
        return f"Not sent at {time}: “{text}”{more}  Tab takes it, Esc leaves it"
