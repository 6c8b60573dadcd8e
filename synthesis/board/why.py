"""Why a note is where it is: its nearest mates, the words they share, and the cut it met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.records import ClaimId, NoteId, Touchpoint, TouchpointId
from synthesis.board.claims import coarse_cut
from synthesis.board.shared import shared_words, subject_words
from synthesis.grouping.group import SAME_CUT
from synthesis.grouping.likeness import DIGITS

if TYPE_CHECKING:
    from synthesis.board.ground import Ground
    from synthesis.grouping.group import Places

MATES = 2
"""Mates that are shown."""


@dataclass(frozen=True, slots=True)
class Mate:
    """A note of the same group: how alike the two are, and the words that both have."""

    note: NoteId
    likeness: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Belonging:
    """A note in a group: mates nearest first, and the mean likeness to all others of the group.

    ``likeness`` is ``None`` where the note is alone.  ``cut`` is the mean likeness that groups had
    to reach to be joined; a note may be under it, since the whole group's mean was what counted.
    """

    mates: tuple[Mate, ...]
    likeness: float | None
    cut: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why a note lies in its claim and on its touchpoint.

    ``claim`` and ``touchpoint`` are ``None`` where it lies in none; a single remark is a claim and
    on no touchpoint.  ``held`` says that a person
    decided about the card, so that likeness explains it, but was not what put the note there.
    ``terms`` are the note's words that its mates have too, in the order of the note.
    """

    note: NoteId
    claim: ClaimId | None
    touchpoint: TouchpointId | None
    held: bool
    in_claim: Belonging
    in_touchpoint: Belonging
    terms: tuple[str, ...]


def why(ground: Ground, note_id: NoteId) -> Why:
    """Return why a note of the project lies where it does.

    Raises:
        KeyError: there is no such note, or it is a mark and no evidence.
    """
    own = ground.at[note_id]
    card, claim_id, in_claim, on_card = _group_of(ground.snapshot.touchpoints, note_id)
    if note_id in ground.single_of:
        claim_id = ground.single_of[note_id].id

    def belonging(where: Places, members: Sequence[NoteId], cut: float) -> Belonging:
        others = [ground.at[note] for note in members if note != note_id and note in ground.at]
        return _belonging(ground, where, own, others, cut)

    claim = belonging(ground.where.alone, in_claim, SAME_CUT)
    touchpoint = belonging(ground.where, on_card, coarse_cut(ground.snapshot.settings.dial))
    shared = {term for mate in (*claim.mates, *touchpoint.mates) for term in mate.terms}
    words = subject_words(ground.notes[own].text).values()
    return Why(
        note=note_id,
        claim=claim_id,
        touchpoint=card.id if card else None,
        held=bool(card and card.held),
        in_claim=claim,
        in_touchpoint=touchpoint,
        terms=tuple(word for word in words if word in shared),
    )


def _group_of(
    touchpoints: Sequence[Touchpoint], note: NoteId
) -> tuple[Touchpoint | None, ClaimId | None, list[NoteId], list[NoteId]]:
    """Return the card and claim that a note lies in, and the notes of both."""
    for card in touchpoints:
        whole = [evidence.note for evidence in card.evidence]
        claim_id, mates = None, []
        for claim in card.claims:
            members = [evidence.note for evidence in claim.evidence]
            whole += members
            if claim_id is None and note in members:
                claim_id, mates = claim.id, members
        if note in whole:
            return card, claim_id, mates, list(dict.fromkeys(whole))
    return None, None, [], []


def _belonging(
    ground: Ground, where: Places, own: int, others: Sequence[int], cut: float
) -> Belonging:
    """Return how a note belongs with others, all by position."""
    if not others:
        return Belonging((), None, cut)
    text = ground.notes[own].text
    near = np.round(where.of(others) @ where.of([own])[0], DIGITS)
    order = sorted(range(len(others)), key=lambda i: (-near[i], where.keys[others[i]], others[i]))
    mates = [(ground.notes[others[i]], float(near[i])) for i in order[:MATES]]
    return Belonging(
        tuple(Mate(mate.id, likeness, shared_words(text, mate.text)) for mate, likeness in mates),
        round(float(near.mean()), DIGITS),
        cut,
    )
