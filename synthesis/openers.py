"""What only leads up to a remark ("to be honest", "can you tell me"), and dropping it."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.cuts import has_subject
from synthesis.tagging import Word

_OPENERS = (
    "i think that|i think|i feel that|i feel like|i felt that|i believe that|i believe|i guess|"
    "i would say that|i would say|i suppose|in my opinion|to be honest|tbh|it seems that|"
    "it seems like|it seems|it appears that|it looks like|to be fair|i found that|i find that|"
    "please|hi|hello|hey|yes|yeah|yep|ok|okay|well|actually|basically|also|however|and|but|so|"
    "because|cos|then|or|that|plus|uh|um|er|oh|hmm|can you tell me|could you tell me|"
    "can you please tell me|can you explain to me|could you please tell me|please tell me|tell me|"
    "can you explain|can you explain to me|i want to know|i would like to know|i 'd like to know|"
    "i need to know|i wanted to know|do you know|i was wondering|i am wondering|i 'm wondering|"
    "just wondering|i have a question|i understand that|i see that|i noticed that|i noticed|i see|"
    "i realized|i realised that|i just noticed|i just wanted to|for example|in addition|"
    "on top of that|as well|i 'm calling because|may be|maybe|i am calling because|"
    "i 'm calling to|i was calling to|the fact that|the fact|in fact|"
    "nothing|i do n't understand|i do n't know|one more thing|another thing|"
    "i am not sure|i 'm not sure|not sure|sorry|i was told that|people say that|they say|"
    "apparently|unfortunately|personally|perhaps|the main problem is that|the problem is that|"
    "the problem is|i mean|my only complaint is|my only complaint was|it would be nice to|"
    "it would be good to|it would be helpful to|it would be better to|i would prefer to|"
    "if you can|if possible|at times|i 'd say|i would suggest|i suggest|all in all|overall|"
    "would you be able to|are you able to|are you able to help me|would you mind|thank you|thanks|"
    "help me|help|although|though|even though|while|whilst|since|as|when it comes to|especially|"
    "particularly|which|ideally|more importantly|i understand|i know|i knew|i feel|i felt|i find|"
    "i found|i hope|i wish that|i appreciate that|i appreciate|i am glad that|i am glad|we know"
)
OPENERS: tuple[tuple[str, ...], ...] = tuple(
    sorted((tuple(row.split()) for row in _OPENERS.split("|")), key=len, reverse=True)
)
"""What only leads up to a remark, longest first."""
_BY_FIRST = {
    first: [opener for opener in OPENERS if opener[0] == first]
    for first in sorted({opener[0] for opener in OPENERS})
}
_DOUBTED = {"i do n't understand", "i do n't know", "i am not sure", "i 'm not sure", "not sure"}
_BEFORE_A_CLAUSE = {
    "i understand", "i know", "i knew", "i feel", "i felt", "i find", "i found", "i hope",
    "i appreciate", "i am glad", "we know", "nothing",
}  # fmt: skip
"""What leads up to a remark only where a whole clause follows without "that"."""
_MAYBE_SUBJECT = {"help", "the fact", "that", "since", "as", "well", "which", "may be", "thanks"}


def strip_openers(words: Sequence[Word]) -> list[Word]:
    """Drop what only leads up to the remark ("and", "I think", "to be honest"), again and again."""
    rest = list(words)
    while rest:
        size = _opener(rest)
        if not size:
            return rest
        rest = rest[size:]
    return rest


def _opener(words: list[Word]) -> int:
    known = _BY_FIRST.get(words[0].low)
    if known is None:
        return 0
    lows = tuple(word.low for word in words[: len(known[0])])
    for opener in known:
        size = len(opener)
        if lows[:size] != opener or len(words) <= size:
            continue
        phrase, after = " ".join(opener), words[size]
        if phrase in _DOUBTED and after.tag not in ("W", "U"):
            continue
        if phrase in _MAYBE_SUBJECT and after.tag not in "PDSW":
            continue
        if phrase in _BEFORE_A_CLAUSE and not has_subject(words, size):
            continue
        if phrase in {"help me", "help"} and after.tag not in ("V", "t"):
            continue
        return size
    return 0
