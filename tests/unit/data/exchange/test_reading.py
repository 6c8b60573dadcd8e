"""Reading foreign files: encodings, tables, the columns of a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ImportRefused
from data.exchange.incoming import ImportOptions, Incoming
from data.exchange.reading import decode, read
from data.exchange.values import is_other_scale, to_emotion, to_kind, to_source
from data.records import Emotion, Kind, NeedType, Source
from tests.unit.commands import ok, sayso


def write(folder: Path, content: str | bytes, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def roles(incoming: Incoming) -> dict[str, str]:
    """Return the column's name or the fixed value for each role."""
    assert incoming.table
    header = incoming.table.header
    return {u.role: u.fixed if u.index is None else header[u.index] for u in incoming.uses}


def cells(incoming: Incoming) -> list[tuple[str, ...]]:
    assert incoming.table
    return [row.cells for row in incoming.table.rows]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("text\nCafé\n".encode(), "UTF-8"),
        ("text\nCafé\n".encode("utf-8-sig"), "UTF-8"),
        ("text\nCafé\n".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + "text\nCafé\n".encode("utf-16-be"), "UTF-16"),
        ("text\nCafé\n".encode("utf-16-le"), "UTF-16 (without its mark)"),
        ("text\nCafé\n".encode("utf-16-be"), "UTF-16 (without its mark)"),
        ("text\nCafé\n".encode("cp1252"), "Windows-1252"),
        ("text\r\nCafé\r\n".encode("cp1252"), "Windows-1252"),
    ],
)
def test_encodings_are_told_apart(data: bytes, encoding: str) -> None:
    decoded = decode(data, "x.csv")
    assert (decoded.text, decoded.encoding) == ("text\nCafé\n", encoding)


def test_another_encoding_is_named_in_the_report(tmp_path: Path) -> None:
    incoming = read(write(tmp_path, "text\nnaïve\n".encode("cp1252")))
    assert any("Windows-1252" in warning for warning in incoming.warnings)
    assert cells(incoming) == [("naïve",)]


@pytest.mark.parametrize(("name", "mark"), [("map.json", ""), ("map.txt", "\ufeff\n ")])
def test_a_map_is_told_from_notes_and_the_way_to_copy_a_project_is_said(
    workdir: Path, name: str, mark: str
) -> None:
    ok("new", "p", "--stages", "Find out, Wait")
    ok("log", "Maria/desk: phones ring out ,,p-- #wait")
    write(workdir, mark + ok("map", "--format", "json").out, name)
    before = ok("notes").out
    for argv in ([], ["--dry-run"], ["--stage", "Wait"]):
        refused = sayso("import", name, *argv)
        assert refused.code != 0
        assert f"{name} is a map, not notes: nothing was imported." in refused.err
        assert "copy the project file" in refused.err
        assert len(refused.err.strip().splitlines()) == 1
    assert ok("notes").out == before
    other = write(workdir, '{"format": "other"}', "other.json")
    assert "is JSON" in sayso("import", str(other)).err


def test_lone_surrogates_are_replaced_and_counted() -> None:
    narrow = decode(b"a\xed\xa0\x80b \xed\xb0\x81", "x.txt")
    assert (narrow.text, narrow.replaced) == ("a\ufffdb \ufffd", 2)
    wide = decode(b"\xff\xfea\0\x00\xd8b\0", "x.txt")
    assert (wide.text, wide.replaced) == ("a\ufffdb", 1)


def test_damaged_utf8_is_not_taken_for_windows() -> None:
    decoded = decode("Γειά σου Κόσμε".encode() + b"\xce\n", "x.txt")
    assert decoded.text == "Γειά σου Κόσμε\ufffd\n"
    assert decoded.replaced == 1


def test_control_characters_are_kept(tmp_path: Path) -> None:
    hostile = "a\x1b]0;owned\x07\x1b[2J b\x00 and \u202e more of it"
    assert cells(read(write(tmp_path, f"text,stage\n{hostile},Wait\n")))[0][0] == hostile


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_newlines_in_quotes(tmp_path: Path, delimiter: str) -> None:
    text = f'text{delimiter}stage\n"one, two;\nthree|\tfour ""five"""{delimiter}Wait\n'
    assert cells(read(write(tmp_path, text))) == [('one, two;\nthree|\tfour "five"', "Wait")]


def test_a_column_of_unquoted_sentences_is_one_column(tmp_path: Path) -> None:
    incoming = read(
        write(tmp_path, "text\nWe waited, and waited\nToo long, far too long, really\n")
    )
    assert cells(incoming) == [("We waited, and waited",), ("Too long, far too long, really",)]


def test_a_separator_line_is_obeyed(tmp_path: Path) -> None:
    incoming = read(write(tmp_path, "sep=;\r\ntext;stage\r\na, b;Wait\r\n"))
    assert cells(incoming) == [("a, b", "Wait")]
    assert incoming.table
    assert incoming.table.rows[0].line == 3


def test_blank_rows_and_cells_beyond_the_header_are_dropped(tmp_path: Path) -> None:
    incoming = read(write(tmp_path, "text,stage,,\na,Wait,,,,\n,,,\n\nb,Wait\n"))
    assert cells(incoming) == [("a", "Wait"), ("b", "Wait")]


def test_columns_without_a_name_are_kept_where_they_hold_something(tmp_path: Path) -> None:
    incoming = read(write(tmp_path, ",text,,\n0,slow,x,\n1,late\n"))
    assert incoming.table
    assert incoming.table.header == ("", "text", "")
    assert cells(incoming) == [("0", "slow", "x"), ("1", "late", "")]


