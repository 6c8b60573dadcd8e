"""Names of one list that look alike, pair by pair: merge them, or say that they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from capture.jobs import lists
from capture.literal import hints, line
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.inputs import Sentence
from capture.widgets.resilient import ShellPart
from capture.widgets.rows import Rows
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.lists import Merging
    from capture.jobs.lookalikes import Alike
    from data.errors import SaysoError

_HINTS = ("m merge, left into right", "r right into left", "d they differ", "Esc close")


class AlikeScreen(ShellPart, Dialog[str | None]):
    """The pairs, one a row; what was done in a sentence when it is left."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("rewording")]  # noqa: RUF012
    AUTO_FOCUS = "#alike"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Close"),
        ("m", "merge(False)", "Merge"),
        ("r", "merge(True)", "Merge the other way"),
        ("d", "differ", "They differ"),
    ]

    def __init__(self, pairs: tuple[Alike, ...]) -> None:
        """Offer pairs."""
        super().__init__()
        self.pairs = list(pairs)
        self._done = {"merged": 0, "told apart": 0}
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="alike-box"):
            yield Static(line("Names that look alike", 100, "bold"))
            yield Rows(self._row, id="alike")
            yield Sentence(id="alike-told")
            yield Static(hints(*_HINTS))

    def on_mount(self) -> None:
        """Show the pairs."""
        self.query_one(Sentence).tell("")
        self.query_one(Rows).show(len(self.pairs))

    def _row(self, at: int, room: int) -> Content:
        pair = self.pairs[at]
        tells = room >= 64  # there is room for why
        half = max(10, (room - (28 if tells else 4)) // 2)
        parts = []
        for thing, count in ((pair.gone, pair.gone_notes), (pair.kept, pair.kept_notes)):
            part = line(lists.title(thing), half - 6, "bold") + line(f" {count:,}", 8, "$dim")
            parts.append(part.pad_right(max(0, half - part.cell_length)))
        row = Content(" ≈ ").join(parts)
        if tells:
            row += line(f"  {pair.why}", 24, "$dim")
        return row.truncate(room, ellipsis=True)

    @property
    def pair(self) -> Alike | None:
        """The chosen pair."""
        at = self.query_one(Rows).cursor
        return self.pairs[at] if at < len(self.pairs) and not self._busy else None

    def action_merge(self, turned: bool) -> None:
        """Merge the chosen pair, the left into the right, or turned round."""
        pair = self.pair
        if pair is None:
            return
        gone, kept = (pair.kept, pair.gone) if turned else (pair.gone, pair.kept)
        self._busy = True
        self.write(
            lambda project: lists.merge(project, pair.what, gone.id, kept.id),
            self._merged,
            failed=self._refused,
            label=f"merge a {pair.what}",
        )

    def _merged(self, merging: Merging) -> None:
        gone = merging.gone.id
        left = [pair for pair in self.pairs if gone not in (pair.gone.id, pair.kept.id)]
        self._settled("merged", left, merging.sentence(done=True))

    def action_differ(self) -> None:
        """Say that the chosen pair are two."""
        pair = self.pair
        if pair is not None:
            self._busy = True
            self.write(
                lambda project: lists.differ(project, pair.what, pair.gone.id, pair.kept.id),
                lambda _: self._settled("told apart", [p for p in self.pairs if p is not pair]),
                failed=self._refused,
                label="they differ",
            )

    def _settled(self, how: str, left: list[Alike], sentence: str = "") -> None:
        self._busy = False
        self._done[how] += 1
        self.pairs = left
        rows = self.query_one(Rows)
        rows.show(len(left), rows.cursor)
        self.query_one(Sentence).tell(sentence)
        if not left:
            self.action_leave()

    def _refused(self, error: SaysoError) -> None:
        self._busy = False
        self.query_one(Sentence).tell(error)

    def action_leave(self) -> None:
        """Close, and say what was done."""
        done = [f"{counted(count, 'pair')} {how}" for how, count in self._done.items() if count]
        self.dismiss(f"{', '.join(done)}. Ctrl+Z takes them back one by one." if done else None)
