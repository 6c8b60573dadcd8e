"""What a remark says that there is, and what it says that there is not: *with* and *without*."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.titles.english import Word, stem, words

_HAVING = words("with have has had 've got gets plenty lots enough there")
_LACKING = words("no without lack lacks lacked lacking missing zero insufficient scarce few")
_DENYING = words("not n't never nobody none nor hardly barely")
_WISHED = words("would should could need needs needed want wants wanted wish if need must please")
_AS_A_WHOLE = 3
"""Words of a remark that says by itself that there is something: *long queue*."""


def things_had_and_lacked(piece: Sequence[Word]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the things that a piece of a remark says are there, and those that are not.

    What is only wished for is neither, nor what else a denial may be about.
    """
    lows = [word.low for word in piece]
    if _WISHED.intersection(lows):
        return frozenset(), frozenset()
    had: set[str] = set()
    lacked: set[str] = set()
    for at, low in enumerate(lows):
        thing = _next_thing(piece, at + 1)
        if low in _LACKING:
            lacked.add(thing)
        elif low in _HAVING and not _LACKING.intersection(lows[at + 1 : at + 5]):
            (lacked if _DENYING.intersection(lows[max(0, at - 2) : at + 3]) else had).add(thing)
    if len(piece) <= _AS_A_WHOLE and not (_LACKING | _DENYING).intersection(lows):
        had.add(_next_thing(piece, len(piece) - 1))
    return frozenset(had - {""}), frozenset(lacked - {""})


def _next_thing(piece: Sequence[Word], start: int) -> str:
    """Return the noun that comes next, the last of several in a row; "" where none is near."""
    found = ""
    for word in piece[start : start + 4]:
        if word.tag == "n":
            found = stem(word.low)
        elif found or word.tag not in "DJRSBVTH":
            break
    return found
