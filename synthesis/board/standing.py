"""Whose say-so: what a claim rests on, counted in people, by a rule that can be printed.

A *voice* is one person's stance to a claim.  Voices come from notes: from those of the claim, each
with its speakers and the people who agreed or disagreed, and from notes that a person put for or
against it.  Everything here is pure, and independent of the order in which notes and people arrive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from data.records import (
    Bearing,
    Consent,
    Evidence,
    EvidenceStance,
    Kind,
    Note,
    NoteId,
    Participant,
    ParticipantId,
    PersonaId,
    Session,
    SessionId,
    SessionKind,
    Settings,
    Snapshot,
    Source,
    Stance,
    strictest,
)
from data.text import counted, fold


class Standing(StrEnum):
    """What a claim rests on; the value is what people read."""

    CONTRADICTED = "contradicted"
    SPLIT = "split"
    DOUBTED = "doubted"
    SUPPORTED = "supported"
    HEARD_ONCE = "heard once"
    DISPUTED = "disputed inside"
    SHARED_BELIEF = "shared belief"
    ASSUMED = "assumed"


class Side(StrEnum):
    """On which side of the counter a voice stands: only the first two are counted as people."""

    CUSTOMER = "customer"
    INSIDE = "inside"
    GUESS = "our own guess"
    DATA = "data"


_SIDES = {
    Source.CUSTOMER: Side.CUSTOMER,
    Source.STAFF: Side.INSIDE,
    Source.TEAM: Side.GUESS,
    Source.OBSERVED: Side.DATA,
    Source.RECORD: Side.DATA,
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One person's stance to a claim.

    ``who`` tells people apart: the same person has the same ``who`` under every note.  For data
    (observed, record) it tells notes apart, since nobody is counted.  ``team`` is folded, "" where
    it is not known or where the voice is not from inside.
    """

    who: str
    side: Side
    team: str
    against: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """The people behind a claim; every number counts distinct people, but ``data``, of notes.

    ``teams`` are the known teams with an inside voice for the claim.  ``people_for`` and
    ``people_against`` are customers and inside voices together, each person once.  ``guesses`` are
    our own, and ``data`` observed and record notes: both stand apart and are never people.
    """

    customers_for: int = 0
    customers_against: int = 0
    inside_for: int = 0
    inside_against: int = 0
    teams: int = 0
    people_for: int = 0
    people_against: int = 0
    guesses_for: int = 0
    guesses_against: int = 0
    data_for: int = 0
    data_against: int = 0

    @property
    def people(self) -> int:
        """Everybody who is for it or against it."""
        return self.people_for + self.people_against

    def in_words(self, teams: str = "") -> str:
        """Return who stands behind it: ``2 customers, 3 staff/2 teams; against 1 staff``.

        With ``teams``, their names stand in the place of their number.  Own guesses and data come
        last, apart from people; nobody at all is ``nobody yet``.
        """
        people = []
        if self.customers_for:
            people.append(counted(self.customers_for, "customer"))
        if self.inside_for:
            number = f"/{counted(self.teams, 'team')}" if self.teams else ", team not known"
            people.append(f"{self.inside_for} staff{f': {teams}' if teams else number}")
        parts = [", ".join(people)] if people else []
        against = []
        if self.customers_against:
            against.append(counted(self.customers_against, "customer"))
        if self.inside_against:
            against.append(f"{self.inside_against} staff")
        if against:
            parts.append("against " + ", ".join(against))
        if self.guesses_for or self.guesses_against:
            parts.append("our own guess")
        if self.data_for or self.data_against:
            parts.append(f"+ {self.data_for + self.data_against} data")
        return "; ".join(parts) or "nobody yet"


