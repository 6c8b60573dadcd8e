"""Backups behind an open app: one soon after opening, and one every half hour while it changes."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from data.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AFTER_OPENING = 2.0
"""Seconds after which a project that was opened is backed up, if it has changed since the last."""

EVERY = 1800.0
"""Seconds between two looks whether it has changed."""

_FOR_A_REST = 120.0  # so long a moment is waited for in which nobody stores anything
_KEEPS_WAITING = 4.0  # a writer gives up after five
_ENDS_WITHIN = 2.0
_NICE = 10


class BackupThread(threading.Thread):
    """Makes backups with a connection of its own, so that neither screen nor writer waits for it.

    ``warn`` is told, in this thread, why none could be made: once, until one can be again.
    ``trouble`` is told an internal error.
    """

    def __init__(
        self,
        path: Path,
        warn: Callable[[str], None],
        trouble: Callable[[Exception, str], None],
    ) -> None:
        """Prepare the thread; `start` starts it."""
        super().__init__(name="sayso-backups", daemon=True)
        self._path, self._warn, self._trouble = path, warn, trouble
        self._turn = threading.Condition()
        self._closing = False
        self._rested = False
        self._warned = False

    def rest(self) -> None:
        """Hear from the writer that nothing waits to be stored: a good moment."""
        with self._turn:
            self._rested = True
            self._turn.notify_all()

    def close(self) -> None:
        """End, giving up a backup that is under way; it leaves nothing behind."""
        with self._turn:
            self._closing = True
            self._turn.notify_all()
        if self.is_alive():
            self.join(_ENDS_WITHIN)

    def run(self) -> None:
        """Keep backups until closed."""
        _step_back()
        why, seconds = "opened", AFTER_OPENING
        while self._wait(seconds):
            try:
                self._keep(why)
            except Cancelled:
                return
            except Exception as error:
                self._trouble(error, "backups")
                return
            why, seconds = "regular", EVERY

    def _wait(self, seconds: float) -> bool:
        """Wait so long and then for a good moment; False where it is to end."""
        with self._turn:
            self._turn.wait_for(lambda: self._closing, seconds)
            self._rested = False
            self._turn.wait_for(lambda: self._closing or self._rested, _FOR_A_REST)
            return not self._closing

    def _keep(self, why: str) -> None:
        from capture.jobs import backups

        if why == "opened":
            backups.sweep(self._path)
        warning = backups.keep_up(
            self._path, why, stop=lambda: self._closing, seconds=_KEEPS_WAITING
        )
        if warning and not self._warned:
            self._warn(warning)
        self._warned = bool(warning)


def _step_back() -> None:
    """Let the thread that paints go first, where a thread has a rank of its own (Linux)."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
