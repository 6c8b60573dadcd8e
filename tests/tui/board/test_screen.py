"""The board: acts by one key each, shown before and told after; cards, pairs, the queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from capture.jobs import board, drafts, queue
from capture.jobs.headings import headings
from capture.jobs.queue import Asked, AskedNote
from capture.screens.board.acts import PreviewScreen
from capture.screens.board.card import CardScreen
from capture.screens.board.queue import QueueScreen
from capture.screens.board.screen import MapScreen
from capture.screens.board.singles import SinglesScreen
from capture.screens.dialogs import AskScreen, ConfirmScreen
from capture.screens.forms import FormScreen
from capture.screens.picker import Picker
from data.records import (
    Decision,
    Emotion,
    Expectation,
    LinkKind,
    LinkLevel,
    NoteId,
    Touchpoint,
)
from data.store import Project
from synthesis.board.ground import evidence_of
from synthesis.board.queue import About, Question, yes_or_no
from tests.tui.helpers import keep, opened, same_picture, settled, text_of, until
from tests.tui.research import (
    clock_in_utc,
    make_research,
    on,
    press,
    shell,
    stage_named,
    steady_likeness,
    whole,
)
from tests.unit.dump import entity_dump

_Screen = TypeVar("_Screen", bound=Screen[Any])

WIDE = ((60, 20), (80, 24), (120, 36), (200, 60))


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def shown(pilot: Pilot[None]) -> str:
    return text_of(shell(pilot))


def dump(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        return entity_dump(project.connection) + repr(project.snapshot().touchpoints)


def cards_at(path: Path, stage: str) -> list[Touchpoint]:
    where = stage_named(path, stage).id
    return [one for one in whole(path).touchpoints if one.stage == where]


def now(path: Path, card: Touchpoint) -> Touchpoint:
    return next(one for one in whole(path).touchpoints if one.id == card.id)


def note_of(path: Path, text: str) -> NoteId:
    return next(note.id for note in whole(path).notes if text in note.text)


async def see(pilot: Pilot[None], kind: type[_Screen]) -> _Screen:
    """Wait until a screen of that kind is shown and has settled."""
    await until(lambda: isinstance(pilot.app.screen, kind), kind.__name__)
    await settled(pilot)
    return on(pilot, kind)


async def choose(pilot: Pilot[None], path: Path, card: Touchpoint) -> None:
    """Go to a card by its code."""
    on(pilot, MapScreen).go_to_card(card.code)
    await settled(pilot)
    await until(lambda: on(pilot, MapScreen).view.card == card.id, "the card is chosen")
    assert card.id in {one.id for one in whole(path).touchpoints}


@pytest.mark.parametrize("size", WIDE)
async def test_the_board_looks_as_it_should(
    path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    steady_likeness(monkeypatch)
    async with opened(path, size, mode="map") as pilot:
        card = cards_at(path, "Wait")[0]
        await choose(pilot, path, card)
        await press(pilot, "y", "space")
        same_picture(shell(pilot), f"board-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_card_with_a_plain_title_is_called_by_words_wherever_it_is_seen(
    path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    steady_likeness(monkeypatch)
    card = cards_at(path, "Wait")[0]
    with Project.open(path) as project:
        board.do(project, board.describe(card.id, title="Wait: remarks"))
        words = headings(project.snapshot())[card.id]
    assert words.startswith("1 of 3 remarks: “")
    start = words[:12]
    async with opened(path, size, mode="map") as pilot:
        await choose(pilot, path, card)
        assert f"{start}" in shown(pilot)
        assert "Wait: remarks" not in shown(pilot)
        same_picture(shell(pilot), f"board-quoted-{size[0]}x{size[1]}")
        await press(pilot, "enter")
        await see(pilot, CardScreen)
        assert f"{card.code} {start}" in shown(pilot)
        await press(pilot, "escape")
        # What is given anew is the title.
        await press(pilot, "r")
        await see(pilot, AskScreen)
        assert "Wait: remarks" in shown(pilot)


def asks(project: Project) -> list[Asked]:
    """Ask three questions, of which one is shown, whatever the rules would ask."""
    at = {note.text: note.id for note in project.snapshot().notes}
    notes = (
        AskedNote(
            "is there a page about it in Turkish?",
            "unnamed staff · T01 Leaflet at the market · Asks if there is a page",
            "T01",
        ),
        AskedNote(
            "fourteen pages now",
            "Maria (frontline) · T03 Paging now · Fourteen pages now",
            "T03",
        ),
    )
    question = Question(
        "",
        About.STAGES,
        "Is T03 Paging now (Apply) the same as T01 Leaflet at the market (Find out)?",
        tuple(at[one.text] for one in notes),
        yes_or_no("one card, T01, at Find out", "they stay two"),
        1.0,
    )
    return [Asked(replace(question, key=str(key)), notes) for key in range(3)]


@pytest.mark.parametrize("size", WIDE[:3])
async def test_the_queue_and_a_card_look_as_they_should(
    path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    steady_likeness(monkeypatch)
    monkeypatch.setattr(queue, "asked_questions", asks)
    async with opened(path, size, mode="map") as pilot:
        await press(pilot, "q")
        await see(pilot, QueueScreen)
        await until(lambda: "y yes" in shown(pilot) and "n no" in shown(pilot), "a question")
        same_picture(shell(pilot), f"board-queue-{size[0]}x{size[1]}")
        await press(pilot, "escape")
        await choose(pilot, path, cards_at(path, "Wait")[0])
        await press(pilot, "enter")
        await see(pilot, CardScreen)
        await until(lambda: "like the rest" in shown(pilot) or "the only one" in shown(pilot))
        await press(pilot, "space")
        same_picture(shell(pilot), f"board-card-{size[0]}x{size[1]}")


async def test_cards_are_accepted_rejected_and_opened_again(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = cards_at(path, "Wait")[0]
        await choose(pilot, path, card)
        await press(pilot, "y")
        assert now(path, card).decision is Decision.ACCEPTED
        assert f"Accepted {card.code}" in shown(pilot)
        assert f"{card.code} ✓" in shown(pilot)
        await press(pilot, "u")
        assert now(path, card).decision is Decision.DRAFT
        await press(pilot, "x")
        assert now(path, card).decision is Decision.REJECTED
        assert f"{card.code} " not in "\n".join(shown(pilot).splitlines()[7:-2])
        await press(pilot, "z")
        await see(pilot, Picker)
        await press(pilot, "enter")
        assert now(path, card).decision is Decision.DRAFT


async def test_a_grade_goes_up_and_down_and_says_whose_it_is(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = cards_at(path, "Wait")[0]
        await choose(pilot, path, card)
        await press(pilot, "minus", "minus", "minus")
        assert (now(path, card).grade, now(path, card).graded_by) == (Emotion.VERY_LOW, "staff")
        await press(pilot, "plus")
        assert now(path, card).grade is Emotion.LOW
        assert "grade -1 staff" in shown(pilot)
        await press(pilot, "exclamation_mark")
        assert now(path, card).moment_of_truth
        assert "★" in shown(pilot)
        await press(pilot, "ctrl+z", "ctrl+z")
        assert now(path, card).grade is Emotion.VERY_LOW


async def test_facts_of_a_card_are_asked_for(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = cards_at(path, "Wait")[0]
        await choose(pilot, path, card)
        await press(pilot, "O")
        await see(pilot, AskScreen)
        await press(pilot, *"Desk", "enter")
        assert now(path, card).owner == "Desk"
        await press(pilot, "e")
        await see(pilot, Picker)
        await press(pilot, "down", "enter")
        assert now(path, card).expectation is Expectation.NOT_MET
        await press(pilot, "C")
        await see(pilot, Picker)
        await press(pilot, "down", "enter")
        assert now(path, card).channel == whole(path).channels[0].id
        await press(pilot, "c")
        await see(pilot, FormScreen)
        await press(pilot, *"Still", "question_mark", "enter")
        assert [(one.text, one.kind.value) for one in whole(path).comments] == [
            ("Still?", "question")
        ]


async def test_marked_cards_are_merged_after_a_preview_and_parted_by_undo(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        first, second = cards_at(path, "Wait")[:2]
        before = dump(path)
        await choose(pilot, path, second)
        await press(pilot, "space")
        await choose(pilot, path, first)
        await press(pilot, "m")
        await see(pilot, PreviewScreen)
        assert f"Merge {second.code} into {first.code}" in shown(pilot)
        await press(pilot, "escape")
        assert dump(path) == before
        await press(pilot, "m")
        await see(pilot, PreviewScreen)
        await press(pilot, "enter")
        together = {*evidence_of(first), *evidence_of(second)}
        assert set(evidence_of(now(path, first))) == together
        assert second.id not in {one.id for one in whole(path).touchpoints}
        await press(pilot, "ctrl+z")
        assert dump(path) == before


async def test_without_marks_merging_asks_with_which(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        first, second = cards_at(path, "Wait")[:2]
        await choose(pilot, path, first)
        await press(pilot, "m")
        await see(pilot, Picker)
        await press(pilot, *second.code.lower()[1:], "enter")
        await see(pilot, PreviewScreen)
        await press(pilot, "enter")
        assert second.id not in {one.id for one in whole(path).touchpoints}


async def test_a_card_is_split_and_renamed(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = max(cards_at(path, "Apply"), key=lambda one: len(evidence_of(one)))
        await choose(pilot, path, card)
        await press(pilot, "s")
        await see(pilot, Picker)
        await press(pilot, "enter")
        await see(pilot, PreviewScreen)
        await press(pilot, "enter")
        assert set(evidence_of(now(path, card))) < set(evidence_of(card))
        await press(pilot, "r")
        await until(lambda: isinstance(pilot.app.screen, AskScreen | Picker), "asked")
        await settled(pilot)
        if isinstance(pilot.app.screen, Picker):
            await press(pilot, "enter")
        ask = await see(pilot, AskScreen)
        await press(pilot, "ctrl+u", *"Form", "enter")
        assert ask is not pilot.app.screen
        assert now(path, card).title == "Form"


async def test_a_card_goes_to_another_stage_with_its_notes(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = cards_at(path, "Wait")[0]
        await choose(pilot, path, card)
        await press(pilot, "g")
        await see(pilot, Picker)
        await press(pilot, "enter")
        await see(pilot, PreviewScreen)
        assert "tagged Find out" in shown(pilot)
        await press(pilot, "enter")
        there = stage_named(path, "Find out").id
        assert now(path, card).stage == there
        stage = {note.id: note.stage for note in whole(path).notes}
        assert {stage[note] for note in evidence_of(card)} == {there}


async def test_notes_of_a_card_are_pinned_and_moved(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        card = max(cards_at(path, "Wait"), key=lambda one: len(evidence_of(one)))
        await choose(pilot, path, card)
        await press(pilot, "enter")
        screen = await see(pilot, CardScreen)
        note = screen.evidence.note_here()
        assert note is not None
        await press(pilot, "p")
        assert evidence_of(now(path, card))[note].pinned
        await until(lambda: "pinned here" in shown(pilot), "the pin is seen")
        await press(pilot, "m")
        await see(pilot, Picker)
        await press(pilot, "enter")  # a new card
        await see(pilot, PreviewScreen)
        await press(pilot, "enter")
        assert note not in evidence_of(now(path, card))
        (home,) = [one for one in whole(path).touchpoints if note in evidence_of(one)]
        assert home.id != card.id
        assert home.held


async def test_two_marked_notes_never_share_a_card_and_a_clash_is_asked_about(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        card = max(cards_at(path, "Wait"), key=lambda one: len(evidence_of(one)))
        await choose(pilot, path, card)
        await press(pilot, "enter")
        screen = await see(pilot, CardScreen)
        notes = [row.note for row in screen.evidence.rows if row.note is not None][:2]
        while len(screen.evidence.marked) < 2:
            await press(pilot, "space")
        await press(pilot, "n")
        await see(pilot, PreviewScreen)
        await press(pilot, "enter")
        (link,) = whole(path).links
        assert (link.kind, link.level) == (LinkKind.APART, LinkLevel.CARD)
        assert {link.first, link.second} == set(notes)
        (alone,) = [one for one in whole(path).singles if one.note in notes]
        await press(pilot, "escape")
        on(pilot, MapScreen).go_to_card(alone.code)
        await until(lambda: on(pilot, MapScreen).view.card == alone.note, "it is chosen")
        await press(pilot, "enter")
        await see(pilot, SinglesScreen)
        await press(pilot, "c")
        homes = [c for c in whole(path).touchpoints if set(notes) & set(evidence_of(c))]
        assert len(homes) == 2
        one, other = homes
        await choose(pilot, path, other)
        await press(pilot, "space")
        await choose(pilot, path, one)
        await press(pilot, "m")
        await see(pilot, ConfirmScreen)
        assert "never share a card" in " ".join(shown(pilot).split())
        await press(pilot, "n")
        assert whole(path).links == (link,)
        await press(pilot, "m")
        await see(pilot, ConfirmScreen)
        await press(pilot, "y")
        assert whole(path).links == ()
        assert set(notes) <= set(evidence_of(now(path, one)))


async def test_a_remark_is_set_aside_and_brought_back(path: Path) -> None:
    async with opened(path, (100, 40), mode="map") as pilot:
        card = cards_at(path, "Wait")[0]
        await choose(pilot, path, card)
        await press(pilot, "enter")
        screen = await see(pilot, CardScreen)
        note = screen.evidence.note_here()
        await press(pilot, "z", "escape")
        assert [one.id for one in whole(path).notes if one.set_aside] == [note]
        assert "1 set aside" in shown(pilot)
        await press(pilot, "z")
        await see(pilot, Picker)
        await press(pilot, "enter")
        assert not any(one.set_aside for one in whole(path).notes)


async def test_the_queue_is_answered_and_taken_back(path: Path) -> None:
    async with opened(path, (100, 30), mode="map") as pilot:
        before = dump(path)
        await press(pilot, "q")
        screen = await see(pilot, QueueScreen)
        await until(lambda: screen.question is not None, "a question")
        first = screen.question
        assert first is not None
        letters = [reply.value[0] for reply, _ in first.answers]
        assert letters in (["y", "n"], ["f", "a", "b"])
        await press(pilot, "f" if "y" in letters else "y")
        assert f"Answer with {', '.join(letters[:-1])} or {letters[-1]}." in shown(pilot)
        assert dump(path) == before
        await press(pilot, letters[-1])
        await until(lambda: "1 answer" in shown(pilot), "it is answered")
        assert dump(path) != before
        await press(pilot, "ctrl+z")
        await until(lambda: screen.question == first, "the same again")
        assert dump(path) == before
        await press(pilot, "s")
        assert screen.question != first
        asked = 1
        while screen.question is not None:
            asked += 1
            assert f"question {asked} of " in shown(pilot)
            await press(pilot, "s")
        assert "less sure: go on?" in shown(pilot)
        assert "y go on · n board" in shown(pilot)
        await press(pilot, "y")
        assert screen.question is not None
        assert not screen.question.sure
        assert "left, best first" in shown(pilot)
        await press(pilot, "escape")
        on(pilot, MapScreen)


async def test_the_dial_and_new_notes_leave_what_is_decided(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = max(cards_at(path, "Wait"), key=lambda one: len(evidence_of(one)))
        await choose(pilot, path, card)
        await press(pilot, "y")
        held = now(path, card)
        await press(pilot, "right_square_bracket", "right_square_bracket", "D")
        assert now(path, card) == held
        with Project.open(path) as project:
            keep(project, "a note without a stage")
        await until(lambda: "1 note not on any card yet" in shown(pilot), "it waits")
        await press(pilot, "d")
        assert now(path, card) == held


async def test_after_undo_the_board_is_fresh_without_a_key(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = cards_at(path, "Wait")[0]
        await choose(pilot, path, card)
        await press(pilot, "y", "ctrl+z")

        def fresh() -> bool:
            with Project.open(path, read_only=True) as project:
                return drafts.is_fresh(project)

        await until(fresh, "the drafts are looked through")
        assert "drafts again" not in shown(pilot)
        assert not now(path, card).held
