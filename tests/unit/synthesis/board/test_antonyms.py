"""What the list of opposites calls opposed never shares a claim, nor what affixes turn round."""

from __future__ import annotations

from itertools import combinations

import pytest

from data.records import Kind
from synthesis.board.antonyms import base, pairs, turned
from synthesis.board.opposites import opposed
from synthesis.board.sayings import Saying, apart, in_claims
from synthesis.board.standing import Side
from tests.unit.synthesis.board.test_sayings import alike

FRAMES = ("it is {}", "they were {}", "the form was very {}", "a {} form")
AFFIXED = (
    ("useful app", "useless app"), ("helpful staff", "unhelpful staff"),
    ("the page is clear", "the page is unclear"), ("a legal rent", "an illegal rent"),
    ("it is possible to pay online", "it is impossible to pay online"),
    ("a polite answer", "an impolite answer"), ("the bill is correct", "the bill is incorrect"),
    ("careful drivers", "careless drivers"), ("a painful visit", "a painless visit"),
    ("the lift is reliable", "the lift is unreliable"), ("regular visits", "irregular visits"),
    ("they trust us", "they mistrust us"), ("they agree with the bill", "they disagree with it"),
    ("the app is usable", "the app is unusable"), ("an honest answer", "a dishonest answer"),
)  # fmt: skip
FRIENDS = (
    ("they inform us", "they form a queue"), ("a discount", "they count the money"),
    ("they display the price", "kids play in the hall"), ("they discover it", "it is covered"),
    ("it was intense", "it was tense"), ("they improve it", "they prove it"),
)  # fmt: skip
IN_WORDS = (
    ("easy to find", "hard to find"), ("found it easily", "hard to find"),
    ("quicker now", "much slower now"), ("you can book online", "you cannot book online"),
    ("it works", "it is broken"), ("they love the app", "they hate the app"),
    ("the app is not difficult", "the app is complicated"),
    ("they never miss the cleaning", "they skip the cleaning"),
)  # fmt: skip


def _one_claim(text: str, other: str) -> bool:
    """Return whether two remarks that are as alike as can be come into one claim."""
    said = [Saying(Kind.PAIN, Side.INSIDE, 0, one) for one in (text, other)]
    claims = in_claims(alike(2), said, range(2))
    assert [sorted(part) for part in apart(alike(2), said, [0, 1])] == sorted(map(sorted, claims))
    return len(claims) == 1


@pytest.mark.parametrize(("word", "other"), pairs())
def test_no_pair_of_the_list_shares_a_claim_however_it_is_said(word: str, other: str) -> None:
    for frame in FRAMES:
        one, two = frame.format(word), frame.format(other)
        assert opposed(one, two)
        assert opposed(two, one)
        assert not _one_claim(one, two)


@pytest.mark.parametrize(("text", "other"), [*AFFIXED, *IN_WORDS])
def test_affixes_degrees_and_denials_part_claims_too(text: str, other: str) -> None:
    assert opposed(text, other)
    assert opposed(other, text)
    assert not _one_claim(text, other)


@pytest.mark.parametrize(("text", "other"), FRIENDS)
def test_what_only_begins_alike_is_no_opposite(text: str, other: str) -> None:
    assert not opposed(text, other)


def test_the_list_turns_both_ways_and_no_word_is_its_own_opposite() -> None:
    for word, other in pairs():
        assert base(other) in turned(base(word))
        assert base(word) in turned(base(other))
        assert base(word) != base(other)


def test_words_of_one_side_are_no_opposites_of_each_other() -> None:
    sides: dict[str, set[str]] = {}
    for word, other in pairs():
        sides.setdefault(other, set()).add(word)
    for some in sides.values():
        for word, other in combinations(sorted(some), 2):
            assert base(word) not in turned(base(other)), (word, other)
