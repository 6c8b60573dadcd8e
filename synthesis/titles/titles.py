"""Titles of cards: what two remarks or more share, in their own words, and never what one says.

A title claims nothing.  It names what customers do ("Chasing the case"), else what remarks are
about ("Waiting room"), else only where the card is ("By phone, 4 remarks").
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from data.records import Kind
from data.text import counted
from synthesis.titles import english, languages, phrases
from synthesis.titles.phrases import Phrase, Voice

Kept = Callable[[list[str]], Mapping[str, str]]
Keep = Callable[[Mapping[str, str]], None]

VERSION = "titles 6"
"""Part of every cache key: raise it when the rules of naming change."""

WIDEST = 70
"""Characters of a title at most."""

_ENOUGH_TO_JUDGE = 300
_FEWEST = 2
_KEPT_OFFERS = 16
_RUNNERS_UP = 3
_LEAST = 0.25
"""Share of a card's remarks that a title must be told in."""
_ACT_AGAINST_THING = 0.6
_FEWEST_OF = 3
_MOST = 0.5
"""From this share on a title speaks for the card alone; below it another thing may stand beside."""
_LEAST_BESIDE = 0.12
_LEAST_OF_BOTH = 0.35
_MOST_SAY_MORE = 0.5
_PER_WORD = 0.1
_PER_SHARE = 2.0
_MOST_COMMON = 0.6
_LOOKED_AT = 4
_Told = dict[tuple[str, ...], dict[int, Phrase]]
_ON_NO_TITLE = frozenset({Kind.IDEA, Kind.OBSTACLE})


