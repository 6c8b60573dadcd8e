"""Finding names by a few typed letters, and saying which names cannot be given.

A name is found, folded, by its whole self, else by one of its words, else by the beginning of any
of its words; two fits are no fit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.records import Kind, NeedType
from data.shorthand.model import KIND_LETTERS, Named, Role, Speaker, Vocabulary
from data.text import clip, fold, visible

GLUED = re.compile(r"([pnaqgimk])?(--|-|\+\+|\+|0)?(\d{1,4})?", re.IGNORECASE | re.ASCII)
"""Kind, emotion and stage number, glued in this order; each may be missing."""

KEPT_WORDS = frozenset({"no", "obs", "rec", "own"})
"""Words with a meaning of their own in a tail."""

SIGNS: dict[str, Role] = {
    "!": Role.KIND,
    "#": Role.STAGE,
    "@": Role.PERSONA,
    "~": Role.CHANNEL,
    "+": Role.TAG,
}
"""The sign that says which list a word is of."""

LONGEST_NAME = 150
"""Characters of the longest name: longer words of a tail are not looked up."""

_SIGN_OF = {role: sign for sign, role in SIGNS.items()}
_WORD = re.compile(r"[^\s\-/&,.;:()'’\"|+_]+")
_LONGEST_LOOK = 40  # characters of a word that are compared when a look-alike is sought
_SLIPS_KEPT = 256
_ALIKE = 0.72  # share of letters that must agree before a look-alike is offered


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one list; ``value`` is an id, or a kind with its need type."""

    role: Role
    value: str
    name: str
    need_type: NeedType | None = None

    @property
    def typed(self) -> str:
        """The entry as one word that always finds it: ``#Find-out``."""
        return _SIGN_OF[self.role] + "-".join(self.name.split())


@dataclass(frozen=True, slots=True)
class Keys:
    """What finds an entry, folded.

    ``whole`` as a whole, ``words`` as one of its words, ``starts`` by their beginnings.
    """

    entry: Entry
    whole: tuple[str, ...]
    words: tuple[str, ...]
    starts: tuple[str, ...]


class Finder:
    """The names of some lists, ready to be found.  Finding takes about log(names) steps."""

    def __init__(self, names: Sequence[Keys]) -> None:
        self._exact = _grouped((key, one.entry) for one in names for key in one.whole)
        self._words = _grouped((key, one.entry) for one in names for key in one.words)
        pairs = sorted((key, at) for at, one in enumerate(names) for key in one.starts if key)
        self._keys = [key for key, _ in pairs]
        self._slips: dict[str, list[Entry]] = {}
        self._entries = [names[at].entry for _, at in pairs]

    def exact(self, folded: str) -> list[Entry]:
        """Return the entries whose whole name folds to ``folded``."""
        return self._exact.get(folded, []) if folded else []

    def find(self, folded: str) -> list[Entry]:
        """Return what ``folded`` fits: whole names if any, else words, else their beginnings."""
        exact = self.exact(folded)
        if exact or len(folded) < 2:
            return exact
        if folded in self._words:
            return self._words[folded]
        found: dict[Entry, None] = {}
        at = bisect_left(self._keys, folded)
        while at < len(self._keys) and self._keys[at].startswith(folded):
            found[self._entries[at]] = None
            at += 1
        return list(found)

    def alike(self, folded: str, limit: int = 3) -> list[Entry]:
        """Return entries that ``folded`` may be a slip of, best first; never to be taken."""
        if not 3 <= len(folded) <= _LONGEST_LOOK:
            return []
        # A slip stays in the line while the rest is typed, and every key press asks again.
        if folded not in self._slips:
            if len(self._slips) >= _SLIPS_KEPT:
                self._slips.clear()
            self._slips[folded] = self._look(folded)
        return self._slips[folded][:limit]

    def _look(self, folded: str) -> list[Entry]:
        best: dict[Entry, float] = {}
        for key, entry in zip(self._keys, self._entries, strict=True):
            score = slip_likeness(folded, key)
            if score >= _ALIKE and score > best.get(entry, 0.0):
                best[entry] = score
        return sorted(best, key=lambda entry: -best[entry])


def _grouped(pairs: Iterable[tuple[str, Entry]]) -> dict[str, list[Entry]]:
    groups: dict[str, dict[Entry, None]] = {}
    for key, entry in pairs:
        if key:
            groups.setdefault(key, {})[entry] = None
    return {key: list(entries) for key, entries in groups.items()}


def slip_likeness(word: str, name: str) -> float:
    """Return how far (0-1) ``word`` may be a slip of the folded ``name``, or of its beginning."""
    return max(_likeness(word, name), _likeness(word, name[: len(word)]) - 0.05)


