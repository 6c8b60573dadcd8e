"""Doing the board's acts from a screen: shown before, done in one step, told after."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from capture.literal import literal
from capture.widgets.sturdy import Resilient
from data.text import clip, visible

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from capture.jobs.board import Act
    from capture.shell import Shell
    from data.errors import SaysoError
    from synthesis.board.ground import Effect

Make = Callable[[bool], "Act"]
"""Makes an act; True: older decisions that stand against it are taken back."""


class PreviewScreen(Resilient, ModalScreen[bool]):
    """Says at the foot of the screen what an act would change; True to do it."""

    CSS_PATH = "../styles/map.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter,y", "dismiss(True)", "Do it"),
        ("escape,n,q", "dismiss(False)", "Leave it"),
    ]

    def __init__(self, label: str, told: tuple[str, ...]) -> None:
        """Show the act's label, and what it changes, a line each."""
        super().__init__()
        self._label, self._told = label, told

    def compose(self) -> ComposeResult:
        """Lay out the few lines."""
        with Vertical(id="preview"):
            yield Static(literal(self._label, "bold", most=300))
            for line in self._told[:6]:
                yield Static(literal(f"  {line}", most=300))
            yield Static(literal("Enter does it · Esc leaves it", "dim"))


class Acting(Screen[Any]):
    """A screen that can act on the board; mix it into one."""

    @property
    def _shell(self) -> Shell:
        return cast("Shell", self.app)

    def act(
        self, make: Make, *, ask: bool = False, then: Callable[[Effect], None] | None = None
    ) -> None:
        """Do an act, after showing what it changes where ``ask`` says so.

        What stands against an older decision is asked about, with both named.
        """
        if self._shell.gateway.read_only:
            self._shell.say("The project is read-only: it can be seen, not changed.", "warning")
        elif ask:
            self._look(make, False, then)
        else:
            self._do(make, False, then)

    def _look(self, make: Make, anyway: bool, then: Callable[[Effect], None] | None) -> None:
        from capture.jobs import board

        act = make(anyway)
        self._shell.gateway.compute(
            lambda project, _: board.preview(project, act),
            partial(self._shown, make, anyway, then),
            failed=partial(self._refused, make, then),
            key="preview",
        )

    def _shown(
        self, make: Make, anyway: bool, then: Callable[[Effect], None] | None, effect: Effect
    ) -> None:
        if effect.is_nothing:
            self._shell.say("That is so already.")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._do(make, anyway, then)

        self.app.push_screen(PreviewScreen(f"{effect.label}?", effect.told), answered)

    def _do(self, make: Make, anyway: bool, then: Callable[[Effect], None] | None) -> None:
        from capture.jobs import board

        act = make(anyway)
        self._shell.gateway.write(
            lambda project: board.do(project, act),
            partial(self._done, then),
            failed=partial(self._refused, make, then),
            label="act on the board",
        )

    def _done(self, then: Callable[[Effect], None] | None, effect: Effect) -> None:
        was = {card.id for card in effect.before}
        new = [f"{c.code} {clip(visible(c.title), 30)}" for c in effect.after if c.id not in was]
        told = "That is so already." if effect.is_nothing else effect.label
        self._shell.say(f"{told} → {', '.join(new)}" if new else told)
        if then is not None:
            then(effect)

    def _refused(
        self, make: Make, then: Callable[[Effect], None] | None, error: SaysoError
    ) -> None:
        from capture.jobs.board import Clash
        from capture.screens.asking import ConfirmScreen

        if not isinstance(error, Clash):
            self._shell.say(str(error), "warning")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._do(make, True, then)

        told = "Doing it anyway takes that decision back, in the same step."
        self.app.push_screen(ConfirmScreen(str(error), told, "Do it anyway"), answered)
