"""Lanes: threads with an open project of their own, and a line of jobs before each."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data.errors import NotAProject, ProjectDamaged, ProjectReplaced

if TYPE_CHECKING:
    from data.records import OpId
    from data.store.project import Project

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
    key: str = ""
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


def never(_: Exception) -> bool:
    """Let no job stay."""
    return False


@dataclass(slots=True, eq=False)
class Work:
    """A job before a lane; ``settle`` is told, in the lane's thread, how it ended.

    It ``stays`` at the head where it met an error that passes.  ``done`` is what it gave where it
    was stored but could not be told as stored: it is not run again while the file holds it.
    """

    job: Callable[[Project, Ticket], Any]
    settle: Callable[[Any, Exception | None, bool], None]
    ticket: Ticket
    quiet: bool = False
    stays: Callable[[Exception], bool] = never
    done: tuple[OpId, Any] | None = None


class LaneBroke(Exception):  # noqa: N818 - named for what happened
    """Something that is no `Exception` came out of a lane: a library's panic, or an exit."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a lane tells of itself, in its own thread.

    ``looks`` is called when it is idle, with what lends it the project, and answers whether to let
    go of the file; ``stored`` after each job; ``broke`` where the lane had to be begun anew.
    """

    looks: Callable[[Callable[[], Project]], bool]
    stored: Callable[[Project, Ticket], None]
    broke: Callable[[Exception], None]


class Lane(threading.Thread):
    """A thread that opens a project for itself and runs jobs in the order they came in.

    A job that `Work.stays` is left at the head, those behind it wait, and all are tried again: when
    another comes in, on `retry`, and every few seconds.  Whatever comes out of a job, the thread
    goes on: where it cannot, it lets go of the file and begins anew.
    """

    def __init__(
        self, name: str, open_project: Callable[[], Project], watch: Watch | None = None
    ) -> None:
        """Prepare the thread; `start` starts it."""
        super().__init__(name=f"sayso-{name}", daemon=True)
        self._open = open_project
        self._watch = watch
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

    @property
    def waiting(self) -> int:
        """How many jobs wait behind one that could not be done, it included."""
        with self._turn:
            return len(self._jobs) if self._stuck else 0

    def run(self) -> None:
        """Work until closed, whatever comes."""
        while True:
            try:
                while (work := self._next()) is not None:
                    self._do(work)
                break
            except BaseException as error:  # there is nobody above to take it
                self._begin_anew(error)
        self._drop_project()

    def _begin_anew(self, error: BaseException) -> None:
        self._drop_project()
        if self._watch is not None:
            self._watch.broke(_exception(error))
        threading.Event().wait(0.1)  # it may come again at once

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
                timeout = RETRY_SECONDS if self._stuck else LOOK_SECONDS if self._watch else None
                if self._turn.wait(timeout):
                    continue
                if self._stuck:
                    self._stuck = False
                    continue
            if self._watch is not None and self._watch.looks(self._lend):
                self._drop_project()

    def _lend(self) -> Project:
        if self._project is None:
            self._project = self._open()
        return self._project

    def _do(self, work: Work) -> None:
        value: Any = None
        error: Exception | None = None
        try:
            value = self._run_job(work, self._lend())
        except BaseException as caught:  # a panic of a library ends the job, and not the thread
            error = _exception(caught)
        if isinstance(error, (ProjectReplaced, NotAProject, ProjectDamaged, LaneBroke)):
            self._drop_project()
        stays = error is not None and work.stays(error)
        with self._turn:
            if stays:
                work.ticket.begun = False
                self._stuck = True
            else:
                self._jobs.popleft()
        work.settle(value, error, stays)

    def _run_job(self, work: Work, project: Project) -> Any:
        if work.done is not None and project.holds(work.done[0]):
            return work.done[1]
        project.last_op = None
        value = work.job(project, work.ticket)
        if project.last_op is not None:
            work.done = project.last_op, value
        if self._watch is not None:
            self._watch.stored(project, work.ticket)
        return value

    def _drop_project(self) -> None:
        project, self._project = self._project, None
        if project is not None:
            with suppress(Exception):  # what was opened is let go of, whatever it says
                project.close()


def _exception(error: BaseException) -> Exception:
    if isinstance(error, Exception):
        return error
    broke = LaneBroke(type(error).__name__)
    broke.__cause__ = error
    return broke
