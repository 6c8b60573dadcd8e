"""Replacing a word everywhere: every place is shown and counted as one types, before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from capture.jobs import rewording
from capture.jobs.rewording import Replacing, Search
from capture.literal import hints, line, literal
from capture.widgets.fields import Line
from capture.widgets.rows import Rows
from capture.widgets.sturdy import ShellPart, TypeAhead

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.rewording import Hit
    from data.errors import SaysoError

_HINTS = ("Tab other line", "↑ ↓ look through", "Enter replaces all that is shown", "Esc leaves it")


class ReplaceScreen(ShellPart, TypeAhead, ModalScreen[str | None]):
    """Two lines and what they would do; what was done in a sentence, None where nothing was."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/rewording.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#replace-old"
    HELP_TEXT = (
        "Every place where the words stand is listed with what is around it. A hit that begins "
        "with a capital keeps it, unless F3 asks for the very capitals. Titles that people gave "
        "to cards and points are left alone unless F4 includes them. All is one step for Ctrl+Z."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave it"),
        ("f2", "whole", "Whole words"),
        ("f3", "case", "Same capitals"),
        ("f4", "titles", "Titles too"),
        ("up", "look(-1)", "Hit before"),
        ("down", "look(1)", "Next hit"),
        ("pageup", "look(-10)", "Up"),
        ("pagedown", "look(10)", "Down"),
    ]

    def __init__(self) -> None:
        """Begin with whole words, whatever their capitals."""
        super().__init__()
        self._whole, self._case, self._titles = True, False, False
        self._found: Replacing | None = None
        self._hits: tuple[Hit, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="replace-box"):
            yield Static(line("Replace in every note", 100, "bold"))
            for name, label in (("old", "Find"), ("new", "Replace by")):
                with Horizontal(classes="replace-line"):
                    yield Label(label)
                    yield Line(id=f"replace-{name}", compact=True, select_on_focus=False)
            yield Static(id="replace-options")
            yield Static(id="replace-told")
            yield Rows(self._row, id="replace-hits")
            yield Static(hints(*_HINTS), id="replace-keys")

    def on_mount(self) -> None:
        """Show the options."""
        self.query_one(Rows).can_focus = False
        self._show()

    @property
    def search(self) -> Search:
        """What the lines and options say."""
        old, new = (self.query_one(f"#replace-{name}", Line).value for name in ("old", "new"))
        return Search(old, new, whole=self._whole, case=self._case, titles=self._titles)

    # -- looking ---------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look again."""
        event.stop()
        self._look()

    def _look(self) -> None:
        search = self.search
        self._found = None
        if not search.old.strip():
            self._hits = ()
            self._show()
            return
        self.shell.gateway.read(
            lambda project: rewording.plan_replacing(project, search),
            self._looked,
            failed=self._refused,
            key="replace",
        )

    def _looked(self, found: Replacing) -> None:
        if found.search != self.search:
            return  # more was typed meanwhile
        self._found, self._hits = found, (*found.hits, *found.titles)
        self._show()

    def _show(self) -> None:
        options = (("F2", "whole words", self._whole), ("F3", "capitals", self._case),
                   ("F4", "titles", self._titles))  # fmt: skip
        parts = [
            Content(f"{key} ").stylize("$here") + Content(f"{'[x]' if on else '[ ]'} {name}")
            for key, name, on in options
        ]
        self.query_one("#replace-options", Static).update(Content("   ").join(parts))
        told = self._found.sentence() if self._found is not None else ""
        self.query_one("#replace-told", Static).update(literal(told, "bold", most=600))
        self.query_one(Rows).show(len(self._hits), 0)

    def _row(self, at: int, room: int) -> Content:
        hit = self._hits[at]
        where = f"{hit.title} " if hit.title else ""
        changes = not hit.title or self._titles
        told = line(where, 12, "$here") + line(hit.before, room, "$dim")
        told += line(hit.old, 40, "strike" if changes else "underline")
        if changes:
            told += Content(" ") + line(hit.new or "∅", 40, "bold")
        else:
            told += Content(" (stays)").stylize("$dim")
        return (told + line(hit.after, room, "$dim")).truncate(room, ellipsis=True)

    def action_look(self, by: int) -> None:
        """Go through the places."""
        self.query_one(Rows).action_move(by)

    def action_whole(self) -> None:
        """Whole words, or parts of words too."""
        self._whole = not self._whole
        self._turned()

    def action_case(self) -> None:
        """These capitals only, or any."""
        self._case = not self._case
        self._turned()

    def action_titles(self) -> None:
        """Titles too, or not."""
        self._titles = not self._titles
        self._turned()

    def _turned(self) -> None:
        self._show()
        self._look()

    # -- doing -----------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the first line to the second; from there, replace what is shown."""
        event.stop()
        if event.input.id == "replace-old":
            self.set_focus(self.query_one("#replace-new"))
        elif self._found is not None and self._hits:
            search = self.search
            self.shell.gateway.write(
                lambda project: rewording.replace(project, search),
                self._replaced,
                failed=self._refused,
                label="replace a word",
                text=f"{search.old} → {search.new}",
            )

    def _replaced(self, done: Replacing) -> None:
        self.dismiss(f"{done.sentence(done=True)} Ctrl+Z takes it back.")

    def _refused(self, error: SaysoError) -> None:
        told = literal(str(error), "$warning", most=600)
        self.query_one("#replace-told", Static).update(told)
