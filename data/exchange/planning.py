"""A file that was read, and a project -> what importing the one into the other would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.incoming import Incoming
from data.exchange.keys import line_keys, row_keys
from data.exchange.planned import Plan
from data.exchange.prose_plan import plan_prose
from data.exchange.table_plan import plan_table
from data.exchange.view import known_rows, look

if TYPE_CHECKING:
    from data.store.common import Reader


def plan_import(incoming: Incoming, reader: Reader) -> Plan:
    """Return what importing ``incoming`` would change, without changing anything.

    ``reader`` is a project, or a change being written: planned inside a change, the plan is true
    of the very project that it is applied to.

    Raises:
        ImportRefused: a fixed value that the project does not know, or a column of far too many
            different stages, personas or channels.
    """
    view = look(reader)
    if incoming.table is None:
        keys = [key for section in line_keys(incoming) for key in section]
        return plan_prose(incoming, view, known_rows(reader, keys))
    return plan_table(incoming, view, known_rows(reader, row_keys(incoming.table.rows)))
