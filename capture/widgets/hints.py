"""The last line: a few keys that serve right now, each of which can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widget import Widget

from capture.commands import MODES, commands_of
from capture.keynames import key_name, key_names
from capture.literal import line
from capture.widgets.noticebar import fits_in_hints
from capture.widgets.sturdy import Resilient

if TYPE_CHECKING:
    from textual import events
    from textual.binding import ActiveBinding
    from textual.style import Style

    from capture.shell import Shell

    _Hint = tuple[Content, ActiveBinding | None]


class Hints(Resilient, Widget):
    """The shown bindings of whatever has the focus, as many as fit, the app's own at the end."""

    DEFAULT_CSS = "Hints { dock: bottom; height: 1; }"
    COMPONENT_CLASSES = {"hints--key", "hints--notice"}  # noqa: RUF012 - Textual's own way
    ALLOW_SELECT = False

    def __init__(self) -> None:
        """Make the line; it fills itself."""
        super().__init__()
        self._places: list[tuple[int, int, ActiveBinding]] = []

    def on_mount(self) -> None:
        """Follow the focus, and the app's messages."""
        self.screen.bindings_updated_signal.subscribe(self, self._again)
        self.watch(cast("Shell", self.app), "notice", self._again, init=False)

    def _again(self, _: object) -> None:
        self.refresh()

    def render(self) -> Content:
        """Show a short message, or lay out the hints, dropping from the middle what does not fit.

        Each hint's place is noted for the mouse.
        """
        self._places = []
        room = self.size.width - 1
        notice = cast("Shell", self.app).notice
        if fits_in_hints(notice, self.size.width):
            return Content(" ") + line(notice.text, room).stylize(self._look("hints--notice"))
        own, everywhere = self._shown()
        for count in range(len(own), -1, -1):
            hints = [*own[:count], *everywhere]
            if 1 + sum(hint.cell_length + 2 for hint, _ in hints) <= room + 2:
                break
        column = 1
        for hint, active in hints:
            if active is not None:
                self._places.append((column, column + hint.cell_length, active))
            column += hint.cell_length + 2
        return Content(" ") + Content("  ").join(hint for hint, _ in hints)

    def _shown(self) -> tuple[list[_Hint], list[_Hint]]:
        """Return the hints of the screen, and those of the app."""
        own: list[_Hint] = []
        everywhere: list[_Hint] = []
        seen: set[str] = set()
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if not binding.show or not active.enabled or binding.action in seen:
                continue
            seen.add(binding.action)
            hint = Content(key_name(key)).stylize(self._look("hints--key"))
            hint += Content(f" {binding.description}")
            (everywhere if active.node is self.app else own).append((hint, active))
        if getattr(self.screen, "MODE", ""):
            keys = Content(self._mode_keys()).stylize(self._look("hints--key"))
            everywhere.append((keys + Content(" modes"), None))
        return own, everywhere

    def _look(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)

    def _mode_keys(self) -> str:
        """Return the keys of the modes, from the first to the last: ``F5–F8``."""
        keys = getattr(getattr(self.app, "settings", None), "keys", {})
        modes = [one for one in commands_of("app") if one.action in MODES]
        first, last = (key_names(keys.get(one.id, one.keys)) for one in (modes[0], modes[-1]))
        return f"{first}–{last}"

    async def on_click(self, event: events.Click) -> None:
        """Do what the hint that was clicked says."""
        for start, end, active in self._places:
            if start <= event.x < end:
                await self.app.run_action(active.binding.action, active.node)
                return
        cast("Shell", self.app).dismiss_notice()
