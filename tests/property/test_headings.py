"""Whatever is on a card, its heading is its title or words that may be shown."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from data.records import Bearing, Consent, EvidenceStance, Kind, Snapshot
from data.text import in_quotes
from synthesis.board.quotes import words_of
from synthesis.map.build import OUTSIDE, build, journey_for
from synthesis.titles import plain
from tests.unit.mapmaking import Maker

_FORBIDDEN = (Consent.IN_OTHER_WORDS, Consent.NOT_SHOWN)
kinds = st.sampled_from([None, *(kind for kind in Kind if not kind.is_mark)])
rows = st.tuples(
    st.text(string.ascii_letters + " .,“”\"'", min_size=1, max_size=120),
    st.sampled_from(["", "P01", "P06", "P07"]),
    kinds,
    st.sampled_from([None, -2, -1, 0, 1, 2]),
)


@st.composite
def projects(draw: st.DrawFn) -> Snapshot:
    """Return a project of a few cards, plainly called, of people who agreed to this and that."""
    maker = Maker()
    for stage in ("Find out", "Wait"):
        some = [
            (maker.note(text, said, stage=stage, kind=kind, emotion=felt), kind)
            for text, said, kind, felt in draw(st.lists(rows, min_size=1, max_size=4))
        ]
        claims = [maker.claim(str(note), kind, note) for note, kind in some]
        maker.card(draw(st.sampled_from([f"{stage}: remarks", "Calling"])), stage, *claims)
    snapshot = maker.snapshot()
    consents = st.sampled_from([None, *Consent])
    people = tuple(replace(one, consent=draw(consents)) for one in snapshot.participants)
    ids = st.sampled_from([note.id for note in snapshot.notes])
    pairs = draw(st.lists(st.tuples(ids, ids), max_size=2))
    bearings = tuple(Bearing(a, b, EvidenceStance.AGAINST) for a, b in pairs if a != b)
    return replace(snapshot, participants=people, bearings=bearings)


@given(projects())
def test_a_heading_is_the_title_or_words_of_a_note_of_the_card_that_may_be_shown(
    snapshot: Snapshot,
) -> None:
    forbidden = {p.id for p in snapshot.participants if p.consent in _FORBIDDEN}
    texts = {note.id: note for note in snapshot.notes}
    for card in build(snapshot, journey_for(snapshot, None), showing=OUTSIDE).cards:
        notes = [texts[note.id] for claim in card.claims() for note in claim.notes]  # type: ignore[index]
        sayable = [
            in_quotes(words_of(note.text))
            for note in notes
            if not any(said.participant in forbidden for said in note.participants)
            and note.kind not in (Kind.IDEA, Kind.OBSTACLE)
        ]
        if card.name != card.title:
            assert plain.is_plain(card.title, [])
            assert any(
                card.name in (words, f"{words} + {len(notes) - 1} like it")
                or card.name
                in {f"{say} of {len(notes)} remarks: {words}" for say in range(1, len(notes))}
                for words in sayable
            )
            assert not card.is_disputed


@given(st.text(max_size=40), st.text(max_size=30), st.integers(0, 20))
def test_every_plain_title_is_known_as_one(stage: str, channel: str, nth: int) -> None:
    ways = plain.ways(stage or "Unplaced", channel)
    title = [next(ways) for _ in range(nth + 1)][-1]
    if plain.shown(stage or "Unplaced"):
        assert plain.is_plain(title, [channel])
