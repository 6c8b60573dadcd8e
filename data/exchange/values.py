"""What a cell says: kinds, sources, emotions, groups, several names in one.

Only what is plain is understood; for everything else the functions return ``None`` and the cell is
kept as it is.  Words are compared folded (`data.text.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.records import Consent, Emotion, Group, Kind, NeedType, SessionKind, Source
from data.shorthand import KIND_LETTERS
from data.text import fold

_CONSENTS: dict[str, Consent] = {
    **{fold(one.value): one for one in Consent},
    "yes": Consent.WORD_FOR_WORD,
    "no": Consent.NOT_SHOWN,
}
_KINDS: dict[str, Kind] = {fold(kind.value): kind for kind in Kind} | KIND_LETTERS
_KINDS |= {
    "pain": Kind.PAIN,
    "problem": Kind.PAIN,
    "frustration": Kind.PAIN,
    "suggestion": Kind.IDEA,
    "barrier": Kind.OBSTACLE,
    "action": Kind.ACTIVITY,
    "informationneed": Kind.NEED,
    "informationalneed": Kind.NEED,
    "internalneed": Kind.NEED,
}
_KINDS |= {word + "s": kind for word, kind in _KINDS.items() if len(word) > 1}
_KINDS["activities"] = Kind.ACTIVITY
_NEED_TYPES = {
    "informationneed": NeedType.INFORMATIONAL,
    "informationalneed": NeedType.INFORMATIONAL,
    "internalneed": NeedType.INTERNAL,
}

_SOURCES: dict[str, Source] = {source.value: source for source in Source} | {
    "client": Source.CUSTOMER,
    "patient": Source.CUSTOMER,
    "citizen": Source.CUSTOMER,
    "user": Source.CUSTOMER,
    "employee": Source.STAFF,
    "frontline": Source.STAFF,
    "obs": Source.OBSERVED,
    "observation": Source.OBSERVED,
    "rec": Source.RECORD,
    "ticket": Source.RECORD,
    "analytics": Source.RECORD,
    "document": Source.RECORD,
    "own": Source.TEAM,
    "ownguess": Source.TEAM,
    "researchteam": Source.TEAM,
}

_MOODS = (
    ("negative", "low", "dissatisfied", "unhappy", "unsatisfied"),
    (
        "positive",
        "high",
        "satisfied",
        "happy",
    ),
)
_EMOTIONS: dict[str, Emotion] = {"neutral": Emotion.NEUTRAL, "mixed": Emotion.NEUTRAL}
for _sign, _mood in zip((-1, 1), _MOODS, strict=True):
    for _word in _mood:
        _EMOTIONS |= {_word: Emotion(_sign), "very" + _word: Emotion(2 * _sign)}
_SIGNS = {
    "--": Emotion.VERY_LOW,
    "-": Emotion.LOW,
    "+": Emotion.HIGH,
    "++": Emotion.VERY_HIGH,
}
_NUMBER = re.compile(r"([+-]?[0-9]{1,4})(?:[.,]0{1,4})?")

_GROUPS: dict[str, Group] = {fold(group.value): group for group in Group} | {
    "staff": Group.FRONTLINE,
    "client": Group.CUSTOMER,
    "manager": Group.DECISION_MAKER,
}
_SESSION_KINDS: dict[str, SessionKind] = {fold(kind.value): kind for kind in SessionKind} | {
    "staff": SessionKind.STAFF_MEETING,
    "customer": SessionKind.CUSTOMER_INTERVIEW,
}


def to_kind(cell: str) -> tuple[Kind, NeedType | None] | None:
    """Return the kind that ``cell`` names, with the need's type where it says one."""
    word = fold(cell)
    kind = _KINDS.get(word)
    return (kind, _NEED_TYPES.get(word.removesuffix("s"))) if kind else None


def to_source(cell: str) -> Source | None:
    """Return the source that ``cell`` names, singular or plural."""
    word = fold(cell)
    return _SOURCES.get(word) or _SOURCES.get(word.removesuffix("s"))


def to_consent(cell: str) -> Consent | None:
    """Return the consent that ``cell`` gives; a plain "no" forbids everything."""
    return _CONSENTS.get(fold(cell))


def to_emotion(cell: str) -> Emotion | None:
    """Return the emotion that ``cell`` gives: a word, signs as they are typed, or -2 to 2."""
    number = to_number(cell)
    if number is not None:
        return Emotion(number) if -2 <= number <= 2 else None
    signs = _plain_signs(cell)
    return _SIGNS.get(signs) or _EMOTIONS.get(fold(cell))


def to_number(cell: str) -> int | None:
    """Return ``cell`` as a whole number, ``None`` where it is none; a typeset minus counts."""
    match = _NUMBER.fullmatch(_plain_signs(cell))
    return int(match[1]) if match else None


def is_other_scale(cells: Iterable[str]) -> bool:
    """True where a column's numbers leave -2 to 2: a scale such as 1 to 5 says something else."""
    return any(n is not None and not -2 <= n <= 2 for n in map(to_number, cells))


def to_group(word: str) -> Group | None:
    """Return the group that ``word`` names, singular or plural."""
    return _GROUPS.get(fold(word)) or _GROUPS.get(fold(word).removesuffix("s"))


def group_of(source: Source | None) -> Group | None:
    """Return what somebody is whose remarks come from ``source``, where that is plain."""
    if source is Source.CUSTOMER:
        return Group.CUSTOMER
    return Group.FRONTLINE if source is Source.STAFF else None


def to_session_kind(text: str) -> SessionKind | None:
    """Return the kind of session that ``text`` names."""
    return _SESSION_KINDS.get(fold(text))


def names_in(cell: str, separators: str) -> list[str]:
    """Return the names in ``cell``, parted by any of ``separators``, blanks and repeats left out.

    Runs of white space become one space: a name is one line.
    """
    parts = re.split(f"[{re.escape(separators)}]", cell) if separators else [cell]
    return list(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))


def _plain_signs(cell: str) -> str:
    return "".join(cell.split()).replace("\u2212", "-").replace("\u2013", "-")
