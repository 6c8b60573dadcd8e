"""Turns of speech that say in several words what the list of opposites says in one."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PHRASES: Mapping[str, str] = {
    "nobody": r"(?:no|not) one|not a (?:single )?(?:person|soul)",
    "rarely": r"(?:hardly|scarcely|barely) ever|almost never|once in a blue moon",
    "always": r"all (?:of )?the time|(?:each|every) single time",
    "excessive": r"too (?:much|many)",
    "insufficient": r"too (?:little|few)|not (?:nearly )?enough|not (?:many|much)",
    "useless": r"(?:of )?no use|no good",
    "unhelpful": r"(?:of )?no help",
    "punctual": r"(?:right |bang )?on time",
    "free": r"free of charge|for nothing",
    "broken": r"out of order|not working",
    "not": r"no longer|fail(?:s|ed)? to|(?:stopped|stops|quit|gave up|given up)(?= \w+ing\b)",
}
_ANY = re.compile(
    "|".join(rf"(?P<{word}>\b(?:{phrase})\b)" for word, phrase in _PHRASES.items()), re.IGNORECASE
)


def in_one_word(text: str) -> tuple[str, dict[str, str]]:
    """Return a remark with such turns in one word each, and by word how the remark has it."""
    said: dict[str, str] = {}

    def word(found: re.Match[str]) -> str:
        name = found.lastgroup or ""
        said.setdefault(name, found[0].casefold())
        return name

    return _ANY.sub(word, text), said
