"""Who is for and who is against a note that is planned, and the card that it names."""

from __future__ import annotations

from dataclasses import replace

from data.exchange.planned import NewNote
from data.records import Attribution, EvidenceStance, Stance
from data.shorthand import Shorthand


def card_stance(line: Shorthand) -> EvidenceStance:
    """Return whether a line speaks for the card that it names."""
    return EvidenceStance.AGAINST if line.disagrees else EvidenceStance.FOR


def nodded(note: NewNote, nod: Attribution) -> NewNote:
    """Return a note with somebody's nod; whoever said it agrees already (`data.store.nods`)."""
    if nod.stance is Stance.AGREES and replace(nod, stance=Stance.SAID) in note.participants:
        return note
    others = (one for one in note.participants if one.participant != nod.participant)
    return replace(note, participants=(*others, nod))


def contested(note: NewNote) -> NewNote:
    """Return a note whose own speaker disagrees with it, as a bare ``,,no`` below it says."""
    for place, one in enumerate(note.participants):
        if one.stance is Stance.SAID:
            against = replace(one, stance=Stance.DISAGREES)
            people = (*note.participants[:place], against, *note.participants[place + 1 :])
            return replace(note, participants=people)
    return with_no_left_over(note)


def with_no_left_over(note: NewNote) -> NewNote:
    """Return a note that keeps a ``no`` which nobody and no card takes."""
    return replace(note, left_over=f"{note.left_over} no".strip())
