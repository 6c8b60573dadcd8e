"""The filter of the list as it is typed, and the line below it that says what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.suggester import Suggester
from textual.widgets import Static

from capture.jobs import browse
from capture.literal import literal
from capture.reading import Names, no_names
from capture.widgets.inputs import Line
from capture.widgets.resilient import ShellPart

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from data.errors import SaysoError

_EXAMPLE = "words  #stage  @persona  !kind  who:maria  =customer  untagged"


class Completions(Suggester):
    """Offers the rest of a name in the filter; → takes it."""

    names: Names = no_names()

    async def get_suggestion(self, value: str) -> str | None:
        """Return the filter with its last name written out."""
        return browse.complete(value, self.names)


class Finder(ShellPart, Vertical):
    """The filter and what is said of it."""

    def __init__(self) -> None:
        """Begin with every note."""
        super().__init__(id="finder")
        self._completions = Completions(use_cache=False, case_sensitive=True)

    def compose(self) -> ComposeResult:
        """Lay out the line of the filter, and the one that says what it finds."""
        with Horizontal(id="find"):
            yield Static("/", id="slash")
            line = Line(placeholder=_EXAMPLE, id="filter", compact=True, select_on_focus=False)
            line.suggester = self._completions
            yield line
        yield Static(id="told")

    @property
    def line(self) -> Line:
        """The line that the filter is typed in."""
        return self.query_one("#filter", Line)

    @property
    def typed(self) -> str:
        """The filter as it is typed."""
        return self.line.value

    def put(self, typed: str) -> None:
        """Put another filter in the place of the one that is typed."""
        self.line.value = typed

    def know(self, names: Names) -> None:
        """Offer these names while a filter is typed."""
        self._completions.names = names

    def turn_untagged(self) -> None:
        """Ask only for what still lacks a kind or a stage, or do so no longer."""
        words = self.typed.split()
        kept = [word for word in words if word != "untagged"]
        self.put(" ".join(kept if len(kept) < len(words) else [*kept, "untagged"]))

    def tell(self, sentence: str, *, problem: bool = False) -> None:
        """Say what the filter finds, or why it finds nothing."""
        told = self.query_one("#told", Static)
        told.update(literal(sentence, most=400))
        told.set_class(problem, "problem")

    def refuse(self, error: SaysoError) -> None:
        """Say what is wrong with the filter."""
        self.tell(browse.problem(error), problem=True)
