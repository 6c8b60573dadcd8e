"""What the four modes have in common: the frame around them, and how they hear of changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen

from capture.widgets.frame import Hints, NoticeBar, TitleBar
from capture.widgets.resilient import ShellPart

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from data.records import NoteId

_CODE = re.compile(r"\s*[Tt]{0,2}\s*0*(\d{1,6})\s*\Z")


class ModeScreen(ShellPart, Screen[None]):
    """A mode: title bar on top, its own body, a bar for messages, hints at the foot.

    A mode sets ``MODE`` and ``BINDINGS = bindings(MODE)``, yields its widgets in `compose_body`,
    and asks the gateway for what it shows in `on_project_changed`, which is called when the mode is
    first shown, and again whenever something was stored: at once while the mode is the one shown,
    else as soon as it is shown again.
    """

    MODE: ClassVar[str]
    HELP_TEXT: ClassVar[str] = ""
    """A few sentences for F1: what this mode is for."""

    stale = True
    """Whether something was stored since the mode was last brought up to date."""

    def compose(self) -> ComposeResult:
        """Put the frame around the body."""
        yield TitleBar(self.MODE)
        yield from self.compose_body()
        yield NoticeBar()
        yield Hints()

    def compose_body(self) -> ComposeResult:
        """Yield the mode's own widgets."""
        raise NotImplementedError

    def on_project_changed(self) -> None:
        """Bring what is shown up to date: the project has changed, or is shown for the first time.

        ``shell.last_change_own`` says whether it was this window's own change.
        """

    def on_note_taken_back(self, note: NoteId) -> None:
        """Undo or redo was about this one note: show it, where the mode shows notes."""

    def bring_up_to_date(self) -> None:
        """Call `on_project_changed` if there is a reason to."""
        if self.stale and self.shell.is_open:
            self.stale = False
            self.on_project_changed()

    def action_jump(self) -> None:
        """Ask for a card's code and go to it."""
        self.begin(self._ask_for_card())

    async def _ask_for_card(self) -> None:
        from capture.screens.dialogs import AskScreen

        typed = await self.ask(AskScreen("Go to card", "T", "Its number, then Enter: T07."))
        if not typed or typed.strip() in ("T", "t"):
            return
        code = _CODE.match(typed)
        if code is None:
            self.shell.say("A card's code is a T and a number, such as T07.", "warning")
            return
        await self.shell.go_to_card(f"T{int(code[1]):02d}")

    def hand_in(self) -> None:
        """Hand in what is not in the project yet, such as a line being typed: the app closes."""

    def on_screen_resume(self) -> None:
        """Catch up with what was stored while another mode was shown."""
        self.shell.remember_mode(self.MODE)
        self.bring_up_to_date()
