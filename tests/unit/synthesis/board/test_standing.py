"""The rule table, row by row, what bears on a claim, and whose say-so a note is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.records import (
    Bearing,
    Claim,
    EvidenceStance,
    Group,
    Kind,
    NoteId,
    Participant,
    ParticipantId,
    PersonaId,
    Settings,
    Source,
)
from synthesis.board.standing import (
    Counts,
    Hearing,
    People,
    Side,
    Standing,
    Voice,
    count,
    is_belief,
    not_raised_by_staff,
    plainly,
    rule,
    staff_were_asked,
    standing,
)
from tests.unit.mapmaking import Maker

DEFAULT = Settings()
FOR, AGAINST = EvidenceStance.FOR, EvidenceStance.AGAINST


OF = {"P06": PersonaId("Tenant"), "P07": PersonaId("Landlord")}
"""People whose persona is known, in the tests of a persona's map."""


def judged(
    maker: Maker, claim: Claim, *bearings: Bearing, persona: str = ""
) -> tuple[Standing, Counts]:
    """Return what a claim rests on and who speaks on it, on everybody's map or a persona's."""
    snapshot = maker.snapshot()
    known = tuple(replace(one, persona=OF.get(one.code)) for one in snapshot.participants)
    snapshot = replace(snapshot, participants=known)
    people = People.of(snapshot, PersonaId(persona) if persona else None)
    notes = {str(note.id): note for note in snapshot.notes if people.concerns(note)}
    hearing = Hearing.of(notes, people, bearings)
    counts = count(hearing.voices(claim.evidence))
    belief = is_belief(claim.kind, hearing.sides(claim.evidence))
    return standing(counts, snapshot.settings, belief=belief), counts


def said_by_customers(maker: Maker, number: int, text: str) -> list[NoteId]:
    """Add a remark of each of some customers, as rows of a survey."""
    return [
        maker.note(text, session="sheet", source=Source.CUSTOMER, respondent=f"{text} {row}")
        for row in range(number)
    ]


ROWS: list[tuple[int, int, Standing, Standing, str]] = [
    # customers for and against: of a belief, of what customers say, and a belief in plain words
    (0, 2, Standing.CONTRADICTED, Standing.ASSUMED, "customers say otherwise"),
    (1, 2, Standing.CONTRADICTED, Standing.SPLIT, "customers say otherwise"),
    (2, 3, Standing.CONTRADICTED, Standing.SPLIT, "customers say otherwise"),
    (2, 2, Standing.SPLIT, Standing.SPLIT, "customers are split: 2 so, 2 otherwise"),
    (1, 1, Standing.SPLIT, Standing.SPLIT, "customers are split: 1 so, 1 otherwise"),
    (9, 1, Standing.SPLIT, Standing.SPLIT, "customers are split: 9 so, 1 otherwise"),
    (0, 1, Standing.DOUBTED, Standing.ASSUMED, "1 customer says otherwise"),
    (3, 0, Standing.SUPPORTED, Standing.SUPPORTED, "customers say so (3)"),
    (2, 0, Standing.SUPPORTED, Standing.SUPPORTED, "customers say so (2)"),
    (1, 0, Standing.HEARD_ONCE, Standing.HEARD_ONCE, "1 customer says so"),
]


@pytest.mark.parametrize(("yes", "no", "of_belief", "of_customers", "words"), ROWS)
def test_customers_decide_before_anybody_inside(
    yes: int, no: int, of_belief: Standing, of_customers: Standing, words: str
) -> None:
    for inside, against in ((0, 0), (1, 0), (1, 1)):
        counts = Counts(
            customers_for=yes, customers_against=no, inside_for=inside, inside_against=against
        )
        assert standing(counts, DEFAULT, belief=True) is of_belief
        assert plainly(of_belief, counts) == words
        if yes:
            assert standing(counts, DEFAULT, belief=False) is of_customers


