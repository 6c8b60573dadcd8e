"""Finding a thing by what was typed: what holds for every list and every typed text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.filterlang import quoted
from capture.jobs.names import Known, named
from data.errors import NotFound
from data.shorthand import Named, Vocabulary, parse
from data.shorthand.finder import Finder, code_key, code_keys, finder_of, keys_of
from data.shorthand.reading import take_apart
from data.text import fold

WORDS = st.sampled_from(
    ["out", "Outreach", "Find", "fin", "Café", "cafe", "P7", "a", "ab", "Wait-ing", "☎", "2"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
LISTS = st.lists(NAMES, max_size=8, unique=True)


def found(names: list[str], typed: str) -> list[str]:
    return finder_of(names, str).find(typed)


@given(LISTS, NAMES, st.randoms(use_true_random=False))
def test_the_order_of_a_list_never_matters(names: list[str], typed: str, random: object) -> None:
    mixed = list(names)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert sorted(found(names, typed)) == sorted(found(mixed, typed))
    one, other = finder_of(names, str), finder_of(mixed, str)
    assert sorted(one.ranked(typed, inside=True)) == sorted(other.ranked(typed, inside=True))
    assert sorted(one.alike(typed, 99)) == sorted(other.alike(typed, 99))


@given(LISTS, NAMES)
def test_a_whole_name_always_wins(names: list[str], name: str) -> None:
    some = [*(one for one in names if fold(one) != fold(name)), name]
    if fold(name):
        assert found(some, name) == [name]
        assert found(some, name.upper()) == [name]
    assert found([name], name) == [name]


@given(LISTS, NAMES)
def test_what_is_ambiguous_is_never_picked(names: list[str], typed: str) -> None:
    fits = found(names, typed)
    if len(fits) == 1:
        assert named(names, typed, "thing", str) == fits[0]
    else:
        with pytest.raises(NotFound, match="several" if fits else "unknown"):
            named(names, typed, "thing", str)


@given(LISTS, NAMES)
def test_a_code_wins_over_every_name(names: list[str], typed: str) -> None:
    coded = Finder([*((one, keys_of(one)) for one in names), ("it", keys_of("x", code_key("T07")))])
    assert coded.find("t7") == coded.find("T007") == ["it"]


@given(LISTS, NAMES)
def test_what_is_found_is_ranked_first(names: list[str], typed: str) -> None:
    finder = finder_of(names, str)
    fits = finder.find(typed)
    assert finder.ranked(typed)[: len(fits)] == fits
    ranked = finder.ranked(typed, inside=True)
    assert len(set(ranked)) == len(ranked)


@given(LISTS, NAMES)
def test_a_line_takes_what_the_finder_finds(names: list[str], typed: str) -> None:
    """The grammar and the command line agree on what two letters or more mean."""
    # No project has two stages of one name; of such two a line takes the one spelt just so.
    stages = list({fold(one): one for one in names if fold(one) and not one.isdigit()}.values())
    word = "-".join(typed.split())
    if len(fold(word)) < 2 or fold(word).isdigit():
        return
    known = Vocabulary(stages=tuple(Named(str(at), one) for at, one in enumerate(stages)))
    said = parse(f"x ,,#{word}", known)
    fits = Known(enumerate(stages), "stage", lambda one: one[1]).finder.find(word)
    if not fits and take_apart(word) is not None:
        return  # of a name with something glued to it the name is taken, and the rest left over
    assert said.stage == (str(fits[0][0]) if len(fits) == 1 else None)
    assert quoted(typed)  # and a filter may hold it


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_codes_are_told_apart_by_their_numbers_alone(one: int, other: int) -> None:
    assert (code_key(f"T{one:02d}") == code_key(f"t{other:05d}")) == (one == other)
    assert str(one) in code_keys(f"T{one:02d}")
