"""After the meeting: what it gave, three takeaways, and the way into the bare notes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.jobs import sessions
from capture.literal import line, literal
from capture.widgets.line import Line
from capture.widgets.sturdy import ShellPart
from data.text import visible, width

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.sessions import Counts, Summary
    from capture.shell import Shell
    from data.records import SessionId

_TAKEAWAYS = 3


class ClosingScreen(ShellPart, ModalScreen[None]):
    """The summary of one session; Enter goes on from takeaway to takeaway, F2 to the bare notes."""

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/closing.tcss"]  # noqa: RUF012
    HELP_TEXT = (
        "What the meeting gave. Up to three takeaways are stored as memos when you leave this page "
        "(Esc) or go through the notes that lack a kind or a stage (F2)."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Back"),
        ("f2", "walk", "Go through the bare notes"),
    ]

    def __init__(self, session: SessionId) -> None:
        """Sum up ``session``."""
        super().__init__()
        self._session = session
        self._summary: Summary | None = None

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(id="summary")
            yield Static(literal("\nTake away, in a line each (Enter for the next):"))
            for number in range(_TAKEAWAYS):
                yield Line(id=f"takeaway{number}", grammar=False)
            yield Static(id="next")

    def on_mount(self) -> None:
        """Ask for the summary."""
        self.query_one("#takeaway0").focus()
        self._ask()

    def on_screen_resume(self) -> None:
        """Sum up anew: notes may have been tagged."""
        self._ask()

    def _ask(self) -> None:
        session = self._session
        self.shell.gateway.read(
            lambda project: sessions.summary(project, session), self._show, key="summary"
        )

    def _show(self, found: Summary) -> None:
        self._summary = found
        self.query_one("#summary", Static).update(laid_out(found, self._room))
        bare = len(found.bare)
        told = (
            f"F2 goes through the {bare} bare {'note' if bare == 1 else 'notes'}   " if bare else ""
        )
        self.query_one("#next", Static).update(literal(f"\n{told}Esc goes back to the line"))

    @property
    def _room(self) -> int:
        return max(20, min(76, self.size.width * 96 // 100) - 5)

    def on_line_submitted(self, event: Line.Submitted) -> None:
        """Go on to the next line; after the last, leave."""
        number = int((event.line.id or "0")[-1]) + 1
        if number < _TAKEAWAYS:
            self.query_one(f"#takeaway{number}").focus()
        else:
            self.action_leave()

    def on_line_wanted(self, event: Line.Wanted) -> None:
        """Go between the lines, or back."""
        if event.key == "esc":
            self.action_leave()
        elif event.key in ("tab", "down"):
            self.focus_next("Line")
        elif event.key == "up":
            self.focus_previous("Line")

    def _keep(self) -> None:
        lines = [one.content for one in self.query(Line)]
        if any(one.strip() for one in lines):
            session = self._session
            for one in self.query(Line):
                one.fill("")
            self.shell.gateway.write(
                lambda project: sessions.take_away(project, session, lines),
                partial(_tell, self.shell),
                label="store takeaways",
                text=" / ".join(one for one in lines if one.strip()),
            )

    def action_leave(self) -> None:
        """Keep the takeaways and go back."""
        self._keep()
        self.dismiss()

    def action_walk(self) -> None:
        """Keep the takeaways and go through the bare notes."""
        from capture.screens.walk import WalkScreen

        self._keep()
        if self._summary is None or not self._summary.bare:
            self.shell.say("No note is bare: each has a kind, and a stage where it needs one.")
            self.dismiss()
            return
        self.app.push_screen(WalkScreen(self._summary.bare))


def _tell(shell: Shell, count: int) -> None:
    shell.say(f"{count} {'takeaway' if count == 1 else 'takeaways'} stored as memos.")


def laid_out(found: Summary, room: int) -> Content:
    """Return a summary as rows of at most ``room`` cells."""
    rows = [line(found.title, room, "bold"), line(_when(found), room), Content("")]
    for name, counts in (("who", found.people), ("stages", found.stages), ("kinds", found.kinds)):
        rows += _counts(name, counts, room)
    if found.silent:
        rows += _words("silent", list(found.silent), room)
    bare = len(found.bare)
    told = f"{bare} of {found.total} lack a kind or a stage" if bare else "every note has its tags"
    rows.append(line(f"{'bare':<8}{told}", room))
    return Content("\n").join(rows)


def _when(found: Summary) -> str:
    count = f"{found.total} {'note' if found.total == 1 else 'notes'}"
    if found.began is None or found.ended is None:
        return count
    return f"{count}, {found.began.astimezone():%H:%M} to {found.ended.astimezone():%H:%M}"


def _counts(name: str, counts: Counts, room: int) -> list[Content]:
    return _words(name, [f"{one} {count}" for one, count in counts], room) if counts else []


def _words(name: str, words: list[str], room: int) -> list[Content]:
    rows, row = [], f"{name:<8}"
    for at, word in enumerate(words):
        shown = visible(word[:200]) + (" · " if at + 1 < len(words) else "")
        if width(row) + width(shown) > room and row.strip():
            rows.append(line(row, room))
            row = " " * 8
        row += shown
    return [*rows, line(row, room)]
