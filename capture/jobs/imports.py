"""Files and edited sheets into a project: read, planned, applied in one change; and sheets out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data import exchange

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from data.exchange.plans import Plan
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
    if dry_run:
        return _told(exchange.plan(incoming, project))
    # Planned within the change, so that nothing can come between what was looked up and what is
    # written; a change that writes nothing leaves no trace in the history.
    with project.change(f"Import {path.name}") as change:
        plan = exchange.plan(incoming, change)
        if not plan.is_empty:
            exchange.apply(plan, change)
    return _told(plan)


def _told(plan: Plan) -> Imported:
    return Imported(len(plan.notes), tuple(plan.lines()))
