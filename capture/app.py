"""The app: four modes in one frame, its commands, and how it owns up to faults."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial, partialmethod
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.screen import Screen
from textual.worker import WorkerFailed

from capture import commands, config, faults, themes
from capture.garbage import Garbage
from capture.gateway import Gateway, ProjectChanged, Storing, why_not
from capture.livepage import LivePage
from capture.shell import Heading, Notice, Shell
from capture.textual_internals import GuardedApp, OnceParsed, driver_class
from capture.widgets.resilient import Patient, Resilient
from data.text import visible

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType
    from textual.command import Provider

    from capture.jobs.history import TakenBack
    from data.records import NoteId, PersonaId, SessionId


class Actions(Shell):
    """The app's own commands, one method each; `capture.app.SaysoApp` is made of this."""

    leaving = False
    """Whether what is left is being stored so as to quit."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave only help, the palette and quitting where a dialog is open or no project is."""
        del parameters
        if action in commands.ALWAYS or action not in _OURS:
            return True
        return self._gateway is not None and not self.screen.is_modal

    async def _to(self, mode: str) -> None:
        if not self.notice.lasting:
            self.dismiss_notice()
        await self.switch_mode(mode)

    action_capture = partialmethod(_to, commands.CAPTURE)
    action_notes = partialmethod(_to, commands.NOTES)
    action_map = partialmethod(_to, commands.MAP)
    action_project = partialmethod(_to, commands.PROJECT)

    async def show_note(self, note: NoteId) -> None:
        """Go to the notes, and choose a note there."""
        await self._to(commands.NOTES)
        from capture.screens.notes.screen import NotesScreen

        if isinstance(self.screen, NotesScreen):
            self.screen.go_to_note(note)

    async def go_to_card(self, code: str) -> None:
        """Go to the map, and choose the card of a code there."""
        await self._to(commands.MAP)
        from capture.screens.board.screen import MapScreen

        if isinstance(self.screen, MapScreen):
            self.screen.go_to_card(code)

    async def action_draft(self) -> None:
        """Have the map draft itself, and show it."""
        await self._to(commands.MAP)
        await self.screen.run_action("draft")

    def action_help(self) -> None:
        """Explain what has the focus."""
        from capture.screens.dialogs import HelpScreen

        if not any(isinstance(screen, HelpScreen) for screen in self.screen_stack):
            self.push_screen(HelpScreen(self.screen))

    def action_palette(self) -> None:
        """Open the command palette."""
        self.action_command_palette()

    def action_command_palette(self) -> None:
        """Open the palette, unless it is open, perhaps under the help on it.

        It has no id: Textual's own looks at the topmost screen alone, and a second palette of the
        same id, over the help on the first or in another mode, would end the app.
        """
        from capture.palette import Palette

        if not any(isinstance(screen, Palette) for screen in self.screen_stack):
            self.push_screen(Palette())

    def action_undo(self) -> None:
        """Take the last change back."""
        from capture.jobs import history

        self.gateway.write(history.undo, partial(_say_taken_back, self, "Undone", "undo"))

    def action_redo(self) -> None:
        """Make it again."""
        from capture.jobs import history

        self.gateway.write(history.redo, partial(_say_taken_back, self, "Done again", "redo"))

    def action_history(self) -> None:
        """Show every change."""
        from capture.screens.history import HistoryScreen

        self.push_screen(HistoryScreen())

    def action_retry(self) -> None:
        """Try to store again."""
        if self.gateway.unstored():
            self.gateway.retry()
        else:
            self.say("Everything is stored.")

    def action_theme(self) -> None:
        """Change the colours."""
        self.theme = self.memory.theme = themes.after(self.theme)
        self.memory.theme_instead_of = self.settings.theme
        self.say(f"Theme: {self.theme}")

    async def action_quit(self) -> None:
        """Store what is left and leave; where that cannot be, ask."""
        if self._gateway is None:
            self.exit()
            return
        if not self.leaving:
            self.leaving = True
            self.begin(_leave(self))


