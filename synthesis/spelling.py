"""Telling a word from a typing error, by the words that the sentence encoder knows.

Its vocabulary holds the thirty thousand commonest English words whole; what it has to put together
from pieces is rare or mistyped.  That is no proof, so it only costs a title a little, and only
where nobody else in the group wrote the word that way.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from synthesis import english as en

_SHORTEST = 2
_VOCABULARY = Path(__file__).parent / "model" / "tokenizer.json"


@cache
def _known() -> frozenset[str]:
    """Return the words that the encoder knows whole; empty where its vocabulary is not there."""
    try:
        found = json.loads(_VOCABULARY.read_text(encoding="utf-8"))["model"]["vocab"]
    except (OSError, ValueError, KeyError):
        return frozenset()
    return frozenset(word for word in found if word.isalpha())


def is_strange(word: str) -> bool:
    """True for a word in lower case that is likely mistyped: neither known nor a form of it."""
    if not word.isalpha() or not word.isascii():
        return False
    if len(word) == 1:
        return word not in {"a", "i"}
    known = _known()
    if not known or word in known or word in en.verb_forms():
        return False
    return not any(stem in known for stem in _stems(word))


_ENDINGS = ("s", "es", "er", "est", "ly", "ness", "less", "ful", "able", "ment", "d", "r")
_BEGINNINGS = ("un", "re", "non", "over", "under", "out", "mis", "dis", "in")


def _stems(word: str) -> list[str]:
    """Return what the word may be a form of."""
    found = [en.base_of(word)]
    found += [word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) > 2]
    found += [word.removeprefix(begin) for begin in _BEGINNINGS if word.startswith(begin)]
    if word.endswith(("ily", "ier", "ies", "ied")):
        found.append(word[:-3] + "y")
    if word.endswith(("ing", "ed")):
        root = word.removesuffix("ing").removesuffix("ed")
        found += [root, root + "e"]
    return [one for one in found if len(one) > _SHORTEST]
