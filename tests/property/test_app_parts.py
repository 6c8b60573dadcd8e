"""Whatever a text holds, the parts that the modes are made of show it, fit, and never act."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from capture.jobs.lists import Lists
from capture.literal import literal
from capture.screens.board.evidence import _claim, _wrapped
from capture.screens.notes import look
from capture.screens.project import listing
from data.records import (
    Attribution,
    Channel,
    ChannelId,
    Emotion,
    EvidenceStance,
    Group,
    Journey,
    JourneyId,
    Kind,
    Note,
    NoteId,
    Participant,
    ParticipantId,
    Persona,
    PersonaId,
    ProjectInfo,
    Session,
    SessionId,
    SessionKind,
    Source,
    Stage,
    StageId,
    Stance,
    Tag,
    TagId,
)
from synthesis.board.standing import Counts, People, Standing
from synthesis.map.model import LaneKey, MapClaim, MapNote, Opposite

AT = datetime(2026, 3, 2, tzinfo=UTC)
NASTY = st.sampled_from(
    ["[/]", "[@click=app.quit]", "\x1b[2J", "\x9b1m", "\x00", "\u202e", "\u200b", "\ud800", "日本",
     "👩‍👩‍👧‍👦", "\n", "\t", "[", "]", "\\", "T07", "│"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(NASTY, st.text(max_size=8)), max_size=12).map("".join)


def harmless(content: Content, *, lines: bool) -> bool:
    """Whether nothing in a content acts: no control character, no click, no markup."""
    allowed = "\n" if lines else ""
    acting = [char for char in content.plain if char not in allowed and not _shows(char)]
    return not acting and not any("click" in str(span.style) for span in content.spans)


def _shows(char: str) -> bool:
    code = ord(char)
    bad = code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000
    return not bad and char not in "\u202e\u202d\u2066\u2067\u2028\u2029"


@given(text=TEXTS, name=TEXTS, room=st.integers(8, 200))
def test_a_note_in_a_list_and_whole(text: str, name: str, room: int) -> None:
    note = Note(
        NoteId("n"),
        SessionId("s"),
        text,
        AT,
        Kind.THOUGHT,
        stage=StageId("st"),
        emotion=Emotion.LOW,
        left_over=text,
        respondent=name,
        tags=(TagId("t"),),
        personas=(PersonaId("p"),),
        participants=(Attribution(ParticipantId("a"), Stance.DISAGREES),),
    )
    known = dict.fromkeys(("st", "t", "p", "a"), name)
    session = Session(SessionId("s"), name, SessionKind.OBSERVATION, AT)
    sight = look.Sight(known, People((), (session,)))
    row = look.row(note, sight, look.lay_out((), room))
    assert harmless(row, lines=False)
    if room >= 24:
        assert row.cell_length <= room
    assert harmless(look.detail(note, sight), lines=True)


@given(text=TEXTS, room=st.integers(20, 200))
def test_the_lists_of_a_project(text: str, room: int) -> None:
    lists = Lists(
        ProjectInfo(text, text, text, text, text),
        stages=(Stage(StageId("a"), "a", text, text, (text,)),),
        personas=(Persona(PersonaId("b"), text, text),),
        people=(Participant(ParticipantId("c"), "P01", text, Group.CUSTOMER, text),),
        sessions=(
            Session(
                SessionId("d"), text, SessionKind.IMPORT, AT, text, roster=(ParticipantId("c"),)
            ),
        ),
        channels=(Channel(ChannelId("e"), text, 0, text, (text,)),),
        tags=(Tag(TagId("f"), text, text, (text,)),),
        journeys=(
            Journey(JourneyId("g"), text, PersonaId("b"), text, text, (StageId("a"),), owner=text),
        ),
    )
    like = dict.fromkeys("abcdefg", text)
    for section in listing.SECTIONS:
        items = listing.items(lists, section, like)
        wide = listing.widths(items, room)
        assert items
        for item in items:
            row = listing.row(item, wide)
            assert harmless(row, lines=False)
            assert row.cell_length <= room
            assert harmless(listing.detail(lists, item), lines=True)


@given(text=TEXTS, room=st.integers(12, 120))
def test_the_claims_of_a_card(text: str, room: int) -> None:
    note = MapNote("n", text, EvidenceStance.FOR, Source.STAFF, (), None, AT)
    opposite = Opposite("q", "C02", text, Counts(), Standing.ASSUMED)
    claim = MapClaim(
        "p",
        text,
        Standing.ASSUMED,
        Counts(),
        not_raised_by_staff=True,
        quote=text,
        terms=(text,),
        notes=(note,),
        code="C01",
        opposites=(opposite,),
    )
    for key in (LaneKey.PAIN, LaneKey.DISSENT):
        assert harmless(_claim(key, claim, room), lines=True)
    for one in _wrapped(literal(text), room):
        assert harmless(one, lines=False)
        assert one.cell_length <= room
