"""The one bridge between the screens and the project, and the threads behind it.

SQLite wants a connection to stay in its thread, and the screen must never wait for a disk.  So a
lane is a thread with its own open project and a line of jobs before it.

How a key travels.  Textual gives it to the screen, which finds the action that it is bound to;
where that needs the project, it begins a coroutine (see `capture.handler`), which runs in the
thread that paints and asks here::

    page = await self.gateway.read(lambda project: history.page(project, wanted), key="history")
    self.rows.show(len(page.operations))

`Gateway.read` puts the job before the reader's lane and lets the coroutine wait; keys and painting
go on.  The reader's thread takes the job, calls it with its own project, and has the loop of the
thread that paints set the answer: not by a message of the app, since the app may be just the one
that waits.  The worker of the screen goes on with the coroutine, unless the screen is gone; then
nothing is told.  Storing goes the same way through the writer's lane, but is told by a message and
two callbacks, since a job that the disk refuses ends twice: it is kept and ``failed`` is told, and
when the disk has room again it is stored and ``then`` is told.  Its words lie in a rescue file
meanwhile (`capture.rescue`), and nothing goes into a file that is not the one that was opened, or
that has lost what was stored in it.  `Gateway.compute` is for what takes
long: it has a lane of its own, tells how far it is, and may be given up.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from textual.dom import DOMNode
from textual.message import Message

from capture.backing import BackupThread
from capture.custody import AnotherProject, Custody
from capture.custody import OlderCopy as OlderCopy
from capture.handler import Fault, Superseded, is_gone
from capture.lanes import Lane, Watch, Work, never
from capture.lanes import Ticket as Ticket
from capture.rescue import Keeper
from data.errors import (
    Cancelled,
    DiskFull,
    NewerProject,
    NotAProject,
    Progress,
    ProjectDamaged,
    ProjectLocked,
    ProjectMissing,
    ProjectOlder,
    ProjectReadOnly,
    ProjectReplaced,
    SaysoError,
    StorageFailed,
)

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    # Screens name the type of what their jobs are given, and import it from here.
    from data.store.project import Project as Project

PASSING: tuple[type[SaysoError], ...] = (
    ProjectLocked,
    ProjectReadOnly,
    DiskFull,
    StorageFailed,
    ProjectReplaced,
    ProjectMissing,
    ProjectDamaged,
    NotAProject,
    NewerProject,
)
"""Failures of the disk, the lock or the file: the same job may succeed later, so it is kept."""


def slowly(tell: Callable[[Progress, int, int], None], progress: Progress) -> Progress:
    """Return what passes progress on through ``tell``: ten times a second, and at the end."""
    last = 0.0

    def told(done: int, total: int) -> None:
        nonlocal last
        now = monotonic()
        if done >= total or now - last > 0.1:
            last = now
            tell(progress, done, total)

    return told


def _is_passing(error: Exception) -> bool:
    return isinstance(error, PASSING)


_REASONS: tuple[tuple[type[SaysoError], str], ...] = (
    (AnotherProject, "another project lies in the place of {name}"),
    (ProjectOlder, "an older copy lies in the place of {name}{lost}"),
    (ProjectReplaced, "{name} was moved, deleted or replaced"),
    (ProjectMissing, "{name} is not there any more"),
    (ProjectLocked, "another program is writing to {name}"),
    (ProjectReadOnly, "{name} or its folder cannot be written to"),
    (DiskFull, "there is no room left on the disk of {name}"),
    (StorageFailed, "the disk refused to write {name}"),
    (ProjectDamaged, "{name} is damaged; `sayso check` says how"),
    (NotAProject, "what lies in the place of {name} is no project"),
    (NewerProject, "a newer version of sayso has changed {name}"),
)

_WHAT_TO_DO: tuple[tuple[type[SaysoError], str], ...] = (
    (OlderCopy, "Put the file back that was open; Ctrl+R asks whether to go on with this one."),
    (ProjectReplaced, "Put the file back that was open; Ctrl+R tries again."),
)


def why_not(error: SaysoError, path: Path, words: str = "Your words are kept here.") -> str:
    """Return one sentence: what is the matter, where the ``words`` are, and what to do.

    The library's own sentence ends with what a person at a command line should do; here the job
    is kept and tried again by itself.
    """
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            lost = getattr(error, "lost", 0)
            told = f": {lost} that were stored here are not in it" if lost else ""
            matter = reason.format(name=path.name, lost=told)
            to_do = next((one for kind, one in _WHAT_TO_DO if isinstance(error, kind)), "")
            return f"NOT STORED: {matter}. {words} {to_do or 'Ctrl+R tries again.'}"
    return str(error)


_T = TypeVar("_T")

_CLOSING_SECONDS = 15.0  # a writer waits five for another program, perhaps twice
_OTHERS_SECONDS = 2.0


class Storing(Enum):
    """Whether everything that was handed in is in the file; the value is what people read."""

    STORED = "stored"
    STORING = "storing"
    NOT_STORED = "NOT STORED"
    READ_ONLY = "READ-ONLY"
    DAMAGED = "DAMAGED"


@dataclass(eq=False, kw_only=True)
class ProjectChanged(Message, bubble=False):
    """Something was stored: by this window (``own``), or by another window or program."""

    own: bool


@dataclass(frozen=True, slots=True)
class _Write:
    """Something to be stored: who is told how it ended, and how much of it shows."""

    ticket: Ticket
    then: Callable[[Any], object] | None
    failed: Callable[[SaysoError], None] | None
    quiet: bool
    owner: DOMNode | None


@dataclass(slots=True, eq=False)
class _Followed:
    """Something that is asked whenever the writer is idle, and its last answer."""

    job: Callable[[Project], Any]
    then: Callable[[Any], None]
    last: Any = None


class WriteOptions(TypedDict, total=False):
    """What may be said of a `Gateway.write` besides its job and who is told of its success."""

    failed: Callable[[SaysoError], None] | None
    label: str
    text: str
    key: str
    quiet: bool
    task: Ticket | None


class Gateway:
    """Three lanes to one project: a writer, a reader and one for long computations."""

    @dataclass(eq=False)
    class Delivered(Message, bubble=False):
        """A result has come; the app runs ``call`` in the thread that paints."""

        call: Callable[[], None]

    @dataclass(eq=False)
    class StoringChanged(Message, bubble=False):
        """What the title bar shows has changed; ``error`` says why something is not stored."""

        state: Storing
        error: SaysoError | None

    @dataclass(eq=False)
    class Cautioned(Message, bubble=False):
        """Something is stored, with a but."""

        text: str

    @dataclass(eq=False)
    class Opened(Message, bubble=False):
        """The project is open, or could not be (``error``)."""

        error: SaysoError | None

    @dataclass(eq=False)
    class Warned(Message, bubble=False):
        """Something by the way, such as a backup, failed; what is stored is safe."""

        text: str

    @dataclass(eq=False)
    class Trouble(Message, bubble=False):
        """A job met an internal error; ``during`` is the name of the lane it happened in."""

        error: Exception
        during: str

    def __init__(self, app: App[Any], path: Path, *, author: str = "") -> None:
        """Prepare the lanes; nothing is opened before `start`.  Changes carry the ``author``."""
        self.path = path.absolute()
        self._author = author
        self.state = Storing.STORED
        self.read_only = False
        self.notices: tuple[str, ...] = ()
        self._app = app
        self._lock = threading.Lock()
        self._outstanding = Counter[str]()
        self._computing: set[Ticket] = set()
        self._latest: dict[str, Ticket] = {}
        self._ready = threading.Event()
        self._seen: int | None = None
        self._cautioned = False
        self._trouble: SaysoError | None = None
        self._told = str(None)  # of the trouble, in the writer's thread
        self._damage: ProjectDamaged | None = None
        self._error: SaysoError | None = None
        self._followed: list[_Followed] = []
        self._rescue = Keeper(self.path, self._rescue_changed)
        self._custody = Custody(self.path, self._rescue)
        watch = Watch(self._look, self._see_stored, self._broke)
        self._writer = Lane("writer", self._open_writer, watch)
        self._reader = Lane("reader", partial(self._open_other, read_only=True))
        self._computer = Lane("compute", partial(self._open_other, read_only=False))
        self._lanes = (self._writer, self._reader, self._computer)
        self._backups = BackupThread(
            self.path,
            lambda text: self._post(self.Warned(text)),
            lambda error, during: self._post(self.Trouble(error, during)),
        )
        self._started = False

    def start(self) -> None:
        """Open the project in the writer's thread; `Opened` is posted when it is, or cannot be."""
        self._started = True
        for lane in self._lanes:
            lane.start()
        opening = Ticket(label="open the project")
        self._count(self._writer, 1)
        work = Work(lambda project, _: project.read_only, self._opened, opening, True)
        work.stays = self._is_worth_waiting
        self._writer.put(work)

    def write(
        self,
        job: Callable[[Project], _T],
        then: Callable[[_T], object] | None = None,
        *,
        failed: Callable[[SaysoError], None] | None = None,
        label: str = "",
        text: str = "",
        key: str = "",
        quiet: bool = False,
        task: Ticket | None = None,
        owner: DOMNode | None = None,
    ) -> Ticket:
        """Store something, after everything that was handed in before.

        Where the disk or a lock refuses, the job is kept and tried again, ``failed`` is told, and
        the state is NOT STORED; `Ticket.cancel` takes it back.  Any other refusal (a name that is
        taken) ends the job, and ``failed``, or the app's message bar, says so.

        Args:
            job: does all of it in one change; may run more than once, the last time successfully.
            then: gets what ``job`` returned.
            failed: gets the error.
            label: what people call it: "rename a stage".
            text: what they would lose with it; listed when they quit.
            key: of several jobs with one key only the newest counts, and its ``text`` alone is
                in need of rescue.
            quiet: for what is saved by the way (a line being typed): changes no state, and is not
                tried again; its ``text`` is rescued all the same.
            task: from `task`, for what takes long.
            owner: the screen or widget that is to be told; once it is gone, nobody is.
        """
        ticket = task or Ticket(label, text)
        self._supersede(key, ticket)
        if text or (quiet and key):
            ticket.key = key or os.urandom(8).hex()
            self._rescue.hold(ticket.key, ticket, text, label)
        self._count(self._writer, 1)
        settle = partial(self._settle, _Write(ticket, then, failed, quiet, owner))
        work = Work(lambda project, _: job(project), settle, ticket, quiet)
        work.stays = never if quiet else _is_passing
        self._writer.put(work)
        if not quiet and self.state is Storing.STORED:
            self._set_state(Storing.STORING, None)
        return ticket

    def task(self, label: str, progress: Callable[[int, int], None]) -> Ticket:
        """Return a ticket for a long `write`, whose job tells it progress and asks it to stop."""
        return Ticket(label, on_progress=self._teller(progress))

    async def read(self, job: Callable[[Project], _T], *, key: str = "") -> _T:
        """Read something.

        Raises:
            Superseded: a later question with the same ``key`` was asked before the answer came.
        """
        found: _T = await self._answer(self._reader, lambda project, _: job(project), Ticket(), key)
        return found

    async def compute(
        self,
        job: Callable[[Project, Ticket], _T],
        *,
        key: str = "",
        progress: Callable[[int, int], None] | None = None,
        task: Ticket | None = None,
    ) -> _T:
        """Do something long.

        ``job`` asks ``ticket.cancelled()`` and calls ``ticket.progress``; ``task`` is that ticket,
        from `task`, where who asks wants to be able to give it up.

        Raises:
            Cancelled: it was given up.
            Superseded: as by `read`.
        """
        ticket = task or Ticket()
        if progress is not None:
            ticket.on_progress = self._teller(progress)
        answer: _T = await self._answer(self._computer, job, ticket, key)
        return answer

    async def _answer(
        self, lane: Lane, job: Callable[[Project, Ticket], Any], ticket: Ticket, key: str
    ) -> Any:
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        deliver = partial(self._deliver_answer, loop, answer, lane, ticket)
        if lane is self._computer:
            self._computing.add(ticket)
        self._supersede(key, ticket)
        self._count(lane, 1)
        lane.put(Work(job, partial(_in_loop, loop, deliver), ticket))
        value, error = await answer
        if ticket.cancelled():  # perhaps since the answer came: who waits goes on a step later
            raise Superseded if key and self._latest.get(key) is not ticket else Cancelled
        if error is not None:
            raise error
        return value

    async def look_at_pages(self) -> None:
        """Look once whether the file's pages hold together, and say for ever where they do not."""
        broken = await self.compute(lambda project, _: project.broken_page())
        if broken:
            self.note_damage(
                ProjectDamaged(
                    f"{self.path} is damaged: what you store may be refused. Keep the file as it "
                    "is and go back to a backup; `sayso check` says what is wrong."
                )
            )

    def retry(self) -> None:
        """Try again to store what could not be stored."""
        self._writer.retry()

    def accept_older(self) -> None:
        """Go on with the older copy that lies in the project's place, since the person says so.

        What was stored here and is not in it is offered as lines.
        """
        self._custody.accept_older()
        self._writer.retry()

    def follow(self, job: Callable[[Project], _T], then: Callable[[_T], None]) -> None:
        """Ask something whenever the writer is idle; ``then`` is told when the answer changes."""
        self._followed.append(_Followed(job, then))

    def unstored(self) -> tuple[Ticket, ...]:
        """What is not in the file yet, oldest first."""
        return self._writer.kept()

    def at_risk(self) -> tuple[Ticket, ...]:
        """What a rescue file is for: `unstored`, lines being typed, and what vanished again."""
        kept = self.unstored()
        held = [one.owner for one in self._rescue.words()]
        return (*kept, *(one for one in held if isinstance(one, Ticket) and one not in kept))

    @property
    def rescue_path(self) -> Path | None:
        """The rescue file, where there is one."""
        return self._rescue.path

    @property
    def error(self) -> SaysoError | None:
        """Why the state is not what one would wish."""
        return self._error

    def explain(self, error: SaysoError) -> str:
        """Return the sentence on something that is not stored, with where the words are."""
        words = "Your words are kept here."
        if self._rescue.problem:
            words = (
                "Your words are in this window ALONE: the rescue file cannot be written either "
                f"({self._rescue.problem}); copy them before you close it."
            )
        elif self._rescue.path is not None:
            words = "Your words are kept, here and in a rescue file."
        return why_not(error, self.path, words)

    @property
    def busy(self) -> bool:
        """Whether a job is under way, or its result not delivered; kept jobs do not count."""
        return self.writing or any(self._outstanding[lane.name] for lane in self._lanes[1:])

    @property
    def writing(self) -> bool:
        """Whether something is being stored; what is kept to be tried again does not count."""
        return self._outstanding[self._writer.name] > self._writer.waiting

    def stop_computing(self) -> None:
        """Ask every computation to stop."""
        for ticket in tuple(self._computing):
            ticket.cancel()

    async def close(self) -> tuple[Ticket, ...]:
        """Store what is left and end the threads; returns what could not be stored."""
        return await asyncio.to_thread(self.finish)

    def finish(self) -> tuple[Ticket, ...]:
        """As `close`, in this thread; a second time does nothing."""
        if self._started:
            self.stop_computing()
            self._backups.close()
            for lane in self._lanes:
                lane.close()
            self._writer.join(_CLOSING_SECONDS)
            # The others hold nothing that could be lost; but a thread that is stopped in the middle
            # of a library's own code may take the process down with it.
            for lane in self._lanes[1:]:
                lane.join(_OTHERS_SECONDS)
        self._rescue.close()
        return self.at_risk()

    def abandon(self) -> None:
        """Let the threads end by themselves: there was no project to open."""
        for lane in self._lanes:
            lane.close()

    # -- in the lanes' threads
    def _open_writer(self) -> Project:
        from data import locations
        from data.store import Project
        from data.store.authors import use_author

        if self._author:
            use_author(self._author)
        project = Project.open(self.path)
        is_first = not self._custody.identity
        try:
            self._custody.take(project)
        except BaseException:
            project.close()
            raise
        if is_first:
            locations.remember(self.path)
        self._damage = None
        self.read_only = project.read_only
        self.notices = project.notices
        self._seen = project.version()  # from here on: nothing was shown before
        self._ready.set()
        return project

    def _open_other(self, *, read_only: bool) -> Project:
        from data.store import Project

        # The writer comes first: it brings an older file up to date.
        self._ready.wait(_CLOSING_SECONDS)
        return Project.open(self.path, read_only=read_only)

    def _is_worth_waiting(self, error: Exception) -> bool:
        """Whether to wait for the project, since something was typed that is to go into it."""
        return isinstance(error, ProjectLocked) and bool(self._rescue.words())

    def _look(self, lend: Callable[[], Project]) -> bool:
        """Notice what others have done to the file; whether to let go of it."""
        if not self._custody.identity:
            return False
        trouble: SaysoError | None = None
        try:
            project = lend()
            if project.read_only and project.may_be_written():
                return True  # and open it anew
            self._custody.see(project)
            if project.read_only or not project.may_be_written():
                trouble = self._read_only()
            self._look_for_news(project)
        except ProjectLocked:
            return False  # whoever writes will let go
        except ProjectReadOnly:
            trouble = self._read_only()
        except SaysoError as error:
            trouble = error
        if str(trouble) != self._told:
            self._told = str(trouble)
            self._post(self.Delivered(partial(self._show_trouble, trouble)))
        return trouble is not None and not isinstance(trouble, ProjectReadOnly)

    def _read_only(self) -> ProjectReadOnly:
        return ProjectReadOnly(f"{self.path} is read-only: you can look, but not store.")

    def _look_for_news(self, project: Project) -> None:
        """Notice what others have stored: the writer's own changes do not move this number."""
        version = project.version()
        if self._seen is not None and version != self._seen:
            self._post(ProjectChanged(own=False))
        self._seen = version
        self._backups.rest()
        for followed in self._followed:
            answer = followed.job(project)
            if answer != followed.last:
                followed.last = answer
                self._post(self.Delivered(partial(followed.then, answer)))

    def _see_stored(self, project: Project, ticket: Ticket) -> None:
        """See where a change has gone, and say where the disk has left a doubt."""
        if project.unconfirmed and not self._cautioned:
            self._cautioned = True
            self._post(self.Cautioned(project.caution()))
        self._custody.stored(project, ticket)

    def _broke(self, error: Exception) -> None:
        """Own up to it: the lane goes on, and so does what waits before it."""
        self._post(self.Trouble(error, self._writer.name))

    def _rescue_changed(self) -> None:
        self._post(self.Delivered(self._tell_again))

    def _opened(self, value: Any, error: Exception | None, stays: bool) -> None:
        if stays:
            self._rescue.hurry()
            assert isinstance(error, SaysoError)
            self._post(self.Delivered(partial(self._set_state, Storing.NOT_STORED, error)))
            return
        self._ready.set()
        self._count(self._writer, -1)
        if error is None:
            trouble = self._read_only() if value else None
            self._told = str(trouble)
            self._post(self.Delivered(partial(self._show_trouble, trouble)))
        if error is None or isinstance(error, SaysoError):
            if error is None and not self.read_only:
                self._backups.start()
            self._post(self.Opened(error))
        else:
            self._post(self.Trouble(error, "open"))
            self._post(self.Opened(Fault("This is a fault in sayso; the file was left as it is.")))

    def _settle(self, write: _Write, value: Any, error: Exception | None, stays: bool) -> None:
        if error is None or isinstance(error, Cancelled):
            self._rescue.drop(write.ticket.key, write.ticket)
        elif write.ticket.key:
            self._rescue.hurry()
        self._post(self.Delivered(partial(self._deliver, write, value, error, stays)))

    def _supersede(self, key: str, ticket: Ticket) -> None:
        if key:
            if (older := self._latest.get(key)) is not None:
                older.cancel()
            self._latest[key] = ticket

    def _teller(self, progress: Progress) -> Progress:
        return slowly(partial(self._tell, asyncio.get_running_loop()), progress)

    def _tell(
        self, loop: asyncio.AbstractEventLoop, progress: Progress, done: int, total: int
    ) -> None:
        """Tell progress the way in which answers come, so that none comes after them."""
        with suppress(RuntimeError):  # the loop has gone: there is no screen left to tell
            loop.call_soon_threadsafe(self._show_progress, progress, done, total)

    def _show_progress(self, progress: Progress, done: int, total: int) -> None:
        try:
            self._call(progress, done, total)
        except Exception as error:
            self._post(self.Trouble(error, "progress"))

    def _post(self, message: Message) -> None:
        with suppress(RuntimeError):  # the loop has gone: there is no screen left to tell
            self._app.post_message(message)

    def _count(self, lane: Lane, step: int) -> None:
        with self._lock:
            self._outstanding[lane.name] += step

    # -- in the thread that paints
    def _deliver_answer(
        self,
        loop: asyncio.AbstractEventLoop,
        answer: asyncio.Future[Any],
        lane: Lane,
        ticket: Ticket,
        value: Any,
        error: Exception | None,
    ) -> None:
        self._computing.discard(ticket)
        # Behind the step that who waits is about to run: a next question counts before this one
        # is done with, so that `busy` is not False between the two.
        loop.call_soon(self._count, lane, -1)
        if isinstance(error, ProjectDamaged):
            self.note_damage(error)
        ours = error is None or isinstance(error, (SaysoError, Cancelled))
        if not ours and not ticket.cancelled():
            assert error is not None
            self._post(self.Trouble(error, lane.name))
            error = Fault("This is a fault in sayso; what was stored before is safe.")
        if not answer.done():  # else who waited is gone
            answer.set_result((value, error))

    def _deliver(self, write: _Write, value: Any, error: Exception | None, stays: bool) -> None:
        if not stays:
            self._count(self._writer, -1)
        if not write.quiet:
            self._note_state(write.ticket, error, stays)
        if write.ticket.cancelled() or isinstance(error, Cancelled):
            return
        if error is None:
            if write.then is not None:
                self._call(write.then, value, owner=write.owner)
            return
        if not isinstance(error, SaysoError):
            self._post(self.Trouble(error, self._writer.name))
            error = Fault("This is a fault in sayso; what was stored before is safe.")
        if write.failed is not None:
            told = self._call(write.failed, error, owner=write.owner)
            if told and not (stays or write.quiet):  # who was told has the words
                self._rescue.drop(write.ticket.key, write.ticket)
        elif not stays and not write.quiet and not isinstance(error, Fault):
            self._post(self.StoringChanged(self.state, error))

    def _call(
        self, function: Callable[..., object], *values: Any, owner: DOMNode | None = None
    ) -> bool:
        """Call back, unless the screen or widget that is to be told is gone, or the app closes."""
        node = owner or _bound_to(function)
        if is_gone(node if isinstance(node, DOMNode) else self._app):
            return False
        function(*values)
        return True

    def _note_state(self, ticket: Ticket, error: Exception | None, stays: bool) -> None:
        if error is None and not ticket.cancelled():
            self._post(ProjectChanged(own=True))
        if stays:
            assert isinstance(error, SaysoError)
            self._set_state(Storing.NOT_STORED, error)
        elif not self._writer.stuck:
            self._refresh_state()

    def _show_trouble(self, trouble: SaysoError | None) -> None:
        """Show what is the matter with the file; what is not stored says more."""
        self._trouble = trouble
        if not self._writer.stuck:
            self._refresh_state()

    def note_damage(self, error: ProjectDamaged) -> None:
        """Say for as long as the file is open that it is damaged."""
        self._damage = error
        self._show_trouble(self._trouble)

    def _refresh_state(self) -> None:
        """Set the state from all that is known, where everything that came could be stored."""
        trouble = self._damage or self._trouble
        if trouble is None:
            self._set_state(Storing.STORING if self._writer.kept() else Storing.STORED, None)
        elif isinstance(trouble, ProjectReadOnly):
            self._set_state(Storing.READ_ONLY, trouble)
        else:
            damaged = isinstance(trouble, ProjectDamaged)
            self._set_state(Storing.DAMAGED if damaged else Storing.NOT_STORED, trouble)

    def _tell_again(self) -> None:
        """Say anew where the words are."""
        if self.state is Storing.NOT_STORED and self._error is not None:
            self._post(self.StoringChanged(self.state, self._error))

    def _set_state(self, state: Storing, error: SaysoError | None) -> None:
        if state is not self.state or error is not self._error:
            self.state, self._error = state, error
            self._post(self.StoringChanged(state, error))


def _in_loop(
    loop: asyncio.AbstractEventLoop,
    deliver: Callable[[Any, Exception | None], None],
    value: Any,
    error: Exception | None,
    stays: bool,
) -> None:
    """Deliver in the thread that paints; not as a message, whose pump may be the one that waits."""
    del stays
    with suppress(RuntimeError):  # the loop has gone: there is nobody left to tell
        loop.call_soon_threadsafe(deliver, value, error)


def _bound_to(function: Callable[..., object]) -> object:
    """Return the object whose method a callback is, with what it is given first or without."""
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__self__", None)
