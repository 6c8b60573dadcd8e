"""Single remarks and where they could go: near nothing, on no card, a key or a verb each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import drafts
from capture.jobs.board import ground_of
from capture.jobs.headings import headings
from capture.jobs.queue import speakers
from synthesis.board import placing
from synthesis.board.quotes import words_of
from synthesis.board.singles import is_left
from synthesis.board.standing import People

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from capture.jobs.board import Act
    from data.records import NoteId, SessionId, TouchpointId
    from data.store import Project
    from synthesis.board.ground import Ground


@dataclass(frozen=True, slots=True)
class Offer:
    """A card that a remark could go on, as it is called, and what is said there most like it."""

    card: TouchpointId
    code: str
    title: str
    words: str
    likeness: float


@dataclass(frozen=True, slots=True)
class SingleRemark:
    """A remark that is on no card, and the cards of its stage that are nearest to it."""

    note: NoteId
    code: str
    text: str
    stage: str
    kind: str
    speakers: str
    offers: tuple[Offer, ...]
    left: bool

    def as_document(self) -> dict[str, object]:
        """Return it in plain values."""
        return {
            "note": self.note,
            "code": self.code,
            "text": self.text,
            "stage": self.stage,
            "kind": self.kind or None,
            "said_by": self.speakers,
            "left": self.left,
            "nearest": [
                {
                    "touchpoint": offer.code,
                    "title": offer.title,
                    "says": offer.words,
                    "likeness": offer.likeness,
                }
                for offer in self.offers
            ],
        }


def to_settle(
    project: Project,
    session: SessionId | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[NoteId, ...]:
    """Return the single remarks that nobody left so, of a session or of all, by time.

    What waits is put on cards before, where it can be.
    """
    if not project.read_only and not drafts.is_fresh(project):
        drafts.synthesise(project, cancelled=cancelled)
    snapshot = project.snapshot()
    alone = {one.note for one in snapshot.singles if not is_left(one.note, snapshot)}
    return tuple(
        note.id for note in snapshot.notes if note.id in alone and session in (None, note.session)
    )


def look(project: Project, note: NoteId) -> SingleRemark | None:
    """Look at a single remark; ``None`` where it is none any more."""
    ground = ground_of(project, project.snapshot())
    if note not in ground.single_of:
        return None
    return _look(ground, note, headings(ground.snapshot))


def listed(project: Project) -> list[SingleRemark]:
    """Return every single remark, stage by stage."""
    ground = ground_of(project, project.snapshot())
    names = headings(ground.snapshot)
    return [_look(ground, one.note, names) for one in ground.singles]


def _look(ground: Ground, note_id: NoteId, names: Mapping[TouchpointId, str]) -> SingleRemark:
    note, claim = ground.every_note[note_id], ground.single_of[note_id]
    return SingleRemark(
        note_id,
        claim.code,
        note.text,
        ground.stage_title(ground.home(note)),
        note.kind.value if note.kind else "",
        speakers(note, People.of(ground.snapshot)),
        tuple(
            Offer(
                near.card.id,
                near.card.code,
                names[near.card.id],
                words_of(ground.every_note[near.mate].text),
                near.likeness,
            )
            for near in placing.nearest_cards(ground, note_id)
        ),
        is_left(note_id, ground.snapshot),
    )


def leave(notes: tuple[NoteId, ...]) -> Act:
    """Return the act that says of remarks that they stay single."""
    return lambda ground: placing.leave(ground, notes)
