"""The map model: a snapshot of a project laid out as stages, cards, lanes and claims.

`build` is pure: the same snapshot gives the same map, whatever the order of its notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from data.records import (
    Decision,
    Evidence,
    EvidenceStance,
    Journey,
    JourneyId,
    Kind,
    Note,
    PersonaId,
    Point,
    Snapshot,
    Stage,
    Stance,
    Touchpoint,
)
from synthesis.badge import badge
from synthesis.emotion import moods, said_by
from synthesis.lanes import LaneKey, lane_of
from synthesis.mapmodel import (
    Card,
    Header,
    JourneyMap,
    Lane,
    MapNote,
    MapPoint,
    Speaker,
    StageColumn,
)
from synthesis.standing import (
    Counts,
    People,
    Side,
    Standing,
    Voice,
    count,
    not_raised_by_staff,
    point_voices,
    rule,
    staff_were_asked,
    standing,
    touchpoint_voices,
)

UNPLACED = "Unplaced"


def journey_for(snapshot: Snapshot, persona: PersonaId | None) -> Journey:
    """Return the journey to show for ``persona`` (``None``: all).

    That is the first journey of that persona; else the default one, with its persona set.
    """
    for journey in snapshot.journeys:
        if journey.persona == persona:
            return journey
    names = {p.id: p.name for p in snapshot.personas}
    for journey in snapshot.journeys:
        if journey.is_default:
            return replace(journey, persona=persona)
    title = snapshot.info.title if persona is None else names.get(persona, snapshot.info.title)
    return Journey(JourneyId(""), title, persona=persona, is_default=True)


def build(snapshot: Snapshot, journey: Journey, *, version: int = 1) -> JourneyMap:
    """Return the map of ``journey`` over ``snapshot``; ``version`` is printed with it.

    Only evidence of the journey's persona, and of none (*any*), is on it; points that are left
    without evidence are not, nor cards that had some.  Rejected touchpoints are left off and
    counted.  Every chosen stage is shown, empty or not; Unplaced comes last where it holds
    anything.
    """
    return _Builder(snapshot, journey).build(version)


class _Builder:
    """Lookups over one snapshot that every part of the map needs."""

    def __init__(self, snapshot: Snapshot, journey: Journey) -> None:
        self.snapshot = snapshot
        self.journey = journey
        self.people = People.of(snapshot)
        self.asked = staff_were_asked(snapshot, self.people)
        self.channels: dict[str | None, str] = {c.id: c.name for c in snapshot.channels}
        self.personas: dict[str | None, str] = {p.id: p.name for p in snapshot.personas}
        self.tags = {t.id: t.name for t in snapshot.tags}
        chosen = None if journey.is_default else journey.stages
        by_id = {stage.id: stage for stage in snapshot.stages}
        self.numbers = {stage.id: number for number, stage in enumerate(snapshot.stages, start=1)}
        self.stages = (
            snapshot.stages if chosen is None else tuple(by_id[s] for s in chosen if s in by_id)
        )
        shown = {stage.id for stage in self.stages}

        def place(stage: str | None) -> str | None:
            """Return where something of ``stage`` stands: "" off this map, None Unplaced."""
            if stage is None or stage not in by_id:
                return None
            return stage if stage in shown else ""

        self.touchpoints = [t for t in snapshot.touchpoints if place(t.stage) != ""]
        self.cards = [t for t in self.touchpoints if t.decision is not Decision.REJECTED]
        self.rejected = [t for t in self.touchpoints if t.decision is Decision.REJECTED]
        self.place = place
        self._gather()

    def _gather(self) -> None:
        """Find this map's evidence and asks, and where each note stands."""
        persona = self.journey.persona
        mine = {
            note.id: note
            for note in self.snapshot.notes
            if persona is None or not note.personas or persona in note.personas
        }
        shown = {e.note: t for t in reversed(self.cards) for e in _evidence(t)}
        off = {e.note: t for t in reversed(self.snapshot.touchpoints) for e in _evidence(t)}
        self.home: dict[str, str | None] = {}
        for note in mine.values():
            holder = shown.get(note.id, off.get(note.id))
            stage = note.stage if note.stage is not None or holder is None else holder.stage
            home = self.place(stage)
            if home == "" and note.id in shown:
                # Its own stage is left out of this journey: it stands with the card it is under.
                home = self.place(shown[note.id].stage)
            self.home[note.id] = home
        self.evidence: dict[str, Note] = {
            note.id: note
            for note in mine.values()
            if note.is_evidence
            and (note.id in shown or (note.id not in off and self.home[note.id] != ""))
        }
        self.asks = [note for note in mine.values() if note.kind is Kind.ASK]
        self.loose = [note for note in self.evidence.values() if note.id not in off]

    def build(self, version: int) -> JourneyMap:
        columns = [self.column(stage) for stage in self.stages]
        unplaced = self.column(None)
        if not unplaced.is_empty or unplaced.notes:
            columns.append(unplaced)
        cards = [card for column in columns for card in column.cards]
        return JourneyMap(
            header=self.header(version),
            badge=badge(
                self.evidence.values(),
                self.people,
                tested=sum(card.tested for card in cards),
                touchpoints=len(cards),
            ),
            stages=tuple(columns),
            rejected=len(self.rejected),
            rule=rule(self.snapshot.settings),
        )

    def header(self, version: int) -> Header:
        info, journey = self.snapshot.info, self.journey
        persona = next((p for p in self.snapshot.personas if p.id == journey.persona), None)
        return Header(
            project=info.title,
            journey=journey.title,
            persona=persona.name if persona else "",
            version=version,
            as_of=max((note.at for note in self.evidence.values()), default=None),
            goal=info.goal,
            objectives=info.objectives,
            use=info.use,
            scope=info.scope,
            trigger=journey.trigger,
            scenario=journey.scenario,
            persona_description=persona.description if persona else "",
        )

    def column(self, stage: Stage | None) -> StageColumn:
        where = stage.id if stage is not None else None
        notes = [n for n in self.evidence.values() if self.home[n.id] == where]
        cards = [self.card(t) for t in self.cards if self.place(t.stage) == where]
        loose = [(lane_of(n.kind), self.lone(n)) for n in self.loose if self.home[n.id] == where]
        asks = [n for n in self.asks if self.home[n.id] == where]
        return StageColumn(
            id=where,
            number=self.numbers[stage.id] if stage is not None else 0,
            title=stage.title if stage is not None else UNPLACED,
            description=stage.description if stage is not None else "",
            notes=len(notes),
            moods=moods(notes, self.people),
            cards=tuple(card for card in cards if card is not None),
            loose=_lanes(loose),
            asks=tuple(self.note(n, EvidenceStance.FOR) for n in sorted(asks, key=_by_time)),
        )

    def card(self, touchpoint: Touchpoint) -> Card | None:
        """Return the card, or None where all of its evidence is another persona's."""
        points = [(p, self.voices(p.evidence)) for p in touchpoint.points if self._has(p.evidence)]
        own = [e for e in touchpoint.evidence if e.note in self.evidence]
        if not points and not own and any(True for _ in _evidence(touchpoint)):
            return None
        voices = touchpoint_voices([heard for _, heard in points], self.voices(own))
        everyone = voices.union(*(heard for _, heard in points))
        rows = [(lane_of(p.kind), self.point(p, heard)) for p, heard in points]
        in_points = {e.note for p, _ in points for e in p.evidence}
        for item in own:
            note = self.evidence[item.note]
            if item.stance is EvidenceStance.AGAINST:
                rows.append((LaneKey.DISSENT, self.lone(note, item.stance)))
            elif item.note not in in_points:
                rows.append((lane_of(note.kind), self.lone(note)))
        verdict, counts, flag = self.judge(voices)
        return Card(
            id=touchpoint.id,
            code=touchpoint.code,
            title=touchpoint.title,
            decision=touchpoint.decision,
            held=touchpoint.held,
            standing=verdict,
            counts=counts,
            not_raised_by_staff=flag,
            tested=any(voice.side is Side.CUSTOMER for voice in everyone),
            notes=len({e.note for e in _evidence(touchpoint) if e.note in self.evidence}),
            lanes=_lanes(rows),
            channel=self.channels.get(touchpoint.channel, ""),
            owner=touchpoint.owner,
            grade=touchpoint.grade,
            graded_by=touchpoint.graded_by,
            moment_of_truth=touchpoint.moment_of_truth,
            expectation=touchpoint.expectation,
            contacts=touchpoint.contacts,
            contacts_basis=touchpoint.contacts_basis,
            minutes=touchpoint.minutes,
            minutes_basis=touchpoint.minutes_basis,
        )

    def _has(self, evidence: Iterable[Evidence]) -> bool:
        return any(item.note in self.evidence for item in evidence)

    def voices(self, evidence: Iterable[Evidence]) -> frozenset[Voice]:
        return point_voices(evidence, self.evidence, self.people)

    def judge(self, voices: frozenset[Voice]) -> tuple[Standing, Counts, bool]:
        """Return standing, counts and the flag "not raised by staff" of a claim."""
        counts = count(voices)
        verdict = standing(counts, self.snapshot.settings)
        return verdict, counts, not_raised_by_staff(counts, self.asked)

    def point(self, point: Point, voices: frozenset[Voice]) -> MapPoint:
        kept = [e for e in point.evidence if e.note in self.evidence]
        kept.sort(
            key=lambda e: (e.stance is EvidenceStance.AGAINST, _by_time(self.evidence[e.note]))
        )
        # A quote must be one of this map's own notes: on a persona's map another may stand in.
        kept.sort(key=lambda e: e.note != point.quote)
        verdict, counts, flag = self.judge(voices)
        return MapPoint(
            id=point.id,
            title=point.title,
            standing=verdict,
            counts=counts,
            not_raised_by_staff=flag,
            quote=self.evidence[kept[0].note].text,
            terms=point.terms,
            notes=tuple(self.note(self.evidence[e.note], e.stance) for e in kept),
        )

    def lone(self, note: Note, stance: EvidenceStance = EvidenceStance.FOR) -> MapPoint:
        """Return a point of one note: the claim is what the note says."""
        verdict, counts, flag = self.judge(self.voices([Evidence(note.id)]))
        shown = (self.note(note, stance),)
        return MapPoint(note.id, note.text, verdict, counts, flag, note.text, (), shown)

    def note(self, note: Note, stance: EvidenceStance) -> MapNote:
        session = self.people.sessions.get(note.session)
        return MapNote(
            id=note.id,
            text=note.text,
            stance=stance,
            source=said_by(note, self.people),
            speakers=tuple(self.speakers(note)),
            session_kind=session.kind if session is not None else None,
            at=note.at,
            kind=note.kind,
            need_type=note.need_type,
            emotion=note.emotion,
            verbatim=note.verbatim,
            channel=self.channels.get(note.channel, ""),
            personas=tuple(self.personas[p] for p in note.personas if p in self.personas),
            tags=tuple(self.tags[t] for t in note.tags if t in self.tags),
        )

    def speakers(self, note: Note) -> Iterator[Speaker]:
        """Yield who is behind ``note``, by code: those who said it, who agree, who disagree."""
        if not any(a.stance is Stance.SAID for a in note.participants):
            yield Speaker("", self.people.source(note, None, Stance.SAID), Stance.SAID)
        known, order = self.people.participants, list(Stance)
        heard = [
            (order.index(a.stance), _natural(known[a.participant].code), a)
            for a in note.participants
            if a.participant in known
        ]
        for _, _, attribution in sorted(heard, key=lambda item: item[:2]):
            person, stance = known[attribution.participant], attribution.stance
            source = self.people.source(note, person.id, stance)
            yield Speaker(person.code, source, stance, person.group, person.team)


def _evidence(touchpoint: Touchpoint) -> Iterator[Evidence]:
    """Yield all evidence of ``touchpoint``: its own, then that of its points."""
    yield from touchpoint.evidence
    for point in touchpoint.points:
        yield from point.evidence


def _by_time(note: Note) -> tuple[datetime, str]:
    return note.at, note.id


def _natural(code: str) -> tuple[int, str]:
    return len(code), code


def _lanes(rows: Iterable[tuple[LaneKey, MapPoint]]) -> tuple[Lane, ...]:
    """Return ``rows`` by lane, each lane's points with most people first; no empty lane."""
    by_lane: dict[LaneKey, list[MapPoint]] = {}
    for key, point in rows:
        by_lane.setdefault(key, []).append(point)
    return tuple(
        Lane(key, tuple(sorted(by_lane[key], key=_weight))) for key in LaneKey if key in by_lane
    )


def _weight(point: MapPoint) -> tuple[int, int, str, str]:
    people = point.counts.people_for + point.counts.people_against
    return -people, -len(point.notes), point.title, point.id
