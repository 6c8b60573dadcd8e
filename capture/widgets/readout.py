"""What was understood of a line, as chips and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from capture.literal import line
from capture.widgets.resilient import Resilient

if TYPE_CHECKING:
    from capture.widgets.offers import Offer

GHOSTS = (
    "Maria/desk: phones ring out all morning ,,p-",
    "ma: and nobody calls them back ,,p--2 phone",
    "“did you get my papers?” ,,q 3",
)
"""Three lines as they may be typed, shown until something is."""


class Readout(Resilient, Widget):
    """Says in words what the line says, and below what Tab takes, or what was not understood.

    While nothing is typed it shows how it is done (`GHOSTS`), or nothing at all.
    """

    DEFAULT_CSS = "Readout { height: 4; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"readout--{name}" for name in ("said", "hint", "offer", "key", "ghost", "what")
    }
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Begin with the examples: the first picture shows them before anything is loaded."""
        super().__init__(id=id)
        self._said = ""
        self._hint = self._tip = ""
        self._offers: tuple[Offer, ...] = ()
        self._ghosts = True

    def tell(
        self,
        said: str,
        hint: str = "",
        offers: tuple[Offer, ...] = (),
        *,
        tip: str = "",
        ghosts: bool = False,
    ) -> None:
        """Say something else; in the second row offers go before a hint, a hint before a tip."""
        rows = (said, hint, offers, tip, ghosts)
        if rows == (self._said, self._hint, self._offers, self._tip, self._ghosts):
            return
        tall = ghosts != self._ghosts
        self._said, self._hint, self._offers, self._tip, self._ghosts = rows
        if tall:
            self.styles.height = len(GHOSTS) + 1 if ghosts else 2
        self.refresh(layout=tall)

    def render(self) -> Content:
        """Lay out the rows."""
        room = self.size.width - 3
        if self._ghosts:
            look = self._look("ghost")
            rows = [line(f"   {one}", room + 3).stylize(look) for one in GHOSTS]
            told = line("   Type like this; Enter stores it. F1 explains.", room + 3).stylize(look)
            return Content("\n").join([told, *rows])
        said = line(self._said, room).stylize(self._look("said"))
        return Content("   ") + said + Content("\n   ") + self._second(room)

    def _second(self, room: int) -> Content:
        if not self._offers:
            look = "hint" if self._hint else "what"
            return line(self._hint or self._tip, room).stylize(self._look(look))
        row = Content("Tab ").stylize(self._look("key"))
        hint = self._hint if self._offers[0].what == "meant?" else ""
        for place, offer in enumerate(self._offers):
            part = line(offer.name, 30).stylize(self._look("offer"))
            part += line(f" {offer.what}", 16).stylize(self._look("what"))
            if row.cell_length + part.cell_length + 3 > room:
                break
            gap = Content("   ") if place else Content("")
            row += gap + part.stylize(Style.from_meta({"@click": f"screen.take_offer({place})"}))
        if hint and row.cell_length + 8 < room:
            left = room - row.cell_length - 3
            row += Content("   ") + line(hint, left).stylize(self._look("hint"))
        return row

    def _look(self, name: str) -> Style:
        return self.get_visual_style(f"readout--{name}", partial=True)
