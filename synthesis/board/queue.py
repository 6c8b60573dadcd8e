"""What needs an eye, best first: doubtful merges, opposites, empty remarks, as questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from data.records import EvidenceStance, Kind, Link, LinkKind, LinkLevel, Note, NoteId
from data.text import bare, counted, fold, says_nothing
from synthesis.board import acts, bearings
from synthesis.board.claims import Bonds, clash
from synthesis.board.ground import ClashError, Effect, evidence_of, named, quoted
from synthesis.board.keepup import filled, lots, nearly, stages_of
from synthesis.board.nearby import SAME_STAGE, read_key
from synthesis.board.opposites import why_opposed
from synthesis.board.standing import Side
from synthesis.grouping.group import SAME_CUT, Decisions, Pair, Places, tree
from synthesis.grouping.likeness import DIGITS
from synthesis.grouping.linkage import joined, link, partners, root

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.records import Touchpoint
    from synthesis.board.ground import Ground
    from synthesis.grouping.linkage import Merges

WIDTH = 0.12
"""The width of the bell: merges this far from its middle weigh 0.6 of one in the middle."""

ABOVE = 0.05
"""The middle of the bell above the cut: what was merged wrongly costs more than what was not."""

REACH = (-0.25, 0.35)
"""Likeness below and above the cut beyond which nothing is asked."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two sides that are one group (``made``) or might be; all notes by position.

    ``a`` and ``b`` are the notes that stand for the sides ``first`` and ``second``; ``above`` is
    how far their likeness lies above the cut.
    """

    a: int
    b: int
    first: tuple[int, ...]
    second: tuple[int, ...]
    above: float
    made: bool
    weight: float


def doubts(
    where: Places,
    groups: Sequence[Sequence[int]],
    cut: float,
    *,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    width: float = WIDTH,
) -> list[Doubt]:
    """Return the questions that groups leave open, those worth most first.

    Args:
        where: the places of all notes.
        groups: the groups as they are, by position; only groups that may merge (of one stage).
        cut: the likeness at which groups are cut.
        together: pairs of notes that were answered with yes.
        apart: pairs of notes that were answered with no.
        width: of the bell; its middle lies nearly half as far above the cut.
    """
    known = _Known(together, apart, width)
    open_doubts = [*_between(where, groups, cut, known)]
    for group in groups:
        open_doubts += _within(where, group, cut, known)
    open_doubts.sort(
        key=lambda doubt: (
            -doubt.weight,
            where.keys[doubt.a],
            where.keys[doubt.b],
            doubt.a,
            doubt.b,
        )
    )
    return open_doubts


class _Known:
    """Answers, looked up by note."""

    def __init__(self, together: Iterable[Pair], apart: Iterable[Pair], width: float) -> None:
        self.width = width
        self.apart = partners(apart)
        pairs = list(together)
        roots = joined(1 + max((max(pair) for pair in pairs), default=-1), pairs)
        bound = {note for pair in pairs for note in pair}
        self.bound = {note: int(roots[note]) for note in bound}

    def settled(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """True where answers have put a note of one side with one of the other, if by others."""
        mine = {self.bound[note] for note in first if note in self.bound}
        return any(self.bound.get(note) in mine for note in second)


def _within(where: Places, group: Sequence[int], cut: float, known: _Known) -> list[Doubt]:
    """Return what was merged in a group and might be two."""
    if len(group) < 2:
        return []
    at = {note: place for place, note in enumerate(group)}
    cannot = tuple(
        (at[note], at[other])
        for note in group
        for other in known.apart.get(note, ())
        if other in at and note < other
    )
    grown = tree(where, group, Decisions(cannot=cannot))
    leaves: list[list[int]] = [[] for _ in range(grown.merges.leaves)]
    for note, block in zip(group, grown.blocks.of, strict=True):
        leaves[block].append(note)
    return [
        _doubt(where, first, second, near - cut, known.width, made=True)
        for first, second, near in _sides(leaves, grown.merges)
        if REACH[0] <= near - cut <= REACH[1] and not known.settled(first, second)
    ]


def _between(
    where: Places, groups: Sequence[Sequence[int]], cut: float, known: _Known
) -> list[Doubt]:
    """Return what was not merged and might be one, by going on with average link."""
    if len(groups) < 2:
        return []
    means = np.stack([where.of(group).mean(axis=0) for group in groups]).astype(np.float32)
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    number = {note: place for place, group in enumerate(groups) for note in group}
    forbidden = {
        tuple(sorted((number[note], number[other])))
        for note, others in known.apart.items()
        for other in others
        if note in number and other in number and number[note] != number[other]
    }
    pairs = np.array(sorted(forbidden), dtype=np.intp).reshape(-1, 2)
    merges = link(means, sizes, pairs)
    return [
        _doubt(where, first, second, near - cut, known.width, made=False)
        for first, second, near in _sides([list(group) for group in groups], merges)
        if REACH[0] <= near - cut <= REACH[1]
    ]


def _sides(
    leaves: Sequence[Sequence[int]], merges: Merges
) -> Iterable[tuple[list[int], list[int], float]]:
    """Yield the notes of both sides of each merge, and its likeness."""
    holds = [list(some) for some in leaves]
    above = list(range(len(holds)))

    for a, b, near in zip(merges.first, merges.second, merges.likeness, strict=True):
        kept, gone = root(above, int(a)), root(above, int(b))
        yield holds[kept], holds[gone], float(near)
        above[gone] = kept
        holds[kept] = holds[kept] + holds[gone]


def _doubt(
    where: Places,
    first: Sequence[int],
    second: Sequence[int],
    above: float,
    width: float,
    *,
    made: bool,
) -> Doubt:
    bell = math.exp(-(((above - ABOVE * width / WIDTH) / width) ** 2) / 2)
    middle = where.of(first).mean(axis=0) + where.of(second).mean(axis=0)
    return Doubt(
        a=_nearest(where, first, middle),
        b=_nearest(where, second, middle),
        first=tuple(first),
        second=tuple(second),
        above=above,
        made=made,
        weight=round(math.sqrt(len(first) * len(second)) * bell, DIGITS),
    )


def _nearest(where: Places, notes: Sequence[int], middle: NDArray[np.float64]) -> int:
    """Return the note that is nearest to both sides; ties go by key."""
    near = np.round(where.of(notes) @ middle, DIGITS)
    return min(zip(-near, (where.keys[n] for n in notes), notes, strict=True))[2]


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

    SAME = "same thing"
    CARD = "one card"
    ELSEWHERE = "elsewhere"
    STAGES = "across stages"
    FOR = "for"
    AGAINST = "against"
    EMPTY = "says nothing"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that yes or no answers.

    ``key`` tells it from all others for good; ``sentence`` is the whole question; ``notes`` are the
    one or two notes to show; ``yes`` and ``no`` say what comes of each answer; ``weight`` is what
    it is worth.
    """

    key: str
    about: About
    sentence: str
    notes: tuple[NoteId, ...]
    yes: str
    no: str
    weight: float


