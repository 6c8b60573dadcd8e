"""At the end of a meeting: who the speakers are whom nobody knew, a key each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from capture.jobs import strangers
from capture.literal import line, literal
from capture.widgets.steps import StepsScreen
from data.text import counted

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from capture.jobs.strangers import Stranger
    from data.records import Operation, SessionId

_OFFERED = 9  # people whom a digit chooses


class StrangersScreen(StepsScreen[bool]):
    """One unknown speaker at a time; the answer is whether the walk goes on.

    Nothing is stored before a key says who it was; Enter leaves the name in the text.
    """

    HELP_TEXT = (
        "Remarks that open with a name which nobody had when they were typed. n makes a person of "
        "it, a digit says who of those who are known was meant; the name leaves the text then, and "
        "all remarks that open so are theirs. Enter leaves it text, z takes the last one back, Esc "
        "ends."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("n", "settle", "a person"),
        ("enter", "next", "text"),
        ("z", "back", "undo"),
        ("escape", "leave", "end"),
    ]

    def __init__(self, session: SessionId, unknown: tuple[Stranger, ...]) -> None:
        """Go through ``unknown`` speakers of a session."""
        super().__init__()
        self._session = session
        self._unknown = unknown
        self._at = 0
        self._settled: list[bool] = []
        self._waits = False

    def on_mount(self) -> None:
        """Show the first."""
        self._tell()

    def _tell(self) -> None:
        one = self._unknown[self._at]
        room = self.room
        count = counted(len(one.notes), "remark")
        head = f"Unknown speaker {self._at + 1} of {len(self._unknown)} · {count}"
        makes = "the people they are; the first said it, the others agree"
        rows = [
            line(head, room, "dim"),
            Content(""),
            literal(one.first, "bold", most=1200),
            Content(""),
            line(f"n  “{one.typed}”: {makes if len(one.names) > 1 else 'a person'}", room),
            *(
                line(f"{number}  {name}", room)
                for number, (_, name) in enumerate(self._offered(), 1)
            ),
            Content(""),
            line("n a person  1-9 somebody known  Enter text  z undo  Esc end", room, "dim"),
        ]
        self.show_rows(rows)

    def _offered(self) -> tuple[tuple[str, str], ...]:
        one = self._unknown[self._at]
        return one.people[:_OFFERED] if len(one.names) == 1 else ()

    def on_key(self, event: events.Key) -> None:
        """Take the number of somebody who is known."""
        if event.character and event.character in "123456789":
            event.stop()
            place = int(event.character) - 1
            if place < len(self._offered()):
                self._settle(self._offered()[place][0])

    def action_settle(self) -> None:
        """Make people of the names."""
        self._settle("")

    def _settle(self, who: str) -> None:
        if self._waits:
            return
        self._waits = True
        session, typed = self._session, self._unknown[self._at].typed
        self.shell.gateway.write(
            lambda project: strangers.settle(project, session, typed, who),
            self._stored,
            failed=self._refused,
            label="say who a speaker is",
        )

    def _stored(self, told: str) -> None:
        self._waits = False
        self.shell.say(told)
        self._on(settled=True)

    def _refused(self, error: Exception) -> None:
        self._waits = False
        self.shell.say(str(error), "warning")

    def action_next(self) -> None:
        """Leave it text."""
        self._on(settled=False)

    def _on(self, *, settled: bool) -> None:
        self._settled.append(settled)
        self._at += 1
        if self._at < len(self._unknown):
            self._tell()
        else:
            self._at -= 1  # what is drawn until it is gone
            self.dismiss(True)

    def action_back(self) -> None:
        """Take the last step back."""
        if not self._settled or self._waits:
            return
        undo = self._settled.pop()
        self._at -= 1
        if undo:
            self.shell.gateway.write(lambda project: project.undo(), self._undone, label="undo")
        self._tell()

    def _undone(self, operation: Operation | None) -> None:
        self.say_undone(operation)

    def action_leave(self) -> None:
        """End; what was not settled stays text."""
        self.dismiss(False)
