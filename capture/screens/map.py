"""The mode Map: what people said, laid out by stage: the board, where cards are decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture import commands
from capture.commands import bindings
from capture.jobs import board, maps
from capture.keynames import key_names
from capture.literal import line, literal
from capture.screens.base import ModeScreen
from capture.screens.mapacts import MapActs
from capture.screens.mapdrafting import MapDrafting
from capture.screens.mapprinting import MapPrinting
from capture.screens.mapviews import MapViews
from capture.widgets.sheet import Sheet
from data.records import TouchpointId
from data.text import counted, width
from synthesis.map.narrow import EVERYTHING

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.board import CardNotes, Drawn, Seen
    from data.records import NoteId, PersonaId
    from synthesis.render.page import Spot

_PANEL_FROM = 104  # cells, from which there is room for the chosen card's notes
_GRID_FROM = 150  # cells, from which the stages stand side by side
_BOTH_FROM = 240  # cells, from which the panel stands beside all stages unasked
_EDGES = 3  # cells of a screen that its map cannot have

MARKED, NEW = "■", "+"
"""Signs before a card's code: it is marked; it has notes that joined since it was decided."""


class MapScreen(MapPrinting, MapDrafting, MapActs, MapViews, ModeScreen):
    """One stage a screen, or all of them; cards are chosen, decided and drafted again."""

    MODE = "map"
    CSS_PATH = "../styles/map.tcss"
    AUTO_FOCUS = "#sheet"
    HELP_TEXT = (
        "The map: one stage with its cards (touchpoints), or all stages side by side where it is "
        "wide; under each card what people do, suffer, ask and wish there, and on whose say-so "
        "each claim stands: c customer, "
        "s staff, o observed, r on record, t our own guess. Before a title: ✓ accepted, • touched "
        "by somebody, + notes are new on it, ■ marked. On the curve: ○ as customers say, ◇ as "
        "staff see it, ● a grade given to a card. What you decide stays: new notes join only "
        "what they are like, and the dial cuts drafts alone. Every act is one step for Ctrl+Z."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE)]

    def __init__(self) -> None:
        """Begin at the first stage, with everybody's map."""
        super().__init__()
        self._seen: Seen | None = None
        self._persona: PersonaId | None = None
        self._stage = 0
        self._first = 0
        self._card = ""
        self._wanted = ""
        self._marked: set[str] = set()
        self._beside: bool | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        with Horizontal(id="board"):
            yield Sheet(id="sheet")
            yield VerticalScroll(Static(id="beside-text"), id="beside", can_focus=False)
        yield Static(id="working")
        yield Static(id="about")

    @property
    def sheet(self) -> Sheet:
        """The drawn map."""
        return self.query_one("#sheet", Sheet)

    def on_mount(self) -> None:
        """Nothing is being drafted yet."""
        self.query_one("#working").display = False

    # -- what is shown ---------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """Read the map again."""
        persona = self._persona
        self.gateway.read(lambda project: board.look(project, persona), self._show, key="map")

    def _show(self, seen: Seen) -> None:
        self._seen, self._persona = seen, seen.persona
        self._stage = min(self._stage, max(0, len(seen.journey.stages) - 1))
        self._marked &= {card.id for _, card in seen.cards()}
        if self._wanted:
            self._go_to(self._wanted)
        self._draw()
        if seen.drafted and not seen.fresh and not seen.waiting and not self.gateway.read_only:
            # Nothing is new: an act or undo left the drafts to be looked through, which is quick.
            self.look_through()

    def on_sheet_resized(self) -> None:
        """Draw for the new width."""
        self._draw()

    @property
    def _is_grid(self) -> bool:
        """Whether the sheet is wide enough for stages side by side."""
        return self.sheet.scrollable_content_region.width >= _GRID_FROM

    @property
    def _one_stage(self) -> int | None:
        """The stage that is shown alone; None where all are."""
        assert self._seen is not None
        if self._is_grid is not self._other_way:
            return None
        return self._stage if self._seen.journey.stages else None

    def _draw(self, *, top: bool = False) -> None:
        seen = self._seen
        room = self.sheet.scrollable_content_region.width
        if seen is None or not room:
            return
        stage = self._one_stage
        if stage is not None or not self._is_grid:
            first = None
        else:
            # As little as brings the stage into sight.
            fit = board.side_by_side(seen, room)
            last = max(0, len(seen.journey.stages) - fit)
            self._first = min(last, self._stage, max(self._first, self._stage - fit + 1))
            first = self._first

        by, by_team = self._by, self._by_team

        def job(_: object) -> Drawn:
            return board.draw(seen, room, stage=stage, first=first, by=by, by_team=by_team)

        self.gateway.read(job, partial(self._drawn, top), key="map-drawn")

    def _drawn(self, top: bool, drawn: Drawn) -> None:
        here = [spot for spot in drawn.spots if spot.card == self._card]
        if not here:
            beside = [spot for spot in drawn.spots if spot.stage == self._stage]
            self._card = beside[0].card if beside else ""
        self.sheet.show(drawn, self._card, self._signs())
        if top:
            self.sheet.scroll_home(animate=False, force=True, immediate=True)
        if self._card:
            self.call_after_refresh(self.sheet.choose, self._card)
        self._tell_about()
        self._look_beside()

    def _signs(self) -> dict[str, str]:
        """Return what stands before cards on this screen alone."""
        new = self._seen.new if self._seen is not None else ()
        return dict.fromkeys(new, NEW) | dict.fromkeys(self._marked, MARKED)

    # -- the panel beside

    def on_resize(self) -> None:
        """Show the panel where there is room for it."""
        self._arrange()

    def _arrange(self) -> None:
        wide = self.size.width
        there = self._beside
        if there is None:
            # A grid is worth more than the panel, where both do not fit.
            there = wide < _GRID_FROM + _EDGES or wide >= _BOTH_FROM
        there = there and wide >= _PANEL_FROM and not self._other_way
        self.query_one("#beside").set_class(there, "-there")

    def action_beside(self) -> None:
        """Show or hide the chosen card's notes beside the board."""
        if self.size.width < _PANEL_FROM:
            self.shell.say(f"The panel needs {_PANEL_FROM} columns: Enter opens the card.")
            return
        self._beside = not self.query_one("#beside").has_class("-there")
        self._arrange()
        self._look_beside()

    def _look_beside(self) -> None:
        if not self.query_one("#beside").has_class("-there"):
            return
        if not self._card:
            self.query_one("#beside-text", Static).update("")
            return
        from capture.jobs import board

        one = TouchpointId(self._card)
        self.gateway.compute(
            lambda project, _: board.look_at(project, one), self._show_beside, key="beside"
        )

    def _show_beside(self, found: CardNotes | None) -> None:
        from capture.screens.cardparts import beside

        self.query_one("#beside-text", Static).update(beside(found))
        self.query_one("#beside", VerticalScroll).scroll_home(animate=False)

    def _tell_about(self) -> None:
        """Say in one line whose map this is, how fresh it is and how fine it is cut."""
        seen = self._seen
        if seen is None:
            return
        name = next((name for one, name in seen.personas if one == seen.persona), "everybody")
        dial = seen.dial if self._dial is None else self._dial
        key = key_names(self._keys_of("map.draft"))
        news = ""
        if not seen.journey.badge.notes:
            news = "No notes yet: F5 goes to the line."
        elif not seen.drafted:
            news = f"{key} drafts cards from the notes."
        elif seen.waiting:
            notes = counted(seen.waiting, "note")
            news = f"{notes} not on any card yet: {key} drafts."
        elif not seen.fresh:
            news = f"Changed since it was drafted: {key} drafts again."
        if looking := self._looking_told():
            news = f"{looking} · Esc: all"
        room = max(0, self.size.width - 2)
        free = max(8, room - width(news) - 2)
        about = f"{name} · dial {dial:.1f}"
        if seen.aside:
            about += f" · {seen.aside} set aside"
        if self._marked:
            about = f"{counted(len(self._marked), 'card')} marked · {about}"
        left = line(about if width(about) <= free else name, free)
        gap = " " * max(1, room - left.cell_length - width(news))
        self.query_one("#about", Static).update(left + Content(gap) + literal(news, "bold"))

    def _keys_of(self, command: str) -> str:
        found = next(one for one in commands.COMMANDS if one.id == command)
        return self.shell.settings.keys.get(command, found.keys).split(",")[0]

    def action_stop(self) -> None:
        """Stop what is being drafted; else show everything again."""
        if self._work is None and (self._by or self._by_team):
            self._by_team = False
            self._show_only(EVERYTHING)
            return
        super().action_stop()

    # -- moving about ----------------------------------------------------------------------------

    def _choose(self, spot: Spot) -> None:
        self._card, self._stage = spot.card, spot.stage
        self.sheet.choose(spot.card)
        self._look_beside()

    def _step(self, by: int) -> None:
        spots = self.sheet.drawn.spots
        if not spots:
            self.sheet.scroll_relative(y=by * 3, animate=False)
            return
        at = next((n for n, spot in enumerate(spots) if spot.card == self._card), 0)
        if 0 <= at + by < len(spots):
            self._choose(spots[at + by])
        else:
            # What stands above the first card and below the last is seen too.
            self.sheet.scroll_relative(y=by * 3, animate=False)

    def action_next_card(self) -> None:
        """Choose the next card."""
        self._step(1)

    def action_previous_card(self) -> None:
        """Choose the card before."""
        self._step(-1)

    def _step_stage(self, by: int) -> None:
        if self._seen is None:
            return
        to = self._stage + by
        if not 0 <= to < len(self._seen.journey.stages):
            return
        self._stage = to
        if self._one_stage is not None:
            self._card = ""
            self._draw(top=True)
            return
        there = [spot for spot in self.sheet.drawn.spots if spot.stage == to]
        if there:
            self._choose(there[0])
        else:
            self._draw()

    def action_next_stage(self) -> None:
        """Show the next stage."""
        self._step_stage(1)

    def action_previous_stage(self) -> None:
        """Show the stage before."""
        self._step_stage(-1)

    def action_mark(self) -> None:
        """Mark the chosen card, or take its mark away, and go on to the next."""
        if self._card:
            self._marked ^= {self._card}
            self._step(1)
            self._draw()

    def on_sheet_picked(self, event: Sheet.Picked) -> None:
        """Choose what was clicked."""
        for spot in self.sheet.drawn.spots:
            if spot.card == event.card:
                self._choose(spot)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open what was clicked twice."""
        self._card = event.card
        self.action_open()

    def action_open(self) -> None:
        """Open the chosen card."""
        if self._seen is None:
            return
        for at, card in self._seen.cards():
            if card.id == self._card:
                from capture.screens.card import CardScreen

                stage = self._seen.journey.stages[at].title
                opened = CardScreen(card, stage, self._seen.people, self._persona)
                self.app.push_screen(opened, self._to_note)
                return
        self.shell.say("There is no card here to open.")

    async def _to_note(self, note: NoteId | None) -> None:
        if note is None:
            return
        from capture.screens.notes import NotesScreen

        await self.shell.action_notes()
        if isinstance(self.shell.screen, NotesScreen):
            self.shell.screen.go_to_note(note)

    def action_jump(self) -> None:
        """Ask for a card's code and go to it."""
        from capture.screens.jumping import ask_for_card

        ask_for_card(self.shell)

    def go_to_card(self, code: str) -> None:
        """Choose the card of a code, as soon as the map is read."""
        self._wanted = code
        if self._seen is not None and not self.stale:
            self._go_to(code)
            self._draw()

    def _go_to(self, code: str) -> None:
        assert self._seen is not None
        self._wanted = ""
        # A card that is asked for is shown, whatever was left out before.
        self._by = EVERYTHING
        for at, card in self._seen.cards():
            if card.code.casefold() == code.casefold():
                self._stage, self._card = at, card.id
                return
        self.shell.say(f"There is no card {code} on this map.", "warning")

    def action_queue(self) -> None:
        """Ask what needs an eye."""
        from capture.screens.queue import QueueScreen

        def left(code: str | None) -> None:
            if code:
                self.go_to_card(code)

        self.app.push_screen(QueueScreen(), left)

    # -- pages

    def action_guide(self) -> None:
        """Write what to ask next as a page and open it in the browser."""
        persona = self._persona
        self.gateway.read(lambda p: maps.open_page(p, persona), self.shell.say, key="guide")

    def action_page(self) -> None:
        """Write the map as a page and open it in the browser; it follows what is done here."""
        if self._seen is not None:
            self.shell.open_page(self._persona)
