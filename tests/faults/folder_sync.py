"""SQLite's own code with a disk that does not confirm folders, as some network mounts do not.

SQLite lets each of its system calls be replaced; the one that opens a folder is given a pipe here,
which no system can sync: EINVAL, and nothing else is different.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_void_p
from ctypes.util import find_library

import pytest

_OPEN = CFUNCTYPE(c_int, c_char_p, POINTER(c_int))


class _Vfs(Structure):
    """The head of `sqlite3_vfs`; what is not used is a pointer of no kind."""


_SET = CFUNCTYPE(c_int, POINTER(_Vfs), c_char_p, c_void_p)
_GET = CFUNCTYPE(c_void_p, POINTER(_Vfs), c_char_p)
_Vfs._fields_ = [
    ("version", c_int), ("os_file", c_int), ("longest", c_int), ("next", c_void_p),
    ("name", c_char_p), ("data", c_void_p), ("open", c_void_p), ("delete", c_void_p),
    ("access", c_void_p), ("full", c_void_p), ("dl_open", c_void_p), ("dl_error", c_void_p),
    ("dl_sym", c_void_p), ("dl_close", c_void_p), ("randomness", c_void_p), ("sleep", c_void_p),
    ("time", c_void_p), ("last_error", c_void_p), ("time64", c_void_p), ("set", _SET),
    ("get", _GET),
]  # fmt: skip


def unconfirmed(calls: list[str]) -> None:
    """Refuse to sync folders from now on, in this process; each refusal is put down."""
    _replace(_OPEN(lambda name, found: _pipe(calls, name, found)))


@contextmanager
def unconfirmed_folders() -> Iterator[list[str]]:
    """Refuse to sync folders for a while; yields the folders that it was refused for."""
    calls: list[str] = []
    vfs, before = _replace(_OPEN(lambda name, found: _pipe(calls, name, found)))
    try:
        yield calls
    finally:
        vfs.contents.set(vfs, b"openDirectory", before)


_held: list[object] = []


def _replace(function: ctypes._FuncPointer) -> tuple[ctypes._Pointer[_Vfs], int]:
    import sqlite3

    library = ctypes.CDLL(find_library("sqlite3") or "libsqlite3.so.0")
    library.sqlite3_libversion.restype = c_char_p
    if library.sqlite3_libversion().decode() != sqlite3.sqlite_version:
        pytest.skip("Python has a SQLite of its own here, that cannot be reached")
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None)
    before = vfs.contents.get(vfs, b"openDirectory")
    _held.append(function)  # SQLite keeps the bare address
    vfs.contents.set(vfs, b"openDirectory", ctypes.cast(function, c_void_p))
    return vfs, before


def _pipe(calls: list[str], name: bytes, found: ctypes._Pointer[c_int]) -> int:
    reading, writing = os.pipe()
    os.close(writing)
    found[0] = reading
    calls.append(os.fsdecode(name))
    return 0
