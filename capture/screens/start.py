"""The first form: a project without a word of a manual."""

from __future__ import annotations
from textual.screen import Screen
from textual.widgets import Static


class StartScreen(Screen[None]):
    """The form."""

    def compose(self):
        yield Static("start")
