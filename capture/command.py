"""One user command: its key, its name and its help."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can do.

    ``id`` is ``WHERE.ACTION``; ``keys`` are Textual's names, separated by commas ("" for a command
    of the palette only).  ``help`` is one sentence.  ``hint`` is the word at the foot of the screen
    ("" for none: few are best).  ``group`` is the heading in the help.  An ``urgent`` key is taken
    before the widget that has the focus sees it.
    """

    id: str
    title: str
    help: str
    keys: str = ""
    hint: str = ""
    group: str = ""
    urgent: bool = False

    @property
    def where(self) -> str:
        """The mode that the command belongs to, or ``app`` for everywhere."""
        return self.id.partition(".")[0]

    @property
    def action(self) -> str:
        """The action without its place: ``find`` of ``notes.find``."""
        return self.id.partition(".")[2]
