"""Properties of titles: no word that only one remark says, and none that takes a side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import Kind
from synthesis.titles import english
from synthesis.titles.english import note_words, stem, stems
from synthesis.titles.offers import WIDEST
from synthesis.titles.phrases import Voice
from synthesis.titles.titles import NamingGroup, name_groups

BANK = """
nobody waits longer than ten minutes
people wait an hour and a half at the desk
we had to wait for the letter
waited two hours, nobody came
never had a problem with the lift
the lift is out of order again
the lift works now
don't go on a friday
no native, easy to use calendar
the calendar is easy to use
half of the applications arrive without the logbook
the logbook was missing from my application
it takes us nine days, we say five on the site
like a one stop shop
want it face to face
example.org to book but example.org was down
they never finish the tour
our trial users love the tour
most leave happy
parking is easy to find
parking is hard to find
I couldn't cancel
they come to the desk to cancel
cancelling by post makes them furious
if you cancel by post you wait for weeks
I cancelled by phone and they were kind
we call them back three times
they called me back at once
I called twice, no answer
they ring us in a panic about the bill
the first bill is double
bills stay unpaid
please don't put a time limit on the form
the form is too long and people give up half way
quick form, five minutes
nobody told me about the form
they won't let us book two appointments
booking an appointment by phone takes ages
I booked the appointment online
stop sending letters
they send the letters to the wrong address
no letters please
useful app
useless app
app login is a nightmare
half the time the app is down
we scan the plate and it says no permit
the permit is digital now
Am Schalter muss ich lange warten
Am Schalter war niemand, das ist schlecht
Das Problem mit dem Brief ist nicht klein
ich habe keinen Brief bekommen
very helpful staff
the staff were rude
the staff didn't listen
listen to me
they listened to us
a lack of staff
n/a
""".strip().splitlines()

PARTS = sorted(
    english.words(
        "i we they people the a my phone phones letter desk clinic rings ring wait waited waiting "
        "for to not never no don't can't was were told send sends because if and but , . ? slow "
        "closed nobody staff three weeks how do get us me at in on money stop cancel cancelled"
    )
)
said = st.sampled_from(BANK) | st.lists(st.sampled_from(PARTS), min_size=1, max_size=12).map(
    " ".join
)
remark = st.tuples(
    said | st.text(max_size=30),
    st.sampled_from((None, Kind.PAIN, Kind.GAIN, Kind.ACTIVITY, Kind.IDEA, Kind.OBSTACLE)),
    st.sampled_from(Voice),
    st.sampled_from((-1, 0, 1)),
)
Row = tuple[str, Kind | None, Voice, int]
cards = st.lists(
    st.tuples(st.lists(remark, min_size=1, max_size=6), st.sampled_from(("Visit", "Pay", ""))),
    min_size=1,
    max_size=5,
)
PLAIN = re.compile(r"(.*: r|R)emarks(, \w+ card|, card \d+)?")
APART = re.compile(r" \((Visit|Pay)\)$")
TURNING = english.NEGATIONS | english.words("if unless stop without won't")
MEASURES = english.words("minute minutes hour hours day days week weeks half")


def group(rows: Sequence[Row], stage: str) -> NamingGroup:
    texts, kinds, voices, feelings = zip(*rows, strict=True)
    return NamingGroup(tuple(texts), tuple(kinds), tuple(voices), tuple(feelings), "", stage)


def named(some: Sequence[tuple[Sequence[Row], str]]) -> list[tuple[str, tuple[str, ...]]]:
    groups = [group(rows, stage) for rows, stage in some]
    titles = name_groups(groups, lambda _: {}, lambda _: None)
    return [(title.title, title.runners_up) for title in titles]


def told(some: Sequence[tuple[Sequence[Row], str]]) -> list[tuple[str, Sequence[Row]]]:
    """Return each title that says more than where its card is, with the card's remarks."""
    return [
        (APART.sub("", shown), rows)
        for (title, others), (rows, _) in zip(named(some), some, strict=True)
        for shown in (title, *others)
        if not PLAIN.fullmatch(shown)
    ]


@settings(max_examples=150, deadline=None)
@given(cards)
def test_every_word_of_a_title_is_said_by_two_remarks(
    some: list[tuple[list[Row], str]],
) -> None:
    for title, rows in told(some):
        least = min(2, len(rows))
        bags = [({stem(word) for word in note_words(text)}, kind) for text, kind, *_ in rows]
        for word in stems(title.split()):
            kinds = [kind for bag, kind in bags if word in bag]
            assert len(kinds) >= least, title
            assert set(kinds) - {Kind.IDEA, Kind.OBSTACLE}, title


@settings(max_examples=150, deadline=None)
@given(cards)
def test_a_title_denies_counts_and_judges_nothing(some: list[tuple[list[Row], str]]) -> None:
    for title, _ in told(some):
        words = set(note_words(title))
        assert not words & english.NEGATIONS
        assert not words & (english.NUMBERS | MEASURES)
        assert not words & english.TAKING_SIDES
        assert not any(word[0].isdigit() for word in title.split())


@settings(max_examples=150, deadline=None)
@given(cards)
def test_a_title_names_no_act_that_a_remark_denies(some: list[tuple[list[Row], str]]) -> None:
    for title, rows in told(some):
        first = title.split()[0].casefold()
        if len(first) < 5 or not first.endswith("ing") or first in english.NOT_ING:
            continue
        for text, kind, *_ in rows:
            words = note_words(text)
            acts = [at for at, word in enumerate(words) if stem(word) == stem(first)]
            if kind in {Kind.IDEA, Kind.OBSTACLE} or not acts:
                continue
            before = {words[at - 1] for at in acts if at}
            assert not before & TURNING, (title, text)


@settings(max_examples=60, deadline=None)
@given(cards, st.randoms(use_true_random=False))
def test_order_of_notes_and_cards_never_matters(
    some: list[tuple[list[Row], str]], rng: object
) -> None:
    shuffle = rng.shuffle  # type: ignore[attr-defined]
    mixed = [(list(rows), stage) for rows, stage in some]
    for rows, _ in mixed:
        shuffle(rows)
    places = list(range(len(mixed)))
    shuffle(places)
    # Two cards of the very same notes may swap the names that they are told apart by.
    assert sorted(named([mixed[at] for at in places])) == sorted(named(some))


@settings(max_examples=60, deadline=None)
@given(cards)
def test_titles_are_safe_short_and_unique(some: list[tuple[list[Row], str]]) -> None:
    titles = [title for title, _ in named(some)]
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert title.strip()
        assert len(title) <= WIDEST
        assert title.isprintable()
