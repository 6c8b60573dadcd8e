"""What the remarks of a card share, and which of it may be the card's title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.records import Kind
from data.text import capital
from synthesis.titles import english, languages, phrases
from synthesis.titles.phrases import Phrase, Voice

WIDEST = 70
"""Characters of a title at most."""

_FEWEST = 2
_KEPT = 16
_LEAST = 0.25
"""Share of a card's remarks that a title must be told in."""
_MOST = 0.5
"""From this share on a thing speaks for its card alone; below it another may stand beside it."""
_LEAST_BESIDE, _LEAST_OF_BOTH = 0.12, 0.35
_SMALL, _MOST_OF = 4, 0.6
"""One word must cover a card: all remarks of one so small, such a share of a larger one."""
_MOST_SAY_MORE = 0.5
_ACT_AGAINST_THING = 0.6
_PER_LONGER = 0.1
_PER_SHARE, _MOST_COMMON = 2.0, 0.6
"""What a title loses by the share of other cards that could be called the same."""
_LOOKED_AT = 4
_LESSER_SIDE = 3
_ON_NO_TITLE = frozenset({Kind.IDEA, Kind.OBSTACLE})
_Key = tuple[str, ...]
_Told = dict[_Key, dict[int, Phrase]]


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark of a card; ``feeling`` is -1, 0 or +1, as it was given."""

    text: str
    kind: Kind | None
    voice: Voice
    feeling: int

    @property
    def names(self) -> bool:
        """True for one that may name its card: no idea, and no obstacle inside."""
        return self.kind not in _ON_NO_TITLE

    @property
    def felt(self) -> int:
        """How it feels: as it was given, else by its kind, else by its words."""
        if self.feeling:
            return self.feeling
        if self.kind is None:
            return english.side(self.text)
        return {Kind.GAIN: 1, Kind.PAIN: -1}.get(self.kind, 0)


@dataclass(frozen=True, slots=True)
class Offer:
    """A title that remarks share: its stems, and which of the card's remarks tell it."""

    title: str
    key: _Key
    notes: frozenset[int]
    is_act: bool


def shared(card: Sequence[Remark], elsewhere: bool) -> list[Offer]:
    """Return what enough of a card's remarks share, most widely told first.

    ``elsewhere`` says that most remarks of the project are in another language than English.
    """
    if not card:
        return []
    every = {at: _read(one, elsewhere) for at, one in enumerate(card)}
    read = {at: every[at] for at, one in enumerate(card) if one.names}
    # A thing is nobody's idea: what an idea names counts where another remark names it.
    things = (offer for offer in _things(every, min(_FEWEST, len(card))) if offer.notes & set(read))
    offers = [*_acts(read), *things]
    offers.sort(key=lambda o: (-len(o.notes), not o.is_act, -len(o.key), o.title))
    return offers[:_KEPT]


def _acts(read: Mapping[int, phrases.Reading]) -> Iterator[Offer]:
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


def _things(read: Mapping[int, phrases.Reading], least: int) -> Iterator[Offer]:
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
        if len(by) + len(_more(key, by, read)) >= least
        and key not in denied
        and not _is_somebody([some for at, some in named[key].items() if read[at].is_english])
    }
    for key, by in _without_shorter(told, len(read)).items():
        yield from _offer(key, named[key], {*by, *_more(key, by, read)}, is_act=False)


def _more(key: _Key, by: Collection[int], read: Mapping[int, phrases.Reading]) -> list[int]:
    """Return which other remarks speak of a thing: those with a form of its word, not as a verb."""
    if len(key) > 1:
        return []
    return [
        at
        for at, one in read.items()
        if at not in by
        and key[0] in one.stems
        and key[0] not in one.others | one.denied
        and not any(act.key[0] == key[0] for act in (*one.acts, *one.open))
    ]


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
) -> Iterator[Offer]:
    title = _title([by[at] for at in sorted(by)])
    if 1 < len(title) <= WIDEST and title.isprintable():
        yield Offer(title, key, frozenset(notes), is_act)


def _read(remark: Remark, elsewhere: bool) -> phrases.Reading:
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
    return text if _is_name(shown[0]) else capital(text)


def _is_somebody(told: Iterable[Phrase]) -> bool:
    """True where a word has a capital within remarks and is nowhere written small: a name."""
    places = zip(*(phrase.shown for phrase in told), strict=True)
    return any(all(word[:1].isupper() and word[1:].islower() for word in words) for words in places)


def _is_name(word: str) -> bool:
    return sum(char.isupper() for char in word) > 1 or any(char.isdigit() for char in word)


