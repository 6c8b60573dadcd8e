"""Going back to a backup: what would be lost by it, and the exchange, in which nothing is deleted.

The order of steps is such that a kill at any of them leaves at the project's path either the file
that was there or the backup's copy, and every byte of the former under a name of its own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import files as whole
from data.errors import NotFound, ProjectDamaged, ProjectLocked, RestoreRefused, SaysoError
from data.header import SIDECARS
from data.store import backup_names, backups, files, schema
from data.store.backups import Looked, Tip, sidecars, tip_of

if TYPE_CHECKING:
    from data.store.files import Connection

_LOCK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Newer:
    """What the project holds and a backup does not: texts of notes, and how many changes.

    ``unknown`` says why that cannot be told, "" where it can; then the rest is empty.
    ``other`` is whether the project is another one than the backup's.
    """

    added: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changes: int = 0
    other: bool = False
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of it: how far the project is now, and where the former files lie."""

    tip: Tip
    set_aside: tuple[Path, ...]


def newer(path: Path, backup: Path) -> Newer:
    """What would be gone with the project as it lies, were a backup to take its place.

    Nothing is written, not even what SQLite would do to a file that a crash left half-written.
    """
    real = path.resolve()
    if not os.path.lexists(real):
        return Newer(unknown="there is no project file any more")
    if any(one.stat().st_size for one in sidecars(real)):
        return Newer(unknown="a journal lies beside the project: a change was cut short")
    try:
        files.look(real)
        with (
            closing(files.connect(real, read_only=True)) as now,
            closing(files.connect(backup, read_only=True)) as then,
        ):
            return _newer(now, then)
    except (SaysoError, sqlite3.Error, OSError):
        return Newer(unknown="the project cannot be read whole")


def _newer(now: Connection, then: Connection) -> Newer:
    names = [name for name in _columns(now) if name in _columns(then) and name != "nr"]
    notes, earlier = _notes(now, names), _notes(then, names)
    tip, old = tip_of(now), tip_of(then)
    earlier_ops = set(then.rows("SELECT DISTINCT op FROM change"))
    changes = len(set(now.rows("SELECT DISTINCT op FROM change")) - earlier_ops)
    text = names.index("text")
    return Newer(
        added=tuple(row[text] for key, row in notes.items() if key not in earlier),
        edited=tuple(row[text] for key, row in notes.items() if earlier.get(key, row) != row),
        removed=tuple(row[text] for key, row in earlier.items() if key not in notes),
        changes=changes,
        other=tip.identity != old.identity,
    )


def _columns(connection: Connection) -> list[str]:
    return [row[1] for row in connection.rows("PRAGMA table_info(note)")]


