"""Drafting cards from the map: the line that says how far it is, and the dial."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widgets import Static

from capture.jobs import drafts
from capture.literal import literal
from capture.screens.board.acts import may_write
from capture.widgets.resilient import ShellPart
from data.errors import SaysoError
from data.text import counted

if TYPE_CHECKING:
    from capture.gateway import Project, Ticket
    from capture.jobs.drafts import Drafted

DIAL_STEP = 0.1
_BAR = 20
_TOLD = 2
"""So many sentences say what became of codes; the others are counted."""


class Drafting(ShellPart, Static):
    """Drafts when it is asked to; seen only while it does."""

    class Done(Message):
        """The cards are others by now."""

    def __init__(self) -> None:
        """Draft nothing yet."""
        super().__init__(id="working")
        self.display = False
        self._work: Ticket | None = None
        self._dial: float | None = None

    @property
    def is_at_work(self) -> bool:
        """Whether something is being drafted."""
        return self._work is not None

    def dial(self, stored: float) -> float:
        """Return how fine cards are cut: what the dial was turned to, else what is stored."""
        return stored if self._dial is None else self._dial

    def draft(self, *, anew: bool = False) -> None:
        """Put new notes on cards; ``anew`` cuts all drafts as if none were there."""
        if self._may_draft():
            self.begin(self._draft("Drafting…", anew=anew))

    def turn(self, stored: float, by: float) -> None:
        """Turn the dial and cut for it."""
        self._dial = round(min(1.0, max(0.0, self.dial(stored) + by)), 1)
        if self._may_draft():
            self.begin(self._draft("Cutting…", self._dial))

    def look_through(self) -> None:
        """Bring drafts up to date where nothing is new: an act or undo may have left them so."""
        self.begin(self._look_through())

    def stop(self) -> None:
        """Stop drafting; what was read so far is kept."""
        if self._work is not None:
            self._work.cancel()
            self._rest()
            self.shell.say("Stopped. What was read so far is kept; the map is as it was.")

    def _may_draft(self) -> bool:
        return may_write(self, "its map can be seen, not drafted")

    async def _draft(self, told: str, dial: float | None = None, *, anew: bool = False) -> None:
        drafted = await self._synthesise(told, dial, anew=anew)
        self._rest()
        self._say(drafted)
        self.post_message(self.Done())

    def _say(self, drafted: Drafted) -> None:
        """Say what was made, and what became of the codes that are gone: of the first few."""
        told = drafted.told
        lines = [f"{drafted.sentence()}.", *drafted.warnings, *told[:_TOLD]]
        if len(told) > _TOLD:
            lines.append(
                f"And {counted(len(told) - _TOLD, 'more code')}: T and its number finds it."
            )
        self.shell.say(" ".join(lines).replace("..", "."))

    async def _look_through(self) -> None:
        if await self.gateway.compute(_keep_up, key="keep up"):
            self.post_message(self.Done())

    async def _synthesise(
        self, told: str, dial: float | None = None, *, anew: bool = False
    ) -> Drafted:
        self._work = work = self.gateway.task("draft the map", self._progress)
        self._tell(told)
        job = partial(_synthesise, dial=dial, anew=anew)
        try:
            return await self.gateway.compute(job, key="draft", task=work)
        except SaysoError:
            self._rest()
            raise

    def _progress(self, done: int, total: int) -> None:
        if self._work is None:
            return
        share = int(_BAR * done / total) if total else _BAR
        bar = "━" * share + "─" * (_BAR - share)
        self._tell(f"Reading notes {bar} {done:,} of {total:,}")

    def _tell(self, text: str) -> None:
        self.display = True
        self.update(literal(f"{text}  Esc stops"))

    def _rest(self) -> None:
        self._work = self._dial = None
        self.display = False


def _synthesise(project: Project, ticket: Ticket, *, dial: float | None, anew: bool) -> Drafted:
    return drafts.synthesise(
        project,
        dial=dial,
        anew=anew,
        progress=ticket.progress,
        cancelled=ticket.cancelled,
    )


def _keep_up(project: Project, ticket: Ticket) -> bool:
    """Look the drafts through; True where that changed anything."""
    before = project.snapshot().touchpoints
    drafts.synthesise(project, cancelled=ticket.cancelled)
    return before != project.snapshot().touchpoints
