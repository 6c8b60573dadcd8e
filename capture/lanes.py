"""Threads that work on a project, one job after another; no screen is known here.

SQLite wants a connection to stay in its thread, and the screen must never wait for a disk.  So a
lane is a thread with its own open project and a line of jobs before it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from data.errors import (
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
    from data.store import Project

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
        if self._look is None or self._project is None:
            return
        try:
            self._look(self._project)
        except SaysoError:
            return  # whatever it is, the next job will meet it and say so

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
