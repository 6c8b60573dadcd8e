"""Draft touchpoints: what notes add up to, under names and codes that outlive a new cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from data.records import (
    ChannelId,
    Claim,
    ClaimId,
    Evidence,
    Kind,
    Note,
    NoteId,
    Single,
    Snapshot,
    StageId,
    Touchpoint,
    TouchpointId,
)
from data.text import code_order
from synthesis.board.claims import Bonds, Lot, Pile, coarse_cut, heaps, obey
from synthesis.board.ground import UNPLACED, Placed, evidence_of, to_name
from synthesis.board.ledger import Ledger
from synthesis.board.quotes import words_of
from synthesis.board.sayings import quoted_first, sayings, typical
from synthesis.board.singles import is_left, singled
from synthesis.board.standing import People
from synthesis.grouping.group import Places
from synthesis.titles.titles import NamingGroup, Title

if TYPE_CHECKING:
    from synthesis.board.ground import Ground

LEAST = 0.2
"""Shared notes over all notes of the two from which a new group is an old one.

A group that splits in three or swallows two of its size is still itself in its largest part.
"""

Place = TypeVar("Place", bound=Hashable)


def carried(
    old: Sequence[tuple[Place, frozenset[str]]],
    new: Sequence[tuple[Place, frozenset[str]]],
) -> dict[int, int]:
    """Return for new groups, by position, the position of the old group that each one is.

    Groups come with the place where they lie (a stage, a kind): all pairs of the same place are
    matched before any pair of different places.  Ties go to the earlier old group, then to the
    earlier new one.
    """
    pairs = []
    holders: dict[str, list[int]] = {}
    for at, (_, notes) in enumerate(old):
        for note in notes:
            holders.setdefault(note, []).append(at)
    for at, (place, notes) in enumerate(new):
        shared = Counter(before for note in notes for before in holders.get(note, ()))
        for before, count in shared.items():
            place_before, notes_before = old[before]
            overlap = count / (len(notes) + len(notes_before) - count)
            if overlap >= LEAST:
                pairs.append((place != place_before, -overlap, before, at))
    same: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, before, at in sorted(pairs):
        if at not in same and before not in taken:
            same[at] = before
            taken.add(before)
    return same


class Titler(Protocol):
    """What names groups; `titles.name_groups` with its cache filled in does."""

    def __call__(self, groups: Sequence[NamingGroup], *, taken: Collection[str]) -> Sequence[Title]:
        """Return a title a group, unlike each other and unlike those ``taken``."""
        ...


def titled(
    ground: Ground,
    cards: Sequence[Touchpoint],
    before: Mapping[TouchpointId, Touchpoint],
    titles: Titler,
    *,
    taken: Iterable[str] = (),
) -> tuple[list[Touchpoint], dict[str, tuple[str, ...]]]:
    """Return cards with titles for drafts that are new or hold mostly other notes, claims quoted.

    With them comes what else the drafts that were shown could be called, by id.

    All drafts are shown to the titler, since a title tells a group from its neighbours; ``taken``
    are the titles of cards that are not.  The title of a held card stays, and one that was shown.
    """
    ledger = Ledger(ground.snapshot.shown)
    held = {card.title for card in cards if card.held and card.title} | set(taken)
    cards = [with_quotes(ground, card) for card in cards]
    wanted = [card for card in cards if not card.held or not card.title]
    named = iter(titles(ground.naming(wanted), taken=held))
    stays = {card.id for card in wanted if not _changed(card, before, ledger)}
    used = held | {card.title for card in wanted if card.id in stays}
    others: dict[str, tuple[str, ...]] = {}
    done = {card.id: _named(ground, card, stays, named, used, others) for card in wanted}
    return [done.get(card.id, card) for card in cards], others


def with_quotes(ground: Ground, card: Touchpoint) -> Touchpoint:
    """Return a card whose claims are called what one of their notes says, in its own words."""
    claims = []
    for claim in card.claims:
        inside = [evidence.note for evidence in claim.evidence if evidence.note in ground.at]
        if inside:
            quote = claim.quote if claim.quote in inside else inside[0]
            claim = replace(claim, quote=quote, title=words_of(ground.every_note[quote].text))
        claims.append(claim)
    return replace(card, claims=tuple(claims))


def _notes(card: Touchpoint) -> frozenset[str]:
    return frozenset(one.note for claim in card.claims for one in claim.evidence)


def _changed(card: Touchpoint, before: Mapping[TouchpointId, Touchpoint], ledger: Ledger) -> bool:
    """Return whether a card wants another title than it bears."""
    if not card.title:
        return True
    if card.held or card.code in ledger:
        return False
    was = before.get(card.id)
    return was is None or not _is_most(_notes(was), _notes(card))


def _is_most(before: frozenset[str], now: frozenset[str]) -> bool:
    """Return whether a title outlives a change of notes: it goes with most of them.

    Most of the notes that it was for are here still, and they are half of what is here at least.
    """
    both = 2 * len(before & now)
    return both > len(before) and both >= len(now)


def _named(
    ground: Ground,
    card: Touchpoint,
    stays: Collection[str],
    titles: Iterator[Title],
    used: set[str],
    others: dict[str, tuple[str, ...]],
) -> Touchpoint:
    """Take the next title for a card, and use it where one is wanted."""
    if any(note in ground.at for note in _notes(card)):
        title = next(titles)
        if card.id not in stays:
            card = replace(card, title=_free(title, used))
        others[card.id] = _but(title, card.title)
    return card


def _free(title: Title, used: set[str]) -> str:
    """Return the first of what a group could be called that nothing is called, and use it."""
    names = (name for name in (title.title, *title.runners_up) if name not in used)
    chosen = next(names, title.title)
    used.add(chosen)
    return chosen


def _but(title: Title, chosen: str) -> tuple[str, ...]:
    return tuple(name for name in (title.title, *title.runners_up) if name != chosen)


@dataclass(frozen=True, slots=True)
class Drafts:
    """What `draft` made: held touchpoints as they were and new drafts, stage by stage.

    ``runners_up`` says what else each draft could be called, by id, best first; ``singles`` are on
    no card.
    """

    touchpoints: tuple[Touchpoint, ...]
    runners_up: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    singles: tuple[Single, ...] = ()


@dataclass(frozen=True, slots=True)
class _Card:
    """A draft before it has a name: notes are positions among the evidence, typical ones first."""

    stage: StageId | None
    notes: tuple[int, ...]
    lots: tuple[Lot, ...]
    voices: int
    channel: ChannelId | None


def draft(
    snapshot: Snapshot,
    place: Callable[[Sequence[str]], Placed],
    titles: Titler,
    dial: float,
    new_id: Callable[[], str],
    new_codes: Callable[[int], list[str]],
) -> Drafts:
    """Return the project's touchpoints: held ones untouched, all other evidence cut into drafts.

    What is near nothing is on none of them.

    Args:
        snapshot: the project; what was shown and its drafts say which ids and codes to carry over.
        place: gives rows and places of texts; asked once, for those of all evidence.
        titles: asked once, for all drafts.
        dial: 0 (fewest and largest touchpoints) to 1 (most and smallest).
        new_id: makes an id for a new claim or touchpoint.
        new_codes: returns so many codes that were never used; asked once, only where needed.

    Raises:
        ValueError: the dial is outside 0 to 1.
    """
    notes = [note for note in snapshot.notes if note.is_evidence]
    placed = place([note.text for note in notes])
    cards, alone = _cards(snapshot, notes, placed[1], coarse_cut(dial))
    held = [card for card in snapshot.touchpoints if card.held]
    taken = {card.title for card in held}
    named = titles(list(_naming(snapshot, notes, cards)), taken=taken)
    drafts = _records(snapshot, notes, cards, alone, new_id, new_codes)
    used = taken | {card.title for card in drafts if card.title}
    drafts = [
        card if card.title else replace(card, title=_free(title, used))
        for card, title in zip(drafts, named, strict=True)
    ]
    return Drafts(
        in_order(snapshot, [*held, *_placed(snapshot, cards, drafts)]),
        {card.id: _but(title, card.title) for card, title in zip(drafts, named, strict=True)},
        singled(snapshot, notes, placed[1], alone),
    )


def _cards(
    snapshot: Snapshot, notes: Sequence[Note], where: Places, cut: float
) -> tuple[list[_Card], list[Pile]]:
    """Return the cards of every stage, stages in the project's order, Unplaced last.

    With them comes what is single: near nothing, or left so by somebody.
    """
    held = {note for card in snapshot.touchpoints if card.held for note in evidence_of(card)}
    columns: dict[StageId | None, list[int]] = {stage.id: [] for stage in snapshot.stages}
    columns[None] = []
    for at, note in enumerate(notes):
        if note.id not in held:
            # A stage that is gone leaves its notes unplaced, rather than on no card.
            columns[note.stage if note.stage in columns else None].append(at)
    people = People.of(snapshot)
    said = sayings(notes, people, snapshot.bearings)

    def card(pile: Pile) -> _Card:
        order = typical(where, pile.notes)
        for lot in pile.lots:
            lot.notes = list(quoted_first(where, said, lot.notes))
        some = [notes[at] for at in order]
        voices = {voice.who for note in some for voice in people.voices(note)}
        lots = sorted(pile.lots, key=lambda lot: -len(lot.notes))
        return _Card(pile.stage, order, tuple(lots), len(voices), _shared_channel(some))

    piles = []
    for stage, column in columns.items():
        left = [at for at in column if is_left(notes[at].id, snapshot)]
        others = [at for at in column if at not in left] if left else column
        piles += heaps(where, said, stage, others, cut)
        piles += [Pile(stage, [Lot(notes[at].kind, [at])]) for at in left]
    obey(where, piles, Bonds.of(snapshot.links, {note.id: at for at, note in enumerate(notes)}))
    alone = [pile for pile in piles if pile.is_single]
    return [card(pile) for pile in piles if not pile.is_single], alone


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
    cards: Iterable[_Card],
) -> Iterator[NamingGroup]:
    """Yield what wants a name: each card."""
    stages = {stage.id: stage.title for stage in snapshot.stages}
    channels = {channel.id: channel.name for channel in snapshot.channels}
    people = People.of(snapshot)
    said = sayings(notes, people, snapshot.bearings)
    for card in cards:
        stage = stages[card.stage] if card.stage else UNPLACED
        yield to_name(notes, said, card.notes, channels, stage, people.may_quote)


def _records(
    snapshot: Snapshot,
    notes: Sequence[Note],
    cards: Sequence[_Card],
    alone: Sequence[Pile],
    new_id: Callable[[], str],
    new_codes: Callable[[int], list[str]],
) -> list[Touchpoint]:
    """Return drafts with ids and codes, one for each of ``cards`` and in their order.

    One that most of its notes are on still has its title, the others have none.
    """
    before = sorted(
        (card for card in snapshot.touchpoints if not card.held), key=lambda card: card.code
    )
    ids = [note.id for note in notes]
    inside = [frozenset(ids[at] for at in card.notes) for card in cards]
    single = [ids[at] for pile in alone for at in pile.notes]
    same = _same(snapshot, before, cards, inside, single)
    claim_ids = _claim_ids(before, cards, ids, new_id)
    fresh = [at for at in range(len(cards)) if at not in same]
    codes = dict(zip(fresh, new_codes(len(fresh)) if fresh else [], strict=True))
    drafts = []
    for at, card in enumerate(cards):
        claims = tuple(
            _claim(lot.kind, [notes[note] for note in lot.notes], next(claim_ids))
            for lot in card.lots
        )
        old = same.get(at) or _Old(TouchpointId(new_id()), codes[at], "")
        drafts.append(
            Touchpoint(
                id=old.id,
                code=old.code,
                stage=card.stage,
                title=old.title,
                claims=claims,
                channel=card.channel,
            )
        )
    return drafts


class _Old(NamedTuple):
    """What a new card takes over from an old one; ``title`` is "" where it wants another."""

    id: TouchpointId
    code: str
    title: str


def _same(
    snapshot: Snapshot,
    before: Sequence[Touchpoint],
    cards: Sequence[_Card],
    inside: Sequence[frozenset[NoteId]],
    single: Sequence[NoteId],
) -> dict[int, _Old]:
    """Return which of the new cards are old ones: first those that were shown, then the drafts."""
    ledger = Ledger(snapshot.shown)
    titles = {card.code: card.title for card in before}
    known = ledger.claimed(inside, [card for card in snapshot.touchpoints if card.held], single)
    same = {
        at: _Old(row.card, row.code, ledger.title(row.code, titles.get(row.code, row.title)))
        for at, row in known.items()
    }
    others = [card for card in before if card.code not in ledger]
    free = [at for at in range(len(cards)) if at not in same]
    pairs = carried(
        [(card.stage, frozenset[str](evidence_of(card))) for card in others],
        [(cards[at].stage, frozenset[str](inside[at])) for at in free],
    )
    for place, old in pairs.items():
        card, at = others[old], free[place]
        stays = _is_most(_notes(card), frozenset[str](inside[at]))
        same[at] = _Old(card.id, card.code, card.title if stays else "")
    return same


def _claim_ids(
    before: Sequence[Touchpoint],
    cards: Sequence[_Card],
    ids: Sequence[NoteId],
    new_id: Callable[[], str],
) -> Iterator[ClaimId]:
    """Yield an id for each claim of each card: an earlier claim's where it is that claim."""
    old = [claim for card in before for claim in card.claims]
    new = [lot for card in cards for lot in card.lots]
    same = carried(
        [(p.kind, frozenset[str](evidence.note for evidence in p.evidence)) for p in old],
        [(lot.kind, frozenset[str](ids[at] for at in lot.notes)) for lot in new],
    )
    for at in range(len(new)):
        yield old[same[at]].id if at in same else ClaimId(new_id())


def _claim(kind: Kind | None, members: Sequence[Note], id_: ClaimId) -> Claim:
    return Claim(
        id=id_,
        kind=kind,
        title=words_of(members[0].text),
        quote=members[0].id,
        evidence=tuple(Evidence(note.id) for note in members),
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
        key=lambda at: (-cards[at].voices, -len(cards[at].notes), code_order(drafts[at].code)),
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
