"""What a person may mistype, and what a file may hold: one sentence, a code, nothing changed."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

import click
import pytest

from capture.cli.main import VERBS, run
from capture.cli.main import sayso as group
from tests.unit.commands import Outcome, ok, sayso

MEGABYTES = 5_000_000


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "p", "--stages", "Find out, Wait", "--personas", "Tourist, Carer")
    ok("participants", "add", "Maria/desk", "Jon/calls")
    ok("log", "ma: phones ring out ,,p- 2")
    return workdir / "p.sayso"


def refused(*argv: str, code: int, stdin: str | bytes = "", project: Path | None = None) -> str:
    """Run a verb that must fail; its one sentence.  The project is byte for byte as it was."""
    before = project.read_bytes() if project else b""
    outcome = sayso(*argv, stdin=stdin)
    assert outcome.code == code, outcome.err
    assert outcome.out == ""
    said = [line for line in outcome.err.splitlines() if line.startswith("sayso: ")]
    assert len(said) == 1, outcome.err
    assert said[0].endswith((".", "?", "…", ")", '"', "'")), said
    if project:
        assert project.read_bytes() == before
    return said[0]


# Names that are unknown, missing or impossible.


@pytest.mark.parametrize(
    ("argv", "known"),
    [
        (("notes", "--stage", "Zzz"), ("Find out", "Wait")),
        (("notes", "--persona", "Zzz"), ("Tourist", "Carer")),
        (("notes", "--kind", "Zzz"), ("pain point", "memo")),
        (("notes", "--source", "Zzz"), ("customer", "team")),
        (("notes", "--participant", "Zzz"), ("Maria", "Jon")),
        (("map", "--persona", "Zzz"), ("Tourist", "Carer")),
        (("stages", "add", "Use", "--after", "Zzz"), ("Find out", "Wait")),
        (("stages", "change", "Zzz", "--title", "x"), ("Find out", "Wait")),
        (("stages", "reorder", "Wait, Zzz"), ("Find out", "Wait")),
        (("stages", "remove", "Zzz"), ("Find out", "Wait")),
        (("personas", "change", "Zzz", "--name", "x"), ("Tourist", "Carer")),
        (("personas", "reorder", "Zzz"), ("Tourist", "Carer")),
        (("personas", "remove", "Zzz"), ("Tourist", "Carer")),
        (("participants", "change", "Zzz", "--team", "x"), ("Maria", "Jon")),
        (("participants", "change", "Maria", "--persona", "Zzz"), ("Tourist", "Carer")),
        (("participants", "remove", "Zzz"), ("Maria", "Jon")),
        (("sessions", "change", "Zzz", "--title", "x"), ("Staff meeting",)),
        (("sessions", "remove", "Zzz"), ("Staff meeting",)),
        (("sessions", "add", "Monday", "--people", "Zzz"), ("Maria", "Jon")),
        (("log", "x", "--participant", "Zzz"), ("Maria", "Jon")),
    ],
)
def test_an_unknown_name_lists_the_known_ones(
    argv: tuple[str, ...], known: tuple[str, ...], project: Path
) -> None:
    if argv[0] == "map":
        ok("synthesize")
    said = refused(*argv, code=1, project=project)
    assert "Zzz" in said
    for name in known:
        assert name in said


@pytest.mark.parametrize(
    ("option", "known"),
    [
        ("--stage", ("Find out", "Wait")),
        ("--persona", ("Tourist", "Carer")),
        ("--kind", ("pain point", "idea")),
        ("--source", ("customer", "staff")),
    ],
)
def test_an_unknown_value_for_every_row_lists_the_known_ones(
    option: str, known: tuple[str, ...], project: Path
) -> None:
    Path("a.csv").write_text("text\nhello there\n", encoding="utf-8")
    said = refused("import", "a.csv", option, "Zzz", code=3, project=project)
    assert "Zzz" in said
    for name in known:
        assert name in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mpa", "map"), ("synthesise", "synthesize"), ("not", "notes"), ("stage", "stages")],
)
def test_a_slip_gets_the_nearest_verb(typed: str, meant: str, workdir: Path) -> None:
    assert f"“{meant}”" in refused(typed, code=2)


def test_a_word_like_no_verb_gets_them_all(workdir: Path) -> None:
    said = refused("qqq", code=2)
    assert all(verb in said for verb in VERBS)


@pytest.mark.parametrize("name", ["", ".", "..", "/", ".sayso", "a/..", "3/../..", "x" * 400])
def test_a_name_that_is_none(name: str, workdir: Path) -> None:
    assert "nothing was made" in refused("new", name, code=2).casefold()
    assert not list(workdir.iterdir())


def test_a_name_in_a_folder_that_is_not_there(workdir: Path) -> None:
    assert "no folder" in refused("new", "here/there", code=1)
    (workdir / "file").write_text("", encoding="utf-8")
    assert "no folder" in refused("new", "file/there", code=1)
    assert [one.name for one in workdir.iterdir()] == ["file"]


def test_names_with_slashes_spaces_and_dashes(workdir: Path) -> None:
    (workdir / "my research").mkdir()
    made = ok("new", "my research/the clinic")
    assert "sayso -s 'my research/the clinic.sayso' log" in made.err, "as it has to be typed"
    ok("new", "--", "-x")
    ok("-s", "-x.sayso", "log", "hello")
    ok("-s", "my research/the clinic", "log", "hello")
    assert "-s '-x.sayso'" in made.err or ok("-s", "-x", "notes").out


def test_a_file_in_the_place_of_a_verb(project: Path) -> None:
    assert "sayso -s p.sayso VERB" in refused("p.sayso", code=2, project=project)
    assert "sayso -s 'a b.sayso' VERB" in refused("a b.sayso", "notes", code=2)


def test_an_option_that_holds_nothing_never_means_another_project(project: Path) -> None:
    for verb in (("log", "x"), ("notes",), ("map",)):
        assert "-s names no file" in refused("-s", "", *verb, code=2, project=project)


@pytest.mark.parametrize(
    "argv",
    [
        ("synthesize", "--dial", "nan"),
        ("synthesize", "--dial", "1.5"),
        ("group", "a.csv", "--column", "text", "--dial", "nan"),
        ("history", "--limit", "0"),
        ("history", "--limit", "many"),
        ("map", "--width", "3"),
        ("map", "--format", "pdf"),
        ("log",),
        ("log", "two", "words"),
        ("log", "x", "--session"),
        ("log", "x", "--kind", "party"),
        ("log", ""),
        ("log", " \t"),
        ("new",),
        ("import",),
        ("draft",),
        ("draft", ""),
        ("draft", "."),
        ("draft", ".."),
        ("group", "a.csv"),
        ("stages", "change", "Wait"),
        ("stages", "ad", "x"),
        ("participants", "add"),
        ("participants", "add", ""),
        ("participants", "add", "Zoe", "/"),
        ("participants", "change", "Maria", "--group", "boss"),
        ("sessions", "add", ""),
        ("notes", "--nope"),
        ("--nope", "notes"),
    ],
)
def test_a_request_that_makes_no_sense(argv: tuple[str, ...], project: Path) -> None:
    refused(*argv, code=2, project=project)


def test_a_huge_limit_is_no_trouble(project: Path) -> None:
    assert ok("history", "--limit", "9" * 40).out == ok("history").out


def test_several_words_are_shown_in_quotes_that_a_shell_leaves_alone(project: Path) -> None:
    assert 'sayso log "phone rings"' in refused("log", "phone", "rings", code=2)
    assert "sayso log 'costs $5 now'" in refused("log", "costs", "$5", "now", code=2)


@pytest.mark.parametrize(
    "text", ["-ha, they say", "-h is for help", "--help is all I want", "--sessions are long", "-s"]
)
def test_what_begins_with_a_dash_is_a_note(text: str, project: Path) -> None:
    assert ok("log", text, "--session", "Desk").out == ""
    assert ok("notes", "--json").json[-1]["text"] == text
    ok("log", "--session=Desk", "--", "-h")
    assert ok("notes", "--json").json[-1]["text"] == "-h"


# Broken characters and standard input.


def test_broken_words_are_mended_at_the_door_and_it_is_said(project: Path) -> None:
    for argv in (
        ("log", "caf\udce9 is shut", "--session", "caf\udce9"),
        ("stages", "add", "caf\udce9", "--description", "\udcff"),
        ("personas", "add", "Caf\udce9"),
        ("participants", "add", "Zo\udceb/caf\udce9"),
        ("sessions", "add", "Mond\udce4y"),
    ):
        outcome = ok(*argv)
        assert "broken character" in outcome.err
        assert "�" in outcome.err
        assert "⟨U+DC" not in outcome.err
    assert ok("notes", "caf", "--json").json[-1]["text"] == "caf� is shut"
    assert "caf�" in ok("stages").out
    assert ok("notes", "\udcff").code == 0
    assert sayso("why", "\udcff\udcff").code == 1


@pytest.mark.parametrize(
    ("data", "texts", "said"),
    [
        (b"one\r\ntwo\r\n", ["one", "two"], ""),
        (b"\xef\xbb\xbfone\n\n \t\ntwo", ["one", "two"], ""),
        ("ein Bär\nzwei\n".encode("utf-16"), ["ein Bär", "zwei"], ""),
        (b"a b\xe4r\ntwo\n", ["a b�r", "two"], "line 1: 1 broken character became �"),
        ("a\ud800b\n".encode("utf-8", "surrogatepass"), ["a���b"], "3 broken characters"),
        (b"a\x00b\x1b[2Jc\n" + b"word " * 30, ["a\0b\x1b[2Jc", ("word " * 30).strip()], ""),
    ],
)
def test_bytes_on_standard_input(data: bytes, texts: list[str], said: str, project: Path) -> None:
    outcome = ok("log", "-", "--session", "Input", stdin=data)
    assert said in outcome.err
    assert [note["text"].strip() for note in ok("notes", "--json").json][1:] == texts


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0",
        b"\0" * 9_000,
        b"PK\3\4\0\0",
    ],
)
def test_what_is_no_text_on_standard_input(data: bytes, project: Path) -> None:
    said = refused("log", "-", stdin=data, code=3, project=project)
    assert "binary data, not text" in said


def test_nothing_on_standard_input(project: Path) -> None:
    for nothing in ("", "\n\n  \n"):
        said = refused("log", "-", stdin=nothing, code=1, project=project)
        assert "no line with anything in it" in said


def test_a_line_that_is_too_long_is_left_out_and_the_others_are_kept(project: Path) -> None:
    outcome = sayso("log", "-", stdin="one\n" + "x" * MEGABYTES + "\nthree\n,,p\n: \n")
    assert outcome.code == 2
    assert "line 2: It has more than 200,000 characters" in outcome.err
    assert "line 5: The note is empty" in outcome.err
    assert outcome.err.endswith("sayso: 2 of 5 lines were refused, the others stored.\n")
    assert [note["text"] for note in ok("notes", "--json").json][1:] == ["one", "three"]


# Files.


def quick(path: str, data: bytes, project: Path, *argv: str) -> Outcome:
    Path(path).write_bytes(data)
    return sayso("import", path, *argv)


@pytest.mark.parametrize(
    ("name", "data", "argv", "said"),
    [
        ("a.csv", b"", (), "a.csv is empty"),
        ("a.md", b" \n\t\n", (), "a.md is empty"),
        ("a.csv", bytes(range(256)) * 9, (), "binary data"),
        ("a.xlsx", b"PK\x03\x04" + bytes(99), (), "Office document"),
        ("a.csv", b"text,stage\na,Wait\nb\nc,Wait\n", (), "line 3 has 1 cell"),
        ("a.csv", b"text,stage\na,Wait,what,is,this\n", (), "line 2 has 5 cells"),
        ("a.csv", b"," * 1_000_000 + b"\n" + b"," * 1_000_000 + b"\n", (), "column"),
        ("a.csv", b"c," * 1_000_000 + b"\na,b\n", (), "columns"),
        ("a.csv", b"text,stage\na,Wait\n", ("--text", "remark"), "no column \"remark\""),
        ("a.csv", b"text,stage\na,Wait\n", ("--at", "when"), "no column \"when\""),
        ("a.csv", b"text\n" + b"x" * MEGABYTES + b"\n", (), "200,000 characters"),
        ("a.md", b"# Monday\n- " + b"x" * MEGABYTES + b"\n", (), "200,000 characters"),
        ("a.csv", b'text,stage\n"a,Wait\nb,Wait\n', (), "never closed"),
        ("a.SAYSO", b"text\na\n", (), "a project"),
    ],
    ids=lambda one: str(one)[:20],
)  # fmt: skip
def test_a_file_that_cannot_be_imported(
    name: str, data: bytes, argv: tuple[str, ...], said: str, project: Path
) -> None:
    Path(name).write_bytes(data)
    for verb in (("import", name, *argv), ("import", name, *argv, "--dry-run")):
        sentence = refused(*verb, code=3, project=project)
        assert said in sentence, sentence
        assert len(sentence) < 400
    listing = sorted(one.name for one in Path().iterdir())
    if name != "a.SAYSO":
        refused("draft", name, *argv, code=3)
    assert sorted(one.name for one in Path().iterdir()) == listing, "nothing half-made is left"


def test_a_file_that_is_missing_or_a_folder(project: Path) -> None:
    Path("folder").mkdir()
    for file, said in (("none.csv", "There is no file"), ("folder", "is a folder"), ("", "folder")):
        assert said in refused("import", file, code=3, project=project)
        assert said in refused("group", file, "--column", "text", code=3)
    assert "There is no file" in refused("draft", "none.csv", code=3)
    assert sorted(one.name for one in Path().iterdir()) == ["folder", "p.sayso"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("text,stage\nDie Bäckerin hört nichts,Wait\n".encode("cp1252"), "Windows-1252"),
        ("text,stage\nDie Bäckerin hört nichts,Wait\n".encode("utf-16"), "UTF-16"),
        ("text,stage\nDie Bäckerin hört nichts,Wait\n".encode("utf-16-le"), "UTF-16"),
        ("text,stage\r\nDie Bäckerin hört nichts,Wait\r\n".encode("utf-8-sig"), ""),
    ],
)
def test_other_encodings_are_read(data: bytes, said: str, project: Path) -> None:
    Path("a.csv").write_bytes(data)
    assert said in ok("import", "a.csv").err
    assert ok("notes", "--json").json[-1]["text"] == "Die Bäckerin hört nichts"
    grouped = ok("group", "a.csv", "--column", "text").out
    assert len(list(csv.DictReader(io.StringIO(grouped)))) == 1


def test_files_before_a_refused_one_are_kept_and_told(project: Path) -> None:
    Path("a.csv").write_text("text\nfirst of all\n", encoding="utf-8")
    Path("b.csv").write_text("", encoding="utf-8")
    outcome = sayso("import", "a.csv", "b.csv")
    assert outcome.code == 3
    assert "+ 1 note" in outcome.err
    assert "b.csv is empty" in outcome.err
    assert ok("notes", "first", "--json").json


def test_a_file_whose_name_is_no_text(project: Path) -> None:
    name = "caf\udce9.csv"
    Path(name).write_text("text\nhello there\n", encoding="utf-8")
    ok("import", name)
    ok("map", "--format", "html", "-o", "m\udce9.html")
    assert "hello there" in Path("m\udce9.html").read_text(encoding="utf-8").casefold()
    ok("draft", name)
    assert Path("caf\udce9.sayso").exists()
    assert "title>" in Path("caf\udce9.html").read_text(encoding="utf-8")


# Help.


def _commands() -> list[tuple[str, ...]]:
    context = click.Context(group)
    found: list[tuple[str, ...]] = []
    for verb in VERBS:
        command = group.get_command(context, verb)
        found.append((verb,))
        if isinstance(command, click.Group):
            found += [(verb, below) for below in command.commands]
    return found


@pytest.mark.parametrize("command", _commands(), ids=" ".join)
def test_every_verb_has_help_with_an_example_that_fits_80_columns(
    command: tuple[str, ...], workdir: Path
) -> None:
    for flag in ("--help", "-h"):
        shown = ok(*command, flag).out
    assert f"sayso {command[0]}" in shown.split("Example", 1)[1]
    assert " ".join(command) in shown.split("Example", 1)[1]
    assert max(map(len, shown.splitlines())) <= 100


def test_help_and_version_without_a_project(workdir: Path) -> None:
    assert "Verbs:" in ok("--help").out
    assert ok("--version").out.startswith("sayso ")


# Completion.


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sayso ma", {"map"}),
        ("sayso st", {"stages"}),
        ("sayso map --form", {"--format"}),
        ("sayso map --format md", {"md"}),
        ("sayso stages rem", {"remove"}),
        ("sayso log --se", {"--session"}),
    ],
)
def test_a_shell_completes_verbs_and_options(
    words: str, expected: set[str], workdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_SAYSO_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(words.count(" ")))
    shown = _left(workdir)
    assert {line.partition(",")[2] for line in shown.splitlines()} == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_what_completes(
    shell: str, workdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_SAYSO_COMPLETE", f"{shell}_source")
    assert f"_SAYSO_COMPLETE={shell}_complete" in _left(workdir)


def _left(workdir: Path) -> str:
    """What was printed by a run that leaves by itself, as click's completion does."""
    del workdir
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as left:
        run([])
    assert left.value.code == 0
    return out.buffer.getvalue().decode()


def test_a_minus_that_a_shell_takes_for_an_option_is_explained(workdir: Path) -> None:
    ok("new", "claim")
    refused = sayso("notes", "-phone")
    assert refused.code == 2
    assert "'NOT word'" in refused.err
    assert "NOT word" not in sayso("stages", "-phone").err
    assert workdir.exists()
