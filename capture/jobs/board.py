"""The board on a project: what it shows, and acts previewed and done in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Unpack

import numpy as np

from capture.jobs import drafts, vectors
from capture.jobs import ledger as ledger_jobs
from capture.jobs.facts import checked, with_basis
from capture.jobs.headings import headings
from data.errors import NotFound, SaysoError, UsageError
from data.records import (
    EvidenceStance,
    LinkKind,
    LinkLevel,
    NoteId,
    Touchpoint,
    TouchpointId,
)
from data.store import bearings, layouts, ledger, singles, touchpoints
from data.store import drafts as drafts_store
from data.store import notes as notes_store
from data.store.log import new_id
from data.text import clip, visible
from synthesis.board import acts
from synthesis.board import bearings as board_bearings
from synthesis.board import queue as queues
from synthesis.board.claims import coarse_cut
from synthesis.board.drafts import titled, with_quotes
from synthesis.board.ground import CannotError, ClashError, Ground
from synthesis.board.ground import Effect as Effect
from synthesis.board.ground import evidence_of as evidence_of
from synthesis.board.keepup import nearly, number
from synthesis.board.shared import shared_words

if TYPE_CHECKING:
    from capture.jobs.facts import TypedFacts
    from data.records import (
        ClaimId,
        Comment,
        Decision,
        Link,
        Snapshot,
        StageId,
    )
    from data.store import Project, common
    from data.store.log import Change
    from synthesis.board.ledger import Replaced
    from synthesis.board.queue import Answer, Question

Act = Callable[["Ground"], "Effect"]
"""What a screen or a verb wants of the board, to be previewed or done; see the acts below."""

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """What is written in the step of an act and lies beside a card: figures, dots, comments.

    ``label`` names the step; it is given the act's own effect, None where nothing but this is done.
    """

    card: TouchpointId
    label: Callable[[Effect | None], str]
    write: Callable[[Change], object]


class Clash(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """What was asked stands against what was decided; it can be done anyway."""


class BoardBusy(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Somebody else keeps changing the same cards."""


def ground_of(project: Project, snapshot: Snapshot) -> Ground:
    """Return the ground that acts stand on; likeness is worked out only where it is asked for."""

    def place(texts: Sequence[str]) -> object:
        return vectors.placer(vectors.source(project))(texts)

    return Ground(snapshot, place, new_id)  # type: ignore[arg-type]


def preview(project: Project, act: Act) -> Effect:
    """Return what an act would change, without changing anything.

    Raises:
        Clash: it stands against what was decided.
        UsageError: it makes no sense on this board.
    """
    return _planned(ground_of(project, project.snapshot()), act)


def do(project: Project, act: Act, also: Beside | None = None) -> Effect:
    """Do an act, in one step that undo takes back; return it with the codes of new cards.

    ``also`` is done in the same step, whatever the act itself changes, and names the step.

    Raises:
        Clash: it stands against what was decided; nothing was changed.
        UsageError: it makes no sense on this board; nothing was changed.
    """
    for _ in range(_TRIES):
        snapshot = project.snapshot()
        ground = ground_of(project, snapshot)
        effect = _planned(ground, act)
        if also is not None:
            effect = replace(effect, label=also.label(effect))
        elif effect.is_nothing:
            return effect
        effect, others = _titled(project, ground, effect)
        # Drafts depend on notes alone; with many of them it takes time to look through them all.
        touches = bool(effect.stages or effect.aside or effect.unlinked)
        # What was joined by a decision may come apart without it: that is looked through again.
        fresh = touches and not effect.unlinked and drafts.drawn_from(project, snapshot)
        with project.change(effect.label) as change:
            still = all(touchpoints.get(change, card.id) == card for card in effect.before)
            still = still and ledger.all(change) == snapshot.shown
            if still and (also is None or touchpoints.get(change, also.card) is not None):
                layouts.leave_before(change)  # for undo, whose state may never have been drafted
                effect = _numbered(change, ground, effect)
                _store(change, effect)
                if also is not None:
                    also.write(change)
                _keep_runners_up(change, ground, effect, others)
                if touches:
                    drafts.keep_fresh(change, fresh)
                return effect
    raise BoardBusy(
        "Somebody else is changing the same cards: nothing was changed. Try again when they pause."
    )


