"""What is suggested for untagged notes: worked out when the list rests, taken one by one or all."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from capture.jobs import suggest
from capture.jobs import tags as tags_jobs
from capture.jobs.browse import Targets
from capture.jobs.suggest import Suggester
from capture.jobs.tags import Tagged
from capture.literal import line, literal
from capture.screens.notes import look
from capture.textual_internals import Dialog
from capture.themes import stylesheet
from capture.widgets.resilient import ShellPart
from capture.widgets.rows import Rows
from data.errors import SaysoError
from data.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from capture.gateway import Ticket
    from capture.jobs.suggest import Band, Chosen
    from capture.screens.notes.listing import NoteList
    from capture.screens.notes.tagging import TagActs

_REST = 0.4  # seconds without a change before suggestions are worked out anew


class SuggestionActs:
    """Works out what is suggested for the notes of a list, and tags them with it."""

    def __init__(self, notes: NoteList, tagging: TagActs) -> None:
        """Begin without suggestions; they come when the list rests."""
        self._notes, self._tagging = notes, tagging
        self._suggester = Suggester()
        self._resting: Timer | None = None

    def work_out_later(self) -> None:
        """Work out what is suggested as soon as nothing has changed for a moment."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self._notes.set_timer(_REST, self._begin)

    def _begin(self) -> None:
        self._notes.begin(self._work_out())

    async def _work_out(self) -> None:
        suggester = self._suggester
        suggestions = await self._notes.gateway.compute(
            lambda project, task: suggester.everything(
                project, progress=task.progress, cancelled=task.cancelled
            ),
            key="suggestions",
        )
        self._notes.suggest(suggestions)

    async def take(self) -> None:
        """Take what is suggested for the note: its stage, then its persona, then its kind."""
        note, suggestions = self._notes.note, self._notes.sight.suggestions
        if self._notes.targets.marked:
            await self.take_above()
            return
        if note is None:
            return
        stage = look.stage_of(note, suggestions)
        persona = look.persona_of(note, suggestions)
        kind = look.kind_of(note)
        if stage is not None:
            await self._tagging.act(tags_jobs.put(stage=stage.id), on=note.kind is not None)
        elif persona is not None:
            await self._tagging.act(tags_jobs.give("persona", persona.id))
        elif kind is not None:
            await self._tagging.act(tags_jobs.put(kind=kind), on=True)
        else:
            self._notes.shell.say("Nothing is suggested for this note.")

    async def take_above(self) -> None:
        """Draw a line, and take every suggestion that is at least so sure."""
        targets, typed = self._notes.targets, self._notes.finder.typed
        about = str(self._notes.marks)
        if not targets.marked:
            targets = Targets(fits=typed)
            about = "the notes that fit" if typed else "all notes"
        tagged = await self._notes.ask(TakeScreen(targets, self._suggester, about))
        if tagged is not None:
            told = tagged.sentence() if tagged.label else "Those have a tag by now."
            self._notes.shell.say(told)


_HEADS = "  at least     takes   about wrong   in this band"