def test_columns_are_guessed_by_name_and_the_rest_is_left(tmp_path: Path) -> None:
    header = "Comment,label,Phase,Customer Segment,Respondent ID,Department,Date"
    incoming = read(write(tmp_path, f"{header}\nslow,x,Wait,Old,R1,Sales,2026-03-02\n"))
    assert roles(incoming) == {
        "text": "Comment",
        "stage": "Phase",
        "persona": "Customer Segment",
        "participant": "Respondent ID",
        "team": "Department",
        "at": "Date",
    }


@pytest.mark.parametrize(
    ("header", "row", "role"),
    [
        ("text,category", "a,billing", "kind"),
        ("text,type", "a,NHS trust", "kind"),
        ("text,source", "a,Twitter", "source"),
        ("text,score", "a,4", "emotion"),
        ("text,score", "a,1", "emotion"),
        ("text,time", "a,morning", "at"),
    ],
)
def test_a_name_alone_is_no_guess_where_the_cells_deny_it(
    tmp_path: Path, header: str, row: str, role: str
) -> None:
    assert role not in roles(read(write(tmp_path, f"{header}\n{row}\n{row}\n")))


@pytest.mark.parametrize(
    ("header", "row", "role"),
    [
        ("text,category", "a,Pain points", "kind"),
        ("text,source", "a,Customers", "source"),
        ("text,score", "a,-1", "emotion"),
        ("text,sentiment", "a,Very negative", "emotion"),
        ("text,time", "a,2026-03-02T10:30:00Z", "at"),
    ],
)
def test_fitting_cells_confirm_a_guess(tmp_path: Path, header: str, row: str, role: str) -> None:
    assert role in roles(read(write(tmp_path, f"{header}\n{row}\n{row}\n")))


def test_two_columns_that_could_be_the_remarks_are_a_question(tmp_path: Path) -> None:
    path = write(tmp_path, "comment,feedback,stage\na b c,d e f,Wait\n")
    with pytest.raises(ImportRefused, match=r"which column.*comment, feedback, stage.*--text"):
        read(path)
    assert roles(read(path, ImportOptions(text="FEEDBACK ")))["text"] == "feedback"


def test_the_one_column_of_sentences_under_a_question_is_the_text(tmp_path: Path) -> None:
    text = (
        "What could be better?,stage\nThe wait was far too long,Wait\nNobody told us a thing,Wait\n"
    )
    incoming = read(write(tmp_path, text))
    assert roles(incoming) == {"text": "What could be better?", "stage": "stage"}


def test_a_list_without_column_names_does_not_lose_its_first_line(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no line of column names"):
        read(write(tmp_path, "The wait was far too long\nNobody told us a thing\n"))


def test_options_name_columns_or_fix_values(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b,stage\nremark,1,Wait\n")
    options = ImportOptions(text="A", persona=" b", source="customer", stage="")
    assert roles(read(path, options)) == {"text": "a", "persona": "b", "source": "customer"}


@pytest.mark.parametrize("options", [ImportOptions(text="txet"), ImportOptions(at="txet")])
def test_no_such_column_lists_the_columns(tmp_path: Path, options: ImportOptions) -> None:
    with pytest.raises(ImportRefused, match=r'no column "txet".*text, label, stage'):
        read(write(tmp_path, "text,label,stage\na,b,c\n"), options)


def test_a_column_that_is_there_twice_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="2 columns named"):
        read(write(tmp_path, "a,a,text\n1,2,3\n"), ImportOptions(stage="a"))


def test_tables_of_any_suffix_and_text_of_none(tmp_path: Path) -> None:
    sheet = "text\tstage\nslow\tWait\n"
    assert read(write(tmp_path, sheet.encode("utf-16"), "export.txt")).table
    assert not read(write(tmp_path, "- text, and more\n- a, b\n", "notes.txt")).table
    assert not read(write(tmp_path, "Notes, Monday\nPhones ring, always\n", "talk.txt")).table
    assert read(write(tmp_path, "text,stage\nslow,Wait\n", "sheet.txt")).table
    assert not read(write(tmp_path, sheet, "notes.md")).table
    assert read(write(tmp_path, "x,y\n1,2\n", "plain.txt"), ImportOptions(text="x")).table


def test_a_text_file_has_no_columns(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="without columns"):
        read(write(tmp_path, "- slow\n", "notes.md"), ImportOptions(at="when"))


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Pain point", (Kind.PAIN, None)),
        ("pain-points", (Kind.PAIN, None)),
        ("p", (Kind.PAIN, None)),
        ("Information needs", (Kind.NEED, NeedType.INFORMATIONAL)),
        ("Activities", (Kind.ACTIVITY, None)),
        ("Timeliness of care", None),
        ("", None),
    ],
)
def test_kinds(cell: str, kind: tuple[Kind, NeedType | None] | None) -> None:
    assert to_kind(cell) == kind


@pytest.mark.parametrize(
    ("cell", "emotion"),
    [
        ("-2", -2),
        ("−1", -1),
        ("0", 0),
        ("+2", 2),
        ("1.0", 1),
        ("--", -2),
        ("Very negative", -2),
        ("very-satisfied", 2),
        ("neutral", 0),
        ("3", None),
        ("great", None),
    ],
)
def test_emotions(cell: str, emotion: int | None) -> None:
    assert to_emotion(cell) == (None if emotion is None else Emotion(emotion))


def test_sources_and_scales() -> None:
    assert to_source("Patients") is Source.CUSTOMER
    assert to_source("analytics") is Source.RECORD
    assert to_source("Twitter") is None
    assert is_other_scale(["1", "2", "5"])
    assert not is_other_scale(["-2", "2", "x"])
