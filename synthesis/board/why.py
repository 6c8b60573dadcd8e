"""Why a note is where it is: its nearest mates, the words they share, and the cut it met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.records import ClaimId, NoteId, Snapshot, Touchpoint, TouchpointId
from synthesis.board.claims import coarse_cut
from synthesis.board.drafts import VectorSource
from synthesis.grouping.group import FINE_CUT, Places, places
from synthesis.grouping.likeness import DIGITS
from synthesis.titles.rank import note_words, stems

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

    ``claim`` and ``touchpoint`` are ``None`` where it lies in none.  ``held`` says that a person
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


def why(snapshot: Snapshot, vectors: VectorSource, note_id: NoteId) -> Why:
    """Return why a note of the project lies where it does.

    Raises:
        KeyError: there is no such note, or it is a mark and no evidence.
    """
    notes = [note for note in snapshot.notes if note.is_evidence]
    at = {note.id: position for position, note in enumerate(notes)}
    own = at[note_id]
    texts = [note.text for note in notes]
    where = places(texts, vectors.of(texts))
    card, claim_id, in_claim, on_card = _group_of(snapshot.touchpoints, note_id)

    def belonging(members: Sequence[NoteId], cut: float) -> Belonging:
        others = [at[other] for other in members if other != note_id and other in at]
        return _belonging(where, texts, [note.id for note in notes], own, others, cut)

    claim = belonging(in_claim, FINE_CUT)
    touchpoint = belonging(on_card, coarse_cut(snapshot.settings.dial))
    found = {term for mate in (*claim.mates, *touchpoint.mates) for term in mate.terms}
    terms = tuple(term for term in _words(texts[own]).values() if term in found)
    return Why(
        note=note_id,
        claim=claim_id,
        touchpoint=card.id if card else None,
        held=bool(card and card.held),
        in_claim=claim,
        in_touchpoint=touchpoint,
        terms=terms,
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
    where: Places,
    texts: Sequence[str],
    ids: Sequence[NoteId],
    own: int,
    others: Sequence[int],
    cut: float,
) -> Belonging:
    """Return how a note belongs with others, all by position."""
    if not others:
        return Belonging((), None, cut)
    near = np.round(where.of(others) @ where.of([own])[0], DIGITS)
    order = sorted(range(len(others)), key=lambda i: (-near[i], where.keys[others[i]], others[i]))
    words = _words(texts[own])
    mates = tuple(
        Mate(
            note=ids[others[i]],
            likeness=float(near[i]),
            terms=tuple(w for stem, w in words.items() if stem in _words(texts[others[i]])),
        )
        for i in order[:MATES]
    )
    return Belonging(mates, round(float(near.mean()), DIGITS), cut)


def _words(text: str) -> dict[str, str]:
    """Return the words of a text that carry a subject, by stem, in their order."""
    found: dict[str, str] = {}
    for word in note_words(text):
        for stem in stems([word]):
            found.setdefault(stem, word)
    return found


def shared_words(text: str, other: str) -> tuple[str, ...]:
    """Return the words of a text that another has too, in their order."""
    known = _words(other)
    return tuple(word for stem, word in _words(text).items() if stem in known)
