"""Whether a remark tells, asks or supposes, and whether it speaks of some or of all."""

from __future__ import annotations

import pytest

from synthesis.board.shared import MORE_WORDS, ONE_WORD, PREDICATE, by_one_word, needed
from synthesis.board.telling import Telling, one_of_all, telling
from synthesis.grouping.group import SAME_CUT


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("took a second lease all the same", Telling.TELLS),
        ("saw the pharmacist, she sorted it", Telling.TELLS),
        ("they couldn't read the payslip", Telling.TELLS),
        ("would take a second one if the first one were never off the road", Telling.SUPPOSES),
        ("would see a pharmacist if it was quicker", Telling.SUPPOSES),
        ("if there was a bus I'd leave the car", Telling.SUPPOSES),
        ("I might come back", Telling.SUPPOSES),
        ("wish they rang me", Telling.SUPPOSES),
        ("I'd like to know the date", Telling.TELLS),
        ("it would be nice to have a loan bike", Telling.SUPPOSES),
        ("why do they need spouse information, it's me who applies", Telling.ASKS),
        ("can I lease it if I only rent my flat", Telling.ASKS),
        ("the price with everything in it?", Telling.ASKS),
        ("not sure what they ask", Telling.TELLS),
        ("", Telling.TELLS),
    ],
)
def test_what_a_remark_does(text: str, does: Telling) -> None:
    assert telling(text) is does


@pytest.mark.parametrize(
    ("text", "other", "differ"),
    [
        ("we lose a third of the calls", "nobody ever picks up", True),
        ("half the time nobody picks up", "nobody ever picks up", True),
        ("sometimes it rings out", "it always rings out", True),
        ("we lose a third of the calls", "half of them ring out", False),
        ("nobody ever picks up", "they never pick up", False),
        ("took half an hour", "nobody ever picks up", False),
        ("give up half way", "everybody gives up", False),
    ],
)
def test_a_part_is_never_all(text: str, other: str, differ: bool) -> None:
    assert one_of_all(text, other) is differ
    assert one_of_all(other, text) is differ


@pytest.mark.parametrize(
    ("text", "other", "least"),
    [
        ("refund took five weeks", "waiting over a month for my money back", SAME_CUT),
        ("the deposit came back", "why do they take a deposit at all", ONE_WORD),
        ("the smart card takes a week", "where do I top up the smart card", MORE_WORDS),
        ("the form is too long", "far too long, that form", PREDICATE),
        ("they told me about it at work", "told me at the gate", ONE_WORD),
        ("", "", SAME_CUT),
    ],
)
def test_what_is_shared_says_how_alike_two_must_be(text: str, other: str, least: float) -> None:
    assert needed(text, other) == needed(other, text) == least
    assert by_one_word(text, other) is (least == ONE_WORD)