class People:
    """Who spoke, looked up by id: the participants and sessions of one snapshot.

    With a ``persona``, whoever is known to be of another has no voice: they count on no map but
    their own.
    """

    __slots__ = ("_cache", "files", "participants", "persona", "sessions")

    def __init__(
        self,
        participants: Iterable[Participant],
        sessions: Iterable[Session],
        persona: PersonaId | None = None,
        files: Iterable[tuple[NoteId, str]] = (),
    ) -> None:
        self.participants: Mapping[ParticipantId, Participant] = {p.id: p for p in participants}
        self.sessions: Mapping[SessionId, Session] = {s.id: s for s in sessions}
        self.persona = persona
        self.files: Mapping[NoteId, str] = dict(files)
        self._cache: dict[tuple[str, bool], tuple[Voice, ...]] = {}

    @classmethod
    def of(cls, snapshot: Snapshot, persona: PersonaId | None = None) -> People:
        """Return the people of ``snapshot``, as the map of a persona counts them."""
        return cls(snapshot.participants, snapshot.sessions, persona, snapshot.files)

    def is_elsewhere(self, speaker: ParticipantId) -> bool:
        """Return whether somebody is known to be of another persona than this map's."""
        person = self.participants.get(speaker)
        return (
            self.persona is not None
            and person is not None
            and person.persona is not None
            and person.persona != self.persona
        )

    def concerns(self, note: Note) -> bool:
        """Return whether a note counts for the persona: by its speakers', else by its own.

        What somebody said who is known to be of a persona is on the map of that one alone; a note
        without any counts for every persona.
        """
        if self.persona is None:
            return True
        said = [a.participant for a in note.participants if a.stance is Stance.SAID]
        if said and all(map(self.is_elsewhere, said)):
            return False
        own = any(self.participants[p].persona for p in said if p in self.participants)
        return own or not note.personas or self.persona in note.personas

    def personas(self, note: Note) -> tuple[PersonaId, ...]:
        """Return the personas for whom a note counts: its own, else its speakers'; none for any."""
        said = [a.participant for a in note.participants if a.stance is Stance.SAID]
        of_speakers = (self.participants[p].persona for p in said if p in self.participants)
        return note.personas or tuple(dict.fromkeys(p for p in of_speakers if p is not None))

    def source(self, note: Note, speaker: ParticipantId | None, stance: Stance) -> Source:
        """Return whose say-so it is when ``speaker`` takes ``stance`` to ``note``.

        ``speaker`` is ``None`` for an unnamed one.
        The note's own source wins for whoever said it; who agrees or disagrees speaks for
        themselves, so that a clerk who doubts a customer's remark does not become a customer.
        """
        person = self.participants.get(speaker) if speaker is not None else None
        group = person.group if person is not None else None
        own = Source.STAFF if group is not None and group.is_inside else None
        if group is not None and not group.is_inside:
            own = Source.CUSTOMER
        if note.source is not None and (stance is Stance.SAID or own is None):
            return note.source
        if own is not None:
            return own
        session = self.sessions.get(note.session)
        return session.kind.source if session is not None else Source.TEAM

    def consent(self, note: Note) -> Consent | None:
        """Return what all agreed to whose words a note holds; None where nobody was asked."""
        said = (a.participant for a in note.participants if a.stance is Stance.SAID)
        known = (self.participants[who].consent for who in said if who in self.participants)
        return strictest((note.consent, *known))

    def may_quote(self, note: Note) -> bool:
        """Return whether a note's words may leave the team."""
        consent = self.consent(note)
        return consent is None or not consent.withholds

    def voices(self, note: Note, *, against: bool = False) -> tuple[Voice, ...]:
        """Return the voices of ``note`` on its own claim, or ``against`` what it speaks against.

        A note without a known speaker has an unnamed one: a survey's respondent, or one person a
        file or session (and side of the counter).  A memo or an ask has no voices.
        """
        key = (note.id, against)
        if key not in self._cache:
            self._cache[key] = tuple(self._voices(note, against)) if note.is_evidence else ()
        return self._cache[key]

    def _voices(self, note: Note, against: bool) -> Iterator[Voice]:
        if not any(a.stance is Stance.SAID for a in note.participants):
            source = self.source(note, None, Stance.SAID)
            # An unnamed customer and an unnamed clerk of one session cannot be one person.
            # Whatever headings a file has, whoever is unnamed in it is one unknown person.
            place = self.files.get(note.id, "")
            place = f"file {place}" if place else f"session {note.session}"
            who = f"{place} {_SIDES[source]}"
            if note.respondent:
                who = f"respondent {note.respondent}"
            yield self._voice(note, who, source, "", against)
        for attribution in note.participants:
            if self.is_elsewhere(attribution.participant):
                continue
            source = self.source(note, attribution.participant, attribution.stance)
            person = self.participants.get(attribution.participant)
            team = person.team.strip() if person is not None else ""
            flipped = attribution.stance is Stance.DISAGREES
            who = f"participant {attribution.participant}"
            yield self._voice(note, who, source, team, against is not flipped)

    def _voice(self, note: Note, who: str, source: Source, team: str, against: bool) -> Voice:
        side = _SIDES[source]
        if side is Side.DATA:
            who = f"note {note.id}"
        known = (fold(team) or team) if side is Side.INSIDE else ""
        return Voice(who, side, known, against)


