"""What people decided about pairs of notes, made to hold on cards and points.

Two notes that are together share a card (or a point); their whole cards become one where nothing
forbids it, else the notes alone come over.  Two that are apart never share one: where they do, the
card parts along its weakest seam.  Held cards are left as they are; acts change those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from data.records import Link, LinkKind, LinkLevel, NoteId
from synthesis.constraints import ContradictionError, Decisions, Pair, blocks
from synthesis.group import tree
from synthesis.linkage import joined
from synthesis.piles import Lot, Pile

if TYPE_CHECKING:
    from synthesis.group import Places

_ALL_THE_WAY = -9.0


@dataclass(frozen=True, slots=True)
class Bonds:
    """Links as pairs of positions: what is together in a point is so on a card too."""

    on_card: tuple[Pair, ...] = ()
    in_point: tuple[Pair, ...] = ()
    off_card: tuple[Pair, ...] = ()
    off_point: tuple[Pair, ...] = ()

    @classmethod
    def of(cls, links: Iterable[Link], at: Mapping[NoteId, int]) -> Bonds:
        """Return the bonds among the notes that ``at`` knows."""
        found: dict[tuple[LinkKind, LinkLevel], list[Pair]] = {}
        for link in links:
            if link.first in at and link.second in at:
                pair = (at[link.first], at[link.second])
                found.setdefault((link.kind, link.level), []).append(pair)
        together, apart = LinkKind.TOGETHER, LinkKind.APART
        point, card = LinkLevel.POINT, LinkLevel.CARD
        in_point = found.get((together, point), [])
        off_card = found.get((apart, card), [])
        return cls(
            (*found.get((together, card), []), *in_point),
            tuple(in_point),
            tuple(off_card),
            (*found.get((apart, point), []), *off_card),
        )

    def __bool__(self) -> bool:
        return bool(self.on_card or self.off_point)


def clash(links: Sequence[Link]) -> tuple[list[Link], Link] | None:
    """Return decisions that cannot all hold: a chain of "together", and the "apart" it runs into.

    ``None`` where all of them can.
    """
    ids = sorted({note for link in links for note in (link.first, link.second)})
    at = {note: place for place, note in enumerate(ids)}
    bonds = Bonds.of(links, at)
    for together, apart in ((bonds.on_card, bonds.off_card), (bonds.in_point, bonds.off_point)):
        try:
            blocks(ids, Decisions(together, apart))
        except ContradictionError as error:
            chain = [(ids[a], ids[b]) for a, b in pairwise(error.chain)]
            return (
                [_named(links, pair, LinkKind.TOGETHER) for pair in chain],
                _named(links, (ids[error.apart[0]], ids[error.apart[1]]), LinkKind.APART),
            )
    return None


def _named(links: Sequence[Link], pair: tuple[NoteId, NoteId], kind: LinkKind) -> Link:
    return next(
        link for link in links if {link.first, link.second} == set(pair) and link.kind is kind
    )


def obey(where: Places, piles: list[Pile], bonds: Bonds, enforce: Bonds | None = None) -> None:
    """Make decisions hold among piles, in place; ``enforce`` narrows which, all are respected."""
    wanted = bonds if enforce is None else enforce
    if not wanted:
        return
    _part_piles(where, piles, bonds, wanted)
    _join(piles, wanted.on_card, bonds.off_card, _bring_to_pile)
    for pile in piles:
        if not pile.fixed:
            _part_lots(where, pile, bonds, wanted)
            _join(pile.lots, wanted.in_point, bonds.off_point, _bring_to_lot)
            pile.lots[:] = [lot for lot in pile.lots if lot.notes]
    piles[:] = [pile for pile in piles if pile.lots or pile.fixed]


def parts(
    where: Places, notes: Sequence[int], together: Iterable[Pair], apart: Iterable[Pair]
) -> list[list[int]]:
    """Part notes into as few groups as "apart" allows, along the weakest seams, largest first."""
    at = {note: place for place, note in enumerate(notes)}

    def inside(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        return tuple((at[a], at[b]) for a, b in pairs if a in at and b in at)

    label = tree(where, notes, Decisions(inside(together), inside(apart))).cut(_ALL_THE_WAY)
    return [[notes[int(i)] for i in np.flatnonzero(label == one)] for one in range(label.max() + 1)]


def _part_piles(where: Places, piles: list[Pile], bonds: Bonds, wanted: Bonds) -> None:
    for pile in tuple(piles):
        if pile.fixed or not _within(pile.notes, wanted.off_card):
            continue
        others = parts(where, pile.notes, bonds.on_card, bonds.off_card)[1:]
        piles += [Pile(pile.stage, pile.take(some)) for some in others]


def _part_lots(where: Places, pile: Pile, bonds: Bonds, wanted: Bonds) -> None:
    for lot in tuple(pile.lots):
        if not _within(lot.notes, wanted.off_point):
            continue
        kept, *others = parts(where, lot.notes, bonds.in_point, bonds.off_point)
        lot.notes = [note for note in lot.notes if note in set(kept)]
        pile.lots += [Lot(lot.kind, some) for some in others]


def _within(notes: Iterable[int], pairs: Iterable[Pair]) -> bool:
    inside = set(notes)
    return any(a in inside and b in inside for a, b in pairs)


def _join(
    groups: list[Any],
    together: Sequence[Pair],
    apart: Sequence[Pair],
    bring: Callable[[list[Any], Any, list[Any], list[int]], None],
) -> None:
    """Make notes that are together share a group, be it piles or lots.

    ``bring`` moves some notes into a group (``None``: a new one), or all where none are named.
    """
    if not together:
        return
    last = max(max(pair) for pair in together) + 1
    roots = joined(last, together)
    members: dict[int, list[int]] = {}
    for note in sorted({note for pair in together for note in pair}):
        members.setdefault(int(roots[note]), []).append(note)
    for component in members.values():
        touched = [g for g in groups if not set(component).isdisjoint(g.notes)]
        # What lies in several stages, or is of several kinds, can be together only among its like.
        for kin in dict.fromkeys(one.kin for one in touched):
            here = [one for one in touched if one.kin == kin]
            present = [note for note in component if any(note in one.notes for one in here)]
            if len(here) > 1 and sum(one.fixed for one in here) < 2:
                _join_one(groups, here, present, apart, bring)


def _join_one(
    groups: list[Any],
    here: list[Any],
    present: list[int],
    apart: Sequence[Pair],
    bring: Callable[[list[Any], Any, list[Any], list[int]], None],
) -> None:
    here.sort(key=lambda one: (not one.fixed, -len(one.notes), min(one.notes)))
    everything = [note for one in here for note in one.notes]
    if not here[0].fixed and not _within(everything, apart):
        bring(groups, here[0], here[1:], [])
        return
    free = [one for one in here if not _within({*one.notes, *present}, apart)]
    bring(groups, free[0] if free else None, here, present)


def _bring_to_pile(
    piles: list[Pile], target: Pile | None, others: list[Pile], notes: list[int]
) -> None:
    if target is None:
        target = Pile(others[0].stage)
        piles.append(target)
    for other in others:
        if other is not target:
            target.lots += other.take(notes or other.notes)


def _bring_to_lot(lots: list[Lot], target: Lot | None, others: list[Lot], notes: list[int]) -> None:
    if target is None:
        target = Lot(others[0].kind, [])
        lots.append(target)
    wanted = set(notes)
    for other in others:
        if other is not target:
            gone = [note for note in other.notes if not wanted or note in wanted]
            other.notes = [note for note in other.notes if note not in set(gone)]
            target.notes = [*target.notes, *gone]
