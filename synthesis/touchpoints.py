"""Draft touchpoints: what a project's notes add up to, until people decide.

Every note that is evidence ends up on exactly one card, in one point.  Notes are compared within
their stage (notes without one make a column of their own), but placed over the whole project, so
that likeness means the same in every stage.  What a person has touched stays exactly as it is, and
the notes under it are not drafted again, not even where it was rejected.

Ids and codes follow the notes: a draft that is mostly an earlier one keeps its id and code, and
running again without a change gives equal records.  Remarks that say nothing ("n/a") are grouped
like any others; copies of one are one voice of weight, so that they lie together and glue nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from data.records import (
    ChannelId,
    Evidence,
    Kind,
    Note,
    NoteId,
    Point,
    PointId,
    Snapshot,
    StageId,
    Touchpoint,
    TouchpointId,
)
from data.text import code_order
from synthesis.bonds import Bonds, obey
from synthesis.carry import carried
from synthesis.evidence import evidence_of
from synthesis.ground import Placed, place_all
from synthesis.ground import VectorSource as VectorSource
from synthesis.group import Places
from synthesis.naming import NamingGroup, Title
from synthesis.piles import Lot, Pile
from synthesis.points import Heap, coarse_cut, heaps, typical
from synthesis.standing import People
from synthesis.titling import Titler as Titler

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Drafts:
    """What `draft` made: held touchpoints as they were and new drafts, stage by stage.

    ``cut`` is the coarse cut that the dial stood for; ``runners_up`` says what else each draft and
    each of its points could be called, by id, best first.
    """

    touchpoints: tuple[Touchpoint, ...]
    cut: float
    runners_up: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Card:
    """A draft before it has a name: notes are positions among the evidence."""

    stage: StageId | None
    heap: Heap
    voices: int
    channel: ChannelId | None


def draft(
    snapshot: Snapshot,
    vectors: VectorSource,
    titles: Titler,
    dial: float,
    new_id: Callable[[], str],
    new_codes: Callable[[int], list[str]],
    *,
    place: Callable[[Sequence[str]], Placed] | None = None,
) -> Drafts:
    """Return the project's touchpoints: held ones untouched, all other evidence cut into drafts.

    Args:
        snapshot: the project; its drafts say which ids and codes to carry over.
        vectors: asked once, for the texts of all evidence.
        titles: asked once, for all points and all drafts.
        dial: 0 (fewest and largest touchpoints) to 1 (most and smallest).
        new_id: makes an id for a new point or touchpoint.
        new_codes: returns so many codes that were never used; asked once, only where needed.
        place: what places texts, where ``vectors`` are not to be asked.

    Raises:
        ValueError: the dial is outside 0 to 1.
    """
    cut = coarse_cut(dial)
    notes = [note for note in snapshot.notes if note.is_evidence]
    rows, where = (place or place_all(vectors))([note.text for note in notes])
    cards = _cards(snapshot, notes, where, cut)
    named = titles(
        list(_naming(snapshot, notes, where, rows, cards)),
        taken={card.title for card in snapshot.touchpoints if card.held},
    )
    drafts = _records(snapshot, notes, cards, named, new_id, new_codes)
    ids = [one for card in drafts for one in (card.id, *(point.id for point in card.points))]
    held = [card for card in snapshot.touchpoints if card.held]
    return Drafts(
        in_order(snapshot, [*held, *_placed(snapshot, cards, drafts)]),
        cut,
        {one: title.runners_up for one, title in zip(ids, named, strict=True)},
    )


def notes_of(touchpoint: Touchpoint) -> frozenset[NoteId]:
    """Return the notes on a card and under its points."""
    return frozenset(evidence_of(touchpoint))


def _cards(snapshot: Snapshot, notes: Sequence[Note], where: Places, cut: float) -> list[_Card]:
    """Return the cards of every stage, stages in the project's order, Unplaced last."""
    held = frozenset[NoteId]().union(
        *(notes_of(card) for card in snapshot.touchpoints if card.held)
    )
    columns: dict[StageId | None, list[int]] = {stage.id: [] for stage in snapshot.stages}
    columns[None] = []
    for at, note in enumerate(notes):
        if note.id not in held:
            # A stage that is gone leaves its notes unplaced, rather than on no card.
            columns[note.stage if note.stage in columns else None].append(at)
    kinds = [note.kind for note in notes]
    people = People.of(snapshot)

    def card(stage: StageId | None, heap: Heap) -> _Card:
        some = [notes[at] for at in heap.notes]
        voices = {voice.who for note in some for voice in people.voices(note)}
        return _Card(stage, heap, len(voices), _shared_channel(some))

    piles = [
        Pile(stage, [Lot(kind, list(some)) for kind, some in heap.points])
        for stage, column in columns.items()
        for heap in heaps(where, kinds, column, coarse=cut)
    ]
    obey(where, piles, Bonds.of(snapshot.links, {note.id: at for at, note in enumerate(notes)}))
    return [card(pile.stage, _heap(where, pile)) for pile in piles]


def _heap(where: Places, pile: Pile) -> Heap:
    """Return a pile as it is stored: typical notes first, points with the most notes first."""

    def sorted_notes(notes: Sequence[int]) -> tuple[int, ...]:
        return typical(where, np.array(notes, dtype=np.intp))

    lots = sorted(pile.lots, key=lambda lot: -len(lot.notes))
    return Heap(
        sorted_notes(pile.notes), tuple((lot.kind, sorted_notes(lot.notes)) for lot in lots)
    )


