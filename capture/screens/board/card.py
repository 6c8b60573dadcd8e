"""One card, whole: what may not belong, its claims and who said them, what nearly belongs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from capture.commands import bindings
from capture.jobs import drafts, mapview
from capture.literal import line, literal
from capture.screens.board.acts import NoteActs
from capture.screens.board.evidence import EvidenceList
from capture.screens.board.facts import FactActs, FactKeys
from capture.screens.dialogs import TextScreen
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from data.records import EvidenceStance, LinkKind, LinkLevel, NoteId
from synthesis.render.words import TRUTH, card_facts, face

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from data.records import PersonaId
    from synthesis.map.model import Card


class CardScreen(FactKeys, Dialog[NoteId | None]):
    """A card; Enter on a note returns its id, to be shown among the notes."""

    MODE = "card"
    CSS_PATH = stylesheet("map")
    HELP_TEXT = (
        "A card's notes. First those that may not belong and those that are new, then its claims, "
        "those of most people first, each in words that somebody said, and under it all that was "
        "said, by whom and why it is here, then what was put for it (+) and against it (−); ⇄ is a "
        "claim that stands against it. Last, notes of other cards that nearly belong. Space marks "
        "notes; acts are for the marked ones, else for the one under the cursor, or the whole "
        "claim. Enter on a note shows it in the notes. Esc goes back to the map."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(MODE),
        ("escape,q,backspace", "dismiss", "Back"),
        ("j", "cursor('down')", "Down"),
        ("k", "cursor('up')", "Up"),
    ]

    def __init__(
        self,
        card: Card,
        stage: str,
        people: Mapping[str, str],
        persona: PersonaId | None = None,
    ) -> None:
        """Show ``card`` of ``stage`` on a persona's map; ``people`` maps codes to names."""
        super().__init__()
        self._stage, self._persona = stage, persona
        self.evidence = EvidenceList(card, people)
        self.acts = NoteActs(self.evidence, self.show_again)
        self.facts = FactActs(self, lambda: self.card, self.show_again)

    @property
    def card(self) -> Card:
        """The card, as it was last read."""
        return self.evidence.card

    def compose(self) -> ComposeResult:
        """Lay out the card."""
        with Vertical(id="card"):
            yield Static(self._head(), id="card-head")
            yield self.evidence
            yield Static(id="card-foot")

    def on_mount(self) -> None:
        """Say what can be done."""
        self._foot()

    def _foot(self) -> None:
        hints = "Space marks · + for a claim · - against one · m move · r quote it · s split · F1"
        if self.evidence.marked:
            count = len(self.evidence.marked)
            hints = f"{count} marked · + for a claim · - against one · m move · s split · n never"
        room = max(8, self.size.width - 6)
        self.query_one("#card-foot", Static).update(line(hints, room, "dim"))

    def _head(self) -> Content:
        card = self.card
        mark = f"{TRUTH} " if card.moment_of_truth else ""
        title = literal(f"{card.code} {mark}{card.name}", "bold", most=500)
        facts = [self._stage, *face(card), *card_facts(card)]
        return Content("\n").join([title, literal(" · ".join(facts), "dim", most=1000)])

    def show_again(self) -> None:
        """Show the card as it is by now; where it is gone, go back to the map."""
        self.evidence.marked.clear()
        self.begin(self._show_again())

    async def _show_again(self) -> None:
        read = partial(_card_now, self._persona, self.card.id)
        now = await self.gateway.read(read, key="card now")
        if now is None:
            self.dismiss(None)
            return
        card, self._stage = now
        self.evidence.show(card)
        self.query_one("#card-head", Static).update(self._head())
        self._foot()

    # -- moving about
    def action_cursor(self, way: str) -> None:
        """Go up or down."""
        if way == "down":
            self.evidence.action_cursor_down()
        else:
            self.evidence.action_cursor_up()

    def action_mark(self) -> None:
        """Mark the note, or take its mark away, and go on."""
        self.evidence.mark()
        self._foot()

    @on(OptionList.OptionSelected)
    def go_to_note(self, event: OptionList.OptionSelected) -> None:
        """Go to the note; on a claim, to its first note."""
        note = self.evidence.rows[event.option_index].note
        if note is not None:
            self.dismiss(note)
        elif event.option_index + 1 < len(self.evidence.rows):
            self.evidence.highlighted = event.option_index + 1

    # -- the notes
    def action_take(self) -> None:
        """Bring notes that nearly belong here onto this card."""
        self.begin(self.acts.take())

    def action_move(self) -> None:
        """Put notes on another card."""
        self.begin(self.acts.move())

    def action_move_claim(self) -> None:
        """Put all notes that say the same as the chosen one on another card."""
        self.begin(self.acts.move_claim())

    def action_split(self) -> None:
        """Make a new card of the marked notes, or of the chosen one or claim."""
        self.begin(self.acts.split())

    def action_together(self) -> None:
        """Let the two marked notes always share a card."""
        self.begin(self.acts.pair(LinkKind.TOGETHER, LinkLevel.CARD))

    def action_apart(self) -> None:
        """Let the two marked notes never share a card."""
        self.begin(self.acts.pair(LinkKind.APART, LinkLevel.CARD))

    def action_same(self) -> None:
        """Let the two marked notes always share a claim."""
        self.begin(self.acts.pair(LinkKind.TOGETHER, LinkLevel.CLAIM))

    def action_different(self) -> None:
        """Let the two marked notes never share a claim."""
        self.begin(self.acts.pair(LinkKind.APART, LinkLevel.CLAIM))

    def action_unlink(self) -> None:
        """Take back what was decided about a note and others."""
        self.begin(self.acts.unlink())

    def action_pin(self) -> None:
        """Pin the notes here, or let them go again."""
        self.begin(self.acts.pin())

    def action_put(self, stance: str) -> None:
        """Put the notes, or the whole claim, for or against another claim."""
        self.begin(self.acts.put(EvidenceStance(stance)))

    def action_stage(self) -> None:
        """Tag notes with another stage; they leave this card."""
        self.begin(self.acts.to_stage())

    def action_aside(self) -> None:
        """Take remarks that say nothing off the card."""
        self.begin(self.acts.set_aside())

    def action_quote(self) -> None:
        """Quote the note for its claim."""
        self.begin(self.acts.quote())

    def action_why(self) -> None:
        """Say why the note is where it is."""
        note = self.evidence.note_here()
        if note is None:
            self.shell.say("Choose a note first: w says why it is here.")
        else:
            self.begin(self._say_why(note))

    async def _say_why(self, note: NoteId) -> None:
        lines = await self.gateway.compute(
            lambda project, _: drafts.why_here(project, note), key="why"
        )
        if lines and self.is_current:
            self.app.push_screen(TextScreen("Why it is here", lines))

    # -- the card
    def action_accept(self) -> None:
        """Accept the card as it is."""
        self.begin(self.acts.accept())


def _card_now(persona: PersonaId | None, card_id: str, project: Project) -> tuple[Card, str] | None:
    seen = mapview.look(project, persona)
    for at, card in seen.cards():
        if card.id == card_id:
            return card, seen.journey.stages[at].title
    return None
