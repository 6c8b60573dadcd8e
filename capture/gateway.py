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
when the disk has room again it is stored and ``then`` is told.  `Gateway.compute` is for what takes
long: it has a lane of its own, tells how far it is, and may be given up.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from textual.dom import DOMNode
from textual.message import Message

from capture.backing import BackupThread
from capture.handler import Fault, Superseded, is_gone
from data.errors import (
    Cancelled,
    DiskFull,
    Progress,
    ProjectLocked,
    ProjectMissing,
    ProjectReadOnly,
    ProjectReplaced,
    SaysoError,
    StorageFailed,
)

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    # Screens name the type of what their jobs are given, and import it from here.
    from data.store import Project as Project

PASSING: tuple[type[SaysoError], ...] = (
    ProjectLocked,
    ProjectReadOnly,
    DiskFull,
    StorageFailed,
    ProjectReplaced,
    ProjectMissing,
)
"""Failures of the disk or of the lock: the same job may succeed later, so it is kept."""

RETRY_SECONDS = 5.0
"""How long a job that could not be stored rests before it is tried again by itself."""

LOOK_SECONDS = 1.0
"""How often an idle writer looks whether another window has stored something."""


@dataclass(slots=True, eq=False)
class Ticket:
    """One job that was handed in: may be cancelled, and says how far it is.

    ``label`` names it for people, ``text`` is what would be lost with it.
    """

    label: str = ""
    text: str = ""
    on_progress: Callable[[int, int], None] | None = None
    _cancelled: threading.Event = field(default_factory=threading.Event)
    begun: bool = False

    def cancel(self) -> bool:
        """Give the job up; False where it had begun, so that it may still take effect.

        Its result is not delivered in either case.
        """
        self._cancelled.set()
        return not self.begun

    def cancelled(self) -> bool:
        """Whether the job was given up: a long one asks now and then."""
        return self._cancelled.is_set()

    def progress(self, done: int, total: int) -> None:
        """Tell the screen how far the job is; may be called from any thread, and often."""
        if self.on_progress is not None and not self.cancelled():
            self.on_progress(done, total)


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


@dataclass(slots=True, eq=False)
class Work:
    """A job before a lane; ``settle`` is told, in the lane's thread, how it ended."""

    job: Callable[[Project, Ticket], Any]
    settle: Callable[[Any, Exception | None, bool], None]
    ticket: Ticket
    quiet: bool = False


