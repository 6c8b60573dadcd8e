"""What one window of Capture carries: what sticks, what waits to be stored, what is edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from capture.jobs.notes import Desk, Logged, log, log_lines, rewrite, stick
from capture.jobs.sessions import Scene
from capture.jobs.vectors import Ears
from capture.reading import Names, line_of
from capture.widgets.frame import Context
from data.errors import UnknownName
from data.records import ChannelId, Note, NoteId, PersonaId, StageId

if TYPE_CHECKING:
    from capture.gateway import Project, Ticket
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
    ears: Ears = field(default_factory=Ears)
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
