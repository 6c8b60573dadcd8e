"""Whether a file's pages hold together, asked when it is opened.

Always quickly, and wholly after an unclean end; but not again where nothing has touched the file
since sayso looked at it or wrote it itself.  The mark of a file tells: size, inode and both times.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import suppress
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from data import locations
from data.errors import ProjectDamaged, ProjectLocked, SaysoError, WouldOverwrite
from data.files import make_folder, write_whole
from data.processes import Owner, is_gone

if TYPE_CHECKING:
    from pathlib import Path

    from data.store.files import Connection

_A_DAY = 24 * 3600.0
"""Seconds after which a file is looked at again although nothing has touched it: disks forget."""

_MOST = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """By what it shows that a file is as it was."""

    size: int
    inode: int
    changed: int
    touched: int

    @classmethod
    def of(cls, path: Path) -> Mark | None:
        """The mark of a file, or ``None`` where nothing is."""
        try:
            found = path.stat()
        except (OSError, ValueError):  # ValueError: a NUL in the path
            return None
        return cls(found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)


def look(connection: Connection, path: Path, *, unclean: bool) -> ProjectDamaged | None:
    """Look at a file's pages; return what is wrong, or ``None``.

    ``unclean`` says that a change was taken back.  Where a window was killed, the file is not as
    any window left it, and the line that was being typed lies in it.

    Raises:
        ProjectLocked: somebody else holds the file.
    """
    before = Mark.of(path)
    if not unclean and before is not None and is_sound(path, before):
        return None
    question = "integrity_check" if unclean or _line_left(connection) else "quick_check"
    try:
        found = [str(row) for (row,) in connection.rows(f"PRAGMA {question}(1)")]
    except ProjectLocked:
        raise
    except (sqlite3.Error, SaysoError) as error:
        found = [str(error) if isinstance(error, sqlite3.Error) else "it cannot be read"]
    if found != ["ok"]:
        return damaged(path, found[0] if found else "it cannot be read")
    if before is not None and before == Mark.of(path):
        remember(path, before)
    return None


def _line_left(connection: Connection) -> bool:
    """Whether a line lies there whose window has gone."""
    try:
        owners = connection.rows("SELECT host, pid, started FROM unsent")
    except (sqlite3.Error, SaysoError):
        return True
    return any(is_gone(Owner(*owner)) for owner in owners)


def damaged(path: Path, what: str) -> ProjectDamaged:
    """The error for a file whose pages do not hold together."""
    what = " ".join(what.replace("*** in database main ***", "").split()).rstrip(".")
    return ProjectDamaged(
        f"{path} is damaged ({what}): nothing was changed, and nothing is stored in it. "
        "`sayso check --repair` saves what can be saved; a backup holds the rest."
    )


def is_sound(path: Path, mark: Mark) -> bool:
    """Whether a file was found sound, or left so, just as it is now, and not long ago."""
    known = _known().get(str(path))
    if not isinstance(known, list) or len(known) != 1 + len(astuple(mark)):
        return False
    *stored, seen = known
    age = time.time() - seen if isinstance(seen, int | float) else -1.0
    return stored == list(astuple(mark)) and 0 <= age < _A_DAY


def remember(path: Path, mark: Mark, *, since: float | None = None) -> None:
    """Remember that a file is sound as it now is; a convenience, so nothing is said of failures.

    ``since`` is when its pages were last looked at: what sayso wrote itself since is not looked at.
    """
    known = _known()
    known.pop(str(path), None)
    kept = dict(list(known.items())[1 - _MOST :])
    kept[str(path)] = [*astuple(mark), time.time() if since is None else since]
    target = _file()
    with suppress(OSError, ValueError, WouldOverwrite):
        make_folder(target.parent)
        write_whole(target, json.dumps(kept), sync=False, private=True)


def since(path: Path) -> float | None:
    """When a file's pages were last looked at, in seconds since 1970."""
    known = _known().get(str(path))
    last = known[-1] if isinstance(known, list) and known else None
    return float(last) if isinstance(last, int | float) else None


def _known() -> dict[str, object]:
    try:
        stored = json.loads(_file().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _file() -> Path:
    return locations.state_file().with_name("sound.json")
