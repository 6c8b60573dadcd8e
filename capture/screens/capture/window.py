"""What one window of Capture carries: what sticks, what waits, and lines that are not notes yet.

All of it loads behind the first picture, with everything that stores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from capture.autosave import Autosave
from capture.gateway import PASSING
from capture.handler import is_gone
from capture.jobs import unsent as unsent_lines
from capture.jobs.notes import (
    Act,
    ChangedMeanwhile,
    Logged,
    Place,
    keep_beside,
    log,
    log_lines,
    mark_time,
    rewrite,
)
from capture.jobs.sessions import Scene
from capture.literal import line as one_line
from capture.reading import Names, Sticking, line_of, remark_before
from capture.rescue import key_of
from capture.widgets.log import Pending
from data.errors import NotFound, SaysoError, UnknownName
from data.records import (
    ChannelId,
    Note,
    NoteId,
    ParticipantId,
    PersonaId,
    SessionId,
    SessionKind,
    StageId,
)
from data.shorthand import AGAINST, describe
from data.text import clip, visible

if TYPE_CHECKING:
    from textual.widgets import Static

    from capture.gateway import Project
    from capture.jobs.unsent import Unsent
    from capture.shell import Shell
    from capture.widgets.line import Line
    from capture.widgets.log import NoteLog
    from capture.widgets.readout import Readout
    from data.shorthand import Named, Shorthand


@dataclass(slots=True, eq=False)
class Waiting:
    """A line that was handed in: ``done`` once it is stored, ``refused`` while it cannot be.

    ``seen`` is the note that it changes, as it was when the line was made of it; ``line_id`` is
    what it is kept under until it is stored.
    """

    content: str
    seen: Note | None = None
    line_id: str = ""
    done: bool = False
    refused: bool = False


@dataclass(slots=True, eq=False)
class Window:
    """The state of one window.

    ``place`` is where the last line that was stored has left things; ``sticking`` is what sticks as
    the person sees it, taken along by each line at the moment of Enter, so that a slow disk cannot
    mix up what was pressed in between.  ``seen`` is the note that is being edited, as it was when
    its line was made: what it is compared with when the line is stored.
    """

    place: Place = field(default_factory=Place)
    sticking: Sticking = field(default_factory=Sticking)
    scene: Scene = field(default_factory=Scene)
    seen: Note | None = None
    edited_line: str = ""
    last_note: Note | None = None

    @property
    def alone(self) -> ParticipantId | None:
        """Who is meant where nobody is named: the one person of an interview."""
        session = self.scene.session
        if session is None or session.kind is not SessionKind.CUSTOMER_INTERVIEW:
            return None
        return session.roster[0] if len(session.roster) == 1 else None

    @property
    def session(self) -> SessionId | None:
        """The session that lines go to; None before one is begun or gone on with."""
        return self.place.session

    def move_to(self, session: SessionId) -> None:
        """Let lines go to another session, where there is no last note yet."""
        self.place = Place(session)
        self.last_note = None

    # -- storing ---------------------------------------------------------------------------------

    def job(
        self, contents: Sequence[str], seen: Note | None, line_id: str, now: datetime
    ) -> Callable[[Project], list[Logged]]:
        """Return what the writer is to do with a line that was handed in."""
        sticking = self.sticking

        def store(project: Project) -> list[Logged]:
            before = self.place
            place = replace(before, sticking=sticking)
            if seen is not None:
                return [rewrite(project, seen, "\n".join(contents), place, unsent=line_id)]
            if len(contents) == 1:
                done = [log(project, contents[0], place, now=now, unsent=line_id)]
            else:
                done = log_lines(project, contents, place, now=now, unsent=line_id)
            self._left(before, done[-1].place)
            return done

        return store

    def mark_of_time(self, now: datetime) -> Callable[[Project], list[Logged]]:
        """Return what the writer is to do to mark the time."""
        sticking = self.sticking

        def store(project: Project) -> list[Logged]:
            before = self.place
            done = mark_time(project, replace(before, sticking=sticking), now=now)
            self._left(before, done.place)
            return [done]

        return store

    def _left(self, before: Place, after: Place) -> None:
        # In the writer's thread: another session may have been gone to meanwhile.
        if self.place is before:
            self.place = after

    def stick(self, contents: Sequence[str], reading: Shorthand | None, names: Names) -> None:
        """Let stick what was handed in: a line as it was read, or several as they read now."""
        for read in [reading] if reading is not None else map(names.read, contents):
            self.sticking = self.sticking.after(read)

    # -- what sticks -----------------------------------------------------------------------------

    def step(self, listed: str, by: int) -> bool:
        """Go on to the next name of a list, and round over none; False where it is empty."""
        words, now = self.scene.names.everybody, self.sticking
        if listed == "stage":
            stage = _beside(words.stages, now.stage, by)
            self.sticking = replace(now, stage=StageId(stage) if stage else None)
            return bool(words.stages)
        if listed == "persona":
            persona = _beside(words.personas, now.personas[0] if now.personas else None, by)
            self.sticking = replace(now, personas=(PersonaId(persona),) if persona else ())
            return bool(words.personas)
        channel = _beside(words.channels, now.channel, by)
        self.sticking = replace(now, channel=ChannelId(channel) if channel else None)
        return bool(words.channels)

    # -- editing ---------------------------------------------------------------------------------

    @property
    def editing(self) -> NoteId | None:
        """The id of the note that is being edited."""
        return self.seen.id if self.seen is not None else None

    @property
    def edited(self) -> Note | None:
        """The note that is being edited, as it is by now."""
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
        self.seen = note
        return self.edited_line

    def note_stored(self, note: Note) -> None:
        """Know of a note as it was stored, before the scene is read anew."""
        self.last_note = note
        same = (note if one.id == note.id else one for one in self.scene.notes)
        self.scene = replace(self.scene, notes=tuple(same))


def _beside(named: Sequence[Named], now: str | None, by: int) -> str | None:
    ring = [None, *(one.id for one in named)]
    at = ring.index(now) if now in ring else 0
    return ring[(at + by) % len(ring)]


_GHOSTS_UNTIL = 3  # notes in the session after which nobody needs to be shown how it is done


def tell(readout: Readout, line: Line, window: Window) -> None:
    """Have the readout say what the line says, and what can be done with it."""
    reading, names = line.reading, line.names
    here = [one for one in window.scene.notes if one.session == window.session]
    ghosts = line.is_empty and not window.editing and len(here) < _GHOSTS_UNTIL
    hint = reading.hints[0].message if reading.hints else ""
    lines = line.pasted_lines
    if lines and not window.editing:
        hint = f"Enter stores one note; Tab makes {len(lines)} notes of it."
    elif line.folded:
        hint = f"⋯ stands for {line.folded:,} characters that are stored but not shown."
    tip = "Tab begins the tags" if line.can_begin_tags else ""
    said = _in_words(reading, window, here, names)
    hint = hint or _unheard(reading, window, here)
    if line.is_empty and not ghosts:
        said, tip = "", "who: what they said ,,tags    ↑ edits the last note"
    readout.tell(said, hint, line.offers, tip=tip, ghosts=ghosts)


def _in_words(reading: Shorthand, window: Window, here: Sequence[Note], names: Names) -> str:
    """Return what the note will carry: what the line says, and what sticks though it does not."""
    wider = describe(reading, names.everybody) if reading.has_speaker else ""
    said = wider or describe(reading, names.nearest)
    if window.editing or not reading.has_text:
        return said
    against = _said_against(reading, window, here)
    if against is not None:
        said = said.replace(AGAINST, f"against “{clip(visible(against.text[:400]), 30)}”")
    stuck = describe(window.sticking.beyond(reading), names.everybody)
    return " · ".join(filter(None, (said, f"as before: {stuck}" if stuck else "")))


def _said_against(reading: Shorthand, window: Window, here: Sequence[Note]) -> Note | None:
    """Return the remark that the line's ``no`` is said against, as far as it is known here."""
    speaker = reading.speaker or window.alone
    if not reading.disagrees or reading.card or not (speaker or reading.new_speaker):
        return None
    return remark_before(here, speaker or ParticipantId(""))


