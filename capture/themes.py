"""The colours: two dark themes and two light ones.

Each colour is chosen so that text on its background keeps a contrast of 4.5 to 1, and so that the
pairs stay apart where a terminal has 16 colours only, or none (NO_COLOR).  No meaning is carried by
colour alone.
"""

from __future__ import annotations

from pathlib import Path

from textual.theme import Theme

from capture.config import THEMES as NAMES

INK = Theme(
    name="ink",
    primary="#7fb4e6",
    secondary="#9ac7a4",
    accent="#e6b86a",
    warning="#e6c060",
    error="#ff8a80",
    success="#8fd19e",
    foreground="#e4e2dc",
    background="#16181c",
    surface="#16181c",
    panel="#23272e",
    dark=True,
    variables={"dim": "#a3a7ae", "here": "#f5f3ee"},
)

DUSK = Theme(
    name="dusk",
    primary="#8ad8ff",
    secondary="#b4f0b4",
    accent="#ffd75f",
    warning="#ffd75f",
    error="#ff9d9d",
    success="#a8f0a8",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    dark=True,
    variables={"dim": "#bcbcbc", "here": "#ffffff"},
)

PAPER = Theme(
    name="paper",
    primary="#1c5a92",
    secondary="#2d6a3e",
    accent="#7a2050",
    warning="#7a2a10",
    error="#a61b1b",
    success="#226633",
    foreground="#24211c",
    background="#f7f4ec",
    surface="#f7f4ec",
    panel="#e3ded1",
    dark=False,
    variables={"dim": "#5c574d", "here": "#12100c"},
)

CHALK = Theme(
    name="chalk",
    primary="#003e7e",
    secondary="#004d1a",
    accent="#5a1145",
    warning="#5e2a00",
    error="#8f0000",
    success="#004d1a",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#dadada",
    dark=False,
    variables={"dim": "#444444", "here": "#000000"},
)

THEMES = (INK, DUSK, PAPER, CHALK)


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
