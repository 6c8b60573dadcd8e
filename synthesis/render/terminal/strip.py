"""All stages side by side, with how the customer feels along them."""

from __future__ import annotations

from collections.abc import Sequence

from data.text import clip, counted, pad
from synthesis.map.model import StageColumn
from synthesis.render.page import Page, Span, wrap
from synthesis.render.terminal.moods import AXIS, COMPACT, curve, felt_anywhere, key, labels

_CELL = 9  # the least that holds "-1.6 n25" and a space
_SMALL_CELL = 7  # the same without figures below the curve
_MOST_ROWS = 3  # of stages around a chosen one, before the others are only numbered


def strip(page: Page, stages: Sequence[StageColumn], chosen: int | None, *, mood: bool) -> None:
    """Add all stages, in several rows where there are many; ``mood`` draws the curve.

    With a ``chosen`` stage, marked by brackets, only the stages around it have their curve.
    """
    if not stages:
        return
    most = max(1, (page.width - AXIS) // (_CELL if chosen is None else _SMALL_CELL))
    # Rows of equal length read better than a last one of a single stage.
    rows = -(-len(stages) // most)
    a_row = -(-len(stages) // rows)
    cell = (page.width - AXIS) // a_row
    if chosen is not None and rows > _MOST_ROWS:
        _numbers(page, stages, chosen)
    for start in range(0, len(stages), a_row):
        row = stages[start : start + a_row]
        here = chosen is None or start <= chosen < start + a_row
        if not here and rows > _MOST_ROWS:
            continue
        _titles(page, row, start, chosen, cell)
        if not here:
            continue
        if mood and felt_anywhere(stages):
            curve(page, row, every=stages, left=AXIS, cell=cell, tall=COMPACT)
        if chosen is None or not mood or not felt_anywhere(stages):
            notes = [(pad(counted(column.notes, "note"), cell), "dim") for column in row]
            page.add((" " * AXIS, ""), *notes)
        if chosen is None and mood:
            labels(page, row, stages, AXIS, cell)
    if mood and felt_anywhere(stages):
        key(page, stages, AXIS)
    if chosen is None or not (mood and felt_anywhere(stages)):
        page.add()


def _titles(
    page: Page, row: Sequence[StageColumn], start: int, chosen: int | None, cell: int
) -> None:
    titles: list[Span] = [(" " * (AXIS - 1), "")]
    for at, column in enumerate(row, start=start):
        name = f"{column.number or '?'} {page.safe(column.title)}"
        # The bracket stands in the cell before, so that a title never moves.
        text = f"[{clip(name, cell - 2)}]" if at == chosen else f" {clip(name, cell - 1)}"
        style = "bold" if at == chosen else "dim" if column.is_empty else ""
        titles.append((pad(text, cell), style))
    page.add(*titles)


def _numbers(page: Page, stages: Sequence[StageColumn], chosen: int) -> None:
    """Add the numbers of all stages; those that are empty in parentheses."""
    names = []
    for at, column in enumerate(stages):
        name = str(column.number or "?")
        name = f"({name})" if column.is_empty else name
        names.append(f"[{name}]" if at == chosen else name)
    for line in wrap(" ".join(names), page.width - AXIS):
        page.add((" " * AXIS + line, "dim"))
