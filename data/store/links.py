"""What people decided about pairs of notes, and the questions that they have answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import Link, LinkKind, LinkLevel, NoteId
from data.store.change import read

if TYPE_CHECKING:
    from data.store.change import Change
    from data.store.common import Reader

# ruff: noqa: A001


def all(reader: Reader) -> tuple[Link, ...]:
    """Every link, in the order of the notes' ids."""
    return tuple(
        Link(NoteId(first), NoteId(second), LinkKind(kind), LinkLevel(level))
        for first, second, kind, level in reader.connection.rows(
            "SELECT first, second, kind, level FROM link ORDER BY first, second, level"
        )
    )


def put(change: Change, link: Link) -> bool:
    """Decide about two notes, in place of what was decided at that level; False if the same."""
    key = _key(link)
    if read(change.connection, "link", key) is not None:
        return change.edit("link", key, kind=link.kind)
    change.make("link", first=link.first, second=link.second, level=link.level, kind=link.kind)
    return True


def remove(change: Change, link: Link) -> bool:
    """Take a decision back; False where it does not stand."""
    key = _key(link)
    if read(change.connection, "link", key) is None:
        return False
    change.remove("link", key)
    return True


def forget_note(change: Change, note_id: NoteId) -> None:
    """Remove every link of a note that goes."""
    for first, second, level in change.connection.rows(
        "SELECT first, second, level FROM link WHERE first = ?1 OR second = ?1", (note_id,)
    ):
        change.remove("link", f"{first}:{second}:{level}")


def _key(link: Link) -> str:
    return f"{link.first}:{link.second}:{link.level}"


def answered(reader: Reader) -> frozenset[str]:
    """The questions that need not be asked again."""
    return frozenset(one for (one,) in reader.connection.rows("SELECT question FROM answer"))


def answer(change: Change, question: str, *, yes: bool) -> None:
    """Remember what somebody answered; a later answer takes the earlier one's place."""
    if read(change.connection, "answer", question) is not None:
        change.edit("answer", question, yes=yes)
    else:
        change.make("answer", question=question, yes=yes)
