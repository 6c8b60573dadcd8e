"""Saved filters that follow what they name when it gets another name, or goes into another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.filterlang import parse, written
from capture.filternodes import Given, Having, Node
from capture.jobs import filtering, saving
from data.errors import NotFound
from data.store import saved
from data.store.filters import Facet

if TYPE_CHECKING:
    from data.records import SavedFilter
    from data.store.common import Reader
    from data.store.log import Change


@dataclass(frozen=True, slots=True)
class Naming:
    """A saved filter, and what of it names the thing: the values of its conditions, by place."""

    filter: SavedFilter
    spots: tuple[tuple[Having, frozenset[int]], ...]


def naming(reader: Reader, what: str, thing_id: str) -> list[Naming]:
    """Return the saved filters that name a thing; to be asked before its name changes."""
    names = filtering.Names(reader)
    found = []
    for one in saved.all(reader):
        spots = []
        for part in _conditions(parse(one.query).node, Facet(what)):
            mine = frozenset(
                at
                for at, value in enumerate(part.values)
                if _means(names, part, value) == (thing_id,)
            )
            if mine:
                spots.append((part, mine))
        if spots:
            found.append(Naming(one, tuple(spots)))
    return found


def follow(change: Change, found: list[Naming], thing_id: str, ways: Sequence[str]) -> None:
    """Let saved filters name the thing as it is called now, where the old name no longer means it.

    Of the ``ways`` in which it may be called, the first that means nothing else.
    """
    names = filtering.Names(change)
    for one in found:
        query = one.filter.query
        # From the right, so that what stands further left stays where it was.
        for part, mine in sorted(one.spots, key=lambda spot: -spot[0].start):
            if all(_means(names, part, part.values[at]) == (thing_id,) for at in mine):
                continue
            assert isinstance(part.what, Facet)
            name = next((one for one in ways if _reads(names, part.what, one) == (thing_id,)), None)
            if name is None:
                continue  # whatever is written would mean something else
            values = [name if at in mine else _typed(v) for at, v in enumerate(part.values)]
            query = query[: part.start] + written(part.what, *values) + query[part.end :]
        if query != one.filter.query:
            saved.edit(change, one.filter.id, query=query)


def _conditions(node: Node | None, facet: Facet) -> Iterator[Having]:
    for leaf in saving.leaves(node):
        # Beside "any" a name asks for nothing more.
        asks = isinstance(leaf, Having) and not any(map(filtering.is_any, leaf.values))
        if asks and isinstance(leaf, Having) and leaf.what is facet:
            yield leaf


def _means(names: filtering.Names, part: Having, value: Given) -> tuple[object, ...]:
    """Return the ids that a value stands for; none where it stands for nothing, or for no name."""
    assert isinstance(part.what, Facet)
    if filtering.is_none(value):
        return ()
    try:
        return tuple(names.values(part.what, value.name))
    except NotFound:
        return ()


def _reads(names: filtering.Names, what: Facet, name: str) -> tuple[object, ...]:
    """Return the ids that a name stands for once it is written into a filter and read again."""
    node = parse(written(what, name)).node
    return _means(names, node, node.values[0]) if isinstance(node, Having) else ()


def _typed(value: Given) -> str | None:
    """Return a value as `written` takes it."""
    return None if filtering.is_none(value) else value.name
