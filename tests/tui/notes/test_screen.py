"""The mode Notes: listing, finding, changing and removing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from capture.config import Memory
from capture.gateway import Storing
from capture.jobs import browse, notes
from capture.screens.board.screen import MapScreen
from capture.screens.dialogs import ConfirmScreen, TextScreen
from capture.screens.notes.edit import LineScreen
from capture.screens.notes.screen import NotesScreen
from capture.screens.versions import VersionsScreen
from capture.shell import Shell
from data.records import Emotion, Kind
from data.store import Project
from data.store import notes as notes_store
from tests.tui.helpers import SIZES, keep, opened, same_picture, settled, text_of, until
from tests.tui.research import (
    SAID,
    clock_in_utc,
    make_research,
    on,
    press,
    shell,
    stage_named,
    texts,
    whole,
)

HOSTILE = (
    "[/]", "[@click=app.quit]x[/]", "\x1b[31mred\x1b]52;c;aGk=\x07", "a\x9b31m", "\u202egnp.exe",
    "nul\x00x", "z\u200bw\u200bj", "x" * 100_000, "日本語テキスト", "👩‍👩‍👧‍👦 ok",
    "مرحبا", "a\nb\tc",
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def shown(pilot: object) -> str:
    return text_of(shell(pilot))  # type: ignore[arg-type]


async def test_every_note_is_listed_newest_first_and_the_chosen_one_whole(path: Path) -> None:
    async with opened(path, (80, 24), mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        assert screen.notes.rows.count == len(SAID)
        newest = whole(path).notes[-1]
        assert screen.notes.note == newest
        assert f"{len(SAID)} notes, newest first" in shown(pilot)
        await press(pilot, "end")
        assert screen.notes.note == whole(path).notes[0]
        assert "▼ pain point · emotion −2 · Apply · Tourist" in shown(pilot)
        await press(pilot, "o")
        assert "oldest first" in shown(pilot)
        assert screen.notes.note == whole(path).notes[0]
        assert screen.notes.rows.cursor == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_it_looks_as_it_should(path: Path, size: tuple[int, int], theme: str) -> None:
    async with opened(path, size, mode="notes", theme=theme) as pilot:
        await press(pilot, "down")
        same_picture(shell(pilot), f"notes-{theme}-{size[0]}x{size[1]}")


async def test_a_filter_narrows_the_list_as_it_is_typed(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "slash", *"pho")
        assert screen.notes.rows.count == 2
        await press(pilot, "space", "number_sign", *"wait", "enter")
        assert "2 of 12 notes" in shown(pilot)
        assert shell(pilot).focused is screen.notes.rows
        assert screen.notes.note is not None
        assert screen.notes.note.stage == stage_named(path, "Wait").id
        await press(pilot, "escape")
        assert screen.notes.rows.count == len(SAID)


async def test_the_rest_of_a_name_is_offered_and_taken(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "slash", "number_sign", "f")
        await until(lambda: "#find-out" in shown(pilot), "an offer")
        await press(pilot, "right")
        assert screen.finder.typed.casefold() == "#find-out"
        assert screen.notes.rows.count == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("#zebra", "The stage “zebra” is unknown (known: Find out, Apply, Wait)."),
        ("phone #apply", "No note fits all of it: 5 without “phone”, 2 without “#apply”."),
        ("zebra", "fits “zebra”."),
    ],
)
async def test_a_filter_that_finds_nothing_says_why(path: Path, typed: str, told: str) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        screen.query_one("#filter").value = typed  # type: ignore[attr-defined]
        await settled(pilot)
        assert told in shown(pilot)


async def test_untagged_notes_are_one_key_away(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await press(pilot, "u")
        assert screen.notes.rows.count == 2
        await press(pilot, "u")
        assert screen.notes.rows.count == len(SAID)


async def test_a_note_is_changed_in_one_line_and_the_change_undone(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "end", "enter")
        form = on(pilot, LineScreen)
        assert form.line.content == "Maria: the form is far too long ,,p-- #Apply @Tourist"
        assert "pain point · −2 · Apply · Tourist · Maria" in shown(pilot)
        form.line.fill("Jon: the form is much too long ,,p- wait")
        await press(pilot, "enter")
        note = whole(path).notes[0]
        assert note.text == "the form is much too long"
        assert (note.kind, note.emotion, note.personas) == (Kind.PAIN, Emotion.LOW, ())
        assert note.stage == stage_named(path, "Wait").id
        assert on(pilot, NotesScreen).notes.note == note
        assert "Changed: “the form is much too long”." in shown(pilot)
        await press(pilot, "ctrl+z")
        assert whole(path).notes[0].text == "the form is far too long"
        assert "Undone: Edit “the form is much too long”" in shown(pilot)
        await press(pilot, "ctrl+y")
        assert whole(path).notes[0] == note


async def test_escape_leaves_a_note_as_it_was(path: Path) -> None:
    before = whole(path)
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "enter")
        on(pilot, LineScreen).line.fill("something else")
        await press(pilot, "escape")
        on(pilot, NotesScreen)
    assert whole(path) == before


async def test_the_line_looks_as_it_should(path: Path) -> None:
    async with opened(path, (80, 24), mode="notes") as pilot:
        await press(pilot, "end", "enter")
        same_picture(shell(pilot), "notes-line-80x24")


async def changed_meanwhile(pilot: Pilot[None], path: Path) -> None:
    """Type something while another window changes the same note."""
    await press(pilot, "end", "enter")
    on(pilot, LineScreen).line.fill("Maria: mine is this ,,p")
    with Project.open(path) as project:
        notes.edit_text(project, notes_store.all(project)[0], "theirs is that")
    await press(pilot, "enter")


async def test_another_windows_change_is_shown_beside_ones_own(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await changed_meanwhile(pilot, path)
        on(pilot, VersionsScreen)
        assert texts(path)[0] == "theirs is that"
        seen = shown(pilot)
        assert "Maria: mine is this ,,p" in seen
        assert "Maria: theirs is that" in seen
        await press(pilot, "1")
        assert texts(path)[0] == "mine is this"
        on(pilot, NotesScreen)
        await press(pilot, "ctrl+z")
        assert texts(path)[0] == "theirs is that"


async def test_the_other_windows_version_may_stay(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await changed_meanwhile(pilot, path)
        before = whole(path)
        await press(pilot, "2")
        assert whole(path) == before
        screen = on(pilot, NotesScreen)
        await until(lambda: screen.notes.note == before.notes[0], "the other window's version")


async def test_one_goes_on_editing_with_the_other_version_in_view(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await changed_meanwhile(pilot, path)
        await press(pilot, "escape")
        form = on(pilot, LineScreen)
        assert form.line.content == "Maria: mine is this ,,p"
        assert "It now says: Maria: theirs is that" in shown(pilot)
        form.line.fill("Maria: both ,,p")
        await press(pilot, "enter")
        assert texts(path)[0] == "both"
        on(pilot, NotesScreen)


async def test_two_windows_that_did_the_same_have_nothing_to_choose(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "end", "enter")
        form = on(pilot, LineScreen)
        form.line.fill(form.line.content.replace("far", "much"))
        with Project.open(path) as project:
            notes.edit_text(project, notes_store.all(project)[0], "the form is much too long")
        await press(pilot, "enter")
        on(pilot, NotesScreen)
        assert texts(path)[0] == "the form is much too long"


@pytest.mark.parametrize(("size", "theme"), [((60, 20), "ink"), ((120, 36), "paper")])
async def test_two_versions_look_as_they_should(
    path: Path, size: tuple[int, int], theme: str
) -> None:
    async with opened(path, size, mode="notes", theme=theme) as pilot:
        # Not as above: when the list behind it hears of the other window is anybody's guess.
        mine = "Maria: the form is much too long, fourteen pages ,,p- #Apply"
        await pilot.app.push_screen(
            VersionsScreen(mine, "Maria: the form is too long ,,p-- #Apply @Tourist")
        )
        await settled(pilot)
        same_picture(shell(pilot), f"notes-versions-{theme}-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(40, 10), (80, 24)])
async def test_hostile_versions_are_shown_and_never_act(path: Path, size: tuple[int, int]) -> None:
    async with opened(path, size, mode="notes") as pilot:
        for text in HOSTILE:
            answers: list[str | None] = []
            await pilot.app.push_screen(VersionsScreen(text, "x" + text), answers.append)
            await settled(pilot)
            assert not set("\x1b\x7f\x9b\u202e\u200b") & set(shown(pilot))
            await press(pilot, "escape")
            assert answers == ["edit"]


async def test_what_the_editor_made_is_not_lost_to_another_windows_change(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(*_: object) -> str:
        with Project.open(path) as project:
            notes.edit_text(project, notes_store.all(project)[0], "theirs")
        return "mine, from the editor"

    monkeypatch.setattr("capture.system.edit", edit)
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "end", "E")
        on(pilot, VersionsScreen)
        assert texts(path)[0] == "theirs"
        await press(pilot, "escape")
        assert on(pilot, LineScreen).line.content == "mine, from the editor"
        await press(pilot, "enter")
        assert texts(path)[0] == "mine, from the editor"
        assert whole(path).notes[0].kind is Kind.PAIN


async def test_a_locked_project_keeps_the_line_and_stores_it_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Project.open.__func__.__kwdefaults__, "wait", 0.05)  # type: ignore[attr-defined]
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "end", "enter")
        form = on(pilot, LineScreen)
        form.line.fill("kept in spite of it")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await pilot.press("enter")
        await until(lambda: shell(pilot).storing is Storing.NOT_STORED, "it says so")
        assert on(pilot, LineScreen).line.content == "kept in spite of it"
        other.rollback()
        other.close()
        await press(pilot, "enter")
        assert texts(path)[0] == "kept in spite of it"
        on(pilot, NotesScreen)


async def test_a_removed_note_comes_back_with_undo(path: Path) -> None:
    before = whole(path).notes
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "down", "delete")
        assert whole(path).notes == (*before[:-2], before[-1])
        assert on(pilot, NotesScreen).notes.rows.count == len(SAID) - 1
        removed = before[-2].id
        screen = on(pilot, NotesScreen)
        assert screen.notes.note is not None
        assert screen.notes.note.id != removed
        await press(pilot, "ctrl+z")
        assert whole(path).notes == before
        await until(lambda: screen.notes.note == before[-2], "the note that came back")


async def test_undo_goes_to_its_note_but_never_empties_the_filter(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        tagged = screen.notes.note
        await press(pilot, "p")
        assert screen.notes.note != tagged
        await press(pilot, "ctrl+z")
        await until(lambda: screen.notes.note == tagged, "the note whose kind was taken back")
        await press(pilot, "ctrl+y")
        await press(pilot, "slash", *"!gain", "enter")
        await press(pilot, "ctrl+z")
        await settled(pilot)
        assert screen.finder.typed == "!gain"


async def test_another_windows_note_appears(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        chosen = screen.notes.note
        with Project.open(path) as project:
            keep(project, "from the other window")
        await until(lambda: screen.notes.rows.count == len(SAID) + 1, "the other window's note")
        await settled(pilot)
        assert screen.notes.note == chosen
        assert "from the other window" in shown(pilot)


async def test_pages_are_read_as_they_are_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "PAGE", 20)
    with Project.open(path) as project, project.change("Many") as change:
        session = notes_store.all(change)[0].session
        for number in range(300):
            notes_store.add(change, session=session, text=f"remark {number:03}")
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        assert "remark 299" in shown(pilot)
        assert "remark 150" not in shown(pilot)
        await press(pilot, "end")
        assert screen.notes.note == whole(path).notes[0]
        for _ in range(12):
            await press(pilot, "pageup")
        screen.notes.rows.scroll_to(y=149, animate=False, immediate=True)
        await settled(pilot)
        assert "remark 150" in shown(pilot)
        held = screen.notes.pages.count
        assert held <= 5 * browse.PAGE


async def test_hostile_text_is_shown_and_never_acts(path: Path) -> None:
    with Project.open(path) as project, project.change("\x1b[31m") as change:
        session = notes_store.all(change)[0].session
        for text in HOSTILE:
            notes_store.add(change, session=session, text=text, left_over=text[:50])
    async with opened(path, (60, 20), mode="notes") as pilot:
        for _ in HOSTILE:
            seen = shown(pilot)
            assert not any(ord(char) < 32 and char != "\n" for char in seen)
            assert not set("\x7f\x9b\u202e\u200b") & set(seen)
            await press(pilot, "enter", "escape", "down")
        assert shell(pilot).is_running
    assert texts(path)[-len(HOSTILE) :] == list(HOSTILE)


async def test_a_note_is_one_key_from_its_card_and_from_why(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "w")
        await until(lambda: isinstance(pilot.app.screen, TextScreen), "the explanation")
        await press(pilot)
        assert "the form was easy, ten minutes" in shown(pilot)
        await press(pilot, "escape", "M")
        on(pilot, MapScreen)
        found = whole(path)
        (card,) = [
            card
            for card in found.touchpoints
            if any(
                one.note == found.notes[-1].id for claim in card.claims for one in claim.evidence
            )
        ]
        assert f"›{card.code}" in shown(pilot)
        await press(pilot, "f6")
        with Project.open(path) as project:
            keep(project, "on no card yet")
        await until(lambda: "on no card yet" in shown(pilot), "the new note")
        await press(pilot, "home", "M")
        assert "This note is on no card yet." in shown(pilot)
        on(pilot, NotesScreen)


async def test_the_mouse_chooses_and_opens(path: Path) -> None:
    async with opened(path, mode="notes") as pilot:
        screen = on(pilot, NotesScreen)
        await pilot.click("#notes", offset=(20, 3))
        await settled(pilot)
        assert screen.notes.note == whole(path).notes[-4]
        await pilot.click("#notes", offset=(20, 3))
        await settled(pilot)
        assert on(pilot, LineScreen).line.content.startswith(whole(path).notes[-4].text)


async def test_a_small_terminal_does_for_everything(path: Path) -> None:
    async with opened(path, (40, 10), mode="notes") as pilot:
        await press(pilot, "down", "enter", "escape", "slash", *"form", "enter", "u", "escape")
        assert on(pilot, NotesScreen).notes.rows.count == len(SAID)


async def test_a_code_goes_to_its_card(path: Path) -> None:
    code = whole(path).touchpoints[-1].code
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "T", *code[1:], "enter")
        on(pilot, MapScreen)
        assert f"›{code}" in shown(pilot)


async def test_copying_asks_once_and_says_what_it_does(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(Shell, "copy_to_clipboard", lambda _, text: sent.append(text))
    async with opened(path, mode="notes") as pilot:
        await press(pilot, "c")
        asked = on(pilot, ConfirmScreen)
        assert "Send these words to the clipboard of this terminal?" in text_of(shell(pilot))
        assert not sent, "no key copies unasked"
        await press(pilot, "escape")
        assert asked is not shell(pilot).screen
        assert not sent
        await press(pilot, "c", "y")
        assert sent[0] in texts(path)
        await press(pilot, "down", "c")
        on(pilot, NotesScreen)
        assert len(set(sent)) == 2
        shell(pilot).memory.save()
    assert Memory.load().copies, "and not again at the next start"
