"""The typing grammar, rule by rule, with the examples that the rules are explained with."""

from __future__ import annotations

import subprocess
import sys

import pytest

from data.errors import UnknownName
from data.records import Emotion, Kind, NeedType, ParticipantId, Source, StageId
from data.shorthand import (
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
from tests.growth import assert_near_linear


def _named(prefix: str, *names: str) -> tuple[Named, ...]:
    return tuple(Named(f"{prefix}-{name}", name) for name in names)


def _roster(*people: str) -> tuple[Speaker, ...]:
    """Make speakers of ``Name`` or ``Name/team``, with the codes P01, P02, ..."""
    split = [person.partition("/") for person in people]
    return tuple(
        Speaker(ParticipantId(name), f"P{at:02}", name, team)
        for at, (name, _, team) in enumerate(split, 1)
    )


WORDS = Vocabulary(
    stages=_named("s", "Find out", "Apply", "Wait", "Desk", "Decision", "Receive"),
    personas=_named("p", "Tourist", "Seasonal worker", "Family"),
    channels=_named("c", "phone", "letter", "front office"),
    tags=_named("t", "wording", "opening hours"),
    roster=_roster("Maria", "Jon", "Eleni Petrou", "Élodie", "Rita/back office"),
    cards=frozenset({"T07", "T12"}),
)


def read(line: str, **changes: object) -> Shorthand:
    vocabulary = WORDS
    if changes:
        fields = ("stages", "personas", "channels", "tags", "roster", "cards")
        kept = {name: getattr(WORDS, name) for name in fields}
        vocabulary = Vocabulary(**(kept | changes))
    return parse(line, vocabulary)


def test_the_example_that_explains_it_all() -> None:
    line = "ma: phones ring out all morning ,,p--3 tou ph"
    said = read(line)
    assert said == Shorthand(
        text="phones ring out all morning",
        speaker=ParticipantId("Maria"),
        kind=Kind.PAIN,
        emotion=Emotion.VERY_LOW,
        stage=StageId("s-Wait"),
        personas=("p-Tourist",),  # type: ignore[arg-type]
        channel="c-phone",  # type: ignore[arg-type]
    )
    assert describe(said, WORDS) == "pain point · −2 · Wait · Tourist · phone · Maria"
    assert [(line[span.start : span.end], span.role.value) for span in said.spans] == [
        ("ma:", "speaker"),
        ("phones ring out all morning", "text"),
        (",,", "mark"),
        ("p", "kind"),
        ("--", "emotion"),
        ("3", "stage"),
        ("tou", "persona"),
        ("ph", "channel"),
    ]


# Rule 1: the tail


@pytest.mark.parametrize(
    ("line", "text", "kind"),
    [
        ("no forms left ,,p", "no forms left", Kind.PAIN),
        ("no forms left ,, p", "no forms left", Kind.PAIN),
        ("no forms left\t,,p", "no forms left", Kind.PAIN),
        (",,p", "", Kind.PAIN),
        ("two\nlines ,,p", "two\nlines", Kind.PAIN),
        ("two\nlines\n,,p", "two\nlines", Kind.PAIN),
        ("a ,,q b ,,p", "a ,,q b", Kind.PAIN),
        ("well,, no", "well,, no", None),
        ("tail ,,p\non an earlier line", "tail ,,p\non an earlier line", None),
        ("he said ,,p ,,", "he said ,,p", None),
        ("one , , two", "one , , two", None),
        ("  kept as typed  ", "  kept as typed  ", None),
    ],
)
def test_where_a_tail_begins(line: str, text: str, kind: Kind | None) -> None:
    said = read(line)
    assert (said.text, said.kind, said.left_over) == (text, kind, "")


def test_a_text_that_holds_a_free_mark_is_closed_when_written() -> None:
    assert write(Shorthand("he typed ,,p and left"), WORDS) == "he typed ,,p and left ,,"
    assert write(Shorthand("first ,,p\nlast"), WORDS) == "first ,,p\nlast"
    assert write(Shorthand("well,, no"), WORDS) == "well,, no"


# Rule 2: the speaker


@pytest.mark.parametrize(
    ("line", "who", "text"),
    [
        ("ma: hello", "Maria", "hello"),
        ("MARIA: hello", "Maria", "hello"),
        ("P02: hello", "Jon", "hello"),
        ("p2: hello", "Jon", "hello"),
        ("jo:", "Jon", ""),
        ("jo:\nhello", "Jon", "hello"),
        ("eleni p: hello", "Eleni Petrou", "hello"),
        ("el: hello", None, "el: hello"),
        ("elo: hello", "Élodie", "hello"),
        ("ma : hello", "Maria", "hello"),
        ("ma\u00a0: hello", "Maria", "hello"),
        ("ma\u202f: hello", "Maria", "hello"),
        ("ma:\u00a0hello", "Maria", "hello"),
        ("m: hello", None, "m: hello"),
        ("ma:hello", None, "ma:hello"),
        ("ma  : hello", None, "ma  : hello"),
        ('"ma": hello', None, '"ma": hello'),
        ("10:30 the queue starts", None, "10:30 the queue starts"),
        ("https://a.example: down", None, "https://a.example: down"),
        ("note: bring forms", None, "note: bring forms"),
        ('she said: "ma: no"', None, 'she said: "ma: no"'),
        (": ma: hello", None, "ma: hello"),
        (":", None, ""),
        (" : x", None, " : x"),
        ("two\nma: lines", None, "two\nma: lines"),
    ],
)
def test_who_speaks(line: str, who: str | None, text: str) -> None:
    said = read(line)
    assert (said.speaker, said.text, said.new_speaker) == (who, text, None)


def test_a_full_name_comes_before_a_beginning() -> None:
    assert read("Jo: hi", roster=_roster("Jo", "Joanna")).speaker == "Jo"


def test_two_fits_are_no_speaker_and_a_hint() -> None:
    said = read("ma: hello", roster=_roster("Maria", "Manos"))
    assert (said.speaker, said.text) == (None, "ma: hello")
    assert [hint.candidates for hint in said.hints] == [("P01", "P02")]
    assert "Maria" in said.hints[0].message
    assert "Manos" in said.hints[0].message


def test_a_slip_in_a_name_is_hinted_and_never_taken() -> None:
    said = read("mraia: hello")
    assert (said.speaker, said.text) == (None, "mraia: hello")
    assert [hint.candidates for hint in said.hints] == [("Maria",)]


@pytest.mark.parametrize(
    ("line", "stranger"),
    [
        ("xx: who is this", "xx"),
        ("XX : who is this", "XX"),
        ("xx:", "xx"),
        ("Thomas: hello", "Thomas"),
        ("Anna Lopez-Diaz: hello", "Anna Lopez-Diaz"),
        ("le, om: both", "le, om"),
        ("ma + jo: both", "ma + jo"),
        ("Thomas and Lena: both", "Thomas and Lena"),
        ("P77: hello", "P77"),
        ("T07: xx: hello", "xx"),
        ("ma: hello", ""),
        ("note: bring forms", ""),
        ("Note: bring forms", ""),
        ("PS: bring forms", ""),
        ("TODO: bring forms", ""),
        ("re: the lift", ""),
        ("Wait: nobody said how long", ""),
        ("Phone: rings out", ""),
        ("Monday morning: rush", ""),
        ("One thing: the lift", ""),
        ("what they said: no", ""),
        ("it took ages, honestly: two hours", ""),
        ("10:30 the queue starts", ""),
        ("https://a.example: down", ""),
        (": xx: who is this", ""),
        ("xx/: hello", ""),
        ("xx:hello", ""),
        ("T99: hello", ""),
    ],
)
def test_a_speaker_who_is_nobody_is_pointed_at_and_prose_is_not(line: str, stranger: str) -> None:
    said = read(line)
    assert said.stranger == stranger
    assert bool(said.hints) == bool(stranger) or line.startswith("T99")


def test_the_hint_says_how_a_stranger_becomes_a_person() -> None:
    (hint,) = read("xx: ").hints
    assert "“xx/:” makes a person" in hint.message
    assert (hint.word, hint.candidates) == (
        "xx: ",
        ("xx/: ",),
    )  # which Tab takes while nothing is said yet
    assert read("xx: hello ,,").hints[0].candidates == ()
    (hint,) = read("ma, xx: both").hints
    assert "Type “ma:”, then “xx/:” to agree" in hint.message


def test_an_unknown_code_is_hinted() -> None:
    assert [hint.word for hint in read("P44: hello").hints] == ["P44"]
    assert [hint.word for hint in read("T99: hello").hints] == ["T99"]


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("Nikos/front desk: hello", NewSpeaker("Nikos", "front desk")),
        ("Nikos/: hello", NewSpeaker("Nikos")),
        ("Anna-Lena O'Hara/2nd line:", NewSpeaker("Anna-Lena O'Hara", "2nd line")),
        ("Νίκος/πάγκος: hello", NewSpeaker("Νίκος", "πάγκος")),
        ("Nikos: hello", None),
        ("https://x: hello", None),
        ("w/o: forms they wait", None),
        ("24/7: open", None),
        ("a/b/c: path", None),
        ("/etc: path", None),
        ("yes / no: they ask", None),
        ("one two three four five/x: long", None),
        ("file.txt/?q=1: x", None),
    ],
)
def test_only_a_slash_makes_somebody(line: str, new: NewSpeaker | None) -> None:
    said = read(line)
    assert said.new_speaker == new
    assert (said.text == line) == (new is None)


