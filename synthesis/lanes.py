"""The lanes of a map: which kinds of point stand in which row, in which order, under which name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from data.records import Kind


class LaneKey(StrEnum):
    """A lane; the value is its short name, at most nine letters, as a rail shows it.

    ``DISSENT`` holds what speaks against a card as a whole.
    """

    DOES = "does"
    PAIN = "pain"
    NEED = "need"
    QUESTION = "question"
    GAIN = "gain"
    EXPECTS = "expects"
    THINKS = "thinks"
    REQUEST = "request"
    PREFERS = "prefers"
    OUTCOME = "outcome"
    INSIDE = "inside"
    IDEA = "idea"
    REMARKS = "remarks"
    DISSENT = "dissent"

    @property
    def heading(self) -> str:
        """The lane's name in full, for headings and legends."""
        return _TITLES[self]


_TITLES = {
    LaneKey.DOES: "What customers do",
    LaneKey.PAIN: "Pain points",
    LaneKey.NEED: "Needs",
    LaneKey.QUESTION: "Questions",
    LaneKey.GAIN: "What goes well",
    LaneKey.EXPECTS: "Expectations",
    LaneKey.THINKS: "Thoughts",
    LaneKey.REQUEST: "Requests",
    LaneKey.PREFERS: "Content preferences",
    LaneKey.OUTCOME: "Outcomes",
    LaneKey.INSIDE: "Internal obstacles",
    LaneKey.IDEA: "Ideas",
    LaneKey.REMARKS: "Remarks without a kind",
    LaneKey.DISSENT: "Against the card",
}

_LANES: Mapping[Kind | None, LaneKey] = {
    Kind.ACTIVITY: LaneKey.DOES,
    Kind.PAIN: LaneKey.PAIN,
    Kind.NEED: LaneKey.NEED,
    Kind.QUESTION: LaneKey.QUESTION,
    Kind.GAIN: LaneKey.GAIN,
    Kind.EXPECTATION: LaneKey.EXPECTS,
    Kind.THOUGHT: LaneKey.THINKS,
    Kind.REQUEST: LaneKey.REQUEST,
    Kind.PREFERENCE: LaneKey.PREFERS,
    Kind.OUTCOME: LaneKey.OUTCOME,
    Kind.OBSTACLE: LaneKey.INSIDE,
    Kind.IDEA: LaneKey.IDEA,
    None: LaneKey.REMARKS,
}


def lane_of(kind: Kind | None) -> LaneKey:
    """Return the lane for points of ``kind``; a mark (memo, ask) has none: KeyError."""
    return _LANES[kind]