PROPOSED = frozenset({About.ELSEWHERE, About.STAGES, About.FOR, About.AGAINST, About.EMPTY})
"""What is listed as a proposal: changes that likeness suggests, one note or card at a time."""


ACROSS = 0.3
"""Mean likeness from which claims of two stages may be one thing said twice."""

_WORTH = {
    About.EMPTY: 6.0,
    About.AGAINST: 2.5,
    About.FOR: 2.2,
    About.ELSEWHERE: 2.0,
    About.STAGES: 1.5,
    About.CARD: 0.3,  # claims come first: they decide what a card holds
}
_CARD_WIDTH = 0.04  # likenesses of whole cards lie close together
_MOST_A_KIND = 40
_LARGEST = 4000  # notes of a stage whose doubts are looked for: the first in canonical order


def queue(ground: Ground, cut: float) -> list[Question]:
    """Return the questions that a board leaves open, those worth most first.

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
    asked = [
        question
        for source in (_empty, _doubtful, _bearing, _dissent, _elsewhere_from(cut), _across)
        for question in source(ground)
        if question.key not in ground.snapshot.answered
    ]
    asked += _cards(ground, cut)
    return sorted(
        (question for question in asked if pinned.isdisjoint(question.notes)),
        key=lambda question: (-question.weight, question.key),
    )


def answer(ground: Ground, question: Question, *, yes: bool) -> Effect:
    """Return what an answer changes: a decision, and a board that keeps it.

    Raises:
        ClashError: the answer stands against what was decided before.
    """
    effect = _ANSWERS[question.about](ground, question, yes)
    label = f"{'Yes' if yes else 'No'}: {question.sentence}"
    # Of claims and cards the links themselves remember what was answered.
    remembered = question.about not in (About.SAME, About.CARD)
    return replace(effect, label=label, answers=((question.key, yes),) if remembered else ())


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
        f"they stay one claim ({sides})" if doubt.made else f"one claim of {sides}{where}",
        f"two claims ({sides})" if doubt.made else f"they stay two claims{where}",
        doubt.weight,
    )


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
        yes,
        no,
        round(_WORTH[About.CARD] * doubt.weight, 6),
    )


def _pair(level: LinkLevel) -> Callable[[Ground, Question, bool], Effect]:
    def act(ground: Ground, question: Question, yes: bool) -> Effect:
        a, b = question.notes
        kind = LinkKind.TOGETHER if yes else LinkKind.APART
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
                f"it moves from {here.code} to {there.code}",
                f"it stays on {here.code}",
                round(_WORTH[About.ELSEWHERE] * min(1.0, 0.5 + move.gain), 6),
            )

    return source


def _elsewhere(ground: Ground, question: Question, yes: bool) -> Effect:
    """Bring the note over, or say that it belongs with its nearest here; both are decisions."""
    note, mate = question.notes
    others = [other for other in evidence_of(ground.card_of[note]) if other != note]
    here = [ground.at[other] for other in others if other in ground.at]
    if not yes and not here:
        return Effect("")
    beside = ground.nearest(here, ground.where.of([ground.at[note]])[0]) if here else None
    if not yes:
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
            f"one card, {kept.code}, at {stage}",
            "they stay two",
            round(_WORTH[About.STAGES] * likeness * math.sqrt(min(len(in_kept), len(in_gone))), 6),
        )


def _merge(ground: Ground, question: Question, yes: bool) -> Effect:
    a, b = question.notes
    if not yes:
        return acts.link_notes(ground, Link.between(a, b, LinkKind.APART))
    kept, gone = ground.card_of[a].id, ground.card_of[b].id
    if kept == gone:
        raise ClashError("They are one card already.")
    return acts.merge(ground, [kept, gone])


_MOST_BEARING = 12
"""Remarks of customers that are asked about at a time: the nearest to what is said inside."""


def _bearing(ground: Ground) -> Iterator[Question]:
    """Ask of customers' remarks, unread and near a claim from inside, whether they bear on it.

    Which way is guessed by feelings, kinds and words, and asked; each remark is asked about once.
    """
    read = {bearing.note for bearing in ground.snapshot.bearings}
    pairs = []
    for customer, inside in ground.snapshot.nearby:
        if customer in ground.at and inside in ground.claim_of and inside in ground.at:
            if customer in read or read_key(customer) in ground.snapshot.answered:
                continue
            near = float(ground.likeness(ground.at[customer], [ground.at[inside]]))
            same = ground.home(ground.every_note[customer]) == ground.home(
                ground.every_note[inside]
            )
            pairs.append((-round(near + SAME_STAGE * same, DIGITS), customer, inside))
    asked: set[NoteId] = set()
    for near, customer, inside in sorted(pairs):
        if customer not in asked and len(asked) < _MOST_BEARING:
            asked.add(customer)
            yield _bears(ground, customer, inside, -near)


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
        f"{About.AGAINST.value} {note} {quote}",
        About.AGAINST,
        f"{quoted(ground, note)} speaks against {card.code}: is {claim.code} "
        f"{quoted(ground, quote)} meant?",
        (note, quote),
        f"it counts against {claim.code}, on a claim of its own",
        f"it stays against {card.code}, and the next claim is asked about",
        _WORTH[About.AGAINST],
    )


def _bears(ground: Ground, customer: NoteId, inside: NoteId, near: float) -> Question:
    claim = ground.claim_of[inside]
    why = oppose(ground.every_note[customer], ground.every_note[inside])
    about = About.AGAINST if why else About.FOR
    way = f"speak against {claim.code}" if why else f"say so too of {claim.code}"
    return Question(
        f"{about.value} {customer} {inside}",
        about,
        f"Does {quoted(ground, customer)} {way} {quoted(ground, inside)}?{f' ({why})' * bool(why)}",
        (customer, inside),
        f"it counts {about.value} {claim.code}, and stays on its own claim",
        "they stay side by side",
        round(_WORTH[about] * min(1.0, near), 6),
    )


def oppose(note: Note, other: Note) -> str:
    """Return why two remarks may say the opposite, in a few words; "" where nothing says so."""
    if note.emotion is not None and other.emotion is not None and note.emotion * other.emotion < 0:
        return f"felt {note.emotion:+d} and {other.emotion:+d}"
    if {note.kind, other.kind} == {Kind.GAIN, Kind.PAIN}:
        return "a gain and a pain point"
    return why_opposed(note.text, other.text)


def _bear(ground: Ground, question: Question, yes: bool) -> Effect:
    note, on = question.notes
    if not yes:
        return Effect("")
    if question.about is About.AGAINST:
        return bearings.part(ground, note, on)
    return bearings.bear(ground, [note], on, EvidenceStance.FOR)


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
            f"{counted(len(some), 'note')} off the cards; listed under “set aside”",
            "it stays on its card",
            _WORTH[About.EMPTY] + math.log(len(some)),
        )


def _folded(text: str) -> str:
    return fold(text) or text.strip()


def _set_aside(ground: Ground, question: Question, yes: bool) -> Effect:
    if not yes:
        return Effect("")
    text = question.key.removeprefix("empty ")
    some = [
        note.id for note in ground.notes if seems_empty(note.text) and _folded(note.text) == text
    ]
    return acts.set_aside(ground, some)


_ANSWERS: dict[About, Callable[[Ground, Question, bool], Effect]] = {
    About.SAME: _pair(LinkLevel.CLAIM),
    About.CARD: _pair(LinkLevel.CARD),
    About.ELSEWHERE: _elsewhere,
    About.STAGES: _merge,
    About.FOR: _bear,
    About.AGAINST: _bear,
    About.EMPTY: _set_aside,
}
