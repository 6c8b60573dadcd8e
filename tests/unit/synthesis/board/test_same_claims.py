"""A claim credits everybody in it with the remark it quotes: who said something else is not in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from synthesis.board.keepup import _clashes
from synthesis.board.sayings import Saying, in_claims, quoted_first, says, typical
from synthesis.grouping.encode import Vectors
from synthesis.grouping.group import Places, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from synthesis.board.ground import Ground

HELD = Path(__file__).with_name("pairs.txt")

APART = (
    # what is done and what would be
    ("took a second lease all the same",
     "would take a second one if the first one were never off the road"),
    # one place in a thing
    ("had a chap last wk give up on page nine, just left it lying on the counter",
     "page nine not signed, so back it goes by post"),
    # told by one and by another
    ("saw them at the nursery gate, three mums have one, they told me about it",
     "my neighbour has one and told me all about it"),
    # a rare word alone
    ("he won't put his dd214 on the internet, it's the most private thing",
     "didn't know what a dd214 was, went through his military bags"),
    # why it is asked, and what is
    ("why do they need spouse information, it's me who applies",
     "not sure what they ask, I already added my wife and it asks for dependents"),
    # whose wish
    ("parents want to open one for the kid the same day",
     "they come in to open it cause they want a face"),
    # two failures of one thing
    ("induction is booked out for two weeks",
     "they come for the induction and nobody told the trainer"),
    # two times of day
    ("they ring at eight and all lines are busy", "night line is a machine, they hang up"),
    # all and a part
    ("nobody ever picks up the breakdown line. then they stand here, cross",
     "we lose a third of the breakdown calls, no one there to answer the phone"),
    ("mechanic set the saddle up properly and explained the gears, knew his stuff",
     "he explained every single thing, twice, never made me feel stupid"),
    ("can only come before five in the morning or after six, and then the shop is shut",
     "took half a day off to fetch it, they close at five"),
    ("showers cold again since christmas", "complaints about the showers every single day"),
)  # fmt: skip

TOGETHER = (
    ("form is far too long, people see it and their faces drop",
     "honestly it's the form that loses us people, it's too long"),
    ("payslips come as phone photos, you cant read a thing",
     "can't read the payslip so we have to ask for it again"),
    ("it wasn't hard, straight forward", "straight forward, not too long"),
    ("handover is lovely, we take half an hour and show them everything",
     "handover at the shop is what we do best, everything gets explained"),
)  # fmt: skip


def told(texts: list[str]) -> tuple[Places, list[Saying]]:
    return places(texts, Vectors().of(texts), own=True), [Saying(None, text=text) for text in texts]


def of_one_claim(texts: list[str]) -> set[frozenset[str]]:
    """Every two texts that share a claim, where they are the notes of one project and kind."""
    where, said = told(texts)
    claims = in_claims(where, said, range(len(texts)))
    return {frozenset((texts[a], texts[b])) for claim in claims for a in claim for b in claim}


@pytest.fixture(scope="module")
def joined() -> set[frozenset[str]]:
    return of_one_claim([text for pair in (*APART, *TOGETHER) for text in pair])


@pytest.mark.parametrize("pair", APART, ids=lambda pair: pair[1][:24])
def test_what_shares_a_thing_and_says_another_is_no_claim(
    joined: set[frozenset[str]], pair: tuple[str, str]
) -> None:
    assert frozenset(pair) not in joined


@pytest.mark.parametrize("pair", TOGETHER, ids=lambda pair: pair[1][:24])
def test_what_says_the_same_is_one(joined: set[frozenset[str]], pair: tuple[str, str]) -> None:
    assert frozenset(pair) in joined


def held() -> Iterator[list[tuple[bool, str, str]]]:
    """The held pairs of each project, and whether they say the same."""
    for project in HELD.read_text(encoding="utf-8").split("# ")[3:]:
        lines = [line for line in project.splitlines()[1:] if line]
        yield [(line[0] == "=", *line[2:].split(" | ")) for line in lines]  # type: ignore[misc]


def test_of_held_pairs_twice_as_many_right_ones_share_a_claim_as_false_ones() -> None:
    right = false = 0
    for pairs in held():
        joined = of_one_claim([text for _, *both in pairs for text in both])
        for same, *both in pairs:
            right += same and frozenset(both) in joined
            false += not same and frozenset(both) in joined
    assert right >= 10
    assert false <= 6


def test_the_remark_that_is_quoted_is_one_that_all_others_say() -> None:
    texts = [text for pair in TOGETHER for text in pair]
    where, said = told(texts)
    for claim in in_claims(where, said, range(len(texts))):
        assert all(says(where, said, note, claim[0]) for note in claim)
        assert quoted_first(where, said, claim) == claim


def test_what_is_quoted_stays_what_all_say_where_company_makes_another_typical() -> None:
    texts = ["it rains in", "water on the floor", "roof leaks"]
    own = unit_rows((1, 0, 0), (0.6, 0.6, 0.5), (0, 1, 0))
    pulled = unit_rows((1, 0.1, 0), (0, 0, 1), (1, -0.1, 0))
    where = Places(("a", "b", "c"), np.arange(3), pulled, own)
    said = [Saying(None, text=text) for text in texts]
    assert typical(where, [0, 1, 2])[0] != 1
    assert quoted_first(where, said, [0, 1, 2])[0] == 1
    assert in_claims(where, said, [0, 1, 2])[0][0] in (0, 2), "the most typical opens the first"


def test_a_new_note_joins_a_claim_only_where_it_says_what_is_quoted() -> None:
    own = unit_rows((1, 0, 0), (0.6, 0.6, 0.5), (0, 1, 0))
    where = Places(("a", "b", "c"), np.arange(3), own)
    said = [Saying(None, text=text) for text in ("it rains in", "water on the floor", "roof leaks")]
    ground = cast("Ground", SimpleNamespace(where=where, said=said))
    assert list(_clashes(ground, [[0, 1]], [2])) == [(2, 0)]
    assert list(_clashes(ground, [[1, 0]], [2])) == []
    assert list(_clashes(ground, [], [0, 2])) == [(0, 2)]


def unit_rows(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    made = np.array(rows)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made.astype(np.float32)
