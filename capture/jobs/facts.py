"""What is said of a card, as it was typed: checked, and made what is stored."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, cast

from data.errors import UsageError
from data.records import Basis, PlainFacts
from data.text import clean, clip, one_line, visible

if TYPE_CHECKING:
    from data.records import Facts, Touchpoint


class TypedFacts(PlainFacts, total=False):
    """Facts of a card of which the numbers may be as they were typed; "" is none."""

    contacts: str | float | None
    minutes: str | float | None


MOST = 1e12
"""The largest number that anything on a map may have, up or down."""

_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def number(typed: str, label: str, *, least: float = -MOST) -> float | None:
    """Return a number; ``None`` where nothing was typed.  A comma is a decimal point too.

    Raises:
        UsageError: it is none, or too small or large, or could mean two numbers.
    """
    text = typed.strip().replace("\u2212", "-").replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    shown = clip(visible(typed.strip()), 30)
    if _THOUSANDS.fullmatch(text):
        plain, decimal = text.replace(",", ""), text.replace(",", ".", 1)
        raise UsageError(
            f"{label}: “{shown}” could be {plain} or {decimal}: write one of them. "
            "Nothing was changed."
        )
    try:
        # Python's own underscores and names of infinities are nothing that people mean.
        value = float(text.replace(",", ".", 1)) if re.fullmatch(r"[-+\d.,eE]+", text) else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(f"{label}: “{shown}” is no number. Nothing was changed.")
    if not least <= value <= MOST:
        limit = f"smaller than {least:g}" if value < least else "too large"
        raise UsageError(f"{label}: “{shown}” is {limit}. Nothing was changed.")
    return value


def whole(typed: str, label: str, *, most: int) -> int:
    """Return a whole number with or without its sign, no larger than ``most`` up or down.

    Raises:
        UsageError: it is none, or larger.
    """
    text = typed.strip().replace("\u2212", "-").replace(" ", "")
    shown = clip(visible(typed.strip()), 30)
    if not re.fullmatch(r"[-+]?[0-9]+", text):
        raise UsageError(f"{label}: “{shown}” is no whole number. Nothing was changed.")
    if len(text) > len(str(most)) + 1 or abs(int(text)) > most:
        raise UsageError(f"{label}: “{shown}” is more than {most:,}. Nothing was changed.")
    return int(text)


def written(value: float | None) -> str:
    """Return a number as it may be typed again; "" for none."""
    return "" if value is None else f"{value:.15g}"


def short(text: str, most: int, label: str) -> str:
    """Return a line as it is stored.

    Raises:
        UsageError: it is too long.
    """
    return no_longer(one_line(text), most, label)


def no_longer(text: str, most: int, label: str) -> str:
    """Return a text as it is.

    Raises:
        UsageError: it is too long.
    """
    if len(text) > most:
        raise UsageError(
            f"{label} has {len(text):,} characters, and {most:,} are the most. Nothing was changed."
        )
    return text


LONGEST = {"title": 300, "owner": 200, "graded_by": 200, "at_stake": 2000, "way_out": 2000}
"""The most characters of each text."""

LONGEST_NAME = 120
"""The most characters of a figure's name and of a voter's."""

COUNTS = {"contacts": "Contacts", "minutes": "Minutes"}
"""The numbers of a card, and what they are called."""


def checked(facts: TypedFacts) -> Facts:
    """Return facts as they are stored.

    Raises:
        UsageError: a number is none, or a text too long.
    """
    checked_facts: dict[str, object] = dict(facts)
    for name, title in COUNTS.items():
        if name in checked_facts:
            typed = checked_facts[name]
            checked_facts[name] = number("" if typed is None else str(typed), title, least=0)
    for name, most in LONGEST.items():
        if name in checked_facts:
            typed = str(checked_facts[name])
            lines = name in ("at_stake", "way_out")
            text = clean(typed)[0].strip() if lines else one_line(typed)
            checked_facts[name] = no_longer(text, most, name.replace("_", " ").capitalize())
    return cast("Facts", checked_facts)


def with_basis(card: Touchpoint, facts: Facts) -> Facts:
    """Return checked facts with what goes with them: a number's basis, and who gave a grade.

    A number whose basis is not given keeps the one it had, and is assumed where it had none.
    """
    all_facts: dict[str, object] = dict(facts)
    for name in COUNTS:
        basis = f"{name}_basis"
        if all_facts.get(name, getattr(card, name)) is None:
            if name in all_facts or basis in all_facts:
                all_facts[basis] = None  # what is not there is neither assumed nor measured
        elif name in all_facts and basis not in all_facts:
            all_facts[basis] = getattr(card, basis) or Basis.ASSUMED
    if "grade" in all_facts and all_facts["grade"] is None:
        all_facts["graded_by"] = ""
    return cast("Facts", all_facts)
