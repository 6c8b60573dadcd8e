"""A journey map as records: its rows, its badge, everything that a renderer shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from data.records import (
    Basis,
    CommentKind,
    Decision,
    Emotion,
    EvidenceStance,
    Expectation,
    Group,
    Kind,
    NeedType,
    Note,
    SessionKind,
    Source,
    Stance,
)
from synthesis.board.standing import Counts, People, Side, Standing
from synthesis.map.emotion import Moods

_TWO_SIDED = frozenset({Standing.CONTRADICTED, Standing.SPLIT, Standing.DOUBTED, Standing.DISPUTED})


class Testedness(StrEnum):
    """How far a map has been tested with customers; the value is what people read."""

    ASSUMPTIVE = "ASSUMPTIVE"
    PARTLY_TESTED = "PARTLY TESTED"
    CUSTOMER_REPORTED = "CUSTOMER-REPORTED"


@dataclass(frozen=True, slots=True)
class Badge:
    """What a map rests on.

    ``tested`` of ``beliefs`` have a customer for or against; ``unread`` counts the customers' notes
    that nobody has yet held against a belief.  ``notes`` are all evidence notes
    on the map, ``data`` those of them that were observed or come from a record; ``participants``
    are distinct people, ``customers`` and ``inside`` together; ``teams`` are the known teams of
    those inside; ``guesses`` counts our own guesses, whose voices are no participants.
    """

    state: Testedness
    tested: int
    beliefs: int
    unread: int
    notes: int
    participants: int
    inside: int
    teams: int
    customers: int
    guesses: int
    data: int

    @property
    def text(self) -> str:
        """The badge in words: ``PARTLY TESTED 3 of 19``."""
        if self.state is Testedness.PARTLY_TESTED:
            return f"{self.state} {self.tested} of {self.beliefs}"
        return str(self.state)


def badge(
    notes: Iterable[Note], people: People, *, tested: int, beliefs: int, unread: int
) -> Badge:
    """Return the badge over ``notes``, the evidence on one map.

    ``tested`` of the map's ``beliefs`` have a customer for or against; ``unread`` counts customers'
    notes that nobody has held against any.
    """
    evidence = [note for note in notes if note.is_evidence]
    voices = {voice for note in evidence for voice in people.voices(note)}
    by_side = {side: {v.who for v in voices if v.side is side} for side in Side}
    customers, inside = by_side[Side.CUSTOMER], by_side[Side.INSIDE]
    if not customers:
        state = Testedness.ASSUMPTIVE
    else:
        state = Testedness.PARTLY_TESTED if inside else Testedness.CUSTOMER_REPORTED
    return Badge(
        state=state,
        tested=tested,
        beliefs=beliefs,
        unread=unread,
        notes=len(evidence),
        participants=len(customers | inside),
        inside=len(inside),
        teams=len({v.team for v in voices if v.side is Side.INSIDE and v.team}),
        customers=len(customers),
        guesses=sum(any(v.side is Side.GUESS for v in people.voices(n)) for n in evidence),
        data=len(by_side[Side.DATA]),
    )


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
        return _HEADINGS[self]


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
    """Return the lane for claims of ``kind``; a mark (memo, ask) has none: KeyError."""
    return _LANES[kind]


class Row(StrEnum):
    """A row of a map that is no lane of claims."""

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
        return _HEADINGS[self]


_HEADINGS: Mapping[LaneKey | Row, str] = {
    Row.QUESTION: "What they want here",
    Row.MOOD: "Mood",
    Row.TOUCHPOINTS: "Touchpoints",
    LaneKey.DOES: "What customers do",
    LaneKey.THINKS: "Thoughts",
    LaneKey.QUESTION: "Questions",
    LaneKey.EXPECTS: "Expectations",
    Row.CHANNELS: "Channels",
    LaneKey.PAIN: "Pain points",
    LaneKey.NEED: "Needs",
    LaneKey.PREFERS: "Content preferences",
    LaneKey.REQUEST: "Requests",
    LaneKey.GAIN: "What goes well",
    LaneKey.OUTCOME: "Outcomes",
    Row.TRUTHS: "Moments of truth",
    Row.FIGURES: "Figures",
    Row.OWNER: "Owners",
    LaneKey.REMARKS: "Remarks without a kind",
    LaneKey.DISSENT: "Against the card",
    Row.VISIBILITY: "Line of visibility",
    LaneKey.INSIDE: "Internal obstacles",
    LaneKey.IDEA: "Ideas",
    Row.ASKS: "To find out",
    Row.COMMENTS: "Comments",
}

ORDER = tuple(_HEADINGS)
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


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody behind a note: ``code`` is "" for an unnamed speaker, ``team`` where not known.

    ``source`` is whose say-so theirs is, which need not be their ``group``: a note's own wins.
    ``name`` is "" unless the map was asked to name people.
    """

    code: str
    source: Source
    stance: Stance
    group: Group | None = None
    team: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MapNote:
    """A note as evidence under one claim: ``stance`` is to that claim.

    ``personas`` are names, empty for *any*; ``at`` is in UTC.  ``withheld`` says that the speaker
    does not want these words shown; ``text`` is empty then.  ``session`` is the id of its meeting,
    ``stage`` the title of the stage that the note itself names, ``own_source`` the source that it
    was given, and ``respondent`` whoever of a survey it is by.
    """

    id: str
    text: str
    stance: EvidenceStance
    source: Source
    speakers: tuple[Speaker, ...]
    session_kind: SessionKind | None
    at: datetime
    kind: Kind | None = None
    need_type: NeedType | None = None
    emotion: Emotion | None = None
    verbatim: bool = False
    channel: str = ""
    personas: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    withheld: bool = False
    session: str = ""
    stage: str = ""
    own_source: Source | None = None
    respondent: str = ""


