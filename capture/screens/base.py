"""What the four modes have in common: the frame around them, and how they hear of changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen

from capture.widgets.frame import Hints, NoticeBar, TitleBar
from capture.widgets.resilient import ShellPart
from data.shorthand.finder import code_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from data.records import NoteId

_LONGEST_CODE = 8
_CLAIM = re.compile(r"[Tt]?[Cc](\d{1,6})")  # the T stands there already


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
        self.begin(_ask_for_card(self))

    def hand_in(self) -> None:
        """Hand in what is not in the project yet, such as a line being typed: the app closes."""

    def on_screen_resume(self) -> None:
        """Catch up with what was stored while another mode was shown."""
        self.shell.remember_mode(self.MODE)
        self.bring_up_to_date()


async def _ask_for_card(screen: ModeScreen) -> None:
    from capture.screens.dialogs import AskScreen

    told = "Its number, then Enter: T07; or the code of a claim: C12."
    typed = await screen.ask(AskScreen("Go to card", "T", told))
    code = "".join((typed or "").split())
    if code in ("", "T", "t"):
        return
    claim = _CLAIM.fullmatch(code)
    if claim is not None:
        await screen.shell.go_to_card(f"C{int(claim[1]):02d}")
        return
    key, number = code_keys(code)
    # The T stands there already: whoever types it again means the same card.
    if not number.isdecimal() or key.removesuffix(number).strip("t") or len(code) > _LONGEST_CODE:
        screen.shell.say(
            "A card's code is a T and a number, such as T07; a claim's a C, such as C12.", "warning"
        )
        return
    await screen.shell.go_to_card(f"T{int(number):02d}")
