"""The bar for messages, above the hints; it is not there while there is nothing to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widget import Widget

from capture.literal import literal
from data.text import visible, width

if TYPE_CHECKING:
    from capture.app import SaysoApp


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the app says: ``kind`` is ``info``, ``warning`` or ``error``.

    A ``lasting`` one stays until what it speaks of is over; the others go with the next key that
    stores or changes mode, or when another comes.
    """

    text: str = ""
    kind: str = "info"
    lasting: bool = False


def fits_in_hints(notice: Notice, room: int) -> bool:
    """Whether a message is shown in the place of the hints, so that nothing on the screen moves."""
    short = len(notice.text) < room and width(visible(notice.text)) <= room - 2
    return bool(notice.text) and notice.kind == "info" and short


class NoticeBar(Widget):
    """Shows a warning or an error over as many lines as it needs, at most four.

    A short message that is neither stands in the place of the hints for a while (`Hints`).
    """

    DEFAULT_CSS = "NoticeBar { dock: bottom; height: auto; max-height: 4; display: none; }"

    def on_mount(self) -> None:
        """Follow the app's notice."""
        self.watch(cast("SaysoApp", self.app), "notice", self._changed)

    def _changed(self, notice: Notice) -> None:
        self.display = bool(notice.text) and not fits_in_hints(notice, self.app.size.width)
        self.set_classes(notice.kind)
        self.refresh(layout=True)

    def on_click(self) -> None:
        """Put the notice away; what it spoke of stays in the title bar."""
        cast("SaysoApp", self.app).dismiss_notice()

    def render(self) -> Content:
        """Show the text, never as markup."""
        return literal(cast("SaysoApp", self.app).notice.text, most=1000)