@pytest.mark.parametrize(
    ("line", "who", "new"),
    [
        ("Rita/back office: x", "Rita", None),
        ("rita/: x", "Rita", None),
        ("Maria/desk: x", "Maria", None),
        ("Rita/calls: x", None, NewSpeaker("Rita", "calls")),
        ("Ri/calls: x", None, NewSpeaker("Ri", "calls")),
    ],
)
def test_nobody_is_made_twice(line: str, who: str | None, new: NewSpeaker | None) -> None:
    said = read(line)
    assert (said.speaker, said.new_speaker, said.text) == (who, new, "x")


@pytest.mark.parametrize(
    ("line", "card", "who", "text"),
    [
        ("T07: they come anyway", "T07", None, "they come anyway"),
        ("t7: they come anyway", "T07", None, "they come anyway"),
        ("T07: ma: they come", "T07", "Maria", "they come"),
        ("T07: : ma: they come", "T07", None, "ma: they come"),
        ("T07:", "T07", None, ""),
        ("T08: no such card", None, None, "T08: no such card"),
        (": T07: quoted", None, None, "T07: quoted"),
    ],
)
def test_a_card_is_named_by_its_code(
    line: str, card: str | None, who: str | None, text: str
) -> None:
    said = read(line)
    assert (said.card, said.speaker, said.text) == (card, who, text)


