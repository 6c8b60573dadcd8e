"""What is different between two maps: which claims came, went, moved or stand differently, and why.

Cards and claims are the same ones where their ids are (a draft keeps its id from run to run, and a
decided card for good); a card whose id has gone is still the same where its code is.  The reason
for a change is always notes: those that are under the claim now and were not before, and those
that are gone from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from data.records import Emotion, Source
from synthesis.board.standing import Counts, Standing
from synthesis.map.emotion import Mood, Moods
from synthesis.map.model import Card, Header, JourneyMap, MapClaim, MapNote, StageColumn


class Turn(StrEnum):
    """What may be different about a claim; the value is what people read."""

    ADDED = "new"
    RETIRED = "retired"
    MOVED = "moved"
    STANDING = "standing"
    RENAMED = "renamed"
    GRADE = "grade"
    TRUTH = "moment of truth"
    DECISION = "decision"
    OWNER = "owner"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Step:
    """One turn: what it was and what it is, in words; "" where there was or is nothing."""

    turn: Turn
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ChangedClaim:
    """A card or a claim that is different; never without a step.

    ``lane`` is "" for a card, which has no ``standing``.  ``came`` are the notes that are under
    it now and were not, ``went`` those that are not any more; customers' before the rest.
    """

    title: str
    steps: tuple[Step, ...]
    standing: Standing | None
    counts: Counts
    code: str = ""
    lane: str = ""
    came: tuple[MapNote, ...] = ()
    went: tuple[MapNote, ...] = ()
    claims: tuple[ChangedClaim, ...] = ()

    def has(self, turn: Turn) -> bool:
        """Return whether it took this turn."""
        return any(step.turn is turn for step in self.steps)


@dataclass(frozen=True, slots=True)
class MoodStep:
    """One side's mood at a stage, before and after."""

    side: str
    before: Mood
    after: Mood


