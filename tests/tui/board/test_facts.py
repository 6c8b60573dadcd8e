"""All that people say of cards and journeys, put in on the map and in the project: forms, lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from capture.screens.board.card import CardScreen
from capture.screens.board.comments import CommentsScreen
from capture.screens.board.facts import CardForm, FigureList
from capture.screens.board.lanes import LanesScreen
from capture.screens.board.screen import MapScreen
from capture.screens.forms import Choice, FormScreen, PartForm
from capture.screens.project.screen import ProjectScreen
from capture.widgets.line import Line
from data.records import Basis, CommentKind, Consent, Emotion, Expectation, Touchpoint
from data.store import Project
from synthesis.map.model import ORDER, rows_of
from tests.tui.helpers import SIZES, opened, same_picture, settled, text_of, until
from tests.tui.research import clock_in_utc, make_research, on, press, shell, stage_named, whole
from tests.unit.dump import entity_dump


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


def shown(pilot: Pilot[None]) -> str:
    return text_of(shell(pilot))


def dump(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        return entity_dump(project.connection) + repr(project.snapshot().touchpoints)


def first_at(path: Path, stage: str) -> Touchpoint:
    where = stage_named(path, stage).id
    return next(one for one in whole(path).touchpoints if one.stage == where)


def now(path: Path, card: Touchpoint) -> Touchpoint:
    return next(one for one in whole(path).touchpoints if one.id == card.id)


async def choose(pilot: Pilot[None], card: Touchpoint) -> None:
    on(pilot, MapScreen).go_to_card(card.code)
    await settled(pilot)
    await until(lambda: on(pilot, MapScreen).view.card == card.id, "the card is chosen")


def fill(form: FormScreen, **lines: str) -> None:
    """Say other things on a form: a text, or the place of a choice."""
    for name, text in lines.items():
        field = form.query_one(f"#field-{name}")
        if isinstance(field, Choice):
            field.at = int(text)
        else:
            assert isinstance(field, Line)
            field.fill(text)


async def see(pilot: Pilot[None], kind: type[FormScreen]) -> FormScreen:
    await until(lambda: isinstance(pilot.app.screen, kind), kind.__name__)
    await settled(pilot)
    return on(pilot, kind)


async def store(pilot: Pilot[None]) -> None:
    """Press the button of a form."""
    on(pilot, FormScreen).action_store()
    await settled(pilot)


# -- a card's facts -------------------------------------------------------------------------------


async def test_all_facts_and_figures_of_a_card_are_one_step(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = first_at(path, "Wait")
        before = dump(path)
        assert not card.held
        await choose(pilot, card)
        await press(pilot, "E")
        form = await see(pilot, CardForm)
        fill(
            form, title="Ringing for news", owner="Desk", channel="1", grade="1", graded_by="staff"
        )
        fill(form, expectation="1", moment_of_truth="1", at_stake="Trust", way_out="Call back")
        fill(form, contacts="3", minutes="2,5", minutes_basis="2")
        form.set_focus(form.query_one(FigureList))
        await press(pilot, "enter")
        part = await see(pilot, PartForm)
        fill(part, name="Calls answered", value="40", target="80", unit="%", basis="2")
        await store(pilot)
        assert not whole(path).kpis  # nothing is stored before the form is
        assert "Calls answered 40 %" in shown(pilot)
        await store(pilot)
        one = now(path, card)
        assert one.held
        assert (one.title, one.owner, one.graded_by) == ("Ringing for news", "Desk", "staff")
        assert (one.grade, one.expectation) == (Emotion.VERY_LOW, Expectation.NOT_MET)
        assert (one.moment_of_truth, one.at_stake, one.way_out) == (True, "Trust", "Call back")
        assert (one.contacts, one.contacts_basis) == (3, Basis.ASSUMED)
        assert (one.minutes, one.minutes_basis) == (2.5, Basis.MEASURED)
        assert one.channel == whole(path).channels[0].id
        (figure,) = whole(path).kpis
        assert (figure.touchpoint, figure.name, figure.value) == (card.id, "Calls answered", 40)
        assert (figure.target, figure.unit, figure.basis) == (80, "%", Basis.MEASURED)
        await press(pilot, "ctrl+z")
        assert dump(path) == before


async def test_figures_are_changed_and_removed_on_the_form(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = first_at(path, "Wait")
        await choose(pilot, card)
        await press(pilot, "E")
        form = await see(pilot, CardForm)
        form.set_focus(form.query_one(FigureList))
        for name in ("Calls", "Days"):
            form.query_one(FigureList).highlighted = form.query_one(FigureList).option_count - 1
            await press(pilot, "enter")
            fill(await see(pilot, PartForm), name=name, value="4")
            await store(pilot)
        await store(pilot)
        assert [one.name for one in whole(path).kpis] == ["Calls", "Days"]
        await press(pilot, "E")
        form = await see(pilot, CardForm)
        figures = form.query_one(FigureList)
        form.set_focus(figures)
        figures.highlighted = 0
        await press(pilot, "enter")
        fill(await see(pilot, PartForm), value="5")
        await store(pilot)
        figures.highlighted = 1
        await press(pilot, "delete")
        await store(pilot)
        assert [(one.name, one.value) for one in whole(path).kpis] == [("Calls", 5)]
        await press(pilot, "ctrl+z")
        assert [(one.name, one.value) for one in whole(path).kpis] == [("Calls", 4), ("Days", 4)]


async def test_what_makes_no_sense_stays_on_the_form_and_nothing_is_stored(path: Path) -> None:
    async with opened(path, (120, 36), mode="map") as pilot:
        before = dump(path)
        await choose(pilot, first_at(path, "Wait"))
        await press(pilot, "E")
        form = await see(pilot, CardForm)
        for lines, told in (
            ({"contacts": "many"}, "“many” is no number"),
            ({"contacts": "-3"}, "smaller than 0"),
            ({"contacts": "1", "owner": "x" * 201}, "201 characters"),
            ({"owner": "", "title": " "}, "needs a word"),
        ):
            fill(form, **lines)
            await store(pilot)
            assert on(pilot, CardForm) is form
            assert told in " ".join(shown(pilot).split())
            assert dump(path) == before
        form.set_focus(form.query_one(FigureList))
        await settled(pilot)
        assert "needs a word" not in shown(pilot)  # whoever goes on is seeing to it
        await press(pilot, "enter")
        part = await see(pilot, PartForm)
        fill(part, value="1")
        await store(pilot)
        assert "A figure needs a name" in shown(pilot)
        await press(pilot, "escape", "escape")
        assert dump(path) == before


async def test_another_stage_on_the_form_takes_the_notes_along(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = first_at(path, "Wait")
        await choose(pilot, card)
        await press(pilot, "E")
        fill(await see(pilot, CardForm), stage="1", owner="Desk")
        await store(pilot)
        apply = stage_named(path, "Apply").id
        assert (now(path, card).stage, now(path, card).owner) == (apply, "Desk")
        notes = {note.id: note.stage for note in whole(path).notes}
        on_it = [item.note for claim in card.claims for item in claim.evidence]
        assert on_it
        assert {notes[one] for one in on_it} == {apply}


# -- dots and comments ----------------------------------------------------------------------------


async def test_dots_are_given_by_one_key_or_for_somebody(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = first_at(path, "Wait")
        await choose(pilot, card)
        await press(pilot, "v")
        assert [(one.voter, one.dots) for one in whole(path).votes] == [("", 1)]
        await press(pilot, "V")
        fill(await see(pilot, FormScreen), dots="5", voter="Table 2")
        await store(pilot)
        await press(pilot, "v")  # who voted last goes on voting
        assert [(one.voter, one.dots) for one in whole(path).votes] == [("", 1), ("Table 2", 6)]
        assert f"{card.code} has 6 dots by Table 2" in shown(pilot)
        await press(pilot, "V")
        fill(await see(pilot, FormScreen), dots="-9")
        await store(pilot)
        assert "fewer dots than none" in " ".join(shown(pilot).split())
        await press(pilot, "escape", "ctrl+z", "ctrl+z", "ctrl+z")
        assert not whole(path).votes
        assert not now(path, card).held


async def test_a_comment_has_a_kind_and_an_author_and_is_answered_closed_and_opened(
    path: Path,
) -> None:
    async with opened(path, mode="map") as pilot:
        card = first_at(path, "Wait")
        await choose(pilot, card)
        await press(pilot, "c")
        fill(await see(pilot, FormScreen), text="Text them", kind="2", author="Ann")
        await store(pilot)
        await press(pilot, "c")
        fill(await see(pilot, FormScreen), text="Not for all!")
        await store(pilot)
        said = [(one.kind, one.text, one.author) for one in whole(path).comments]
        assert said == [
            (CommentKind.SUGGESTION, "Text them", "Ann"),
            (CommentKind.CHALLENGE, "Not for all!", "Ann"),
        ]
        await press(pilot, "A")
        screen = on(pilot, CommentsScreen)
        assert [one.number for one in screen.said] == [2, 1]
        await press(pilot, "x")  # closed, so it goes last
        assert [one.closed for one in whole(path).comments] == [False, True]
        assert [one.number for one in screen.said] == [1, 2]
        await press(pilot, "x")
        assert [one.closed for one in whole(path).comments] == [False, False]
        screen.query_one(OptionList).highlighted = 1
        await press(pilot, "enter")
        fill(await see(pilot, FormScreen), answer="We do by now", closed="1")
        await store(pilot)
        first = whole(path).comments[0]
        assert (first.answer, first.closed) == ("We do by now", True)
        assert "→ We do by now" in shown(pilot)
        await press(pilot, "c")
        fill(await see(pilot, FormScreen), text="When?")
        await store(pilot)
        assert whole(path).comments[2].kind is CommentKind.QUESTION
        await press(pilot, "escape")
        on(pilot, MapScreen)
        await press(pilot, "ctrl+z", "ctrl+z")
        assert not whole(path).comments[0].closed


async def test_the_comments_of_all_cards_are_one_key_away(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        for stage in ("Apply", "Wait"):
            await choose(pilot, first_at(path, stage))
            await press(pilot, "c")
            fill(await see(pilot, FormScreen), text=f"At {stage}")
            await store(pilot)
        await press(pilot, "A")
        assert "At Wait" in shown(pilot)
        assert "At Apply" not in shown(pilot)
        await press(pilot, "t")
        assert "At Wait" in shown(pilot)
        assert "At Apply" in shown(pilot)


async def test_the_same_is_done_from_inside_the_card(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        card = first_at(path, "Wait")
        await choose(pilot, card)
        await press(pilot, "enter")
        on(pilot, CardScreen)
        await press(pilot, "E")
        fill(await see(pilot, CardForm), owner="Desk")
        await store(pilot)
        on(pilot, CardScreen)
        assert now(path, card).owner == "Desk"
        await until(lambda: "owner Desk" in shown(pilot), "the card is shown anew")
        await press(pilot, "v", "c")
        fill(await see(pilot, FormScreen), text="Still?")
        await store(pilot)
        await until(lambda: "1 vote" in shown(pilot) and "Still?" in shown(pilot))
        await press(pilot, "A", "x", "escape")
        on(pilot, CardScreen)
        assert whole(path).comments[0].closed


# -- the journey ----------------------------------------------------------------------------------


async def test_the_question_of_the_stage_that_is_shown(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        await choose(pilot, first_at(path, "Wait"))
        await press(pilot, "Q")
        fill(await see(pilot, FormScreen), question="When will I hear?")
        await store(pilot)
        assert stage_named(path, "Wait").question == "When will I hear?"
        await press(pilot, "ctrl+z")
        assert stage_named(path, "Wait").question == ""


async def test_lanes_are_shown_hidden_and_ordered_in_one_step(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        await press(pilot, "L")
        screen = on(pilot, LanesScreen)
        assert len(screen.rows) == len(ORDER)
        await press(pilot, "space", "J", "K", "K")  # hides the question, moves the mood up
        await press(pilot, "enter")
        on(pilot, MapScreen)
        lanes = rows_of(whole(path).journeys[0].lanes)
        assert lanes == (ORDER[1], *ORDER[2:])
        await press(pilot, "L")
        assert [row for row, on in on(pilot, LanesScreen).rows if not on] == [ORDER[0]]
        await press(pilot, "J", "enter")
        assert rows_of(whole(path).journeys[0].lanes)[:2] == (ORDER[2], ORDER[1])
        await press(pilot, "L", "u", "enter")
        assert whole(path).journeys[0].lanes == ()
        await press(pilot, "ctrl+z", "ctrl+z", "ctrl+z")
        assert whole(path).journeys[0].lanes == ()
        await press(pilot, "L")
        screen = on(pilot, LanesScreen)
        screen.rows = [(row, False) for row, _ in screen.rows]
        await press(pilot, "enter")
        assert on(pilot, LanesScreen) is screen
        assert "at least one lane" in shown(pilot)
        await press(pilot, "escape")
        assert whole(path).journeys[0].lanes == ()


async def test_journeys_are_added_changed_ordered_and_removed(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        before = dump(path)
        await press(pilot, "8", "a")
        fill(await see(pilot, FormScreen), title="Ill", persona="1", trigger="A fall", owner="Ward")
        fill(await see(pilot, FormScreen), scenario="To walk again", stages="apply, WAIT")
        await store(pilot)
        (default, made) = whole(path).journeys
        assert (made.title, made.trigger, made.scenario) == ("Ill", "A fall", "To walk again")
        assert (made.owner, made.persona) == ("Ward", whole(path).personas[0].id)
        assert made.stages == tuple(stage_named(path, one).id for one in ("Apply", "Wait"))
        on(pilot, ProjectScreen)
        assert "Apply · Wait" in shown(pilot)
        await press(pilot, "enter")
        fill(await see(pilot, FormScreen), persona="0", stages="", trigger="")
        await store(pilot)
        made = whole(path).journeys[1]
        assert (made.persona, made.stages, made.trigger) == (None, None, "")
        await press(pilot, "K")
        assert [one.title for one in whole(path).journeys] == ["Ill", default.title]
        await press(pilot, "delete", "y")
        assert [one.title for one in whole(path).journeys] == [default.title]
        await press(pilot, "delete", "y")
        assert "The default journey cannot be removed" in shown(pilot)
        await press(pilot, *["ctrl+z"] * 4)
        assert dump(path) == before


async def test_the_lanes_of_any_journey_are_chosen_in_the_project(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "8", "a")
        fill(await see(pilot, FormScreen), title="Ill", persona="1")
        await store(pilot)
        await press(pilot, "L")
        assert "Lanes of Ill" in shown(pilot)
        await press(pilot, "space", "enter")
        (default, made) = whole(path).journeys
        assert rows_of(made.lanes) == ORDER[1:]
        assert default.lanes == ()


async def test_in_a_project_that_may_only_be_read_nothing_opens_but_the_list(path: Path) -> None:
    async with opened(path, mode="map") as pilot:
        before = dump(path)
        await choose(pilot, first_at(path, "Wait"))
        with patch.object(shell(pilot).gateway, "read_only", True):
            for key in ("E", "v", "V", "c", "Q", "L"):
                await press(pilot, key)
                on(pilot, MapScreen)
                assert "read-only" in shown(pilot)
            await press(pilot, "A", "c", "x", "enter")
            on(pilot, CommentsScreen)
        assert dump(path) == before


async def test_a_stage_that_is_not_known_is_refused_on_the_form(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        before = dump(path)
        await press(pilot, "8", "a")
        fill(await see(pilot, FormScreen), title="Ill", stages="Nowhere")
        await store(pilot)
        assert "Nowhere" in shown(pilot)
        assert "is unknown" in shown(pilot)
        assert dump(path) == before


async def test_question_consent_and_whose_channel_are_on_the_forms(path: Path) -> None:
    async with opened(path, mode="project") as pilot:
        await press(pilot, "2", "enter")
        fill(await see(pilot, FormScreen), question="Is there help?")
        await store(pilot)
        assert whole(path).stages[0].question == "Is there help?"
        assert "they want: Is there help?" in shown(pilot)
        await press(pilot, "4", "enter")
        fill(await see(pilot, FormScreen), consent="3")
        await store(pilot)
        assert whole(path).participants[0].consent is Consent.NOT_SHOWN
        assert "their words: not shown" in shown(pilot)
        await press(pilot, "enter")
        fill(await see(pilot, FormScreen), consent="0")
        await store(pilot)
        assert whole(path).participants[0].consent is None
        await press(pilot, "6", "enter")
        fill(await see(pilot, FormScreen), own="1")
        await store(pilot)
        assert not whole(path).channels[0].own
        assert "somebody else's" in shown(pilot)


# -- looks ----------------------------------------------------------------------------------------


async def looks(pilot: Pilot[None], name: str) -> None:
    await settled(pilot)
    same_picture(shell(pilot), name)


@pytest.mark.parametrize("size", SIZES)
async def test_the_forms_and_lists_look_as_they_should(path: Path, size: tuple[int, int]) -> None:
    name = f"{size[0]}x{size[1]}"
    async with opened(path, size, mode="map") as pilot:
        await choose(pilot, first_at(path, "Wait"))
        # What lies behind has pictures of its own.
        on(pilot, MapScreen).query_one("#board").visible = False
        await press(pilot, "E")
        form = await see(pilot, CardForm)
        fill(form, owner="Contact centre", grade="1", graded_by="staff", contacts="3")
        form.set_focus(form.query_one(FigureList))
        await press(pilot, "enter")
        fill(await see(pilot, PartForm), name="Calls answered", value="40", target="80", unit="%")
        await looks(pilot, f"facts-figure-{name}")
        await store(pilot)
        await looks(pilot, f"facts-form-{name}")
        await store(pilot)
        await press(pilot, "V")
        await see(pilot, FormScreen)
        await looks(pilot, f"facts-dots-{name}")
        await press(pilot, "escape")
        for text, kind in (("Is it so in winter?", "3"), ("They come to the desk anyway", "1")):
            await press(pilot, "c")
            fill(await see(pilot, FormScreen), text=text, kind=kind, author="Table 2")
            if kind == "1":
                await looks(pilot, f"facts-comment-{name}")
            await store(pilot)
        await press(pilot, "A", "enter")
        fill(await see(pilot, FormScreen), answer="Only some of them", closed="1")
        await store(pilot)
        await looks(pilot, f"facts-comments-{name}")
        await press(pilot, "escape", "L", "space", "J")
        await looks(pilot, f"facts-lanes-{name}")
    async with opened(path, size, mode="project", theme="paper") as pilot:
        await press(pilot, "8", "enter")
        await see(pilot, FormScreen)
        await looks(pilot, f"facts-journey-{name}")