@dataclass(frozen=True, slots=True)
class NamingGroup:
    """A card's remarks.

    Attributes:
        texts: the remarks.
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


@dataclass(frozen=True, slots=True)
class _Remark:
    text: str
    kind: Kind | None
    voice: Voice
    feeling: int


@dataclass(frozen=True, slots=True)
class _Offer:
    """A title that remarks of a card share: its stems, which remarks tell it, and how they feel."""

    title: str
    key: tuple[str, ...]
    notes: frozenset[int]
    is_act: bool
    feelings: frozenset[int]


def name_groups(
    groups: Sequence[NamingGroup], kept: Kept, keep: Keep, *, taken: Collection[str] = ()
) -> list[Title]:
    """Name every group; titles are unique among the groups and differ from those ``taken``.

    Args:
        groups: the cards of one project, in any order.
        kept: the cached values (JSON text) of some keys.
        keep: stores new values under their keys.
        taken: titles in use already (of cards that people have named).

    Returns:
        One title a group, in the order of ``groups``.

    Raises:
        ValueError: a group has no notes.
    """
    texts = sorted(text for group in groups for text in group.texts)
    elsewhere = not languages.mostly_english(texts[:: 1 + len(texts) // _ENOUGH_TO_JUDGE])
    members = [_in_order(group) for group in groups]
    keys = [_key(member, elsewhere) for member in members]
    found = dict(kept(sorted(set(keys)))) if keys else {}
    fresh = {
        key: _as_json(_offers(member, elsewhere))
        for key, member in zip(keys, members, strict=True)
        if key not in found
    }
    if fresh:
        keep(fresh)
    found |= fresh
    offers = [_from_json(found[key], member) for key, member in zip(keys, members, strict=True)]
    spread = Counter(key for some in offers for key in {offer.key for offer in some})
    used = {title.casefold(): "" for title in taken}
    out: dict[int, Title] = {}
    # The larger card chooses first; two of the very same remarks differ by where they are.
    order = sorted(
        range(len(groups)),
        key=lambda at: (-len(members[at]), keys[at], groups[at].stage, groups[at].channel),
    )
    for at in order:
        others = {o.key: (spread[o.key] - 1) / max(1, len(groups) - 1) for o in offers[at]}
        good = [t for t in _best(offers[at], members[at], others) if len(t) <= WIDEST]
        title = _free(good, groups[at], used)
        used[title.casefold()] = _where(groups[at])[1]
        out[at] = Title(title, (*good, _plain(groups[at])))
    return [_with_free(out[at], used) for at in range(len(groups))]


def _with_free(title: Title, used: Collection[str]) -> Title:
    """Keep what else a card could be called, the plain one among it.

    What another card is called by now would be a second of its name.
    """
    *good, plain = (None if t.casefold() in used else t for t in title.runners_up)
    others = [other for other in good if other][: _RUNNERS_UP - bool(plain)]
    return Title(title.title, (*others, plain) if plain else tuple(others))


def _in_order(group: NamingGroup) -> tuple[_Remark, ...]:
    if not group.texts:
        raise ValueError("a group without notes has no name")
    size = len(group.texts)
    rows = zip(
        group.texts,
        group.kinds or (None,) * size,
        group.voices or (Voice.UNKNOWN,) * size,
        group.feelings or (0,) * size,
        strict=True,
    )
    remarks = [_Remark(*row) for row in rows]
    return tuple(sorted(remarks, key=lambda r: (r.text, r.kind or "", r.voice, r.feeling)))


def _key(member: Sequence[_Remark], elsewhere: bool) -> str:
    rows = [[r.text, r.kind or "", r.voice, r.feeling] for r in member]
    told = json.dumps([VERSION, elsewhere, rows], ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _as_json(offers: Sequence[_Offer]) -> str:
    rows = [[o.title, list(o.key), sorted(o.notes), o.is_act] for o in offers]
    return json.dumps(rows, ensure_ascii=True)


def _from_json(value: str, member: Sequence[_Remark]) -> list[_Offer]:
    feelings = [_feeling(remark) for remark in member]
    return [
        _Offer(title, tuple(key), frozenset(notes), is_act, frozenset(feelings[at] for at in notes))
        for title, key, notes, is_act in json.loads(value)
    ]


def _feeling(remark: _Remark) -> int:
    """Return how a remark feels: as it was given, else by its kind, else by its words."""
    if remark.feeling:
        return remark.feeling
    if remark.kind is None:
        return english.side(remark.text)
    return {Kind.GAIN: 1, Kind.PAIN: -1}.get(remark.kind, 0)


def _telling(member: Sequence[_Remark]) -> list[int]:
    """Return which remarks may name their card."""
    return [at for at, remark in enumerate(member) if remark.kind not in _ON_NO_TITLE]


def _offers(member: Sequence[_Remark], elsewhere: bool) -> list[_Offer]:
    """Return what enough remarks share, most widely told first."""
    read = {at: _read(member[at], elsewhere) for at in _telling(member)}
    offers = [*_acts(read), *_things(read, min(_FEWEST, len(member)))]
    offers.sort(key=lambda o: (-len(o.notes), not o.is_act, -len(o.key), o.title))
    return offers[:_KEPT_OFFERS]


def _acts(read: Mapping[int, phrases.Reading]) -> Iterator[_Offer]:
    """Yield what customers do: told of them twice, or once where nobody else is told to do it."""
    told = _by_key((at, act) for at, reading in read.items() for act in reading.acts)
    left = _by_key((at, act) for at, reading in read.items() for act in reading.open)
    denied = {verb for reading in read.values() for verb in reading.denied}
    others = {verb for reading in read.values() for verb in reading.others}
    for key in told:
        if key[0] not in others:
            told[key] = {**left.get(key, {}), **told[key]}
    told = {key: by for key, by in told.items() if len(by) >= _FEWEST and key[0] not in denied}
    for key, by in _without_shorter(told, len(read)).items():
        yield from _offer(key, by, by, is_act=True)


def _things(read: Mapping[int, phrases.Reading], least: int) -> Iterator[_Offer]:
    """Yield what is named: as a thing of its own, or once so and else before another noun."""
    named = _by_key((at, thing) for at, reading in read.items() for thing in reading.things)
    denied = {(verb,) for reading in read.values() for verb in reading.denied}
    told = {
        key: {**by, **{at: some for at, reading in read.items() if key in reading.leading}}
        for key, by in named.items()
        for some in [next(iter(by.values()))]
    }
    told = {
        key: by
        for key, by in told.items()
        if len(by) >= least
        and key not in denied
        and not _is_somebody([some for at, some in named[key].items() if read[at].is_english])
    }
    for key, by in _without_shorter(told, len(read)).items():
        # Once it is a thing, every remark with a form of the word speaks of it.
        more = [at for at, reading in read.items() if len(key) == 1 and key[0] in reading.stems]
        yield from _offer(key, named[key], {*by, *more}, is_act=False)


def _by_key(told: Iterable[tuple[int, Phrase]]) -> _Told:
    """Return what remarks tell by its stems, each remark's first way of saying it."""
    out: _Told = {}
    for at, phrase in told:
        out.setdefault(phrase.key, {}).setdefault(at, phrase)
    return out


