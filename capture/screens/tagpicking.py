"""The picker: a few letters find any tag; Enter gives it to the note, or to all that are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.jobs import pick, tags
from capture.literal import line, literal
from capture.widgets.fields import Line
from capture.widgets.rows import Rows
from capture.widgets.sturdy import ShellPart, TypeAhead
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

    from capture.jobs.browse import Targets
    from capture.jobs.pick import Choice, Choices
    from capture.jobs.tags import Preview
    from data.errors import SaysoError

_MOST_ROWS = 10


class TagScreen(ShellPart, TypeAhead, ModalScreen["Choice | None"]):
    """Finds a tag among all lists; what was picked, None where nothing was."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/tagging.tcss"]  # noqa: RUF012
    HELP_TEXT = (
        "Type a few letters of any tag. A sign leaves one list: #stage @persona ~channel !kind "
        "+tag. Enter gives it; what the note has already (✓) it takes away. - before the letters "
        "takes it away from all that are marked. “no stage” leaves notes without one. A free tag "
        "that is not there yet comes last. Every act is one step that Ctrl+Z takes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Leave"),
        ("up", "move(-1)", "Up"),
        ("down", "move(1)", "Down"),
        ("pageup", "move(-9)", "Page up"),
        ("pagedown", "move(9)", "Page down"),
    ]

    def __init__(
        self, targets: Targets, sign: str, has: frozenset[tuple[str, str]], about: str
    ) -> None:
        """Pick for ``targets``, described by ``about``; ``has`` is what a single note carries."""
        super().__init__()
        self._targets, self._sign, self._has, self._about = targets, sign, has, about
        self._some: Choices | None = None
        self._offered: tuple[Choice, ...] = ()
        self._preview: Preview | None = None
        self._wanted = False

    @property
    def rows(self) -> Rows:
        """What is offered."""
        return self.query_one("#tags", Rows)

    @property
    def picked(self) -> Choice | None:
        """What Enter would take."""
        at = self.rows.cursor
        return self._offered[at] if 0 <= at < len(self._offered) else None

    def compose(self) -> ComposeResult:
        """Lay out the picker."""
        with Vertical(classes="dialog", id="picker"):
            yield Static(line(f"Tag {self._about}", 200, "bold"))
            yield Line(self._sign, select_on_focus=False, compact=True, id="letters")
            rows = Rows(self._row, id="tags")
            rows.can_focus = False
            yield rows
            yield Static(id="hint")
            yield Static(id="foot")

    def on_mount(self) -> None:
        """Go to the line and read what there is."""
        field = self.query_one("#letters", Line)
        self.set_focus(field)
        field.cursor_position = len(self._sign)
        self.shell.gateway.read(pick.choices, self._take, key="picker")

    def _take(self, some: Choices) -> None:
        self._some = some
        self._offer()
        if self._wanted:
            self._pick()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits."""
        event.stop()
        self._offer()

    def _offer(self) -> None:
        if self._some is None:
            return
        typed = self.query_one("#letters", Line).value
        self._offered = pick.offered(self._some, typed, self._has)
        self.rows.styles.height = max(1, min(_MOST_ROWS, len(self._offered), self.size.height - 9))
        self.rows.show(len(self._offered))
        self._tell()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Say what Enter would do."""
        event.stop()
        self._tell()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Take what was clicked twice."""
        event.stop()
        self._pick()

    def _row(self, at: int, room: int) -> Content:
        if at >= len(self._offered):
            return Content("")
        one = self._offered[at]
        sign = "✓ " if one.has else "  "
        count = counted(one.count, "note") if one.way in ("give", "take") else ""
        meant = " meant?" if one.meant else ""
        left = max(4, room - len(count) - len(meant) - len(sign) - 1)
        name = line(one.name, left, "italic" if one.way in ("new", "clear") else "")
        name = name.pad_right(max(0, left - name.cell_length))
        return (
            Content(sign)
            + name
            + Content(
                meant,
            ).stylize("$warning")
            + Content(f" {count}").stylize("$dim")
        )

    def _tell(self) -> None:
        """Show the definition of what is picked out, and what Enter would do."""
        picked, some = self.picked, self._some
        if some is None:
            return
        room = max(20, self.query_one("#picker").size.width - 4)
        typed = self.query_one("#letters", Line).value
        told = pick.hint(some, typed, picked)
        self.query_one("#hint", Static).update(line(told, room, "$dim" if picked else "$warning"))
        self._preview = None
        self._foot()
        if picked is not None and self._targets.marked:
            targets, wanted = self._targets, picked.tagging()
            self.shell.gateway.read(
                lambda project: (picked, tags.preview(project, targets, wanted)),
                self._previewed,
                failed=self._not_previewed,
                key="preview",
            )

    def _previewed(self, found: tuple[Choice, Preview]) -> None:
        if found[0] == self.picked:
            self._preview = found[1]
            self._foot()

    def _not_previewed(self, error: SaysoError) -> None:
        self.query_one("#hint", Static).update(literal(str(error), "$warning", most=300))

    def _foot(self) -> None:
        picked = self.picked
        room = max(20, self.query_one("#picker").size.width - 4)
        if picked is None:
            told = "Esc leaves"
        elif self._preview is not None:
            act = "takes it from" if picked.way in ("take", "clear") else "gives it to"
            if self._preview.changing:
                those = counted(self._preview.changing, "note")
                told = f"Enter {act} {those} · {self._preview.sentence()}"
            else:
                told = self._preview.sentence()
        elif self._targets.marked:
            told = "counting …"
        else:
            told = f"Enter {'takes it away' if picked.way in ('take', 'clear') else 'gives it'}"
            told += " · Esc leaves"
        self.query_one("#foot", Static).update(line(told, room, "$here"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is picked out; what was typed before all was read waits for it."""
        event.stop()
        self._wanted = self._some is None
        if not self._wanted:
            self._pick()

    def _pick(self) -> None:
        self._wanted = False
        if self.picked is not None:
            self.dismiss(self.picked)

    def action_move(self, by: int) -> None:
        """Pick out another."""
        self.rows.choose(self.rows.cursor + by)

    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