class Lane(threading.Thread):
    """A thread that opens a project for itself and runs jobs in the order they came in.

    With ``keeps`` a job that meets a `PASSING` failure stays at the head, those behind it wait, and
    all are tried again: when another comes in, on `retry`, and every few seconds.
    """

    def __init__(
        self,
        name: str,
        open_project: Callable[[], Project],
        *,
        keeps: bool = False,
        look: Callable[[Project], None] | None = None,
    ) -> None:
        """Prepare the thread; `start` starts it.  ``look`` is called when it is idle."""
        super().__init__(name=f"sayso-{name}", daemon=True)
        self._open = open_project
        self._keeps = keeps
        self._look = look
        self._jobs: deque[Work] = deque()
        self._turn = threading.Condition()
        self._stuck = False
        self._closing = False
        self._project: Project | None = None

    def put(self, work: Work) -> None:
        """Hand in a job, from any thread."""
        with self._turn:
            self._jobs.append(work)
            if not work.quiet:
                self._stuck = False
            self._turn.notify()

    def retry(self) -> None:
        """Try again what could not be stored."""
        with self._turn:
            self._stuck = False
            self._turn.notify()

    def close(self) -> None:
        """Let the thread end once its jobs are done; one that cannot be done stays in `kept`."""
        with self._turn:
            self._closing = True
            self._stuck = False
            self._turn.notify()

    def kept(self) -> tuple[Ticket, ...]:
        """What is not stored yet, oldest first; quiet jobs left out."""
        with self._turn:
            return tuple(
                work.ticket for work in self._jobs if not work.quiet and not work.ticket.cancelled()
            )

    @property
    def stuck(self) -> bool:
        """Whether the job at the head failed and waits to be tried again."""
        return self._stuck

    def run(self) -> None:
        """Work until closed."""
        try:
            while (work := self._next()) is not None:
                self._do(work)
        finally:
            self._drop_project()

    def _next(self) -> Work | None:
        """Return the job at the head, left there until it is done; None at the end."""
        while True:
            with self._turn:
                while self._jobs and self._jobs[0].ticket.cancelled():
                    self._jobs.popleft().settle(None, None, False)
                    self._stuck = False
                if self._jobs and not self._stuck:
                    self._jobs[0].ticket.begun = True
                    return self._jobs[0]
                if self._closing:
                    return None
                timeout = RETRY_SECONDS if self._stuck else LOOK_SECONDS if self._look else None
                if self._turn.wait(timeout):
                    continue
                if self._stuck:
                    self._stuck = False
                    continue
            self._look_around()

    def _look_around(self) -> None:
        if self._look is not None and self._project is not None:
            with suppress(SaysoError):  # whatever it is, the next job will meet it and say so
                self._look(self._project)

    def _do(self, work: Work) -> None:
        value: Any = None
        error: Exception | None = None
        try:
            if self._project is None:
                self._project = self._open()
            value = work.job(self._project, work.ticket)
        except Exception as caught:
            error = caught
        if isinstance(error, ProjectReplaced):
            self._drop_project()
        stays = self._keeps and not work.quiet and isinstance(error, PASSING)
        with self._turn:
            if stays:
                work.ticket.begun = False
                self._stuck = True
            else:
                self._jobs.popleft()
        work.settle(value, error, stays)

    def _drop_project(self) -> None:
        if self._project is not None:
            self._project.close()
            self._project = None


class AnotherProject(ProjectReplaced):
    """The file at the project's path is another project now."""


_REASONS: tuple[tuple[type[SaysoError], str], ...] = (
    (AnotherProject, "another project lies in the place of {name}"),
    (ProjectReplaced, "{name} was moved, deleted or replaced"),
    (ProjectMissing, "{name} is not there any more"),
    (ProjectLocked, "another program is writing to {name}"),
    (ProjectReadOnly, "{name} or its folder cannot be written to"),
    (DiskFull, "there is no room left on the disk of {name}"),
    (StorageFailed, "the disk refused to write {name}"),
)


def why_not(error: SaysoError, path: Path) -> str:
    """Return one sentence: what is the matter, where the words are, and what to do.

    The library's own sentence ends with what a person at a command line should do; here the job
    is kept and tried again by itself.
    """
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            matter = reason.format(name=path.name)
            return f"NOT STORED: {matter}. Your words are kept here; Ctrl+R tries again."
    return str(error)


_T = TypeVar("_T")

_CLOSING_SECONDS = 15.0  # a writer waits five for another program, perhaps twice
_OTHERS_SECONDS = 2.0


