"""The names that a line may use, ready to be found, and which names cannot be given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from data.records import Kind, NeedType
from data.shorthand.finder import Finder, Keys, code_key, keys_of
from data.shorthand.model import KIND_LETTERS, Named, Role, Speaker, Vocabulary
from data.text import clip, fold, visible
from data.vocabulary import LISTS, OFFERED

GLUED = re.compile(r"([pnaqgimk])?(--|-|\+\+|\+|0)?(\d{1,4})?", re.IGNORECASE | re.ASCII)
"""Kind, emotion and stage number, glued in this order; each may be missing."""

KEPT_WORDS = frozenset({"no", "obs", "rec", "own"})
"""Words with a meaning of their own in a tail."""

SIGNS: dict[str, Role] = {one.sign: Role(one.name) for one in OFFERED}
"""The sign that says which list a word is of."""

LONGEST_NAME = 150
"""Characters of the longest name: longer words of a tail are not looked up."""


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
        return LISTS[self.role].sign + "-".join(self.name.split())


@dataclass(frozen=True, slots=True)
class Index:
    """A vocabulary made ready: ``unsigned`` for bare words, ``signed`` a list by its role.

    ``every`` are all of the lists together.  ``speakers`` are found by a code, a whole name or its
    beginning, never by a later word: in a remark most words before a colon are text.
    """

    unsigned: Finder[Entry]
    signed: dict[Role, Finder[Entry]]
    every: Finder[Entry]
    stages: tuple[Named, ...]
    speakers: Finder[Speaker]
    cards: dict[str, str]


@lru_cache(maxsize=16)
def index_of(vocabulary: Vocabulary) -> Index:
    """Return the vocabulary made ready; kept for the last few, since every key press asks."""
    own = {
        Role.STAGE: vocabulary.stages,
        Role.PERSONA: vocabulary.personas,
        Role.CHANNEL: vocabulary.channels,
        Role.TAG: vocabulary.tags,
    }
    lists = {
        role: [(Entry(role, tag.id, tag.name), keys_of(tag.name)) for tag in named]
        for role, named in own.items()
    }
    bare = [entry for entries in lists.values() for entry in entries]
    lists[Role.KIND] = list(kind_entries(every=True))
    return Index(
        unsigned=Finder([*bare, *kind_entries(every=False)]),
        signed={role: Finder(entries) for role, entries in lists.items()},
        every=Finder([*bare, *lists[Role.KIND]]),
        stages=vocabulary.stages,
        speakers=Finder((person, _speaker(person)) for person in vocabulary.roster),
        cards={code_key(code): code for code in sorted(vocabulary.cards)},
    )


def _speaker(one: Speaker) -> Keys:
    name = fold(one.name)
    whole = (name,) if name else ()
    return Keys(codes=(code_key(one.code),) if one.code else (), whole=whole, starts=whole)


def kind_entries(*, every: bool) -> Iterator[tuple[Entry, Keys]]:
    """Yield the kinds by name: after a sign ``every`` one by its beginning.

    Bare, a kind that has a letter is found by its full name only: two letters of "activity" or
    "idea" belong to the project's own names.
    """
    lettered = frozenset(KIND_LETTERS.values())
    for kind in Kind:
        names = (fold(kind.value), *(("pain",) if kind is Kind.PAIN else ()))
        starts = names[:1] if every or kind not in lettered else ()
        yield Entry(Role.KIND, kind.value, kind.value), Keys(whole=names, starts=starts)
    for need in NeedType:
        # Found from its own first letters only, or "need" would find all three.
        name = f"{need.value} need"
        keys = Keys(whole=(fold(name), fold(need.value)), starts=(fold(name),))
        yield Entry(Role.KIND, Kind.NEED.value, name, need), keys


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
