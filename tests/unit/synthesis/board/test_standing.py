"""The rule table, row by row, and whose say-so a note is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.records import Claim, EvidenceStance, Kind, Settings, Source
from synthesis.board.standing import (
    Counts,
    People,
    Standing,
    Voice,
    claim_voices,
    count,
    not_raised_by_staff,
    rule,
    staff_were_asked,
    standing,
    touchpoint_voices,
)
from tests.unit.mapmaking import Maker

DEFAULT = Settings()


def judged(maker: Maker, claim: Claim) -> tuple[Standing, Counts]:
    snapshot = maker.snapshot()
    notes = {str(n.id): n for n in snapshot.notes}
    counts = count(claim_voices(claim.evidence, notes, People.of(snapshot)))
    return standing(counts, snapshot.settings), counts


@pytest.mark.parametrize(
    ("c_for", "c_against", "expected"),
    [
        (0, 2, Standing.CONTRADICTED),
        (1, 2, Standing.CONTRADICTED),
        (2, 2, Standing.MIXED),
        (0, 1, Standing.MIXED),
        (9, 1, Standing.MIXED),
        (2, 0, Standing.SUPPORTED),
        (1, 0, Standing.HEARD_ONCE),
    ],
)
def test_customers_decide_before_anybody_inside(
    c_for: int, c_against: int, expected: Standing
) -> None:
    for inside in (0, 5):
        counts = Counts(
            customers_for=c_for, customers_against=c_against, inside_for=inside, teams=inside
        )
        assert standing(counts, DEFAULT) is expected


def test_without_customers_two_known_teams_share_a_belief() -> None:
    m = Maker()
    two = m.note("x", "P01 P02")
    same = m.note("x", "P03 P04")
    unknown = m.note("x", "P01 P05")
    assert judged(m, m.claim("a", None, two))[0] is Standing.SHARED_BELIEF
    assert judged(m, m.claim("b", None, same))[0] is Standing.ASSUMED
    assert judged(m, m.claim("c", None, unknown))[0] is Standing.ASSUMED


def test_as_many_inside_against_as_for_is_assumed_with_the_dissent_counted() -> None:
    m = Maker()
    outvoted = m.note("x", "P01", agrees="P02", disagrees="P03 P04")
    kept = m.note("x", "P01", agrees="P02 P05", disagrees="P03")
    verdict, counts = judged(m, m.claim("a", None, outvoted))
    assert (verdict, counts.inside_against) == (Standing.ASSUMED, 2)
    assert judged(m, m.claim("b", None, kept))[0] is Standing.SHARED_BELIEF


def test_a_team_that_is_only_against_shares_no_belief() -> None:
    m = Maker()
    note = m.note("x", "P03 P04", disagrees="P01")
    assert judged(m, m.claim("a", None, note)) == (
        Standing.ASSUMED,
        Counts(inside_for=2, inside_against=1, teams=1, people_for=2, people_against=1),
    )


def test_people_are_counted_not_notes() -> None:
    m = Maker()
    notes = [m.note(f"again {n}", "P06", session="interviews") for n in range(5)]
    assert judged(m, m.claim("a", None, *notes))[0] is Standing.HEARD_ONCE


def test_somebody_both_for_and_against_counts_once_as_against() -> None:
    m = Maker()
    yes = m.note("yes", "P06", session="interviews")
    no = m.note("no", "P06", session="interviews")
    verdict, counts = judged(m, m.claim("a", None, yes, against=[no]))
    assert (counts.customers_for, counts.customers_against) == (0, 1)
    assert verdict is Standing.MIXED


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


def test_a_touchpoint_has_all_who_are_for_its_claims_and_only_its_own_dissent() -> None:
    m = Maker()
    m.note("x", "P06", session="interviews")
    m.note("y", "P07", session="interviews")
    m.note("z", "P08", session="interviews")
    snapshot = m.snapshot()
    people = People.of(snapshot)
    a, b, c = (
        people.voices(note, against=stance is EvidenceStance.AGAINST)
        for note, stance in zip(
            snapshot.notes,
            (EvidenceStance.FOR, EvidenceStance.AGAINST, EvidenceStance.AGAINST),
            strict=True,
        )
    )
    counts = count(touchpoint_voices([frozenset(a), frozenset(b)], frozenset(c)))
    assert (counts.customers_for, counts.customers_against) == (1, 1)


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
    assert standing(Counts(customers_for=3), settings) is Standing.HEARD_ONCE
    assert standing(Counts(customers_against=2), settings) is Standing.MIXED
    assert standing(Counts(inside_for=1, teams=1), settings) is Standing.SHARED_BELIEF
    words = rule(settings).splitlines()
    assert [line.partition(":")[0] for line in words] == [str(s) for s in Standing]
    assert "3 customers or more against" in words[0]
    assert "4 customers or more" in words[2]
    assert "1 to 3 customers" in words[3]
    assert "1 team or more" in words[4]
    assert "heard once" not in rule(Settings(supported_at=1))


def test_teams_that_differ_in_case_are_one() -> None:
    from data.records import Group, Participant, ParticipantId

    m = Maker()
    note = m.note("x", "A B")
    snapshot = m.snapshot()
    people = People(
        (
            Participant(ParticipantId("A"), "A", "", Group.FRONTLINE, "Front desk"),
            Participant(ParticipantId("B"), "B", "", Group.PARTNER, " front-desk "),
        ),
        snapshot.sessions,
    )
    assert count(people.voices(snapshot.notes[0])).teams == 1
    assert note


def test_counting_settles_raw_voices() -> None:
    from synthesis.board.standing import Side

    both = [Voice("a", Side.CUSTOMER, "", False), Voice("a", Side.CUSTOMER, "", True)]
    assert count(both) == Counts(customers_against=1, people_against=1)
