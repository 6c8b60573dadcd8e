"""Saved filters: taken, saved, renamed and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.jobs import filters
from capture.literal import line, literal
from capture.widgets.rows import Rows, Table
from capture.widgets.sturdy import ShellPart

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.filters import Saved
    from data.errors import SaysoError

_NAME = 22


class SavedScreen(ShellPart, ModalScreen[str | None]):
    """The saved filters with their counts; the answer is the filter to put in force, else None."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/notes.tcss"]  # noqa: RUF012 - Textual's way
    AUTO_FOCUS = "#saved"
    HELP_TEXT = (
        "Enter puts a saved filter in force, s saves the one in force under a name (a name that is "
        "there already takes the new filter), r renames, x removes. Each is a step that Ctrl+Z "
        "takes back. A filter that names something which is gone says so, and is not used. On the "
        "command line: sayso notes --saved NAME."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,F", "dismiss", "Leave"),
        ("enter", "take", "Put in force"),
        ("s", "save", "Save this one"),
        ("r", "rename", "Rename"),
        ("x,delete", "remove", "Remove"),
    ]

    def __init__(self, typed: str) -> None:
        """Offer to save the filter ``typed``."""
        super().__init__()
        self._typed = typed
        self._saved: tuple[Saved, ...] | None = None

    @property
    def here(self) -> Saved | None:
        """The saved filter under the cursor."""
        at = self.query_one("#saved", Table).cursor
        return self._saved[at] if self._saved and 0 <= at < len(self._saved) else None

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="choosing"):
            yield Static(literal("Saved filters", "bold"))
            yield Static(id="saved-now")
            yield Table(self._row, lambda _: False, id="saved")
            yield Static(id="values-told")
            yield Static(
                literal("Enter takes · s saves this one · r renames · x removes · Esc", "dim")
            )

    def on_mount(self) -> None:
        """Read them."""
        now = f"in force: {self._typed}" if self._typed else "no filter is in force"
        self.query_one("#saved-now", Static).update(literal(now, "$dim", most=300))
        self._read()

    def _read(self) -> None:
        self.shell.gateway.read(filters.saved, self._take, failed=self._tell, key="saved")

    def _take(self, found: tuple[Saved, ...]) -> None:
        self._saved = found
        table = self.query_one("#saved", Table)
        table.show(len(found), table.cursor)
        self._say()

    def _row(self, at: int, room: int) -> Content:
        assert self._saved is not None
        one = self._saved[at]
        name = line(one.filter.name, _NAME - 1, "bold")
        count = "gone" if one.problem else f"{one.count:,}"
        wide = max(4, room - _NAME - 8)
        query = line(one.filter.query, wide - 1, "$dim")
        return Content("").join(
            (
                name.pad_right(_NAME - name.cell_length),
                query.pad_right(wide - query.cell_length),
                literal(count.rjust(7), "$warning" if one.problem else ""),
            )
        )

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Say what is wrong with the chosen one, if anything."""
        event.stop()
        self._say()

    def _say(self) -> None:
        here = self.here
        if not self._saved:
            told = "None is saved yet: s saves the filter in force under a name."
        else:
            told = here.problem if here is not None else ""
        self.query_one("#values-told", Static).update(literal(told, "$warning", most=600))

    def _tell(self, error: SaysoError) -> None:
        self.query_one("#values-told", Static).update(literal(str(error), "$warning", most=600))

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Put in force what is clicked twice."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Put the chosen filter in force, unless it means nothing any more."""
        here = self.here
        if here is not None and not here.problem:
            self.dismiss(here.filter.query)

    def _change(self, job: Callable[[Project], object], label: str) -> None:
        self.shell.gateway.write(job, lambda _: self._read(), failed=self._tell, label=label)

    def action_save(self) -> None:
        """Save the filter in force under a name."""
        typed = self._typed

        def named(name: str | None) -> None:
            if name and name.strip():
                self._change(lambda project: filters.save(project, name, typed), "save a filter")

        self._ask("Save the filter as", "", named)

    def action_rename(self) -> None:
        """Give the chosen filter another name."""
        here = self.here
        if here is None:
            return
        old = here.filter.name

        def named(name: str | None) -> None:
            if name and name.strip() and name != old:
                self._change(lambda project: filters.rename(project, old, name), "rename a filter")

        self._ask("Call it", old, named)

    def _ask(self, title: str, value: str, then: Callable[[str | None], None]) -> None:
        from capture.screens.asking import AskScreen

        self.app.push_screen(AskScreen(title, value), then)

    def action_remove(self) -> None:
        """Remove the chosen filter; Ctrl+Z brings it back."""
        here = self.here
        if here is not None:
            name = here.filter.name
            self._change(lambda project: filters.remove(project, name), "remove a filter")
