"""Standing holds for any notes: people not notes, any order, and more customers never hurt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import settings as at_most
from hypothesis import strategies as st

from data.records import (
    Attribution,
    Evidence,
    EvidenceStance,
    Group,
    Kind,
    Note,
    NoteId,
    Participant,
    ParticipantId,
    Session,
    SessionId,
    SessionKind,
    Settings,
    Source,
    Stance,
)
from synthesis.board.standing import Counts, People, Standing, claim_voices, count, standing

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
claims = st.lists(st.tuples(notes, st.sampled_from(list(EvidenceStance))), max_size=8).map(
    lambda items: [(replace(n, id=NoteId(f"n{i}")), s) for i, (n, s) in enumerate(items)]
)
settings = st.builds(
    Settings,
    supported_at=st.integers(1, 4),
    contradicted_at=st.integers(1, 4),
    shared_teams=st.integers(1, 3),
)

Claim = list[tuple[Note, EvidenceStance]]


def counted(claim: Claim) -> Counts:
    evidence = [Evidence(note.id, stance) for note, stance in claim]
    found = {str(note.id): note for note, _ in claim}
    return count(claim_voices(evidence, found, People(PARTICIPANTS, SESSIONS)))


def naive(claim: Claim, rules: Settings) -> tuple[Standing, set[str], set[str]]:
    """The rule once more, written down as plainly as it is said."""
    said: set[tuple[str, str, str, bool]] = set()
    groups = {p.id: p for p in PARTICIPANTS}
    kinds = {s.id: s.kind for s in SESSIONS}
    for note, stance in claim:
        if note.kind is Kind.MEMO:
            continue
        heard = [(a.participant, a.stance) for a in note.participants]
        voices: list[tuple[str, str, str, bool]] = []
        if not any(s is Stance.SAID for _, s in heard):
            side = str(note.source or kinds[note.session].source)
            who = note.respondent or f"{note.session}/{side}"
            voices.append((who, side, "", True))
        for person, how in heard:
            p = groups[person]
            theirs = None
            if p.group is not None:
                theirs = "customer" if p.group is Group.CUSTOMER else "staff"
            if note.source is not None and (how is Stance.SAID or theirs is None):
                side = str(note.source)
            else:
                side = theirs or str(kinds[note.session].source)
            voices.append((person, side, p.team.lower(), how is not Stance.DISAGREES))
        for who, side, team, agrees in voices:
            if side in ("observed", "record"):
                who = note.id
            said.add((who, side, team, agrees == (stance is EvidenceStance.FOR)))
    against = {who for who, _, _, yes in said if not yes}
    pros = {v for v in said if v[3] and v[0] not in against}
    customers = {who for who, side, _, _ in pros if side == "customer"}
    customers_no = {who for who, side, _, yes in said if not yes and side == "customer"}
    inside = {who for who, side, _, _ in pros if side == "staff"}
    inside_no = {who for who, side, _, yes in said if not yes and side == "staff"}
    teams = {team for _, side, team, _ in pros if side == "staff" and team}
    return _verdict(customers, customers_no, inside, inside_no, teams, rules), customers, inside


def _verdict(
    yes: set[str],
    no: set[str],
    inside: set[str],
    inside_no: set[str],
    teams: set[str],
    rules: Settings,
) -> Standing:
    if len(no) >= rules.contradicted_at and len(no) > len(yes):
        return Standing.CONTRADICTED
    if no:
        return Standing.MIXED
    if len(yes) >= rules.supported_at:
        return Standing.SUPPORTED
    if yes:
        return Standing.HEARD_ONCE
    if len(teams) >= rules.shared_teams and len(inside_no) < len(inside):
        return Standing.SHARED_BELIEF
    return Standing.ASSUMED


@at_most(deadline=None)
@given(claims, settings)
def test_it_agrees_with_the_rule_written_down_plainly(claim: Claim, rules: Settings) -> None:
    counts = counted(claim)
    verdict, customers, inside = naive(claim, rules)
    assert standing(counts, rules) is verdict
    assert (counts.customers_for, counts.inside_for) == (len(customers), len(inside))


@at_most(deadline=None)
@given(claims, st.randoms())
def test_the_order_of_notes_does_not_matter(claim: Claim, random: object) -> None:
    shuffled = list(claim)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert counted(shuffled) == counted(claim)


@at_most(deadline=None)
@given(claims)
def test_saying_everything_twice_changes_no_count_of_people(claim: Claim) -> None:
    again = [(replace(note, id=NoteId(note.id + "b")), stance) for note, stance in claim]
    once, twice = counted(claim), counted(claim + again)
    people = replace(twice, data_for=once.data_for, data_against=once.data_against)
    assert people == once


_UPWARDS = [
    Standing.ASSUMED,
    Standing.SHARED_BELIEF,
    Standing.HEARD_ONCE,
    Standing.SUPPORTED,
]


@at_most(deadline=None)
@given(claims, settings)
def test_another_customer_for_never_lowers_a_claim(claim: Claim, rules: Settings) -> None:
    said = (Attribution(ParticipantId("new")),)
    new = Note(NoteId("new"), SESSIONS[0].id, "x", AT, source=Source.CUSTOMER, participants=said)
    before = standing(counted(claim), rules)
    after = standing(counted([*claim, (new, EvidenceStance.FOR)]), rules)
    if before in _UPWARDS:
        assert after in _UPWARDS[_UPWARDS.index(before) :]
    elif before is Standing.MIXED:
        assert after is Standing.MIXED
    else:
        assert after in (Standing.CONTRADICTED, Standing.MIXED)


@at_most(deadline=None)
@given(claims, settings)
def test_another_customer_against_is_never_a_voice_for(claim: Claim, rules: Settings) -> None:
    new = Note(NoteId("new"), SESSIONS[0].id, "x", AT, source=Source.CUSTOMER, respondent="new row")
    after = counted([*claim, (new, EvidenceStance.AGAINST)])
    assert after.customers_against == counted(claim).customers_against + 1
    assert standing(after, rules) in (Standing.CONTRADICTED, Standing.MIXED)


@at_most(deadline=None)
@given(claims)
def test_nobody_is_counted_on_both_sides(claim: Claim) -> None:
    found = {str(note.id): note for note, _ in claim}
    voices = claim_voices(
        [Evidence(n.id, s) for n, s in claim], found, People(PARTICIPANTS, SESSIONS)
    )
    pros = {voice.who for voice in voices if not voice.against}
    cons = {voice.who for voice in voices if voice.against}
    assert not pros & cons
