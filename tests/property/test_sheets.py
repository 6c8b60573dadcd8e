"""Whatever a note says, it goes out into a sheet and comes back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.exchange import sheet
from data.text import defuse, visible

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
