"""The files that SQLite keeps beside a database: whose they are, before SQLite believes them.

SQLite takes a journal that lies beside a file for that file's own, and rolls it back into it: one
that a killed process left, beside an older copy that was put back or beside another project of the
same name, destroys what it meets.  The journal does not say whose it is, but it holds pages as they
were, the first among them, and that says how often the file had been written.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from data.errors import ProjectDamaged, ProjectReadOnly, SaysoError
from data.store.files import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_WAL_MAGICS = (0x377F0682, 0x377F0683)
_PENDING, _LOCKED_BYTES = 0x40000000, 512  # what SQLite locks, whole: pending, reserved, shared
_HEADER = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What was done about sidecars: whether a change is to be taken back, and what to say."""

    unclean: bool = False
    said: str = ""


def settle(path: Path, *, writable: bool) -> Found:
    """Look at what lies beside a file that this process has not open; move aside what is not its.

    What is moved aside keeps its content under another name.

    Raises:
        ProjectReadOnly: something strange lies there, and nothing may be moved.
        ProjectDamaged: the file does not hold together, neither with what lies there nor without.
    """
    real = path.resolve()  # SQLite puts them beside what a link leads to
    journal, wal = beside(real, "-journal"), beside(real, "-wal")
    if not any(_size(one) for one in (journal, wal)):
        return Found()
    with _held(real) as file:
        if file is None:  # somebody is writing: what lies there is theirs
            return Found()
        content = file.read()
        for sidecar, fits in ((journal, _journal_fits), (wal, _wal_fits)):
            if _size(sidecar):
                verdict = fits(content, sidecar.read_bytes())
                if verdict is False:
                    return _aside(path, real, sidecar, content, writable=writable)
                if verdict:
                    return Found(unclean=True)
    return Found()


def beside(path: Path, suffix: str) -> Path:
    """The sidecar of a file with this ending."""
    return path.with_name(path.name + suffix)


def move_aside(real: Path, *suffixes: str, mark: str = "aside") -> list[Path]:
    """Give sidecars that are there other names, which nothing else has; return these."""
    moved = []
    for suffix in suffixes:
        sidecar = beside(real, suffix)
        if os.path.lexists(sidecar):
            target = free_name(sidecar, mark)
            sidecar.rename(target)
            moved.append(target)
    return moved


def free_name(path: Path, mark: str) -> Path:
    """A name beside a file that nothing has: what it is, and when."""
    stem = f"{path.name}-{mark}-{datetime.now():%Y%m%d-%H%M%S}"
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 1000))
    return next(path.with_name(name) for name in names if not os.path.lexists(path.with_name(name)))


def _aside(path: Path, real: Path, sidecar: Path, content: bytes, *, writable: bool) -> Found:
    if not _is_sound(content):
        raise ProjectDamaged(
            f"{path} is damaged, and {sidecar.name} beside it was left by another copy, so it does "
            "not mend it: both were left as they are. `sayso check --repair` saves what can be "
            "saved; a backup holds the rest."
        )
    if not writable:
        raise ProjectReadOnly(
            f"{sidecar} was left by another copy than {path}, and would spoil it: nothing was "
            "changed. Move it elsewhere, or open a copy of the project in another folder."
        )
    moved = move_aside(
        real, *(("-journal",) if sidecar.name.endswith("-journal") else ("-wal", "-shm"))
    )
    return Found(
        unclean=True,
        said=f"{sidecar.name} was left by another copy than {path}, and would have spoiled it: it "
        f"was moved aside, to {moved[0].name}. The project is as it was without it.",
    )


@contextmanager
def _held(path: Path) -> Iterator[BinaryIO | None]:
    """Lend a file that nobody else reads or writes meanwhile; ``None`` where somebody does."""
    try:
        import fcntl
    except ImportError:  # no POSIX locks: SQLite's own care is all there is
        yield None
        return
    try:
        file = path.open("r+b" if os.access(path, os.W_OK) else "rb")
    except OSError:
        yield None
        return
    with file:
        kind = fcntl.LOCK_EX if file.writable() else fcntl.LOCK_SH
        try:
            fcntl.lockf(file, kind | fcntl.LOCK_NB, _LOCKED_BYTES, _PENDING)
        except OSError:
            yield None
            return
        yield file  # closing it lets go


