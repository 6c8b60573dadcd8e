"""What was said about cards: open comments first, to answer, close and open again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from capture.commands import bindings
from capture.literal import line, literal
from capture.widgets.sturdy import ShellPart
from data.records import TouchpointId
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.cards import Said
    from capture.screens.forms import FormScreen
    from data.errors import SaysoError
    from synthesis.map.model import Card


class CommentsScreen(ShellPart, ModalScreen[bool]):
    """A card's comments, or everybody's on all cards; True where one was changed."""

    MODE = "comments"
    CSS_PATH = "../styles/map.tcss"
    HELP_TEXT = (
        "What was said about the card, what is open first. Enter answers, x closes a comment or "
        "opens it again, c says something new, t shows those of all cards. The number is what "
        "sayso touchpoints answer and close take."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(MODE),
        ("escape,q", "leave", "Back"),
        ("j", "cursor(1)", "Down"),
        ("k", "cursor(-1)", "Up"),
    ]

    def __init__(self, card: Card, form: Callable[[], FormScreen] | None) -> None:
        """List the comments on ``card``; ``form`` makes one for a new comment (None: read-only)."""
        super().__init__()
        self._card, self._form = card, form
        self._everywhere = False
        self._said: list[Said] = []
        self._changed = False

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="card"):
            yield Static(id="card-head")
            yield OptionList(id="evidence", markup=False, compact=True)
            yield Static(id="card-foot")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(OptionList).focus()
        self._load()

    def on_resize(self) -> None:
        """Fit the foot to the width."""
        self._foot()

    def _foot(self) -> None:
        told = "Enter answers · x closes · c new · t all · Esc back"
        if self._everywhere:
            told = told.replace("t all", "t this card")
        room = max(8, self.size.width - 6)
        self.query_one("#card-foot", Static).update(line(told, room, "dim"))

    def _load(self) -> None:
        from capture.jobs import cards

        one = None if self._everywhere else TouchpointId(self._card.id)
        self.shell.gateway.read(
            lambda project: cards.listed(project, one), self._show, key="comments"
        )

    def _show(self, found: tuple[Said, ...]) -> None:
        here = self._here()
        self._said = sorted(found, key=lambda one: (one.comment.closed, -one.number))
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(self._row(one)) for one in self._said])
        ids = [one.comment.id for one in self._said]
        at = ids.index(here.comment.id) if here is not None and here.comment.id in ids else 0
        rows.highlighted = at if self._said else None
        where = "all cards" if self._everywhere else f"{self._card.code} {self._card.title}"
        open_ones = sum(not one.comment.closed for one in self._said)
        told = f"{counted(len(self._said), 'comment')}, {open_ones} open"
        if not self._said:
            told = "Nobody has said anything yet: c says something."
        head = [literal(f"Comments on {where}", "bold", most=300), literal(told, "dim")]
        self.query_one("#card-head", Static).update(Content("\n").join(head))
        self._foot()

    def _row(self, said: Said) -> Content:
        one = said.comment
        look = "dim" if one.closed else ""
        code = f"{said.code} " if self._everywhere else ""
        state = "closed" if one.closed else "open"
        parts = (f"{code}#{said.number} {one.kind.value}", one.author, state)
        lines = [
            literal(" · ".join(part for part in parts if part), "dim" if one.closed else "$here"),
            literal(f"  {one.text}", look, most=2000),
        ]
        if one.answer:
            lines.append(literal(f"  → {one.answer}", look, most=2000))
        return Content("\n").join(lines)

    def _here(self) -> Said | None:
        at = self.query_one(OptionList).highlighted
        return self._said[at] if at is not None and at < len(self._said) else None

    # -- acts
    def action_cursor(self, by: int) -> None:
        """Go up or down."""
        rows = self.query_one(OptionList)
        rows.action_cursor_down() if by > 0 else rows.action_cursor_up()

    def action_everywhere(self) -> None:
        """Show the comments on all cards, or on this one."""
        self._everywhere = not self._everywhere
        self._load()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer the chosen one."""
        event.stop()
        self.action_answer()

    def _chosen(self) -> Said | None:
        if self._form is None:
            self.shell.say("The project is read-only: it can be seen, not changed.", "warning")
            return None
        return self._here()

    def action_answer(self) -> None:
        """Ask for the answer to the chosen comment."""
        said = self._chosen()
        if said is None:
            return
        from capture.screens.forms import Entry, FormScreen

        one = said.comment
        states = ("stays open", "is closed")
        entries = (
            Entry("answer", "Answer", one.answer, "empty: none"),
            Entry("closed", "Then it", str(int(one.closed)), choices=states),
        )

        def store(changed: Mapping[str, str]) -> Callable[[Project], str]:
            closed = bool(int(changed["closed"])) if "closed" in changed else None

            def job(project: Project) -> str:
                from capture.jobs import cards

                cards.reply(project, one, changed.get("answer"), closed=closed)
                return f"Answered #{said.number}. Ctrl+Z takes it back."

            return job

        self.app.push_screen(FormScreen(f"#{said.number} {one.text}", entries, store), self._stored)

    def action_close(self) -> None:
        """Close the chosen comment, or open it again."""
        said = self._chosen()
        if said is None:
            return
        one = said.comment

        def job(project: Project) -> str:
            from capture.jobs import cards

            cards.settle(project, [one], closed=not one.closed)
            return f"{'Opened' if one.closed else 'Closed'} #{said.number}."

        self.shell.gateway.write(job, self._stored, failed=self._refused, label="close a comment")

    def action_comment(self) -> None:
        """Say something new about the card."""
        if self._form is None:
            self._chosen()
            return
        self.app.push_screen(self._form(), self._stored)

    def _stored(self, told: str | None) -> None:
        if told is not None:
            self._changed = True
            self.shell.say(told)
            self._load()

    def _refused(self, error: SaysoError) -> None:
        self.shell.say(str(error), "warning")
        self._load()

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(self._changed)
