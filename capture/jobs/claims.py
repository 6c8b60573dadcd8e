"""Claims by their codes, and what was put for and against each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs import board, browse
from data.errors import NotFound
from data.records import EvidenceStance, NoteId
from data.shorthand.finder import code_key
from synthesis.board import bearings
from synthesis.board.ground import target_of
from synthesis.board.quotes import words_of
from synthesis.board.singles import claims_of
from synthesis.board.standing import count, is_belief, standing

if TYPE_CHECKING:
    from data.records import Claim, Snapshot, StageId
    from data.store import Project
    from synthesis.board.ground import Ground

_CODE = re.compile(r"\s*[Cc]\s?\d+\s*")


@dataclass(frozen=True, slots=True)
class Said:
    """A remark that was put for or against a claim; ``code`` is that of its own claim, if any."""

    note: NoteId
    text: str
    code: str
    stance: EvidenceStance

    def line(self) -> str:
        """Return it as it stands under the claim."""
        sign = "+" if self.stance is EvidenceStance.FOR else "−"
        return f"{sign} {f'{self.code} ' * bool(self.code)}“{words_of(self.text)}”"

    def as_document(self) -> dict[str, str]:
        """Return it in plain values."""
        return {"note": self.note, "text": self.text, "claim": self.code}


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """A claim as it is listed: its words are those of the note that it quotes.

    ``people`` says who stands for and against it, ``standing`` what it rests on; ``card`` is "" for
    a single remark.
    """

    code: str
    words: str
    kind: str
    notes: tuple[NoteId, ...]
    people: str
    standing: str
    stage: str
    card: str
    said: tuple[Said, ...]

    def bearing(self, stance: EvidenceStance) -> list[Said]:
        """Return what was put for it, or against it."""
        return [one for one in self.said if one.stance is stance]

    def as_document(self) -> dict[str, object]:
        """Return it in plain values."""
        return {
            "code": self.code,
            "words": self.words,
            "kind": self.kind or None,
            "notes": list(self.notes),
            "people": self.people,
            "standing": self.standing,
            "stage": self.stage or None,
            "card": self.card,
            "for": [one.as_document() for one in self.bearing(EvidenceStance.FOR)],
            "against": [one.as_document() for one in self.bearing(EvidenceStance.AGAINST)],
        }


@dataclass(frozen=True, slots=True)
class Loose:
    """What was put for or against something that is no claim any more; ``why`` says what it is."""

    note: NoteId
    text: str
    target: NoteId
    of: str
    stance: EvidenceStance
    why: str

    def line(self) -> str:
        """Return what was said of what."""
        return f"“{words_of(self.text)}” {self.stance.value} “{words_of(self.of)}”"

    def as_document(self) -> dict[str, str]:
        """Return it in plain values."""
        return {
            "note": self.note,
            "text": self.text,
            "stance": self.stance.value,
            "target": self.target,
            "of": self.of,
            "why": self.why,
        }


def listed(project: Project) -> list[ListedClaim]:
    """Return every claim, card by card, as the board has them, and then what is on no card."""
    ground = board.ground_of(project, project.snapshot())
    titles = {stage.id: stage.title for stage in ground.snapshot.stages}

    def listed(claim: Claim, stage: StageId | None, card: str = "") -> ListedClaim:
        return _listed(ground, claim, titles.get(stage, "") if stage else "", card)

    on_cards = [
        listed(claim, card.stage, card.code)
        for card in ground.snapshot.touchpoints
        for claim in card.claims
    ]
    return [*on_cards, *(listed(ground.single_of[one.note], one.stage) for one in ground.singles)]


def _listed(ground: Ground, claim: Claim, stage: str, card: str) -> ListedClaim:
    quote = target_of(claim, ground.at)
    hearing = ground.hearing
    counts = count(hearing.voices(claim.evidence))
    belief = is_belief(claim.kind, hearing.sides(claim.evidence))
    return ListedClaim(
        claim.code,
        words_of(ground.every_note[quote].text) if quote is not None else "",
        claim.kind.value if claim.kind else "",
        tuple(own.note for own in claim.evidence),
        counts.in_words(),
        standing(counts, ground.snapshot.settings, belief=belief).value,
        stage,
        card,
        tuple(
            Said(note.id, note.text, own.code if own is not None else "", stance)
            for note, stance in hearing.bearing_on(claim.evidence)
            for own in (ground.claim_of.get(note.id),)
        ),
    )


def loose(project: Project) -> list[Loose]:
    """Return what was put for or against something that is no claim any more."""
    ground = board.ground_of(project, project.snapshot())
    return [
        Loose(
            bearing.note,
            ground.every_note[bearing.note].text,
            bearing.target,
            ground.every_note[bearing.target].text,
            bearing.stance,
            why,
        )
        for bearing, why in bearings.loose(ground)
    ]


def is_code(typed: str) -> bool:
    """Return whether something typed is a code of a claim (``C12``, ``c12``)."""
    return _CODE.fullmatch(typed) is not None


def by_code(snapshot: Snapshot, typed: str) -> Claim:
    """Return the claim of a code, whatever its case; ``c7`` finds ``C07``.

    Raises:
        NotFound: no claim has that code.
    """
    wanted = code_key("".join(typed.split()))
    on_cards = (claim for card in snapshot.touchpoints for claim in card.claims)
    for claim in (*on_cards, *(claim for _, claim in claims_of(snapshot))):
        if claim.code and code_key(claim.code) == wanted:
            return claim
    raise NotFound(f"There is no claim {typed.strip()} here. Look for it with: sayso claims")


def stage_of(snapshot: Snapshot, claim: Claim) -> StageId | None:
    """Return the stage of a claim: that of its card, or where a single remark stands."""
    homes = {own.id: card.stage for card in snapshot.touchpoints for own in card.claims}
    homes |= {own.id: one.stage for one, own in claims_of(snapshot)}
    return homes[claim.id]


def target(snapshot: Snapshot, typed: str) -> NoteId:
    """Return the note that what is put for or against a claim hangs on.

    The claim is named by its code, or by a note of it, as it is for the other acts.

    Raises:
        NotFound: no claim has that code, or no note fits, or more than one.
    """
    if not is_code(typed):
        return browse.by_id(snapshot, typed).id
    claim = by_code(snapshot, typed)
    hangs_on = target_of(claim, {note.id for note in snapshot.notes if note.is_evidence})
    if hangs_on is None:
        raise NotFound(f"No remark of {claim.code} counts any more. Nothing was changed.")
    return hangs_on


def subjects(snapshot: Snapshot, typed: Sequence[str]) -> tuple[list[NoteId], list[NoteId]]:
    """Return the notes that were named, and a note of each claim that was named by its code.

    Raises:
        NotFound: no claim has that code, or no note fits, or more than one.
    """
    notes = [browse.by_id(snapshot, one).id for one in typed if not is_code(one)]
    return notes, [target(snapshot, one) for one in typed if is_code(one)]
