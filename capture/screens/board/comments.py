"""What was said about cards: a form for a new comment, and the list to answer and close them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from capture.commands import bindings
from capture.jobs import comments as comments_jobs
from capture.literal import line, literal
from capture.screens.forms import Entry, FormScreen
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart
from data.records import CommentKind, TouchpointId
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.gateway import Project
    from capture.jobs.comments import Said
    from data.errors import SaysoError
    from data.records import Comment
    from synthesis.map.model import Card

_AS_IT_ENDS = {"?": CommentKind.QUESTION, "!": CommentKind.CHALLENGE}


def kind_of(text: str) -> CommentKind:
    """Return what a comment is by how it ends."""
    return _AS_IT_ENDS.get(text.strip()[-1:], CommentKind.COMMENT)


class NewComments:
    """Makes forms for new comments; whose the last one was is kept for the next."""

    def __init__(self) -> None:
        """Know of nobody yet."""
        self._author = ""

    def form(self, card: Card) -> FormScreen:
        """Return the form for a new comment on ``card``."""
        kinds = ("as it ends", *(kind.value for kind in CommentKind))
        entries = (
            Entry("text", "Comment"),
            Entry("kind", "Kind", "0", "as it ends: ? asks, ! challenges", choices=kinds),
            Entry("author", "By", self._author, "a name or a team; kept for the next one"),
        )
        title = f"Comment on {card.code} {card.name}"
        return FormScreen(title, entries, partial(self._job, card))

    def _job(self, card: Card, changed: Mapping[str, str]) -> Callable[[Project], str]:
        text, at = changed.get("text", ""), int(changed.get("kind", "0"))
        kind = tuple(CommentKind)[at - 1] if at else kind_of(text)
        return partial(self._store, card, text, kind, changed.get("author", self._author))

    def _store(
        self, card: Card, text: str, kind: CommentKind, author: str, project: Project
    ) -> str:
        comments_jobs.comment(project, TouchpointId(card.id), text, kind, author)
        self._author = author.strip()
        return f"{kind.value.title()} on {card.code}."


class CommentsScreen(ShellPart, Dialog[bool]):
    """A card's comments, or everybody's on all cards; True where one was changed."""

    MODE = "comments"
    CSS_PATH = stylesheet("map")
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
        self.said: list[Said] = []
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
        hints = "Enter answers · x closes · c new · t all · Esc back"
        if self._everywhere:
            hints = hints.replace("t all", "t this card")
        room = max(8, self.size.width - 6)
        self.query_one("#card-foot", Static).update(line(hints, room, "dim"))

    def _load(self) -> None:
        self.begin(self._read())

    async def _read(self) -> None:
        card = None if self._everywhere else TouchpointId(self._card.id)
        listed = await self.gateway.read(
            lambda project: comments_jobs.listed(project, card), key="comments"
        )
        here = self._here()
        self.said = sorted(listed, key=lambda said: (said.comment.closed, -said.number))
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(self._row(said)) for said in self.said])
        ids = [said.comment.id for said in self.said]
        at = ids.index(here.comment.id) if here is not None and here.comment.id in ids else 0
        rows.highlighted = at if self.said else None
        where = "all cards" if self._everywhere else f"{self._card.code} {self._card.name}"
        open_ones = sum(not said.comment.closed for said in self.said)
        told = f"{counted(len(self.said), 'comment')}, {open_ones} open"
        if not self.said:
            told = "Nobody has said anything yet: c says something."
        head = [literal(f"Comments on {where}", "bold", most=300), literal(told, "dim")]
        self.query_one("#card-head", Static).update(Content("\n").join(head))
        self._foot()

    def _row(self, said: Said) -> Content:
        comment = said.comment
        look = "dim" if comment.closed else ""
        code = f"{said.code} " if self._everywhere else ""
        state = "closed" if comment.closed else "open"
        parts = (f"{code}#{said.number} {comment.kind.value}", comment.author, state)
        about = " · ".join(part for part in parts if part)
        lines = [literal(about, look or "$here"), literal(f"  {comment.text}", look, most=2000)]
        if comment.answer:
            lines.append(literal(f"  → {comment.answer}", look, most=2000))
        return Content("\n").join(lines)

    def _here(self) -> Said | None:
        at = self.query_one(OptionList).highlighted
        return self.said[at] if at is not None and at < len(self.said) else None

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
        if said is not None:
            self.begin(self._fill_in(_answer_form(said)))

    async def _fill_in(self, form: FormScreen) -> None:
        self._stored(await self.ask(form))

    def action_close(self) -> None:
        """Close the chosen comment, or open it again."""
        said = self._chosen()
        if said is not None:
            job = partial(_turn, said.comment, said.number)
            self.write(job, self._stored, failed=self._refused, label="close a comment")

    def action_comment(self) -> None:
        """Say something new about the card."""
        if self._form is None:
            self._chosen()
        else:
            self.begin(self._fill_in(self._form()))

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


def _answer_form(said: Said) -> FormScreen:
    comment = said.comment
    store = partial(_answering, comment, said.number)
    again = partial(_answer_again, comment)
    return FormScreen(f"#{said.number} {comment.text}", _answer_lines(comment), store, again=again)


def _answer_lines(comment: Comment) -> tuple[Entry, ...]:
    states = ("stays open", "is closed")
    return (
        Entry("answer", "Answer", comment.answer, "empty: none"),
        Entry("closed", "Then it", str(int(comment.closed)), choices=states),
    )


def _answer_again(comment: Comment, project: Project) -> tuple[Entry, ...]:
    return _answer_lines(comments_jobs.current(project, comment))


def _answering(
    comment: Comment, number: int, changed: Mapping[str, str]
) -> Callable[[Project], str]:
    def answer(project: Project) -> str:
        closed = bool(int(changed["closed"])) if "closed" in changed else None
        comments_jobs.reply(project, comment, changed.get("answer"), closed=closed)
        return f"Answered #{number}. Ctrl+Z takes it back."

    return answer


def _turn(comment: Comment, number: int, project: Project) -> str:
    comments_jobs.settle(project, [comment], closed=not comment.closed)
    return f"{'Opened' if comment.closed else 'Closed'} #{number}."
