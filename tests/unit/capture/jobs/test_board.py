"""A sitting at the board: sixty acts on four hundred comments, each checked, all taken back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from capture.jobs import board, drafts
from capture.jobs.projects import create
from capture.jobs.queue import questions
from data.errors import NotFound, SaysoError, UsageError
from data.records import (
    Basis,
    Decision,
    EvidenceStance,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    SessionKind,
    Snapshot,
    Touchpoint,
    TouchpointId,
)
from data.store import Project, sessions
from data.store import notes as notes_store
from data.store.lists import stages
from synthesis.board.ground import Effect, broken, evidence_of
from synthesis.board.quotes import words_of

STAGES = ("Find out", "Book", "Wait", "Visit", "After")
WHO = (
    "the receptionist",
    "a nurse",
    "the call centre",
    "my doctor",
    "the porter",
    "the front desk",
)
FELT = ("", " again", ", which is poor", " and nobody said sorry", ", as always", " this time")
SAID = {
    "Find out": (
        "{who} could not tell me which form I need",
        "the website says nothing about opening times",
        "I found the right number only after an hour of looking",
        "the leaflet was out of date",
    ),
    "Book": (
        "the phone rings out all morning",
        "{who} put me on hold for forty minutes",
        "no appointment was free for three weeks",
        "the booking page crashed when I pressed send",
        "they booked me into the wrong clinic",
    ),
    "Wait": (
        "I waited two hours past my appointment",
        "nobody told us why there was a delay",
        "there was nowhere to sit in the waiting room",
        "{who} called the wrong name twice",
    ),
    "Visit": (
        "{who} was rude to my mother",
        "{who} explained everything clearly and kindly",
        "the food was cold when it came",
        "the ward was far too noisy to sleep",
        "parking cost more than the visit",
    ),
    "After": (
        "the results never arrived",
        "{who} did not ring back as promised",
        "my medicine was not ready at the pharmacy",
        "the letter went to my old address",
    ),
}
EMPTY = ("n/a", "no comment", "Nothing", "none")


def comments(seed: int) -> Iterator[tuple[str, str, Kind | None]]:
    """Four hundred remarks as surveys hold them: few themes, many words, some that say nothing."""
    chance = random.Random(seed)
    for _ in range(400):
        stage = chance.choice(STAGES)
        said = chance.choice(SAID[stage]).format(who=chance.choice(WHO)) + chance.choice(FELT)
        if chance.random() < 0.03:
            said = chance.choice(EMPTY)
        yield stage, said, chance.choice((Kind.PAIN, Kind.PAIN, None))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sitting") / "ward.sayso"
    with create(path, title="Ward", stages=STAGES) as project:
        with project.change("Comments") as change:
            session = sessions.add(
                change, "Survey", SessionKind.CUSTOMER_INTERVIEW, started_at=change.at
            )
            where = {one.title: one.id for one in stages.all(change)}
            for at, (stage, text, kind) in enumerate(comments(7)):
                notes_store.add(
                    change,
                    session=session.id,
                    text=text,
                    stage=where[stage],
                    kind=kind,
                    respondent=str(at),
                )
        drafts.synthesise(project)
    return path


class Sitting:
    """A researcher who does one act after another and looks each time what became of it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.chance = random.Random(5)
        self.boards: list[Snapshot] = [project.snapshot()]
        self.refused = 0

    @property
    def snapshot(self) -> Snapshot:
        return self.boards[-1]

    def card(self, *, least: int = 1) -> Touchpoint:
        """Return one card of the map with so many notes."""
        some = [
            card
            for card in self.snapshot.touchpoints
            if len(evidence_of(card)) >= least and card.decision is not Decision.REJECTED
        ]
        return self.chance.choice(some)

    def note(self, card: Touchpoint | None = None) -> NoteId:
        return self.chance.choice(sorted(evidence_of(card or self.card())))

    def beside(self, card: Touchpoint) -> Touchpoint:
        """Return another card of the same stage."""
        some = [
            one
            for one in self.snapshot.touchpoints
            if one.stage == card.stage
            and one.id != card.id
            and one.decision is not Decision.REJECTED
        ]
        return self.chance.choice(some or [self.card()])

    def do(self, act: board.Act) -> Effect | None:
        """Do it; what the preview said is what came, and nothing else."""
        before = self.snapshot
        try:
            shown = board.preview(self.project, act)
        except SaysoError:
            assert self.project.snapshot() == before
            self.refused += 1
            return None
        assert self.project.snapshot() == before
        effect = board.do(self.project, act)
        assert (effect.label, effect.told) == (shown.label, shown.told)
        after = self.project.snapshot()
        concerned = {card.id for card in (*effect.before, *effect.after)}
        was = {card.id: card for card in before.touchpoints}
        for card in after.touchpoints:
            if card.id not in concerned:
                assert card == was[card.id]
        told = {note for note, _ in (*effect.stages, *effect.aside)}
        for old, new in zip(before.notes, after.notes, strict=True):
            assert old == new or new.id in told
        self.check(after)
        assert drafts.is_fresh(self.project) or drafts.waiting(after)
        if not effect.is_nothing:
            self.boards.append(after)
        return effect

    def check(self, after: Snapshot) -> None:
        lying = [note for card in after.touchpoints for note in evidence_of(card)]
        assert len(lying) == len(set(lying))
        evidence = {note.id for note in after.notes if note.is_evidence}
        assert set(lying) <= evidence
        assert len({card.code for card in after.touchpoints}) == len(after.touchpoints)
        assert broken(after.links, after.touchpoints) == []
        assert all(card.title for card in after.touchpoints)

    def acts(self) -> Iterator[board.Act]:
        """The acts: what one does with a board, in the order in which one does it."""
        yield from self.sorting()
        yield from self.pairing()
        yield from self.describing()
        for _ in range(20):
            question = self.chance.choice(questions(self.project)[:12])
            reply, _ = self.chance.choice(question.answers)
            yield board.answer(question, reply)

    def sorting(self) -> Iterator[board.Act]:
        for _ in range(8):
            yield board.decide([self.card(least=2).id], Decision.ACCEPTED)
        for _ in range(6):
            card = self.card()
            yield board.merge([card.id, self.beside(card).id])
        for parts in (2, 3, 2):
            yield board.split_where_weakest(self.card(least=6).id, parts)
        for _ in range(6):
            card = self.card(least=2)
            note, other = self.note(card), self.beside(card)
            yield board.move([note], other.id)

    def pairing(self) -> Iterator[board.Act]:
        for kind in (LinkKind.TOGETHER, LinkKind.APART):
            for level in LinkLevel:
                for whole in (False, True):
                    card = self.card(least=3)
                    a, b = self.chance.sample(sorted(evidence_of(card)), 2)
                    if kind is LinkKind.TOGETHER and level is LinkLevel.CARD:
                        b = self.note(self.beside(card))
                    if a != b:
                        made = Link.between(a, b, kind, level)
                        yield board.link_whole(made) if whole else board.link(made)

    def describing(self) -> Iterator[board.Act]:
        for step in (-1, -1, 1):
            yield board.grade(self.card().id, step, "staff")
        yield board.describe(self.card().id, owner="Contact centre")
        yield board.describe(self.card().id, moment_of_truth=True)
        yield board.describe(self.card().id, title="Chasing the case by phone")
        for _ in range(3):
            note = self.note()
            yield board.pin([note], pinned=True)
            yield board.bear([note], self.note(), EvidenceStance.AGAINST)
            yield board.bear([], note, EvidenceStance.AGAINST, whole=[self.note()])
            yield board.take_back([], note)
        for _ in range(2):
            card, where = self.card(), self.chance.choice(self.snapshot.stages)
            yield board.cards_to_stage([card.id], where.id)
        yield board.decide([self.card().id], Decision.REJECTED)


