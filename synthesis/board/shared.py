"""Words that two remarks share, and how alike remarks must be in spite of them to say the same."""

from __future__ import annotations

from functools import lru_cache

from synthesis.board.antonyms import base
from synthesis.board.opposites import gist
from synthesis.grouping.group import SAME_CUT
from synthesis.titles.english import note_words, stems, words

ONE_WORD, MORE_WORDS, PREDICATE = 0.5, 0.45, 0.35
"""Likeness from which two remarks that share a word, more, or what they say, say the same.

A word that both use makes them alike whatever they say of it: "smart card takes a week to come" and
"where do I top up the smart card".  Not so where they share what is said, "too long".  Of 84 pairs
written to tell by, more than half of them on one thing without saying the same, 24 right and 27
false ones reach 0.25, 14 right and 7 false ones these; of the claims of seven projects that were
read, 44 and 18 do, and 26 and 2.
"""

_EMPTY = frozenset(
    map(base, words("got told tell said say ask asked then more just still only again"))
)
"""Predicates on which two remarks may agree and yet say nothing alike: who told whom, how much."""


def subject_words(text: str) -> dict[str, str]:
    """Return the words of a text that carry a subject, by stem, in their order."""
    words: dict[str, str] = {}
    for word in note_words(text):
        for low in stems([word]):
            words.setdefault(low, word)
    return words


def shared_words(text: str, other: str) -> tuple[str, ...]:
    """Return the words of a text that another has too, in their order."""
    known = subject_words(other)
    return tuple(word for low, word in subject_words(text).items() if low in known)


@lru_cache(maxsize=16384)
def _stems(text: str) -> frozenset[str]:
    return frozenset(subject_words(text))


def needed(text: str, other: str) -> float:
    """Return the likeness from which two remarks are taken to say the same."""
    shared = len(_stems(text) & _stems(other))
    one, two = gist(text), gist(other)
    if (one.affirmed & two.affirmed | one.denied & two.denied) - _EMPTY:
        return PREDICATE
    return (SAME_CUT, ONE_WORD)[shared] if shared < 2 else MORE_WORDS


def by_one_word(text: str, other: str) -> bool:
    """Return whether two remarks have but one word in common, which says nothing of it."""
    return needed(text, other) == ONE_WORD