def _without_shorter(told: _Told, size: int) -> _Told:
    """Leave out what a longer phrase, told widely enough, says in half as many remarks or more."""

    def stands_for(longer: tuple[str, ...], key: tuple[str, ...]) -> bool:
        least = max(_MOST_SAY_MORE * len(told[key]), _LEAST * size)
        return set(longer) > set(key) and len(told[longer]) >= least

    return {key: by for key, by in told.items() if not any(stands_for(one, key) for one in told)}


def _offer(
    key: tuple[str, ...], by: Mapping[int, Phrase], notes: Iterable[int], *, is_act: bool
) -> Iterator[_Offer]:
    title = _title([by[at] for at in sorted(by)])
    if 1 < len(title) <= WIDEST and title.isprintable():
        yield _Offer(title, key, frozenset(notes), is_act, frozenset())


def _read(remark: _Remark, elsewhere: bool) -> phrases.Reading:
    """Read a remark by the rules of its language; ``elsewhere`` is most of the project's."""
    if languages.is_foreign(remark.text, elsewhere):
        return languages.read(remark.text)
    return phrases.read(remark.text, remark.voice)


def _title(told: Sequence[Phrase]) -> str:
    """Return a phrase as most remarks write it, in sentence case."""
    lengths = Counter(len(phrase.shown) for phrase in told)
    size = max(lengths, key=lambda length: (lengths[length], length))
    some = [phrase.shown for phrase in told if len(phrase.shown) == size]
    shown = []
    for place in range(size):
        written = Counter(words[place] for words in some)
        low = Counter(word.lower() for word in written.elements())
        best = min(low, key=lambda word: (-low[word], -len(word), word))
        ways = (way for way in written if way.lower() == best)
        most = min(ways, key=lambda way: (-written[way], way))
        shown.append(most if _is_name(most) else best)
    text = " ".join(shown)
    return text if _is_name(shown[0]) else text[:1].upper() + text[1:]


def _is_somebody(told: Iterable[Phrase]) -> bool:
    """True where a word has a capital within remarks and is nowhere written small: a name."""
    places = zip(*(phrase.shown for phrase in told), strict=True)
    return any(all(word[:1].isupper() and word[1:].islower() for word in words) for words in places)


def _is_name(word: str) -> bool:
    return sum(char.isupper() for char in word) > 1 or any(char.isdigit() for char in word)


def _best(
    offers: Sequence[_Offer], member: Sequence[_Remark], elsewhere: Mapping[tuple[str, ...], float]
) -> Iterator[str]:
    """Yield a card's titles, best first; none where too few of its remarks share anything.

    ``elsewhere`` is the share of other cards that offer the same: what all are about tells no card
    apart.
    """
    size = len(member)
    divided = _is_divided([_feeling(member[at]) for at in _telling(member)])
    worth = {o: _worth(o, size, elsewhere.get(o.key, 0.0)) for o in offers}
    ranked = sorted(offers, key=lambda o: (-worth[o], o.title))
    things = [offer for offer in ranked if not offer.is_act]
    wide = [
        offer
        for offer in ranked
        if len(offer.notes) >= _LEAST * size and _is_neutral(offer.feelings, divided)
    ]
    alone = [(worth[offer], offer.title) for offer in wide if not offer.is_act]
    pairs = _pairs(things, size, worth, divided)
    if pairs and not any(len(o.notes) >= _MOST * size for o in wide[:1] if not o.is_act):
        alone = [*pairs[:1], *alone]
    acts = [offer for offer in wide if offer.is_act]
    first = max((value for value, _ in alone), default=0.0) * _ACT_AGAINST_THING
    yield from (offer.title for offer in acts if worth[offer] >= first)
    yield from (title for _, title in alone)
    yield from (offer.title for offer in acts if worth[offer] < first)
    # Another card may bear the best: then a second thing tells this one apart.
    best = next((offer for offer in wide if not offer.is_act), None)
    for other in things if best else ():
        if best and not set(best.key) & set(other.key):
            yield _both(best, other)


