"""The parts of the board's screens, each alone on a screen of its own."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from capture.jobs import board, drafts, maps
from capture.jobs.board import Act
from capture.jobs.mapview import Seen, look
from capture.screens.board.acts import Acting, CardActs, NoteActs, PreviewScreen
from capture.screens.board.drafting import DIAL_STEP, Drafting
from capture.screens.board.evidence import EvidenceList
from capture.screens.board.facts import FactActs
from capture.screens.board.panel import CardPanel
from capture.screens.board.view import MapView
from capture.screens.dialogs import ConfirmScreen
from capture.widgets.resilient import ShellPart
from data.errors import Cancelled, DiskFull
from data.records import Decision, Link, LinkKind, LinkLevel, NoteId, TouchpointId
from data.store import Project, touchpoints
from synthesis.board.standing import Standing
from synthesis.map.model import Card
from synthesis.map.narrow import Narrowing
from tests.tui.helpers import keep, opened, settled, until
from tests.tui.research import clock_in_utc, make_research, on, press, shell, whole


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with clock_in_utc():
        yield make_research(tmp_path / "claims.sayso")


class Bare(ShellPart, Screen[None]):
    """Holds one part, and counts what it is told of."""

    def __init__(self, part: Widget | None = None) -> None:
        super().__init__()
        self._part = part
        self.told = 0

    def compose(self) -> ComposeResult:
        if self._part is not None:
            yield self._part

    def tell(self) -> None:
        self.told += 1

    def on_map_view_shown(self) -> None:
        self.told += 1

    def on_drafting_done(self) -> None:
        self.told += 1


@asynccontextmanager
async def alone(
    path: Path, part: Widget | None = None, size: tuple[int, int] = (100, 40)
) -> AsyncIterator[tuple[Pilot[None], Bare]]:
    async with opened(path, size) as pilot:
        screen = Bare(part)
        await pilot.app.push_screen(screen)
        await settled(pilot)
        yield pilot, screen


def seen(path: Path) -> Seen:
    with Project.open(path, read_only=True) as project:
        return look(project, None)


def cards_of(path: Path) -> list[Card]:
    return [card for _, card in seen(path).cards()]


def full_card(path: Path) -> Card:
    """Return the card with most notes."""
    return max(cards_of(path), key=lambda card: card.notes)


def decision_of(path: Path, card: str) -> Decision:
    return next(one.decision for one in whole(path).touchpoints if one.id == card)


# -- the map as it is looked at --------------------------------------------------------------------


async def test_a_view_shows_a_map_and_chooses_among_its_cards(path: Path) -> None:
    view = MapView()
    async with alone(path, view) as (pilot, screen):
        assert view.chosen() is None
        assert view.targets() == []
        assert "There is no card here." in shell(pilot).notice.text
        view.show(seen(path))
        await settled(pilot)
        assert screen.told == 1
        view.step_stage(2)
        await settled(pilot)
        first, second = [spot.card for spot in view.sheet.drawn.spots][:2]
        assert view.card == first
        view.step(1)
        assert view.card == second
        view.step(-1)
        view.step(-1)
        assert view.card == first  # there is none above the first
        assert view.targets() == [first]
        view.mark()
        assert (view.marked, view.card) == ({first}, second)
        await settled(pilot)
        assert view.targets() == [first]
        view.unmark()
        assert view.targets() == [second]


async def test_a_view_goes_from_stage_to_stage_and_to_a_card_by_its_code(path: Path) -> None:
    view = MapView()
    async with alone(path, view) as (pilot, _):
        everything = seen(path)
        *_, (last, card) = everything.cards()
        view.go_to_card(f"t0{card.code[1:]}", at_once=True)
        assert view.card == ""  # no map was read yet
        view.show(everything)
        await settled(pilot)
        assert (view.stage, view.card) == (last, card.id)
        view.step_stage(-1)
        await settled(pilot)
        assert view.stage == last - 1
        column = view.column()
        assert column is not None
        assert column.title == everything.journey.stages[last - 1].title
        view.step_stage(len(everything.journey.stages))
        assert view.stage == last - 1
        view.go_to_card("T99", at_once=True)
        await settled(pilot)
        assert "There is no card T99 on this map." in shell(pilot).notice.text


async def test_a_code_that_is_gone_leads_to_the_card_with_most_of_its_notes(path: Path) -> None:
    view = MapView()
    with Project.open(path) as project:
        with maps.to_show(project, ""):
            pass
        one, other = project.snapshot().touchpoints[:2]
        board.do(project, board.merge([one.id, other.id], anyway=True))
    async with alone(path, view) as (pilot, _):
        view.show(seen(path))
        view.go_to_card(other.code, at_once=True)
        await settled(pilot)
        assert view.card == one.id
        told = shell(pilot).notice.text
        assert f"{other.code} (exported " in told
        assert told.endswith(f"on {one.code}.")


async def test_a_view_keeps_marks_only_of_cards_that_are_there(path: Path) -> None:
    view = MapView()
    async with alone(path, view) as (pilot, _):
        before = seen(path)
        (_, gone), (_, stays) = list(before.cards())[:2]
        view.show(before)
        view.marked |= {gone.id, stays.id}
        with Project.open(path) as project:
            board.do(project, board.decide([TouchpointId(gone.id)], Decision.REJECTED))
        view.show(seen(path))
        await settled(pilot)
        assert view.marked == {stays.id}


async def test_a_view_says_in_words_what_it_leaves_out(path: Path) -> None:
    view = MapView()
    async with alone(path, view) as (pilot, _):
        view.show(seen(path))
        await settled(pilot)
        assert view.told() == ""
        view.show_only(Narrowing(frozenset({Standing.CONTRADICTED})))
        view.turn_teams()
        await settled(pilot)
        assert view.told() == "only contradicted · each team's view"
        assert not view.sheet.drawn.spots
        view.show_everything()
        await settled(pilot)
        assert view.told() == ""
        assert view.sheet.drawn.spots


@pytest.mark.parametrize(
    ("columns", "there"), [(103, False), (104, True), (152, True), (153, False), (240, True)]
)
async def test_the_panel_stands_beside_where_there_is_room(
    path: Path, columns: int, there: bool
) -> None:
    view = MapView()
    async with alone(path, view, (columns, 30)) as (pilot, _):
        assert view.panel.is_there is there
        view.turn_panel()
        assert view.panel.is_there is (not there and columns >= 104)
        told = "The panel needs 104 columns" in shell(pilot).notice.text
        assert told is (columns < 104)


async def test_the_panel_shows_the_notes_of_a_card_only_where_it_is_seen(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = full_card(path)
    looked: list[str] = []
    look_at = board.look_at

    def counted(project: Project, wanted: TouchpointId) -> board.CardNotes | None:
        looked.append(wanted)
        return look_at(project, wanted)

    monkeypatch.setattr(board, "look_at", counted)
    panel = CardPanel()
    async with alone(path, panel) as (pilot, _):
        panel.show_card(card.id)
        await settled(pilot)
        assert looked == []
        panel.is_there = True
        panel.show_card(card.id)
        await settled(pilot)
        assert looked == [card.id]
        assert card.code in str(panel.query_one("#beside-text").render())
        panel.show_card("")
        assert str(panel.query_one("#beside-text").render()) == ""


# -- drafting --------------------------------------------------------------------------------------


async def test_drafting_tells_when_it_is_done_and_is_seen_only_while_it_works(path: Path) -> None:
    drafting = Drafting()
    with Project.open(path) as project:
        keep(project, "the phone was never answered")
    async with alone(path, drafting) as (pilot, screen):
        assert not drafting.display
        drafting.draft()
        assert drafting.is_at_work
        assert drafting.display
        await settled(pilot)
        assert (drafting.is_at_work, drafting.display, screen.told) == (False, False, 1)
        assert "13 notes:" in shell(pilot).notice.text


async def test_the_dial_shows_what_is_wanted_until_the_cards_are_cut(path: Path) -> None:
    drafting = Drafting()
    async with alone(path, drafting) as (pilot, screen):
        drafting.turn(0.5, DIAL_STEP)
        drafting.turn(0.5, DIAL_STEP)
        assert drafting.dial(0.5) == pytest.approx(0.7)
        await settled(pilot)
        assert whole(path).settings.dial == pytest.approx(0.7)
        assert drafting.dial(0.3) == pytest.approx(0.3)
        assert screen.told == 1
        for _ in range(4):
            drafting.turn(0.9, DIAL_STEP)
        assert drafting.dial(0.9) == pytest.approx(1.0)


async def test_drafting_that_is_stopped_or_fails_comes_to_rest(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def slow(project: Project, **how: object) -> None:
        del project
        begun.set()
        while not how["cancelled"]():  # type: ignore[operator]
            threading.Event().wait(0.001)
        stopped.set()
        raise Cancelled

    def full(project: Project, **how: object) -> None:
        del project, how
        raise DiskFull("There is no room.")

    drafting = Drafting()
    async with alone(path, drafting) as (pilot, screen):
        monkeypatch.setattr(drafts, "synthesise", slow)
        drafting.turn(0.5, DIAL_STEP)
        await until(begun.is_set, "it began")
        drafting.stop()
        assert not drafting.is_at_work
        assert drafting.dial(0.5) == pytest.approx(0.5)
        await until(stopped.is_set, "it was asked to stop")
        await settled(pilot)
        monkeypatch.setattr(drafts, "synthesise", full)
        drafting.draft()
        await settled(pilot)
        assert not drafting.is_at_work
        assert not drafting.display
        assert shell(pilot).notice.text == "There is no room."
        assert screen.told == 0


# -- acts ------------------------------------------------------------------------------------------


async def test_an_act_is_shown_and_done_only_where_that_is_wanted(path: Path) -> None:
    async with alone(path) as (pilot, screen):
        card = cards_of(path)[0].id
        acting = Acting(screen, screen.tell)

        def make(_: bool) -> Act:
            return board.decide([TouchpointId(card)], Decision.ACCEPTED)

        screen.begin(acting.show_and_act(make))
        await until(lambda: isinstance(pilot.app.screen, PreviewScreen), "it is shown")
        await press(pilot, "n")
        assert decision_of(path, card) is Decision.DRAFT
        assert screen.told == 0
        screen.begin(acting.show_and_act(make))
        await until(lambda: isinstance(pilot.app.screen, PreviewScreen), "it is shown")
        await press(pilot, "y")
        assert decision_of(path, card) is Decision.ACCEPTED
        assert screen.told == 1
        screen.begin(acting.show_and_act(make))
        await settled(pilot)
        assert pilot.app.screen is screen
        assert shell(pilot).notice.text == "That is so already."


@pytest.mark.parametrize("shown", [True, False])
async def test_what_stands_against_a_decision_is_done_only_anyway(path: Path, shown: bool) -> None:
    card = full_card(path)
    one, other = [
        NoteId(n.id) for lane in card.lanes for claim in lane.claims for n in claim.notes
    ][:2]
    link = Link.between(one, other, LinkKind.TOGETHER, LinkLevel.CARD)
    with Project.open(path) as project:
        board.do(project, board.link(link))
    async with alone(path) as (pilot, screen):
        acting = Acting(screen, screen.tell)
        act = acting.show_and_act if shown else acting.act

        def make(anyway: bool) -> Act:
            return board.move([one], None, anyway=anyway)

        for key, links in (("n", (link,)), ("y", ())):
            screen.begin(act(make))
            await until(lambda: isinstance(pilot.app.screen, ConfirmScreen), "it is asked about")
            await settled(pilot)
            await press(pilot, key)
            assert whole(path).links == links
        assert screen.told == 1


async def test_marks_go_with_the_act_that_they_were_for(path: Path) -> None:
    view = MapView()
    acts = CardActs(view)
    async with alone(path, view) as (pilot, _):
        view.show(seen(path))
        await settled(pilot)
        first, second = [card.id for card in cards_of(path)][:2]
        view.marked |= {first, second}
        view.begin(acts.decide(Decision.ACCEPTED))
        await settled(pilot)
        assert {decision_of(path, first), decision_of(path, second)} == {Decision.ACCEPTED}
        assert not view.marked


async def test_nothing_is_asked_where_nothing_can_be_changed(path: Path) -> None:
    view = MapView()
    acts, facts = CardActs(view), FactActs(view, view.chosen_card, lambda: None)
    async with alone(path, view) as (pilot, screen):
        shell(pilot).gateway.read_only = True
        view.show(seen(path))
        await settled(pilot)
        for begun in (
            acts.decide(Decision.ACCEPTED),
            acts.split(),
            acts.choose_lanes(),
            facts.vote(),
            facts.show(),
            facts.comment(),
        ):
            shell(pilot).dismiss_notice()
            view.begin(begun)
            await settled(pilot)
            if pilot.app.screen is not screen:
                await press(pilot, "enter")  # in how many parts
            assert pilot.app.screen is screen
            assert "The project is read-only" in shell(pilot).notice.text


# -- the notes of a card ---------------------------------------------------------------------------


async def test_acts_are_for_marked_notes_else_for_the_note_or_claim_that_is_chosen(
    path: Path,
) -> None:
    card = full_card(path)
    evidence = EvidenceList(card, {})
    async with alone(path, evidence) as (pilot, screen):
        at = next(n for n, row in enumerate(evidence.rows) if row.claim and row.note is None)
        evidence.highlighted = at
        claim = evidence.claim_here()
        assert claim is not None
        assert evidence.targets() == evidence.notes_of(claim)
        assert evidence.code_of(claim).startswith("C")
        evidence.highlighted = at + 1
        note = evidence.note_here()
        assert note is not None
        assert evidence.targets() == [note]
        assert evidence.known[note].note == note
        evidence.mark()
        assert (evidence.marked, evidence.marked_claims()) == ({note}, {claim})
        assert evidence.highlighted == at + 2
        assert evidence.targets() == [note]

        acts = NoteActs(evidence, screen.tell)
        evidence.begin(acts.pin())
        await settled(pilot)
        assert screen.told == 1
        with Project.open(path, read_only=True) as project:
            held = touchpoints.get(project, TouchpointId(card.id))
        assert held is not None
        assert [one.note for c in held.claims for one in c.evidence if one.pinned] == [note]


async def test_two_notes_are_asked_for_where_a_pair_is_meant(path: Path) -> None:
    evidence = EvidenceList(full_card(path), {})
    async with alone(path, evidence) as (pilot, screen):
        acts = NoteActs(evidence, screen.tell)
        evidence.highlighted = next(n for n, row in enumerate(evidence.rows) if row.note)
        evidence.begin(acts.pair(LinkKind.TOGETHER, LinkLevel.CARD))
        await settled(pilot)
        assert shell(pilot).notice.text == "Mark two notes first (space)."
        evidence.begin(acts.take())
        await settled(pilot)
        assert "nearly belong here" in shell(pilot).notice.text
        assert on(pilot, Bare).told == 0


async def test_from_every_mode_one_goes_to_a_card_by_its_code(path: Path) -> None:
    code = cards_of(path)[-1].code
    for mode in ("notes", "map", "project"):
        async with opened(path, mode=mode) as pilot:
            screen = pilot.app.screen
            await press(pilot, "T", *"xy", "enter")
            assert "A card's code is a T and a number" in shell(pilot).notice.text
            assert pilot.app.screen is screen
            await press(pilot, "T", *code[1:], "enter")
            await until(lambda: pilot.app.current_mode == "map", "the map")
            await settled(pilot)
            view = pilot.app.screen.query_one(MapView)
            chosen = view.chosen()
            assert chosen is not None
            assert chosen[1].code == code
