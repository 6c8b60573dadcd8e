"""Beside the list: the chosen note whole, what was said around it, and what is most like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture.jobs.browse import NEAR
from capture.jobs.vectors import MOST
from capture.literal import line, literal
from capture.screens.noteparts import Sight, detail, who
from capture.widgets.readout import GLYPHS
from capture.widgets.rows import Leaf
from capture.widgets.sturdy import Resilient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from capture.jobs.browse import Around
    from capture.jobs.vectors import Alike
    from data.records import Note


class Aside(Resilient, VerticalScroll, can_focus=False):
    """The chosen note at once; what is around it as it comes."""

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

    def clear(self) -> None:
        """Show no note."""
        self.scroll_home(animate=False)
        self.query_one("#detail", Static).update("")
        self.query_one("#around").display = False

    def show_note(self, note: Note, sight: Sight) -> None:
        """Show a note whole; what lies around it stays as it is until it comes."""
        self.query_one("#detail", Static).update(detail(note, sight))

    def show_around(self, found: Around, sight: Sight) -> None:
        """Show what was said before and after, and what became of the note."""
        for name, some in (("before", found.before), ("after", found.after)):
            self._leaves(name, [(note.id, _said(note, sight.names)) for note in some])
        alone = not found.before and not found.after
        title = found.session.title if found.session is not None else "its session"
        told = "nothing else was noted" if alone else "just before and after it"
        self._head("around-head", f"{told}, in {title}")
        self.query_one("#between").display = not alone
        acts = self.query_one("#acts", Static)
        acts.display = True
        acts.update(_acts(found))
        self._head("acts-head", "what became of it")
        if not self.query_one("#around").display:
            self._leaves("alike", ())
            self.query_one("#alike-head").display = False
            self.query_one("#around").display = True

    def show_alike(self, found: Sequence[Alike], sight: Sight) -> None:
        """Show the notes that are most like it."""
        like = [
            (one.note.id, literal(f"{one.likeness:.2f} ", "$dim") + _said(one.note, sight.names))
            for one in found
        ]
        self._leaves("alike", like)
        self._head("alike-head", "most like it" if found else "nothing like it was said")

    def show_reading(self, done: int, total: int) -> None:
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


def _acts(found: Around) -> Content:
    """Return what was done with a note, the newest first."""
    lines = []
    for act in found.acts:
        when = f"{act.at.astimezone():%Y-%m-%d %H:%M}"
        whose = f" · {act.author}" if act.author not in ("", found.me) else ""
        undone = literal(whose + (" (taken back)" if act.undone else ""), "$dim", most=200)
        lines.append(literal(f"{when} ", "$dim") + line(act.label, 200) + undone)
    if found.more:
        lines.append(literal("… and more before", "$dim"))
    return Content("\n").join(lines)
