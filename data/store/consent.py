"""What people agreed to, and the words that it holds for: also where their speaker is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from data.records import Consent, NoteId, Source, Stance, Withheld, strictest

if TYPE_CHECKING:
    from data.records import Participant, ParticipantId
    from data.store.common import Reader
    from data.store.log import Change

_RESTRICTIVE = [one.value for one in Consent if one.withholds]
_MINE = "substr(entity_id, instr(entity_id, ':') + 1) IN (SELECT value FROM json_each(?))"


def keep_where_nobody_speaks(
    change: Change, note: NoteId, stances: Mapping[ParticipantId, Stance], *, others: bool = False
) -> None:
    """Let a note keep the consent of whoever said it where these stances leave it no speaker.

    ``others`` says that whoever is not among them stays as they are.  Where somebody else said it
    after all, theirs is what holds.
    """
    said = _speakers(change, note)
    stay = [one for one in said if others and one not in stances]
    if said and not stay and Stance.SAID not in stances.values():
        _keep(change, [(note, consent) for consent in said.values()])


def let_go(change: Change, person: Participant) -> None:
    """Let the notes that somebody said stand without them: who spoke is not said, nor is more.

    Their words keep what the person agreed to.  Where nobody else said them they stay the words of
    one unnamed person, on the same side of the counter and of the same persona, so that removing
    makes no two of one, and puts them on no other map.
    """
    rows = change.connection.rows(
        "SELECT note, source, respondent, EXISTS (SELECT 1 FROM note_participant AS other"
        "   WHERE other.note = mine.note AND stance = 'said' AND participant <> ?1)"
        " FROM note_participant AS mine JOIN note ON note.id = mine.note"
        " WHERE participant = ?1 AND stance = 'said' ORDER BY note",
        (person.id,),
    )
    _keep(change, [(note, person.consent) for note, *_ in rows])
    alone = [(note, source, respondent) for note, source, respondent, others in rows if not others]
    if person.group is not None:
        side = Source.STAFF if person.group.is_inside else Source.CUSTOMER
        change.edit_many("note", ((n, "source", side) for n, source, _ in alone if source is None))
    if person.persona is not None:
        bare = change.connection.rows(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT note FROM note_persona)",
            (json.dumps([note for note, _, _ in alone]),),
        )
        about = {"persona": person.persona, "position": 0}
        change.make_many("note_persona", ({"note": note, **about} for (note,) in bare))
    voice = f"removed {person.code}"
    change.edit_many("note", ((note, "respondent", voice) for note, _, own in alone if not own))


def said_alone(reader: Reader, person: ParticipantId) -> list[NoteId]:
    """The notes that somebody said, and nobody else, in the order of their time."""
    rows = reader.connection.rows(
        "SELECT id FROM note JOIN note_participant AS mine ON note = id"
        " WHERE participant = ?1 AND stance = 'said' AND NOT EXISTS"
        "   (SELECT 1 FROM note_participant AS other WHERE other.note = mine.note"
        "     AND other.stance = 'said' AND other.participant <> ?1) ORDER BY at, id",
        (person,),
    )
    return [NoteId(note) for (note,) in rows]


def _speakers(reader: Reader, note: str) -> dict[ParticipantId, Consent | None]:
    """Who said a note, and what they agreed to."""
    return {
        who: Consent(consent) if consent else None
        for who, consent in reader.connection.rows(
            "SELECT participant.id, consent FROM note_participant JOIN participant"
            " ON participant.id = participant WHERE note = ? AND stance = 'said'",
            (note,),
        )
    }


def _keep(change: Change, consents: Iterable[tuple[str, Consent | None]]) -> None:
    """Let notes hold these consents, or what is stricter among those that they hold."""
    wanted: dict[str, Consent] = {}
    for note, consent in consents:
        if consent is not None and consent.withholds:
            wanted[note] = strictest((consent, wanted.get(note))) or consent
    for note, own in change.connection.rows(
        "SELECT id, consent FROM note WHERE consent IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(wanted)),),
    ):
        wanted[note] = strictest((Consent(own), wanted[note])) or wanted[note]
    change.edit_many("note", ((note, "consent", held) for note, held in wanted.items()))


def withheld(reader: Reader) -> tuple[Withheld, ...]:
    """All words that their speakers do not agree to have shown, with every version of them.

    Those of notes and people that are gone are among them, as the log has them: somebody may hold
    a map that was frozen before.  What somebody agrees to now is what holds, whenever they spoke.
    """
    people = _people(reader)
    found = _of_notes(reader, people)
    if not found:
        return ()
    texts: dict[str, dict[str, None]] = {note: {} for note in found}
    asked = (json.dumps(list(found)),)
    for note, text in reader.connection.rows(
        "SELECT id, text FROM note WHERE id IN (SELECT value FROM json_each(?))", asked
    ):
        texts[note][text] = None
    for note, field, value in reader.connection.rows(
        "SELECT entity_id, field, logged.value FROM json_each(?) AS wanted CROSS JOIN logged"
        " ON entity_id = wanted.value AND entity = 'note' WHERE field IN ('+', '-', 'text')",
        asked,
    ):
        known = json.loads(value)
        texts[note][known if field == "text" else known["text"]] = None
    return tuple(Withheld(NoteId(n), held, tuple(texts[n])) for n, held in sorted(found.items()))


def _people(reader: Reader) -> dict[str, Consent]:
    """Everybody who forbids anything, with what they last agreed to where they are gone."""
    now = dict(reader.connection.rows("SELECT id, consent FROM participant"))
    gone = {
        who: json.loads(value).get("consent")
        for who, value in reader.connection.rows(
            "SELECT entity_id, value FROM logged WHERE entity = 'participant' AND field = '-'"
            " ORDER BY rowid"
        )
    }
    return {who: Consent(held) for who, held in (gone | now).items() if held in _RESTRICTIVE}


def _of_notes(reader: Reader, people: Mapping[str, Consent]) -> dict[str, Consent]:
    """The notes that hold such words, also those that are gone."""
    held: list[tuple[str, Consent]] = [
        (note, Consent(own))
        for note, own in reader.connection.rows(
            "SELECT id, consent FROM note WHERE consent IN (SELECT value FROM json_each(?))",
            (json.dumps(_RESTRICTIVE),),
        )
    ]
    if people:
        spoken = {
            note
            for (note,) in reader.connection.rows(
                "SELECT note FROM note_participant WHERE stance = 'said'"
            )
        }
        mine = json.dumps(list(people))
        held += [
            (note, people[who])
            for note, who in reader.connection.rows(
                "SELECT note, participant FROM note_participant WHERE stance = 'said'"
                " AND participant IN (SELECT value FROM json_each(?))",
                (mine,),
            )
        ]
        for entity_id, field, value in reader.connection.rows(
            "SELECT entity_id, field, value FROM logged WHERE entity = 'note_participant'"
            f" AND field IN ('+', '-', 'stance') AND {_MINE}",
            (mine,),
        ):
            note, _, who = entity_id.partition(":")
            known = json.loads(value)
            stance = known if field == "stance" else known["stance"]
            # Whoever is named now is whose words they are; else whoever was named once.
            if stance == Stance.SAID and note not in spoken:
                held.append((note, people[who]))
    found: dict[str, Consent] = {}
    for note, consent in held:
        found[note] = strictest((consent, found.get(note))) or consent
    return found
