"""What of people's words may leave the team, as they agree to it now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.store import consent
from data.text import counted
from synthesis.board.standing import People
from synthesis.map.build import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.records import Note, Snapshot
    from data.store import Project
    from synthesis.map.build import Showing


def outside(project: Project, *, identified: bool = False) -> Showing:
    """Return how much of people a map shows that leaves the team; names where ``identified``."""
    return replace(OUTSIDE, names=identified, withheld=consent.withheld(project))


def inside_only(snapshot: Snapshot, notes: Iterable[Note]) -> str:
    """Return a sentence on those of some notes that may not leave the team; "" where all may."""
    people = People.of(snapshot)
    kept = sum(not people.may_quote(note) for note in notes)
    if not kept:
        return ""
    holds = "holds words" if kept == 1 else "hold words"
    return (
        f"{counted(kept, 'note')} in it {holds} that their speaker does not agree to have shown: "
        "keep the sheet in the team."
    )