def settle(voices: Iterable[Voice]) -> frozenset[Voice]:
    """Return ``voices`` with whoever is both for and against left only against."""
    heard = frozenset(voices)
    against = {voice.who for voice in heard if voice.against}
    return frozenset(voice for voice in heard if voice.against or voice.who not in against)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who speaks for and against the claims of one map.

    ``notes`` may hold only the notes of one map: that is how a persona's map leaves out the rest.
    """

    notes: Mapping[str, Note]
    people: People
    bearings: Mapping[NoteId, tuple[Bearing, ...]]

    @classmethod
    def of(cls, notes: Mapping[str, Note], people: People, bearings: Iterable[Bearing]) -> Hearing:
        """Return the hearing over some notes, and what people said of them."""
        by_target: dict[NoteId, list[Bearing]] = {}
        for bearing in bearings:
            by_target.setdefault(bearing.target, []).append(bearing)
        return cls(notes, people, {note: tuple(some) for note, some in by_target.items()})

    def bearing_on(self, evidence: Iterable[Evidence]) -> list[tuple[Note, EvidenceStance]]:
        """Return the notes that were put for or against a claim, by time; none of its own.

        A note that was put both for and against it speaks against it.
        """
        inside = [item.note for item in evidence]
        stances: dict[NoteId, EvidenceStance] = {}
        for target in inside:
            for bearing in self.bearings.get(target, ()):
                if stances.get(bearing.note) is not EvidenceStance.AGAINST:
                    stances[bearing.note] = bearing.stance
        there = [
            (self.notes[note], stance)
            for note, stance in stances.items()
            if note in self.notes and note not in inside and self.notes[note].is_evidence
        ]
        return sorted(there, key=lambda heard: (heard[0].at, heard[0].id))

    def voices(self, evidence: Iterable[Evidence]) -> frozenset[Voice]:
        """Return the settled voices for and against a claim; what is not on this map is left out.

        For it are those who said or agreed with its notes, and those whose remarks a person put for
        it; against it those who disagreed, and those whose remarks a person put against it.
        """
        items = list(evidence)
        own = (
            voice
            for item in items
            if item.note in self.notes
            for voice in self.people.voices(
                self.notes[item.note], against=item.stance is EvidenceStance.AGAINST
            )
        )
        put = (
            voice
            for note, stance in self.bearing_on(items)
            for against in (stance is EvidenceStance.AGAINST,)
            for voice in self.people.voices(note, against=against)
            # Who disagrees with a remark has not said what they think of the claim.
            if voice.against is against
        )
        return settle((*own, *put))

    def sides(self, evidence: Iterable[Evidence]) -> frozenset[Side]:
        """Return the sides of those who said a claim's own notes."""
        return frozenset(
            side_of(said_by(self.notes[item.note], self.people))
            for item in evidence
            if item.note in self.notes
        )


def said_by(note: Note, people: People) -> Source:
    """Return whose say-so ``note`` is: that of who said it, else of the unnamed speaker.

    Where several said it, a customer's word goes before staff's, and theirs before the rest.
    """
    sources = [
        people.source(note, attribution.participant, Stance.SAID)
        for attribution in note.participants
        if attribution.stance is Stance.SAID
    ]
    if not sources:
        return people.source(note, None, Stance.SAID)
    order = list(Source)
    return min(sources, key=order.index)


def side_of(source: Source) -> Side:
    """Return on which side of the counter a source stands."""
    return _SIDES[source]


_NO_BELIEFS = frozenset({Kind.IDEA, Kind.OBSTACLE, Kind.MEMO, Kind.ASK})


def is_belief(kind: Kind | None, sides: Collection[Side]) -> bool:
    """Return whether a claim is one of the inside about customers."""
    return kind not in _NO_BELIEFS and not {Side.INSIDE, Side.GUESS}.isdisjoint(sides)


def count(voices: Iterable[Voice]) -> Counts:
    """Count ``voices`` in distinct people, after settling who is both for and against."""
    settled = settle(voices)

    def people(against: bool, *sides: Side) -> int:
        return len({v.who for v in settled if v.against is against and v.side in sides})

    inside_for = [v for v in settled if v.side is Side.INSIDE and not v.against]
    return Counts(
        customers_for=people(False, Side.CUSTOMER),
        customers_against=people(True, Side.CUSTOMER),
        inside_for=people(False, Side.INSIDE),
        inside_against=people(True, Side.INSIDE),
        teams=len({v.team for v in inside_for if v.team}),
        people_for=people(False, Side.CUSTOMER, Side.INSIDE),
        people_against=people(True, Side.CUSTOMER, Side.INSIDE),
        guesses_for=people(False, Side.GUESS),
        guesses_against=people(True, Side.GUESS),
        data_for=people(False, Side.DATA),
        data_against=people(True, Side.DATA),
    )


