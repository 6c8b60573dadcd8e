"""A form of a few lines: what is changed in it is stored in one step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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
from data.errors import SaysoError
from data.text import clean, clip, visible

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project, Ticket


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

    @property
    def shown(self) -> str:
        """What the line says at first, in words."""
        return self.reads(self.value)

    def reads(self, value: str) -> str:
        """Return what another value of the line says."""
        return self.choices[int(value or 0)] if self.choices else clean(value)[0]


class Overtaken(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Lines of a form were changed elsewhere since it was opened; nothing was stored.

    ``now`` are all lines as they are, ``theirs`` those of them that were to be changed.
    """

    def __init__(self, now: Sequence[Entry], theirs: Sequence[Entry]) -> None:
        """Say which, and what they say now."""
        said = "; ".join(f"{one.label} now says “{clip(visible(one.shown), 60)}”" for one in theirs)
        super().__init__(f"Changed elsewhere meanwhile: {said}. Yours was not stored.")
        self.now, self.theirs = tuple(now), tuple(theirs)


Again = Callable[["Project"], Sequence[Entry]]
"""What reads the lines of a form anew."""


def _refuse_overtaken(
    project: Project, again: Again, seen: Mapping[str, str], mine: Mapping[str, str]
) -> None:
    """Refuse to store ``mine`` where one of these lines is neither as it was ``seen`` nor so.

    Raises:
        Overtaken: there is one.
    """
    now = again(project)
    theirs = [
        one
        for one in now
        if one.name in mine and one.shown not in (seen.get(one.name), mine[one.name])
    ]
    if theirs:
        raise Overtaken(now, theirs)


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
        self.put((self.at + by) % len(self._choices))

    def put(self, at: int) -> None:
        """Show another."""
        self.at = at
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
        again: Again | None = None,
    ) -> None:
        """Offer ``entries`` under a title; ``instead`` says what else a refusal leaves to do.

        ``again`` reads the lines anew: what another window has changed meanwhile is then shown
        beside what was to be stored over it.
        """
        super().__init__()
        self._instead, self._again = instead, again
        self._seen = {entry.name: entry.shown for entry in entries}
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
                self._fill(entry)
        self.set_focus(self.query_one(f"#field-{self._entries[0].name}"))

    def changed(self) -> dict[str, str]:
        """Return the lines that say something else than they did."""
        texts = {}
        for entry in self._entries:
            field = self.query_one(f"#field-{entry.name}")
            text = str(field.at) if isinstance(field, Choice) else cast("Line", field).content
            if entry.reads(text) != entry.shown:
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
            self._compared(self._store(changed), changed),
            self._stored,
            failed=self.refuse,
            label=self._title.casefold(),
            text="; ".join(changed.values()),
        )

    def _compared(
        self, store: Callable[[Project], object], changed: Mapping[str, str]
    ) -> Callable[[Project], object]:
        """Return a job that stores where the lines are still as they were seen."""
        again = self._again
        if again is None:
            return store
        seen, mine = dict(self._seen), self.in_words(changed)

        def compare_and_store(project: Project) -> object:
            with project.expecting(lambda _: _refuse_overtaken(project, again, seen, mine)):
                return store(project)

        return compare_and_store

    def in_words(self, changed: Mapping[str, str]) -> dict[str, str]:
        """Return what the changed lines say."""
        lines = {entry.name: entry for entry in self._entries}
        return {name: lines[name].reads(text) for name, text in changed.items() if name in lines}

    def _stored(self, result: object) -> None:
        self.dismiss(result if isinstance(result, str) else "")

    def refuse(self, error: SaysoError) -> None:
        """Say why what was filled in cannot be."""
        from capture.gateway import PASSING

        if not isinstance(error, PASSING):
            self._ticket = None
        self._refused_at = self.focused
        self.query_one(Sentence).tell(error, "")
        if isinstance(error, Overtaken):
            self.begin(self._choose(error, self.in_words(self.changed())))
            return
        offer = self._instead(error) if self._instead is not None else None
        if offer is not None:
            self.begin(self._offer(*offer))

    async def _choose(self, overtaken: Overtaken, mine: Mapping[str, str]) -> None:
        """Show what another window stored beside what was to be, and store what is chosen."""
        from capture.screens.versions import VersionsScreen

        theirs = overtaken.theirs
        told = "\n".join(f"{one.label}: {mine.get(one.name, '')}" for one in theirs)
        shown = "\n".join(f"{one.label}: {one.shown}" for one in theirs)
        dialog = VersionsScreen(told, shown, what="this", may_keep_both=False)
        choice = await self.ask(dialog)
        kept = set(mine) - ({one.name for one in theirs} if choice == "theirs" else set())
        self.go_on_from(overtaken.now, kept)
        if choice in ("mine", "theirs"):
            self.action_store()

    def go_on_from(self, now: Sequence[Entry], kept: Collection[str]) -> None:
        """Take over what another window has stored, but in lines where what was typed is ``kept``.

        Of those it has now been seen what they go over.
        """
        known = {entry.name: entry for entry in now}
        entries = []
        for entry in self._entries:
            new = known.get(entry.name, entry)
            self._seen[entry.name] = new.shown
            if new.choices == entry.choices:  # else a place means something else by now
                entry = new
                if entry.name not in kept:
                    self._fill(entry)
            entries.append(entry)
        self._entries = tuple(entries)

    def _fill(self, entry: Entry) -> None:
        field = self.query_one(f"#field-{entry.name}")
        if isinstance(field, Choice):
            field.put(int(entry.value or 0))
        else:
            cast("Line", field).fill(entry.value)

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
        try:
            self._take(changed)
        except SaysoError as error:
            self.refuse(error)
        else:
            self.dismiss("")
