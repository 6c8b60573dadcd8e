"""Notes that may be one remark, a pair a screen, side by side, to join or to keep."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture.jobs import duplicates, lists, rewording
from capture.jobs.duplicates import Found, Pair
from capture.jobs.notes import ChangedMeanwhile
from capture.literal import line, literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Sentence
from capture.widgets.resilient import ShellPart
from data.errors import SaysoError
from data.text import capital, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project, Ticket
    from capture.jobs.duplicates import Side
    from capture.jobs.rewording import Joining

_T = TypeVar("_T")

_KEYS = (
    ("1 2", "join, that text"), ("j", "join, both texts"), ("d", "they differ"),
    ("t", "one said both"), ("↑ ↓", "other pair"), ("Esc", "close"),
)  # fmt: skip


class DuplicatesScreen(ShellPart, Dialog[str | None]):
    """Goes through the pairs; what was done, in a sentence, when it is left."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("rewording")]  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012 - Textual's own way
    HELP_TEXT = (
        "Two notes that may be one remark; what differs is underlined. 1 and 2 join them and keep "
        "the text of that one, j keeps both texts. d says that they are two "
        "remarks, t that one person said both, which then counts once. Neither pair is shown "
        "again. Each is one step for Ctrl+Z in the list."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Close"),
        ("1", "keep(0)", "Join, left text"),
        ("2", "keep(1)", "Join, right text"),
        ("j", "keep(2)", "Join both texts"),
        ("d", "settle('told apart')", "They differ"),
        ("t", "settle('said twice')", "Said twice"),
        ("up,left", "step(-1)", "Pair before"),
        ("down,right", "step(1)", "Next pair"),
    ]

    def __init__(self) -> None:
        """Begin by looking."""
        super().__init__()
        self.pairs: list[Pair] = []
        self._found = Found()
        self._at = 0
        self._sides: tuple[Side, Side] | None = None
        self._looking: Ticket | None = None
        self._done = {"joined": 0, "told apart": 0, "said twice": 0}

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="duplicates-box"):
            yield Static(id="duplicates-title")
            with Container(id="duplicates-both"):
                for name in ("left", "right"):
                    with VerticalScroll(classes="duplicates-side", can_focus=False):
                        yield Static(id=f"duplicates-{name}")
            yield Sentence(id="duplicates-told")
            keys = [Content(f"{key} ").stylize("$here") + Content(told) for key, told in _KEYS]
            yield Static(Content("  ").join(keys), id="duplicates-keys")

    def on_mount(self) -> None:
        """Look for pairs."""
        self.query_one(Sentence).tell("")
        self._title("Comparing the notes…")
        self.begin(self._look(), self.query_one(Sentence).tell)

    async def _look(self) -> None:
        self._looking = self.gateway.task("compare the notes", self._show_progress)
        self._found = await self.gateway.compute(
            lambda project, task: duplicates.find(
                project, progress=task.progress, cancelled=task.cancelled
            ),
            task=self._looking,
            key="duplicates",
        )
        self.pairs = list(self._found.pairs)
        self._show()

    def _show_progress(self, done: int, total: int) -> None:
        self._title(f"Comparing the notes… {100 * done // max(1, total)} %")

    # -- showing ---------------------------------------------------------------------------------

    def _title(self, text: str) -> None:
        self.query_one("#duplicates-title", Static).update(literal(text, "bold", most=300))

    @property
    def pair(self) -> Pair | None:
        """The pair that is shown."""
        return self.pairs[self._at] if self._at < len(self.pairs) else None

    def _show(self) -> None:
        self._at = max(0, min(self._at, len(self.pairs) - 1))
        self._sides = None
        pair = self.pair
        if pair is None:
            self._nothing()
            return
        self.begin(self._read_sides(pair))

    async def _read_sides(self, pair: Pair) -> None:
        try:
            sides = await self.gateway.read(
                lambda project: duplicates.sides(project, pair), key="sides"
            )
        except SaysoError:  # one of the two is gone
            if pair in self.pairs:
                self.pairs.remove(pair)
            self._show()
            return
        if pair is self.pair:
            self._show_sides(pair, sides)

    def _nothing(self) -> None:
        self._title("Every pair is settled." if self._found.pairs else self._found.sentence())
        for name in ("left", "right"):
            self.query_one(f"#duplicates-{name}", Static).update("")

    def _show_sides(self, pair: Pair, sides: tuple[Side, Side]) -> None:
        self._sides = sides
        who = "one voice" if pair.same_voice else "two voices"
        why = capital(pair.why.value)
        share = f" ({pair.likeness:.0%})" if pair.likeness < 1 else ""
        self._title(f"{why}{share}, {who} · {self._at + 1:,} of {len(self.pairs):,}")
        texts = duplicates.differences(sides[0].note.text, sides[1].note.text)
        for number, name, side, pieces in zip((1, 2), ("left", "right"), sides, texts, strict=True):
            text = Content("").join(
                literal(piece, "underline bold" if differs else "") for piece, differs in pieces
            )
            self.query_one(f"#duplicates-{name}", Static).update(_head(number, side) + text)

    def action_step(self, by: int) -> None:
        """Show another pair, deciding nothing."""
        if self.pairs:
            self._at = (self._at + by) % len(self.pairs)
            self.query_one(Sentence).tell("")
            self._show()

    # -- deciding --------------------------------------------------------------------------------

    def action_keep(self, which: int) -> None:
        """Join the pair, with the text of one or of both."""
        pair, sides = self.pair, self._sides
        if pair is None or sides is None:
            return
        self._join(pair, sides, which, anyway=False)

    def _join(self, pair: Pair, sides: tuple[Side, Side], which: int, *, anyway: bool) -> None:
        seen = [side.note for side in sides]
        text = seen[which].text if which < len(seen) else None
        self._write(
            lambda project: rewording.join(
                project, (pair.one, pair.other), text=text, anyway=anyway, seen=seen
            ),
            partial(self._joined, pair),
            partial(self._not_joined, pair, sides, which),
        )

    def _not_joined(
        self, pair: Pair, sides: tuple[Side, Side], which: int, error: SaysoError
    ) -> None:
        if isinstance(error, rewording.JoinAsks):
            loses = " ".join(error.plan.loses)
            self.begin(self._join_anyway(pair, sides, which, loses))
            return
        self.query_one(Sentence).tell(error)
        if isinstance(error, ChangedMeanwhile):
            self._show()  # as the two are now

    async def _join_anyway(
        self, pair: Pair, sides: tuple[Side, Side], which: int, loses: str
    ) -> None:
        from capture.screens.dialogs import ConfirmScreen

        if await self.ask(ConfirmScreen("Join them all the same?", loses, "Join them")):
            self._join(pair, sides, which, anyway=True)

    def _joined(self, pair: Pair, joining: Joining) -> None:
        kept, (gone,) = joining.joined.id, joining.gone
        self._settled(pair, "joined", " ".join(joining.keeps))
        moved = [
            replace(
                other,
                one=kept if other.one == gone else other.one,
                other=kept if other.other == gone else other.other,
            )
            for other in self.pairs
        ]
        self.pairs = [other for other in moved if other.one != other.other]
        self._show()

    def action_settle(self, how: str) -> None:
        """Say that they are two remarks ("told apart"), or one person's ("said twice")."""
        pair = self.pair
        if pair is not None and self._sides is not None:

            def settle(project: Project) -> object:
                if how == "told apart":
                    return lists.differ(project, "note", pair.one, pair.other)
                return duplicates.said_twice(project, pair)

            self._write(
                settle,
                lambda _: self._settled(pair, how),
                self.query_one(Sentence).tell,
            )

    def _write(
        self,
        job: Callable[[Project], _T],
        then: Callable[[_T], None],
        failed: Callable[[SaysoError], None],
    ) -> None:
        self._sides = None  # one answer a pair, however fast the keys come
        self.write(job, then, failed=partial(self._not_done, failed), label="a pair")

    def _not_done(self, failed: Callable[[SaysoError], None], error: SaysoError) -> None:
        failed(error)
        self._show()

    def _settled(self, pair: Pair, how: str, told: str = "") -> None:
        self._done[how] += 1
        self.query_one(Sentence).tell(told)
        if pair in self.pairs:
            self.pairs.remove(pair)
        self._show()

    def action_leave(self) -> None:
        """Close, and say what was done."""
        if self._looking is not None:
            self._looking.cancel()
        done = [f"{counted(count, 'pair')} {how}" for how, count in self._done.items() if count]
        self.dismiss(f"{', '.join(done)}. Ctrl+Z takes them back one by one." if done else None)


def _head(number: int, side: Side) -> Content:
    """Return what stands above a note's text: its key, who said it, where and when."""
    at_home = side.note.at.astimezone()
    day = f"{at_home:%Y-%m-%d}"  # which the session's own title mostly names
    when = f"{at_home:%H:%M}" if day in side.session else f"{day} {at_home:%H:%M}"
    head = line(f"{number} ", 2, "$here bold") + line(side.speaker or "nobody named", 60, "bold")
    return head + line(f" · {side.session} · {when}", 120, "$dim") + Content("\n")
