"""What is different between two maps: which claims came, went, moved or stand differently, and why.

Cards and claims are the same ones where their ids are (a draft keeps its id from run to run, and a
decided card for good); one whose id has gone is still the same where its code is.  The reason for
a change is always notes: those that are under the claim now, or were put for or against it, and
were not before, and those that are gone from it.  A card that is retired says where its notes are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from data.records import Emotion, Source
from data.text import code_order
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
    """One turn: what it was and what it is, in words; "" where there was or is nothing.

    Of a card that is retired, ``after`` are the codes under which its notes lie now.
    """

    turn: Turn
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ChangedClaim:
    """A card or a claim that is different: a step of its own, or for a card one of its ``claims``.

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

    ``singles`` are claims on no card that are new or gone, stand differently, or lay on one before.
    ``turn`` is set where the stage itself came or went.
    """

    title: str
    number: int
    cards: tuple[ChangedClaim, ...]
    moods: tuple[MoodStep, ...]
    turn: Turn | None = None
    singles: tuple[ChangedClaim, ...] = ()


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

    def count_claims(self, turn: Turn) -> int:
        """Return how many claims took a turn, on a card or on none."""
        return sum(
            claim.has(turn)
            for stage in self.stages
            for claim in (*stage.singles, *(claim for card in stage.cards for claim in card.claims))
        )

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


@dataclass(frozen=True, slots=True)
class _Lying:
    """A claim with its lane and the code of its card, "" for one that is on none."""

    claim: MapClaim
    lane: str
    card: str


def _stages(before: JourneyMap, after: JourneyMap) -> Iterator[StageDifference]:
    old, new = _placed(before), _placed(after)
    pairs = _paired(old, new)
    claims, lying = _Claims(before, after), _Notes(after)
    kept = {id(other) for _, other in pairs if other is not None}
    retired = [placed for placed in old if id(placed) not in kept]
    was = {stage.id: stage for stage in before.stages}
    now = {stage.id: stage for stage in after.stages}
    for stage in (now | {key: stage for key, stage in was.items() if key not in now}).values():
        key = stage.id
        cards = [_card(placed, other, claims) for placed, other in pairs if placed.stage.id == key]
        cards += [
            _changed(
                placed.card,
                [Step(Turn.RETIRED, after=", ".join(lying.heirs(placed.card)))],
                went=_ordered(_notes(placed.card)),
            )
            for placed in retired
            if placed.stage.id == key
        ]
        turn = Turn.ADDED if key not in was else Turn.RETIRED if key not in now else None
        moods = [side[key].moods if key in side else Moods() for side in (was, now)]
        difference = StageDifference(
            stage.title,
            stage.number,
            tuple(card for card in cards if card.steps or card.claims),
            tuple(_moods(*moods)),
            turn,
            tuple(claims.singles(was.get(key), now.get(key))),
        )
        if difference.cards or difference.singles or difference.moods or turn is not None:
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


class _Notes:
    """Where each note of a map lies: on the card of a code, else on the claim of one."""

    def __init__(self, journey: JourneyMap) -> None:
        self._on = {
            note.id: card.code if card is not None else claim.code
            for stage in journey.stages
            for card, _, claim in stage.claims()
            for note in claim.notes
        }

    def heirs(self, card: Card) -> list[str]:
        """Return the codes under which the notes of a card lie, that of most of them first."""
        lie = [self._on[note.id] for note in _notes(card) if note.id in self._on]
        counts = Counter(code for code in lie if code)
        return sorted(counts, key=lambda code: (-counts[code], code_order(code)))


class _Claims:
    """The claims of two maps, each with the same one of the other: by id, else by code."""

    def __init__(self, before: JourneyMap, after: JourneyMap) -> None:
        self.old, self.new = _lying(before), _lying(after)
        shared = self.old.keys() & self.new.keys()
        by_code = {
            lying.claim.code: key
            for key, lying in self.old.items()
            if key not in shared and lying.claim.code
        }
        self.was = {key: key for key in shared} | {
            key: by_code[lying.claim.code]
            for key, lying in self.new.items()
            if key not in shared and lying.claim.code in by_code
        }
        self.kept = set(self.was.values())
        self.still = {note.id for note in after.notes}

    def of(self, before: Card, after: Card) -> Iterator[ChangedClaim]:
        """Yield the claims of a card that came, went, moved or stand differently."""
        for claim in after.claims():
            changed = self.changed(claim, home=before.code)
            if changed.steps:
                yield changed
        for claim in before.claims():
            if claim.id not in self.kept:
                lane = self.old[claim.id].lane
                went = _ordered(_heard(claim))
                yield _changed(claim, [Step(Turn.RETIRED)], lane=lane, went=went)

    def singles(
        self, before: StageColumn | None, after: StageColumn | None
    ) -> Iterator[ChangedClaim]:
        """Yield the claims on no card that came, went, stand differently, or lay on one before.

        What no draft has looked at yet has not come; it is told where it is put.
        """
        for lanes, turns in (
            (after.singles if after else (), {Turn.ADDED, Turn.STANDING, Turn.MOVED}),
            (after.loose if after else (), {Turn.STANDING, Turn.MOVED}),
        ):
            for claim in (claim for lane in lanes for claim in lane.claims):
                changed = self.changed(claim, home="")
                if any(map(changed.has, turns)):
                    yield changed
        for lane in before.singles if before else ():
            for claim in lane.claims:
                if claim.id not in self.kept and not self.still.intersection(_ids(claim)):
                    went = _ordered(_heard(claim))
                    yield _changed(claim, [Step(Turn.RETIRED)], lane=lane.key.value, went=went)

    def changed(self, claim: MapClaim, home: str) -> ChangedClaim:
        """Return what is different about a claim; ``home`` is what its card was called before."""
        lying = self.new[claim.id]
        if claim.id not in self.was:
            came = _ordered(_heard(claim))
            return _changed(claim, [Step(Turn.ADDED)], lane=lying.lane, came=came)
        was = self.old[self.was[claim.id]]
        came, went = _exchanged(_heard(was.claim), _heard(claim))
        steps = [Step(Turn.MOVED, was.card, lying.card)] if was.card != home else []
        if was.claim.standing is not claim.standing:
            steps.append(Step(Turn.STANDING, was.claim.standing, claim.standing))
        elif came or went:
            before, after = (len(list(_heard(each))) for each in (was.claim, claim))
            steps.append(Step(Turn.NOTES, str(before), str(after)))
        return _changed(claim, steps, lane=lying.lane, came=came, went=went)


def _ids(claim: MapClaim) -> set[str]:
    return {note.id for note in claim.notes}


def _lying(journey: JourneyMap) -> dict[str, _Lying]:
    return {
        claim.id: _Lying(claim, lane.value, card.code if card is not None else "")
        for stage in journey.stages
        for card, lane, claim in stage.claims()
    }


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
    title = item.name if isinstance(item, Card) else item.title
    return ChangedClaim(
        title, tuple(steps), standing, item.counts, item.code, lane, came, went, tuple(claims)
    )


def _card(placed: _Placed, other: _Placed | None, claims: _Claims) -> ChangedClaim:
    card = placed.card
    if other is None:
        return _changed(card, [Step(Turn.ADDED)], came=_ordered(_notes(card)))
    came, went = _exchanged(_notes(other.card), _notes(card))
    steps = list(_steps(other.card, card, bool(came or went)))
    if placed.stage.id != other.stage.id:
        steps.insert(0, Step(Turn.MOVED, other.stage.title, placed.stage.title))
    return _changed(card, steps, came=came, went=went, claims=claims.of(other.card, card))


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


def _notes(card: Card) -> list[MapNote]:
    return [note for claim in card.claims() for note in claim.notes]


def _heard(claim: MapClaim) -> Iterator[MapNote]:
    """Yield the notes of a claim, and those that were put for or against it."""
    yield from claim.notes
    yield from claim.heard


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
