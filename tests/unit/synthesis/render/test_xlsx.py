"""The map in other programs' forms: read back by programs that are not ours."""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from capture.jobs import outputs
from capture.jobs.outputs import FORMS
from data.store import Project
from data.text import visible
from synthesis.board.standing import Standing
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from synthesis.map.withheld import NOT_SHOWN
from synthesis.render import csv as map_csv
from synthesis.render import mermaid, tables, xlsx
from tests.unit.commands import ok, sayso
from tests.unit.disputing import BELIEF, DENIAL, LIKE, SINGLE, disputing
from tests.unit.mapmaking import HOSTILE, housing


def the_map(*, hostile: bool = False) -> JourneyMap:
    snapshot = housing(hostile=hostile)
    return build(snapshot, journey_for(snapshot, None))


def claims_of(journey: JourneyMap) -> int:
    found = 0
    for stage in journey.stages:
        for lanes in (*(card.lanes for card in stage.cards), stage.loose):
            found += sum(len(lane.claims) for lane in lanes)
    return found


def sheets(journey: JourneyMap) -> dict[str, Worksheet]:
    book = load_workbook(io.BytesIO(xlsx.render(journey)))
    return {sheet.title: sheet for sheet in book.worksheets}


def rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_the_workbook_holds_the_map_its_touchpoints_claims_evidence_and_a_crosstab() -> None:
    journey = the_map()
    found = sheets(journey)
    assert list(found) == ["Map", "Touchpoints", "Claims", "Evidence", "Crosstab"]
    wall = rows(found["Map"])
    assert wall[0][0] == "all personas · Benefit claim"
    assert str(wall[1][0]).startswith("PARTLY TESTED")
    assert list(wall[4][1:8]) == [
        "1 Find out", "2 Apply", "3 Wait", "4 Desk", "5 Decision", "6 Receive", "? Unplaced",
    ]  # fmt: skip
    rail = [row[0] for row in wall[5:]]
    assert rail[:2] == ["Mood", "Touchpoints"]
    assert rail.index("Pain points") < rail.index("Ideas")
    card = next(row for row in wall if row[0] == "Touchpoints")[3]
    assert "T03 Chasing the case by phone [" in str(card)
    assert len(rows(found["Claims"])) == 1 + claims_of(journey) + 1  # a head, and the empty stage
    assert found["Claims"].freeze_panes == "B2"
    people = found["Claims"].cell(2, tables.CLAIM_COLUMNS.index("people_for") + 1)
    assert isinstance(people.value, int)
    crosstab = rows(found["Crosstab"])
    assert crosstab[-1][-1] == claims_of(journey)
    assert sum(int(str(row[-1])) for row in crosstab[1:-1]) == claims_of(journey)


def test_every_sheet_of_the_workbook_is_laid_out_to_be_read() -> None:
    for name, sheet in sheets(the_map()).items():
        assert sheet.freeze_panes, name
        head = next(row for row in sheet.iter_rows() if row[1].value and row[1].font.bold)
        assert all(cell.alignment.wrap_text for cell in head), name
        body = [cell for row in sheet.iter_rows(min_row=head[0].row + 1) for cell in row]
        assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for cell in body)
        if name != "Map":
            assert sheet.auto_filter.ref, name
        # No long text stands in a narrow column, where its row would grow out of the window.
        for cell in body:
            if isinstance(cell.value, str) and len(cell.value) > 40:
                (width,) = (
                    one.width
                    for one in sheet.column_dimensions.values()
                    if one.min <= cell.column <= one.max
                )
                assert width >= 24, (name, cell.coordinate, cell.value)
    found = sheets(the_map())["Touchpoints"]
    at = [cell.value for cell in found[1]].index("people")
    assert all(isinstance(row[at].value, int | None) for row in found.iter_rows(min_row=2))


def test_no_text_in_the_workbook_is_a_formula_a_link_or_a_number() -> None:
    found = sheets(the_map(hostile=True))
    texts = [
        cell
        for sheet in found.values()
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in texts)
    assert any("cmd|" in str(cell.value) for cell in texts)
    notes = [row[tables.EVIDENCE_COLUMNS.index("note")] for row in rows(found["Evidence"])]
    assert visible(HOSTILE, keep_newlines=True) in notes


