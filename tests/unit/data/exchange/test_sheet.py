"""Notes out into a spreadsheet and back: what was edited, and no manners of the spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from data.exchange import sheet
from data.records import Emotion, Kind, Note
from data.store import Project, notes
from tests.unit.commands import ok, sayso
from tests.unit.dump import entity_dump

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
    ok("notes", "--csv", "-o", "notes.csv", "--force")
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


def told_of(start: str) -> Any:
    return next(one for one in ok("notes", "--json").json if one["text"].startswith(start))


def stage_of(start: str) -> str:
    return str(told_of(start)["stage"])


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
    assert ("spreadsheets do it by themselves" in told) is (made.strip() != "1/2")


@pytest.mark.usefixtures("folder")
def test_an_emotion_with_its_sign_lost_or_typeset_is_read() -> None:
    for typed, meant in (
        ("+1", 1), ("1", 1), ("\u22122", -2), ("0", 0), ("-1,0", -1), ("(2)", -2), ("'-1", -1),
        ("", None),
    ):  # fmt: skip
        ok("notes", "--csv", "-o", "notes.csv", "--force")
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
    assert "1 row is of a note that was removed since" in told
    assert stored("=SUM").kind is Kind.QUESTION


def meanwhile(**fields: Any) -> None:
    with Project.open(Path("claim.sayso")) as project, project.change("Elsewhere") as change:
        notes.edit(change, stored("phones").id, **fields)


@pytest.mark.usefixtures("folder")
def test_what_each_side_changed_elsewhere_in_a_note_is_joined() -> None:
    edited(lambda found: by_text("phones", found).update(stage="Wait"))
    meanwhile(kind=Kind.GAIN)
    told = ok("import", "notes.csv", "--update").err
    assert "1 note to change: stage 1" in told
    assert "kind" not in told
    assert stored("phones").kind is Kind.GAIN
    assert stage_of("phones") == "Wait"


@pytest.mark.usefixtures("folder")
def test_what_both_sides_changed_is_shown_and_not_overwritten_unless_forced() -> None:
    edited(lambda found: by_text("phones", found).update(stage="Wait", flagged="x", kind="idea"))
    meanwhile(kind=Kind.GAIN, verbatim=True)
    before = stored("phones")
    told = ok("import", "notes.csv", "--update", "--dry-run").err
    assert "1 note changed in the same place in the project" in told
    assert "kind: gain (project) → idea (sheet)" in told
    assert stored("phones") == before
    ok("import", "notes.csv", "--update")
    note = stored("phones")
    assert (note.kind, note.flagged, note.verbatim) == (Kind.GAIN, True, True)
    ok("import", "notes.csv", "--update", "--force")
    note = stored("phones")
    assert (note.kind, note.flagged, note.verbatim) == (Kind.IDEA, True, True)


@pytest.mark.usefixtures("folder")
def test_a_stage_renamed_meanwhile_is_in_nobodys_way() -> None:
    ok("log", "a last one ,,#wait")
    ok("notes", "--csv", "-o", "notes.csv", "--force")
    edited(lambda found: by_text("phones", found).update(kind="idea"))
    ok("stages", "rename", "Wait", "Queue")
    assert "1 note to change: kind 1" in ok("import", "notes.csv", "--update").err
    assert stage_of("a last one") == "Queue"


@pytest.mark.usefixtures("folder")
def test_without_revisions_the_sheet_counts_and_says_so() -> None:
    def change(found: list[Row]) -> None:
        for row in found:
            del row["revision"]

    edited(change)
    meanwhile(kind=Kind.GAIN)
    assert "no column “revision”" in ok("import", "notes.csv", "--update").err
    assert stored("phones").kind is Kind.PAIN


@pytest.mark.usefixtures("folder")
def test_who_said_it_is_taken_back_by_name_code_and_stance() -> None:
    ok("log", "Maria/calls: another Maria ,,i")
    ok("notes", "--csv", "-o", "notes.csv", "--force")
    assert by_text("another", rows())["participants"] == "P03"
    edited(lambda found: by_text("phones", found).update(participants="jon (agrees); P03"))
    ok("import", "notes.csv", "--update")
    names = {one["code"]: one["stance"] for one in told_of("phones")["participants"]}
    assert names == {"P02": "agrees", "P03": "said"}
    ok("undo")
    edited(lambda found: by_text("phones", found).update(participants="Zoe"))
    assert "there is no participant “Zoe” (--add" in sayso("import", "notes.csv", "--update").err
    ok("import", "notes.csv", "--update", "--add")
    assert [one["name"] for one in told_of("phones")["participants"]] == ["Zoe"]


@pytest.mark.usefixtures("folder")
def test_a_new_row_keeps_who_when_and_which_meeting() -> None:
    def change(found: list[Row]) -> None:
        meeting = by_text("phones", found)["session"]
        blank = dict.fromkeys(found[0], "")
        found.append(blank | {"text": "new a", "session": meeting, "participants": "Jon"})
        found.append(blank | {"text": "new b", "session": "Nowhere", "at": "2026-03-04 10:00Z"})

    edited(change)
    assert "2 rows have no id: left out" in ok("import", "notes.csv", "--update").err
    told = ok("import", "notes.csv", "--update", "--add").err
    assert "1 cell of session or at changed (line 8)" in told
    assert stored("new a").session == stored("phones").session
    assert [one["name"] for one in told_of("new a")["participants"]] == ["Jon"]
    assert stored("new b").at == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert stored("new b").session != stored("phones").session


@pytest.mark.usefixtures("folder")
def test_cells_that_a_sheet_cannot_change_are_said_but_not_if_only_written_anew() -> None:
    def change(found: list[Row]) -> None:
        row = by_text("phones", found)
        row["at"] = row["at"][:16].replace("T", " ") + "Z"

    edited(change)
    assert "session or at" not in ok("import", "notes.csv", "--update").err
    edited(lambda found: by_text("phones", found).update(session="Another", at="46054"))
    told = ok("import", "notes.csv", "--update").err
    assert "2 cells of session or at changed (line 2)" in told


@pytest.mark.usefixtures("folder")
def test_left_over_words_can_be_cleared() -> None:
    ok("log", "a puzzle ,,banana")
    ok("notes", "--csv", "-o", "notes.csv", "--force")
    edited(lambda found: by_text("a puzzle", found).update(left_over="", kind="idea"))
    ok("import", "notes.csv", "--update")
    assert (stored("a puzzle").left_over, stored("a puzzle").kind) == ("", Kind.IDEA)


@pytest.mark.parametrize(
    ("written", "saved"),
    [
        ("true", "TRUE"), ("false", "FALSCH"),
        ("1/2", "46054"), ("1/2", "01/02/2026"), ("3-4", "04. Mrz"), ("1E5", "1E+05"),
        ("1234567890123", "1.23457E+12"), ("00123", "123"), ("1,5", "1.5"), ("50%", "0.5"),
        ("=SUM(A1)", "#NAME?"), ("-- see", "#NAME?"), ("@home", "#WERT!"), ("+x", "Err:509"),
        ("Καλημέρα → 3", "???????? ? 3"), ("łódź", "lódz"), ("so 😀", "so ??"),
        ("naïve café", "naÃ¯ve cafÃ©"),
    ],
)  # fmt: skip
def test_a_spreadsheets_own_doing_is_known(written: str, saved: str) -> None:
    assert sheet.is_mangled(sheet.guard(written), saved)


@pytest.mark.parametrize(
    ("written", "edited_to"),
    [
        ("12", "13"), ("3", "4"), ("a", "#NAMES"), ("what?", "what??"), ("café", "coffee"),
        ("łódź", "Gdańsk"), ("true", "nonsense"), ("12345", "12399"),
    ],
)  # fmt: skip
def test_what_a_person_edits_is_not_taken_for_it(written: str, edited_to: str) -> None:
    assert not sheet.is_mangled(sheet.guard(written), edited_to)


@pytest.mark.usefixtures("folder")
def test_letters_lost_in_an_edited_text_are_named_and_refused() -> None:
    ok("log", "Καλημέρα they say")
    ok("notes", "--csv", "-o", "notes.csv", "--force")
    edited(lambda found: by_text("Κ", found).update(text="???????? they say often"))
    refused = sayso("import", "notes.csv", "--update")
    assert refused.code == 3
    assert "the letters Κα" in refused.err
    assert "CSV UTF-8" in refused.err
    ok("import", "notes.csv", "--update", "--force")
    assert stored("????").text == "???????? they say often"


@pytest.mark.usefixtures("folder")
def test_stages_called_like_dates_can_be_exchanged() -> None:
    ok("stages", "add", "May 3")
    ok("stages", "add", "June 4")
    ok("log", "stages by number ,,#may 3")
    ok("notes", "--csv", "-o", "notes.csv", "--force")
    edited(lambda found: by_text("stages by", found).update(stage="June 4"))
    ok("import", "notes.csv", "--update")
    assert stage_of("stages by") == "June 4"
    ok("notes", "--csv", "-o", "notes.csv", "--force")
    edited(lambda found: by_text("stages by", found).update(stage="04. Jun"))
    assert "spreadsheets do it" in ok("import", "notes.csv", "--update").err
    assert stage_of("stages by") == "June 4"


@pytest.mark.usefixtures("folder")
def test_a_text_that_the_spreadsheet_cut_is_refused() -> None:
    long = "a long remark " * 3000
    ok("log", long)
    ok("notes", "--csv", "-o", "notes.csv", "--force")
    edited(lambda found: by_text("a long", found).update(text=long[: sheet.MOST]))
    refused = sayso("import", "notes.csv", "--update")
    assert refused.code == 3
    assert "the spreadsheet cut the text at 32,766 characters" in refused.err


@pytest.mark.usefixtures("folder")
def test_the_options_of_both_ways_do_not_mix() -> None:
    assert sayso("import", "notes.csv", "--update", "--stage", "Wait").code == 2
    assert sayso("import", "notes.csv", "--add").code == 2
    printed = ok("notes", "phones", "--csv").out
    assert printed.startswith("id,text,kind")
    assert len(printed.splitlines()) == 2
