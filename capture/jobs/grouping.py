"""Grouping any spreadsheet of short texts, without a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.errors import Cancelled
from data.exchange import reading, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from synthesis.grouping.encode import Vectors


MANY = 3_000
"""Texts from which grouping takes long enough to be watched."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group's number for each row (0: the largest group), and a title for each group."""

    labels: tuple[int, ...]
    titles: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, str]]:
        """Return each row's group and its title."""
        return ((label, self.titles[label]) for label in self.labels)


def group_file(
    path: Path,
    column: str,
    *,
    dial: float | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Grouped:
    """Group the texts of one column of a spreadsheet.

    Args:
        path: a CSV or TSV file with a header.
        column: the name of the column.
        dial: 0 fewest and largest groups, 1 most and smallest; the default where left out.
        progress: called with (texts read, all texts); of many texts, then from 0 again with what is
            placed and joined.
        cancelled: asked now and then whether to stop.

    Raises:
        ImportRefused: the file, or the column, cannot be used.
        Cancelled: ``cancelled`` answered True.
    """
    texts = read_column(path, column)
    if not texts:
        return Grouped((), ())
    from synthesis.grouping.encode import Vectors
    from synthesis.grouping.group import FINE_CUT, cut_at, group

    def tick(done: int, total: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled("grouping was stopped before its end")
        if progress is not None and total >= MANY:
            progress(done, total)

    vectors = Vectors()
    rows = vectors.of(texts, progress=progress, cancelled=cancelled)
    cut = FINE_CUT if dial is None else cut_at(dial)
    labels = group(texts, rows, cut=cut, tick=tick)
    return Grouped(tuple(int(label) for label in labels), _titles(texts, rows, labels, vectors))


def read_column(path: Path, column: str) -> list[str]:
    """Return the cells of one column, a text a row, blank ones included.

    Raises:
        ImportRefused: the file cannot be read as a table, or has no such column.
    """
    decoded = reading.decode(reading.load(path), path.name)
    table = tables.read_table(
        decoded.text,
        path.name,
        lambda cell: tables.is_same_name(cell, column) or tables.is_known(cell),
    )
    (use,) = [
        one
        for one in tables.assign_columns(table, {"text": column}, path.name)
        if one.role == "text"
    ]
    if use.index is None:
        raise AssertionError("a column of texts is never a fixed value")
    return [row.cells[use.index] for row in table.rows]


def _titles(
    texts: list[str], rows: NDArray[np.float32], labels: NDArray[np.intp], vectors: Vectors
) -> tuple[str, ...]:
    """Name each group; nothing is kept, since there is no project to keep it in."""
    from data.text import fingerprint
    from synthesis.titles.titles import NamingGroup, name_groups

    members: list[list[int]] = [[] for _ in range(int(labels.max()) + 1)]
    for row, label in enumerate(labels):
        members[label].append(row)
    groups = [
        NamingGroup(
            texts=tuple(texts[row] for row in inside),
            vectors=rows[inside],
            keys=tuple(fingerprint(texts[row]) for row in inside),
        )
        for inside in members
    ]
    found: dict[str, str] = {}
    named = name_groups(groups, vectors.of, lambda _: found, found.update)
    return tuple(one.title for one in named)