@pytest.mark.parametrize(
    ("counts", "expected", "words"),
    [
        (Counts(inside_for=2, teams=2), Standing.SHARED_BELIEF, "staff say (2 teams)"),
        (Counts(inside_for=3, inside_against=1, teams=2), Standing.DISPUTED, "staff disagree"),
        (Counts(inside_for=1, inside_against=4, teams=1), Standing.DISPUTED, "staff disagree"),
        (Counts(inside_for=5, teams=1), Standing.ASSUMED, "staff say"),
        (Counts(inside_for=5), Standing.ASSUMED, "staff say"),
        (Counts(guesses_for=3), Standing.ASSUMED, "our guess"),
        (Counts(data_for=2), Standing.ASSUMED, "observed or on record"),
        (Counts(inside_against=2, people_against=2), Standing.ASSUMED, "nobody says so"),
        (Counts(), Standing.ASSUMED, "nobody yet"),
    ],
)
def test_without_customers_those_inside_share_it_dispute_it_or_assume_it(
    counts: Counts, expected: Standing, words: str
) -> None:
    assert standing(counts, DEFAULT, belief=True) is expected
    assert plainly(expected, counts) == words


def test_staff_never_lower_what_customers_say() -> None:
    m = Maker()
    heard = m.note("it took two hours", "P06", session="interviews", agrees="P07")
    no = m.note("nobody waits so long", "P01 P02 P03")
    claim = m.claim("a", Kind.PAIN, heard)
    assert judged(m, claim)[0] is Standing.SUPPORTED
    verdict, counts = judged(m, claim, Bearing(no, heard, AGAINST))
    assert (verdict, counts.inside_against) == (Standing.SUPPORTED, 3)


def test_customers_do_not_refute_customers() -> None:
    m = Maker()
    yes = said_by_customers(m, 1, "it is quick")[0]
    no = said_by_customers(m, 4, "it is slow")
    claim = m.claim("a", Kind.GAIN, yes)
    put = [Bearing(note, yes, AGAINST) for note in no]
    verdict, counts = judged(m, claim, *put)
    assert (verdict, counts.customers_for, counts.customers_against) == (Standing.SPLIT, 1, 4)


@pytest.mark.parametrize(
    ("number", "expected"), [(1, Standing.DOUBTED), (2, Standing.CONTRADICTED)]
)
def test_customers_that_a_person_put_against_a_belief_refute_it(
    number: int, expected: Standing
) -> None:
    m = Maker()
    belief = m.note("five minutes at most", "P01", agrees="P02")
    no = said_by_customers(m, number, "an hour and a half")
    claim = m.claim("a", Kind.GAIN, belief)
    assert judged(m, claim)[0] is Standing.SHARED_BELIEF
    assert judged(m, claim, *(Bearing(note, belief, AGAINST) for note in no))[0] is expected
    # A note stays on its own claim, and its people speak there as before.
    assert judged(m, m.claim("b", Kind.PAIN, *no), Bearing(no[0], belief, AGAINST))[1] == Counts(
        customers_for=number, people_for=number
    )


def test_a_remark_that_was_put_for_a_belief_speaks_for_it_whatever_its_kind() -> None:
    m = Maker()
    belief = m.note("they come twice", "P01", kind=Kind.ACTIVITY)
    pain = m.note("I went there twice", "P06", session="interviews", kind=Kind.PAIN)
    claim = m.claim("a", Kind.ACTIVITY, belief)
    assert judged(m, claim, Bearing(pain, belief, FOR))[0] is Standing.HEARD_ONCE


def test_who_disagrees_with_a_remark_has_not_spoken_on_what_it_was_put_for() -> None:
    m = Maker()
    belief = m.note("five minutes at most", "P01")
    no = m.note("two hours", "P06", session="interviews", disagrees="P02 P07")
    _, counts = judged(m, m.claim("a", None, belief), Bearing(no, belief, AGAINST))
    assert counts == Counts(
        inside_for=1, customers_against=1, teams=1, people_for=1, people_against=1
    )


def test_a_remark_put_both_for_and_against_speaks_against() -> None:
    m = Maker()
    belief = m.note("five minutes at most", "P01")
    also = m.note("never longer", "P02")
    no = m.note("two hours", "P06", session="interviews")
    both = Bearing(no, belief, FOR), Bearing(no, also, AGAINST)
    for put in (both, both[::-1]):
        counts = judged(m, m.claim("a", None, belief, also), *put)[1]
        assert (counts.customers_for, counts.customers_against) == (0, 1)


def test_a_mark_that_was_put_against_something_is_nobodys_voice() -> None:
    m = Maker()
    belief = m.note("five minutes at most", "P01")
    memo = m.note("she looked away", "P06", session="interviews", kind=Kind.MEMO)
    claim = m.claim("a", None, belief)
    assert judged(m, claim, Bearing(memo, belief, AGAINST)) == judged(m, claim)


