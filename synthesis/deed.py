"""What an act changes, worked out before anything is stored: the preview is the act itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.records import (
    Decision,
    Evidence,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    Point,
    PointId,
    StageId,
    Touchpoint,
    TouchpointId,
)
from data.text import clip, counted, visible
from synthesis.bonds import clash
from synthesis.evidence import evidence_of

if TYPE_CHECKING:
    from synthesis.ground import Ground


class ClashError(ValueError):
    """Two decisions cannot both hold; the sentence names both, and says how to go on."""


class CannotError(ValueError):
    """What was asked makes no sense on this board; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One act, ready to be stored.

    ``before`` and ``after`` are the cards concerned, as they were found and as they become: a card
    of ``before`` alone is gone, one of ``after`` alone is new and has neither code nor, unless
    somebody gave it, a title.  ``told`` says in sentences what changes beside the label.
    """

    label: str
    told: tuple[str, ...] = ()
    before: tuple[Touchpoint, ...] = ()
    after: tuple[Touchpoint, ...] = ()
    stages: tuple[tuple[NoteId, StageId | None], ...] = ()
    aside: tuple[tuple[NoteId, bool], ...] = ()
    links: tuple[Link, ...] = ()
    unlinked: tuple[Link, ...] = ()
    answers: tuple[tuple[str, bool], ...] = ()
    merged: tuple[tuple[TouchpointId, TouchpointId], ...] = ()

    @property
    def is_nothing(self) -> bool:
        """True where nothing would be different."""
        return not (
            self.before != self.after
            or self.stages
            or self.aside
            or self.links
            or self.unlinked
            or self.answers
        )


Taken = tuple[Kind | None, Point | None, list[Evidence]]
"""Evidence that was taken off a card: its kind, and its point where all of that came along."""


class Working:
    """Cards being changed by one act; what it does not touch stays the very same record."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.cards: dict[TouchpointId, Touchpoint] = dict(ground.cards)
        self.told: list[str] = []
        self.stages: dict[NoteId, StageId | None] = {}
        self.aside: dict[NoteId, bool] = {}
        self.links: list[Link] = []
        self.unlinked: list[Link] = []
        self.merged: list[tuple[TouchpointId, TouchpointId]] = []

    def card(self, card_id: TouchpointId) -> Touchpoint:
        """Return a card as it is by now."""
        return self.cards[card_id]

    def set(self, card: Touchpoint) -> None:
        """Put a card in place of what it was."""
        self.cards[card.id] = card

    def hold(self, card_id: TouchpointId) -> Touchpoint:
        """Make a card a person's own."""
        card = replace(self.cards[card_id], held=True)
        self.set(card)
        return card

    def new_card(self, stage: StageId | None, *, held: bool, title: str = "") -> Touchpoint:
        """Make an empty card."""
        card = Touchpoint(TouchpointId(self.ground.new_id()), "", stage, title, held=held)
        self.set(card)
        return card

    def take(self, notes: Collection[NoteId]) -> list[Taken]:
        """Take notes off whatever cards they are on."""
        wanted = set(notes)
        taken: list[Taken] = []
        on = [self.ground.card_of[note].id for note in notes if note in self.ground.card_of]
        for card in dict.fromkeys(on):
            taken += self._take_off(self.cards[card], wanted)
        lying = {one.note for _, _, evidence in taken for one in evidence}
        loose = [note for note in notes if note not in lying]
        taken += [(self.ground.every_note[n].kind, None, [Evidence(n)]) for n in loose]
        return taken

    def _take_off(self, card: Touchpoint, wanted: Collection[NoteId]) -> Iterator[Taken]:
        points: list[Point] = []
        for point in card.points:
            gone = [one for one in point.evidence if one.note in wanted]
            if not gone:
                points.append(point)
            elif len(gone) == len(point.evidence):
                yield point.kind, point, gone
            else:
                yield point.kind, None, gone
                points.append(without(point, {one.note for one in gone}))
        own = tuple(one for one in card.evidence if one.note not in wanted)
        in_points = {one.note for point in card.points for one in point.evidence}
        for one in card.evidence:
            if one.note in wanted and one.note not in in_points:
                yield self.ground.every_note[one.note].kind, None, [one]
        self.set(replace(card, points=tuple(points), evidence=own))

    def put(self, card_id: TouchpointId, taken: Iterable[Taken]) -> None:
        """Put what was taken onto a card, in points of its own; its stage tags the notes."""
        card = self.cards[card_id]
        points = list(card.points)
        for kind, point, evidence in taken:
            # What a person puts somewhere is not new there.
            seen = tuple(replace(one, joined=None) for one in evidence)
            if point is not None:
                points.append(replace(point, evidence=seen))
            else:
                new = PointId(self.ground.new_id())
                points.append(Point(new, kind, "", seen[0].note, (), seen))
            for one in evidence:
                if self.ground.home(self.ground.every_note[one.note]) != card.stage:
                    self.stages[one.note] = card.stage
        self.set(replace(card, points=tuple(points)))

    def finish(self, label: str, *, anyway: bool = False) -> Effect:
        """Return the effect.

        Raises:
            ClashError: it would break a decision about two notes, and is not to be done anyway.
        """
        self._drop_empty()
        self._mind_links(anyway)
        was = self.ground.cards
        changed = [one for one in {**was, **self.cards} if self.cards.get(one) != was.get(one)]
        if self.stages:
            self.told.append(self._tags())
        return Effect(
            label,
            tuple(self.told),
            tuple(was[one] for one in changed if one in was),
            tuple(self.cards[one] for one in changed if one in self.cards),
            tuple(self.stages.items()),
            tuple(self.aside.items()),
            tuple(self.links),
            tuple(self.unlinked),
            merged=tuple(self.merged),
        )

    def _drop_empty(self) -> None:
        """Let go of cards that have lost their last note, unless somebody said a word on them."""
        spoken = {one.touchpoint for one in self.ground.snapshot.comments}
        for card_id, card in tuple(self.cards.items()):
            was = self.ground.cards.get(card_id)
            if evidence_of(card) or (was is not None and not evidence_of(was)):
                continue
            kept = card.held and (card.decision is Decision.ACCEPTED or card_id in spoken)
            merged = any(card_id == gone for gone, _ in self.merged)
            if merged or not kept:
                del self.cards[card_id]
                if was is not None and not merged:
                    self.told.append(f"{named(was)} is left without notes and goes.")

    def _tags(self) -> str:
        to = {self.ground.stage_title(stage) for stage in self.stages.values()}
        return f"{counted(len(self.stages), 'note')} tagged {' and '.join(sorted(to))}."

    def standing(self) -> list[Link]:
        """Return the older decisions that are neither taken back nor made anew by this act."""
        anew = {(one.first, one.second, one.level) for one in self.links}
        return [
            one
            for one in self.ground.snapshot.links
            if one not in self.unlinked and (one.first, one.second, one.level) not in anew
        ]

    def _mind_links(self, anyway: bool) -> None:
        links = self.standing()
        before = set(broken(links, self.ground.cards.values()))
        found = [one for one in broken(links, self.cards.values()) if one not in before]
        if not found:
            return
        if not anyway:
            told = "; ".join(sentence(self.ground, one) for one in found[:2])
            more = f" (and {len(found) - 2} more)" if len(found) > 2 else ""
            raise ClashError(f"This would break what was decided: {told}{more}.")
        self.unlinked += found
        self.told += [f"Taken back: {sentence(self.ground, one)}." for one in found]


