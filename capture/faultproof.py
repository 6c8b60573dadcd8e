"""An app that owns up to its faults, and goes on where it can; its exit code hides none."""

from __future__ import annotations

import os
from typing import Any

from textual.worker import WorkerFailed

from capture import faults
from capture.shell import Shell


class FaultProof(Shell):
    """Replaces Textual's way with an exception: a traceback with the values of every variable."""

    faulty = False
    """Whether an internal error has happened since the app was opened."""

    def trouble(self, error: Exception, during: str) -> None:
        """Show an internal error with its reference, write the log, and go on."""
        if os.environ.get("SAYSO_DEBUG"):
            super()._handle_exception(error)
            return
        self._mark_faulty(error)
        reference = faults.record(error, during)
        from capture.screens.dialogs import FaultScreen

        if not any(isinstance(screen, FaultScreen) for screen in self.screen_stack):
            self.push_screen(FaultScreen(type(error).__name__, reference))

    def _handle_exception(self, error: Exception) -> None:
        """End the app after an error that leaves nothing to go on with, without a traceback."""
        if os.environ.get("SAYSO_DEBUG"):
            super()._handle_exception(error)
            return
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            self.trouble(error.error, "a worker")
            return
        self._mark_faulty(error)
        from rich.text import Text

        reference = faults.record(error, "the screen")
        self._exit_renderables.append(Text(faults.sentence(type(error).__name__, reference)))
        self._close_messages_no_wait()

    def _mark_faulty(self, error: Exception) -> None:
        self.faulty = True
        self._return_code = faults.EXIT_CODE
        if self._exception is None:  # so that a test with a pilot fails, as it would by default
            self._exception = error
            self._exception_event.set()

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave; never with 0 after an internal error."""
        super().exit(result, return_code or (faults.EXIT_CODE if self.faulty else 0), message)
