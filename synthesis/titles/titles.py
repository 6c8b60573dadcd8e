"""Titles of cards: what two remarks or more share, in their own words, and never what one says.

A title claims nothing.  It names what customers do ("Chasing the case"), else what remarks are
about ("Waiting room"), else only where the card is ("Wait: by phone").
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.records import Kind
from synthesis.titles import english, languages, offers, plain
from synthesis.titles.offers import WIDEST, Offer, Remark
from synthesis.titles.phrases import Voice

Kept = Callable[[list[str]], Mapping[str, str]]
Keep = Callable[[Mapping[str, str]], None]

VERSION = "titles 7"
"""Part of every cache key: raise it when the rules of naming change."""

_ENOUGH_TO_JUDGE = 300
_RUNNERS_UP = 3
_SOME, _COMMON = 3, 0.1
"""Other cards that hold a word, and their share, from which it tells no card apart."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class NamingGroup:
    """A card's remarks.

    Attributes:
        texts: the remarks; without any it is called only by where it is.
        kinds: one a remark; ideas and obstacles inside name nothing.
        voices: whose words each remark is in: what staff do is no act of customers.
        feelings: -1, 0 or +1 a remark; where they differ, a title takes neither side.
        channel: the name of the channel that all remarks share, empty where they share none.
        stage: the stage's title.
    """

    texts: tuple[str, ...]
    kinds: tuple[Kind | None, ...] = ()
    voices: tuple[Voice, ...] = ()
    feelings: tuple[int, ...] = ()
    channel: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A card's draft name, and what else it could be called, best first."""

    title: str
    runners_up: tuple[str, ...] = ()


def name_groups(
    groups: Sequence[NamingGroup], kept: Kept, keep: Keep, *, taken: Collection[str] = ()
) -> list[Title]:
    """Name every group; titles are unique among the groups and differ from those ``taken``.

    Args:
        groups: the cards of one project; where two are called only by their place, the earlier
            is the first.
        kept: the cached values (JSON text) of some keys.
        keep: stores new values under their keys.
        taken: titles in use already (of cards that people have named).

    Returns:
        One title a group, in the order of ``groups``.
    """
    texts = sorted(text for group in groups for text in group.texts)
    elsewhere = not languages.mostly_english(texts[:: 1 + len(texts) // _ENOUGH_TO_JUDGE])
    cards = [_in_order(group) for group in groups]
    keys = [_key(card, elsewhere) for card in cards]
    found = dict(kept(sorted(set(keys)))) if keys else {}
    fresh = {
        key: _as_json(offers.shared(card, elsewhere))
        for key, card in zip(keys, cards, strict=True)
        if key not in found
    }
    if fresh:
        keep(fresh)
    found |= fresh
    return _chosen(groups, cards, keys, [_from_json(found[key]) for key in keys], taken)


def _chosen(
    groups: Sequence[NamingGroup],
    cards: Sequence[Sequence[Remark]],
    keys: Sequence[str],
    offered: Sequence[Sequence[Offer]],
    taken: Collection[str],
) -> list[Title]:
    """Give every card its best title that no other has.

    The larger card chooses first; what is called only by where it is, is told apart in the order
    of ``groups``, which is that in which people see the cards.
    """
    spread = Counter(key for some in offered for key in {offer.key for offer in some})
    held = [_words(card) for card in cards]
    many = Counter(word for some in held for word in some)
    used = {_same(title): "" for title in taken}
    good: dict[int, list[str]] = {}
    out: dict[int, str] = {}
    # Two of the very same remarks differ by where they are.
    order = sorted(
        range(len(groups)),
        key=lambda at: (-len(cards[at]), keys[at], groups[at].stage, groups[at].channel),
    )
    for at in order:
        rate = {o.key: (spread[o.key] - 1) / max(1, len(groups) - 1) for o in offered[at]}
        common = frozenset(word for word in held[at] if _is_common(many[word] - 1, len(groups) - 1))
        good[at] = list(offers.best(offered[at], cards[at], rate, common))
        free = (one for one in _ways(good[at], groups[at], used) if _same(one) not in used)
        if title := next(free, ""):
            out[at] = title
            used[_same(title)] = groups[at].stage
    for at, group in enumerate(groups):
        if at not in out:
            out[at] = _plain(group, used)
            used[_same(out[at])] = group.stage
    return [Title(out[at], _runners_up(good[at], groups[at], used)) for at in range(len(groups))]


def _words(card: Sequence[Remark]) -> frozenset[str]:
    """Return the words of a card, each as its stem and as it is written."""
    lows = {word for one in card for word in _WORD.findall(one.text.casefold())}
    return frozenset(lows | set(map(english.stem, lows)))


def _is_common(cards: int, others: int) -> bool:
    """Return whether a word that so many of the other cards hold is what the project is about."""
    return cards >= _SOME and cards >= _COMMON * others


def _same(title: str) -> str:
    """Return what two titles have in common that nobody would tell apart: "Visit", "Visits"."""
    return " ".join(english.stem(word) for word in title.casefold().split())


def _runners_up(good: Sequence[str], group: NamingGroup, used: Collection[str]) -> tuple[str, ...]:
    """Return what else a card could be called, a plain title last.

    What another card is called by now would be a second of its name.
    """
    others = [other for other in good if _same(other) not in used][: _RUNNERS_UP - 1]
    return (*others, _plain(group, used))


def _plain(group: NamingGroup, used: Collection[str]) -> str:
    """Return the first plain title that no card is called by."""
    return next(one for one in plain.ways(group.stage, group.channel) if _same(one) not in used)


def _in_order(group: NamingGroup) -> tuple[Remark, ...]:
    size = len(group.texts)
    rows = zip(
        group.texts,
        group.kinds or (None,) * size,
        group.voices or (Voice.UNKNOWN,) * size,
        group.feelings or (0,) * size,
        strict=True,
    )
    remarks = [Remark(*row) for row in rows]
    return tuple(sorted(remarks, key=lambda r: (r.text, r.kind or "", r.voice, r.feeling)))


def _key(card: Sequence[Remark], elsewhere: bool) -> str:
    rows = [[r.text, r.kind or "", r.voice, r.feeling] for r in card]
    told = json.dumps([VERSION, elsewhere, rows], ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _as_json(some: Sequence[Offer]) -> str:
    rows = [[o.title, list(o.key), sorted(o.notes), o.is_act] for o in some]
    return json.dumps(rows, ensure_ascii=True)


def _from_json(value: str) -> list[Offer]:
    return [
        Offer(title, tuple(key), frozenset(notes), is_act)
        for title, key, notes, is_act in json.loads(value)
    ]


def _ways(good: Sequence[str], group: NamingGroup, used: Mapping[str, str]) -> Iterator[str]:
    """Yield what a card's remarks offer, best first, told apart from another's where it must be.

    ``used`` are the titles that are given, as stems, with the stages of their cards.
    """
    channel, stage = plain.spoken(group.channel), plain.shown(group.stage)
    for title in good:
        apart = (stage, channel) if used.get(_same(title), group.stage) != group.stage else ()
        ways = (title, *(f"{title} ({part})" for part in apart if part))
        yield from (way for way in ways if len(way) <= WIDEST)
