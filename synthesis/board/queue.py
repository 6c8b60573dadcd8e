"""What needs an eye, best first: opposites, doubtful merges, remarks that bear, as questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate, combinations
from typing import TYPE_CHECKING

import numpy as np

from data.records import EvidenceStance, Kind, Link, LinkKind, LinkLevel, NoteId
from data.text import bare, counted, fold, says_nothing
from synthesis.board import acts, bearings
from synthesis.board.claims import Bonds, clash
from synthesis.board.disagreements import asked_key, disagreements
from synthesis.board.doubts import Doubt, doubts
from synthesis.board.ground import (
    CannotError,
    ClashError,
    Effect,
    evidence_of,
    named,
    quoted,
)
from synthesis.board.keepup import filled, lots, nearly, stages_of
from synthesis.board.nearby import read_key
from synthesis.board.opposites import opposed
from synthesis.board.shared import by_one_word, needed
from synthesis.board.standing import Side, is_belief
from synthesis.board.subject import about, nearness
from synthesis.board.telling import one_of_all, telling
from synthesis.grouping.group import SAME_CUT
from synthesis.grouping.likeness import BLOCK

if TYPE_CHECKING:
    from data.records import Touchpoint
    from synthesis.board.ground import Ground

_SEEM_EMPTY = frozenset(
    (
        "comment", "nothingreally", "nothingspecific", "nothingcomestomind", "nothingtoimprove",
        "notatthistime", "dontknow", "idontknow", "unknown", "notsure", "asabove", "seeabove",
        "test", "xxx", "yes", "ok", "okay",
    )
)  # fmt: skip


def seems_empty(text: str) -> bool:
    """True for a remark that may hold no claim: "don't know", "see above", a single letter.

    What surely says nothing was set aside when it came; a project of an earlier build may still
    count it.
    """
    letters = bare(text)
    short = len(letters) < 2 and not letters.isdigit()
    return says_nothing(text) or short or letters in _SEEM_EMPTY


class About(StrEnum):
    """What a question is about; the value is what people read."""

    OPPOSITE = "opposite"
    SAME = "same thing"
    CARD = "one card"
    ELSEWHERE = "elsewhere"
    STAGES = "across stages"
    BEARS = "for or against"
    MEANT = "against"
    EMPTY = "says nothing"


class Answer(StrEnum):
    """What a question can be answered with; the value is what people type."""

    YES = "yes"
    NO = "no"
    FOR = "for"
    AGAINST = "against"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with two or three answers.

    ``key`` tells it from all others for good; ``sentence`` is the whole question; ``notes`` are the
    one or two notes to show; ``answers`` say what comes of each; ``weight`` is what it is worth.
    ``sure`` says that it is worth asking; the rest is offered, and asked only of who wants it.
    """

    key: str
    about: About
    sentence: str
    notes: tuple[NoteId, ...]
    answers: tuple[tuple[Answer, str], ...]
    weight: float
    sure: bool = True


def yes_or_no(yes: str, no: str) -> tuple[tuple[Answer, str], ...]:
    """Return the answers of a question that yes or no answers, with what comes of each."""
    return (Answer.YES, yes), (Answer.NO, no)


PROPOSED = frozenset(
    {About.OPPOSITE, About.ELSEWHERE, About.STAGES, About.BEARS, About.MEANT, About.EMPTY}
)
"""What is listed as a proposal: changes that likeness suggests, one note or card at a time."""

_LEAVE_BE = frozenset({About.OPPOSITE, About.BEARS})  # no answer moves a note: it may be pinned

A_SITTING = 12
"""Questions after which nobody is asked on without a word."""

ACROSS = 0.3
"""Mean likeness from which claims of two stages may be one thing said twice."""

