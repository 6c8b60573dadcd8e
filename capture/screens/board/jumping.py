"""Going to a card by its code, from any mode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capture.shell import Shell

_CODE = re.compile(r"\s*[Tt]{0,2}\s*0*(\d{1,6})\s*\Z")


def ask_for_card(shell: Shell) -> None:
    """Ask for a card's code, and show that card on the map."""
    from capture.screens.dialogs import AskScreen

    async def typed(answer: str | None) -> None:
        if not answer or answer.strip() in ("T", "t"):
            return
        found = _CODE.match(answer)
        if found is None:
            shell.say("A card's code is a T and a number, such as T07.", "warning")
            return
        await go_to_card(shell, f"T{int(found[1]):02d}")

    shell.push_screen(AskScreen("Go to card", "T", "Its number, then Enter: T07."), typed)


async def go_to_card(shell: Shell, code: str) -> None:
    """Show the map at a card."""
    from capture.screens.board.screen import MapScreen

    await shell.action_map()
    if isinstance(shell.screen, MapScreen):
        shell.screen.go_to_card(code)
