"""The app: four modes in one frame, and what holds wherever one is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.reactive import reactive

from capture import commands, config, faults, themes
from capture.gateway import Gateway, ProjectChanged, Storing
from capture.widgets.noticebar import Notice
from capture.widgets.sturdy import Sturdy
from capture.widgets.titlebar import Heading

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType
    from textual.command import Provider
    from textual.screen import Screen

    from capture.jobs.heading import Overview
    from data.changes import Operation
    from data.records import SessionId

START = "start"
"""The form that opens where no project is named; no mode that one can switch to."""


def _capture() -> Screen[Any]:
    from capture.screens.capture import CaptureScreen

    return CaptureScreen()


def _notes() -> Screen[Any]:
    from capture.screens.notes import NotesScreen

    return NotesScreen()


def _map() -> Screen[Any]:
    from capture.screens.map import MapScreen

    return MapScreen()


def _project() -> Screen[Any]:
    from capture.screens.project import ProjectScreen

    return ProjectScreen()


def _palette() -> type[Provider]:
    from capture.palette import Commands

    return Commands


class SaysoApp(Sturdy, App[None]):
    """The app; `run` makes one and runs it."""

    TITLE = "sayso"
    CSS_PATH = "styles/frame.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        commands.CAPTURE: _capture,
        commands.NOTES: _notes,
        commands.MAP: _map,
        commands.PROJECT: _project,
    }
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [*commands.bindings(commands.APP)]
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f24"  # Textual insists on a key; ours is in the table of commands

    heading: reactive[Heading] = reactive(Heading())
    storing: reactive[Storing] = reactive(Storing.STORED)
    notice: reactive[Notice] = reactive(Notice())

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
            START if path is None else (self.memory.mode or commands.CAPTURE)
        )
        super().__init__()
        self.animation_level = "none"
        self.session: SessionId | None = None
        self.is_open = False
        self.last_change_own = True
        self.faulty = False
        self._path = path
        self._wanted = wanted
        self._problem = problem
        self._gateway: Gateway | None = None
        self._leaving = False
        self.add_mode(START, self._start)
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = self.memory.theme_for(self.settings.theme)
        self.set_keymap(self.settings.keys)

    def _start(self) -> Screen[Any]:
        from capture.screens.start import StartScreen

        return StartScreen(self._wanted)

    # -- the project -----------------------------------------------------------------------------

    @property
    def gateway(self) -> Gateway:
        """The way to the project; there is none before one is opened."""
        if self._gateway is None:
            raise RuntimeError("no project is open")
        return self._gateway

    def on_mount(self) -> None:
        """Open the project behind the first picture."""
        if self._path is not None:
            self.open_project(self._path)
        if self._problem:
            self.say(self._problem, "warning")

    def open_project(self, path: Path) -> None:
        """Open a project; what comes of it is told by `Gateway.Opened`."""
        self._gateway = Gateway(self, path)
        self.heading = Heading(project=path.stem)
        self._gateway.start()

    def on_gateway_opened(self, event: Gateway.Opened) -> None:
        """Show the project; where it cannot be opened, say so and leave, or stay on the form."""
        if event.error is not None:
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

    def on_gateway_delivered(self, event: Gateway.Delivered) -> None:
        """Hand a result to whoever asked."""
        event.call()

    def on_gateway_storing_changed(self, event: Gateway.StoringChanged) -> None:
        """Show whether everything is stored."""
        self.storing = event.state
        if event.error is not None:
            lasting = event.state is Storing.NOT_STORED
            ending = " It is kept here; Ctrl+R tries again." if lasting else ""
            self.notice = Notice(f"{event.error}{ending}", "error", lasting)
        elif event.state is Storing.STORED and self.notice.lasting:
            self.notice = Notice("Everything is stored now.")

    def on_gateway_trouble(self, event: Gateway.Trouble) -> None:
        """Own up to a fault in a job."""
        self.trouble(event.error, event.during)

    def on_project_changed(self, event: ProjectChanged) -> None:
        """Tell the mode that is shown; the others hear of it when they are shown again."""
        from capture.jobs.heading import overview
        from capture.screens.base import ModeScreen

        if not self.is_open:
            return
        self.last_change_own = event.own
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

    # -- saying things ---------------------------------------------------------------------------

    def say(self, text: str, kind: str = "info") -> None:
        """Show a message until another comes or it is put away: ``info``, ``warning``, ``error``.

        A message that something is not stored is not pushed aside.
        """
        if not self.notice.lasting:
            self.notice = Notice(text, kind)

    def dismiss_notice(self) -> None:
        """Put the message away."""
        self.notice = Notice()

    def trouble(self, error: Exception, during: str) -> None:
        """Show an internal error with its reference, write the log, and go on."""
        if os.environ.get("SAYSO_DEBUG"):
            super()._handle_exception(error)
            return
        self._mark_faulty(error)
        reference = faults.record(error, during)
        from capture.screens.errors import FaultScreen

        if not any(isinstance(screen, FaultScreen) for screen in self.screen_stack):
            self.push_screen(FaultScreen(type(error).__name__, reference))

    def _handle_exception(self, error: Exception) -> None:
        """End the app after an error that leaves nothing to go on with, without a traceback."""
        if os.environ.get("SAYSO_DEBUG"):
            super()._handle_exception(error)
            return
        self._mark_faulty(error)
        from rich.text import Text

        reference = faults.record(error, "the screen")
        self._exit_renderables.append(Text(faults.sentence(type(error).__name__, reference)))
        self._close_messages_no_wait()

    def _mark_faulty(self, error: Exception) -> None:
        self.faulty = True
        self._return_code = faults.EXIT_CODE
        if self._exception is None:  # so that a test with a pilot fails, as it would by default
            self._exception = error
            self._exception_event.set()

    # -- commands --------------------------------------------------------------------------------

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

    async def action_capture(self) -> None:
        """Go to the line."""
        await self._to(commands.CAPTURE)

    async def action_notes(self) -> None:
        """Go to the notes."""
        await self._to(commands.NOTES)

    async def action_map(self) -> None:
        """Go to the map."""
        await self._to(commands.MAP)

    async def action_project(self) -> None:
        """Go to the project's lists."""
        await self._to(commands.PROJECT)

    async def action_draft(self) -> None:
        """Have the map draft itself, and show it."""
        await self._to(commands.MAP)
        await self.screen.run_action("draft")

    def action_help(self) -> None:
        """Explain what has the focus."""
        from capture.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen.about(self.screen))

    def action_palette(self) -> None:
        """Open the command palette."""
        self.action_command_palette()

    def action_undo(self) -> None:
        """Take the last change back."""
        self.gateway.write(lambda project: project.undo(), partial(self._told, "Undone"))

    def action_redo(self) -> None:
        """Make it again."""
        self.gateway.write(lambda project: project.redo(), partial(self._told, "Done again"))

    def _told(self, what: str, operation: Operation | None) -> None:
        self.say(f"{what}: {operation.label}" if operation else "There is nothing more to undo.")

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
        if self._leaving:
            return
        self._leaving = True
        self.run_worker(self._leave(), exit_on_error=False)

    async def _leave(self) -> None:
        await self.leave_screens()
        self.say("Storing…")
        while self.gateway.busy:
            import asyncio

            await asyncio.sleep(0.02)
        left = self.gateway.unstored()
        if left:
            from capture.screens.leaving import LeavingScreen

            if not await self.push_screen_wait(LeavingScreen(self.gateway.path, left)):
                self._leaving = False
                self.gateway.retry()
                return
        await self.gateway.close()
        self.exit()

    async def leave_screens(self) -> None:
        """Let every mode hand in what it still holds, such as a line being typed."""
        from capture.screens.base import ModeScreen

        for stack in list(self._screen_stacks.values()):
            for screen in stack[:1]:
                if isinstance(screen, ModeScreen):
                    screen.hand_in()

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave; never with 0 after an internal error."""
        super().exit(result, return_code or (faults.EXIT_CODE if self.faulty else 0), message)

    def remember_mode(self, mode: str) -> None:
        """Open in this mode the next time."""
        self.memory.mode = mode


_OURS = frozenset(command.action for command in commands.commands_of(commands.APP))


def run(path: Path | None) -> int:
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
                print(f"sayso: not stored: {faults.one_line(ticket.text)}", file=sys.stderr)
        app.memory.save()
    return app.return_code if app.return_code is not None else faults.EXIT_CODE
