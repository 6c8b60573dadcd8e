"""The line: whatever is typed or pasted is stored, exactly, and in the order of the keys."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events

from capture import reading
from capture.reading import Names
from capture.widgets.line import Line
from capture.widgets.readout import Readout
from data.records import Emotion, Kind
from data.store import Project
from data.store.lists import participants
from tests.tui.helpers import opened, settled
from tests.tui.meeting import make_meeting, names, said, say, screen_of, seen, snapshot


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    return make_meeting(tmp_path / "claims.sayso")


async def test_a_line_typed_key_by_key_becomes_a_tagged_note(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await pilot.press(*"ma: rings out ,,p--3 tou ph", "enter")
        await settled(pilot)
        assert screen_of(pilot).line.is_empty
    (note,) = said(meeting)
    shot = snapshot(meeting)
    assert note.text == "rings out"
    assert (note.kind, note.emotion) == (Kind.PAIN, Emotion.VERY_LOW)
    assert [one.title for one in shot.stages if one.id == note.stage] == ["Wait"]
    assert [one.name for one in shot.personas if one.id in note.personas] == ["Tourist"]
    assert [one.name for one in shot.channels if one.id == note.channel] == ["Phone"]
    assert names(meeting, note) == {"Maria": "said"}


async def test_what_is_understood_is_written_out_while_it_is_typed(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        screen_of(pilot).line.fill("ma: phones ,,p--3 tou ph")
        await settled(pilot)
        assert "pain point · −2 · Wait · Tourist · Phone · Maria" in seen(pilot)


async def test_a_speaker_whom_nobody_knows_is_pointed_at_before_it_is_stored(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await pilot.press(*"xx: ")
        await settled(pilot)
        assert "xx/" in seen(pilot).splitlines()[-2]
        await pilot.press("tab")
        assert screen_of(pilot).line.content == "xx/: "
        await pilot.press(*"hello", "enter")
        await settled(pilot)
        await pilot.press(*"yy: hello")
        await settled(pilot)
        assert "“yy/:” makes a person" in seen(pilot)
        await pilot.press("tab")  # which begins the tags, as ever
        assert screen_of(pilot).line.content == "yy: hello ,,"
    (note,) = said(meeting)
    assert names(meeting, note) == {"xx": "said"}


async def test_tab_lets_no_feeling_vanish(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        for typed, taken in (
            ("x ,,thou--", "x ,,!thought-- "),
            ("x ,,wai--", "x ,,wai --"),
            ("x ,,w", "x ,,#Wait "),
        ):
            line.fill(typed)
            await settled(pilot)
            await pilot.press("tab")
            assert line.content == taken


async def test_a_word_that_nobody_knows_is_pointed_at_and_never_blocks(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        screen_of(pilot).line.fill("it is lost ,,p wiat")
        await settled(pilot)
        assert "Wait" in seen(pilot).splitlines()[-2]
        await pilot.press("enter")
        await settled(pilot)
    (note,) = said(meeting)
    assert (note.text, note.kind, note.left_over) == ("it is lost", Kind.PAIN, "wiat")
    assert note.stage is None


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("lost ,,p wa", "lost ,,p #Wait "),
        ("lost ,,p @to", "lost ,,p @Tourist "),
        ("lost ,,~ph", "lost ,,~Phone "),
        ("lost ,,expe", "lost ,,!expectation "),
        ("lost ,,p wiat", "lost ,,p #Wait"),
        ("mar", "Maria: "),
        ("P02", "Jon: "),
    ],
)
async def test_tab_takes_what_is_offered(meeting: Path, typed: str, taken: str) -> None:
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        line.fill(typed)
        await pilot.press("tab")
        assert line.content == taken
        assert line.has_focus


async def test_tab_with_nothing_to_take_leaves_line_and_focus_alone(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        line.fill("phones ring ,,p")
        await pilot.press("tab")
        assert line.content == "phones ring ,,p"
        assert line.has_focus


async def test_tab_begins_the_tags_of_a_remark(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await pilot.press(*"ma:rings out", "tab", *"p-", "enter")
        await settled(pilot)
    (note,) = said(meeting)
    assert (note.text, note.kind, note.emotion) == ("rings out", Kind.PAIN, Emotion.LOW)
    assert names(meeting, note) == {"Maria": "said"}


async def test_the_space_after_a_speaker_comes_by_itself_and_never_twice(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        for typed, wanted in (
            ("ma: it", "Maria said: it"),
            ("ma:it", "Maria said: it"),
            ("ma:  it", "Maria said:  it"),
            ("10:30", "10:30"),
            ("xx: it", "xx: it"),
        ):
            line.fill("")
            await pilot.press(*typed)
            assert line.content == wanted.replace("Maria said", "ma")


async def test_one_key_takes_a_speaker_back(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        screen_of(pilot).line.fill("ma: is what they call her")
        await pilot.press("escape", "enter")
        await settled(pilot)
    (note,) = said(meeting)
    assert (note.text, note.participants) == ("ma: is what they call her", ())


async def test_the_same_key_brings_the_speaker_back(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        line.fill("ma: half a thou")
        await pilot.press("escape")
        assert line.content == ": ma: half a thou"
        await pilot.press("g", "escape")
        assert (line.content, line.cursor) == ("ma: half a thoug", 16)
        await pilot.press("h", "t", "enter")
        await settled(pilot)
    (note,) = said(meeting)
    assert (note.text, names(meeting, note)) == ("half a thought", {"Maria": "said"})


@pytest.mark.parametrize(
    "typed", ["half a thought", "xx: half", "10:30", ": ma: half", "T07: half"]
)
async def test_esc_leaves_a_line_without_a_speaker_alone(meeting: Path, typed: str) -> None:
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        line.fill(typed)
        await pilot.press("escape", "escape", "escape")
        assert line.content == typed


async def test_esc_leaves_the_card_that_stands_before_a_speaker(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        everybody = replace(line.names.everybody, cards=frozenset({"T07"}))
        line.names = Names(everybody)
        line.fill("T07: ma: half")
        await pilot.press("escape")
        assert line.content == "T07: : ma: half"
        assert line.reading.card == "T07"
        assert not line.reading.has_speaker
        await pilot.press("escape")
        assert line.content == "T07: ma: half"


@pytest.mark.parametrize("begun", ["phones ring", "ma: phones ring", "xx: phones", "zo: ring ,,p"])
async def test_a_letter_is_read_told_and_drawn_once(
    meeting: Path, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    """Zoe is not in the room: where the roster knows nobody, everybody is looked at."""
    with Project.open(meeting) as project, project.change("Zoe") as change:
        participants.add(change, "Zoe")
    calls: Counter[str] = Counter()

    def count(owner: object, name: str) -> None:
        counted = getattr(owner, name)

        def call(*given: Any, **named: Any) -> Any:
            calls[name] += 1
            return counted(*given, **named)

        monkeypatch.setattr(owner, name, call)

    async with opened(meeting) as pilot:
        screen_of(pilot).line.fill(begun)
        await settled(pilot)
        count(reading, "parse")
        count(Line, "get_line")
        count(Readout, "tell")
        for letter in " went":
            calls.clear()
            await pilot.press(letter)
            await settled(pilot)
            assert calls == {"parse": 1, "get_line": 1, "tell": 1}
        calls.clear()
        await pilot.press("left")  # a cursor that moves alone is told as well, and nothing is read
        await settled(pilot)
        assert calls == {"get_line": 1, "tell": 1}


async def test_ctrl_j_begins_a_new_line_of_the_same_note(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await pilot.press("a", "ctrl+j", "b", "enter")
        await settled(pilot)
    assert [one.text for one in said(meeting)] == ["a\nb"]


async def test_keys_act_in_the_order_in_which_they_come(meeting: Path) -> None:
    """Keys that arrive in one burst, as over a slow line: none jumps ahead of another."""
    async with opened(meeting) as pilot:
        app = pilot.app
        for key in ("a", "b", "backspace", "c", "ctrl+j", "d", "left", "e", "enter", "f2", "f"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        app.post_message(events.Key("enter", "\r"))
        await settled(pilot)
        await settled(pilot)
    first, second = said(meeting)
    assert first.text == "ac\ned"
    assert first.stage is None
    assert second.text == "f"
    assert second.stage == snapshot(meeting).stages[0].id


async def test_a_paste_keeps_every_line(meeting: Path) -> None:
    pasted = "first line\r\n\r\n  indented\r\nlast ,,p"
    async with opened(meeting) as pilot:
        pilot.app.post_message(events.Paste(pasted))
        await pilot.pause()
        await pilot.press("enter")
        await settled(pilot)
    (note,) = said(meeting)
    assert note.text == "first line\n\n  indented\nlast"
    assert note.kind is Kind.PAIN


async def test_a_paste_can_become_several_notes_in_one_change(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        pilot.app.post_message(
            events.Paste("ma: one ,,p 2\rjo: two\r\rNew/lab: three ,,+x\rnew: 4 ,,x")
        )
        await pilot.pause()
        assert "Tab makes 4 notes" in seen(pilot)
        await pilot.press("tab")
        await settled(pilot)
        found = said(meeting)
        assert [one.text for one in found] == ["one", "two", "three", "4"]
        assert [names(meeting, one) for one in found] == [
            {"Maria": "said"}, {"Jon": "said"}, {"New": "said"}, {"New": "said"},
        ]  # fmt: skip
        assert len({one.stage for one in found}) == 1
        assert found[2].tags == found[3].tags != ()
        await pilot.press("ctrl+z")
        await settled(pilot)
    assert said(meeting) == []


HOSTILE = (
    "[/] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07 \x9b31m \u202e \u200b \x00 \x0b\x0c\x85\u2028 "
    "\ud800 é"
)


async def test_hostile_text_is_stored_exactly_and_shown_as_marks(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        pilot.app.post_message(events.Paste(HOSTILE))
        await pilot.pause()
        shown = seen(pilot)
        await pilot.press("enter")
        await settled(pilot)
        shown += seen(pilot)
    (note,) = said(meeting)
    assert note.text == HOSTILE.replace("\ud800", "\ufffd")
    assert not [
        char for char in shown if char != "\n" and (ord(char) < 32 or 126 < ord(char) < 160)
    ]
    assert not set("\u202e\u200b\u2028\ud800") & set(shown)
    assert "[@click=app.quit]" in shown


async def test_a_megabyte_on_one_line_is_stored_whole_and_can_be_typed_after(meeting: Path) -> None:
    from time import perf_counter

    whole = "y" * 1_000_000
    async with opened(meeting) as pilot:
        line = screen_of(pilot).line
        pilot.app.post_message(events.Paste(whole))
        await pilot.pause()
        assert "characters that are stored but not shown" in seen(pilot)
        began = perf_counter()
        for key in " ,,p":
            await line.on_key(events.Key(key, key))
            line.insert(key)
            seen(pilot)
        assert perf_counter() - began < 0.5  # laid out whole, each key takes over a second
        await pilot.press("enter")
        await settled(pilot)
    (note,) = said(meeting)
    assert note.text == whole
    assert note.kind is Kind.PAIN


async def test_emoji_joined_by_hand_stay_joined(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        for char in "👩\u200d💻 שלום 漢字":
            pilot.app.post_message(events.Key(char, char))
        await pilot.pause()
        await pilot.press("enter")
        await settled(pilot)
    assert [one.text for one in said(meeting)] == ["👩\u200d💻 שלום 漢字"]


async def test_an_empty_line_stores_nothing(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, "", "   ")
    assert said(meeting) == []


async def test_the_examples_vanish_on_typing(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        assert "Maria/desk: phones ring out" in seen(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "Maria/desk: phones ring out" not in seen(pilot)


async def test_an_editor_of_ones_own(meeting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from capture import system

    monkeypatch.setattr(system, "edit", lambda _, text, __: f"{text} and more\nlines")
    async with opened(meeting) as pilot:
        screen_of(pilot).line.fill("begun")
        await pilot.press("ctrl+o", "enter")
        await settled(pilot)
    assert [one.text for one in said(meeting)] == ["begun and more\nlines"]
