"""The form for another session: what sort, its title, who is in the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from capture.jobs.notes import title_for
from capture.literal import literal
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from data.records import Session, SessionKind

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project

_KINDS = (SessionKind.STAFF_MEETING, SessionKind.CUSTOMER_INTERVIEW, SessionKind.OBSERVATION)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session as it was asked for; ``title`` "" for one made of its kind and the time."""

    title: str
    kind: SessionKind
    people: tuple[str, ...]

    def open(self, project: Project) -> Session:
        """Make it.

        Raises:
            SaysoError: somebody in the room is named as no known person can be; nothing was made.
        """
        from capture.jobs.sessions import open_session

        now = datetime.now(UTC)
        named = tuple(one if "/" in one else f"{one}/" for one in self.people)
        title = self.title or title_for(self.kind, now)
        return open_session(project, title, self.kind, people=named, now=now)


class OpeningScreen(Dialog[Wanted | Session | None]):
    """All of it may be skipped: Enter starts a staff meeting.

    An ``interview`` that was noted a short time ago may be gone on with instead.
    """

    CSS_PATH = stylesheet("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "cancel", "Go on with this one"),
        ("escape", "leave", "Back to the line"),
        ("f2", "next_kind", "Next kind"),
        ("f3", "interview", "Go on with the interview"),
    ]

    def __init__(self, interview: Session | None = None, *, is_going_on: bool = False) -> None:
        """Begin with a staff meeting; another session may be going on, and then does."""
        super().__init__()
        self._interview = interview
        self._is_going_on = is_going_on
        self._kind = SessionKind.STAFF_MEETING

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        with VerticalScroll(classes="dialog"):
            yield Static(literal("Another session", "bold"))
            yield Static(id="kind")
            yield Input(placeholder="title (or leave it empty)", id="title")
            yield Input(placeholder="who is there: Maria/desk, Jon/calls", id="people")
            with Horizontal(classes="buttons"):
                yield Button("Start", variant="primary", id="start")
                yield Button(
                    "Go on with this one" if self._is_going_on else "Back to the line", id="cancel"
                )

    def on_mount(self) -> None:
        """Show the kind, and begin with the title."""
        self._tell()
        self.query_one("#title").focus()

    def _tell(self) -> None:
        interview = ""
        if self._interview is not None:
            interview = f"\nF3  go on with the interview “{self._interview.title}”"
        self.query_one("#kind", Static).update(literal(f"\nF2  {self._kind.value}{interview}\n"))

    def action_next_kind(self) -> None:
        """Go on to the next sort of session."""
        self._kind = _KINDS[(_KINDS.index(self._kind) + 1) % len(_KINDS)]
        self._tell()

    def action_interview(self) -> None:
        """Go on with the interview, where there is one to go on with."""
        if self._interview is not None:
            self.dismiss(self._interview)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the interview only where there is one, and to go on only with a session."""
        del parameters
        offered = {
            "interview": self._interview is not None,
            "cancel": self._is_going_on,
            "leave": not self._is_going_on,
        }
        return offered.get(action, True)

    def on_click(self) -> None:
        """Nothing outside the buttons acts."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field, and start after the last."""
        if event.input.id == "title":
            self.query_one("#people").focus()
        else:
            self._start()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Start, or not."""
        if event.button.id == "start":
            self._start()
        else:
            self.dismiss(None)

    def action_cancel(self) -> None:
        """Go on with the session there is."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back: a session begins with the first note."""
        self.dismiss(None)

    def _start(self) -> None:
        title = self.query_one("#title", Input).value.strip()
        people = self.query_one("#people", Input).value.split(",")
        named = tuple(one.strip() for one in people if one.strip())
        self.dismiss(Wanted(title, self._kind, named))