def _notes(connection: Connection, names: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    told = ", ".join(f'"{name}"' for name in names)
    at = names.index("id")
    return {row[at]: row for row in connection.rows(f"SELECT {told} FROM note ORDER BY nr DESC")}


def restore(path: Path, looked: Looked) -> Restored:
    """Put a copy of a backup in the place of a project; what was there is set aside, whole.

    The backup stays where it is.  What was there gets a name in the folder of the backups, and so
    does what SQLite had left beside it.

    Raises:
        RestoreRefused, ProjectLocked: why not; everything is as it was.
    """
    if looked.tip is None or not looked.sound:
        raise RestoreRefused(
            f"{looked.kept.path.name} is not sound ({looked.trouble.rstrip('.')}): it was not put "
            "in the place of anything. Choose another: sayso backups."
        )
    try:
        real = path.resolve()
        _refuse_where_open(real)
        return _restore(real, looked, looked.tip)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise RestoreRefused(
            f"{path} could not be restored ({why}): {_what_is(path)}. Make room, or see that its "
            "folder can be written to, and try again."
        ) from error


def _what_is(path: Path) -> str:
    there = "it is as it was" if path.exists() else "there is still none"
    return f"{there}, and so is every backup"


def _restore(path: Path, looked: Looked, tip: Tip) -> Restored:
    with whole.lent(path) as fresh:
        shutil.copyfile(looked.kept.path, fresh)
        _see_that_it_is(fresh, tip)
        with suppress(FileNotFoundError):
            fresh.chmod(path.stat().st_mode & 0o777)
        aside = _Aside(path, tip)
        with aside.undone_where_refused():
            if sidecars(path):
                aside.copy_all()
            with _locked(path):
                if path.exists() and not aside.made:
                    aside.name_again()
                for one in sidecars(path):
                    one.unlink()  # a copy of it lies aside
                whole.take_place(fresh, path)
    held = _see_that_it_is(path, tip)
    return Restored(held, tuple(aside.made))


def _see_that_it_is(path: Path, tip: Tip) -> Tip:
    """See that a file is the backup, whole, and that nothing lies beside it."""
    for one in sidecars(path):
        raise RestoreRefused(
            f"{one.name} appeared beside {path.name}: another program writes there. Nothing more "
            "was changed; close it and try again."
        )
    kept = backup_names.Kept(path, schema.now(), "", "")
    looked = backups.look_into(kept)
    if looked.tip != tip or not looked.sound:
        raise ProjectDamaged(
            f"{path} did not come out like the backup ({looked.trouble or 'it differs'}). The "
            "backup and what was there before are as they were."
        )
    return looked.tip


class _Aside:
    """The names under which the former files are kept, in the folder of the backups."""

    def __init__(self, path: Path, tip: Tip) -> None:
        """Choose names that nothing has."""
        self._path = path
        self.made: list[Path] = []
        folder = backup_names.folder_of(path)
        folder.mkdir(mode=0o700, exist_ok=True)
        mark = backup_names.short(tip.identity)
        now = backup_names.free_time(schema.now(), backup_names.kept(path))
        names = (
            backup_names.name_of(backup_names.later(now, step), backup_names.SET_ASIDE, mark)
            for step in count()
        )
        self._name = next(
            folder / name
            for name in names
            if not any(os.path.lexists(folder / f"{name}{more}") for more in ("", *SIDECARS))
        )

    def name_again(self) -> None:
        """Give the file its name aside; it has both until another takes its place."""
        whole.also_name(self._path, self._name)
        self.made.append(self._name)

    def copy_all(self) -> None:
        """Copy the file and what lies beside it, before SQLite may write the one into the other."""
        for one in (*sidecars(self._path), self._path):
            if one.exists():
                target = self._name.with_name(self._name.name + one.name[len(self._path.name) :])
                whole.copy_whole(one, target)
                self.made.append(target)

    @contextmanager
    def undone_where_refused(self) -> Iterator[None]:
        """Take the names back where the exchange is refused: the files are where they were."""
        try:
            yield
        except (OSError, sqlite3.Error, SaysoError):
            if not self._moved():
                for one in self.made:
                    with suppress(OSError):
                        one.unlink()
            raise

    def _moved(self) -> bool:
        """Whether what was there is only to be found aside by now."""
        if not self.made or self._name not in self.made or not self._path.exists():
            return True
        return len(self.made) > 1 or not self._path.samefile(self._name)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep everybody else from writing, where the file can still be opened at all.

    A change that a crash cut short is taken back first, as by whoever opens the file.
    """
    if not path.exists():
        yield
        return
    try:
        connection = files.connect(path, wait=_LOCK_SECONDS)
    except ProjectLocked:
        raise
    except (SaysoError, sqlite3.Error):
        yield
        return
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except ProjectLocked:
            raise
        except (SaysoError, sqlite3.Error):
            pass  # its pages are broken: nobody else can write it either
        yield
        with suppress(SaysoError, sqlite3.Error):
            connection.rollback()


def _refuse_where_open(path: Path) -> None:
    """Refuse to exchange a file that is open, here or in another program as far as can be seen."""
    place = files.Place.of(path)
    if place is None:
        return
    with files.open_files.lock:
        here = place in files.open_files.places
    names = ["this program"] if here else holders(path)
    if names:
        raise ProjectLocked(
            f"{path} is open in {' and '.join(names[:3])}: nothing was changed. Close it there "
            "and try again."
        )


def holders(path: Path) -> list[str]:
    """Who else has a file open, as ``sayso (process 4711)``; where the system tells (Linux)."""
    found = []
    with suppress(OSError):
        wanted = path.stat()
        for process in Path("/proc").iterdir():
            if not process.name.isdigit() or int(process.name) == os.getpid():
                continue
            with suppress(OSError):
                if any(_is(handle, wanted) for handle in (process / "fd").iterdir()):
                    name = (process / "comm").read_text(errors="replace").strip()
                    found.append(f"{name} (process {process.name})")
    return found


def _is(handle: Path, wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat(handle.stat(), wanted)
    except OSError:
        return False


def choose(kept: Sequence[backup_names.Kept], typed: str) -> backup_names.Kept:
    """The backup that was meant: by its number in the list, or by a part of its name.

    Raises:
        NotFound: none is, or several are.
    """
    if typed.isdecimal() and 1 <= int(typed) <= len(kept):
        return kept[int(typed) - 1]
    fits = [one for one in kept if typed.casefold() in one.path.name.casefold()]
    if len(fits) != 1:
        trouble = f"{len(fits)} backups have" if fits else "no backup has"
        raise NotFound(
            f"{trouble.capitalize()} “{typed}” in the name. See them with: sayso backups"
        )
    return fits[0]
