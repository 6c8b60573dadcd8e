"""No output takes the place of a project, or of any file of sayso's: every verb, every name, link.

The verbs are taken from click's own tree: one that is new, and takes a place to write to or a file
to read, fails here until it is tried as well.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

import data.template
from capture.cli.files import Output
from capture.cli.main import sayso as root
from capture.jobs.outputs import FORMS
from data import locations
from data.errors import OutputFailed, WouldOverwrite
from data.files import write_whole
from data.outputs import spare, write_out
from data.store import Project
from tests import ROOT
from tests.unit.commands import ok, sayso

PLACE = "{}"
"""Stands for the place that a verb is given."""

WRITING: dict[tuple[str, ...], Sequence[Sequence[str]]] = {
    ("map",): (
        ["map", "-o", PLACE],
        ["map", "--format", "html", "-o", PLACE],
        ["map", "--format", "json", "-o", PLACE, "--force"],
        ["map", "--format", "xlsx", "-o", PLACE, "--force"],
        ["map", "--format", "html", "-o", PLACE, "--force", "--readable-by-others"],
        ["map", "--sheet", "a3", "--format", "html", "-o", PLACE, "--force"],
    ),
    ("guide",): (
        ["guide", "-o", PLACE],
        ["guide", "--format", "html", "-o", PLACE, "--force"],
    ),
    ("notes",): (
        ["notes", "--csv", "-o", PLACE],
        ["notes", "--csv", "-o", PLACE, "--force"],
        ["notes", "phone", "--save", "mine", "-o", PLACE, "--force"],
    ),
    ("group",): (
        ["group", "a.csv", "--column", "text", "-o", PLACE],
        ["group", "a.csv", "--column", "text", "-o", PLACE, "--force"],
    ),
    ("demo",): (["demo", "--walk", PLACE],),
    ("export",): (["export", "--all", PLACE], ["export", "--all", PLACE, "--force"]),
}
"""Every verb that writes to a place of one's own, as it is called there."""

MAKING = {("new",)}
"""Verbs that make a project, under a name of its own that ends in .sayso."""

READING: dict[tuple[str, ...], Sequence[Sequence[str]]] = {
    ("import",): (["import", PLACE], ["import", PLACE, "--update"]),
    ("workshop",): (["workshop", PLACE],),
    ("draft",): (["draft", PLACE],),
    ("group",): (["group", PLACE, "--column", "text"],),
}
"""Every verb that reads a file: given the project, it leaves that alone and makes nothing."""

LIKE_A_PLACE = {"-o", "--output", "--all", "--walk", "--save", "--into", "--out", "--dir"}