def beside(project: Project, act: Act, also: Beside) -> None:
    """Write what lies beside a card, which makes it held: ``act`` does, where it is a draft.

    A card that is held already needs nothing read but itself.

    Raises:
        NotFound: the card is gone.
    """
    if _is_held(project, also.card):
        with project.change(also.label(None)) as change:
            if _is_held(change, also.card):
                also.write(change)
                return
    do(project, act, also)


def _is_held(reader: common.Reader, card: TouchpointId) -> bool:
    known = touchpoints.get(reader, card)
    return known is not None and known.held


def _planned(ground: Ground, act: Act) -> Effect:
    try:
        return act(ground)
    except ClashError as error:
        raise Clash(f"{error} Nothing was changed.") from error
    except CannotError as error:
        raise UsageError(f"{error} Nothing was changed.") from error


def _titled(
    project: Project, ground: Ground, effect: Effect
) -> tuple[Effect, dict[str, tuple[str, ...]]]:
    """Name what is new or changed, unlike any other card."""
    after = tuple(with_quotes(ground, card) for card in effect.after)
    effect = replace(effect, after=after)
    before = {card.id: card for card in effect.before}
    bare = any(not card.title or not card.held for card in effect.after)
    if not bare:
        return effect, {}
    concerned = {card.id for card in (*effect.before, *effect.after)}
    namer = vectors.Namer(project)
    beside = [card.title for card in ground.snapshot.touchpoints if card.id not in concerned]
    named, others = titled(ground, effect.after, before, namer, taken=beside)
    return replace(effect, after=tuple(named)), others


def _keep_runners_up(
    change: Change, ground: Ground, effect: Effect, others: dict[str, tuple[str, ...]]
) -> None:
    if not others:
        return
    cards = (*ground.snapshot.touchpoints, *effect.after)
    drafts_store.keep_runners_up(change.connection, others, (card.id for card in cards))


def _numbered(change: Change, ground: Ground, effect: Effect) -> Effect:
    """Give new cards their codes, and their places behind the others of their stage."""
    known = ground.snapshot.touchpoints
    cards = number((*known, *effect.after), lambda count: change.new_codes("T", count))
    return replace(effect, after=tuple(cards[len(known) :]))


def _store(change: Change, effect: Effect) -> None:
    """Write an effect: notes, links, bearings and answers, then what is single, and cards."""
    for note, stage in effect.stages:
        notes_store.edit(change, note, stage=stage)
    for note, aside in effect.aside:
        notes_store.edit(change, note, set_aside=aside)
    for link in effect.unlinked:
        touchpoints.remove_link(change, link)
    for link in effect.links:
        touchpoints.put_link(change, link)
    for bearing in effect.unborne:
        bearings.remove(change, bearing.note, bearing.target)
    for bearing in effect.bearings:
        bearings.put(change, bearing)
    for question, yes in effect.answers:
        touchpoints.answer(change, question, yes=yes)
    singles.add(change.connection, effect.singles)
    _store_cards(change, effect)


def _store_cards(change: Change, effect: Effect) -> None:
    """Write first cards that give, then those that go, then those that take, and drafts."""
    after = {card.id: card for card in effect.after}
    held = [card for card in effect.after if card.held]
    for card in effect.before:
        if card.id in after and after[card.id].held:
            touchpoints.put(change, _without_leavers(card, after[card.id]))
    for gone, into in effect.merged:
        for comment in touchpoints.all_comments(change, gone):
            touchpoints.edit_comment(change, comment.id, touchpoint=into)
        touchpoints.hand_over(change, gone, into)
    for card in effect.before:
        if card.held and card.id not in after:
            touchpoints.remove(change, card.id)
    for card in held:
        touchpoints.put(change, card)
    was_draft = [card for card in effect.before if not card.held]
    is_draft = [card for card in effect.after if not card.held]
    if effect.before or effect.after:
        drafts_store.revise(change, was_draft, is_draft)


def _without_leavers(card: Touchpoint, after: Touchpoint) -> Touchpoint:
    """Return a card without the claims that go to another: no claim lies on two cards."""
    there = {claim.id for claim in after.claims}
    return replace(
        card, held=True, claims=tuple(claim for claim in card.claims if claim.id in there)
    )


# -- acts for a screen or a verb -------------------------------------------------------------------


def decide(cards: Sequence[TouchpointId], decision: Decision) -> Act:
    """Return the act that accepts cards, rejects them, or leaves them open again."""
    return lambda ground: acts.decide(ground, cards, decision)


