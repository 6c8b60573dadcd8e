"""The board under any sitting: what was asked changes, and nothing else; decisions hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from data.records import (
    Decision,
    EvidenceStance,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    Note,
    NoteId,
    Single,
    Snapshot,
    Touchpoint,
)
from synthesis.board import acts, bearings
from synthesis.board.claims import coarse_cut
from synthesis.board.drafts import draft, in_order, titled
from synthesis.board.ground import (
    CannotError,
    ClashError,
    Effect,
    Ground,
    broken,
    evidence_of,
    lying,
)
from synthesis.board.keepup import keep_up, number
from synthesis.board.queue import answer, queue
from tests.property.test_touchpoints import AT, STAGES, project, themed, titles

WORDS = ("phone rings out", "phone is dead", "form too long", "form is lost", "soup was cold",
         "soup is late", "park is full", "park costs much", "n/a", "no comment")  # fmt: skip
KINDS = (None, Kind.PAIN, Kind.IDEA)


class Sitting:
    """A board without a file: acts are applied to a snapshot as the store would apply them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.ids, self.codes = count(), count(1)
        self.snapshot = snapshot
        self.cut_again(0.5)

    def new_id(self) -> str:
        return f"id{next(self.ids):04}"

    def new_codes(self, some: int) -> list[str]:
        return [f"T{next(self.codes):02}" for _ in range(some)]

    def ground(self) -> Ground:
        return Ground(self.snapshot, themed, self.new_id)

    def cut_again(self, dial: float) -> None:
        made = draft(self.snapshot, themed, titles, dial, self.new_id, self.new_codes)
        self.dial = dial
        self.snapshot = replace(self.snapshot, touchpoints=made.touchpoints, singles=made.singles)

    def keep_up(self) -> None:
        ground = self.ground()
        up, singles = keep_up(ground, coarse_cut(self.dial), AT)
        kept = number(up, self.new_codes)
        before = {card.id: card for card in self.snapshot.touchpoints}
        done = in_order(self.snapshot, titled(ground, kept, before, titles)[0])
        self.snapshot = replace(self.snapshot, touchpoints=done, singles=singles)

    def do(self, act: Callable[[Ground], Effect]) -> Effect | None:
        """Apply an act; whatever is refused changes nothing."""
        ground = self.ground()
        try:
            effect = act(ground)
        except (ClashError, CannotError):
            return None
        before = {card.id: card for card in effect.before}
        after, _ = titled(ground, effect.after, before, titles)
        fresh = iter(self.new_codes(sum(not card.code for card in after)))
        cards = {c.id: c for c in self.snapshot.touchpoints if c.id not in before}
        cards |= {c.id: c if c.code else replace(c, code=next(fresh)) for c in after}
        stages, aside = dict(effect.stages), dict(effect.aside)
        said = {(one.note, one.target): one for one in self.snapshot.bearings}
        for bearing in effect.unborne:
            del said[bearing.note, bearing.target]
        said |= {(one.note, one.target): one for one in effect.bearings}
        links = {(x.first, x.second, x.level): x for x in self.snapshot.links}
        for one in effect.unlinked:
            links.pop((one.first, one.second, one.level), None)
        links |= {(x.first, x.second, x.level): x for x in effect.links}
        self.snapshot = replace(
            self.snapshot,
            touchpoints=in_order(self.snapshot, cards.values()),
            notes=tuple(
                replace(
                    note,
                    stage=stages.get(note.id, note.stage),
                    set_aside=aside.get(note.id, note.set_aside),
                )
                for note in self.snapshot.notes
            ),
            links=tuple(links.values()),
            bearings=tuple(said.values()),
            answered=self.snapshot.answered | {key for key, _ in effect.answers},
        )
        self.snapshot = replace(self.snapshot, singles=self.single(effect))
        return effect

    def single(self, effect: Effect) -> tuple[Single, ...]:
        """Return the single remarks that count: those still at their stage and on no card."""
        notes = {note.id: note for note in self.snapshot.notes if note.is_evidence}
        on, _ = lying(self.snapshot.touchpoints)
        some = {one.note: one for one in (*self.snapshot.singles, *effect.singles)}
        return tuple(
            one
            for one in some.values()
            if one.note in notes and one.note not in on and notes[one.note].stage == one.stage
        )


def shape(snapshot: Snapshot) -> set[frozenset[str]]:
    """The board as sets of texts with kinds, so that ids and order are nothing."""
    text = {note.id: f"{note.kind} {note.stage} {note.text}" for note in snapshot.notes}
    return {frozenset(text[n] for n in evidence_of(card)) for card in snapshot.touchpoints}


