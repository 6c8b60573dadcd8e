"""The panel beside the map: the notes of the chosen card, and what nearly belongs there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture.jobs import board
from capture.literal import line, literal
from capture.widgets.resilient import ShellPart
from data.records import TouchpointId
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from capture.jobs.board import CardNotes

_MOST = 60
_SHOWN = "-there"


class CardPanel(ShellPart, VerticalScroll):
    """The notes of one card, worked out behind the screen; hidden until it is told to be there."""

    def __init__(self) -> None:
        """Show no card yet."""
        super().__init__(id="beside", can_focus=False)
        self._text = Static(id="beside-text")

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield self._text

    @property
    def is_there(self) -> bool:
        """Whether the panel is seen."""
        return self.has_class(_SHOWN)

    @is_there.setter
    def is_there(self, there: bool) -> None:
        self.set_class(there, _SHOWN)

    def show_card(self, card: str) -> None:
        """Show the notes of a card by its id, where the panel is seen; "" for no card."""
        if not self.is_there:
            return
        if card:
            self.begin(self._look_at(TouchpointId(card)))
        else:
            self._text.update("")

    async def _look_at(self, card: TouchpointId) -> None:
        notes = await self.gateway.compute(
            lambda project, _: board.look_at(project, card), key="beside"
        )
        self._text.update(beside(notes))
        self.scroll_home(animate=False)


def beside(seen: CardNotes | None) -> Content:
    """Return a card's notes, those that fit least first, and what nearly belongs."""
    return Content("\n").join(_lines(seen)) if seen is not None else Content("")


def _lines(seen: CardNotes) -> Iterator[Content]:
    card = seen.card
    yield literal(f"{card.code} {card.title}", "bold", most=200)
    yield literal(f"{counted(len(seen.notes), 'note')} · Enter opens it", "dim")
    for note in seen.notes[:_MOST]:
        sign = "− " if note.against else "? " if note.is_outlier else "+ " if note.joined else ""
        yield Content("")
        yield literal(f"{sign}{note.text}", most=400)
        yield line(f"  {note.why()}", 200, "dim")
    if len(seen.notes) > _MOST:
        yield Content("")
        yield literal(f"and {len(seen.notes) - _MOST} more", "dim")
    if seen.nearly:
        yield Content("")
        yield literal("Nearly belong here", "bold")
    for near in seen.nearly:
        yield literal(near.text, most=300)
        yield literal(f"  {near.likeness:.2f} · now on {near.card}", "dim")
    for comment in seen.comments:
        who = f" ({comment.author})" if comment.author else ""
        look = "dim" if comment.closed else ""
        yield Content("")
        yield literal(f"{comment.kind.value}{who}: {comment.text}", look, most=400)
        if comment.answer:
            yield literal(f"  → {comment.answer}", look, most=400)
