"""Importing files: read, plan, and apply in one change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data import exchange

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from data.store import Project


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: the number of new notes, and the lines that tell it."""

    notes: int
    lines: tuple[str, ...]


def import_file(
    project: Project, path: Path, columns: Mapping[str, str | None], *, dry_run: bool = False
) -> Imported:
    """Import one file, whole or not at all; with ``dry_run`` only say what would be added.

    Raises:
        ImportRefused: the file, or something that it or the caller names, cannot be used.
    """
    options = exchange.ImportOptions(**columns)
    incoming = exchange.read(path, options)
    plan = exchange.plan(incoming, project)
    lines = tuple(plan.lines())
    if dry_run or plan.is_empty:
        return Imported(len(plan.notes), lines)
    with project.change(f"Import {path.name}") as change:
        exchange.apply(plan, change)
    return Imported(len(plan.notes), lines)
