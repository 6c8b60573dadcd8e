"""Places that cannot be read or written: no permission, no room, no such folder."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT
from tests.unit.commands import ok, sayso

MAIN = "from capture.cli import main; main()"

# Runs verbs as somebody who may not do everything, and prints what came of each.  All is loaded
# first: others may not read the interpreter's own files.
AS_SOMEBODY_ELSE = """
import json, os, sys
import capture.cli.input, capture.cli.input, capture.jobs.drafts, capture.jobs.imports
import capture.jobs.sessions, capture.jobs.lists, data.exchange, data.store.cache, sqlite_utils
from capture.cli.main import VERBS, sayso as group
from synthesis.grouping.encode import Vectors
from tests.unit.commands import sayso
import click
from data import template
for verb in VERBS:
    group.get_command(click.Context(group), verb)
Vectors().of(["warm"])
sayso("new", os.path.join(sys.argv[2], "warm.sayso"))
for verb in (["log", "the phone rings"], ["map"], ["map", "--format", "html"], ["why", "phone"],
             ["check"], ["notes", "--json"]):
    sayso("-s", os.path.join(sys.argv[2], "warm.sayso"), *verb)
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
os.chdir(sys.argv[1])
for argv in json.loads(sys.argv[3]):
    done = sayso(*argv, stdin="a line")
    print(json.dumps([done.code, done.out, done.err]))
