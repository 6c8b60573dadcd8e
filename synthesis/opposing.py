"""Whether two remarks on one thing may say the opposite: by what people felt, or by their words.

A guess that only ever makes a question: nothing counts as "against" before a person says so.
"""

from __future__ import annotations

import re

from data.records import Note
from data.text import normalise

_NOT = frozenset(
    [
        "not",
        "no",
        "never",
        "cannot",
        "cant",
        "dont",
        "doesnt",
        "didnt",
        "wont",
        "isnt",
        "wasnt",
        "arent",
        "hardly",
    ]
)

_OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(good.split()), frozenset(bad.split()))
    for good, bad in (
        ("easy simple straightforward", "difficult hard complicated confusing"),
        ("quick quickly fast prompt promptly immediately", "slow slowly late delayed ages forever"),
        ("friendly kind polite helpful caring", "rude unfriendly unhelpful dismissive abrupt"),
        ("clean spotless tidy", "dirty filthy messy"),
        ("clear understandable", "unclear confusing confused"),
        ("good great excellent brilliant fantastic", "bad poor terrible awful dreadful appalling"),
        ("always", "never"),
        ("answered", "unanswered"),
        ("cheap free affordable", "expensive dear costly"),
        ("enough plenty", "lacking insufficient"),
        ("warm hot", "cold"),
        ("quiet calm", "noisy loud"),
        ("early", "late"),
        ("happy pleased satisfied", "unhappy disappointed dissatisfied upset"),
        ("informed", "uninformed"),
        ("works worked working", "broken fails failed"),
    )
)

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def oppose(one: Note, other: Note) -> str:
    """Return why two remarks may say the opposite, in a few words; "" where nothing says so."""
    if one.emotion is not None and other.emotion is not None and one.emotion * other.emotion < 0:
        return f"felt {one.emotion:+d} and {other.emotion:+d}"
    mine, theirs = _signs(one.text), _signs(other.text)
    for number, (sign, word) in mine.items():
        if number in theirs and theirs[number][0] != sign:
            return f"“{word}” and “{theirs[number][1]}”"
    return ""


def _signs(text: str) -> dict[int, tuple[int, str]]:
    """Return for each pair of opposites that a text speaks of its side, and the words."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(normalise(text))]
    found: dict[int, tuple[int, str]] = {}
    for at, word in enumerate(words):
        before = {one.replace("'", "") for one in words[max(0, at - 2) : at]}
        denied = not before.isdisjoint(_NOT)
        for number, (good, bad) in enumerate(_OPPOSITES):
            if word in good or word in bad:
                sign = 1 if (word in good) is not denied else -1
                found.setdefault(number, (sign, f"not {word}" if denied else word))
    return found
