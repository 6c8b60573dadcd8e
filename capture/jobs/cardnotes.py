"""One card looked at closely: why each note is on it, which fit least, and which nearly belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from capture.jobs import board
from data.records import Comment, EvidenceStance, NoteId, Touchpoint, TouchpointId
from synthesis.board.ground import evidence_of

if TYPE_CHECKING:
    from data.store import Project
    from synthesis.board.ground import Ground

OUTLIER = 0.1
"""A note less like the rest of its card than this is shown as one that may not belong."""

_NEARLY = 8


@dataclass(frozen=True, slots=True)
class OnCard:
    """A note on a card: ``likeness`` is to the rest of it, ``None`` where there is no rest.

    ``mate`` is the text of the note there that is most like it, ``words`` what both have.
    """

    note: NoteId
    text: str
    point: str
    likeness: float | None
    mate: str
    words: tuple[str, ...]
    against: bool
    pinned: bool
    joined: datetime | None

    @property
    def is_outlier(self) -> bool:
        """True where it is little like the rest, and nobody has said that it stays."""
        return self.likeness is not None and self.likeness < OUTLIER and not self.pinned

    def why(self) -> str:
        """Say in a few words why it is here."""
        if self.pinned:
            return "pinned here"
        if self.likeness is None:
            return "the only one"
        words = f" ({', '.join(self.words[:3])})" if self.words else ""
        return f"{self.likeness:.2f} like the rest{words}"


@dataclass(frozen=True, slots=True)
class NearCard:
    """A note of another card that nearly belongs on this one."""

    note: NoteId
    text: str
    card: str
    likeness: float


@dataclass(frozen=True, slots=True)
class CardNotes:
    """A card, its notes with those that fit least first, and what else belongs to the picture."""

    card: Touchpoint
    notes: tuple[OnCard, ...]
    nearly: tuple[NearCard, ...]
    comments: tuple[Comment, ...]

    def as_document(self) -> dict[str, Any]:
        """Return the same in plain values."""
        return {
            "code": self.card.code,
            "title": self.card.title,
            "decision": self.card.decision.value,
            "held": self.card.held,
            "owner": self.card.owner,
            "grade": None if self.card.grade is None else int(self.card.grade),
            "notes": [
                {
                    "id": one.note,
                    "text": one.text,
                    "point": one.point,
                    "likeness": one.likeness,
                    "words": list(one.words),
                    "stance": "against" if one.against else "for",
                    "pinned": one.pinned,
                    "joined": one.joined.isoformat() if one.joined else None,
                }
                for one in self.notes
            ],
            "nearly": [
                {"id": n.note, "text": n.text, "touchpoint": n.card, "likeness": n.likeness}
                for n in self.nearly
            ],
            "comments": [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "author": one.author,
                    "text": one.text,
                    "answer": one.answer,
                    "closed": one.closed,
                }
                for one in self.comments
            ],
        }


def look_at(project: Project, card_id: TouchpointId) -> CardNotes | None:
    """Look at a card; ``None`` where it is gone."""
    snapshot = project.snapshot()
    ground = board.ground_of(project, snapshot)
    card = ground.cards.get(card_id)
    if card is None:
        return None
    notes = tuple(sorted(_on(ground, card), key=_fits_least_first))
    own = tuple(one for one in snapshot.comments if one.touchpoint == card_id)
    return CardNotes(card, notes, tuple(_near(ground, card)), own)


def _fits_least_first(one: OnCard) -> tuple[bool, bool, float, str]:
    likeness = 9.0 if one.likeness is None else one.likeness
    return one.joined is None, not one.is_outlier, likeness, one.note


def _on(ground: Ground, card: Touchpoint) -> list[OnCard]:
    from synthesis.board.why import shared_words

    known = evidence_of(card)
    inside = [ground.at[note] for note in known if note in ground.at]
    rows = ground.where.of(inside) if inside else np.empty((0, 1))
    near = np.round(rows @ rows.T, 6)
    place = {at: number for number, at in enumerate(inside)}
    points = {one.note: point.title for point in card.points for one in point.evidence}
    found = []
    for note, one in known.items():
        text = ground.every_note[note].text if note in ground.every_note else ""
        likeness, mate = None, ""
        if note in ground.at and len(inside) > 1:
            row = near[place[ground.at[note]]].copy()
            own = place[ground.at[note]]
            likeness = round(float((row.sum() - row[own]) / (len(inside) - 1)), 6)
            row[own] = -2.0
            mate = ground.notes[inside[int(row.argmax())]].text
        found.append(
            OnCard(
                note,
                text,
                points.get(note, ""),
                likeness,
                mate,
                shared_words(text, mate) if mate else (),
                one.stance is EvidenceStance.AGAINST,
                one.pinned,
                one.joined,
            )
        )
    return found


def _near(ground: Ground, card: Touchpoint) -> list[NearCard]:
    """Return notes of the stage that are more like this card than notes of two cards usually are.

    Those that nearly belong here come first; the rest only where they reach a point's likeness.
    """
    from synthesis.board.claims import coarse_cut
    from synthesis.board.keepup import nearly

    cut = coarse_cut(ground.snapshot.settings.dial)
    found = [one for one in nearly(ground, cut) if one.card.id == card.id]
    found.sort(key=lambda one: (-one.gain, one.note))
    return [
        NearCard(
            one.note,
            ground.every_note[one.note].text,
            ground.card_of[one.note].code,
            one.likeness,
        )
        for one in found[:_NEARLY]
    ]
