"""The map as a workbook: the map as it hangs, its touchpoints, claims, evidence and a crosstab.

Every text is written as a text, so that none becomes a formula, a link or a number.  Needs
XlsxWriter, which comes with the extra ``xlsx``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from data.text import visible
from synthesis.map.model import JourneyMap, LaneKey
from synthesis.render import csv as map_csv
from synthesis.render import tables, words
from synthesis.render.tables import Cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

_WIDE = frozenset(
    (
        *("claim", "note", "touchpoint", "speakers", "asks", "weightiest_claim", "more_claims"),
        *("in_plain_words", "stands_against", *LaneKey),
    )
)
_NUMBERS = frozenset(
    (
        *("stage_number", "people", "customers", "staff", "teams", "own_guesses", "data"),
        *(f"{side}_mood{of}" for side in ("customers", "staff") for of in ("", "_n", "_spread")),
        *("nearby_unread", "notes", "grade", "contacts", "minutes"),
    )
)
_MOST = 32_000
"""Characters of a cell; a spreadsheet takes 32,767 and refuses the file beyond."""


def render(journey_map: JourneyMap) -> bytes:
    """Return ``journey_map`` as an XLSX file; the same map gives the same bytes.

    Raises:
        ModuleNotFoundError: XlsxWriter is not installed.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(buffer, {"in_memory": True, **plain})
    header = journey_map.header
    made = header.as_of.astimezone(UTC).replace(tzinfo=None) if header.as_of else None
    book.set_properties(
        {
            "title": _safe(words.subject(header)),
            "subject": journey_map.badge.text,
            "created": made or datetime(2000, 1, 1),
        }
    )
    looks = _Looks(book)
    _map(book, looks, journey_map)
    head, *touchpoints = csv.reader(io.StringIO(map_csv.render(journey_map, defused=False)))
    counted = [at for at, name in enumerate(head) if name in _NUMBERS]
    typed = [_with_numbers(row, counted) for row in touchpoints]
    _table(book, looks, "Touchpoints", head, typed)
    _table(book, looks, "Claims", tables.CLAIM_COLUMNS, tables.claims(journey_map))
    _table(book, looks, "Evidence", tables.EVIDENCE_COLUMNS, tables.evidence(journey_map))
    top, *rows = tables.crosstab(journey_map)
    _table(book, looks, "Crosstab", [str(cell) for cell in top], rows)
    book.close()
    return buffer.getvalue()


def _with_numbers(row: list[str], columns: Sequence[int]) -> list[Cell]:
    """Return a row of texts with numbers where a column holds these, so that they can be summed."""
    cells: list[Cell] = list(row)
    for at in columns:
        with suppress(ValueError):
            cells[at] = float(row[at])
    return cells


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        top: dict[str, Any] = {"text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.badge = book.add_format({"bold": True, "font_color": "#8a4b00"})
        self.about = book.add_format({"font_color": "#555555"})
        self.head = book.add_format(
            {**top, "bold": True, "bg_color": "#24304a", "font_color": "#ffffff", "border": 1}
        )
        self.rail = book.add_format({**top, "bold": True, "bg_color": "#efece4", "border": 1})
        self.cell = book.add_format({**top, "border": 1, "border_color": "#d5d0c4"})
        self.plain = book.add_format(top)


def _map(book: Workbook, looks: _Looks, journey_map: JourneyMap) -> None:
    sheet = book.add_worksheet("Map")
    header, badge = journey_map.header, journey_map.badge
    sheet.write_string(0, 0, _safe(words.subject(header)), looks.title)
    sheet.write_string(1, 0, words.tested(badge), looks.badge)
    version = f"v{header.version}, newest note {words.date(header.as_of) or '-'}"
    about = " · ".join(filter(None, [*words.badge_counts(badge), words.unread(badge), version]))
    sheet.write_string(2, 0, about, looks.about)
    top = 4
    for at, row in enumerate(tables.matrix(journey_map)):
        for column, cell in enumerate(row):
            look = looks.head if at == 0 else looks.rail if column == 0 else looks.cell
            _write(sheet, top + at, column, cell, look)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, max(1, len(journey_map.stages)), 34)
    sheet.freeze_panes(top + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer(f"&L{badge.text}&Rv{header.version}  &P/&N")


def _table(
    book: Workbook,
    looks: _Looks,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> None:
    sheet = book.add_worksheet(name)
    for column, title in enumerate(columns):
        _write(sheet, 0, column, title, looks.head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, last, column, cell, looks.plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    for column, title in enumerate(columns):
        wide = title in _WIDE
        sheet.set_column(column, column, 42 if wide else max(10, min(24, len(title) + 3)))


def _write(sheet: Any, row: int, column: int, cell: Cell, look: Format) -> None:
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(cell, str):
        sheet.write_string(row, column, _safe(cell), look)
    else:
        sheet.write_number(row, column, cell, look)


def _safe(text: str) -> str:
    """Return text as a cell may hold it: what the format cannot hold is made visible."""
    shown = visible(text, keep_newlines=True)
    if _units(shown) <= _MOST:
        return shown
    # A cell of a terminal may take no unit of a spreadsheet's, or many: an accent on an accent.
    while _units(shown) > _MOST:
        shown = shown[: len(shown) * _MOST // _units(shown) - 1]
    return f"{shown}…"


def _units(text: str) -> int:
    """Return how long a text is for a spreadsheet, which counts in UTF-16."""
    return len(text) + sum(char > "\uffff" for char in text)
