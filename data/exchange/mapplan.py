"""What a map brings to a project: planned by looking only, told in lines, carried out elsewhere.

A map arrives as a `Snapshot` whose stages, personas, channels and tags have their names for ids.
Whatever has an id of its own (notes, points, touchpoints, people, meetings) keeps it, so that the
same map brings nothing a second time; a foreign id that is none of ours is made into one that is
always the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from uuid import NAMESPACE_URL, uuid5

from data.records import (
    Comment,
    Evidence,
    Journey,
    Kpi,
    Note,
    NoteId,
    Participant,
    ParticipantId,
    Point,
    PointId,
    Session,
    SessionId,
    Snapshot,
    Touchpoint,
    TouchpointId,
    Vote,
)
from data.text import clip, counted, fold, visible

_OURS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MapPlan:
    """Everything that a map would add.

    ``coming`` is the map's project with ids that will be those of this one, but for names;
    ``fresh`` says that nothing is here yet, so that its stages and description take the place of
    these.; ``takes_over`` that this changes something.
    ``notes``, ``cards`` and so on are what is new of it; ``names`` are, by list, the names
    that are new; ``same`` are, by list, the ids here of the names that are not.  ``gone`` are
    stages and channels that make room, ``other_codes`` codes that are somebody else's here.
    """

    name: str
    coming: Snapshot
    fresh: bool
    takes_over: bool
    journey: Journey | None
    notes: tuple[Note, ...] = ()
    cards: tuple[Touchpoint, ...] = ()
    people: tuple[Participant, ...] = ()
    sessions: tuple[Session, ...] = ()
    comments: tuple[Comment, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    votes: tuple[Vote, ...] = ()
    names: dict[str, list[str]] = field(default_factory=dict)
    same: dict[str, dict[str, str]] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    known_notes: int = 0
    known_cards: int = 0
    elsewhere: int = 0
    other_codes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where the project has all of it."""
        return not (self.notes or self.cards or self.takes_over)

    def lines(self) -> list[str]:
        """Return the plan as lines to print, one thing a line, safe for a terminal."""
        return [visible(line) for line in self._lines()]

    def _lines(self) -> Iterator[str]:
        known = f"{counted(self.known_notes, 'note')} and {counted(self.known_cards, 'touchpoint')}"
        if self.is_empty:
            yield f"nothing new: {known} here already"
        else:
            points = sum(len(card.points) for card in self.cards)
            yield f"+ {counted(len(self.notes), 'note')}"
            yield f"+ {counted(len(self.cards), 'touchpoint')} with {counted(points, 'point')}"
            yield from self._new()
            if self.known_notes or self.known_cards:
                yield f"{known} here already, left as they are"
        if self.elsewhere:
            yield f"{counted(self.elsewhere, 'note')} left on the cards where they lie here"
        for warning in self.warnings:
            yield f"! {warning}"

    def _new(self) -> Iterator[str]:
        if self.fresh:
            yield "nothing was here yet: its title, journey, stages and settings are taken over"
        if self.gone:
            yield f"stages and channels that go: {_listed(self.gone)}"
        for what, found in self.names.items():
            if found:
                yield f"+ {counted(len(found), what)}: {_listed(found)}"
        for what, number in (
            ("participant", len(self.people)),
            ("session", len(self.sessions)),
            ("comment", len(self.comments)),
            ("figure", len(self.kpis)),
            ("vote", len(self.votes)),
        ):
            if number:
                yield f"+ {counted(number, what)}"
        if self.other_codes:
            yield (
                f"! {_listed(self.other_codes)} of the map stand for others here: "
                "those people get new codes"
            )


def plan_map(name: str, coming: Snapshot, there: Snapshot, warnings: Iterable[str] = ()) -> MapPlan:
    """Return what ``coming`` would add to ``there``; ``name`` is the file's."""
    coming = _with_ids(coming)
    fresh = not (there.notes or there.touchpoints or there.sessions)
    people = {person.id for person in there.participants}
    codes = {person.code for person in there.participants}
    known = {note.id for note in there.notes}
    meetings = {session.id for session in there.sessions}
    cards = {card.id for card in there.touchpoints}
    new_cards, elsewhere = _cards(coming, there)
    made = {card.id for card in new_cards}
    same, names = _names(coming, there, fresh)
    new_people = tuple(p for p in coming.participants if p.id not in people)
    return MapPlan(
        name=name,
        coming=coming,
        fresh=fresh,
        takes_over=fresh and _header(coming) != _header(there),
        journey=next(iter(coming.journeys), None),
        notes=tuple(note for note in coming.notes if note.id not in known),
        cards=new_cards,
        people=new_people,
        sessions=tuple(s for s in coming.sessions if s.id not in meetings),
        comments=tuple(c for c in coming.comments if c.touchpoint in made),
        kpis=tuple(k for k in coming.kpis if k.touchpoint in made),
        votes=tuple(v for v in coming.votes if v.touchpoint in made),
        names=names,
        same=same,
        gone=tuple(_gone(coming, there)) if fresh else (),
        known_notes=sum(note.id in known for note in coming.notes),
        known_cards=sum(card.id in cards for card in coming.touchpoints),
        elsewhere=elsewhere,
        other_codes=tuple(p.code for p in new_people if p.code in codes),
        warnings=tuple(warnings),
    )


