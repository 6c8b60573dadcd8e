"""Another program that holds a project's lock: a process of its own, until it is told to let go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE" if sys.argv[2] == "all" else "BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path, *, readers_too: bool = False) -> Iterator[None]:
    """Hold the lock of a project, so that nobody can write, or not even read."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path), "all" if readers_too else "writers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        process.communicate()