def test_the_same_map_gives_the_same_workbook() -> None:
    assert xlsx.render(the_map()) == xlsx.render(the_map())


def test_the_tables_say_what_is_on_the_map_and_no_cell_is_a_formula() -> None:
    journey = the_map(hostile=True)
    for text in (
        map_csv.long(journey), map_csv.matrix(journey), map_csv.evidence(journey)
    ):  # fmt: skip
        found = list(csv.reader(io.StringIO(text)))
        assert len({len(row) for row in found}) == 1
        assert not any(cell.lstrip()[:1] in ("=", "@") for row in found for cell in row)
        assert "\x1b" not in text
    long = list(csv.DictReader(io.StringIO(map_csv.long(journey))))
    assert len(long) == claims_of(journey) + 1
    assert {row["stage"] for row in long} == {stage.title for stage in journey.stages}
    chase = next(row for row in long if row["claim"] == "they chase us every 3 days")
    assert (chase["card"], chase["lane"], chase["standing"]) == ("T03", "does", "contradicted")
    assert (chase["people_for"], chase["people_against"]) == ("1", "2")


def test_the_tables_tell_a_claims_code_its_standing_plainly_and_what_stands_against_it() -> None:
    journey = disputing()
    long = {row["claim_code"]: row for row in csv.DictReader(io.StringIO(map_csv.long(journey)))}
    belief = long["C11"]
    assert (belief["claim"], belief["standing"]) == (BELIEF, "contradicted")
    assert belief["in_plain_words"] == "customers say otherwise"
    assert belief["stands_against"] == f"⇄ C12 “{DENIAL}” + 1 like it customers ● 2p"
    assert (belief["customers_against"], belief["staff_for"], long["C12"]["staff_for"]) == (
        "2", "2", "0",
    )  # fmt: skip
    assert (long["C13"]["standing"], long["C13"]["staff_against"]) == ("disputed inside", "1")
    put = [
        (row["note"], row["stance"], row["of_another_claim"])
        for row in csv.DictReader(io.StringIO(map_csv.evidence(journey)))
        if row["claim_code"] == "C11"
    ]
    assert put == [(BELIEF, "for", ""), (DENIAL, "against", "yes"), (LIKE, "against", "yes")]


def test_the_wall_draws_a_card_by_its_face_and_an_opposed_claim_once() -> None:
    table = {row[0]: row[4] for row in csv.reader(io.StringIO(map_csv.matrix(disputing())))}
    assert table["Touchpoints"] == (
        "T01 Waiting at the desk [2 customers, 2 staff/2 teams; customers -2.0 n2; staff +1.0 n1; "
        "⇄ 2 customers say otherwise]"
    )
    assert table["Pain points"].splitlines() == [
        f"T01 C12 “{DENIAL}” + 1 like it [supported, 2p] ⇄ C11 “{BELIEF}” [contradicted, 2p ⇄2]",
        f"“{SINGLE}” [heard once, 1p]",
    ]
    assert "What goes well" not in table or BELIEF not in table["What goes well"]
    # Where the row of the claim that it goes under is hidden, it stands by itself.
    alone = replace(disputing(), rows=("gain",))
    (desk,) = (
        row[4]
        for row in csv.reader(io.StringIO(map_csv.matrix(alone)))
        if row[0] == "What goes well"
    )
    assert BELIEF in desk


def test_the_matrix_follows_the_rows_of_the_journey() -> None:
    journey = replace(the_map(), rows=("idea", "pain", "owner"))
    rail = [row[0] for row in csv.reader(io.StringIO(map_csv.matrix(journey)))]
    assert rail == ["", "Ideas", "Pain points", "Owners"]


