"""What the modules of the store share: reading, names, sets, and what is still in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from data.errors import StillInUse, UsageError
from data.store.schema import quoted
from data.text import one_line

if TYPE_CHECKING:
    from data.store.files import Connection
    from data.store.log import Change

Record = TypeVar("Record")


class Reader(Protocol):
    """A project, or a change or cache being written: whatever can be read from."""

    @property
    def connection(self) -> Connection:
        """The connection to read through."""
        ...


def records(
    reader: Reader,
    record: Callable[..., Record],
    table: str,
    rest: str,
    values: Sequence[object] = (),
    **convert: Callable[[Any], object],
) -> tuple[Record, ...]:
    """Rows of a table, each column a field of the record; ``rest`` is SQL: which, in what order.

    ``convert`` gives what a column holds as the record has it, where the two differ.
    """
    names = [field.name for field in fields(cast("Any", record))]
    return tuple(
        record(
            *(
                convert[name](value) if name in convert and value is not None else value
                for name, value in zip(names, row, strict=True)
            )
        )
        for row in reader.connection.rows(f"SELECT {quoted(names)} FROM {table} {rest}", values)
    )


def title_of(text: str, noun: str) -> str:
    """A title of a ``noun``: it need not differ from others, but must say something."""
    title = one_line(text)
    if not title:
        raise UsageError(f"A {noun} needs a title: nothing was changed.")
    return title


def refuse_if_used(
    change: Change, row_id: str, subject: str, uses: Iterable[tuple[str, str, str]]
) -> None:
    """Refuse to remove a row that others point to; ``uses`` are (table, column, words).

    Raises:
        StillInUse: naming how many of what.
    """
    users = []
    for table, column, words in uses:
        (count,) = change.connection.row(
            f'SELECT count(*) FROM {table} WHERE "{column}" = ?', (row_id,)
        )
        if count:
            users.append(f"{count} {words}{'s' if count > 1 else ''}")
    if users:
        raise StillInUse(
            f"{subject} cannot be removed: {' and '.join(users)} would lose it. Nothing was "
            "changed; change or remove those first."
        )


def positions(reader: Reader, table: str, owner: tuple[str, str], member: str) -> dict[str, int]:
    """The members of a set and their positions; ``owner`` is (column, id)."""
    column, owner_id = owner
    return dict(
        reader.connection.rows(
            f'SELECT "{member}", position FROM {table} WHERE "{column}" = ?', (owner_id,)
        )
    )


def sync_members(
    change: Change, table: str, owner: tuple[str, str], member: str, wanted: Iterable[str]
) -> bool:
    """Make a set hold exactly ``wanted``; ``owner`` is (column, id).  False where it did."""
    column, owner_id = owner
    held = positions(change, table, owner, member)
    kept = list(dict.fromkeys(wanted))
    gone = [f"{owner_id}:{other}" for other in held if other not in set(kept)]
    change.remove_many(table, gone)
    new = [other for other in kept if other not in held]
    change.make_many(
        table,
        (
            {column: owner_id, member: other, "position": position}
            for position, other in enumerate(new, max(held.values(), default=-1) + 1)
        ),
    )
    return bool(gone or new)
