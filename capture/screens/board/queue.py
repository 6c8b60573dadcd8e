"""What needs an eye, one question at a time: y, n, or skip; each answer moves the board at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from capture.commands import bindings
from capture.jobs import board, queue
from capture.literal import line, literal
from capture.screens.board.acts import may_write
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart
from data.errors import SaysoError
from data.text import as_done, counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.board import Effect
    from capture.jobs.queue import Asked, Question
    from data.records import Operation


class QueueScreen(ShellPart, ModalScreen[str | None]):
    """The queue; a card's code where somebody wants to see the card that a question is about."""

    MODE = "queue"
    CSS_PATH = stylesheet("map")
    HELP_TEXT = (
        "Questions about the board, those worth most first. Every answer is a decision: the board "
        "follows at once, keeps it in every later cut, and never asks it again. Ctrl+Z takes the "
        "last answer back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(MODE),
        ("escape,q", "dismiss(None)", "Back"),
    ]

    def __init__(self) -> None:
        """Ask nothing yet."""
        super().__init__()
        self._asked: list[Asked] = []
        self._skipped: set[str] = set()
        self._answered = 0
        self._busy = True

    def compose(self) -> ComposeResult:
        """Lay out the question, the notes, and what comes of each answer."""
        with Vertical(id="queue"):
            yield Static(id="queue-head")
            with VerticalScroll(id="queue-body", can_focus=False):
                yield Static(id="question")
                yield Static(id="question-notes")
            yield Static(id="queue-answers")
            yield Static(id="queue-told")

    def on_mount(self) -> None:
        """Ask for the questions."""
        self.query_one("#question", Static).update(literal("Looking for what needs an eye…"))
        self._load()

    def _load(self) -> None:
        self._busy = True
        self.begin(self._look())

    async def _look(self) -> None:
        try:
            asked = await self.gateway.compute(
                lambda project, _: queue.asked_questions(project), key="queue"
            )
        except SaysoError:
            self._busy = False
            raise
        self._busy = False
        self._asked = [one for one in asked if one.question.key not in self._skipped]
        self._show()

    @property
    def question(self) -> Question | None:
        """The question that is asked."""
        return self._asked[0].question if self._asked else None

    def _show(self) -> None:
        done = f"{counted(self._answered, 'answer')} · " if self._answered else ""
        left = len(self._asked)
        told = f"{counted(left, 'question')}, best first" if left else "nothing needs an eye"
        self.query_one("#queue-head", Static).update(literal(f"{done}{told}", "dim"))
        self.query_one("#queue-told", Static).update(
            line("y yes · n no · s skip · o its card · Ctrl+Z takes back · Esc board", None, "dim")
        )
        if self._asked:
            self._ask(self._asked[0])
        else:
            self._ask_nothing()

    def _ask_nothing(self) -> None:
        skipped = f" {counted(len(self._skipped), 'question')} skipped." * bool(self._skipped)
        told = literal(f"Nothing needs an eye.{skipped} Esc goes to the board.", "bold")
        self.query_one("#question", Static).update(told)
        self.query_one("#question-notes", Static).update("")
        self.query_one("#queue-answers", Static).display = False

    def _ask(self, asked: Asked) -> None:
        question = asked.question
        self.query_one("#question", Static).update(literal(question.sentence, "bold", most=1000))
        notes = [
            Content("\n").join(
                [Content(""), literal(note.text, most=1500), literal(note.about, "dim", most=300)]
            )
            for note in asked.notes
        ]
        self.query_one("#question-notes", Static).update(Content("\n").join(notes))
        answers = self.query_one("#queue-answers", Static)
        answers.display = True
        answers.update(
            literal(" y ", "reverse")
            + literal(f" {question.yes}\n", most=300)
            + literal(" n ", "reverse")
            + literal(f" {question.no}", most=300)
        )
        self.query_one("#queue-body", VerticalScroll).scroll_home(animate=False)

    # -- answering
    def action_yes(self) -> None:
        """Answer yes."""
        self._answer(True)

    def action_no(self) -> None:
        """Answer no."""
        self._answer(False)

    def _answer(self, yes: bool) -> None:
        question = self.question
        if question is None or self._busy or not may_write(self, "nothing can be answered"):
            return
        self._busy = True
        act = board.answer(question, yes=yes)
        self.write(
            lambda project: board.do(project, act),
            self._done,
            failed=partial(self._clashed, question),
            label="answer a question",
        )

    def _done(self, effect: Effect) -> None:
        self._answered += 1
        told = " ".join(effect.told)
        self.shell.say(f"{as_done(effect.label)} {told}".strip())
        self._load()

    def _clashed(self, question: Question, error: SaysoError) -> None:
        self._skipped.add(question.key)
        self.shell.say(str(error), "warning")
        self._load()

    def action_skip(self) -> None:
        """Ask it another time."""
        if self.question is not None and not self._busy:
            self._skipped.add(self.question.key)
            del self._asked[0]
            self._show()

    def action_undo(self) -> None:
        """Take back the last answer of this sitting."""
        if self._busy or not self._answered:
            self.shell.say("Nothing was answered here yet.")
            return
        self._busy = True
        self.write(lambda project: project.undo(), self._undone)

    def _undone(self, operation: Operation | None) -> None:
        if operation is not None:
            self._answered -= 1
            self.shell.say(f"Undone: {operation.label}")
        self._load()

    def action_open(self) -> None:
        """Go to the card that the first note is on."""
        if self._asked:
            self.dismiss(self._asked[0].notes[0].card)
