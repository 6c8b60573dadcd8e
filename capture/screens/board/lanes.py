"""The lanes that a map shows, and their order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from capture.commands import bindings
from capture.jobs import journeys
from capture.literal import line, literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart
from synthesis.map.model import ORDER

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from data.errors import SaysoError
    from data.records import Journey
    from synthesis.map.model import LaneKey, Row


class LanesScreen(ShellPart, Dialog[str | None]):
    """A list of lanes; Enter stores what was chosen in one step and answers what was done."""

    MODE = "lanes"
    CSS_PATH = stylesheet("map")
    HELP_TEXT = (
        "The lanes of the journey that the map shows, in their order. Space shows one or hides it, "
        "K and J move it up and down, u takes the usual ones in their usual order. Enter stores "
        "it, Esc leaves everything as it was. A lane with nothing in it hides itself."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(MODE),
        ("escape,q", "dismiss(None)", "Leave it"),
        ("j", "cursor(1)", "Down"),
        ("k", "cursor(-1)", "Up"),
    ]

    def __init__(self, journey: Journey, rows: list[tuple[LaneKey | Row, bool]]) -> None:
        """Offer ``rows`` of a journey, each with whether it is shown."""
        super().__init__()
        self._journey = journey
        self.rows = list(rows)
        self._before = self._shown()

    def _shown(self) -> tuple[str, ...]:
        return tuple(row.value for row, on in self.rows if on)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="card"):
            yield Static(id="card-head")
            yield OptionList(id="evidence", markup=False, compact=True)
            yield Static(id="card-foot")

    def on_mount(self) -> None:
        """Show the lanes."""
        self._show(0)
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        """Fit the foot to the width."""
        told = "Space on/off · K J move · u usual · Enter stores · Esc"
        room = max(8, self.size.width - 6)
        self.query_one("#card-foot", Static).update(line(told, room, "dim"))

    def _show(self, at: int, refusal: str = "") -> None:
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(_row(row, on)) for row, on in self.rows])
        rows.highlighted = max(0, min(at, len(self.rows) - 1))
        title = literal(f"Lanes of {self._journey.title}", "bold", most=300)
        count = f"{len(self._shown())} of {len(self.rows)} shown"
        about = literal(refusal, "bold $error") if refusal else literal(count, "dim")
        self.query_one("#card-head", Static).update(Content("\n").join([title, about]))

    @property
    def _at(self) -> int:
        return self.query_one(OptionList).highlighted or 0

    # -- acts
    def action_cursor(self, by: int) -> None:
        """Go up or down."""
        rows = self.query_one(OptionList)
        rows.action_cursor_down() if by > 0 else rows.action_cursor_up()

    def action_turn(self) -> None:
        """Show the lane, or hide it, and go on."""
        row, on = self.rows[self._at]
        self.rows[self._at] = (row, not on)
        self._show(self._at + 1)

    def action_earlier(self) -> None:
        """Move the lane up."""
        self._move(-1)

    def action_later(self) -> None:
        """Move the lane down."""
        self._move(1)

    def _move(self, by: int) -> None:
        at = self._at
        to = max(0, min(len(self.rows) - 1, at + by))
        self.rows.insert(to, self.rows.pop(at))
        self._show(to)

    def action_usual(self) -> None:
        """Take the usual lanes in their usual order."""
        self.rows = [(row, True) for row in ORDER]
        self._show(0)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Store."""
        event.stop()
        self.action_store()

    def action_store(self) -> None:
        """Store the lanes."""
        shown = self._shown()
        if shown == self._before:
            self.dismiss(None)
            return
        job = partial(_store, self._journey, shown)
        self.write(job, self._stored, failed=self._refused, label="choose lanes")

    def _stored(self, told: str) -> None:
        self.dismiss(told)

    def _refused(self, error: SaysoError) -> None:
        told = str(error)
        if isinstance(error, journeys.LanesChanged):
            self._journey = error.journey  # seen by now: Enter goes over it
            told += " Enter stores yours over it."
        self._show(self._at, told)


def _store(journey: Journey, shown: tuple[str, ...], project: Project) -> str:
    journeys.put_rows(project, journey.id, shown, seen=journey.lanes)
    return f"The map shows {len(shown)} lanes. Ctrl+Z takes it back."


def _row(row: LaneKey | Row, on: bool) -> Content:
    look = "" if on else "dim"
    mark = "■" if on else "·"
    return literal(f"{mark} {row.heading:<24}", look) + literal(row.value, "dim")
