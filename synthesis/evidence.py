"""The evidence of a card by note; light, for it is asked for where nothing is computed."""

from __future__ import annotations

from data.records import Evidence, NoteId, Touchpoint


def evidence_of(card: Touchpoint) -> dict[NoteId, Evidence]:
    """Return the evidence of a card by note: its own, then that of its points."""
    found = {one.note: one for one in card.evidence}
    for point in card.points:
        found.update({one.note: one for one in point.evidence})
    return found
