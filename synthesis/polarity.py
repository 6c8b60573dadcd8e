"""Whether a remark praises or complains: enough to see where a group says both.

Words that praise or blame are listed; a negation before one turns it round, and "could be quicker"
asks for what was missing.  A remark without such a word takes no side: better no side than a
wrong one, for a title is only held back where both sides are heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import zip_longest

from data.records import Kind
from synthesis import wordlists as wl
from synthesis.tagging import Word, segments

_GOOD = wl.words(
    "good great excellent brilliant fantastic amazing lovely wonderful perfect outstanding superb "
    "friendly kind caring helpful polite courteous pleasant professional efficient supportive "
    "reassuring attentive welcoming knowledgeable sympathetic compassionate understanding "
    "respectful punctual prompt promptly comfortable quick quickly fast swift swiftly easy easily "
    "happy pleased satisfied grateful thankful thank thanks appreciate appreciated enjoyed enjoy "
    "love loved best nice clean safe clear clearly smooth smoothly calm informative thorough "
    "immediately satisfactory well cheerful kindly reliable relaxed fine delighted praise gentle"
)
_BAD = wl.words(
    "bad poor terrible awful horrible disgusting appalling worst worse rude unhelpful unfriendly "
    "impolite slow slowly late delay delayed delays dirty noisy cold difficult hard confusing "
    "confused unclear unsafe unacceptable ridiculous pointless useless uncomfortable expensive "
    "disappointed disappointing frustrating frustrated annoying stressful wrong broken lost "
    "ignored cancelled dismissed unnecessary inadequate unhappy dissatisfied lack lacking missing "
    "failed fail fails failure problem problems complaint disorganised struggle struggled "
    "waste wasted abrupt dismissive disgraceful painful worried worrying scared hours ages forever "
    "nobody noone nowhere unable upset distressing shambles impossible overcrowded understaffed"
)
_WANTING = wl.words(
    "quicker faster sooner better earlier shorter longer clearer easier cheaper warmer friendlier "
    "kinder nicer more improve improved improvement reduce reduced shorten cut increase"
)
TAKING_SIDES = _GOOD | _BAD | _WANTING
"""Words of which each alone says what somebody thinks."""
_OF_KIND: dict[Kind | None, int] = {Kind.GAIN: 1, Kind.PAIN: -1}
_REACH = 4
_SCOPE_ENDS = frozenset("CU")
_LEAST = 0.25
_PLAIN = 0.4
_FEW = 3


@lru_cache(maxsize=16384)
def side(text: str) -> int:
    """Return +1 for praise, -1 for a complaint or a wish for better, 0 where neither is plain."""
    found = {leaning(piece) for piece, mark in segments(text) if not _asks(piece, mark)} - {0}
    return found.pop() if len(found) == 1 else 0


def _asks(words: Sequence[Word], mark: str) -> bool:
    """True for a question: whoever asks for the fastest way praises nobody."""
    if mark == "?":
        return True
    inverted = len(words) > 1 and words[0].tag in "ABM" and words[1].tag in "PDS"
    return inverted or (words[0].tag == "W" and len(words) > 2)


def leaning(words: Sequence[Word]) -> int:
    """Return the side that a clause takes: +1, -1, or 0 for none or for both."""
    sides = set()
    for at, word in enumerate(words):
        low = word.low
        if low in _WANTING or (low == "too" and at + 1 < len(words) and words[at + 1].tag in "JR"):
            sides.add(-1)
        elif low == "kind" and at + 1 < len(words) and words[at + 1].low == "of":
            continue
        elif low in _GOOD or low in _BAD:
            value = 1 if low in _GOOD else -1
            sides.add(-value if _turned(words, at) else value)
    return sides.pop() if len(sides) == 1 else 0


def claims(title: str) -> bool:
    """True for words that say what somebody thinks of something."""
    return any(word.low in TAKING_SIDES for piece, _ in segments(title) for word in piece)


def _turned(words: Sequence[Word], at: int) -> bool:
    """True where a negation or "could be" stands before the word in the same clause."""
    for word in reversed(words[max(0, at - _REACH) : at]):
        if word.tag in _SCOPE_ENDS:
            return False
        if word.tag == "X" or word.low in {"no", "nothing", "nobody", "could", "should", "without"}:
            return True
    return False


def are_divided(texts: Iterable[str], kinds: Iterable[Kind | None] = ()) -> bool:
    """True where some of these remarks praise and others complain.

    At least two in five must take a side (of a few remarks, all), and a quarter of those the lesser
    one; in a larger group one remark alone is no side.
    """
    sides = [
        _OF_KIND[kind] if kind in _OF_KIND else side(text)
        for text, kind in zip_longest(texts, kinds)
    ]
    taken = sides.count(1) + sides.count(-1)
    fewer = min(sides.count(1), sides.count(-1))
    least = max(1 if len(sides) <= _FEW else 2, _LEAST * taken)
    plain = len(sides) if len(sides) <= _FEW else _PLAIN * len(sides)
    return fewer >= least and taken >= plain
