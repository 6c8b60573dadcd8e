"""The colours: two dark themes and two light ones.

Each colour is chosen so that text on its background keeps a contrast of 4.5 to 1, and so that the
pairs stay apart where a terminal has 16 colours only, or none (NO_COLOR).  No meaning is carried by
colour alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.theme import Theme

from capture.config import THEMES as NAMES

# Of each part, its colour in every theme, in the order of their names.
_COLOURS = {
    "primary": ("#7fb4e6", "#8ad8ff", "#1c5a92", "#003e7e"),
    "secondary": ("#9ac7a4", "#b4f0b4", "#2d6a3e", "#004d1a"),
    "accent": ("#e6b86a", "#ffd75f", "#7a2050", "#5a1145"),
    "warning": ("#e6c060", "#ffd75f", "#7a2a10", "#5e2a00"),
    "error": ("#ff8a80", "#ff9d9d", "#a61b1b", "#8f0000"),
    "success": ("#8fd19e", "#a8f0a8", "#226633", "#004d1a"),
    "foreground": ("#e4e2dc", "#ffffff", "#24211c", "#000000"),
    "background": ("#16181c", "#000000", "#f7f4ec", "#ffffff"),
    "panel": ("#23272e", "#262626", "#e3ded1", "#dadada"),
    "dim": ("#a3a7ae", "#bcbcbc", "#5c574d", "#444444"),
    "here": ("#f5f3ee", "#ffffff", "#12100c", "#000000"),
}
_DARK = ("ink", "dusk")


def _theme(name: str) -> Theme:
    colours: dict[str, Any] = {part: shades[NAMES.index(name)] for part, shades in _COLOURS.items()}
    variables = {part: colours.pop(part) for part in ("dim", "here")}
    ground = colours["background"]
    return Theme(name, **colours, surface=ground, dark=name in _DARK, variables=variables)


THEMES = tuple(map(_theme, NAMES))


def after(name: str) -> str:
    """Return the name of the theme that follows ``name``."""
    if name not in NAMES:
        return NAMES[0]
    return NAMES[(NAMES.index(name) + 1) % len(NAMES)]


def stylesheet(name: str) -> Path:
    """Return the file of a stylesheet, for `CSS_PATH`.

    Textual reads a relative path from the folder of each class that inherits it.
    """
    return Path(__file__).parent / "styles" / f"{name}.tcss"
