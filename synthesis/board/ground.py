"""What acts stand on and what they change: cards, notes and likeness, worked out before storing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from data.records import (
    Bearing,
    ChannelId,
    Claim,
    ClaimId,
    Decision,
    Evidence,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    Note,
    NoteId,
    Single,
    Snapshot,
    StageId,
    Touchpoint,
    TouchpointId,
)
from data.text import clip, counted, visible
from synthesis.board.claims import Bonds, Pile, card_of, clash, obey, pile_of, with_marks
from synthesis.board.sayings import Saying, sayings
from synthesis.board.singles import claim_of
from synthesis.board.standing import Hearing, People, Side
from synthesis.grouping.group import Places
from synthesis.titles.phrases import Voice
from synthesis.titles.titles import NamingGroup

if TYPE_CHECKING:
    from numpy.typing import NDArray


def evidence_of(card: Touchpoint) -> dict[NoteId, Evidence]:
    """Return the evidence of a card by note: its own, then that of its claims."""
    under_claims = (evidence for claim in card.claims for evidence in claim.evidence)
    return {evidence.note: evidence for evidence in (*card.evidence, *under_claims)}


def lying(
    cards: Iterable[Touchpoint],
) -> tuple[dict[NoteId, Touchpoint], dict[NoteId, Claim]]:
    """Return the card and the claim that each note lies on; a claim's card goes before others."""
    every = list(cards)
    on = {evidence.note: card for card in reversed(every) for evidence in card.evidence}
    under: dict[NoteId, Claim] = {}
    for card in every:
        for claim in card.claims:
            for evidence in claim.evidence:
                on[evidence.note], under[evidence.note] = card, claim
    return on, under


class ClashError(ValueError):
    """Two decisions cannot both hold; the sentence names both, and says how to go on."""


