"""Files written whole or not at all: on the disk under another name before they take theirs."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def write_whole(path: Path, content: str | bytes, *, sync: bool = True) -> None:
    """Write a file whole, or leave what was there as it was; a link is followed.

    A file that is replaced keeps its permissions.  Without ``sync`` the disk may still lose the
    new one in a crash: enough for what is only convenient.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    write_all({path: content}, sync=sync)


def write_all(contents: Mapping[Path, str | bytes], *, sync: bool = True) -> None:
    """Write several files, each as `write_whole`: all are on the disk before the first is named.

    Raises:
        OSError: one cannot be written; none was, and nothing is left behind.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            target = path.resolve()
            waiting[target] = temporary = _beside(target)
            with temporary.open("xb") as file:
                file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            if sync:
                _sync(temporary)
            with suppress(FileNotFoundError):
                temporary.chmod(target.stat().st_mode & 0o7777)
        for target, temporary in waiting.items():
            temporary.replace(target)
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


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
