"""Numbers and texts as people type them, in a shell and on a form, checked."""

from __future__ import annotations

import math
import re

from data.errors import UsageError
from data.store import common
from data.text import clip, visible

MOST = 1e12
"""The largest number that anything on a map may have, up or down."""

_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def number(typed: str, what: str, *, least: float = -MOST) -> float | None:
    """Return a number; ``None`` where nothing was typed.  A comma is a decimal point too.

    Raises:
        UsageError: it is none, or too small or large, or could mean two numbers.
    """
    text = typed.strip().replace("\u2212", "-").replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    shown = clip(visible(typed.strip()), 30)
    if _THOUSANDS.fullmatch(text):
        plain, point = text.replace(",", ""), text.replace(",", ".", 1)
        raise UsageError(
            f"{what}: “{shown}” could be {plain} or {point}: write one of them. "
            "Nothing was changed."
        )
    try:
        # Python's own underscores and names of infinities are nothing that people mean.
        value = float(text.replace(",", ".", 1)) if re.fullmatch(r"[-+\d.,eE]+", text) else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(f"{what}: “{shown}” is no number. Nothing was changed.")
    if not least <= value <= MOST:
        limit = f"smaller than {least:g}" if value < least else "too large"
        raise UsageError(f"{what}: “{shown}” is {limit}. Nothing was changed.")
    return value


def whole(typed: str, what: str, *, most: int) -> int:
    """Return a whole number with or without its sign, no larger than ``most`` up or down.

    Raises:
        UsageError: it is none, or larger.
    """
    text = typed.strip().replace("\u2212", "-").replace(" ", "")
    shown = clip(visible(typed.strip()), 30)
    if not re.fullmatch(r"[-+]?[0-9]+", text):
        raise UsageError(f"{what}: “{shown}” is no whole number. Nothing was changed.")
    if len(text) > len(str(most)) + 1 or abs(int(text)) > most:
        raise UsageError(f"{what}: “{shown}” is more than {most:,}. Nothing was changed.")
    return int(text)


def written(value: float | None) -> str:
    """Return a number as it may be typed again; "" for none."""
    return "" if value is None else f"{value:.15g}"


def short(text: str, most: int, what: str) -> str:
    """Return a line as it is stored.

    Raises:
        UsageError: it is too long.
    """
    return no_longer(common.one_line(text), most, what)


def no_longer(text: str, most: int, what: str) -> str:
    """Return a text as it is.

    Raises:
        UsageError: it is too long.
    """
    if len(text) > most:
        raise UsageError(
            f"{what} has {len(text):,} characters, and {most:,} are the most. Nothing was changed."
        )
    return text