class FactChanged(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """What is said of a card is not what somebody saw before choosing something else."""

    def __init__(self, code: str, name: str, now: str) -> None:
        """Say what it is by now."""
        super().__init__(
            f"The {name} of {code} was changed elsewhere meanwhile; it now is "
            f"“{clip(visible(now), 60)}”. Nothing was changed; choose again if you mean it."
        )


def describe(
    card: TouchpointId,
    *,
    seen: Mapping[str, object] | None = None,
    **facts: Unpack[TypedFacts],
) -> Act:
    """Return the act that says something about a card: title, owner, channel, grade and the like.

    Numbers may be as they were typed.  A number whose basis is not given keeps the one it had, and
    is assumed where it had none; a ``stage`` moves the card, which tags its notes.  Facts that were
    ``seen`` are to be so still, when the act is done, or as they are to be.

    Raises:
        UsageError: a number is none, or a text too long.
    """
    wanted = checked(facts)

    def act(ground: Ground) -> Effect:
        if card not in ground.cards:
            raise NotFound("That card is gone; nothing was changed.")
        known = ground.cards[card]
        for name, before in (seen or {}).items():
            now = getattr(known, name)
            if now not in (before, wanted.get(name)):
                channels = {one.id: one.name for one in ground.snapshot.channels}
                raise FactChanged(known.code, name, str(channels.get(now, now) or "not said"))
        return acts.describe(ground, card, **with_basis(known, wanted))

    return act


def grade(card: TouchpointId, step: int, by: str) -> Act:
    """Return the act that moves a card's grade a step down or up; from none it begins at 0."""
    return lambda ground: acts.grade(ground, card, step, by)


def quote(note: NoteId) -> Act:
    """Return the act that lets a note stand for its claim, which is quoted in its words."""
    return lambda ground: acts.quote(ground, note)


def merge(cards: Sequence[TouchpointId], *, anyway: bool = False) -> Act:
    """Return the act that makes one card of several: the first keeps its code, title and place."""
    return lambda ground: acts.merge(ground, cards, anyway=anyway)


def split(card: TouchpointId, parts: Sequence[Sequence[NoteId]], *, anyway: bool = False) -> Act:
    """Return the act that makes a card of its own of each of ``parts``; the rest stays."""
    return lambda ground: acts.split(ground, card, parts, anyway=anyway)


def split_where_weakest(card: TouchpointId, count: int, *, anyway: bool = False) -> Act:
    """Return the act that parts a card into as many as ``count``, as it falls apart by itself."""
    return lambda ground: acts.split(
        ground, card, acts.proposed(ground, card, count), anyway=anyway
    )


def move(notes: Sequence[NoteId], to: TouchpointId | None, *, anyway: bool = False) -> Act:
    """Return the act that puts notes on another card, or on a new one (``None``)."""
    return lambda ground: acts.move(ground, notes, to, anyway=anyway)


def move_claims(notes: Sequence[NoteId], to: TouchpointId | None, *, anyway: bool = False) -> Act:
    """Return the act that moves notes with everything that says the same as one of them."""

    def act(ground: Ground) -> Effect:
        claims = dict.fromkeys(ground.claim_of[note] for note in notes if note in ground.claim_of)
        going = [evidence.note for claim in claims for evidence in claim.evidence]
        return acts.move(ground, going, to, anyway=anyway)

    return act


def pin(notes: Sequence[NoteId], *, pinned: bool) -> Act:
    """Return the act that says that notes stay where they are, or lets them go again."""
    return lambda ground: acts.pin(ground, notes, pinned=pinned)


def take_sides(notes: Sequence[NoteId], stance: EvidenceStance) -> Act:
    """Return the act that lets notes that lie on a card itself speak for or against it."""
    return lambda ground: board_bearings.take_sides(ground, notes, stance)


def bear(
    notes: Sequence[NoteId],
    on: NoteId,
    stance: EvidenceStance,
    *,
    whole: Sequence[NoteId] = (),
) -> Act:
    """Return the act that puts remarks for or against the claim of a note, wherever it lies.

    Each of ``whole`` stands for everything on its claim.
    """
    return lambda ground: board_bearings.bear(ground, notes, on, stance, whole=whole)


def take_back(notes: Sequence[NoteId], on: NoteId, *, whole: Sequence[NoteId] = ()) -> Act:
    """Return the act that takes back what was put for or against a claim, all where none is named.

    With whole claims it goes both ways.
    """
    return lambda ground: board_bearings.take_back(ground, notes, on, whole=whole)


def cards_to_stage(cards: Sequence[TouchpointId], stage: StageId | None) -> Act:
    """Return the act that puts cards at another stage, which tags their notes."""
    return lambda ground: acts.to_stage(ground, cards, stage)


def notes_to_stage(notes: Sequence[NoteId], stage: StageId | None) -> Act:
    """Return the act that tags notes with another stage: they leave their cards."""
    return lambda ground: acts.notes_to_stage(ground, notes, stage)


def set_aside(notes: Sequence[NoteId]) -> Act:
    """Return the act that takes remarks that say nothing off the cards."""
    return lambda ground: acts.set_aside(ground, notes)


def bring_back(notes: Sequence[NoteId]) -> Act:
    """Return the act that lets notes that were set aside count again."""
    return lambda ground: acts.bring_back(ground, notes)


def link(made: Link, *, going: NoteId | None = None, anyway: bool = False) -> Act:
    """Return the act that decides that two notes always meet, or never; one note moves at most.

    ``going`` is the one that moves; not given, it is one whose card is a draft.
    """
    return lambda ground: acts.link_notes(ground, made, going=going, anyway=anyway)


def link_whole(made: Link, *, anyway: bool = False) -> Act:
    """Return the act that decides the same of all that lies with the two notes."""

    def act(ground: Ground) -> Effect:
        part = made.kind is LinkKind.APART and made.level is LinkLevel.CARD
        if part and {made.first, made.second} <= ground.claim_of.keys() & ground.card_of.keys():
            stays, goes = ground.claim_of[made.first], ground.claim_of[made.second]
            return acts.part_claims(ground, stays.id, goes.id, anyway=anyway)
        return acts.link_notes(ground, made, whole=True, anyway=anyway)

    return act


def unlink(note: NoteId, other: NoteId | None = None) -> Act:
    """Return the act that takes back what was decided about a note and another, or all others."""
    notes = {note} if other is None else {note, other}
    return lambda ground: acts.unlink_notes(
        ground, [link for link in ground.snapshot.links if notes <= {link.first, link.second}]
    )


def part_claims(stays: ClaimId, goes: ClaimId, *, anyway: bool = False) -> Act:
    """Return the act that decides that two claims never share a card."""
    return lambda ground: acts.part_claims(ground, stays, goes, anyway=anyway)


# -- the queue -----------------------------------------------------------------------------------


def answer(question: Question, reply: Answer) -> Act:
    """Return the act that an answer to a question of the queue is."""
    return lambda ground: queues.answer(ground, question, reply)


# -- a card and its notes -------------------------------------------------------------------------


def by_code(snapshot: Snapshot, typed: str) -> TouchpointId:
    """Return the card of a code, whatever its case; ``t7`` finds ``T07``.

    Raises:
        NotFound: no card has that code; of one that was shown it is said where its notes are.
    """
    known = ledger_jobs.find(snapshot, typed)
    if known is not None:
        return known.id
    gone = ledger_jobs.gone(snapshot, typed)
    if gone:
        raise NotFound(gone[0].sentence)
    raise NotFound(f"There is no card {typed} here. Look for it with: sayso touchpoints")


OUTLIER = 0.1
"""A note less like the rest of its card than this is shown as one that may not belong."""

_NEARLY = 8


@dataclass(frozen=True, slots=True)
class OnCard:
    """A note on a card: ``likeness`` is to the rest of it, ``None`` where there is no rest.

    ``mate`` is the text of the note there that is most like it, ``words`` what both have.
    """

    note: NoteId
    text: str
    claim: str
    likeness: float | None
    mate: str
    words: tuple[str, ...]
    against: bool
    pinned: bool
    joined: datetime | None

    @property
    def is_outlier(self) -> bool:
        """True where it is little like the rest, and nobody has said that it stays."""
        return self.likeness is not None and self.likeness < OUTLIER and not self.pinned

    def why(self) -> str:
        """Say in a few words why it is here."""
        if self.pinned:
            return "pinned here"
        if self.likeness is None:
            return "the only one"
        words = f" ({', '.join(self.words[:3])})" if self.words else ""
        return f"{self.likeness:.2f} like the rest{words}"


@dataclass(frozen=True, slots=True)
class NearCard:
    """A note of another card that nearly belongs on this one."""

    note: NoteId
    text: str
    card: str
    likeness: float


@dataclass(frozen=True, slots=True)
class CardNotes:
    """A card, its notes with those that fit least first, and what else belongs to the picture.

    ``name`` is what it is called where it is shown.  ``once`` says of which codes that were shown,
    and are gone, notes are on it.
    """

    card: Touchpoint
    name: str
    notes: tuple[OnCard, ...]
    nearly: tuple[NearCard, ...]
    comments: tuple[Comment, ...]
    once: tuple[Replaced, ...] = ()

    def as_document(self) -> dict[str, list[dict[str, object]]]:
        """Return the notes in plain values."""
        return {
            "notes": [
                {
                    "id": note.note,
                    "text": note.text,
                    "claim": note.claim,
                    "likeness": note.likeness,
                    "words": list(note.words),
                    "stance": "against" if note.against else "for",
                    "pinned": note.pinned,
                    "joined": note.joined.isoformat() if note.joined else None,
                }
                for note in self.notes
            ],
            "nearly": [
                {
                    "id": near.note,
                    "text": near.text,
                    "touchpoint": near.card,
                    "likeness": near.likeness,
                }
                for near in self.nearly
            ],
        }


def look_at(project: Project, card_id: TouchpointId) -> CardNotes | None:
    """Look at a card; ``None`` where it is gone."""
    snapshot = project.snapshot()
    ground = ground_of(project, snapshot)
    card = ground.cards.get(card_id)
    if card is None:
        return None
    notes = tuple(sorted(_on(ground, card), key=_fits_least_first))
    own = tuple(one for one in snapshot.comments if one.touchpoint == card_id)
    once = tuple(one for one in ledger_jobs.gone(snapshot) if card.code in one.to)
    name = headings(snapshot)[card_id]
    return CardNotes(card, name, notes, tuple(_near(ground, card)), own, once)


def _fits_least_first(on_card: OnCard) -> tuple[bool, bool, float, str]:
    likeness = 9.0 if on_card.likeness is None else on_card.likeness
    return on_card.joined is None, not on_card.is_outlier, likeness, on_card.note


def _on(ground: Ground, card: Touchpoint) -> list[OnCard]:
    evidence = evidence_of(card)
    inside = [note for note in evidence if note in ground.at]
    rest = dict(zip(inside, _like_the_rest(ground, inside), strict=True))
    claims = {own.note: claim.title for claim in card.claims for own in claim.evidence}
    on_card = []
    for note, own in evidence.items():
        text = ground.every_note[note].text if note in ground.every_note else ""
        likeness, mate = rest.get(note, (None, ""))
        on_card.append(
            OnCard(
                note,
                text,
                claims.get(note, ""),
                likeness,
                mate,
                shared_words(text, mate) if mate else (),
                own.stance is EvidenceStance.AGAINST,
                own.pinned,
                own.joined,
            )
        )
    return on_card


def _like_the_rest(ground: Ground, notes: Sequence[NoteId]) -> list[tuple[float | None, str]]:
    """Return how like the others each note is, with the text of the one that it is most like."""
    if len(notes) < 2:
        return [(None, "") for _ in notes]
    rows = ground.where.of([ground.at[note] for note in notes])
    near = np.round(rows @ rows.T, 6)
    own = np.diagonal(near).copy()
    means = ((near.sum(axis=1) - own) / (len(notes) - 1)).round(6).tolist()
    np.fill_diagonal(near, -2.0)
    mates = near.argmax(axis=1).tolist()
    return [
        (mean, ground.every_note[notes[mate]].text) for mean, mate in zip(means, mates, strict=True)
    ]


def _near(ground: Ground, card: Touchpoint) -> list[NearCard]:
    """Return notes of the stage that are more like this card than notes of two cards usually are.

    Those that nearly belong here come first; the rest only where they reach a claim's likeness.
    """
    cut = coarse_cut(ground.snapshot.settings.dial)
    near = sorted(
        (move for move in nearly(ground, cut) if move.card.id == card.id),
        key=lambda move: (-move.gain, move.note),
    )
    return [
        NearCard(
            move.note,
            ground.every_note[move.note].text,
            ground.card_of[move.note].code,
            move.likeness,
        )
        for move in near[:_NEARLY]
    ]


# -- the map as the board shows it ----------------------------------------------------------------


def card_of(project: Project, note: NoteId) -> str:
    """Return the code of the card that a note is on; "" where it is on none."""
    return next((card.code for card in touchpoints.all(project) if note in evidence_of(card)), "")