def test_sixty_acts_each_do_what_they_say_and_all_can_be_taken_back(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sayso"
    copy.write_bytes(path.read_bytes())
    with Project.open(copy) as project:
        project.connection.execute("PRAGMA synchronous = OFF")
        sitting = Sitting(project)
        done = sum(sitting.do(act) is not None for act in sitting.acts())
        assert done >= 60, (done, sitting.refused)
        held = {card.id: card for card in sitting.snapshot.touchpoints if card.held}
        assert len(held) >= 12
        for board_before in reversed(sitting.boards[:-1]):
            assert project.undo() is not None
            assert project.snapshot() == board_before
        for board_after in sitting.boards[1:]:
            assert project.redo() is not None
            assert project.snapshot() == board_after
        drafts.synthesise(project, dial=0.8)
        after = {card.id: card for card in project.snapshot().touchpoints}
        assert {one: after.get(one) for one in held} == held
        assert broken(project.snapshot().links, after.values()) == []


def test_ten_in_a_hundred_more_notes_move_no_old_one(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sayso"
    copy.write_bytes(path.read_bytes())
    with Project.open(copy) as project:
        before = {n: c.code for c in project.snapshot().touchpoints for n in evidence_of(c)}
        codes = {card.id: card.code for card in project.snapshot().touchpoints}
        with project.change("More") as change:
            session = sessions.last(change)
            assert session is not None
            where = {one.title: one.id for one in stages.all(change)}
            for stage, text, kind in list(comments(8))[:40]:
                notes_store.add(
                    change, session=session.id, text=text, stage=where[stage], kind=kind
                )
        drafts.synthesise(project)
        snapshot = project.snapshot()
        after = {n: c.code for c in snapshot.touchpoints for n in evidence_of(c)}
        assert {note: after[note] for note in before} == before
        found = {card.id: card.code for card in snapshot.touchpoints if card.id in codes}
        assert found == codes
        assert set(after) == {note.id for note in snapshot.notes if note.is_evidence}
        assert drafts.synthesise(project).encoded == 0
        assert project.snapshot() == snapshot


def test_a_card_is_looked_at_with_what_fits_least_first(path: Path) -> None:
    with Project.open(path, read_only=True) as project:
        snapshot = project.snapshot()
        card = max(snapshot.touchpoints, key=lambda one: len(evidence_of(one)))
        seen = board.look_at(project, card.id)
        assert seen is not None
        likeness = [one.likeness or 0.0 for one in seen.notes]
        assert likeness == sorted(likeness)
        assert {one.note for one in seen.notes} == set(evidence_of(card))
        assert all(one.card != card.code for one in seen.nearly)
        assert board.look_at(project, TouchpointId("gone")) is None
        assert replace(seen.notes[0], pinned=True).why() == "pinned here"


def test_what_is_typed_of_a_card_is_checked_whoever_types_it(path: Path) -> None:
    with Project.open(path, read_only=True) as project:
        card = project.snapshot().touchpoints[0]
        with pytest.raises(UsageError, match="300 are the most"):
            board.describe(card.id, title="x" * 301)
        with pytest.raises(UsageError, match="no number"):
            board.describe(card.id, contacts="three")
        (described,) = board.preview(project, board.describe(card.id, contacts="3,5")).after
        assert (described.contacts, described.contacts_basis) == (3.5, Basis.ASSUMED)
        with pytest.raises(NotFound, match="gone"):
            board.preview(project, board.describe(TouchpointId("gone"), owner="Ann"))


def test_another_note_is_quoted_for_its_claim_whose_code_and_notes_stay(path: Path) -> None:
    with Project.open(path) as project:
        snapshot = project.snapshot()
        card, claim = next(
            (card, claim)
            for card in snapshot.touchpoints
            for claim in card.claims
            if len(claim.evidence) > 1
        )
        note = next(own.note for own in claim.evidence if own.note != claim.quote)
        text = next(one.text for one in snapshot.notes if one.id == note)
        effect = board.do(project, board.quote(note))
        assert text[:20] in effect.label
        after = next(one for one in project.snapshot().touchpoints if one.id == card.id)
        quoted = next(one for one in after.claims if one.id == claim.id)
        assert quoted == replace(claim, quote=note, title=words_of(text))
        assert after.held
        project.undo()
        assert project.snapshot().touchpoints == snapshot.touchpoints


def test_a_note_that_is_on_no_claim_is_quoted_for_none(path: Path) -> None:
    with Project.open(path) as project:
        note = project.snapshot().touchpoints[0].claims[0].evidence[0].note
        board.do(project, board.set_aside([note]))
        with pytest.raises(UsageError, match="is on no claim"):
            board.preview(project, board.quote(note))


def test_a_note_brings_its_whole_claim_along_where_that_is_wanted(path: Path) -> None:
    with Project.open(path, read_only=True) as project:
        claim = next(
            claim
            for card in project.snapshot().touchpoints
            for claim in card.claims
            if 1 < len(claim.evidence) < len(evidence_of(card))
        )
        every = {one.note for one in claim.evidence}
        note = claim.evidence[0].note
        for act, going in ((board.move, {note}), (board.move_claims, every)):
            effect = board.preview(project, act([note], None))
            (new,) = (one for one in effect.after if one.id not in {c.id for c in effect.before})
            assert set(evidence_of(new)) == going


def test_what_is_a_memo_by_now_stays_under_its_claim_whatever_is_decided_of_the_others(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sayso"
    copy.write_bytes(path.read_bytes())
    with Project.open(copy) as project:
        card, claim = next(
            (card, claim)
            for card in project.snapshot().touchpoints
            for claim in card.claims
            if len(claim.evidence) > 2 and len(card.claims) > 1
        )
        board.do(project, board.decide([card.id], Decision.ACCEPTED))
        memo, first, second = (evidence.note for evidence in claim.evidence[:3])
        with project.change("A memo") as change:
            notes_store.edit(change, memo, kind=Kind.MEMO)
        apart = board.link(Link.between(first, second, LinkKind.APART, LinkLevel.CLAIM))
        after = board.preview(project, apart).after[0]
        assert after.id == card.id
        assert len({one.id for one in after.claims}) == len(after.claims)
        (under,) = (one for one in after.claims if memo in {e.note for e in one.evidence})
        assert under.id == claim.id


def test_two_notes_that_stand_for_their_claims_part_these(path: Path) -> None:
    with Project.open(path, read_only=True) as project:
        stays, goes = next(
            (card.claims[0], card.claims[1])
            for card in project.snapshot().touchpoints
            if len(card.claims) > 1 and min(len(one.evidence) for one in card.claims[:2]) > 1
        )
        notes = stays.evidence[0].note, goes.evidence[0].note
        apart = Link.between(*notes, LinkKind.APART, LinkLevel.CARD)
        whole = board.preview(project, board.link_whole(apart))
        assert whole.label == f"Never together: the claims “{stays.title}” and “{goes.title}”"
        alone = board.preview(project, board.link(apart))
        assert alone.label != whole.label
        assert alone.links == (apart,)


def test_what_was_decided_of_a_note_is_taken_back_of_one_pair_or_of_all(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "links.sayso"
    copy.write_bytes(path.read_bytes())
    with Project.open(copy) as project:
        card = max(project.snapshot().touchpoints, key=lambda one: len(evidence_of(one)))
        note, other, third = sorted(evidence_of(card))[:3]
        for mate in (other, third):
            board.do(project, board.link(Link.between(note, mate, LinkKind.TOGETHER)))
        one_pair = board.preview(project, board.unlink(note, other))
        assert [{one.first, one.second} for one in one_pair.unlinked] == [{note, other}]
        assert len(board.preview(project, board.unlink(note)).unlinked) == 2
