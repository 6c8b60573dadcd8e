"""The words of sayso as records: what a project holds, and nothing about how it is kept.

Every record is frozen and slotted; collections are tuples, so a record can be hashed, compared and
handed to another thread.  Ids are UUIDv7 strings under their own types.  Codes (``P07``, ``T07``)
are labels for people to say aloud; they are never keys.  ``None`` means "not given": sayso never
guesses a kind, a stage or an emotion into a record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, NewType, TypedDict

StageId = NewType("StageId", str)
PersonaId = NewType("PersonaId", str)
ChannelId = NewType("ChannelId", str)
TagId = NewType("TagId", str)
JourneyId = NewType("JourneyId", str)
ParticipantId = NewType("ParticipantId", str)
SessionId = NewType("SessionId", str)
NoteId = NewType("NoteId", str)
ClaimId = NewType("ClaimId", str)
TouchpointId = NewType("TouchpointId", str)
SavedFilterId = NewType("SavedFilterId", str)
CommentId = NewType("CommentId", str)
FrozenMapId = NewType("FrozenMapId", str)
KpiId = NewType("KpiId", str)
OpId = NewType("OpId", str)


class Kind(StrEnum):
    """What a note is; the value is what people read."""

    PAIN = "pain point"
    NEED = "need"
    ACTIVITY = "activity"
    QUESTION = "question"
    GAIN = "gain"
    IDEA = "idea"
    EXPECTATION = "expectation"
    THOUGHT = "thought"
    REQUEST = "request"
    OBSTACLE = "obstacle"
    PREFERENCE = "preference"
    OUTCOME = "outcome"
    MEMO = "memo"
    ASK = "ask"

    @property
    def is_mark(self) -> bool:
        """True for the note-taker's own marks (memo, ask): never evidence, never grouped."""
        return self in (Kind.MEMO, Kind.ASK)


class NeedType(StrEnum):
    """Whether a need is for information, or inside the person (to feel safe, to be believed)."""

    INFORMATIONAL = "informational"
    INTERNAL = "internal"


class Emotion(IntEnum):
    """How the customer feels, as somebody said it; given, never inferred."""

    VERY_LOW = -2
    LOW = -1
    NEUTRAL = 0
    HIGH = 1
    VERY_HIGH = 2


class Source(StrEnum):
    """Whose say-so a note is."""

    CUSTOMER = "customer"
    STAFF = "staff"
    OBSERVED = "observed"
    RECORD = "record"
    TEAM = "team"


class Group(StrEnum):
    """What a participant is to the organisation."""

    FRONTLINE = "frontline"
    SUPPORT = "support"
    DECISION_MAKER = "decision-maker"
    EXECUTIVE = "executive"
    CUSTOMER = "customer"
    PARTNER = "partner"

    @property
    def is_inside(self) -> bool:
        """True for everybody but customers; a partner is inside, its firm is its team."""
        return self is not Group.CUSTOMER


class SessionKind(StrEnum):
    """What sort of meeting a session was."""

    STAFF_MEETING = "staff meeting"
    CUSTOMER_INTERVIEW = "customer interview"
    OBSERVATION = "observation"
    IMPORT = "import"

    @property
    def source(self) -> Source:
        """Whose say-so an unnamed speaker's note from such a session is."""
        return _SESSION_SOURCES[self]


_SESSION_SOURCES = {
    SessionKind.STAFF_MEETING: Source.STAFF,
    SessionKind.CUSTOMER_INTERVIEW: Source.CUSTOMER,
    SessionKind.OBSERVATION: Source.OBSERVED,
    SessionKind.IMPORT: Source.TEAM,
}


class Stance(StrEnum):
    """How a participant stands to a note."""

    SAID = "said"
    AGREES = "agrees"
    DISAGREES = "disagrees"


class EvidenceStance(StrEnum):
    """Whether a note speaks for or against the claim it is attached to."""

    FOR = "for"
    AGAINST = "against"


class LinkKind(StrEnum):
    """What a person has decided about two notes."""

    TOGETHER = "together"
    APART = "apart"


class LinkLevel(StrEnum):
    """What two notes share, or never do: a card, or a claim (they say the same thing)."""

    CARD = "card"
    CLAIM = "point"  # as files have it: the level is part of a link's id in the log


class CommentKind(StrEnum):
    """What a comment on a touchpoint wants."""

    COMMENT = "comment"
    SUGGESTION = "suggestion"
    QUESTION = "question"
    CHALLENGE = "challenge"


class Participation(StrEnum):
    """A persona's part in the decision."""

    DRIVER = "driver"
    PARTICIPANT = "participant"
    GATEKEEPER = "gatekeeper"


