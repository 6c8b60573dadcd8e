"""What customers say near what is said inside: never joined unasked, told as not read yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from data.records import NoteId
from synthesis.board.standing import Side
from synthesis.grouping.group import FINE_CUT
from synthesis.grouping.likeness import DIGITS

if TYPE_CHECKING:
    from synthesis.board.ground import Ground

SAME_STAGE = 0.2
"""What the same stage adds to likeness: on paired studies it finds a tenth more of what bears."""

MOST = 3
"""Remarks from inside that are told to be near one of a customer's."""

_ROWS = 512


def read_key(note: NoteId) -> str:
    """Return the question whose answer says that a note was read and bears on nothing."""
    return f"read {note}"


def nearby(ground: Ground) -> tuple[tuple[NoteId, NoteId], ...]:
    """Return pairs of a customer's note and one from inside, of any kind and stage, near enough.

    Likeness that would make a claim of two notes of one side makes neighbours of two sides.
    """
    customers = [at for at, said in enumerate(ground.said) if said.side is Side.CUSTOMER]
    inside = [at for at, said in enumerate(ground.said) if said.side is Side.INSIDE]
    if not customers or not inside:
        return ()
    stages = {stage: place for place, stage in enumerate({n.stage for n in ground.notes})}
    at_stage = np.array([stages[note.stage] for note in ground.notes])
    named = np.array([note.stage is not None for note in ground.notes])
    rows = ground.where.of(inside)
    pairs = []
    for start in range(0, len(customers), _ROWS):
        some = customers[start : start + _ROWS]
        near = ground.where.of(some) @ rows.T
        same = (at_stage[some][:, None] == at_stage[inside]) & named[some][:, None]
        near = np.round(near + SAME_STAGE * same, DIGITS)
        for place, note in enumerate(some):
            keys = ((-near[place, n], ground.where.keys[inside[n]], n) for n in range(len(inside)))
            for likeness, _, n in sorted(keys)[:MOST]:
                if -likeness >= FINE_CUT:
                    pairs.append((ground.notes[note].id, ground.notes[inside[n]].id))
    return tuple(sorted(pairs))
