"""The panel beside the map: the notes of the chosen card, and what nearly belongs there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture.jobs import board, singles
from capture.jobs.singles import SingleRemark
from capture.literal import line, literal
from capture.widgets.resilient import ShellPart
from data.records import NoteId, TouchpointId
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from capture.gateway import Project
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
        """Show what a card holds, or a single remark, by its id where the panel is seen.

        "" is for neither.
        """
        if not self.is_there:
            return
        if card:
            self.begin(self._look_at(TouchpointId(card)))
        else:
            self._text.update("")

    async def _look_at(self, card: TouchpointId) -> None:
        seen = await self.gateway.compute(lambda project, _: _look(project, card), key="beside")
        self._text.update(alone(seen) if isinstance(seen, SingleRemark) else beside(seen))
        self.scroll_home(animate=False)


def _look(project: Project, card: TouchpointId) -> CardNotes | SingleRemark | None:
    return board.look_at(project, card) or singles.look(project, NoteId(card))


def alone(seen: SingleRemark) -> Content:
    """Return a single remark, and the cards that are nearest to it."""
    lines = [
        literal(f"{seen.code} single remark", "bold", most=200),
        literal("on no card · Enter puts it on one, or leaves it", "dim"),
        Content(""),
        literal(seen.text, most=400),
        literal(f"  {seen.speakers}", "dim", most=200),
    ]
    if seen.offers:
        lines += [Content(""), literal("The nearest cards", "bold")]
    for offer in seen.offers:
        lines.append(literal(f"{offer.code} {offer.title}", most=200))
        lines.append(literal(f"  “{offer.words}”", "dim", most=200))
    return Content("\n").join(lines)


def beside(seen: CardNotes | None) -> Content:
    """Return a card's notes, those that fit least first, and what nearly belongs."""
    return Content("\n").join(_lines(seen)) if seen is not None else Content("")


def _lines(seen: CardNotes) -> Iterator[Content]:
    card = seen.card
    yield literal(f"{card.code} {seen.name}", "bold", most=200)
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