def test_a_mermaid_journey_has_a_section_a_stage_and_a_mark_from_one_to_five() -> None:
    text = mermaid.render(the_map())
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "journey"
    assert sum(line.startswith("section ") for line in lines) == 7
    marks = [line.rsplit(": ", 2)[1] for line in lines if line.endswith(": everybody")]
    assert set(marks) <= {"1", "2", "3", "4", "5"}
    assert "nothing heard yet: 3: everybody" in text
    chasing = next(line for line in lines if line.startswith("T03"))
    assert chasing.rsplit(": ", 2)[1] == "2"  # what two customers feel, not the grade


def test_a_mermaid_task_says_who_speaks_and_no_standing() -> None:
    text = mermaid.render(disputing()).replace("#44;", ",").replace("#8644;", "⇄")
    assert "T01 Waiting at the desk [4p, ⇄]: 1: everybody" in text
    assert not any(str(standing) in text for standing in Standing)
    chasing = next(line for line in mermaid.render(the_map()).splitlines() if "T03" in line)
    assert "[6p#44; #177;1.0#44; #8644;]" in chasing


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist")
    ok("log", "Maria/desk: phones ring out all morning ,,p-- #wait")
    return workdir


def test_everything_is_written_into_a_folder_with_what_each_form_lacks(project: Path) -> None:
    told = ok("export", "--all", "maps").err
    names = {path.name for path in (project / "maps").iterdir()}
    assert names == {f"claim{form.suffix}" for form in FORMS.values()}
    assert "claim.json  (without memos; rejected cards; withheld words; names and" in told
    assert all(not form.cannot or form.cannot in told for form in FORMS.values())
    load_workbook(project / "maps" / "claim.xlsx")


def test_nothing_is_replaced_without_being_told_to(project: Path) -> None:
    folder = project / "maps"
    folder.mkdir()
    (folder / "claim.md").write_text("mine")
    refused = sayso("export", "--all", "maps")
    assert refused.code == 3
    assert "claim.md" in refused.err
    assert [path.name for path in folder.iterdir()] == ["claim.md"]
    assert (folder / "claim.md").read_text() == "mine"
    ok("export", "--all", "maps", "--force")
    assert (folder / "claim.md").read_text() != "mine"
    (project / "file").write_text("")
    assert sayso("export", "--all", "file").code == 3


def test_a_workbook_goes_into_a_file_and_without_its_library_says_what_to_install(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sayso("map", "--format", "xlsx").code == 2
    ok("map", "--format", "xlsx", "-o", "map.xlsx")
    assert load_workbook(project / "map.xlsx").sheetnames[0] == "Map"
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    refused = sayso("map", "--format", "xlsx", "-o", "other.xlsx")
    assert refused.code == 3
    assert "pip install 'sayso[xlsx]'" in refused.err
    assert not (project / "other.xlsx").exists()


def test_every_form_says_in_one_line_what_it_cannot_carry() -> None:
    lines = ok("formats").out.splitlines()
    assert [line.split()[0] for line in lines] == list(FORMS)
    assert all("  without " in line for line in lines)
    assert [one["form"] for one in ok("formats", "--json").json] == list(FORMS)


def test_names_and_words_leave_the_project_only_as_far_as_was_agreed(workdir: Path) -> None:
    """The map for others and the sheets to print; names only where they were asked for."""
    ok("new", "claim", "--stages", "Wait")
    ok("participants", "add", "Eleni", "--group", "customer")
    ok("log", "Eleni: nine weeks in the dark ,,p--1")
    ok("synthesize")
    assert "nine weeks in the dark" in ok("map", "--format", "json").out
    assert "Eleni" not in ok("map", "--format", "json").out
    assert "Eleni" in ok("map", "--format", "json", "--identified").out
    ok("participants", "change", "Eleni", "--consent", "not shown")
    assert "nine weeks in the dark" not in ok("map", "--format", "json", "--identified").out
    with Project.open(workdir / "claim.sayso", read_only=True) as project:
        printed = [
            claim
            for journey in outputs.maps_to_print(project, project.snapshot(), "a3")
            for stage in journey.stages
            for _, _, claim in stage.claims()
        ]
    assert [(claim.title, claim.quote) for claim in printed] == [
        (f"1 pain point at Wait {NOT_SHOWN}", "")
    ]
