"""The one door by which files are written: whole or not at all, and never over a project.

A file is on the disk under another name before it takes its own.  What is new is readable by its
owner alone, unless it is asked to be otherwise.  Which files of sayso's own no *output* may take
the place of besides, `data.outputs` knows.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from data.errors import WouldOverwrite
from data.header import real, research_in


def write_whole(
    path: Path,
    content: str | bytes,
    *,
    sync: bool = True,
    shared: bool = False,
    private: bool = False,
) -> None:
    """Write a file whole, or leave what was there as it was; a link is followed.

    A file that is replaced keeps its permissions, unless it is ``private``; a new one is its
    owner's alone, or with ``shared`` readable by whoever may enter the folder.  Without ``sync``
    the disk may still lose the new one in a crash: enough for what is only convenient.

    Raises:
        WouldOverwrite: somebody's research lies there; it is as it was.
        OSError: it cannot be written; nothing is left behind.
    """
    write_all({path: content}, sync=sync, shared=shared, private=private)


def write_all(
    contents: Mapping[Path, str | bytes],
    *,
    sync: bool = True,
    shared: bool = False,
    private: bool = False,
) -> None:
    """Write several files, each as `write_whole`: all are on the disk before the first is named.

    Raises:
        WouldOverwrite: at one place lies somebody's research; no file was written.
        OSError: one cannot be written; none was, and nothing is left behind.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            spare_research(path)
            target = real(path)
            _mind(path, target, waiting)
            waiting[target] = temporary = _beside(target)
            with _made(temporary, shared=shared) as file:
                file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            if sync:
                _sync(temporary)
            if not private:
                _keep_mode(temporary, target, shared=shared)
        for target, temporary in waiting.items():
            temporary.replace(target)
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def spare_research(path: Path) -> None:
    """Refuse a place where a project lies, or what belongs to one, by whatever name or link.

    Raises:
        WouldOverwrite: one does, or nobody can see what lies there.
    """
    try:
        found = research_in(path)
    except OSError as error:
        raise WouldOverwrite(
            f"{path} is there and cannot be looked at ({error.strerror or error}), so it may be a "
            "project; nothing was written. Name another file."
        ) from error
    if found.startswith("the name"):
        raise WouldOverwrite(f"{path} has {found}; nothing was written. Name another file.")
    if found:
        raise WouldOverwrite(
            f"{path} is {found}; nothing was written, and it is as it was. Name another file."
        )


def pour(path: Path, content: str | bytes) -> None:
    """Write into what stays what it is: a terminal, a pipe, /dev/null, a stream of this process.

    Where the stream goes into a file, what is there stays before it.

    Raises:
        WouldOverwrite: it goes into somebody's research.
        OSError: it cannot be written to, or it is a disk.
    """
    spare_research(path)
    if stat.S_ISBLK(path.stat().st_mode):
        raise OSError(errno.EPERM, "it is a whole disk", str(path))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as stream:
        stream.write(content if isinstance(content, bytes) else content.encode("utf-8"))


def append(path: Path, text: str) -> None:
    """Add to the end of a file that only its owner can read; it is made where it is not there.

    Raises:
        WouldOverwrite: somebody's research lies there.
        OSError: it cannot be written to.
    """
    spare_research(path)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "ab") as file:
        if os.name == "posix":
            os.fchmod(file.fileno(), 0o600)
        file.write(text.encode("utf-8", "backslashreplace"))


def move(path: Path, target: Path) -> None:
    """Give a file of sayso's own another name, in place of what has that name.

    Raises:
        WouldOverwrite: at either place lies somebody's research.
        OSError: it cannot be.
    """
    for one in (path, target):
        spare_research(one)
    path.replace(target)


def remove(path: Path) -> None:
    """Take a file of sayso's own away, if it is there; a link goes, not what it leads to.

    Raises:
        WouldOverwrite: somebody's research lies there.
        OSError: it cannot be.
    """
    spare_research(path)
    path.unlink(missing_ok=True)


