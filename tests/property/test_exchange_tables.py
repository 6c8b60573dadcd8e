"""Whatever a spreadsheet writes is read back as it was; no bytes are more than a refusal."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import ImportRefused
from data.exchange.reading import decode, read
from data.exchange.tables import is_known, read_table

CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=30
) | st.sampled_from(['"', '""', "a,b", "a;b", "a|b", "a\tb", "one\ntwo", "=1+1", "'", "sep=;"])
ROW = st.tuples(CELL, CELL, CELL).filter(lambda row: any(c and not c.isspace() for c in row))


def written(rows: list[tuple[str, str, str]], delimiter: str, ends: str) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=ends)
    writer.writerows([("text", "stage", "label"), *rows])
    return file.getvalue()


@given(
    rows=st.lists(ROW, min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ends=st.sampled_from(["\r\n", "\n"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_rows_come_back(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, encoding: str, ends: str
) -> None:
    # Control characters may outweigh a tiny file, which then looks binary: give it some weight.
    rows.append(("We waited for three hours and nobody told us anything. " * 12, "Wait", ""))
    path = tmp_path / "sheet.csv"
    path.write_bytes(written(rows, delimiter, ends).encode(encoding))
    incoming = read(path)
    assert incoming.table
    assert [row.cells for row in incoming.table.rows] == rows


@given(
    rows=st.lists(ROW, min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
)
def test_tables_come_back_whatever_they_hold(
    rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    table = read_table(written(rows, delimiter, "\n"), "sheet.csv", is_known)
    assert [row.cells for row in table.rows] == rows


WESTERN = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc"]), min_size=1, max_size=30
).filter(lambda cell: not cell.isspace())


@given(rows=st.lists(st.tuples(WESTERN, WESTERN, WESTERN), min_size=1, max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_windows_1252_comes_back(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    rows.append(("naïve café", "Größe", "señor"))
    path = tmp_path / "sheet.csv"
    data = written(rows, ";", "\r\n").encode("cp1252")
    path.write_bytes(data)
    incoming = read(path)
    assert incoming.table
    if decode(data, path.name).encoding == "Windows-1252":
        assert [row.cells for row in incoming.table.rows] == rows
    else:  # a few pairs of letters are good UTF-8 as well, and UTF-8 goes first
        data.decode("utf-8", "surrogatepass")


@given(data=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".tsv", ".txt", ".md", ""]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(data)
    with contextlib.suppress(ImportRefused):
        read(path)


@given(text=st.text(max_size=300), suffix=st.sampled_from([".csv", ".txt", ".md"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_is_read_or_refused(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        incoming = read(path)
    except ImportRefused:
        return
    for section in incoming.sections:
        for remark in section.remarks:
            assert remark.text.strip()
