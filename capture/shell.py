"""What screens and widgets know of the app that they live in; the app itself knows the screens.

`capture.app.SaysoApp` is the one `Shell`: screens name it by this type, so that no arrow runs from
them back up to what puts them together.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.reactive import reactive

from capture.config import View
from capture.gateway import Storing
from capture.handler import Handler

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from textual.dom import DOMNode
    from textual.screen import Screen

    from capture.config import Config, Memory
    from capture.gateway import Gateway
    from capture.jobs.backups import Backup
    from data.records import NoteId, PersonaId, SessionId

_SECONDS_SHOWN = 8.0

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the app says: ``kind`` is ``info``, ``warning`` or ``error``.

    A ``lasting`` one stays until what it speaks of is over; the others go with the next key that
    stores or changes mode, or when another comes.
    """

    text: str = ""
    kind: str = "info"
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What the bar says of the project: titles as typed, and who was heard."""

    project: str = ""
    session: str = ""
    people: str = ""


class Shell(App[None]):
    """The settings, the messages and the way to the project, for whatever stands in the app."""

    settings: Config
    memory: Memory
    session: SessionId | None
    """The session that notes go to; None before one is begun or gone on with."""
    is_open: bool
    """Whether the project has been opened."""
    last_change_own: bool
    """Whether the change that screens were last told of was made in this window."""

    notice: reactive[Notice] = reactive(Notice())
    banner: reactive[str] = reactive("")
    """What is the matter with the file for as long as it is, "" where nothing is."""
    heading: reactive[Heading] = reactive(Heading())
    storing: reactive[Storing] = reactive(Storing.STORED)
    _gateway: Gateway | None = None

    @property
    def gateway(self) -> Gateway:
        """The way to the project; there is none before one is opened."""
        if self._gateway is None:
            raise RuntimeError("no project is open")
        return self._gateway

    def begin(self, work: Coroutine[Any, Any, None], owner: DOMNode | None = None) -> None:
        """Run a coroutine that waits, as `capture.handler` tells; it ends with its ``owner``."""
        owner = owner or self
        handler = Handler(self, owner, work)
        if not handler.ended:
            owner.run_worker(handler)

    async def ask(self, dialog: Screen[_T]) -> _T | None:
        """Show a dialog and return its answer; None where it was left.  For what is begun."""
        answer: asyncio.Future[_T | None] = asyncio.get_running_loop().create_future()
        self.push_screen(dialog, partial(_set_answer, answer))
        return await answer

    @property
    def may_keep(self) -> bool:
        """Whether what is typed can be kept: there is a project, or will be."""
        return self._gateway is not None and not self._gateway.read_only

    @property
    def view(self) -> View:
        """How the notes of this project are listed."""
        return self.memory.view_of(self._gateway.path) if self._gateway is not None else View()

    def keep_view(self, view: View) -> None:
        """List the notes of this project so from now on."""
        self.memory.keep_view(self.gateway.path, view)

    def remember_mode(self, mode: str) -> None:
        """Open in this mode the next time."""
        if self._gateway is not None:
            self.memory.leave(self._gateway.path, mode)

    def say(self, text: str, kind: str = "info") -> None:
        """Show a message: ``info`` for some seconds, ``warning`` and ``error`` until put away.

        A message that something is not stored is not pushed aside.
        """
        if self.notice.lasting:
            return
        self.notice = said = Notice(text, kind)
        if kind == "info":
            self.set_timer(_SECONDS_SHOWN, lambda: self._put_away(said))

    def _put_away(self, notice: Notice) -> None:
        if self.notice is notice:
            self.dismiss_notice()

    def dismiss_notice(self) -> None:
        """Put the message away."""
        self.notice = Notice()

    @abstractmethod
    def trouble(self, error: Exception, during: str) -> None:
        """Show an internal error with its reference, write the log, and go on."""

    @abstractmethod
    async def load_behind(self) -> None:
        """Load what stores, which is nothing of the first picture."""

    @abstractmethod
    def open_project(self, path: Path) -> None:
        """Open a project; what comes of it is told by `Gateway.Opened`."""

    @abstractmethod
    def show_session(self, session: SessionId | None) -> None:
        """Name the session that notes go to in the title bar."""

    @abstractmethod
    def open_page(self, persona: PersonaId | None) -> None:
        """Write a persona's map, or everybody's, as a page that follows, and open it."""

    @abstractmethod
    async def go_back(self, backup: Backup) -> None:
        """Put a backup in the project's place, and open the app anew."""

    @abstractmethod
    async def show_note(self, note: NoteId) -> None:
        """Go to the notes, and choose a note there."""

    @abstractmethod
    async def go_to_card(self, code: str) -> None:
        """Go to the map, and choose the card of a code there."""


def _set_answer(answer: asyncio.Future[_T | None], value: _T | None) -> None:
    if not answer.done():  # who asked may be gone
        answer.set_result(value)
