"""Pairs that look alike and are not the same: somebody said so, and is not asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store import common
from data.store.log import read

if TYPE_CHECKING:
    from data.store.log import Change

Pair = tuple[str, str]
"""Two ids, the lesser first."""


def pair(one: str, other: str) -> Pair:
    """Two ids as the pair that they are kept as."""
    return (one, other) if one < other else (other, one)


def all(reader: common.Reader, what: str) -> frozenset[Pair]:  # noqa: A001
    """The pairs of one sort: ``note``, or a list such as ``stage`` or ``participant``."""
    return frozenset(
        (one, other)
        for one, other in reader.connection.rows(
            "SELECT one, other FROM told_apart WHERE what = ?", (what,)
        )
    )


def add(change: Change, what: str, one: str, other: str) -> bool:
    """Say that two things are not the same; False where that was said before."""
    first, second = pair(one, other)
    if read(change.connection, "told_apart", f"{first}:{second}") is not None:
        return False
    change.make("told_apart", one=first, other=second, what=what)
    return True
