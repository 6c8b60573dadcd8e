"""The language in which notes are filtered, in the app and on the command line; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from data.dates import DAYS, is_begun
from data.store import search
from data.store.filters import Facet, Flag
from data.text import clean
from data.vocabulary import BY_SIGN, LISTS


class When(StrEnum):
    """How a date bounds the notes: ``after`` and ``before`` leave the day itself out."""

    ON = "on"
    AFTER = "after"
    BEFORE = "before"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Given:
    """One value of a condition; in quotes it means nothing but itself."""

    name: str
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A part of a filter: where it begins and ends in what was typed."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Word(_Placed):
    """A word or phrase as `data.store.search` reads it."""

    query: str


@dataclass(frozen=True, slots=True)
class Having(_Placed):
    """A condition by name: any of ``values`` will do."""

    what: Facet | When
    values: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Being(_Placed):
    """A condition that has no value."""

    flag: Flag


@dataclass(frozen=True, slots=True)
class Without(_Placed):
    """What does not fit ``part``."""

    part: Node


@dataclass(frozen=True, slots=True)
class Both(_Placed):
    """What fits every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class OneOf(_Placed):
    """What fits any part."""

    parts: tuple[Node, ...]


Node = Word | Having | Being | Without | Both | OneOf
"""A part of a filter; ``start`` and ``end`` say where it stands in what was typed."""


MOST = 200
"""Words and conditions of a filter that count; more than that were pasted, not asked."""

DEEPEST = 30
"""Parentheses inside one another that count."""

NONE, ANY = "none", "any"
"""Values that stand for having none, and for having any; in quotes they are names like others."""

SIGNS = {sign: Facet(one.name) for sign, one in BY_SIGN.items()}

KEYS: dict[str, Facet | When] = {
    **{one.value: one for one in Facet if one is not Facet.DAY},
    **{one.value: one for one in When},
    "from": Facet.SOURCE,
    "who": Facet.PARTICIPANT,
    "by": Facet.PARTICIPANT,
    "in": Facet.SESSION,
    "touchpoint": Facet.CARD,
}
"""What each name before a colon asks for; ``no:`` is of its own."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A filter as read: ``node`` is ``None`` where it asks for nothing.

    ``unfinished`` are the conditions that lack their value and so count for nothing yet, without a
    quotation mark that was begun.
    """

    typed: str = ""
    node: Node | None = None
    unfinished: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Node, ...]:
        """What must all hold: the outermost parts."""
        if isinstance(self.node, Both):
            return self.node.parts
        return () if self.node is None else (self.node,)

    def text(self, node: Node) -> str:
        """A part as it was typed."""
        return self.typed[node.start : node.end]

    def without(self, *parts: Node) -> Parsed:
        """The filter with some of its parts left out, read anew."""
        typed = self.typed
        # From the end, so that the earlier ones stay where they are.
        for part in sorted(parts, key=lambda part: -part.start):
            before, after = typed[: part.start].rstrip(), typed[part.end :].lstrip()
            typed = f"{before} {after}".strip()
        return parse(typed)


def parse(typed: str) -> Parsed:
    """Read a filter; never raises, whatever the text holds."""
    typed = clean(typed)[0]
    reader = _Reader(list(_tokens(typed)))
    node = reader.either()
    return Parsed(typed, node, tuple(reader.unfinished))


# -- pieces ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a filter: ``sign`` is ( ) AND OR NOT, or "" for a word or condition."""

    sign: str
    text: str
    start: int
    end: int


_OPERATORS = ("AND", "OR", "NOT")


