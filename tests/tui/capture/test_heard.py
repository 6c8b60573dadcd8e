"""Heard before: shown where it helps, hidden where it would prime, stored as agreement."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from capture.config import Config
from data.records import SessionKind
from data.store import Project
from tests.tui.helpers import opened, settled
from tests.tui.meeting import make_meeting, names, said, say, screen_of, seen

FIRST = "ma: the phone queue never ends"
AGAIN = "jo: the phone queue just never ends"


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    return make_meeting(tmp_path / "claims.sayso")


async def test_the_most_similar_earlier_note_is_shown_with_its_people(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, FIRST, "ri:", "they close at four on Fridays", AGAIN)
        shown = seen(pilot)
    assert "heard before: “the phone queue never ends”, 2 people" in shown


async def test_nothing_is_shown_for_what_nobody_has_said(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, FIRST, "jo: they close at four on Fridays")
        assert "heard before" not in seen(pilot)


async def test_one_key_records_the_speaker_as_agreeing_with_the_earlier(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, FIRST, AGAIN)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "heard before" not in seen(pilot)
        first, second = said(meeting)
        assert names(meeting, first) == {"Maria": "said", "Jon": "agrees"}
        assert names(meeting, second) == {"Jon": "said"}
        await pilot.press("ctrl+z")
        await settled(pilot)
    assert names(meeting, said(meeting)[0]) == {"Maria": "said"}


async def test_nobody_named_cannot_agree(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, FIRST, "the phone queue just never ends")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "Nobody is named" in seen(pilot)
    assert names(meeting, said(meeting)[0]) == {"Maria": "said"}


async def test_it_is_off_in_customer_interviews(tmp_path: Path) -> None:
    path = make_meeting(tmp_path / "c.sayso", kind=SessionKind.CUSTOMER_INTERVIEW)
    async with opened(path) as pilot:
        await say(pilot, FIRST, AGAIN)
        assert "heard before" not in seen(pilot)
    assert len(said(path)) == 2
    with Project.open(path) as project:  # nothing was read for it either
        assert project.connection.rows("SELECT * FROM vector") == []


async def test_it_can_be_turned_off(meeting: Path) -> None:
    async with opened(meeting, settings=replace(Config(), heard_before=False)) as pilot:
        await say(pilot, FIRST, AGAIN)
        assert "heard before" not in seen(pilot)


async def test_one_key_hides_everything_but_the_line(meeting: Path) -> None:
    async with opened(meeting) as pilot:
        await say(pilot, FIRST, AGAIN)
        await pilot.press("ctrl+f")
        screen_of(pilot).line.fill("only this")
        await pilot.pause()
        shown = seen(pilot)
        assert shown.split() in (["█", "only", "this"], ["▌", "only", "this"], ["only", "this"])
        await pilot.press("ctrl+f")
        await pilot.pause()
        assert "heard before" in seen(pilot)
