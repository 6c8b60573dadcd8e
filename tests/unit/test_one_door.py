"""All writing of files goes through `data.files`: seen in the source, so that no way past it grows.

A call counts as writing by its name alone, whatever it is called on: what is no writing, or writes
where nobody's file can lie, is named here with the reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT

PACKAGES = ("data", "synthesis", "capture")

DOOR = "data/files.py"

ELSEWHERE = {
    ("capture/cli/input.py", "open"): "a closed standard stream leads nowhere from then on",
    ("capture/cli/input.py", "os.open"): "the same",
    ("capture/cli/outputs.py", "rmdir"): "the empty folder that the same verb has made",
    ("capture/headless.py", "mkdtemp"): "the folder of the printing browser, taken away again",
    ("capture/headless.py", "TemporaryFile"): "what that browser complains of; it has no name",
    ("capture/headless.py", "rmtree"): "that folder",
    ("capture/jobs/live.py", "rmdir"): "the empty folder of a page that is taken away",
    (
        "capture/jobs/outputs.py",
        "mkdtemp",
    ): "a folder of its own, for a page that fits nowhere else",
    ("capture/jobs/projects.py", "mkdtemp"): "the folder of the sample project",
    ("capture/jobs/projects.py", "rmtree"): "a folder that the same act made new, and failed at",
    ("capture/jobs/projects.py", "unlink"): "the project that the same act made new, and failed at",
    ("capture/system.py", "mkstemp"): "the text that is in the editor, taken away again",
    ("capture/system.py", "unlink"): "that text",
    ("data/rescue.py", "rmdir"): "the folder of rescue files, once it holds none",
}

ALWAYS = {
    "write_text", "write_bytes", "touch", "symlink_to", "hardlink_to", "unlink", "rmdir", "rmtree",
    "mkdir", "makedirs", "mkdtemp", "mkstemp", "NamedTemporaryFile", "TemporaryFile", "chmod",
    "TemporaryDirectory", "SpooledTemporaryFile", "copyfile", "copytree", "copy2",
    "removedirs", "sendfile", "copyfileobj", "fdopen", "save_screenshot", "deliver_screenshot",
    "deliver_text", "deliver_binary", "backup",
}  # fmt: skip
"""Names of functions that write, make or take away whatever they are called on."""

OF_MODULES = {
    "os": {
        "replace",
        "rename",
        "link",
        "symlink",
        "remove",
        "open",
        "renames",
        "mkfifo",
        "write",
        "truncate",
    },
    "shutil": {"copy", "move", "make_archive", "unpack_archive"},
    "io": {"open", "FileIO"},
    "zipfile": {"ZipFile"},
    "sqlite3": {"connect"},
}
"""What writes only as a function of these modules: the same names mean other things elsewhere."""

NO_PATHS = {"change", "lists", "lists_jobs", "self", "acts", "self.acts", "board"}
"""Whose ``rename`` and ``unlink`` are about a thing, a change, two notes of the project."""

STORE = {
    ("data/store/files.py", "sqlite3.connect"): "SQLite's own file: a project",
    ("data/store/backups.py", "mkdir"): "the folder of the backups, its owner's alone",
    ("data/store/backups.py", "rmdir"): "that folder, where it holds nothing",
    ("data/store/backups.py", "unlink"): "a backup that others have made needless",
    ("data/store/restoring.py", "mkdir"): "the folder of what is set aside",
    ("data/store/restoring.py", "copyfile"): "a backup, to the name that takes the project's place",
    ("data/store/restoring.py", "chmod"): "as the project was",
    ("data/store/restoring.py", "unlink"): "what stands aside under another name",
    ("data/store/opening.py", "sqlite3.connect"): "an older project in memory, as it would be",
    ("data/store/opening.py", "backup"): "into that memory",
    ("data/store/repair.py", "sqlite3.connect"): "a look past what lies beside it",
    ("data/store/repair.py", "os.open"): "the mended copy",
    ("data/store/repair.py", "chmod"): "as the project was",
    ("data/store/repair.py", "unlink"): "a copy that a kill left half mended",
    ("data/store/repair.py", "os.link"): "the file as it was, under another name",
    ("data/store/repair.py", "rename"): "the same, where a disk knows no links",
    ("data/store/repair.py", "replace"): "the mended copy takes the place of what is set aside",
    ("data/store/shape.py", "sqlite3.connect"): "tables as they should be, in memory",
    ("data/store/sidecars.py", "rename"): "another copy's journal, set aside",
    ("data/store/sidecars.py", "sqlite3.connect"): "a file's bytes, in memory",
    ("data/store/check.py", "sqlite3.connect"): "a copy in memory",
    ("data/store/check.py", "backup"): "into that copy",
}

WRITING = set("wax+")


def writes(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield what in a module writes files, and in which line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        base, _, last = name.rpartition(".")
        opens = last == "open" and (base == "io" or base not in OF_MODULES)
        elsewhere = last == "unlink" and base in NO_PATHS
        if (opens and may_write(node, base)) or (last in ALWAYS and not elsewhere):
            yield last, node.lineno
        elif last in OF_MODULES.get(base, ()):
            if name != "os.open" or "O_RDONLY" not in ast.unparse(node):
                yield name, node.lineno
        elif last == "replace" and base and len(node.args) == 1 and not node.keywords:
            yield "replace", node.lineno  # of a path: text replaces one by another
        elif last == "rename" and base not in NO_PATHS and len(node.args) == 1:
            yield "rename", node.lineno


def may_write(call: ast.Call, base: str) -> bool:
    """Whether a file is opened to be written; a mode that is not written out may be any."""
    given = [word.value for word in call.keywords if word.arg == "mode"]
    given += call.args[:1] if base not in ("", "io") else call.args[1:2]
    for one in given:
        if isinstance(one, ast.Constant):
            if isinstance(one.value, str) and WRITING & set(one.value) and len(one.value) <= 3:
                return True
        elif base in ("", "io"):
            return True
    return False


def found() -> set[tuple[str, str]]:
    """Return every (file, call) of the source that writes, outside the door."""
    calls = set()
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            where = file.relative_to(ROOT).as_posix()
            if where != DOOR:
                tree = ast.parse(file.read_text(encoding="utf-8"))
                calls |= {(where, name) for name, _ in writes(tree)}
    return calls


def test_nothing_but_the_door_writes_files() -> None:
    known = ELSEWHERE.keys() | STORE.keys()
    assert found() - known == set(), "write through data.files, or say here why that cannot be"
    assert known - found() == set(), "named here, and not in the source any more"


@pytest.mark.parametrize(
    "line",
    [
        "open(path, 'w')", "path.open('xb')", "path.open(mode='a')", "open(path, mode='r+')",
        "path.write_text(text)", "path.write_bytes(raw)", "os.replace(one, two)", "one.rename(two)",
        "one.replace(two)", "os.rename(a, b)", "shutil.copy(a, b)", "shutil.copyfile(a, b)",
        "shutil.move(a, b)", "os.open(path, os.O_WRONLY | os.O_CREAT)", "path.unlink()",
        "io.open(path, 'w')", "os.fdopen(number, 'w')", "path.mkdir()", "os.link(a, b)",
        "tempfile.NamedTemporaryFile()", "sqlite3.connect(path)", "zipfile.ZipFile(path, 'w')",
        "self.save_screenshot(path)",
    ],
)  # fmt: skip
def test_each_way_to_write_is_seen(line: str) -> None:
    assert list(writes(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "path.open('rb')", "open(path)", "text.replace('a', 'b')", "change.rename(label)",
        "datetime.replace(tzinfo=None)", "replace(record, name=name)", "os.open(path, os.O_RDONLY)",
        "screen.open(note)", "Project.open(path, read_only=True)",
    ],
)  # fmt: skip
def test_reading_is_no_writing(line: str) -> None:
    assert not list(writes(ast.parse(line)))


def test_what_leaves_goes_through_the_outer_door() -> None:
    """`data.files` spares projects; an output spares the settings and sayso itself as well."""
    inner = {
        "capture/config.py", "capture/faults.py", "capture/headless.py", "capture/poppler.py",
        "capture/system.py", "capture/jobs/live.py", "capture/jobs/projects.py",
        "capture/cli/files.py", "capture/cli/outputs.py", "data/locations.py", "data/outputs.py",
        "data/folders.py", "data/rescue.py", "data/store/health.py",
    }  # fmt: skip
    users = set()
    for package in ("capture", "data", "synthesis"):
        for file in (ROOT / package).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            if "data.files" in imported:
                users.add(Path(file).relative_to(ROOT).as_posix())
    assert users == inner, "an output is written by data.outputs"