def _unheard(reading: Shorthand, window: Window, here: Sequence[Note]) -> str:
    """Return why a ``no`` will be left over, "" where it will not."""
    is_taken = reading.card or not reading.disagrees or not reading.has_text
    if is_taken or _said_against(reading, window, here) is not None:
        return ""
    if window.editing:
        return "“no” will be left over: editing a remark puts it against nothing."
    if reading.has_speaker or window.alone:
        return "“no” will be left over: no remark of somebody else is before it."
    return "“no” will be left over: nobody is named who says so."


def told(logged: Logged, known: Mapping[str, str]) -> str:
    """Return a sentence on what the line did; "" for a new note alone, which is seen."""
    about = f"“{clip(visible(logged.note.text[:400]), 40)}”"
    who = known.get(logged.reading.speaker or "", "")
    if logged.reading.new_speaker is not None:
        who = visible(logged.reading.new_speaker.name)
    match logged.act:
        case Act.AGREED:
            return f"{who or 'Somebody'} agrees with {about}."
        case Act.DISAGREED:
            return f"{who or 'Somebody'} disagrees with {about}."
        case Act.KEPT:
            return f"Both are kept: {about} is a note of its own."
        case Act.CHANGED if logged.against is None:
            return f"Changed: {about}."
    if logged.against is not None:
        return f"{about} stands against “{clip(visible(logged.against.text[:400]), 40)}”."
    if logged.note.set_aside:
        return f"{about} says nothing: set aside, no evidence."
    left = [hint.message for hint in logged.reading.hints if hint.word == "no"]
    return left[0] if left else ""


