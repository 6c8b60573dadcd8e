"""Single remarks: what is near nothing is a claim in its lane like any other, and on no card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from data.records import Claim, ClaimId, Evidence, Note, NoteId, Single, Snapshot
from synthesis.board.quotes import words_of

if TYPE_CHECKING:
    from synthesis.board.claims import Pile
    from synthesis.grouping.group import Places


def claim_of(single: Single, note: Note) -> Claim:
    """Return a single remark as the claim that it is; its id is its note's."""
    return Claim(
        ClaimId(note.id),
        note.kind,
        words_of(note.text),
        note.id,
        (),
        (Evidence(note.id),),
        single.code,
    )


def claims_of(snapshot: Snapshot) -> list[tuple[Single, Claim]]:
    """Return every single remark of a project with the claim that it is."""
    notes = {note.id: note for note in snapshot.notes}
    return [(one, claim_of(one, notes[one.note])) for one in snapshot.singles if one.note in notes]


def singled(
    snapshot: Snapshot, notes: Sequence[Note], where: Places, piles: Iterable[Pile]
) -> tuple[Single, ...]:
    """Return piles of one note as single remarks: those that were keep their order, before others.

    The order of what is new does not depend on arrival.

    ``notes`` are the project's evidence, by position, ``where`` their places.
    """
    known = {one.note: (place, one.code) for place, one in enumerate(snapshot.singles)}
    alone = sorted(
        (known.get(notes[at].id, (len(known), ""))[0], where.keys[at], notes[at].id, pile.stage)
        for pile in piles
        for at in pile.notes[:1]
    )
    return tuple(
        Single(note, stage, known[note][1] if note in known else "") for *_, note, stage in alone
    )


def left_key(note: NoteId) -> str:
    """Return the question whose answer says that a remark stays single."""
    return f"single {note}"


def is_left(note: NoteId, snapshot: Snapshot) -> bool:
    """Return whether somebody said that a remark stays single."""
    return left_key(note) in snapshot.answered
