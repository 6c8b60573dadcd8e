"""What a claim rests on, for any notes: people not notes, in any order, on whatever card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import settings as at_most
from hypothesis import strategies as st

from data.records import (
    Attribution,
    Bearing,
    Claim,
    ClaimId,
    Evidence,
    EvidenceStance,
    Group,
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
    Source,
    Stance,
)
from synthesis.board.standing import (
    Counts,
    Hearing,
    People,
    Standing,
    count,
    is_belief,
    standing,
)
from synthesis.map.build import build, journey_for
from tests.unit.mapmaking import Maker

AT = datetime(2026, 1, 1, tzinfo=UTC)
SESSIONS = tuple(Session(SessionId(kind), kind, kind, AT) for kind in SessionKind)
PARTICIPANTS = tuple(
    Participant(ParticipantId(f"P{n}"), f"P{n}", "", group, team)
    for n, (group, team) in enumerate(
        [
            (Group.CUSTOMER, ""),
            (Group.CUSTOMER, ""),
            (Group.CUSTOMER, "a team"),
            (Group.FRONTLINE, "Desk"),
            (Group.SUPPORT, "desk"),
            (Group.EXECUTIVE, "Board"),
            (Group.PARTNER, "Firm"),
            (Group.FRONTLINE, ""),
            (None, "Calls"),
        ]
    )
)

attributions = st.lists(
    st.builds(
        Attribution,
        st.sampled_from([p.id for p in PARTICIPANTS]),
        st.sampled_from(list(Stance)),
    ),
    max_size=4,
    unique_by=lambda a: a.participant,
).map(tuple)
notes = st.builds(
    Note,
    id=st.just(NoteId("")),
    session=st.sampled_from([s.id for s in SESSIONS]),
    text=st.just("x"),
    at=st.just(AT),
    kind=st.sampled_from([None, None, Kind.PAIN, Kind.MEMO]),
    source=st.sampled_from([None, None, None, *Source]),
    respondent=st.sampled_from(["", "", "row 1", "row 2"]),
    participants=attributions,
)


@dataclass(frozen=True)
class Heard:
    """A claim: its own notes, and others that a person put for or against it."""

    kind: Kind | None
    own: tuple[Note, ...]
    put: tuple[tuple[Note, EvidenceStance], ...] = ()

    def and_put(self, note: Note, stance: EvidenceStance) -> Heard:
        """Return the claim with one more note put for or against it."""
        return replace(self, put=(*self.put, (note, stance)))


def _named(own: list[Note], put: list[tuple[Note, EvidenceStance]], kind: Kind | None) -> Heard:
    return Heard(
        kind,
        tuple(replace(note, id=NoteId(f"own {n}")) for n, note in enumerate(own)),
        tuple(
            (replace(note, id=NoteId(f"put {n}")), stance) for n, (note, stance) in enumerate(put)
        ),
    )


claims = st.builds(
    _named,
    st.lists(notes, min_size=1, max_size=5),
    st.lists(st.tuples(notes, st.sampled_from(list(EvidenceStance))), max_size=5),
    st.sampled_from([None, Kind.PAIN, Kind.IDEA, Kind.OBSTACLE]),
)
settings = st.builds(
    Settings,
    supported_at=st.integers(1, 4),
    contradicted_at=st.integers(1, 4),
    shared_teams=st.integers(1, 3),
)


def hearing(claim: Heard) -> tuple[Hearing, list[Evidence]]:
    everything = (*claim.own, *(note for note, _ in claim.put))
    bearings = [Bearing(note.id, claim.own[0].id, stance) for note, stance in claim.put]
    people = People(PARTICIPANTS, SESSIONS)
    heard = Hearing.of({str(note.id): note for note in everything}, people, bearings)
    return heard, [Evidence(note.id) for note in claim.own]


def counted(claim: Heard) -> Counts:
    heard, evidence = hearing(claim)
    return count(heard.voices(evidence))


def believed(claim: Heard) -> bool:
    heard, evidence = hearing(claim)
    return is_belief(claim.kind, heard.sides(evidence))


def judged(claim: Heard, rules: Settings) -> Standing:
    return standing(counted(claim), rules, belief=believed(claim))


def naive(claim: Heard, rules: Settings) -> tuple[Standing, set[str], set[str]]:
    """The rule once more, written down as plainly as it is said."""
    said: set[tuple[str, str, str, bool]] = set()
    belief = False
    for note in claim.own:
        voices = _voices(note)
        said |= set(voices)
        speaking = [side for _, side, _, yes in _voices(note, everybody=True) if yes]
        order = ["customer", "staff", "observed", "record", "team"]
        belief |= min(speaking, key=order.index) in ("staff", "team")
    for note, stance in claim.put:
        for who, side, team, agrees in _voices(note):
            # Only those who say it were put for or against anything.
            if agrees:
                said.add((who, side, team, stance is EvidenceStance.FOR))
    against = {who for who, _, _, yes in said if not yes}
    pros = {v for v in said if v[3] and v[0] not in against}
    customers = {who for who, side, _, _ in pros if side == "customer"}
    customers_no = {who for who, side, _, yes in said if not yes and side == "customer"}
    inside = {who for who, side, _, _ in pros if side == "staff"}
    inside_no = {who for who, side, _, yes in said if not yes and side == "staff"}
    teams = {team for _, side, team, _ in pros if side == "staff" and team}
    belief &= claim.kind not in (Kind.IDEA, Kind.OBSTACLE)
    verdict = _verdict(customers, customers_no, inside, inside_no, teams, rules, belief)
    return verdict, customers, inside


def _voices(note: Note, *, everybody: bool = False) -> list[tuple[str, str, str, bool]]:
    """Who speaks in a note, of which side and team, and whether for what it says.

    With ``everybody`` those of marks too, and of those who were there only who said it.
    """
    if note.kind is Kind.MEMO and not everybody:
        return []
    groups = {p.id: p for p in PARTICIPANTS}
    kinds = {s.id: s.kind for s in SESSIONS}
    heard = [(a.participant, a.stance) for a in note.participants]
    voices: list[tuple[str, str, str, bool]] = []
    if not any(s is Stance.SAID for _, s in heard):
        side = str(note.source or kinds[note.session].source)
        voices.append((note.respondent or f"{note.session}/{side}", side, "", True))
    for person, how in heard:
        if everybody and how is not Stance.SAID:
            continue
        p = groups[person]
        theirs = None
        if p.group is not None:
            theirs = "customer" if p.group is Group.CUSTOMER else "staff"
        if note.source is not None and (how is Stance.SAID or theirs is None):
            side = str(note.source)
        else:
            side = theirs or str(kinds[note.session].source)
        voices.append((person, side, p.team.lower(), how is not Stance.DISAGREES))
    return [
        (note.id if side in ("observed", "record") else who, side, team, yes)
        for who, side, team, yes in voices
    ]


def _verdict(
    yes: set[str],
    no: set[str],
    inside: set[str],
    inside_no: set[str],
    teams: set[str],
    rules: Settings,
    belief: bool,
) -> Standing:
    if belief and len(no) >= rules.contradicted_at and len(no) > len(yes):
        return Standing.CONTRADICTED
    if yes and no:
        return Standing.SPLIT
    if belief and no:
        return Standing.DOUBTED
    if yes:
        return Standing.SUPPORTED if len(yes) >= rules.supported_at else Standing.HEARD_ONCE
    if inside and inside_no:
        return Standing.DISPUTED
    return Standing.SHARED_BELIEF if len(teams) >= rules.shared_teams else Standing.ASSUMED


@at_most(deadline=None)
@given(claims, settings)
def test_it_agrees_with_the_rule_written_down_plainly(claim: Heard, rules: Settings) -> None:
    counts = counted(claim)
    verdict, customers, inside = naive(claim, rules)
    assert judged(claim, rules) is verdict
    assert (counts.customers_for, counts.inside_for) == (len(customers), len(inside))


@at_most(deadline=None)
@given(claims, settings, st.randoms(use_true_random=False))
def test_the_order_of_notes_and_of_what_bears_on_them_does_not_matter(
    claim: Heard, rules: Settings, random: Random
) -> None:
    own, put = list(claim.own), list(claim.put)
    random.shuffle(own)
    random.shuffle(put)
    # Any note of the claim may be the one that the others were put against.
    shuffled = Heard(claim.kind, tuple(own), tuple(put))
    assert counted(shuffled) == counted(claim)
    assert judged(shuffled, rules) is judged(claim, rules)


@at_most(deadline=None)
@given(claims)
def test_saying_everything_twice_changes_no_count_of_people(claim: Heard) -> None:
    own = tuple(replace(note, id=NoteId(f"{note.id} again")) for note in claim.own)
    put = tuple((replace(note, id=NoteId(f"{note.id} again")), how) for note, how in claim.put)
    once = counted(claim)
    twice = counted(replace(claim, own=claim.own + own, put=claim.put + put))
    people = replace(twice, data_for=once.data_for, data_against=once.data_against)
    assert people == once


_INSIDE = {Standing.ASSUMED, Standing.SHARED_BELIEF, Standing.DISPUTED}
_SAY_SO = {Standing.HEARD_ONCE, Standing.SUPPORTED}
_SAY_OTHERWISE = {Standing.DOUBTED, Standing.CONTRADICTED}


def customer(text: str = "new") -> Note:
    return Note(
        NoteId(text), SESSIONS[0].id, text, AT, source=Source.CUSTOMER, respondent=f"row {text}"
    )


@at_most(deadline=None)
@given(claims, settings)
def test_another_customer_for_never_lowers_a_claim(claim: Heard, rules: Settings) -> None:
    before = judged(claim, rules)
    after = judged(claim.and_put(customer(), EvidenceStance.FOR), rules)
    assert counted(claim.and_put(customer(), EvidenceStance.FOR)).customers_for == (
        counted(claim).customers_for + 1
    )
    if before is Standing.SUPPORTED:
        assert after is before
    elif before is Standing.HEARD_ONCE:
        assert after in _SAY_SO
    elif before in _SAY_OTHERWISE | {Standing.SPLIT}:
        assert after in (before, Standing.SPLIT)
    else:
        # Customers who spoke against an idea decided nothing while nobody was for it.
        against = counted(claim).customers_against
        assert after in ({Standing.SPLIT} if against else _SAY_SO)


@at_most(deadline=None)
@given(claims, settings)
def test_another_customer_against_never_raises_a_claim(claim: Heard, rules: Settings) -> None:
    before = judged(claim, rules)
    refuted = claim.and_put(customer(), EvidenceStance.AGAINST)
    after = judged(refuted, rules)
    assert counted(refuted).customers_against == counted(claim).customers_against + 1
    if before in _SAY_SO:
        assert after is Standing.SPLIT
    elif before is Standing.SPLIT:
        assert after in (Standing.SPLIT, Standing.CONTRADICTED)
    elif before in _SAY_OTHERWISE:
        assert after in _SAY_OTHERWISE
    else:
        assert after in (_SAY_OTHERWISE if believed(claim) else {before})


@at_most(deadline=None)
@given(claims, settings)
def test_customers_do_not_refute_customers(claim: Heard, rules: Settings) -> None:
    own = tuple(customer(str(note.id)) for note in claim.own)
    assert judged(replace(claim, own=own), rules) not in _SAY_OTHERWISE


@at_most(deadline=None)
@given(claims, settings)
def test_staff_never_lower_what_customers_say(claim: Heard, rules: Settings) -> None:
    who = (Attribution(ParticipantId("new clerk")),)
    clerk = Note(NoteId("new"), SESSIONS[0].id, "x", AT, source=Source.STAFF, participants=who)
    before = judged(claim, rules)
    after = judged(claim.and_put(clerk, EvidenceStance.AGAINST), rules)
    if counted(claim).customers_for:
        assert after is before
    else:
        assert after not in _SAY_SO


@at_most(deadline=None)
@given(claims)
def test_nobody_is_counted_on_both_sides(claim: Heard) -> None:
    heard, evidence = hearing(claim)
    voices = heard.voices(evidence)
    pros = {voice.who for voice in voices if not voice.against}
    cons = {voice.who for voice in voices if voice.against}
    assert not pros & cons
    # Whoever spoke against it anywhere counts as against, whatever else they said.
    own = {voice.who for note in claim.own for voice in heard.people.voices(note) if voice.against}
    assert own <= cons


PERSONAS = (PersonaId("one"), PersonaId("two"))


@at_most(deadline=None)
@given(claims, st.lists(st.sampled_from([None, *PERSONAS]), min_size=9, max_size=9))
def test_nobody_known_to_be_of_another_persona_counts_on_a_personas_map(
    claim: Heard, personas: list[PersonaId | None]
) -> None:
    known = tuple(
        replace(person, persona=persona)
        for person, persona in zip(PARTICIPANTS, personas, strict=True)
    )
    elsewhere = {f"participant {person.id}" for person in known if person.persona == PERSONAS[1]}
    heard, evidence = hearing(claim)
    people = People(known, SESSIONS, PERSONAS[0])
    mine = {key: note for key, note in heard.notes.items() if people.concerns(note)}
    voices = Hearing(mine, people, heard.bearings).voices(evidence)
    assert not elsewhere & {voice.who for voice in voices}


def _on_cards(own: list[Heard], *, together: bool) -> dict[str, tuple[Standing, Counts]]:
    """Return what claims rest on when each lies on a card of its own, or all on one."""
    made = [
        Claim(ClaimId(f"c{at}"), claim.kind, "", claim.own[0].id, (), tuple(map(_own, claim.own)))
        for at, claim in enumerate(own)
    ]
    groups = [made] if together else [[claim] for claim in made]
    maker = Maker()
    for at, group in enumerate(groups):
        maker.card(f"Card {at}", "Wait", *group)
    notes = (*(n for claim in own for n in claim.own), *(n for claim in own for n, _ in claim.put))
    snapshot = replace(
        maker.snapshot(),
        participants=PARTICIPANTS,
        sessions=SESSIONS,
        notes=notes,
        bearings=tuple(
            Bearing(note.id, claim.own[0].id, how) for claim in own for note, how in claim.put
        ),
    )
    cards = build(snapshot, journey_for(snapshot, None)).cards
    return {claim.id: (claim.standing, claim.counts) for card in cards for claim in card.claims()}


def _own(note: Note) -> Evidence:
    return Evidence(note.id)


@at_most(deadline=None, max_examples=50)
@given(st.lists(claims, min_size=2, max_size=3))
def test_joining_cards_changes_no_claims_standing(own: list[Heard]) -> None:
    apart = [
        Heard(
            claim.kind,
            tuple(replace(note, id=NoteId(f"{at} {note.id}")) for note in claim.own),
            tuple((replace(n, id=NoteId(f"{at} {n.id}")), how) for n, how in claim.put),
        )
        for at, claim in enumerate(own)
    ]
    assert _on_cards(apart, together=True) == _on_cards(apart, together=False)