def every_verb(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield all verbs of the command line, those below verbs as well."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from every_verb(below, (*path, name))


def test_every_verb_with_a_place_is_tried() -> None:
    takes_a_place = set()
    for path, command in every_verb(root):
        for param in command.params:
            named = bool(LIKE_A_PLACE & set(param.opts)) and not getattr(param, "is_flag", False)
            if named or isinstance(param.type, click.Path | click.File):
                takes_a_place.add(path)
    assert takes_a_place == WRITING.keys() | READING.keys() | MAKING


def test_whatever_has_a_place_to_write_to_has_all_three_options() -> None:
    for path, command in every_verb(root):
        options = {name for param in command.params for name in param.opts}
        if "-o" in options:
            assert {"--output", "--force", "--readable-by-others"} <= options, path


@dataclass(frozen=True)
class Guarded:
    """A file that must stay: its bytes, its inode and its permissions."""

    path: Path
    content: bytes
    inode: int
    mode: int

    @classmethod
    def of(cls, path: Path) -> Guarded:
        """Look at a file as it now is."""
        found = path.stat()
        return cls(path, path.read_bytes(), found.st_ino, found.st_mode)


@pytest.fixture
def research(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project that has a map, another project, and something to group."""
    ok("new", "p", "--stages", "Find out, Wait")
    ok("log", "phone rings all day ,,p2")
    ok("synthesize")
    (workdir / "a.csv").write_text("text\nphone rings\nphone rang\n", encoding="utf-8")
    shutil.copy("p.sayso", "other.sayso")
    monkeypatch.setenv("SAYSO_PROJECT", "p.sayso")
    home = locations.config_dir()
    (home / "settings.toml").write_text('name = "Ruth"\n', encoding="utf-8")
    (home / "app.json").write_text("{}", encoding="utf-8")
    (home / "unstored").mkdir()
    return workdir


def names_of_ours(folder: Path) -> tuple[dict[str, str], list[Path], list[int]]:
    """Make every kind of name; return them by kind, the files that they lead to, what is open."""
    shutil.copy("p.sayso", "p.sayso-backup-v1")
    shutil.copy("p.sayso", "kept.bak")
    shutil.copy("p.sayso", "sheet.csv")
    Path("p.sayso-journal-of-mine").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(500))
    Path("torn.sayso").write_bytes(b"what a crash left of a project")
    Path("link.csv").symlink_to("p.sayso")
    Path("chain.csv").symlink_to("link.csv")
    Path("away.csv").symlink_to("not-there-yet.sayso")
    os.link("p.sayso", "hard.csv")
    Path("sub").mkdir()
    Path("p.sayso-backups").mkdir()
    Path("same").symlink_to(".")
    home = locations.config_dir()
    os.link(home / "settings.toml", "mine.toml")
    Path("recent.txt").symlink_to(locations.state_file())
    template = Path(data.template.__file__).parent / "templates" / "default.toml"
    opened = os.open("p.sayso", os.O_RDWR)
    kinds = {
        "its name": "p.sayso",
        "its whole name": str(folder / "p.sayso"),
        "a way round": "sub/../p.sayso",
        "another case": "P.SAYSO",
        "a linked folder": "same/p.sayso",
        "a link": "link.csv",
        "a link to a link": "chain.csv",
        "a link to no project yet": "away.csv",
        "a second name": "hard.csv",
        "a descriptor": f"/proc/self/fd/{opened}",
        "a descriptor by its other name": f"/dev/fd/{opened}",
        "another project": "other.sayso",
        "a project called otherwise": "sheet.csv",
        "a backup": "p.sayso-backup-v1",
        "a backup called otherwise": "kept.bak",
        "a journal": "p.sayso-journal-of-mine",
        "the name of a journal": "p.sayso-journal",
        "a file among backups": "p.sayso-backups/map.html",
        "a file among rescued words": str(home / "unstored" / "words.json"),
        "a damaged project": "torn.sayso",
        "the settings": str(home / "settings.toml"),
        "the settings by a second name": "mine.toml",
        "the list of projects": "recent.txt",
        "what the app remembers": str(home / "app.json"),
        "a log that is not there": str(home / "FAULTS.log"),
        "a template of sayso's": str(template),
        "a file in sayso": str(template.with_name("new.toml")),
    }
    ours = [
        Path(name).resolve()
        for kind, name in kinds.items()
        if Path(name).exists() and "descriptor" not in kind
    ]
    return kinds, ours, [opened]


def listing(folder: Path) -> list[str]:
    """Return all that lies in a folder and below it."""
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


def test_no_verb_writes_over_what_is_sayso_s(research: Path) -> None:
    kinds, ours, opened = names_of_ours(research)
    before, there = [Guarded.of(path) for path in ours], listing(research)
    tried = 0
    for calls, name in itertools.product(WRITING.values(), kinds.values()):
        for call in calls:
            argv = [name if word == PLACE else word for word in call]
            outcome = sayso(*argv)
            tried += 1
            assert outcome.code != 0, (argv, outcome.err)
            assert outcome.out == "", argv
            said = [line for line in outcome.err.splitlines() if line.startswith("sayso: ")]
            assert len(said) == 1, (argv, outcome.err)
    assert [Guarded.of(path) for path in ours] == before
    assert listing(research) == there
    assert not (Path(data.template.__file__).parent / "templates" / "new.toml").exists()
    for number in opened:
        os.close(number)
    assert ok("check").code == 0
    print(f"outputs onto files of sayso's: tried {tried}, refused {tried}, lost 0")
    assert tried > 250


def test_a_new_project_takes_no_other_file_s_place(research: Path) -> None:
    kinds, ours, opened = names_of_ours(research)
    ours.remove(locations.state_file().resolve())  # the list of projects: new ones are put on it
    before = [Guarded.of(path) for path in ours]
    for name in kinds.values():
        outcome = sayso("new", name)
        assert outcome.code != 0 or Path(f"{name}.sayso").exists()
        Path(f"{name}.sayso").unlink(missing_ok=True)
    assert [Guarded.of(path) for path in ours] == before
    os.close(opened[0])


def test_no_verb_that_reads_a_project_as_a_file_changes_it(research: Path) -> None:
    before, there = Guarded.of(research / "p.sayso"), listing(research)
    Path("link.csv").symlink_to("p.sayso")
    os.link("p.sayso", "hard.csv")
    for calls, name in itertools.product(READING.values(), ("p.sayso", "link.csv", "hard.csv")):
        for call in calls:
            argv = [name if word == PLACE else word for word in call]
            outcome = sayso(*argv)
            assert outcome.code != 0, argv
            assert outcome.err.count("sayso: ") == 1, (argv, outcome.err)
    assert Guarded.of(research / "p.sayso") == before
    assert listing(research) == sorted([*there, "link.csv", "hard.csv"])


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_a_folder_of_outputs_that_holds_a_way_to_the_project(research: Path, link: str) -> None:
    before = Guarded.of(research / "p.sayso")
    for form in FORMS.values():
        folder = Path(f"maps-{form.suffix}")
        folder.mkdir()
        trap = folder / f"p{form.suffix}"
        if link == "hard":
            os.link("p.sayso", trap)
        else:
            trap.symlink_to("../p.sayso")
        outcome = sayso("export", "--all", str(folder), "--force")
        assert outcome.code == 3
        assert outcome.err.count("sayso: ") == 1
        assert [one.name for one in folder.iterdir()] == [trap.name], "all of them, or none"
    assert Guarded.of(research / "p.sayso") == before


def test_a_way_to_the_project_that_appears_while_the_work_is_done(research: Path) -> None:
    before = Guarded.of(research / "p.sayso")
    output = Output(Path("map.html"), force=True).settled()
    os.link("p.sayso", "map.html")
    with pytest.raises(WouldOverwrite, match=r"map\.html is a sayso project; nothing was written"):
        output.deliver("<!doctype html>")
    assert Guarded.of(research / "p.sayso") == before


def test_a_file_that_appears_while_the_work_is_done_stays(workdir: Path) -> None:
    output = Output(workdir / "map.html").settled()
    (workdir / "map.html").write_text("somebody else's", encoding="utf-8")
    with pytest.raises(OutputFailed, match="is there already"):
        output.deliver("<!doctype html>")
    assert (workdir / "map.html").read_text(encoding="utf-8") == "somebody else's"


@pytest.mark.parametrize("call", [call for calls in WRITING.values() for call in calls])
def test_nothing_is_replaced_unasked(research: Path, call: Sequence[str]) -> None:
    with closing(sqlite3.connect("their.db")) as other, other:
        other.execute("CREATE TABLE theirs (thing)")
    (research / "mine.txt").write_text("edited for an hour", encoding="utf-8")
    unforced = [word for word in call if word != "--force"]
    for name in ("their.db", "mine.txt"):
        before = Guarded.of(research / name)
        argv = [name if word == PLACE else word for word in unforced]
        outcome = sayso(*argv)
        assert outcome.code == 3, argv
        assert outcome.err.count("sayso: ") == 1
        assert Guarded.of(research / name) == before
        if "--force" in call:
            forced = [name if word == PLACE else word for word in call]
            outcome = sayso(*forced)
            if argv[0] == "export":
                assert outcome.code == 3, "a file is no folder"
            else:
                assert outcome.code == 0, outcome.err
                assert (research / name).read_bytes() != before.content


def test_a_saved_filter_is_not_replaced_unasked(research: Path) -> None:
    assert sayso("notes", "nowhere", "--save", "mine").code == 0, "it was saved, though none fits"
    outcome = sayso("notes", "phone", "--save", "Mine")
    assert outcome.code == 3
    assert "saved as “mine” already: nowhere. It was left as it is" in outcome.err
    assert ok("filters", "--json").json[0]["filter"] == "nowhere"
    assert ok("notes", "nowhere", "--save", "mine").code == 0, "the same again replaces nothing"
    ok("notes", "phone", "--save", "mine", "--force")
    assert ok("filters", "--json").json[0]["filter"] == "phone"


def test_looking_at_the_open_project_lets_nobody_else_write(research: Path) -> None:
    """A second handle on the file, closed again, would drop SQLite's lock."""
    os.link("p.sayso", "hard.csv")
    with Project.open(research / "p.sayso") as project, project.change("Hold") as change:
        change.rename("Hold it")
        for name in ("p.sayso", "hard.csv"):
            with pytest.raises(WouldOverwrite, match="is a sayso project"):
                spare(Path(name))
            with pytest.raises(WouldOverwrite):
                write_whole(Path(name), "x")
        other = "import sqlite3; sqlite3.connect('p.sayso', timeout=0).execute('BEGIN IMMEDIATE')"
        done = subprocess.run([sys.executable, "-c", other], capture_output=True, check=False)
        assert b"database is locked" in done.stderr


def test_what_cannot_be_looked_at_may_be_a_project(
    research: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("data.header.head_of", refused)
    with pytest.raises(WouldOverwrite, match=r"cannot be looked at .*, so it may be a project"):
        write_out({research / "a.csv": "x"})
    assert (research / "a.csv").read_bytes().startswith(b"text")


# -- streams ---------------------------------------------------------------------------------------


def in_a_shell(line: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell in which ``sayso`` is this one."""
    main = f"{sys.executable} -c 'from capture.cli.main import main; main()'"
    return subprocess.run(
        ["sh", "-c", line.replace("sayso", main, 1)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **more},
    )


@pytest.mark.parametrize(
    "line",
    [
        "sayso -s p.sayso notes >> p.sayso",
        "sayso -s p.sayso notes 1<> p.sayso",
        "sayso -s p.sayso notes >> other.sayso",
        "sayso -s p.sayso notes --csv -o /dev/stdout >> p.sayso",
        "sayso -s p.sayso notes --csv -o /dev/fd/7 --force 7<> p.sayso",
        "sayso -s p.sayso map --format html -o /proc/self/fd/7 --force 7>> p.sayso",
        "sayso -s p.sayso notes 2>> p.sayso",
    ],
)
def test_a_shell_that_leads_the_output_into_the_project(research: Path, line: str) -> None:
    files = [Guarded.of(research / name) for name in ("p.sayso", "other.sayso")]
    done = in_a_shell(line)
    assert done.returncode == 3
    assert [Guarded.of(one.path) for one in files] == files
    if "2>>" not in line:
        (said,) = done.stderr.splitlines()
        assert "is a sayso project; nothing was written, and it is as it was" in said


def test_a_stream_that_goes_into_a_file_is_added_to(research: Path) -> None:
    Path("log.csv").write_text("kept\n", encoding="utf-8")
    for target in ("/dev/stdout", "/dev/fd/1"):
        assert (
            in_a_shell(f"sayso -s p.sayso notes --csv --bare -o {target} >> log.csv").returncode
            == 0
        )
    lines = Path("log.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "kept"
    assert sum("phone rings all day" in line for line in lines) == 2


# -- whose the files are ---------------------------------------------------------------------------


@pytest.fixture
def usual_umask() -> Iterator[None]:
    """Files are readable by everybody unless a program says otherwise, as on most machines."""
    before = os.umask(0o022)
    yield
    os.umask(before)


WRITTEN: Mapping[str, Sequence[str]] = {
    "map": ["map", "--format", "html", "-o", "made/out"],
    "text": ["map", "-o", "made/out"],
    "json": ["map", "--format", "json", "-o", "made/out"],
    "xlsx": ["map", "--format", "xlsx", "-o", "made/out"],
    "sheet": ["map", "--sheet", "a3", "--format", "html", "-o", "made/out"],
    "guide": ["guide", "--format", "html", "-o", "made/out"],
    "notes": ["notes", "--csv", "-o", "made/out"],
    "group": ["group", "a.csv", "--column", "text", "-o", "made/out"],
    "export": ["export", "--all", "made/maps/deep"],
}


def modes(folder: Path) -> set[tuple[str, int]]:
    """Return the permissions of all that lies below a folder: of folders, of files."""
    return {
        ("folder" if one.is_dir() else "file", one.stat().st_mode & 0o777)
        for one in folder.rglob("*")
    }


@pytest.mark.usefixtures("usual_umask")
@pytest.mark.parametrize("verb", WRITTEN)
def test_what_is_written_is_its_owner_s_alone_unless_asked(research: Path, verb: str) -> None:
    made = research / "made"
    made.mkdir()
    ok(*WRITTEN[verb])
    found = modes(made)
    assert found <= {("file", 0o600), ("folder", 0o700)}
    assert ("file", 0o600) in found
    ok(*WRITTEN[verb], "--force", "--readable-by-others")
    assert ("file", 0o644) in modes(made)
    assert ("file", 0o600) not in modes(made)


@pytest.mark.usefixtures("usual_umask")
def test_the_settings_can_say_so_once(research: Path) -> None:
    settings = locations.config_dir() / "settings.toml"
    settings.write_text("readable_by_others = true\n", encoding="utf-8")
    ok("map", "--format", "html", "-o", "map.html")
    ok("export", "--all", "maps")
    assert Path("map.html").stat().st_mode & 0o777 == 0o644
    assert modes(Path("maps")) == {("file", 0o644)}
    assert Path("maps").stat().st_mode & 0o777 == 0o755


@pytest.mark.usefixtures("usual_umask")
def test_a_file_that_was_there_keeps_its_permissions(research: Path) -> None:
    for mode in (0o640, 0o644, 0o600):
        Path("map.html").write_text("older", encoding="utf-8")
        Path("map.html").chmod(mode)
        ok("map", "--format", "html", "-o", "map.html", "--force")
        assert Path("map.html").stat().st_mode & 0o777 == mode


@pytest.mark.usefixtures("usual_umask")
def test_what_sayso_makes_for_itself_is_the_person_s_alone(
    workdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from capture import faults
    from capture.config import Memory

    home = workdir / "never" / "made"
    monkeypatch.setenv("SAYSO_HOME", str(home))
    ok("new", "first")
    (home / "recent.json").chmod(0o644)  # as earlier builds left it
    ok("new", "p")
    Memory().save()
    faults.record(ValueError(), "a test")
    ok("demo", "--walk", "walk/deep")
    (workdir / "say.csv").write_text("text\nphone rings\n", encoding="utf-8")
    ok("draft", "say.csv")
    (workdir / "say.csv").unlink()
    made = {"recent.json", "app.json", "sound.json", "faults.log"}
    assert {path.name for path in home.iterdir()} == made
    assert modes(workdir) == {("file", 0o600), ("folder", 0o700)}


# -- what comes in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [call for calls in READING.values() for call in calls])
def test_a_pipe_with_nobody_behind_it_is_not_waited_for(
    research: Path, call: Sequence[str]
) -> None:
    os.mkfifo(research / "pipe")
    argv = ["pipe" if word == PLACE else word for word in call]
    outcome = sayso(*argv)
    assert outcome.code == 3
    assert "pipe is not an ordinary file" in outcome.err


def test_a_template_is_no_pipe_and_no_riddle(workdir: Path) -> None:
    os.mkfifo(workdir / "pipe")
    (workdir / "long.toml").write_text(f"title = {'1' * 5000}\n", encoding="utf-8")
    (workdir / "deep.toml").write_text(f"a = {'[' * 50_000}\n", encoding="utf-8")
    for name in ("pipe", "long.toml", "deep.toml"):
        outcome = sayso("new", "p", "--template", name)
        assert outcome.code == 3, outcome.err
        assert outcome.err.count("sayso: ") == 1
        assert len(outcome.err) < 400
        assert not (workdir / "p.sayso").exists()


@pytest.mark.parametrize("bad", ["name = 1" + "0" * 5000, "name = " + "[" * 50_000], ids=len)
def test_settings_that_no_reader_can_read_cost_nothing(research: Path, bad: str) -> None:
    home = locations.config_dir()
    (home / "settings.toml").write_text(bad, encoding="utf-8")
    for name in ("recent.json", "app.json"):
        (home / name).write_text("[" * 100_000, encoding="utf-8")
    ok("log", "it rings")
    ok("map", "--format", "html", "-o", "map.html")


def test_what_was_agreed_to_is_one_file_and_no_other(
    workdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(question: str) -> bool:
        asked.append(question)
        return "map.png" in question

    monkeypatch.setattr("capture.cli.files.may", answer)
    for name in ("map.png", "map-1.png"):
        Path(name).write_text("before", encoding="utf-8")
    output = Output(Path("map.png")).settled()
    with pytest.raises(OutputFailed, match=r"map-1\.png is there already; nothing was written"):
        output.write({Path("map-1.png"): "after", Path("map-2.png"): "after"})
    assert asked == ["Replace map.png?", "Replace map-1.png?"]
    assert Path("map-1.png").read_text(encoding="utf-8") == "before"
    assert not Path("map-2.png").exists()
    output.deliver("after")
    assert Path("map.png").read_text(encoding="utf-8") == "after"
    assert len(asked) == 2, "asked once"
