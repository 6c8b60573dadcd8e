"""One stage as cards and claims: two cuts through likeness, and what people decided of pairs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from data.records import (
    Claim,
    ClaimId,
    Evidence,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    Note,
    NoteId,
    StageId,
    Touchpoint,
    TouchpointId,
)
from synthesis.board.sayings import Saying, in_claims, quoted_first
from synthesis.grouping.group import (
    DENSE,
    ContradictionError,
    Decisions,
    Pair,
    Places,
    Tree,
    blocks,
    cut_at,
    members,
    partition,
    tree,
)
from synthesis.grouping.linkage import joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

COARSE_CUT = 0.25
"""Mean likeness from which notes of a stage lie on one card; what reaches no other is single.

Two chance notes have 0, since their common mean is taken away.  Found on seven labelled collections
as meetings of 42 notes: as many cards as 0.06 made, which put what was left on the nearest, but
0.71 of the pairs on one card share a label instead of 0.56; a sixth of the notes is single, where a
quarter has a label of its own.  In five meetings that were read, what 0.2 joins and this does not
was one thing in two of nine cases.
"""

COARSE_RANGE = (0.05, 0.45)
"""The coarse cuts at the dial's ends: above chance still, and nearly a card for each claim."""

CROWD = 40
"""Notes of a stage from which none of its first cards takes more than a quarter of them."""

SHARE = 0.25
"""The part of a crowded stage that one card may hold, unless its notes say one thing."""


def coarse_cut(dial: float) -> float:
    """Return the cut for touchpoints at a dial from 0 (fewest and largest) to 1.

    Raises:
        ValueError: the dial is outside 0 to 1.
    """
    return cut_at(dial, COARSE_CUT, COARSE_RANGE)


def heaps(
    where: Places,
    said: Sequence[Saying],
    stage: StageId | None,
    notes: Sequence[int],
    coarse: float,
) -> list[Pile]:
    """Return the cards of one stage, largest first, then in canonical order.

    A pile of one note is near no other, and no card.

    Args:
        where: the places of all notes of the project.
        said: what decides which claims each note of the project may be part of.
        stage: the stage.
        notes: positions of the stage's notes.
        coarse: mean likeness from which notes share a card.
    """
    chosen = np.array(notes, dtype=np.intp)
    labels = grouped(where, chosen, coarse, len(chosen))
    return [Pile(stage, _lots(where, said, chosen[inside].tolist())) for inside in members(labels)]


_TREES = 12
"""Stages whose trees are kept: turning the dial only cuts them again."""

_grown: list[tuple[Places, bytes, Tree]] = []


def grouped(where: Places, notes: NDArray[np.intp], cut: float, crowd: int) -> NDArray[np.intp]:
    """Return the groups of some notes of a stage that has ``crowd`` of them, at a cut.

    Their tree is kept as long as they are the same.  Whoever turns the dial to fewer cards than
    come by themselves gets them, however large.
    """
    if len(notes) > DENSE:
        return partition(where, cut, notes)
    key = notes.tobytes()
    grown = next((one for w, some, one in tuple(_grown) if w is where and some == key), None)
    if grown is None:
        grown = tree(where, notes)
        _grown.append((where, key, grown))
        del _grown[:-_TREES]
    crowded = crowd >= CROWD and cut >= COARSE_CUT
    return grown.capped(cut, crowd * SHARE) if crowded else grown.cut(cut)


def _lots(where: Places, said: Sequence[Saying], card: Sequence[int]) -> list[Lot]:
    """Split a card into claims; those of most notes come first."""
    lots: list[Lot] = []
    for kind in (*Kind, None):
        notes = [note for note in card if said[note].kind is kind]
        lots += [Lot(kind, list(claim)) for claim in in_claims(where, said, notes)]
    return sorted(lots, key=lambda lot: -len(lot.notes))


@dataclass(slots=True)
class Lot:
    """Notes of one kind that say one thing; ``was`` is the claim that they were, if any."""

    kind: Kind | None
    notes: list[int]
    was: Claim | None = None
    fixed: bool = False

    @property
    def kin(self) -> Kind | None:
        """What lots must share to be one."""
        return self.kind

    def emptied(self) -> Lot:
        """Return a lot of the same kind without notes."""
        return Lot(self.kind, [])

    def gain(self, other: Lot, notes: Collection[int]) -> None:
        """Take those of some notes that another lot has; all of its notes where none are named."""
        gone = set(notes or other.notes)
        self.notes = [*self.notes, *(note for note in other.notes if note in gone)]
        other.notes = [note for note in other.notes if note not in gone]