@dataclass(frozen=True, slots=True)
class StageDifference:
    """One stage of either map: its cards that are different, and how moods went.

    ``turn`` is set where the stage itself came or went.
    """

    title: str
    number: int
    cards: tuple[ChangedClaim, ...]
    moods: tuple[MoodStep, ...]
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two maps held against each other; ``stages`` are those with anything different."""

    before: Header
    after: Header
    badge_before: str
    badge_after: str
    notes_before: int
    notes_after: int
    stages: tuple[StageDifference, ...]

    def count(self, turn: Turn) -> int:
        """Return how many cards took a turn."""
        return sum(card.has(turn) for stage in self.stages for card in stage.cards)

    @property
    def is_empty(self) -> bool:
        """True where both maps say the same."""
        return not self.stages and self.badge_before == self.badge_after


def compare(before: JourneyMap, after: JourneyMap) -> Difference:
    """Return what is different in ``after``, in its order; what is retired stands where it was."""
    return Difference(
        before=before.header,
        after=after.header,
        badge_before=before.badge.text,
        badge_after=after.badge.text,
        notes_before=before.badge.notes,
        notes_after=after.badge.notes,
        stages=tuple(_stages(before, after)),
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """A card with the stage it stands at."""

    card: Card
    stage: StageColumn


def _stages(before: JourneyMap, after: JourneyMap) -> Iterator[StageDifference]:
    old, new = _placed(before), _placed(after)
    pairs = _paired(old, new)
    kept = {id(other) for _, other in pairs if other is not None}
    retired = [placed for placed in old if id(placed) not in kept]
    was = {stage.id: stage for stage in before.stages}
    now = {stage.id: stage for stage in after.stages}
    for stage in (now | {key: stage for key, stage in was.items() if key not in now}).values():
        key = stage.id
        cards = [_card(placed, other) for placed, other in pairs if placed.stage.id == key]
        cards += [
            _changed(placed.card, [Step(Turn.RETIRED)], went=_ordered(_notes(placed.card)))
            for placed in retired
            if placed.stage.id == key
        ]
        turn = Turn.ADDED if key not in was else Turn.RETIRED if key not in now else None
        moods = [side[key].moods if key in side else Moods() for side in (was, now)]
        difference = StageDifference(
            stage.title,
            stage.number,
            tuple(card for card in cards if card.steps),
            tuple(_moods(*moods)),
            turn,
        )
        if difference.cards or difference.moods or turn is not None:
            yield difference


def _placed(journey: JourneyMap) -> list[_Placed]:
    return [_Placed(card, stage) for stage in journey.stages for card in stage.cards]


def _paired(old: list[_Placed], new: list[_Placed]) -> list[tuple[_Placed, _Placed | None]]:
    """Return each card of the new map with the same one of the old, by id, else by code."""
    by_id = {placed.card.id: placed for placed in old}
    same = {id(placed): by_id[placed.card.id] for placed in new if placed.card.id in by_id}
    taken = {id(placed) for placed in same.values()}
    by_code = {placed.card.code: placed for placed in old if id(placed) not in taken}
    return [(placed, same.get(id(placed)) or by_code.get(placed.card.code)) for placed in new]


def _changed(
    item: Card | MapClaim,
    steps: Iterable[Step],
    *,
    lane: str = "",
    came: tuple[MapNote, ...] = (),
    went: tuple[MapNote, ...] = (),
    claims: Iterable[ChangedClaim] = (),
) -> ChangedClaim:
    standing = None if isinstance(item, Card) else item.standing
    return ChangedClaim(
        item.title, tuple(steps), standing, item.counts, item.code, lane, came, went, tuple(claims)
    )


def _card(placed: _Placed, other: _Placed | None) -> ChangedClaim:
    card = placed.card
    if other is None:
        return _changed(card, [Step(Turn.ADDED)], came=_ordered(_notes(card)))
    came, went = _exchanged(_notes(other.card), _notes(card))
    steps = list(_steps(other.card, card, bool(came or went)))
    if placed.stage.id != other.stage.id:
        steps.insert(0, Step(Turn.MOVED, other.stage.title, placed.stage.title))
    claims = _claims(other.card, card) if steps else ()
    return _changed(card, steps, came=came, went=went, claims=claims)


def _steps(before: Card, after: Card, other_notes: bool) -> Iterator[Step]:
    for turn, was, now in (
        (Turn.RENAMED, before.title, after.title),
        (Turn.GRADE, _grade(before.grade), _grade(after.grade)),
        (Turn.TRUTH, _yes(before.moment_of_truth), _yes(after.moment_of_truth)),
        (Turn.DECISION, before.decision.value, after.decision.value),
        (Turn.OWNER, before.owner, after.owner),
    ):
        if was != now:
            yield Step(turn, was, now)
    if other_notes:
        yield Step(Turn.NOTES, str(before.notes), str(after.notes))


def _grade(grade: Emotion | None) -> str:
    return "" if grade is None else f"{int(grade):+d}" if grade else "0"


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _claims(before: Card, after: Card) -> Iterator[ChangedClaim]:
    """Yield the claims of a card that came, went or stand differently."""
    old = {claim.id: (lane.key.value, claim) for lane in before.lanes for claim in lane.claims}
    for lane in after.lanes:
        for claim in lane.claims:
            _, was = old.pop(claim.id, ("", None))
            changed = _claim(lane.key.value, was, claim)
            if changed.steps:
                yield changed
    for key, claim in old.values():
        yield _changed(claim, [Step(Turn.RETIRED)], lane=key, went=_ordered(claim.notes))


def _claim(lane: str, before: MapClaim | None, after: MapClaim) -> ChangedClaim:
    if before is None:
        return _changed(after, [Step(Turn.ADDED)], lane=lane, came=_ordered(after.notes))
    came, went = _exchanged(before.notes, after.notes)
    steps = []
    if before.standing is not after.standing:
        steps.append(Step(Turn.STANDING, before.standing, after.standing))
    elif came or went:
        steps.append(Step(Turn.NOTES, str(len(before.notes)), str(len(after.notes))))
    return _changed(after, steps, lane=lane, came=came, went=went)


def _notes(card: Card) -> list[MapNote]:
    return [note for claim in card.claims() for note in claim.notes]


def _exchanged(
    before: Iterable[MapNote], after: Iterable[MapNote]
) -> tuple[tuple[MapNote, ...], tuple[MapNote, ...]]:
    """Return the notes that came and those that went, each once."""
    old, new = ({note.id: note for note in some} for some in (before, after))
    return (
        _ordered(note for key, note in new.items() if key not in old),
        _ordered(note for key, note in old.items() if key not in new),
    )


def _ordered(notes: Iterable[MapNote]) -> tuple[MapNote, ...]:
    """Return notes, each once, what customers said before the rest, and each by time."""
    once = {note.id: note for note in notes}
    return tuple(
        sorted(
            once.values(), key=lambda note: (note.source is not Source.CUSTOMER, note.at, note.id)
        )
    )


def _moods(before: Moods, after: Moods) -> Iterator[MoodStep]:
    for side, was in before.sides.items():
        now = after.sides[side]
        if (was.mean, was.n) != (now.mean, now.n):
            yield MoodStep(side, was, now)
