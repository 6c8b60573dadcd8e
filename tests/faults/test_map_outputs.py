"""Every form of the map on bad days: awkward texts, too much, nothing at all, nowhere to go."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from capture.jobs.maps import text_of
from capture.jobs.outputs import FORMS, render
from data.records import Decision, Emotion, Kind, PersonaId, ProjectInfo, Snapshot
from data.text import visible
from data.text import width as cells
from synthesis.map.build import build, journey_for
from synthesis.map.compare import compare
from synthesis.map.model import JourneyMap
from synthesis.render import difference
from synthesis.render import json as map_json
from synthesis.render.json import schema
from tests import ROOT
from tests.unit.commands import ok, sayso
from tests.unit.mapmaking import HOSTILE, Maker
from tests.unit.synthesis.render.html.test_page import Page

MAIN = "from capture.cli import main; main()"

AWKWARD = (
    "|", "a | b", "#", "# head", ";", ":", "a: b", ",", "\n", "a\r\nb", "=1+1", "+1", "-1", "@x",
    "\t=1", "</script>", "<!-- x", "--><b>", "]]>", "\u202eabc\u2066", "\x00\x07\x1b[31mred",
    "🙂👩\u200d👩\u200d👧", "x" * 10_000, "e" + "\u0301" * 5_000, "🙂" * 9_000, "`", "```", "$x$",
    "{{7*7}}", "%%{init}%%", "'", '"', "\\", "  ", "\ud800", "_x000D_", "~~~", "---", "1. a",
    "- a", "&amp;amp;", "http://evil.example", "[a](javascript:b)", HOSTILE,
)  # fmt: skip


def awkward(stages: Sequence[str] = ("A", "B")) -> Snapshot:
    """Return a project in which every text that a person types is awkward."""
    maker = Maker(personas=AWKWARD)
    kinds = [None, *(kind for kind in Kind if not kind.is_mark)]
    for at, text in enumerate(AWKWARD):
        where = stages[at % len(stages)]
        said = maker.note(
            text, "P01", stage=where, kind=kinds[at % 13], emotion=at % 5 - 2, verbatim=at % 2 == 0
        )
        maker.note(text, stage=where, kind=Kind.ASK)
        maker.card(
            text,
            where,
            maker.claim(text, kinds[at % 13], said),
            owner=text,
            graded_by=text,
            at_stake=text,
            way_out=text,
            grade=Emotion(at % 5 - 2),
            moment_of_truth=at % 3 == 0,
        )
    info = ProjectInfo(HOSTILE, *AWKWARD[:4])
    return replace(maker.snapshot(stages), info=info)


def crowd(cards: int, stages: int) -> Snapshot:
    maker = Maker()
    names = [f"Stage {chr(65 + at % 26)}{at}" for at in range(stages)]
    for at in range(cards):
        where = names[at % stages]
        note = maker.note(f"remark {at}", "P01", stage=where, kind=Kind.PAIN, emotion=-1)
        maker.card(f"Card {at}", where, maker.claim(f"Claim {at}", Kind.PAIN, note))
    return maker.snapshot(names)


def nothing_felt() -> Snapshot:
    maker = Maker()
    note = maker.note("a remark", "P01", stage="Wait")
    maker.card("Card", "Wait", maker.claim("Claim", None, note))
    maker.card("Rejected", "Wait", decision=Decision.REJECTED)
    return maker.snapshot()


PROJECTS: dict[str, Callable[[], Snapshot]] = {
    "awkward texts": awkward,
    "awkward stages": lambda: awkward(AWKWARD[:12]),
    "200 touchpoints at a stage": lambda: crowd(200, 1),
    "60 stages": lambda: crowd(60, 60),
    "no feeling": nothing_felt,
    "no notes": lambda: Maker().snapshot(),
    "no stages": lambda: Maker().snapshot([]),
}


@pytest.fixture(scope="module", params=[*PROJECTS])
def journey(request: pytest.FixtureRequest) -> JourneyMap:
    snapshot = PROJECTS[request.param]()
    return build(snapshot, journey_for(snapshot, None))


def made(journey: JourneyMap, form: str) -> str:
    text = render(journey, form)
    assert isinstance(text, str)
    text.encode("utf-8")
    return text


def harmless(text: str) -> bool:
    bare = text.replace("\r\n", "\n")
    return visible(bare, keep_newlines=True) == bare


def test_text_fits_its_width_and_acts_on_nothing(journey: JourneyMap) -> None:
    for width in (60, 80, 200):
        text = text_of(journey, width=width)
        assert harmless(text)
        assert all(cells(line) <= width for line in text.splitlines())


def test_markdown_keeps_its_headings_and_holds_no_markup_of_others(journey: JourneyMap) -> None:
    for form in ("md", "guide"):
        text = made(journey, form)
        assert harmless(text)
        tokens = MarkdownIt("commonmark").enable("table").parse(text)
        kinds = {token.type for token in tokens}
        kinds |= {child.type for token in tokens for child in token.children or ()}
        assert not kinds & {"html_block", "html_inline", "fence", "code_block", "code_inline"}
        assert not kinds & {"image", "link_open"}
    heads = sum(line.startswith("## ") for line in made(journey, "md").splitlines())
    assert heads >= len(journey.stages)


def test_pages_close_what_they_open_and_run_nothing_of_others(journey: JourneyMap) -> None:
    for form in ("html", "guide-html"):
        text = made(journey, form)
        page = Page(text)
        assert not page.open
        assert page.tags["script"] <= 1
        assert not {"iframe", "img", "object"} & set(page.tags)
        assert not any(name.startswith("on") for _, name, _ in page.attributes)


def test_json_is_valid_and_gives_the_map_back(journey: JourneyMap) -> None:
    text = made(journey, "json")
    Draft202012Validator(schema()).validate(json.loads(text))
    # Half a character cannot be told apart from another half once it has been read.
    assert map_json.read(text) == journey


def test_tables_have_whole_rows_and_no_formula(journey: JourneyMap) -> None:
    for form in ("csv", "csv-long", "csv-matrix", "csv-evidence"):
        rows = list(csv.reader(io.StringIO(made(journey, form), newline="")))
        assert len({len(row) for row in rows}) == 1, form
        for cell in (cell.strip() for row in rows for cell in row):
            assert cell[:1] not in ("=", "@"), form
            assert cell[:1] not in ("+", "-") or cell[1:].replace(".", "").isdigit(), (form, cell)


def test_mermaid_has_one_line_a_task_and_none_that_breaks_it(journey: JourneyMap) -> None:
    lines = made(journey, "mermaid").splitlines()
    assert lines[0] == "journey"
    for line in (line.strip() for line in lines[1:] if line.strip()):
        if line.startswith(("title ", "accTitle:", "accDescr:", "section ")):
            continue
        name, mark, actor = line.split(": ")
        assert name
        assert mark in "12345"
        assert actor
        assert not name.lower().startswith(("section", "journey", "title", "#", "%%"))


def test_a_workbook_can_be_read_and_no_cell_acts(journey: JourneyMap) -> None:
    content = render(journey, "xlsx")
    assert isinstance(content, bytes)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Map", "Touchpoints", "Claims", "Evidence", "Crosstab"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr")
                assert cell.hyperlink is None
                assert len(str(cell.value or "").encode("utf-16-le")) // 2 <= 32_767


def test_two_maps_can_be_held_against_each_other(journey: JourneyMap) -> None:
    empty = build(Maker().snapshot(), journey_for(Maker().snapshot(), None))
    for before, after in ((journey, empty), (empty, journey), (journey, journey)):
        found = compare(before, after)
        text = difference.render(found, names=("a", "b"))
        assert harmless(text)


def test_a_persona_that_nobody_spoke_of_has_a_map_of_every_form() -> None:
    snapshot = replace(crowd(3, 2), personas=Maker(personas=("Nobody",)).snapshot().personas)
    notes = tuple(replace(note, personas=(PersonaId("other"),)) for note in snapshot.notes)
    snapshot = replace(snapshot, notes=notes)
    journey = build(snapshot, journey_for(snapshot, snapshot.personas[0].id))
    assert not journey.badge.notes
    for form in FORMS:
        assert render(journey, form)


# Where it goes.


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "p", "--stages", "Find out, Wait")
    ok("log", "Maria/desk: the phone rings out all morning ,,p-- #wait")
    ok("log", "which letters do they keep? ,,k #wait")
    ok("synthesize")
    return workdir


# Verb and arguments, the target last; every form goes through one of these.
TARGETS: list[tuple[str, ...]] = [
    *(("map", "--format", form, "-o") for form in ("text", "md", "html", "json", "csv", "xlsx")),
    *(("map", "--format", form, "-o") for form in ("csv-long", "csv-matrix", "mermaid")),
    ("guide", "--format", "html", "-o"),
    ("export", "--all"),
]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def refused(folder: Path, *argv: str, code: int = 3) -> str:
    """Run a verb that must refuse in one sentence, and leave every file as it was."""
    before = files(folder)
    outcome = sayso(*argv)
    assert outcome.code == code, outcome.err
    assert outcome.err.count("sayso: ") == 1
    assert "nothing was" in outcome.err
    assert files(folder) == before
    return outcome.err


@pytest.mark.parametrize("argv", TARGETS, ids=" ".join)
def test_a_target_that_is_there_is_kept_unless_told_otherwise(
    argv: tuple[str, ...], project: Path
) -> None:
    name = "out"
    if argv[0] == "export":
        (project / name).mkdir()
        (project / name / "p.md").write_text("mine")
    else:
        (project / name).write_text("mine")
    assert "--force" in refused(project, *argv, name)
    ok(*argv, name, "--force")
    held = (project / name / "p.md") if argv[0] == "export" else project / name
    assert held.read_bytes() != b"mine"


@pytest.mark.parametrize("argv", TARGETS, ids=" ".join)
def test_a_target_that_is_of_the_wrong_sort_or_nowhere(
    argv: tuple[str, ...], project: Path
) -> None:
    if argv[0] == "export":
        (project / "file").write_text("x")
        refused(project, *argv, "file")
        refused(project, *argv, "file/deeper")
        (project / "full" / "p.html").mkdir(parents=True)
        refused(project, *argv, "full", "--force")
        return
    (project / "folder").mkdir()
    refused(project, *argv, "folder", code=2)
    refused(project, *argv, "none/there")


# Every verb is run once where it may write: somebody else may not read the interpreter's own files.
AS_SOMEBODY_ELSE = """
import json, os, sys
from tests.unit.commands import sayso
os.chdir(sys.argv[1])
verbs = json.loads(sys.argv[2])
for at, argv in enumerate(verbs):
    assert sayso(*argv, f"open/{at}").code == 0
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
for at, argv in enumerate(verbs):
    done = sayso(*argv, "shut" if argv[0] == "export" else "shut/out")
    print(json.dumps([done.code, done.err]))
