"""Words that turn each other round, however two remarks are written: never in one claim."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from data.records import Kind
from synthesis.board.antonyms import pairs
from synthesis.board.opposites import opposed
from synthesis.board.sayings import Saying, in_claims
from synthesis.grouping.group import places
from tests.unit.drafting import VECTORS

FRAMES = ("it is {}", "the desk is {}", "they were {} at the desk", "so {} on the phone!")
DENIALS = (
    ("it works", "it {} work"),
    ("they call back", "they {} call back"),
    ("they answer the phone", "they {} answer the phone"),
)
NEVER = ("never", "dont", "don't", "don’t", "do not", "doesnt", "didnt", "wont", "cant", "can not")
CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.title, str.lower)


def slips(word: str) -> st.SearchStrategy[str]:
    """The word with a letter inside missing or twice, where it is long enough to be known yet."""
    if len(word) < 8:
        return st.just(word)
    inside = st.integers(1, len(word) - 2)
    return st.one_of(
        st.just(word),
        inside.map(lambda at: word[:at] + word[at + 1 :]),
        inside.map(lambda at: word[:at] + word[at] + word[at:]),
    )


@st.composite
def turned_round(draw: st.DrawFn) -> tuple[str, str]:
    if draw(st.booleans()):
        frame = draw(st.sampled_from(FRAMES))
        one, other = draw(st.sampled_from(pairs()))
        both = frame.format(one), frame.format(other)
    else:
        said, denied = draw(st.sampled_from(DENIALS))
        both = said, denied.format(draw(st.sampled_from(NEVER)))
    cases = [draw(st.sampled_from(CASES)) for _ in both]
    one, other = (
        case(text) + draw(st.sampled_from(["", ".", "!!"]))
        for case, text in zip(cases, both, strict=True)
    )
    return (one, other) if draw(st.booleans()) else (other, one)


@given(turned_round())
def test_two_that_turn_each_other_round_share_no_claim(both: tuple[str, str]) -> None:
    texts = [*both, "the soup was cold", both[0]]
    said = [Saying(Kind.PAIN, text=text, note=str(at)) for at, text in enumerate(texts)]
    where = places(texts, VECTORS.of(texts), own=True)
    for claim in in_claims(where, said, range(len(texts))):
        assert not {0, 1} <= set(claim)
        assert not {1, 3} <= set(claim)


@given(st.sampled_from(pairs()).flatmap(lambda both: st.tuples(st.just(both[0]), slips(both[1]))))
def test_a_slip_of_the_pen_hides_no_opposite(both: tuple[str, str]) -> None:
    one, other = both
    assert opposed(f"it is {one}", f"it is {other}")
