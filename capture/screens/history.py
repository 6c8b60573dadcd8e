"""The history: what was changed, by whom and when; any change of one's own can be taken back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture.jobs import history
from capture.literal import line, literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart
from capture.widgets.rows import Rows
from data.records import Wanted
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.history import Page, Told
    from data.errors import SaysoError
    from data.records import NoteId, Operation

_PAGE = 200
_DETAILS = 200
_FOOT = "u take it back   r redo   b by person   d by day   a everything   Esc back"
_SHORT = "u undo  r redo  b person  d day  a all  Esc"


class HistoryScreen(ShellPart, Dialog[None]):
    """The changes, newest first, and what the chosen one changed."""

    CSS_PATH = stylesheet("history")
    AUTO_FOCUS = "#changes"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual's own way
    HELP_TEXT = (
        "Everything that was changed, newest first: when, by whom, what; beside it what the chosen "
        "change did, old and new. u takes the chosen change back, if it is yours and nothing since "
        "depends on it, whatever came after; r makes again what you took back last. b shows one "
        "person's changes, d one day's, a everything again. Esc goes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss", "Back"),
        ("u", "take_back", "Take it back"),
        ("r", "redo", "Redo"),
        ("b", "person", "By person"),
        ("d", "day", "By day"),
        ("a", "everything", "Everything"),
    ]

    def __init__(self, note: NoteId | None = None, about: str = "") -> None:
        """Show the whole history, or that of one note, which is ``about``."""
        super().__init__()
        self._note, self._about = note, about
        self._wanted = Wanted(note=note, limit=_PAGE)
        self._page = history.Page((), "")
        self._more = self._asked = False

    @property
    def rows(self) -> Rows:
        """The list of changes."""
        return self.query_one("#changes", Rows)

    def compose(self) -> ComposeResult:
        """Lay out the list and the details."""
        with Vertical(id="history"):
            yield Static(id="history-head")
            with Container(id="history-both"):
                yield Rows(self._row, id="changes")
                with VerticalScroll(id="done", can_focus=False):
                    yield Static(id="done-text")
            yield Static(id="history-foot")

    def on_mount(self) -> None:
        """Read the newest changes."""
        self.begin(self._read())

    def on_resize(self) -> None:
        """Name as many keys as there is room for."""
        foot = _FOOT if self.size.width >= len(_FOOT) + 4 else _SHORT
        self.query_one("#history-foot", Static).update(literal(foot, "dim"))

    # -- reading ---------------------------------------------------------------------------------

    async def _read(self) -> None:
        """Read from the newest on, as many as were shown."""
        shown = max(_PAGE, len(self._page.operations))
        page = await self._read_page(replace(self._wanted, limit=shown))
        self._take(page, more=len(page.operations) == shown)

    async def _read_on(self) -> None:
        """Read the next page below what is shown."""
        page = await self._read_page(replace(self._wanted, after=self._page.operations[-1].id))
        both = (*self._page.operations, *page.operations)
        self._take(replace(page, operations=both), more=len(page.operations) == _PAGE)

    async def _read_page(self, wanted: Wanted) -> Page:
        self._asked = True
        return await self.gateway.read(lambda project: history.page(project, wanted), key="history")

    def _take(self, page: Page, *, more: bool) -> None:
        here = self.chosen
        self._page, self._more, self._asked = page, more, False
        ids = [one.id for one in page.operations]
        at = ids.index(here.id) if here is not None and here.id in ids else 0
        self.rows.show(len(ids), at)
        self.query_one("#history-head", Static).update(self._head())
        if not ids:
            self._tell([])

    def on_rows_scrolled(self, event: Rows.Scrolled) -> None:
        """Read on before the end is reached."""
        event.stop()
        near_the_end = self.rows.seen.stop > len(self._page.operations) - _PAGE // 4
        if near_the_end and self._more and not self._asked:
            self.begin(self._read_on())

    def _head(self) -> Content:
        parts = ["What became of a note" if self._note else "What was changed"]
        if self._wanted.author is not None:
            parts.append(f"by {self._wanted.author or 'nobody known'}")
        if self._wanted.day is not None:
            parts.append(f"on {self._wanted.day:%Y-%m-%d}")
        count = len(self._page.operations)
        parts.append(f"{count:,}{'+' if self._more else ''} change{'' if count == 1 else 's'}")
        head = literal(" · ".join(parts), "bold", most=200)
        if self._about:
            head += Content("\n") + line(f"“{self._about}”", max(10, self.size.width - 8))
        return head

    @property
    def chosen(self) -> Operation | None:
        """The chosen change."""
        at = self.rows.cursor
        operations = self._page.operations
        return operations[at] if 0 <= at < len(operations) else None

    def _row(self, at: int, room: int) -> Content:
        operation = self._page.operations[at]
        sign = "↶ " if operation.undone else "  "
        when = f"{operation.at.astimezone():%m-%d %H:%M} "
        who = ""
        if room >= 56:
            mine = "you" if operation.author == self._page.me else operation.author
            who = f"{mine[:11]:<12}"
        left = literal(f"{sign}{when}", "dim") + literal(who, "$primary")
        look = "dim strike" if operation.undone else ""
        return left + line(operation.label, max(4, room - left.cell_length), look)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Show what the chosen change did."""
        event.stop()
        chosen = self.chosen
        if chosen is not None:
            self.begin(self._tell_of(chosen))

    async def _tell_of(self, operation: Operation) -> None:
        note = self._note
        changes = await self.gateway.read(
            lambda project: history.tell(project, operation.id, note, most=_DETAILS), key="told"
        )
        self._tell(changes)

    def _tell(self, changes: list[Told]) -> None:
        chosen = self.chosen
        lines = [literal("Nothing was changed yet." if chosen is None else "", "dim")]
        if chosen is not None:
            who = "you" if chosen.author == self._page.me else chosen.author or "nobody known"
            undone = " · taken back" if chosen.undone else ""
            lines = [
                literal(chosen.label, "bold", most=500),
                literal(f"{chosen.at.astimezone():%Y-%m-%d %H:%M:%S} · {who}{undone}", "dim"),
                Content(""),
            ]
        last = ""
        for change in changes:
            if change.field and change.what != last and self._note is None:
                lines.append(literal(change.what, "$primary", most=300))
                last = change.what
            lines.append(literal(f"  {change.line}", most=400))
        if chosen is not None and len(changes) >= _DETAILS // 2 and chosen.count > _DETAILS:
            lines.append(literal(f"  and more: {chosen.count:,} entries in all", "dim"))
        self.query_one("#done-text", Static).update(Content("\n").join(lines))
        self.query_one("#done", VerticalScroll).scroll_home(animate=False)

    # -- choosing --------------------------------------------------------------------------------

    def action_person(self) -> None:
        """Show one person's changes."""
        self.begin(self._choose_person())

    async def _choose_person(self) -> None:
        wanted, people = self._wanted, await self.gateway.read(history.people, key="history-people")
        options = [
            (replace(wanted, author=name), f"{name or 'nobody known'}  {count:,}")
            for name, count in people
        ]
        await self._pick("Whose changes?", options)

    def action_day(self) -> None:
        """Show one day's changes."""
        self.begin(self._choose_day())

    async def _choose_day(self) -> None:
        wanted, days = self._wanted, await self.gateway.read(history.days, key="history-days")
        options = [
            (replace(wanted, day=day), f"{day:%A %Y-%m-%d}  {count:,}") for day, count in days
        ]
        await self._pick("Which day?", options)

    async def _pick(self, title: str, options: list[tuple[Wanted, str]]) -> None:
        from capture.screens.picker import Picker

        if options and self.app.screen is self:
            wanted = await self.ask(Picker(title, options))
            if wanted is not None:
                self._look(wanted)

    def action_everything(self) -> None:
        """Show everything again."""
        self._look(Wanted(note=self._note, limit=_PAGE))

    def _look(self, wanted: Wanted) -> None:
        """Look for other changes, from the newest on."""
        self._wanted = wanted
        self._page = history.Page((), self._page.me)
        self.rows.choose(0)
        self.begin(self._read())

    # -- taking back -----------------------------------------------------------------------------

    def action_take_back(self) -> None:
        """Take the chosen change back, after showing what that means."""
        if self.chosen is not None:
            self.begin(self._take_back(self.chosen))

    async def _take_back(self, operation: Operation) -> None:
        from capture.screens.dialogs import ConfirmScreen

        effect = (
            f"It made {counted(operation.count, 'entry', 'entries')} in the history; what came "
            "after it stays. r makes it again."
        )
        question = f"Take back “{operation.label}”?"
        if await self.ask(ConfirmScreen(question, effect, "Take back")):
            self.write(
                lambda project: project.undo(operation.id),
                partial(self._done, "Taken back"),
                failed=self._refused,
                label="take a change back",
            )

    def action_redo(self) -> None:
        """Make again what was taken back last."""
        self.write(
            lambda project: project.redo(), partial(self._done, "Done again"), failed=self._refused
        )

    def _done(self, what: str, operation: Operation | None) -> None:
        said = f"{what}: {operation.label}" if operation else "There is nothing more to redo."
        self.query_one("#history-foot", Static).update(line(said, max(10, self.size.width - 6)))
        self.begin(self._read())

    def _refused(self, error: SaysoError) -> None:
        self.query_one("#history-foot", Static).update(literal(str(error), "$warning", most=600))
