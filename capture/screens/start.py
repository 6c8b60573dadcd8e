"""The first form: a project without a word of a manual, or one to go on with."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from capture.jobs.projects import Beginning, Begun, Offer, begin, file_name, names, offer
from capture.literal import line, literal, plain
from capture.themes import stylesheet
from capture.widgets.frame import Hints, NoticeBar
from capture.widgets.inputs import Field, Line
from capture.widgets.resilient import ShellPart
from data.text import visible, width

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from data.template import Template

_MAKING = "Making the project…"
_FIELDS = ("title", "stages", "personas", "people", "file")


class Form(VerticalScroll, inherit_bindings=False):
    """Scrolls with the focus; Up and Down are left to the form."""


class StartScreen(ShellPart, Screen[None]):
    """Five lines, all of which may stay as they are, and the projects used last below them."""

    CSS_PATH = stylesheet("start")
    AUTO_FOCUS = "#title"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012 - as Textual types it
    HELP_TEXT = (
        "Enter makes the project with what the lines say; everything can be changed later. "
        "Up and Down go from line to line, and on to the projects used last, where Enter opens "
        "one. In the room: a name, or NAME/TEAM, separated by commas; the teams count later, when "
        "the map says on whose say-so a claim stands."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter", "begin", "begin"),
        ("down", "go(1)", ""),
        ("up", "go(-1)", ""),
        ("ctrl+t", "template", "other stages"),
    ]

    def __init__(self, wanted: Path | None = None) -> None:
        """Offer a new project, in the file ``wanted`` where one was named that is not there."""
        super().__init__()
        self._wanted = wanted
        self._folder = Path.cwd()
        self._templates: tuple[Template, ...] = ()
        self._template = 0
        self._recent: tuple[Path, ...] = ()
        self._own_file = wanted is not None
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        yield Static(literal(" sayso   from what people say to a first journey map"), id="head")
        with Form(id="form", can_focus=False):
            yield Static(literal("A new project", "bold"), classes="heading")
            yield Static(literal("Every line may stay as it is. Enter begins."), classes="dim")
            with Vertical(id="fields"):
                title = self._wanted.stem if self._wanted else ""
                file = str(self._wanted) if self._wanted else f"./{file_name('')}"
                yield Field("Title", "title", value=title, example="What is the research about?")
                yield Field("Stages", "stages")
                yield Field("Personas", "personas", example="Tourist, Commuter")
                yield Field("In the room", "people", example="Maria/desk, Jon/calls")
                yield Field("File", "file", value=file)
            yield Button(literal("Begin"), id="begin", compact=True)
            yield Static(literal("Or go on with", "bold"), classes="heading", id="recent-heading")
            yield OptionList(id="recent", markup=False, compact=True)
        yield NoticeBar()
        yield Hints()

    def on_mount(self) -> None:
        """Ask for the templates and the projects used last, behind the first picture."""
        self.query_one("#recent-heading").display = False
        self.query_one("#recent").display = False
        self.begin(self._fill())

    async def _fill(self) -> None:
        offered: Offer = await asyncio.to_thread(offer)
        self._templates, self._recent = offered.templates, offered.recent
        self._show_stages()
        if self._recent:
            recent = self.query_one("#recent", OptionList)
            room = max(width(visible(path.stem)) for path in self._recent)
            recent.add_options([Option(_told(path, room)) for path in self._recent])
            recent.highlighted = None
            recent.display = True
            self.query_one("#recent-heading").display = True

    def _show_stages(self) -> None:
        stages = self._line("stages")
        stages.value = plain(", ".join(one.title for one in self._templates[self._template].stages))
        # Their beginning is shown while one is elsewhere; what is typed there goes behind them.
        stages.cursor_position = len(stages.value) if self.focused is stages else 0

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Type on behind the stages that stand there already, not before them."""
        if event.widget.id == "stages":
            self._line("stages").action_end()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Show how the stages begin."""
        if event.widget.id == "stages":
            self._line("stages").action_home()

    def _line(self, name: str) -> Line:
        return self.query_one(f"#{name}", Line)

    # -- moving about ----------------------------------------------------------------------------

    def action_go(self, by: int) -> None:
        """Go to the next line or the one before, and from the last to the projects used last."""
        focused = (self.focused.id if self.focused else None) or ""
        if focused not in _FIELDS:
            return
        at = _FIELDS.index(focused) + by
        if 0 <= at < len(_FIELDS):
            self.set_focus(self._line(_FIELDS[at]))
        elif by > 0 and self._recent:
            recent = self.query_one("#recent", OptionList)
            self.set_focus(recent)
            recent.highlighted = 0

    def on_input_changed(self, event: Input.Changed) -> None:
        """Name the file after the title, until the file's own line was changed by hand."""
        if event.input.id == "title" and not self._own_file:
            self._line("file").value = f"./{file_name(event.value)}"
        elif event.input.id == "file" and self.focused is event.input:
            self._own_file = True

    def action_template(self) -> None:
        """Fill in the stages of the next template."""
        if not self._templates:
            return
        self._template = (self._template + 1) % len(self._templates)
        chosen = self._templates[self._template]
        self._show_stages()
        self.shell.say(f"{chosen.title}: {chosen.description}")

    # -- beginning -------------------------------------------------------------------------------

    def on_input_submitted(self) -> None:
        """Begin: Enter on any line."""
        self.action_begin()

    def on_button_pressed(self) -> None:
        """Begin: for the mouse."""
        self.action_begin()

    def action_begin(self) -> None:
        """Make the project, and go to Capture."""
        if self._busy:
            return
        self._busy = True
        self.shell.say(_MAKING)
        self.begin(self._begin(self._said()))

    def _said(self) -> Beginning:
        template = self._templates[self._template] if self._templates else None
        typed = names(self._line("stages").value)
        own = template is None or typed != tuple(one.title for one in template.stages)
        file = self._line("file").value.strip()
        return Beginning(
            folder=self._folder,
            file=Path(file) if self._own_file and file else None,
            title=self._line("title").value,
            template=template.slug if template else "default",
            stages=typed if own else (),
            personas=names(self._line("personas").value),
            people=names(self._line("people").value),
        )

    async def _begin(self, said: Beginning) -> None:
        try:
            begun: Begun = await asyncio.to_thread(begin, said)
        finally:
            self._busy = False
        self.shell.session = begun.session
        if self.shell.notice.text == _MAKING:
            self.shell.dismiss_notice()
        if begun.problem:
            self.shell.say(begun.problem, "warning")
        self.shell.open_project(begun.path)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on with a project used last."""
        self.shell.open_project(self._recent[event.option_index])


def _told(path: Path, room: int) -> Content:
    """Return a project's name, filled up to ``room`` cells, and its folder as one line."""
    home = str(Path.home())
    folder = str(path.parent)
    if folder == home or folder.startswith(home + "/"):
        folder = "~" + folder[len(home) :]
    gap = " " * (room - width(visible(path.stem)) + 3)
    return line(f"{path.stem}{gap}{folder}", 160)
