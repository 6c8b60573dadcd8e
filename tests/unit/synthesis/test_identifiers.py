"""Names, numbers and addresses are found by form and by the list of people; words are not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.identifiers import (
    EVERYWHERE,
    Choice,
    Find,
    Finder,
    Sort,
    chosen,
    identifier_key,
    usual,
    without,
)
from tests.growth import assert_near_linear

PEOPLE = [("P01", "Maria Kallas"), ("P02", "José Müller"), ("P03", "Will Baker"), ("P04", "Al")]
TEXTS = ("the phone rings. nobody called me back and the bike was gone", "I told Aisha about it")
FINDER = Finder(PEOPLE, known=["Bike Lease"], texts=TEXTS * 8)


def found(text: str) -> list[tuple[str, str]]:
    return [(find.words, find.code or find.sort.value) for find in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Maria Kallas told me", [("Maria Kallas", "P01")]),
        ("MARIA told me, kallas too", [("MARIA", "P01"), ("kallas", "P01")]),
        ("jose mueller rang", [("jose", "P02")]),
        ("JOSE müller’s bike", [("JOSE müller", "P02")]),
        ("will they call? Will said so", [("Will", "P03")]),
        ("Al rang, we ate al fresco", [("Al", "P04")]),
        ("Dr Petrou saw me", [("Petrou", "written like a name")]),
        ("nurse kim was kind", [("kim", "written like a name")]),
        ("Aisha said no", [("Aisha", "written like a name")]),
        ("I met Ana Torres there", [("Ana Torres", "written like a name")]),
        ("ring 0171 5550123", [("0171 5550123", "phone number")]),
        ("ring +44 20 7946 0958 or (555) 010-9999",
         [("+44 20 7946 0958", "phone number"), ("(555) 010-9999", "phone number")]),
        ("to anna.b@example.org", [("anna.b@example.org", "e-mail address")]),
        ("to anna (at) example.org", [("anna (at) example.org", "e-mail address")]),
        ("IBAN DE89 3704 0044 0532 0130 00 please",
         [("DE89 3704 0044 0532 0130 00", "bank account")]),
        ("gb82 west 1234 5698 7654 32", [("gb82 west 1234 5698 7654 32", "bank account")]),
        ("card 4111 1111 1111 1111", [("4111 1111 1111 1111", "card number")]),
        ("at 12 Oak Street, SW1A 1AA", [("12 Oak Street", "address"), ("SW1A 1AA", "address")]),
        ("in der Hauptstraße 5", [("Hauptstraße 5", "address")]),
    ],
)  # fmt: skip
def test_identifiers_are_found(text: str, wanted: list[tuple[str, str]]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "nobody called me back",
        "The phone rings. The bike was gone",
        "On Monday I rang the NHS, I'm cross",
        "The Bike Lease is dear",
        "on 2026-03-02 and on 02.03.2026",
        "1 234 567 people and 10,000,000 euros",
        "1500000 a year, case 12345678",
        "50 min each way, from 9 to 17",
        "DE89 3704 and so on",
        "Tom is nice",  # it opens the sentence, and nobody else says it: nothing tells it is a name
    ],
)
def test_words_dates_and_amounts_are_not(text: str) -> None:
    assert found(text) == []


def test_where_every_noun_has_a_capital_it_says_nothing() -> None:
    german = ["Am Schalter warten die Leute auf den Stempel und das Formular fehlt im Fach"] * 12
    finder = Finder([("P01", "Jutta Ohm")], texts=german)
    assert [find.words for find in finder.find("Jutta bringt den Antrag zur Frau Petersen")] == [
        "Jutta",
        "Petersen",
    ]


def test_what_was_said_of_a_place_goes_before_what_was_said_of_all() -> None:
    (find,) = FINDER.find("I met Ana Torres there")
    hides = identifier_key(Choice.HIDE, EVERYWHERE, find.key)
    keeps = identifier_key(Choice.KEEP, "n1", find.key)
    assert chosen(find, "n1", {hides, keeps}) is Choice.KEEP
    assert chosen(find, "n2", {hides, keeps}) is Choice.HIDE
    assert chosen(find, "n2", {keeps}) is None


def test_unasked_names_and_numbers_go_and_what_only_looks_so_stays() -> None:
    text = "Maria gave Ana Torres 0171 5550123 and maria@example.org"
    finds = FINDER.find(text)
    gone = without(text, [(one, usual(one, no_names=False)) for one in finds])
    assert gone == "[P01] gave Ana Torres [number] and [e-mail]"
    gone = without(text, [(one, usual(one, no_names=True)) for one in finds])
    assert gone == "[P01] gave [name] [number] and [e-mail]"


def test_a_code_stands_only_for_a_participant() -> None:
    assert Find(0, 3, "Ana", Sort.LIKE_A_NAME).instead(Choice.CODE) == "[name]"
    assert Find(0, 3, "Ana", Sort.NAME, "P09").instead(Choice.CODE) == "[P09]"
    assert Find(0, 3, "Ana", Sort.NAME, "P09").instead(Choice.HIDE) == "[name]"


@given(st.text(max_size=80))
def test_finds_are_stretches_of_the_text_in_order_and_apart(text: str) -> None:
    finds = FINDER.find(text)
    assert all(text[one.start : one.end] == one.words for one in finds)
    assert all(one.end <= other.start for one, other in pairwise(finds))


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["Kallas", "kallas", "KALLAS"]))
def test_a_name_is_gone_whatever_stands_around_it(before: str, after: str, name: str) -> None:
    text = f"{before} {name} {after}"
    gone = without(text, [(one, usual(one, no_names=True)) for one in FINDER.find(text)])
    assert "kallas" not in gone.casefold().split()


@pytest.mark.parametrize(
    "piece", ["Aisha said. ", "a", "Anna-", "0171 5550123, ", "Kallas ", "          ", "A@b.c "]
)
def test_a_long_text_costs_hardly_more_than_its_length(piece: str) -> None:
    assert_near_linear(lambda size: FINDER.find(piece * (size // len(piece))), 100_000)


def test_many_people_cost_hardly_more_than_few() -> None:
    text = "nobody told Maria Kallas about the queue at the desk. " * 20

    def look(many: int) -> None:
        finder = Finder([(f"P{at}", f"Name{at} Other{at}") for at in range(many)])
        for _ in range(20):
            finder.find(text)

    assert_near_linear(look, 2_000)
