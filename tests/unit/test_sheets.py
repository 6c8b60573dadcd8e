"""Notes out into a spreadsheet and back: what was edited, and no manners of the spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from data.exchange import sheet
from data.records import Emotion, Kind, Note
from data.store import Project, notes
from data.store.dump import entity_dump
from tests.unit.commands import ok, sayso

Row = dict[str, str]


@pytest.fixture
def folder(workdir: Path) -> Path:
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist, Carer")
    for line in (
        "Maria/desk: phones ring out all morning ,,p--2 tou +urgent",
        "Jon/calls: =SUM(A1) is what they typed ,,q",
        "they ask for 1/2 of it ,,n",
        "1/2",
        "ring the lab ,,k",
    ):
        ok("log", line)
    ok("notes", "--csv", "-o", "notes.csv")
    return workdir


def rows(path: Path = Path("notes.csv")) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def edited(change: Callable[[list[Row]], None], **write: str) -> None:
    """Change the sheet as a spreadsheet would, and save it."""
    found = rows()
    change(found)
    header = list(found[0])
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, header, delimiter=write.get("delimiter", ","))
    writer.writeheader()
    writer.writerows(found)
    Path("notes.csv").write_text(buffer.getvalue(), write.get("encoding", "utf-8-sig"), newline="")


def by_text(start: str, found: list[Row]) -> Row:
    return next(row for row in found if row["text"].lstrip("'").startswith(start))


def feel(typed: str, found: list[Row]) -> None:
    by_text("phones", found)["emotion"] = typed


def stored(start: str) -> Note:
    with Project.open(Path("claim.sayso"), read_only=True) as project:
        return next(one for one in notes.all(project) if one.text.startswith(start))


def dump() -> str:
    with Project.open(Path("claim.sayso"), read_only=True) as project:
        return entity_dump(project.connection)


@pytest.mark.usefixtures("folder")
def test_an_untouched_sheet_changes_nothing() -> None:
    before = dump()
    told = ok("import", "notes.csv", "--update").err
    assert "Nothing is different" in told
    assert dump() == before
    assert Path("notes.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert by_text("=SUM", rows())["text"] == "'=SUM(A1) is what they typed"


@pytest.mark.usefixtures("folder")
def test_what_was_edited_comes_back_as_one_undo_step_after_a_preview() -> None:
    def change(found: list[Row]) -> None:
        row = by_text("phones", found)
        row["text"] = "phones ring out ALL morning"
        row["stage"] = "wait"
        row["personas"] = "Carer; Tourist"
        row["emotion"] = "-1"
        row["tags"] = ""
        row["flagged"] = "x"
        by_text("they ask", found)["kind"] = "gain"

    edited(change)
    before = dump()
    seen = ok("import", "notes.csv", "--update", "--dry-run").err
    assert dump() == before
    assert "2 notes to change: " in seen
    assert "stage: Apply → wait" in seen
    assert "and 2 more cells" in seen
    assert "2 notes changed" in ok("import", "notes.csv", "--update", "--yes").err
    note = stored("phones ring out ALL")
    assert (note.emotion, note.flagged, note.tags, len(note.personas)) == (
        Emotion.LOW, True, (), 2,
    )  # fmt: skip
    assert stored("they ask").kind is Kind.GAIN
    assert "Update 2 notes from notes.csv" in ok("history", "--limit", "1").out
    ok("undo")
    assert dump() == before


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8"), (";", "cp1252")],
)
def test_whatever_a_spreadsheet_writes_is_read(delimiter: str, encoding: str) -> None:
    def change(found: list[Row]) -> None:
        by_text("phones", found)["channel"] = ""
        by_text("phones", found)["stage"] = "Wait"
        found.reverse()
        for row in found:
            del row["participants"], row["at"]

    edited(change, delimiter=delimiter, encoding=encoding)
    ok("import", "notes.csv", "--update")
    with Project.open(Path("claim.sayso"), read_only=True) as project:
        named = {one.id: one.title for one in project.snapshot().stages}
        (note,) = [one for one in notes.all(project) if one.text.startswith("phones")]
        assert note.stage is not None
        assert named[note.stage] == "Wait"
        assert note.participants


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("column", "made"),
    [
        ("text", "01.02.2026"),
        ("text", "2-Jan"),
        ("text", "46054"),
        ("text", "1/2 "),
    ],
)
def test_a_text_that_was_taken_for_a_date_or_number_stays(column: str, made: str) -> None:
    before = dump()
    edited(lambda found: found[3].__setitem__(column, made))
    told = ok("import", "notes.csv", "--update").err
    assert dump() == before
    assert ("spreadsheet's own doing" in told) is (made.strip() != "1/2")


@pytest.mark.usefixtures("folder")
def test_an_emotion_with_its_sign_lost_or_typeset_is_read() -> None:
    for typed, meant in (("+1", 1), ("1", 1), ("\u22122", -2), ("0", 0), ("-1,0", -1), ("", None)):
        ok("notes", "--csv", "-o", "notes.csv")
        edited(partial(feel, typed))
        ok("import", "notes.csv", "--update")
        assert stored("phones").emotion == meant


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"stage": "Nowhere"}, "there is no stage “Nowhere” (--add makes it)"),
        ({"personas": "Tourist; Martian"}, "there is no persona “Martian”"),
        ({"kind": "banana"}, "“banana” is no kind"),
        ({"emotion": "7"}, "“7” is no emotion"),
        ({"source": "rumour"}, "is no source"),
        ({"flagged": "maybe"}, "flagged is yes or empty"),
        ({"text": "  "}, "the text is empty"),
        ({"id": "01900000-0000-7000-8000-000000000000"}, "an id that no note of this project has"),
    ],
)
def test_what_cannot_be_taken_is_named_by_line_and_nothing_is_changed(
    fields: Row, told: str
) -> None:
    before = dump()

    def change(found: list[Row]) -> None:
        found[0].update(fields)
        found[1]["kind"] = "idea"

    edited(change)
    refused = sayso("import", "notes.csv", "--update")
    assert refused.code == 3
    assert "line 2" in refused.err
    assert told in refused.err
    assert dump() == before


@pytest.mark.usefixtures("folder")
def test_the_same_id_twice_or_no_id_at_all_is_refused() -> None:
    edited(lambda found: found[1].__setitem__("id", found[0]["id"]))
    assert "line 3 has the id of line 2 again" in sayso("import", "notes.csv", "--update").err
    Path("notes.csv").write_text("text,kind\nhello,pain\n")
    refused = sayso("import", "notes.csv", "--update")
    assert refused.code == 3
    assert "no column “id”" in refused.err


@pytest.mark.usefixtures("folder")
def test_new_names_and_new_rows_are_made_only_where_asked_for() -> None:
    def change(found: list[Row]) -> None:
        by_text("phones", found)["stage"] = "Chase"
        found.append(dict.fromkeys(found[0], "") | {"text": "a new one", "kind": "idea"})

    edited(change)
    assert sayso("import", "notes.csv", "--update").code == 3
    told = ok("import", "notes.csv", "--update", "--add", "--yes").err
    assert "new stage: Chase" in told
    assert "1 new note" in told
    assert stored("a new one").kind is Kind.IDEA
    with Project.open(Path("claim.sayso"), read_only=True) as project:
        assert [one.title for one in project.snapshot().stages][-1] == "Chase"


@pytest.mark.usefixtures("folder")
def test_rows_left_out_are_left_alone_and_rows_of_removed_notes_are_said() -> None:
    def change(found: list[Row]) -> None:
        del found[1:3]

    edited(change)
    with Project.open(Path("claim.sayso")) as project, project.change("Remove") as gone:
        notes.remove(gone, stored("1/2").id)
    told = ok("import", "notes.csv", "--update").err
    assert "2 notes not in the sheet: left as they are" in told
    assert "1 rows are of notes that were removed since" in told
    assert stored("=SUM").kind is Kind.QUESTION


@pytest.mark.usefixtures("folder")
def test_a_note_changed_in_the_project_meanwhile_is_shown_and_not_overwritten() -> None:
    edited(lambda found: by_text("phones", found).update(stage="Wait"))
    with Project.open(Path("claim.sayso")) as project, project.change("Elsewhere") as change:
        notes.edit(change, stored("phones").id, kind=Kind.GAIN)
    told = ok("import", "notes.csv", "--update").err
    assert "1 note changed in the project since the sheet was written" in told
    assert "stage: Apply (project) → Wait (sheet)" in told
    assert "kind: gain (project) → pain point (sheet)" in told
    assert stored("phones").kind is Kind.GAIN
    ok("import", "notes.csv", "--update", "--force")
    assert stored("phones").kind is Kind.PAIN


@pytest.mark.usefixtures("folder")
def test_a_text_that_the_spreadsheet_cut_is_refused() -> None:
    long = "a long remark " * 3000
    ok("log", long)
    ok("notes", "--csv", "-o", "notes.csv")
    edited(lambda found: by_text("a long", found).update(text=long[: sheet.MOST]))
    refused = sayso("import", "notes.csv", "--update")
    assert refused.code == 3
    assert "the spreadsheet cut the text at 32767" in refused.err


@pytest.mark.usefixtures("folder")
def test_the_options_of_both_ways_do_not_mix() -> None:
    assert sayso("import", "notes.csv", "--update", "--stage", "Wait").code == 2
    assert sayso("import", "notes.csv", "--add").code == 2
    printed = ok("notes", "phones", "--csv").out
    assert printed.startswith("id,text,kind")
    assert len(printed.splitlines()) == 2
