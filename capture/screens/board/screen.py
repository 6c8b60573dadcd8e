"""The mode Map: the board, laid out by stage, where cards are drafted and decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from capture import commands
from capture.commands import bindings, key_names
from capture.jobs import board, maps, outputs
from capture.literal import line, literal
from capture.screens.base import ModeScreen
from capture.screens.board.acts import MapActs
from capture.themes import stylesheet
from capture.widgets.sheet import Sheet
from data.records import TouchpointId
from data.shorthand.finder import code_key
from data.text import counted, width
from synthesis.map.narrow import EVERYTHING

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project, Ticket
    from capture.jobs.board import CardNotes, Seen
    from capture.jobs.drafts import Drafted
    from capture.shell import Shell
    from data.errors import SaysoError
    from data.records import NoteId, PersonaId
    from synthesis.map.narrow import Narrowing
    from synthesis.render.page import Drawn, Spot


class MapViews(ModeScreen):
    """The ways to look at the map; the map itself draws what they say."""

    _seen: Seen | None
    _persona: PersonaId | None
    _other_way = False
    _by_team = False
    _by: Narrowing = EVERYTHING

    def _draw(self, *, top: bool = False) -> None:
        raise NotImplementedError

    def _arrange(self) -> None:
        raise NotImplementedError

    def action_whole(self) -> None:
        """Show all stages, or one: whichever the width does not show by itself."""
        self._other_way = not self._other_way
        self._arrange()
        self._draw(top=True)

    def action_teams(self) -> None:
        """Show each team's view of every card, or not."""
        self._by_team = not self._by_team
        self._draw()

    def action_only(self) -> None:
        """Choose which claims are shown."""
        if self._seen is None:
            return
        from capture.jobs import board
        from capture.screens.dialogs import PickScreen

        ways = board.narrowings(self._seen)
        now = next((at for at, (_, by) in enumerate(ways) if by == self._by), 0)

        def taken(at: int | None) -> None:
            if at is not None:
                self._show_only(ways[at][1])

        self.app.push_screen(PickScreen("Show what?", [name for name, _ in ways], now), taken)

    def _show_only(self, by: Narrowing) -> None:
        self._by = by
        self._draw(top=True)

    def _looking_told(self) -> str:
        """Return in words what is not shown as it is by itself; "" where all is."""
        parts = [self._by.words()] if self._by else []
        if self._by_team:
            parts.append("each team's view")
        return " · ".join(parts)

    def action_persona(self) -> None:
        """Choose whose map is shown."""
        seen = self._seen
        if seen is None:
            return
        if not seen.personas:
            self.shell.say("There is no persona yet: F8 goes to the project, to add one.")
            return
        from capture.screens.dialogs import PickScreen

        ids = [None, *(one for one, _ in seen.personas)]

        def taken(at: int | None) -> None:
            if at is not None:
                self._persona = ids[at]
                self.on_project_changed()

        names = ["Everybody", *(name for _, name in seen.personas)]
        self.app.push_screen(PickScreen("Whose map?", names, ids.index(seen.persona)), taken)


_DIAL_STEP = 0.1
_BAR = 20


