"""A browser without a window, which turns a page of ours into a file.

It runs under a profile that is thrown away, reaches no network, and ends with whoever asked.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from data.errors import Cancelled, NotFound, OutputFailed
from data.files import write_whole

SECONDS = 120.0
"""So long a browser may take for one file."""

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "brave-browser",
    "brave",
)
_ON_A_MAC = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
_ON_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"BraveSoftware\Brave-Browser\Application\brave.exe",
    r"Chromium\Application\chrome.exe",
)
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--mute-audio",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_INSTEAD = "or write the sheets with --format html, and print that page from any browser."


class NoBrowser(NotFound):
    """No browser that prints by itself was found."""


def find(setting: str = "") -> list[str]:
    """Return the command of a browser that prints by itself.

    The setting wins, then ``$SAYSO_BROWSER``, then Chromium, Chrome, Edge or Brave, as installed.

    Raises:
        NoBrowser: none is installed, or the one that is asked for is not.
    """
    typed = setting or os.environ.get("SAYSO_BROWSER", "")
    if typed:
        return _asked_for(typed)
    browser = next((path for name in _NAMES if (path := shutil.which(name))), None)
    browser = browser or next((str(path) for path in _usual_places() if path.is_file()), None)
    if browser is None:
        raise NoBrowser(
            "No browser that can print by itself is installed here; nothing was written. "
            "Install Chromium, Chrome, Edge or Brave (or name one in the settings: "
            f'browser = "/path/to/it"), {_INSTEAD}'
        )
    return [browser]


def _asked_for(typed: str) -> list[str]:
    """Return the command that somebody typed: a path, perhaps with blanks, or a line of words."""
    if shutil.which(typed):
        return [typed]
    try:
        words = shlex.split(typed, posix=os.name == "posix")
    except ValueError:
        words = []
    if not words or shutil.which(words[0]) is None:
        raise NoBrowser(
            f"The browser “{typed}” of the settings is not installed; nothing was written. "
            f"Name another (browser in the settings, or SAYSO_BROWSER), {_INSTEAD}"
        )
    return words


def _usual_places() -> Iterator[Path]:
    """Yield where browsers lie that are not on the path."""
    system = platform.system()
    if system == "Darwin":
        for root in (Path("/Applications"), Path.home() / "Applications"):
            for name in _ON_A_MAC:
                yield root / f"{name}.app" / "Contents" / "MacOS" / name
    elif system == "Windows":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if where := os.environ.get(variable):
                yield from (Path(where) / one for one in _ON_WINDOWS)


@dataclass(frozen=True)
class Press:
    """A browser to print with: its command, how long one file may take, and who may stop it."""

    command: list[str]
    cancelled: Callable[[], bool] = lambda: False
    seconds: float = SECONDS

    def pdf(self, page: str) -> bytes:
        """Return a page as a PDF, its sheets as large as the page says.

        Raises:
            OutputFailed: the browser failed, or took too long.
            Cancelled: somebody stopped it.
        """
        made = self._file(page, "made.pdf", "--no-pdf-header-footer", "--print-to-pdf={}")
        if not made.startswith(b"%PDF-") or b"%%EOF" not in made[-1024:]:
            raise OutputFailed(f"{self._name} wrote no whole PDF; nothing was written. {self._try}")
        return made

    def png(self, page: str, width: int, height: int, scale: int = 2) -> bytes:
        """Return the top left of a page, ``width`` by ``height`` CSS pixels, as a picture.

        Raises:
            OutputFailed, Cancelled: as for `pdf`.
        """
        made = self._file(
            page,
            "made.png",
            f"--window-size={width},{height}",
            f"--force-device-scale-factor={scale}",
            "--screenshot={}",
        )
        size = (int.from_bytes(made[16:20], "big"), int.from_bytes(made[20:24], "big"))
        if not made.startswith(b"\x89PNG") or size != (width * scale, height * scale):
            raise OutputFailed(
                f"{self._name} drew a picture of the wrong size; nothing was written. {self._try}"
            )
        return made

    def _file(self, page: str, name: str, *flags: str) -> bytes:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        with folder(self.command[0]) as place:
            source, path = place / "page.html", place / name
            write_whole(source, page, sync=False)
            command = [
                *self.command,
                *_FLAGS,
                *(["--no-sandbox"] if root else []),  # Chromium refuses to run as root with it
                f"--user-data-dir={place / 'profile'}",
                *(flag.format(path) for flag in flags),
                source.as_uri(),
            ]
            run(
                command,
                place,
                name=self._name,
                advice=self._try,
                cancelled=self.cancelled,
                seconds=self.seconds,
            )
            try:
                return path.read_bytes()
            except OSError:
                raise OutputFailed(
                    f"{self._name} ran, and printed nothing; nothing was written. {self._try}"
                ) from None

    @property
    def _name(self) -> str:
        return f"The browser {self.command[0]}"

    @property
    def _try(self) -> str:
        return f"Name another (browser in the settings, or SAYSO_BROWSER), {_INSTEAD}"


def run(
    command: list[str],
    place: Path,
    *,
    name: str,
    advice: str,
    cancelled: Callable[[], bool],
    seconds: float,
) -> None:
    """Run a program to its end; ``name`` and ``advice`` are for telling what went wrong.

    Raises:
        OutputFailed: it could not be started, failed, or took too long and was ended.
        Cancelled: somebody stopped it.
    """
    with tempfile.TemporaryFile(dir=place) as stderr:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            raise OutputFailed(
                f"{name} could not be started ({error.strerror or error}); nothing was "
                f"written. {advice}"
            ) from error
        code = _wait(process, cancelled, seconds)
        stderr.seek(0)
        told = stderr.read().decode("utf-8", "replace").strip().splitlines()
    if code is None:
        raise OutputFailed(
            f"{name} did not finish within {seconds:g} seconds and was ended; "
            f"nothing was written. {advice}"
        )
    if code != 0:
        why = f" ({told[-1][:200]})" if told else ""
        raise OutputFailed(f"{name} ended with code {code}{why}; nothing was written. {advice}")


def _wait(
    process: subprocess.Popen[bytes], cancelled: Callable[[], bool], seconds: float
) -> int | None:
    """Wait for a program, and end it with all that it started where it is not to go on."""
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(0.05)
            if cancelled():
                raise Cancelled
        return None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and its children, and wait until it is gone."""
    if os.name == "posix":
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(process.pid)], check=False, capture_output=True
        )
    process.kill()
    process.wait()


@contextmanager
def folder(program: str = "") -> Iterator[Path]:
    """Lend a folder that a program can see, and take it away again.

    A browser in a snap sees neither the system's temporary folder nor hidden ones at home.
    """
    place = None
    if "/snap/" in (shutil.which(program) or program):
        name = Path(program).name
        place = Path.home() / "snap" / name / "common"
        place = place if place.is_dir() else Path.home()
    try:
        lent = Path(tempfile.mkdtemp(prefix="sayso-print-", dir=place))
    except OSError as error:
        raise OutputFailed(
            f"There is no room for the sheets' files ({error.strerror or error}); nothing was "
            "written. Make room in the temporary folder."
        ) from error
    try:
        yield lent
    finally:
        shutil.rmtree(lent, ignore_errors=True)
