"""Titles for what has changed, and none for what has not: a name that flickers is no name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from data.records import Point, Touchpoint, TouchpointId

if TYPE_CHECKING:
    from synthesis.ground import Ground
    from synthesis.naming import NamingGroup, Title


class Titler(Protocol):
    """What names groups; `naming.name_groups` with its encoder and cache filled in does."""

    def __call__(self, groups: Sequence[NamingGroup], *, taken: Collection[str]) -> Sequence[Title]:
        """Return a title a group, unlike each other and unlike those ``taken``."""
        ...


def titled(
    ground: Ground,
    cards: Sequence[Touchpoint],
    before: Mapping[TouchpointId, Touchpoint],
    titles: Titler,
    *,
    taken: Iterable[str] = (),
) -> tuple[list[Touchpoint], dict[str, tuple[str, ...]]]:
    """Return cards with titles for those points and drafts that are new or hold other notes.

    With them comes what else the points and drafts that were shown could be called, by id.

    All drafts are shown to the titler, since a title tells a group from its neighbours; ``taken``
    are the titles of cards that are not.  A held card's own titles stay; only what is new on it is
    named.
    """
    held = {card.title for card in cards if card.held and card.title} | set(taken)
    wanted = [card for card in cards if not card.held or _is_new(card)]
    named = iter(titles(ground.naming(wanted), taken=held))
    used = held | {card.title for card in wanted if not _changed(card, before)}
    done: dict[TouchpointId, Touchpoint] = {}
    others: dict[str, tuple[str, ...]] = {}
    for card in wanted:
        done[card.id] = _named(ground, card, before, named, used, others)
    return [done.get(card.id, card) for card in cards], others


def _is_new(card: Touchpoint) -> bool:
    return not card.title or any(not point.title for point in card.points)


def _notes(card: Touchpoint | Point) -> frozenset[str]:
    if isinstance(card, Point):
        return frozenset(one.note for one in card.evidence)
    return frozenset(one.note for point in card.points for one in point.evidence)


def _changed(card: Touchpoint, before: Mapping[TouchpointId, Touchpoint]) -> bool:
    if not card.title:
        return True
    was = before.get(card.id)
    return not card.held and (was is None or _notes(was) != _notes(card))


def _named(
    ground: Ground,
    card: Touchpoint,
    before: Mapping[TouchpointId, Touchpoint],
    named: Iterable[Title],
    used: set[str],
    others: dict[str, tuple[str, ...]],
) -> Touchpoint:
    """Take the next titles for a card and its points; use those that are wanted."""
    titles = iter(named)
    was = before.get(card.id)
    old = {point.id: _notes(point) for point in was.points} if was is not None else {}
    if any(note in ground.at for note in _notes(card)):
        title = next(titles)
        if _changed(card, before):
            free = [one for one in (title.title, *title.runners_up) if one not in used]
            card = replace(card, title=free[0] if free else title.title)
            used.add(card.title)
        others[card.id] = _but(title, card.title)
    points = []
    for point in card.points:
        inside = [one.note for one in point.evidence if one.note in ground.at]
        if inside:
            title = next(titles)
            if not point.title or (not card.held and old.get(point.id) != _notes(point)):
                quote = inside[title.quote]
                point = replace(point, title=title.title, quote=quote, terms=title.terms)
            others[point.id] = _but(title, point.title)
        points.append(point)
    return replace(card, points=tuple(points))


def _but(title: Title, chosen: str) -> tuple[str, ...]:
    return tuple(one for one in (title.title, *title.runners_up) if one != chosen)