picks = st.integers(0, 400)
remark = st.tuples(
    st.sampled_from(WORDS), st.sampled_from([s.id for s in STAGES]), st.sampled_from(KINDS)
)
decided = st.lists(st.tuples(picks, picks, st.booleans()), max_size=4)


class Board(RuleBasedStateMachine):
    """Any acts, new notes and turns of the dial, in any order."""

    @initialize(some=st.lists(remark, min_size=4, max_size=14))
    def begin(self, some: list[Any]) -> None:
        self.sitting = Sitting(project([(f"{w} {at}", s, k) for at, (w, s, k) in enumerate(some)]))
        self.codes: dict[str, str] = {}

    @property
    def cards(self) -> tuple[Touchpoint, ...]:
        return self.sitting.snapshot.touchpoints

    def card(self, pick: int) -> Touchpoint | None:
        return self.cards[pick % len(self.cards)] if self.cards else None

    def note(self, pick: int) -> Note | None:
        some = [note for note in self.sitting.snapshot.notes if note.is_evidence]
        return some[pick % len(some)] if some else None

    def bound(self) -> set[NoteId]:
        """Notes that come along where one that they are together with comes to their stage."""
        links = [x for x in self.sitting.snapshot.links if x.kind is LinkKind.TOGETHER]
        return {note for link in links for note in (link.first, link.second)}

    def do(self, act: Callable[[Ground], Effect]) -> Effect | None:
        """An act changes what it names and nothing else, and holds the cards that it is about."""
        before = {card.id: card for card in self.cards}
        said = set(self.sitting.snapshot.bearings)
        effect = self.sitting.do(act)
        if effect is None:
            assert {card.id: card for card in self.cards} == before
            return None
        named = {card.id for card in (*effect.before, *effect.after)}
        # Whatever becomes of cards and claims, what people said of notes stays.
        assert said - {*effect.unborne} <= {
            *self.sitting.snapshot.bearings,
            *(
                one
                for one in said
                if (one.note, one.target) in {(b.note, b.target) for b in effect.bearings}
            ),
        }
        for card in self.cards:
            if card.id not in named:
                assert card == before[card.id]
        return effect

    @rule(pick=picks, decision=st.sampled_from(Decision))
    def decide(self, pick: int, decision: Decision) -> None:
        if card := self.card(pick):
            self.do(lambda g: acts.decide(g, [card.id], decision))
            found = next(one for one in self.cards if one.id == card.id)
            assert found.held
            assert found.decision is decision
            assert evidence_of(found).keys() == evidence_of(card).keys()

    @rule(pick=picks, other=picks, anyway=st.booleans())
    def merge(self, pick: int, other: int, anyway: bool) -> None:
        into, gone = self.card(pick), self.card(other)
        if into and gone and into.id != gone.id:
            effect = self.do(lambda g: acts.merge(g, [into.id, gone.id], anyway=anyway))
            if effect is not None:
                (found,) = [one for one in self.cards if one.id == into.id]
                both = {*evidence_of(into), *evidence_of(gone)}
                assert evidence_of(found).keys() >= both
                assert evidence_of(found).keys() - both <= self.bound()
                assert (found.code, found.title) == (into.code, into.title)
                assert gone.id not in {one.id for one in self.cards}

    @rule(pick=picks, parts=st.integers(2, 3), anyway=st.booleans())
    def split(self, pick: int, parts: int, anyway: bool) -> None:
        card = self.card(pick)
        if card and len(evidence_of(card)) >= parts:
            before = set(evidence_of(card))
            gone = acts.proposed(self.sitting.ground(), card.id, parts)
            if gone:
                effect = self.do(lambda g: acts.split(g, card.id, gone, anyway=anyway))
                if effect is not None:
                    (found,) = [one for one in self.cards if one.id == card.id]
                    assert set(evidence_of(found)) == before - {n for part in gone for n in part}

    @rule(pick=picks, other=picks, new=st.booleans(), anyway=st.booleans())
    def move(self, pick: int, other: int, new: bool, anyway: bool) -> None:
        note, card = self.note(pick), self.card(other)
        if note and card:
            to = None if new else card.id
            effect = self.do(lambda g: acts.move(g, [note.id], to, anyway=anyway))
            if effect is not None and not new:
                (found,) = [one for one in self.cards if one.id == card.id]
                assert note.id in evidence_of(found)

    @rule(
        pick=picks, other=picks, kind=st.sampled_from(LinkKind), level=st.sampled_from(LinkLevel),
        whole=st.booleans(), anyway=st.booleans(),
    )  # fmt: skip
    def link(
        self, pick: int, other: int, kind: LinkKind, level: LinkLevel, whole: bool, anyway: bool
    ) -> None:
        a, b = self.note(pick), self.note(other)
        if a and b and a.id != b.id:
            made = Link.between(a.id, b.id, kind, level)
            effect = self.do(lambda g: acts.link_notes(g, made, whole=whole, anyway=anyway))
            if effect is not None:
                assert made in self.sitting.snapshot.links
                assert broken([made], self.cards) == []

    @rule(pick=picks, other=picks, anyway=st.booleans())
    def part_claims(self, pick: int, other: int, anyway: bool) -> None:
        claims = [claim for card in self.cards for claim in card.claims]
        if len(claims) > 1:
            stays, goes = claims[pick % len(claims)], claims[other % len(claims)]
            effect = self.do(lambda g: acts.part_claims(g, stays.id, goes.id, anyway=anyway))
            if effect is not None:
                on = {n: card.id for card in self.cards for n in evidence_of(card)}
                first = {on.get(one.note, one.note) for one in stays.evidence}
                assert first.isdisjoint({on.get(one.note, one.note) for one in goes.evidence})

    @rule(pick=picks, stage=st.sampled_from([*(s.id for s in STAGES), None]), whole=st.booleans())
    def another_stage(self, pick: int, stage: Any, whole: bool) -> None:
        card, note = self.card(pick), self.note(pick)
        if whole and card:
            self.do(lambda g: acts.to_stage(g, [card.id], stage))
        elif note:
            self.do(lambda g: acts.notes_to_stage(g, [note.id], stage))
            self.sitting.keep_up()

    @rule(pick=picks, pinned=st.booleans())
    def mark(self, pick: int, pinned: bool) -> None:
        if note := self.note(pick):
            self.do(lambda g: acts.pin(g, [note.id], pinned=pinned))

    @rule(
        pick=picks, other=picks, stance=st.sampled_from(EvidenceStance), whole=st.booleans(),
        back=st.booleans(),
    )  # fmt: skip
    def bear(self, pick: int, other: int, stance: EvidenceStance, whole: bool, back: bool) -> None:
        """Notes are put for and against claims: cards stay as they are, and so does all else."""
        note, on = self.note(pick), self.note(other)
        if not note or not on:
            return
        cards, before = self.cards, set(self.sitting.snapshot.bearings)
        notes, claims = ([], [note.id]) if whole else ([note.id], [])
        if back:
            effect = self.do(lambda g: bearings.take_back(g, notes, on.id, whole=claims))
        else:
            effect = self.do(lambda g: bearings.bear(g, notes, on.id, stance, whole=claims))
        assert self.cards == cards
        _, under = lying(cards)
        after = self.sitting.snapshot.bearings
        of = {own.note for own in under[on.id].evidence} if on.id in under else {on.id}
        mine = [one.stance for one in after if one.note == note.id and one.target in of]
        if effect is None:
            assert set(after) == before
        elif back:
            assert not mine
        else:
            assert mine == [stance]
            assert note.id not in of

    @rule(pick=picks)
    def aside(self, pick: int) -> None:
        if note := self.note(pick):
            self.do(lambda g: acts.set_aside(g, [note.id]))
            assert note.id not in {one for card in self.cards for one in evidence_of(card)}

    @rule(pick=picks, reply=picks)
    def answer(self, pick: int, reply: int) -> None:
        asked = queue(self.sitting.ground(), coarse_cut(self.sitting.dial))
        if asked:
            question = asked[pick % len(asked)]
            chosen, _ = question.answers[reply % len(question.answers)]
            effect = self.do(lambda g: answer(g, question, chosen))
            if effect is not None:
                self.sitting.keep_up()
                again = queue(self.sitting.ground(), coarse_cut(self.sitting.dial))
                assert question.key not in {one.key for one in again}

    @rule(some=st.lists(remark, max_size=4))
    def more_notes(self, some: list[Any]) -> None:
        """New notes move no old one, and leave every id, code and decided title."""
        before = {note: card.id for card in self.cards for note in evidence_of(card)}
        old = {card.id: card for card in self.cards}
        notes = self.sitting.snapshot.notes
        fresh = tuple(
            Note(NoteId(f"n{len(notes) + at:02}"), notes[0].session, f"{w} {len(notes) + at}",
                 AT + timedelta(minutes=1), kind=k, stage=s)
            for at, (w, s, k) in enumerate(some)
        )  # fmt: skip
        self.sitting.snapshot = replace(self.sitting.snapshot, notes=(*notes, *fresh))
        self.sitting.keep_up()
        after = {note: card.id for card in self.cards for note in evidence_of(card)}
        assert all(after[note] == card for note, card in before.items())
        for card in self.cards:
            if card.id in old:
                assert card.code == old[card.id].code
                if card.held:
                    assert card.title == old[card.id].title
                    new = evidence_of(card).keys() - evidence_of(old[card.id]).keys()
                    assert all(evidence_of(card)[note].joined == AT for note in new)

    @rule(dial=st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0]))
    def turn(self, dial: float) -> None:
        """The dial cuts drafts and never touches what is held."""
        held = {card.id: card for card in self.cards if card.held}
        self.sitting.cut_again(dial)
        assert {card.id: card for card in self.cards if card.held} == held

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        if not hasattr(self, "sitting"):
            return
        lying = [note for card in self.cards for note in evidence_of(card)]
        lying += [one.note for one in self.sitting.snapshot.singles]
        assert len(lying) == len(set(lying))
        assert set(lying) == {n.id for n in self.sitting.snapshot.notes if n.is_evidence}
        for card in self.cards:
            assert self.codes.setdefault(card.code, card.id) == card.id
            assert card.title
            assert all(claim.title and claim.evidence for claim in card.claims)

    @invariant()
    def decisions_hold(self) -> None:
        if hasattr(self, "sitting"):
            stage = {note.id: note.stage for note in self.sitting.snapshot.notes}
            links = [x for x in self.sitting.snapshot.links if stage[x.first] == stage[x.second]]
            assert broken(links, self.cards) == []

    @invariant()
    def a_second_look_changes_nothing(self) -> None:
        if hasattr(self, "sitting"):
            before = self.sitting.snapshot
            self.sitting.keep_up()
            assert self.sitting.snapshot == before