def best(
    offers: Sequence[Offer],
    card: Sequence[Remark],
    elsewhere: Mapping[_Key, float],
    common: frozenset[str],
) -> Iterator[str]:
    """Yield a card's titles, best first; none where too few of its remarks share anything.

    ``elsewhere`` is the share of other cards that offer the same: what all are about tells no card
    apart.  ``common`` are the stems of which much of the project speaks: one of them names nothing
    by itself.
    """
    size = len(card)
    sides = _Sides.of(card)
    offers = [o for o in offers if not (_is_one_word(o) and common.intersection(o.key))]
    worth = {o: _worth(o, size, elsewhere.get(o.key, 0.0)) for o in offers}
    ranked = sorted(offers, key=lambda o: (-worth[o], o.title))
    things = [offer for offer in ranked if not offer.is_act]
    wide = [o for o in ranked if _is_wide(o, size) and sides.agree_on(o.notes)]
    alone = [(worth[offer], offer.title) for offer in wide if not offer.is_act]
    pairs = [] if _speaks_alone(wide, size) else _pairs(things, size, worth, sides)
    alone = [*pairs[:1], *alone]
    acts = [offer for offer in wide if offer.is_act]
    first = max((value for value, _ in alone), default=0.0) * _ACT_AGAINST_THING
    yield from (offer.title for offer in acts if worth[offer] >= first)
    yield from (title for _, title in alone)
    yield from (offer.title for offer in acts if worth[offer] < first)
    # Another card may bear the best: then a second thing tells this one apart.
    named = next((offer for offer in wide if not offer.is_act), None)
    if named is not None:
        yield from (_both(named, o) for o in things if not set(named.key) & set(o.key))


def _is_one_word(offer: Offer) -> bool:
    return " " not in offer.title


def _is_wide(offer: Offer, size: int) -> bool:
    """Return whether enough of a card's remarks tell what could be its title.

    One word holds many things: it hides what the remarks without it are about.
    """
    if _is_one_word(offer):
        return _covers(offer.notes, size)
    return len(offer.notes) >= _LEAST * size


def _covers(notes: Collection[int], size: int) -> bool:
    return len(notes) >= (size if size <= _SMALL else _MOST_OF * size)


def _speaks_alone(wide: Sequence[Offer], size: int) -> bool:
    return any(not o.is_act and len(o.notes) >= _MOST * size for o in wide[:1])


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who of a card's remarks praises and who complains, where both do."""

    praising: frozenset[int]
    complaining: frozenset[int]

    @classmethod
    def of(cls, card: Sequence[Remark]) -> _Sides:
        """Look for both; none are divided where fewer than one in three is on the lesser side."""
        felt = {at: one.felt for at, one in enumerate(card) if one.names}
        both = [frozenset(at for at, side in felt.items() if side == sign) for sign in (1, -1)]
        lesser = min(map(len, both))
        divided = lesser and lesser * _LESSER_SIDE >= sum(map(len, both))
        return cls(*both) if divided else cls(frozenset(), frozenset())

    def agree_on(self, notes: Collection[int]) -> bool:
        """True where both sides tell it, or there is only one."""
        one, other = self.praising, self.complaining
        return not one or not (one.isdisjoint(notes) or other.isdisjoint(notes))


def _worth(offer: Offer, size: int, elsewhere: float) -> float:
    share = len(offer.notes) / size
    told = share * (1 - min(_MOST_COMMON, _PER_SHARE * elsewhere))
    return round(told + _PER_LONGER * (not offer.is_act and len(offer.key) > 1), 6)


def _pairs(
    things: Sequence[Offer], size: int, worth: Mapping[Offer, float], sides: _Sides
) -> list[tuple[float, str]]:
    """Return the titles of two things, each told in remarks of its own, with their worth."""
    return [
        (worth[first] + worth[second] * own / len(second.notes), _both(first, second))
        for at, first in enumerate(things[:_LOOKED_AT])
        for second in things[at + 1 :]
        if (own := len(second.notes - first.notes)) >= max(_FEWEST, _LEAST_BESIDE * size)
        and len(first.notes - second.notes) >= max(_FEWEST, _LEAST_BESIDE * size)
        and len(first.notes | second.notes) >= _LEAST_OF_BOTH * size
        and (not _is_one_word(first) or _covers(first.notes | second.notes, size))
        and not set(first.key) & set(second.key)
        and sides.agree_on(first.notes | second.notes)
    ]


def _both(first: Offer, second: Offer) -> str:
    return f"{first.title} and {_inside(second.title)}"


def _inside(title: str) -> str:
    """Return a title as it stands within another."""
    first = title.split()[0]
    return title if _is_name(first) else title[:1].lower() + title[1:]
