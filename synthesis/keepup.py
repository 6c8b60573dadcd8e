"""New notes on an old board: nothing that lies somewhere moves, what is new finds its place.

A note that is on no card joins the card of its stage that it is most like, where that reaches the
cut; on a decided card it is marked as new.  What joins none is grouped among its like, into new
cards.  Notes never join a rejected card: they would vanish from the map unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from data.records import Decision, Evidence, NoteId, StageId, Touchpoint
from synthesis.bonds import Bonds, obey
from synthesis.group import FINE_CUT, partition
from synthesis.likeness import DIGITS
from synthesis.piles import Lot, Pile, card_of, pile_of
from synthesis.points import CHANCE, heaps

if TYPE_CHECKING:
    from synthesis.ground import Ground


def keep_up(ground: Ground, cut: float, now: datetime) -> list[Touchpoint]:
    """Return all cards with every note in its place; what is new has no code and no title yet.

    Args:
        ground: the project.
        cut: the coarse cut.
        now: when notes that join a held card are said to have joined.
    """
    piles = [_still(ground, card) for card in ground.snapshot.touchpoints]
    lying = {note for pile in piles for note in pile.notes}
    held = {e.note for c in ground.snapshot.touchpoints if c.held for e in c.evidence}
    waiting = [
        at for at, note in enumerate(ground.notes) if at not in lying and note.id not in held
    ]
    marks = {
        one.note: one
        for card in ground.snapshot.touchpoints
        for point in card.points
        for one in point.evidence
    }
    bonds = Bonds.of(ground.snapshot.links, ground.at)
    waiting.sort(key=lambda at: (ground.where.keys[at], ground.notes[at].id))
    left = _join(ground, piles, waiting, cut, bonds)
    for pile in piles:
        if pile.fixed:
            for at in set(pile.notes) & set(waiting):
                marks[ground.notes[at].id] = Evidence(ground.notes[at].id, joined=now)
    piles += _new_piles(ground, piles, left, cut, bonds)
    for pile in piles:
        _sort_new(ground, pile)
    obey(ground.where, piles, bonds)
    return _cards(ground, piles, marks)


def arrivals(ground: Ground) -> list[NoteId]:
    """Return the evidence that lies on no card, or on a draft of another stage than its own."""
    return [
        note.id
        for note in ground.notes
        if (card := ground.card_of.get(note.id)) is None
        or (not card.held and card.stage != ground.home(note))
    ]


def out_of_place(ground: Ground) -> bool:
    """True where a draft holds what it should not: a mark, another stage's note, a mixed point."""
    for card in ground.snapshot.touchpoints:
        if card.held:
            continue
        for point in card.points:
            for one in point.evidence:
                if one.note not in ground.at:
                    return True
                note = ground.notes[ground.at[one.note]]
                if ground.home(note) != card.stage or note.kind is not point.kind:
                    return True
    return False


def _still(ground: Ground, card: Touchpoint) -> Pile:
    """Return a card without what no longer belongs on it; held cards stay as they are."""
    pile = pile_of(card, ground.at)
    if card.held:
        return pile
    stage = card.stage if card.stage in ground.stages else None
    pile.stage = stage
    strayed = [at for at in pile.notes if ground.home(ground.notes[at]) != stage]
    pile.take(strayed)
    for lot in tuple(pile.lots):
        other = [at for at in lot.notes if ground.notes[at].kind is not lot.kind]
        if other:
            pile.take(other)
            for at in other:
                _put(ground, pile, at, Bonds())
    return pile


def _join(
    ground: Ground, piles: Sequence[Pile], waiting: Sequence[int], cut: float, bonds: Bonds
) -> list[int]:
    """Put notes on the piles that they are most like, where that reaches the cut; return the rest.

    Only what lay on a pile before counts, so that the order of what is new is nothing.
    """
    old = [list(pile.notes) for pile in piles]
    beside, against = _beside(bonds.on_card), _beside(bonds.off_card)
    columns: dict[StageId | None, list[int]] = {}
    for place, pile in enumerate(piles):
        if old[place]:
            columns.setdefault(pile.stage, []).append(place)
    means = {
        stage: np.stack([ground.where.of(old[place]).mean(axis=0) for place in places])
        for stage, places in columns.items()
    }
    left = []
    for at in waiting:
        stage = ground.home(ground.notes[at])
        near = np.round(means[stage] @ ground.where.of([at])[0], DIGITS) if stage in means else ()
        found = [
            (-9.0 if bonded else -float(likeness), place)
            for likeness, place in zip(near, columns.get(stage, ()), strict=True)
            if (bonded := not beside.get(at, _NOBODY).isdisjoint(old[place]))
            or (likeness >= cut and not _is_rejected(piles[place]))
            if against.get(at, _NOBODY).isdisjoint(old[place])
        ]
        if found:
            _put(ground, piles[min(found)[1]], at, bonds)
        else:
            left.append(at)
    return left


