"""What a question about the board is: two notes to look at, and what yes and no would do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.records import NoteId


class About(StrEnum):
    """What a question is about; the value is what people read."""

    SAME = "same thing"
    CARD = "one card"
    ELSEWHERE = "elsewhere"
    STAGES = "across stages"
    AGAINST = "against"
    EMPTY = "says nothing"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that yes or no answers.

    ``key`` tells it from all others for good; ``sentence`` is the whole question; ``notes`` are the
    one or two notes to show; ``yes`` and ``no`` say what comes of each answer; ``weight`` is what
    it is worth.
    """

    key: str
    about: About
    sentence: str
    notes: tuple[NoteId, ...]
    yes: str
    no: str
    weight: float


PROPOSED = frozenset({About.ELSEWHERE, About.STAGES, About.AGAINST, About.EMPTY})
"""What is listed as a proposal: changes that likeness suggests, one note or card at a time."""