# Rule 3: tags


@pytest.mark.parametrize(
    ("letter", "kind"),
    zip("pnaqgimkPK", [*list(Kind)[:6], Kind.MEMO, Kind.ASK, Kind.PAIN, Kind.ASK], strict=True),
)
def test_one_letter_is_a_kind(letter: str, kind: Kind) -> None:
    assert read(f"x ,,{letter}").kind is kind


@pytest.mark.parametrize(
    ("tail", "kind", "emotion", "stage"),
    [
        ("--", None, -2, None),
        ("-", None, -1, None),
        ("0", None, 0, None),
        ("+", None, 1, None),
        ("++", None, 2, None),
        ("p--3", Kind.PAIN, -2, "s-Wait"),
        ("p-", Kind.PAIN, -1, None),
        ("p3", Kind.PAIN, None, "s-Wait"),
        ("g++", Kind.GAIN, 2, None),
        ("p0", Kind.PAIN, 0, None),
        ("p03", Kind.PAIN, 0, "s-Wait"),
        ("+ 3", None, 1, "s-Wait"),
        ("-1", None, -1, None),
        ("+2", None, 2, None),
        ("p-2", Kind.PAIN, -2, None),
        ("p- 2", Kind.PAIN, -1, "s-Apply"),
        ("g+1 2", Kind.GAIN, 1, "s-Apply"),
        ("tho--", Kind.THOUGHT, -2, None),
        ("tho-2", Kind.THOUGHT, -2, None),
        ("need++", Kind.NEED, 2, None),
        ("outcome++ 5", Kind.OUTCOME, 2, "s-Decision"),
        ("pain--3", Kind.PAIN, -2, "s-Wait"),
        ("request3", Kind.REQUEST, None, "s-Wait"),
        ("exp03,", Kind.EXPECTATION, 0, "s-Wait"),
        ("!thought--", Kind.THOUGHT, -2, None),
        ("6", None, None, "s-Receive"),
        ("3 -- p", Kind.PAIN, -2, "s-Wait"),
        ("p, --, 3", Kind.PAIN, -2, "s-Wait"),
    ],
)
def test_kind_emotion_and_stage_number(
    tail: str, kind: Kind | None, emotion: int | None, stage: str | None
) -> None:
    said = read(f"x ,,{tail}")
    assert (said.kind, said.emotion, said.stage, said.left_over) == (kind, emotion, stage, "")


