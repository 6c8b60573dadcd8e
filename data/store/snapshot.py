"""The whole project as records, and the names that a typed line may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records import SessionId, Snapshot
from data.store import (
    bearings,
    claim_codes,
    drafts,
    ledger,
    notes,
    sessions,
    singles,
    touchpoints,
)
from data.store.lists import (
    channels,
    info,
    journeys,
    participants,
    personas,
    settings,
    stages,
    tags,
)

if TYPE_CHECKING:
    from data.shorthand import Vocabulary
    from data.store.files import Connection


@dataclass(frozen=True, slots=True)
class _Reading:
    """A connection in the shape that the reading functions take."""

    connection: Connection


def snapshot(connection: Connection) -> Snapshot:
    """Every record of the project; the caller holds the transaction."""
    reader = _Reading(connection)
    return Snapshot(
        info=info.get(reader),
        settings=settings.get(reader),
        stages=stages.all(reader),
        personas=personas.all(reader),
        channels=channels.all(reader),
        tags=tags.all(reader),
        journeys=journeys.all(reader),
        participants=participants.all(reader),
        sessions=sessions.all(reader),
        notes=notes.all(reader),
        touchpoints=touchpoints.all(reader),
        singles=singles.all(reader, claim_codes.by_note(connection)),
        links=touchpoints.all_links(reader),
        bearings=bearings.all(reader),
        nearby=drafts.nearby(reader),
        files=notes.files(reader),
        comments=touchpoints.all_comments(reader),
        answered=touchpoints.answered(reader),
        kpis=touchpoints.kpis(reader),
        votes=touchpoints.votes(reader),
        shown=ledger.all(reader),
    )


def vocabulary(connection: Connection, session: SessionId | None) -> Vocabulary:
    """The names that a typed line may use; reads no note."""
    from data.shorthand import Named, Speaker, Vocabulary

    reader = _Reading(connection)
    there = None
    if session is not None:
        found = sessions.get(reader, session)
        there = set(found.roster) if found is not None else set()
    return Vocabulary(
        stages=tuple(Named(stage.id, stage.title) for stage in stages.all(reader)),
        personas=tuple(Named(persona.id, persona.name) for persona in personas.all(reader)),
        channels=tuple(Named(channel.id, channel.name) for channel in channels.all(reader)),
        tags=tuple(Named(tag.id, tag.name) for tag in tags.all(reader)),
        roster=tuple(
            Speaker(person.id, person.code, person.name, person.team)
            for person in participants.all(reader)
            if there is None or person.id in there
        ),
        cards=touchpoints.codes(reader),
    )
