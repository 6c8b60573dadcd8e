"""New notes on an old board: what lies stays, what is new finds its place, what is near is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from data.records import Claim, Decision, Evidence, NoteId, Single, StageId, Touchpoint
from synthesis.board.claims import (
    SHARE,
    Bonds,
    Lot,
    Pile,
    card_of,
    grouped,
    obey,
    pile_of,
    with_marks,
)
from synthesis.board.sayings import apart, says
from synthesis.board.singles import is_left, singled
from synthesis.grouping.group import SAME_CUT, ContradictionError, Decisions, members, partition
from synthesis.grouping.linkage import partners

if TYPE_CHECKING:
    from synthesis.board.ground import Ground
    from synthesis.grouping.group import Places


def keep_up(
    ground: Ground, cut: float, now: datetime
) -> tuple[list[Touchpoint], tuple[Single, ...]]:
    """Return all cards with every note in its place, and what is single; what is new has no code.

    New cards have no title yet either.

    Args:
        ground: the project.
        cut: the coarse cut.
        now: when notes that join a held card are said to have joined.
    """
    bonds = Bonds.of(ground.snapshot.links, ground.at)
    piles = [_still(ground, card, bonds) for card in ground.snapshot.touchpoints]
    piles += [Pile(one.stage, _bare(ground, [ground.at[one.note]])) for one in ground.singles]
    lying = {note for pile in piles for note in pile.notes}
    held = {e.note for c in ground.snapshot.touchpoints if c.held for e in c.evidence}
    waiting = [
        at for at, note in enumerate(ground.notes) if at not in lying and note.id not in held
    ]
    marks = {
        one.note: one
        for card in ground.snapshot.touchpoints
        for claim in card.claims
        for one in claim.evidence
    }
    piles += _join(ground, piles, waiting, cut, bonds)
    for pile in piles:
        if pile.fixed:
            for at in set(pile.notes) & set(waiting):
                marks[ground.notes[at].id] = Evidence(ground.notes[at].id, joined=now)
    for pile in piles:
        _sort_new(ground, pile, bonds)
    obey(ground.where, piles, bonds)
    single = [pile for pile in piles if pile.is_single]
    kept = _cards(ground, (pile for pile in piles if not pile.is_single), marks)
    return kept, singled(ground.snapshot, ground.notes, ground.where, single)


def _still(ground: Ground, card: Touchpoint, bonds: Bonds) -> Pile:
    """Return a card without what no longer belongs on it; held cards keep all of their notes.

    On both, what may not be one claim is parted, but where a person made it one.
    """
    pile = pile_of(card, ground.at)
    if not card.held:
        pile.stage = card.stage if card.stage in ground.stages else None
        pile.take([at for at in pile.notes if ground.home(ground.notes[at]) != pile.stage])
    for lot in tuple(pile.lots):
        other = [at for at in lot.notes if ground.notes[at].kind is not lot.kind]
        own = [at for at in lot.notes if ground.notes[at].kind is lot.kind]
        if not _was_joined(ground, own, bonds):
            other += [at for part in apart(ground.where, ground.said, own)[1:] for at in part]
        if other:
            pile.take(other)
            _add(ground, pile, other)
    return pile


def _was_joined(ground: Ground, notes: Sequence[int], bonds: Bonds) -> bool:
    """Return whether a person made one claim of notes that would not be one by themselves."""
    inside = set(notes)
    return any(
        a in inside and b in inside and not ground.said[a].may_share(ground.said[b])
        for a, b in bonds.in_claim
    )


def _join(
    ground: Ground, piles: Sequence[Pile], waiting: Sequence[int], cut: float, bonds: Bonds
) -> list[Pile]:
    """Let notes join piles of their stage, or make new ones, by the same tree as all cards.

    A pile is one block that never meets another, a single remark too; a rejected one is left out,
    and so is a remark that somebody left single.  New piles are returned: a note that is near
    nothing is one.
    """
    columns: dict[StageId | None, list[int]] = {}
    for at in waiting:
        columns.setdefault(ground.home(ground.notes[at]), []).append(at)
    made: list[Pile] = []
    for stage, new in columns.items():
        here = [
            pile
            for pile in piles
            if pile.stage == stage
            and pile.notes
            and not (pile.was is not None and pile.was.decision is Decision.REJECTED)
            and not (pile.is_single and is_left(ground.notes[pile.notes[0]].id, ground.snapshot))
        ]
        old = [list(pile.notes) for pile in here]
        crowd = len(new) + sum(map(len, old))
        for home, fresh in _grouped(ground.where, old, new, cut, bonds.on_card, bonds.off_card):
            if home is not None:
                _add(ground, here[home], fresh)
                continue
            made += [
                Pile(stage, _bare(ground, some))
                for some in _not_too_large(ground, fresh, cut, crowd)
            ]
    return made


def _not_too_large(
    ground: Ground, notes: Sequence[int], cut: float, crowd: int
) -> Iterator[list[int]]:
    """Yield a new group as it is, or in parts where it is too much of its stage for one card."""
    if len(notes) <= crowd * SHARE:
        yield list(notes)
        return
    chosen = np.array(notes, dtype=np.intp)
    for inside in members(grouped(ground.where, chosen, cut, crowd)):
        yield chosen[inside].tolist()


def _grouped(
    where: Places,
    old: Sequence[Sequence[int]],
    new: Sequence[int],
    cut: float,
    together: Iterable[tuple[int, int]],
    apart: Iterable[tuple[int, int]],
) -> list[tuple[int | None, list[int]]]:
    """Return the new notes in groups, each with the place of the old group that it joins, if any.

    Old groups stay apart.
    """
    notes = [*(note for group in old for note in group), *new]
    place = {note: at for at, note in enumerate(notes)}
    fresh = set(new)

    def inside(pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple(
            (place[a], place[b])
            for a, b in pairs
            if a in place and b in place and (a in fresh or b in fresh)
        )

    fixed = tuple(tuple(place[note] for note in group) for group in old)
    decisions = Decisions(inside(together), inside(apart), fixed)
    try:
        label = partition(where, cut, notes, decisions)
    except ContradictionError:
        # Old groups that a new note is to be with, both: it is told among the proposals.
        label = partition(where, cut, notes, replace(decisions, must=()))
    groups: dict[int, list[int]] = {}
    for note, one in zip(notes, label.tolist(), strict=True):
        groups.setdefault(one, []).append(note)
    return [
        (
            next((at for at, before in enumerate(old) if before[0] in group), None),
            [note for note in group if note in fresh],
        )
        for group in groups.values()
        if not fresh.isdisjoint(group)
    ]


def _bare(ground: Ground, notes: Iterable[int]) -> list[Lot]:
    return [Lot(ground.notes[at].kind, [at]) for at in notes]


def _add(ground: Ground, pile: Pile, notes: Iterable[int]) -> None:
    """Put notes on a pile; into which claims is settled when all have come."""
    pile.lots += _bare(ground, notes)


def _sort_new(ground: Ground, pile: Pile, bonds: Bonds) -> None:
    """Let what came to a pile join the claims of its kind that say the same, or make new ones.

    What may not share a claim unasked is kept apart as if somebody had said so, but where a person
    said otherwise.
    """
    new = [lot for lot in pile.lots if lot.was is None]
    pile.lots = [lot for lot in pile.lots if lot.was is not None]
    for kind in dict.fromkeys(lot.kind for lot in new):
        fresh = [at for lot in new if lot.kind is kind for at in lot.notes]
        lots = [lot for lot in pile.lots if lot.kind is kind]
        old = [ground.quoted_first(lot.was, lot.notes) for lot in lots]
        off = (*bonds.off_claim, *_clashes(ground, old, fresh))
        for home, came in _grouped(ground.where.alone, old, fresh, SAME_CUT, bonds.in_claim, off):
            if home is None:
                pile.lots.append(Lot(kind, came))
            else:
                lots[home].notes += came


def _clashes(
    ground: Ground, old: Sequence[Sequence[int]], fresh: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs that may not share a claim unasked: new notes and claims, and new notes.

    A claim's notes begin with the one that it quotes.
    """
    said = ground.said
    for place, note in enumerate(fresh):
        for claim in old:
            foe = next((at for at in claim if not said[note].may_share(said[at])), None)
            if foe is None and not says(ground.where, said, note, claim[0]):
                foe = claim[0]
            if foe is not None:
                yield note, foe
        for other in fresh[place + 1 :]:
            if not (said[note].may_share(said[other]) and says(ground.where, said, note, other)):
                yield note, other