@dataclass(slots=True)
class Pile:
    """The notes of one card; ``was`` is the card that they were, ``fixed`` that it is held."""

    stage: StageId | None
    lots: list[Lot] = field(default_factory=list)
    was: Touchpoint | None = None
    fixed: bool = False

    @property
    def kin(self) -> StageId | None:
        """What piles must share to be one."""
        return self.stage

    def emptied(self) -> Pile:
        """Return a pile of the same stage without lots."""
        return Pile(self.stage)

    def gain(self, other: Pile, notes: Collection[int]) -> None:
        """Take those of some notes that another pile has; all of its notes where none are named."""
        self.lots += other.take(notes or other.notes)

    @property
    def notes(self) -> list[int]:
        """The notes of all lots, by position."""
        return [note for lot in self.lots for note in lot.notes]

    @property
    def is_single(self) -> bool:
        """True for one note that nothing is near and that was on no card: it gets none."""
        return self.was is None and not self.fixed and len(self.notes) == 1

    def take(self, notes: Iterable[int]) -> list[Lot]:
        """Take notes off the pile; return them in lots, those taken whole as what they were."""
        wanted = set(notes)
        taken: list[Lot] = []
        left: list[Lot] = []
        for lot in self.lots:
            gone = [note for note in lot.notes if note in wanted]
            if len(gone) == len(lot.notes):
                taken.append(lot)
                continue
            if gone:
                taken.append(Lot(lot.kind, gone))
                lot.notes = [note for note in lot.notes if note not in wanted]
            left.append(lot)
        self.lots = left
        return taken


def pile_of(card: Touchpoint, at: Mapping[NoteId, int]) -> Pile:
    """Return a card as a pile, without notes that ``at`` does not know and the card's own."""
    lots = [
        Lot(claim.kind, [at[one.note] for one in claim.evidence if one.note in at], claim)
        for claim in card.claims
    ]
    return Pile(card.stage, [lot for lot in lots if lot.notes], card, card.held)


def card_of(
    pile: Pile,
    where: Places,
    notes: Sequence[Note],
    marks: Mapping[NoteId, Evidence],
    new_id: Callable[[], str],
) -> Touchpoint:
    """Return a pile as a card; what is new has no code and no title yet.

    A lot that holds the same notes as its claim is that claim; ``marks`` is the evidence as it was,
    so that stances and pins go with their notes.
    """
    card = pile.was or Touchpoint(TouchpointId(new_id()), "", pile.stage, "")
    claims = tuple(_claim(lot, where, notes, marks, new_id) for lot in pile.lots if lot.notes)
    return replace(card, stage=pile.stage, claims=claims)


def _claim(
    lot: Lot,
    where: Places,
    notes: Sequence[Note],
    marks: Mapping[NoteId, Evidence],
    new_id: Callable[[], str],
) -> Claim:
    ids = [notes[note].id for note in lot.notes]
    was = lot.was
    if was is not None and {one.note for one in was.evidence} == set(ids):
        return was
    kept = [one for one in was.evidence if one.note in set(ids)] if was is not None else []
    known = {one.note for one in kept}
    order = quoted_first(where, notes, lot.notes)
    new = [notes[note].id for note in order if notes[note].id not in known]
    evidence = (*kept, *(marks.get(note, Evidence(note)) for note in new))
    if was is None:
        return Claim(ClaimId(new_id()), lot.kind, "", evidence[0].note, (), tuple(evidence))
    quote = was.quote if was.quote in set(ids) else evidence[0].note
    return replace(was, quote=quote, evidence=tuple(evidence))


def with_marks(card: Touchpoint, was: Touchpoint | None, at: Mapping[NoteId, int]) -> Touchpoint:
    """Return a card with what is no evidence now, a memo, left under the claims where it was."""
    gone = {
        claim.id: tuple(one for one in claim.evidence if one.note not in at)
        for claim in (was.claims if was is not None else ())
    }
    there = {claim.id for claim in card.claims}
    claims = [
        replace(claim, evidence=(*claim.evidence, *gone[claim.id])) if gone.get(claim.id) else claim
        for claim in card.claims
    ]
    claims += [
        replace(claim, evidence=gone[claim.id])
        for claim in (was.claims if was is not None else ())
        if gone[claim.id] and claim.id not in there
    ]
    return replace(card, claims=tuple(claims))


_ALL_THE_WAY = -9.0