"""


def as_somebody_else(folder: Path, *verbs: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """Run verbs in a folder as nobody in particular; the code, data and talk of each."""
    with tempfile.TemporaryDirectory() as spare:
        done = subprocess.run(
            [sys.executable, "-c", AS_SOMEBODY_ELSE, str(folder), spare, json.dumps(verbs)],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "SAYSO_HOME": spare},
        )
    assert done.returncode == 0, done.stderr
    found = [tuple(json.loads(line)) for line in done.stdout.splitlines()]
    assert len(found) == len(verbs)
    return found


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that others may enter, unlike pytest's own, with a drafted project in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = str(folder / "p.sayso")
        ok("new", path, "--stages", "Find out, Wait", "--personas", "Carer")
        ok("-s", path, "log", "phone rings all day ,,p2")
        ok("-s", path, "synthesize")
        (folder / "more.csv").write_text("text\nnobody answers\n", encoding="utf-8")
        for mine in folder.iterdir():
            mine.chmod(0o666)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o777)


READ = (
    ("notes",), ("stages",), ("personas",), ("participants",), ("sessions",), ("history",),
    ("check",), ("map",), ("why", "phone"), ("import", "more.csv", "--dry-run"),
)  # fmt: skip
WRITE = (
    ("log", "x"),
    ("log", "-"),
    ("import", "more.csv"),
    ("stages", "add", "Complain"),
    ("personas", "remove", "Carer"),
    ("participants", "add", "Maria"),
    ("sessions", "add", "Monday"),
    ("undo",),
    ("redo",),
    ("synthesize", "--dial", "0.9"),
)


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555)])
def test_a_project_that_may_only_be_read(public: Path, file_mode: int, folder_mode: int) -> None:
    path = public / "p.sayso"
    path.chmod(file_mode)
    public.chmod(folder_mode)
    before = path.read_bytes()
    outcomes = as_somebody_else(public, *READ, *WRITE)
    for code, out, err in outcomes[: len(READ)]:
        assert code == 0, err
        assert out or "+ 1 note" in err or "Nobody yet" in err
    for code, out, err in outcomes[len(READ) :]:
        assert code == 3
        assert out == ""
        assert err.startswith("sayso: ")
        assert len(err.splitlines()) == 1
        assert "nothing was changed. Give yourself write permission" in err
    assert path.read_bytes() == before
    assert sorted(one.name for one in public.iterdir()) == ["more.csv", "p.sayso"]


def test_a_map_of_what_may_only_be_read_says_that_it_is_old(public: Path) -> None:
    path = public / "p.sayso"
    ok("-s", str(path), "log", "nobody calls back ,,p2")
    path.chmod(0o444)
    ((code, out, err),) = as_somebody_else(public, ("map",))
    assert code == 0
    assert "“phone rings" in out.casefold()
    assert len(err.splitlines()) == 1
    assert "can only be read, and has changed since it was last drafted" in err


def test_what_may_not_be_read_at_all(public: Path) -> None:
    for name in ("p.sayso", "more.csv"):
        (public / name).chmod(0)
    outcomes = as_somebody_else(
        public,
        ("notes",),
        ("log", "x"),
        ("map",),
        ("new", "q", "--template", "more.csv"),
        ("group", "more.csv", "--column", "text"),
        ("draft", "more.csv"),
    )
    for code, _, err in outcomes:
        assert code == 3, err
        assert err.startswith("sayso: ")
        assert len(err.splitlines()) == 1
        assert "permission" in err.casefold()
    assert sorted(one.name for one in public.iterdir()) == ["more.csv", "p.sayso"]


def test_a_folder_that_may_not_be_written(public: Path) -> None:
    (public / "old.html").write_text("old", encoding="utf-8")
    (public / "old.html").chmod(0o444)
    public.chmod(0o555)
    outcomes = as_somebody_else(
        public,
        ("new", "q"),
        ("draft", "more.csv"),
        ("map", "--format", "html", "-o", "map.html"),
        ("map", "--format", "html", "-o", "old.html"),
        ("group", "more.csv", "--column", "text", "-o", "grouped.csv"),
    )
    for code, _, err in outcomes:
        assert code == 3
        assert len(err.splitlines()) == 1
        assert "written" in err
    assert (public / "old.html").read_text(encoding="utf-8") == "old"
    assert sorted(one.name for one in public.iterdir()) == ["more.csv", "old.html", "p.sayso"]


# Targets.


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "p", "--stages", "Find out, Wait")
    ok("log", "phone rings all day ,,p2")
    (workdir / "a.csv").write_text("text\nphone rings\nphone rang\n", encoding="utf-8")
    return workdir


WITH_TARGET = (("map", "--format", "html", "-o"), ("group", "a.csv", "--column", "text", "-o"))


@pytest.mark.parametrize("verb", WITH_TARGET, ids=lambda verb: str(verb[0]))
def test_a_target_that_cannot_be(verb: tuple[str, ...], project: Path) -> None:
    (project / "folder").mkdir()
    (project / "away").symlink_to("nowhere/map.html")
    before = sorted(one.name for one in project.iterdir())
    for target, code in (
        ("folder", 2),
        (".", 2),
        ("", 2),
        ("nowhere/map.html", 3),
        ("away", 3),
        ("a.csv/map.html", 3),
        ("x" * 300, 3),
        ("/dev/full", 3),
    ):
        outcome = sayso(*verb, target)
        assert outcome.code == code, (target, outcome.err)
        assert outcome.out == ""
        assert sum(line.startswith("sayso: ") for line in outcome.err.splitlines()) == 1
        assert sorted(one.name for one in project.iterdir()) == before
    # It is seen before the work is done, and not after it.
    assert "Reading" not in outcome.err
    assert ok("history").out.count("\n") == 2


def test_a_target_is_followed_kept_and_never_replaced_where_it_is_no_file(project: Path) -> None:
    (project / "real.html").write_text("old", encoding="utf-8")
    (project / "real.html").chmod(0o640)
    (project / "link.html").symlink_to("real.html")
    ok("map", "--format", "html", "-o", "link.html", "--force")
    assert (project / "link.html").is_symlink()
    assert (project / "real.html").read_text(encoding="utf-8").startswith("<!")
    assert (project / "real.html").stat().st_mode & 0o777 == 0o640
    assert sayso("map", "--format", "csv", "-o", "/dev/null").code == 0
    assert not Path("/dev/null").is_file()
    assert ok("map", "--format", "csv", "-o", "-").out == ok("map", "--format", "csv").out
    assert not (project / "-").exists()


# No room.


def with_limit(folder: Path, most_bytes: int, *argv: str, **streams: object) -> tuple[int, str]:
    """Run a verb in a process whose files may not grow beyond a size; its code and talk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    done = subprocess.run(
        [sys.executable, "-c", MAIN, *argv],
        check=False,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=limit,
        **({"stdout": subprocess.DEVNULL} | streams),  # type: ignore[call-overload]
    )
    return done.returncode, done.stderr.decode()