def _tokens(typed: str) -> Iterator[Piece]:
    """The pieces of a filter in order; every ) has its (, and some ( may lack their )."""
    at, depth, asked = 0, 0, 0
    too_deep = 0
    while at < len(typed) and asked < MOST:
        char, start = typed[at], at
        if char.isspace():
            at += 1
        elif char == "(":
            at += 1
            if depth < DEEPEST:
                depth += 1
                yield Piece("(", char, start, at)
            else:
                too_deep += 1
        elif char == ")":
            at += 1
            if too_deep:
                too_deep -= 1
            elif depth:
                depth -= 1
                yield Piece(")", char, start, at)
        elif char == "-":
            at += 1
            if at < len(typed) and not typed[at].isspace():
                yield Piece("NOT", char, start, at)
        else:
            at = _end_of_piece(typed, at)
            text = typed[start:at]
            sign = text if text in _OPERATORS else ""
            asked += not sign
            yield Piece(sign, text, start, at)


def _end_of_piece(typed: str, at: int) -> int:
    """Where a word or condition ends: at white space or a strange ), neither inside quotes."""
    start, inside = at, 0
    while at < len(typed):
        char = typed[at]
        if char == '"':
            closing = typed.find('"', at + 1)
            at = len(typed) if closing < 0 else closing
        elif (
            char.isspace()
            or (char == ")" and not inside)
            or (char == "(" and typed[start:at] in _OPERATORS)
        ):
            return at
        inside += (char == "(") - (char == ")")
        at += 1
    return len(typed)


# -- the grammar -------------------------------------------------------------------------------


