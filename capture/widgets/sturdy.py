"""Keeping one fault from taking the app down, and what is typed too early from being lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.message import Message

    from capture.gateway import Gateway
    from capture.shell import Shell

_STARTING = (events.Compose, events.Mount, events.Load, events.Unmount)


class Resilient(MessagePump):
    """For widgets and screens whose handlers may fail without ending the app.

    Textual ends the app at the first exception in a handler.  Here the exception goes to the app,
    which shows a dialog and writes the log, and the widget goes on with the next message.  What
    fails while it is being built has nothing to go on with, and still ends the app.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if isinstance(message, _STARTING):
                raise
            cast("Shell", self.app).trouble(error, type(message).__name__)


class ShellPart(Resilient):
    """What also needs the app it lives in, and the way to the project."""

    @property
    def shell(self) -> Shell:
        """The app."""
        return cast("Shell", self.app)

    @property
    def gateway(self) -> Gateway:
        """The way to the project."""
        return self.shell.gateway
