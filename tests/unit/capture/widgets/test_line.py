"""The parts of the line: pastes read from the terminal, characters that stand in, suggestions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from textual import events

from capture.textual_internals import PasteParser
from capture.widgets.inputs import StandIns
from data.records import Kind
from data.text import clean, visible
from synthesis.suggest import kind_hint, nearest

TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x1b\x00\n\u200d\u202e["))


@given(TEXT.map(lambda text: text.replace("\x1b[201~", "")), st.lists(st.integers(1, 9)))
def test_a_paste_arrives_as_it_is_however_it_is_cut(text: str, cuts: list[int]) -> None:
    parser = PasteParser()
    stream = f"\x1b[200~{text}\x1b[201~x"
    found = list(parser.feed(stream[:8]))  # a beginning that is cut in two is the terminal's own
    at = 8
    for cut in cuts:
        found += parser.feed(stream[at : at + cut]) if at < len(stream) else []
        at += cut
    found += parser.feed(stream[at:]) if at < len(stream) else []
    pastes = [one.text for one in found if isinstance(one, events.Paste)]
    keys = [one.key for one in found if isinstance(one, events.Key)]
    assert pastes == [text]
    assert keys == ["x"]


@given(TEXT)
def test_what_the_editor_holds_gives_back_exactly_what_was_put_in(text: str) -> None:
    standins = StandIns()
    held = standins.take(text)
    assert standins.give(held) == clean(text)[0]
    for line in held.split("\n"):
        shown = standins.shown(line)
        assert len(shown) == len(line)
        assert visible(shown) == shown
    assert held.splitlines() == held.split("\n") or held.endswith("\n") or not held


def test_the_middle_of_a_long_paste_is_one_character() -> None:
    standins = StandIns()
    text = "a" * 500_000 + "\x1b" * 500_000
    held = standins.take(text)
    assert len(held) < 1_000
    assert standins.give(held) == text
    assert standins.folded(held) > 999_000
    assert len(standins.gist(held)) == len(held)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("how do I apply for it?", Kind.QUESTION),
        ("we should text them", Kind.IDEA),
        ("they need a date", Kind.NEED),
        ("everybody loves the handover, it is great", Kind.GAIN),
        ("nobody ever answers", Kind.PAIN),
        ("the blue form", None),
    ],
)
def test_a_kind_is_hinted_at_by_cue_words_only(text: str, kind: Kind | None) -> None:
    assert kind_hint(text) is kind


def _unit(*numbers: float) -> NDArray[np.float32]:
    row = np.zeros(384, dtype=np.float32)
    row[: len(numbers)] = numbers
    found: NDArray[np.float32] = row / np.linalg.norm(row)
    return found


def test_the_most_alike_is_found_among_the_earlier_ones() -> None:
    rows = np.stack([_unit(1), _unit(0, 1), _unit(0, 0, 1), _unit(0.1, 1)])
    assert [at for at, _ in nearest(rows, 3, 1)] == [1]
    assert nearest(rows[:1], 0, 1) == []
