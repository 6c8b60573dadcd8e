"""The real app in a real terminal: a pty that a test types into, reads and kills."""

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
import threading
from pathlib import Path
from time import monotonic

from tests import ROOT


class Terminal:
    """`sayso FILE` in a pty of its own; everything it writes is kept in ``output``."""

    def __init__(
        self,
        project: Path,
        home: Path,
        *,
        size: tuple[int, int] = (80, 24),
        command: tuple[str, ...] = (),
        **environ: str,
    ) -> None:
        """Start it, or another ``command`` in its place."""
        self.master, slave = pty.openpty()
        width, height = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        env = {**os.environ, "SAYSO_HOME": str(home), "TERM": "xterm-256color", **environ}
        self.process = subprocess.Popen(
            command or (sys.executable, "-c", "from capture.cli import main; main()", str(project)),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            cwd=ROOT,
            start_new_session=True,
        )
        os.close(slave)
        self.output = bytearray()
        self._lock = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                ready, _, _ = select.select([self.master], [], [], 0.5)
                piece = os.read(self.master, 65536) if ready else b" "
            except (OSError, ValueError):
                return
            if not piece:
                return
            if ready:
                with self._lock:
                    self.output += piece
                    self._lock.notify_all()

    def wait_for(self, wanted: bytes, seconds: float = 20.0) -> None:
        """Wait until the app has written something."""
        end = monotonic() + seconds
        with self._lock:
            while wanted not in self.output:
                left = end - monotonic()
                if left <= 0 or self.process.poll() is not None:
                    raise AssertionError(f"{wanted!r} not written: {bytes(self.output[-2000:])!r}")
                self._lock.wait(min(left, 0.5))

    def forget(self) -> None:
        """Forget what was written so far."""
        with self._lock:
            self.output.clear()

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.master, keys.encode("utf-8", "surrogateescape"))

    def kill(self) -> None:
        """End it as a crash or an empty battery would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.close()

    def close(self) -> None:
        """Close the pty; a live app is killed."""
        if self.process.poll() is None:
            self.kill()
            return
        with contextlib.suppress(OSError):
            os.close(self.master)
        self._reader.join(2)