Board.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestBoard = Board.TestCase


def at_ask(rows: str) -> list[tuple[str, str, Kind | None]]:
    """Remarks of one stage, a comma between them; "!" makes a pain of one and "?" an idea."""
    kinds = {"!": Kind.PAIN, "?": Kind.IDEA}
    return [(row.strip("!?"), "ask", kinds.get(row[-1])) for row in rows.split(", ")]


@given(st.lists(remark, min_size=2, max_size=16), decided, st.integers(0, 15))
# Groups of one size that "apart" lets either of take the notes that are together.
@example(
    at_ask("n/a, phone rings out, phone is dead?, park costs much?, n/a!, form too long!"),
    [(0, 1, False), (2, 4, True)],
    4,
)
@example(
    at_ask("phone is dead, phone is dead, phone rings out, phone rings out"),
    [(0, 2, True), (1, 3, False)],
    0,
)
@settings(max_examples=60, deadline=None)
def test_with_decisions_the_order_of_notes_never_matters(
    some: list[Any], pairs: list[tuple[int, int, bool]], turn: int
) -> None:
    rows = [(f"{w} {at}", s, k) for at, (w, s, k) in enumerate(some)]
    by_text = {text: at for at, (text, _, _) in enumerate(rows)}

    def cut(order: Sequence[Any]) -> set[frozenset[str]]:
        snapshot = project(order)
        ids = {note.text: note.id for note in snapshot.notes}
        links: list[Link] = []
        for a, b, yes in pairs:
            one, other = (rows[pick % len(rows)][0] for pick in (a, b))
            if one != other:
                kind = LinkKind.TOGETHER if yes else LinkKind.APART
                made = Link.between(ids[one], ids[other], kind)
                if not pairing_clash([*links, made]):
                    links.append(made)
        sitting = Sitting(replace(snapshot, links=tuple(links)))
        assert broken_within_stages(sitting.snapshot) == []
        return shape(sitting.snapshot)

    assert by_text
    assert cut(rows) == cut((rows[turn:] + rows[:turn])[::-1])


def pairing_clash(links: list[Link]) -> bool:
    from synthesis.board.claims import clash

    return clash(links) is not None


def broken_within_stages(snapshot: Snapshot) -> list[Link]:
    stage = {note.id: note.stage for note in snapshot.notes}
    links = [link for link in snapshot.links if stage[link.first] == stage[link.second]]
    return broken(links, snapshot.touchpoints)
