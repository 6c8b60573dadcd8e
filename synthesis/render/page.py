"""Lines of plain text with styles, measured in terminal cells: the ground under the text renderer.

Styles are turned into escape sequences only at the very end, so that no measurement ever meets one,
and user text only enters through `Page.safe`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.text import clip, visible, width

Span = tuple[str, str]
"""A piece of text and the name of its style ("" for none)."""

_SGR = {
    "badge": "1;7",
    "bold": "1",
    "dim": "2",
    "contradicted": "1;31",
    "split": "33",
    "doubted": "31",
    "supported": "32",
    "heard once": "36",
    "disputed inside": "33",
    "shared belief": "34",
    "assumed": "2",
    "customers": "1;36",
    "staff": "35",
    "other": "2",
    "grade": "1;33",
}

_ASCII = {
    "✗": "x",
    "±": "~",
    "◑": "%",
    "●": "*",
    "◐": "o",
    "⊗": "@",
    "◎": "=",
    "○": ".",
    "⚑": "^",
    "★": "!",
    "·": "-",
    "─": "-",
    "│": "|",
    "┼": "+",
    "…": "~",
    "⏎": "\\n",
    "⇥": "\\t",
    "⟨": "<",
    "⟩": ">",
    "␡": "^?",
    "–": "-",
    "—": "-",
    "→": ">",
    "⇄": "<>",
    "✓": "v",
    "•": ".",
    "═": "=",
    "╪": "=",
    "┄": "-",
    "┈": ".",
    "‹": "<",
    "›": ">",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a card begins in a drawn map: its code at ``column`` of ``line``.

    ``wide`` is the cells that are its own, to the right end of its stage's column.  The two cells
    before ``column`` are blank: room for a sign.  ``stage`` is an index into the map's stages.
    """

    card: str
    stage: int
    line: int
    column: int
    wide: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page that was drawn: its lines as they are printed, and where the cards in them are."""

    lines: tuple[tuple[Span, ...], ...] = ()
    spots: tuple[Spot, ...] = ()


class Page:
    """Collects lines of at most ``width`` cells, and where the cards in them are."""

    def __init__(self, width: int, *, colour: bool, unicode: bool) -> None:
        self.width = max(20, width)
        self.colour = colour
        self.unicode = unicode
        self.lines: list[list[Span]] = []
        self.spots: list[Spot] = []

    def safe(self, text: str) -> str:
        """Return user text fit to be shown: visible marks for what acts, ASCII where asked."""
        shown = visible(text)
        return shown if self.unicode else to_ascii(shown)

    def own(self, text: str) -> str:
        """Return a text of ours (a glyph, a rule) in the characters of this page."""
        return text if self.unicode else to_ascii(text)

    def add(self, *spans: Span, right: Sequence[Span] = ()) -> None:
        """Add one line: ``spans`` from the left, ``right`` at the right edge; the left is cut."""
        # Some of our signs are wider in ASCII: what is measured is what is drawn.
        spans, right = (
            tuple((self.own(text), style) for text, style in part) for part in (spans, right)
        )
        tail = sum(width(text) for text, _ in right)
        left = fit(spans, self.width - tail - (1 if right else 0))
        if right:
            gap = self.width - tail - sum(width(text) for text, _ in left)
            left = [*left, (" " * gap, ""), *right]
        line = [(self.own(text), style) for text, style in fit(left, self.width) if text]
        while line and not line[-1][0].strip(" "):
            line.pop()
        if line:
            line[-1] = (line[-1][0].rstrip(" "), line[-1][1])
        self.lines.append(line)

    def spot(self, card: str, stage: int, *, column: int, wide: int, below: int = 0) -> None:
        """Say that a card begins on the line that is added next, or so many ``below`` it."""
        self.spots.append(Spot(card, stage, len(self.lines) + below, column, wide))

    def flow(self, phrases: Iterable[str], *, indent: int, style: str = "") -> None:
        """Add ``phrases`` with dots between, breaking lines between phrases where it can."""
        room = self.width - indent
        dot = self.own(" · ")
        line = ""
        for phrase in phrases:
            if line and width(line + dot + phrase) > room:
                self.add((" " * indent + line, style))
                line = ""
            joined = line + dot + phrase if line else phrase
            *full, line = wrap(joined, room)
            for text in full:
                self.add((" " * indent + text, style))
        if line:
            self.add((" " * indent + line, style))

    def drawn(self) -> Drawn:
        """Return what is on the page so far."""
        return Drawn(tuple(map(tuple, self.lines)), tuple(self.spots))

    def text(self) -> str:
        """Return the whole page, ended by a newline."""
        return "".join(self._paint(line) + "\n" for line in self.lines)

    def _paint(self, spans: Iterable[Span]) -> str:
        parts = []
        for text, style in spans:
            code = _SGR.get(style, "") if self.colour else ""
            parts.append(f"\x1b[{code}m{text}\x1b[0m" if code and text.strip() else text)
        return "".join(parts)


def fit(spans: Iterable[Span], room: int) -> list[Span]:
    """Return ``spans`` cut to ``room`` cells."""
    kept: list[Span] = []
    for text, style in spans:
        size = width(text)
        if size > room:
            kept.append((clip(text, room), style))
            break
        kept.append((text, style))
        room -= size
    return kept


def wrap(text: str, room: int, most: int = 0) -> list[str]:
    """Return ``text`` in lines of at most ``room`` cells, broken at spaces where possible.

    At most ``most`` lines (0: any number); the last then ends in "…" where text is left over.
    Always at least one line.
    """
    room = max(1, room)
    if most:
        # A text of megabytes need not be measured to show two lines of it.
        text = text[: room * (most + 2) * 4]
    lines: list[str] = []
    rest = text.strip()
    while rest:
        if most and len(lines) == most - 1:
            lines.append(clip(rest, room))
            break
        head = _head(rest, room)
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return lines or [""]


def _head(text: str, room: int) -> str:
    """Return the start of ``text`` that fits ``room`` cells, up to a space if there is one."""
    head = text[: room + 1]
    if len(text) <= room and width(text) <= room:
        return text
    while width(head) > room:
        head = head[:-1]
    if len(head) == len(text) or text[len(head)] == " ":
        return head or text[:1]
    space = head.rfind(" ")
    # A break that leaves most of the line empty reads worse than a broken word.
    if space > len(head) // 3:
        return head[: space + 1]
    return head or text[:1]


def to_ascii(text: str) -> str:
    """Return ``text`` in ASCII: known signs by their stand-ins, accents dropped, the rest ``?``."""
    if text.isascii():
        return text
    return "".join(_to_ascii(char) for char in text)


def _to_ascii(char: str) -> str:
    if char.isascii():
        return char
    if char in _ASCII:
        return _ASCII[char]
    if "\u2400" <= char <= "\u241f":
        return "^" + chr(ord(char) - 0x2400 + 64)
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    if plain.isprintable() and plain:
        return plain
    return "" if unicodedata.combining(char) else "?"
