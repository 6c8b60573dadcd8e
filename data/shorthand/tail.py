"""The tail of a line: finding where it begins, and reading its words one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.records import Emotion, Kind, Source
from data.shorthand.model import KIND_LETTERS, Hint, Role
from data.shorthand.names import (
    GLUED,
    KEPT_WORDS,
    SIGNS,
    Entry,
    Finder,
    Index,
    name_problem,
)
from data.shorthand.opener import listed
from data.text import fold, visible

MOST_WORDS = 400
"""Words of one tail that are looked at; what follows is left over unread.

A pasted megabyte must not hold up a key press; no note has this many tags.
"""

_LONGEST_WORD = 200
_MOST_HINTS = 20
# Read backwards, so that the first hit is the last mark of the line.
_FREE_MARK_BACKWARDS = re.compile(r",,(?=\s|\Z)")
_WORD = re.compile(r"\S+")

EMOTIONS: dict[str, Emotion] = {
    "--": Emotion.VERY_LOW,
    "-": Emotion.LOW,
    "0": Emotion.NEUTRAL,
    "+": Emotion.HIGH,
    "++": Emotion.VERY_HIGH,
}
SOURCE_WORDS: dict[str, Source] = {
    "obs": Source.OBSERVED,
    "rec": Source.RECORD,
    "own": Source.TEAM,
}
QUOTES = frozenset('"“”„«»')
LEFT_OVER_SIGN = "?"
"""Before a word of a tail: keep the rest as left over, whatever it may mean."""
SOURCE_SIGN = "="
"""Before a source by its full name, for those that have no short word: ``=customer``."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One tag of a tail, understood or not.

    ``value`` is what the role asks for: a `Kind` entry, `Emotion`, `Source`, an id as `str`; for a
    CLEAR the role that is cleared; for what was not taken, nothing.
    """

    role: Role
    word: str
    start: int
    end: int
    value: Entry | Kind | Emotion | Source | Role | str | None = None
    hint: Hint | None = None


def find_tail(line: str) -> int:
    """Return where the tail's ``,,`` begins, or -1.

    It is the last ``,,`` of the last line that stands at the line's start or after white space.
    """
    last_line = line[line.rfind("\n") + 1 :]
    if ",," not in last_line:
        return -1
    found = _FREE_MARK_BACKWARDS.search(last_line[::-1])
    return len(line) - found.end() if found else -1


def read_words(line: str, start: int, index: Index) -> tuple[list[Piece], str]:
    """Read the words of ``line`` from ``start``: the pieces, and the words beyond the first 400."""
    pieces: list[Piece] = []
    hints = 0
    for count, match in enumerate(_WORD.finditer(line, start)):
        if count == MOST_WORDS:
            rest = line[match.start() :].rstrip()
            if "  " in rest or not rest.isprintable():
                rest = " ".join(rest.split())
            if LEFT_OVER_SIGN in rest:
                rest = " ".join(map(_unquoted, rest.split(" ")))
            return pieces, rest
        for piece in read_word(match[0], match.start(), index, hints < _MOST_HINTS):
            hints += piece.hint is not None
            pieces.append(piece)
    return pieces, ""


def read_word(word: str, at: int, index: Index, hinting: bool = False) -> list[Piece]:
    """Read one word that stands ``at`` in its line, whatever stands beside it."""
    end = at + len(word)
    # A comma between tags is a habit from prose and means nothing here.
    core = word.rstrip(",;") or word
    if word[0] == LEFT_OVER_SIGN:
        return [Piece(Role.UNKNOWN, _unquoted(word), at, end)]
    if len(core) > _LONGEST_WORD:
        return [Piece(Role.UNKNOWN, word, at, end)]
    glued = GLUED.fullmatch(core)
    if glued:
        return list(_glued(glued, at, index))
    plain = _kept_word(core)
    if plain is not None:
        return [Piece(plain[0], word, at, end, plain[1])]
    if core in ("#-", "@-", "~-"):
        return [Piece(Role.CLEAR, word, at, end, SIGNS[core[0]])]
    if core[0] in SIGNS:
        return [_signed(core, word, at, index, hinting)]
    if not core[0].isalnum():
        return [Piece(Role.UNKNOWN, word, at, end)]
    return [_named(core, word, at, index.unsigned, hinting)]


def _unquoted(word: str) -> str:
    return word[1:] if word[0] == LEFT_OVER_SIGN and len(word) > 1 else word


def _glued(match: re.Match[str], at: int, index: Index) -> Iterator[Piece]:
    """Take apart kind, emotion and stage number."""
    letter, emotion, number = match.groups()
    if letter:
        kind = KIND_LETTERS[letter.lower()]
        yield Piece(Role.KIND, letter, at + match.start(1), at + match.end(1), kind)
    if emotion:
        value = EMOTIONS[emotion]
        yield Piece(Role.EMOTION, emotion, at + match.start(2), at + match.end(2), value)
    if number:
        yield _numbered(number, at + match.start(3), index)


def _numbered(number: str, at: int, index: Index) -> Piece:
    position, end = int(number), at + len(number)
    if 1 <= position <= len(index.stages):
        return Piece(Role.STAGE, number, at, end, index.stages[position - 1].id)
    message = f"There is no stage {position}; there are {len(index.stages)}."
    return Piece(Role.UNKNOWN, number, at, end, hint=Hint(number, message, (), at, end))


def _kept_word(core: str) -> tuple[Role, Source | None] | None:
    if core in QUOTES:
        return Role.VERBATIM, None
    lower = core.casefold()
    if lower in KEPT_WORDS:
        source = SOURCE_WORDS.get(lower)
        return (Role.SOURCE, source) if source else (Role.DISAGREES, None)
    if lower[0] == SOURCE_SIGN:
        fits = [one for one in Source if len(lower) > 2 and one.value.startswith(lower[1:])]
        fits += [one for name, one in SOURCE_WORDS.items() if name == lower[1:]]
        if len(set(fits)) == 1:
            return Role.SOURCE, fits[0]
    return None


def _signed(core: str, word: str, at: int, index: Index, hinting: bool) -> Piece:
    role, name, end = SIGNS[core[0]], core[1:], at + len(word)
    if not name:
        return Piece(Role.UNKNOWN, word, at, end)
    if role is Role.TAG:
        return _free_tag(name, word, at, index)
    if role is Role.STAGE and name.isascii() and name.isdecimal() and len(name) <= 4:
        numbered = _numbered(name, at + 1, index)
        if numbered.role is Role.STAGE:
            return Piece(Role.STAGE, word, at, end, numbered.value)
        return Piece(Role.UNKNOWN, word, at, end, hint=numbered.hint)
    if role is Role.KIND and name.lower() in KIND_LETTERS:
        return Piece(Role.KIND, word, at, end, KIND_LETTERS[name.lower()])
    return _named(name, word, at, index.signed[role], hinting)


def _free_tag(name: str, word: str, at: int, index: Index) -> Piece:
    """Read ``+word``: the tag of this very name, or a new one."""
    end, known = at + len(word), index.signed[Role.TAG].exact(fold(name))
    if len(known) == 1:
        return Piece(Role.TAG, word, at, end, known[0].value)
    if known:
        return Piece(Role.AMBIGUOUS, word, at, end, hint=_ambiguity(word, known, at))
    if not name[0].isalnum():
        return Piece(Role.UNKNOWN, word, at, end)
    problem = name_problem(name)
    if problem:
        return Piece(Role.UNKNOWN, word, at, end, hint=Hint(word, problem, (), at, end))
    return Piece(Role.NEW_TAG, word, at, end, name)


def _named(name: str, word: str, at: int, finder: Finder, hinting: bool) -> Piece:
    folded, end = fold(name), at + len(word)
    fits = finder.find(folded)
    if len(fits) == 1:
        return Piece(fits[0].role, word, at, end, fits[0] if _is_kind(fits[0]) else fits[0].value)
    if fits:
        return Piece(Role.AMBIGUOUS, word, at, end, hint=_ambiguity(word, fits, at))
    near = finder.alike(folded) if hinting else []
    if not near:
        return Piece(Role.UNKNOWN, word, at, end)
    names = tuple(visible(entry.name) for entry in near)
    message = f"“{visible(word)}” is no name here; did you mean {listed(names)}?"
    typed = tuple(entry.typed for entry in near)
    return Piece(Role.UNKNOWN, word, at, end, hint=Hint(word, message, typed, at, end))


def _is_kind(entry: Entry) -> bool:
    return entry.role is Role.KIND


def _ambiguity(word: str, fits: list[Entry], at: int) -> Hint:
    typed = tuple(entry.typed for entry in fits)
    names = listed(tuple(visible(one) for one in typed))
    message = f"“{visible(word)}” fits {names}; none was taken."
    return Hint(word, message, typed[:20], at, at + len(word))
