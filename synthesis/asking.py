"""Questions in note style: "how do I" becomes "how to", "will I be charged" "asks if they will".

Whoever asks speaks of themselves, so that "they" after "asks" can only mean the asker.
"""

from __future__ import annotations

from collections.abc import Sequence

from synthesis import english as en
from synthesis import wordlists as wl
from synthesis.tagging import Word

HEDGES = wl.words(
    "just really actually basically literally simply please kindly honestly obviously definitely "
    "certainly probably personally very also quite currently then"
)
SELF = frozenset({"i", "we"})
_OF_THEM = {"am": "are", "was": "were", "'m": "are"}


def with_word(words: Sequence[Word], lows: list[str]) -> tuple[list[str], int]:
    """Rewrite what opens with a question word: the new words, and how many old ones they cover."""
    if len(words) < 3:
        return [], 0
    wanted = to_do(words)
    if wanted:
        return wanted
    self_asked = lows[2] in SELF or lows[2] in {"you", "one"}
    if lows[0] == "how" and words[1].tag in ("A", "M") and self_asked:
        rest = 4 if lows[3:4] == ["go"] and lows[4:5] == ["about"] else 3
        if rest == 4:
            return ["how", "to"], 5
        if rest < len(words) and words[rest].tag in "Vn":
            return ["how", "to"], rest
        return [], 0
    if lows[0] == "how" and lows[1] == "to":
        return ["how", "to"], 2
    if lows[0] == "why" and words[1].tag == "B" and lows[2] in SELF:
        negated = words[1].low in {"wasnt", "isnt"}
        return (["unclear", "why", "not"] if negated else ["unclear", "why"]), 3
    if lows[0] == "why" and words[1].tag in "ABHM":
        turned, used = _asks_if(words[1:])
        return (["unclear", "why", *turned[2:]], used + 1) if turned else ([], 0)
    return _asker_meant(words)


def _asker_meant(words: Sequence[Word]) -> tuple[list[str], int]:
    """Turn "what have I spent" into "asks what they have spent"."""
    at = 1
    while at < len(words) and words[at].tag in "nJRQ" and at < 4:
        at += 1
    if at + 2 >= len(words) or words[at].tag not in "ABHM" or words[at + 1].low not in SELF:
        return [], 0
    helper = words[at]
    lead = ["asks", *(w.text for w in words[:at]), "they"]
    if helper.tag == "A":
        after = words[at + 2]
        if helper.low == "did" and after.tag == "V":
            return [*lead, en.past(after.low)], at + 3
        return (lead, at + 2) if helper.low == "do" else ([], 0)
    return [*lead, _OF_THEM.get(helper.low, helper.low)], at + 2


def to_do(words: Sequence[Word]) -> tuple[list[str], int] | None:
    """Turn "what papers do I need to bring" into "what papers to bring"; None for other clauses.

    Returns the new words and how many old ones they stand for.
    """
    if words[0].low not in {"what", "which", "where", "when", "who"}:
        return None
    at = 1
    while at < len(words) and words[at].tag in "nJ":
        at += 1
    who = words[at + 1].low if at + 1 < len(words) else ""
    if at >= len(words) or words[at].tag not in "AM" or who not in {"i", "we", "you", "they"}:
        return None
    lead = [w.text for w in words[:at]]
    at += 2
    if [w.low for w in words[at : at + 2]] in (["need", "to"], ["have", "to"]):
        at += 2
    elif words[at - 2].low not in {"should", "can", "must", "could"}:
        return None
    if at < len(words) and words[at].tag == "V":
        return [*lead, "to"], at
    return None


def with_verb(words: Sequence[Word], lows: list[str]) -> tuple[list[str], int]:
    """Rewrite a question that opens with its verb ("can I", "do you", "is there")."""
    who = lows[1]
    if lows[0] in {"can", "could", "may"} and who in SELF and words[2:3]:
        skip = 2
        while skip < len(words) and words[skip].low in HEDGES:
            skip += 1
        return ["wants", "to"], skip
    if lows[0] in {"can", "could", "would", "will"} and who == "you" and words[2:3]:
        skip = 2
        while skip < len(words) and words[skip].low in HEDGES:
            skip += 1
        if lows[skip : skip + 2] == ["help", "me"] and words[skip + 2 : skip + 3]:
            after = words[skip + 2]
            if after.tag == "t":
                return ["wants", "to"], skip + 3
            return (["wants", "to"] if after.tag == "V" else ["wants", "help"]), skip + 2
        return [], skip
    if lows[0] == "do" and who in {"you", "they", *SELF}:
        return ["asks", "if", "they"], 2
    if who in SELF and len(words) > 2 and words[0].tag in "BHM" and words[2].tag in "VNGJXRTBH":
        return ["asks", "if", "they", _OF_THEM.get(lows[0], lows[0])], 2
    if words[0].tag == "B" and who == "there":
        return ["asks", "if", "there", lows[0]], 2
    return _asks_if(words)


def _asks_if(words: Sequence[Word]) -> tuple[list[str], int]:
    """Turn an inverted question round: "does the card work" -> "asks if card works"."""
    at = 1
    while at < len(words) and words[at].tag in "DSJQ" and at < 4:
        at += 1
    begin = at
    while at < len(words) and words[at].tag == "n":
        at += 1
    if at == begin or at >= len(words):
        return [], 0
    subject = [w.text for w in words[1:at] if w.low not in {"the", "a", "an", "your", "my", "our"}]
    opener, verb = words[0], words[at]
    if opener.tag == "A" and verb.tag == "V":
        if opener.low == "does":
            shown = en.third_person(verb.low)
        else:
            shown = verb.low if opener.low == "do" else en.past(verb.low)
        return ["asks", "if", *subject, shown], at + 1
    if opener.tag in ("M", "B") and verb.tag in "VNTGJXI":
        return ["asks", "if", *subject, opener.low], at
    return [], 0
