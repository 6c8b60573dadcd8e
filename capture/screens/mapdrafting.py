"""Drafting from the map: new notes find a card, the dial cuts drafts again, and work can stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen
from textual.widgets import Static

from capture.literal import literal

if TYPE_CHECKING:
    from capture.gateway import Project, Ticket
    from capture.jobs.board import Seen
    from capture.jobs.drafts import Drafted
    from capture.shell import Shell
    from data.errors import SaysoError

_DIAL_STEP = 0.1
_BAR = 20


class MapDrafting(Screen[Any]):
    """What the map knows of drafting."""

    _seen: Seen | None
    _work: Ticket | None = None
    _dial: float | None = None

    @property
    def _shell(self) -> Shell:
        return cast("Shell", self.app)

    def on_project_changed(self) -> None:
        """Read the map again."""
        raise NotImplementedError

    def _tell_about(self) -> None:
        raise NotImplementedError

    def look_through(self) -> None:
        """Bring drafts up to date where nothing is new: an act or undo may have left them so."""
        self._shell.gateway.compute(_keep_up, self._kept_up, key="keep up")

    def _kept_up(self, changed: bool) -> None:
        if changed:
            self.on_project_changed()

    def action_draft(self) -> None:
        """Put new notes on cards."""
        self._draft(None)

    def action_anew(self) -> None:
        """Cut all drafts as if none were there."""
        self._draft(None, anew=True)

    def action_finer(self) -> None:
        """Cut finer: more and smaller cards."""
        self._turn(_DIAL_STEP)

    def action_coarser(self) -> None:
        """Cut coarser: fewer and larger cards."""
        self._turn(-_DIAL_STEP)

    def _turn(self, by: float) -> None:
        if self._seen is None:
            return
        before = self._seen.dial if self._dial is None else self._dial
        self._dial = round(min(1.0, max(0.0, before + by)), 1)
        self._tell_about()
        self._draft(self._dial, quick=True)

    def _draft(self, dial: float | None, *, anew: bool = False, quick: bool = False) -> None:
        if self._shell.gateway.read_only:
            self._shell.say(
                "The project is read-only: its map can be seen, not drafted.", "warning"
            )
            return

        def job(project: Project, ticket: Ticket) -> Drafted:
            from capture.jobs.drafts import synthesise

            return synthesise(
                project,
                dial=dial,
                anew=anew,
                titles=not quick,
                progress=ticket.progress,
                cancelled=ticket.cancelled,
            )

        self._tell_work("Cutting…" if quick else "Drafting…")
        self._work = self._shell.gateway.compute(
            job,
            self._cut if quick else self._drafted,
            failed=self._not_drafted,
            progress=self._progress,
            key="draft",
        )

    def _progress(self, done: int, total: int) -> None:
        if self._work is None:
            return
        share = int(_BAR * done / total) if total else _BAR
        bar = "━" * share + "─" * (_BAR - share)
        self._tell_work(f"Reading notes {bar} {done:,} of {total:,}")

    def _tell_work(self, text: str) -> None:
        working = self.query_one("#working", Static)
        working.display = True
        working.update(literal(f"{text}  Esc stops"))

    def _cut(self, drafted: Drafted) -> None:
        """Show the cards at once; their titles come as soon as they are found."""
        self._shell.say(f"{drafted.sentence()}.")
        self._dial = None
        self.on_project_changed()
        self._draft(None)

    def _drafted(self, drafted: Drafted) -> None:
        self._stop_work()
        self._shell.say(" ".join((f"{drafted.sentence()}.", *drafted.warnings)).replace("..", "."))
        self.on_project_changed()

    def _not_drafted(self, error: SaysoError) -> None:
        self._stop_work()
        self._shell.say(str(error), "error")

    def _stop_work(self) -> None:
        self._work = self._dial = None
        self.query_one("#working").display = False

    def action_stop(self) -> None:
        """Stop drafting; what was read so far is kept."""
        if self._work is None:
            return
        self._work.cancel()
        self._stop_work()
        self._tell_about()
        self._shell.say("Stopped. What was read so far is kept; the map is as it was.")


def _keep_up(project: Project, ticket: Ticket) -> bool:
    """Look the drafts through; True where that changed anything."""
    from capture.jobs.drafts import synthesise

    before = project.snapshot().touchpoints
    synthesise(project, cancelled=ticket.cancelled)
    return before != project.snapshot().touchpoints
