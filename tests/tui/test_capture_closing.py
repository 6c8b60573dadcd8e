"""After the meeting: the summary, the takeaways and the walk over bare notes, by what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.records import Emotion, Kind, SessionKind
from tests.tui.helpers import opened, settled
from tests.tui.meeting import make_meeting, said, say, seen, snapshot

TALK = (
    "ma: phones ring out all morning ,,p-3",
    "jo: how do I apply for it? ,,#-",
    "and nobody calls them back ,,n #wait",
)


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    return make_meeting(tmp_path / "claims.sayso")


async def test_the_summary_counts_people_stages_and_kinds_and_names_the_silent(
    meeting: Path,
) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, *TALK)
        await pilot.press("ctrl+g")
        await settled(pilot)
        shown = " ".join(seen(pilot).split())
    assert "Maria 1 · Jon 1 · nobody named 1" in shown
    assert "Wait 2 · no stage 1" in shown
    assert "pain point 1 · need 1 · no kind 1" in shown
    assert "silent Rita" in shown
    assert "1 of 3 lack a kind or a stage" in shown


async def test_takeaways_are_stored_as_memos_in_one_change(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, TALK[0])
        await pilot.press("ctrl+g")
        await settled(pilot)
        await pilot.press(*"a ,,p", "enter", *"b", "escape")
        await settled(pilot)
        notes = said(meeting)
        assert [(one.text, one.kind) for one in notes[1:]] == [
            ("a ,,p", Kind.MEMO),
            ("b", Kind.MEMO),
        ]
        await pilot.press("ctrl+z")
        await settled(pilot)
    assert len(said(meeting)) == 1


async def test_the_walk_tags_a_bare_note_with_a_key_each(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, *TALK)
        await pilot.press("ctrl+g")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
        shown = seen(pilot)
        assert "suggested: 1" in shown
        assert "its words suggest: q question?" in shown
        assert said(meeting)[1].kind is None
        await pilot.press("right", "q", "minus", "minus", "enter")
        await settled(pilot)
    note = said(meeting)[1]
    assert (note.kind, note.emotion) == (Kind.QUESTION, Emotion.VERY_LOW)
    assert note.stage in {one.id for one in snapshot(meeting).stages}


async def test_enter_alone_takes_no_suggestion(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, *TALK)
        before = said(meeting)
        await pilot.press("ctrl+g")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
    assert said(meeting) == before


async def test_z_takes_the_last_step_back(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "one bare", "another bare")
        await pilot.press("ctrl+g")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
        await pilot.press("p", "enter")
        await settled(pilot)
        assert said(meeting)[0].kind is Kind.PAIN
        assert "another bare" in seen(pilot)
        await pilot.press("z")
        await settled(pilot)
        assert "one bare" in seen(pilot)
    assert said(meeting)[0].kind is None


async def test_a_suggested_stage_is_taken_by_its_number(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "jo: they apply with the form ,,#apply", "ma: the form to apply ,,#-")
        await pilot.press("ctrl+g")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("1", "a", "enter")
        await settled(pilot)
    assert said(meeting)[1].stage == snapshot(meeting).stages[1].id


async def test_another_session_is_one_key_away(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await pilot.press("f10")
        await settled(pilot)
        await pilot.press("f2", *"Eleni", "enter", *"Eleni", "enter")
        await settled(pilot)
        await say(pilot, "nobody told me")
    found = snapshot(meeting)
    session = found.sessions[-1]
    assert (session.title, session.kind) == ("Eleni", SessionKind.CUSTOMER_INTERVIEW)
    assert found.notes[-1].session == session.id
    known = {one.id: one.name for one in found.participants}
    assert [known[one.participant] for one in found.notes[-1].participants] == ["Eleni"]


async def test_a_meeting_noted_here_is_summed_up_before_the_next(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, TALK[0])
        await pilot.press("f10")
        await settled(pilot)
        assert "Take away" in seen(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "Another session" in seen(pilot)
        await pilot.press("escape")
        await say(pilot, "goes on")
    found = snapshot(meeting)
    assert len(found.sessions) == 1
    assert len(found.notes) == 2


async def test_opening_within_four_hours_goes_on_and_says_so(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, TALK[0])
    async with opened(meeting) as pilot:
        assert "Goes on with “Monday”" in seen(pilot)
        await say(pilot, "and more")
    assert len(snapshot(meeting).sessions) == 1