@pytest.mark.parametrize(
    ("tail", "left", "offered"),
    [
        ("p-3", "-3", ("- 3",)),
        ("tho+12", "+12", ("+ 12",)),
        ("-0", "-0", ("- 0",)),
        ("wait--", "--", (" --",)),
        ("#wait++", "++", (" ++",)),
        ("ph-", "-", (" -",)),
        ("+wording-", "-", (" -",)),
        ("de--3", "de--3", ("#Desk --3", "#Decision --3")),
        ("tuorist-", "tuorist-", ("@Tourist -",)),
        ("thuoght--", "thuoght--", ("!thought--",)),
    ],
)
def test_what_is_glued_on_and_not_taken_is_left_over_and_pointed_at(
    tail: str, left: str, offered: tuple[str, ...]
) -> None:
    said = read(f"x ,,{tail}")
    assert (said.emotion, said.left_over) == (None, left)
    assert [(hint.word, hint.candidates) for hint in said.hints] == [(left, offered)]


def test_a_word_is_tried_as_a_name_before_it_is_taken_apart() -> None:
    stages = _named("s", "Stage 2", "C++", "Need-")
    tags = _named("t", "tho--")
    for word, name in (("stage-2", "Stage 2"), ("c++", "C++"), ("#C++", "C++"), ("need-", "Need-")):
        said = read(f"x ,,{word}", stages=stages, tags=tags)
        assert (said.stage, said.emotion, said.left_over) == (f"s-{name}", None, "")
    said = read("x ,,tho-- thou++", stages=stages, tags=tags)
    assert (said.tags, said.kind, said.emotion) == (("t-tho--",), Kind.THOUGHT, 2)


@pytest.mark.parametrize(
    ("tail", "left"), [("7", "7"), ("p--9", "9"), ("00", "0"), ("12345", "12345")]
)
def test_a_number_beyond_the_stages_is_left_over(tail: str, left: str) -> None:
    said = read(f"x ,,{tail}")
    assert (said.stage, said.left_over) == (None, left)


@pytest.mark.parametrize(
    ("word", "source"),
    [
        ("obs", Source.OBSERVED),
        ("rec", Source.RECORD),
        ("own", Source.TEAM),
        ("OBS", Source.OBSERVED),
        ("=customer", Source.CUSTOMER),
        ("=st", Source.STAFF),
        ("=own", Source.TEAM),
    ],
)
def test_sources(word: str, source: Source) -> None:
    assert read(f"x ,,{word}").source is source


def test_a_source_comes_before_a_name_that_begins_alike() -> None:
    assert read("x ,,rec").stage is None


def test_verbatim_and_dissent() -> None:
    said = read('x ,," no')
    assert (said.verbatim, said.disagrees, said.left_over) == (True, True, "")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("out", "s-Find out"),
        ("find", "s-Find out"),
        ("findo", "s-Find out"),
        ("FI", "s-Find out"),
        ("appl", "s-Apply"),
        ("decision", "s-Decision"),
        ("tou", "p-Tourist"),
        ("tóu", "p-Tourist"),
        ("sea", "p-Seasonal worker"),
        ("work", "p-Seasonal worker"),
        ("seasonal-worker", "p-Seasonal worker"),
        ("office", "c-front office"),
        ("ph", "c-phone"),
        ("wording", "t-wording"),
        ("hours", "t-opening hours"),
    ],
)
def test_names_by_any_word_or_its_beginning(word: str, found: str) -> None:
    said = read(f"x ,,{word}")
    assert {said.stage, *said.personas, said.channel, *said.tags} - {None} == {found}
    assert said.left_over == ""