def _journal_fits(content: bytes, journal: bytes) -> bool | None:
    """Whether a journal was left by the very file beside it; ``None`` where SQLite ignores it."""
    if not journal.startswith(_JOURNAL_MAGIC) or len(journal) < 28:
        return None
    pages, initial = _number(journal, 8), _number(journal, 16)
    sector, size = _number(journal, 20), _number(journal, 24)
    if size != _page_size(content) or sector < 28:
        return False
    if pages == 0:  # never synced, so the file was not written to yet; it is cut to that length
        return initial == _pages(content)
    kept = _records(journal, sector, size)
    first = kept.get(1)
    if first is None:
        if initial != _pages(content):
            return False
    elif not _is_of(content, first, initial):
        return False
    restored = bytearray(content[: initial * size].ljust(initial * size, b"\0"))
    for number, page in kept.items():
        if number <= initial:
            restored[(number - 1) * size : number * size] = page
    # Another's pages in a sound file spoil it; in one that was damaged before, they prove nothing.
    spoils = _is_sound(content) and not _is_sound(bytes(restored))
    return not spoils and _is_same(bytes(restored), content)


def _is_of(content: bytes, first: bytes, initial: int) -> bool:
    """Whether a file can have come of one whose first page was so, by one unfinished change."""
    before, now = _counter(first), _counter(content)
    if _number(first, 28) != initial:
        return False
    if now == before:
        return content[:_HEADER] == first[:_HEADER]
    return now == (before + 1) & 0xFFFFFFFF


def _records(journal: bytes, sector: int, size: int) -> dict[int, bytes]:
    """The pages as they were that a journal holds, as far as its sums are right."""
    found: dict[int, bytes] = {}
    at = 0
    while journal[at : at + 8] == _JOURNAL_MAGIC and at + 28 <= len(journal):
        count, nonce = _number(journal, at + 8), _number(journal, at + 12)
        if count == 0xFFFFFFFF:
            count = (len(journal) - at - sector) // (size + 8)
        at += sector
        for _ in range(count):
            record = journal[at : at + size + 8]
            if len(record) < size + 8:
                return found
            number, page = _number(record, 0), record[4:-4]
            total = (nonce + sum(page[size - 200 : 0 : -200])) & 0xFFFFFFFF
            if total != _number(record, size + 4):
                return found
            found.setdefault(number, page)
            at += size + 8
        at = -(-at // sector) * sector
    return found


def _wal_fits(content: bytes, wal: bytes) -> bool | None:
    """Whether what lies in a ``-wal`` is the file's own; ``None`` where there is nothing in it."""
    if len(wal) < 32 or _number(wal, 0) not in _WAL_MAGICS:
        return None
    if content[18:20] != b"\x02\x02":
        return False  # the file keeps a journal, so this was left by another
    size, salts = _number(wal, 8), wal[16:24]
    if size != _page_size(content):
        return False
    merged, committed, length = bytearray(content), bytes(content), 24 + size
    for at in range(32, len(wal) - length + 1, length):
        number, pages = _number(wal, at), _number(wal, at + 4)
        if wal[at + 8 : at + 16] != salts:
            break
        if len(merged) < number * size:
            merged.extend(bytes(number * size - len(merged)))
        merged[(number - 1) * size : number * size] = wal[at + 24 : at + length]
        if pages:
            committed = bytes(merged[: pages * size])
    return _is_sound(committed) and _is_same(committed, content)


def _is_sound(content: bytes) -> bool:
    try:
        with _opened(content) as connection:
            found: object = connection.row("PRAGMA integrity_check(1)")
            return found == ("ok",)
    except (sqlite3.Error, SaysoError):
        return False


def _is_same(one: bytes, other: bytes) -> bool:
    """Whether two states can be of one project: half written, a file need not say of which."""
    names = [_identity(one), _identity(other)]
    return None in names or names[0] == names[1]


def _identity(content: bytes) -> object:
    """Which project a file is of; ``None`` where it cannot be read."""
    with suppress(sqlite3.Error, SaysoError), _opened(content) as connection:
        found: object = connection.row("SELECT id FROM project")
        return found
    return None


@contextmanager
def _opened(content: bytes) -> Iterator[Connection]:
    """A database from its bytes, in memory: no file, no lock, no sidecar."""
    plain = bytearray(content)
    plain[18:20] = b"\x01\x01"  # in memory there is no write-ahead log
    with closing(sqlite3.connect(":memory:", factory=Connection)) as connection:
        connection.deserialize(bytes(plain))
        connection.harden()  # what comes of a file is not to be trusted
        yield connection


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _number(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "big")


def _counter(content: bytes) -> int:
    return _number(content, 24)


def _pages(content: bytes) -> int:
    return _number(content, 28)


def _page_size(content: bytes) -> int:
    size = int.from_bytes(content[16:18], "big")
    return 65536 if size == 1 else size
