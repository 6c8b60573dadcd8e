"""A small project of people who say otherwise, for the tests of how that is drawn.

Staff say that the desk takes five minutes, two customers that it takes an hour and a half; staff
of two teams disagree about the letter, and one customer's remark is on no card.
"""

from __future__ import annotations

from dataclasses import replace

from data.records import Bearing, EvidenceStance, Kind, NoteId, Snapshot
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap
from tests.unit.mapmaking import Maker

BELIEF = "the desk takes five minutes at most"
DENIAL = "an hour and a half at the desk"
LIKE = "I stood there for two hours"
LETTER = "the letter says all they need"
NO_LETTER = "nobody understands the letter"
SINGLE = "the lift is out of order"


def snapshot() -> Snapshot:
    """Return the project: two cards with a pair of opposed claims each, and a claim on no card."""
    m = Maker()
    belief = m.note(BELIEF, "P01", agrees="P02", stage="Desk", kind=Kind.GAIN, emotion=1)
    long = m.note(
        DENIAL, "P06", session="interviews", stage="Desk", kind=Kind.PAIN, emotion=-2, verbatim=True
    )
    like = m.note(LIKE, "P07", session="interviews", stage="Desk", kind=Kind.PAIN, emotion=-2)
    letter = m.note(LETTER, "P03", stage="Decision", kind=Kind.GAIN)
    other = m.note(NO_LETTER, "P01", stage="Decision", kind=Kind.PAIN, emotion=-1)
    m.note(SINGLE, "P08", session="interviews", stage="Desk", kind=Kind.PAIN)
    m.card(
        "Waiting at the desk",
        "Desk",
        replace(m.claim("belief", Kind.GAIN, belief), code="C11"),
        replace(m.claim("denial", Kind.PAIN, long, like), code="C12"),
    )
    m.card(
        "Reading the letter",
        "Decision",
        replace(m.claim("letter", Kind.GAIN, letter), code="C13"),
        replace(m.claim("no letter", Kind.PAIN, other), code="C14"),
    )
    put = against(long, belief), against(like, belief), against(other, letter)
    return replace(m.snapshot(), bearings=put)


def against(note: NoteId, target: NoteId) -> Bearing:
    """Return that a person put ``note`` against the claim of ``target``."""
    return Bearing(note, target, EvidenceStance.AGAINST)


def disputing() -> JourneyMap:
    """Return the map of it."""
    whole = snapshot()
    return build(whole, journey_for(whole, None))
