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
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.screen import Screen
from textual.worker import WorkerFailed

from capture import commands, config, faults, themes
from capture.garbage import Garbage
from capture.gateway import Gateway, OlderCopy, ProjectChanged, Storing
from capture.livepage import LivePage, some_left, sweep
from capture.shell import Heading, Notice, Shell
from capture.textual_internals import GuardedApp, OnceParsed, driver_class
from capture.widgets.resilient import Patient, Resilient
from data.errors import SaysoError
from data.text import visible

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType
    from textual.command import Provider

    from capture.jobs.backups import Backup
    from capture.jobs.history import TakenBack
    from data.records import NoteId, PersonaId, SessionId


class Actions(Shell):
    """The app's own commands, one method each; `capture.app.SaysoApp` is made of this."""

    leaving = False
    """Whether what is left is being stored so as to quit."""

    again = ""
    """What to say when the app opens anew, as it then does at once; "" where it ends."""

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

    def action_backups(self) -> None:
        """List the backups, to go back to one."""
        from capture.screens.backups import choose_backup

        self.begin(choose_backup(self))

    async def go_back(self, backup: Backup) -> None:
        """Store what is left, put a backup in the project's place, and open the app anew."""
        from capture.jobs import backups

        if self.leaving:
            return
        self.leaving = True
        if not await _store_all(self):
            return
        path = self.gateway.path
        await self.gateway.close()
        try:
            done = await asyncio.to_thread(backups.restore, path, backup)
            told = backups.sentence(path, backup, done)
        except SaysoError as error:
            told = str(error)
        self.again = told
        self.exit()

    def action_retry(self) -> None:
        """Try to store again."""
        if isinstance(self.gateway.error, OlderCopy):
            self.begin(_ask_for_older(self))
        elif self.gateway.state is Storing.STORED:
            self.say("Everything is stored.")
        else:
            self.gateway.retry()

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


_LEAVING_SECONDS = 3.0
"""So long leaving waits for what is being stored, before it asks whether to wait on."""


async def _leave(app: Actions) -> None:
    if await _store_all(app):
        await app.gateway.close()
        app.exit()


async def _store_all(app: Actions) -> bool:
    """Store what is left; False where some of it could not be, and the person stays."""
    _leave_screens(app)
    app.say("Storing…")
    gateway = app.gateway
    gateway.stop_computing()
    until = monotonic() + _LEAVING_SECONDS
    while gateway.writing and monotonic() < until:
        await asyncio.sleep(0.02)
    left = gateway.at_risk()
    if left or gateway.writing:
        from capture.screens.dialogs import LeavingScreen

        if not await app.ask(LeavingScreen(gateway.path, left, gateway.rescue_path)):
            app.leaving = False
            gateway.retry()
            return False
    return True


async def _ask_for_older(app: Actions) -> None:
    """Ask whether to go on with an older copy that lies in the project's place."""
    from capture.screens.dialogs import ConfirmScreen

    lost = getattr(app.gateway.error, "lost", 0)
    told = (
        f"What was stored here and is not in it ({lost}) is offered to you as lines, to be stored "
        "again. Whatever else was changed since that copy is only in the file that was open: "
        "leave this, and put that one back, if you have it."
    )
    name = app.gateway.path.name
    if await app.ask(ConfirmScreen(f"Go on with the older copy of {name}?", told, "Go on with it")):
        app.gateway.accept_older()


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
        told: str = "",
    ) -> None:
        """Prepare the app for a project, or for the start form where ``path`` is None.

        ``wanted`` is the file that the form then offers to make.  ``problem`` is what was wrong
        with the settings, to be said when the app opens; ``told`` what was done before it opened
        anew, to be read before anything else.
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
        self._abandoned: Gateway | None = None
        self._path = path
        self._wanted = wanted
        self._problem = problem
        self._told = told
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
        if some_left():
            self.call_after_refresh(lambda: self.begin(self._sweep()))

    def on_unmount(self) -> None:
        """Take the page away that was open in a browser."""
        self.live.end()

    async def _sweep(self) -> None:
        await self.load_behind()
        await asyncio.to_thread(sweep)

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
            self._abandoned, self._gateway = self._gateway, None
            if self.current_mode == START:
                self.say(str(event.error), "error")
            else:
                from rich.text import Text

                sentence = Text(f"sayso: {visible(str(event.error))}")
                self.exit(return_code=event.error.exit_code, message=sentence)
            return
        self.is_open = True
        if self._told:
            from capture.screens.dialogs import TextScreen

            self.push_screen(TextScreen("Backups", [self._told]))
        for notice in self.gateway.notices:
            self.say(notice, "warning")
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
        await gateway.look_at_pages()
        if not self.is_headless:
            self.garbage.put_off()

    def on_gateway_delivered(self, event: Gateway.Delivered) -> None:
        """Hand a result to whoever asked."""
        event.call()

    def on_gateway_storing_changed(self, event: Gateway.StoringChanged) -> None:
        """Show whether everything is stored."""
        self.storing = event.state
        of_file = event.state in (Storing.READ_ONLY, Storing.DAMAGED)
        self.banner = str(event.error) if of_file else ""
        if of_file and not self.notice.lasting:
            self.dismiss_notice()  # what was said by the way hides nothing that lasts
        lasting = event.state is Storing.NOT_STORED
        if event.error is not None and not of_file:
            sentence = self.gateway.explain(event.error) if lasting else str(event.error)
            self.notice = Notice(sentence, "error", lasting)
        elif self.notice.lasting and event.state is not Storing.STORING:
            self.dismiss_notice()
            if event.state is Storing.STORED:
                self.say("Everything is stored now.")

    def on_gateway_cautioned(self, event: Gateway.Cautioned) -> None:
        """Say what was stored with a but."""
        self.say(event.text, "warning")

    def on_gateway_warned(self, event: Gateway.Warned) -> None:
        """Say what went wrong by the way, unless something lasting is to be read."""
        if not self.banner:
            self.say(event.text, "warning")

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


def _tell_left(gateway: Gateway) -> None:
    """Print what could not be stored, and where it is kept."""
    left = gateway.finish()
    for ticket in left:
        print(f"sayso: not stored: {visible(ticket.text or ticket.label)}", file=sys.stderr)
    if gateway.rescue_path is not None:
        kept = visible(
            f"sayso: it is kept in {gateway.rescue_path}, and offered when {gateway.path} is "
            "opened again."
        )
        print(kept, file=sys.stderr)


def run_app(path: Path | None) -> int:
    """Open the app, on a project or on the start form; return the exit code of the process."""
    told = ""
    while True:
        app = _run_app(path, told)
        if not app.again:
            return app.return_code if app.return_code is not None else faults.EXIT_CODE
        path, told = app.gateway.path, app.again


def _use_most(megabytes: int) -> None:
    from capture.jobs.file import use_most

    use_most(megabytes)


def _run_app(path: Path | None, told: str = "") -> SaysoApp:
    settings, problem = config.load()
    memory = config.Memory.load()
    _use_most(settings.backup_megabytes)
    there = path is not None and os.path.lexists(path)
    app = SaysoApp(
        path if there else None, settings, memory, wanted=path, problem=problem, told=told
    )
    try:
        app.run(mouse=settings.mouse)
    finally:
        gateway = app._gateway or app._abandoned
        if gateway is not None:
            _tell_left(gateway)
        app.memory.save()
    return app
