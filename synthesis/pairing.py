"""Acts about pairs of notes: always together, never together, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from data.records import (
    Evidence,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    PointId,
    Touchpoint,
    TouchpointId,
)
from data.text import counted
from synthesis.bonds import Bonds, obey
from synthesis.deed import (
    CannotError,
    ClashError,
    Effect,
    Working,
    broken,
    named,
    quoted,
    sentence,
    settled,
    without,
)
from synthesis.evidence import evidence_of
from synthesis.piles import Lot, Pile, card_of, pile_of

if TYPE_CHECKING:
    from synthesis.ground import Ground


def link(
    ground: Ground,
    made: Link,
    *,
    whole: bool = False,
    going: NoteId | None = None,
    anyway: bool = False,
) -> Effect:
    """Decide that two notes always share a card or point, or never do; what is not so becomes so.

    Args:
        ground: the project.
        made: the decision.
        whole: whether the notes stand for all that lies with them (a question was answered): then
            whole points or cards become one, or part.  Else nothing but one note moves.
        going: which of the two moves; not given, it is one whose card is a draft.
        anyway: whether older decisions that stand against it are taken back.

    Raises:
        ClashError: older decisions stand against it.
        CannotError: the notes can never share a point, being of different kinds.
    """
    first, second = ground.every_note[made.first], ground.every_note[made.second]
    same_point = made.kind is LinkKind.TOGETHER and made.level is LinkLevel.POINT
    if same_point and first.kind is not second.kind:
        raise CannotError(
            f"{quoted(ground, made.first)} and {quoted(ground, made.second)} are of different "
            "kinds: they can share a card, not a point."
        )
    work = Working(ground)
    work.unlinked += settled(ground, made, anyway=anyway)
    work.told += [f"Taken back: {sentence(ground, one)}." for one in work.unlinked]
    work.links.append(made)
    if broken([made], ground.cards.values()):
        _mend(work, made, whole, going, anyway)
    return work.finish(f"{_LABELS[made.kind]}: {sentence(ground, made)}", anyway=anyway)


_LABELS = {LinkKind.TOGETHER: "Always together", LinkKind.APART: "Never together"}


def part_points(ground: Ground, stays: PointId, goes: PointId, *, anyway: bool = False) -> Effect:
    """Decide that two points never share a card; where they do, one goes to a card of its own.

    Each point's notes are kept together by the same decision, so that no later cut can part them
    and let a half of one come back to the other.

    Raises:
        ClashError: older decisions stand against it.
        CannotError: one of the points is gone.
    """
    points = {point.id: point for card in ground.cards.values() for point in card.points}
    if stays not in points or goes not in points or stays == goes:
        raise CannotError("Choose two points of the board.")
    one, other = points[stays], points[goes]
    notes = [[e.note for e in point.evidence if e.note in ground.at] for point in (one, other)]
    work = Working(ground)
    for some in notes:
        for a, b in pairwise(some):
            work.links.append(Link.between(a, b, LinkKind.TOGETHER, LinkLevel.POINT))
    apart = Link.between(notes[0][0], notes[1][0], LinkKind.APART)
    work.unlinked += settled(ground, apart, anyway=anyway, beside=work.links)
    work.links.append(apart)
    card = ground.card_of[notes[0][0]]
    if card.id == ground.card_of[notes[1][0]].id:
        new = work.new_card(card.stage, held=card.held)
        work.put(new.id, work.take(notes[1]))
        work.told.append(f"A new card with {counted(len(notes[1]), 'note')}: “{other.title}”.")
    label = f"Never together: the points “{one.title}” and “{other.title}”"
    return work.finish(label, anyway=anyway)


def unlink(ground: Ground, links: Sequence[Link]) -> Effect:
    """Take decisions about pairs back; the notes stay where they are."""
    if not links:
        raise CannotError("Nothing was decided about that.")
    work = Working(ground)
    work.unlinked += links
    what = sentence(ground, links[0]) if len(links) == 1 else counted(len(links), "decision")
    return work.finish(f"Take back: {what}")


def _mend(work: Working, made: Link, whole: bool, going: NoteId | None, anyway: bool) -> None:
    """Make the board keep a decision that it does not keep yet."""
    ground = work.ground
    one, other = ground.card_of[made.first], ground.card_of[made.second]
    if one.id != other.id and one.held and other.held and going is None and not anyway:
        raise ClashError(
            f"{named(one)} and {named(other)} are both decided, and each holds one of the two. "
            "Merge the cards, or move the note."
        )
    if one.stage != other.stage:
        # The note comes over first: a pile holds notes of one stage.
        _bring_over(work, made, going)
        return
    concerned = [one] if one.id == other.id else [one, other]
    piles = [pile_of(card, ground.at) for card in concerned]
    for pile in piles:
        pile.fixed = False
    bonds = Bonds.of([*work.standing(), made], ground.at)
    if whole:
        piles.sort(key=lambda pile: pile.was is None or not pile.was.held)
        _as_one(piles, made, ground)
        obey(ground.where, piles, bonds, Bonds.of([made], ground.at))
    else:
        _one_note(piles, made, ground, going)
    _back(work, concerned, piles)
    _tell(work, piles)


def _as_one(piles: list[Pile], made: Link, ground: Ground) -> None:
    """Where one card is held, what is alike comes to it whole, and the card itself stays."""
    if (
        len(piles) < 2
        or made.kind is LinkKind.APART
        or not any(p.was and p.was.held for p in piles)
    ):
        return
    held, other = piles
    note = next(n for n in (ground.at[made.first], ground.at[made.second]) if n in other.notes)
    lot = next(lot for lot in other.lots if note in lot.notes)
    going = other.notes if made.level is LinkLevel.CARD else lot.notes
    held.lots += other.take(list(going))


def _one_note(piles: list[Pile], made: Link, ground: Ground, wanted: NoteId | None) -> None:
    """Move one note and nothing else."""
    still, going = ground.at[made.first], ground.at[made.second]
    mover = next(pile for pile in piles if going in pile.notes)
    on_held = len(piles) == 2 and mover.was is not None and mover.was.held
    if wanted == made.first or (wanted is None and on_held):
        still, going = going, still
        mover = next(pile for pile in piles if going in pile.notes)
    stays = next(pile for pile in piles if still in pile.notes)
    kind = ground.notes[going].kind
    if made.kind is LinkKind.APART and made.level is LinkLevel.CARD:
        piles.append(Pile(mover.stage, mover.take([going])))
    elif made.kind is LinkKind.APART:
        lot = next(lot for lot in mover.lots if going in lot.notes)
        lot.notes = [note for note in lot.notes if note != going]
        mover.lots.append(Lot(kind, [going]))
    else:
        taken = mover.take([going])
        lot = next(lot for lot in stays.lots if still in lot.notes)
        if made.level is LinkLevel.POINT:
            lot.notes = [*lot.notes, going]
        else:
            stays.lots += taken


def _bring_over(work: Working, made: Link, going: NoteId | None) -> None:
    ground = work.ground
    one, other = ground.card_of[made.first], ground.card_of[made.second]
    target, note = (one, made.second) if one.held or not other.held else (other, made.first)
    if going is not None:
        target, note = (other, made.first) if going == made.first else (one, made.second)
    work.put(target.id, work.take([note]))
    if made.level is LinkLevel.POINT:
        mate = made.second if note == made.first else made.first
        _into_point(work, target.id, note, mate)
    work.told.append(f"{quoted(ground, note)} comes to {named(target)}.")


def _into_point(work: Working, card_id: TouchpointId, note: NoteId, mate: NoteId) -> None:
    card = work.card(card_id)
    own = next(p for p in card.points if any(e.note == note for e in p.evidence))
    if any(one.note == mate for one in own.evidence):
        return
    gone = next(one for one in own.evidence if one.note == note)
    points = []
    for point in card.points:
        if point.id == own.id:
            point = without(point, {note})
        elif any(one.note == mate for one in point.evidence):
            point = replace(point, evidence=(*point.evidence, gone))
        points.append(point)
    work.set(replace(card, points=tuple(point for point in points if point.evidence)))


def _back(work: Working, concerned: Sequence[Touchpoint], piles: Sequence[Pile]) -> None:
    """Put piles back as cards; what parts from a held card is held too."""
    ground = work.ground
    marks: dict[NoteId, Evidence] = {}
    for card in concerned:
        marks |= evidence_of(card)
    for card in concerned:
        if not any(pile.was is not None and pile.was.id == card.id for pile in piles):
            work.set(replace(card, points=()))
    held = any(card.held for card in concerned)
    for pile in piles:
        card = card_of(pile, ground.where, ground.notes, marks, ground.new_id)
        was = ground.cards.get(card.id)
        lost = (
            [
                replace(point, evidence=some)
                for point in was.points
                if (some := tuple(e for e in point.evidence if e.note not in ground.at))
            ]
            if was is not None
            else []
        )
        card = replace(card, points=(*card.points, *lost))
        work.set(replace(card, held=True) if was is None and held else card)


def _tell(work: Working, piles: Sequence[Pile]) -> None:
    ground = work.ground
    for pile in piles:
        some = counted(len(pile.notes), "note")
        if pile.was is None and pile.notes:
            first = quoted(ground, ground.notes[pile.notes[0]].id)
            work.told.append(f"A new card with {some}: {first}.")
        elif pile.was is not None and len(evidence_of(pile.was)) != len(pile.notes) and pile.notes:
            work.told.append(f"{named(pile.was)} has {some}.")
