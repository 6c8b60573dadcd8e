"""What tells a project from any other file: its first bytes, its name, and who has it open."""

from __future__ import annotations

import os
import stat
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

APPLICATION_ID = 0x5359534F
"""``SYSO``: says in the header that a SQLite file is a project of sayso."""

HEADER_BYTES = 100
MAGIC = b"SQLite format 3\x00"

SUFFIX = ".sayso"
"""How a project's name ends."""

_BACKUPS = f"{SUFFIX}-backups"
"""How the name ends of the folder in which a project's backups lie."""

SIDECARS = ("-journal", "-wal", "-shm")
"""What SQLite may leave beside a file, by what its name adds."""

_SIDECAR_MAGIC = (
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",  # a journal with a change that may be taken back
    b"\x37\x7f\x06\x82",  # a write-ahead log, in either order of its bytes
    b"\x37\x7f\x06\x83",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies: device and inode, as text since they may exceed 63 bits."""

    device: str
    inode: str

    @classmethod
    def of(cls, path: Path) -> Place | None:
        """The place of a path, or ``None`` where nothing is."""
        try:
            found = path.stat()
        except (OSError, ValueError):  # ValueError: a NUL in the path
            return None
        return cls(str(found.st_dev), str(found.st_ino))


class _OpenFiles:
    """Which files this process has open in SQLite.

    Closing any handle on a file drops every lock that the process holds on it (POSIX), so a file
    that is open in SQLite must not be opened by hand as well: a second writer would get in.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.places: Counter[Place] = Counter()

    def add(self, place: Place) -> None:
        with self.lock:
            self.places[place] += 1

    def drop(self, place: Place) -> None:
        with self.lock:
            self.places[place] -= 1
            if self.places[place] <= 0:
                del self.places[place]


open_files = _OpenFiles()
"""The files that this process has open; `data.store.Project` keeps it."""


def real(path: Path) -> Path:
    """Where a path leads, every link followed; a link that leads round and round is left."""
    return Path(os.path.realpath(path))


def head_of(path: Path, size: int = HEADER_BYTES) -> bytes | None:
    """The first bytes of a file; ``None`` where this process has it open in SQLite.

    Whatever is no ordinary file holds none, and is not opened: a pipe would wait for ever.

    Raises:
        OSError: it is there, and may not be read.
    """
    place = Place.of(path)
    with open_files.lock:
        if place is not None and place in open_files.places:
            return None
        if place is None or not stat.S_ISREG(path.stat().st_mode):
            return b""
        with path.open("rb") as file:
            return file.read(size)


def is_project(head: bytes) -> bool:
    """Whether a file that begins so is a project, whatever it is called; backups are, too."""
    return head.startswith(MAGIC) and int.from_bytes(head[68:72], "big") == APPLICATION_ID


def research_in(path: Path) -> str:
    """What of somebody's research a path leads to: "a project" …; "" where it is none.

    By its content under any name, and by its name where a project could be taken for it: what is
    damaged is still somebody's research.

    Raises:
        OSError: it is there, and nobody can see what it is.
    """
    target = real(path)
    head = head_of(target)
    name = target.name.casefold()
    if head is None or is_project(head):
        return "a sayso project"
    if head.startswith(_SIDECAR_MAGIC):
        return "the journal of a database"
    if name.endswith(SUFFIX):
        return "the name of a sayso project"
    if f"{SUFFIX}-backup" in name or _BACKUPS in {
        above.suffix.casefold() for above in target.parents
    }:
        return "the name of a project's backup"
    for ending in SIDECARS:
        if not name.endswith(ending):
            continue
        beside = target.with_name(target.name[: -len(ending)])
        head = head_of(beside) if not beside.name.casefold().endswith(SUFFIX) else None
        if head is None or is_project(head):
            return "the name of a project's journal"
    return ""
