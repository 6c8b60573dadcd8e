"""The last line: a few keys that serve right now, each of which can be clicked."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from capture.commands import MODES, commands_of, key_name, key_names


class Hints(Widget):
    """The shown bindings of whatever has the focus, as many as fit, the app's own at the end."""

    DEFAULT_CSS = "Hints { dock: bottom; height: 1; }"
    COMPONENT_CLASSES = {"hints--key"}  # noqa: RUF012 - Textual's own way
    ALLOW_SELECT = False

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._again)

    def _again(self, _: object) -> None:
        self.refresh()

    def render(self) -> Content:
        """Lay out the hints, dropping from the middle what does not fit."""
        look = self.get_visual_style("hints--key", partial=True)
        own: list[Content] = []
        everywhere: list[Content] = []
        seen: set[str] = set()
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if not binding.show or not active.enabled or binding.action in seen:
                continue
            seen.add(binding.action)
            click = Style.from_meta({"@click": binding.action})
            name = Content(key_name(key)).stylize(look)
            hint = (name + Content(f" {binding.description}")).stylize(click)
            (everywhere if active.node is self.app else own).append(hint)
        if getattr(self.screen, "MODE", ""):
            everywhere.append(Content(self._mode_keys()).stylize(look) + Content(" modes"))
        room = self.size.width - 1
        for count in range(len(own), -1, -1):
            shown = Content(" ") + Content("  ").join([*own[:count], *everywhere])
            if shown.cell_length <= room:
                return shown
        return shown

    def _mode_keys(self) -> str:
        """Return the keys of the modes, from the first to the last: ``F5–F8``."""
        keys = getattr(getattr(self.app, "settings", None), "keys", {})
        modes = [one for one in commands_of("app") if one.action in MODES]
        first, last = (key_names(keys.get(one.id, one.keys)) for one in (modes[0], modes[-1]))
        return f"{first}–{last}"
