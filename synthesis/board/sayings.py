"""Which notes may share a claim unasked: of one kind, side, feeling and way of telling, and alike.

A claim quotes one remark and credits everybody in it with that, so each must say what is quoted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.records import Bearing, EvidenceStance, Kind, Note
from synthesis.board.opposites import gist, opposed
from synthesis.board.shared import needed
from synthesis.board.standing import People, Side, said_by, side_of
from synthesis.board.telling import one_of_all, share, telling
from synthesis.grouping.group import SAME_CUT, members, partition
from synthesis.grouping.likeness import DIGITS

if TYPE_CHECKING:
    from synthesis.grouping.group import Places


@dataclass(frozen=True, slots=True)
class Saying:
    """What of a note decides which claims it may be part of.

    ``side`` is `Side.DATA` where nobody said it: such notes join either side.  ``feeling`` is -1, 0
    or +1; what tells of no feeling goes with either.  ``bears`` are the notes on whose claims it
    speaks, and how: what is for a claim and what is against it are never one.
    """

    kind: Kind | None
    side: Side = Side.INSIDE
    feeling: int = 0
    text: str = ""
    note: str = ""
    bears: tuple[tuple[str, EvidenceStance], ...] = ()

    def may_share(self, other: Saying) -> bool:
        """Return whether two notes may be one claim, unless a person says otherwise."""
        return (
            self.kind is other.kind
            and (self.side is other.side or Side.DATA in (self.side, other.side))
            and self.feeling * other.feeling >= 0
            and self._agrees_with(other)
            and telling(self.text) is telling(other.text)
            and not one_of_all(self.text, other.text)
            and not opposed(self.text, other.text)
        )

    def _agrees_with(self, other: Saying) -> bool:
        """Return whether two notes say nothing against each other, nor of a third what differs."""
        if not (self.bears or other.bears):
            return True
        mine, theirs = dict(self.bears), dict(other.bears)
        against = EvidenceStance.AGAINST
        if mine.get(other.note) is against or theirs.get(self.note) is against:
            return False
        return all(theirs.get(target, stance) is stance for target, stance in mine.items())


def sayings(
    notes: Iterable[Note], people: People, bearings: Iterable[Bearing] = ()
) -> tuple[Saying, ...]:
    """Return what decides of each note, in their order.  A guess of our own is inside."""
    bears: dict[str, list[tuple[str, EvidenceStance]]] = {}
    for bearing in bearings:
        bears.setdefault(bearing.note, []).append((bearing.target, bearing.stance))
    return tuple(
        Saying(
            note.kind,
            _claiming(side_of(said_by(note, people))),
            0 if note.emotion is None else int(np.sign(int(note.emotion))),
            note.text,
            note.id,
            tuple(bears.get(note.id, ())),
        )
        for note in notes
    )


def _claiming(side: Side) -> Side:
    return Side.INSIDE if side is Side.GUESS else side


def may_join(saying: Saying, others: Iterable[Saying]) -> bool:
    """Return whether a note may join others, all of which it must be able to share a claim with."""
    return all(saying.may_share(other) for other in others)


def says(where: Places, said: Sequence[Saying | Note], note: int, other: int) -> bool:
    """Return whether one note says what another does, by their own words, as far as is told."""
    near = where.alone.likeness(note, [other])
    return near >= SAME_CUT and near >= needed(said[note].text, said[other].text)


def in_claims(where: Places, said: Sequence[Saying], notes: Sequence[int]) -> list[tuple[int, ...]]:
    """Return notes of one kind, by position, as claims, each as `quoted_first`.

    Customers and those inside are grouped apart; what was observed or is on record joins the claim
    that it is most like, of either side.
    """
    claims: list[list[int]] = []
    for side in (Side.CUSTOMER, Side.INSIDE):
        claims += _grouped(where, said, [at for at in notes if said[at].side is side])
    left = []
    for at in typical(where, [at for at in notes if said[at].side is Side.DATA]):
        saying_so = [claim for claim in claims if says(where, said, at, claim[0])]
        home = _nearest(where, said, at, saying_so)
        if home is None:
            left.append(at)
        else:
            home.append(at)
    claims += _grouped(where, said, left)
    return [quoted_first(where, said, claim) for claim in claims]


def _grouped(where: Places, said: Sequence[Saying], notes: Sequence[int]) -> list[list[int]]:
    if not notes:
        return []
    some = np.array(notes, dtype=np.intp)
    groups = members(partition(where.alone, SAME_CUT, some))
    return [part for inside in groups for part in _agreed(where, said, some[inside].tolist())]


def _agreed(where: Places, said: Sequence[Saying], notes: Sequence[int]) -> list[list[int]]:
    """Part notes that are alike into such as say what the first of each part does, largest first.

    Each note, the most typical first, goes to the part whose first it is most like of those that it
    may join, or opens one.
    """
    order = typical(where, notes)
    rows = where.alone.of(order)
    parts: list[list[int]] = []
    firsts: list[int] = []
    for place, at in enumerate(order):
        near = np.round(rows[firsts] @ rows[place], DIGITS)
        homes = (
            parts[one]
            for one in np.argsort(-near, kind="stable").tolist()
            if near[one] >= max(SAME_CUT, needed(said[at].text, said[parts[one][0]].text))
        )
        fits = (home for home in homes if may_join(said[at], (said[other] for other in home)))
        home = next(fits, None)
        if home is None:
            parts.append([at])
            firsts.append(place)
        else:
            home.append(at)
    return sorted(parts, key=lambda part: -len(part))


def apart(where: Places, said: Sequence[Saying], notes: Sequence[int]) -> list[list[int]]:
    """Part notes that may not share a claim, as few parts as come of it, largest first.

    Each note, the most typical first, goes to the part that it is most like of those that it may
    join, however little that is.
    """
    if not _can_clash([said[at] for at in notes]):
        return [list(notes)]
    parts: list[list[int]] = []
    for at in typical(where, notes):
        home = _nearest(where, said, at, parts, least=-2.0)
        if home is None:
            parts.append([at])
        else:
            home.append(at)
    return sorted(parts, key=lambda part: -len(part))


def _can_clash(said: Collection[Saying]) -> bool:
    """Return whether any two may clash: told by all of them at once, since most groups cannot."""
    sides = {one.side for one in said} - {Side.DATA}
    feelings = {one.feeling for one in said}
    if len(sides) > 1 or {-1, 1} <= feelings or any(one.bears for one in said):
        return True
    if len({telling(one.text) for one in said}) > 1 or len({share(one.text) for one in said}) > 1:
        return True
    gists = [gist(one.text) for one in said]
    return any(one.retorts for one in gists) or sum(not one.is_plain for one in gists) > 1


def _nearest(
    where: Places,
    said: Sequence[Saying],
    note: int,
    groups: Sequence[list[int]],
    least: float = SAME_CUT,
) -> list[int] | None:
    """Return the group that a note is most like, of those that it may join and is near enough."""
    where = where.alone
    best: tuple[float, list[int]] | None = None
    for group in groups:
        if may_join(said[note], (said[at] for at in group)):
            near = where.likeness(note, group)
            if near >= least and (best is None or near > best[0]):
                best = near, group
    return best[1] if best is not None else None


def quoted_first(
    where: Places, said: Sequence[Saying | Note], notes: Sequence[int]
) -> tuple[int, ...]:
    """Return the notes of a claim in `typical` order, but first one that says what all others do.

    Where there is none, since people made it one claim, that is the most typical.
    """
    order = typical(where, notes)
    rows = where.alone.of(order)
    for place, first in enumerate(order):
        near = np.round(rows @ rows[place], DIGITS)
        if near.min() >= SAME_CUT and all(
            one >= needed(said[first].text, said[at].text)
            for at, one in zip(order, near.tolist(), strict=True)
        ):
            return (first, *(at for at in order if at != first))
    return order


def typical(where: Places, notes: Sequence[int]) -> tuple[int, ...]:
    """Return notes by falling likeness to their mean, then by key, then as they came."""
    if not len(notes):
        return ()
    rows = where.of(np.array(notes, dtype=np.intp))
    near = np.round(rows @ rows.mean(axis=0), DIGITS)
    order = sorted(range(len(notes)), key=lambda at: (-near[at], where.keys[notes[at]], at))
    return tuple(int(notes[at]) for at in order)
