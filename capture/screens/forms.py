"""A form of a few lines: what is changed in it is stored in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Label, Static

from capture.literal import line, literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Sentence
from capture.widgets.line import KeptLine, Line
from capture.widgets.resilient import ShellPart, TypeAhead
from data.text import clean

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project, Ticket
    from data.errors import SaysoError


Instead = Callable[["SaysoError"], "tuple[str, str, Callable[[Project], object]] | None"]
"""What may be done where storing is refused: a question, what would come of it, and the job."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a form; with ``choices`` one of them, ``value`` being its place in them."""

    name: str
    label: str
    value: str = ""
    told: str = ""
    choices: tuple[str, ...] = ()


class Choice(Widget, can_focus=True):
    """One of a few words: ← and →, or a click, go on to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Other", show=False),
        Binding("right,space", "turn(1)", "Other", show=False),
    ]

    def __init__(self, choices: tuple[str, ...], at: int, *, id: str) -> None:  # noqa: A002
        """Show ``choices[at]``."""
        super().__init__(id=id)
        self._choices, self.at = choices, at

    def action_turn(self, by: int) -> None:
        """Go on."""
        self.at = (self.at + by) % len(self._choices)
        self.refresh()

    def on_click(self) -> None:
        """Go on."""
        self.focus()
        self.action_turn(1)

    def render(self) -> Content:
        """Show the word between two arrows."""
        return Content("‹ ") + line(self._choices[self.at], max(1, self.size.width - 4)) + " ›"


class FormScreen(ShellPart, TypeAhead, Dialog[str | None]):
    """Lines to fill in; Enter stores what was changed, Esc leaves it.

    ``store`` makes a job of the changed lines: a mapping from their names to their texts (to the
    place of the choice, as text).  Where it refuses, the form stays as it is and says why.
    The answer is the id that the job returned ("" for none), None where nothing was changed.
    """

    CSS_PATH = stylesheet("project")
    HELP_TEXT = (
        "Enter stores what was changed, in one step that Ctrl+Z takes back. Tab, ↑ and ↓ go from "
        "line to line, Ctrl+J begins a new line of a text, Esc leaves everything as it was."
    )
    DOES: ClassVar[tuple[str, str]] = ("Store", "stores")
    """What the first button is called, and what Enter does."""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-roomy")]  # noqa: RUF012 - Textual's own way
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Leave it"),
        ("enter", "store", "Store"),
        ("down", "app.focus_next", "Next"),
        ("up", "app.focus_previous", "Previous"),
    ]

    def __init__(
        self,
        title: str,
        entries: tuple[Entry, ...],
        store: Callable[[Mapping[str, str]], Callable[[Project], object]],
        instead: Instead | None = None,
    ) -> None:
        """Offer ``entries`` under a title; ``instead`` says what else a refusal leaves to do."""
        super().__init__()
        self._instead = instead
        self._title, self._entries, self._store = title, entries, store
        self._ticket: Ticket | None = None
        self._refused_at: Widget | None = None

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        with Vertical(id="form-box"):
            yield Static(literal(self._title, "bold", most=300), id="form-title")
            with Vertical(id="form-foot"):
                yield Static(id="form-told")
                yield Sentence(id="form-refused")
                with Horizontal(classes="buttons"):
                    button, told = self.DOES
                    yield Button(button, variant="primary", id="store")
                    yield Button("Leave it", id="leave")
                    yield Static(literal(f"Enter {told} · Esc leaves it", "dim"))
            with VerticalScroll(id="form-lines", can_focus=False):
                for entry in self._entries:
                    field_id = f"field-{entry.name}"
                    with Horizontal(classes="form-line"):
                        yield Label(line(entry.label))
                        if entry.choices:
                            yield Choice(entry.choices, int(entry.value or 0), id=field_id)
                        else:
                            yield KeptLine(id=field_id, grammar=False)
                yield from self.more_lines()

    def more_lines(self) -> ComposeResult:
        """Yield what stands below the lines."""
        yield from ()

    def on_mount(self) -> None:
        """Fill the lines in."""
        self.query_one(Sentence).tell("")
        for entry in self._entries:
            if not entry.choices:
                self.query_one(f"#field-{entry.name}", Line).fill(entry.value)
        self.set_focus(self.query_one(f"#field-{self._entries[0].name}"))

    def changed(self) -> dict[str, str]:
        """Return the lines that say something else than they did."""
        texts = {}
        for entry in self._entries:
            field = self.query_one(f"#field-{entry.name}")
            text = str(field.at) if isinstance(field, Choice) else cast("Line", field).content
            before = str(int(entry.value or 0)) if entry.choices else clean(entry.value)[0]
            if text != before:
                texts[entry.name] = text
        return texts

    # -- moving about ----------------------------------------------------------------------------

    def on_line_wanted(self, event: Line.Wanted) -> None:
        """Go from line to line with what the line does not need."""
        event.stop()
        match event.key:
            case "esc":
                self.action_leave()
            case "up":
                self.focus_previous()
            case _:
                self.focus_next()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the line into view, and say what it is for."""
        event.widget.scroll_visible(animate=False)
        # What is told of it below may take a line from the lines.
        self.call_after_refresh(event.widget.scroll_visible, animate=False)
        if event.widget is not self._refused_at:
            self.query_one(Sentence).tell("")  # it is being seen to
        for held in self.query(".form-line"):
            held.set_class(event.widget.parent is held, "here")
        for entry in self._entries:
            if event.widget.id == f"field-{entry.name}":
                self.tell(entry.told)

    def tell(self, told: str) -> None:
        """Say at the foot what the line is for."""
        self.query_one("#form-told", Static).update(literal(told))

    # -- storing ---------------------------------------------------------------------------------

    def on_line_submitted(self, event: Line.Submitted) -> None:
        """Store with Enter."""
        event.stop()
        self.action_store()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Store or leave."""
        self.action_store() if event.button.id == "store" else self.action_leave()

    def action_store(self) -> None:
        """Store what was changed."""
        changed = self.changed()
        if changed:
            self.keep(changed)
        else:
            self.dismiss(None)

    def keep(self, changed: Mapping[str, str]) -> None:
        """Store these lines; what waits to be stored is taken back."""
        if self._ticket is not None and not self._ticket.cancel():
            return  # it is being stored
        self._ticket = self.write(
            self._store(changed),
            self._stored,
            failed=self.refuse,
            label=self._title.casefold(),
            text="; ".join(changed.values()),
        )

    def _stored(self, result: object) -> None:
        self.dismiss(result if isinstance(result, str) else "")

    def refuse(self, error: SaysoError) -> None:
        """Say why what was filled in cannot be."""
        from capture.gateway import PASSING

        if not isinstance(error, PASSING):
            self._ticket = None
        self._refused_at = self.focused
        self.query_one(Sentence).tell(error, "")
        offer = self._instead(error) if self._instead is not None else None
        if offer is not None:
            self.begin(self._offer(*offer))

    async def _offer(self, question: str, effect: str, job: Callable[[Project], object]) -> None:
        from capture.screens.dialogs import ConfirmScreen

        if await self.ask(ConfirmScreen(question, effect, "Merge them")):
            self._ticket = self.write(
                job, self._stored, failed=self.refuse, label=question.casefold()
            )

    def action_leave(self) -> None:
        """Leave everything as it was; what waits to be stored is taken back."""
        if self._ticket is not None:
            self._ticket.cancel()
        self.dismiss(None)


class PartForm(FormScreen):
    """A form for a part of another: ``take`` gets what was changed, nothing is stored yet.

    The answer is "" where something was taken, None where nothing was changed.
    """

    HELP_TEXT = (
        "Enter takes what was changed over to the form before, which stores it with the rest. "
        "Tab, ↑ and ↓ go from line to line, Esc leaves it as it was."
    )
    DOES = ("Take", "takes")

    def __init__(
        self,
        title: str,
        entries: tuple[Entry, ...],
        take: Callable[[Mapping[str, str]], object],
    ) -> None:
        """Offer ``entries`` under a title; ``take`` raises a SaysoError for what cannot be."""
        super().__init__(title, entries, lambda _: lambda _: None)
        self._take = take

    def keep(self, changed: Mapping[str, str]) -> None:
        """Hand these lines over."""
        from data.errors import SaysoError

        try:
            self._take(changed)
        except SaysoError as error:
            self.refuse(error)
        else:
            self.dismiss("")
