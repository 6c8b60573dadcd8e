"""Keeping one fault from taking the app down, and what is typed too early from being lost."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, Unpack, cast

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea

from capture.textual_internals import Guarded
from data.errors import SaysoError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.dom import DOMNode

    from capture.gateway import Gateway, Project, Ticket, WriteOptions
    from capture.shell import Shell

_T = TypeVar("_T")


class Resilient(Guarded):
    """For widgets and screens whose handlers may fail without ending the app.

    The app shows a dialog and writes the log, and the widget goes on with the next message.
    """

    def handler_failed(self, error: Exception, during: str) -> None:
        """Have the app own up to it."""
        cast("Shell", self.app).trouble(error, during)


class ShellPart(Resilient):
    """What also needs the app it lives in, and the way to the project."""

    @property
    def shell(self) -> Shell:
        """The app."""
        return cast("Shell", self.app)

    @property
    def gateway(self) -> Gateway:
        """The way to the project: ``await`` its `read` and `compute` in what is begun."""
        return self.shell.gateway

    def begin(
        self,
        work: Coroutine[Any, Any, None],
        failed: Callable[[SaysoError], object] | None = None,
    ) -> None:
        """Run a coroutine that waits for the project or the person: see `capture.handler`.

        ``failed`` gets a `SaysoError` of it, which else is said in the bar for messages.
        """
        told = work if failed is None else _telling(work, failed)
        self.shell.begin(told, cast("DOMNode", self))

    async def ask(self, dialog: Screen[_T]) -> _T | None:
        """Show a dialog and return its answer; None where it was left.  For what is begun."""
        return await self.shell.ask(dialog)

    def write(
        self,
        job: Callable[[Project], _T],
        then: Callable[[_T], object] | None = None,
        **options: Unpack[WriteOptions],
    ) -> Ticket:
        """Store something, as `Gateway.write`; once this is gone, neither callback is called."""
        return self.shell.gateway.write(job, then, owner=cast("DOMNode", self), **options)


async def _telling(work: Coroutine[Any, Any, None], failed: Callable[[SaysoError], object]) -> None:
    try:
        await work
    except SaysoError as error:
        failed(error)


class TypeAhead(MessagePump):
    """For a dialog: what is typed while it is being made goes to the line that then has the focus.

    They wait in the dialog's own queue, since nothing in it has the focus yet; Textual would drop
    them.  What is typed later never comes here: the line with the focus has taken it.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        """Remember when the dialog was asked for."""
        super().__init__(*given, **named)
        self.asked_at = monotonic()
        self._taken: list[events.Key] = []

    def take(self, event: events.Key) -> bool:
        """Take a key in, if it was typed before the dialog was asked for; say whether it was.

        Such keys waited with the widget that had the focus then.
        """
        early = event.time < self.asked_at
        if early:
            self._taken.append(events.Key(event.key, event.character))
            self.post_message(self._taken[-1])
        return early

    def on_key(self, event: events.Key) -> None:
        """Hand what came too early to the line."""
        line = cast("Screen[Any]", self).focused
        if event.is_printable and isinstance(line, (Input, TextArea)):
            event.stop()
            event.prevent_default()
            line.post_message(events.Key(event.key, event.character))
        elif event.key == "enter" and isinstance(line, Input) and event in self._taken:
            event.stop()
            event.prevent_default()
            # Behind the letters, in the line's own queue.
            line.call_later(line.action_submit)


class Patient(MessagePump):
    """For the app: a key that was typed before a dialog came goes to it, and acts on nothing."""

    def on_key(self, event: events.Key) -> None:
        """Let a dialog have what was meant for it."""
        over = cast("App[Any]", self).screen
        if isinstance(over, TypeAhead) and over.take(event):
            event.stop()
            event.prevent_default()
