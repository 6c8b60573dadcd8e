"""Claims under any notes: one side, one feeling, quoted in words that somebody said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import Emotion, Kind, Link, LinkKind, LinkLevel, Snapshot, Source
from synthesis.board import acts
from synthesis.board.quotes import LONGEST, words_of
from synthesis.board.sayings import sayings
from synthesis.board.standing import People
from tests.property.test_board import Sitting
from tests.property.test_touchpoints import STAGES, project

WORDS = (
    "phone rings out",
    "phone never rings",
    "form is easy",
    "form is hard",
    "soup in five minutes",
    "soup in two hours",
)
remarks = st.lists(
    st.tuples(
        st.sampled_from(WORDS),
        st.sampled_from([stage.id for stage in STAGES]),
        st.sampled_from((None, Kind.PAIN)),
        st.sampled_from((Source.CUSTOMER, Source.STAFF, Source.TEAM, Source.OBSERVED)),
        st.sampled_from((None, *Emotion)),
    ),
    min_size=2,
    max_size=16,
)


def of(rows: Sequence[Any]) -> Snapshot:
    """Return a project of remarks with their sides and feelings."""
    snapshot = project([(text, stage, kind) for text, stage, kind, _, _ in rows])
    by_text = {text: (source, emotion) for text, _, _, source, emotion in rows}
    notes = tuple(
        replace(note, source=by_text[note.text][0], emotion=by_text[note.text][1])
        for note in snapshot.notes
    )
    return replace(snapshot, notes=notes)


def numbered(rows: Sequence[Any]) -> list[Any]:
    return [(f"{row[0]} {at}", *row[1:]) for at, row in enumerate(rows)]


def check(snapshot: Snapshot) -> None:
    """Each claim is what may be one, unless a person joined it, and quotes a note of its own."""
    said = dict(
        zip(
            (note.id for note in snapshot.notes),
            sayings(snapshot.notes, People.of(snapshot)),
            strict=True,
        )
    )
    text = {note.id: note.text for note in snapshot.notes}
    joined = {frozenset((one.first, one.second)) for one in snapshot.links}
    for card in snapshot.touchpoints:
        for claim in card.claims:
            notes = [one.note for one in claim.evidence]
            assert claim.quote in notes
            assert claim.title == words_of(text[claim.quote])
            if not any(frozenset(pair) in joined for pair in combinations(notes, 2)):
                assert all(said[a].may_share(said[b]) for a, b in combinations(notes, 2))


@given(remarks, remarks)
@settings(max_examples=80, deadline=None)
def test_no_claim_holds_two_sides_unless_a_person_joined_them(
    some: list[Any], more: list[Any]
) -> None:
    rows = numbered([*some, *more])
    sitting = Sitting(of(rows[: len(some)]))
    check(sitting.snapshot)
    whole = of(rows)
    known = {note.text: note for note in sitting.snapshot.notes}
    notes = tuple(known.get(note.text, replace(note, id=note.id)) for note in whole.notes)
    sitting.snapshot = replace(sitting.snapshot, notes=notes)
    sitting.keep_up()
    check(sitting.snapshot)
    first, *_, last = sitting.snapshot.notes
    if first.kind is last.kind:
        made = Link.between(first.id, last.id, LinkKind.TOGETHER, LinkLevel.CLAIM)
        sitting.do(lambda ground: acts.link_notes(ground, made, anyway=True))
        check(sitting.snapshot)
        sitting.keep_up()
        check(sitting.snapshot)


@given(remarks, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_notes_makes_no_other_claims(some: list[Any], chance: Any) -> None:
    rows = numbered(some)
    other = list(rows)
    chance.shuffle(other)
    shapes = []
    for order in (rows, other):
        snapshot = Sitting(of(order)).snapshot
        text = {note.id: note.text for note in snapshot.notes}
        shapes.append(
            {
                (frozenset(text[one.note] for one in claim.evidence), claim.title)
                for card in snapshot.touchpoints
                for claim in card.claims
            }
        )
    assert shapes[0] == shapes[1]


@given(st.text(max_size=300))
def test_a_quote_is_in_its_note(text: str) -> None:
    words = words_of(text)
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        assert " ".join(words.split()) == line
    else:
        assert words.endswith(" …")
        assert len(words) <= LONGEST + 2
        assert " ".join(words[:-2].split()) in line
