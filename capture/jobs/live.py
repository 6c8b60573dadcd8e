"""The page that follows the map while the app is open: its file ends with whoever writes it.

Each such page bears the sign of the window that writes it, and of each a record lies in sayso's own
folder, locked for as long as that window lives.  A record that can be locked is of a window that
was killed: the next start of sayso takes its page away.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING

from capture.jobs import outputs
from data import locations
from data.errors import OutputFailed, WouldOverwrite
from data.files import make_folder, remove, write_whole

if TYPE_CHECKING:
    from synthesis.map.model import JourneyMap

_HEAD = "<head>"
_AWAY = "sayso-map-"


@dataclass(slots=True)
class Page:
    """A page that is open in a browser, the sign that it bears, and the lock on its record.

    Writing it again and ending it wait for each other: what is ended is not made anew.
    """

    path: Path
    sign: str
    lock: IO[bytes] | None
    ended: bool = False
    turn: Lock = field(default_factory=Lock)


def page_for(project: Path) -> Path:
    """Return where the page of a project goes: beside it, as ``NAME.map.html``."""
    return project.with_name(f"{project.stem}.map.html")


def begin(journey: JourneyMap, project: Path) -> Page:
    """Write a map's page beside its project, else in a temporary folder; its owner can read it.

    `rewrite` and `end` go on from here.  A live page is replaced; anything else of that name is
    left alone, and the page goes to the temporary folder then.

    Raises:
        OutputFailed: it could be written nowhere.
    """
    sign = secrets.token_hex(8)
    beside = page_for(project)
    lock = _note_down(sign, beside)  # before the page is there: a crash may come at any time
    try:
        path = outputs.write_beside(beside, _text(journey, sign), away=_AWAY)
        if path != beside:
            _close(lock)
            lock = _note_down(sign, path)
    except BaseException:
        _forget(sign, lock)
        raise
    return Page(path, sign, lock)


def rewrite(journey: JourneyMap, page: Page) -> bool:
    """Write a page again that is open somewhere; return whether it is still ours to be written.

    Raises:
        OutputFailed: it is there, and could not be written; it is as it was.
    """
    text = _text(journey, page.sign)
    with page.turn:
        if page.ended or not _is_ours(page.path, page.sign):
            return False
        try:
            outputs.write_signed(page.path, text)
        except OSError as error:
            raise OutputFailed(
                f"The page {page.path} could not be written again ({error.strerror or error}): "
                "what the browser shows is older than the map. The project is stored."
            ) from error
    return True


def end(page: Page) -> None:
    """Take a page away; one that another window has taken over stays, and so does a changed one."""
    with page.turn:
        page.ended = True
        _take_away(page.path, page.sign)
        _forget(page.sign, page.lock)


def sweep() -> None:
    """Take the pages away whose window was killed; never raises."""
    with suppress(OSError):
        for record in list(locations.live_dir().iterdir()):
            with suppress(OSError, ValueError, RecursionError, WouldOverwrite):
                _sweep_one(record)


def _sweep_one(record: Path) -> None:
    with record.open("rb") as lock:
        if not _locked(lock):
            return
        stored = json.loads(lock.read())
        if isinstance(stored, str):
            _take_away(Path(stored), record.name)
    remove(record)


def _text(journey: JourneyMap, sign: str) -> str:
    from synthesis.render.html import page as page_html

    return page_html.render(journey, live=True).replace(_HEAD, _HEAD + _mark(sign), 1)


def _mark(sign: str) -> str:
    return f'<meta name="sayso-window" content="{sign}">'


def _is_ours(path: Path, sign: str) -> bool:
    """Whether a page is there as the window with that sign wrote it."""
    with suppress(OSError):
        if path.is_file() and outputs.may_take(path):
            return _mark(sign).encode() in path.read_bytes()
    return False


def _take_away(path: Path, sign: str) -> None:
    if not _is_ours(path, sign):
        return
    with suppress(OSError, WouldOverwrite):
        remove(path)
        if path.parent.name.startswith(_AWAY):
            path.parent.rmdir()


def _note_down(sign: str, path: Path) -> IO[bytes] | None:
    """Write down where a page is, and return the lock on that; None where it cannot be."""
    record = locations.live_dir() / sign
    try:
        make_folder(record.parent)
        write_whole(record, json.dumps(str(path)), sync=False)
        lock = record.open("rb")
    except (OSError, WouldOverwrite):
        return None
    _locked(lock)
    return lock


def _locked(lock: IO[bytes]) -> bool:
    """Lock a record unless another process has; where no lock can be had, that counts as had."""
    try:
        import fcntl
    except ModuleNotFoundError:
        return True  # Windows: what somebody has open cannot be removed either
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _close(lock: IO[bytes] | None) -> None:
    if lock is not None:
        lock.close()


def _forget(sign: str, lock: IO[bytes] | None) -> None:
    _close(lock)
    with suppress(OSError, WouldOverwrite):
        remove(locations.live_dir() / sign)