class MapDrafting(Screen[Any]):
    """What the map knows of drafting."""

    _seen: Seen | None
    _work: Ticket | None = None
    _dial: float | None = None

    @property
    def _shell(self) -> Shell:
        return cast("Shell", self.app)

    def on_project_changed(self) -> None:
        """Read the map again."""
        raise NotImplementedError

    def _tell_about(self) -> None:
        raise NotImplementedError

    def look_through(self) -> None:
        """Bring drafts up to date where nothing is new: an act or undo may have left them so."""
        self._shell.gateway.compute(_keep_up, self._kept_up, key="keep up")

    def _kept_up(self, changed: bool) -> None:
        if changed:
            self.on_project_changed()

    def action_draft(self) -> None:
        """Put new notes on cards."""
        self._draft(None)

    def action_anew(self) -> None:
        """Cut all drafts as if none were there."""
        self._draft(None, anew=True)

    def action_finer(self) -> None:
        """Cut finer: more and smaller cards."""
        self._turn(_DIAL_STEP)

    def action_coarser(self) -> None:
        """Cut coarser: fewer and larger cards."""
        self._turn(-_DIAL_STEP)

    def _turn(self, by: float) -> None:
        if self._seen is None:
            return
        before = self._seen.dial if self._dial is None else self._dial
        self._dial = round(min(1.0, max(0.0, before + by)), 1)
        self._tell_about()
        self._draft(self._dial, quick=True)

    def _draft(self, dial: float | None, *, anew: bool = False, quick: bool = False) -> None:
        if self._shell.gateway.read_only:
            self._shell.say(
                "The project is read-only: its map can be seen, not drafted.", "warning"
            )
            return

        def job(project: Project, ticket: Ticket) -> Drafted:
            from capture.jobs.drafts import synthesise

            return synthesise(
                project,
                dial=dial,
                anew=anew,
                titles=not quick,
                progress=ticket.progress,
                cancelled=ticket.cancelled,
            )

        self._tell_work("Cutting…" if quick else "Drafting…")
        self._work = self._shell.gateway.compute(
            job,
            self._cut if quick else self._drafted,
            failed=self._not_drafted,
            progress=self._progress,
            key="draft",
        )

    def _progress(self, done: int, total: int) -> None:
        if self._work is None:
            return
        share = int(_BAR * done / total) if total else _BAR
        bar = "━" * share + "─" * (_BAR - share)
        self._tell_work(f"Reading notes {bar} {done:,} of {total:,}")

    def _tell_work(self, text: str) -> None:
        working = self.query_one("#working", Static)
        working.display = True
        working.update(literal(f"{text}  Esc stops"))

    def _cut(self, drafted: Drafted) -> None:
        """Show the cards at once; their titles come as soon as they are found."""
        self._shell.say(f"{drafted.sentence()}.")
        self._dial = None
        self.on_project_changed()
        self._draft(None)

    def _drafted(self, drafted: Drafted) -> None:
        self._stop_work()
        self._shell.say(" ".join((f"{drafted.sentence()}.", *drafted.warnings)).replace("..", "."))
        self.on_project_changed()

    def _not_drafted(self, error: SaysoError) -> None:
        self._stop_work()
        self._shell.say(str(error), "error")

    def _stop_work(self) -> None:
        self._work = self._dial = None
        self.query_one("#working").display = False

    def action_stop(self) -> None:
        """Stop drafting; what was read so far is kept."""
        if self._work is None:
            return
        self._work.cancel()
        self._stop_work()
        self._tell_about()
        self._shell.say("Stopped. What was read so far is kept; the map is as it was.")


def _keep_up(project: Project, ticket: Ticket) -> bool:
    """Look the drafts through; True where that changed anything."""
    from capture.jobs.drafts import synthesise

    before = project.snapshot().touchpoints
    synthesise(project, cancelled=ticket.cancelled)
    return before != project.snapshot().touchpoints


class MapPrinting(Screen[Any]):
    """What the map knows of paper."""

    _persona: PersonaId | None

    def action_print(self) -> None:
        """Print the map on A3: the persona's that is shown, else a sheet for each."""
        shell = cast("Shell", self.app)
        job = partial(_print, self._persona, shell.settings.browser)
        shell.say("Printing…")
        shell.gateway.compute(job, shell.say, key="print")


def _print(persona: PersonaId | None, setting: str, project: Project, ticket: Ticket) -> str:
    return outputs.print_beside(project, persona, setting, ticket.cancelled)


_PANEL_FROM = 104  # cells, from which there is room for the chosen card's notes
_GRID_FROM = 150  # cells, from which the stages stand side by side
_BOTH_FROM = 240  # cells, from which the panel stands beside all stages unasked
_EDGES = 3  # cells of a screen that its map cannot have

MARKED, NEW = "■", "+"
"""Signs before a card's code: it is marked; it has notes that joined since it was decided."""


class MapScreen(MapPrinting, MapDrafting, MapActs, MapViews, ModeScreen):
    """One stage a screen, or all of them; cards are chosen, decided and drafted again."""

    MODE = "map"
    CSS_PATH = stylesheet("map")
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
        from capture.screens.board.card import beside

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
                from capture.screens.board.card import CardScreen

                stage = self._seen.journey.stages[at].title
                opened = CardScreen(card, stage, self._seen.people, self._persona)
                self.app.push_screen(opened, self._to_note)
                return
        self.shell.say("There is no card here to open.")

    async def _to_note(self, note: NoteId | None) -> None:
        if note is None:
            return
        from capture.screens.notes.screen import NotesScreen

        await self.shell.action_notes()
        if isinstance(self.shell.screen, NotesScreen):
            self.shell.screen.go_to_note(note)

    def action_jump(self) -> None:
        """Ask for a card's code and go to it."""
        from capture.screens.board.jumping import ask_for_card

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
            if code_key(card.code) == code_key(code):
                self._stage, self._card = at, card.id
                return
        self.shell.say(f"There is no card {code} on this map.", "warning")

    def action_queue(self) -> None:
        """Ask what needs an eye."""
        from capture.screens.board.queue import QueueScreen

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
