"""What a map was made from, beside what its columns show: enough to make a project of it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from data.records import (
    Consent,
    Group,
    Journey,
    Note,
    Participation,
    Persona,
    PersonaId,
    Session,
    SessionKind,
    Settings,
    Snapshot,
)
from data.text import code_order


@dataclass(frozen=True, slots=True)
class OriginStage:
    """A stage of the project, on this map or not."""

    title: str
    description: str = ""
    question: str = ""
    examples: tuple[str, ...] = ()
    slug: str = ""


@dataclass(frozen=True, slots=True)
class OriginPersona:
    """A persona that the map, one of its notes or somebody who spoke names."""

    name: str
    description: str = ""
    current_situation: str = ""
    ideal_future: str = ""
    outcomes: str = ""
    traits: str = ""
    prior_knowledge: str = ""
    motivations: str = ""
    participation: Participation | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginChannel:
    """A channel of the project, in the project's order."""

    name: str
    own: bool = True
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginPerson:
    """Somebody behind a note: ``name`` is "" unless the map was asked to name people."""

    id: str
    code: str
    group: Group | None = None
    team: str = ""
    persona: str = ""
    consent: Consent | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class OriginSession:
    """A meeting behind a note; its title and note-taker are "" unless names were asked for."""

    id: str
    kind: SessionKind
    started_at: datetime
    title: str = ""
    note_taker: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a map comes from.

    ``whole_project`` says that it shows the project's own journey, ``every_stage`` that it leaves
    no stage out.  ``sessions`` hold one without notes on the map only where it says that staff had
    their say.
    """

    settings: Settings
    stages: tuple[OriginStage, ...]
    personas: tuple[OriginPersona, ...]
    channels: tuple[OriginChannel, ...]
    people: tuple[OriginPerson, ...]
    sessions: tuple[OriginSession, ...]
    whole_project: bool = True
    every_stage: bool = True


def origin(
    snapshot: Snapshot, journey: Journey, notes: Iterable[Note], *, names: bool, asked: bool
) -> Origin:
    """Return where the map of ``journey`` over ``notes`` comes from.

    ``names`` keeps people's names, and titles of meetings, which may hold one; ``asked`` says that
    staff had their say.
    """
    shown = list(notes)
    heard = {said.participant for note in shown for said in note.participants}
    people = sorted(
        (person for person in snapshot.participants if person.id in heard),
        key=lambda person: (code_order(person.code), person.id),
    )
    named: set[PersonaId | None] = {journey.persona}
    named.update(persona for note in shown for persona in note.personas)
    named.update(person.persona for person in people)
    titles = {persona.id: persona.name for persona in snapshot.personas}
    return Origin(
        settings=snapshot.settings,
        stages=tuple(
            OriginStage(s.title, s.description, s.question, s.examples, s.slug)
            for s in snapshot.stages
        ),
        personas=tuple(_persona(one) for one in snapshot.personas if one.id in named),
        channels=tuple(
            OriginChannel(c.name, c.own, c.description, c.examples) for c in snapshot.channels
        ),
        people=tuple(
            OriginPerson(
                p.id,
                p.code,
                p.group,
                p.team,
                titles.get(p.persona, "") if p.persona is not None else "",
                p.consent,
                p.name if names else "",
            )
            for p in people
        ),
        sessions=tuple(
            OriginSession(
                s.id,
                s.kind,
                s.started_at,
                s.title if names else "",
                s.note_taker if names else "",
            )
            for s in _sessions(snapshot, shown, asked)
        ),
        whole_project=journey.is_default,
        every_stage=journey.is_default or journey.stages is None,
    )


def _persona(one: Persona) -> OriginPersona:
    return OriginPersona(
        one.name,
        one.description,
        one.current_situation,
        one.ideal_future,
        one.outcomes,
        one.traits,
        one.prior_knowledge,
        one.motivations,
        one.participation,
        one.examples,
    )


def _sessions(snapshot: Snapshot, notes: Iterable[Note], asked: bool) -> list[Session]:
    """Return the sessions of ``notes``, and a staff meeting where only that says staff spoke."""
    heard = {note.session for note in notes}
    found = [session for session in snapshot.sessions if session.id in heard]
    if asked and not any(session.kind is SessionKind.STAFF_MEETING for session in found):
        meetings = (s for s in snapshot.sessions if s.kind is SessionKind.STAFF_MEETING)
        found += [session for session, _ in zip(meetings, "1", strict=False)]
    return found