def _names(
    coming: Snapshot, there: Snapshot, fresh: bool
) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    """Return, by list, the ids of names that are here, and the names that are not."""
    lists: list[tuple[str, dict[str, str], list[str]]] = [
        ("stage", {fold(s.title): s.id for s in there.stages}, [s.title for s in coming.stages]),
        (
            "persona",
            {fold(p.name): p.id for p in there.personas},
            [p.name for p in coming.personas],
        ),
        (
            "channel",
            {fold(c.name): c.id for c in there.channels},
            [c.name for c in coming.channels],
        ),
        ("tag", {fold(t.name): t.id for t in there.tags}, [t.name for t in coming.tags]),
    ]
    same: dict[str, dict[str, str]] = {}
    names: dict[str, list[str]] = {}
    for what, here, wanted in lists:
        if what == "stage" and fresh:
            here = {}  # a fresh project takes the map's own
        same[what] = {one: here[fold(one)] for one in wanted if fold(one) in here}
        names[what] = [one for one in wanted if one not in same[what]]
    return same, names


def _header(snapshot: Snapshot) -> tuple[object, ...]:
    """Return what a project says of itself before any note is in it."""
    first = next(iter(snapshot.journeys), None)
    told = () if first is None else (first.title, first.trigger, first.scenario, first.owner)
    stages = [(stage.title, stage.description, stage.question) for stage in snapshot.stages]
    return snapshot.info, stages, told


def _gone(coming: Snapshot, there: Snapshot) -> Iterator[str]:
    """Yield the stages and channels of a fresh project that the map's own take the place of."""
    kept = {fold(one.title) for one in coming.stages}
    yield from (one.title for one in there.stages if kept and fold(one.title) not in kept)
    named = {fold(one.name) for one in coming.channels}
    yield from (one.name for one in there.channels if named and fold(one.name) not in named)


def _cards(coming: Snapshot, there: Snapshot) -> tuple[tuple[Touchpoint, ...], int]:
    """Return the touchpoints that are new, and how many notes of theirs lie on a card here."""
    held = {item.note for card in there.touchpoints if card.held for item in _evidence(card)}
    cards = {card.id for card in there.touchpoints}
    found: list[Touchpoint] = []
    left: set[NoteId] = set()
    for card in coming.touchpoints:
        if card.id in cards:
            continue
        had = [item.note for item in _evidence(card)]
        left.update(note for note in had if note in held)
        if had and all(note in held for note in had):
            continue
        found.append(
            replace(
                card,
                held=True,
                points=tuple(_points(card.points, held)),
                evidence=tuple(item for item in card.evidence if item.note not in held),
            )
        )
    return tuple(found), len(left)


def _points(points: Iterable[Point], held: set[NoteId]) -> Iterator[Point]:
    for point in points:
        kept = tuple(item for item in point.evidence if item.note not in held)
        if kept:
            quote = point.quote if point.quote not in held else kept[0].note
            yield replace(point, evidence=kept, quote=quote)


def _evidence(card: Touchpoint) -> Iterator[Evidence]:
    yield from card.evidence
    for point in card.points:
        yield from point.evidence


def _with_ids(coming: Snapshot) -> Snapshot:
    """Return a map's project with ids such as a project has."""

    def ours(what: str, found: str) -> str:
        if _OURS.fullmatch(found):
            return found
        return str(uuid5(NAMESPACE_URL, "\n".join(("sayso", coming.info.title, what, found))))

    def evidence(items: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(replace(item, note=NoteId(ours("note", item.note))) for item in items)

    def card(found: str) -> TouchpointId:
        return TouchpointId(ours("touchpoint", found))

    def point(one: Point) -> Point:
        return replace(
            one,
            id=PointId(ours("point", one.id)),
            quote=None if one.quote is None else NoteId(ours("note", one.quote)),
            evidence=evidence(one.evidence),
        )

    return replace(
        coming,
        participants=tuple(
            replace(p, id=ParticipantId(ours("participant", p.id))) for p in coming.participants
        ),
        sessions=tuple(replace(s, id=SessionId(ours("session", s.id))) for s in coming.sessions),
        notes=tuple(
            replace(
                note,
                id=NoteId(ours("note", note.id)),
                session=SessionId(ours("session", note.session)),
                participants=tuple(
                    replace(a, participant=ParticipantId(ours("participant", a.participant)))
                    for a in note.participants
                ),
            )
            for note in coming.notes
        ),
        touchpoints=tuple(
            replace(
                one,
                id=card(one.id),
                points=tuple(point(p) for p in one.points),
                evidence=evidence(one.evidence),
            )
            for one in coming.touchpoints
        ),
        comments=tuple(replace(c, touchpoint=card(c.touchpoint)) for c in coming.comments),
        kpis=tuple(replace(k, touchpoint=card(k.touchpoint)) for k in coming.kpis),
        votes=tuple(replace(v, touchpoint=card(v.touchpoint)) for v in coming.votes),
    )


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    shown = ", ".join(clip(name, 60) for name in found[:_SHOWN])
    return f"{shown} and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else shown
