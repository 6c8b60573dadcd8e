"""One note and the places to cut it: proposed at line ends or sentence ends, set by a person."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.jobs import rewording
from capture.literal import hints, literal
from capture.widgets.sturdy import ShellPart
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from data.errors import SaysoError
    from data.records import Note

_WORD = re.compile(r"\S+")
_HINTS = ("← → word", "↑ ↓ part", "Space cuts before it, or not", "Enter splits", "Esc leaves it")


class SplitScreen(ShellPart, ModalScreen[str | None]):
    """Shows a note in parts; what was done in a sentence, None where nothing was."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/rewording.tcss"]  # noqa: RUF012
    HELP_TEXT = (
        "Each numbered part becomes a note of its own, with the speaker, the tags and the places "
        "on cards that the whole had. Space cuts before the chosen word, or joins there again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", "Leave it"),
        ("enter", "split", "Split"),
        ("space", "cut", "Cut here"),
        ("left", "move(-1)", "Word before"),
        ("right", "move(1)", "Next word"),
        ("up", "part(-1)", "Part before"),
        ("down", "part(1)", "Next part"),
        ("home", "move(-100000)", "First word"),
        ("end", "move(100000)", "Last word"),
    ]

    def __init__(self, note: Note) -> None:
        """Begin with the cuts that are proposed, and the first of them chosen."""
        super().__init__()
        self._note = note
        self._words = [found.start() for found in _WORD.finditer(note.text)][1:]
        words = set(self._words)
        self.cuts = {at for at in rewording.proposals(note.text) if at in words}
        self._at = self._words.index(min(self.cuts)) if self.cuts else 0

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="split-box"):
            yield Static(id="split-title")
            with VerticalScroll(id="split-parts", can_focus=False):
                yield Static(id="split-text")
            yield Static(id="split-told")
            yield Static(hints(*_HINTS), id="split-keys")

    def on_mount(self) -> None:
        """Show the parts."""
        self._show()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts as they now are."""
        return rewording.cut(self._note.text, self.cuts)

    def _show(self) -> None:
        count = len(self.parts)
        title = f"Split into {counted(count, 'note')}" if count > 1 else "Split: nowhere yet"
        self.query_one("#split-title", Static).update(literal(title, "bold"))
        self.query_one("#split-text", Static).update(self._drawn())
        part = sum(cut <= self._words[self._at] for cut in self.cuts)
        self.query_one("#split-parts", VerticalScroll).scroll_to(y=max(0, part - 2), animate=False)

    def _drawn(self) -> Content:
        """Return the text with a line for each part, the chosen word picked out."""
        text, here = self._note.text, self._words[self._at]
        edges = [0, *sorted(self.cuts), len(text)]
        lines = []
        for number, (start, end) in enumerate(pairwise(edges), 1):
            told = Content(f"{number} ").stylize("$dim")
            if start <= here < end:
                found = _WORD.match(text, here)
                stop = found.end() if found else here + 1
                told += literal(text[start:here].lstrip())
                told += literal(text[here:stop], "reverse bold")
                told += literal(text[stop:end].rstrip())
            else:
                told += literal(text[start:end].strip())
            lines.append(told)
        return Content("\n").join(lines)

    # -- choosing --------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Choose another word."""
        self._at = max(0, min(len(self._words) - 1, self._at + by))
        self._show()

    def action_part(self, by: int) -> None:
        """Choose the first word of the part before or after."""
        here = self._words[self._at]
        starts = [at for at in sorted(self.cuts) if (at < here if by < 0 else at > here)]
        if starts:
            self._at = self._words.index(starts[-1 if by < 0 else 0])
        self._show()

    def action_cut(self) -> None:
        """Cut before the chosen word, or take the cut away."""
        self.cuts ^= {self._words[self._at]}
        self._show()

    # -- splitting -------------------------------------------------------------------------------

    def action_split(self) -> None:
        """Make the parts notes."""
        note, parts = self._note, self.parts
        if len(parts) < 2:
            self._refused_with("It is cut nowhere: Space cuts before the chosen word.")
            return
        self.shell.gateway.write(
            lambda project: rewording.told(rewording.split(project, note, parts)),
            self._split,
            failed=self._refused,
            label="split a note",
        )

    def _split(self, told: str) -> None:
        self.dismiss(f"{told}. Ctrl+Z takes it back.")

    def _refused(self, error: SaysoError) -> None:
        self._refused_with(str(error))

    def _refused_with(self, sentence: str) -> None:
        told = self.query_one("#split-told", Static)
        told.update(literal(sentence, "$warning", most=600))
        told.display = True
