"""Which card bears a code and a title that were shown, and what is said of a code that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.records import (
    Claim,
    ClaimId,
    Evidence,
    Kind,
    NoteId,
    ProjectInfo,
    Shown,
    Single,
    Snapshot,
    Touchpoint,
    TouchpointId,
    Way,
)
from synthesis.board.drafts import titled
from synthesis.board.ledger import Ledger, Replaced, became, gone, replaced, settled, told
from tests.unit.drafting import WAIT, Desk, card_with, plain_titles, project, with_drafts

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
TODAY = date(2026, 12, 1)
PHONE = ("The phone rings out all morning", "Nobody answers the phone")
MORE = tuple(f"At {hour} nobody answers the phone" for hour in ("eight", "nine", "ten", "noon"))


def card(code: str, notes: str, *, held: bool = False) -> Touchpoint:
    return replace(_card(code, list(notes)), held=held)


def _card(code: str, notes: Sequence[str]) -> Touchpoint:
    evidence = tuple(Evidence(NoteId(one)) for one in notes)
    claim = Claim(ClaimId(f"c{code}"), Kind.PAIN, "They wait", None, evidence=evidence)
    made = Touchpoint(TouchpointId(f"id {code}"), code, None, f"Card {code}")
    return replace(made, claims=(claim,))


def shown(code: str, notes: str, title: str = "", *, way: Way = Way.PRINTED) -> Shown:
    claims = (("C01", tuple(NoteId(one) for one in notes)),)
    return Shown(
        TouchpointId(f"id {code}"), code, title or f"Card {code}", None, claims, ((way, AT),)
    )


def state(*cards: Touchpoint, of: tuple[Shown, ...] = (), alone: str = "") -> Snapshot:
    single = tuple(Single(NoteId(note), None, f"C{note}") for note in alone)
    return Snapshot(ProjectInfo("P"), touchpoints=cards, shown=of, singles=single)


def codes(snapshot: Snapshot) -> dict[str, str]:
    """Settle, and return the code of each note; "" where its card has none."""
    done = settled(snapshot, Desk().new_id)
    return {one.note: each.code for each in done for c in each.claims for one in c.evidence}


@pytest.mark.parametrize(
    ("cards", "of", "alone", "expected"),
    [
        # Most of its notes lie on another card: the code goes there, and the rest is a new card.
        ((("T01", "d"), ("", "abc")), ("T01 abcd",), "", {"abc": "T01", "d": ""}),
        # Nobody has most of them: the card keeps its code while it holds one.
        ((("T01", "a"), ("T02", "b")), ("T01 abc",), "", {"a": "T01", "b": "T02"}),
        # It holds none of them any more.
        ((("T01", "x"), ("T02", "a")), ("T01 abc",), "bc", {"x": "", "a": "T02"}),
        # One card of two: the better overlap, then the older code.
        ((("T02", "abcde"),), ("T01 ab", "T02 cde"), "", {"abcde": "T02"}),
        ((("T02", "abcd"),), ("T01 ab", "T02 cd"), "", {"abcd": "T01"}),
        # What is single counts: one of three is not most of them.
        ((("T02", "ax"),), ("T01 abc", "T02 x"), "bc", {"ax": "T02"}),
        # A note that is gone does not count.
        ((("T02", "ay"),), ("T01 abc",), "", {"ay": "T01"}),
        # It was shown twice, and has to hold a note of each showing.
        ((("", "cd"),), ("T01 ab", "T01 bcd"), "", {"cd": ""}),
        ((("", "bcd"),), ("T01 ab", "T01 bcd"), "", {"bcd": "T01"}),
    ],
)
def test_a_code_goes_where_most_of_the_notes_are_that_it_was_shown_with(
    cards: tuple[tuple[str, str], ...], of: tuple[str, ...], alone: str, expected: dict[str, str]
) -> None:
    rows = tuple(shown(*row.split()) for row in of)
    snapshot = state(*(card(*one) for one in cards), of=rows, alone=alone)
    each = {note: code for notes, code in expected.items() for note in notes}
    assert codes(snapshot) == each


def test_what_a_person_holds_keeps_its_code_whatever_lies_elsewhere() -> None:
    snapshot = state(card("T01", "x", held=True), card("T02", "abc"), of=(shown("T01", "abc"),))
    assert codes(snapshot) == {"x": "T01", "a": "T02", "b": "T02", "c": "T02"}


def test_a_card_that_is_there_again_has_its_title_and_its_place_behind_the_others() -> None:
    snapshot = state(
        replace(card("T05", "x"), position=4), card("", "ab"), of=(shown("T01", "ab", "Waiting"),)
    )
    *_, again = settled(snapshot, Desk().new_id)
    assert (again.id, again.code, again.title, again.position) == ("id T01", "T01", "Waiting", 5)


def test_of_several_titles_that_were_shown_a_draft_keeps_its_own() -> None:
    ledger = Ledger([shown("T01", "ab", "First"), shown("T01", "ab", "Second")])
    assert ledger.title("T01", "First") == "First"
    assert ledger.title("T01", "Never shown") == "Second"
    assert ledger.title("T02", "Another") == "Another"


@pytest.mark.parametrize("out", [False, True])
@pytest.mark.parametrize(("count", "stays"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_draft_is_called_anew_when_most_of_its_notes_are_others(
    out: bool, count: int, stays: bool
) -> None:
    after = project([(WAIT, Kind.PAIN, text) for text in (*PHONE, *MORE[:count])])
    notes = [note.id for note in after.notes]
    first = _card("T01", notes[: len(PHONE)])
    row = replace(shown("T01", ""), claims=(("C01", tuple(notes[: len(PHONE)])),))
    after = replace(after, shown=(row,) if out else ())
    ground, grown = Desk().ground(after), _card("T01", notes)
    (kept,), _ = titled(ground, [grown], {first.id: first}, plain_titles)
    assert (kept.title == first.title) == (stays or out)


@pytest.mark.parametrize("out", [False, True])
def test_a_new_cut_keeps_what_was_shown_and_the_titles_that_still_fit(out: bool) -> None:
    desk, before = Desk(), project()
    before = with_drafts(before, desk.draft(before))
    phone = card_with(before, before.touchpoints, PHONE[0])
    mine = [replace(one, title=f"Card {one.code}") for one in before.touchpoints]
    few = tuple(phone.claims[0].evidence)[:1]
    small = replace(phone, title="Small", claims=(replace(phone.claims[0], evidence=few),))
    row = replace(shown(phone.code, "", "Small"), card=phone.id, claims=(("C01", (few[0].note,)),))
    now = replace(
        before,
        touchpoints=tuple(small if one.id == phone.id else one for one in mine),
        shown=(row,) if out else (),
    )
    cut = {one.code: one.title for one in desk.draft(now).touchpoints}
    assert cut[phone.code] == "Small" if out else cut.get(phone.code) != "Small"
    assert all(cut[one.code] == one.title for one in mine if one.id != phone.id)


# -- what is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "notes", "sentence"),
    [
        (state(card("T2", "abcd")), "abcd", "T9 is gone: its 4 notes are on T2."),
        (state(card("T2", "a")), "a", "T9 is gone: its note is on T2."),
        (
            state(card("T2", "a"), card("T10", "bcd")),
            "abcd",
            "T9 is gone: its 4 notes are on T10, T2.",
        ),
        (
            state(card("T2", "a"), alone="b"),
            "ab",
            "T9 is gone: its 2 notes are on T2 and single (Cb).",
        ),
        (state(alone="b"), "b", "T9 is gone: its note is single (Cb)."),
        (state(card("T2", "a")), "abc", "T9 is gone: of its 3 notes 1 is on T2."),
        (state(card("T2", "x")), "a", "T9 is gone: its note is on no card."),
        (state(), "ab", "T9 is gone: none of its notes is on a card."),
    ],
)
def test_it_is_said_where_the_notes_of_a_code_are(now: Snapshot, notes: str, sentence: str) -> None:
    assert became("T9", "Waiting", {NoteId(one) for one in notes}, now).sentence == sentence


def test_cards_that_are_one_now_are_told_together() -> None:
    before = state(card("T7", "ab"), card("T9", "cd"), card("T3", "ef"), of=(shown("T9", "cd"),))
    now = state(card("T7", "abcd"), card("T21", "e"), card("T22", "f"), of=before.shown)
    some = replaced(before, now, TODAY)
    assert told(some, before.touchpoints) == [
        "T3 is gone: its 2 notes are on T21, T22.",
        "T7 and T9 (printed 28 Nov) are one card now: T7.",
    ]
    anew = state(card("T30", "abcd"))
    assert told(replaced(before, anew, TODAY), before.touchpoints) == [
        "T3 is gone: none of its notes is on a card.",
        "T7 and T9 (printed 28 Nov) are one card now: T30.",
    ]
    assert [one.code for one in gone(now, TODAY)] == ["T9"]


def test_how_it_was_shown_last_is_said_with_the_year_where_it_is_another() -> None:
    row = shown("T1", "a", way=Way.FROZEN)
    later = (Way.EXPORTED, datetime(2027, 1, 2, 12, tzinfo=UTC))
    ledger = Ledger([replace(row, ways=(*row.ways, later))])
    assert ledger.how("T1", date(2027, 5, 1)) == "exported 2 Jan"
    assert ledger.how("T1", date(2028, 5, 1)) == "exported 2 Jan 2027"
    assert ledger.how("T2", TODAY) == ""
    assert Replaced("T1", "Waiting", 1, 1, ("T2",), shown="frozen 2 Jan").name.endswith("2 Jan)")
