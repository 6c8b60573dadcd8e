"""Clauses as interactions: "I had to wait for ages" becomes "Waiting for ages".

An interaction is what somebody does, whether or not it works and whoever does it, so subject,
modal and negation go: "nobody answers the phone" is told under "Answering the phone".
"""

from __future__ import annotations

from collections.abc import Sequence

from synthesis import asking, notestyle
from synthesis import english as en
from synthesis import wordlists as wl
from synthesis.tagging import Word

_LONGEST_SUBJECT = 3
_LIGHT = wl.words(
    "want need like love try wish hope have help let start begin keep seem go manage continue"
)
_INNER = wl.words(
    "be think feel believe seem mean guess suppose wish hope wonder say exist sound look become "
    "time matter deserve happen lack cause tend belong depend cost thank do appear stick"
)
_CONTACT = wl.words("chase call ring phone telephone email contact ask text bother pester remind")
_OBJECTLESS = wl.words("use buy make give take put get keep find bring")
_FINITE = "BHMAZTV"
_OPENING = "UW"
_BY_ITSELF = wl.words(
    "arrive come go ring work run fail expire disappear change close open shut start stop crash "
    "bounce drop freeze vanish break happen fit"
)
"""What things do by themselves: their name belongs to the interaction."""


def gerund_phrase(words: Sequence[Word], place: int | None = None) -> list[str]:
    """Return a clause as an interaction ("Waiting on the phone"), empty where it holds none.

    ``place`` says where its verb stands; without it the verb is looked for.
    """
    asked = asking.to_do(words) if not place else None
    if asked:
        phrase = notestyle.join(notestyle.inside(words[asked[1] :], after=asked[0]))
        whole = ["finding", "out", *asked[0], *phrase]
        return [] if any(w.lower() in notestyle.FIRST_PERSON for w in whole) else whole
    at = main_verb(words) if place is None else place
    if at is None:
        return []
    word, rest = words[at], list(words[at + 1 :])
    if _breaks(rest):
        return []
    base = en.base_of(word.low)
    if base in _OBJECTLESS and rest[:1] and rest[0].tag == "t":
        return []
    head = _thing(words[:at], base) or _head(words, at, base, rest)
    if not head:
        return []
    if base in _CONTACT and rest and rest[0].tag == "O":
        rest = rest[1:]
    if any(w.tag == "X" or w.low in {"no", "nobody"} for w in words[:at]):
        rest = _without_any(rest)
    phrase = notestyle.join(notestyle.inside(rest, after=head))
    if not phrase or any(w.lower() in notestyle.FIRST_PERSON for w in phrase):
        return []
    return head + phrase


def _head(words: Sequence[Word], at: int, base: str, rest: Sequence[Word]) -> list[str]:
    word = words[at]
    lately = words[max(0, at - 3) : at]
    passive = word.tag in "NT" and any(w.tag == "B" or w.low in {"get", "got"} for w in lately)
    if passive:
        subject = [w for w in words[:at] if w.tag in "nP"]
        known = words[0].low in asking.SELF or (
            bool(subject) and subject[-1].low in notestyle.PEOPLE
        )
        return ["being", word.low] if known else []
    if word.tag == "N" and not any(w.tag == "H" for w in words[max(0, at - 3) : at]):
        return []
    if base in {"want", "need"}:
        return ["getting"] if rest and rest[0].tag in "DSJnQ" else []
    if base == "know":
        asked = bool(rest) and (rest[0].tag == "W" or rest[0].low in {"when", "where", "if"})
        asked = asked and any(w.tag in "VZTNGB" for w in rest)
        return ["finding", "out"] if asked else []
    return [en.gerund(base)] if base in en.known_bases() or word.tag == "G" else []


def _thing(before: Sequence[Word], base: str) -> list[str]:
    """Return "ambulance arriving" for what a thing does by itself; empty for people's effects."""
    named = [w for w in before if w.tag in "nJDS"]
    if base not in _BY_ITSELF or not named or named[-1].tag != "n":
        return []
    if named[-1].low in notestyle.PEOPLE or any(w.tag in "PXWUICGVTZ" for w in before):
        return []
    subject = [w.text for w in before if w.tag in "nJ"]
    return [*subject, en.gerund(base)] if len(subject) <= _LONGEST_SUBJECT else []


def _breaks(rest: Sequence[Word]) -> bool:
    """True where a second clause begins that no conjunction of its own ties to the first."""
    for at, word in enumerate(rest):
        if word.tag not in _FINITE:
            continue
        before = [w.tag for w in rest[:at]]
        if word.tag == "V" and before and before[-1] in ("t", "O"):
            continue
        if not any(tag in _OPENING for tag in before) or "C" in before:
            return True
    return False


def _without_any(rest: Sequence[Word]) -> list[Word]:
    """Drop what only makes sense after a negation: "any", "at all", "yet"."""
    out = [w for w in rest if w.low not in {"any", "anymore", "yet", "either"}]
    lows = [w.low for w in out]
    for at in range(len(lows) - 1):
        if lows[at : at + 2] == ["at", "all"]:
            return out[:at] + out[at + 2 :]
    return out


def main_verb(words: Sequence[Word]) -> int | None:
    """Find the verb that carries the effect: in "I want to try to cancel", *cancel*."""
    for at, word in enumerate(words):
        if word.tag not in "VZTNG":
            continue
        base = en.base_of(word.low)
        if base == "get" and any(w.tag in "TN" for w in words[at + 1 : at + 2]):
            continue
        if base in _LIGHT and any(w.tag in "VtG" for w in words[at + 1 : at + 4]):
            continue
        if base == "tell" and not any(w.tag == "W" for w in words[at + 1 : at + 4]):
            return None
        return None if base in _INNER else at
    return None