def test_files_that_may_not_grow(project: Path) -> None:
    ok("synthesize")
    before = (project / "p.sayso").read_bytes()
    size = len(before)
    (project / "big.csv").write_text(
        "text\n" + "".join(f"remark number {n} about the phone\n" for n in range(2_000)),
        encoding="utf-8",
    )
    listing = sorted(one.name for one in project.iterdir())
    for argv in (
        ("import", "big.csv"),
        ("new", "q"),
        ("draft", "a.csv"),
        ("map", "--format", "html", "-o", "map.html"),
    ):
        code, err = with_limit(
            project, {"import": size + 50_000, "map": 4_000}.get(argv[0], 20_000), *argv
        )
        assert code == 3, err
        assert err.count("sayso: ") == 1
        assert "Traceback" not in err
        assert "fault in sayso" not in err
        there = {one.name for one in project.iterdir()}
        assert there - {"p.sayso-backups"} == set(listing), argv
        assert (project / "p.sayso").read_bytes() == before
    assert ok("check").code == 0
    assert "before an import" in ok("backups").out


def test_standard_output_without_room(project: Path) -> None:
    for target in ("/dev/full", "page.txt"):
        with Path(target).open("wb") as out:
            code, err = with_limit(project, 100, "templates", stdout=out)
        assert code == 3
        assert err.splitlines() == [err.strip()], "one line, and nothing of Python's at its exit"
        assert "The output could not be written" in err


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("mount") is None, reason="mounting a small disk needs root"
)
def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("no permission to mount a small disk")
    try:
        path = disk / "p.sayso"
        named = ("-s", str(path))
        ok("new", str(path), "--stages", "Find out, Wait")
        ok(*named, "log", "phone rings all day ,,p2")
        ok(*named, "synthesize")
        (disk / "a.csv").write_text("text\n" + "the phone rings out\n" * 3, encoding="utf-8")
        (disk / "map.html").write_text("old", encoding="utf-8")
        with (disk / "film").open("wb", buffering=0) as film:
            try:
                while True:
                    film.write(bytes(512))
            except OSError:
                pass
        before = path.read_bytes()
        listing = sorted(one.name for one in disk.iterdir())
        for argv in (
            (*named, "log", "one more " + "long " * 2_000),
            (*named, "log", "-"),
            (*named, "import", str(disk / "a.csv")),
            (*named, "stages", "add", "Complain"),
            (*named, "undo"),
            (*named, "map", "--format", "html", "-o", str(disk / "map.html")),
            ("new", str(disk / "q")),
            ("draft", str(disk / "a.csv")),
            ("group", str(disk / "a.csv"), "--column", "text", "-o", str(disk / "grouped.csv")),
        ):
            outcome = sayso(*argv, stdin="a line\n")
            assert outcome.code == 3, (argv, outcome.err)
            said = [line for line in outcome.err.splitlines() if line.startswith("sayso: ")]
            assert len(said) == 1
            assert sorted(one.name for one in disk.iterdir()) == listing, argv
        assert path.read_bytes() == before
        assert (disk / "map.html").read_text(encoding="utf-8") == "old"
        (disk / "film").unlink()
        ok(*named, "check")
        ok(*named, "log", "there is room again")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_what_a_crash_left_half_written_is_taken_back_by_whoever_only_reads(
    project: Path, tmp_path: Path
) -> None:
    path = project / "p.sayso"
    before = path.read_bytes()
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the commit
    writer.execute("BEGIN IMMEDIATE")
    for number in range(500):
        writer.execute("INSERT INTO tag (id, name) VALUES (?, ?)", (f"t{number}", "x" * 80))
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    shutil.copy(path, crashed / "p.sayso")
    shutil.copy(project / "p.sayso-journal", crashed)
    writer.close()
    assert (crashed / "p.sayso").read_bytes() != before
    named = ("-s", str(crashed / "p.sayso"))
    assert "phone rings all day" in ok(*named, "notes").out
    assert [one.name for one in crashed.iterdir()] == ["p.sayso"]
    assert (crashed / "p.sayso").read_bytes() == before
