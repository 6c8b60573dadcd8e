"""How much room text takes on paper: close enough to fill a sheet, wide enough never to spill.

No browser is asked, so that the same map gives the same sheets anywhere, and a person can print
the page by hand.  Lengths are in points (1/72 inch) unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from data.text import clip, visible, width
from synthesis.board.standing import Standing
from synthesis.map.model import ORDER

MM = 72 / 25.4
"""Points in a millimetre."""

LEADING = 1.22
"""Line height, in font sizes; the style sheet has the same."""

BORDERS: dict[str, float] = {
    Standing.CONTRADICTED: 2.4,
    Standing.SPLIT: 2.4,
    Standing.DOUBTED: 1.2,
    Standing.SUPPORTED: 1.6,
    Standing.HEARD_ONCE: 0.6,
    Standing.DISPUTED: 2.4,
    Standing.SHARED_BELIEF: 1.2,
    Standing.ASSUMED: 1.2,
}
"""How thick the border of a claim is by its standing, in points; the style sheet has the same."""

_PLAIN_BORDER = 0.8  # of what has a box and no standing: a card, a remark against a card

# Hundredths of the font size that the signs from space to ~ take, in the widest of the fonts that
# the style sheet asks for.
_ADVANCES = (
    "29 36 41 75 57 85 70 25 35 35 45 75 29 32 29 30 57 57 57 57 57 57 57 57 57 57 30 30 75 75 75 "
    "48 90 62 62 63 69 57 52 70 68 27 27 59 50 78 67 71 54 71 62 57 55 66 62 89 62 55 62 35 30 35 "
    "75 45 45 55 57 49 57 55 32 57 57 25 25 52 25 88 57 55 57 57 37 47 35 57 53 74 53 53 47 57 30 "
    "57 75"
)
_TABLE = {chr(32 + at): int(one) / 100 for at, one in enumerate(_ADVANCES.split())}
_BOLD = 1.13
_OTHER, _WIDE = 0.7, 1.15


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a cell: a claim or a card in its box, or a line of text without one.

    ``plain`` says in words what a claim rests on; ``tail`` (its people, its card's code, its flag)
    stays together on one line; ``foot`` and each text of ``below`` (what stands against a claim)
    are paragraphs of their own; ``lane`` says which pale colour it has; ``standing`` is "" for what
    has none.
    """

    kind: str
    text: str
    plain: str = ""
    tail: str = ""
    foot: str = ""
    below: tuple[str, ...] = ()
    standing: str = ""
    lane: str = ""
    code: str = ""
    truth: bool = False

    @property
    def lead(self) -> str:
        """What stands before the text: its code."""
        return self.code + (" ★" if self.truth else "")

    @property
    def boxed(self) -> bool:
        """True for what has a border."""
        return self.kind in ("claim", "card")

    @property
    def line(self) -> str:
        """All of its first paragraph, as it is broken into lines."""
        return " ".join(filter(None, (self.lead, self.text, self.plain, unbroken(self.tail))))


@dataclass(frozen=True, slots=True)
class Cell:
    """What one stage has in one row: the first few, and how many more there are."""

    items: tuple[Item, ...]
    more: int = 0


def short(text: str, most: int) -> str:
    """Return a typed text as one visible line of at most ``most`` columns."""
    return clip(visible(" ".join(text.split())), most)


@lru_cache(maxsize=100_000)
def em(text: str, *, bold: bool = False) -> float:
    """Return how wide a text without a break is, in font sizes."""
    wide = sum(_advance(sign) for sign in text)
    return wide * _BOLD if bold else wide


def _advance(sign: str) -> float:
    known = _TABLE.get(sign)
    if known is not None:
        return known
    columns = width(sign)
    return _WIDE if columns > 1 else _OTHER if columns else 0.0


@lru_cache(maxsize=100_000)
def lines(text: str, room: float, *, bold: bool = False) -> int:
    """Return on how many lines a text stands where ``room`` font sizes are wide; 0 for ""."""
    if not text:
        return 0
    count, used, space = 1, 0.0, em(" ", bold=bold)
    for word in text.split(" "):
        size = em(word, bold=bold)
        if used and used + space + size <= room:
            used += space + size
            continue
        if used:
            count += 1
        used = size
        while used > room:  # broken anywhere; a sign that does not fit leaves some room unused
            count += 1
            used -= max(room - 1.0, 1.0)
    return count


def unbroken(text: str) -> str:
    """Return a text that stays on one line."""
    return text.replace(" ", "\u00a0")


def item_height(item: Item, wide: float, font: float, scale: float = 1) -> float:
    """Return how high an item is in a cell ``wide`` points wide, with its distance to the next."""
    border = BORDERS.get(item.standing, _PLAIN_BORDER if item.boxed else 0.0) * scale
    room = round((wide - 2 * border) / font - (0.8 if item.boxed else 0.2), 2)
    # The code of a claim is bold, and no more of it.
    bold = item.kind in ("card", "wanted")
    count = lines(item.line, room - (0.3 if item.code and not bold else 0.0), bold=bold)
    count += lines(item.foot, room) + sum(lines(text, room) for text in item.below)
    return count * LEADING * font + (0.24 if item.boxed else 0.06) * font + 2 * border + 0.2 * font


def cell_height(cell: Cell, wide: float, font: float, scale: float = 1) -> float:
    """Return how high a cell is in a column ``wide`` points wide; 0 for an empty one."""
    if not cell.items:
        return 0.0
    inner = wide - 0.6 * font - 1
    whole = sum(item_height(item, inner, font, scale) for item in cell.items)
    return whole + (LEADING * font if cell.more else 0) + 0.4 * font + 1


def heading_font(rail: float, font: float) -> float:
    """Return the size of the headings in a ``rail``: ``font``, or so small that no word is broken.

    It is one size for all rows of all sheets with such a rail, whichever of them are shown.
    """
    longest = max(em(word, bold=True) for row in ORDER for word in row.heading.split())
    # Half a letter is left free between the headings and the first stage.
    return min(font, int(20 * rail / (longest + 0.5)) / 20)


def row_height(
    heading: str, cells: Iterable[tuple[Cell, float]], rail: float, font: float, scale: float = 1
) -> float:
    """Return how high a row is: as its highest cell or its heading, whichever is higher.

    Each cell stands with the width of its column, in points like that of the ``rail``; borders are
    ``scale`` times as thick as on A3.
    """
    size = heading_font(rail, font)
    named = (lines(heading, round(rail / size - 0.5, 2), bold=True) * LEADING + 0.5) * size
    return max([named, *(cell_height(cell, wide, font, scale) for cell, wide in cells)])
