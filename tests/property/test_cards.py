"""What people type of cards: any text is stored as it is or refused in a sentence, and undone."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.jobs import cards as cards_jobs
from capture.jobs import comments as comments_jobs
from capture.jobs import journeys
from capture.jobs import lists as lists_jobs
from capture.jobs.drafts import synthesise
from capture.jobs.facts import MOST, TypedFacts, number, whole, written
from capture.jobs.projects import create
from data.errors import SaysoError, UsageError
from data.records import Basis, CommentKind, TouchpointId
from data.store import Project
from synthesis.map.model import ORDER
from tests.tui.helpers import keep
from tests.unit.dump import entity_dump

TEXT = st.text(max_size=30) | st.sampled_from(["x" * 130, "\x1b[31mred", "=1+1", "[/b]", "a\nb"])
TYPED = st.one_of(
    st.text(alphabet="0123456789.,-+eE \u2212_", max_size=12),
    st.floats(allow_nan=True).map(str),
    st.integers().map(str),
    st.text(max_size=8),
)


@given(TYPED)
def test_a_number_is_one_within_bounds_or_refused(typed: str) -> None:
    try:
        found = number(typed, "Minutes", least=0)
    except UsageError:
        return
    assert (found is None) == (not typed.replace("\u00a0", "").strip())
    if found is not None:
        assert math.isfinite(found)
        assert 0 <= found <= MOST


@given(st.floats(-MOST, MOST))
def test_a_number_that_was_written_means_the_same_when_it_is_read(value: float) -> None:
    found = number(written(value), "The value")
    assert found is not None
    assert math.isclose(found, value, rel_tol=1e-14, abs_tol=0)


@given(TYPED)
def test_a_whole_number_is_no_larger_than_it_may_be(typed: str) -> None:
    try:
        found = whole(typed, "Dots", most=cards_jobs.MOST_DOTS)
    except UsageError:
        return
    assert abs(found) <= cards_jobs.MOST_DOTS


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.sayso"
        with create(path, title="Any", stages=("Apply", "Wait"), personas=()) as made:
            for text in ("the phone rings out", "the phone rings out all day", "the form is long"):
                keep(made, text)
            synthesise(made)
            yield made


def dump(project: Project) -> str:
    return entity_dump(project.connection) + repr(project.snapshot().touchpoints)


Act = Callable[[Project, TouchpointId], object]


@st.composite
def _acts(draw: st.DrawFn) -> Act:
    text, typed = draw(TEXT), draw(TYPED)
    basis = draw(st.sampled_from([None, *Basis]))
    name = draw(st.sampled_from(["owner", "at_stake", "way_out", "contacts", "minutes", "title"]))
    said = typed if name in ("contacts", "minutes") else text
    facts = cast(TypedFacts, {name: said})
    rows = draw(st.lists(st.sampled_from([row.value for row in ORDER]), unique=True))
    acts: list[Act] = [
        lambda p, card: cards_jobs.describe(p, card, facts),
        lambda p, card: cards_jobs.put_figure(p, card, text, {"value": typed, "basis": basis}),
        lambda p, card: cards_jobs.remove_figure(p, card, text),
        lambda p, card: cards_jobs.vote(p, card, cards_jobs.dots(typed), text),
        lambda p, card: comments_jobs.comment(p, card, text, CommentKind.CHALLENGE, text),
        lambda p, _: journeys.put_rows(p, p.snapshot().journeys[0].id, rows),
        lambda p, _: lists_jobs.put(
            p, "journey", p.snapshot().journeys[0].id, {"lanes": text, "owner": text}
        ),
    ]
    return draw(st.sampled_from(acts))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_acts(), st.integers(0, 99)), min_size=1, max_size=5))
def test_acts_are_whole_or_refused_in_a_sentence_and_undone(
    project: Project, acts: list[tuple[Act, int]]
) -> None:
    start = dump(project)
    done = 0
    for act, at in acts:
        before = dump(project)
        ops = _ops(project)
        cards = project.snapshot().touchpoints
        refused = None
        try:
            act(project, cards[at % len(cards)].id)
        except SaysoError as error:
            refused = str(error)
        new = dump(project) != before
        assert _ops(project) - ops == new  # one step, or nothing at all
        if refused is not None:
            assert not new
            assert "Nothing was" in refused or "nothing was" in refused
        done += _ops(project) - ops
    for _ in range(done):
        project.undo()
    assert dump(project) == start


def _ops(project: Project) -> int:
    (count,) = project.connection.row("SELECT count(DISTINCT op) FROM change")
    return int(count)
