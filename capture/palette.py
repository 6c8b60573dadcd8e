"""The command palette: every command of the table, found by a few letters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from capture.commands import ALWAYS, APP, COMMANDS, Command, key_names
from capture.textual_internals import Dialog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capture.shell import Shell


class Palette(CommandPalette, Dialog[None]):
    """Textual's palette, which Enter pressed twice does not close twice."""


class Commands(Provider):
    """Offers the commands of the mode that one is in, then those of everywhere, then the rest."""

    @property
    def _shell(self) -> Shell:
        return cast("Shell", self.app)

    async def discover(self) -> Hits:
        """Offer everything before a letter is typed."""
        for command in self._in_order():
            yield DiscoveryHit(self._name(command), partial(self._run, command), help=command.help)

    async def search(self, query: str) -> Hits:
        """Offer what fits the letters."""
        matcher = self.matcher(query)
        for command in self._in_order():
            name = self._name(command)
            score = matcher.match(name)
            if score > 0:
                yield Hit(
                    score, matcher.highlight(name), partial(self._run, command), help=command.help
                )

    def _in_order(self) -> Iterator[Command]:
        here = self._shell.current_mode
        places = (here, APP)
        offered = [one for one in COMMANDS if self._offered(one)]
        for place in places:
            yield from (one for one in offered if one.where == place)
        yield from (one for one in offered if one.where not in places)

    def _offered(self, command: Command) -> bool:
        if command.id == "app.palette" or self.screen.is_modal:
            return False
        return self._shell.is_open or command.action in ALWAYS

    def _name(self, command: Command) -> str:
        elsewhere = command.where not in (APP, self._shell.current_mode)
        place = f"{command.where.title()}: " if elsewhere else ""
        keys = self._shell.settings.keys.get(command.id, command.keys)
        return f"{place}{command.title}" + (f"  ({key_names(keys)})" if keys else "")

    async def _run(self, command: Command) -> None:
        shell = self._shell
        if command.where == APP:
            await shell.run_action(command.action)
            return
        if command.where != shell.current_mode:
            await shell.switch_mode(command.where)
        await shell.screen.run_action(command.action)
