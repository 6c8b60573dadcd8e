"""A drawn map that scrolls, with one card of it chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from capture.widgets.frame import look
from capture.widgets.resilient import Resilient
from synthesis.render.page import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events
    from textual.binding import BindingType

    from synthesis.render.page import Spot

_STYLES = {
    "badge": "badge",
    "bold": "strong",
    "dim": "dim",
    "contradicted": "contradicted",
    "split": "divided",
    "doubted": "doubted",
    "supported": "supported",
    "heard once": "once",
    "disputed inside": "divided",
    "shared belief": "belief",
    "assumed": "dim",
    "customers": "customers",
    "staff": "staff",
    "other": "dim",
    "grade": "grade",
}
"""The styles of a drawn map, and the parts of this widget's stylesheet that they look like."""

_IN_GRID = 6  # lines of a card among others that are brought into view with it

_LOOKS = {*_STYLES.values(), "chosen", "chosen-line", "sign"}


class Sheet(Resilient, ScrollView, inherit_bindings=False):
    """Lines as they were drawn, and where the cards in them are; draws only what is seen."""

    HELP_TEXT = (
        "↑ and ↓ go from card to card, ← and → from stage to stage; Enter opens the card with its "
        "claims and who said them. PgUp and PgDn scroll."
    )
    DEFAULT_CSS = "Sheet { overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; }"
    can_focus = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"sheet--{name}" for name in _LOOKS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", "Scroll up", show=False),
        Binding("pagedown", "page_down", "Scroll down", show=False),
        Binding("home", "scroll_home", "Top", show=False),
        Binding("end", "scroll_end", "Bottom", show=False),
    ]

    @dataclass
    class Opened(Message):
        """A card was clicked that was the chosen one already."""

        card: str

    @dataclass
    class Picked(Message):
        """A card was clicked."""

        card: str

    @dataclass
    class Resized(Message):
        """There is another width to draw for."""

        width: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Show nothing yet."""
        super().__init__(id=id)
        self._drawn = Drawn()
        self._chosen = ""
        self._signs: Mapping[str, str] = {}
        self._width = 0

    def show(self, drawn: Drawn, chosen: str, signs: Mapping[str, str] | None = None) -> None:
        """Show a drawing with the card ``chosen`` ("" for none) picked out.

        ``signs`` maps ids of cards to a sign of one cell that stands before them.
        """
        self._drawn = drawn
        self._signs = signs or {}
        self._chosen = chosen
        self.virtual_size = Size(self.scrollable_content_region.width, len(drawn.lines))
        self.refresh()

    def choose(self, card: str) -> None:
        """Pick out another card and bring it into view."""
        self._chosen = card
        self.refresh()
        at = next((n for n, spot in enumerate(self._drawn.spots) if spot.card == card), None)
        if at is None:
            return
        spot = self._drawn.spots[at]
        below = [s.line for s in self._drawn.spots[at + 1 :] if s.line > spot.line]
        end = min(below, default=len(self._drawn.lines))
        if spot.wide * 2 < self.scrollable_content_region.width:
            # Beside other cards: what stands below it in the drawing is not its own.
            end = min(end, spot.line + _IN_GRID)
        room = self.scrollable_content_region.height
        lines = max(1, min(end - spot.line, room - 1))
        # The first card of a drawing brings its heading into view with it.
        top = 0 if at == 0 and spot.line + lines <= room else spot.line
        self.scroll_to_region(Region(0, top, 1, spot.line - top + lines), animate=False, force=True)

    @property
    def drawn(self) -> Drawn:
        """What is shown."""
        return self._drawn

    def on_resize(self) -> None:
        """Ask for a drawing of the new width."""
        width = self.scrollable_content_region.width
        if width != self._width:
            self._width = width
            self.post_message(self.Resized(width))

    def on_click(self, event: events.Click) -> None:
        """Choose the card under the mouse; open the one that is chosen."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        spot = self._spot_at(offset.x, offset.y + self.scroll_offset.y)
        if spot is None:
            return
        kind = self.Opened if spot.card == self._chosen else self.Picked
        self.post_message(kind(spot.card))

    def _spot_at(self, x: int, y: int) -> Spot | None:
        above = [spot for spot in self._drawn.spots if spot.line <= y]
        beside = [spot for spot in above if spot.column - 2 <= x <= spot.column + spot.wide]
        return max(beside, key=lambda spot: spot.line, default=None)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        at = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        base = self.visual_style
        if at >= len(self._drawn.lines):
            return Strip.blank(width, base.rich_style)
        content = Content("").join([self._piece(*piece) for piece in self._drawn.lines[at]])
        for spot in self._drawn.spots:
            if spot.line != at:
                continue
            if spot.card in self._signs:
                content = self._signed(content, spot, self._signs[spot.card])
            if spot.card == self._chosen:
                content = self._picked_out(content, spot)
        strip = Visual.to_strips(self, content, width, 1, base, apply_selection=False)[0]
        return strip.adjust_cell_length(width, base.rich_style)

    def _piece(self, text: str, name: str) -> Content:
        content = Content(text)
        return content.stylize(self._look(_STYLES[name])) if name else content

    def _look(self, name: str) -> Style:
        return look(self, f"sheet--{name}")

    def _signed(self, content: Content, spot: Spot, sign: str) -> Content:
        """Put a sign into the blank cell that a drawing leaves for it."""
        at = _at_cell(content.plain, spot.column) - 2
        if at < 0:
            return content
        drawn = Content(sign).stylize(self._look("sign"))
        return content[:at] + drawn + content[at + 1 :]

    def _picked_out(self, content: Content, spot: Spot) -> Content:
        """Mark the chosen card by a sign as well: colours may be missing."""
        start = _at_cell(content.plain, spot.column)
        end = _at_cell(content.plain, spot.column + spot.wide)
        name = content.plain.find(" ", start)
        name = name if name >= 0 else len(content.plain)
        content = content.stylize(self._look("chosen-line"), max(0, start - 1), end)
        content = content.stylize(self._look("chosen"), start, name)
        return content[: start - 1] + Content("›") + content[start:] if start else content


def _at_cell(text: str, cell: int) -> int:
    """Return the index of the character at a cell of a line."""
    from data.text import width

    if text.isascii():
        return min(cell, len(text))
    at = 0
    while at < len(text) and width(text[:at]) < cell:
        at += 1
    return at
