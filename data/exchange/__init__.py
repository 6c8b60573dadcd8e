"""Foreign files in: read one, plan what it would add to a project, and add it.

``read`` looks only at the file, ``plan`` only reads the project, ``apply`` writes within the one
transaction of a change.  A dry run is a plan that is not applied.  Each part loads when first used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from data.exchange.incoming import ImportOptions, Incoming

if TYPE_CHECKING:
    from data.exchange.importing import ImportReport
    from data.exchange.plans import Plan
    from data.store.common import Reader
    from data.store.log import Change

__all__ = ["ImportOptions", "Incoming", "apply", "plan", "read"]


def read(path: Path, options: ImportOptions | None = None) -> Incoming:
    """Return what the file at ``path`` holds (`data.exchange.reading.read_file`).

    Raises:
        ImportRefused: it cannot be read, is no text, or does not hold together; the sentence says
            where and what to do.
    """
    from data.exchange.reading import read_file

    return read_file(path, options or ImportOptions())


def plan(incoming: Incoming, reader: Reader) -> Plan:
    """Return what importing would change (`data.exchange.importing.plan_import`).

    ``reader`` is a project or a change being written.  ``Plan.lines()`` is what a dry run prints.

    Raises:
        ImportRefused: a fixed value that the project does not know, or a column of far too many
            different stages, personas or channels.
    """
    from data.exchange.importing import plan_import

    return plan_import(incoming, reader)


def apply(plan: Plan, change: Change) -> ImportReport:
    """Carry a plan out within ``change`` (`data.exchange.importing.apply_plan`).

    Raises:
        SaysoError: the project no longer allows what was planned; nothing of the file is kept.
    """
    from data.exchange.importing import apply_plan

    return apply_plan(plan, change)
