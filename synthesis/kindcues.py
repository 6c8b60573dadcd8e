"""The kind that the words of a remark hint at: never taken before a person takes it."""

from __future__ import annotations

import re
from functools import lru_cache

from data.records import Kind

_CUES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.IDEA,
        re.compile(
            r"\b(we should|we could|could we not|why don'?t we|what if|how about|it would help"
            r"|would be (nice|good|better|great)|i wish|if only we|let'?s)\b"
        ),
    ),
    (
        Kind.QUESTION,
        re.compile(
            r"\?\s*[\"'”’»]?\s*$|^\W*(how (do|can|long|much|many)|where (do|can|is)"
            r"|when (do|will|can)|do i|can i|am i|who do i)\b"
            r"|\b(they|people|customers|everybody) (all )?ask\b"
        ),
    ),
    (
        Kind.NEED,
        re.compile(
            r"\b(i|we|they|people|customers|you|he|she) (really |just |only )?"
            r"(need|needs|want|wants|would like|have to know|has to know)\b|\bneed(s|ed)? to\b"
        ),
    ),
    (
        Kind.GAIN,
        re.compile(
            r"\b(love[ds]?|great|lovely|brilliant|wonderful|grateful|relie(f|ved)|thank(s|ed|ful)?"
            r"|pleased|delighted|works? (well|fine|great)|so (easy|quick|kind|helpful)"
            r"|saves? (me|us))\b"
        ),
    ),
    (
        Kind.PAIN,
        re.compile(
            r"\b(never|nobody|no one|can'?t|cannot|couldn'?t|won'?t|too (long|late|slow|many|much"
            r"|expensive|hard)|lost|los(e|es|ing)|wrong|broken|fail(s|ed)?|queue|wait(s|ed|ing)?"
            r"|delay(s|ed)?|confus\w*|annoy\w*|frustrat\w*|angry|complain\w*|stuck|miss(ed|ing)"
            r"|give up|gave up|crash\w*|rings? out|again and again|no (answer|reply|signal|idea))\b"
        ),
    ),
    (
        Kind.ACTIVITY,
        re.compile(
            r"\b(first|then|after that|usually|every (day|week|morning|time)|always)"
            r" (i|we|they|you)\b|^\W*(i|we|they)"
            r" (go|call|ring|phone|send|fill|print|write|check|look|come|ask|bring)\b"
        ),
    ),
)


@lru_cache(maxsize=4096)
def kind_hint(text: str) -> Kind | None:
    """Return the kind whose cue words stand in a remark, the clearest cue first; None for none."""
    low = text[:2000].casefold()
    return next((kind for kind, cue in _CUES if cue.search(low)), None)
