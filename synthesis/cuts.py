"""Where a clause may end: nowhere that cuts an object, a compound or a condition off."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis import english as en
from synthesis import wordlists as wl
from synthesis.tagging import Word

FINITE = "BHMAZTV"
"""Tags of the words that can make a clause of a phrase."""
_NO_END = "DSCUWtMBHAXI"
_CUT_BEFORE = {"R": 0.1, "t": 0.2, "D": 0.25, "Q": 0.25, "I": 0.08, "W": 0.15, "U": 0.05}
_WEAK_END = wl.words(
    "very too so quite even still also just really as only more most less again there then a lot "
    "bit kind sort able due according based rather almost nearly such currently always"
)
_HANGING = wl.words("if unless when while until after before since as because whether than")
_WITH_PREPOSITION = wl.words("look care deal depend rely listen talk speak cope belong lead refer")
_COUNTED_FROM = wl.words("before prior after late later early earlier ago from")
_FREE_PARTICLES = wl.words("out up down off back away over through around")
_WITH_IN = wl.words("log sign check turn switch hand fill let move carry clock")


def has_subject(words: Sequence[Word], at: int) -> bool:
    """True where a subject with its finite verb begins."""
    for place, word in enumerate(words[at : at + 6]):
        if word.tag in FINITE:
            return place > 0
        if place and word.tag == "P":
            return False
        if word.tag not in "PDSJnQRO":
            return False
    return False


def cut_cost(words: Sequence[Word], start: int, end: int) -> float | None:
    """Return the cost of ending after ``end``; None where the cut would break a phrase."""
    last = words[end]
    following = words[end + 1] if end + 1 < len(words) else None
    if _unfinished(words, start, end):
        return None
    if following is None:
        return 0.0
    if _splits(words, end) or _hangs_on(words, start, end):
        return None
    if last.tag in "VZTNG":
        return _cut_after_verb(last, following)
    ahead = next((w for w in words[end + 1 :] if w.tag not in "RX"), following)
    if ahead.tag in FINITE:
        said = any(w.tag in FINITE or w.tag == "U" for w in words[start:end])
        return None if said else 0.5
    if following.tag == "C":
        beyond = words[end + 2] if end + 2 < len(words) else None
        clause = beyond is not None and has_subject(words, end + 2)
        return 0.05 if clause else 0.2
    if last.tag == "O":
        return 0.3
    return _CUT_BEFORE.get(following.tag, 0.12)


def _hangs_on(words: Sequence[Word], start: int, end: int) -> bool:
    """True where the end waits for more: "was offered it but hour", "two hours" of "before"."""
    if end <= start:
        return False
    before = words[end - 1]
    ahead = words[end - 2].low if end - 2 > start and before.tag in "DQS" else ""
    if "but" in (before.low, ahead):
        return True
    counted = before.tag == "Q" and words[end].tag == "n"
    return counted and words[end + 1].low in _COUNTED_FROM


def _is_particle(verb: Word, last: Word) -> bool:
    """True for the second half of a verb: "ring out", "log in", but not "park in"."""
    if last.tag != "I" or verb.tag not in "VZTNGO":
        return False
    return last.low in _FREE_PARTICLES or (
        last.low in {"in", "on"} and en.base_of(verb.low) in _WITH_IN
    )


def _cut_after_verb(last: Word, following: Word) -> float | None:
    if last.low in wl.TRANSITIVE or following.low in wl.PARTICLES:
        return None
    if following.tag in "IU" and en.base_of(last.low) in _WITH_PREPOSITION:
        return None
    if last.tag == "N" and following.tag in "IUCR":
        return 0.1
    if following.tag in "UC":
        return 0.1
    return None


def _unfinished(words: Sequence[Word], start: int, end: int) -> bool:
    """True where the last word waits for another: a determiner, a bare "if it rains"."""
    last = words[end]
    closing = end + 1 == len(words)
    if last.tag in _NO_END and not (end > start and _is_particle(words[end - 1], last)):
        return True
    if words[start].low in _HANGING and not closing:
        return True
    if last.tag == "P" and (end == start or not closing):
        return True
    return end > start and (last.tag + words[end - 1].tag) in {"RI", "JD"}


def _splits(words: Sequence[Word], end: int) -> bool:
    """True where what follows belongs to the last word: an object, "of", a condition."""
    last, following = words[end], words[end + 1]
    if last.low in _WEAK_END or following.tag in "OXP" or following.low in wl.CONDITIONS:
        return True
    if following.low in {"of", "'s", "enough"}:
        return True
    if following.tag == "t" and words[end + 2 : end + 3] and words[end + 2].low == last.low:
        return True  # "face to face", "door to door"
    if last.tag in "nJQ" and following.tag in ("n", "G", "Q", "J"):
        return True
    if following.low in _FREE_PARTICLES and last.tag in "On":
        return True
    return following.tag == "N" and last.tag in "nJ"
