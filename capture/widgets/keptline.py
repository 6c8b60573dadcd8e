"""A line that is changed in place: what it holds stays in it until the screen lets go of it."""

from __future__ import annotations

from capture.widgets.line import Line


class KeptLine(Line):
    """A `Line` that keeps its text when it is handed in, since it may be refused.

    A paste of several lines stays one text: here is no note to be split.
    """

    def __init__(self, *, id: str | None = None, grammar: bool = True) -> None:  # noqa: A002
        """Make an empty line; without ``grammar`` what is typed is text and nothing else."""
        super().__init__(id=id, grammar=grammar)
        self._empties = False

    @property
    def pasted_lines(self) -> tuple[str, ...]:
        """Nothing: a paste is part of the text."""
        return ()