@dataclass(slots=True, eq=False)
class Outbox:
    """Lines on their way into the project, shown in the log until they are there.

    ``tell_stored`` is told of each new note.
    """

    shell: Shell
    window: Window
    line: Line
    log_view: NoteLog
    offering: Offering
    tell_stored: Callable[[Logged], None]
    early: list[Waiting] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    def hold(self, content: str) -> None:
        """Show and keep a line until it is handed in anew, to be read by the project's names."""
        self.early.append(Waiting(content))
        self.waiting.append(self.early[-1])
        self.offering.hold(content)
        self.show()

    def release(self) -> None:
        """Let go of what was held: all of it has been handed in anew."""
        self.offering.release()
        while self.early:
            self.waiting.remove(self.early.pop())
        self.show()

    def send(self, contents: tuple[str, ...], reading: Shorthand | None) -> None:
        """Store one line, or several as a note each in one change."""
        line_id = self.offering.hand_over()
        if self.early:
            self.waiting.remove(self.early.pop(0))
        if not self.shell.notice.lasting:
            self.shell.dismiss_notice()
        window = self.window
        seen, window.seen = window.seen, None
        job = window.job(contents, seen, line_id, datetime.now(UTC))
        if seen is None:
            window.stick(contents, reading, self.line.names)
        self._hand_in(Waiting("\n".join(contents), seen, line_id), job)

    def _hand_in(self, waiting: Waiting, job: Callable[[Project], list[Logged]]) -> None:
        self.waiting.append(waiting)
        self.log_view.choose(None)
        self.show()
        self.shell.gateway.write(
            job,
            partial(self._stored, waiting),
            failed=partial(self._refused, waiting),
            label="keep a changed note" if waiting.seen is not None else "store a note",
            text=waiting.content,
            key=key_of(waiting.line_id) if waiting.line_id else "",
        )

    def mark_time(self) -> None:
        """Store a mark of the time."""
        job = self.window.mark_of_time(datetime.now(UTC))
        self.shell.gateway.write(job, partial(self._stored, Waiting("")), label="mark the time")

    def show(self) -> None:
        """Show in the log what is not stored yet."""
        self.log_view.wait_for(tuple(Pending(one.content, one.refused) for one in self.waiting))

    def settle(self) -> None:
        """Forget the lines that are stored by now: the scene holds them."""
        self.waiting = [one for one in self.waiting if not one.done]
        self.show()

    def _stored(self, waiting: Waiting, done: list[Logged]) -> None:
        waiting.done = True
        last = done[-1]
        self.window.note_stored(last.note)
        if self.shell.session != last.session.id:
            self.shell.show_session(last.session.id)
        known = self.window.scene.known
        said = told(last, known) if len(done) == 1 else f"{len(done)} notes stored."
        if said:
            self.shell.say(said)
        if last.act is Act.STORED and len(done) == 1:
            self.tell_stored(last)

    def _refused(self, waiting: Waiting, error: SaysoError) -> None:
        """Keep showing what waits for the disk; give back what was refused for good."""
        if isinstance(error, PASSING):
            waiting.refused = True
            self.show()
            return
        self.waiting.remove(waiting)
        self.show()
        if isinstance(error, ChangedMeanwhile) and self._line_of(error.note) == waiting.content:
            self.offering.keep_apart(waiting.line_id, "")  # both did the same: nothing to choose
            return
        if isinstance(error, ChangedMeanwhile):
            waiting.seen = error.note
            give_back = partial(self._compare, waiting, error.note)
        else:
            gone = waiting.seen is not None and isinstance(error, NotFound)
            waiting.seen = None if gone else waiting.seen
            give_back = partial(self._fill, waiting)
            self.shell.say(_REMOVED if gone else str(error), "warning")
        if self.line.is_empty and self.window.seen is None:
            give_back()
        else:
            self.offering.keep_apart(waiting.line_id, waiting.content)
            self.offering.give_back(waiting.content, give_back)

    def _fill(self, waiting: Waiting) -> None:
        """Put a line back where it was typed."""
        self.window.seen, self.window.edited_line = waiting.seen, ""
        self.offering.keep_under(waiting.line_id)
        self.line.fill(waiting.content)

    # -- where another window was quicker ----------------------------------------------------------

    def _compare(self, waiting: Waiting, theirs: Note) -> None:
        """Put a line back, and ask whether it is to stand, or what another window has stored."""
        self._fill(waiting)
        self.shell.begin(self._choose(waiting, theirs), self.line)

    async def _choose(self, waiting: Waiting, theirs: Note) -> None:
        from capture.screens.versions import VersionsScreen

        content = waiting.content
        choice = await self.shell.ask(VersionsScreen(content, self._line_of(theirs)))
        if self.line.content != content or self.window.seen is not theirs:
            return  # somebody typed on
        if choice in ("mine", "both"):
            waiting.line_id = line_id = self.offering.hand_over()
            place = replace(self.window.place, sticking=self.window.sticking)
            keep = rewrite if choice == "mine" else keep_beside
            self._leave()
            self._hand_in(
                waiting, lambda project: [keep(project, theirs, content, place, unsent=line_id)]
            )
        elif choice == "theirs":
            self._leave()
            self.offering.keep_now()
            # Not in the project and not wanted there; but one key may have been a slip.
            self.offering.give_back(content, partial(self._fill, Waiting(content)), may_go=True)

    def _leave(self) -> None:
        self.window.seen = None
        self.line.fill("")
        self.log_view.choose(None)

    def _line_of(self, note: Note) -> str:
        try:
            return line_of(note, self.line.names)
        except (ValueError, UnknownName):
            return note.text


