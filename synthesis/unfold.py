"""From a map back to what it was made from: the inverse of `synthesis.journey.build`.

What is on a map comes back whole.  What is not cannot: memos, rejected touchpoints, the words of
whoever did not agree to have them shown, and what stands on another persona's map only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from data.records import (
    Attribution,
    Channel,
    ChannelId,
    Evidence,
    Journey,
    JourneyId,
    Kind,
    Note,
    NoteId,
    Participant,
    ParticipantId,
    Persona,
    PersonaId,
    Point,
    PointId,
    ProjectInfo,
    Session,
    SessionId,
    SessionKind,
    Snapshot,
    Stage,
    StageId,
    Tag,
    TagId,
    Touchpoint,
    TouchpointId,
)
from data.text import slugify
from synthesis import unfoldsaid
from synthesis.lanes import ORDER, LaneKey, lane_of
from synthesis.mapmodel import Card, JourneyMap, MapNote, MapPoint, StageColumn
from synthesis.origin import Origin, OriginChannel, OriginPersona, OriginStage

WITHHELD = "(words withheld)"
"""The text of a note whose words the map did not carry."""

_KINDS: dict[LaneKey, Kind | None] = {
    lane_of(kind): kind for kind in (None, *Kind) if kind is None or not kind.is_mark
}


def unfold(journey: JourneyMap) -> Snapshot:
    """Return a project of which `build` makes the same map, as far as the map carries it.

    Its one journey is the map's.  Ids of notes, points, touchpoints, people and meetings are the
    map's own; those of names are the names themselves.  Order is that of the map.

    Raises:
        ValueError: one id stands for two different things; the text says which.
    """
    return _Unfolder(journey).snapshot()


class _Unfolder:
    """Gathers the records of one map."""

    def __init__(self, journey: JourneyMap) -> None:
        self.map = journey
        self.origin = journey.origin
        self.notes: dict[str, Note] = {}
        self.seen: dict[str, MapNote] = {}
        self.people: dict[str, Participant] = {}
        self.sessions: dict[str, Session] = {}
        self.personas: dict[str, Persona] = {}
        self.channels: dict[str, Channel] = {}
        self.tags: dict[str, Tag] = {}
        self.cards: list[Touchpoint] = []
        self.points: set[str] = set()

    def snapshot(self) -> Snapshot:
        header, origin = self.map.header, self.origin
        stages = self.stages()
        self.known = {stage.title for stage in stages}
        if origin is not None:
            self.take_origin(origin)
        if header.persona and header.persona not in self.personas:
            self.persona(header.persona, header.persona_description)
        for column in self.map.stages:
            self.column(column)
        columns = [column for column in self.map.stages if not column.is_unplaced]
        info = ProjectInfo(header.project, header.goal, header.objectives, header.use, header.scope)
        chosen = None if origin is None or origin.every_stage else columns
        snapshot = Snapshot(
            info=info,
            stages=stages,
            personas=tuple(self.personas.values()),
            channels=tuple(self.channels.values()),
            tags=tuple(self.tags.values()),
            journeys=(self.journey(chosen, whole=origin is None or origin.whole_project),),
            participants=tuple(self.people.values()),
            sessions=tuple(self.sessions.values()),
            notes=tuple(sorted(self.notes.values(), key=lambda note: (note.at, note.id))),
            touchpoints=tuple(self.cards),
            comments=tuple(unfoldsaid.comments(self.map)),
            kpis=tuple(unfoldsaid.kpis(self.map)),
            votes=tuple(unfoldsaid.votes(self.map)),
        )
        if origin is not None:
            from dataclasses import replace

            snapshot = replace(snapshot, settings=origin.settings)
        return snapshot

    def stages(self) -> tuple[Stage, ...]:
        """Return the project's stages; of an old map those that it shows."""
        found: Iterable[OriginStage]
        if self.origin is not None:
            found = self.origin.stages
        else:
            found = (
                OriginStage(column.title, column.description, column.question)
                for column in self.map.stages
                if not column.is_unplaced
            )
        return tuple(
            Stage(
                StageId(one.title),
                one.slug or slugify(one.title),
                one.title,
                one.description,
                one.examples,
                place,
                one.question,
            )
            for place, one in enumerate(found)
        )

    def take_origin(self, origin: Origin) -> None:
        """Take up the lists that the columns do not show."""
        for persona in origin.personas:
            self.whole_persona(persona)
        for channel in origin.channels:
            self.channel(channel)
        for person in origin.people:
            _once(self.people, person.id, "participant")
            self.people[person.id] = Participant(
                ParticipantId(person.id),
                person.code,
                person.name,
                person.group,
                person.team,
                self.persona(person.persona) if person.persona else None,
                person.consent,
            )
        for session in origin.sessions:
            _once(self.sessions, session.id, "session")
            self.sessions[session.id] = Session(
                SessionId(session.id),
                session.title or _title(session.kind, session.started_at),
                session.kind,
                session.started_at,
                session.note_taker,
            )
        self.by_code = {person.code: person.id for person in origin.people}

    def journey(self, chosen: list[StageColumn] | None, *, whole: bool) -> Journey:
        header = self.map.header
        usual = self.map.rows in ((), tuple(row.value for row in ORDER))
        return Journey(
            JourneyId("journey"),
            header.journey,
            PersonaId(header.persona) if header.persona else None,
            header.trigger,
            header.scenario,
            None if chosen is None else tuple(StageId(column.title) for column in chosen),
            is_default=whole,
            owner=header.owner,
            lanes=() if usual else self.map.rows,
        )

    def column(self, column: StageColumn) -> None:
        for place, card in enumerate(column.cards):
            self.card(card, "" if column.is_unplaced else column.title, place)
        where = "" if column.is_unplaced else column.title
        for lane in column.loose:
            for point in lane.points:
                for note in point.notes:
                    self.note(note, where)
        for note in column.asks:
            self.note(note, where)

    def card(self, card: Card, where: str, place: int) -> None:
        if any(one.id == card.id for one in self.cards):
            raise ValueError(f"the touchpoint {card.id} stands twice")
        points: list[Point] = []
        own: list[Evidence] = []
        for lane in card.lanes:
            for point in lane.points:
                for note in point.notes:
                    self.note(note, where)
                if [note.id for note in point.notes] == [point.id]:
                    own.append(Evidence(NoteId(point.id), point.notes[0].stance))
                else:
                    points.append(self.point(point, lane.key))
        if self.origin is not None:
            own = [
                Evidence(NoteId(one.note), one.stance)
                for one in card.evidence
                if one.note in self.notes
            ]
        self.cards.append(
            Touchpoint(
                id=TouchpointId(card.id),
                code=card.code,
                stage=StageId(where) if where else None,
                title=card.title,
                decision=card.decision,
                held=card.held,
                points=tuple(points),
                evidence=tuple(own),
                owner=card.owner,
                channel=self.named_channel(card.channel),
                grade=card.grade,
                graded_by=card.graded_by,
                moment_of_truth=card.moment_of_truth,
                expectation=card.expectation,
                contacts=card.contacts,
                contacts_basis=card.contacts_basis,
                minutes=card.minutes,
                minutes_basis=card.minutes_basis,
                position=place,
                at_stake=card.at_stake,
                way_out=card.way_out,
            )
        )

    def point(self, point: MapPoint, lane: LaneKey) -> Point:
        _once(self.points, point.id, "point")
        self.points.add(point.id)
        return Point(
            PointId(point.id),
            _KINDS.get(lane),
            point.title,
            NoteId(point.notes[0].id) if point.notes else None,
            point.terms,
            tuple(Evidence(NoteId(note.id), note.stance) for note in point.notes),
        )

    def note(self, note: MapNote, where: str) -> None:
        """Take up a note, once; ``where`` is the stage that it stands under."""
        seen = self.seen.setdefault(note.id, note)
        if seen is not note:
            if (seen.text, seen.at, seen.session) != (note.text, note.at, note.session):
                raise ValueError(f"the note {note.id} stands twice, with different words")
            return
        if not note.text.strip() and not note.withheld:
            raise ValueError(f"the note {note.id} has no text")
        stage, source = note.stage, note.own_source
        if self.origin is None:
            stage, source = where, note.source
        self.notes[note.id] = Note(
            id=NoteId(note.id),
            session=self.session(note),
            text=WITHHELD if note.withheld else note.text,
            at=note.at,
            kind=note.kind,
            need_type=note.need_type,
            stage=StageId(stage) if stage in self.known else None,
            channel=self.named_channel(note.channel),
            emotion=note.emotion,
            source=source,
            verbatim=note.verbatim,
            respondent=note.respondent,
            personas=tuple(self.persona(name) for name in note.personas),
            tags=tuple(self.tag(name) for name in note.tags),
            participants=tuple(self.attributions(note)),
        )

    def session(self, note: MapNote) -> SessionId:
        """Return a note's meeting; of an old map, one for each kind and day."""
        if self.origin is not None:
            if note.session not in self.sessions:
                raise ValueError(f"the note {note.id} is of a session that is not in the document")
            return SessionId(note.session)
        kind = note.session_kind or SessionKind.IMPORT
        day = datetime.combine(note.at.date(), time(), UTC)
        key = f"{kind.value} {day.date()}"
        self.sessions.setdefault(key, Session(SessionId(key), _title(kind, day), kind, day))
        return SessionId(key)

    def attributions(self, note: MapNote) -> Iterator[Attribution]:
        for speaker in note.speakers:
            if not speaker.code:
                continue
            if self.origin is None:
                self.people.setdefault(
                    speaker.code,
                    Participant(
                        ParticipantId(speaker.code),
                        speaker.code,
                        speaker.name,
                        speaker.group,
                        speaker.team,
                    ),
                )
                yield Attribution(ParticipantId(speaker.code), speaker.stance)
            elif speaker.code in self.by_code:
                yield Attribution(ParticipantId(self.by_code[speaker.code]), speaker.stance)
            else:
                raise ValueError(
                    f"the note {note.id} is by {speaker.code}, who is not in the document"
                )

    def persona(self, name: str, description: str = "") -> PersonaId:
        if name not in self.personas:
            self.whole_persona(OriginPersona(name, description))
        return PersonaId(name)

    def whole_persona(self, one: OriginPersona) -> None:
        self.personas[one.name] = Persona(
            PersonaId(one.name),
            one.name,
            one.description,
            one.current_situation,
            one.ideal_future,
            one.outcomes,
            one.traits,
            one.prior_knowledge,
            one.motivations,
            one.participation,
            len(self.personas),
            one.examples,
        )

    def channel(self, one: OriginChannel) -> None:
        place = len(self.channels)
        self.channels[one.name] = Channel(
            ChannelId(one.name), one.name, place, one.description, one.examples, one.own
        )

    def named_channel(self, name: str) -> ChannelId | None:
        if not name:
            return None
        if name not in self.channels:
            found = (c for stage in self.map.stages for c in stage.channels if c.name == name)
            self.channel(OriginChannel(name, own=all(one.own for one in found)))
        return ChannelId(name)

    def tag(self, name: str) -> TagId:
        self.tags.setdefault(name, Tag(TagId(name), name))
        return TagId(name)


def _once(held: Iterable[str], key: str, what: str) -> None:
    if key in held:
        raise ValueError(f"the {what} {key} stands twice")


def _title(kind: SessionKind, at: datetime) -> str:
    """Return what a meeting is called whose title the map does not carry."""
    day: date = at.date()
    return f"{kind.value[:1].upper()}{kind.value[1:]}, {day.isoformat()}"