_WORTH = {
    About.OPPOSITE: 10.0,  # first of all: what is said both ways
    About.EMPTY: 6.0,
    About.MEANT: 5.0,
    About.BEARS: 2.0,
    About.ELSEWHERE: 2.0,
    About.STAGES: 1.5,
    About.CARD: 0.3,  # claims come first: they decide what a card holds
}
_CARD_WIDTH = 0.04  # likenesses of whole cards lie close together
_MOST_A_KIND = 40
_MOST_SURE = 5  # opposites, and remarks that bear: each leaves room for the other
_SURE_SAME = 0.48
_MUCH, _NEARLY = 1.2, 0.1
_SURE_ACROSS = 0.45
_SURE_BEARING = 0.39
_LARGEST = 4000  # notes of a stage whose doubts are looked for: the first in canonical order


def queue(ground: Ground, cut: float) -> list[Question]:
    """Return the questions that a board leaves open: what is sure, then the rest, best first.

    Args:
        ground: the project, its drafts up to date.
        cut: the coarse cut that its cards were made at.
    """
    if not ground.notes:
        return []
    pinned = {
        note
        for card in ground.snapshot.touchpoints
        for note, evidence in evidence_of(card).items()
        if evidence.pinned
    }
    told = [*_empty(ground), *_dissent(ground)]
    for source in (_opposed, _doubtful, _bearing, _elsewhere_from(cut), _across):
        told += source(ground)
    against = {frozenset(one.notes) for one in told if one.about is About.OPPOSITE}
    against |= {
        frozenset((one.note, one.target))
        for one in ground.snapshot.bearings
        if one.stance is EvidenceStance.AGAINST
    }
    asked = [
        question
        for question in told
        if question.key not in ground.snapshot.answered
        # Of two that may say the opposite, or do, nobody is asked whether they say the same.
        and not (question.about is About.SAME and frozenset(question.notes) in against)
        and not (question.about is About.SAME and _differ(ground, question.notes))
    ]
    asked += _cards(ground, cut)
    return sorted(
        (one for one in asked if one.about in _LEAVE_BE or pinned.isdisjoint(one.notes)),
        key=lambda question: (not question.sure, -question.weight, question.key),
    )


def _differ(ground: Ground, notes: Sequence[NoteId]) -> bool:
    """Return whether any two of some notes are opposed, or are no remarks of one make."""
    texts = [ground.every_note[note].text for note in notes]
    return any(
        opposed(one, other) or one_of_all(one, other) or telling(one) is not telling(other)
        for one, other in combinations(texts, 2)
    )


def answer(ground: Ground, question: Question, reply: Answer) -> Effect:
    """Return what an answer changes: a decision, and a board that keeps it.

    Raises:
        CannotError: it is no answer to this question.
        ClashError: the answer stands against what was decided before.
    """
    if reply not in dict(question.answers):
        words = [one.value for one, _ in question.answers]
        raise CannotError(f"That is answered with {', '.join(words[:-1])} or {words[-1]}.")
    effect = _ANSWERS[question.about](ground, question, reply)
    label = f"{reply.value.capitalize()}: {question.sentence}"
    # Of claims and cards the links themselves remember what was answered.
    remembered = question.about not in (About.SAME, About.CARD)
    yes = reply in (Answer.YES, Answer.FOR, Answer.AGAINST)
    return replace(effect, label=label, answers=((question.key, yes),) if remembered else ())


def _opposed(ground: Ground) -> Iterator[Question]:
    """Ask of claims that may say the opposite whether they do."""
    left = _MOST_SURE
    for one in disagreements(ground)[:_MOST_A_KIND]:
        sure = one.sure and left > 0
        left -= sure
        first, second = (_coded(ground, note) for note in (one.first, one.second))
        yield Question(
            asked_key(one.first, one.second),
            About.OPPOSITE,
            f"Do {first} and {second} say the opposite?{f' ({one.why})' * bool(one.why)}",
            (one.first, one.second),
            yes_or_no("they stand against each other", "they stay side by side"),
            round(_WORTH[About.OPPOSITE] + one.weight, 6),
            sure,
        )


def _coded(ground: Ground, note: NoteId) -> str:
    """Return a note as it is named beside the code of its claim."""
    return f"{ground.claim_of[note].code} {quoted(ground, note)}".strip()


