"""``sayso crosstab``: any facet by any facet, as a table of counts."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click

from capture.cli.context import open_project
from capture.cli.output import document, json_option, say, terminal_width, wants_colour
from data.text import clip, counted, defuse, visible, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capture.jobs.crosstab import Crosstab, Line

_EPILOG = """\b
A and B: stage, persona, kind, source, participant (who), group, team, session (in), channel,
tag, emotion or day. The filter is as for `sayso notes`.
\b
Examples:
  sayso crosstab stage kind
  sayso crosstab stage group --people
  sayso crosstab tag tag '!pain'            which tags go together
  sayso crosstab stage emotion =customer --csv > moods.csv
"""

_SHADES = (230, 223, 216, 209)  # from few to many; the number in each is black, whatever the theme
_HEAD = 14
_NAMES = 28


@click.command("crosstab", epilog=_EPILOG)
@click.argument("down", metavar="A")
@click.argument("across", metavar="B")
@click.argument("filter_", metavar="[FILTER]", default="")
@click.option("--people", is_flag=True, help="Count distinct people instead of notes.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet.")
@json_option
@click.pass_context
def crosstab_verb(
    ctx: click.Context,
    down: str,
    across: str,
    filter_: str,
    people: bool,
    as_csv: bool,
    as_json: bool,
) -> int:
    """Count notes, or people, for every value of A (rows) by every value of B (columns).

    A note with two personas stands in both rows, and counts once in a total.
    """
    from capture.jobs import crosstab

    rows, columns = crosstab.facet(down), crosstab.facet(across)
    with open_project(ctx, read_only=True) as project:
        found = crosstab.cross(project, rows, columns, filter_, people=people)
    if as_json:
        document(_document(found))
    elif as_csv:
        click.echo(_csv(found), nl=False)
    elif found.notes:
        for line in _table(found, terminal_width(), colour=wants_colour()):
            click.echo(line)
    say(_told(found))
    return 0 if found.notes else 1


def _told(found: Crosstab) -> str:
    if not found.notes:
        return "No note fits."
    what = "people" if found.people else "notes"
    told = f"{found.down} by {found.across}, in {what}; in a total each counts once."
    if found.people and found.unheard:
        told += (
            f" {counted(found.unheard, 'note')} of {found.notes:,} are in no count: "
            "data, our own guesses or marks, the word of no person."
        )
    return told


def _document(found: Crosstab) -> dict[str, object]:
    def lines(some: tuple[Line, ...]) -> list[dict[str, object]]:
        return [{"name": one.name, "filter": one.typed, "total": one.total} for one in some]

    return {
        "counting": "people" if found.people else "notes",
        "filter": found.typed,
        "rows": {"facet": found.down, "values": lines(found.rows)},
        "columns": {"facet": found.across, "values": lines(found.columns)},
        "cells": [list(row) for row in found.cells],
        "total": found.total,
        "notes": found.notes,
        "unheard": found.unheard,
    }


def _csv(found: Crosstab) -> str:
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write([f"{found.down} / {found.across}", *(defuse(one.name) for one in found.columns), "total"])
    for line, cells in zip(found.rows, found.cells, strict=True):
        write([defuse(line.name), *cells, line.total])
    write(["total", *(one.total for one in found.columns), found.total])
    return out.getvalue()


def _table(found: Crosstab, room: int, *, colour: bool) -> Iterator[str]:
    """The lines of the table; columns that do not fit beside the others follow below them."""
    names = [clip(visible(one.name), _NAMES) for one in found.rows]
    side = max(map(width, [*names, "total"]))
    heads = [clip(visible(one.name), _HEAD) for one in found.columns] + ["total"]
    totals = [*(one.total for one in found.columns), found.total]
    grid = [[*cells, line.total] for line, cells in zip(found.rows, found.cells, strict=True)] + [
        totals
    ]
    sizes = [  # with a space on the right of each, so that the shades do not end at a digit
        max(width(head), *(len(f"{row[at]:,}") for row in grid)) + 1
        for at, head in enumerate(heads)
    ]
    start = 0
    while start < len(heads):
        end = start + 1
        while end < len(heads) and side + 1 + sum(n + 1 for n in sizes[start : end + 1]) <= room:
            end += 1
        if start:
            yield ""
        head = "".join(
            " " + _right(f"{head} ", size)
            for head, size in zip(heads[start:end], sizes[start:end], strict=True)
        )
        yield (" " * side + head).rstrip()
        for name, row in zip([*names, "total"], grid, strict=True):
            line = name + " " * (side - width(name))
            for at in range(start, end):
                count = f"{row[at]:,}" if row[at] else "·"
                is_cell = row is not totals and at < len(heads) - 1
                cell = _right(f"{count} ", sizes[at])
                shade = _shade(row[at], found.most) if colour and is_cell else None
                line += " " + (f"\x1b[38;5;16;48;5;{shade}m{cell}\x1b[0m" if shade else cell)
            yield line.rstrip()
        start = end


def _right(text: str, size: int) -> str:
    return " " * (size - width(text)) + text


def _shade(count: int, most: int) -> int | None:
    """The colour behind a count: none for nothing, the last for the largest."""
    return _SHADES[min(3, (4 * count - 1) // most)] if count else None