class Decision(StrEnum):
    """What a person has decided about a touchpoint."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Expectation(StrEnum):
    """How a touchpoint compares with what the customer expected."""

    NOT_MET = "not met"
    MET = "met"
    EXCEEDED = "exceeded"


class Basis(StrEnum):
    """Whether a figure is assumed or measured."""

    ASSUMED = "assumed"
    MEASURED = "measured"


class Consent(StrEnum):
    """What of somebody's words may leave the team; ``None``: nobody asked, and nobody said no.

    Word for word; only what the team says of it in words of its own; or nothing but the count.
    """

    WORD_FOR_WORD = "word for word"
    IN_OTHER_WORDS = "in other words"
    NOT_SHOWN = "not shown"

    @property
    def withholds(self) -> bool:
        """True for all that forbids to quote."""
        return self is not Consent.WORD_FOR_WORD


def strictest(consents: Iterable[Consent | None]) -> Consent | None:
    """Return what all of some consents allow; whoever was not asked forbids nothing."""
    return max(filter(None, consents), key=list(Consent).index, default=None)


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What the research is for.

    ``objectives``, ``use`` and ``scope`` are free text: the business objectives, how the map will
    be used, and what it leaves out.
    """

    title: str
    goal: str = ""
    objectives: str = ""
    use: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of the standing rule and of synthesis; all may be changed in a project.

    ``supported_at`` and ``contradicted_at`` count distinct customers, ``shared_teams`` distinct
    teams; ``dial`` is 0 (fewest and largest touchpoints) to 1 (most and smallest); ``cuts`` counts
    how often drafts were cut anew with the dial where it was.
    """

    supported_at: int = 2
    contradicted_at: int = 2
    shared_teams: int = 2
    dial: float = 0.5
    cuts: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the journey: ``slug`` is stable, ``title`` is what people read.

    ``question`` is what the customer wants to reach or to know there, in their words.
    """

    id: StageId
    slug: str
    title: str
    description: str = ""
    examples: tuple[str, ...] = ()
    position: int = 0
    question: str = ""


@dataclass(frozen=True, slots=True)
class Persona:
    """Whom a note is about."""

    id: PersonaId
    name: str
    description: str = ""
    current_situation: str = ""
    ideal_future: str = ""
    outcomes: str = ""
    traits: str = ""
    prior_knowledge: str = ""
    motivations: str = ""
    participation: Participation | None = None
    position: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """Where something happens: phone, desk, letter; not ``own`` where it is somebody else's."""

    id: ChannelId
    name: str
    position: int = 0
    description: str = ""
    examples: tuple[str, ...] = ()
    own: bool = True


@dataclass(frozen=True, slots=True)
class Tag:
    """A free tag; ``description`` and ``examples`` say when to give it."""

    id: TagId
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter under a name; ``query`` is as it was typed, and means what it means when used."""

    id: SavedFilterId
    name: str
    query: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Journey:
    """What one map shows: a persona (``None``: all), a trigger, a scenario and its stages.

    ``stages`` is ``None`` for every stage of the project, in the project's order.  The default
    journey has ``is_default`` set and always shows every stage.  ``lanes`` are the keys of the rows
    to show, in order (`synthesis.map.model`); empty for the usual ones.  ``owner`` keeps the map
    alive.
    """

    id: JourneyId
    title: str
    persona: PersonaId | None = None
    trigger: str = ""
    scenario: str = ""
    stages: tuple[StageId, ...] | None = None
    is_default: bool = False
    position: int = 0
    owner: str = ""
    lanes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who spoke, under a code; ``team`` is empty where it is not known.

    ``gave_up`` says that they left the journey before its end.
    """

    id: ParticipantId
    code: str
    name: str = ""
    group: Group | None = None
    team: str = ""
    persona: PersonaId | None = None
    consent: Consent | None = None
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting or interview; ``started_at`` is in UTC."""

    id: SessionId
    title: str
    kind: SessionKind
    started_at: datetime
    note_taker: str = ""
    roster: tuple[ParticipantId, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """A participant's stance to a note."""

    participant: ParticipantId
    stance: Stance = Stance.SAID