def test_one_letter_is_too_little_for_a_name() -> None:
    said = read("x ,,t")
    assert (said.personas, said.left_over) == ((), "t")
    assert said.hints[0].candidates == ("@Tourist", "!thought")


def test_what_one_letter_fits_is_offered() -> None:
    said = read("x ,,w", channels=_named("c", "Website"), tags=())
    assert (said.stage, said.channel, said.left_over) == (None, None, "w")
    assert said.hints[0].candidates == ("#Wait", "~Website")
    assert read("x ,,z").hints == ()


def test_the_beginning_of_a_name_wins_over_a_later_word() -> None:
    stages = _named("s", "Book the scan", "Scan day", "Results")
    for word in ("scan", "sca", "#scan"):
        assert read(f"x ,,{word}", stages=stages).stage == "s-Scan day"
    assert read("x ,,scan", stages=_named("s", "Book the scan", "Day of scan")).stage is None


@pytest.mark.parametrize(
    ("word", "kind", "need"),
    [
        ("req", Kind.REQUEST, None),
        ("expect", Kind.EXPECTATION, None),
        ("outcome", Kind.OUTCOME, None),
        ("pain", Kind.PAIN, None),
        ("need", Kind.NEED, None),
        ("inf", Kind.NEED, NeedType.INFORMATIONAL),
        ("internal", Kind.NEED, NeedType.INTERNAL),
        ("n inf", Kind.NEED, NeedType.INFORMATIONAL),
        ("inf n", Kind.NEED, NeedType.INFORMATIONAL),
        ("internal-need", Kind.NEED, NeedType.INTERNAL),
    ],
)
def test_longer_kinds_are_typed_by_name(word: str, kind: Kind, need: NeedType | None) -> None:
    said = read(f"x ,,{word}")
    assert (said.kind, said.need_type, said.left_over) == (kind, need, "")


def test_a_kind_with_a_letter_leaves_its_beginning_to_the_names() -> None:
    assert read("x ,,ac", personas=_named("p", "Accountant")).personas == ("p-Accountant",)


def test_whole_names_then_words_then_beginnings() -> None:
    stages = _named("s", "Wait", "Wait for news", "Waiting room", "News")
    assert read("x ,,wait", stages=stages).stage == "s-Wait"
    assert read("x ,,news", stages=stages).stage == "s-News"
    assert read("x ,,for", stages=stages).stage == "s-Wait for news"
    said = read("x ,,wai", stages=stages)
    assert (said.stage, said.left_over) == (None, "wai")


def test_two_fits_in_one_list_are_ambiguous() -> None:
    said = read("x ,,de")
    assert (said.stage, said.left_over) == (None, "de")
    assert said.hints[0].candidates == ("#Desk", "#Decision")
    assert said.spans[-1].role is Role.AMBIGUOUS


def test_two_fits_across_lists_are_ambiguous() -> None:
    said = read("x ,,fam", channels=_named("c", "family visit"))
    assert (said.personas, said.channel, said.left_over) == ((), None, "fam")
    assert set(said.hints[0].candidates) == {"@Family", "~family-visit"}


def test_a_look_alike_is_hinted_never_taken() -> None:
    said = read("x ,,tuorist")
    assert (said.personas, said.left_over) == ((), "tuorist")
    assert said.hints[0].candidates == ("@Tourist",)
    assert (said.hints[0].start, said.hints[0].end) == (4, 11)


# Rule 4: signs


def test_signs_say_which_list() -> None:
    said = read("x ,,!p #wait @fam ~ph +wording")
    assert (said.kind, said.stage, said.personas, said.channel, said.tags, said.new_tags) == (
        Kind.PAIN,
        "s-Wait",
        ("p-Family",),
        "c-phone",
        ("t-wording",),
        (),
    )
    assert read("x ,,@fam", channels=_named("c", "family visit")).personas == ("p-Family",)
    assert read("x ,,!act #3") == Shorthand("x", kind=Kind.ACTIVITY, stage=StageId("s-Wait"))
    assert read("x ,,#tourist").left_over == "#tourist"


