"""A form that another window overtakes: nothing is overwritten unseen, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from capture.jobs import cards, comments, lists
from capture.jobs.cards import Figure, Figures
from capture.screens.board.facts import CardForm
from capture.screens.board.screen import MapScreen
from capture.screens.dialogs import AskScreen
from capture.screens.forms import Choice, FormScreen
from capture.screens.project.screen import ProjectScreen
from capture.screens.versions import VersionsScreen
from capture.widgets.line import Line
from data.records import CommentKind, Participation, ProjectInfo, Touchpoint
from data.store import Project
from tests.tui.helpers import opened, settled, text_of, until
from tests.tui.research import clock_in_utc, make_research, on, press, shell, stage_named, whole


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def shown(pilot: Pilot[None]) -> str:
    return text_of(shell(pilot))


def fill(pilot: Pilot[None], **texts: str) -> None:
    form = on(pilot, FormScreen)
    for name, text in texts.items():
        field = form.query_one(f"#field-{name}")
        if isinstance(field, Choice):
            field.put(int(text))
        else:
            assert isinstance(field, Line)
            field.fill(text)


def elsewhere(path: Path, **fields: str) -> None:
    """Change the first stage as another window would."""
    with Project.open(path) as project:
        lists.put(project, "stage", whole(path).stages[0].id, fields)


async def overtaken(pilot: Pilot[None], path: Path) -> None:
    """Change three lines of the first stage while another window changes two of its lines."""
    await press(pilot, "2", "enter")
    fill(pilot, description="mine", question="my question", examples="my example")
    elsewhere(path, description="theirs", title="Look around")
    await press(pilot, "enter")


@pytest.mark.parametrize(("key", "kept"), [("1", "mine"), ("2", "theirs")])
async def test_both_sides_are_shown_and_what_only_one_changed_is_combined(
    path: Path, key: str, kept: str
) -> None:
    async with opened(path, mode="project") as pilot:
        await overtaken(pilot, path)
        on(pilot, VersionsScreen)
        assert "Description: mine" in shown(pilot)
        assert "Description: theirs" in shown(pilot)
        assert "Both" not in shown(pilot)
        stage = whole(path).stages[0]
        assert (stage.description, stage.question) == ("theirs", "")
        await press(pilot, key)
        on(pilot, ProjectScreen)
        stage = whole(path).stages[0]
        assert (stage.title, stage.description) == ("Look around", kept)
        assert (stage.question, stage.examples) == ("my question", ("my example",))
        await press(pilot, "ctrl+z")
        assert whole(path).stages[0].description == "theirs"


async def test_escape_goes_back_to_all_that_was_typed(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await overtaken(pilot, path)
        await press(pilot, "escape")
        form = on(pilot, FormScreen)
        assert form.query_one("#field-description", Line).content == "mine"
        assert form.query_one("#field-question", Line).content == "my question"
        assert form.query_one("#field-title", Line).content == "Look around"  # not typed here
        assert "Description now says “theirs”" in shown(pilot)
        fill(pilot, description="both")
        await press(pilot, "enter")
        assert whole(path).stages[0].description == "both"  # over what had been seen


async def test_the_same_said_twice_and_another_line_need_no_choice(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "2", "enter")
        fill(pilot, description="the same", question="mine")
        elsewhere(path, description="the same", title="Look around")
        await press(pilot, "enter")
        on(pilot, ProjectScreen)
        stage = whole(path).stages[0]
        assert (stage.title, stage.question) == ("Look around", "mine")


async def test_a_choice_and_what_the_project_is_about_are_compared_too(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        theirs = list(Participation)[1]
        await press(pilot, "3", "enter")
        fill(pilot, participation="1")
        with Project.open(path) as project:
            persona = project.snapshot().personas[0]
            decides = {"participation": theirs}
            lists.put(project, "persona", persona.id, decides)
        await press(pilot, "enter")
        assert f"Decides as: {theirs.value}" in shown(pilot)
        await press(pilot, "2")
        on(pilot, ProjectScreen)
        assert whole(path).personas[0].participation is theirs
        await press(pilot, "1", "enter")
        fill(pilot, goal="mine")
        with Project.open(path) as project:
            lists.describe(project, {"goal": "theirs"})
        await press(pilot, "enter", "1")
        with Project.open(path) as project:
            assert project.info() == ProjectInfo("Claims", goal="mine")


def card_at(path: Path, stage: str) -> Touchpoint:
    where = stage_named(path, stage).id
    return next(one for one in whole(path).touchpoints if one.stage == where)


async def choose(pilot: Pilot[None], card: Touchpoint) -> None:
    on(pilot, MapScreen).go_to_card(card.code)
    await settled(pilot)
    await until(lambda: on(pilot, MapScreen).view.card == card.id, "the card is chosen")


async def test_the_facts_and_figures_of_a_card_are_compared(path: Path) -> None:
    card = card_at(path, "Wait")
    with Project.open(path) as project:
        cards.describe(project, card.id, {}, Figures((Figure("Calls", "", 1.0),)))
    async with opened(path, mode="map") as pilot:
        await choose(pilot, card)
        await press(pilot, "E")
        form = on(pilot, CardForm)
        fill(pilot, owner="mine")
        (figure,) = form._figures
        form._take(0, Figure("Calls", "", 3.0, None, figure.basis))
        with Project.open(path) as project:
            cards.describe(project, card.id, {"owner": "theirs", "at_stake": "Trust"})
        await press(pilot, "enter")
        on(pilot, VersionsScreen)
        with Project.open(path) as project:
            now = Figure("Calls", "", 2.0, None, figure.basis, id=figure.id)
            cards.describe(project, card.id, {}, Figures((now,)))
        await press(pilot, "1")
        on(pilot, CardForm)
        assert "A figure of" in shown(pilot)
        assert whole(path).kpis[0].value == 2
        await press(pilot, "enter")
        on(pilot, MapScreen)
        stored = card_at(path, "Wait")
        assert (stored.owner, stored.at_stake) == ("mine", "Trust")
        assert whole(path).kpis[0].value == 3


@pytest.mark.parametrize(("key", "kept"), [("1", "Desk"), ("2", "Calls"), ("escape", "Desk!")])
async def test_an_owner_that_another_window_named_is_shown(path: Path, key: str, kept: str) -> None:
    card = card_at(path, "Wait")
    async with opened(path, mode="map") as pilot:
        await choose(pilot, card)
        await press(pilot, "O", *"Desk")
        with Project.open(path) as project:
            cards.describe(project, card.id, {"owner": "Calls"})
        await press(pilot, "enter")
        on(pilot, VersionsScreen)
        assert "Calls" in shown(pilot)
        await press(pilot, key)
        if key == "escape":
            on(pilot, AskScreen)
            await press(pilot, "!", "enter")
        assert card_at(path, "Wait").owner == kept


async def test_an_answer_that_another_window_gave_is_shown(path: Path) -> None:
    card = card_at(path, "Wait")
    with Project.open(path) as project:
        comments.comment(project, card.id, "Really?", CommentKind.QUESTION)
    async with opened(path, mode="map") as pilot:
        await choose(pilot, card)
        await press(pilot, "A", "a")
        fill(pilot, answer="mine")
        with Project.open(path) as project:
            comments.reply(project, whole(path).comments[0], "theirs", closed=True)
        await press(pilot, "enter")
        on(pilot, VersionsScreen)
        await press(pilot, "1")
        (said,) = whole(path).comments
        assert (said.answer, said.closed) == ("mine", True)