def _cards(
    ground: Ground, piles: Iterable[Pile], marks: dict[NoteId, Evidence]
) -> list[Touchpoint]:
    cards = []
    for pile in piles:
        was = pile.was if pile.was is not None and pile.was.held else None
        if was is not None and all(_is_as_it_was(ground, lot) for lot in pile.lots):
            cards.append(was)
        elif was is not None or pile.lots:
            card = card_of(pile, ground.where, ground.notes, marks, ground.new_id)
            cards.append(with_marks(card, was, ground.at))
    return cards


def _is_as_it_was(ground: Ground, lot: Lot) -> bool:
    return lot.was is not None and set(ground.positions(lot.was.evidence)) == set(lot.notes)


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


NEAR_MISS = 0.05
"""A note nearly belongs elsewhere where it is more like another card by so much."""


def lots(ground: Ground, cards: Sequence[Touchpoint]) -> Iterator[tuple[Claim, list[int]]]:
    """Yield the claims of cards with their notes that are evidence, by position."""
    for card in cards:
        for claim in card.claims:
            if inside := ground.positions(claim.evidence):
                yield claim, inside


def filled(ground: Ground, cards: Iterable[Touchpoint]) -> list[tuple[Touchpoint, list[int]]]:
    """Return cards with their notes that are evidence, by position; none without such notes."""
    held = [(card, [at for _, inside in lots(ground, [card]) for at in inside]) for card in cards]
    return [(card, inside) for card, inside in held if inside]