class Storing(Enum):
    """Whether everything that was handed in is in the file; the value is what people read."""

    STORED = "stored"
    STORING = "storing"
    NOT_STORED = "NOT STORED"


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
        self._app = app
        self._lock = threading.Lock()
        self._outstanding = Counter[str]()
        self._computing: set[Ticket] = set()
        self._latest: dict[str, Ticket] = {}
        self._ready = threading.Event()
        self._seen: int | None = None
        self._identity = ""
        self._writer = Lane("writer", self._open_writer, keeps=True, look=self._look)
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
        self._writer.put(Work(lambda project, _: project.read_only, self._opened, opening, True))

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
            key: of several jobs with one key only the newest counts.
            quiet: for what is saved by the way (a line being typed): changes no state, is not kept.
            task: from `task`, for what takes long.
            owner: the screen or widget that is to be told; once it is gone, nobody is.
        """
        ticket = task or Ticket(label, text)
        self._supersede(key, ticket)
        self._count(self._writer, 1)
        settle = partial(self._settle, _Write(ticket, then, failed, quiet, owner))
        self._writer.put(Work(lambda project, _: job(project), settle, ticket, quiet))
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

    def retry(self) -> None:
        """Try again to store what could not be stored."""
        self._writer.retry()

    def unstored(self) -> tuple[Ticket, ...]:
        """What is not in the file yet, oldest first."""
        return self._writer.kept()

    @property
    def busy(self) -> bool:
        """Whether a job is under way, or its result not delivered; kept jobs do not count."""
        return self.writing or any(self._outstanding[lane.name] for lane in self._lanes[1:])

    @property
    def writing(self) -> bool:
        """Whether something is being stored; what is kept to be tried again does not count."""
        waiting = len(self._writer.kept()) if self._writer.stuck else 0
        return self._outstanding[self._writer.name] > waiting

    def stop_computing(self) -> None:
        """Ask every computation to stop."""
        for ticket in tuple(self._computing):
            ticket.cancel()

    async def close(self) -> tuple[Ticket, ...]:
        """Store what is left and end the threads; returns what could not be stored."""
        return await asyncio.to_thread(self.finish)

    def finish(self) -> tuple[Ticket, ...]:
        """As `close`, in this thread; a second time does nothing."""
        if not self._started:
            return ()
        self.stop_computing()
        self._backups.close()
        for lane in self._lanes:
            lane.close()
        self._writer.join(_CLOSING_SECONDS)
        # The others hold nothing that could be lost; but a thread that is stopped in the middle of
        # a library's own code may take the process down with it.
        for lane in self._lanes[1:]:
            lane.join(_OTHERS_SECONDS)
        return self._writer.kept()

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
        identity = project.identity()
        if self._identity not in ("", identity):
            project.close()
            raise AnotherProject(
                f"{self.path} holds another project now: nothing was stored in it. Put the file "
                "back that was open."
            )
        if not self._identity:
            locations.remember(self.path)
        self._identity = identity
        self.read_only = project.read_only
        self._seen = project.version()  # from here on: nothing was shown before
        self._ready.set()
        return project

    def _open_other(self, *, read_only: bool) -> Project:
        from data.store import Project

        # The writer comes first: it brings an older file up to date.
        self._ready.wait(_CLOSING_SECONDS)
        return Project.open(self.path, read_only=read_only)

    def _look(self, project: Project) -> None:
        """Notice what others have stored: the writer's own changes do not move this number."""
        version = project.version()
        if self._seen is not None and version != self._seen:
            self._post(ProjectChanged(own=False))
        self._seen = version
        self._backups.rest()

    def _opened(self, value: Any, error: Exception | None, stays: bool) -> None:
        del value, stays
        self._ready.set()
        self._count(self._writer, -1)
        if error is None or isinstance(error, SaysoError):
            if error is None and not self.read_only:
                self._backups.start()
            self._post(self.Opened(error))
        else:
            self._post(self.Trouble(error, "open"))
            self._post(self.Opened(Fault("This is a fault in sayso; the file was left as it is.")))

    def _settle(self, write: _Write, value: Any, error: Exception | None, stays: bool) -> None:
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
            self._call(write.failed, error, owner=write.owner)
        elif not stays and not write.quiet and not isinstance(error, Fault):
            self._post(self.StoringChanged(self.state, error))

    def _call(
        self, function: Callable[..., object], *values: Any, owner: DOMNode | None = None
    ) -> None:
        """Call back, unless the screen or widget that is to be told is gone, or the app closes."""
        node = owner or _bound_to(function)
        if not is_gone(node if isinstance(node, DOMNode) else self._app):
            function(*values)

    def _note_state(self, ticket: Ticket, error: Exception | None, stays: bool) -> None:
        if stays:
            assert isinstance(error, SaysoError)
            self._set_state(Storing.NOT_STORED, error)
            return
        if error is None and not ticket.cancelled():
            self._post(ProjectChanged(own=True))
        if self._writer.stuck:
            return
        self._set_state(Storing.STORING if self._writer.kept() else Storing.STORED, None)

    def _set_state(self, state: Storing, error: SaysoError | None) -> None:
        if state is not self.state or error is not None:
            self.state = state
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
