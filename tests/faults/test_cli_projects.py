"""Every verb on every sort of broken project: one sentence, an exit code, and nothing changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.store import files, project, schema
from tests.unit.commands import Outcome, ok, sayso

READING = (
    ("notes",),
    ("notes", "phone", "--stage", "Wait", "--json"),
    ("participants",),
    ("personas", "--json"),
    ("stages",),
    ("sessions",),
    ("history",),
    ("check",),
    ("import", "more.csv", "--dry-run"),
)
WRITING = (
    ("log", "ma: the line is dead ,,p- 1"),
    ("log", "-"),
    ("log", ",,p"),
    ("import", "more.csv"),
    ("participants", "add", "Zoe/desk"),
    ("participants", "change", "Maria", "--team", "hall"),
    ("participants", "remove", "Maria"),
    ("personas", "add", "Visitor"),
    ("personas", "change", "Carer", "--description", "x"),
    ("personas", "reorder", "Carer"),
    ("personas", "remove", "Carer"),
    ("stages", "add", "Complain"),
    ("stages", "change", "Wait", "--title", "Queue"),
    ("stages", "reorder", "Wait"),
    ("stages", "remove", "Wait"),
    ("sessions", "add", "Monday"),
    ("sessions", "change", "Desk", "--title", "Tuesday"),
    ("sessions", "remove", "Desk", "--with-notes"),
    ("synthesize",),
    ("synthesize", "--dial", "0.9"),
    ("undo",),
    ("redo",),
)
# One verb of each sort: those that read everything, a bit of it, and that write.
FEW = (
    ("notes",),
    ("sessions",),
    ("history",),
    ("check",),
    ("log", "ma: the line is dead ,,p- 1"),
    ("import", "more.csv"),
    ("stages", "remove", "Wait"),
    ("undo",),
    ("synthesize", "--dial", "0.9"),
    ("why", "rings"),
)
DRAWING = (("map",), ("map", "--format", "html", "-o", "map.html"), ("why", "rings"))
VERBS = READING + WRITING + DRAWING
names = " ".join


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with one of everything, not drafted yet."""
    path = tmp_path_factory.mktemp("sound") / "p.sayso"
    named = str(path)
    ok("new", named, "--stages", "Find out, Wait", "--personas", "Carer")
    ok("-s", named, "participants", "add", "Maria/desk")
    ok("-s", named, "log", "ma: phone rings all day ,,p- 2 car", "--session", "Desk")
    ok("-s", named, "log", "ma: phone rings out +slow ,,p- 2 +slow", "--session", "Desk")
    ok("-s", named, "log", "to be taken back")
    ok("-s", named, "undo")
    return path


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for another writer for 20 ms and not for seconds."""
    monkeypatch.setitem(project.Project.open.__func__.__kwdefaults__, "wait", 0.02)  # type: ignore[attr-defined]
    monkeypatch.setitem(files.connect.__kwdefaults__, "wait", 0.02)  # type: ignore[arg-type]
    monkeypatch.setattr("data.store.files._MIGRATING_SECONDS", 0.02)


def run(verb: tuple[str, ...]) -> Outcome:
    Path("more.csv").write_text("text,stage\nnobody answers,Wait\n", encoding="utf-8")
    return sayso("-s", "p.sayso", *verb, stdin="one\ntwo\n")


def one_sentence(outcome: Outcome) -> str:
    """The sentence with which a verb failed; there is no other talk of failing, and no data."""
    said = [line for line in outcome.err.splitlines() if line.startswith("sayso: ")]
    assert len(said) == 1, outcome.err
    assert said[0].endswith((".", ")")), said
    return said[0]


def state(folder: Path) -> dict[str, bytes | None]:
    """Every file that a verb found, byte for byte; None for what is no file.

    A backup from before an import that was then refused may lie beside them.
    """
    return {
        path.name: path.read_bytes() if path.is_file() else None
        for path in sorted(folder.iterdir())
        if path.name not in ("more.csv", "p.sayso-backups")
    }


# Whole files that are no project, or none that can be opened.


def missing(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def text(path: Path) -> None:
    path.write_text("# Notes\n- the phone rings\n" * 20, encoding="utf-8")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def cut_in_the_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def of_another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE film (title TEXT)")
    other.close()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as ours:
        ours.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    ours.close()


NOT_OURS = (
    missing, empty, binary, text, folder, pipe, loop, cut_in_the_header, of_another_program,
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=names)
@pytest.mark.parametrize("broken", NOT_OURS, ids=lambda one: one.__name__)
def test_what_is_no_project_is_named_and_left_alone(
    broken: Callable[[Path], None], verb: tuple[str, ...], sound: Path, workdir: Path
) -> None:
    path = workdir / "p.sayso"
    shutil.copy(sound, path)
    broken(path)
    before = state(workdir)
    outcome = run(verb)
    assert outcome.code == (1 if broken is missing else 3), outcome.err
    assert "p.sayso" in one_sentence(outcome)
    assert outcome.out == ""
    assert state(workdir) == before


@pytest.mark.parametrize("verb", VERBS, ids=names)
def test_what_a_newer_version_made_is_read_and_never_written(
    verb: tuple[str, ...], sound: Path, workdir: Path
) -> None:
    path = workdir / "p.sayso"
    shutil.copy(sound, path)
    newer(path)
    before = state(workdir)
    outcome = run(verb)
    assert "p.sayso was made by a newer version" in outcome.err
    if verb in READING or verb[0] in ("map", "why"):
        assert outcome.code in (0, 1), outcome.err
    else:
        assert outcome.code == 3
        one_sentence(outcome)
        assert outcome.out == ""
    assert {name: state(workdir)[name] for name in before} == before


# Projects with damage inside, which only some verbs meet.


def garbage(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for page in range(2, len(whole) // 4096, 2):
        whole[page * 4096 : (page + 1) * 4096] = b"\xa5" * 4096
    path.write_bytes(bytes(whole))


def cut_in_half(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _with_sql(*statements: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with sqlite3.connect(path) as careless:
            careless.execute("PRAGMA ignore_check_constraints = 1")
            for statement in statements:
                careless.execute(statement)
        careless.close()

    return damage


HURT: dict[str, Callable[[Path], None]] = {
    "garbage": garbage,
    "cut in half": cut_in_half,
    "no notes table": _with_sql("DROP TABLE note"),
    "no change log": _with_sql("DROP TABLE change"),
    "no counter": _with_sql("DROP TABLE counter"),
    "no project row": _with_sql("DELETE FROM project"),
    "text that is no text": _with_sql("UPDATE note SET text = CAST(x'ff00fe' AS TEXT)"),
    "a kind that is none": _with_sql("UPDATE note SET kind = 'shrug'"),
    "a time that is none": _with_sql("UPDATE note SET at = 'yesterday'"),
    "an emotion that is none": _with_sql("UPDATE note SET emotion = 77"),
    "examples that are none": _with_sql("UPDATE stage SET examples = '{'"),
    "a log that is none": _with_sql("UPDATE change SET value = '{', parents = 'x'"),
    "examples without a bottom": _with_sql(f"UPDATE stage SET examples = '{'[' * 9_000}'"),
    "lanes without a bottom": _with_sql(f"UPDATE journey SET lanes = '{'[' * 9_000}'"),
    "a log without a bottom": _with_sql(f"UPDATE change SET value = '{'[' * 9_000}'"),
    "a log of a huge number": _with_sql(f"UPDATE change SET parents = '[{'9' * 5_000}]'"),
    "changes at no time": _with_sql("UPDATE change SET at = 'once'"),
    "sessions that are gone": _with_sql("DELETE FROM session"),
    "people that are gone": _with_sql("DELETE FROM participant"),
    "stages that are gone": _with_sql("DELETE FROM stage"),
}


@pytest.mark.parametrize("verb", FEW, ids=names)
@pytest.mark.parametrize("damage", HURT)
def test_damage_inside_is_never_a_fault_of_ours(
    damage: str, verb: tuple[str, ...], sound: Path, workdir: Path
) -> None:
    path = workdir / "p.sayso"
    shutil.copy(sound, path)
    HURT[damage](path)
    before = state(workdir)
    outcome = run(verb)
    assert outcome.code in (0, 1, 3), outcome.err
    if outcome.code == 3:
        one_sentence(outcome)
        # Vectors that were made before the damage was met may be kept, and the dial.
        if verb[0] not in ("synthesize", "map", "why"):
            assert state(workdir) == before
    if verb == ("check",):
        assert outcome.code != 0, "check sees it"


@contextmanager
def held(path: Path, how: str) -> Iterator[None]:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        holder.close()


@pytest.mark.parametrize("verb", VERBS, ids=names)
def test_held_by_another_program_for_itself_alone(
    verb: tuple[str, ...], sound: Path, workdir: Path
) -> None:
    path = workdir / "p.sayso"
    shutil.copy(sound, path)
    before = state(workdir)
    with held(path, "EXCLUSIVE"):
        outcome = run(verb)
    assert outcome.code == 3
    said = one_sentence(outcome)
    assert "p.sayso is being written to by another program" in said
    assert "Try again" in said
    assert state(workdir) == before


@pytest.mark.parametrize("verb", VERBS, ids=names)
def test_written_to_by_another_program(verb: tuple[str, ...], sound: Path, workdir: Path) -> None:
    path = workdir / "p.sayso"
    shutil.copy(sound, path)
    before = state(workdir)
    with held(path, "IMMEDIATE"):
        outcome = run(verb)
        if verb in READING:
            assert outcome.code == 0, "reading goes on"
        else:
            assert outcome.code == 3
            assert "another program" in one_sentence(outcome)
    assert state(workdir) == before
