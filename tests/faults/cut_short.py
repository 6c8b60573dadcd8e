"""An act cut short at every file operation in turn: killed there, or refused by the disk.

Usage: ``python -m tests.faults.cut_short ACT HOW FOLDER``, where HOW is ``kill`` or ``refuse``.
Each turn a child of this process does the act on a fresh copy of the case, up to its Nth operation
(opening, linking, renaming, removing, syncing, connecting); then what lies there is judged.  The
last turn is the one that got through.  Prints how many turns there were; an assertion that fails
ends it.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from data.errors import SaysoError
from data.store import Project, backups, notes
from data.store.backup_names import folder_of, kept
from data.store.backups import look_into, make
from data.store.restoring import restore
from tests import ROOT
from tests.unit.stores import new_project, with_notes

_GIVEN_UP, _WENT_ON = 3, 4
_OLD = ROOT / "tests" / "fixtures" / "project-format-1.db"
_COUNTED = ("open", "os.", "shutil.", "sqlite3.connect", "sayso.")


def arm(at: int, how: str) -> list[int]:
    """Let the Nth operation from here on be the last, or be refused; return the count as it is."""
    seen = [0]
    sync = os.fsync

    def told_sync(handle: Any) -> None:
        sys.audit("sayso.fsync")
        sync(handle)

    def hook(event: str, told: tuple[object, ...]) -> None:
        if not event.startswith(_COUNTED) or event == "os.kill":
            return
        if told and str(told[0]).startswith("/proc"):
            return  # there are as many as there are processes
        if event.startswith("sqlite3") and how == "refuse":
            return  # SQLite refuses in its own words
        seen[0] += 1
        if seen[0] == at:
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    os.fsync = told_sync  # type: ignore[assignment]
    sys.addaudithook(hook)
    return seen


def the_act(act: str, path: Path) -> Callable[[], object]:
    """Return the act, ready to be done."""
    if act == "backup":
        return lambda: make(path, "regular")
    if act == "migrate":
        return lambda: Project.open(path).close()
    newest = look_into(next(one for one in kept(path) if not one.is_set_aside))
    return lambda: restore(path, newest)


def prepare(act: str, folder: Path) -> Path:
    """Lay out the case: a project of three notes, with a backup that holds two."""
    path = folder / "claims.sayso"
    if act == "migrate":
        shutil.copy(_OLD, path)
        return path
    with new_project(folder) as project:
        with_notes(project, "phones ring out", "the form is long")
    make(path, "opened")
    with Project.open(path) as project:
        with_notes(project, "since then")
    if act == "restore-damaged":
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xa5" * 40_000)
    elif act == "restore-nothing":
        path.unlink()
    elif act in ("restore-crashed", "restore-stale"):
        _crash(path)
        if act == "restore-stale":
            path.unlink()
    return path


def _crash(path: Path) -> None:
    pid = os.fork()
    if not pid:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE change SET label = label || hex(randomblob(30000))")
        os._exit(9)
    os.waitpid(pid, 0)
    assert path.with_name(path.name + "-journal").stat().st_size


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its name there."""
    return {
        str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


def judge(act: str, path: Path, before: dict[str, bytes], *, cut: bool) -> str:
    """See that all is old or all new, that every old byte is to be found, and nothing is litter."""
    after = contents(path.parent)
    for name, content in before.items():
        if "migrate" not in act:
            assert content in after.values(), f"{name} is not to be found"
        if name.startswith("claims.sayso-backups/"):
            assert after[name] == content, f"{name} was touched"
    for one in kept(path):
        assert one.is_set_aside or look_into(one).sound, f"{one.path.name} is not sound"
    litter = list(path.parent.rglob(".sayso-*"))
    assert cut or not litter, litter
    for half in litter:
        os.utime(half, (0, 0))
    backups.sweep(path)
    assert not list(path.parent.rglob(".sayso-*"))
    return _state(act, path, after.get("claims.sayso"), before.get("claims.sayso"))


def _state(act: str, path: Path, now: bytes | None, was: bytes | None) -> str:
    if now == was:
        return "old"
    beside = [one.name for one in backups.sidecars(path) if one.stat().st_size]
    with Project.open(path) as project:
        report = project.check()
        assert report.ok, (report.problems, beside)
        number = len(notes.all(project))
    if act == "migrate":
        assert number == 40
        return "new"
    assert act != "backup"
    if number == 3:  # the change that the crash had cut short was taken back
        assert act == "restore-crashed"
        return "old"
    assert number == 2
    assert not beside
    return "new"


def main(act: str, how: str, folder: Path) -> None:
    """Cut the act short at each of its operations."""
    case, work = folder / "case", folder / "work"
    case.mkdir()
    prepare(act, case)
    before = contents(case)
    states = {"old": 0, "new": 0}
    for at in count(1):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(case, work)
        path = work / "claims.sayso"
        pid = os.fork()
        if not pid:
            _in_child(act, how, path, at)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert status in (0, -signal.SIGKILL, _GIVEN_UP, _WENT_ON), (at, status)
        states[judge(act, path, before, cut=status != 0)] += 1
        with suppress(SaysoError):  # done once more it gets through, whatever was left
            the_act(act, path)()
        assert judge(act, path, before, cut=False) == ("old" if act == "backup" else "new"), at
        if status == 0:
            break
    assert folder_of(work / "claims.sayso").is_dir()
    print(f"{act}, {how}: tried {at - 1}, left old {states['old']}, new {states['new']}, lost 0")


def _in_child(act: str, how: str, path: Path, at: int) -> None:
    wanted = the_act(act, path)
    seen = arm(at, how)
    code = 0
    try:
        wanted()
    except SaysoError:
        code = _GIVEN_UP
    except BaseException as error:  # no traceback ever reaches a person
        traceback.print_exception(error)
        code = 99
    os._exit(_WENT_ON if code == 0 and seen[0] >= at else code)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