class TakeScreen(ShellPart, Dialog[Tagged | None]):
    """Lines to choose from; Enter takes what is above one, in one step."""

    CSS_PATH = [stylesheet("dialogs"), stylesheet("tagging")]  # noqa: RUF012
    HELP_TEXT = (
        "Each row is a line: how many notes are suggested something that is at least so sure, and "
        "about how many of those are wrong. A suggestion of 80 % is right about 8 times in 10. "
        "Tab shows personas instead of stages. Enter takes what is above the line; one step, which "
        "Ctrl+Z takes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Leave"),
        ("enter", "take", "Take"),
        ("tab", "other", "Stages or personas"),
    ]

    def __init__(self, targets: Targets, suggester: Suggester, about: str) -> None:
        """Suggest for ``targets``, described by ``about``."""
        super().__init__()
        self._targets, self._suggester, self._about = targets, suggester, about
        self._list = "stage"
        self._chosen: dict[str, Chosen] | None = None
        self._bands: tuple[Band, ...] = ()
        self._guessing: Ticket | None = None
        self._taking = False

    @property
    def rows(self) -> Rows:
        """The lines."""
        return self.query_one("#lines", Rows)

    @property
    def other(self) -> str:
        """The list that Tab goes to."""
        return "persona" if self._list == "stage" else "stage"

    @property
    def band(self) -> Band | None:
        """The line that is picked out."""
        at = self.rows.cursor
        return self._bands[at] if 0 <= at < len(self._bands) else None

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog", id="bands"):
            yield Static(id="title")
            yield Static(literal(_HEADS, "$dim"), id="heads")
            yield Rows(self._row, id="lines")
            yield Static(id="hint")
            yield Static(id="foot")

    def on_mount(self) -> None:
        """Learn from what is tagged, and guess."""
        self.set_focus(self.rows)
        self._tell()
        self.begin(self._guess(), self._refuse)

    async def _guess(self) -> None:
        suggester, targets = self._suggester, self._targets
        self._guessing = self.gateway.task("guess", self._show_reading)
        chosen = await self.gateway.compute(
            lambda project, task: suggest.suggest_all(
                project,
                suggester,
                targets.resolve,
                progress=task.progress,
                cancelled=task.cancelled,
            ),
            task=self._guessing,
            key="take above",
        )
        self._chosen = chosen
        if not chosen["stage"] and chosen["persona"]:
            self._list = "persona"
        self._show()

    def _show_reading(self, done: int, total: int) -> None:
        told = f"Reading notes: {done:,} of {total:,}. Esc leaves; what was read is kept."
        self.query_one("#hint", Static).update(line(told, 200, "$dim"))

    def _refuse(self, error: SaysoError) -> None:
        self.query_one("#hint", Static).update(literal(str(error), "$warning", most=300))

    def _show(self) -> None:
        if self._chosen is None:
            return
        self._bands = suggest.bands(self._chosen[self._list])
        usual = [at for at, band in enumerate(self._bands) if band.line >= suggest.USUAL]
        at = usual[-1] if usual else 0
        self.rows.styles.height = max(1, len(self._bands))
        self.rows.show(len(self._bands), at)
        self._tell()

    def _row(self, at: int, room: int) -> Content:
        if at >= len(self._bands):
            return Content("")
        band = self._bands[at]
        text = (
            f"{band.line:>6} %  {band.notes:>8,}  {band.wrong:>12.0f}"
            f"   {band.here:>7,}, {band.wrong_here:.0f} wrong"
        )
        return line(text, room)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Say what this line takes."""
        event.stop()
        self._tell()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Take what was clicked twice."""
        event.stop()
        self.action_take()

    def _tell(self) -> None:
        title = f"Take suggested {self._list}s, of {self._about}"
        self.query_one("#title", Static).update(line(title, 200, "bold"))
        self.query_one("#heads").display = bool(self._bands)
        self.rows.display = bool(self._bands)
        hint, foot = self.query_one("#hint", Static), self.query_one("#foot", Static)
        band, chosen = self.band, self._chosen
        if chosen is None:
            hint.update(line("Reading the notes …", 200, "$dim"))
            foot.update(line("Esc leaves", 200, "$here"))
            return
        if band is None:
            hint.update(line(f"No note here lacks a {self._list} that could be guessed.", 200))
            more = f" · Tab: {self.other}s" if chosen[self.other] else ""
            foot.update(line(f"Esc leaves{more}", 200, "$here"))
            return
        takes = f"Enter takes {counted(band.notes, 'suggestion')} · Tab {self.other}s · Esc leaves"
        foot.update(line(takes, 200, "$here"))
        self.begin(self._tell_of(band, suggest.above(chosen[self._list], band.line)))

    async def _tell_of(self, band: Band, above: Chosen) -> None:
        """Say how many notes each stage or persona would get."""
        of = self._list
        counts = await self.gateway.read(
            lambda project: suggest.told(project, above, of), key="told above"
        )
        if band is self.band:
            told = " · ".join(f"{count:,} {name}" for name, count in counts)
            self.query_one("#hint", Static).update(literal(told, "$dim", most=300))

    def action_take(self) -> None:
        """Take what is above the line."""
        band, of = self.band, self._list
        if band is None or self._chosen is None or self._taking:
            return
        self._taking = True
        above = suggest.above(self._chosen[of], band.line)
        self.write(
            lambda project: suggest.take(project, above, of, band.line),
            self.dismiss,
            failed=self._not_taken,
            label="take suggestions",
        )

    def _not_taken(self, error: SaysoError) -> None:
        self._taking = False
        self._refuse(error)

    def action_other(self) -> None:
        """Show personas in the place of stages, or stages again."""
        self._list = self.other
        self._show()

    def action_leave(self) -> None:
        """Leave everything as it is."""
        if self._guessing is not None:
            self._guessing.cancel()
        self.dismiss(None)
