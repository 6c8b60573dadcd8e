"""What people said of two notes: which speaks for, and which against, the claim of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.records import Bearing, EvidenceStance, NoteId
from data.store import common
from data.store.log import read

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001


def all(reader: common.Reader) -> tuple[Bearing, ...]:
    """Every bearing, in the order of the notes' ids."""
    return common.records(
        reader, Bearing, "bearing", "ORDER BY note, target", stance=EvidenceStance
    )


def concerning(reader: common.Reader, note: NoteId) -> tuple[Bearing, ...]:
    """What a note was put for or against, and what was put for or against it."""
    rest = "WHERE note = ?1 OR target = ?1 ORDER BY note, target"
    return common.records(reader, Bearing, "bearing", rest, (note,), stance=EvidenceStance)


def put(change: Change, bearing: Bearing) -> bool:
    """Say that a note speaks for or against another's claim; False where that was said already."""
    return change.put("bearing", note=bearing.note, target=bearing.target, stance=bearing.stance)


def pass_on(change: Change, bearing: Bearing) -> None:
    """Say what came from another note; whoever is put both for and against is against."""
    known = read(change.connection, "bearing", f"{bearing.note}:{bearing.target}")
    if known is None or bearing.stance is EvidenceStance.AGAINST:
        put(change, bearing)


def remove(change: Change, note: NoteId, target: NoteId) -> bool:
    """Take back what was said of two notes; False where nothing was."""
    key = f"{note}:{target}"
    if read(change.connection, "bearing", key) is None:
        return False
    change.remove("bearing", key)
    return True


def forget_note(change: Change, note: NoteId, heir: NoteId | None) -> None:
    """Take a note that goes out of all bearings.

    What hung on its claim hangs on ``heir``, another note of that claim, from now on; without one
    it goes too.
    """
    mine = concerning(change, note)
    for one in mine:
        change.remove("bearing", f"{one.note}:{one.target}")
    for one in mine:
        if one.target == note and heir is not None and one.note != heir:
            pass_on(change, Bearing(one.note, heir, one.stance))