_REMOVED = "That note was removed meanwhile. Your line is here: Enter stores it as a new note."


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A line that was handed in and not stored; ``may_go`` where nobody need want it back."""

    content: str
    take: Callable[[], None]
    may_go: bool


class Offering:
    """Keeps the line of one Capture screen, and offers lines whose window is gone."""

    def __init__(self, shell: Shell, window: Window, line: Line, bar: Static) -> None:
        """Keep ``line``, and offer in ``bar``."""
        self._shell = shell
        self._window = window
        self._line = line
        self._bar = bar
        self._line_id = unsent_lines.new_line()
        self._is_kept = False
        self._held: list[str] = []
        self._autosave = Autosave(self._keep)
        self._left: tuple[Unsent, ...] = ()
        self._given_back: list[GivenBack] = []
        self._follows = False
        self._put_away: set[str] = set()

    # -- keeping what is typed -------------------------------------------------------------------

    def typed(self) -> None:
        """The line has changed."""
        self._autosave.touched()

    def beat(self) -> None:
        """Say that a line that rests is alive."""
        if not self._line.is_empty:
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

    def keep_apart(self, line_id: str, content: str) -> None:
        """Keep a line that is not in the line any more, to be offered if this window goes.

        Without content it is forgotten.
        """
        if line_id:
            self._put(line_id, content, len(content))

    def keep_under(self, line_id: str) -> None:
        """Keep the line, which is empty now, under the id that it had before it came back."""
        if line_id:
            self.keep_now()
            self._line_id, self._is_kept = line_id, True

    def _next_id(self) -> str:
        self._autosave.stop()
        kept_under, self._line_id = self._line_id, unsent_lines.new_line()
        self._is_kept = False
        if not self._line.is_empty:  # somebody quick is typing the next one already
            self._autosave.touched()
        return kept_under

    def _keep(self) -> None:
        shell, line = self._shell, self._line
        if not shell.may_keep or (line.is_empty and not self._is_kept):
            return
        self._is_kept = not line.is_empty
        self._put(self._line_id, line.content, line.cursor)

    def _put(self, line_id: str, text: str, cursor: int) -> None:
        self._shell.gateway.write(
            partial(
                unsent_lines.keep,
                line_id=line_id,
                text=text,
                cursor=cursor,
                session=self._window.session,
            ),
            failed=lambda _: None,
            label="a line that was not sent",
            text=text,
            key=key_of(line_id),
            quiet=True,
        )

    # -- offering --------------------------------------------------------------------------------

    def look(self) -> None:
        """Look for lines whose window is gone, and go on looking while nothing else is done."""
        self._shell.begin(self._look(), self._bar)
        if not self._follows:
            self._follows = True
            self._shell.gateway.follow(unsent_lines.left_ids, self._left_changed)

    def _left_changed(self, ids: frozenset[str]) -> None:
        if not is_gone(self._bar) and ids != {one.id for one in self._left} | self._put_away:
            self._shell.begin(self._look(), self._bar)

    async def _look(self) -> None:
        left = await self._shell.gateway.read(unsent_lines.left_behind, key="unsent lines")
        self._left = tuple(one for one in left if one.id not in self._put_away)
        self._show()

    def give_back(self, content: str, take: Callable[[], None], *, may_go: bool = False) -> None:
        """Offer a line that was refused; ``take`` is done where it is wanted back."""
        self._given_back.append(GivenBack(content, take, may_go))
        self._show()

    def take(self) -> bool:
        """Put what is offered into the empty line; False where nothing is."""
        if self._given_back:
            self._given_back.pop().take()
            self._show()
            return True
        if not self._left:
            return False
        line, self._left = self._left[0], self._left[1:]
        self._put_away.add(line.id)  # a look that has begun may still find it
        self._line.fill(line.text, line.cursor)
        self._is_kept = True
        if isinstance(line, unsent_lines.Rescued):
            # Under its own id, and not by the way: its words leave the rescue file with this.
            self._line_id = line.id
            self._shell.gateway.write(
                partial(unsent_lines.adopt, line=line),
                partial(self._taken, line),
                failed=lambda _: None,
                label="take a line that was kept",
            )
        else:
            self._shell.gateway.write(
                partial(unsent_lines.take_over, line=line, line_id=self._line_id),
                partial(self._taken, line),
                failed=lambda _: None,
                quiet=True,
            )
        self._show()
        return True

    def _taken(self, line: Unsent, mine: Unsent | None) -> None:
        if mine is None and self._line.content == line.text:
            self._line.fill("")
            self._shell.say("Another window has taken that line already.")

    def put_away(self) -> bool:
        """Offer it another time; False where nothing is offered.

        What was given back stays, unless it may go.
        """
        if self._given_back:
            if not self._given_back[-1].may_go:
                return False
            self._given_back.pop()
            self._show()
            return True
        if not self._left:
            return False
        self._put_away.add(self._left[0].id)
        self._left = self._left[1:]
        self._show()
        return True

    def _show(self) -> None:
        said = self._said()
        if not is_gone(self._bar):
            self._bar.set_class(bool(said), "shown")
            self._bar.update(one_line(said, max(20, self._bar.screen.size.width - 5)))

    def _said(self) -> str:
        if self._given_back:
            last = self._given_back[-1]
            drops = ", Esc drops it" if last.may_go else ""
            return f"Not stored: “{last.content[:200]}”  Tab takes it{drops}"
        if not self._left:
            return ""
        line = self._left[0]
        more = f" ({len(self._left)} such lines)" if len(self._left) > 1 else ""
        when = line.updated.astimezone()
        today = datetime.now(UTC).astimezone().date()
        time = f"{when:%H:%M}" if when.date() == today else f"{when:%Y-%m-%d %H:%M}"
        text = line.text if len(line.text) <= 44 else f"{line.text[:43]}…"
        done = "stored" if isinstance(line, unsent_lines.Rescued) else "sent"
        return f"Not {done} at {time}: “{text}”{more}  Tab takes it, Esc leaves it"