_NOBODY: frozenset[int] = frozenset()


def _beside(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for a, b in pairs:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def _is_rejected(pile: Pile) -> bool:
    return pile.was is not None and pile.was.decision is Decision.REJECTED


def _put(ground: Ground, pile: Pile, at: int, bonds: Bonds) -> None:
    """Put a note into the point of its kind that says the same, or make it one of its own."""
    kind = ground.notes[at].kind
    foes = {b if a == at else a for a, b in bonds.off_point if at in (a, b)}
    found = []
    for place, lot in enumerate(pile.lots):
        if lot.was is None or lot.kind is not kind:
            continue
        was = [ground.at[one.note] for one in lot.was.evidence if one.note in ground.at]
        old = [note for note in was if note in lot.notes and note != at]
        if old and foes.isdisjoint(old) and (near := ground.likeness(at, old)) >= FINE_CUT:
            found.append((-near, place))
    if found:
        pile.lots[min(found)[1]].notes.append(at)
    else:
        pile.lots.append(Lot(kind, [at]))


def _sort_new(ground: Ground, pile: Pile) -> None:
    """Make points of what came to an old card and says nothing that is there already."""
    if pile.was is None:
        return
    new = [lot for lot in pile.lots if lot.was is None]
    pile.lots = [lot for lot in pile.lots if lot.was is not None]
    for kind in dict.fromkeys(lot.kind for lot in new):
        some = np.array([at for lot in new if lot.kind is kind for at in lot.notes], dtype=np.intp)
        label = partition(ground.where, FINE_CUT, some)
        for one in range(label.max() + 1):
            pile.lots.append(Lot(kind, [int(at) for at in some[label == one]]))


def _new_piles(
    ground: Ground, piles: Sequence[Pile], left: Sequence[int], cut: float, bonds: Bonds
) -> list[Pile]:
    """Group what found no card; what is alone then goes to the nearest draft, if any is near."""
    kinds = [note.kind for note in ground.notes]
    columns: dict[StageId | None, list[int]] = {}
    for at in left:
        columns.setdefault(ground.home(ground.notes[at]), []).append(at)
    drafts = [pile for pile in piles if not pile.fixed and pile.lots]
    made: list[Pile] = []
    alone: list[Pile] = []
    for stage, some in columns.items():
        for heap in heaps(ground.where, kinds, some, coarse=cut):
            lots = [Lot(kind, list(notes)) for kind, notes in heap.points]
            (made if len(heap.notes) > 1 else alone).append(Pile(stage, lots))
    single = [pile.notes[0] for pile in alone]
    lonely = set(_join(ground, drafts, single, min(cut, CHANCE), bonds))
    return [*made, *(pile for pile in alone if pile.notes[0] in lonely)]


def _cards(
    ground: Ground, piles: Iterable[Pile], marks: dict[NoteId, Evidence]
) -> list[Touchpoint]:
    cards = []
    for pile in piles:
        if pile.lots or (pile.was is not None and pile.was.held):
            was = pile.was
            if was is not None and was.held and not _differs(ground, pile):
                cards.append(was)
                continue
            card = card_of(pile, ground.where, ground.notes, marks, ground.new_id)
            if was is not None and was.held:
                card = replace(card, points=_with_marks(ground, was, card))
            cards.append(card)
    return cards


def _differs(ground: Ground, pile: Pile) -> bool:
    assert pile.was is not None
    before = {e.note for p in pile.was.points for e in p.evidence if e.note in ground.at}
    return before != {ground.notes[at].id for at in pile.notes}


def _with_marks(ground: Ground, was: Touchpoint, card: Touchpoint) -> tuple:  # type: ignore[type-arg]
    """Return a held card's points with evidence that is none now (a memo) left where it was."""
    gone = {
        point.id: [one for one in point.evidence if one.note not in ground.at]
        for point in was.points
    }
    there = {point.id for point in card.points}
    kept = [
        replace(point, evidence=(*point.evidence, *gone[point.id])) if gone.get(point.id) else point
        for point in card.points
    ]
    return (*kept, *(point for point in was.points if point.id not in there))


def number(cards: Sequence[Touchpoint], new_codes: Callable[[int], list[str]]) -> list[Touchpoint]:
    """Return cards with codes for those that have none, placed behind the others of their stage."""
    fresh = [card for card in cards if not card.code]
    codes = iter(new_codes(len(fresh)) if fresh else [])
    last: dict[StageId | None, int] = {}
    for card in cards:
        if card.code:
            last[card.stage] = max(last.get(card.stage, -1), card.position)
    done = []
    for card in cards:
        if card.code:
            done.append(card)
            continue
        last[card.stage] = last.get(card.stage, -1) + 1
        done.append(replace(card, code=next(codes), position=last[card.stage]))
    return done
