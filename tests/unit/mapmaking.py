"""A small believable project for the tests of the map: notes on claiming a housing benefit.

Six stages (one of them empty), staff of three teams, three customers, dissent on both sides,
notes without a stage, without a kind, without a speaker, marks, hostile text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from data.records import (
    Attribution,
    Bearing,
    Channel,
    ChannelId,
    Claim,
    ClaimId,
    Decision,
    Emotion,
    Evidence,
    EvidenceStance,
    Group,
    Journey,
    JourneyId,
    Kind,
    Note,
    NoteId,
    Participant,
    ParticipantId,
    Persona,
    PersonaId,
    ProjectInfo,
    Session,
    SessionId,
    SessionKind,
    Snapshot,
    Source,
    Stage,
    StageId,
    Stance,
    Touchpoint,
    TouchpointId,
)
from synthesis.board.nearby import read_key

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> \x1b]0;owned\x07\x1b[31mred"
    " | a | b\n# heading\n[link](javascript:alert(3)) ![i](http://evil.example/p.png)"
    " \u202egnp.exe {{ 7*7 }} =cmd|' /C calc'!A0 www.evil.example a@evil.example </details>"
)

STAGES = ("Find out", "Apply", "Wait", "Desk", "Decision", "Receive")
PEOPLE: dict[str, tuple[Group | None, str]] = {
    "P01": (Group.FRONTLINE, "Front desk"),
    "P02": (Group.FRONTLINE, "Calls"),
    "P03": (Group.SUPPORT, "Back office"),
    "P04": (Group.DECISION_MAKER, "Back office"),
    "P05": (Group.FRONTLINE, ""),
    "P06": (Group.CUSTOMER, ""),
    "P07": (Group.CUSTOMER, ""),
    "P08": (Group.CUSTOMER, ""),
}
SESSIONS = {
    "meeting": SessionKind.STAFF_MEETING,
    "interviews": SessionKind.CUSTOMER_INTERVIEW,
    "desk watch": SessionKind.OBSERVATION,
    "sheet": SessionKind.IMPORT,
}


def stage_id(title: str | None) -> StageId | None:
    """Return the id that the builder gives a stage of this title."""
    return None if title is None else StageId("stage " + title)


@dataclass
class Maker:
    """Collects notes and touchpoints by short calls and makes a snapshot of them."""

    notes: list[Note] = field(default_factory=list)
    touchpoints: list[Touchpoint] = field(default_factory=list)
    personas: tuple[str, ...] = ("Tenant", "Landlord")

    def note(
        self,
        text: str,
        said: str = "",
        *,
        agrees: str = "",
        disagrees: str = "",
        session: str = "meeting",
        stage: str | None = None,
        kind: Kind | None = None,
        emotion: int | None = None,
        source: Source | None = None,
        personas: Sequence[str] = (),
        respondent: str = "",
        verbatim: bool = False,
    ) -> NoteId:
        """Add a note; ``said``, ``agrees`` and ``disagrees`` are codes with spaces between."""
        stances = [(said, Stance.SAID), (agrees, Stance.AGREES), (disagrees, Stance.DISAGREES)]
        number = len(self.notes)
        note = Note(
            id=NoteId(f"note {number:03}"),
            session=SessionId(session),
            text=text,
            at=START + timedelta(minutes=number),
            kind=kind,
            stage=stage_id(stage),
            emotion=None if emotion is None else Emotion(emotion),
            source=source,
            verbatim=verbatim,
            respondent=respondent,
            personas=tuple(PersonaId(p) for p in personas),
            participants=tuple(
                Attribution(ParticipantId(code), stance)
                for codes, stance in stances
                for code in codes.split()
            ),
        )
        self.notes.append(note)
        return note.id

    def claim(
        self, title: str, kind: Kind | None, *notes: NoteId, against: Sequence[NoteId] = ()
    ) -> Claim:
        """Return a claim over ``notes``."""
        evidence = [Evidence(n) for n in notes]
        evidence += [Evidence(n, EvidenceStance.AGAINST) for n in against]
        quote = notes[0] if notes else None
        return Claim(ClaimId(title), kind, title, quote, (), tuple(evidence))

    def card(self, title: str, stage: str | None, *claims: Claim, **fields: object) -> Touchpoint:
        """Add a touchpoint with the next code."""
        number = len(self.touchpoints) + 1
        touchpoint = Touchpoint(
            id=TouchpointId(f"card {number:02}"),
            code=f"T{number:02}",
            stage=stage_id(stage),
            title=title,
            claims=claims,
            position=number,
        )
        touchpoint = replace(touchpoint, **fields)  # type: ignore[arg-type]
        self.touchpoints.append(touchpoint)
        return touchpoint

    def snapshot(self, stages: Sequence[str] = STAGES) -> Snapshot:
        """Return everything as a snapshot with a default journey."""
        return Snapshot(
            info=ProjectInfo("Housing benefit", goal="Fewer chasing calls", use="Q3 planning"),
            stages=tuple(
                Stage(StageId("stage " + t), t.lower(), t, f"About: {t}", (), n)
                for n, t in enumerate(stages)
            ),
            personas=tuple(Persona(PersonaId(p), p, f"A {p}") for p in self.personas),
            channels=(Channel(ChannelId("phone"), "phone"), Channel(ChannelId("desk"), "desk")),
            journeys=(
                Journey(
                    JourneyId("all"), "Benefit claim", trigger="The rent went up", is_default=True
                ),
            ),
            participants=tuple(
                Participant(ParticipantId(code), code, f"Name of {code}", group, team)
                for code, (group, team) in PEOPLE.items()
            ),
            sessions=tuple(
                Session(SessionId(title), title, kind, START) for title, kind in SESSIONS.items()
            ),
            notes=tuple(self.notes),
            touchpoints=tuple(self.touchpoints),
            # Somebody has read this one against what is said inside, and found it nowhere.
            answered=frozenset(read_key(n.id) for n in self.notes if "nine weeks" in n.text),
        )


def coded(snapshot: Snapshot) -> Snapshot:
    """Return ``snapshot`` with a code for each claim of its cards, in their order, from C01."""
    codes = (f"C{number:02}" for number in count(1))
    cards = [
        replace(card, claims=tuple(replace(claim, code=next(codes)) for claim in card.claims))
        for card in snapshot.touchpoints
    ]
    return replace(snapshot, touchpoints=tuple(cards))


def put(snapshot: Snapshot, said: str, claim: str, stance: EvidenceStance) -> Snapshot:
    """Return ``snapshot`` after a person put the note of a text for or against that of another."""
    by_text = {note.text: note.id for note in snapshot.notes}
    bearing = Bearing(by_text[said], by_text[claim], stance)
    return replace(snapshot, bearings=(*snapshot.bearings, bearing))


def housing(*, customers: bool = True, hostile: bool = False) -> Snapshot:
    """Return the whole project; ``customers`` False leaves the interviews out."""
    m = Maker()
    _find_out(m)
    _apply(m)
    _wait(m, customers)
    _desk(m, hostile)
    _receive(m, customers)
    _unplaced(m)
    return m.snapshot()


def _find_out(m: Maker) -> None:
    web = m.note(
        "they find us by googling the old council page",
        "P01",
        stage="Find out",
        kind=Kind.ACTIVITY,
        emotion=0,
    )
    old = m.note(
        "old page still has last year's figures",
        "P02",
        agrees="P01",
        stage="Find out",
        kind=Kind.PAIN,
        emotion=-1,
    )
    who = m.note("am I even entitled?", "P01", stage="Find out", kind=Kind.QUESTION, verbatim=True)
    m.note("who owns the old page?", stage="Find out", kind=Kind.ASK)
    m.note("P02 seems tired of this", stage="Find out", kind=Kind.MEMO)
    m.card(
        "Looking us up online",
        "Find out",
        m.claim("They search and land on the old page", Kind.ACTIVITY, web),
        m.claim("The old page has last year's figures", Kind.PAIN, old),
        m.claim("Am I even entitled?", Kind.QUESTION, who),
    )


def _apply(m: Maker) -> None:
    form = m.note(
        "form asks for same papers twice",
        "P01",
        agrees="P03",
        stage="Apply",
        kind=Kind.PAIN,
        emotion=-2,
    )
    same = m.note("papers asked for 2x", "P04", stage="Apply", kind=Kind.PAIN, emotion=-1)
    fine = m.note("form is fine, it's legally required", "P04", stage="Apply")
    own = m.note(
        "we believe nobody reads the guide", stage="Apply", source=Source.TEAM, kind=Kind.THOUGHT
    )
    stat = m.note(
        "38% of forms come back incomplete", stage="Apply", source=Source.RECORD, kind=Kind.PAIN
    )
    share = m.note(
        "a shared folder with the register would do",
        "P03",
        disagrees="P04",
        stage="Apply",
        kind=Kind.IDEA,
    )
    m.card(
        "Filling in the paper form",
        "Apply",
        m.claim("The form asks for the same papers twice", Kind.PAIN, form, same, stat),
        m.claim("Nobody reads the guide", Kind.THOUGHT, own),
        m.claim("A shared folder with the register", Kind.IDEA, share),
        owner="Back office",
        grade=Emotion.LOW,
        graded_by="staff",
        evidence=(Evidence(fine, EvidenceStance.AGAINST),),
    )


def _wait(m: Maker, customers: bool) -> None:
    call = m.note(
        "they chase us every 3 days",
        "P02",
        stage="Wait",
        kind=Kind.ACTIVITY,
        personas=["Tenant"],
    )
    ring = m.note(
        "phone rings: did you get my papers?",
        "P02",
        agrees="P01 P05",
        stage="Wait",
        kind=Kind.PAIN,
        emotion=-2,
        verbatim=True,
    )
    long = m.note("how long it takes", "P01", agrees="P02", stage="Wait", kind=Kind.NEED)
    see = m.note(
        "we cannot see the other department's status",
        "P02",
        agrees="P03",
        stage="Wait",
        kind=Kind.OBSTACLE,
    )
    text = m.note("text when file complete", "P01", stage="Wait", kind=Kind.IDEA)
    quiet = m.note("landlords never call", "P05", stage="Wait", personas=["Landlord"])
    claims = [
        m.claim("They chase us every three days", Kind.ACTIVITY, call),
        m.claim("Phone rings: did you get my papers?", Kind.PAIN, ring),
        m.claim("How long it takes", Kind.NEED, long),
        m.claim("We cannot see the other department's status", Kind.OBSTACLE, see),
        m.claim("Text when the file is complete", Kind.IDEA, text),
    ]
    if customers:
        no = m.note(
            "I never call, I wait for the letter",
            "P06",
            agrees="P07",
            session="interviews",
            stage="Wait",
            emotion=0,
            kind=Kind.ACTIVITY,
            personas=["Tenant"],
        )
        dark = m.note(
            "you sit in the dark for nine weeks",
            "P06",
            agrees="P07",
            session="interviews",
            stage="Wait",
            emotion=-2,
            kind=Kind.PAIN,
            verbatim=True,
        )
        claims[0] = m.claim("They chase us every three days", Kind.ACTIVITY, call, against=[no])
        claims.append(m.claim("Nine weeks in the dark", Kind.PAIN, dark))
    m.card(
        "Chasing the case by phone",
        "Wait",
        *claims,
        channel=ChannelId("phone"),
        grade=Emotion.VERY_LOW,
        graded_by="staff",
        moment_of_truth=True,
        held=True,
        decision=Decision.ACCEPTED,
    )
    m.card("Landlord waits", "Wait", m.claim("Landlords never call", None, quiet))


def _desk(m: Maker, hostile: bool) -> None:
    queue = m.note(
        "30 people in queue at opening time", session="desk watch", stage="Desk", kind=Kind.PAIN
    )
    kind = m.note("the lady at desk 3 is lovely", "P01", stage="Desk", kind=Kind.GAIN, emotion=1)
    claims = [
        m.claim("Thirty people in the queue at opening time", Kind.PAIN, queue),
        m.claim("The lady at desk 3 is lovely", Kind.GAIN, kind),
    ]
    if hostile:
        bad = m.note(HOSTILE, "P02", stage="Desk", kind=Kind.PAIN, verbatim=True)
        claims.append(m.claim(HOSTILE, Kind.PAIN, bad))
        m.note(HOSTILE, stage="Desk", kind=Kind.ASK)
    title = f"Coming to the desk {HOSTILE}" if hostile else "Coming to the desk"
    m.card(title, "Desk", *claims, channel=ChannelId("desk"), owner=HOSTILE if hostile else "")
    junk = m.note("parking is the council's problem", "P04", stage="Desk")
    m.card("Parking", "Desk", m.claim("Parking", None, junk), decision=Decision.REJECTED, held=True)


def _receive(m: Maker, customers: bool) -> None:
    late = m.note(
        "first payment is late, they panic", "P02", stage="Receive", kind=Kind.PAIN, emotion=-1
    )
    claims = [m.claim("The first payment comes late", Kind.PAIN, late)]
    if customers:
        both = m.note(
            "money came late, no word",
            "P07",
            agrees="P08",
            session="interviews",
            stage="Receive",
            kind=Kind.PAIN,
            emotion=-2,
        )
        paid = m.note("mine was on time", "P08", session="interviews", stage="Receive", emotion=2)
        rows = [
            m.note(text, session="sheet", stage="Receive", source=Source.CUSTOMER, respondent=row)
            for text, row in [("late again", "row 1"), ("and no letter", "row 1"), ("ok", "row 2")]
        ]
        claims = [
            m.claim("The first payment comes late", Kind.PAIN, late, both),
            m.claim("Mine was on time", None, paid),
            m.claim("Late again, and no letter", None, *rows),
        ]
    m.card("Waiting for the first payment", "Receive", *claims)


def _unplaced(m: Maker) -> None:
    m.note("everything is slow since the merger", "P03", kind=Kind.OBSTACLE)
    pride = m.note("somebody was proud of the new leaflet")
    m.card("The new leaflet", None, m.claim("Somebody is proud of the new leaflet", None, pride))
