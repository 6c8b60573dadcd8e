"""Backups: a verified copy beside the project, made whole or not at all, and never in the way.

A copy is written by ``VACUUM INTO`` under another name, checked, and on the disk before it takes
its own.  It reads for a moment, as any reader does: who writes meanwhile waits for that moment.
Where the project has not changed since its newest sound backup, none is made; of a damaged one none
either, so that what is good is not thinned away for what is not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from data import files as whole
from data.errors import (
    BackupFailed,
    Cancelled,
    DiskFull,
    ProjectDamaged,
    ProjectLocked,
    ProjectMissing,
    ProjectReadOnly,
    SaysoError,
    StorageFailed,
)
from data.header import SIDECARS
from data.store import backup_names, files, schema
from data.store.backup_names import Kept

if TYPE_CHECKING:
    from data.store.files import Connection

_LOOK_EVERY = 20_000
"""Steps of SQLite's own machine between two looks whether to stop."""

_A_DAY = timedelta(days=1)

_most_megabytes = backup_names.MEGABYTES


def use_most(megabytes: int) -> None:
    """Let the backups of a project take up so much from now on, in this process."""
    global _most_megabytes  # noqa: PLW0603 - as the author, a setting of the whole process
    _most_megabytes = max(0, megabytes)


class Opened(Protocol):
    """A project that is open: as much of it as is asked for here."""

    path: Path
    read_only: bool

    @property
    def connection(self) -> Connection:
        """What is read with."""


