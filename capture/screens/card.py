"""One card of the map, whole: its points, and under each the notes and who said them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from capture.literal import line, literal
from capture.widgets.sturdy import Sturdy
from data.records import EvidenceStance, NoteId, Stance
from data.text import width
from synthesis.render.words import (
    FLAG,
    GLYPHS,
    NOT_RAISED,
    TRUTH,
    card_facts,
    counts_in_words,
    people_short,
    provenance,
    speaker,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.app import SaysoApp
    from synthesis.mapmodel import Card, MapNote, MapPoint, Speaker

_STANCES = {Stance.AGREES: " agrees", Stance.DISAGREES: " disagrees"}


class CardScreen(Sturdy, ModalScreen[NoteId | None]):
    """A card; Enter on a note returns its id, to be shown among the notes."""

    CSS_PATH = "../styles/map.tcss"
    HELP_TEXT = (
        "A card's points, those of most people first, and under each what was said, by whom and "
        "where. Enter on a note shows it in the notes, where it can be changed; w says why it is "
        "here. Esc goes back to the map."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,backspace", "dismiss", "Back"),
        ("w", "why", "Why here"),
        ("j", "cursor('down')", "Down"),
        ("k", "cursor('up')", "Up"),
    ]

    def __init__(self, card: Card, stage: str, people: Mapping[str, str]) -> None:
        """Show ``card`` of ``stage``; ``people`` maps codes to names."""
        super().__init__()
        self._card, self._stage, self._people = card, stage, people
        self._rows: list[MapNote | None] = []
        self._width = 0

    @property
    def house(self) -> SaysoApp:
        """The app."""
        return cast("SaysoApp", self.app)

    def compose(self) -> ComposeResult:
        """Lay out the card."""
        with Vertical(id="card"):
            yield Static(self._head(), id="card-head")
            yield OptionList(id="evidence", markup=False, compact=True)
            yield Static(
                literal("Enter shows the note in the notes · w why it is here · Esc back", "dim"),
                id="card-foot",
            )

    def _head(self) -> Content:
        card = self._card
        mark = f"{TRUTH} " if card.moment_of_truth else ""
        title = literal(f"{card.code} {mark}{card.title}", "bold", most=500)
        facts = [self._stage, *card_facts(card), counts_in_words(card.counts)]
        if card.not_raised_by_staff:
            facts.append(f"{FLAG} {NOT_RAISED}")
        stands = f"{GLYPHS[card.standing]} {card.standing}"
        return Content("\n").join([title, literal(" · ".join([stands, *facts]), "dim", most=1000)])

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the width there is."""
        del event
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        evidence = self.query_one("#evidence", OptionList)
        room = evidence.scrollable_content_region.width - 1
        if room == self._width or room < 8:
            return
        self._width = room
        before = evidence.highlighted
        self._rows = []
        evidence.clear_options()
        evidence.add_options([Option(one) for one in self._options(room)])
        first = next((at for at, note in enumerate(self._rows) if note is not None), 0)
        evidence.highlighted = before if before is not None else first
        evidence.focus()

    def _options(self, room: int) -> Iterator[Content]:
        for lane in self._card.lanes:
            for point in lane.points:
                self._rows.append(None)
                yield _point(str(lane.key), point, room)
                for note in point.notes:
                    self._rows.append(note)
                    yield self._note(note)
        if not self._rows:
            self._rows.append(None)
            yield literal("Nothing is under this card.", "dim")

    def _note(self, note: MapNote) -> Content:
        sign = "− against: " if note.stance is EvidenceStance.AGAINST else ""
        quote = f"“{note.text}”" if note.verbatim else note.text
        said = ", ".join(self._who(one) for one in note.speakers)
        about = " · ".join(part for part in (said, provenance(note)) if part)
        text = Content("\n").join(
            [literal(f"{sign}{quote}", most=2000), literal(about, "dim", most=500)]
        )
        return Content("\n").join(
            [Content("    ") + one for one in _wrapped(text, self._width - 4)]
        )

    def _who(self, one: Speaker) -> str:
        name = self._people.get(one.code, "")
        told = speaker(one)
        if name:
            told = f"{name} ({told.replace(f'{one.code} ', '', 1)})"
        return told + _STANCES.get(one.stance, "")

    # -- acting ----------------------------------------------------------------------------------

    def action_cursor(self, way: str) -> None:
        """Go up or down."""
        evidence = self.query_one("#evidence", OptionList)
        evidence.action_cursor_down() if way == "down" else evidence.action_cursor_up()

    def _note_here(self) -> MapNote | None:
        at = self.query_one("#evidence", OptionList).highlighted
        return None if at is None else self._rows[at]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the note; on a point, to its first note."""
        note = self._rows[event.option_index]
        if note is None:
            if event.option_index + 1 < len(self._rows):
                event.option_list.highlighted = event.option_index + 1
            return
        self.dismiss(NoteId(note.id))

    def action_why(self) -> None:
        """Say why the note is where it is."""
        note = self._note_here()
        if note is None:
            self.house.say("Choose a note first: w says why it is here.")
            return
        from capture.screens.explaining import explain_note

        explain_note(self.house, NoteId(note.id))


def _point(lane: str, point: MapPoint, room: int) -> Content:
    flag = f"{FLAG} " if point.not_raised_by_staff else ""
    stands = f"{flag}{GLYPHS[point.standing]} {point.standing} {people_short(point.counts)}"
    head = f"{lane:<9} "
    title = line(point.title, max(4, room - width(head) - width(stands) - 2), "bold")
    gap = " " * max(1, room - width(head) - title.cell_length - width(stands))
    return literal(head, "dim") + title + Content(gap) + literal(stands)


def _wrapped(text: Content, room: int) -> list[Content]:
    """Return a text in lines of at most ``room`` cells."""
    return [part for one in text.split("\n", allow_blank=True) for part in one.wrap(max(4, room))]
