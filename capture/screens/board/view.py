"""The drawn map: what is shown of it and how, which card is chosen, which are marked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.message import Message

from capture.jobs import ledger, mapview
from capture.screens.board.panel import CardPanel
from capture.widgets.resilient import ShellPart
from capture.widgets.sheet import Sheet
from data.records import TouchpointId
from data.shorthand.finder import code_key
from synthesis.map.narrow import EVERYTHING

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from capture.jobs.mapview import Seen
    from synthesis.map.model import Card, MapClaim, StageColumn
    from synthesis.map.narrow import Narrowing
    from synthesis.render.page import Spot

_PANEL_FROM = 104  # cells, from which there is room for the chosen card's notes
_GRID_FROM = 150  # cells, from which the stages stand side by side
_BOTH_FROM = 240  # cells, from which the panel stands beside all stages unasked
_EDGES = 3  # cells of a screen that its map cannot have

MARKED, NEW = "■", "+"
"""Signs before a card's code: it is marked; it has notes that joined since it was decided."""


class MapView(ShellPart, Horizontal):
    """One stage of a map or all of them, drawn for the width there is, and a panel beside it."""

    class Shown(Message):
        """What is shown of the map, or marked on it, is other than it was."""

    def __init__(self) -> None:
        """Begin at the first stage, with every claim."""
        super().__init__(id="board")
        self.sheet = Sheet(id="sheet")
        self.panel = CardPanel()
        self.seen: Seen | None = None
        self.by: Narrowing = EVERYTHING
        self.card = ""
        self.marked: set[str] = set()
        self.stage = 0
        self._first = 0
        self._wanted = ""
        self._by_team = False
        self._other_way = False
        self._panel_wanted: bool | None = None

    def compose(self) -> ComposeResult:
        """Lay out the map, and the panel beside it."""
        yield self.sheet
        yield self.panel

    # -- what is shown ---------------------------------------------------------------------------

    def show(self, seen: Seen) -> None:
        """Show a map as it was read; marks of cards that are gone go with them."""
        self.seen = seen
        self.stage = min(self.stage, max(0, len(seen.journey.stages) - 1))
        self.marked &= {card.id for _, card in seen.cards()}
        if self._wanted:
            self._go_to_wanted()
        self.draw()

    def draw(self, *, top: bool = False) -> None:
        """Draw what is shown anew; ``top`` begins at its first line."""
        room = self.sheet.scrollable_content_region.width
        if self.seen is not None and room:
            self.begin(self._draw(self.seen, room, top))

    async def _draw(self, seen: Seen, room: int, top: bool) -> None:
        stage = self._one_stage(seen)
        first = None
        if stage is None and self._is_grid:
            # As little as brings the stage into sight.
            fit = mapview.side_by_side(seen, room)
            last = max(0, len(seen.journey.stages) - fit)
            self._first = min(last, self.stage, max(self._first, self.stage - fit + 1))
            first = self._first
        by, by_team = self.by, self._by_team
        draw = partial(mapview.draw, seen, room, stage=stage, first=first, by=by, by_team=by_team)
        drawn = await self.gateway.read(lambda _: draw(), key="map-drawn")
        if not any(spot.card == self.card for spot in drawn.spots):
            here = [spot.card for spot in drawn.spots if spot.stage == self.stage]
            self.card = here[0] if here else ""
        self.sheet.show(drawn, self.card, self._signs(seen))
        if top:
            self.sheet.scroll_home(animate=False, force=True, immediate=True)
        if self.card:
            self.call_after_refresh(self.sheet.choose, self.card)
        self.post_message(self.Shown())
        self.panel.show_card(self.card)

    def _one_stage(self, seen: Seen) -> int | None:
        """Return the stage that is shown alone; None where all are."""
        if self._is_grid is not self._other_way:
            return None
        return self.stage if seen.journey.stages else None

    @property
    def _is_grid(self) -> bool:
        """Whether the sheet is wide enough for stages side by side."""
        return self.sheet.scrollable_content_region.width >= _GRID_FROM

    def _signs(self, seen: Seen) -> dict[str, str]:
        """Return what stands before cards on this screen alone."""
        return dict.fromkeys(seen.new, NEW) | dict.fromkeys(self.marked, MARKED)

    def on_sheet_resized(self) -> None:
        """Draw for the new width."""
        self.draw()

    # -- the ways to look at it ------------------------------------------------------------------

    def turn_whole(self) -> None:
        """Show all stages, or one: whichever the width does not show by itself."""
        self._other_way = not self._other_way
        self._arrange()
        self.draw(top=True)

    def turn_teams(self) -> None:
        """Show each team's view of every card, or not."""
        self._by_team = not self._by_team
        self.draw()

    def show_only(self, by: Narrowing) -> None:
        """Show only the claims that a narrowing lets through."""
        self.by = by
        self.draw(top=True)

    def show_everything(self) -> None:
        """Show every claim, and no team's view."""
        self._by_team = False
        self.show_only(EVERYTHING)

    def told(self) -> str:
        """Return in words what is not shown as it is by itself; "" where all is."""
        parts = [self.by.words()] if self.by else []
        if self._by_team:
            parts.append("each team's view")
        return " · ".join(parts)

    # -- the panel beside

    def on_resize(self) -> None:
        """Show the panel where there is room for it."""
        self._arrange()

    def _arrange(self) -> None:
        wide = self.size.width
        there = self._panel_wanted
        if there is None:
            # A grid is worth more than the panel, where both do not fit.
            there = wide < _GRID_FROM + _EDGES or wide >= _BOTH_FROM
        self.panel.is_there = there and wide >= _PANEL_FROM and not self._other_way

    def turn_panel(self) -> None:
        """Show or hide the panel; say so where there is no room for it."""
        if self.size.width < _PANEL_FROM:
            self.shell.say(f"The panel needs {_PANEL_FROM} columns: Enter opens the card.")
            return
        self._panel_wanted = not self.panel.is_there
        self._arrange()
        self.panel.show_card(self.card)

    # -- moving about ----------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Choose the card so many further on; scroll where there is none."""
        spots = self.sheet.drawn.spots
        at = next((n for n, spot in enumerate(spots) if spot.card == self.card), 0)
        if spots and 0 <= at + by < len(spots):
            self._choose(spots[at + by])
        else:
            # What stands above the first card and below the last is seen too.
            self.sheet.scroll_relative(y=by * 3, animate=False)

    def step_stage(self, by: int) -> None:
        """Go to the stage so many further on, if there is one."""
        if self.seen is None or not 0 <= self.stage + by < len(self.seen.journey.stages):
            return
        self.stage += by
        if self._one_stage(self.seen) is not None:
            self.card = ""
            self.draw(top=True)
            return
        there = [spot for spot in self.sheet.drawn.spots if spot.stage == self.stage]
        if there:
            self._choose(there[0])
        else:
            self.draw()

    def _choose(self, spot: Spot) -> None:
        self.card, self.stage = spot.card, spot.stage
        self.sheet.choose(spot.card)
        self.panel.show_card(spot.card)

    def on_sheet_picked(self, event: Sheet.Picked) -> None:
        """Choose what was clicked."""
        for spot in self.sheet.drawn.spots:
            if spot.card == event.card:
                self._choose(spot)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Choose what was clicked twice; who holds this opens it."""
        self.card = event.card

    def go_to_card(self, code: str, *, at_once: bool) -> None:
        """Choose the card of a code, or of a claim's: ``at_once``, or once the map is read again.

        A claim that is on no card is chosen itself.
        """
        self._wanted = code
        if at_once and self.seen is not None:
            self._go_to_wanted()
            self.draw()

    def _go_to_wanted(self) -> None:
        assert self.seen is not None
        code, self._wanted = self._wanted, ""
        # A card that is asked for is shown, whatever was left out before.
        self.by = EVERYTHING
        cards = ((at, card.code, card.id) for at, card in self.seen.cards())
        alone = ((at, claim.code, claim.id) for at, claim in self.seen.singles())
        under = (
            (at, claim.code, card.id) for at, card in self.seen.cards() for claim in card.claims()
        )
        for at, own, found in (*cards, *alone, *under):
            if code_key(own) == code_key(code):
                self.stage, self.card = at, found
                return
        self.begin(self._follow(code))

    async def _follow(self, code: str) -> None:
        """Choose the card that most notes of a code went to, and say so."""
        gone = await self.gateway.read(lambda project: ledger.follow(project, code), key="follow")
        if gone is None:
            what = "card" if code[:1].upper() == "T" else "claim"
            self.shell.say(f"There is no {what} {code} on this map.", "warning")
            return
        here = {card.code: (at, card.id) for at, card in self.seen.cards()} if self.seen else {}
        heir = next((code for code in gone.to if code in here), None)
        if heir is not None:
            self.stage, self.card = here[heir]
            self.draw()
        self.shell.say(gone.sentence)

    # -- what acts are for -----------------------------------------------------------------------

    def mark(self) -> None:
        """Mark the chosen card, or take its mark away, and go on to the next."""
        if self.card and self.chosen_single() is None:
            self.marked ^= {self.card}
            self.step(1)
            self.draw()

    def unmark(self) -> None:
        """Take the marks away, once the map is drawn again."""
        self.marked.clear()

    def chosen(self) -> tuple[StageColumn, Card] | None:
        """Return the chosen card and its stage."""
        if self.seen is not None:
            for at, card in self.seen.cards():
                if card.id == self.card:
                    return self.seen.journey.stages[at], card
        return None

    def chosen_single(self) -> MapClaim | None:
        """Return the claim that is chosen and on no card; None where a card is, or nothing."""
        there = self.seen.singles() if self.seen is not None else ()
        return next((claim for _, claim in there if claim.id == self.card), None)

    def chosen_card(self) -> Card | None:
        """Return the chosen card; say so where there is none."""
        chosen = self.chosen()
        if chosen is None:
            single = self.chosen_single()
            told = f"{single.code} is on no card: Enter puts it on one." if single else ""
            self.shell.say(told or "There is no card here.")
            return None
        return chosen[1]

    def targets(self) -> list[TouchpointId]:
        """Return the marked cards in their order, else the chosen one; say so where none is."""
        if self.marked:
            cards = self.seen.cards() if self.seen is not None else ()
            return [TouchpointId(card.id) for _, card in cards if card.id in self.marked]
        card = self.chosen_card()
        return [TouchpointId(card.id)] if card is not None else []

    def column(self) -> StageColumn | None:
        """Return the stage that is shown; None before the map is read."""
        columns = self.seen.journey.stages if self.seen is not None else ()
        return columns[self.stage] if self.stage < len(columns) else None