def _say_taken_back(app: Shell, done: str, verb: str, taken: TakenBack) -> None:
    from capture.screens.base import ModeScreen

    label = taken.label
    app.say(f"{done}: {label}" if label is not None else f"There is nothing more to {verb}.")
    if taken.note is not None and isinstance(app.screen, ModeScreen):
        app.screen.on_note_taken_back(taken.note)


def _mode_screens(app: Shell) -> dict[str, Screen[Any]]:
    """Return the screens of the modes that were shown so far, whatever lies over them."""
    screens = {}
    for mode in commands.MODES:
        with suppress(LookupError):  # it was not shown yet
            screens[mode] = app.get_screen_stack(mode)[0]
    return screens


def _leave_screens(app: Shell) -> None:
    """Let every mode hand in what it still holds, such as a line being typed."""
    from capture.screens.base import ModeScreen

    for screen in _mode_screens(app).values():
        if isinstance(screen, ModeScreen):
            screen.hand_in()


async def _leave(app: Actions) -> None:
    _leave_screens(app)
    app.say("Storing…")
    app.gateway.stop_computing()
    while app.gateway.writing:
        await asyncio.sleep(0.02)
    left = app.gateway.unstored()
    if left:
        from capture.screens.dialogs import LeavingScreen

        if not await app.ask(LeavingScreen(app.gateway.path, left)):
            app.leaving = False
            app.gateway.retry()
            return
    await app.gateway.close()
    app.exit()


_OURS = frozenset(command.action for command in commands.commands_of(commands.APP))


