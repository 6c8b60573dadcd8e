"""Hostile text made visible, and text folded, measured, cut and guarded."""

from __future__ import annotations

import pytest

from data.text import (
    capital,
    clean,
    clip,
    counted,
    defuse,
    fingerprint,
    fold,
    normalise,
    says_nothing,
    slugify,
    visible,
    width,
)
from tests.growth import assert_near_linear


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("nul\0", "nul␀"),
        ("del\x7f", "del␡"),
        ("tab\there", "tab⇥here"),
        ("line\r\nend", "line␍⏎end"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("\u202egpj.exe", "⟨U+202E⟩gpj.exe"),
        ("\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"),
        ("\u200ea\u200f\u061c", "⟨U+200E⟩a⟨U+200F⟩⟨U+061C⟩"),
        ("zero\u200bwidth\u2060\ufeff", "zero⟨U+200B⟩width⟨U+2060⟩⟨U+FEFF⟩"),
        ("soft\u00adhyphen", "soft⟨U+00AD⟩hyphen"),
        ("a\u2028b\u2029", "a⟨U+2028⟩b⟨U+2029⟩"),
        ("lone \ud800 \udcff", "lone ⟨U+D800⟩ ⟨U+DCFF⟩"),
        ("private \ue000", "private ⟨U+E000⟩"),
        ("no character \uffff", "no character ⟨U+FFFF⟩"),
        ("tag \U000e0041", "tag ⟨U+E0041⟩"),
        ("filler \u3164", "filler ⟨U+3164⟩"),
        ("join\u200der", "join⟨U+200D⟩er"),
        ("hidden a\ufe0f\ufe0e\ufe0f", "hidden a\ufe0f⟨U+FE0E⟩⟨U+FE0F⟩"),
    ],
)
def test_what_acts_or_hides_becomes_a_mark(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain [/] [@click=app.quit] text",
        "日本語のメモ、全角　空白",
        "e\u0301tude na\u00efve",
        "שלום עולם مرحبا",
        "می\u200cخواهم",
        "क्\u200dष",
        "👩\u200d👩\u200d👧 👍🏽 ❤\ufe0f 1\ufe0f\u20e3 🇬🇷",
        "👩🏽\u200d🚀",
        "葛\U000e0100",
        "non\u00a0breaking",
        "฿ ภาษาไทย",
    ],
)
def test_ordinary_text_of_any_script_stays(text: str) -> None:
    assert visible(text) == text


def test_newlines_are_kept_on_demand_only() -> None:
    assert visible("a\nb") == "a⏎b"
    assert visible("a\n\tb", keep_newlines=True) == "a\n⇥b"


@pytest.mark.parametrize("text", ["\x1b", "\u202e", "😀\n"], ids=["escape", "bidi", "emoji"])
def test_a_megabyte_is_shown_without_a_pause(text: str) -> None:
    assert_near_linear(lambda size: visible(text * size), 10**6)


def test_the_door_replaces_only_lone_surrogates_and_line_ends() -> None:
    assert clean("a\ud83d b\udcff") == ("a\ufffd b\ufffd", 2)
    assert clean("a\r\nb\rc\n\x1b\0") == ("a\nb\nc\n\x1b\0", 0)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Find out", "findout"),
        ("Ärzte & Pflege", "arztepflege"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Άννα", "αννα"),
        ("İstanbul", "istanbul"),
        ("Ｐhone", "phone"),
        ("Follow-up (2nd)", "followup2nd"),
        ("😀", ""),
        ("  ", ""),
    ],
)
def test_folding_ignores_case_accents_spaces_and_punctuation(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_folding_keeps_marks_that_make_another_letter() -> None:
    assert fold("ガス") != fold("カス")
    assert fold("की") != fold("का")
    assert fold("ガス") == fold("カ\u3099ス")


def test_a_fingerprint_is_that_of_the_normalised_text() -> None:
    assert normalise("  Phone \n\t rings  ") == "Phone rings"
    assert fingerprint("Phone  rings\n") == fingerprint("Phone rings")
    assert fingerprint("e\u0301") == fingerprint("é")
    assert fingerprint("Phone") != fingerprint("phone")
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(fingerprint("\ud800")) == 64


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("日本", 4),
        ("ｶﾅ", 2),
        ("e\u0301", 1),
        ("한국", 4),
        ("\u1112\u1161\u11ab", 2),
        ("😀", 2),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        ("👍🏽", 2),
        ("👩\u200d👩\u200d👧", 2),
        ("👩🏽\u200d🚀!", 3),
        ("🇬🇷🇩🇪", 4),
        ("กำ", 2),
        ("a\u00a0b\u3000", 5),
        ("−2 · …", 6),
    ],
)
def test_width_counts_terminal_cells(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells", "cut"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("日本", 1, "…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("👩\u200d👩\u200d👧ab", 3, "👩\u200d👩\u200d👧…"),
        ("abc", 0, ""),
        ("", 3, ""),
    ],
)
def test_clip_cuts_whole_signs(text: str, cells: int, cut: str) -> None:
    assert clip(text, cells) == cut


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Find out", "find-out"),
        ("  Café – Über uns! ", "cafe-uber-uns"),
        ("待つ", "待つ"),
        ("😀", "untitled"),
        ("", "untitled"),
    ],
)
def test_a_slug_is_lower_case_words_and_hyphens(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_a_slug_is_short() -> None:
    assert len(slugify("word " * 100)) <= 60


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://x")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1+2",
        "＠x",
        "  =1+1",
        "\ufeff=1",
        "- a bullet",
        "-1.5+cmd",
    ],
)
def test_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert defuse(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["", "text", "-1.5", "+3", "-1,5", "2026-01-01", "a=b", "1e-5", " "]
)
def test_plain_cells_and_numbers_stay(cell: str) -> None:
    assert defuse(cell) == cell


def test_a_number_goes_with_its_noun() -> None:
    assert [counted(n, "note") for n in (0, 1, 1200)] == ["0 notes", "1 note", "1,200 notes"]
    assert [counted(n, "person", "people") for n in (1, 2)] == ["1 person", "2 people"]


@pytest.mark.parametrize(
    "text",
    [
        *("n/a", "N/A.", "NA", "none", "None.", "-", "--", "…", "?", "No comment!", "nothing"),
        *("n/a n/a", "None, none!", "Ｎ／Ａ", "NULL", "no thanks", "None really", "No, nothing."),
        *("no additional comments", "I have no comments at this time", "nothing more to add"),
    ],
)
def test_an_answer_that_only_fills_the_space_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("none of them called back", "nothing works", "10", "🙂", "+", "no lift", "non"),
        *("何もない", "no comment box on the form", "nothing to sit on", "no reply to my letter"),
    ],
)
def test_an_answer_with_a_word_of_its_own_says_something(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("text", "told"), [("lift", "Lift"), ("", ""), ("ßa", "ßa"), ("ﬁling", "ﬁling"), ("éa", "Éa")]
)
def test_a_capital_is_one_letter_or_none(text: str, told: str) -> None:
    assert capital(text) == told
