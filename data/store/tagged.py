"""What notes are tagged with, as plain maps: enough to learn from, and quick over many notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records import NoteId, PersonaId, StageId

if TYPE_CHECKING:
    from data.store.common import Reader


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tags of every note that is evidence.

    Attributes:
        stage: each note's stage, None where it has none.
        kindless: those without a kind.
        persona: the first persona of those that have one.
        speaker: the persona of whoever said it, where a participant has one.
    """

    stage: dict[NoteId, StageId | None]
    kindless: frozenset[NoteId]
    persona: dict[NoteId, PersonaId]
    speaker: dict[NoteId, PersonaId]


def tagged(reader: Reader) -> Tagged:
    """Read them: three queries, whatever the number of notes."""
    rows = reader.connection.rows(
        "SELECT id, stage, kind IS NULL FROM note WHERE kind IS NULL OR kind NOT IN ('memo', 'ask')"
    )
    stage = {NoteId(row[0]): row[1] for row in rows}
    personas = reader.connection.rows(
        "SELECT note, persona FROM note_persona ORDER BY position DESC"  # the first one stays
    )
    spoken = reader.connection.rows(
        "SELECT note, persona FROM note_participant"
        " JOIN participant ON participant.id = participant WHERE stance = 'said'"
        " AND persona IS NOT NULL ORDER BY position DESC"
    )
    return Tagged(
        stage,
        frozenset(NoteId(row[0]) for row in rows if row[2]),
        {NoteId(note): one for note, one in personas if note in stage},
        {NoteId(note): one for note, one in spoken if note in stage},
    )


def counts(reader: Reader) -> dict[tuple[str, str], int]:
    """How many notes carry each tag, by its list (``stage``, ``persona``, …) and id."""
    found: dict[tuple[str, str], int] = {}
    for table, name in (
        ("note", "stage"),
        ("note", "channel"),
        ("note", "kind"),
        ("note_persona", "persona"),
        ("note_tag", "tag"),
    ):
        rows = reader.connection.rows(
            f"SELECT {name}, count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY {name}"
        )
        found |= {(name, str(one)): count for one, count in rows}
    return found
