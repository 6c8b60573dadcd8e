"""Text -> a table: which character stands between the cells, and rows that fit their header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

from data.errors import ImportRefused
from data.exchange.incoming import Row, Table

MAX_CELL = 200_000
"""The longest cell or line in characters; a remark is a sentence or a page, not a book."""
MAX_COLUMNS = 2_000
"""More columns than any survey has."""

DELIMITERS = ",;\t|"
_NAMED = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NO_DELIMITER = "\x1f"
_SAMPLE_CHARACTERS = 65_536
_SAMPLE_ROWS = 200
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
# Stands behind the last line: where it does not come out as a row, a quote was left open.
_END = "\x00end of file\x00"


def read_table(
    text: str, name: str, is_known: Callable[[str], bool], *, prefer: str = ","
) -> Table:
    """Return the table in ``text``; ``name`` is what a message calls the file.

    ``is_known`` tells whether a cell reads like the name of a column; ``prefer`` is the delimiter
    to take when nothing speaks for another one.  Rows of blank cells are skipped; blank cells
    beyond the last column are dropped.

    Raises:
        ImportRefused: no rows, too many columns, too long a cell, a row of another length than the
            header, a quote that is never closed.
    """
    delimiter, start = _separator_line(text) or (_guess(text, is_known, prefer), 0)
    header: list[str] = []
    least = 0
    rows: list[Row] = []
    ragged: list[tuple[int, int]] = []
    for line, cells in _records(text[start:], delimiter, name, 2 if start else 1):
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        if not header:
            header = _header(cells, name)
            least = len(_fit(header.copy(), 1))
            continue
        cells = _fit(cells, len(header))
        if least <= len(cells) <= len(header):
            rows.append(Row(line, (*cells, *[""] * (len(header) - len(cells)))))
        else:
            ragged.append((line, len(cells)))
    if not (rows or ragged):
        raise ImportRefused(f"{name} has column names but no rows below them.")
    if ragged:
        raise ImportRefused(_ragged(name, ragged, least, delimiter))
    return Table(*_without_blank_end(header, rows, least))


def looks_like_table(text: str, is_known: Callable[[str], bool]) -> bool:
    """True where ``text``, in a file of no telling name, is a table.

    Its first line has to hold two cells or more, one of them a known column name (two where
    commas, which prose is full of, part them), and the rows below have to be of the same length.
    """
    first = text.split("\n", 1)[0]
    if len(first) > MAX_CELL or first[:1] in "#-*+•>":
        return False
    for delimiter in DELIMITERS:
        rows = _sample(text, delimiter)
        known = sum(map(is_known, rows[0])) if rows else 0
        if len(rows) > 1 and len(rows[0]) > 1 and known > (delimiter == ","):
            width = len(rows[0])
            return all(len(_fit(row, width)) == width for row in rows)
    return False


def _separator_line(text: str) -> tuple[str, int] | None:
    """Return delimiter and length of the line ``sep=;`` with which some spreadsheets begin."""
    match = _SEPARATOR_LINE.match(text)
    return (match[1], match.end()) if match and match[1] not in '"\n' else None


def _guess(text: str, is_known: Callable[[str], bool], prefer: str) -> str:
    """Return the delimiter under which names are known and rows are even.

    A quoted cell is read as one, so that line ends and delimiters inside it do not count.
    """

    def score(delimiter: str) -> tuple[int, bool, float, int, bool]:
        rows = _sample(text, delimiter)
        if not rows:
            return (0, False, 0.0, 0, delimiter == prefer)
        width = len(rows[0])
        known = sum(map(is_known, rows[0]))
        even = sum(len(_fit(row, width)) == width for row in rows) / len(rows)
        return (known, width > 1, even, width, delimiter == prefer)

    best = max(DELIMITERS, key=score)
    # Under a single name nothing parts cells: whatever stands in a row belongs to the remark.
    return best if score(best)[3] > 1 else _NO_DELIMITER


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """Return the first rows of ``text``; one that the sample cuts in two is left out."""
    sample = text[:_SAMPLE_CHARACTERS]
    rows: list[list[str]] = []
    for cells in csv.reader(io.StringIO(sample, newline="\n"), delimiter=delimiter):
        if cells:
            rows.append(cells)
        if len(rows) > _SAMPLE_ROWS:
            break
    if len(rows) > 1 and (len(text) > len(sample) or len(rows) > _SAMPLE_ROWS):
        rows.pop()
    return rows


def _records(
    text: str, delimiter: str, name: str, first_line: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line that it starts on."""
    lines = io.StringIO(text if text.endswith("\n") else text + "\n", newline="\n")
    reader = csv.reader(_chain(lines), delimiter=delimiter)
    limit = csv.field_size_limit(MAX_CELL)
    start = first_line
    try:
        for cells in reader:
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                raise ImportRefused(
                    f"{name}: a quotation mark opens in the row that starts on line {start} and "
                    "is never closed. Close it, or write it twice where it belongs to the text."
                )
            yield start, cells
            start = first_line + reader.line_num
    except csv.Error:
        raise ImportRefused(
            f"{name}: the row that starts on line {start} holds a cell of more than "
            f"{MAX_CELL:,} characters. One row is one remark: split it, or check its quotation "
            "marks."
        ) from None
    finally:
        csv.field_size_limit(limit)


def _chain(lines: Iterator[str]) -> Iterator[str]:
    yield from lines
    yield _END


def _header(cells: list[str], name: str) -> list[str]:
    if len(cells) > MAX_COLUMNS:
        raise ImportRefused(
            f"{name} has {len(cells):,} columns; tables of up to {MAX_COLUMNS:,} can be imported."
        )
    return [" ".join(cell.split()) for cell in cells]


def _without_blank_end(
    header: list[str], rows: list[Row], least: int
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return header and rows without the columns at the end that have no name and no content."""
    width = max(least, *(len(_fit(list(row.cells), least)) for row in rows))
    return tuple(header[:width]), tuple(Row(row.line, row.cells[:width]) for row in rows)


def _fit(cells: list[str], width: int) -> list[str]:
    """Return ``cells`` without the blank ones beyond ``width``."""
    while len(cells) > width and (not cells[-1] or cells[-1].isspace()):
        cells.pop()
    return cells


def _ragged(name: str, ragged: list[tuple[int, int]], width: int, delimiter: str) -> str:
    line, found = ragged[0]
    others = len(ragged) - 1
    also = (
        f" ({others:,} more {'row does' if others == 1 else 'rows do'} not fit)" if others else ""
    )
    what = _NAMED.get(delimiter, repr(delimiter))
    return (
        f"{name}: the row on line {line} has {found:,} {'cell' if found == 1 else 'cells'}, the "
        f"first line {width:,}{also}. Cells are parted by {what}: put quotation marks around a "
        f"text that holds one, and keep a cell for every column."
    )
