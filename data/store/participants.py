"""The participants: who spoke, each under a code that is never given to anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from data.records import Consent, Group, Participant, ParticipantId, PersonaId
from data.store import common

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001

_COLUMNS = 'participant.id, code, name, "group", team, persona, consent'


class ParticipantFields(TypedDict, total=False):
    """What of a participant can be edited; the code stays."""

    name: str
    group: Group | None
    team: str
    persona: PersonaId | None
    consent: Consent | None


def all(reader: common.Reader) -> tuple[Participant, ...]:
    """The participants in the order of their codes."""
    return tuple(
        _read(row)
        for row in reader.connection.rows(
            f"SELECT {_COLUMNS} FROM participant ORDER BY length(code), code"
        )
    )


def add(
    change: Change,
    name: str = "",
    *,
    group: Group | None = None,
    team: str = "",
    persona: PersonaId | None = None,
    consent: Consent | None = None,
) -> Participant:
    """Add somebody under the next code; two people may have one name."""
    (code,) = change.new_codes("P")
    name, team = common.one_line(name), common.one_line(team)
    participant_id = change.make(
        "participant",
        code=code,
        name=name,
        group=group,
        team=team,
        persona=persona,
        consent=consent,
    )
    return Participant(ParticipantId(participant_id), code, name, group, team, persona, consent)


def edit(
    change: Change, participant_id: ParticipantId, **fields: Unpack[ParticipantFields]
) -> bool:
    """Change a participant; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    values |= {
        name: common.one_line(str(values[name])) for name in ("name", "team") if name in fields
    }
    return change.edit("participant", participant_id, **values)


def remove(change: Change, participant_id: ParticipantId) -> None:
    """Remove a participant who said, agreed and disagreed with nothing; rosters let go of them.

    Raises:
        StillInUse: notes would lose them.
    """
    common.refuse_if_used(
        change, participant_id, "This participant", [("note_participant", "participant", "note")]
    )
    for (session,) in change.connection.rows(
        "SELECT session FROM session_participant WHERE participant = ?", (participant_id,)
    ):
        change.remove("session_participant", f"{session}:{participant_id}")
    change.remove("participant", participant_id)


def _read(row: tuple[str, ...]) -> Participant:
    return Participant(
        ParticipantId(row[0]),
        row[1],
        row[2],
        Group(row[3]) if row[3] else None,
        row[4],
        PersonaId(row[5]) if row[5] else None,
        Consent(row[6]) if row[6] else None,
    )
