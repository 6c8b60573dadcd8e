"""What a map says in a few lines: what customers need to be told, and what is overlooked, first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from data.records import (
    Bearing,
    ChannelId,
    EvidenceStance,
    Kind,
    NeedType,
    NoteId,
    ParticipantId,
    PersonaId,
    Snapshot,
    Source,
)
from synthesis.board.nearby import read_key
from synthesis.map import summary as summaries
from synthesis.map.build import build, journey_for
from synthesis.map.model import JourneyMap, SummaryLine
from synthesis.map.narrow import Narrowing, narrow
from synthesis.render import json as map_json
from synthesis.render import markdown, words
from synthesis.render.html import page as html
from synthesis.render.terminal import draw as terminal
from tests.unit.mapmaking import Maker, coded, housing


def made(snapshot: Snapshot) -> JourneyMap:
    return build(snapshot, journey_for(snapshot, None))


def texts(lines: Iterable[SummaryLine]) -> list[str]:
    return [line.text for line in lines]


def alone(m: Maker, *notes: NoteId, stage: str = "Wait") -> None:
    """Put each note on a card of its own, as a claim of its own."""
    for said in notes:
        note = next(note for note in m.notes if note.id == said)
        m.card(f"Card of {note.text}", stage, m.claim(note.text, note.kind, said))


def told(m: Maker) -> list[str]:
    return texts(made(m.snapshot()).summary.communication)


@pytest.mark.parametrize(
    ("kind", "need", "there"),
    [
        (Kind.NEED, NeedType.INFORMATIONAL, True),
        (Kind.NEED, NeedType.INTERNAL, False),
        (Kind.NEED, None, False),  # nobody said of which type it is
        (Kind.QUESTION, None, True),
        (Kind.REQUEST, None, False),
        (Kind.PREFERENCE, None, False),
        (Kind.PAIN, None, False),
        (Kind.GAIN, None, False),
        (Kind.ACTIVITY, None, False),
        (None, None, False),
    ],
)
def test_customers_need_to_be_told_what_they_ask_and_what_is_tagged_so(
    kind: Kind | None, need: NeedType | None, there: bool
) -> None:
    m = Maker()
    said = m.note("no loan bike", "P06", session="interviews", stage="Wait", kind=kind)
    m.notes[0] = replace(m.notes[0], need_type=need)
    alone(m, said)
    assert told(m) == (["no loan bike"] if there else [])


@pytest.mark.parametrize(
    ("text", "code", "need", "there"),
    [
        ("I only wanted to know how long it takes", "P06", None, True),
        ("a baker plans. tell me the day it comes", "P06", None, True),
        ("they want to be told how to get out again", "P01", None, True),
        ("they just want to know has it arrived or not", "P01", None, True),
        ("want to know, and said so", "P06", NeedType.INTERNAL, False),
        ("we need to be told when the file is there", "P01", None, False),
        ("dark mode, my eyes", "P06", None, False),
        ("Is self employed", "P06", None, False),
        ("lend me a drill", "P06", None, False),
    ],
)
def test_a_need_of_no_type_is_one_to_be_told_only_in_so_many_words(
    text: str, code: str, need: NeedType | None, there: bool
) -> None:
    m = Maker()
    session = "interviews" if code == "P06" else "meeting"
    said = m.note(text, code, session=session, stage="Wait", kind=Kind.NEED)
    m.notes[0] = replace(m.notes[0], need_type=need)
    alone(m, said)
    assert told(m) == ([text] if there else [])


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("who covers lunch on fridays", False),
        ("what do we count as a visit, door counter or logins?", False),
        ("Wer zeichnet jetzt das Gerüst ab?", False),
        ("everyone asks what it costs", True),
        ("first thing they ask is what it costs all in", True),
        ("customers always want to know when", True),
        ("asked whether the lift works", True),
        ("what do I bring?", True),
        ("do i get to keep it", True),
        ("what do I tell our regulars", False),
        ('same at the desk, "have you got my papers"', True),
        ("am Schalter auch: „haben Sie meine Papiere“", True),
    ],
)
def test_a_question_told_inside_is_a_customers_only_where_the_note_says_so(
    text: str, there: bool
) -> None:
    m = Maker()
    alone(m, m.note(text, "P01", stage="Wait", kind=Kind.QUESTION))
    assert told(m) == ([text] if there else [])
    m.notes[0] = replace(m.notes[0], verbatim=True)
    assert told(m) == [text], "word for word it is somebody else's"


def test_a_persona_or_a_channel_says_whom_a_question_told_inside_is_of() -> None:
    m = Maker()
    said = m.note("what is that line on the bill", "P01", stage="Wait", kind=Kind.QUESTION)
    ours = m.note("who signs that for us", "P01", stage="Wait", kind=Kind.QUESTION)
    alone(m, said, ours)
    assert told(m) == []
    m.notes = [replace(note, channel=ChannelId("phone")) for note in m.notes]
    assert told(m) == ["what is that line on the bill"]
    m.notes = [replace(note, channel=None, personas=(PersonaId("Tenant"),)) for note in m.notes]
    assert told(m) == ["what is that line on the bill"]


@pytest.mark.parametrize("source", [Source.OBSERVED, Source.RECORD])
def test_a_question_that_was_observed_or_is_on_record_is_a_customers(source: Source) -> None:
    m = Maker()
    alone(m, m.note("does the lift work", stage="Wait", kind=Kind.QUESTION, source=source))
    assert told(m) == ["does the lift work"]


def asked_by_persona() -> Snapshot:
    """Return three questions of customers, by a tenant, a landlord, and of anybody."""
    m = Maker()
    notes = [
        m.note("when", "P06", session="interviews", stage="Wait", kind=Kind.QUESTION),
        m.note("who pays", "P07", session="interviews", stage="Desk", kind=Kind.QUESTION),
        m.note("how long", "P08", session="interviews", stage="Apply", kind=Kind.QUESTION),
    ]
    m.notes[1] = replace(m.notes[1], personas=(PersonaId("Landlord"),), channel=ChannelId("desk"))
    for note, stage in zip(notes, ("Wait", "Desk", "Apply"), strict=True):
        alone(m, note, stage=stage)
    snapshot = m.snapshot()
    people = tuple(
        replace(one, persona=PersonaId("Tenant")) if one.id == ParticipantId("P06") else one
        for one in snapshot.participants
    )
    return replace(snapshot, participants=people)


def test_what_customers_need_to_be_told_stands_by_persona_stage_and_channel() -> None:
    found = made(asked_by_persona())
    assert [
        (line.personas, line.stage, line.channels, line.text)
        for line in found.summary.communication
    ] == [
        ((), "Apply", (), "how long"),
        (("Landlord",), "Desk", ("desk",), "who pays"),
        (("Tenant",), "Wait", (), "when"),  # of its speaker's persona
    ]
    text = " ".join(terminal.render(found, width=120).split())
    assert "T03 “how long” (1 customer; any persona · Apply)" in text
    assert "T02 “who pays” (1 customer; Landlord · Desk · desk)" in text
    assert "T01 “when” (1 customer; Tenant · Wait)" in text
    assert "- “who pays” (T02; 1 customer; Landlord · Desk · desk)" in markdown.render(found)
    assert "Landlord · Desk · desk</small>" in html.render(found)
    assert map_json.read(map_json.render(found)) == found


def test_the_two_that_lead_to_something_stand_first_each_with_its_rule() -> None:
    found = made(housing())
    heads = [part.heading for part in words.in_parts(found.summary)]
    assert heads == ["Communication needs", "Overlooked opportunities", "Only believed"]
    plain = " ".join(terminal.render(found).split())
    rules = (summaries.COMMUNICATION_RULE, summaries.OVERLOOKED_RULE, summaries.BELIEVED_RULE)
    assert sorted(heads, key=plain.index) == heads
    for rule in rules:
        assert rule in plain
        assert markdown.escape(rule) in markdown.render(found)
        assert rule in html.render(found)


def overlooked(m: Maker) -> list[str]:
    return texts(made(m.snapshot()).summary.overlooked)


@pytest.mark.parametrize(
    ("kind", "emotion", "there"),
    [
        (Kind.PAIN, -1, True),
        (Kind.PAIN, None, True),
        (Kind.NEED, None, True),
        (Kind.QUESTION, None, True),
        (Kind.REQUEST, None, True),
        (Kind.EXPECTATION, None, True),
        (Kind.PREFERENCE, None, True),
        (Kind.PREFERENCE, 2, False),
        (Kind.GAIN, 2, False),
        (Kind.GAIN, -1, False),
        (Kind.GAIN, None, False),
        (Kind.IDEA, None, False),
        (Kind.ACTIVITY, None, False),  # "wife handles the taxes"
        (Kind.ACTIVITY, -1, True),
        (Kind.THOUGHT, 1, False),
        (None, None, False),
        (None, -2, True),
    ],
)
def test_what_customers_alone_raise_is_overlooked_and_never_what_goes_well(
    kind: Kind | None, emotion: int | None, there: bool
) -> None:
    m = Maker()
    said = m.note("a door", "P06", session="interviews", stage="Wait", kind=kind, emotion=emotion)
    alone(m, said)
    assert overlooked(m) == (["a door"] if there else [])


def test_what_a_customer_raises_is_overlooked_on_no_card_too() -> None:
    m = Maker()
    m.note("the door weighs a ton", "P06", session="interviews", stage="Wait", kind=Kind.PAIN)
    (line,) = made(m.snapshot()).summary.overlooked
    assert (line.text, line.codes) == ("the door weighs a ton", ("",))


@pytest.mark.parametrize("kind", [None, Kind.GAIN, Kind.IDEA, Kind.OBSTACLE, Kind.QUESTION])
@pytest.mark.parametrize("stage", ["Wait", "Desk", None])
@pytest.mark.parametrize("how", ["near", "for", "against"])
def test_what_somebody_inside_says_something_like_is_not_overlooked(
    kind: Kind | None, stage: str | None, how: str
) -> None:
    m = Maker()
    ours = m.note("front doors are heavy", "P01", stage=stage, kind=kind)
    theirs = m.note("a ton", "P06", session="interviews", stage="Wait", kind=Kind.PAIN)
    alone(m, theirs)
    assert overlooked(m) == ["a ton"]
    snapshot = m.snapshot()
    if how == "near":
        known = replace(snapshot, nearby=((theirs, ours),))
    else:
        known = replace(snapshot, bearings=(Bearing(theirs, ours, EvidenceStance(how)),))
    assert texts(made(known).summary.overlooked) == []


def test_what_nobody_has_read_says_so_and_is_new_only_where_nobody_inside_is_on_its_card() -> None:
    m = Maker()
    theirs = m.note("a ton", "P06", session="interviews", stage="Wait", kind=Kind.PAIN)
    other = m.note("no bell", "P07", session="interviews", stage="Wait", kind=Kind.PAIN)
    ours = m.note("doors stick", "P02", stage="Wait", kind=Kind.OBSTACLE)
    m.card("Doors", "Wait", m.claim("a", Kind.PAIN, theirs), m.claim("b", Kind.OBSTACLE, ours))
    m.card("Bell", "Wait", m.claim("c", Kind.PAIN, other))
    snapshot = coded(m.snapshot())
    found = made(snapshot)
    assert {line.text: line.why for line in found.summary.overlooked} == {
        "no bell": summaries.UNREAD,
    }
    assert f"(1 customer; {summaries.UNREAD})" in " ".join(
        terminal.render(found, width=120).split()
    )
    assert f"{summaries.UNREAD})" in markdown.render(found)
    assert f"{summaries.UNREAD}</small>" in html.render(found)
    read = replace(snapshot, answered=snapshot.answered | {read_key(other)})
    first, *_ = made(read).summary.overlooked
    assert (first.text, first.why) == ("no bell", "")


def test_pains_and_needs_without_an_idea_come_after_where_they_were_heard_again() -> None:
    m = Maker()
    dark = m.note("in the dark", "P06", session="interviews", stage="Wait", kind=Kind.PAIN)
    rings = m.note("it rings out", "P01", agrees="P02", stage="Desk", kind=Kind.PAIN)
    date = m.note("a date", "P01", agrees="P02", stage="Apply", kind=Kind.NEED)
    lone = m.note("the printer jams", "P01", stage="Decision", kind=Kind.PAIN)
    late = m.note("it is late", "P01", agrees="P02", stage="Receive", kind=Kind.PAIN)
    call = m.note("call them", "P01", stage="Receive", kind=Kind.IDEA)
    proud = m.note("they love us", "P01", agrees="P02", stage="Receive", kind=Kind.GAIN)
    alone(m, dark)
    alone(m, rings, stage="Desk")
    alone(m, date, stage="Apply")
    alone(m, lone, stage="Decision")
    m.card("Late", "Receive", m.claim("a", Kind.PAIN, late), m.claim("b", Kind.IDEA, call))
    alone(m, proud, stage="Receive")
    found = made(m.snapshot()).summary.overlooked
    assert [(line.text, line.why) for line in found] == [
        ("in the dark", summaries.UNREAD),
        ("a date", summaries.NO_IDEA_YET),
        ("it rings out", summaries.NO_IDEA_YET),
    ]


def test_only_believed_is_what_no_customer_is_for_or_against() -> None:
    found = made(housing()).summary
    believed = texts(found.believed)
    assert "old page still has last year's figures" in believed
    # Customers spoke against it.
    assert "they chase us every 3 days" not in believed
    assert found.believed[0].people == "3 staff/2 teams; + 1 data"


def test_a_narrowed_map_keeps_only_the_lines_of_what_it_shows() -> None:
    whole = made(asked_by_persona())
    assert narrow(whole, Narrowing(sources=frozenset({Source.STAFF}))).summary.communication == ()
    kept = narrow(whole, Narrowing(sources=frozenset({Source.CUSTOMER}))).summary
    assert kept.communication == whole.summary.communication
