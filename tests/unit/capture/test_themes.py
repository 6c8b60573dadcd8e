"""The themes: legible in full colour, in 16 colours and in none."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem
from rich.terminal_theme import TerminalTheme
from textual.color import Color as Shade
from textual.theme import Theme

from capture import config, themes

TEXTS = (
    "foreground",
    "dim",
    "here",
    "primary",
    "secondary",
    "accent",
    "warning",
    "error",
    "success",
)
GROUNDS = ("background", "panel")

# The 16 colours as xterm shows them.
XTERM = TerminalTheme(
    (0, 0, 0),
    (229, 229, 229),
    [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
     (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)],
    [(127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
     (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)],
)  # fmt: skip


def colour(theme: Theme, name: str) -> Shade:
    return Shade.parse(theme.variables.get(name) or getattr(theme, name))


def contrast(one: Shade, other: Shade) -> float:
    """The ratio of WCAG 2, from 1 to 21."""

    def light(shade: Shade) -> float:
        parts = [value / 255 for value in shade.rgb]
        linear = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lights = sorted((light(one), light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def in_16(shade: Shade) -> Shade:
    """The shade as a terminal with 16 colours gets it."""
    low = Color.from_rgb(*shade.rgb).downgrade(ColorSystem.STANDARD)
    return Shade(*low.get_truecolor(XTERM))


def test_the_names_are_those_of_the_settings() -> None:
    assert tuple(theme.name for theme in themes.THEMES) == config.THEMES
    assert [theme.dark for theme in themes.THEMES] == [True, True, False, False]


def test_the_next_theme_comes_round() -> None:
    name = config.THEMES[0]
    seen = [name := themes.after(name) for _ in config.THEMES]
    assert sorted(seen) == sorted(config.THEMES)
    assert themes.after("neon") == config.THEMES[0]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_text_stands_out_from_its_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(colour(theme, text), colour(theme, ground)) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_text_stands_out_in_16_colours(theme: Theme, text: str, ground: str) -> None:
    assert contrast(in_16(colour(theme, text)), in_16(colour(theme, ground))) >= 3


@pytest.mark.parametrize("text", ["primary", "error"])
@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_what_is_shown_reversed_stands_out(theme: Theme, text: str) -> None:
    assert contrast(colour(theme, "background"), colour(theme, text)) >= 4.5
    assert contrast(in_16(colour(theme, "background")), in_16(colour(theme, text))) >= 3
