"""Text -> a table whose rows fit their header, and which of its columns holds what."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

from data import dates
from data.errors import ImportRefused
from data.exchange.incoming import ROLES, Row, Table, Use
from data.exchange.values import is_other_scale, names_in, to_emotion, to_kind, to_number, to_source
from data.text import fold

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
    line, count = ragged[0]
    others = len(ragged) - 1
    also = (
        f" ({others:,} more {'row does' if others == 1 else 'rows do'} not fit)" if others else ""
    )
    what = _NAMED.get(delimiter, repr(delimiter))
    return (
        f"{name}: the row on line {line} has {count:,} {'cell' if count == 1 else 'cells'}, the "
        f"first line {width:,}{also}. Cells are parted by {what}: put quotation marks around a "
        f"text that holds one, and keep a cell for every column."
    )


# Best names first; two columns of the same rank are a doubt, and a doubt is no guess.
_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text texts",
        "remark remarks note notes comment comments quote quotes verbatim verbatims feedback "
        "response responses answer answers statement statements utterance",
    ),
    "stage": ("stage stages journeystage", "step phase journeystep journeyphase"),
    "persona": ("persona personas", "segment customersegment"),
    "kind": ("kind notekind", "type notetype", "category"),
    "source": ("source whosesayso",),
    "participant": (
        "participant participants participantid participantcode participantname",
        "speaker respondent respondentid interviewee saidby",
        "who",
        "name",
    ),
    "team": ("team", "department dept"),
    "emotion": ("emotion feeling", "sentiment", "score"),
    "at": ("at timestamp datetime", "date when createdat submittedat", "time"),
    "session": ("session sessiontitle", "interview meeting"),
    "channel": ("channel channels",),
    "tags": ("tag tags",),
    "consent": ("consent",),
}
_KNOWN = frozenset(word for ranks in _NAMES.values() for rank in ranks for word in rank.split())
_MOST_NAMES = 40
_MOST_TAGS = 200
_LONGEST_NAME = 80


def is_known(cell: str) -> bool:
    """True where ``cell`` is a name from which a column's use may be guessed."""
    return fold(cell) in _KNOWN


def is_same_name(one: str, other: str) -> bool:
    """True where two names of columns are the same, case and spaces aside."""
    return _plain(one) == _plain(other)


def assign_columns(table: Table, said: dict[str, str], name: str) -> tuple[Use, ...]:
    """Return what fills each role of ``table``, in the order of `ROLES`.

    ``said`` is what a person said, by role; ``name`` is what a message calls the file.

    Raises:
        ImportRefused: a column that is asked for is not there or there twice, or no column can be
            told to hold the remarks.
    """
    uses: dict[str, Use] = {}
    for role, value in said.items():
        if value.strip():
            uses[role] = _said(table, role, value, name)
    taken = {use.index for use in uses.values() if use.index is not None}
    for role in ROLES:
        if role not in said and (index := _guess_column(table, role, taken)) is not None:
            uses[role] = Use(role, index, guessed=True)
            taken.add(index)
    if "text" not in uses:
        uses["text"] = _only_sentences(table, taken, name)
    return tuple(uses[role] for role in ROLES if role in uses)


def column(table: Table, index: int) -> list[str]:
    """Return the cells of one column that are not blank."""
    return [cell for row in table.rows if (cell := row.cells[index]) and not cell.isspace()]


def column_title(table: Table, index: int) -> str:
    """Return what to call a column: its name, or its number from 1 where it has none."""
    return table.header[index] or f"column {index + 1}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _said(table: Table, role: str, value: str, name: str) -> Use:
    named = [index for index, header in enumerate(table.header) if is_same_name(header, value)]
    if len(named) > 1:
        raise ImportRefused(f'{name} has {len(named)} columns named "{value}". Rename all but one.')
    if named:
        return Use(role, named[0])
    if role in ("text", "at"):
        raise ImportRefused(f'{name} has no column "{value}". {_listed(table)}')
    return Use(role, fixed=value.strip())


def _listed(table: Table) -> str:
    """Return the sentence that lists a file's columns."""
    names = [header for header in table.header if header]
    shown = ", ".join(header[:60] for header in names[:20])
    more = f" and {len(names) - 20:,} more" if len(names) > 20 else ""
    return f"Its columns are: {shown}{more}."


def _guess_column(table: Table, role: str, taken: set[int]) -> int | None:
    for rank in _NAMES[role]:
        words = rank.split()
        fit = [i for i, h in enumerate(table.header) if fold(h) in words and i not in taken]
        if len(fit) > 1:
            return None
        if fit and _is_plausible(role, column(table, fit[0])):
            return fit[0]
    return None


def _is_plausible(role: str, cells: Sequence[str]) -> bool:
    """True where the cells under a fitting name are what the name promises."""
    if role == "text":
        return True
    if not cells:
        return False
    tests: dict[str, Callable[[str], object]] = {
        "kind": to_kind,
        "source": to_source,
        "at": dates.date_reader(cells) if role == "at" else dates.parse_date,
    }
    if role in tests:
        return sum(bool(tests[role](cell)) for cell in cells) * 2 > len(cells)
    if role == "emotion":
        return _are_emotions(cells)
    if role in ("participant", "session", "team"):
        return max(map(len, cells)) <= _LONGEST_NAME
    most, apart = (_MOST_TAGS, ";|,") if role == "tags" else (_MOST_NAMES, ";|")
    names = {fold(part) for cell in cells for part in names_in(cell, apart)}
    return len(names) <= most and max(map(len, cells)) <= _LONGEST_NAME


def _are_emotions(cells: Sequence[str]) -> bool:
    """True for words of emotion, and for numbers that go below zero as well as up to two."""
    understood = sum(to_emotion(cell) is not None for cell in cells)
    if understood * 2 <= len(cells) or is_other_scale(cells):
        return False
    numbers = [number for number in map(to_number, cells) if number is not None]
    return not numbers or min(numbers) < 0


def _only_sentences(table: Table, taken: set[int], name: str) -> Use:
    """Return the one column of sentences, for a survey whose question heads it, or refuse.

    Another column has to have been known by its name, or a first line of data would be lost.
    """
    free = [index for index in range(len(table.header)) if index not in taken]
    long = [i for i in free if _words_a_cell(column(table, i)) >= 4]
    if len(long) == 1 and (
        taken or (len(table.header) > 1 and table.header[long[0]].endswith("?"))
    ):
        return Use("text", long[0], guessed=True)
    if not taken and not any(map(is_known, table.header)) and _reads_like_data(table):
        raise ImportRefused(
            f"{name} has no line of column names: it begins "
            f'"{", ".join(table.header)[:80]}". Write names above its columns, "text" above the '
            "remarks."
        )
    raise ImportRefused(
        f"{name}: which column holds the remarks? {_listed(table)} Name it with --text."
    )


def _words_a_cell(cells: Sequence[str]) -> float:
    return sum(len(cell.split()) for cell in cells) / len(cells) if cells else 0.0


def _reads_like_data(table: Table) -> bool:
    """True where the first line holds numbers, dates or whole sentences, or the only column."""
    return len(table.header) == 1 or any(
        to_number(h) is not None or dates.parse_date(h) or len(h.split()) > 8 for h in table.header
    )
