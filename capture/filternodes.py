"""The parts of a filter, as `capture.filterlang` reads them; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from data.store.filters import Facet, Flag


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


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase as `data.store.search` reads it."""

    query: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Having:
    """A condition by name: any of ``values`` will do."""

    what: Facet | When
    values: tuple[Given, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Being:
    """A condition that has no value."""

    flag: Flag
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Without:
    """What does not fit ``part``."""

    part: Node
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Both:
    """What fits every part."""

    parts: tuple[Node, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """What fits any part."""

    parts: tuple[Node, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Node = Word | Having | Being | Without | Both | OneOf
"""A part of a filter; ``start`` and ``end`` say where it stands in what was typed."""