def _oppose(ground: Ground, question: Question, reply: Answer) -> Effect:
    """Put two claims against each other: both ways where they are of one side."""
    note, on = question.notes
    if reply is Answer.NO:
        return Effect("")
    return bearings.bear(ground, [], on, EvidenceStance.AGAINST, whole=[note])


def _doubtful(ground: Ground) -> Iterator[Question]:
    """Ask of claims, of one stage, kind and side, whether they say the same thing."""
    bonds = Bonds.of(ground.snapshot.links, ground.at)
    for cards in stages_of(ground):
        kinds: dict[object, list[list[int]]] = {}
        for claim, inside in lots(ground, cards):
            sides = frozenset(ground.said[at].side for at in inside) - {Side.DATA}
            kinds.setdefault((claim.kind, sides), []).append(inside)
        for groups in kinds.values():
            open_doubts = doubts(
                ground.where.alone,
                _not_too_many(groups),
                SAME_CUT,
                together=bonds.in_claim,
                apart=bonds.off_claim,
            )
            for doubt in open_doubts[:_MOST_A_KIND]:
                if doubt.made or _may_join(ground, doubt):
                    yield _same(ground, doubt)


def _not_too_many(groups: list[list[int]]) -> list[list[int]]:
    sizes = accumulate(len(group) for group in groups)
    return [group for group, size in zip(groups, sizes, strict=True) if size <= _LARGEST]


def _may_join(ground: Ground, doubt: Doubt) -> bool:
    """False for two cards that are both decided: they are merged by hand, or not at all."""
    a, b = (ground.card_of.get(ground.notes[at].id) for at in (doubt.a, doubt.b))
    return a is not None and b is not None and (a.id == b.id or not (a.held and b.held))


def _same(ground: Ground, doubt: Doubt) -> Question:
    a, b = ground.notes[doubt.a].id, ground.notes[doubt.b].id
    sides = _sides_in_words(doubt)
    here, there = ground.card_of[a], ground.card_of[b]
    where = "" if here.id == there.id else f", on {here.code} and {there.code}"
    return Question(
        f"same {a} {b}",
        About.SAME,
        f"Do {quoted(ground, a)} and {quoted(ground, b)} say the same thing?",
        (a, b),
        yes_or_no(
            f"they stay one claim ({sides})" if doubt.made else f"one claim of {sides}{where}",
            f"two claims ({sides})" if doubt.made else f"they stay two claims{where}",
        ),
        doubt.weight,
        _is_sure(ground, doubt),
    )


def _is_sure(ground: Ground, doubt: Doubt) -> bool:
    """Return whether a question is worth it: two that nearly say the same, or many that might.

    What is one claim, and may be by all that is known, is worth it only of many.
    """
    near = ground.sameness(doubt.a, [doubt.b])
    wanted = needed(ground.notes[doubt.a].text, ground.notes[doubt.b].text)
    if not SAME_CUT <= near < wanted:
        return False
    return doubt.weight >= _MUCH or (not doubt.made and near >= wanted - _NEARLY)


def _sides_in_words(doubt: Doubt) -> str:
    sides = (doubt.first, doubt.second)
    return " and ".join("1 note" if len(side) == 1 else f"{len(side)} alike" for side in sides)


def _cards(ground: Ground, cut: float) -> Iterator[Question]:
    """Ask of drafts whether they are one card, the weakest and the nearest first."""
    bonds = Bonds.of(ground.snapshot.links, ground.at)
    for cards in stages_of(ground):
        drafts = filled(ground, [card for card in cards if not card.held])
        open_doubts = doubts(
            ground.where,
            _not_too_many([inside for _, inside in drafts]),
            cut,
            together=bonds.on_card,
            apart=bonds.off_card,
            width=_CARD_WIDTH,
        )
        for doubt in open_doubts[:_MOST_A_KIND]:
            yield _one_card(ground, doubt)


