"""The bar for messages, above the hints; it is not there while there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widget import Widget

from capture.literal import literal
from capture.shell import Notice
from data.text import visible, width

if TYPE_CHECKING:
    from capture.shell import Shell


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
        self.watch(cast("Shell", self.app), "notice", self._changed)

    def _changed(self, notice: Notice) -> None:
        self.display = bool(notice.text) and not fits_in_hints(notice, self.app.size.width)
        self.set_classes(notice.kind)
        self.refresh(layout=True)

    def on_click(self) -> None:
        """Put the notice away; what it spoke of stays in the title bar."""
        cast("Shell", self.app).dismiss_notice()

    def render(self) -> Content:
        """Show the text, never as markup."""
        return literal(cast("Shell", self.app).notice.text, most=1000)
