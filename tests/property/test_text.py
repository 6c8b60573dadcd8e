"""What holds of any text whatever: nothing dangerous is shown, nothing raises, cuts fit."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.text import clean, clip, defuse, fold, normalise, slugify, visible, width

_DANGEROUS = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINING = "\u200d\u200c\ufe0f\ufe0e\U0001f469\U0001f3fd❤یखक\u094d"
_NASTY = _JOINING + "\u17b4\u180b\u034f\x1b\u202e\u3164葛\U000e0100a"
any_text = st.text(st.characters(exclude_categories=()) | st.sampled_from(_NASTY))
nasty_text = st.text(st.sampled_from(_NASTY), max_size=12)


@settings(deadline=None)
@given(any_text | nasty_text, st.booleans())
def test_nothing_dangerous_is_shown(text: str, keep: bool) -> None:
    shown = visible(text, keep_newlines=keep)
    for at, char in enumerate(shown):
        if keep and char == "\n":
            continue
        assert unicodedata.category(char) not in _DANGEROUS
        if unicodedata.category(char) == "Cf" and char in "\u200c\u200d":
            assert 0 < at < len(shown) - 1
            assert not shown[at - 1].isascii()
            assert not shown[at + 1].isascii()
        elif unicodedata.category(char) == "Cf":
            assert char in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"


@settings(deadline=None)
@given(any_text | nasty_text, st.booleans())
def test_showing_twice_changes_nothing(text: str, keep: bool) -> None:
    shown = visible(text, keep_newlines=keep)
    assert visible(shown, keep_newlines=keep) == shown


@settings(deadline=None)
@given(
    st.text(
        st.characters(
            categories=["L", "N", "P", "S"], exclude_characters="\u115f\u1160\u3164\uffa0"
        )
    )
)
def test_letters_digits_and_signs_stay(text: str) -> None:
    assert visible(text) == text


@settings(deadline=None)
@given(any_text)
def test_the_door_lets_through_what_a_file_can_hold(text: str) -> None:
    kept, replaced = clean(text)
    kept.encode("utf-8")
    assert "\r" not in kept
    assert replaced == sum("\ud800" <= char <= "\udfff" for char in text)
    assert clean(kept) == (kept, 0)


@settings(deadline=None)
@given(any_text)
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert not any(char.isspace() or char in ".,-#+" for char in folded)


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N"])), st.text("-_ .,'!"))
def test_folding_ignores_what_stands_between(name: str, between: str) -> None:
    spread = between.join(name)
    assert fold(spread) == fold("-".join(spread.split())) == fold(spread + between)


@settings(deadline=None)
@given(any_text)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once == once.strip()


@settings(deadline=None)
@given(any_text | nasty_text, st.integers(1, 30))
def test_a_cut_text_fits_and_is_a_beginning(text: str, cells: int) -> None:
    cut = clip(text, cells)
    assert width(cut) <= cells
    assert cut == text or (width(text) > cells and text.startswith(cut.removesuffix("…")))


@settings(deadline=None)
@given(any_text)
def test_a_slug_is_a_plain_file_name(title: str) -> None:
    slug = slugify(title)
    assert 0 < len(slug) <= 60
    assert "/" not in slug
    assert not slug.startswith((".", "-"))
    assert slug == visible(slug)


@settings(deadline=None)
@given(any_text)
@example("\x1f=")
def test_no_cell_starts_a_formula(cell: str) -> None:
    safe = defuse(cell)
    start = safe.lstrip()[:1]
    if start and start in "=+-@＝＋－＠":
        assert safe == cell
        float(safe.strip().rstrip("%").replace(",", "."))
    assert safe.removeprefix("'") == cell.removeprefix("'")