@dataclass(frozen=True, slots=True)
class Tip:
    """How far a project is: its format, its id, its newest change record and how many there are."""

    version: int
    identity: str
    last: str
    records: int
    notes: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A backup that was looked into; ``trouble`` says what is wrong with it, "" where it is sound.

    ``tip`` is ``None`` where it cannot be read.
    """

    kept: Kept
    tip: Tip | None
    trouble: str

    @property
    def sound(self) -> bool:
        """Whether it can be gone back to."""
        return not self.trouble


def before(project: Opened, what: str) -> str:
    """Make a backup before something that changes much: a merge, an import.

    Return the sentence that warns where none could be made, else "".  It is never in the way of
    what it is made before.
    """
    return made(project.path, f"before-{what}") if not project.read_only else ""


def made(
    path: Path,
    why: str,
    *,
    stop: Callable[[], bool] = lambda: False,
    seconds: float | None = None,
) -> str:
    """As `make`, in passing; return the sentence that warns where it failed, else "".

    Raises:
        Cancelled: it was to stop.
    """
    try:
        make(path, why, stop=stop, seconds=seconds)
    except BackupFailed as error:
        return str(error)
    return ""


def daily(project: Opened) -> str:
    """Make a backup where the newest one, or else the project, is a day old: for verbs alone.

    Return the sentence that warns where it failed, else "".  Usually this lists one folder.
    """
    if project.read_only:
        return ""
    newest = next((one for one in backup_names.kept(project.path) if not one.is_set_aside), None)
    since = newest.at if newest is not None else _begun(project.connection)
    if since is None or _now() - since < _A_DAY:
        return ""
    sweep(project.path)
    return made(project.path, "opened")


def make(
    path: Path,
    why: str,
    *,
    stop: Callable[[], bool] = lambda: False,
    seconds: float | None = None,
    always: bool = False,
) -> Kept | None:
    """Make a backup and thin the others; ``None`` where nothing has changed since the newest.

    Args:
        path: the project; it may be open, here and elsewhere.
        why: a word or a few, joined by dashes: ``before-import``.
        stop: asked now and then whether to give it up.
        seconds: how long it may hold up whoever writes.
        always: also where nothing was ever done but make the project.

    Raises:
        BackupFailed: what is the matter, in words; the project and all backups are as they were.
        Cancelled: it was to stop.
    """
    real = path.resolve()
    try:
        with closing(files.connect(real, read_only=True)) as source:
            tip = tip_of(source)
            if not tip.records or (_is_fresh(source) and not always):
                return None
            there = _of(backup_names.kept(real), tip)
            if there and _holds(there[0], tip):
                return None
            return _copy(source, real, why, tip, _Patience(stop, seconds))
    except _GivenUp:
        if stop():
            raise Cancelled from None
        raise BackupFailed(
            f"No backup of {path} was made: it takes so long that it would keep your notes "
            "waiting. `sayso backups --now` makes one while nobody writes."
        ) from None
    except (SaysoError, sqlite3.Error, OSError) as error:
        raise BackupFailed(
            f"No backup of {path} was made: {_reason(error, real)}. The project is as it was, and "
            "so is every backup from before."
        ) from error


def before_migration(path: Path) -> Path:
    """Make the backup that a project is not brought up to date without; or find it made.

    The caller sees to it that nobody writes meanwhile.

    Raises:
        SaysoError: it could not be made; nothing was changed.
    """
    with closing(files.connect(path, read_only=True)) as source:
        tip = tip_of(source)
        there = backup_names.kept(path)
        mine = _of(there, tip)
        if mine and _holds(mine[0], tip):  # an earlier attempt has made it
            return mine[0].path
        folder = backup_names.folder_of(path)
        try:
            _make_folder(folder)
        except OSError as error:
            raise StorageFailed(
                f"The folder {folder}, for a backup of {path}, cannot be made "
                f"({error.strerror or error}): it was left as it was."
            ) from error
        at = backup_names.free_time(_now(), there)
        mark = backup_names.short(tip.identity)
        target = folder / backup_names.name_of(at, f"before-migration-v{tip.version}", mark)
        with _not_left_empty(folder), files.made_whole(target) as temporary:
            _vacuum(source, temporary, _Patience(lambda: False, None))
            with closing(files.connect(temporary, read_only=True)) as copy:
                sound = not _damage(copy)
                if not sound or files.fingerprint(copy) != files.fingerprint(source):
                    raise ProjectDamaged(
                        f"{path} could not be brought up to date: its backup did not come out "
                        "like it. The project is as it was. `sayso check` says what is wrong."
                    )
        return target


def look_into(kept: Kept) -> Looked:
    """Open a backup and check it whole; nothing is written, and a journal beside it is refused."""
    try:
        _refuse_sidecars(kept.path)
        files.look(kept.path)
        with closing(files.connect(kept.path, read_only=True)) as connection:
            tip = tip_of(connection)
            if tip.version > schema.VERSION:
                return Looked(kept, tip, "a newer version of sayso made it")
            return Looked(kept, tip, _damage(connection))
    except (SaysoError, sqlite3.Error, OSError) as error:
        return Looked(kept, None, str(error))


def tip_of(connection: Connection) -> Tip:
    """How far a project of any version is."""
    (version,) = connection.row("PRAGMA user_version")
    row = connection.row("SELECT id FROM project")
    last = connection.row("SELECT id FROM change ORDER BY rowid DESC LIMIT 1")
    (records,) = connection.row("SELECT count(*) FROM change")
    (notes,) = connection.row("SELECT count(*) FROM note")
    return Tip(version, str(row[0]) if row else "", str(last[0]) if last else "", records, notes)


def sweep(path: Path) -> None:
    """Remove what a copy that was killed left half-made beside a project, once it is old."""
    for folder in (path.resolve().parent, backup_names.folder_of(path)):
        whole.sweep(folder)


def sidecars(path: Path) -> list[Path]:
    """What lies beside a file that SQLite would take for a part of it."""
    beside = (path.with_name(path.name + added) for added in SIDECARS)
    return [one for one in beside if one.is_file() or one.is_symlink()]


def _refuse_sidecars(path: Path) -> None:
    for one in sidecars(path):
        raise ProjectDamaged(
            f"{one.name} lies beside it, which SQLite would write into it: move that elsewhere "
            "first, if it is none of its own"
        )


def _begun(connection: Connection) -> datetime | None:
    """When the project was made; ``None`` where that cannot be read."""
    with suppress(SaysoError, ValueError, sqlite3.Error):
        row = connection.row("SELECT at FROM change ORDER BY rowid LIMIT 1")
        if row is not None:
            return datetime.fromisoformat(row[0])
    return None


def _is_fresh(source: Connection) -> bool:
    """Whether nothing was ever done but make the project."""
    return bool(source.row("SELECT count(DISTINCT op) < 2 FROM change")[0])


def _of(there: list[Kept], tip: Tip) -> list[Kept]:
    """The backups of one project among those in its folder: another may have had its name."""
    mine = backup_names.short(tip.identity)
    return [one for one in there if one.project == mine and not one.is_set_aside]


def _holds(kept: Kept, tip: Tip) -> bool:
    """Whether a backup holds all that there is, and is sound."""
    looked = look_into(kept)
    return looked.sound and looked.tip == tip


def _copy(source: Connection, path: Path, why: str, tip: Tip, patience: _Patience) -> Kept:
    if (damage := _damage(source)) != "":
        raise ProjectDamaged(damage)
    folder = backup_names.folder_of(path)
    _make_folder(folder)
    there = backup_names.kept(path)
    at = backup_names.free_time(_now(), there)
    target = folder / backup_names.name_of(at, why, backup_names.short(tip.identity))
    with _not_left_empty(folder), whole.made_whole(target) as temporary:
        _vacuum(source, temporary, patience)
        _verify(temporary, tip)
    one = backup_names.read_name(target, target.stat().st_size)
    assert one is not None
    for old in backup_names.too_many([one, *_of(there, tip)], _most_megabytes * 1_000_000):
        with suppress(OSError):  # another process thins them too
            old.path.unlink()
    return one


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
        whole.sync_folder(folder.parent)


@contextmanager
def _not_left_empty(folder: Path) -> Iterator[None]:
    """Take a folder away again in which nothing could be put."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            folder.rmdir()
        raise