def _shared_channel(notes: Sequence[Note]) -> ChannelId | None:
    """Return the channel of at least half of the notes, the commonest; none where none is."""
    counts = Counter(note.channel for note in notes if note.channel is not None)
    if not counts:
        return None
    channel, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return channel if count * 2 >= len(notes) else None


def _naming(
    snapshot: Snapshot,
    notes: Sequence[Note],
    where: Places,
    rows: NDArray[np.float32],
    cards: Iterable[_Card],
) -> Iterator[NamingGroup]:
    """Yield what wants a name: each card, and after it its points."""
    stages = {stage.id: stage.title for stage in snapshot.stages}
    channels = {channel.id: channel.name for channel in snapshot.channels}

    def wanted(members: Sequence[int], is_card: bool, card: _Card) -> NamingGroup:
        return NamingGroup(
            texts=tuple(notes[at].text for at in members),
            vectors=rows[list(members)],
            keys=tuple(where.keys[at] for at in members),
            kinds=tuple(notes[at].kind for at in members),
            role="touchpoint" if is_card else "point",
            channel=channels.get(card.channel, "") if is_card and card.channel else "",
            stage=stages.get(card.stage, "") if card.stage else "",
        )

    for card in cards:
        yield wanted(card.heap.notes, True, card)
        for _, members in card.heap.points:
            yield wanted(members, False, card)


def _records(
    snapshot: Snapshot,
    notes: Sequence[Note],
    cards: Sequence[_Card],
    named: Sequence[Title],
    new_id: Callable[[], str],
    new_codes: Callable[[int], list[str]],
) -> list[Touchpoint]:
    """Return drafts with ids, codes and titles, one for each of ``cards`` and in their order."""
    ids = [note.id for note in notes]
    before = sorted(
        (card for card in snapshot.touchpoints if not card.held), key=lambda card: card.code
    )
    same = carried(
        [(card.stage, frozenset[str](notes_of(card))) for card in before],
        [(card.stage, frozenset[str](ids[at] for at in card.heap.notes)) for card in cards],
    )
    point_ids = _point_ids(before, cards, ids, new_id)
    fresh = [at for at in range(len(cards)) if at not in same]
    codes = dict(zip(fresh, new_codes(len(fresh)) if fresh else [], strict=True))
    titles = iter(named)
    drafts = []
    for at, card in enumerate(cards):
        title = next(titles)
        points = tuple(
            _point(kind, [ids[note] for note in members], next(titles), next(point_ids))
            for kind, members in card.heap.points
        )
        old = before[same[at]] if at in same else None
        drafts.append(
            Touchpoint(
                id=old.id if old else TouchpointId(new_id()),
                code=old.code if old else codes[at],
                stage=card.stage,
                title=title.title,
                points=points,
                channel=card.channel,
            )
        )
    return drafts


def _point_ids(
    before: Sequence[Touchpoint],
    cards: Sequence[_Card],
    ids: Sequence[NoteId],
    new_id: Callable[[], str],
) -> Iterator[PointId]:
    """Yield an id for each point of each card: an earlier point's where it is that point."""
    old = [point for card in before for point in card.points]
    new = [point for card in cards for point in card.heap.points]
    same = carried(
        [(p.kind, frozenset[str](evidence.note for evidence in p.evidence)) for p in old],
        [(kind, frozenset[str](ids[at] for at in members)) for kind, members in new],
    )
    for at in range(len(new)):
        yield old[same[at]].id if at in same else PointId(new_id())


def _point(kind: Kind | None, members: Sequence[NoteId], title: Title, id_: PointId) -> Point:
    return Point(
        id=id_,
        kind=kind,
        title=title.title,
        quote=members[title.quote],
        terms=title.terms,
        evidence=tuple(Evidence(note) for note in members),
    )


def _placed(
    snapshot: Snapshot, cards: Sequence[_Card], drafts: Sequence[Touchpoint]
) -> list[Touchpoint]:
    """Return drafts numbered within their stage, behind its held cards, most voices first."""
    following: dict[StageId | None, int] = {}
    for card in snapshot.touchpoints:
        if card.held:
            following[card.stage] = max(following.get(card.stage, 0), card.position + 1)
    order = sorted(
        range(len(drafts)),
        key=lambda at: (-cards[at].voices, -len(cards[at].heap.notes), code_order(drafts[at].code)),
    )
    placed = []
    for at in order:
        stage = drafts[at].stage
        position = following.get(stage, 0)
        following[stage] = position + 1
        placed.append(replace(drafts[at], position=position))
    return placed


def in_order(snapshot: Snapshot, touchpoints: Iterable[Touchpoint]) -> tuple[Touchpoint, ...]:
    """Return touchpoints by stage, Unplaced last, then by position and code."""
    rank = {stage.id: at for at, stage in enumerate(snapshot.stages)}

    def key(card: Touchpoint) -> tuple[int, int, tuple[int, str]]:
        stage = len(rank) if card.stage is None else rank.get(card.stage, len(rank))
        return stage, card.position, code_order(card.code)

    return tuple(sorted(touchpoints, key=key))
