"""Why a filter finds nothing: which of its parts shuts everything out, and what would be found."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from capture.filterlang import Parsed, parse
from capture.filternodes import Both, Node, OneOf
from capture.jobs import filtering
from data.store import notes
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from data.store import Project

_MOST = 12  # parts that are tried one by one; a filter of more was pasted
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A filter that finds something where another found nothing: ``left_out`` is not in it."""

    typed: str
    left_out: str
    count: int


def ways_out(project: Project, parsed: Parsed, names: filtering.Names) -> tuple[Way, ...]:
    """Return the filters with one part less that find something, those that find most first.

    Parts of an AND are left out one by one, and where no one part is enough, two by two; each side
    of an OR is asked by itself.
    """
    if parsed.node is None:
        return ()
    groups = [one.parts for one in _ands(parsed.node)]
    found: dict[str, Way] = {}
    for parts in groups:
        ways = _without(project, parsed, names, [(one,) for one in parts[:_MOST]])
        if not ways and 3 <= len(parts) <= _MOST // 2:
            ways = _without(project, parsed, names, list(combinations(parts, 2)))
        found |= {way.typed: way for way in ways}
    return tuple(sorted(found.values(), key=lambda way: -way.count))


def _ands(node: Node) -> list[Both]:
    """Every AND of a filter that is not itself inside a NOT, the outermost first."""
    if isinstance(node, OneOf):
        return [one for part in node.parts for one in _ands(part)]
    if isinstance(node, Both):
        return [node, *(one for part in node.parts for one in _ands(part))]
    return []


def _without(
    project: Project,
    parsed: Parsed,
    names: filtering.Names,
    choices: list[tuple[Node, ...]],
) -> list[Way]:
    ways = []
    for parts in choices:
        rest = parsed
        for part in reversed(parts):  # from the end, so that the earlier ones stay where they are
            rest = parse(rest.but(part))
        if rest.node is None:
            continue
        count = notes.count(project, filtering.of(rest, names))
        if count:
            left_out = " ".join(parsed.text(part) for part in parts)
            ways.append(Way(rest.typed, left_out, count))
    return ways


def why_nothing(parsed: Parsed, ways: tuple[Way, ...], total: int) -> str:
    """Say why a filter finds nothing in a project of ``total`` notes."""
    if not total:
        return "There is no note yet. F5 goes to the line to take some."
    if not ways:
        return f"None of {counted(total, 'note')} fits {shown(parsed.typed)}."
    told = ", ".join(f"{one.count:,} without {shown(one.left_out)}" for one in ways[:_TOLD])
    return f"No note fits all of it: {told}."


def shown(typed: str) -> str:
    """A part of a filter as a sentence shows it."""
    return f"“{clip(visible(' '.join(typed.split())), 40)}”"
