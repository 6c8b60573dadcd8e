"""What the typing grammar knows (a vocabulary) and what it makes of a line (a shorthand)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from data.records import (
    ChannelId,
    Emotion,
    Kind,
    NeedType,
    ParticipantId,
    PersonaId,
    Source,
    StageId,
    TagId,
)

KIND_LETTERS: dict[str, Kind] = {
    "p": Kind.PAIN,
    "n": Kind.NEED,
    "a": Kind.ACTIVITY,
    "q": Kind.QUESTION,
    "g": Kind.GAIN,
    "i": Kind.IDEA,
    "m": Kind.MEMO,
    "k": Kind.ASK,
}
"""The letter that each live kind is typed with; the other kinds are typed by name."""


@dataclass(frozen=True, slots=True)
class Named:
    """A stage, persona, channel or free tag as the grammar sees it: an id and a name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody on the roster; ``name`` and ``team`` may be empty, ``code`` may not."""

    id: ParticipantId
    code: str
    name: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a line may use.

    ``stages`` stand in the project's order: a bare number in a tail is a 1-based position in it.
    ``cards`` are the codes of the touchpoints that exist.  Names must have passed
    :func:`data.shorthand.name_problem`; what has not may be ambiguous, never wrong.
    """

    stages: tuple[Named, ...] = ()
    personas: tuple[Named, ...] = ()
    channels: tuple[Named, ...] = ()
    tags: tuple[Named, ...] = ()
    roster: tuple[Speaker, ...] = ()
    cards: frozenset[str] = frozenset()

    @property
    def known(self) -> dict[str, str]:
        """The names of what may stand on a note, by id; of the unnamed their codes."""
        lists = (self.stages, self.personas, self.channels, self.tags)
        names = {str(one.id): one.name for some in lists for one in some}
        return names | {str(one.id): one.name or one.code for one in self.roster}


class Role(StrEnum):
    """What a piece of a typed line is; the value serves as a style name."""

    CARD = "card"
    SPEAKER = "speaker"
    NEW_SPEAKER = "new-speaker"
    NO_SPEAKER = "no-speaker"
    TEXT = "text"
    MARK = "mark"
    KIND = "kind"
    EMOTION = "emotion"
    STAGE = "stage"
    PERSONA = "persona"
    CHANNEL = "channel"
    SOURCE = "source"
    TAG = "tag"
    NEW_TAG = "new-tag"
    VERBATIM = "verbatim"
    DISAGREES = "disagrees"
    CLEAR = "clear"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    SURPLUS = "surplus"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the typed line: code points ``start`` to ``end`` (exclusive) and its role.

    Spans stand in the order of the line and never overlap; white space may lie between them.
    """

    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that was not taken, and what it may have been meant for.

    ``word`` is as typed, at ``start`` to ``end`` of the line; ``message`` is a sentence with
    dangerous characters already made visible; ``candidates`` can be typed instead of ``word``.
    """

    word: str
    message: str
    start: int
    candidates: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """Where the line goes on behind it."""
        return self.start + len(self.word)


@dataclass(frozen=True, slots=True)
class NewSpeaker:
    """Somebody whom the line introduces as ``Name/team:``; ``team`` is empty after ``Name/:``."""

    name: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Shorthand:
    """One line as it was understood; what was not given is ``None``, empty or ``False``.

    ``text`` is exactly what was typed between speaker and tail, less one white space at either
    joint.  ``left_over`` are the tail's words that were not understood, ambiguous or too many,
    joined by a space.  ``stranger`` is what the text opens with where that looks like a speaker who
    is nobody here.  It, ``has_tail``, ``hints`` and ``spans`` tell how the line was typed, not what
    it says, and do not count when two are compared.
    """

    text: str = ""
    speaker: ParticipantId | None = None
    new_speaker: NewSpeaker | None = None
    card: str | None = None
    kind: Kind | None = None
    need_type: NeedType | None = None
    emotion: Emotion | None = None
    stage: StageId | None = None
    personas: tuple[PersonaId, ...] = ()
    channel: ChannelId | None = None
    source: Source | None = None
    tags: tuple[TagId, ...] = ()
    new_tags: tuple[str, ...] = ()
    verbatim: bool = False
    disagrees: bool = False
    clear_stage: bool = False
    clear_persona: bool = False
    clear_channel: bool = False
    left_over: str = ""
    stranger: str = field(default="", compare=False)
    has_tail: bool = field(default=False, compare=False)
    hints: tuple[Hint, ...] = field(default=(), compare=False)
    spans: tuple[Span, ...] = field(default=(), compare=False)

    @property
    def has_text(self) -> bool:
        """True where there is a remark to store: more than white space."""
        return bool(self.text) and not self.text.isspace()

    @property
    def has_speaker(self) -> bool:
        """True where the line names somebody, known or new."""
        return self.speaker is not None or self.new_speaker is not None

    @property
    def has_tags(self) -> bool:
        """True where the line says anything about a note beyond text, speaker and consent."""
        bare = replace(self, text="", speaker=None, new_speaker=None, disagrees=False)
        return bare != Shorthand()

    @property
    def is_agreement(self) -> bool:
        """True for ``jo:`` alone: Jon agrees with the last note, or disagrees (``disagrees``)."""
        return not self.has_text and self.has_speaker

    @property
    def is_amendment(self) -> bool:
        """True where a line without text changes the last note: ``,,p-`` or ``T07:``.

        A line may be agreement and amendment at once: ``jo: ,,p-``.
        """
        return not self.has_text and (self.has_tags or (self.disagrees and not self.has_speaker))

    @property
    def is_empty(self) -> bool:
        """True for a line that says nothing at all."""
        return not (self.has_text or self.is_agreement or self.is_amendment)
