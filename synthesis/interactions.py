"""Clauses as interactions: "I had to wait for ages" becomes "Waiting for ages"."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis import english as en
from synthesis import notestyle
from synthesis.tagging import Word


def gerund_phrase(words: Sequence[Word]) -> list[str]:
    """Return a clause as an interaction ("Waiting on the phone"), empty where it holds none.

    An interaction is what somebody does, whether or not it works: negation and modals go.
    """
    at = main_verb(words)
    if at is None:
        return []
    word = words[at]
    base = en.base_of(word.low)
    passive = word.tag == "N" and any(w.tag == "B" for w in words[max(0, at - 3) : at])
    if passive and words[0].low not in notestyle.SELF:
        return []
    head = ["being", word.low] if passive else [en.gerund(base)]
    rest = notestyle.join(notestyle.inside(words[at + 1 :], after=head))
    if any(w.lower() in notestyle.FIRST_PERSON for w in rest) or not rest:
        return []
    return head + rest


_LIGHT = frozenset(
    [
        "want",
        "need",
        "like",
        "love",
        "try",
        "wish",
        "hope",
        "have",
        "help",
        "let",
        "start",
        "begin",
        "keep",
        "seem",
    ]
)
_INNER = frozenset(
    [
        "be",
        "think",
        "know",
        "feel",
        "believe",
        "seem",
        "mean",
        "guess",
        "suppose",
        "wish",
        "hope",
        "wonder",
        "understand",
        "say",
        "tell",
        "exist",
        "sound",
        "look",
        "become",
        "matter",
        "deserve",
        "happen",
        "lack",
        "cause",
    ]
)


def main_verb(words: Sequence[Word]) -> int | None:
    """Find the verb that carries the deed: in "I want to try to cancel", *cancel*."""
    found: int | None = None
    for at, word in enumerate(words):
        if word.tag not in "VZTNG":
            if found is not None:
                break
            continue
        base = en.base_of(word.low)
        if base in _LIGHT and any(w.tag in "Vt" for w in words[at + 1 : at + 4]):
            continue
        found = at
        break
    if found is None or en.base_of(words[found].low) in _INNER:
        return None
    return found
