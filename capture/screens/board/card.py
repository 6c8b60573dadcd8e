"""One card, whole: what may not belong, its claims and who said them, what nearly belongs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from capture.commands import bindings
from capture.literal import line, literal
from capture.screens.board.acts import CardActs
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart
from data.records import ClaimId, EvidenceStance, NoteId, PersonaId, Stance, TouchpointId
from data.text import counted, width
from synthesis.render.words import (
    FLAG,
    GLYPHS,
    NOT_RAISED,
    TRUTH,
    card_facts,
    people_short,
    provenance,
    speaker,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.board import CardNotes, OnCard
    from synthesis.board.ground import Effect
    from synthesis.map.model import Card, MapClaim, MapNote, Speaker

_STANCES = {Stance.AGREES: " agrees", Stance.DISAGREES: " disagrees"}


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row of the list: a heading where there is no note; ``near`` for one of another card."""

    note: NoteId | None = None
    claim: ClaimId | None = None
    near: bool = False


class CardScreen(CardActs, ShellPart):
    """A card; Enter on a note returns its id, to be shown among the notes."""

    MODE = "card"
    CSS_PATH = stylesheet("map")
    HELP_TEXT = (
        "A card's notes. First those that may not belong and those that are new, then its claims, "
        "those of most people first, and under each what was said, by whom and why it is here; "
        "last, notes of other cards that nearly belong. Space marks notes; acts are for the marked "
        "ones, else for the one under the cursor. Enter on a note shows it in the notes. Esc goes "
        "back to the map."
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
        self._card, self._stage, self._people = card, stage, people
        self._persona = persona
        self._rows: list[CardRow] = []
        self._closer: CardNotes | None = None
        self._marked: set[NoteId] = set()
        self._width = 0

    def compose(self) -> ComposeResult:
        """Lay out the card."""
        with Vertical(id="card"):
            yield Static(self._head(), id="card-head")
            yield OptionList(id="evidence", markup=False, compact=True)
            yield Static(id="card-foot")

    def on_mount(self) -> None:
        """Look closer than the map does: why each note is here."""
        self._look_closer()
        self._foot()

    def _look_closer(self) -> None:
        from capture.jobs import board

        one = TouchpointId(self._card.id)
        self.shell.gateway.compute(
            lambda project, _: board.look_at(project, one), self._closer_seen, key="card"
        )

    def _closer_seen(self, seen: CardNotes | None) -> None:
        self._closer = seen
        self._fill(again=True)

    def _foot(self) -> None:
        told = "Space marks · m move · s split · i take in · x against · p pin · F1"
        if self._marked:
            told = f"{len(self._marked)} marked · m move · s split · n never · = always together"
        room = max(8, self.size.width - 6)
        self.query_one("#card-foot", Static).update(line(told, room, "dim"))

    def _head(self) -> Content:
        card = self._card
        mark = f"{TRUTH} " if card.moment_of_truth else ""
        title = literal(f"{card.code} {mark}{card.title}", "bold", most=500)
        facts = [self._stage, *card_facts(card), card.counts.in_words()]
        if card.not_raised_by_staff:
            facts.append(f"{FLAG} {NOT_RAISED}")
        stands = f"{GLYPHS[card.standing]} {card.standing}"
        return Content("\n").join([title, literal(" · ".join([stands, *facts]), "dim", most=1000)])

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the width there is."""
        del event
        self.call_after_refresh(self._fill)

    # -- rows
    def _fill(self, *, again: bool = False) -> None:
        evidence = self.query_one("#evidence", OptionList)
        room = evidence.scrollable_content_region.width - 1
        if (room == self._width and not again) or room < 8:
            return
        first_time = not self._rows
        here = self._row_here()
        self._width = room
        self._rows = []
        evidence.clear_options()
        evidence.add_options([Option(one) for one in self._options(room)])
        same = [n for n, row in enumerate(self._rows) if here is not None and row == here]
        notes = [n for n, row in enumerate(self._rows) if row.note is not None]
        if here is not None and not same and here.note is not None:
            same = [n for n in notes if self._rows[n].note == here.note]
        at = same[0] if same else (notes[0] if notes else 0)
        evidence.highlighted = at if self._rows else None
        if first_time:
            evidence.focus()

    def _options(self, room: int) -> Iterator[Content]:
        close = {one.note: one for one in self._closer.notes} if self._closer else {}
        told = {note.id: note for lane in self._card.lanes for p in lane.claims for note in p.notes}
        first = [
            one for one in close.values() if (one.is_outlier or one.joined) and one.note in told
        ]
        if first:
            yield self._heading("May not belong, or new")
            for one in first:
                self._rows.append(CardRow(one.note))
                yield self._note(told[one.note], one)
        for lane in self._card.lanes:
            for claim in lane.claims:
                self._rows.append(CardRow(claim=ClaimId(claim.id)))
                yield _claim(str(lane.key), claim, room)
                for note in claim.notes:
                    self._rows.append(CardRow(NoteId(note.id), ClaimId(claim.id)))
                    yield self._note(note, close.get(NoteId(note.id)))
        if self._closer and self._closer.nearly:
            yield self._heading("Nearly belong here: i takes one in")
            for near in self._closer.nearly:
                self._rows.append(CardRow(near.note, near=True))
                told_of = f"{near.likeness:.2f} like this card · now on {near.card}"
                yield self._lines(f"{self._sign(near.note)}{near.text}", told_of)
        if self._card.comments:
            yield self._heading("Comments")
            for comment in self._card.comments:
                self._rows.append(CardRow())
                said = f" → {comment.answer}" if comment.answer else ""
                state = "closed" if comment.closed else ""
                about = " · ".join(part for part in (comment.author, state) if part)
                yield self._lines(f"{comment.kind}: {comment.text}{said}", about)
        if not self._rows:
            self._rows.append(CardRow())
            yield literal("Nothing is under this card.", "dim")

    def _heading(self, text: str) -> Content:
        self._rows.append(CardRow())
        return literal(text, "bold")

    def _sign(self, note: NoteId) -> str:
        return "■ " if note in self._marked else ""

    def _note(self, note: MapNote, close: OnCard | None) -> Content:
        sign = self._sign(NoteId(note.id))
        if note.stance is EvidenceStance.AGAINST:
            sign += "− against: "
        quote = f"“{note.text}”" if note.verbatim else note.text
        said = ", ".join(self._who(one) for one in note.speakers)
        why = close.why() if close is not None else ""
        if close is not None and close.joined is not None:
            why = f"new since {close.joined.astimezone():%A}, {why}"
        parts = (said, provenance(note), why)
        return self._lines(f"{sign}{quote}", " · ".join(part for part in parts if part))

    def _lines(self, text: str, about: str) -> Content:
        content = Content("\n").join(
            [literal(text, most=2000), *([literal(about, "dim", most=500)] if about else [])]
        )
        return Content("\n").join(
            [Content("    ") + one for one in _wrapped(content, self._width - 4)]
        )

    def _who(self, one: Speaker) -> str:
        name = self._people.get(one.code, "")
        told = speaker(one)
        if name:
            told = f"{name} ({told.replace(f'{one.code} ', '', 1)})"
        return told + _STANCES.get(one.stance, "")

    # -- moving about
    def action_cursor(self, way: str) -> None:
        """Go up or down."""
        evidence = self.query_one("#evidence", OptionList)
        evidence.action_cursor_down() if way == "down" else evidence.action_cursor_up()

    def _row_here(self) -> CardRow | None:
        at = self.query_one("#evidence", OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def _note_here(self) -> NoteId | None:
        row = self._row_here()
        return row.note if row is not None else None

    def action_mark(self) -> None:
        """Mark the note, or take its mark away, and go on."""
        note = self._note_here()
        if note is not None:
            self._marked ^= {note}
            self._fill(again=True)
            self._foot()
        self.action_cursor("down")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the note; on a claim, to its first note."""
        note = self._rows[event.option_index].note
        if note is None:
            if event.option_index + 1 < len(self._rows):
                event.option_list.highlighted = event.option_index + 1
            return
        self.dismiss(note)

    # -- what acts left
    def fact_stored(self) -> None:
        """Show the card as it is by now."""
        self.refresh_card(None)

    def refresh_card(self, effect: Effect | None) -> None:
        """Show the card as it is by now; where it is gone, go back to the map."""
        del effect
        self._marked.clear()
        job = partial(_card_now, self._persona, self._card.id)
        self.shell.gateway.read(job, self._show_now, key="card now")

    def _show_now(self, found: tuple[Card, str] | None) -> None:
        if found is None:
            self.dismiss(None)
            return
        self._card, self._stage = found
        self.query_one("#card-head", Static).update(self._head())
        self._foot()
        self._look_closer()


def _card_now(persona: PersonaId | None, card_id: str, project: Project) -> tuple[Card, str] | None:
    from capture.jobs import board

    seen = board.look(project, persona)
    for at, card in seen.cards():
        if card.id == card_id:
            return card, seen.journey.stages[at].title
    return None


def _claim(lane: str, claim: MapClaim, room: int) -> Content:
    flag = f"{FLAG} " if claim.not_raised_by_staff else ""
    stands = f"{flag}{GLYPHS[claim.standing]} {claim.standing} {people_short(claim.counts)}"
    head = f"{lane:<9} "
    title = line(claim.title, max(4, room - width(head) - width(stands) - 2), "bold")
    gap = " " * max(1, room - width(head) - title.cell_length - width(stands))
    return literal(head, "dim") + title + Content(gap) + literal(stands)


def _wrapped(text: Content, room: int) -> list[Content]:
    """Return a text in lines of at most ``room`` cells."""
    return [part for one in text.split("\n", allow_blank=True) for part in one.wrap(max(4, room))]


_MOST = 60


def beside(found: CardNotes | None) -> Content:
    """Return a card's notes, those that fit least first, and what nearly belongs."""
    if found is None:
        return Content("")
    card = found.card
    parts = [
        literal(f"{card.code} {card.title}", "bold", most=200),
        literal(f"{counted(len(found.notes), 'note')} · Enter opens it", "dim"),
    ]
    for one in found.notes[:_MOST]:
        sign = "− " if one.against else "? " if one.is_outlier else "+ " if one.joined else ""
        parts += [
            Content(""),
            literal(f"{sign}{one.text}", most=400),
            line(f"  {one.why()}", 200, "dim"),
        ]
    if len(found.notes) > _MOST:
        parts += [Content(""), literal(f"and {len(found.notes) - _MOST} more", "dim")]
    if found.nearly:
        parts += [Content(""), literal("Nearly belong here", "bold")]
        for near in found.nearly:
            parts += [
                literal(near.text, most=300),
                literal(f"  {near.likeness:.2f} · now on {near.card}", "dim"),
            ]
    for comment in found.comments:
        who = f" ({comment.author})" if comment.author else ""
        look = "dim" if comment.closed else ""
        parts += [
            Content(""),
            literal(f"{comment.kind.value}{who}: {comment.text}", look, most=400),
        ]
        if comment.answer:
            parts.append(literal(f"  → {comment.answer}", look, most=400))
    return Content("\n").join(parts)
