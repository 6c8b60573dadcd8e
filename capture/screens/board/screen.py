"""The mode Map: the board, laid out by stage, where cards are drafted and decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from capture import commands
from capture.commands import bindings, key_names
from capture.jobs import maps, mapview, outputs
from capture.literal import line, literal
from capture.screens.base import ModeScreen
from capture.screens.board.acts import CardActs
from capture.screens.board.drafting import DIAL_STEP, Drafting
from capture.screens.board.facts import FactActs, FactKeys
from capture.screens.board.view import MapView
from capture.themes import stylesheet
from capture.widgets.sheet import Sheet
from data.records import Decision, NoteId
from data.text import counted, width

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.config import Config
    from capture.gateway import Project, Ticket
    from capture.jobs.mapview import Seen
    from data.records import PersonaId


class MapScreen(FactKeys, ModeScreen):
    """One stage a screen, or all of them; cards are chosen, decided and drafted again.

    What is seen and chosen is the business of its `view`, drafting of `drafting`; `acts` and
    `facts` ask and change what there is to a card.
    """

    MODE = "map"
    CSS_PATH = stylesheet("map")
    AUTO_FOCUS = "#sheet"
    HELP_TEXT = (
        "The map: one stage with its cards (touchpoints), or all stages side by side where it is "
        "wide. A card says who speaks there and how they feel, its weightiest claim first; under "
        "it all claims, each with its code (C12), in words that somebody said, and on whose "
        "say-so it stands: c customer, s staff, o observed, r on record, t our own guess, and "
        "which teams; 7p ⇄2 is seven people for it and two against. ⇄ is "
        "what stands against the claim above it. Before a title: ✓ accepted, • touched "
        "by somebody, + notes are new on it, ■ marked. On the curve: ○ as customers say, ◇ as "
        "staff see it, ● a grade given to a card; the small number counts notes, of ● cards. "
        "Single remarks are near nothing and on no card: Enter on one puts it on a card, or leaves "
        "it. "
        "What you decide stays: new notes join only what they are like, and the dial cuts drafts "
        "alone. What was frozen, printed or exported keeps its code and title; the code of a card "
        "that is gone leads to where its notes are. Every act and every cut is one step for Ctrl+Z."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE)]

    def __init__(self) -> None:
        """Begin at the first stage, with everybody's map."""
        super().__init__()
        self.view = MapView()
        self.drafting = Drafting()
        self.acts = CardActs(self.view)
        self.facts = FactActs(self, self.view.chosen_card, lambda: None)
        self._persona: PersonaId | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        yield self.view
        yield self.drafting
        yield Static(id="about")

    # -- what is shown ---------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """Read the map again."""
        self.begin(self._read())

    async def _read(self) -> None:
        persona = self._persona
        seen = await self.gateway.read(lambda project: mapview.look(project, persona), key="map")
        self._persona = seen.persona
        self.view.show(seen)
        if seen.drafted and not seen.fresh and not seen.waiting and not self.gateway.read_only:
            # Nothing is new: an act or undo left the drafts to be looked through, which is quick.
            self.drafting.look_through()

    @on(Drafting.Done)
    def read_again(self) -> None:
        """Show the cards that were drafted."""
        self.on_project_changed()

    @on(MapView.Shown)
    def tell_about(self) -> None:
        """Say in one line whose map this is, how fresh it is and how fine it is cut."""
        seen = self.view.seen
        if seen is None:
            return
        looking = self.view.told()
        news = f"{looking} · Esc: all" if looking else self._news(seen)
        room = max(0, self.size.width - 2)
        free = max(8, room - width(news) - 2)
        name = next((name for one, name in seen.personas if one == seen.persona), "everybody")
        about = f"{name} · dial {self.drafting.dial(seen.dial):.1f}"
        if seen.aside:
            about += f" · {seen.aside} set aside"
        if self.view.marked:
            about = f"{counted(len(self.view.marked), 'card')} marked · {about}"
        left = line(about if width(about) <= free else name, free)
        gap = " " * max(1, room - left.cell_length - width(news))
        self.query_one("#about", Static).update(left + Content(gap) + literal(news, "bold"))

    def _news(self, seen: Seen) -> str:
        """Return what there is to do, if anything."""
        key = key_names(self._keys_of("map.draft"))
        if not seen.journey.badge.notes:
            return "No notes yet: F5 goes to the line."
        if not seen.drafted:
            return f"{key} drafts cards from the notes."
        if seen.waiting:
            return f"{counted(seen.waiting, 'note')} not on any card yet: {key} drafts."
        return "" if seen.fresh else f"Changed since it was drafted: {key} drafts again."

    def _keys_of(self, command_id: str) -> str:
        command = next(one for one in commands.COMMANDS if one.id == command_id)
        return self.shell.settings.keys.get(command_id, command.keys).split(",")[0]

    # -- the ways to look at it ------------------------------------------------------------------

    def action_whole(self) -> None:
        """Show all stages, or one: whichever the width does not show by itself."""
        self.view.turn_whole()

    def action_teams(self) -> None:
        """Show each team's view of every card, or not."""
        self.view.turn_teams()

    def action_beside(self) -> None:
        """Show or hide the chosen card's notes beside the board."""
        self.view.turn_panel()

    def action_only(self) -> None:
        """Choose which claims are shown."""
        if self.view.seen is not None:
            self.begin(self._choose_claims(self.view.seen))

    async def _choose_claims(self, seen: Seen) -> None:
        from capture.screens.picker import Picker

        ways = mapview.narrowings(seen)
        now = next((at for at, (_, by) in enumerate(ways) if by == self.view.by), 0)
        at = await self.ask(Picker("Show what?", enumerate(name for name, _ in ways), now))
        if at is not None:
            self.view.show_only(ways[at][1])

    def action_persona(self) -> None:
        """Choose whose map is shown."""
        seen = self.view.seen
        if seen is None:
            return
        if seen.personas:
            self.begin(self._choose_persona(seen))
        else:
            self.shell.say("There is no persona yet: F8 goes to the project, to add one.")

    async def _choose_persona(self, seen: Seen) -> None:
        from capture.screens.picker import Picker

        ids = [None, *(persona for persona, _ in seen.personas)]
        names = ["Everybody", *(name for _, name in seen.personas)]
        at = await self.ask(Picker("Whose map?", enumerate(names), ids.index(seen.persona)))
        if at is not None:
            self._persona = ids[at]
            self.on_project_changed()

    def action_stop(self) -> None:
        """Stop what is being drafted; else show everything again."""
        if self.drafting.is_at_work:
            self.drafting.stop()
            self.tell_about()
        elif self.view.told():
            self.view.show_everything()

    # -- moving about ----------------------------------------------------------------------------

    def action_next_card(self) -> None:
        """Choose the next card."""
        self.view.step(1)

    def action_previous_card(self) -> None:
        """Choose the card before."""
        self.view.step(-1)

    def action_next_stage(self) -> None:
        """Show the next stage."""
        self.view.step_stage(1)

    def action_previous_stage(self) -> None:
        """Show the stage before."""
        self.view.step_stage(-1)

    def action_mark(self) -> None:
        """Mark the chosen card, or take its mark away, and go on to the next."""
        self.view.mark()

    def go_to_card(self, code: str) -> None:
        """Choose the card of a code, as soon as the map is read."""
        self.view.go_to_card(code, at_once=not self.stale)

    @on(Sheet.Opened)
    def action_open(self) -> None:
        """Open the chosen card."""
        self.begin(self._open())

    async def _open(self) -> None:
        from capture.screens.board.card import CardScreen

        seen, chosen = self.view.seen, self.view.chosen()
        if seen is None:
            return
        if chosen is None:
            await self._open_single()
            return
        column, card = chosen
        note = await self.ask(CardScreen(card, column.title, seen.people, self._persona))
        if note is not None:
            await self.shell.show_note(note)

    async def _open_single(self) -> None:
        """Ask where the chosen single remark goes."""
        from capture.screens.board.singles import SinglesScreen

        single = self.view.chosen_single()
        if single is None:
            self.shell.say("There is no card here to open.")
            return
        note = await self.ask(SinglesScreen(notes=(NoteId(single.id),)))
        if note is not None:
            await self.shell.show_note(note)

    def action_queue(self) -> None:
        """Ask what needs an eye."""
        self.begin(self._answer_questions())

    async def _answer_questions(self) -> None:
        from capture.screens.board.queue import QueueScreen

        code = await self.ask(QueueScreen())
        if code:
            self.go_to_card(code)

    # -- drafting --------------------------------------------------------------------------------

    def action_draft(self) -> None:
        """Put new notes on cards."""
        self.drafting.draft()

    def action_anew(self) -> None:
        """Cut all drafts as if none were there."""
        self.drafting.draft(anew=True)

    def action_finer(self) -> None:
        """Cut finer: more and smaller cards."""
        self._turn_dial(DIAL_STEP)

    def action_coarser(self) -> None:
        """Cut coarser: fewer and larger cards."""
        self._turn_dial(-DIAL_STEP)

    def _turn_dial(self, by: float) -> None:
        if self.view.seen is not None:
            self.drafting.turn(self.view.seen.dial, by)
            self.tell_about()

    # -- deciding --------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """Accept the chosen or marked cards."""
        self.begin(self.acts.decide(Decision.ACCEPTED))

    def action_reject(self) -> None:
        """Take the chosen or marked cards off the map."""
        self.begin(self.acts.decide(Decision.REJECTED))

    def action_reopen(self) -> None:
        """Leave cards open again."""
        self.begin(self.acts.decide(Decision.DRAFT))

    def action_merge(self) -> None:
        """Make one card of the marked and the chosen one; without marks, ask with which."""
        self.begin(self.acts.merge())

    def action_split(self) -> None:
        """Part the card where it is weakest, in two or in three."""
        self.begin(self.acts.split())

    def action_rename(self) -> None:
        """Ask for another title; what else would do is offered first."""
        self.begin(self.acts.rename())

    def action_move(self) -> None:
        """Put cards at another stage, which tags their notes."""
        self.begin(self.acts.move())

    def action_put_away(self) -> None:
        """List what was rejected or set aside, and bring back what is chosen."""
        self.begin(self.acts.bring_back())

    # -- about the card and the journey ----------------------------------------------------------

    def action_worse(self) -> None:
        """The customer feels worse here."""
        self.begin(self.acts.grade(-1))

    def action_better(self) -> None:
        """The customer feels better here."""
        self.begin(self.acts.grade(1))

    def action_graded_by(self) -> None:
        """Say who sees the grades that follow so."""
        self.begin(self.acts.ask_grader())

    def action_owner(self) -> None:
        """Ask who owns the card."""
        self.begin(self.acts.ask_owner())

    def action_channel(self) -> None:
        """Say where it happens."""
        self.begin(self.acts.ask_channel())

    def action_expectation(self) -> None:
        """Say how the card compares with what the customer expected."""
        self.begin(self.acts.ask_expectation())

    def action_truth(self) -> None:
        """Call the card a moment of truth, or not."""
        self.begin(self.acts.turn_truth())

    def action_question(self) -> None:
        """Say what people want at the stage that is shown."""
        self.begin(self.acts.ask_question())

    def action_lanes(self) -> None:
        """Choose the lanes of the journey that is shown."""
        self.begin(self.acts.choose_lanes())

    # -- pages -----------------------------------------------------------------------------------

    def action_guide(self) -> None:
        """Write what to ask next as a page and open it in the browser."""
        self.begin(self._open_guide())

    async def _open_guide(self) -> None:
        job = partial(_guide, self._persona, self.shell.settings)
        self.shell.say(await self.gateway.compute(job, key="guide"))

    def action_page(self) -> None:
        """Write the map as a page and open it in the browser; it follows what is done here."""
        if self.view.seen is not None:
            self.shell.open_page(self._persona)

    def action_print(self) -> None:
        """Print the map on A3: the persona's that is shown, else a sheet for each."""
        self.shell.say("Printing…")
        self.begin(self._print())

    async def _print(self) -> None:
        job = partial(_print, self._persona, self.shell.settings)
        self.shell.say(await self.gateway.compute(job, key="print"))


def _print(persona: PersonaId | None, settings: Config, project: Project, ticket: Ticket) -> str:
    return outputs.print_beside(project, persona, settings, ticket.cancelled)


def _guide(persona: PersonaId | None, settings: Config, project: Project, _: Ticket) -> str:
    return maps.open_page(project, persona, shared=settings.readable_by_others)