def _one_card(ground: Ground, doubt: Doubt) -> Question:
    a, b = ground.notes[doubt.a].id, ground.notes[doubt.b].id
    here, there = ground.card_of[a], ground.card_of[b]
    if doubt.made:
        yes = f"{named(here, 24)} stays as it is"
        no = f"{here.code} parts ({_sides_in_words(doubt)})"
    else:
        yes = f"{here.code} and {there.code} become one"
        no = f"{here.code} and {there.code} stay two"
    return Question(
        f"card {a} {b}",
        About.CARD,
        f"Do {quoted(ground, a)} and {quoted(ground, b)} belong on one card?",
        (a, b),
        yes_or_no(yes, no),
        round(_WORTH[About.CARD] * doubt.weight, 6),
        sure=False,
    )


def _pair(level: LinkLevel) -> Callable[[Ground, Question, Answer], Effect]:
    def act(ground: Ground, question: Question, reply: Answer) -> Effect:
        a, b = question.notes
        kind = LinkKind.TOGETHER if reply is Answer.YES else LinkKind.APART
        return acts.link_notes(ground, Link.between(a, b, kind, level), whole=True)

    return act


def _elsewhere_from(cut: float) -> Callable[[Ground], Iterator[Question]]:
    """Return the source of questions about notes that nearly belong on another card."""

    def source(ground: Ground) -> Iterator[Question]:
        moves = sorted(nearly(ground, cut), key=lambda move: (-move.gain, move.note))
        for move in moves[:_MOST_A_KIND]:
            here, there = ground.card_of[move.note], move.card
            yield Question(
                f"elsewhere {move.note} {there.id}",
                About.ELSEWHERE,
                f"Does {quoted(ground, move.note)} belong on {named(there, 30)}, with "
                f"{quoted(ground, move.mate)}, rather than on {here.code}?",
                (move.note, move.mate),
                yes_or_no(f"it moves from {here.code} to {there.code}", f"it stays on {here.code}"),
                round(_WORTH[About.ELSEWHERE] * min(1.0, 0.5 + move.gain), 6),
                nearness(ground, ground.at[move.note], ground.at[move.mate]) >= _SURE_SAME,
            )

    return source


def _elsewhere(ground: Ground, question: Question, reply: Answer) -> Effect:
    """Bring the note over, or say that it belongs with its nearest here; both are decisions."""
    note, mate = question.notes
    others = [other for other in evidence_of(ground.card_of[note]) if other != note]
    here = [ground.at[other] for other in others if other in ground.at]
    if reply is Answer.NO and not here:
        return Effect("")
    beside = ground.nearest(here, ground.where.of([ground.at[note]])[0]) if here else None
    if reply is Answer.NO:
        assert beside is not None
        return acts.link_notes(ground, Link.between(note, beside, LinkKind.TOGETHER))
    effect = acts.link_notes(ground, Link.between(note, mate, LinkKind.TOGETHER), going=note)
    if beside is not None:
        apart = Link.between(note, beside, LinkKind.APART)
        if clash([*ground.snapshot.links, *effect.links, apart]) is None:
            effect = replace(effect, links=(*effect.links, apart))
    return effect