@dataclass(frozen=True, slots=True)
class Note:
    """One remark.

    ``text`` is exactly what was typed.  ``left_over`` holds tag words that nobody understood.
    ``source`` is the note's own, where set: it wins over what participant and session say.
    ``respondent`` names the survey row that an unnamed note came from ("" for none): notes with the
    same respondent are one voice.  ``at`` is in UTC.  ``flagged`` marks it for a second look;
    ``set_aside`` takes it out of grouping and counts, though not out of the project.  ``consent``
    is what a speaker agreed to who is not named beside it any more; named ones have their own.
    """

    id: NoteId
    session: SessionId
    text: str
    at: datetime
    kind: Kind | None = None
    need_type: NeedType | None = None
    stage: StageId | None = None
    channel: ChannelId | None = None
    emotion: Emotion | None = None
    source: Source | None = None
    verbatim: bool = False
    left_over: str = ""
    respondent: str = ""
    personas: tuple[PersonaId, ...] = ()
    tags: tuple[TagId, ...] = ()
    participants: tuple[Attribution, ...] = ()
    flagged: bool = False
    set_aside: bool = False
    consent: Consent | None = None

    @property
    def is_evidence(self) -> bool:
        """False for memos, asks and what was set aside: never grouped and never counted."""
        return not self.set_aside and (self.kind is None or not self.kind.is_mark)


@dataclass(frozen=True, slots=True)
class Withheld:
    """Words of a note that their speaker does not agree to have shown: all versions of its text.

    The note itself may be gone.
    """

    note: NoteId
    consent: Consent
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A note under a claim, for or against it.

    ``joined`` is when synthesis added it to a card that was decided already (UTC), ``None`` for all
    others.  ``pinned`` says that a person wants it to stay here.
    """

    note: NoteId
    stance: EvidenceStance = EvidenceStance.FOR
    joined: datetime | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Notes of one kind (``None``: remarks without a kind) that say the same thing.

    ``quote`` is the note that stands for the rest; ``terms`` are its key terms, best first.
    ``code`` (C12) hangs on one of its notes and is "" until synthesis has seen the claim.
    """

    id: ClaimId
    kind: Kind | None
    title: str
    quote: NoteId | None
    terms: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One interaction at one stage (``None``: Unplaced), with its claims.

    ``held`` is True from a person's first act on it: a held touchpoint keeps id, code, title and
    notes; the others are drafts that synthesis may make again.  ``evidence`` are notes attached to
    the card itself.  ``grade`` is the customer's emotion at this touchpoint as ``graded_by`` sees
    it.  ``minutes`` is the time it takes.  ``at_stake`` is what hangs on a moment of truth, and
    ``way_out`` what satisfies where the best cannot be delivered.
    """

    id: TouchpointId
    code: str
    stage: StageId | None
    title: str
    decision: Decision = Decision.DRAFT
    held: bool = False
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    owner: str = ""
    channel: ChannelId | None = None
    grade: Emotion | None = None
    graded_by: str = ""
    moment_of_truth: bool = False
    expectation: Expectation | None = None
    contacts: float | None = None
    contacts_basis: Basis | None = None
    minutes: float | None = None
    minutes_basis: Basis | None = None
    position: int = 0
    at_stake: str = ""
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Single:
    """A note that is near no other: a claim of its own in its lane at a stage, on no card.

    A draft found it so at ``stage`` (``None``: Unplaced).  ``code`` (C18) hangs on the note as on
    any other claim's, and is "" until it was given.
    """

    note: NoteId
    stage: StageId | None
    code: str = ""


class PlainFacts(TypedDict, total=False):
    """Facts of a touchpoint that are to be set, by its fields' names; what is not there stays."""

    title: str
    stage: StageId | None
    owner: str
    channel: ChannelId | None
    grade: Emotion | None
    graded_by: str
    moment_of_truth: bool
    expectation: Expectation | None
    contacts_basis: Basis | None
    minutes_basis: Basis | None
    at_stake: str
    way_out: str