@pytest.mark.parametrize(
    ("kind", "sides", "expected"),
    [
        (Kind.PAIN, {Side.INSIDE}, True),
        (Kind.GAIN, {Side.GUESS}, True),
        (None, {Side.INSIDE}, True),
        (Kind.NEED, {Side.CUSTOMER, Side.INSIDE}, True),
        (Kind.PAIN, {Side.CUSTOMER}, False),
        (Kind.PAIN, {Side.DATA}, False),
        (Kind.IDEA, {Side.INSIDE}, False),
        (Kind.OBSTACLE, {Side.INSIDE}, False),
    ],
)
def test_a_belief_is_a_claim_of_the_inside_about_customers(
    kind: Kind | None, sides: set[Side], expected: bool
) -> None:
    assert is_belief(kind, sides) is expected


def test_without_customers_two_known_teams_share_a_belief() -> None:
    m = Maker()
    two = m.note("x", "P01 P02")
    same = m.note("x", "P03 P04")
    unknown = m.note("x", "P01 P05")
    assert judged(m, m.claim("a", None, two))[0] is Standing.SHARED_BELIEF
    assert judged(m, m.claim("b", None, same))[0] is Standing.ASSUMED
    assert judged(m, m.claim("c", None, unknown))[0] is Standing.ASSUMED


def test_people_are_counted_not_notes() -> None:
    m = Maker()
    notes = [m.note(f"again {n}", "P06", session="interviews") for n in range(5)]
    assert judged(m, m.claim("a", None, *notes))[0] is Standing.HEARD_ONCE


def test_somebody_both_for_and_against_counts_once_as_against() -> None:
    m = Maker()
    yes = m.note("yes", "P06", session="interviews")
    no = m.note("no", "P06", session="interviews")
    inside = m.note("five minutes", "P01")
    claim = m.claim("a", None, inside, yes)
    verdict, counts = judged(m, claim, Bearing(no, inside, AGAINST))
    assert (counts.customers_for, counts.customers_against) == (0, 1)
    assert verdict is Standing.DOUBTED


def test_disagreeing_with_a_note_against_the_claim_is_for_the_claim() -> None:
    m = Maker()
    note = m.note("no", "P01", disagrees="P06")
    _, counts = judged(m, m.claim("a", None, against=[note]))
    assert (counts.inside_against, counts.customers_for) == (1, 1)


def test_the_notes_own_source_wins_over_speaker_and_session() -> None:
    m = Maker()
    hearsay = m.note("x", "P01", source=Source.CUSTOMER)
    record = m.note("x", "P01", source=Source.RECORD)
    guess = m.note("x", "P01 P02", source=Source.TEAM)
    assert judged(m, m.claim("a", None, hearsay))[1].customers_for == 1
    assert judged(m, m.claim("b", None, record))[1] == Counts(data_for=1)
    verdict, counts = judged(m, m.claim("c", None, guess))
    assert verdict is Standing.ASSUMED
    assert counts == Counts(guesses_for=2)


def test_who_agrees_speaks_for_themselves_whatever_the_notes_source() -> None:
    m = Maker()
    survey = m.note("x", source=Source.CUSTOMER, session="sheet", disagrees="P01")
    record = m.note("x", source=Source.RECORD, agrees="P02")
    assert judged(m, m.claim("a", None, survey))[1] == Counts(
        customers_for=1, inside_against=1, people_for=1, people_against=1
    )
    counts = judged(m, m.claim("b", None, record))[1]
    assert (counts.inside_for, counts.data_for) == (1, 1)


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        ("meeting", Counts(inside_for=1, people_for=1)),
        ("interviews", Counts(customers_for=1, people_for=1)),
        ("desk watch", Counts(data_for=2)),
        ("sheet", Counts(guesses_for=1)),
    ],
)
def test_unnamed_speakers_are_one_person_a_session(session: str, expected: Counts) -> None:
    m = Maker()
    claim = m.claim("a", None, m.note("x", session=session), m.note("y", session=session))
    assert judged(m, claim)[1] == expected


