"""The app as a person runs it: a process of its own on a terminal of its own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

from tests import ROOT

_PATIENCE = 2.0


OPEN = """
import sys
from pathlib import Path
{before}
from capture.app import run_app
sys.exit(run_app(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
"""


class Terminal:
    """A running app: type into it, and read every byte that it writes."""

    def __init__(self, process: subprocess.Popen[bytes], handle: int) -> None:
        """Take over a process and the other end of its terminal."""
        self.process = process
        self.output = b""
        self._handle = handle

    def type(self, keys: str | bytes) -> None:
        """Send keys as a terminal would."""
        os.write(self._handle, keys if isinstance(keys, bytes) else keys.encode())

    def read(self, seconds: float = 0.05) -> None:
        """Take what comes within so many seconds."""
        ready, _, _ = select.select([self._handle], [], [], seconds)
        if ready:
            with contextlib.suppress(OSError):  # the other end was closed
                self.output += os.read(self._handle, 65536)

    def wait_for(self, what: bytes, seconds: float = 20) -> None:
        """Read until the output, from here on, holds some bytes."""
        start = len(self.output)
        end = time.monotonic() + seconds
        while what not in self.output[start:]:
            assert time.monotonic() < end, f"no {what!r} in {self.output[start:][-2000:]!r}"
            assert self.process.poll() is None or self._drained(), "the app has ended"
            self.read()

    def press_until(self, key: str | bytes, what: bytes, seconds: float = 20) -> None:
        """Press a key, and again where nothing comes of it, until the output holds some bytes.

        For keys that do the same however often they are pressed, after something whose end cannot
        be seen: a dialog that is being closed takes a key with it.
        """
        start = len(self.output)
        end = time.monotonic() + seconds
        while what not in self.output[start:]:
            assert time.monotonic() < end, f"no {what!r} in {self.output[start:][-2000:]!r}"
            assert self.process.poll() is None or self._drained(), "the app has ended"
            self.type(key)
            again = time.monotonic() + _PATIENCE
            while what not in self.output[start:] and time.monotonic() < again:
                self.read()

    def quit(self, key: bytes, seconds: float = 20) -> int:
        """Press the key that leaves until the app has ended; return its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, "the app does not end"
            with contextlib.suppress(OSError):  # it has just ended
                self.type(key)
            again = time.monotonic() + _PATIENCE
            while self.process.poll() is None and time.monotonic() < again:
                self.read()
        return self.wait_for_end()

    def hang_up(self, seconds: float = 20) -> int:
        """Take the terminal away; return the app's exit code."""
        os.close(self._handle)
        self._handle = -1
        return self.process.wait(seconds)

    def wait_for_end(self, seconds: float = 20) -> int:
        """Read until the app has ended; return its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, "the app does not end"
            self.read()
        while not self._drained():
            pass
        return self.process.returncode

    def _drained(self) -> bool:
        before = len(self.output)
        self.read(0.1)
        return len(self.output) == before


@contextlib.contextmanager
def terminal(
    path: Path | None,
    *,
    size: tuple[int, int] = (80, 24),
    before: str = "",
    environment: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> Iterator[Terminal]:
    """Run the app on a terminal of ``size``; ``before`` is code to run first in its process."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    command = [sys.executable, "-c", OPEN.format(before=before)]
    if path is not None:
        command.append(str(path))
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd or ROOT,
        env={
            # The size is that of the terminal, whatever a test runner says of its own.
            **{name: one for name, one in os.environ.items() if name not in ("COLUMNS", "LINES")},
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **(environment or {}),
        },
        start_new_session=True,
    )
    os.close(theirs)
    running = Terminal(process, ours)
    try:
        yield running
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if running._handle >= 0:
            os.close(ours)
