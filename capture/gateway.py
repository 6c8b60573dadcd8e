"""The one bridge between the screens and the project, and the threads behind it."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.dom import DOMNode
from textual.message import Message

from capture.lanes import Lane, Ticket, Work, slowly
from capture.told import AnotherProject, Fault
from data.errors import Cancelled, SaysoError

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    # Screens name the type of what their jobs are given, and import it from here.
    from data.store import Project as Project

__all__ = ["Gateway", "Project", "ProjectChanged", "Storing", "Ticket"]

_T = TypeVar("_T")

_CLOSING_SECONDS = 15.0  # a writer waits five for another program, perhaps twice
_OTHERS_SECONDS = 2.0


class Storing(Enum):
    """Whether everything that was handed in is in the file; the value is what people read."""

    STORED = "stored"
    STORING = "storing"
    NOT_STORED = "NOT STORED"


class ProjectChanged(Message, bubble=False):
    """Something was stored: by this window (``own``), or by another window or program."""

    def __init__(self, *, own: bool) -> None:
        """Say whose change it was."""
        super().__init__()
        self.own = own


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a job ended, as handed from its lane to the thread that paints."""

    ticket: Ticket
    then: Callable[[Any], None] | None
    failed: Callable[[SaysoError], None] | None
    value: Any
    error: Exception | None
    stays: bool
    lane: Lane
    quiet: bool