def _vacuum(source: Connection, target: Path, patience: _Patience) -> None:
    source.set_authorizer(None)  # it attaches the copy
    source.set_progress_handler(patience.is_over, _LOOK_EVERY)
    try:
        source.execute("VACUUM INTO ?", (str(target),))
    except (sqlite3.Error, SaysoError) as error:
        if patience.was_over:
            raise _GivenUp from error
        raise


class _GivenUp(Exception):  # noqa: N818 - nothing failed
    """The copy was given up in the middle."""


class _Patience:
    """Whether a copy is to be given up: it is to stop, or has kept others waiting for too long."""

    def __init__(self, stop: Callable[[], bool], seconds: float | None) -> None:
        """Begin to count."""
        self._stop = stop
        self._end = None if seconds is None else monotonic() + seconds
        self.was_over = False

    def is_over(self) -> bool:
        """Look, and remember."""
        late = self._end is not None and monotonic() > self._end
        self.was_over = self.was_over or late or self._stop()
        return self.was_over


def _verify(copy: Path, tip: Tip) -> None:
    """See that a copy is sound and holds at least what there was before it was begun."""
    with closing(files.connect(copy, read_only=True)) as connection:
        damage = _damage(connection)
        held = tip_of(connection)
    if damage or held.identity != tip.identity or held.records < tip.records:
        raise StorageFailed(f"the copy did not come out like it ({damage or 'rows are missing'})")


def _damage(connection: Connection) -> str:
    """What SQLite finds wrong with a file, indexes too; "" for nothing."""
    try:
        (found,) = connection.row("PRAGMA integrity_check(1)")
    except SaysoError as error:
        return str(error)
    return "" if found == "ok" else f"its pages do not hold together: {found}"


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (DiskFull, "there is no room left on the disk"),
    (ProjectLocked, "another program is writing to it"),
    (ProjectDamaged, "it is damaged (`sayso check` says what is wrong)"),
    (ProjectMissing, "it is not there any more"),
    (ProjectReadOnly, "it cannot be read, or {folder} cannot be written to"),
    (PermissionError, "{folder} cannot be written to"),
)


def _reason(error: Exception, path: Path) -> str:
    """The matter in half a sentence; the sentences of the store speak of a change."""
    folder = backup_names.folder_of(path)
    for kind, told in _REASONS:
        if isinstance(error, kind):
            return told.format(folder=folder)
    if isinstance(error, StorageFailed) and error.__cause__ is None:
        return str(error)
    why = error.strerror if isinstance(error, OSError) and error.strerror else ""
    return f"the disk refused to write in {folder}" + (f" ({why})" if why else "")


def _now() -> datetime:
    return schema.now()
