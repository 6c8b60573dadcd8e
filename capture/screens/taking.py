"""Taking every suggestion above a line: how many that is, and how many may be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.jobs import suggest
from capture.literal import line, literal
from capture.widgets.rows import Rows
from capture.widgets.sturdy import ShellPart
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Ticket
    from capture.jobs.browse import Targets
    from capture.jobs.suggest import Band, Chosen, Suggester
    from capture.jobs.tags import Tagged
    from data.errors import SaysoError

_HEADS = "  at least     takes   about wrong   in this band"


class TakeScreen(ShellPart, ModalScreen["Tagged | None"]):
    """Lines to choose from; Enter takes what is above one, in one step."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/tagging.tcss"]  # noqa: RUF012
    HELP_TEXT = (
        "Each row is a line: how many notes are suggested something that is at least so sure, and "
        "about how many of those are wrong. A suggestion of 80 % is right about 8 times in 10. "
        "Tab shows personas instead of stages. Enter takes what is above the line; one step, which "
        "Ctrl+Z takes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Leave"),
        ("enter", "take", "Take"),
        ("tab", "other", "Stages or personas"),
    ]

    def __init__(self, targets: Targets, suggester: Suggester, about: str) -> None:
        """Suggest for ``targets``, described by ``about``."""
        super().__init__()
        self._targets, self._suggester, self._about = targets, suggester, about
        self._what = "stage"
        self._found: dict[str, Chosen] | None = None
        self._bands: tuple[Band, ...] = ()
        self._asked: Ticket | None = None
        self._taking = False

    @property
    def rows(self) -> Rows:
        """The lines."""
        return self.query_one("#lines", Rows)

    @property
    def band(self) -> Band | None:
        """The line that is picked out."""
        at = self.rows.cursor
        return self._bands[at] if 0 <= at < len(self._bands) else None

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="bands"):
            yield Static(id="title")
            yield Static(literal(_HEADS, "$dim"), id="heads")
            yield Rows(self._row, id="lines")
            yield Static(id="hint")
            yield Static(id="foot")

    def on_mount(self) -> None:
        """Learn from what is tagged, and guess."""
        self.set_focus(self.rows)
        self._tell()
        suggester, targets = self._suggester, self._targets
        self._asked = self.shell.gateway.compute(
            lambda project, task: suggest.suggest_all(
                project,
                suggester,
                targets.resolve,
                progress=task.progress,
                cancelled=task.cancelled,
            ),
            self._guessed,
            failed=self._not_guessed,
            progress=self._reading,
            key="take above",
        )

    def _reading(self, done: int, total: int) -> None:
        told = f"Reading notes: {done:,} of {total:,}. Esc leaves; what was read is kept."
        self.query_one("#hint", Static).update(line(told, 200, "$dim"))

    def _guessed(self, found: dict[str, Chosen]) -> None:
        self._found = found
        if not found["stage"] and found["persona"]:
            self._what = "persona"
        self._show()

    def _not_guessed(self, error: SaysoError) -> None:
        self.query_one("#hint", Static).update(literal(str(error), "$warning", most=300))

    def _show(self) -> None:
        if self._found is None:
            return
        self._bands = suggest.bands(self._found[self._what])
        at = next(
            (at for at, one in reversed([*enumerate(self._bands)]) if one.line >= suggest.USUAL), 0
        )
        self.rows.styles.height = max(1, len(self._bands))
        self.rows.show(len(self._bands), at)
        self._tell()

    def _row(self, at: int, room: int) -> Content:
        if at >= len(self._bands):
            return Content("")
        one = self._bands[at]
        told = (
            f"{one.line:>6} %  {one.notes:>8,}  {one.wrong:>12.0f}"
            f"   {one.here:>7,}, {one.wrong_here:.0f} wrong"
        )
        return line(told, room)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Say what this line takes."""
        event.stop()
        self._tell()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Take what was clicked twice."""
        event.stop()
        self.action_take()

    def _tell(self) -> None:
        title = f"Take suggested {self._what}s, of {self._about}"
        self.query_one("#title", Static).update(line(title, 200, "bold"))
        self.query_one("#heads").display = bool(self._bands)
        self.rows.display = bool(self._bands)
        hint, foot = self.query_one("#hint", Static), self.query_one("#foot", Static)
        band, found = self.band, self._found
        if found is None:
            hint.update(line("Reading the notes …", 200, "$dim"))
            foot.update(line("Esc leaves", 200, "$here"))
            return
        if band is None:
            hint.update(line(f"No note here lacks a {self._what} that could be guessed.", 200))
            other = "persona" if self._what == "stage" else "stage"
            more = f" · Tab: {other}s" if found[other] else ""
            foot.update(line(f"Esc leaves{more}", 200, "$here"))
            return
        other = "personas" if self._what == "stage" else "stages"
        takes = f"Enter takes {counted(band.notes, 'suggestion')} · Tab {other} · Esc leaves"
        foot.update(line(takes, 200, "$here"))
        chosen, what = suggest.above(found[self._what], band.line), self._what
        self.shell.gateway.read(
            lambda project: (band, suggest.told(project, chosen, what)),
            self._told,
            key="told above",
        )

    def _told(self, found: tuple[Band, tuple[tuple[str, int], ...]]) -> None:
        if found[0] is self.band:
            told = " · ".join(f"{count:,} {name}" for name, count in found[1])
            self.query_one("#hint", Static).update(literal(told, "$dim", most=300))

    def action_take(self) -> None:
        """Take what is above the line."""
        band, found, what = self.band, self._found, self._what
        if band is None or found is None or self._taking:
            return
        self._taking = True
        chosen = suggest.above(found[what], band.line)
        self.shell.gateway.write(
            lambda project: suggest.take(project, chosen, what, band.line),
            self._took,
            failed=self._not_taken,
            label="take suggestions",
        )

    def _took(self, done: Tagged) -> None:
        self.dismiss(done)

    def _not_taken(self, error: SaysoError) -> None:
        self._taking = False
        self._not_guessed(error)

    def action_other(self) -> None:
        """Show personas in the place of stages, or stages again."""
        self._what = "persona" if self._what == "stage" else "stage"
        self._show()

    def action_leave(self) -> None:
        """Leave everything as it is."""
        if self._asked is not None:
            self._asked.cancel()
        self.dismiss(None)
