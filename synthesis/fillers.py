"""Remarks and clauses that name nothing: "n/a", "all good", "no comments at all"."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis import wordlists as wl
from synthesis.tagging import segments

_FILLING = wl.words(
    "nothing none na n a nil no nope yes ok okay fine good great all well everything anything else "
    "at to add say comment comments further really specific comes mind think of improve not "
    "applicable sure know do n't dont i can it is was were 's so far the very above as see same "
    "before test x xx xxx problem problems complaints complaint changes change particular in "
    "perfect excellent satisfied happy happened ever that this about with just thing things thank "
    "you thanks answer response unknown nice lovely brilliant lol etc much there ca could be you"
)
_PRAISING = wl.words("good great fine well perfect excellent satisfied happy nice lovely brilliant")
_LONGEST = 8
NOTHING_SAID = "Remarks that say nothing"
PRAISE_ONLY = "Praise without any detail"


def says_little(words: Iterable[str]) -> bool:
    """True where none of the words names anything ("nothing really", "all was good")."""
    lows = [word.lower() for word in words]
    return len(lows) <= _LONGEST and all(
        low in _FILLING or not any(char.isalnum() for char in low) for low in lows
    )


def is_filler(text: str) -> bool:
    """True for a remark of which no part names anything."""
    return all(says_little(word.low for word in piece) for piece, _ in segments(text))


def name_of(texts: Iterable[str]) -> str:
    """Return what remarks that say little are called: praise, or nothing at all."""
    words = {word.low for text in texts for piece, _ in segments(text) for word in piece}
    negated = words & {"nothing", "no", "not", "n't", "none"}
    return PRAISE_ONLY if words & _PRAISING and not negated else NOTHING_SAID
