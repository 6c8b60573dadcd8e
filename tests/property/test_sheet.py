"""Whatever a note says, it goes out into a sheet and comes back as it was."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capture.jobs import imports
from data.exchange import sheet
from data.records import Emotion, Kind
from data.store import Project, notes
from data.store.lists import tags
from data.text import defuse, visible
from tests.unit.dump import entity_dump
from tests.unit.stores import new_project, with_session

TEXTS = st.text(max_size=60) | st.from_regex(r"'{0,3}[=+@-]?[ -~]{0,8}", fullmatch=True)


@given(TEXTS)
def test_a_guarded_cell_is_no_formula_and_comes_back_exactly(text: str) -> None:
    shown = visible(text, keep_newlines=True)
    cell = sheet.guard(shown)
    assert defuse(cell) == cell
    assert sheet.unguard(cell) == shown


@given(TEXTS, st.sampled_from(["\r\n", "\n"]), st.sampled_from(["", " ", "\t"]))
def test_line_ends_and_spaces_at_the_ends_are_no_change(text: str, end: str, blank: str) -> None:
    cell = sheet.guard(visible(text, keep_newlines=True))
    saved = blank + cell.replace("\n", end) + blank
    if not cell.startswith("'") or not blank:
        assert sheet.is_same(cell, saved)
    assert not sheet.is_same(cell, cell + "x")


ODD = ["=cmd|' /C calc'!A0", "1/2", "TRUE", "a\r\nb", "\ud800", "\x1b[2J", ";", '"', "'", "-1"]
HOSTILE = st.lists(
    (TEXTS | st.sampled_from(ODD)).filter(lambda text: text.strip() != ""), min_size=1, max_size=6
)


def saved_by(text: str, manner: str, seed: int) -> bytes:
    """Return a sheet as a spreadsheet would save it: other signs, other order, cells trimmed."""
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    random.Random(seed).shuffle(found)
    columns = list(sheet.COLUMNS)
    random.Random(seed).shuffle(columns)
    buffer = io.StringIO(newline="")
    delimiter = {"excel": ";", "calc": ",", "tabs": "\t"}[manner]
    writer = csv.DictWriter(
        buffer,
        columns,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if manner == "calc" else csv.QUOTE_MINIMAL,
        lineterminator="\n" if manner == "calc" else "\r\n",
    )
    writer.writeheader()
    for row in found:
        trim = seed % 2 and manner != "calc"
        writer.writerow({name: cell.strip() if trim else cell for name, cell in row.items()})
    encoding = {"excel": "utf-8-sig", "calc": "utf-8", "tabs": "utf-16"}[manner]
    return buffer.getvalue().encode(encoding, "surrogatepass")


@given(HOSTILE, st.sampled_from(["excel", "calc", "tabs"]), st.integers(0, 99))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_a_sheet_that_was_only_opened_and_saved_changes_nothing(
    texts: list[str], manner: str, seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder)) as project:
        fill(project, texts)
        before = entity_dump(project.connection)
        path = Path(folder) / "notes.csv"
        exported = imports.export(project, notes.all(project))
        path.write_bytes(saved_by(exported, manner, seed))
        done = imports.update(project, path)
        assert (done.notes, done.conflicts) == (0, 0), done.lines
        assert entity_dump(project.connection) == before


def fill(project: Project, texts: list[str]) -> None:
    session = with_session(project)
    with project.change("Notes") as change:
        odd = tags.add(change, "=odd tag")
        for at, text in enumerate(texts):
            notes.add(
                change, session=session.id, text=text, left_over=text, tags=[odd.id],
                kind=Kind.PAIN, emotion=list(Emotion)[at % 5], verbatim=at % 2 == 0,
            )  # fmt: skip
