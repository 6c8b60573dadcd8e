"""What the commands that serve everywhere do."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from capture import commands, themes
from capture.jobs import history
from capture.shell import Shell

if TYPE_CHECKING:
    from capture.jobs.history import TakenBack


class Actions(Shell):
    """The app's own commands, one method each; `capture.app.SaysoApp` is made of this."""

    _leaving = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave only help, the palette and quitting where a dialog is open or no project is."""
        del parameters
        if action in commands.ALWAYS or action not in _OURS:
            return True
        return self._gateway is not None and not self.screen.is_modal

    async def _to(self, mode: str) -> None:
        if not self.notice.lasting:
            self.dismiss_notice()
        await self.switch_mode(mode)

    async def action_capture(self) -> None:
        """Go to the line."""
        await self._to(commands.CAPTURE)

    async def action_notes(self) -> None:
        """Go to the notes."""
        await self._to(commands.NOTES)

    async def action_map(self) -> None:
        """Go to the map."""
        await self._to(commands.MAP)

    async def action_project(self) -> None:
        """Go to the project's lists."""
        await self._to(commands.PROJECT)

    async def action_draft(self) -> None:
        """Have the map draft itself, and show it."""
        await self._to(commands.MAP)
        await self.screen.run_action("draft")

    def action_help(self) -> None:
        """Explain what has the focus."""
        from capture.screens.dialogs import HelpScreen

        if not any(isinstance(screen, HelpScreen) for screen in self.screen_stack):
            self.push_screen(HelpScreen.about(self.screen))

    def action_palette(self) -> None:
        """Open the command palette."""
        self.action_command_palette()

    def action_command_palette(self) -> None:
        """Open the palette, unless it is open, perhaps under the help on it.

        It has no id: Textual's own looks at the topmost screen alone, and a second palette of the
        same id, over the help on the first or in another mode, would end the app.
        """
        from textual.command import CommandPalette

        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            self.push_screen(CommandPalette())

    def action_undo(self) -> None:
        """Take the last change back."""
        told = partial(self._told, "Undone", "undo")
        self.gateway.write(history.undo, told)

    def action_redo(self) -> None:
        """Make it again."""
        self.gateway.write(history.redo, partial(self._told, "Done again", "redo"))

    def _told(self, done: str, verb: str, taken: TakenBack) -> None:
        from capture.screens.base import ModeScreen

        label = taken.label
        self.say(f"{done}: {label}" if label is not None else f"There is nothing more to {verb}.")
        if taken.note is not None and isinstance(self.screen, ModeScreen):
            self.screen.on_note_taken_back(taken.note)

    def action_history(self) -> None:
        """Show every change."""
        from capture.screens.history import HistoryScreen

        self.push_screen(HistoryScreen())

    def action_retry(self) -> None:
        """Try to store again."""
        if self.gateway.unstored():
            self.gateway.retry()
        else:
            self.say("Everything is stored.")

    def action_theme(self) -> None:
        """Change the colours."""
        self.theme = self.memory.theme = themes.after(self.theme)
        self.memory.theme_instead_of = self.settings.theme
        self.say(f"Theme: {self.theme}")

    async def action_quit(self) -> None:
        """Store what is left and leave; where that cannot be, ask."""
        if self._gateway is None:
            self.exit()
            return
        if self._leaving:
            return
        self._leaving = True
        self.run_worker(self._leave())

    async def _leave(self) -> None:
        self.leave_screens()
        self.say("Storing…")
        self.gateway.stop_computing()
        while self.gateway.writing:
            await asyncio.sleep(0.02)
        left = self.gateway.unstored()
        if left:
            from capture.screens.dialogs import LeavingScreen

            if not await self.push_screen_wait(LeavingScreen(self.gateway.path, left)):
                self._leaving = False
                self.gateway.retry()
                return
        await self.gateway.close()
        self.exit()

    def leave_screens(self) -> None:
        """Let every mode hand in what it still holds, such as a line being typed."""
        from capture.screens.base import ModeScreen

        for stack in list(self._screen_stacks.values()):
            for screen in stack[:1]:
                if isinstance(screen, ModeScreen):
                    screen.hand_in()


_OURS = frozenset(command.action for command in commands.commands_of(commands.APP))
