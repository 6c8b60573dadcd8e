"""The personas: whom notes are about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

from data.records import Participation, Persona, PersonaId
from data.store import common

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001

_TEXTS = (
    "description",
    "current_situation",
    "ideal_future",
    "outcomes",
    "traits",
    "prior_knowledge",
    "motivations",
)


class PersonaDetails(TypedDict, total=False):
    """What can be said of a persona beside its name."""

    description: str
    current_situation: str
    ideal_future: str
    outcomes: str
    traits: str
    prior_knowledge: str
    motivations: str
    participation: Participation | None
    examples: Sequence[str]


class PersonaFields(PersonaDetails, total=False):
    """What of a persona can be edited."""

    name: str


def all(reader: common.Reader) -> tuple[Persona, ...]:
    """The personas in their order."""
    return tuple(
        Persona(
            id=PersonaId(row[0]),
            name=row[1],
            participation=Participation(row[9]) if row[9] else None,
            position=row[10],
            examples=tuple(json.loads(row[11])),
            **dict(zip(_TEXTS, row[2:9], strict=True)),
        )
        for row in reader.connection.rows(
            f"SELECT id, name, {', '.join(_TEXTS)}, participation, position, examples FROM persona"
            " ORDER BY position, id"
        )
    )


def add(
    change: Change, name: str, *, position: int | None = None, **details: Unpack[PersonaDetails]
) -> Persona:
    """Add a persona at the end, or at ``position`` (0-based).

    Raises:
        NameTaken: the name is too like another persona's, or means something in a tail.
    """
    values: dict[str, object] = dict.fromkeys(_TEXTS, "")
    values |= {"participation": None, "examples": (), **details}
    name = common.fresh_name(change, "persona", name)
    place = common.make_room(change, "persona", position)
    persona_id = change.make("persona", name=name, position=place, **values)
    return next(persona for persona in all(change) if persona.id == persona_id)


def edit(change: Change, persona_id: PersonaId, **fields: Unpack[PersonaFields]) -> bool:
    """Change a persona; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    if "name" in fields:
        values["name"] = common.fresh_name(change, "persona", fields["name"], but=persona_id)
    return change.edit("persona", persona_id, **values)


def remove(change: Change, persona_id: PersonaId) -> None:
    """Remove a persona that nothing is about.

    Raises:
        StillInUse: a note, a participant or a journey names it.
    """
    common.refuse_if_used(
        change,
        persona_id,
        "This persona",
        [
            ("note_persona", "persona", "note"),
            ("participant", "persona", "participant"),
            ("journey", "persona", "journey"),
        ],
    )
    change.remove("persona", persona_id)


def reorder(change: Change, ids: Sequence[PersonaId]) -> bool:
    """Put the personas in this order; those not named follow as they stood."""
    return common.reorder(change, "persona", ids)