def stages_of(ground: Ground) -> Iterator[list[Touchpoint]]:
    """Yield the cards of each stage, those rejected left out."""
    columns: dict[StageId | None, list[Touchpoint]] = {}
    for card in ground.snapshot.touchpoints:
        if card.decision is not Decision.REJECTED:
            columns.setdefault(card.stage, []).append(card)
    yield from columns.values()


@dataclass(frozen=True, slots=True)
class Nearly:
    """A note that is more like another card of its stage than its own, by ``gain``.

    ``mate`` is the note there that is most like it; ``likeness`` is to that card.
    """

    note: NoteId
    card: Touchpoint
    mate: NoteId
    likeness: float
    gain: float


def nearly(ground: Ground, cut: float) -> Iterator[Nearly]:
    """Yield the notes that nearly belong on another card; pinned ones, and answered, left out."""
    foes = partners(Bonds.of(ground.snapshot.links, ground.at).off_card)
    for stage in stages_of(ground):
        cards = filled(ground, stage)
        if len(cards) < 2:
            continue
        inside = [notes for _, notes in cards]
        sums = np.stack([ground.where.of(some).sum(axis=0) for some in inside])
        sizes = np.array([len(some) for some in inside], dtype=np.float64)
        for own, some in enumerate(inside):
            rows = ground.where.of(some)
            near = np.round(rows @ sums.T / sizes, 6)
            alone = len(some) == 1
            here = np.round((near[:, own] * sizes[own] - 1) / max(1.0, sizes[own] - 1), 6)
            near[:, own] = -2.0
            best = near.argmax(axis=1)
            for row, at in enumerate(some):
                gain = float(near[row, best[row]] - (cut if alone else here[row]))
                there = int(best[row])
                if near[row, there] < cut or gain < NEAR_MISS:
                    continue
                card, mates = cards[there]
                if not foes.get(at, set()).isdisjoint(mates):
                    continue
                yield Nearly(
                    ground.notes[at].id,
                    card,
                    ground.nearest(mates, rows[row]),
                    float(near[row, there]),
                    round(gain, 6),
                )