class CannotError(ValueError):
    """What was asked makes no sense on this board; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One act, ready to be stored.

    ``before`` and ``after`` are the cards concerned, as they were found and as they become: a card
    of ``before`` alone is gone, one of ``after`` alone is new and has neither code nor, unless
    somebody gave it, a title.  ``singles`` are notes that are on no card from now on.  ``told``
    says in sentences what changes beside the label.  A bearing takes the place of another of the
    same two notes; those of ``unborne`` are taken back.
    """

    label: str
    told: tuple[str, ...] = ()
    before: tuple[Touchpoint, ...] = ()
    after: tuple[Touchpoint, ...] = ()
    stages: tuple[tuple[NoteId, StageId | None], ...] = ()
    aside: tuple[tuple[NoteId, bool], ...] = ()
    links: tuple[Link, ...] = ()
    unlinked: tuple[Link, ...] = ()
    bearings: tuple[Bearing, ...] = ()
    unborne: tuple[Bearing, ...] = ()
    answers: tuple[tuple[str, bool], ...] = ()
    merged: tuple[tuple[TouchpointId, TouchpointId], ...] = ()
    singles: tuple[Single, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """True where nothing would be different."""
        return not (
            self.before != self.after
            or self.stages
            or self.aside
            or self.links
            or self.unlinked
            or self.bearings
            or self.unborne
            or self.answers
        )


Taken = tuple[Kind | None, Claim | None, list[Evidence]]
"""Evidence that was taken off a card: its kind, and its claim where all of that came along."""


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
        self.bearings: list[Bearing] = []
        self.unborne: list[Bearing] = []
        self.merged: list[tuple[TouchpointId, TouchpointId]] = []
        self.singles: list[Single] = []

    def set(self, card: Touchpoint) -> None:
        """Put a card in place of what it was."""
        self.cards[card.id] = card

    def hold(self, card_id: TouchpointId) -> Touchpoint:
        """Make a card a person's own."""
        card = replace(self.cards[card_id], held=True)
        self.set(card)
        return card

    def new_card(self, stage: StageId | None, *, held: bool) -> Touchpoint:
        """Make an empty card."""
        card = Touchpoint(TouchpointId(self.ground.new_id()), "", stage, "", held=held)
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
        claims: list[Claim] = []
        for claim in card.claims:
            gone = [evidence for evidence in claim.evidence if evidence.note in wanted]
            if not gone:
                claims.append(claim)
            elif len(gone) == len(claim.evidence):
                yield claim.kind, claim, gone
            else:
                yield claim.kind, None, gone
                claims.append(without(claim, {evidence.note for evidence in gone}))
        own = tuple(evidence for evidence in card.evidence if evidence.note not in wanted)
        in_claims = {evidence.note for claim in card.claims for evidence in claim.evidence}
        for evidence in card.evidence:
            if evidence.note in wanted and evidence.note not in in_claims:
                yield self.ground.every_note[evidence.note].kind, None, [evidence]
        self.set(replace(card, claims=tuple(claims), evidence=own))

    def put(self, card_id: TouchpointId, taken: Iterable[Taken]) -> None:
        """Put what was taken onto a card, in claims of its own; its stage tags the notes."""
        card = self.cards[card_id]
        claims = list(card.claims)
        for kind, claim, evidence in taken:
            # What a person puts somewhere is not new there.
            seen = tuple(replace(item, joined=None) for item in evidence)
            if claim is not None:
                claims.append(replace(claim, evidence=seen))
            else:
                new = ClaimId(self.ground.new_id())
                claims.append(Claim(new, kind, "", seen[0].note, (), seen))
            for note in (item.note for item in evidence):
                if self.ground.home(self.ground.every_note[note]) != card.stage:
                    self.stages[note] = card.stage
        self.set(replace(card, claims=tuple(claims)))

    def finish(self, label: str, *, anyway: bool = False) -> Effect:
        """Return the effect.

        Raises:
            ClashError: it would break a decision about two notes, and is not to be done anyway.
        """
        woken = self._woken()
        if woken:
            self._wake(woken)
        self._drop_empty()
        self._mind_links(anyway, woken)
        was = self.ground.cards
        both = {**was, **self.cards}
        changed = [card_id for card_id in both if self.cards.get(card_id) != was.get(card_id)]
        if self.stages:
            titles = {self.ground.stage_title(stage) for stage in self.stages.values()}
            notes = counted(len(self.stages), "note")
            self.told.append(f"{notes} tagged {' and '.join(sorted(titles))}.")
        return Effect(
            label,
            tuple(self.told),
            tuple(was[card_id] for card_id in changed if card_id in was),
            tuple(self.cards[card_id] for card_id in changed if card_id in self.cards),
            tuple(self.stages.items()),
            tuple(self.aside.items()),
            tuple(self.links),
            tuple(self.unlinked),
            tuple(self.bearings),
            tuple(self.unborne),
            merged=tuple(self.merged),
            singles=tuple(self.singles),
        )

    def _drop_empty(self) -> None:
        """Let go of cards that were merged away, and of those that have lost their last note.

        One that somebody said a word on stays, and so does one that had no notes to begin with.
        """
        for gone, _ in self.merged:
            self.cards.pop(gone, None)
        spoken = {one.touchpoint for one in self.ground.snapshot.comments}
        for card_id, card in tuple(self.cards.items()):
            was = self.ground.cards.get(card_id)
            if evidence_of(card) or (was is not None and not evidence_of(was)):
                continue
            if card.held and (card.decision is Decision.ACCEPTED or card_id in spoken):
                continue
            del self.cards[card_id]
            if was is not None:
                self.told.append(f"{named(was)} is left without notes and goes.")

    def standing(self) -> list[Link]:
        """Return the older decisions that are neither taken back nor made anew by this act."""
        anew = {(link.first, link.second, link.level) for link in self.links}
        return [
            link
            for link in self.ground.snapshot.links
            if link not in self.unlinked and (link.first, link.second, link.level) not in anew
        ]

    def _woken(self) -> list[Link]:
        """Return the older decisions that stages kept from holding, and nothing but cards do now.

        Notes of two stages can share no card, so what was decided of them sleeps until an act
        brings them to one stage.
        """
        on, _ = lying(self.cards.values())
        was = self.ground.card_of

        def slept(link: Link) -> bool:
            pair = (link.first, link.second)
            return (
                all(note in on and note in was for note in pair)
                and was[link.first].stage != was[link.second].stage
                and on[link.first].stage == on[link.second].stage
            )

        return broken([link for link in self.standing() if slept(link)], self.cards.values())

    def _wake(self, woken: Sequence[Link]) -> None:
        """Make decisions hold that an act has woken, where no card that is held loses a note."""
        ground = self.ground
        chain = _chained(woken, [*self.standing(), *self.links])
        notes = {note for link in chain for note in (link.first, link.second)}
        on, _ = lying(self.cards.values())
        stages = {on[link.first].stage for link in woken}
        concerned = [
            card
            for card in self.cards.values()
            if card.stage in stages and not notes.isdisjoint(evidence_of(card))
        ]
        piles = [pile_of(card, ground.at) for card in concerned]
        held = [(pile, set(pile.notes)) for pile in piles if pile.fixed]
        bonds = Bonds.of([*self.standing(), *self.links], ground.at)
        wanted = Bonds.of(chain, ground.at)
        obey(ground.where, piles, bonds, wanted)
        if any(not before <= set(pile.notes) for pile, before in held):
            return
        for pile in piles:
            # Cards stay apart where people hold them; their claims still become one.
            pile.fixed = False
            obey(ground.where, [pile], bonds, wanted)
        self.lay(concerned, piles)
        left = broken(woken, self.cards.values())
        self.told += [f"As decided, {sentence(ground, x)}." for x in woken if x not in left]

    def lay(self, concerned: Sequence[Touchpoint], piles: Sequence[Pile]) -> None:
        """Put piles back as the cards that they were; what parts from a held card is held too."""
        ground = self.ground
        before = {card.id: card for card in concerned}
        marks: dict[NoteId, Evidence] = {}
        for card in concerned:
            marks |= evidence_of(card)
        for card in concerned:
            if not any(pile.was is not None and pile.was.id == card.id for pile in piles):
                self.set(replace(card, claims=()))
        held = {note for card in concerned if card.held for note in evidence_of(card)}
        for pile in piles:
            alone = self._notes(pile)
            if pile.is_single and held.isdisjoint(alone):
                self.singles += [Single(note, pile.stage) for note in alone]
                continue
            made = card_of(pile, ground.where, ground.notes, marks, ground.new_id)
            card = with_marks(made, before.get(made.id), ground.at)
            parted = card.id not in before and not held.isdisjoint(evidence_of(card))
            self.set(replace(card, held=True) if parted else card)
        self._tell(piles)

    def _tell(self, piles: Sequence[Pile]) -> None:
        for pile in piles:
            some = counted(len(pile.notes), "note")
            alone = self._notes(pile)
            if any(one.note in alone for one in self.singles):
                self.told.append(f"{quoted(self.ground, alone[0])} is on no card then.")
            elif pile.was is None and pile.notes:
                first = quoted(self.ground, self.ground.notes[pile.notes[0]].id)
                self.told.append(f"A new card with {some}: {first}.")
            elif (
                pile.was is not None
                and len(evidence_of(pile.was)) != len(pile.notes)
                and pile.notes
            ):
                self.told.append(f"{named(pile.was)} has {some}.")

    def _notes(self, pile: Pile) -> list[NoteId]:
        return [self.ground.notes[at].id for at in pile.notes]

    def _mind_links(self, anyway: bool, woken: Collection[Link]) -> None:
        links = self.standing()
        single = set(self.ground.single_of)
        before = set(broken(links, self.ground.cards.values(), single)) - set(woken)
        single |= {one.note for one in self.singles}
        lost = [link for link in broken(links, self.cards.values(), single) if link not in before]
        if not lost:
            return
        if not anyway:
            told = "; ".join(sentence(self.ground, link) for link in lost[:2])
            more = f" (and {len(lost) - 2} more)" if len(lost) > 2 else ""
            raise ClashError(f"This would break what was decided: {told}{more}.")
        self.unlinked += lost
        self.told += [f"Taken back: {sentence(self.ground, link)}." for link in lost]


def _chained(some: Sequence[Link], links: Sequence[Link]) -> list[Link]:
    """Return the decisions for "together" that hang on some, over however many notes."""
    together = [link for link in links if link.kind is LinkKind.TOGETHER]
    found = list(some)
    notes: set[NoteId] = set()
    while len(notes) < len(reached := {n for link in found for n in (link.first, link.second)}):
        notes = reached
        found = [link for link in together if not notes.isdisjoint((link.first, link.second))]
    return found


def without(claim: Claim, notes: Collection[NoteId]) -> Claim:
    """Return a claim without some of its notes; another speaks for it where its quote goes."""
    left = tuple(one for one in claim.evidence if one.note not in notes)
    quote = claim.quote if claim.quote not in notes else next((e.note for e in left), None)
    return replace(claim, evidence=left, quote=quote)


def broken(
    links: Sequence[Link], cards: Iterable[Touchpoint], single: Collection[NoteId] = ()
) -> list[Link]:
    """Return the decisions that cards do not keep; ``single`` are notes known to be on none."""
    on, under = lying(cards)

    def is_broken(link: Link) -> bool:
        alone = [note for note in (link.first, link.second) if note in single and note not in on]
        if alone and all(note in on or note in single for note in (link.first, link.second)):
            return link.kind is LinkKind.TOGETHER
        if link.first not in on or link.second not in on:
            return False
        same = on[link.first].id == on[link.second].id
        if link.level is LinkLevel.CLAIM and (same or link.kind is LinkKind.APART):
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
    first, second = quoted(ground, link.first), quoted(ground, link.second)
    level = "card" if link.level is LinkLevel.CARD else "claim"
    if link.kind is LinkKind.TOGETHER:
        return f"{first} and {second} always share a {level}"
    return f"{first} and {second} never share a {level}"


def quoted(ground: Ground, note_id: NoteId) -> str:
    """Return a note's text as it is named in a sentence."""
    note = ground.every_note.get(note_id)
    return f"“{clip(visible(note.text), 40)}”" if note is not None else "a note that is gone"


def called(ground: Ground, notes: Sequence[NoteId]) -> str:
    """Return notes as they are named in a sentence: one by its text, several by their number."""
    return quoted(ground, notes[0]) if len(notes) == 1 else counted(len(notes), "note")


def named_claim(claim: Claim, ground: Ground) -> str:
    """Return a claim as it is named in a sentence: by its code and the words that it quotes."""
    note = target_of(claim, ground.at)
    return f"{claim.code} {quoted(ground, note) if note is not None else ''}".strip()


def target_of(claim: Claim, counting: Container[NoteId]) -> NoteId | None:
    """Return the note that what is put for or against a claim hangs on: its quote, else its first.

    ``counting`` are the notes that are evidence; None where no note of the claim is.
    """
    inside = [own.note for own in claim.evidence if own.note in counting]
    return claim.quote if claim.quote in inside else next(iter(inside), None)


def named(card: Touchpoint, most: int = 40) -> str:
    """Return a card as it is named in a sentence; one that is new has no code yet."""
    return f"{card.code} {clip(visible(card.title), most)}".strip() or "a new card"


UNPLACED = "Unplaced"
"""What the column of notes without a stage is called."""

Placed = tuple["NDArray[np.float32]", Places]
"""The encoder's rows of the notes that are evidence, and the notes' places."""


class Ground:
    """Lookups over one snapshot; vectors are asked for only by what needs likeness.

    ``place`` gives rows and places of texts; what is given may have kept them from the last time.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        place: Callable[[Sequence[str]], Placed],
        new_id: Callable[[], str],
    ) -> None:
        self.snapshot = snapshot
        self.new_id = new_id
        self.notes: tuple[Note, ...] = tuple(note for note in snapshot.notes if note.is_evidence)
        self.at: Mapping[NoteId, int] = {note.id: i for i, note in enumerate(self.notes)}
        self.every_note: Mapping[NoteId, Note] = {note.id: note for note in snapshot.notes}
        self.cards: Mapping[TouchpointId, Touchpoint] = {
            card.id: card for card in snapshot.touchpoints
        }
        self.stages = frozenset(stage.id for stage in snapshot.stages)
        self.card_of, self.claim_of = lying(snapshot.touchpoints)
        self.singles: tuple[Single, ...] = tuple(
            one for one in snapshot.singles if one.note in self.at and one.note not in self.card_of
        )
        self.single_of: Mapping[NoteId, Claim] = {
            one.note: claim_of(one, self.every_note[one.note]) for one in self.singles
        }
        self.claim_of |= self.single_of
        self._place = place

    @cached_property
    def placed(self) -> Placed:
        """Rows and places of `notes`."""
        return self._place([note.text for note in self.notes])

    @cached_property
    def said(self) -> tuple[Saying, ...]:
        """What decides which claims each of `notes` may be part of."""
        return sayings(self.notes, People.of(self.snapshot), self.snapshot.bearings)

    @property
    def where(self) -> Places:
        """The places of `notes`."""
        return self.placed[1]

    def home(self, note: Note) -> StageId | None:
        """Return the column of a note; a stage that is gone leaves its notes unplaced."""
        return note.stage if note.stage in self.stages else None

    def stage_title(self, stage: StageId | None) -> str:
        """Return what people call a column."""
        return next((one.title for one in self.snapshot.stages if one.id == stage), UNPLACED)

    def positions(self, evidence: Iterable[Evidence]) -> list[int]:
        """Return the positions of those notes that count as evidence."""
        return [self.at[one.note] for one in evidence if one.note in self.at]

    @cached_property
    def hearing(self) -> Hearing:
        """Who speaks for and against claims."""
        notes: dict[str, Note] = {note.id: note for note in self.snapshot.notes}
        return Hearing.of(notes, People.of(self.snapshot), self.snapshot.bearings)

    def side(self, claim: Claim) -> Side | None:
        """Return the side that makes a claim, customers or inside; None for both, or for data."""
        sides = {self.said[at].side for at in self.positions(claim.evidence)} - {Side.DATA}
        return sides.pop() if len(sides) == 1 else None

    def nearest(self, notes: Sequence[int], row: NDArray[np.float64]) -> NoteId:
        """Return which of some notes, by position, is most like a row."""
        likeness = np.round(self.where.of(notes) @ row, 6)
        return self.notes[notes[int(likeness.argmax())]].id

    def likeness(self, note: int, notes: Sequence[int]) -> float:
        """Return the mean likeness of a note to others, all by position."""
        return self.where.likeness(note, notes)

    def sameness(self, note: int, notes: Sequence[int]) -> float:
        """Return the mean likeness of a note to others by their own words alone."""
        return self.where.alone.likeness(note, notes)

    def quoted_first(self, claim: Claim | None, notes: Iterable[int]) -> list[int]:
        """Return a claim's notes, by position, that which it quotes first."""
        quote = claim.quote if claim is not None else None
        return sorted(notes, key=lambda at: self.notes[at].id != quote)

    def naming(self, cards: Iterable[Touchpoint]) -> list[NamingGroup]:
        """Return what wants a name: each card, none without notes."""
        channels = {one.id: one.name for one in self.snapshot.channels}
        may_quote = People.of(self.snapshot).may_quote
        groups = []
        for card in cards:
            lots = [lot for claim in card.claims if (lot := self.positions(claim.evidence))]
            if lots:
                inside = [at for lot in lots for at in lot]
                stage = self.stage_title(card.stage)
                group = to_name(self.notes, self.said, inside, channels, stage, may_quote)
                groups.append(group)
        return groups


def to_name(
    notes: Sequence[Note],
    said: Sequence[Saying],
    members: Sequence[int],
    channels: Mapping[ChannelId, str],
    stage: str,
    may_quote: Callable[[Note], bool],
) -> NamingGroup:
    """Return a card's notes, by position, as a group that wants a name.

    ``channels`` are the names of all; the group has one only where each of its notes has it.  Only
    words that may be quoted name it, where they are of two remarks at least and of half of all.
    """
    where = {notes[at].channel for at in members}
    shared = where.pop() if len(where) == 1 else None
    quotable = [at for at in members if may_quote(notes[at])]
    enough = min(2, len(members)) <= len(quotable) and 2 * len(quotable) >= len(members)
    members = quotable if enough else ()
    return NamingGroup(
        texts=tuple(notes[at].text for at in members),
        kinds=tuple(notes[at].kind for at in members),
        voices=tuple(_VOICES[said[at].side] for at in members),
        feelings=tuple(said[at].feeling for at in members),
        channel=channels.get(shared, "") if shared else "",
        stage=stage,
    )


_VOICES = {
    Side.CUSTOMER: Voice.CUSTOMER,
    Side.INSIDE: Voice.INSIDE,
    Side.GUESS: Voice.INSIDE,
    Side.DATA: Voice.UNKNOWN,
}

_CALLED = {
    "graded_by": "grade",
    "moment_of_truth": "moment of truth",
    "at_stake": "stakes",
    "way_out": "way out",
    "contacts_basis": "contacts",
    "minutes_basis": "minutes",
}
"""Facts that have another name in a sentence than in the record."""


def telling(ground: Ground, facts: Mapping[str, Any]) -> str:
    """Return how an act that sets ``facts`` is called, to stand before the card's name."""
    several = _several(facts)
    if several:
        return several
    channels = {one.id: one.name for one in ground.snapshot.channels}
    match facts:
        case {"title": title}:
            return f"Call it “{clip(visible(title), 40)}”:"
        case {"owner": owner}:
            return f"Owner {clip(visible(owner), 20)} for" if owner else "No owner for"
        case {"channel": channel}:
            return f"Channel {channels.get(channel, 'none')} for"
        case {"grade": grade}:
            return "No grade for" if grade is None else f"Grade {grade:+d} for"
        case {"moment_of_truth": truth}:
            return "Moment of truth:" if truth else "No moment of truth:"
        case {"expectation": expectation}:
            return f"Expectation {expectation or 'open'}:"
        case {"stage": stage}:
            return f"The stage {ground.stage_title(stage)} for"
        case {"at_stake": stake}:
            return "At stake at" if stake else "Nothing at stake at"
        case {"way_out": way}:
            return "Way out of" if way else "No way out of"
        case _:
            return "Describe"


def _several(facts: Mapping[str, Any]) -> str:
    """Return the same where several facts are set at once, "" where there is one, or a grade."""
    for name in ("contacts", "minutes"):
        if facts.keys() == {name, f"{name}_basis"}:
            value, basis = facts[name], facts[f"{name}_basis"]
            return f"No {name} for" if value is None else f"{value:g} {name} ({basis}) for"
    if len(facts) > 1 and facts.keys() - {"grade", "graded_by"}:
        *rest, last = dict.fromkeys(_CALLED.get(name, name) for name in facts)
        return f"Change the {', '.join(rest)} and {last} of" if rest else f"Change the {last} of"
    return ""
