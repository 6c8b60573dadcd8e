"""After the note: the last one is tagged, agreed with, edited, marked, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.records import Emotion, Kind
from tests.tui.helpers import opened, settled
from tests.tui.meeting import make_meeting, names, said, say, screen_of, seen, snapshot


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    return make_meeting(tmp_path / "claims.sayso")


async def test_a_tail_alone_tags_the_last_note(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring", ",,p- +calls", "next one")
    first, second = said(meeting)
    assert (first.kind, first.emotion, len(first.tags)) == (Kind.PAIN, Emotion.LOW, 1)
    assert second.kind is None


async def test_a_name_alone_agrees_and_no_disagrees(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring", "jo:", "ri:", "jo: ,,no")
        assert "✗Jon" in seen(pilot)
    (note,) = said(meeting)
    assert names(meeting, note) == {"Maria": "said", "Jon": "disagrees", "Rita": "agrees"}


async def test_up_edits_the_last_note_in_place(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones wring ,,p- 2", "jo:", "other thing ,,#wait")
        await pilot.press("up", "up")
        line = screen_of(pilot).line
        assert line.content == "Maria: phones wring ,,p- #Apply"
        assert "editing" in seen(pilot)
        line.fill("ri: phones ring ,,p-- 3 +calls")
        await pilot.press("enter")
        await settled(pilot)
        assert screen_of(pilot).window.sticking.stage == snapshot(meeting).stages[2].id
    first, second = said(meeting)
    assert first.text == "phones ring"
    assert (first.kind, first.emotion) == (Kind.PAIN, Emotion.VERY_LOW)
    assert first.stage == snapshot(meeting).stages[2].id
    assert names(meeting, first) == {"Rita": "said", "Jon": "agrees"}
    assert second.text == "other thing"


async def test_esc_leaves_a_note_as_it_was(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring")
        await pilot.press("up", "x", "escape")
        assert screen_of(pilot).line.is_empty
        await say(pilot, "a new one")
    assert [one.text for one in said(meeting)] == ["phones ring", "a new one"]


async def test_a_note_cannot_be_edited_to_nothing(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring")
        await pilot.press("up")
        screen_of(pilot).line.fill(",,p")
        await pilot.press("enter")
        await settled(pilot)
        assert "needs some text" in seen(pilot)
        assert screen_of(pilot).line.content == ",,p"
    assert [one.text for one in said(meeting)] == ["phones ring"]


async def test_one_key_each_for_truth_verbatim_and_a_time_mark(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring")
        await pilot.press("ctrl+t", "ctrl+l")
        await settled(pilot)
        (note,) = said(meeting)
        tags = {one.id: one.name for one in snapshot(meeting).tags}
        assert [tags[one] for one in note.tags] == ["moment of truth"]
        assert note.verbatim
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert said(meeting)[0].tags == ()
        screen_of(pilot).line.fill("half a li")
        await pilot.press("ctrl+n")
        await settled(pilot)
        assert screen_of(pilot).line.content == "half a li"
    mark = said(meeting)[-1]
    assert mark.kind is Kind.ASK
    assert "to fill in" in mark.text


async def test_undo_and_redo_say_what_they_did(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring", ",,p-")
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert "Change “phones ring”" in seen(pilot)
        assert said(meeting)[0].kind is None
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert said(meeting) == []
        await pilot.press("ctrl+y", "ctrl+y")
        await settled(pilot)
    assert said(meeting)[0].kind is Kind.PAIN


async def test_undo_in_a_typed_line_is_the_lines_own(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring")
        line = screen_of(pilot).line
        line.insert("typed")
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert line.is_empty
    assert len(said(meeting)) == 1


async def test_the_stage_sticks_from_a_line_and_the_rest_does_not(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "ma: one ,,p- 3 tou ph", "two", "three ,,#-", "four")
        assert "F2 no stage" in seen(pilot)
    one, two, three, four = said(meeting)
    assert (two.stage, two.personas, two.channel) == (one.stage, (), None)
    assert (two.kind, two.emotion, two.participants) == (None, None, ())
    for note in (three, four):
        assert (note.stage, note.personas, note.channel) == (None, (), None)


async def test_persona_and_channel_stick_when_a_key_sets_them_and_are_written_out(
    meeting: Path,
) -> None:
    shot = snapshot(meeting)
    async with opened(meeting) as pilot:
        await pilot.press("f2", "f3", "f4")
        screen_of(pilot).line.fill("one ,,p")
        await settled(pilot)
        before = f"as before: Find out · Tourist · {shot.channels[0].name}"
        assert f"pain point · {before}" in seen(pilot)
        screen_of(pilot).line.fill("one ,,car wait")
        await settled(pilot)
        assert f"Wait · Carer · as before: {shot.channels[0].name}" in seen(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await say(pilot, "two", "three ,,@- ~-", "four")
    one, two, three, four = said(meeting)
    tourist, carer = shot.personas
    assert [note.personas for note in (one, two, three, four)] == [
        (carer.id,),
        (tourist.id,),
        (),
        (),
    ]
    assert [note.channel for note in (one, two, three, four)] == [
        shot.channels[0].id,
        shot.channels[0].id,
        None,
        None,
    ]


async def test_no_with_words_says_under_the_line_what_it_is_against(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        screen_of(pilot).line.fill("jo: not so ,,no")
        await settled(pilot)
        assert "“no” will be left over: no remark of somebody else" in seen(pilot)
        await say(pilot, "ma: a ticket in the first week ,,p-")
        screen_of(pilot).line.fill("not so ,,no")
        await settled(pilot)
        assert "“no” will be left over: nobody is named" in seen(pilot)
        screen_of(pilot).line.fill("jo: not so ,,no")
        await settled(pilot)
        assert "Jon, against “a ticket in the first week”" in seen(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "“not so” stands against “a ticket in the first week”" in seen(pilot)
        await pilot.press("up")
        assert screen_of(pilot).line.content == "Jon: not so"
    ticket, not_so = said(meeting)
    assert names(meeting, not_so) == {"Jon": "said"}
    (bearing,) = snapshot(meeting).bearings
    assert (bearing.note, bearing.target) == (not_so.id, ticket.id)


async def test_keys_step_what_sticks_forth_and_back_and_round(meeting: Path) -> None:
    shot = snapshot(meeting)
    async with opened(meeting) as pilot:
        await pilot.press("f2", "f2", "f14", "f3", "f4")
        assert "F2 Find out" in seen(pilot)
        await say(pilot, "one")
        await pilot.press("shift+f2", "shift+f2", "shift+f3", "shift+f4")
        await say(pilot, "two")
    one, two = said(meeting)
    assert (one.stage, one.personas) == (shot.stages[0].id, (shot.personas[0].id,))
    assert one.channel == shot.channels[0].id
    assert (two.stage, two.personas, two.channel) == (shot.stages[-1].id, (), None)


async def test_a_place_in_the_strip_can_be_clicked(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await pilot.click("ContextStrip", offset=(5, 0))
        await pilot.pause()
        assert "F2 Find out" in seen(pilot)


async def test_a_code_puts_the_note_on_its_card(meeting: Path) -> None:
    from capture.jobs.drafts import synthesise
    from data.store import Project

    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring out all morning ,,p- 2", "jo: phones ring and ring ,,p")
        with Project.open(meeting) as project:
            synthesise(project)
            code = project.snapshot().touchpoints[0].code
        await say(pilot, f"{code}: they come to the desk anyway", f"{code}: jo: not so ,,no")
    notes = said(meeting)
    card = next(one for one in snapshot(meeting).touchpoints if one.code == code)
    assert card.held
    assert {one.note: one.stance.value for one in card.evidence} == {
        notes[2].id: "for",
        notes[3].id: "against",
    }


async def test_another_windows_notes_appear(meeting: Path) -> None:
    from data.store import Project
    from tests.tui.helpers import keep, until

    async with opened(meeting) as pilot:
        with Project.open(meeting) as other:
            keep(other, "from the other window")
        await until(
            lambda: "from the other window" in seen(pilot),
            "the note is seen", 2.0,
        )  # fmt: skip


async def test_what_cannot_be_stored_stays_in_sight_and_is_tried_again(
    meeting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    from data.errors import DiskFull
    from data.store import Project

    whole = Project.change
    full = True

    @contextmanager
    def change(self: Project, label: str):  # type: ignore[no-untyped-def]
        if full:
            raise DiskFull("The disk is full.")
        with whole(self, label) as one:
            yield one

    monkeypatch.setattr(Project, "change", change)
    async with opened(meeting) as pilot:
        await say(pilot, "ma: phones ring ,,p", "jo: and ring")
        shown = seen(pilot)
        assert "NOT STORED" in shown
        assert "✗ not stored" in shown
        assert "phones ring" in shown
        assert "and ring" in shown
        full = False
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert "NOT STORED" not in seen(pilot)
    assert [one.text for one in said(meeting)] == ["phones ring", "and ring"]


async def test_a_refused_line_comes_back(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, ",,p-")
        assert "no note yet" in seen(pilot)
        assert screen_of(pilot).line.content == ",,p-"
    assert said(meeting) == []
