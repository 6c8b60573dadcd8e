"""The mode Project: what it is about, and its lists, kept in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from capture.commands import bindings
from capture.jobs import lists as lists_jobs
from capture.literal import literal
from capture.screens.base import ModeScreen
from capture.screens.project import acts
from capture.screens.project.acts import KEPT, LookAlikes
from capture.screens.project.forms import FORMS
from capture.screens.project.listing import (
    EMPTY,
    SECTIONS,
    Item,
    detail,
    items,
    row,
    seen_sections,
    widths,
)
from capture.themes import stylesheet
from capture.widgets.rows import Rows
from data.records import Journey, Session

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.lists import Lists, Shown
    from capture.screens.forms import FormScreen


class ProjectScreen(ModeScreen):
    """Eight lists, one at a time; the chosen thing whole beside or below."""

    MODE = "project"
    CSS_PATH = stylesheet("project")
    AUTO_FOCUS = "#things"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own way
    VERTICAL_BREAKPOINTS = [(0, "-short"), (14, "-middling"), (30, "-tall")]  # noqa: RUF012
    HELP_TEXT = (
        "What the research is about, and its lists. ← and → go from list to list, a adds, Enter "
        "changes, Del removes (notes stay, untagged; those of a session go with it), Shift+↑ and "
        "Shift+↓ move a thing in its order. m merges one thing into another, s moves some of its "
        "notes to a new one, L goes through names that look alike (≈), or chooses the lanes of a "
        "journey (the first of a persona is the one that is shown), g gives group and team to "
        "many people in a row. Every act can be undone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MODE)]

    def __init__(self) -> None:
        """Begin with the stages."""
        super().__init__()
        self._lists: Lists | None = None
        self._section = "stages"
        self._alikes = LookAlikes()
        self._items: list[Item] = []
        self._widths: list[int] = []
        self._at: dict[str, int] = {}
        self._wanted: str = ""

    def compose_body(self) -> ComposeResult:
        """Lay out the mode."""
        yield Static(id="sections")
        with Container(id="both"):
            yield Rows(self._row, id="things")
            with VerticalScroll(id="whole", can_focus=False):
                yield Static(id="detail")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#things", Rows)

    # -- showing ---------------------------------------------------------------------------------

    def on_project_changed(self) -> None:
        """Read the lists again."""
        self.begin(self._read_lists())
        self.begin(self._look_for_alikes())

    async def _read_lists(self) -> None:
        self._lists = await self.gateway.read(lists_jobs.read, key="lists")
        self._show()

    async def _look_for_alikes(self) -> None:
        if await self._alikes.look(self.gateway):
            self._show()

    def _show(self) -> None:
        lists = self._lists
        if lists is None:
            return
        chosen = self._thing()
        stays = self._wanted or (chosen.id if chosen is not None else "")
        self._items = items(lists, self._section, self._alikes.names(self._what))
        self._lay_out()
        at = self._at.get(self._section, 0)
        for place, item in enumerate(self._items):
            if item.thing is not None and item.thing.id == stays:
                at = place
                self._wanted = ""  # else it is still to be read
        self.query_one("#sections", Static).update(self._names(lists))
        self.rows.show(len(self._items), at)
        self._show_whole()

    def _lay_out(self) -> None:
        self._widths = widths(self._items, self.rows.scrollable_content_region.width - 2)

    def on_resize(self) -> None:
        """Lay the columns out for the width there is."""
        self.call_after_refresh(self._again)

    def _again(self) -> None:
        self._lay_out()
        if self._lists is not None:
            self.query_one("#sections", Static).update(self._names(self._lists))
        self.rows.refresh()

    def _names(self, lists: Lists) -> Content:
        """Return the names of the lists, with how much is in them where there is room."""
        counts = {name: len(getattr(lists, name)) for name in SECTIONS[1:]}
        whole = sum(len(name) + 1 for name in SECTIONS) + 1
        roomy = whole + sum(len(f" {count}") for count in counts.values()) <= self.size.width
        named = seen_sections(self._section, self.size.width)
        names = Content("‹" * (SECTIONS[0] not in named))
        gap = " "
        for at, name in enumerate(SECTIONS, 1):
            if name not in named:
                continue
            here = name == self._section
            count = f" {counts[name]}" if roomy and name in counts else ""
            text = f"{'[' if here else gap}{name.title()}{count}"
            gap = "]" if here else " "
            style = Style.from_meta({"@click": f"screen.section({at})"})
            part = Content(text + gap * here).stylize("bold $here" if here else "$dim")
            names += part.stylize(style)
            gap = "" if here else " "
        return names + "›" * (SECTIONS[-1] not in named)

    def _row(self, at: int, room: int) -> Content:
        del room
        return row(self._items[at], self._widths)

    def _thing(self) -> Shown | None:
        at = self.rows.cursor
        return self._items[at].thing if at < len(self._items) else None

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Show the chosen thing whole."""
        event.stop()
        self._at[self._section] = self.rows.cursor
        self._show_whole()

    def _show_whole(self) -> None:
        whole = self.query_one("#detail", Static)
        if self._lists is None:
            return
        if not self._items:
            whole.update(literal(EMPTY.get(self._section, "")))
        elif self.rows.cursor < len(self._items):
            whole.update(detail(self._lists, self._items[self.rows.cursor]))
        self.query_one("#whole", VerticalScroll).scroll_home(animate=False)

    # -- moving about ----------------------------------------------------------------------------

    def action_section(self, number: int) -> None:
        """Show a list by its place."""
        self._at[self._section] = self.rows.cursor
        self._wanted = ""
        self._section = SECTIONS[number - 1]
        self._items = []
        self.rows.focus()
        self._show()

    def action_step(self, by: int) -> None:
        """Show the next list, or the one before."""
        at = (SECTIONS.index(self._section) + by) % len(SECTIONS)
        self.action_section(at + 1)

    # -- changing --------------------------------------------------------------------------------

    def action_add(self) -> None:
        """Add to the list that is shown."""
        self._open(None)

    def action_change(self) -> None:
        """Change the chosen thing."""
        if self._section == "about" or self._thing() is not None:
            self._open(self._thing())

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Change what was clicked twice."""
        event.stop()
        self.action_change()

    def _open(self, thing: Shown | None) -> None:
        if self._lists is not None:
            self.begin(self._fill_in(FORMS[self._section](self._lists, thing)))

    async def _fill_in(self, form: FormScreen) -> None:
        stored = await self.ask(form)
        if stored is not None:
            self.shell.say("Stored. Ctrl+Z takes it back.")
            self._wanted = stored
            self._show()

    def action_remove(self) -> None:
        """Ask, and remove the chosen thing."""
        thing, lists = self._thing(), self._lists
        if thing is not None and lists is not None:
            self.begin(acts.remove(self, lists, thing))

    # -- keeping in order ------------------------------------------------------------------------

    @property
    def _what(self) -> str:
        """The word for a thing of the list that is shown, "" where none can be merged."""
        return KEPT.get(self._section, "")

    def _chosen(self) -> lists_jobs.Thing | None:
        """The chosen thing, where it is of a list that is kept in order."""
        thing = self._thing()
        if thing is None or isinstance(thing, Session | Journey) or not self._what:
            self.shell.say("Choose a stage, persona, participant, channel or tag first.")
            return None
        return thing

    def action_alike(self) -> None:
        """Go through the pairs of this list that look alike; of a journey, choose the lanes."""
        thing = self._thing()
        if isinstance(thing, Journey):
            self.begin(acts.choose_lanes(self, thing))
        else:
            self.begin(acts.go_through_alikes(self, self._alikes.pairs(self._what)))

    def action_merge(self) -> None:
        """Ask into which other thing the chosen one is merged."""
        thing, lists, what = self._chosen(), self._lists, self._what
        if thing is not None and lists is not None:
            like = self._alikes.like(what, thing.id)
            self.begin(acts.merge(self, lists, what, thing, like))

    def action_split(self) -> None:
        """Move some notes of the chosen thing to a new one."""
        thing = self._chosen()
        if thing is not None:
            self.begin(acts.split(self, self._what, thing))

    def action_groups(self) -> None:
        """Give group and team to many people in a row."""
        from capture.screens.project.people import PeopleScreen

        self.app.push_screen(PeopleScreen())

    def action_identifiers(self) -> None:
        """Go through names, numbers and addresses in what people said."""
        from capture.screens.project.identifiers import IdentifiersScreen

        self.app.push_screen(IdentifiersScreen())

    def action_order(self, by: int) -> None:
        """Move the chosen thing up or down."""
        acts.move(self, self._what, self._thing(), by)