def test_a_respondent_is_one_voice() -> None:
    m = Maker()
    rows = [
        m.note("x", session="sheet", source=Source.CUSTOMER, respondent=row)
        for row in ("1", "1", "2")
    ]
    assert judged(m, m.claim("a", None, *rows))[1].customers_for == 2


def test_marks_are_nobodys_voice() -> None:
    m = Maker()
    claim = m.claim("a", None, m.note("x", "P06", kind=Kind.MEMO), m.note("x", kind=Kind.ASK))
    assert judged(m, claim)[1] == Counts()


def test_somebody_known_to_be_of_another_persona_counts_on_no_map_but_their_own() -> None:
    m = Maker()
    own = m.note("it is slow", "P06", agrees="P07 P08", session="interviews")
    other = m.note("it is quick", "P07", session="interviews")
    anybody = m.note("five minutes", "P01")
    claim, belief = m.claim("a", None, own), m.claim("b", None, anybody)
    against = Bearing(other, anybody, AGAINST)
    assert judged(m, claim)[1].customers_for == 3
    assert judged(m, belief, against)[1].customers_against == 1
    assert judged(m, claim, persona="Tenant")[1].customers_for == 2
    assert judged(m, belief, against, persona="Tenant")[1].customers_against == 0
    assert judged(m, belief, against, persona="Tenant")[1].inside_for == 1
    assert judged(m, belief, against, persona="Landlord")[1].customers_against == 1
    # On the landlords' map the tenant's remark is not heard, whoever agreed with it.
    assert judged(m, claim, persona="Landlord")[1] == Counts()


def test_the_flag_needs_a_customer_nobody_inside_and_staff_who_were_asked() -> None:
    customer = Counts(customers_for=1, inside_against=1)
    assert not_raised_by_staff(customer, True)
    assert not not_raised_by_staff(customer, False)
    assert not not_raised_by_staff(Counts(customers_for=1, inside_for=1), True)
    assert not not_raised_by_staff(Counts(inside_for=1), True)


@pytest.mark.parametrize(
    ("session", "source", "asked"),
    [
        ("meeting", None, True),
        ("sheet", Source.STAFF, True),
        ("sheet", Source.CUSTOMER, False),
        ("desk watch", Source.STAFF, False),
    ],
)
def test_staff_were_asked_in_a_meeting_or_where_an_import_holds_what_they_said(
    session: str, source: Source | None, asked: bool
) -> None:
    m = Maker()
    m.note("it is late", session=session, source=source)
    whole = m.snapshot()
    there = tuple(one for one in whole.sessions if one.id == session)
    snapshot = replace(whole, sessions=there)
    assert staff_were_asked(snapshot, People.of(snapshot)) is asked


def test_the_numbers_are_settings_and_the_rule_prints_them() -> None:
    settings = Settings(supported_at=4, contradicted_at=3, shared_teams=1)

    def of_belief(counts: Counts) -> Standing:
        return standing(counts, settings, belief=True)

    assert of_belief(Counts(customers_for=3)) is Standing.HEARD_ONCE
    assert of_belief(Counts(customers_against=2)) is Standing.DOUBTED
    assert of_belief(Counts(inside_for=1, teams=1)) is Standing.SHARED_BELIEF
    words = {line.partition(":")[0]: line for line in rule(settings).splitlines()}
    assert list(words) == [str(each) for each in Standing]
    assert "3 customers or more against" in words["contradicted"]
    assert "4 customers or more" in words["supported"]
    assert "1 to 3 customers" in words["heard once"]
    assert "1 team or more" in words["shared belief"]
    assert "heard once" not in rule(Settings(supported_at=1))
    assert "doubted" not in rule(Settings(contradicted_at=1))


def test_teams_that_differ_in_case_are_one() -> None:
    m = Maker()
    m.note("x", "A B")
    snapshot = m.snapshot()
    people = People(
        (
            Participant(ParticipantId("A"), "A", "", Group.FRONTLINE, "Front desk"),
            Participant(ParticipantId("B"), "B", "", Group.PARTNER, " front-desk "),
        ),
        snapshot.sessions,
    )
    assert count(people.voices(snapshot.notes[0])).teams == 1


def test_counting_settles_raw_voices() -> None:
    both = [Voice("a", Side.CUSTOMER, "", False), Voice("a", Side.CUSTOMER, "", True)]
    assert count(both) == Counts(customers_against=1, people_against=1)