def test_only_a_plus_makes_something_new() -> None:
    said = read("x ,,+Wording +wor +new +NEW unknown")
    assert (said.tags, said.new_tags, said.left_over) == (
        ("t-wording",),
        ("wor", "new"),
        "unknown",
    )


@pytest.mark.parametrize("word", ["+p", "+no", "+obs", "+p3", "++x", "+…"])
def test_a_reserved_word_makes_no_tag(word: str) -> None:
    said = read(f"x ,,{word}")
    assert (said.new_tags, said.left_over) == ((), word)


def test_what_sticks_can_be_cleared() -> None:
    said = read("x ,,#- @- ~-")
    assert (said.clear_stage, said.clear_persona, said.clear_channel) == (True, True, True)
    assert read("x ,,@- @fam").personas == ("p-Family",)
    assert read("x ,,#- #wait").left_over == "#wait"
    assert read("x ,,#wait #-").left_over == "#-"


# Rule 5: several, too many, unknown, refused names


def test_several_personas_and_tags_stand() -> None:
    said = read("x ,,tou fam tou +slow +loud wording")
    assert said.personas == ("p-Tourist", "p-Family")
    assert said.new_tags == ("slow", "loud")
    assert said.left_over == ""


@pytest.mark.parametrize(
    ("tail", "left"),
    [
        ("p n", "n"),
        ("p n--", "n"),
        ("- --", "--"),
        ("3 4", "4"),
        ("wait appl", "appl"),
        ("ph letter", "letter"),
        ("obs rec", "rec"),
        ("p inf", "inf"),
        ("inf internal", "internal"),
        ("p p wait 3", ""),
    ],
)
def test_the_first_counts_and_the_rest_is_left_over(tail: str, left: str) -> None:
    said = read(f"x ,,{tail}")
    assert said.left_over == left
    assert [hint.word for hint in said.hints] == left.split()


def test_what_is_left_over_never_joins_the_text() -> None:
    said = read("x ,,zzz p qqq  $5")
    assert (said.text, said.left_over, said.new_tags) == ("x", "zzz qqq $5", ())


def test_a_question_mark_keeps_a_word_as_left_over() -> None:
    said = read("x ,,?p ?wait ? ??")
    assert (said.kind, said.stage, said.left_over) == (None, None, "p wait ? ?")
    assert write(said, WORDS) == "x ,,?p ?wait ? ?"


@pytest.mark.parametrize(
    "name",
    [
        "p",
        "K",
        "no",
        "N.o",
        "obs",
        "Rec",
        "own",
        "3",
        "2024",
        "p3",
        "P 3",
        "--",
        "+",
        "++",
        "0",
        "p--3",
    ],
)
def test_reserved_names(name: str) -> None:
    assert is_reserved(name)
    assert name_problem(name) is not None


@pytest.mark.parametrize("name", ["Find out", "Noon", "Records", "x", "3D", "Phase 2", "顧客"])
def test_free_names(name: str) -> None:
    assert not is_reserved(name)
    assert name_problem(name, ["Other"]) is None


@pytest.mark.parametrize(
    ("name", "existing"),
    [
        ("", []),
        ("…", []),
        ("😀", []),
        ("find-out", ["Find out"]),
        ("Élan", ["ELAN"]),
        ("x" * 151, []),
    ],
)
def test_names_that_cannot_be_told_apart_are_refused(name: str, existing: list[str]) -> None:
    problem = name_problem(name, existing)
    assert problem is not None
    assert problem.endswith(".")


def test_a_problem_shows_no_raw_control_character() -> None:
    assert "\x1b" not in str(name_problem("p\x1b", ["\x1bp"]))


# Rule 6: lines without text


