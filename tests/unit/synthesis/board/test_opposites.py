"""Which words cannot both be so: negations, opposites, and times that are far apart."""

from __future__ import annotations

import pytest

from synthesis.board.opposites import opposed, why_opposed

OPPOSED = (
    ("parking is easy to find", "parking is hard to find"),
    ("very useful app", "useless app"),
    ("the lift was easy to find", "I could not find the lift"),
    ("the queue at the desk is never more than five minutes", "people wait an hour and a half"),
    ("nobody waits longer than ten minutes", "people wait an hour and a half at the desk"),
    ("nobody waits longer than ten minutes", "the queue takes two hours on mondays"),
    ("our trial users love the tour", "they hate the tour"),
    ("they finish the tour", "they never finish the tour"),
    ("the letter is clear", "the letter is confusing"),
    ("the letter is clear", "the letter is unclear"),
    ("they always ring back", "they never ring back"),
    ("staff were polite", "staff were rude"),
    ("parking costs 2 euros", "parking costs 9 euros"),
    ("the app works", "the app fails"),
    ("it is five minutes", "it is best part of an hour"),
    ("five minutes at most", "ten minutes"),
    ("it is not difficult", "it is complicated"),
    (
        "they get a ticket in the first week",
        "not in the first week, in the first two days",
    ),
    ("a useful app", "uselss app"),
    ("eazy to find", "hard to find"),
    ("the staff were friendly", "the staff were unfreindly"),
    ("the wait is 5 min", "the wait is 2 h"),
    ("everybody gets a letter", "no one gets a letter"),
    ("we get it on time", "we get it late"),
    ("with appointment", "without appointment"),
    ("had an appointment", "had no appointment"),
    ("ive had trouble", "ive had no trouble"),
    ("long queue", "no queue"),
    ("it has signs", "it lacks signs"),
    ("too much information", "too little information"),
    ("they hardly ever call", "they always call"),
    ("useful", "no use"),
    ("very helpful", "no help"),
    ("the lift still works", "the lift no longer works"),
    ("they called me", "they failed to call"),
    ("it costs £5", "it costs £50"),
    ("10€", "100€"),
    ("understood the letter", "misunderstood the letter"),
    ("paid", "unpaid"),
    ("the same doctor every time", "a different doctor every time"),
    ("it aint helpful", "it is helpful"),
    ("they listen", "they ignore me"),
)
ALIKE = (
    ("phones ring out all morning", "nobody answers the phone"),
    ("six weeks of silence", "eight weeks and not a word"),
    ("the form is far too long", "fourteen pages, the form never ends"),
    ("not easy to find", "hard to find"),
    ("I waited two hours", "an hour and a half in the waiting room"),
    ("sometimes early, sometimes late", "always late"),
    ("they explained everything clearly", "she explained it twice"),
    ("", "the form is too long"),
    ("14 pages now", "16 pages by now"),
    ("no loan bike", "a loan bike would be nice"),
    ("our little crowd next door", "they want the large print"),
    ("I rang twice", "I rang three times"),
    ("it is not hard", "it is easy"),
    ("two months of the bill at once", "they inform us of the form"),
    ("no signs", "there are no signs"),
    ("no parking", "they lack parking"),
    ("bring the form", "boring form"),
    ("it is quite good", "it is quiet"),
    ("good, for nothing was lost", "good"),
    ("they hardly ever call", "they rarely call"),
    ("too few chairs", "not enough chairs"),
    ("we never have time", "there is no time"),
)


@pytest.mark.parametrize(("text", "other"), OPPOSED)
def test_what_cannot_both_be_so_is_opposed_whichever_comes_first(text: str, other: str) -> None:
    assert opposed(text, other)
    assert opposed(other, text)


@pytest.mark.parametrize(("text", "other"), ALIKE)
def test_what_says_the_same_in_other_words_is_not(text: str, other: str) -> None:
    assert not opposed(text, other)
    assert not opposed(other, text)


@pytest.mark.parametrize("text", sorted({text for pair in (*OPPOSED, *ALIKE) for text in pair}))
def test_no_remark_opposes_itself(text: str) -> None:
    assert not opposed(text, text)


def test_what_is_right_down_the_block_is_not_the_opposite_of_wrong() -> None:
    assert not opposed("my clinic is right down the block", "I'd choose it but feel it is wrong")
    assert opposed("the price was right", "the price was wrong")


def test_what_is_told_of_an_opposite_is_in_the_words_of_the_remark() -> None:
    told = why_opposed("they hardly ever call", "they always call")
    assert told == "“hardly ever” and “always”"
    assert why_opposed("with an appointment", "no appointment") == "“appointment” and none"
