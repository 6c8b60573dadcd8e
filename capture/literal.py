"""The one door from what people typed to what a widget shows.

A string that is given to a Textual widget as it is may be read as markup, and a control character
in it may reach the terminal.  `literal` and `line` return `Content` that can do neither; every
widget that shows a note, a name, a title or a path goes through them.  Error sentences too: they
hold names and paths.
"""

from __future__ import annotations

from textual.content import Content

from data.text import clip, visible

MOST = 20_000
"""The longest text that is laid out whole; of a longer one the beginning and its length show."""


def literal(text: str, style: str = "", *, most: int = MOST) -> Content:
    """Return text of any kind as it may be shown over several lines; newlines are kept."""
    if len(text) > most:
        text = f"{text[:most]}… ({len(text):,} characters)"
    return Content(visible(text, keep_newlines=True)).stylize(style)


def line(text: str, width: int | None = None, style: str = "") -> Content:
    """Return text of any kind as one line, a newline shown as ``⏎``, cut to ``width`` cells."""
    most = MOST if width is None else width * 8  # a sign may be made of several characters
    shown = visible(text[: most + 1])
    return Content(clip(shown, width if width is not None else most)).stylize(style)


def plain(text: str) -> str:
    """Return text for the few places that take a string and never read markup in it.

    Those are the terminal's title and the value of an `Input`; nothing else.
    """
    return visible(text[:MOST])


def hints(*words: str) -> Content:
    """Return what the keys of a dialog do, as a line that is broken between them only."""
    kept = (one.replace(" ", "\N{NO-BREAK SPACE}") for one in words)
    return Content("  ".join(kept)).stylize("$dim")
