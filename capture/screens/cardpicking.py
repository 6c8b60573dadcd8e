"""Choosing a card by some letters of its code or title."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from capture.literal import line, literal
from capture.widgets.fields import Line
from capture.widgets.sturdy import Resilient, TypeAhead
from data.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class CardPickScreen(Resilient, TypeAhead, ModalScreen[str | None]):
    """Offers cards; the answer is an id, None where it was left."""

    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave"),
        ("down", "step(1)", "Next"),
        ("up", "step(-1)", "Before"),
    ]

    def __init__(self, title: str, cards: Sequence[tuple[str, str]]) -> None:
        """Offer ``cards``: id, and what is shown of it."""
        super().__init__()
        self._title, self._cards = title, tuple(cards)
        self._fit = self._cards

    def compose(self) -> ComposeResult:
        """Lay out the line and the list under it."""
        with Vertical(classes="dialog"):
            yield Static(literal(self._title, "bold"))
            yield Line("", select_on_focus=False, compact=True)
            yield OptionList(markup=False, compact=True, classes="choices")
            yield Static(literal("Some letters or its code, Enter takes it, Esc leaves.", "dim"))

    def on_mount(self) -> None:
        """Go to the line."""
        self._fill("")
        self.set_focus(self.query_one(Line))

    def _fill(self, typed: str) -> None:
        wanted = fold(typed)
        number = typed.strip().casefold().removeprefix("t").lstrip("0")
        self._fit = tuple(
            one
            for one in self._cards
            if wanted in fold(one[1])
            or (number.isdigit() and one[1].split(" ")[0][1:].lstrip("0") == number)
        )
        offered = self.query_one(OptionList)
        offered.clear_options()
        offered.add_options([Option(line(text, 200)) for _, text in self._fit])
        offered.highlighted = 0 if self._fit else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits."""
        self._fill(event.value)

    def action_step(self, by: int) -> None:
        """Go up or down the list while typing."""
        offered = self.query_one(OptionList)
        if self._fit:
            offered.highlighted = ((offered.highlighted or 0) + by) % len(self._fit)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is picked out."""
        event.stop()
        at = self.query_one(OptionList).highlighted
        if at is not None and self._fit:
            self.dismiss(self._fit[at][0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        self.dismiss(self._fit[event.option_index][0])
