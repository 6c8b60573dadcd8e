"""What is put for and against claims from a card, how it looks, and which note is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from capture.screens.board.card import CardScreen
from capture.screens.board.screen import MapScreen
from capture.screens.picker import Picker
from data.records import Bearing, Claim, EvidenceStance, NoteId, Touchpoint
from data.store import Project, bearings
from tests.tui.helpers import opened, same_picture, text_of, until
from tests.tui.research import (
    clock_in_utc,
    make_research,
    on,
    press,
    shell,
    steady_likeness,
    whole,
)

LONG = "the form is far too long"
EASY = "the form was easy, ten minutes"
GIVE_UP = "people give up half way through the form"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def shown(pilot: Pilot[None]) -> str:
    return text_of(shell(pilot))


def note_of(path: Path, text: str) -> NoteId:
    return next(note.id for note in whole(path).notes if note.text == text)


def claim_of(path: Path, text: str) -> tuple[Touchpoint, Claim]:
    """Return the claim that holds a note, with its card."""
    note = note_of(path, text)
    return next(
        (card, claim)
        for card in whole(path).touchpoints
        for claim in card.claims
        if any(evidence.note == note for evidence in claim.evidence)
    )


def oppose(path: Path) -> None:
    """Put what a customer says of the form against what staff say of it."""
    with Project.open(path) as project, project.change("Put it against") as change:
        bearings.put(
            change, Bearing(note_of(path, EASY), note_of(path, LONG), EvidenceStance.AGAINST)
        )


async def card_of(pilot: Pilot[None], path: Path, text: str) -> CardScreen:
    """Open the card of a note with the note under the cursor."""
    card, _ = claim_of(path, text)
    on(pilot, MapScreen).go_to_card(card.code)
    await until(lambda: f"›{card.code}" in shown(pilot), "the card is chosen")
    await press(pilot, "enter")
    await until(lambda: isinstance(pilot.app.screen, CardScreen), "the card")
    screen = on(pilot, CardScreen)
    await until(lambda: bool(screen.evidence.known), "its notes, looked at closely")
    choose(screen, note_of(path, text))
    return screen


def choose(screen: CardScreen, note: NoteId) -> None:
    rows = screen.evidence.rows
    screen.evidence.highlighted = next(
        at for at, row in enumerate(rows) if row.note == note and row.claim and not row.heard
    )


async def take_claim(pilot: Pilot[None], code: str) -> None:
    await until(lambda: isinstance(pilot.app.screen, Picker), "claims are offered")
    await press(pilot, *code.lower(), "enter")
    await until(lambda: isinstance(pilot.app.screen, CardScreen), "back on the card")


@pytest.mark.parametrize(
    ("key", "stance"),
    [
        ("plus", EvidenceStance.FOR),
        ("minus", EvidenceStance.AGAINST),
        ("x", EvidenceStance.AGAINST),
    ],
)
async def test_a_note_is_put_for_or_against_a_claim_by_one_key_and_taken_back(
    path: Path, key: str, stance: EvidenceStance
) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        before = whole(path).touchpoints
        _, claim = claim_of(path, LONG)
        screen = await card_of(pilot, path, EASY)
        await press(pilot, key)
        await take_claim(pilot, claim.code)
        (bearing,) = whole(path).bearings
        assert (bearing.note, bearing.stance) == (note_of(path, EASY), stance)
        assert bearing.target in {evidence.note for evidence in claim.evidence}
        assert whole(path).touchpoints == before, "the note stays on its own claim"

        heard = next(row for row in screen.evidence.rows if row.heard)
        assert (heard.note, heard.claim) == (bearing.note, claim.id)
        sign = "+ for" if stance is EvidenceStance.FOR else "− against"
        assert f"{sign}: {EASY}" in shown(pilot)
        screen.evidence.highlighted = screen.evidence.rows.index(heard)
        await press(pilot, "U")
        assert whole(path).bearings == ()


async def test_a_whole_claim_is_put_and_one_is_found_by_its_words(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        card, claim = claim_of(path, LONG)
        assert len(claim.evidence) == 2
        screen = await card_of(pilot, path, LONG)
        screen.evidence.highlighted = next(
            at
            for at, row in enumerate(screen.evidence.rows)
            if row.claim == claim.id and row.note is None
        )
        await press(pilot, "minus")
        await until(lambda: isinstance(pilot.app.screen, Picker), "claims are offered")
        offered = {code for code, _ in on(pilot, Picker).fitting("")}
        every = {one.code for other in whole(path).touchpoints for one in other.claims}
        assert offered == every - {claim.code}
        await press(pilot, *"easy", "enter")
        await until(lambda: len(whole(path).bearings) == 2, "both notes are put against it")
        assert {bearing.note for bearing in whole(path).bearings} == {
            evidence.note for evidence in claim.evidence
        }
        assert {bearing.target for bearing in whole(path).bearings} == {note_of(path, EASY)}
        assert card.code in shown(pilot)


async def test_marked_notes_are_put_against_the_claim_under_the_cursor(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        screen = await card_of(pilot, path, EASY)
        await press(pilot, "space")
        choose(screen, note_of(path, LONG))
        await press(pilot, "x")
        await until(lambda: isinstance(pilot.app.screen, Picker), "claims are offered")
        await press(pilot, "enter")
        await until(lambda: bool(whole(path).bearings), "it is stored")
        (bearing,) = whole(path).bearings
        _, claim = claim_of(path, LONG)
        assert bearing.note == note_of(path, EASY)
        assert bearing.target in {evidence.note for evidence in claim.evidence}


async def test_another_note_is_quoted_for_its_claim_in_one_step(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        _, claim = claim_of(path, LONG)
        assert claim.quote == note_of(path, LONG)
        await card_of(pilot, path, GIVE_UP)
        await press(pilot, "r")
        await until(lambda: f"{claim.code} “{GIVE_UP}” + 1 like it" in shown(pilot), "the quote")
        held, quoted = claim_of(path, LONG)
        assert (quoted.quote, quoted.code, held.held) == (note_of(path, GIVE_UP), claim.code, True)
        with Project.open(path) as project:
            project.undo()
        assert claim_of(path, LONG)[1] == claim


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_claims_that_are_opposed_look_as_they_should(
    path: Path, size: tuple[int, int], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady_likeness(monkeypatch)
    oppose(path)
    async with opened(path, size, mode="map", theme=theme) as pilot:
        await press(pilot, "right")
        assert "⇄ " in shown(pilot)
        same_picture(shell(pilot), f"opposed-{theme}-{size[0]}x{size[1]}")
        if theme == "ink":
            await press(pilot, "enter")
            screen = on(pilot, CardScreen)
            await until(lambda: bool(screen.evidence.known), "its notes, looked at closely")
            await press(pilot, "home")
            same_picture(shell(pilot), f"opposed-card-{size[0]}x{size[1]}")