def standing(counts: Counts, settings: Settings, *, belief: bool) -> Standing:
    """Return what a claim with these ``counts`` rests on: the first line of `rule` that fits.

    ``belief`` says whether those inside claim it of customers: only a belief is contradicted or
    doubted.  Customers do not refute customers.
    """
    c_for, c_against = counts.customers_for, counts.customers_against
    if belief and c_against >= settings.contradicted_at and c_against > c_for:
        return Standing.CONTRADICTED
    if c_for and c_against:
        return Standing.SPLIT
    if belief and c_against:
        return Standing.DOUBTED
    if c_for and c_for >= settings.supported_at:
        return Standing.SUPPORTED
    if c_for:
        return Standing.HEARD_ONCE
    if counts.inside_for and counts.inside_against:
        return Standing.DISPUTED
    if counts.teams >= settings.shared_teams:
        return Standing.SHARED_BELIEF
    return Standing.ASSUMED


def plainly(verdict: Standing, counts: Counts) -> str:
    """Return what a claim rests on in plain words: ``customers are split: 3 so, 2 otherwise``."""
    c_for, c_against = counts.customers_for, counts.customers_against
    match verdict:
        case Standing.CONTRADICTED:
            return "customers say otherwise"
        case Standing.SPLIT:
            return f"customers are split: {c_for} so, {c_against} otherwise"
        case Standing.DOUBTED:
            return f"{_say(c_against)} otherwise"
        case Standing.SUPPORTED:
            return f"customers say so ({c_for})"
        case Standing.HEARD_ONCE:
            return f"{_say(c_for)} so"
        case Standing.DISPUTED:
            return "staff disagree"
        case Standing.SHARED_BELIEF:
            return f"staff say ({counted(counts.teams, 'team')})"
        case Standing.ASSUMED:
            return _assumed(counts)


def _say(number: int) -> str:
    return "1 customer says" if number == 1 else f"{number} customers say"


def _assumed(counts: Counts) -> str:
    if counts.inside_for:
        return "staff say"
    if counts.guesses_for:
        return "our guess"
    if counts.data_for:
        return "observed or on record"
    return "nobody says so" if counts.people or counts.guesses_against else "nobody yet"


def not_raised_by_staff(counts: Counts, staff_were_asked: bool) -> bool:
    """True where a customer raises it, nobody inside does, and staff had their say."""
    return staff_were_asked and counts.customers_for > 0 and counts.inside_for == 0


def staff_were_asked(snapshot: Snapshot, people: People) -> bool:
    """True where ``snapshot`` has a staff meeting, or an import that holds inside voices."""
    kinds = {session.id: session.kind for session in snapshot.sessions}
    if SessionKind.STAFF_MEETING in kinds.values():
        return True
    return any(
        voice.side is Side.INSIDE
        for note in snapshot.notes
        if kinds.get(note.session) is SessionKind.IMPORT
        for voice in people.voices(note)
    )


def rule(settings: Settings) -> str:
    """Return the rule in words, one line a standing, with the numbers of ``settings``.

    The first line that fits counts.
    """
    two, shared = settings.supported_at, settings.shared_teams
    once = "1 customer for" if two == 2 else f"1 to {two - 1} customers for"
    lines = [
        f"{Standing.CONTRADICTED}: what is said inside of customers; "
        f"{_customers(settings.contradicted_at)} against, and more against than for",
        f"{Standing.SPLIT}: customers for and customers against",
        *(
            [f"{Standing.DOUBTED}: what is said inside of customers; fewer than that, none for"]
            if settings.contradicted_at > 1
            else []
        ),
        f"{Standing.SUPPORTED}: {_customers(two)} for",
        *([f"{Standing.HEARD_ONCE}: {once}"] if two > 1 else []),
        f"{Standing.DISPUTED}: no customer; inside voices for it and against it",
        f"{Standing.SHARED_BELIEF}: no customer; inside voices for it from "
        f"{counted(shared, 'team')} or more",
        f"{Standing.ASSUMED}: anything else (one team, an unknown speaker, our own guess, data)",
    ]
    return "\n".join(lines)


def _customers(number: int) -> str:
    return f"{counted(max(number, 1), 'customer')} or more"
