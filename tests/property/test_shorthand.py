"""The typing grammar over any line and any names: it never fails, what is written comes back."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from data.records import (
    ChannelId,
    Emotion,
    Kind,
    NeedType,
    ParticipantId,
    PersonaId,
    Source,
    StageId,
    TagId,
)
from data.shorthand import (
    KIND_LETTERS,
    Named,
    NewSpeaker,
    Role,
    Shorthand,
    Speaker,
    Vocabulary,
    describe,
    is_reserved,
    name_problem,
    parse,
    write,
)
from data.text import fold

_CHARS = st.characters(exclude_categories=())
_TELLING = st.sampled_from(
    [",,", ",", ":", ": ", " ", "\n", "-", "+", "#", "@", "~", "!", "?", '"', "="]
)
_SOME_NAMES = [
    "Find out",
    "Wait",
    "Waiting room",
    "desk",
    "Front desk",
    "Ärzte & Pflege",
    "request",
    "+plus",
    "@home",
    "C++",
    "顧客",
    "לקוח",
    "Out of hours",
    ",,x",
    "a,",
    "?why",
]
_PEOPLE = [
    "Maria",
    "Maria Papadaki",
    "Manos",
    "Jon",
    "Al",
    "Ελένη",
    "O'Neil",
    "P02",
    "",
    "T01",
    "x: y",
]

_KIND_NAMES = {
    "tho": Kind.THOUGHT, "thought": Kind.THOUGHT, "outcome": Kind.OUTCOME, "req": Kind.REQUEST,
    "need": Kind.NEED, "pain": Kind.PAIN, "gain": Kind.GAIN, "activity": Kind.ACTIVITY,
}  # fmt: skip
_TAG_WORDS = [
    *("p-2", "-2", "+1", "-3", "p-3", "tho--", "need++", "pain--3", "wait--", "c++-", "w", "+4"),
    *("p", "n", "p--3", "q+", "0", "00", "--", "++", "1", "2", "9", "obs", "rec", "own", '"', "no"),
    *("inf", "internal", "need", "req", "out", "#-", "@-", "~-", "+new", "+p", "!pain", "=staff"),
    *("?x", "?", "#", "+", ",,", "p,", "#1"),
]

any_text = st.text(_CHARS) | st.lists(_TELLING | st.text(_CHARS, max_size=4)).map("".join)
names = st.lists(
    st.sampled_from(_SOME_NAMES) | st.text(_CHARS, min_size=1, max_size=20), max_size=6
)


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    def named(prefix: str) -> tuple[Named, ...]:
        kept: list[str] = []
        for name in draw(names):
            if name_problem(name, kept) is None:
                kept.append(name)
        return tuple(Named(f"{prefix}{at}", name) for at, name in enumerate(kept))

    people = draw(st.lists(st.sampled_from(_PEOPLE) | st.text(_CHARS, max_size=12), max_size=5))
    teams = st.sampled_from(["", "desk", "calls"])
    roster = tuple(
        Speaker(ParticipantId(f"who{at}"), f"P{at:02}", name, draw(teams))
        for at, name in enumerate(people, 1)
    )
    cards = frozenset(f"T{number:02}" for number in draw(st.sets(st.integers(1, 12), max_size=3)))
    return Vocabulary(named("s"), named("p"), named("c"), named("t"), roster, cards)


def _some(vocabulary: tuple[Named, ...]) -> st.SearchStrategy[list[str]]:
    ids = [one.id for one in vocabulary]
    return st.lists(st.sampled_from(ids), unique=True) if ids else st.just([])


@st.composite
def sayings(draw: st.DrawFn) -> tuple[Shorthand, Vocabulary]:
    """A vocabulary, and anything that a line could say with it."""
    vocabulary = draw(vocabularies())
    people = [None, *(one.id for one in vocabulary.roster)]
    cards = [None, *sorted(vocabulary.cards)]
    stages, channels = draw(_some(vocabulary.stages)), draw(_some(vocabulary.channels))
    kind = draw(st.none() | st.sampled_from(Kind))
    need = draw(st.none() | st.sampled_from(NeedType)) if kind is Kind.NEED else None
    said = Shorthand(
        text=draw(any_text),
        speaker=draw(st.sampled_from(people)),
        card=draw(st.sampled_from(cards)),
        kind=kind,
        need_type=need,
        emotion=draw(st.none() | st.sampled_from(Emotion)),
        stage=StageId(stages[0]) if stages else None,
        personas=tuple(PersonaId(one) for one in draw(_some(vocabulary.personas))),
        channel=ChannelId(channels[0]) if channels else None,
        source=draw(st.none() | st.sampled_from(Source)),
        tags=tuple(TagId(one) for one in draw(_some(vocabulary.tags))),
        verbatim=draw(st.booleans()),
        disagrees=draw(st.booleans()),
        clear_stage=not stages and draw(st.booleans()),
        clear_persona=draw(st.booleans()),
        clear_channel=not channels and draw(st.booleans()),
        left_over=" ".join(draw(any_text | st.sampled_from(["p no ?x", "wait 9 #-"])).split()),
    )
    if said.speaker is None and draw(st.booleans()):
        name = draw(st.sampled_from(["Zoë Quist", "Ann-Marie O’Hara", "Dr. Yu"]))
        said = replace(said, new_speaker=NewSpeaker(name, draw(st.sampled_from(["", "2nd line"]))))
    tags = [one.name for one in vocabulary.tags]
    fresh = draw(st.lists(st.sampled_from(["brand-new", "Ünique", "x9"]), unique=True))
    return replace(
        said, new_tags=tuple(one for one in fresh if name_problem(one, tags) is None)
    ), vocabulary


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, Vocabulary]:
    """A vocabulary, and a line that is as nearly understood as chance allows."""
    vocabulary = draw(vocabularies())
    some = [
        one.name
        for part in (vocabulary.stages, vocabulary.personas, vocabulary.channels, vocabulary.tags)
        for one in part
    ]
    words = st.sampled_from([*_TAG_WORDS, *some])
    pieces = st.lists(words | st.builds("{}{}".format, st.sampled_from("!#@~+?"), words) | any_text)
    openers = st.sampled_from(
        ["", ": ", "ma: ", "P01: ", "T01: ", "T03: jo: ", "Eva/desk: ", "Al :"]
    )
    return draw(openers) + draw(any_text) + draw(
        st.sampled_from(["", " ,,", ",,", "\n,,"])
    ) + " ".join(draw(pieces)), vocabulary


@settings(deadline=None)
@given(sayings())
def test_what_is_written_comes_back(saying: tuple[Shorthand, Vocabulary]) -> None:
    said, vocabulary = saying
    assert parse(write(said, vocabulary), vocabulary) == said


@settings(deadline=None)
@given(lines())
def test_what_was_read_is_written_and_comes_back(case: tuple[str, Vocabulary]) -> None:
    line, vocabulary = case
    said = parse(line, vocabulary)
    assert parse(write(said, vocabulary), vocabulary) == said


@settings(deadline=None)
@given(any_text, vocabularies())
def test_any_line_can_be_read(line: str, vocabulary: Vocabulary) -> None:
    said = parse(line, vocabulary)
    describe(said, vocabulary)
    assert said.is_empty or said.has_text or said.is_agreement or said.is_amendment


@settings(deadline=None)
@given(lines())
def test_nothing_typed_is_lost(case: tuple[str, Vocabulary]) -> None:
    line, vocabulary = case
    said = parse(line, vocabulary)
    ends = [0, *(span.end for span in said.spans)]
    for end, span in zip(ends, said.spans, strict=False):
        assert end <= span.start < span.end <= len(line)
        between = line[end : span.start]
        assert not between.strip(" ,;\n\t") or between.isspace()
    assert not line[ends[-1] :].strip(",;").strip()


@settings(deadline=None)
@given(lines())
def test_the_text_is_exactly_what_was_typed(case: tuple[str, Vocabulary]) -> None:
    line, vocabulary = case
    said = parse(line, vocabulary)
    assert said.text in line
    assert [line[span.start : span.end] for span in said.spans if span.role is Role.TEXT] == (
        [said.text] if said.text else []
    )


@settings(deadline=None)
@given(any_text)
def test_rule_1_only_a_free_mark_on_the_last_line_begins_a_tail(line: str) -> None:
    said = parse(line, Vocabulary())
    last = line.split("\n")[-1]
    free = last.startswith(",,") or any(
        last[at - 1].isspace() and last.startswith(",,", at) for at in range(1, len(last))
    )
    assert said.has_tail == free


@settings(deadline=None)
@given(any_text, vocabularies())
def test_rule_1_a_text_is_closed_by_an_empty_tail(text: str, vocabulary: Vocabulary) -> None:
    said = parse(f": {text} ,,", vocabulary)
    assert (said.text, said.speaker, said.card, said.has_tags) == (text, None, None, False)


@settings(deadline=None)
@given(
    st.text(string.ascii_letters, min_size=2, max_size=6), st.lists(st.text(string.ascii_letters))
)
def test_rule_2_a_beginning_counts_where_one_name_has_it(typed: str, people: list[str]) -> None:
    roster = tuple(
        Speaker(ParticipantId(str(at)), f"Q{at}", name) for at, name in enumerate(people)
    )
    assume(not any(fold(one.code) == fold(typed) for one in roster))
    exact = [one.id for one in roster if fold(one.name) == fold(typed)]
    fits = exact or [one.id for one in roster if fold(one.name).startswith(fold(typed))]
    said = parse(f"{typed}: hello", Vocabulary(roster=roster))
    if len(fits) == 1:
        event("fits")
        assert (said.speaker, said.text) == (fits[0], "hello")
    else:
        assert (said.speaker, said.text) == (None, f"{typed}: hello")
        assert bool(said.hints) == bool(fits) or not fits


@settings(deadline=None)
@given(any_text, vocabularies())
def test_rule_2_a_bare_colon_means_no_speaker(text: str, vocabulary: Vocabulary) -> None:
    said = parse(f": {text}", vocabulary)
    assert (said.speaker, said.new_speaker, said.card) == (None, None, None)


@settings(deadline=None)
@given(
    st.sampled_from(["", *KIND_LETTERS, *_KIND_NAMES]),
    st.sampled_from(["", "--", "-", "0", "+", "++"]),
    st.sampled_from(["", "1", "3"]),
    st.sampled_from(["", " "]),
)
def test_rule_3_glued_or_apart_is_the_same(kind: str, emotion: str, stage: str, gap: str) -> None:
    vocabulary = Vocabulary(stages=tuple(Named(f"s{at}", f"stage {at}x") for at in range(1, 4)))
    apart = gap or (" " if emotion in ("-", "+") else "")  # "-2" is an emotion of its own
    said = parse(f"x ,,{kind}{gap}{emotion}{apart}{stage}", vocabulary)
    felt = {"": None, "--": -2, "-": -1, "0": 0, "+": 1, "++": 2}[emotion]
    assert said.kind == (KIND_LETTERS | _KIND_NAMES).get(kind)
    assert said.emotion == felt
    assert said.stage == (f"s{stage}" if stage else None)
    assert said.left_over == ""


@settings(deadline=None)
@given(
    vocabularies(),
    st.sampled_from([*_SOME_NAMES, *_KIND_NAMES, "zzz", "de"]) | st.text(_CHARS, max_size=6),
    st.sampled_from(["", "#", "@", "~", "!", "+"]),
    st.sampled_from(["--", "-", "+", "++", "-1", "+2", "-3", "---", "+-", "--3", "-0", "++9"]),
)
def test_rule_3_no_sign_that_is_glued_on_vanishes(
    vocabulary: Vocabulary, name: str, sign: str, glued: str
) -> None:
    """It is felt, part of a name that has it, or left over: never passed over."""
    word = f"{sign}{'-'.join(name.split())}{glued}"
    assume(name.strip() and not word.startswith((",,", "?", "#-", "@-", "~-")))
    said = parse(f"x ,,{word}", vocabulary)
    lists = (vocabulary.stages, vocabulary.personas, vocabulary.channels, vocabulary.tags)
    ids = {said.stage, *said.personas, said.channel, *said.tags}
    taken = [one.name for part in lists for one in part if one.id in ids]
    assert (
        said.emotion is not None
        or glued.strip("0123456789") in said.left_over
        or any(name.endswith(glued) for name in said.new_tags)
        or any("-".join(one.split()).casefold() == word[len(sign) :].casefold() for one in taken)
        or (glued[1:].isdecimal() and any(fold(one).endswith(glued[1:]) for one in taken))
    )


@settings(deadline=None)
@given(vocabularies(), st.data())
def test_rule_3_two_fits_are_never_taken(vocabulary: Vocabulary, data: st.DataObject) -> None:
    lists = (vocabulary.stages, vocabulary.personas, vocabulary.channels, vocabulary.tags)
    everything = [one for part in lists for one in part]
    assume(everything)
    typed = fold(data.draw(st.sampled_from(everything)).name)[:3]
    assume(len(typed) >= 2 and not is_reserved(typed) and typed[0].isalnum())
    whole = [one for one in everything if fold(one.name) == typed]
    starts = [one for one in everything if fold(one.name).startswith(typed)]
    said = parse(f"x ,,{typed}", vocabulary)
    if len(whole) > 1:
        assert said.left_over == typed
    elif not whole and len(starts) > 1 and said.left_over != typed:
        # Only a word of its own may decide among several beginnings.
        taken = {said.stage, *said.personas, said.channel, *said.tags} - {None}
        assert len(taken) == 1 or said.kind is not None


@settings(deadline=None)
@given(vocabularies())
def test_rule_4_a_sign_finds_every_name(vocabulary: Vocabulary) -> None:
    for sign, part in zip("#@~+", (vocabulary.stages, vocabulary.personas, vocabulary.channels,
                                   vocabulary.tags), strict=True):  # fmt: skip
        for one in part:
            said = parse(f"x ,,{sign}{'-'.join(one.name.split())}", vocabulary)
            assert [said.stage, *said.personas, said.channel, *said.tags].count(one.id) == 1  # type: ignore[arg-type]


@settings(deadline=None)
@given(lines())
def test_rule_4_only_a_plus_makes_something_new(case: tuple[str, Vocabulary]) -> None:
    line, vocabulary = case
    said = parse(line, vocabulary)
    for name in said.new_tags:
        assert f"+{name}" in line
        assert name_problem(name, [one.name for one in vocabulary.tags]) is None


@settings(deadline=None)
@given(lines())
def test_rule_5_what_is_not_taken_is_left_over_in_order(case: tuple[str, Vocabulary]) -> None:
    line, vocabulary = case
    said = parse(line, vocabulary)
    missed = [
        line[span.start : span.end]
        for span in said.spans
        if span.role in (Role.UNKNOWN, Role.AMBIGUOUS, Role.SURPLUS)
    ]
    kept = [word if word in said.left_over.split() else word[1:] for word in missed]
    assert said.left_over.split() == kept


@settings(deadline=None)
@given(vocabularies(), any_text)
def test_rule_5_reserved_and_like_names_are_refused(vocabulary: Vocabulary, name: str) -> None:
    for part in (vocabulary.stages, vocabulary.personas, vocabulary.channels, vocabulary.tags):
        for one in part:
            assert name_problem(one.name.upper(), [one.name]) is not None
    if name_problem(name) is None:
        assert fold(name)
        assert not is_reserved(name)


@settings(deadline=None)
@given(lines())
def test_rule_6_a_line_does_one_thing(case: tuple[str, Vocabulary]) -> None:
    line, vocabulary = case
    said = parse(line, vocabulary)
    if said.has_text:
        assert not said.is_amendment
        assert not said.is_agreement
    assert said.is_agreement == (not said.has_text and said.has_speaker)


@pytest.mark.parametrize("unsayable", [
    Shorthand("x", new_tags=("two words",)),
    Shorthand("x", new_tags=("p",)),
    Shorthand("x", need_type=NeedType.INTERNAL),
    Shorthand("x", kind=Kind.PAIN, need_type=NeedType.INTERNAL),
    Shorthand("x", left_over="two  spaces"),
    Shorthand("x", new_speaker=NewSpeaker("https", "/x")),
])  # fmt: skip
def test_what_no_line_can_say_is_refused(unsayable: Shorthand) -> None:
    with pytest.raises(ValueError, match="no line"):
        write(unsayable, Vocabulary())
