"""By what signs two remarks seem to say the opposite, and how strong each is."""

from __future__ import annotations

import pytest

from data.records import Emotion, Kind, Note
from synthesis.board.disagreements import FAINT, Traits, signs
from tests.unit.drafting import WAIT, note


def remark(text: str, kind: Kind | None = None, feeling: Emotion | None = None) -> Traits:
    return Traits.of(note(0, (WAIT, kind, text), emotion=feeling))


WORDED = (
    ("the form is easy", "the form is hard"),
    ("it takes five minutes", "it is best part of an hour"),
    ("we fix it first go", "they have to let us in two or three times"),
    ("they come in because they want a face", "nobody wants to set foot in a branch"),
    ("no booking", "they all book a slot"),
    ("everybody looks it up first", "they come without having looked it up"),
    ("want somebody to show them", "they hate being talked to"),
    ("parents are dying for us to open sundays", "no call for sunday hours"),
)
SLIGHT = (
    ("everybody drops in on the way home", "they drop in after work"),
    ("they know the price", "nobody told them"),
)
NOTHING = (
    ("the desk is far away", "the queue is long"),
    ("fourteen pages", "14 pages by now"),
    ("", "the queue is long"),
)


@pytest.mark.parametrize(("text", "other"), WORDED)
def test_words_and_numbers_are_signs_whichever_comes_first(text: str, other: str) -> None:
    for one, two in ((text, other), (other, text)):
        sign = signs(remark(one), remark(two))
        assert sign.strength >= FAINT
        assert sign.by_words
        assert sign.why


@pytest.mark.parametrize(("text", "other"), SLIGHT)
def test_a_denial_of_another_thing_is_a_slight_sign_alone(text: str, other: str) -> None:
    sign = signs(remark(text), remark(other))
    assert 0 < sign.strength < 0.5
    assert not sign.by_words


@pytest.mark.parametrize(("text", "other"), NOTHING)
def test_what_differs_in_nothing_has_no_sign(text: str, other: str) -> None:
    assert signs(remark(text), remark(other)).strength < FAINT


def test_feelings_and_kinds_are_signs_that_are_no_words() -> None:
    high, low = remark("the form", None, Emotion.HIGH), remark("a form", None, Emotion.LOW)
    gain, pain = remark("the form", Kind.GAIN), remark("a form", Kind.PAIN)
    for one, two, why in ((high, low, "felt +1 and -1"), (gain, pain, "a gain and a pain point")):
        sign = signs(one, two)
        assert sign.strength >= FAINT
        assert sign.why == why
        assert not sign.by_words
    assert signs(high, high).strength < 0


def test_no_remark_disagrees_with_itself() -> None:
    for text in {text for pair in (*WORDED, *SLIGHT, *NOTHING) for text in pair}:
        assert signs(remark(text), remark(text)).strength < FAINT


def test_a_note_is_what_its_traits_are_of() -> None:
    made = remark("nobody waits")
    assert isinstance(made.note, Note)
    assert made.denies == frozenset({"wait"})
