"""The app: four modes in one frame, its commands, and how it owns up to faults."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual.screen import Screen

from capture import commands, config, themes, told
from capture.actions import Actions
from capture.faultproof import FaultProof
from capture.gateway import Gateway, ProjectChanged, Storing
from capture.livepage import LivePage
from capture.shell import Heading, Notice
from capture.terminal import driver_class
from capture.widgets.sturdy import Patient, Resilient

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType
    from textual.command import Provider

    from capture.jobs.sessions import Overview
    from data.records import PersonaId, SessionId

START = "start"
"""The form that opens where no project is named; no mode that one can switch to."""


_MODULES = {
    commands.CAPTURE: "capture.screens.capture.screen",
    commands.NOTES: "capture.screens.notes.screen",
    commands.MAP: "capture.screens.board.screen",
    commands.PROJECT: "capture.screens.project.screen",
}


def _screen(mode: str) -> Screen[Any]:
    """Make the screen of a mode, which is imported when it is first shown."""
    made = getattr(import_module(_MODULES[mode]), f"{mode.title()}Screen")()
    assert isinstance(made, Screen)
    return made


_SETTLED_SECONDS = 0.5


def _import_screens(_project: object, _ticket: object) -> None:
    for name in ("capture.palette", "capture.screens.dialogs", *_MODULES.values()):
        import_module(name)


def _palette() -> type[Provider]:
    from capture.palette import Commands

    return Commands


class SaysoApp(Patient, Actions, Resilient, FaultProof):
    """The app; `run` makes one and runs it."""

    TITLE = "sayso"
    CSS_PATH = "styles/frame.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        mode: partial(_screen, mode) for mode in commands.MODES
    }
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [*commands.bindings(commands.APP)]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f24"  # Textual insists on a key; ours is in the table of commands

    def __init__(
        self,
        path: Path | None,
        settings: config.Config | None = None,
        memory: config.Memory | None = None,
        *,
        wanted: Path | None = None,
        problem: str = "",
    ) -> None:
        """Prepare the app for a project, or for the start form where ``path`` is None.

        ``wanted`` is the file that the form then offers to make.  ``problem`` is what was wrong
        with the settings, to be said when the app opens.
        """
        self.settings = settings or config.Config()
        self.memory = memory or config.Memory()
        # Textual mounts the default mode first; any other would be built after a blank screen.
        self.DEFAULT_MODE = (  # type: ignore[misc]
            START if path is None else self.memory.mode_of(path)
        )
        super().__init__(driver_class=driver_class())
        self.animation_level = "none"
        self.session: SessionId | None = None
        self.is_open = False
        self.live = LivePage(self)
        self.last_change_own = True
        self._path = path
        self._wanted = wanted
        self._problem = problem
        self.add_mode(START, self._start)
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = self.memory.theme_for(self.settings.theme)
        self.set_keymap(self.settings.keys)

    def _start(self) -> Screen[Any]:
        from capture.screens.start import StartScreen

        return StartScreen(self._wanted)

    # -- the project -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open the project behind the first picture."""
        if not self.is_headless:
            self._heed_signals()
            self.call_after_refresh(_collect_garbage)
        if self._path is not None:
            # What is typed before the project is open waits in the gateway.
            self.call_after_refresh(self._prepare(self._path).start)
        if self._problem:
            self.say(self._problem, "warning")

    def _heed_signals(self) -> None:
        """Store what was handed in when the terminal is closed or the machine goes down."""
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
            if number is not None:
                with suppress(NotImplementedError):  # Windows has no such handlers
                    asyncio.get_running_loop().add_signal_handler(number, self._hang_up, number)

    def _hang_up(self, number: int) -> None:
        self.leave_screens()
        self.exit(return_code=128 + number)  # `run` waits for the writer

    def open_project(self, path: Path) -> None:
        """Open a project; what comes of it is told by `Gateway.Opened`."""
        self._prepare(path).start()

    def _prepare(self, path: Path) -> Gateway:
        self._gateway = Gateway(self, path)
        self.heading = Heading(project=path.stem)
        return self._gateway

    def on_gateway_opened(self, event: Gateway.Opened) -> None:
        """Show the project; where it cannot be opened, say so and leave, or stay on the form."""
        if event.error is not None:
            self.gateway.abandon()
            self._gateway = None
            if self.current_mode == START:
                self.say(str(event.error), "error")
            else:
                from rich.text import Text

                from data.text import visible

                sentence = Text(f"sayso: {visible(str(event.error))}")
                self.exit(return_code=event.error.exit_code, message=sentence)
            return
        self.is_open = True
        if self.gateway.read_only:
            self.say(f"{self.gateway.path} is read-only: you can look, but not store.", "warning")
        if self.current_mode == START:
            self.switch_mode(commands.CAPTURE)
        self.on_project_changed(ProjectChanged(own=False))
        self.set_timer(_SETTLED_SECONDS, self._warm_up)

    def _warm_up(self) -> None:
        """Import the other screens while the person reads the first, so that no key waits."""
        if self._gateway is not None:
            self._gateway.compute(_import_screens, lambda _: None)

    def on_gateway_delivered(self, event: Gateway.Delivered) -> None:
        """Hand a result to whoever asked."""
        event.call()

    def on_gateway_storing_changed(self, event: Gateway.StoringChanged) -> None:
        """Show whether everything is stored."""
        self.storing = event.state
        if event.error is not None:
            lasting = event.state is Storing.NOT_STORED
            sentence = told.why_not(event.error, self.gateway.path) if lasting else str(event.error)
            self.notice = Notice(sentence, "error", lasting)
        elif event.state is Storing.STORED and self.notice.lasting:
            self.dismiss_notice()
            self.say("Everything is stored now.")

    def on_gateway_trouble(self, event: Gateway.Trouble) -> None:
        """Own up to a fault in a job."""
        self.trouble(event.error, event.during)

    def on_project_changed(self, event: ProjectChanged) -> None:
        """Tell the mode that is shown; the others hear of it when they are shown again."""
        from capture.jobs.sessions import overview
        from capture.screens.base import ModeScreen

        if not self.is_open:
            return
        self.last_change_own = event.own
        self.live.follow()
        session = self.session
        self.gateway.read(
            lambda project: overview(project, session), self._show_heading, key="heading"
        )
        for mode in commands.MODES:
            for screen in self._screen_stacks.get(mode, ())[:1]:
                if isinstance(screen, ModeScreen):
                    screen.stale = True
                    if mode == self.current_mode:
                        screen.bring_up_to_date()

    def show_session(self, session: SessionId | None) -> None:
        """Name the session that notes go to in the title bar."""
        self.session = session
        self.on_project_changed(ProjectChanged(own=True))

    def _show_heading(self, found: Overview) -> None:
        self.heading = Heading(found.project, found.session, found.people)

    def open_page(self, persona: PersonaId | None) -> None:
        """Write a persona's map, or everybody's, as a page that follows, and open it."""
        self.live.open(persona)


def _collect_garbage() -> None:
    """Look for garbage from now on, though not among what was loaded for the first picture."""
    gc.freeze()
    gc.enable()