class Gateway:
    """Three lanes to one project: a writer, a reader and one for long computations."""

    class Delivered(Message, bubble=False):
        """A result has come; the app runs ``call``."""

        def __init__(self, call: Callable[[], None]) -> None:
            """Carry what is to be run in the thread that paints."""
            super().__init__()
            self.call = call

    class StoringChanged(Message, bubble=False):
        """What the title bar shows has changed; ``error`` says why something is not stored."""

        def __init__(self, state: Storing, error: SaysoError | None) -> None:
            """Carry the new state."""
            super().__init__()
            self.state = state
            self.error = error

    class Opened(Message, bubble=False):
        """The project is open, or could not be (``error``)."""

        def __init__(self, error: SaysoError | None = None) -> None:
            """Carry what went wrong, if anything."""
            super().__init__()
            self.error = error

    class Trouble(Message, bubble=False):
        """A job met an internal error."""

        def __init__(self, error: Exception, during: str) -> None:
            """Carry the error, and the name of the lane it happened in."""
            super().__init__()
            self.error = error
            self.during = during

    def __init__(self, app: App[Any], path: Path) -> None:
        """Prepare the lanes; nothing is opened before `start`."""
        self.path = path.absolute()
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
        self._started = False

    def start(self) -> None:
        """Open the project in the writer's thread; `Opened` is posted when it is, or cannot be."""
        self._started = True
        for lane in self._lanes:
            lane.start()
        opening = Ticket(label="open the project")
        self._count(self._writer, 1)
        self._writer.put(
            Work(
                lambda project, _: project.read_only, partial(self._opened, opening), opening, True
            )
        )

    def write(
        self,
        job: Callable[[Project], _T],
        then: Callable[[_T], None] | None = None,
        *,
        failed: Callable[[SaysoError], None] | None = None,
        label: str = "",
        text: str = "",
        key: str = "",
        quiet: bool = False,
        task: Ticket | None = None,
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
        """
        ticket = task or Ticket(label, text)
        self._hand_in(
            self._writer, lambda project, _: job(project), then, failed, ticket, key, quiet
        )
        if not quiet and self.state is Storing.STORED:
            self._set_state(Storing.STORING, None)
        return ticket

    def task(self, label: str, progress: Callable[[int, int], None]) -> Ticket:
        """Return a ticket for a long `write`, whose job tells it progress and asks it to stop."""
        return Ticket(label, on_progress=slowly(self._tell, progress))

    def read(
        self,
        job: Callable[[Project], _T],
        then: Callable[[_T], None],
        *,
        failed: Callable[[SaysoError], None] | None = None,
        key: str = "",
    ) -> Ticket:
        """Read something; with a ``key`` an older question's answer is dropped, come or to come."""
        ticket = Ticket()
        self._hand_in(self._reader, lambda project, _: job(project), then, failed, ticket, key)
        return ticket

    def compute(
        self,
        job: Callable[[Project, Ticket], _T],
        then: Callable[[_T], None],
        *,
        failed: Callable[[SaysoError], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
        key: str = "",
    ) -> Ticket:
        """Do something long; ``job`` asks ``ticket.cancelled()`` and calls ``ticket.progress``."""
        ticket = Ticket()
        if progress is not None:
            ticket.on_progress = slowly(self._tell, progress)
        self._computing.add(ticket)
        self._hand_in(self._computer, job, then, failed, ticket, key)
        return ticket

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

    def _opened(self, ticket: Ticket, value: Any, error: Exception | None, stays: bool) -> None:
        del ticket, value, stays
        self._ready.set()
        self._count(self._writer, -1)
        if error is None or isinstance(error, SaysoError):
            self._post(self.Opened(error))
        else:
            self._post(self.Trouble(error, "open"))
            self._post(self.Opened(Fault("This is a fault in sayso; the file was left as it is.")))

    def _hand_in(
        self,
        lane: Lane,
        job: Callable[[Project, Ticket], Any],
        then: Callable[[Any], None] | None,
        failed: Callable[[SaysoError], None] | None,
        ticket: Ticket,
        key: str,
        quiet: bool = False,
    ) -> None:
        if key:
            older = self._latest.get(key)
            if older is not None:
                older.cancel()
            self._latest[key] = ticket

        def settle(value: Any, error: Exception | None, stays: bool) -> None:
            ending = _Ending(ticket, then, failed, value, error, stays, lane, quiet)
            self._post(self.Delivered(partial(self._deliver, ending)))

        self._count(lane, 1)
        lane.put(Work(job, settle, ticket, quiet))

    def _tell(self, progress: Callable[[int, int], None], done: int, total: int) -> None:
        self._post(self.Delivered(lambda: _call(progress, done, total)))

    def _post(self, message: Message) -> None:
        try:
            self._app.post_message(message)
        except RuntimeError:  # the loop has gone: there is no screen left to tell
            return

    def _count(self, lane: Lane, step: int) -> None:
        with self._lock:
            self._outstanding[lane.name] += step

    # -- in the thread that paints
    def _deliver(self, ending: _Ending) -> None:
        if not ending.stays:
            self._count(ending.lane, -1)
        self._computing.discard(ending.ticket)
        if ending.lane is self._writer and not ending.quiet:
            self._note_state(ending)
        if ending.ticket.cancelled():
            return
        error = ending.error
        if error is None:
            if ending.then is not None:
                _call(ending.then, ending.value)
            return
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, SaysoError):
            self._post(self.Trouble(error, ending.lane.name))
            error = Fault("This is a fault in sayso; what was stored before is safe.")
        if ending.failed is not None:
            _call(ending.failed, error)
        elif not ending.stays and not ending.quiet and not isinstance(error, Fault):
            self._post(self.StoringChanged(self.state, error))

    def _note_state(self, ending: _Ending) -> None:
        if ending.stays:
            assert isinstance(ending.error, SaysoError)
            self._set_state(Storing.NOT_STORED, ending.error)
            return
        if ending.error is None and not ending.ticket.cancelled():
            self._post(ProjectChanged(own=True))
        if self._writer.stuck:
            return
        self._set_state(Storing.STORING if self._writer.kept() else Storing.STORED, None)

    def _set_state(self, state: Storing, error: SaysoError | None) -> None:
        if state is not self.state or error is not None:
            self.state = state
            self._post(self.StoringChanged(state, error))


def _call(function: Callable[..., None], *values: Any) -> None:
    """Call back, unless the widget that the function belongs to is gone."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, DOMNode) and not owner.is_attached:
        return
    function(*values)