def _likeness(word: str, other: str) -> float:
    """Return the share (0-1) of letters that two folded words have in common, in order."""
    longest = max(len(word), len(other))
    slips = longest * (1 - _ALIKE)
    # The matcher loads only where the letters could agree at all: a note is typed far more often
    # than a slip, and loading takes longer than reading a line.
    if abs(len(word) - len(other)) > slips or len(set(word).difference(other)) > slips:
        return 0.0
    from rapidfuzz.distance import OSA

    return OSA.normalized_similarity(word, other)


@dataclass(frozen=True, slots=True)
class Index:
    """A vocabulary made ready: ``unsigned`` for bare words, ``signed`` a list by its role."""

    unsigned: Finder
    signed: dict[Role, Finder]
    stages: tuple[Named, ...]
    people: dict[str, Speaker]
    names: tuple[tuple[str, Speaker], ...]
    cards: dict[str, str]


@lru_cache(maxsize=16)
def index_of(vocabulary: Vocabulary) -> Index:
    """Return the vocabulary made ready; kept for the last few, since every key press asks."""
    lists = {
        Role.STAGE: _named(Role.STAGE, vocabulary.stages),
        Role.PERSONA: _named(Role.PERSONA, vocabulary.personas),
        Role.CHANNEL: _named(Role.CHANNEL, vocabulary.channels),
        Role.TAG: _named(Role.TAG, vocabulary.tags),
        Role.KIND: _kinds(every=True),
    }
    bare = [one for role, some in lists.items() if role is not Role.KIND for one in some]
    return Index(
        unsigned=Finder([*bare, *_kinds(every=False)]),
        signed={role: Finder(some) for role, some in lists.items()},
        stages=vocabulary.stages,
        people={code_key(one.code): one for one in vocabulary.roster if one.code},
        names=tuple((fold(one.name), one) for one in vocabulary.roster if fold(one.name)),
        cards={code_key(code): code for code in sorted(vocabulary.cards)},
    )


def _named(role: Role, named: Iterable[Named]) -> list[Keys]:
    return [_keys(Entry(role, one.id, one.name)) for one in named]


def _keys(entry: Entry) -> Keys:
    """Return what finds an entry; its beginnings run on over spaces, which do not count."""
    name, whole = entry.name, fold(entry.name)
    words = [(fold(word[0]), fold(name[word.start() :])) for word in _WORD.finditer(name)]
    starts = dict.fromkeys((whole, *(rest for _, rest in words)))
    return Keys(entry, (whole,), tuple(word for word, _ in words if len(word) > 1), tuple(starts))


def _kinds(*, every: bool) -> list[Keys]:
    """Return the kinds by name: after a sign ``every`` one by its beginning.

    Bare, a kind that has a letter is found by its full name only: two letters of "activity" or
    "idea" belong to the project's own names.
    """
    lettered = frozenset(KIND_LETTERS.values())
    kinds: list[Keys] = []
    for kind in Kind:
        names = (fold(kind.value), *(("pain",) if kind is Kind.PAIN else ()))
        starts = names[:1] if every or kind not in lettered else ()
        kinds.append(Keys(Entry(Role.KIND, kind.value, kind.value), names, (), starts))
    for need in NeedType:
        # Found from its own first letters only, or "need" would find all three.
        name = f"{need.value} need"
        entry = Entry(Role.KIND, Kind.NEED.value, name, need)
        kinds.append(Keys(entry, (fold(name), fold(need.value)), (), (fold(name),)))
    return kinds


def code_key(code: str) -> str:
    """Return a code as it is compared: case and leading zeros ignored (``p7`` is ``P07``)."""
    folded = code.casefold()
    number = folded.lstrip("abcdefghijklmnopqrstuvwxyz")
    if not number.isdecimal():
        return folded
    return folded[: len(folded) - len(number)] + (number.lstrip("0") or "0")


def is_reserved(name: str) -> bool:
    """True for names that a tail would take for something else.

    These are the letters of the kinds, ``no obs rec own``, emotions, numbers, and letter and number
    glued (``p3``), in any case and however spaced.
    """
    folded = fold(name)
    if folded in KEPT_WORDS or folded.isdecimal():
        return True
    bare = name.strip()
    return bool((folded and GLUED.fullmatch(folded)) or (bare and GLUED.fullmatch(bare)))


def name_problem(name: str, existing: Iterable[str] = ()) -> str | None:
    """Return why ``name`` cannot be given in a list that holds ``existing``, or ``None``.

    The answer is one sentence.  What passes can be typed and written without doubt.
    """
    shown = clip(visible(name[:LONGEST_NAME]), 40)
    if is_reserved(name):
        return f"“{shown}” cannot be a name: it has a meaning of its own in a line of tags."
    if len(name) > LONGEST_NAME:
        return f"“{shown}” cannot be a name: it has more than {LONGEST_NAME} characters."
    folded = fold(name)
    if not folded:
        return f"“{shown}” cannot be a name: it needs a letter or a digit."
    for other in existing:
        if fold(other) == folded:
            return (
                f"“{shown}” is too like “{clip(visible(other), 40)}”: case, accents, spaces and "
                "punctuation do not tell names apart."
            )
    return None
