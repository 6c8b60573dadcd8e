"""What the lists of a project have in common: names that differ, an order, and being used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from data.errors import NameTaken, StillInUse, UnknownName, UsageError
from data.text import clean, fold

if TYPE_CHECKING:
    from data.store.files import Connection
    from data.store.log import Change


class Reader(Protocol):
    """A project, or a change or cache being written: whatever can be read from."""

    @property
    def connection(self) -> Connection:
        """The connection to read through."""
        ...


def one_line(text: str) -> str:
    """A name or title: one line, no space at its ends, no runs of spaces."""
    return " ".join(clean(text)[0].split())


def fresh_name(
    change: Change, table: str, name: str, *, column: str = "name", but: str | None = None
) -> str:
    """The name as it is stored; ``but`` is the id of the row that is being renamed.

    Raises:
        NameTaken: it folds to a name of this list, or to a word with a meaning of its own.
    """
    from data.shorthand import name_problem

    name = one_line(name)
    rows = change.connection.rows(f"SELECT {column}, id FROM {table} WHERE id IS NOT ?", (but,))
    others = dict(rows)
    problem = name_problem(name, others)
    if problem is not None:
        same = (one for other, one in others.items() if fold(other) == fold(name))
        raise NameTaken(f"{problem} Nothing was changed.", next(same, ""))
    return name


def title_of(text: str, what: str) -> str:
    """A title that need not differ from others, but must say something."""
    title = one_line(text)
    if not title:
        raise UsageError(f"A {what} needs a title: nothing was changed.")
    return title


def make_room(change: Change, table: str, position: int | None) -> int:
    """The position for a new row: at the end, or at ``position`` (0-based) with others moved on."""
    ids = ordered_ids(change, table)
    if position is None or position >= len(ids):
        (last,) = change.connection.row(f"SELECT coalesce(max(position), -1) FROM {table}")
        return int(last) + 1
    position = max(position, 0)
    for place, row_id in enumerate(ids):
        change.edit(table, row_id, position=place + (place >= position))
    return position


def ordered_ids(reader: Reader, table: str) -> list[str]:
    """The ids of a list in its order."""
    return [
        row for (row,) in reader.connection.rows(f"SELECT id FROM {table} ORDER BY position, id")
    ]


def reorder(change: Change, table: str, ids: Sequence[str]) -> bool:
    """Put rows in the order of ``ids``; those not named follow in the order that they had."""
    known = ordered_ids(change, table)
    for row_id in ids:
        if row_id not in known:
            raise UnknownName(f"There is no {table} {row_id} here: nothing was changed.")
    named = list(dict.fromkeys(ids))
    moved = [
        change.edit(table, row_id, position=place)
        for place, row_id in enumerate(named + [row for row in known if row not in set(named)])
    ]
    return any(moved)


def refuse_if_used(
    change: Change, row_id: str, what: str, uses: Iterable[tuple[str, str, str]]
) -> None:
    """Refuse to remove a row that others point to; ``uses`` are (table, column, words).

    Raises:
        StillInUse: naming how many of what.
    """
    found = []
    for table, column, words in uses:
        (count,) = change.connection.row(
            f'SELECT count(*) FROM {table} WHERE "{column}" = ?', (row_id,)
        )
        if count:
            found.append(f"{count} {words}{'s' if count > 1 else ''}")
    if found:
        raise StillInUse(
            f"{what} cannot be removed: {' and '.join(found)} would lose it. Nothing was changed; "
            "change or remove those first."
        )


def sync_members(
    change: Change, table: str, owner: tuple[str, str], member: str, wanted: Iterable[str]
) -> bool:
    """Make a set hold exactly ``wanted``; ``owner`` is (column, id).  False where it did."""
    column, owner_id = owner
    held = {
        row[0]: row[1]
        for row in change.connection.rows(
            f'SELECT "{member}", position FROM {table} WHERE "{column}" = ?', (owner_id,)
        )
    }
    kept = list(dict.fromkeys(wanted))
    gone = [other for other in held if other not in set(kept)]
    for other in gone:
        change.remove(table, f"{owner_id}:{other}")
    position = max(held.values(), default=-1)
    new = [other for other in kept if other not in held]
    for other in new:
        position += 1
        change.make(table, **{column: owner_id, member: other, "position": position})
    return bool(gone or new)
