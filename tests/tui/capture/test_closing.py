"""After the meeting: the summary, the takeaways and the walk over bare notes, by what is stored."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual import events

from capture.widgets.line import Line
from data.records import Emotion, Kind, SessionKind
from data.store import Project, sessions
from data.store import notes as notes_store
from tests.tui.helpers import opened, settled
from tests.tui.meeting import make_meeting, names, said, say, screen_of, seen, snapshot

TALK = (
    "ma: phones ring out all morning ,,p- 3",
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


async def test_a_takeaway_of_several_pasted_lines_stays_when_tab_goes_on(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, TALK[0])
        await pilot.press("ctrl+g")
        await settled(pilot)
        line = pilot.app.screen.query_one("#takeaway0", Line)
        line.post_message(events.Paste("it broke\nnobody came"))
        await settled(pilot)
        await pilot.press("tab", *"b", "escape")
        await settled(pilot)
        assert [note.text for note in said(meeting)[1:]] == ["it broke\nnobody came", "b"]


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


async def test_unknown_speakers_are_listed_and_settled_with_a_key_each(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "xx: who is this ,,p 3", "le, om: both ,,p", "xx: again ,,p", "zz: no ,,p")
        await pilot.press("ctrl+g")
        await settled(pilot)
        shown = " ".join(seen(pilot).split())
        assert "unknown xx 2 · le, om 1 · zz 1" in shown
        assert "F2 goes through the 3 unknown speakers" in shown
        await pilot.press("f2")
        await settled(pilot)
        assert "Unknown speaker 1 of 3 · 2 remarks" in seen(pilot)
        await pilot.press("1")
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert "zz: no" in seen(pilot)
        await pilot.press("z")
        await settled(pilot)
        assert said(meeting)[1].participants == ()
        await pilot.press("n")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
    first, both, again, nobody = said(meeting)
    assert [one.text for one in (first, both, again, nobody)] == [
        "who is this",
        "both",
        "again",
        "zz: no",
    ]
    assert names(meeting, first) == names(meeting, again) == {"Maria": "said"}
    assert names(meeting, both) == {"le": "said", "om": "agrees"}
    assert nobody.participants == ()


async def test_the_walk_goes_on_from_unknown_speakers_to_bare_notes(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "xx: who is this", "note: no name")
        await pilot.press("ctrl+g")
        await settled(pilot)
        assert "F2 goes through the 1 unknown speaker and the 2 bare notes" in seen(pilot)
        await pilot.press("f2")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Bare note 1 of 2" in seen(pilot)


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


async def test_leaving_the_form_says_what_it_does(tmp_path: Path) -> None:
    """It goes on with a session where there is one; without, the first note begins one."""
    path = make_meeting(tmp_path / "claims.sayso")
    long_ago = datetime.now(UTC) - timedelta(minutes=61)
    with closing(Project.open(path)) as project, project.change("Long ago") as change:
        (session,) = sessions.all(project)
        sessions.edit(change, session.id, started_at=long_ago)
    async with opened(path) as pilot:
        for label, other in (
            ("Back to the line", "Go on with this one"),
            ("Go on with this one", "Back to the line"),
        ):
            await pilot.press("f10")
            await settled(pilot)
            assert label in seen(pilot)
            assert other not in seen(pilot)
            offered = [one.binding.description for one in pilot.app.active_bindings.values()]
            assert label in offered
            assert other not in offered
            await pilot.press("escape")
            await settled(pilot)
            assert screen_of(pilot).line.has_focus
            await pilot.press("f10")
            await settled(pilot)
            await pilot.press("enter", "enter")
            await settled(pilot)


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


async def test_opening_within_an_hour_goes_on_and_says_so(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, TALK[0])
    async with opened(meeting) as pilot:
        assert "Goes on with “Monday”" in seen(pilot)
        await say(pilot, "and more")
    assert len(snapshot(meeting).sessions) == 1


async def test_opening_after_an_hour_begins_another_session(tmp_path: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso")
    long_ago = datetime.now(UTC) - timedelta(minutes=61)
    with closing(Project.open(path)) as project, project.change("Long ago") as change:
        (session,) = sessions.all(project)
        sessions.edit(change, session.id, started_at=long_ago)
        notes_store.add(change, session=session.id, text=TALK[0], at=long_ago)
    async with opened(path) as pilot:
        assert "Goes on with" not in seen(pilot)
        await say(pilot, "and more")
    first, second = said(path)
    assert first.session == session.id != second.session


async def test_an_interview_goes_on_with_a_key_and_not_by_itself(tmp_path: Path) -> None:
    path = make_meeting(tmp_path / "claims.sayso", kind=SessionKind.CUSTOMER_INTERVIEW)
    async with opened(path) as pilot:
        await say(pilot, "nobody told me")
    async with opened(path) as pilot:
        assert "F10 goes on with the interview “Monday”" in " ".join(seen(pilot).split())
        await pilot.press("f10", "f3")
        await settled(pilot)
        await say(pilot, "it took weeks")
        assert len({one.session for one in said(path)}) == 1
    async with opened(path) as pilot:
        await say(pilot, "that was our third this week")
    *of_interview, typed_after = snapshot(path).notes
    assert typed_after.session not in {one.session for one in of_interview}
    assert snapshot(path).sessions[-1].kind is SessionKind.STAFF_MEETING


ODD = ("ma: the goat ate my bicycle ,,p 3", "jo: soup was cold on Sunday ,,p 3")


async def test_after_bare_notes_what_is_near_nothing_is_gone_through(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(
            pilot,
            "ma: phones ring out all morning ,,p- 3",
            "ma: the phone rings out at noon ,,p- 3",
            *ODD,
            "nobody calls them back ,,#wait",
        )
        await pilot.press("ctrl+g")
        await settled(pilot)
        assert "F2 goes through the 1 bare note, then what is near nothing" in seen(pilot)
        await pilot.press("f2")
        await settled(pilot)
        await pilot.press("n", "enter")
        await settled(pilot)
        shown = seen(pilot)
        assert "Single remark 1 of 3" in shown
        assert "the goat ate my bicycle" in shown
        await pilot.press("1")
        await settled(pilot)
        assert "Single remark 2 of 3" in seen(pilot)
        await pilot.press("z")
        await settled(pilot)
        assert "Single remark 1 of 3" in seen(pilot)
        assert len(snapshot(meeting).singles) == 3
        await pilot.press("1")
        await settled(pilot)
        await pilot.press("c")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
    made = snapshot(meeting)
    assert [made.singles[0].note] == [note.id for note in made.notes if "calls" in note.text]
    assert sum(card.held for card in made.touchpoints) == 2
    async with opened(meeting) as pilot:
        await pilot.press("ctrl+g")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
        assert "Every remark is on a card, or was left single." in seen(pilot)
