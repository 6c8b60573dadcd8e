"""The mode Map: what `sayso map` prints, its cards, and drafting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events

from capture import system
from capture.jobs import drafts, maps
from capture.screens.board.card import CardScreen
from capture.screens.board.screen import MapScreen
from capture.screens.dialogs import TextScreen
from capture.screens.notes.screen import NotesScreen
from capture.screens.picker import Picker
from data.errors import Cancelled, NotFound
from data.records import Consent, Kind
from data.store import Project, notes
from data.store.lists import participants
from synthesis.board.standing import Standing
from synthesis.map.narrow import Narrowing
from tests.tui.helpers import (
    SIZES,
    keep,
    make_project,
    opened,
    same_picture,
    settled,
    text_of,
    until,
)
from tests.tui.research import clock_in_utc, make_research, on, press, shell, steady_likeness, whole


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def shown(pilot: object) -> str:
    return text_of(shell(pilot))  # type: ignore[arg-type]


def body(pilot: object) -> list[str]:
    """Return the lines of the map that are seen, without what is around them."""
    lines = shown(pilot).splitlines()[1:-2]
    return [line[1:].removesuffix("▄").rstrip() for line in lines]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_it_looks_as_it_should(
    path: Path, size: tuple[int, int], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady_likeness(monkeypatch)
    async with opened(path, size, mode="map", theme=theme) as pilot:
        same_picture(shell(pilot), f"map-{theme}-{size[0]}x{size[1]}")


@pytest.mark.parametrize(
    ("size", "keys", "stage"),
    [
        ((80, 24), ("right",), "Apply"),
        ((100, 60), ("a",), ""),
        ((160, 60), ("right",), ""),
        ((200, 60), (), ""),
        ((200, 60), ("a", "right", "right"), "Wait"),
    ],
)
async def test_a_dump_equals_the_screen(
    path: Path, size: tuple[int, int], keys: tuple[str, ...], stage: str
) -> None:
    async with opened(path, size, mode="map") as pilot:
        await press(pilot, *keys, "home")
        sheet = on(pilot, MapScreen).view.sheet
        width = sheet.scrollable_content_region.width
        with Project.open(path) as project:
            journey = maps.build_map(project, "")
        printed = maps.text_of(journey, width=width, stage=stage).splitlines()
        drawn = ["".join(text for text, _ in line) for line in sheet.drawn.lines]
        assert drawn == printed
        # What is painted is what was drawn; only the chosen card has a sign of its own.
        seen = [line.replace("›", " ")[:width].rstrip() for line in body(pilot)]
        high = sheet.scrollable_content_region.height
        assert seen[:high] == [*printed, *[""] * high][:high]
        assert any("›" in line for line in body(pilot)) or len(printed) > high


async def test_one_stage_a_screen_and_arrows_from_stage_to_stage(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        assert "[1 Find out]" in shown(pilot)
        await press(pilot, "right")
        assert "[2 Apply]" in shown(pilot)
        assert "── 2 Apply" in shown(pilot)
        assert "── 1 Find out" not in shown(pilot)
        await press(pilot, "left", "left")
        assert "[1 Find out]" in shown(pilot)


async def test_a_card_opens_with_its_claims_and_who_said_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady_likeness(monkeypatch)
    async with opened(path, (100, 40), mode="map") as pilot:
        await press(pilot, "right", "enter")
        on(pilot, CardScreen)
        seen = shown(pilot)
        assert "the form is far too long" in seen
        assert "Maria (frontline, desk) · staff meeting, 2026-03-02" in seen
        assert "Eleni (customer) · customer interview, 2026-03-03" in seen
        same_picture(shell(pilot), "map-card-100x40")
        await press(pilot, "escape")
        on(pilot, MapScreen)


async def test_a_note_on_a_card_is_one_key_from_the_notes(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        await press(pilot, "right", "enter")
        card = on(pilot, CardScreen)
        await until(lambda: card.evidence.note_here() is not None, "a note is chosen")
        chosen = card.evidence.note_here()
        assert chosen is not None
        await press(pilot, "enter")
        notes_shown = on(pilot, NotesScreen).notes
        await until(lambda: notes_shown.chosen == chosen, "the note is chosen")
        # And on to its meeting: what was said just before and after it.
        await press(pilot, "tab")
        await until(lambda: "Monday" in shown(pilot), "the session of the note")
        assert "fourteen pages now" in shown(pilot)


async def test_it_says_why_a_note_is_where_it_is(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        await press(pilot, "right", "enter", "w")
        await until(lambda: isinstance(pilot.app.screen, TextScreen), "the explanation")
        await press(pilot)
        assert "Why it is here" in shown(pilot)
        assert "on the card" in shown(pilot)


async def test_drafting_takes_new_notes_onto_cards(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        assert "d drafts" not in shown(pilot)
        with Project.open(path) as project:
            keep(project, "the phone was never answered")
            keep(project, "the phone is never answered")
        await until(lambda: "2 notes not on any card yet: d drafts." in shown(pilot))
        before = whole(path).touchpoints
        await press(pilot, "d")
        note = next(n for n in whole(path).notes if n.text == "the phone was never answered")
        under = {
            one.note
            for card in whole(path).touchpoints
            for claim in card.claims
            for one in claim.evidence
        }
        assert note.id in under
        assert before != whole(path).touchpoints
        assert "d drafts" not in shown(pilot)
        assert "14 notes:" in shown(pilot)


async def test_f9_drafts_from_anywhere(tmp_path: Path) -> None:
    path = make_project(tmp_path / "new.sayso")
    with Project.open(path) as project:
        keep(project, "the phone rings out all morning")
    async with opened(path) as pilot:
        await press(pilot, "f9")
        on(pilot, MapScreen)
        (single,) = whole(path).singles
        await press(pilot, *["right"] * len(whole(path).stages))
        assert f"›{single.code}" in shown(pilot)


async def test_the_dial_is_turned_by_keys_and_undone(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        await press(pilot, "right_square_bracket")
        assert whole(path).settings.dial == pytest.approx(0.6)
        assert "dial 0.6" in shown(pilot)
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert whole(path).settings.dial == pytest.approx(0.4)
        await press(pilot, "ctrl+z")
        assert whole(path).settings.dial == pytest.approx(0.5)


async def test_drafting_can_be_stopped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow(project: Project, **how: object) -> None:
        del project
        begun.set()
        how["progress"](3, 12)  # type: ignore[operator]
        while not how["cancelled"]():  # type: ignore[operator]
            threading.Event().wait(0.001)
        ended.set()
        raise Cancelled

    monkeypatch.setattr(drafts, "synthesise", slow)
    before = whole(path)
    async with opened(path, mode="map") as pilot:
        await pilot.press("d")
        await until(begun.is_set, "drafting began")
        await until(lambda: "3 of 12" in shown(pilot), "how far it is")
        await press_escape(pilot)
        await until(ended.is_set, "drafting stopped")
        await press(pilot)
        assert "3 of 12" not in shown(pilot)
        assert "Stopped." in shown(pilot)
    assert whole(path) == before


async def press_escape(pilot: object) -> None:
    await pilot.press("escape")  # type: ignore[attr-defined]


async def test_one_personas_map(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        await press(pilot, "p")
        on(pilot, Picker)
        await press(pilot, "down", "down", "enter")
        assert "Carer ·" in shown(pilot)
        await press(pilot, "p", "home", "enter")
        assert "all personas ·" in shown(pilot)


async def test_the_page_is_written_and_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_pages: list[Path] = []

    def browser(page: Path) -> str:
        opened_pages.append(page)
        return "Opened."

    monkeypatch.setattr(system, "open_page", browser)
    async with opened(path, mode="map") as pilot:
        await press(pilot, "o")
        assert opened_pages == [path.with_name("claims.map.html")]
        assert "the form is far too long" in opened_pages[0].read_text(encoding="utf-8")
        assert "Opened." in shown(pilot)


async def test_the_open_page_follows_what_is_done_in_any_mode(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "open_page", lambda _: "Opened.")
    page = path.with_name("claims.map.html")
    async with opened(path, mode="map") as pilot:
        app = shell(pilot)
        await press(pilot, "o")
        assert "data-live" in page.read_text(encoding="utf-8")
        await press(pilot, "f5")
        app.gateway.write(lambda project: keep(project, "the lift is broken"))
        await until(lambda: "the lift is broken" in page.read_text(encoding="utf-8"), "it follows")
        await press(pilot, "ctrl+z")
        await until(lambda: "the lift" not in page.read_text(encoding="utf-8"), "it follows undo")
        with Project.open(path) as project:  # another window
            keep(project, "from the other desk")
        await until(lambda: "from the other desk" in page.read_text(encoding="utf-8"), "others")
        assert page.stat().st_mode & 0o777 == 0o600
    assert not page.exists(), "it ends with the app"


async def test_a_page_that_was_thrown_away_is_not_made_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "open_page", lambda _: "Opened.")
    page = path.with_name("claims.map.html")
    async with opened(path, mode="map") as pilot:
        live = shell(pilot).live
        await press(pilot, "o")
        page.unlink()
        shell(pilot).gateway.write(lambda project: keep(project, "the lift is broken"))
        await until(lambda: live.page is None, "it is given up")
        assert not page.exists()


async def test_the_page_shows_no_words_that_somebody_wants_kept_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "open_page", lambda _: "Opened.")
    with Project.open(path) as project, project.change("Ask") as change:
        for one in participants.all(change):
            participants.edit(change, one.id, consent=Consent.NOT_SHOWN)
    async with opened(path, mode="map") as pilot:
        await press(pilot, "o")
        text = path.with_name("claims.map.html").read_text(encoding="utf-8")
    with Project.open(path, read_only=True) as project:
        said = [note for note in notes.all(project) if any(note.participants)]
    assert said
    shut = [note.text for note in said if note.kind is not Kind.ASK]
    assert not [words for words in shut if words in text]


async def test_the_guide_is_written_and_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_pages: list[Path] = []

    def browser(page: Path) -> str:
        opened_pages.append(page)
        return "Opened."

    monkeypatch.setattr(system, "open_page", browser)
    async with opened(path, mode="map") as pilot:
        await pilot.app.run_action("screen.guide")
        await until(lambda: "Opened." in shown(pilot), "the page is opened")
        assert opened_pages == [path.with_name("claims.guide.html")]
        text = opened_pages[0].read_text(encoding="utf-8")
        asked, _, told = text.partition("</main>")
        assert "What happened" in asked
        assert "listen for" not in asked
        assert "listen for" in told
        assert "Opened." in shown(pilot)


async def test_without_a_browser_the_page_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(page: Path) -> str:
        raise NotFound(f"No browser could be opened here. The page is {page.name}")

    monkeypatch.setattr(system, "open_page", none)
    async with opened(path, mode="map") as pilot:
        await press(pilot, "o")
        assert "The page is claims.map.html" in shown(pilot)
        assert path.with_name("claims.map.html").exists()


async def test_an_unknown_code_is_named(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        await press(pilot, "T", *"99", "enter")
        assert "There is no card T99 on this map." in shown(pilot)
        await press(pilot, "T", *"xy", "enter")
        assert "A card's code is a T and a number" in shown(pilot)


async def test_an_empty_project_says_where_to_begin(tmp_path: Path) -> None:
    path = make_project(tmp_path / "new.sayso")
    async with opened(path, mode="map") as pilot:
        assert "nothing heard here yet" in shown(pilot)
        assert "No notes yet: F5 goes to the line." in shown(pilot)
        await press(pilot, "enter", "down", "d")
        assert "There is no note to draft from yet." in shown(pilot)


async def test_the_mouse_chooses_and_opens(path: Path) -> None:
    async with opened(path, (200, 60), mode="map") as pilot:
        sheet = on(pilot, MapScreen).view.sheet
        spot = sheet.drawn.spots[-1]
        await pilot.click("#sheet", offset=(spot.column + 6, spot.line))
        await press(pilot)
        code = next(card.code for card in whole(path).touchpoints if card.id == spot.card)
        assert f"›{code}" in shown(pilot)
        await pilot.click("#sheet", offset=(spot.column + 6, spot.line))
        await press(pilot)
        assert on(pilot, CardScreen).card.code == code


async def test_a_small_terminal_does_for_everything(path: Path) -> None:
    async with opened(path, (40, 10), mode="map") as pilot:
        await press(pilot, "down", "right", "enter", "down", "escape", "a", "pagedown", "p")
        await press(pilot, "escape", "home")
        assert "ASSUMPTIVE" in shown(pilot) or "PARTLY" in shown(pilot)


async def test_only_some_claims_are_shown_plainly_until_escape(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        await press(pilot, "right", "right")
        everything = shown(pilot)
        assert "six weeks and I heard nothing" in everything
        await press(pilot, "f")
        on(pilot, Picker)
        await press(pilot, "down", "enter")
        narrowed = shown(pilot)
        assert "six weeks and I heard nothing" not in narrowed
        assert "· Esc: all" in narrowed
        assert "counts and moods are those of the whole map" in narrowed
        sheet = on(pilot, MapScreen).view.sheet
        drawn = ["".join(text for text, _ in line) for line in sheet.drawn.lines]
        with Project.open(path) as project:
            journey = maps.build_map(project, "")
        by = maps.narrowing(journey, ["believed"], [], [])
        width = sheet.scrollable_content_region.width
        printed = maps.text_of(journey, width=width, stage="Wait", by=by)
        assert drawn == printed.splitlines()
        await press(pilot, "escape")
        assert shown(pilot).replace("›", " ") == everything.replace("›", " ")


async def test_each_teams_view_is_one_key(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        await press(pilot, "right")
        assert " people, " not in shown(pilot)
        await press(pilot, "w")
        assert "teams" in shown(pilot)
        assert "desk: " in shown(pilot)
        assert "each team's view · Esc: all" in shown(pilot)
        await press(pilot, "w")
        assert "desk: " not in shown(pilot)


async def test_a_card_that_is_asked_for_is_shown_though_it_was_left_out(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        screen = on(pilot, MapScreen)
        screen.view.show_only(Narrowing(frozenset({Standing.CONTRADICTED})))
        await settled(pilot)
        assert not screen.view.sheet.drawn.spots
        (card, *_) = whole(path).touchpoints
        screen.go_to_card(card.code)
        await settled(pilot)
        assert f"›{card.code}" in shown(pilot)
        assert "Esc: all" not in shown(pilot)


async def test_a_grid_of_many_stages_is_panned_from_stage_to_stage(tmp_path: Path) -> None:
    from capture.jobs.projects import create

    path = tmp_path / "many.sayso"
    titles = tuple(f"Stage {n}" for n in range(1, 21))
    create(path, title="Many", stages=titles).close()
    async with opened(path, (200, 40), mode="map") as pilot:
        assert "1 Stage 1" in shown(pilot)
        assert "20 Stage 20" not in shown(pilot)
        rail = [line[:14] for line in shown(pilot).splitlines()[5:9]]
        await press(pilot, *["right"] * 19)
        assert "20 Stage 20" in shown(pilot)
        assert "stages 13 to 20 of 20" in shown(pilot)
        assert [line[:14] for line in shown(pilot).splitlines()[5:9]] == rail
        await press(pilot, *["left"] * 10)
        assert "10 Stage 10" in shown(pilot)


@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_the_grid_looks_as_it_should(
    path: Path, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady_likeness(monkeypatch)
    async with opened(path, (200, 60), mode="map", theme=theme) as pilot:
        await press(pilot, "space", "w")
        same_picture(shell(pilot), f"map-grid-{theme}-200x60")


async def test_choosing_in_the_grid_keeps_its_head_in_sight(path: Path) -> None:
    async with opened(path, (200, 50), mode="map") as pilot:
        await press(pilot, "right", "right", "down")
        assert on(pilot, MapScreen).view.sheet.scroll_offset.y == 0
        assert "3 Wait" in shown(pilot)


async def test_a_code_typed_faster_than_its_dialog_comes_is_not_lost(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        screen = on(pilot, MapScreen)
        await settled(pilot)
        codes = {str(card.id): card.code for card in whole(path).touchpoints}
        other = next(code for one, code in codes.items() if one != screen.view.card)
        # All at once, as a terminal delivers what was typed while the app was busy.
        keys = [events.Key("T", "T"), *(events.Key(c, c) for c in other[1:])]
        for key in (*keys, events.Key("enter", "\r")):
            shell(pilot).post_message(key)
        await until(lambda: codes.get(screen.view.card) == other, "the card of the code")
        assert pilot.app.screen is screen