def make_folder(folder: Path, *, shared: bool = False, new: bool = False) -> None:
    """Make a folder, and those above it that are not there, for their owner alone.

    With ``shared`` others may look into it.  A folder that is there stays as it is, or with ``new``
    is refused.

    Raises:
        OSError: it cannot be made, or something else has its name.
    """
    if not folder.parent.exists():
        make_folder(folder.parent, shared=shared)
    folder.mkdir(exist_ok=not new, mode=0o777 if shared else 0o700)


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """Lend a file beside ``path`` to be filled; it takes its name only when all went well.

    The name is never taken from another file, and after a failure nothing is left behind.  The
    file is readable by its owner only.

    Raises:
        FileExistsError: the name is taken.
        OSError: the file cannot be made.
    """
    if os.path.lexists(path):
        raise FileExistsError(path)
    temporary = _beside(path)
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield temporary
        _sync(temporary)
        _claim(temporary, path)
        _sync(path.parent)
    finally:
        for litter in (temporary, temporary.with_name(f"{temporary.name}-journal")):
            litter.unlink(missing_ok=True)


def _mind(path: Path, target: Path, waiting: Mapping[Path, Path]) -> None:
    """Refuse to write two files at one place, and to put one where a folder or a pipe is."""
    if target in waiting:
        raise FileExistsError(errno.EEXIST, "two of the files are the same one", str(path))
    if os.path.lexists(target) and not target.is_file():
        raise FileExistsError(errno.EEXIST, "something other than a file is there", str(path))


def _made(temporary: Path, *, shared: bool) -> IO[bytes]:
    """Make a file for its owner alone from its first byte on, or with the usual permissions."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(temporary, flags, 0o666 if shared else 0o600), "wb")


def _keep_mode(temporary: Path, target: Path, *, shared: bool) -> None:
    """Give a file the permissions of the one that it is to replace; ``shared`` adds reading."""
    with suppress(FileNotFoundError):
        mode = stat.S_IMODE(target.stat().st_mode)
        if shared:
            mode |= stat.S_IMODE(temporary.stat().st_mode) & 0o444
        temporary.chmod(mode)


def _beside(path: Path) -> Path:
    return path.with_name(f".sayso-{os.urandom(8).hex()}.tmp")


def _claim(temporary: Path, path: Path) -> None:
    """Give the file its name, failing where something has it."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here (FAT, some network folders): hold the name with an empty file first.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        try:
            temporary.replace(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _sync(path: Path) -> None:
    """Have the disk keep a file or a folder; some file systems cannot sync a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        if path.is_file():
            raise
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder, where its file system can."""
    with suppress(OSError):
        _sync(folder)


@contextmanager
def lent(path: Path) -> Iterator[Path]:
    """Lend a file beside ``path`` to be filled; it is gone at the end unless it `take_place`.

    Raises:
        OSError: it cannot be made.
    """
    temporary = _beside(path)
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield temporary
    finally:
        for litter in (temporary, temporary.with_name(f"{temporary.name}-journal")):
            with suppress(OSError):  # it is swept later
                litter.unlink(missing_ok=True)


def take_place(temporary: Path, path: Path) -> None:
    """Give a file that was `lent` its name, in place of what has that name; it is on the disk.

    Raises:
        OSError: it cannot be; what had the name has it still.
    """
    _sync(temporary)
    temporary.replace(path)
    sync_folder(path.parent)


def also_name(path: Path, name: Path) -> None:
    """Give a file a second name, or where there are none, a copy that is on the disk.

    Raises:
        FileExistsError: the name is taken.
        OSError: neither can be; nothing is left behind.
    """
    try:
        os.link(path, name)
        sync_folder(name.parent)
    except FileExistsError:
        raise
    except OSError:
        copy_whole(path, name)


def copy_whole(path: Path, target: Path) -> None:
    """Copy a file under a name that nothing has, byte for byte, and onto the disk.

    Raises:
        FileExistsError: the name is taken.
        OSError: it cannot be copied; nothing is left behind.
    """
    import shutil  # slow to load: no note waits for it

    with made_whole(target) as temporary:
        shutil.copyfile(path, temporary)


_TEMPORARY = re.compile(r"\.sayso-[0-9a-f]{16}\.(?:tmp|new)(?:-journal)?")
_ABANDONED_SECONDS = 600.0


def sweep(folder: Path) -> None:
    """Remove what was being written in a folder when sayso was killed, once it is minutes old.

    Only what has a name that we give, is an ordinary file and is our own; never raises.
    """
    mine = os.geteuid() if hasattr(os, "geteuid") else None
    with suppress(OSError), os.scandir(folder) as found:
        for one in found:
            if not _TEMPORARY.fullmatch(one.name):
                continue
            with suppress(OSError):
                told = one.stat(follow_symlinks=False)
                old = time.time() - told.st_mtime > _ABANDONED_SECONDS
                if old and stat.S_ISREG(told.st_mode) and mine in (None, told.st_uid):
                    Path(one.path).unlink()
