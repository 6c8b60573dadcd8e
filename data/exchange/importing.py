"""A file that was read, and a project: what importing would change, and doing it in one change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.exchange.incoming import Incoming
from data.exchange.plan_prose import plan_prose
from data.exchange.plan_table import plan_table
from data.exchange.plans import (
    NewNote,
    Plan,
    known_rows,
    line_keys,
    look_at_project,
    row_keys,
)
from data.records import (
    Attribution,
    Bearing,
    EvidenceStance,
    NoteId,
    ParticipantId,
    SessionId,
    StageId,
)

if TYPE_CHECKING:
    from data.store.common import Reader
    from data.store.log import Change


def apply(plan: Plan, change: Change) -> None:
    """Carry ``plan`` out.

    Plan and apply inside one change, or the project may have moved on in between.

    Raises:
        SaysoError: the project no longer allows what was planned; leave the change by the
            exception, and nothing of the file is kept.
    """
    from data.store import notes

    if plan.is_empty:
        return
    ids = _make(plan, change)
    added: dict[str, NoteId] = {}
    for new in plan.notes:
        note = _add_note(new, ids, change)
        notes.record_rows(change, plan.digest, new.row_key, note)
        added[new.row_key] = note
    for key, row in plan.row_keys:
        notes.record_rows(change, plan.digest, key, added[row])
    for nod in plan.nods:
        person = ParticipantId(ids.get(nod.attribution.participant, nod.attribution.participant))
        notes.nod(change, nod.note, person, nod.attribution.stance)
        notes.record_rows(change, plan.digest, nod.row_key, nod.note)
    _attach(plan, added, change)


def _make(plan: Plan, change: Change) -> dict[str, str]:
    """Make what the notes name; return the id of each reference."""
    from data.store import sessions
    from data.store.lists import STORES, participants, stages
    from data.store.schema import now

    # A template's stages go first: a new one may be called like one of them.
    for stage in plan.gone:
        stages.remove(change, stage.id)
    ids: dict[str, str] = {}
    for list_, names in plan.names.items():
        ids |= {ref: STORES[list_].add(change, name).id for ref, name in names.items()}
    if plan.stage_order:
        stages.reorder(change, [StageId(ids.get(ref, ref)) for ref in plan.stage_order])
    for ref, person in plan.people.items():
        made = participants.add(change, person.name, group=person.group, team=person.team)
        ids[ref] = made.id
    for new in plan.sessions:
        ids[new.ref] = sessions.add(
            change,
            new.title,
            new.kind,
            started_at=new.started_at or now(),
            note_taker=new.note_taker,
        ).id
    for session, who in plan.joined:
        sessions.join(
            change, SessionId(ids.get(session, session)), ParticipantId(ids.get(who, who))
        )
    return ids


def _add_note(new: NewNote, ids: dict[str, str], change: Change) -> NoteId:
    from data.store import notes

    fields: dict[str, Any] = {
        name: getattr(new, name)
        for name in NewNote.__dataclass_fields__
        if name not in ("row_key", "card", "card_stance", "against")
    }
    for name in ("session", "stage", "channel"):
        fields[name] = ids.get(fields[name], fields[name])
    for name in ("personas", "tags"):
        fields[name] = [ids.get(ref, ref) for ref in fields[name]]
    fields["participants"] = [
        Attribution(ParticipantId(ids.get(who.participant, who.participant)), who.stance)
        for who in new.participants
    ]
    return notes.add(change, **fields).id


def _attach(plan: Plan, added: dict[str, NoteId], change: Change) -> None:
    """Put notes on the cards that their lines name, and against what they were said against."""
    from data.store import bearings, touchpoints

    for new in plan.notes:
        if new.against:
            target = added.get(new.against, NoteId(new.against))
            bearing = Bearing(added[new.row_key], target, EvidenceStance.AGAINST)
            bearings.put(change, bearing)
        if new.card:
            card = touchpoints.by_code(change, new.card)
            assert card is not None, "planned within the same change"
            touchpoints.attach(change, card.id, added[new.row_key], new.card_stance)


def plan(incoming: Incoming, reader: Reader) -> Plan:
    """Return what importing ``incoming`` would change, without changing anything.

    ``reader`` is a project, or a change being written: planned inside a change, the plan is true
    of the very project that it is applied to.  ``Plan.lines()`` is what a dry run prints.

    Raises:
        ImportRefused: a fixed value that the project does not know, or a column of far too many
            different stages, personas or channels.
    """
    view = look_at_project(reader)
    if incoming.table is None:
        keys = [key for section in line_keys(incoming) for key in section]
        return plan_prose(incoming, view, known_rows(reader, keys))
    return plan_table(incoming, view, known_rows(reader, row_keys(incoming.table.rows)))