class Facts(PlainFacts, total=False):
    """The same with the numbers."""

    contacts: float | None
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure by which a touchpoint is judged; ``value`` and ``target`` are in ``unit``."""

    id: KpiId
    touchpoint: TouchpointId
    name: str
    unit: str = ""
    value: float | None = None
    target: float | None = None
    basis: Basis | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Vote:
    """The dots that somebody, or a group at a table, gave a touchpoint."""

    touchpoint: TouchpointId
    voter: str
    dots: int


@dataclass(frozen=True, slots=True)
class Link:
    """Two notes that belong together or never do; ``first`` sorts before ``second``.

    Together in a claim is together on a card too; never on one card is never in one claim either.
    """

    first: NoteId
    second: NoteId
    kind: LinkKind
    level: LinkLevel = LinkLevel.CARD

    @classmethod
    def between(
        cls, a: NoteId, b: NoteId, kind: LinkKind, level: LinkLevel = LinkLevel.CARD
    ) -> Link:
        """Return the link of two notes, whichever is named first."""
        return cls(min(a, b), max(a, b), kind, level)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a person said of two notes: ``note`` speaks for or against the claim of ``target``.

    It hangs on notes, so that it outlives every cut; the note itself stays on its own claim.
    """

    note: NoteId
    target: NoteId
    stance: EvidenceStance


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says about a touchpoint; ``answer`` is "" while there is none."""

    id: CommentId
    touchpoint: TouchpointId
    kind: CommentKind
    text: str
    at: datetime
    author: str = ""
    answer: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class FrozenMap:
    """A map as it was, under a name; ``persona`` is a name too, "" for a map of all.

    The document itself is read apart, since it may be large.  ``made_at`` is in UTC.
    """

    id: FrozenMapId
    name: str
    made_at: datetime
    persona: str = ""


class Way(StrEnum):
    """How a map leaves the program: what was shown so is in somebody's hands."""

    FROZEN = "frozen"
    PRINTED = "printed"
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it was shown: frozen, printed or exported.

    ``claims`` are the notes of each claim by its code, those on the card itself under "".  ``ways``
    says how it was shown like this, and when last, in UTC.
    """

    card: TouchpointId
    code: str
    title: str
    stage: StageId | None
    claims: tuple[tuple[str, tuple[NoteId, ...]], ...]
    ways: tuple[tuple[Way, datetime], ...]

    @property
    def notes(self) -> frozenset[NoteId]:
        """Return all notes that lay on it."""
        return frozenset(note for _, notes in self.claims for note in notes)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that synthesis and the map need of a project, read in one transaction.

    ``stages``, ``personas``, ``channels``, ``journeys`` and ``touchpoints`` stand in their order;
    ``notes`` in the order of their time.  ``touchpoints`` holds drafts and held ones, ``singles``
    the remarks that a draft left on no card; ``comments`` stand by time.  ``answered`` are
    questions about the notes that need not be asked again.  ``nearby`` are notes of two sides that
    say something alike, as likeness tells: a customer's first, then what is said inside.  ``files``
    says from which file a note came, where it did.
    ``shown`` are cards as they were shown, in that order.
    """

    info: ProjectInfo
    settings: Settings = field(default_factory=Settings)
    stages: tuple[Stage, ...] = ()
    personas: tuple[Persona, ...] = ()
    channels: tuple[Channel, ...] = ()
    tags: tuple[Tag, ...] = ()
    journeys: tuple[Journey, ...] = ()
    participants: tuple[Participant, ...] = ()
    sessions: tuple[Session, ...] = ()
    notes: tuple[Note, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    singles: tuple[Single, ...] = ()
    links: tuple[Link, ...] = ()
    bearings: tuple[Bearing, ...] = ()
    nearby: tuple[tuple[NoteId, NoteId], ...] = ()
    files: tuple[tuple[NoteId, str], ...] = ()
    comments: tuple[Comment, ...] = ()
    answered: frozenset[str] = frozenset()
    kpis: tuple[Kpi, ...] = ()
    votes: tuple[Vote, ...] = ()
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One change as people made it: all its records carry the same ``id`` and ``label``.

    ``at`` is in UTC; ``undone`` is True while the operation is taken back; ``count`` is how many
    records it wrote; ``author`` is "" where nobody is known.
    """

    id: OpId
    label: str
    at: datetime
    undone: bool
    count: int
    author: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which operations to read; what is not given does not count.

    ``note`` finds those that touched it, ``author`` those of somebody (the name as recorded),
    ``day`` those of one day by this machine's clock.  At most ``limit``, following the operation
    ``after`` where given.
    """

    note: NoteId | None = None
    author: str | None = None
    day: date | None = None
    limit: int | None = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that an operation did to one field of an entity.

    ``field`` is "+" where the entity was made, "-" where it was removed (``after`` or ``before``
    holds all its values then, the other is ``None``).
    """

    entity: str
    entity_id: str
    field: str
    before: Any
    after: Any


class Column(StrEnum):
    """What notes can be put in order by."""

    TIME = "time"
    WHO = "who"
    KIND = "kind"
    EMOTION = "emotion"
    STAGE = "stage"
    PERSONA = "persona"
    SESSION = "session"
    CHANNEL = "channel"
    SOURCE = "source"
    LENGTH = "length"
    TEXT = "text"
    FLAGGED = "flagged"
    VERBATIM = "verbatim"


@dataclass(frozen=True, slots=True)
class Order:
    """By which column, and which end first.

    Notes that are alike there stand in the order of their time, oldest first; those that have
    nothing there stand last, whichever end is first.
    """

    column: Column = Column.TIME
    descending: bool = False