def _across(ground: Ground) -> Iterator[Question]:
    """Ask of cards of different stages that look alike whether they are one."""
    cards = filled(ground, [card for stage in stages_of(ground) for card in stage])
    if len(cards) < 2:
        return
    means = np.stack([ground.where.of(inside).mean(axis=0) for _, inside in cards])
    near = np.round(means @ means.T, 6)
    pairs = [
        (float(near[i, j]), i, j)
        for i, (card, _) in enumerate(cards)
        for j, (other, _) in enumerate(cards[:i])
        if near[i, j] >= ACROSS and card.stage != other.stage
    ]
    for likeness, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))[:_MOST_A_KIND]:
        ranks = [(card.held, len(inside)) for card, inside in (cards[i], cards[j])]
        at, other_at = (i, j) if ranks[0] >= ranks[1] else (j, i)
        (kept, in_kept), (gone, in_gone) = cards[at], cards[other_at]
        a = ground.nearest(in_kept, means[other_at])
        b = ground.nearest(in_gone, means[at])
        stage = ground.stage_title(kept.stage)
        yield Question(
            f"stages {min(kept.id, gone.id)} {max(kept.id, gone.id)}",
            About.STAGES,
            f"Is {named(gone, 30)} ({ground.stage_title(gone.stage)}) the same as "
            f"{named(kept, 30)} ({stage})?",
            (a, b),
            yes_or_no(f"one card, {kept.code}, at {stage}", "they stay two"),
            round(_WORTH[About.STAGES] * likeness * math.sqrt(min(len(in_kept), len(in_gone))), 6),
            min(likeness, nearness(ground, ground.at[a], ground.at[b])) >= _SURE_ACROSS,
        )


def _merge(ground: Ground, question: Question, reply: Answer) -> Effect:
    a, b = question.notes
    if reply is Answer.NO:
        return acts.link_notes(ground, Link.between(a, b, LinkKind.APART))
    kept, gone = ground.card_of[a].id, ground.card_of[b].id
    if kept == gone:
        raise ClashError("They are one card already.")
    return acts.merge(ground, [kept, gone])


_MOST_BEARING = 12
"""Remarks of customers that are asked about at a time: the nearest to what is said inside."""


def _bearing(ground: Ground) -> Iterator[Question]:
    """Ask of customers' remarks that nobody has read what they say of the belief nearest to each.

    Which way they speak no likeness tells, nor whether they do: it is asked.
    """
    read = {bearing.note for bearing in ground.snapshot.bearings}
    customers = [
        at
        for at, note in enumerate(ground.notes)
        if ground.said[at].side is Side.CUSTOMER
        and note.id not in read
        and read_key(note.id) not in ground.snapshot.answered
    ]
    keys = ground.where.keys
    beliefs = [at for at in range(len(ground.notes)) if _is_belief(ground, at)]
    beliefs.sort(key=lambda at: (keys[at], at))
    if not customers or not beliefs:
        return
    pairs = []
    for start in range(0, len(customers), BLOCK):
        some = customers[start : start + BLOCK]
        near = about(ground, some, beliefs)
        for at, row, order in zip(some, near, np.argsort(-near, kind="stable"), strict=True):
            unread = (int(j) for j in order if not _is_read(ground, at, beliefs[j]))
            best = next(unread, None)
            if best is not None:
                pairs.append((-float(row[best]), keys[at], at, beliefs[best]))
    for place, (near_by, _, at, on) in enumerate(sorted(pairs)[:_MOST_BEARING]):
        sure = -near_by >= _SURE_BEARING and place < _MOST_SURE and not _by_a_word(ground, at, on)
        yield _bears(ground, ground.notes[at].id, ground.notes[on].id, -near_by, sure=sure)


def _by_a_word(ground: Ground, one: int, other: int) -> bool:
    """Return whether two notes are near by one word alone: a dog on a card, a card in the post."""
    texts = (ground.notes[one].text, ground.notes[other].text)
    return by_one_word(*texts) and ground.sameness(one, [other]) < SAME_CUT


def _is_belief(ground: Ground, at: int) -> bool:
    note = ground.notes[at]
    return (
        note.id in ground.claim_of
        and ground.said[at].side is Side.INSIDE
        and note.kind is not Kind.QUESTION
        and is_belief(note.kind, {Side.INSIDE})
    )


def _is_read(ground: Ground, customer: int, inside: int) -> bool:
    """Return whether it was answered already, also as an earlier build asked."""
    pair = f"{ground.notes[customer].id} {ground.notes[inside].id}"
    return any(
        f"{asked} {pair}" in ground.snapshot.answered for asked in (About.BEARS, "for", "against")
    )


