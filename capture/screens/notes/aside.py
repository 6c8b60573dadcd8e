"""The chosen note whole, and what lies around it: said before and after, alike, done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture.jobs import browse
from capture.jobs.browse import NEAR
from capture.jobs.vectors import MOST, most_like
from capture.literal import line, literal
from capture.screens.notes.look import Sight, detail, who
from capture.widgets.chips import GLYPHS
from capture.widgets.resilient import ShellPart
from capture.widgets.rows import Leaf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from capture.jobs.browse import Around
    from capture.jobs.vectors import Alike
    from data.records import Note, NoteId


class Aside(ShellPart, VerticalScroll, can_focus=False):
    """The chosen note at once; what is around it as it comes."""

    def __init__(self) -> None:
        """Begin with no note."""
        super().__init__(id="whole")
        self.note: Note | None = None
        self._sight = Sight()
        self._outdated = False

    def compose(self) -> ComposeResult:
        """Lay the panel out, empty."""
        yield Static(id="detail")
        with Vertical(id="around"):
            yield Static(id="around-head", classes="aside-head")
            yield from (Leaf(classes="before") for _ in range(NEAR))
            yield Static("  ● this note", id="between")
            yield from (Leaf(classes="after") for _ in range(NEAR))
            yield Static(id="alike-head", classes="aside-head")
            yield from (Leaf(classes="alike") for _ in range(MOST))
            yield Static(id="acts-head", classes="aside-head")
            yield Static(id="acts")

    def outdate(self) -> None:
        """Look around the note again when it is shown next: the project has changed."""
        self._outdated = True

    def show(self, note: Note | None, sight: Sight) -> None:
        """Show a note at once; what lies around it is read."""
        before, self.note = self.note, note
        seen_so, self._sight = self._sight, sight
        if note == before and not self._outdated:
            if note is not None and sight is not seen_so:
                self.query_one("#detail", Static).update(detail(note, sight))
            return
        if note is None or before is None or note.id != before.id:
            self.scroll_home(animate=False)
            self.query_one("#detail", Static).update("")
            self.query_one("#around").display = False
        if note is None:
            return
        self.query_one("#detail", Static).update(detail(note, sight))
        if self.display:
            self.begin(self._look_around(note.id))

    async def _look_around(self, note: NoteId) -> None:
        self._outdated = False
        around = await self.gateway.read(lambda project: browse.around(project, note), key="around")
        if around is None or not self._shows(note):
            return
        self._show_around(around)
        alike = await self.gateway.compute(
            lambda project, task: most_like(project, note, task.cancelled, task.progress),
            progress=self._show_reading,
            key="alike",
        )
        if self._shows(note):
            self._show_alike(alike)

    def _shows(self, note: NoteId) -> bool:
        return self.note is not None and self.note.id == note

    def _show_around(self, around: Around) -> None:
        """Show what was said before and after, and what became of the note."""
        names = self._sight.names
        for name, some in (("before", around.before), ("after", around.after)):
            self._leaves(name, [(note.id, _said(note, names)) for note in some])
        alone = not around.before and not around.after
        title = around.session.title if around.session is not None else "its session"
        told = "nothing else was noted" if alone else "just before and after it"
        self._head("around-head", f"{told}, in {title}")
        self.query_one("#between").display = not alone
        acts = self.query_one("#acts", Static)
        acts.display = True
        acts.update(_acts(around))
        self._head("acts-head", "what became of it")
        if not self.query_one("#around").display:
            self._leaves("alike", ())
            self.query_one("#alike-head").display = False
            self.query_one("#around").display = True

    def _show_alike(self, alike: Sequence[Alike]) -> None:
        """Show the notes that are most like it."""
        names = self._sight.names
        like = [
            (one.note.id, literal(f"{one.likeness:.2f} ", "$dim") + _said(one.note, names))
            for one in alike
        ]
        self._leaves("alike", like)
        self._head("alike-head", "most like it" if alike else "nothing like it was said")

    def _show_reading(self, done: int, total: int) -> None:
        """Say how many notes are read, so that the like ones can be found."""
        self._head("alike-head", f"most like it: {done:,} of {total:,} notes read")

    def first(self) -> Leaf | None:
        """Return the first text that leads somewhere."""
        if not self.query_one("#around").display:
            return None
        return next((one for one in self.query(Leaf) if one.key), None)

    def _leaves(self, name: str, texts: Sequence[tuple[str, Content]]) -> None:
        for at, leaf in enumerate(self.query(f".{name}").results(Leaf)):
            leaf.show(*(texts[at] if at < len(texts) else ("", Content(""))))

    def _head(self, name: str, told: str) -> None:
        head = self.query_one(f"#{name}", Static)
        head.display = True
        head.update(literal(told, most=200))


def _said(note: Note, known: Mapping[str, str]) -> Content:
    """Return another note in a line or two: who, what, and its kind."""
    picture = GLYPHS.get(note.kind, "·") if note.kind is not None else "·"
    return Content(" ").join(
        (
            literal(picture, "$accent"),
            line(who(note, known), 24, "bold $primary"),
            line(note.text, 300),
        )
    )


def _acts(around: Around) -> Content:
    """Return what was done with a note, the newest first."""
    lines = []
    for act in around.acts:
        when = f"{act.at.astimezone():%Y-%m-%d %H:%M}"
        whose = f" · {act.author}" if act.author not in ("", around.me) else ""
        undone = literal(whose + (" (taken back)" if act.undone else ""), "$dim", most=200)
        lines.append(literal(f"{when} ", "$dim") + line(act.label, 200) + undone)
    if around.more:
        lines.append(literal("… and more before", "$dim"))
    return Content("\n").join(lines)