@dataclass(frozen=True, slots=True)
class Bonds:
    """Links as pairs of positions: what is together in a claim is so on a card too."""

    on_card: tuple[Pair, ...] = ()
    in_claim: tuple[Pair, ...] = ()
    off_card: tuple[Pair, ...] = ()
    off_claim: tuple[Pair, ...] = ()

    @classmethod
    def of(cls, links: Iterable[Link], at: Mapping[NoteId, int]) -> Bonds:
        """Return the bonds among the notes that ``at`` knows."""
        pairs: dict[tuple[LinkKind, LinkLevel], list[Pair]] = {}
        for link in links:
            if link.first in at and link.second in at:
                pair = (at[link.first], at[link.second])
                pairs.setdefault((link.kind, link.level), []).append(pair)
        together, apart = LinkKind.TOGETHER, LinkKind.APART
        claim, card = LinkLevel.CLAIM, LinkLevel.CARD
        in_claim = pairs.get((together, claim), [])
        off_card = pairs.get((apart, card), [])
        return cls(
            (*pairs.get((together, card), []), *in_claim),
            tuple(in_claim),
            tuple(off_card),
            (*pairs.get((apart, claim), []), *off_card),
        )

    def __bool__(self) -> bool:
        return bool(self.on_card or self.off_claim)


def tied_to(notes: Iterable[int], together: Iterable[Pair]) -> set[int]:
    """Return notes with all that bonds tie to them, over however many."""
    pairs, tied = list(together), set(notes)
    while more := {note for pair in pairs if tied & set(pair) for note in pair} - tied:
        tied |= more
    return tied


def clash(links: Sequence[Link]) -> tuple[list[Link], Link] | None:
    """Return decisions that cannot all hold: a chain of "together", and the "apart" it runs into.

    ``None`` where all of them can.
    """
    ids = sorted({note for link in links for note in (link.first, link.second)})
    at = {note: place for place, note in enumerate(ids)}
    bonds = Bonds.of(links, at)
    for together, apart in ((bonds.on_card, bonds.off_card), (bonds.in_claim, bonds.off_claim)):
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
    _join(piles, wanted.on_card, bonds.off_card, where.keys)
    for pile in piles:
        if not pile.fixed:
            _part_lots(where, pile, bonds, wanted)
            _join(pile.lots, wanted.in_claim, bonds.off_claim, where.keys)
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
    return [[notes[i] for i in group] for group in members(label)]


def _part_piles(where: Places, piles: list[Pile], bonds: Bonds, wanted: Bonds) -> None:
    for pile in tuple(piles):
        if pile.fixed or not _within(pile.notes, wanted.off_card):
            continue
        others = parts(where, pile.notes, bonds.on_card, bonds.off_card)[1:]
        piles += [Pile(pile.stage, pile.take(some)) for some in others]


def _part_lots(where: Places, pile: Pile, bonds: Bonds, wanted: Bonds) -> None:
    for lot in tuple(pile.lots):
        if not _within(lot.notes, wanted.off_claim):
            continue
        kept, *others = parts(where, lot.notes, bonds.in_claim, bonds.off_claim)
        lot.notes = [note for note in lot.notes if note in set(kept)]
        pile.lots += [Lot(lot.kind, some) for some in others]


def _within(notes: Iterable[int], pairs: Iterable[Pair]) -> bool:
    inside = set(notes)
    return any(a in inside and b in inside for a, b in pairs)


_Group = TypeVar("_Group", Pile, Lot)


def _join(
    groups: list[_Group], together: Sequence[Pair], apart: Sequence[Pair], keys: Sequence[str]
) -> None:
    """Make notes that are together share a group.

    What comes first has its way where "apart" leaves a choice, so the order is that of ``keys``,
    never that in which notes arrived.
    """
    if not together:
        return
    roots = joined(1 + max(max(pair) for pair in together), together)
    components: dict[int, list[int]] = {}
    for note in sorted({note for pair in together for note in pair}):
        components.setdefault(int(roots[note]), []).append(note)
    for component in sorted(components.values(), key=lambda some: _in_order(some, keys)):
        touched = [group for group in groups if not set(component).isdisjoint(group.notes)]
        # What lies in several stages, or is of several kinds, can be together only among its like.
        for kin in dict.fromkeys(group.kin for group in touched):
            here = [group for group in touched if group.kin == kin]
            present = [note for note in component if any(note in group.notes for group in here)]
            if len(here) > 1 and sum(group.fixed for group in here) < 2:
                here.sort(
                    key=lambda one: (not one.fixed, -len(one.notes), _in_order(one.notes, keys))
                )
                _join_one(groups, here, present, apart)


def _in_order(notes: Iterable[int], keys: Sequence[str]) -> list[str]:
    return sorted(keys[note] for note in notes)


def _join_one(
    groups: list[_Group], here: Sequence[_Group], present: list[int], apart: Sequence[Pair]
) -> None:
    """Bring some notes together in one group: whole groups where these may be one, else a new.

    Of the groups ``here`` the first that can takes them.
    """
    everything = [note for group in here for note in group.notes]
    target: _Group | None
    if not here[0].fixed and not _within(everything, apart):
        target, present = here[0], []
    else:
        free = (one for one in here if not _within(one.notes + present, apart))
        target = next(free, None)
    if target is None:
        target = here[0].emptied()
        groups.append(target)
    for other in here:
        if other is not target:
            target.gain(other, present)