"""


def test_a_folder_that_may_not_be_written() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ok("new", str(folder / "p.sayso"), "--stages", "Find out, Wait")
        ok("-s", str(folder / "p.sayso"), "log", "phone rings all day ,,p2")
        ok("-s", str(folder / "p.sayso"), "log", "the phone rings all day ,,p2")
        ok("-s", str(folder / "p.sayso"), "synthesize")
        (folder / "p.sayso").chmod(0o666)
        (folder / "open").mkdir()
        (folder / "shut").mkdir(mode=0o555)
        folder.chmod(0o777)
        done = subprocess.run(
            [sys.executable, "-c", AS_SOMEBODY_ELSE, str(folder), json.dumps(TARGETS)],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "SAYSO_HOME": str(folder / "open")},
        )
        assert done.returncode == 0, done.stderr
        told = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(told) == len(TARGETS)
        for (code, err), argv in zip(told, TARGETS, strict=True):
            assert code == 3, (argv, err)
            assert err.count("sayso: ") == 1
            assert "nothing was" in err, argv
        assert not list((folder / "shut").iterdir())


@pytest.mark.parametrize("argv", TARGETS, ids=" ".join)
def test_without_room_nothing_half_written_is_left(argv: tuple[str, ...], project: Path) -> None:
    (project / "kept").write_text("mine")
    before = files(project)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    for name in ("new",) if argv[0] == "export" else ("new", "kept"):
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *argv, name, "--force"],
            check=False,
            capture_output=True,
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            preexec_fn=limit,
        )
        told = done.stderr.decode()
        assert done.returncode == 3, told
        assert told.count("sayso: ") == 1
        assert "Traceback" not in told
        assert files(project) == before
        assert not (project / "new").exists()


@pytest.mark.parametrize("form", ["text", "md", "html", "json", "csv", "mermaid", "guide"])
def test_whoever_stops_reading_hears_nothing_more(form: str, project: Path) -> None:
    argv = ["guide"] if form == "guide" else ["map", "--format", form]
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *argv],
            check=False,
            stdout=write,
            stderr=subprocess.PIPE,
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    finally:
        os.close(write)
    assert done.returncode == 141
    assert b"Traceback" not in done.stderr