def without(point: Point, notes: Collection[NoteId]) -> Point:
    """Return a point without some of its notes; another speaks for it where its quote goes."""
    left = tuple(one for one in point.evidence if one.note not in notes)
    quote = point.quote if point.quote not in notes else next((e.note for e in left), None)
    return replace(point, evidence=left, quote=quote)


def broken(links: Sequence[Link], cards: Iterable[Touchpoint]) -> list[Link]:
    """Return the decisions that cards do not keep."""
    on: dict[NoteId, TouchpointId] = {}
    under: dict[NoteId, Point] = {}
    every = list(cards)
    for card in every:
        for one in card.evidence:
            on.setdefault(one.note, card.id)
    for card in every:
        for point in card.points:
            on.update(dict.fromkeys((one.note for one in point.evidence), card.id))
            under.update(dict.fromkeys((one.note for one in point.evidence), point))

    def is_broken(link: Link) -> bool:
        if link.first not in on or link.second not in on:
            return False
        same = on[link.first] == on[link.second]
        if link.level is LinkLevel.POINT and (same or link.kind is LinkKind.APART):
            one, other = under.get(link.first), under.get(link.second)
            if one is None or other is None or one.kind is not other.kind:
                return False
            same = one.id == other.id
        return same is not (link.kind is LinkKind.TOGETHER)

    return [link for link in links if is_broken(link)]


def settled(ground: Ground, link: Link, *, anyway: bool, beside: Sequence[Link] = ()) -> list[Link]:
    """Return the older decisions that a new one overrules; none where all can hold.

    ``beside`` are others that are made with it.

    Raises:
        ClashError: there are some, and the new one is not to be made anyway.
    """
    anew = {(x.first, x.second, x.level) for x in (*beside, link)}
    links = [x for x in ground.snapshot.links if (x.first, x.second, x.level) not in anew]
    gone: list[Link] = []
    while (found := clash([*links, *beside, link])) is not None:
        chain, apart = found
        older = [one for one in (apart, *reversed(chain)) if one in links]
        if not anyway or not older:
            told = " and ".join(sentence(ground, one) for one in reversed(older))
            raise ClashError(
                f"This cannot hold beside what was decided: {told}. Take that back first."
            )
        gone.append(older[0])
        links.remove(older[0])
    return gone


def sentence(ground: Ground, link: Link) -> str:
    """Return a decision in words."""
    one, other = quoted(ground, link.first), quoted(ground, link.second)
    what = "card" if link.level is LinkLevel.CARD else "point"
    if link.kind is LinkKind.TOGETHER:
        return f"{one} and {other} always share a {what}"
    return f"{one} and {other} never share a {what}"


def quoted(ground: Ground, note: NoteId, most: int = 40) -> str:
    """Return a note's text as it is named in a sentence."""
    found = ground.every_note.get(note)
    return f"“{clip(visible(found.text), most)}”" if found is not None else "a note that is gone"


def named(card: Touchpoint, most: int = 40) -> str:
    """Return a card as it is named in a sentence; one that is new has no code yet."""
    return f"{card.code} {clip(visible(card.title), most)}".strip() or "a new card"