def _bears(
    ground: Ground, customer: NoteId, inside: NoteId, near: float, *, sure: bool
) -> Question:
    code = ground.claim_of[inside].code
    return Question(
        f"{About.BEARS.value} {customer} {inside}",
        About.BEARS,
        f"Does {quoted(ground, customer)} speak for {_coded(ground, inside)}, against it, or "
        "beside it?",
        (customer, inside),
        (
            (Answer.FOR, f"it counts for {code}, and stays on its own claim"),
            (Answer.AGAINST, f"it counts against {code}, and stays on its own claim"),
            (Answer.BESIDE, "it says nothing of it: they stay side by side"),
        ),
        round(_WORTH[About.BEARS] * min(1.0, near), 6),
        sure,
    )


def _dissent(ground: Ground) -> Iterator[Question]:
    """Ask of what speaks against a card which of its claims is meant, the likest first."""
    for card in (card for stage in stages_of(ground) for card in stage):
        for item in card.evidence:
            if item.stance is EvidenceStance.FOR or item.note not in ground.at:
                continue
            at = ground.at[item.note]
            claims = sorted(
                lots(ground, [card]), key=lambda lot: (-ground.likeness(at, lot[1]), lot[0].id)
            )
            for claim, notes in claims:
                quote = claim.quote if claim.quote in ground.at else ground.notes[notes[0]].id
                question = _which_claim(ground, item.note, quote or ground.notes[notes[0]].id, card)
                if question.key not in ground.snapshot.answered:
                    yield question
                    break


def _which_claim(ground: Ground, note: NoteId, quote: NoteId, card: Touchpoint) -> Question:
    claim = ground.claim_of[quote]
    return Question(
        f"{About.MEANT.value} {note} {quote}",
        About.MEANT,
        f"{quoted(ground, note)} speaks against {card.code}: is {claim.code} "
        f"{quoted(ground, quote)} meant?",
        (note, quote),
        yes_or_no(
            f"it counts against {claim.code}, on a claim of its own",
            f"it stays against {card.code}, and the next claim is asked about",
        ),
        _WORTH[About.MEANT],
    )


def _bear(ground: Ground, question: Question, reply: Answer) -> Effect:
    note, on = question.notes
    if reply in (Answer.NO, Answer.BESIDE):
        return Effect("")
    if reply is Answer.FOR:
        return bearings.bear(ground, [note], on, EvidenceStance.FOR)
    return bearings.part(ground, note, on)


def _empty(ground: Ground) -> Iterator[Question]:
    """Ask of remarks that say nothing whether they go off the cards, copies together."""
    same: dict[str, list[NoteId]] = {}
    for note in ground.notes:
        if seems_empty(note.text):
            same.setdefault(_folded(note.text), []).append(note.id)
    for text, some in sorted(same.items()):
        times = f" ({counted(len(some), 'time')})" if len(some) > 1 else ""
        yield Question(
            f"empty {text}",
            About.EMPTY,
            f"Set {quoted(ground, some[0])}{times} aside? It seems to say nothing.",
            (some[0],),
            yes_or_no(
                f"{counted(len(some), 'note')} off the cards; listed under “set aside”",
                "it stays on its card",
            ),
            _WORTH[About.EMPTY] + math.log(len(some)),
        )


def _folded(text: str) -> str:
    return fold(text) or text.strip()


def _set_aside(ground: Ground, question: Question, reply: Answer) -> Effect:
    if reply is Answer.NO:
        return Effect("")
    text = question.key.removeprefix("empty ")
    some = [
        note.id for note in ground.notes if seems_empty(note.text) and _folded(note.text) == text
    ]
    return acts.set_aside(ground, some)


_ANSWERS: dict[About, Callable[[Ground, Question, Answer], Effect]] = {
    About.OPPOSITE: _oppose,
    About.SAME: _pair(LinkLevel.CLAIM),
    About.CARD: _pair(LinkLevel.CARD),
    About.ELSEWHERE: _elsewhere,
    About.STAGES: _merge,
    About.BEARS: _bear,
    About.MEANT: _bear,
    About.EMPTY: _set_aside,
}
