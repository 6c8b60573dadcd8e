"""Tagging in the mode Notes: letters, numbers, the picker, and what is suggested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from capture.jobs import tags
from capture.jobs.browse import Targets
from capture.jobs.suggest import Guess, Suggester, Suggestions
from capture.screens.dialogs import ConfirmScreen, ProgressScreen
from capture.screens.notes import marks, tagging
from capture.screens.notes.look import who
from capture.screens.notes.screen import NotesScreen
from capture.screens.notes.suggestions import TakeScreen
from capture.screens.notes.tagging import TagPicker
from data.records import Emotion, Kind, Note, NoteId, SessionId
from data.store import Project, notes
from data.store.lists import personas, stages
from tests.tui.helpers import SIZES, opened, same_picture, settled, text_of, until
from tests.tui.research import (
    START,
    clock_in_utc,
    make_research,
    on,
    press,
    shell,
    stage_named,
    whole,
)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """The research, with the notes on the form bare of stage and kind."""
    with clock_in_utc():
        made = make_research(tmp_path / "claims.sayso")
        at = START + timedelta(days=3)  # screens show when something was done
        with Project.open(made) as project, patch("data.store.log.now", lambda: at):
            bare = Targets(fits="form OR fourteen")
            tags.tag(project, bare, tags.put(stage=None, kind=None))
        yield made


def by_text(path: Path, part: str) -> Note:
    return next(note for note in whole(path).notes if part in note.text)


def labels(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [one.label for one in project.history(10)]


async def at(pilot: Any, part: str) -> NoteId:
    """Put the cursor on the note whose text holds ``part``."""
    screen = on(pilot, NotesScreen)
    for row in range(screen.notes.rows.count):
        note = screen.notes.pages.at(row)
        if note is not None and part in note.text:
            screen.notes.rows.choose(row)
            await settled(pilot)
            return note.id
    raise AssertionError(part)


async def suggested(pilot: Any) -> NotesScreen:
    """Wait until suggestions have come."""
    screen = on(pilot, NotesScreen)
    await until(lambda: screen.notes.sight.suggestions.stages, "suggestions", 60)
    await settled(pilot)
    return screen


async def test_a_letter_gives_the_kind_and_goes_on(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await at(pilot, "form half way")
        before = screen.notes.rows.cursor
        await press(pilot, "i")
        assert by_text(path, "let them save the form").kind is Kind.IDEA
        assert screen.notes.rows.cursor == before + 1
        assert "Tagged “let them save the form half way” idea." in text_of(shell(pilot))
        await press(pilot, "ctrl+z")
        assert by_text(path, "let them save the form").kind is None


async def test_keys_pressed_faster_than_they_are_stored_each_find_their_own_note(
    path: Path,
) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        ids = [note.id for row in range(12) if (note := screen.notes.pages.at(row)) is not None]
        await pilot.press("q", "a", "g", "i", "m", "k", "n", "p")
        await settled(pilot)
        kinds = {note.id: note.kind for note in whole(path).notes}
        assert [kinds[one] for one in ids[:8]] == [
            Kind.QUESTION, Kind.ACTIVITY, Kind.GAIN, Kind.IDEA,
            Kind.MEMO, Kind.ASK, Kind.NEED, Kind.PAIN,
        ]  # fmt: skip
        assert screen.notes.rows.cursor == 8


async def test_what_fits_the_filter_no_more_goes_and_the_next_takes_its_place(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "u")
        order = [note.text for row in range(12) if (note := screen.notes.pages.at(row)) is not None]
        assert len(order) == 6
        wait = stage_named(path, "Wait").id
        for text in order[:3]:
            assert screen.notes.note is not None
            assert screen.notes.note.text == text
            number = next(
                place
                for place, one in enumerate(screen.tagging.tags.recents.tags, 1)
                if one.id == wait
            )
            await pilot.press(str(number), "p")
            await settled(pilot)
        assert {by_text(path, text).stage for text in order[:3]} == {wait}
        assert {by_text(path, text).kind for text in order[:3]} == {Kind.PAIN}
        assert screen.notes.note is not None
        assert screen.notes.note.text == order[3]


async def test_emotion_verbatim_and_flag_by_a_key(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        note = await at(pilot, "fourteen")
        await press(pilot, "minus", "minus", "quotation_mark", "full_stop")
        stored = by_text(path, "fourteen")
        assert (stored.emotion, stored.verbatim, stored.flagged) == (Emotion.VERY_LOW, True, True)
        await press(pilot, "plus", "full_stop")
        stored = by_text(path, "fourteen")
        assert (stored.emotion, stored.flagged) == (Emotion.LOW, False)
        assert on(pilot, NotesScreen).notes.chosen == note
        for _ in range(6):
            await press(pilot, "ctrl+z")
        stored = by_text(path, "fourteen")
        assert (stored.emotion, stored.verbatim, stored.flagged) == (None, False, False)


# -- numbers -------------------------------------------------------------------------------------


async def test_numbers_stay_until_the_mode_is_left_and_then_the_last_used_is_first(
    path: Path,
) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        first = [one.name for one in screen.tagging.tags.recents.tags]
        await at(pilot, "fourteen")
        last = len(first)
        await press(pilot, str(last))  # a channel that nobody used yet
        await press(pilot, "t", *"carer", "enter")
        assert [one.name for one in screen.tagging.tags.recents.tags] == first
        channel = by_text(path, "fourteen").channel
        assert channel is not None
        await press(pilot, "f5", "f6")
        again = screen.tagging.tags.recents.tags
        assert again[0].name == "Carer"
        assert again[1].name == first[last - 1]
        assert "1 @Carer 2 ~" in text_of(shell(pilot))


# -- the picker ----------------------------------------------------------------------------------


async def test_the_picker_gives_takes_away_and_makes(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        note = await at(pilot, "fourteen")
        await press(pilot, "at", *"tou", "enter")
        tourist = whole(path).personas[0].id
        assert tourist in by_text(path, "fourteen").personas
        await press(pilot, "t", *"tourist")
        assert "✓ @Tourist" in text_of(shell(pilot))
        await press(pilot, "enter")
        assert by_text(path, "fourteen").personas == ()
        await press(pilot, "t", *"later on", "enter")
        assert [one.name for one in whole(path).tags] == ["later on"]
        assert by_text(path, "fourteen").tags == (whole(path).tags[0].id,)
        assert screen.notes.note is not None
        assert screen.notes.note.id == note
        await press(pilot, "number_sign", "escape")
        assert by_text(path, "fourteen").stage is None


async def test_a_stage_completes_a_note_and_goes_on_only_then(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await at(pilot, "fourteen")
        row = screen.notes.rows.cursor
        await press(pilot, "number_sign", *"wai", "enter")
        assert by_text(path, "fourteen").stage == stage_named(path, "Wait").id
        assert screen.notes.rows.cursor == row
        await press(pilot, "p")
        assert screen.notes.rows.cursor == row + 1
        await at(pilot, "phone rings")  # has a kind
        row = screen.notes.rows.cursor
        await press(pilot, "number_sign", *"app", "enter")
        assert screen.notes.rows.cursor == row + 1


async def test_for_many_the_count_is_shown_before_and_all_change_in_one_step(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "asterisk", "number_sign", *"find")
        await until(lambda: "Enter gives it to 10 notes" in text_of(shell(pilot)), "the preview")
        assert "12 notes: " in text_of(shell(pilot))
        await press(pilot, "enter")
        found = stage_named(path, "Find out").id
        assert {note.stage for note in whole(path).notes} == {found}
        assert labels(path)[0] == "Put 10 notes at Find out"
        await press(pilot, "ctrl+z")
        assert len({note.stage for note in whole(path).notes}) > 1


async def test_letters_typed_before_the_picker_is_there_are_kept(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await at(pilot, "fourteen")
        await pilot.press("t", *"carer", "enter")
        await settled(pilot)
        carer = next(one.id for one in whole(path).personas if one.name == "Carer")
        assert carer in by_text(path, "fourteen").personas


async def test_a_single_key_asks_first_where_it_would_change_many(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "ASKED_FROM", 3)
    async with opened(path, mode="notes") as pilot:
        before = whole(path).notes
        await press(pilot, "asterisk", "i")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert "Change 12 notes?" in text_of(shell(pilot))
        await press(pilot, "n")
        assert whole(path).notes == before
        await press(pilot, "i", "y")
        assert {note.kind for note in whole(path).notes} == {Kind.IDEA}
        assert labels(path)[0] == "Tag 12 notes idea"


async def test_a_long_one_shows_how_far_it_is_and_esc_gives_it_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "ASKED_FROM", 3)
    monkeypatch.setattr(tagging, "LONG", 3)
    given_up: list[bool] = []
    real = tags.tag

    def slow(*args: Any, cancelled: Any, progress: Any) -> Any:
        progress(1, 12)
        while not cancelled():
            pass
        given_up.append(True)
        return real(*args, cancelled=cancelled, progress=progress)

    async with opened(path, mode="notes") as pilot:
        before = whole(path).notes
        monkeypatch.setattr(tags, "tag", slow)
        await press(pilot, "asterisk", "i")
        await pilot.press("y")
        await until(lambda: isinstance(pilot.app.screen, ProgressScreen), "the dialog")
        await until(lambda: "1 of 12" in text_of(shell(pilot)), "progress")
        await press(pilot, "escape")
        assert given_up == [True]
        assert whole(path).notes == before
        assert "nothing was changed" in text_of(shell(pilot))
        monkeypatch.setattr(tags, "tag", real)
        await press(pilot, "i", "y")
        assert {note.kind for note in whole(path).notes} == {Kind.IDEA}
        assert isinstance(pilot.app.screen, NotesScreen)


# -- suggestions ---------------------------------------------------------------------------------


async def test_what_is_suggested_is_shown_as_such_and_stored_only_when_taken(path: Path) -> None:
    async with opened(path, (120, 36), mode="notes") as pilot:
        screen = await suggested(pilot)
        before = whole(path)
        note = await at(pilot, "too long")
        guess = screen.notes.sight.suggestions.stages[note][0]
        title = next(one.title for one in before.stages if one.id == guess.id)
        assert f"{title}?{guess.sure}%" in text_of(shell(pilot)).replace("? ", "?")
        assert f"y  #{title}? {guess.sure} %" in text_of(shell(pilot))
        assert whole(path) == before
        row = screen.notes.rows.cursor
        await press(pilot, "y")
        assert by_text(path, "too long").stage == guess.id
        assert labels(path)[0] == f"Put “the form is far too long” at {title}"
        assert screen.notes.rows.cursor == row  # its kind is still missing
        await press(pilot, "y")
        assert by_text(path, "too long").kind is Kind.PAIN  # "too long" hints at it
        assert screen.notes.rows.cursor == min(row + 1, screen.notes.rows.count - 1)
        await press(pilot, "ctrl+z", "ctrl+z")
        assert whole(path).notes == before.notes


async def test_all_above_a_line_are_taken_in_one_step(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = await suggested(pilot)
        before = whole(path).notes
        wanted = {note: some[0] for note, some in screen.notes.sight.suggestions.stages.items()}
        await press(pilot, "Y")
        dialog = pilot.app.screen
        assert isinstance(dialog, TakeScreen)
        await until(lambda: dialog.band is not None, "the lines", 60)
        await press(pilot, "end")
        band = dialog.band
        assert band is not None
        assert band.notes == len(wanted)
        await press(pilot, "home")
        band = dialog.band
        assert band is not None
        await press(pilot, "enter")
        taken = {note for note, one in wanted.items() if one.sure >= band.line}
        assert len(taken) == band.notes
        after = {note.id: note.stage for note in whole(path).notes}
        assert {note for note in wanted if after[note] is not None} == taken
        assert all(after[note] == wanted[note].id for note in taken)
        await press(pilot, "ctrl+z")
        assert whole(path).notes == before


async def test_marked_notes_alone_are_offered_above_a_line(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = await suggested(pilot)
        missing = set(screen.notes.sight.suggestions.stages)
        note = await at(pilot, "too long")
        await press(pilot, "space", "y")
        dialog = pilot.app.screen
        assert isinstance(dialog, TakeScreen)
        await until(lambda: dialog.band is not None, "the lines", 60)
        await press(pilot, "end", "enter")
        assert {one.id for one in whole(path).notes if one.stage is None} == missing - {note}


async def test_a_stage_that_goes_meanwhile_is_told_and_nothing_changes(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await at(pilot, "fourteen")
        await press(pilot, "t", *"carer")
        with Project.open(path) as other, other.change("gone") as change:
            carer = next(one.id for one in personas.all(change) if one.name == "Carer")
            personas.remove(change, carer)
        await press(pilot, "enter")
        assert "That persona is not there any more" in text_of(shell(pilot))
        assert by_text(path, "fourteen").personas == ()


def test_what_an_import_calls_a_row_is_no_name() -> None:
    note = Note(NoteId("n"), SessionId("s"), "it rings out", START, respondent="830b3a412bf5.1")
    assert who(note, {}) == "·"
    assert who(replace(note, respondent="R17"), {}) == "R17"


HOSTILE = "[/b] [@click=app.quit]x[/] \x1b[31mred \u202egnp"


async def test_hostile_names_are_shown_as_they_are(path: Path) -> None:
    with Project.open(path) as project, project.change("odd") as change:
        odd = stages.add(change, HOSTILE, description=HOSTILE).id
        some = [note.id for note in notes.all(change)][:6]
        change.edit_many("note", [(one, "stage", odd) for one in some])
    async with opened(path, (120, 36), mode="notes") as pilot:
        await suggested(pilot)
        await press(pilot, "number_sign", "down", "down", "down", "escape")
        await press(pilot, "Y", "escape", "t", *"[/b]", "enter")
        shown = text_of(shell(pilot))
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def steady(project: Project, **_: Any) -> Suggestions:
    """Suggestions that no better encoder will change: for pictures."""
    first, second = (str(one.id) for one in stages.all(project)[1:3])
    bare = [note for note in notes.all(project) if note.stage is None]
    chances = (0.97, 0.83, 0.64, 0.41, 0.38)
    return Suggestions(
        {
            note.id: (Guess(first, chance), Guess(second, (1 - chance) * 0.9))
            for note, chance in zip(bare, chances, strict=True)
        }
    )


@pytest.mark.parametrize("size", SIZES)
async def test_it_looks_as_it_should(
    path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Suggester, "everything", lambda _, project, **more: steady(project, **more))
    theme = {60: "ink", 80: "paper", 120: "ink"}[size[0]]
    name = f"{theme}-{size[0]}x{size[1]}"
    async with opened(path, size, mode="notes", theme=theme) as pilot:
        await suggested(pilot)
        await at(pilot, "too long")
        same_picture(shell(pilot), f"tagging-{name}")
        await press(pilot, "t", *"ca")
        assert isinstance(pilot.app.screen, TagPicker)
        same_picture(shell(pilot), f"tagging-picker-{name}")
        await press(pilot, "escape", "Y")
        dialog = pilot.app.screen
        assert isinstance(dialog, TakeScreen)
        await until(lambda: dialog.band is not None, "the lines", 60)
        await settled(pilot)
        same_picture(shell(pilot), f"tagging-above-{name}")