class FaultProof(GuardedApp, Shell):
    """Replaces Textual's way with an exception: a traceback with the values of every variable."""

    faulty = False
    """Whether an internal error has happened since the app was opened."""

    def trouble(self, error: Exception, during: str) -> None:
        """Show an internal error with its reference, write the log, and go on."""
        if os.environ.get("SAYSO_DEBUG"):
            self.print_traceback(error)
            return
        self._mark_faulty(error)
        reference = faults.record(error, during)
        from capture.screens.dialogs import FaultScreen

        if not any(isinstance(screen, FaultScreen) for screen in self.screen_stack):
            self.push_screen(FaultScreen(type(error).__name__, reference))

    def ending(self, error: Exception) -> None:
        """End the app after an error that leaves nothing to go on with, without a traceback."""
        if os.environ.get("SAYSO_DEBUG"):
            self.print_traceback(error)
            return
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            self.trouble(error.error, "a worker")
            return
        self._mark_faulty(error)
        from rich.text import Text

        reference = faults.record(error, "the screen")
        self.end_with(Text(faults.sentence(type(error).__name__, reference)))

    def _mark_faulty(self, error: Exception) -> None:
        self.faulty = True
        self.mark_failed(error, faults.EXIT_CODE)

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave; never with 0 after an internal error."""
        super().exit(result, return_code or (faults.EXIT_CODE if self.faulty else 0), message)


START = "start"
"""The form that opens where no project is named; no mode that one can switch to."""


_BEHIND = "capture.screens.capture.window"  # loads all that stores

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
_LOOKS_FOR_GARBAGE = 1.0  # seconds


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
        self.garbage = Garbage()
        self.last_change_own = True
        self._path = path
        self._wanted = wanted
        self._problem = problem
        self.add_mode(START, self._start)
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = self.memory.theme_for(self.settings.theme)
        self.stylesheet = OnceParsed(variables=self.get_css_variables())  # the theme's, from now on
        self.set_keymap(self.settings.keys)

    def _start(self) -> Screen[Any]:
        from capture.screens.start import StartScreen

        return StartScreen(self._wanted)

    # -- the project -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open the project behind the first picture."""
        if not self.is_headless:
            _heed_signals(self)
            self.call_after_refresh(self.garbage.put_off)
            self.set_interval(_LOOKS_FOR_GARBAGE, self.garbage.look)
        if self._path is not None:
            # What is typed before the project is open waits in the gateway.
            prepared = self._prepare(self._path)
            self.call_after_refresh(lambda: self.begin(self._load_and_open(prepared)))
        if self._problem:
            self.say(self._problem, "warning")

    async def _load_and_open(self, prepared: Gateway) -> None:
        await self.load_behind()
        prepared.start()

    async def load_behind(self) -> None:
        """Load what stores, in one thread, so that what is typed meanwhile is painted."""
        # The lanes wait for it as well: where two threads begin to load one package at once, each
        # may be given the other's half of it.
        await asyncio.to_thread(import_module, _BEHIND)

    async def on_event(self, event: events.Event) -> None:
        """Heed that somebody types, before Textual hands the key on."""
        if isinstance(event, events.InputEvent):
            self.garbage.touched()
        await super().on_event(event)

    def open_project(self, path: Path) -> None:
        """Open a project; what comes of it is told by `Gateway.Opened`."""
        self._prepare(path).start()

    def _prepare(self, path: Path) -> Gateway:
        self._gateway = Gateway(self, path, author=self.settings.name)
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
            self.begin(self._warm(self._gateway))

    async def _warm(self, gateway: Gateway) -> None:
        await gateway.compute(_import_screens)
        if not self.is_headless:
            self.garbage.put_off()

    def on_gateway_delivered(self, event: Gateway.Delivered) -> None:
        """Hand a result to whoever asked."""
        event.call()

    def on_gateway_storing_changed(self, event: Gateway.StoringChanged) -> None:
        """Show whether everything is stored."""
        self.storing = event.state
        if event.error is not None:
            lasting = event.state is Storing.NOT_STORED
            sentence = why_not(event.error, self.gateway.path) if lasting else str(event.error)
            self.notice = Notice(sentence, "error", lasting)
        elif event.state is Storing.STORED and self.notice.lasting:
            self.dismiss_notice()
            self.say("Everything is stored now.")

    def on_gateway_trouble(self, event: Gateway.Trouble) -> None:
        """Own up to a fault in a job."""
        self.trouble(event.error, event.during)

    def on_project_changed(self, event: ProjectChanged) -> None:
        """Tell the mode that is shown; the others hear of it when they are shown again."""
        from capture.screens.base import ModeScreen

        if not self.is_open:
            return
        self.last_change_own = event.own
        self.live.follow()
        self.begin(self._show_heading())
        for mode, screen in _mode_screens(self).items():
            if isinstance(screen, ModeScreen):
                screen.stale = True
                if mode == self.current_mode:
                    screen.bring_up_to_date()

    def show_session(self, session: SessionId | None) -> None:
        """Name the session that notes go to in the title bar."""
        self.session = session
        self.on_project_changed(ProjectChanged(own=True))

    async def _show_heading(self) -> None:
        from capture.jobs.sessions import overview

        session = self.session
        seen = await self.gateway.read(lambda project: overview(project, session), key="heading")
        self.heading = Heading(seen.project, seen.session, seen.people)

    def open_page(self, persona: PersonaId | None) -> None:
        """Write a persona's map, or everybody's, as a page that follows, and open it."""
        self.live.open(persona)


def _heed_signals(app: Shell) -> None:
    """Store what was handed in when the terminal is closed or the machine goes down."""

    def hang_up(number: int) -> None:
        _leave_screens(app)
        app.exit(return_code=128 + number)  # `run_app` waits for the writer

    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
        if number is not None:
            with suppress(NotImplementedError):  # Windows has no such handlers
                asyncio.get_running_loop().add_signal_handler(number, hang_up, number)


def run_app(path: Path | None) -> int:
    """Open the app, on a project or on the start form; return the exit code of the process."""
    settings, problem = config.load()
    memory = config.Memory.load()
    there = path is not None and os.path.lexists(path)
    app = SaysoApp(path if there else None, settings, memory, wanted=path, problem=problem)
    try:
        app.run(mouse=settings.mouse)
    finally:
        if app._gateway is not None:
            for ticket in app._gateway.finish():
                print(f"sayso: not stored: {visible(ticket.text)}", file=sys.stderr)
        app.live.end()
        app.memory.save()
    return app.return_code if app.return_code is not None else faults.EXIT_CODE