@pytest.mark.parametrize(
    ("line", "agreement", "amendment", "disagrees"),
    [
        (",,p-", False, True, False),
        ("  ,,p-", False, True, False),
        (": ,,p-", False, True, False),
        (",,no", False, True, True),
        (",,zzz", False, True, False),
        ("T07:", False, True, False),
        ("jo:", True, False, False),
        ("jo: ,,no", True, False, True),
        ("jo: ,,p", True, True, False),
        ("Ann/desk:", True, False, False),
        ("jo: text", False, False, False),
        ("text ,,p", False, False, False),
        ("", False, False, False),
        (" ,,", False, False, False),
    ],
)
def test_what_a_line_without_text_does(
    line: str, agreement: bool, amendment: bool, disagrees: bool
) -> None:
    said = read(line)
    assert (said.is_agreement, said.is_amendment, said.disagrees) == (
        agreement,
        amendment,
        disagrees,
    )
    assert said.is_empty == (not line.strip(" ,"))


def test_consent_in_words() -> None:
    assert describe(read("jo:"), WORDS) == "Jon agrees"
    assert describe(read("jo: ,,no"), WORDS) == "Jon disagrees"
    assert describe(read("Ann/desk: hi"), WORDS) == "Ann (desk, new)"
    assert describe(read("hello"), WORDS) == ""


def test_everything_in_words() -> None:
    said = read('T07: ma: x ,,inf 0 wait tou fam ph =customer " wording +new')
    assert describe(said, WORDS) == (
        "informational need · 0 · Wait · Tourist · Family · phone · source customer · verbatim · "
        "wording · new tag new · Maria · on T07"
    )
    assert describe(read("x ,,#- @- ~-"), WORDS) == "no stage · no persona · no channel"


def test_words_hold_no_raw_control_character() -> None:
    vocabulary = Vocabulary(personas=(Named("1", "a\x1b[31mb"),))
    assert describe(parse("x ,,@a31mb", vocabulary), vocabulary) == "a␛[31mb"


# Writing


@pytest.mark.parametrize(
    "line",
    [
        "P01: phones ring out ,,p-- #Wait @Tourist ~phone",
        ": ma: is a name ,,obs",
        "T07: P02: x ,,no",
        "Nikos/front desk: x ,,n !internal",
        ',,!request ++ #Find-out @Seasonal-worker =staff " no +opening-hours +new zzz',
        "x ,,#- @- ~-",
    ],
)
def test_a_written_line_is_written_again_alike(line: str) -> None:
    assert write(read(line), WORDS) == line


def test_what_the_vocabulary_lacks_cannot_be_written() -> None:
    for stray in (
        Shorthand("x", speaker=ParticipantId("gone")),
        Shorthand("x", stage=StageId("gone")),
        Shorthand("x", card="T99"),
    ):
        with pytest.raises(UnknownName):
            write(stray, WORDS)


# Any line, and how long it takes


@pytest.mark.parametrize(
    "line",
    [
        "\0",
        "\ud800: \udfff ,,\ud800",
        ",,",
        " ,,",
        ":",
        "::",
        "/:",
        "a/:",
        ",,?",
        ",,+",
        ",,\0",
        "\x85,,p",
    ],
)
def test_odd_lines_are_read(line: str) -> None:
    said = read(line)
    assert parse(write(said, WORDS), WORDS) == said


@pytest.mark.parametrize(
    ("head", "more"),
    [
        ("", "x"),
        ("", ","),
        ("ma: ", "word "),
        (",,", "word "),
        ("x ,,", "ά"),
        ("x ,,", "1"),
        ("ma: x", " ,,p"),
        ("", ":"),
        ("", "\n"),
    ],
    ids=range(9),
)
def test_a_megabyte_is_read_without_a_pause(head: str, more: str) -> None:
    assert_near_linear(lambda size: read(head + more * (size // len(more))), 10**6)


def test_the_matcher_is_not_loaded_for_a_plain_note() -> None:
    code = (
        "import sys\n"
        "from data.shorthand import *\n"
        "v = Vocabulary(stages=(Named('1', 'Wait'),), roster=(Speaker('1', 'P01', 'Maria'),))\n"
        "parse('note: ring ,,p--1 unheard', v)\n"
        "sys.exit('rapidfuzz' in sys.modules or 'numpy' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
