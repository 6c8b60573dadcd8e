"""Help on what has the focus, made from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.commands import APP, Command, commands_of
from capture.keynames import key_names
from capture.literal import literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen


class HelpScreen(ModalScreen[None]):
    """A page of keys: first those of the mode, then those that serve everywhere."""

    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape,f1,q,enter", "dismiss", "Close")]

    def __init__(self, title: str, text: str, mode: str, keys: Mapping[str, str]) -> None:
        """Explain ``mode``; ``keys`` are those that the settings bind anew."""
        super().__init__()
        self._title = title
        self._text = text
        self._mode = mode
        self._keys = keys

    @classmethod
    def about(cls, screen: Screen[object]) -> HelpScreen:
        """Return the help for what has the focus on a screen.

        The nearest widget with a ``HELP_TEXT`` around the focus has the first word.
        """
        node = screen.focused or screen
        texts = [getattr(one, "HELP_TEXT", "") for one in node.ancestors_with_self]
        mode = getattr(screen, "MODE", "")
        keys = getattr(getattr(screen.app, "settings", None), "keys", {})
        text = "\n\n".join(dict.fromkeys(text.strip() for text in texts if text))
        return cls(mode.title() or "Help", text, mode, keys)

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="dialog") as page:
            page.can_focus = True
            yield Static(literal(self._title, "bold"))
            if self._text:
                yield Static(literal(f"\n{self._text}"))
            if self._mode:
                yield from self._section("Here", commands_of(self._mode))
            yield from self._section("Everywhere", commands_of(APP))
            yield Static(literal("\nEsc closes this page.", "dim"))

    def _section(self, title: str, commands: Sequence[Command]) -> ComposeResult:
        if not commands:
            return
        from rich.table import Table
        from rich.text import Text

        yield Static(literal(f"\n{title}", "bold"))
        # A table of Rich's, since a line that goes on must go on under its own column.
        table = Table.grid(padding=(0, 2, 0, 0))
        for command in commands:
            keys = key_names(self._keys.get(command.id, command.keys)) or "Ctrl+P"
            table.add_row(Text(keys, "bold"), Text(command.title), Text(command.help))
        yield Static(table)
