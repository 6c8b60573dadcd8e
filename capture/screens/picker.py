"""Picking one of many: a line of letters that narrows them, and the rows that fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from capture.literal import line, literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Line
from capture.widgets.resilient import ShellPart, TypeAhead
from capture.widgets.rows import Rows
from data.shorthand.finder import Finder, Keys, code_keys, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

_T = TypeVar("_T")

_CODE = re.compile(r"[A-Z]\d+\b")
_AROUND = 9  # lines of the dialog that are no rows


class Picker(ShellPart, TypeAhead, Dialog[_T | None]):
    """Offers rows; the answer is what the taken one stands for, None where none was taken.

    A kind of picker that reads first what there is calls `offer` when it has it, and may have its
    own way to find (`fitting`), to draw a row (`drawn`), and to speak of the chosen one (`tell`).
    """

    CSS_PATH = [stylesheet("dialogs"), stylesheet("picker")]  # noqa: RUF012 - Textual's own way
    LETTERS: ClassVar[bool] = True
    """Whether typing narrows the rows at once; else letters are keys, and / comes before them."""
    ONE_CLICK: ClassVar[bool] = True
    """Whether a click takes a row; else the first click picks it out and the second takes it."""
    MOST_ROWS: ClassVar[int] = 100
    """The most rows that are seen at once, where the screen is high enough; 0: as many as fit."""
    KEYS: ClassVar[str] = "Some letters, Enter takes it, Esc leaves."
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave"),
        ("enter", "take", "Take it"),
        ("slash", "find", "Find"),
        ("up", "move(-1)", "Up"),
        ("down", "move(1)", "Down"),
        ("pageup", "move(-9)", "Page up"),
        ("pagedown", "move(9)", "Page down"),
        Binding("home", "edge(False)", "First", priority=True),
        Binding("end", "edge(True)", "Last", priority=True),
    ]

    def __init__(
        self,
        title: str,
        options: Iterable[tuple[_T, str]] | None = None,
        at: int = 0,
        *,
        typed: str = "",
    ) -> None:
        """Offer ``options``, each with the text of its row, the one at ``at`` picked out."""
        super().__init__()
        self._title, self._at, self._typed = title, at, typed
        self._options: tuple[tuple[_T, str], ...] | None = None
        self._finder: Finder[tuple[_T, str]] = Finder(())
        if options is not None:
            self._know(options)
        self._fitting: tuple[tuple[_T, str], ...] = ()
        self._taking = False

    @property
    def rows(self) -> Rows:
        """The rows that fit."""
        return self.query_one(Rows)

    @property
    def letters(self) -> str:
        """What is typed to narrow them."""
        return self.query_one("#letters", Line).value

    @property
    def picked(self) -> _T | None:
        """What Enter would take."""
        at = self.rows.cursor
        return self._fitting[at][0] if 0 <= at < len(self._fitting) else None

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="picker"):
            yield Static(line(self._title, 200, "bold"))
            yield from self.compose_head()
            yield Line(self._typed, select_on_focus=False, compact=True, id="letters")
            rows = Rows(self._draw, id="picks")
            rows.can_focus = not self.LETTERS
            rows.opens_at_once = self.ONE_CLICK
            yield rows
            yield Static(id="hint")
            yield Static(literal(self.KEYS, "dim"), id="foot")

    def compose_head(self) -> ComposeResult:
        """Yield what stands between the title and the rows."""
        yield from ()

    def on_mount(self) -> None:
        """Go to the line, or to the rows where letters are keys; offer what is known."""
        field = self.query_one("#letters", Line)
        field.display = self.LETTERS
        self.query_one("#hint").display = False
        self.set_focus(field if self.LETTERS else self.rows)
        field.cursor_position = len(self._typed)
        if self._options is not None:
            self.offer(self._options, self._at)

    # -- offering --------------------------------------------------------------------------------

    def offer(self, options: Iterable[tuple[_T, str]], at: int = 0) -> None:
        """Offer these from now on; Enter, where it was typed before, takes the one at ``at``."""
        self._know(options)
        self._show(at)
        if self._taking:
            self.action_take()

    def _know(self, options: Iterable[tuple[_T, str]]) -> None:
        self._options = tuple(options)
        self._finder = Finder((option, _keys(option[1])) for option in self._options)

    def fitting(self, typed: str) -> Sequence[tuple[_T, str]]:
        """Return the options that fit what is typed, in the order in which they are shown."""
        if not typed.strip():
            return self._options or ()
        return self._finder.ranked(typed, inside=True)

    def drawn(self, option: _T, text: str, room: int) -> Content:
        """Return the row of an option, of ``room`` cells."""
        del option
        return line(text, room)

    def tell(self) -> None:
        """Say what is to be said of the picked row, which may be another one now."""

    def say(self, sentence: Content) -> None:
        """Say something below the rows."""
        hint = self.query_one("#hint", Static)
        hint.display = True
        hint.update(sentence)

    def _draw(self, at: int, room: int) -> Content:
        return self.drawn(*self._fitting[at], room) if at < len(self._fitting) else Content("")

    def _show(self, at: int) -> None:
        self._fitting = tuple(self.fitting(self.letters))
        if self.MOST_ROWS:
            most = min(self.MOST_ROWS, self.size.height - _AROUND)
            self.rows.styles.height = max(1, min(most, len(self._fitting)))
        self.rows.show(len(self._fitting), at)
        self.tell()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits."""
        event.stop()
        before, self._typed = self._typed, event.value
        if self._options is not None and event.value != before:
            self._show(0)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Speak of the row that is picked now."""
        event.stop()
        if self._options is not None:
            self.tell()

    # -- picking ---------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Go to the line of letters."""
        field = self.query_one("#letters")
        field.display = True
        self.set_focus(field)

    def action_move(self, by: int) -> None:
        """Pick out another row; from the last one on to the first."""
        rows = self.rows
        rows.choose((rows.cursor + by) % max(1, rows.count) if abs(by) == 1 else rows.cursor + by)

    def action_edge(self, last: bool) -> None:
        """Pick out the first row or the last; among letters, go to their beginning or end."""
        field = self.query_one("#letters", Line)
        if field.has_focus and field.value:
            field.cursor_position = len(field.value) if last else 0
        else:
            self.rows.choose(self.rows.count - 1 if last else 0)

    def may_take(self, option: _T) -> bool:
        """Whether a row may be taken at all."""
        del option
        return True

    def action_take(self) -> None:
        """Take the picked row; what is typed before all is read waits for it."""
        self._taking = self._options is None
        picked = self.picked
        if picked is not None and not self._taking and self.may_take(picked):
            self.dismiss(picked)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the picked row."""
        event.stop()
        self.action_take()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Take what was clicked."""
        event.stop()
        self.action_take()


def _keys(text: str) -> Keys:
    """Return what finds a row: its words, and the code that it may begin with."""
    code = _CODE.match(text)
    return keys_of(text, *(code_keys(code[0]) if code is not None else ()))
