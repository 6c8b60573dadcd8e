"""What needs an eye, one question at a time: a key an answer; each moves the board at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capture.commands import bindings
from capture.jobs import board, queue
from capture.jobs.queue import Answer
from capture.literal import line, literal
from capture.screens.board.acts import may_write
from capture.textual_internals import Dialog
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


class QueueScreen(ShellPart, Dialog[str | None]):
    """The queue; a card's code where somebody wants to see the card that a question is about."""

    MODE = "queue"
    CSS_PATH = stylesheet("map")
    HELP_TEXT = (
        "Questions about the board, those worth most first: claims that may say the opposite, "
        "what may be the same, and customers' remarks that may speak for or against what staff "
        "believe. Every answer is a decision: the board follows at once, keeps it in every later "
        "cut, and never asks it again. What is less sure is asked only of who goes on. Ctrl+Z "
        "takes the last answer back."
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
        self._going_on = False
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
        return self._asked[0].question if self._asked and not self._at_an_end else None

    @property
    def _at_an_end(self) -> bool:
        """Whether what is left is asked only of who goes on."""
        asked = self._answered + len(self._skipped)
        sure = self._asked[0].question.sure if self._asked else True
        return not self._going_on and (not sure or asked >= queue.A_SITTING)

    def _show(self) -> None:
        self.query_one("#queue-head", Static).update(literal(self._how_far(), "dim"))
        keys = ["y go on", "n board"] if self._asked else []
        if self.question is not None:
            keys = [f"{reply.value[0]} {reply.value}" for reply, _ in self.question.answers]
            keys += ["s skip", "o its card"]
        told = " · ".join((*keys, "Ctrl+Z takes back", "Esc board"))
        self.query_one("#queue-told", Static).update(line(told, None, "dim"))
        if self.question is not None:
            self._ask(self._asked[0])
        else:
            self._ask_nothing()

    def _how_far(self) -> str:
        """Return how much was answered, and how much there is before the end."""
        done = f"{counted(self._answered, 'answer')} · " if self._answered else ""
        if not self._asked:
            return f"{done}nothing needs an eye"
        if self._going_on:
            return f"{done}{counted(len(self._asked), 'question')} left, best first"
        so_far = self._answered + len(self._skipped)
        if self._at_an_end:
            return f"{done}{'a good place to stop' if so_far else 'nothing is sure'}"
        sure = sum(one.question.sure for one in self._asked)
        return f"{done}question {so_far + 1} of {min(queue.A_SITTING, so_far + sure)}, best first"

    def _ask_nothing(self) -> None:
        """Say that what was sure is done, and ask whether to go on where something is left."""
        skipped = f" {counted(len(self._skipped), 'question')} skipped." * bool(self._skipped)
        sure = bool(self._asked) and self._asked[0].question.sure
        left = queue.told_left(len(self._asked), sure=sure)
        told = f"{left}{skipped}" if left else f"Nothing needs an eye.{skipped}"
        told = told if left else f"{told} Esc goes to the board."
        self.query_one("#question", Static).update(literal(told, "bold"))
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
            Content("\n").join(
                literal(f" {reply.value[0]} ", "reverse") + literal(f" {outcome}", most=300)
                for reply, outcome in question.answers
            )
        )
        self.query_one("#queue-body", VerticalScroll).scroll_home(animate=False)

    # -- answering
    def action_yes(self) -> None:
        """Answer yes; where the sure ones are done, go on."""
        if self._asked and self._at_an_end and not self._busy:
            self._going_on = True
            self._show()
            return
        self._answer(Answer.YES)

    def action_no(self) -> None:
        """Answer no; where the sure ones are done, leave the rest."""
        if self._asked and self._at_an_end and not self._busy:
            self.dismiss(None)
            return
        self._answer(Answer.NO)

    def action_for(self) -> None:
        """Say that the remark speaks for the claim."""
        self._answer(Answer.FOR)

    def action_against(self) -> None:
        """Say that it speaks against it."""
        self._answer(Answer.AGAINST)

    def action_beside(self) -> None:
        """Say that it says nothing of it."""
        self._answer(Answer.BESIDE)

    def _answer(self, reply: Answer) -> None:
        question = self.question
        if question is None or self._busy or not may_write(self, "nothing can be answered"):
            return
        if reply not in dict(question.answers):
            letters = [one.value[0] for one, _ in question.answers]
            self.shell.say(f"Answer with {', '.join(letters[:-1])} or {letters[-1]}.")
            return
        self._busy = True
        act = board.answer(question, reply)
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
        """Go to the card of the question: of its first note, else of the other."""
        if self.question is None:
            return
        on = [note.card for note in self._asked[0].notes if note.card]
        if on:
            self.dismiss(on[0])
        else:
            self.shell.say("These are single remarks, on no card yet.")