@dataclass(frozen=True, slots=True)
class MapComment:
    """What somebody says about a card; ``answer`` is "" while there is none; ``at`` is in UTC."""

    kind: CommentKind
    text: str
    at: datetime
    author: str = ""
    answer: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class MapKpi:
    """A figure by which a card is judged; ``value`` and ``target`` are in ``unit``."""

    name: str
    unit: str = ""
    value: float | None = None
    target: float | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class MapVote:
    """The dots that somebody gave a card, by name: only where the map was asked to name people."""

    voter: str
    dots: int


@dataclass(frozen=True, slots=True)
class MapEvidence:
    """A note, by its id, that lies on a card itself, for or against the card."""

    note: str
    stance: EvidenceStance = EvidenceStance.FOR


@dataclass(frozen=True, slots=True)
class Opposite:
    """A claim that a person put against another, as it is drawn beside it.

    ``sources`` are those of its own notes: whose say-so it is; ``teams`` whose people say so;
    ``like`` is how many other notes are taken to say what its title says.
    """

    id: str
    code: str
    title: str
    counts: Counts
    standing: Standing
    sources: tuple[Source, ...] = ()
    teams: tuple[str, ...] = ()
    like: int = 0


@dataclass(frozen=True, slots=True)
class MapClaim:
    """One claim in a lane.

    ``title`` is what one of its notes says, in its own words; ``quote`` is the whole text of that
    note.  ``notes`` hold it first, then the other notes of the claim, each by time; ``heard`` are
    notes of other claims that a person put for or against this one.  ``plainly`` says the standing
    in plain words.  ``opposites`` are the claims that stand against it, either way; where they are
    drawn as one thing with another claim of the same card, ``under`` is that one's id.  ``weight``
    is the sum over people of how far their feeling is from neutral.  ``nearby`` counts the remarks
    that nobody has read of pairs that are near, one of each side: the customer's of each pair.
    ``not_raised_by_staff`` says that customers raise it, that a person who read them found it said
    by nobody inside, and that nobody inside speaks on its card; ``may_be_new`` that nobody has read
    them yet, and that nothing inside is near or on its card.
    """

    id: str
    title: str
    standing: Standing
    counts: Counts
    not_raised_by_staff: bool
    quote: str
    terms: tuple[str, ...]
    notes: tuple[MapNote, ...]
    code: str = ""
    plainly: str = ""
    belief: bool = False
    heard: tuple[MapNote, ...] = ()
    opposites: tuple[Opposite, ...] = ()
    under: str = ""
    weight: float = 0.0
    nearby: int = 0
    may_be_new: bool = False

    @property
    def like(self) -> int:
        """How many other notes are taken to say the same."""
        return sum(note.stance is self.notes[0].stance for note in self.notes[1:])

    @property
    def sources(self) -> tuple[Source, ...]:
        """Whose say-so its own notes are."""
        heard = {note.source for note in self.notes}
        return tuple(source for source in Source if source in heard)

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams whose people say so, by name."""
        found = {
            who.team
            for note in self.notes
            if note.stance is EvidenceStance.FOR
            for who in note.speakers
            if who.team and who.stance is not Stance.DISAGREES
        }
        return tuple(sorted(found))

    @property
    def is_disputed(self) -> bool:
        """True where people say otherwise: another claim stands against it, or voices do."""
        return bool(self.opposites) or self.standing in _TWO_SIDED

    @property
    def need_type(self) -> NeedType | None:
        """What sort of need it is, where its notes say so and none says otherwise."""
        said = {note.need_type for note in self.notes if note.need_type is not None}
        return said.pop() if len(said) == 1 else None


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of a card: its claims, those of most people first; never empty."""

    key: LaneKey
    claims: tuple[MapClaim, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A touchpoint on the map: it has a face, and no standing of its own.

    ``counts`` counts everybody who speaks on it, whatever they say; ``lead`` is the id of its
    weightiest claim, "" where it holds none; ``nearby`` counts the remarks that are near its claims
    and unread.  ``notes`` counts the distinct notes under it.  ``weight`` is the sum over people of
    how far their feeling is from neutral, ``customers_weight`` the same over customers alone.
    ``grade`` is the customer's emotion as ``graded_by`` sees it.  ``votes`` are all dots,
    ``ballots`` whose they are; ``evidence`` lies on the card itself.  ``quoted`` is what it is
    called by where its title only says where it is: words of its weightiest claim, "" where none
    may stand there.
    """

    id: str
    code: str
    title: str
    decision: Decision
    held: bool
    counts: Counts
    notes: int
    lanes: tuple[Lane, ...]
    channel: str = ""
    owner: str = ""
    grade: Emotion | None = None
    graded_by: str = ""
    moment_of_truth: bool = False
    expectation: Expectation | None = None
    contacts: float | None = None
    contacts_basis: Basis | None = None
    minutes: float | None = None
    minutes_basis: Basis | None = None
    moods: Moods = field(default_factory=Moods)
    at_stake: str = ""
    way_out: str = ""
    votes: int = 0
    kpis: tuple[MapKpi, ...] = ()
    comments: tuple[MapComment, ...] = ()
    ballots: tuple[MapVote, ...] = ()
    evidence: tuple[MapEvidence, ...] = ()
    lead: str = ""
    nearby: int = 0
    weight: float = 0.0
    customers_weight: float = 0.0
    quoted: str = ""

    @property
    def name(self) -> str:
        """What the card is called where it is shown: words of a claim, else its title."""
        return self.quoted or self.title

    def claims(self, key: LaneKey | None = None) -> list[MapClaim]:
        """Return the claims of all lanes, or of one."""
        return [claim for lane in self.lanes if key in (None, lane.key) for claim in lane.claims]

    @property
    def lead_claim(self) -> MapClaim | None:
        """The weightiest claim."""
        return next((claim for claim in self.claims() if claim.id == self.lead), None)

    @property
    def is_disputed(self) -> bool:
        """True where people say otherwise of any of its claims."""
        return any(claim.is_disputed for claim in self.claims())

    @property
    def others(self) -> dict[Standing, int]:
        """How many more claims it holds, by standing, beside its weightiest."""
        counts = Counter(
            claim.standing
            for lane in self.lanes
            for claim in lane.claims
            # What speaks against the card as a whole has no standing.
            if lane.key is not LaneKey.DISSENT and claim.id != self.lead
        )
        return {standing: counts[standing] for standing in Standing if counts[standing]}


@dataclass(frozen=True, slots=True)
class StageChannel:
    """A channel at a stage: not ``own`` where it is somebody else's; ``notes`` name it there."""

    name: str
    own: bool
    notes: int


@dataclass(frozen=True, slots=True)
class StageColumn:
    """One stage of the map; the Unplaced column has no ``id`` and ``number`` 0, and comes last.

    ``number`` is the stage's place in the project, from 1, as it is typed.  ``singles`` holds
    claims that are near nothing, and so on no card; ``loose`` notes that no draft has looked at
    yet, each as a claim of its own.  ``asks`` are what is still to find out.
    ``notes`` counts the evidence notes of this stage.  ``question`` is what customers want there;
    ``channels`` are those that cards or notes of the stage name, the commonest first.
    """

    id: str | None
    number: int
    title: str
    description: str
    notes: int
    moods: Moods
    cards: tuple[Card, ...]
    loose: tuple[Lane, ...]
    asks: tuple[MapNote, ...]
    question: str = ""
    channels: tuple[StageChannel, ...] = ()
    singles: tuple[Lane, ...] = ()

    @property
    def is_unplaced(self) -> bool:
        """True for the column of notes without a stage."""
        return self.id is None

    @property
    def is_empty(self) -> bool:
        """True where nothing was heard, whatever is asked; it is shown as an empty stage."""
        return not (self.cards or self.singles or self.loose)

    @property
    def off_cards(self) -> tuple[Lane, ...]:
        """The lanes of what is on no card: single remarks, then what no draft has looked at."""
        by_lane: dict[LaneKey, tuple[MapClaim, ...]] = {}
        for lane in (*self.singles, *self.loose):
            by_lane[lane.key] = (*by_lane.get(lane.key, ()), *lane.claims)
        return tuple(Lane(key, by_lane[key]) for key in LaneKey if key in by_lane)

    @property
    def name(self) -> str:
        """The stage as headings name it, by number and title."""
        return f"{self.number or '?'} {self.title}"

    @property
    def is_graded(self) -> bool:
        """True where somebody gave one of its cards a grade."""
        return any(card.grade is not None for card in self.cards)

    def claims(self) -> Iterator[tuple[Card | None, LaneKey, MapClaim]]:
        """Yield each claim with its card (none where it is on no card) and its lane."""
        for card, lanes in [*((card, card.lanes) for card in self.cards), (None, self.off_cards)]:
            for lane in lanes:
                for claim in lane.claims:
                    yield card, lane.key, claim

    def lane(self, wanted: LaneKey) -> list[tuple[str, MapClaim]]:
        """Return the claims of a lane, those of most people first, by the codes of their cards.

        The code of a claim that is on no card is "".
        """
        by_code = [
            (card.code if card else "", claim)
            for card, key, claim in self.claims()
            if key is wanted
        ]
        return sorted(by_code, key=lambda coded: -coded[1].counts.people)


@dataclass(frozen=True, slots=True)
class Header:
    """What the map is about.

    ``persona`` is a name, "" for a map of all.  ``as_of`` is the time (UTC) of the newest evidence
    on the map, so that the same project gives the same map on any day.
    """

    project: str
    journey: str
    persona: str
    version: int
    as_of: datetime | None
    goal: str = ""
    objectives: str = ""
    use: str = ""
    scope: str = ""
    trigger: str = ""
    scenario: str = ""
    persona_description: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A card by the weight of what is felt there.

    ``emotion`` is the mean of what customers said of it, else the card's grade, else the mean of
    what staff said (``basis`` says which, and how far it lies apart where some were glad and some
    were not).  ``weight`` is the sum over people of how far their feeling is from neutral: over
    customers where any told one, else over staff.
    """

    code: str
    title: str
    stage: str
    marked: bool
    emotion: float
    basis: str
    people: int
    weight: float
    votes: int = 0
    at_stake: str = ""
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: ``what`` is which sort, ``text`` says it, ``codes`` are its cards.

    ``stage`` is the title of its stage.  ``quoted`` says that the text is somebody's words; then
    ``like`` is how many other notes are taken to say the same.
    """

    what: str
    stage: str
    text: str
    codes: tuple[str, ...] = ()
    quoted: bool = False
    like: int = 0


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of a summary: a claim, the codes of its cards, and who is behind it in words.

    ``claim`` is the code of the claim, ``like`` how many other notes are taken to say the same;
    ``why`` says why it stands where it stands; ``stage`` is the title of its stage.  Of what
    customers need to be told also ``personas``, empty for any, and ``channels``.
    """

    text: str
    codes: tuple[str, ...]
    people: str
    claim: str = ""
    why: str = ""
    stage: str = ""
    personas: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    like: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a map says in a few lines, those of most people first.

    ``communication`` are informational needs and questions of customers, by persona, stage and
    channel; ``overlooked`` what customers raise and nobody inside does, then pains and needs
    without an idea; ``believed`` what no customer has said; ``unasked`` beliefs about people who
    give up, where none of those is among the customers.
    """

    communication: tuple[SummaryLine, ...] = ()
    overlooked: tuple[SummaryLine, ...] = ()
    believed: tuple[SummaryLine, ...] = ()
    unasked: tuple[SummaryLine, ...] = ()


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """A whole map.

    ``stages`` stand in order, Unplaced last.  ``rejected`` counts the touchpoints that were left
    off by decision.  ``rule`` is the standing rule in words, a line each.  ``rows`` are the names
    of the rows to show, in order.  ``moments`` are the cards that people marked as moments of
    truth, the weightiest first; ``candidates`` the weightiest of the others.
    """

    header: Header
    badge: Badge
    stages: tuple[StageColumn, ...]
    rejected: int
    rule: str
    rows: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    candidates: tuple[Moment, ...] = ()
    gaps: tuple[Gap, ...] = ()
    summary: Summary = field(default_factory=Summary)

    @property
    def cards(self) -> list[Card]:
        """The cards of all stages."""
        return [card for stage in self.stages for card in stage.cards]

    @property
    def claims(self) -> list[MapClaim]:
        """Every claim, on a card or on none yet."""
        return [claim for stage in self.stages for _, _, claim in stage.claims()]

    @property
    def notes(self) -> list[MapNote]:
        """The notes under every claim; one under two claims is there twice."""
        return [note for claim in self.claims for note in claim.notes]

    @property
    def rules(self) -> list[tuple[Standing, str]]:
        """The standing rule, a standing with its words each."""
        lines = (line.partition(":") for line in self.rule.splitlines())
        return [(Standing(name), text.strip()) for name, _, text in lines]