class _Reader:
    """Reads pieces into nodes, by recursive descent; what joins nothing is passed over."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self.unfinished: list[str] = []

    def _next(self) -> str | None:
        """The sign of the next piece; "" for a word or condition, None at the end."""
        return self._pieces[self._at].sign if self._at < len(self._pieces) else None

    def either(self) -> Node | None:
        """Sides of OR, up to a ) or the end."""
        sides = [self._all()]
        while self._next() == "OR":
            self._at += 1
            sides.append(self._all())
        return _joined(OneOf, [side for side in sides if side is not None])

    def _all(self) -> Node | None:
        parts = []
        while self._next() not in (None, ")", "OR"):
            if self._next() == "AND":
                self._at += 1
                continue
            part = self._one()
            if part is not None:
                parts.append(part)
        return _joined(Both, parts)

    def _one(self) -> Node | None:
        denied = None
        times = 0
        while self._next() == "NOT":
            denied = self._pieces[self._at] if denied is None else denied
            times += 1
            self._at += 1
        if self._next() in (None, ")", "AND", "OR"):
            return None
        piece = self._pieces[self._at]
        self._at += 1
        node = self._group(piece) if piece.sign == "(" else self._said(piece)
        if node is None or denied is None:
            return node
        if times % 2:
            return Without(node, start=denied.start, end=node.end)
        return replace(node, start=denied.start)

    def _group(self, opening: Piece) -> Node | None:
        node = self.either()
        if self._next() == ")":
            end = self._pieces[self._at].end
            self._at += 1
        else:
            end = self._pieces[-1].end
        return None if node is None else replace(node, start=opening.start, end=end)

    def _said(self, piece: Piece) -> Node | None:
        node = _said(piece.text)
        if node is None:
            if condition_in(piece.text) is not None:
                self.unfinished.append(piece.text.rstrip('"'))
            return None
        return replace(node, start=piece.start, end=piece.end)


def _joined(by: type[Both | OneOf], parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return by(tuple(parts), start=parts[0].start, end=parts[-1].end)


def _said(text: str) -> Node | None:
    """What a word or condition means; ``None`` where it says nothing yet."""
    if text in DAYS:
        return Having(When.ON, (Given(text),))
    if text in frozenset(Flag):
        return Being(Flag(text))
    condition = condition_in(text)
    if condition is None:
        query = _query(text)
        return Word(query) if query else None
    asked, rest = condition
    if asked is None:
        # "no:stage"; "no:sta" is still being typed.
        lacking = KEYS.get(rest.casefold())
        return Having(lacking, (Given(NONE),)) if isinstance(lacking, Facet) else None
    values = tuple(value for value in values_in(rest) if value.name)
    if asked is When.ON and values and values[0].name.casefold() in ("card", "touchpoint"):
        return Having(Facet.CARD, (Given(ANY),))
    if isinstance(asked, When):
        values = tuple(value for value in values if not is_begun(value.name))
    if asked is Facet.EMOTION:
        values = tuple(value for value in values if value.name not in ("<", ">", "<=", ">=", "="))
    return Having(asked, values) if values else None


def condition_in(text: str) -> tuple[Facet | When | None, str] | None:
    """What a condition is about and what follows its sign or colon; ``None`` for a plain word.

    ``no:`` is about nothing by itself.
    """
    if text[:1] in SIGNS:
        return SIGNS[text[0]], text[1:]
    word, colon, rest = text.partition(":")
    key = word.casefold()
    if colon and key == "no":
        return None, rest
    return (KEYS[key], rest) if colon and key in KEYS else None


def values_in(text: str) -> list[Given]:
    """The values of a condition: parted by ``|`` outside quotes; an open quote runs to the end."""
    values, name, quoted, inside = [], "", False, False
    for char in text:
        if char == '"':
            inside, quoted = not inside, True
        elif char == "|" and not inside:
            values.append(Given(name.strip(), quoted))
            name, quoted = "", False
        else:
            name += char
    return [*values, Given(name.strip(), quoted)]


def _query(text: str) -> str:
    """A word or phrase for the index, "" where it holds neither letter nor symbol."""
    if not any(map(search.is_letter, text)):
        return text.strip('"') if any(map(search.is_symbol, text)) else ""
    if text.count('"') % 2:
        text += '"'
        return f"{text}*" if search.is_letter(text[-2]) else text
    return f"{text}*" if search.is_letter(text[-1]) else text


# -- writing -----------------------------------------------------------------------------------

_KEY_OF = {Facet.PARTICIPANT: "who", Facet.SESSION: "in", Facet.DAY: "on"}


def written(facet: Facet, *names: str | None) -> str:
    """A condition that asks for these values; ``None`` stands for having none."""
    if names == (None,) and facet is not Facet.DAY:
        return f"no:{facet}"
    sign = LISTS[facet].sign if facet in LISTS else f"{_KEY_OF.get(facet, facet.value)}:"
    return sign + "|".join(NONE if name is None else quoted(name) for name in names)


def quoted(name: str, *, always: bool = False) -> str:
    """A name as a value: in hyphens or, where these are not enough or always, in quotes."""
    plain = "-".join(name.split())
    odd = any(char in '"|()' for char in plain) or plain.casefold() in (NONE, ANY)
    if odd or always or not plain:
        return '"' + " ".join(name.replace('"', " ").split()) + '"'
    return plain


def joined(*typed: str) -> str:
    """A filter that asks for all of several: no OR in one of them can take in the others."""
    asked = [one for one in typed if one.strip()]
    return asked[0] if len(asked) == 1 else " ".join(filter(None, map(grouped, asked)))


def grouped(typed: str) -> str:
    """A filter that other conditions can stand beside: in parentheses where it needs them."""
    parsed = parse(typed)
    if parsed.node is None:
        return " ".join(parsed.unfinished)
    tokens = list(_tokens(parsed.typed))
    if _stands_alone(typed, tokens):
        return typed.strip()
    pieces, missing = [], 1
    for piece in tokens:
        missing += (piece.sign == "(") - (piece.sign == ")")
        text = piece.sign if piece.text == "-" else piece.text
        if text.count('"') % 2:
            begun = condition_in(text) is None and search.is_letter(text[-1])
            text += '"*' if begun else '"'
        pieces.append(text)
    # A word may hold a ( of its own, which must not take ours.
    gap = " " if pieces[-1].count("(") > pieces[-1].count(")") else ""
    return f"({' '.join(pieces)}{gap}{')' * missing}"


def _stands_alone(typed: str, tokens: list[Piece]) -> bool:
    """Whether more may simply follow: nothing is open, and no OR outside parentheses takes it."""
    depth = 0
    for piece in tokens:
        depth += (piece.sign == "(") - (piece.sign == ")")
        if piece.sign == "OR" and not depth:
            return False
    return not depth and typed.count('"') % 2 == 0 and tokens[-1].sign in ("", ")")