def _worth(offer: _Offer, size: int, elsewhere: float) -> float:
    share = len(offer.notes) / size
    told = share * (1 - min(_MOST_COMMON, _PER_SHARE * elsewhere))
    return round(told + _PER_WORD * (not offer.is_act and len(offer.key) > 1), 6)


def _is_neutral(feelings: Collection[int], divided: bool) -> bool:
    """True where the remarks that tell something are of both sides, if there are two."""
    return not divided or (1 in feelings and -1 in feelings)


def _is_divided(feelings: Sequence[int]) -> bool:
    """True where some praise and others complain: one in three at least of those who do either."""
    one, other = feelings.count(1), feelings.count(-1)
    return bool(one and other) and min(one, other) * _FEWEST_OF >= one + other


def _pairs(
    things: Sequence[_Offer], size: int, worth: Mapping[_Offer, float], divided: bool
) -> list[tuple[float, str]]:
    """Return the titles of two things, each told in remarks of its own, with their worth."""
    return [
        (worth[first] + worth[second] * own / len(second.notes), _both(first, second))
        for at, first in enumerate(things[:_LOOKED_AT])
        for second in things[at + 1 :]
        if (own := len(second.notes - first.notes)) >= max(_FEWEST, _LEAST_BESIDE * size)
        and len(first.notes - second.notes) >= max(_FEWEST, _LEAST_BESIDE * size)
        and len(first.notes | second.notes) >= _LEAST_OF_BOTH * size
        and not set(first.key) & set(second.key)
        and _is_neutral(first.feelings | second.feelings, divided)
    ]


def _both(first: _Offer, second: _Offer) -> str:
    return f"{first.title} and {_inside(second.title)}"


def _inside(title: str) -> str:
    """Return a title as it stands within another."""
    first = title.split()[0]
    return title if _is_name(first) else title[:1].lower() + title[1:]


_BY_CHANNEL = {
    "phone": "by phone",
    "call": "by phone",
    "telephone": "by phone",
    "email": "by email",
    "e-mail": "by email",
    "letter": "by letter",
    "website": "on the website",
    "web": "on the web",
    "online": "online",
    "app": "in the app",
    "chat": "by chat",
    "desk": "at the desk",
    "counter": "at the counter",
    "in person": "in person",
    "sms": "by text message",
}


_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}


def _where(group: NamingGroup) -> tuple[str, str]:
    """Return the channel as words of a sentence, and the stage; each may be empty."""
    channel = " ".join(group.channel.split())
    return _BY_CHANNEL.get(channel.casefold(), channel), " ".join(group.stage.split())


def _plain(group: NamingGroup) -> str:
    """Return what can be said of any card: where it is, and how many remarks it holds."""
    parts = [part for part in reversed(_where(group)) if part]
    told = ", ".join([*parts, counted(len(group.texts), "remark")])
    return told[:1].upper() + told[1:]


def _free(good: Sequence[str], group: NamingGroup, used: Mapping[str, str]) -> str:
    """Return the first title that no card has, told apart from another's where it must be.

    ``used`` are the titles that are given, in lower case, with the stages of their cards.
    """
    channel, stage = _where(group)
    plain = _plain(group)
    for title in good:
        if title.casefold() not in used:
            return title
        if used[title.casefold()] != stage:
            for part in (part for part in (stage, channel) if part):
                if (apart := f"{title} ({part})").casefold() not in used:
                    return apart
    if plain.casefold() not in used:
        return plain
    for place in count(2):
        nth = f"{_ORDINALS[place]} card" if place in _ORDINALS else f"card {place}"
        title = f"{plain}, {nth}"
        if title.casefold() not in used:
            return title
    raise AssertionError("unreachable: count never ends")
