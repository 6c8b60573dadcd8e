"""Single remarks: seen on the map, put on a card with a key each, or left for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from capture.jobs import drafts, singles
from capture.screens.board.screen import MapScreen
from capture.screens.board.singles import SinglesScreen
from data.records import NoteId, Single
from data.store import Project
from data.store import notes as notes_store
from data.store.lists import stages
from synthesis.board.ground import evidence_of
from tests.tui.helpers import opened, same_picture, settled, text_of
from tests.tui.research import make_research, on, press, shell, whole

ODD = "the goat ate my bicycle in Portugal"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = make_research(tmp_path / "claims.sayso")
    with Project.open(made) as project:
        first = notes_store.all(project)[0]
        with project.change("One more") as change:
            wait = stages.all(change)[-1]
            notes_store.add(change, session=first.session, text=ODD, stage=wait.id)
        drafts.synthesise(project)
    return made


def single(path: Path) -> Single | None:
    snapshot = whole(path)
    note = next(one.id for one in snapshot.notes if one.text == ODD)
    return next((one for one in snapshot.singles if one.note == note), None)


def card_of(path: Path, note: NoteId) -> str:
    return next((card.code for card in whole(path).touchpoints if note in evidence_of(card)), "")


async def opened_on(pilot: Pilot[None], path: Path) -> tuple[Single, SinglesScreen]:
    """Choose the single remark on the map, and open it."""
    one = single(path)
    assert one is not None
    on(pilot, MapScreen).go_to_card(one.code)
    await settled(pilot)
    assert f"›{one.code} “{ODD}" in text_of(shell(pilot))
    await press(pilot, "enter")
    return one, on(pilot, SinglesScreen)


async def test_a_number_puts_it_on_a_card_that_stays_and_undo_takes_that_back(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        one, screen = await opened_on(pilot, path)
        assert screen.one is not None
        nearest = screen.one.offers[1]
        shown = text_of(shell(pilot))
        assert f"2  {nearest.code} {nearest.title}" in shown
        assert f"“{nearest.words}”" in shown
        await press(pilot, "2")
        assert card_of(path, one.note) == nearest.code
        assert next(c for c in whole(path).touchpoints if c.code == nearest.code).held
        await press(pilot, "ctrl+z")
        assert single(path) == one


async def test_c_makes_a_card_of_its_own(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        one, _ = await opened_on(pilot, path)
        await press(pilot, "c")
        (card,) = [card for card in whole(path).touchpoints if one.note in evidence_of(card)]
        assert card.held
        assert len(evidence_of(card)) == 1
        assert single(path) is None


async def test_what_is_left_is_never_asked_about_again_at_any_cut(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        one, _ = await opened_on(pilot, path)
        await press(pilot, "enter")
    with Project.open(path) as project:
        assert one.note not in singles.to_settle(project)
        drafts.synthesise(project, dial=0.0)
        assert one.note in {other.note for other in project.snapshot().singles}
        project.undo()
        project.undo()
        assert one.note in singles.to_settle(project)


async def test_it_is_set_aside_or_shown_in_the_notes(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        one, _ = await opened_on(pilot, path)
        await press(pilot, "o")
        assert ODD in text_of(shell(pilot))
        assert not isinstance(shell(pilot).screen, SinglesScreen)
    async with opened(path, (100, 40), mode="map") as pilot:
        await opened_on(pilot, path)
        await press(pilot, "a")
    assert next(note for note in whole(path).notes if note.id == one.note).set_aside


async def test_keys_for_cards_say_what_a_single_remark_needs(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        one = single(path)
        assert one is not None
        before = whole(path)
        on(pilot, MapScreen).go_to_card(one.code)
        await settled(pilot)
        await press(pilot, "y")
        assert f"{one.code} is on no card: Enter puts it on one." in text_of(shell(pilot))
        await press(pilot, "space")
        assert whole(path) == before


async def test_a_claim_is_gone_to_by_its_code_on_a_card_or_on_none(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        one = single(path)
        assert one is not None
        view = on(pilot, MapScreen).view
        await press(pilot, "t", *one.code, "enter")
        assert view.card == one.note
        card = next(card for card in whole(path).touchpoints if card.claims)
        await press(pilot, "t", *card.claims[-1].code.lower(), "enter")
        assert view.card == card.id
        await press(pilot, "t", *"C99", "enter")
        assert "There is no claim C99 on this map." in text_of(shell(pilot))


async def test_how_it_looks(path: Path) -> None:
    async with opened(path, (80, 24), mode="map") as pilot:
        await opened_on(pilot, path)
        same_picture(shell(pilot), "single-remark")
        await press(pilot, "escape")
        same_picture(shell(pilot), "map-single")


async def test_where_no_card_is_at_its_stage_it_says_so(path: Path) -> None:
    with Project.open(path) as project:
        one = next(note for note in notes_store.all(project) if note.text == ODD)
        with project.change("Off") as change:
            notes_store.edit(change, one.id, stage=None)
        drafts.synthesise(project)
    async with opened(path, (80, 24), mode="map") as pilot:
        _, screen = await opened_on(pilot, path)
        assert screen.one is not None
        assert screen.one.offers == ()
        assert "No card is at its stage yet." in text_of(shell(pilot))


async def test_side_by_side_a_single_remark_is_called_so(path: Path) -> None:
    async with opened(path, (200, 60), mode="map") as pilot:
        one = single(path)
        assert one is not None
        on(pilot, MapScreen).go_to_card(one.code)
        await settled(pilot)
        assert f"›single {one.code} “{ODD}" in text_of(shell(pilot))
