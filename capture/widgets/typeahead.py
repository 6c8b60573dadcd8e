"""Keeping what is typed before a dialog is there."""

from __future__ import annotations

from typing import Any, cast

from textual import events
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea


class TypeAhead(MessagePump):
    """For a dialog: letters typed while it is being made go to the line that then has the focus.

    They wait in the dialog's own queue, since nothing in it has the focus yet; Textual would drop
    them.  A letter typed later never comes here: the line with the focus has taken it.
    """

    def on_key(self, event: events.Key) -> None:
        """Hand a letter that came too early to the line."""
        line = cast("Screen[Any]", self).focused
        if event.is_printable and isinstance(line, (Input, TextArea)):
            event.stop()
            event.prevent_default()
            line.post_message(events.Key(event.key, event.character))
