"""The rows of a map: which there are, in which order they stand, and under which name.

A *lane* is a row of points of one kind; the other rows hold what stands on the cards and stages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


class Row(StrEnum):
    """A row of a map that is no lane of points."""

    QUESTION = "stage question"
    MOOD = "mood"
    TOUCHPOINTS = "touchpoints"
    CHANNELS = "channels"
    TRUTHS = "moments of truth"
    FIGURES = "figures"
    OWNER = "owner"
    VISIBILITY = "line of visibility"
    ASKS = "to find out"
    COMMENTS = "comments"

    @property
    def heading(self) -> str:
        """The row's name in full."""
        return _ROWS[self]


_ROWS = {
    Row.QUESTION: "What they want here",
    Row.MOOD: "Mood",
    Row.TOUCHPOINTS: "Touchpoints",
    Row.CHANNELS: "Channels",
    Row.TRUTHS: "Moments of truth",
    Row.FIGURES: "Figures",
    Row.OWNER: "Owners",
    Row.VISIBILITY: "Line of visibility",
    Row.ASKS: "To find out",
    Row.COMMENTS: "Comments",
}

ORDER: tuple[LaneKey | Row, ...] = (
    Row.QUESTION,
    Row.MOOD,
    Row.TOUCHPOINTS,
    LaneKey.DOES,
    LaneKey.THINKS,
    LaneKey.QUESTION,
    LaneKey.EXPECTS,
    Row.CHANNELS,
    LaneKey.PAIN,
    LaneKey.NEED,
    LaneKey.PREFERS,
    LaneKey.REQUEST,
    LaneKey.GAIN,
    LaneKey.OUTCOME,
    Row.TRUTHS,
    Row.FIGURES,
    Row.OWNER,
    LaneKey.REMARKS,
    LaneKey.DISSENT,
    Row.VISIBILITY,
    LaneKey.INSIDE,
    LaneKey.IDEA,
    Row.ASKS,
    Row.COMMENTS,
)
"""The rows of a map from the top, where a journey does not say otherwise.

What customers live through stands above the line of visibility, what goes on inside below it.
"""


def rows_of(chosen: Iterable[str]) -> tuple[LaneKey | Row, ...]:
    """Return the rows that a journey chose, in its order; all of them where it chose none.

    A name that no row has is left out.
    """
    by_name: dict[str, LaneKey | Row] = {row.value: row for row in ORDER}
    found = tuple(dict.fromkeys(by_name[name] for name in chosen if name in by_name))
    return found or ORDER
