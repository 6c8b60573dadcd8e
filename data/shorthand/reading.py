"""Reading a typed line: what stands before its text, the text, and the tail of tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from data.records import (
    Emotion,
    Kind,
    Source,
)
from data.shorthand.finder import Finder
from data.shorthand.model import (
    KIND_LETTERS,
    Hint,
    Role,
    Shorthand,
    Span,
    Vocabulary,
)
from data.shorthand.names import (
    GLUED,
    KEPT_WORDS,
    SIGNS,
    Entry,
    Index,
    index_of,
    name_problem,
)
from data.shorthand.openings import Opening, listed, read_opening
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
_GLUED_TO = re.compile(r"(.+?)([-+]*)([0-9]{0,4})", re.DOTALL)

EMOTIONS: dict[str, Emotion] = {
    "--": Emotion.VERY_LOW,
    "-": Emotion.LOW,
    "0": Emotion.NEUTRAL,
    "+": Emotion.HIGH,
    "++": Emotion.VERY_HIGH,
}
NUMBERED_EMOTIONS: dict[str, Emotion] = {
    f"{int(emotion):+}": emotion for emotion in Emotion if emotion is not Emotion.NEUTRAL
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
                rest = " ".join(map(unquoted, rest.split(" ")))
            return pieces, rest
        for piece in read_word(match[0], match.start(), index, hints < _MOST_HINTS):
            hints += piece.hint is not None
            pieces.append(piece)
    return pieces, ""


def read_word(word: str, at: int, index: Index, hinting: bool = False) -> list[Piece]:
    """Read one word that stands ``at`` in its line, whatever stands beside it."""
    # A comma between tags is a habit from prose and means nothing here.
    core = word.rstrip(",;") or word
    if word[0] == LEFT_OVER_SIGN:
        return [Piece(Role.UNKNOWN, word, at)]
    if len(core) > _LONGEST_WORD:
        return [Piece(Role.UNKNOWN, word, at)]
    glued = GLUED.fullmatch(core)
    if glued:
        return list(_glued(glued, at, index))
    plain = _kept_word(core)
    if plain is not None:
        return [Piece(plain[0], word, at, plain[1])]
    if core in ("#-", "@-", "~-"):
        return [Piece(Role.CLEAR, word, at, SIGNS[core[0]])]
    if core[0] in SIGNS:
        return _signed(core, word, at, index, hinting)
    if not core[0].isalnum():
        return [Piece(Role.UNKNOWN, word, at)]
    return _named(core, word, at, index, index.unsigned, hinting)


def unquoted(word: str) -> str:
    """Return a word of a tail without the sign that keeps it as left over."""
    return word[1:] if word[0] == LEFT_OVER_SIGN and len(word) > 1 else word


def _glued(match: re.Match[str], at: int, index: Index) -> Iterator[Piece]:
    """Take apart the letter of a kind, emotion and stage number."""
    letter, signs, number = match.groups()
    if letter:
        yield Piece(Role.KIND, letter, at + match.start(1), KIND_LETTERS[letter.lower()])
    yield from _felt(signs or "", number or "", at + len(letter or ""), index)


def _felt(signs: str, number: str, at: int, index: Index) -> Iterator[Piece]:
    """Read what is glued to a kind: an emotion, a stage number, or one after the other.

    A sign before a number is one word: ``-2`` is no ``-`` at stage 2.
    """
    if signs in ("+", "-") and number:
        yield _numbered_emotion(signs + number, at)
        return
    if not signs and number.startswith("0"):
        signs, number = "0", number[1:]
    if signs:
        yield Piece(Role.EMOTION, signs, at, EMOTIONS[signs])
    if number:
        yield _numbered(number, at + len(signs), index)


def _numbered_emotion(word: str, at: int) -> Piece:
    if word in NUMBERED_EMOTIONS:
        return Piece(Role.EMOTION, word, at, NUMBERED_EMOTIONS[word])
    apart = f"{word[0]} {word[1:]}"
    message = f"“{word}” is no feeling (-2 to +2). “{apart}” is {word[0]} at stage {word[1:]}."
    return Piece(Role.UNKNOWN, word, at, hint=Hint(word, message, at, (apart,)))


def _numbered(number: str, at: int, index: Index) -> Piece:
    position = int(number)
    if 1 <= position <= len(index.stages):
        return Piece(Role.STAGE, number, at, index.stages[position - 1].id)
    message = f"There is no stage {position}; there are {len(index.stages)}."
    return Piece(Role.UNKNOWN, number, at, hint=Hint(number, message, at))


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


def _signed(core: str, word: str, at: int, index: Index, hinting: bool) -> list[Piece]:
    role, name = SIGNS[core[0]], core[1:]
    if not name:
        return [Piece(Role.UNKNOWN, word, at)]
    if role is Role.TAG:
        return _free_tag(name, word, at, index)
    if role is Role.STAGE and name.isascii() and name.isdecimal() and len(name) <= 4:
        numbered = _numbered(name, at + 1, index)
        return [replace(numbered, word=word, start=at)]
    if role is Role.KIND and name.lower() in KIND_LETTERS:
        return [Piece(Role.KIND, word, at, KIND_LETTERS[name.lower()])]
    return _named(name, word, at, index, index.signed[role], hinting)


def _free_tag(name: str, word: str, at: int, index: Index) -> list[Piece]:
    """Read ``+word``: the tag of this very name, or a new one."""
    known = index.signed[Role.TAG].exact(name)
    if len(known) == 1:
        glued = take_apart(name)
        if glued is None or not glued[1] or _is_spelt(known[0], name, word[1:]):
            return [Piece(Role.TAG, word, at, known[0].value)]
        end = 1 + len(glued[0])
        return [Piece(Role.TAG, word[:end], at, known[0].value), _unglued(glued, at + end)]
    if known:
        return [Piece(Role.AMBIGUOUS, word, at, hint=_ambiguity(word, known, at))]
    if not name[0].isalnum():
        return [Piece(Role.UNKNOWN, word, at)]
    if problem := name_problem(name):
        return [Piece(Role.UNKNOWN, word, at, hint=Hint(word, problem, at))]
    return [Piece(Role.NEW_TAG, word, at, name)]


def take_apart(word: str) -> tuple[str, str, str] | None:
    """Return a word, the signs and the number that are glued to its end; None where none are."""
    match = _GLUED_TO.fullmatch(word)
    return None if match is None or not (match[2] or match[3]) else (match[1], match[2], match[3])


def _is_spelt(entry: Entry, *words: str) -> bool:
    """Whether a word is the entry's name sign by sign, as `write` spells it."""
    return entry.typed[1:].casefold() in {word.casefold() for word in words}


def _named(
    name: str, word: str, at: int, index: Index, finder: Finder[Entry], hinting: bool
) -> list[Piece]:
    """Read a word that names something; only to a kind may an emotion and a number be glued.

    What else is glued on is left over, since the finder would pass over signs without a word.
    """
    lead = 0 if word.startswith(name) else 1  # the sign of a list
    glued = take_apart(name)
    spelt = [one for one in finder.exact(name) if _is_spelt(one, name, word[lead:])]
    if glued is None or spelt:
        return [_taken(spelt, word, at) if spelt else _found(name, word, at, finder, hinting)]
    stem, signs, number = glued
    if number and signs in ("", "-") and finder.find(name, least=2):
        return [_found(name, word, at, finder, hinting)]  # a hyphen stands for a space
    end = lead + len(stem)
    head = _found(stem, word[:end], at, finder, hinting)
    if head.role is Role.KIND and signs in ("", *EMOTIONS):
        return [head, *_felt(signs, number, at + end, index)]
    if not signs:
        return [_found(name, word, at, finder, hinting)]
    if head.role in (Role.UNKNOWN, Role.AMBIGUOUS):
        return [_whole(head, word, signs + number)]
    return [head, _unglued(glued, at + end)]


def _whole(head: Piece, word: str, rest: str) -> Piece:
    """Return a word that was not taken as one piece: with it nothing is that is glued to it."""
    role = head.role if head.role is Role.AMBIGUOUS else Role.UNKNOWN
    if head.hint is None:
        return Piece(role, word, head.start)
    candidates = tuple(with_rest(typed, rest) for typed in head.hint.candidates)
    return Piece(role, word, head.start, hint=replace(head.hint, word=word, candidates=candidates))


def with_rest(typed: str, rest: str) -> str:
    """Return a name as it is typed with what was glued to its word: apart, unless it is a kind."""
    return f"{typed}{'' if SIGNS.get(typed[:1]) is Role.KIND else ' '}{rest}" if rest else typed


def _unglued(glued: tuple[str, str, str], at: int) -> Piece:
    rest = glued[1] + glued[2]
    message = f"“{rest}” is left over: only to a kind can it be glued. Type it apart."
    return Piece(Role.UNKNOWN, rest, at, hint=Hint(rest, message, at, (f" {rest}",)))


def _found(name: str, word: str, at: int, finder: Finder[Entry], hinting: bool) -> Piece:
    """Read a word as a name alone."""
    fits = finder.find(name, least=2)
    if fits:
        return _taken(fits, word, at)
    begun = finder.find(name) if hinting and len(fold(name)) == 1 else []
    near = begun or (finder.alike(name) if hinting else [])
    if not near:
        return Piece(Role.UNKNOWN, word, at)
    names = listed(tuple(visible(entry.typed if begun else entry.name) for entry in near))
    why = "is too short to be taken" if begun else "is no name here"
    message = f"“{visible(word)}” {why}; did you mean {names}?"
    typed = tuple(entry.typed for entry in near[:20])
    return Piece(Role.UNKNOWN, word, at, hint=Hint(word, message, at, typed))


def _taken(fits: list[Entry], word: str, at: int) -> Piece:
    """Take the only one that fits, and none of several."""
    if len(fits) > 1:
        return Piece(Role.AMBIGUOUS, word, at, hint=_ambiguity(word, fits, at))
    entry = fits[0]
    return Piece(entry.role, word, at, entry if entry.role is Role.KIND else entry.value)


def _ambiguity(word: str, fits: list[Entry], at: int) -> Hint:
    typed = tuple(entry.typed for entry in fits)
    names = listed(tuple(map(visible, typed)))
    message = f"“{visible(word)}” fits {names}; none was taken."
    return Hint(word, message, at, typed[:20])


def parse(line: str, vocabulary: Vocabulary) -> Shorthand:
    """Return what ``line`` says, given the names that it may use.

    Any string can be read, in time linear in its length; nothing is ever refused or lost: what is
    no speaker is text, and what is no tag is left over.  The rules are those of the typing
    grammar: ``NAME:`` before the text, tags after the last free ``,,`` of the last line.
    """
    index = index_of(vocabulary)
    mark = find_tail(line)
    head = _head(line, mark)
    opening = read_opening(head, index)
    tail = _Tail()
    if mark >= 0:
        pieces, unread = read_words(line, mark + 2, index)
        for piece in pieces:
            tail.take(piece)
        if unread:
            tail.left_over.append(unread)
    return replace(
        tail.says,
        text=head[opening.text_at :],
        speaker=opening.speaker,
        new_speaker=opening.new_speaker,
        card=opening.card,
        stranger=opening.stranger,
        left_over=" ".join(tail.left_over),
        has_tail=mark >= 0,
        hints=(*opening.hints, *tail.hints),
        spans=_spans(head, opening, mark, tail.spans),
    )


def open_line(line: str, vocabulary: Vocabulary) -> Opening:
    """Return what opens a line, as `parse` would read it; text and tags are not looked at."""
    return read_opening(_head(line, find_tail(line)), index_of(vocabulary))


def _head(line: str, mark: int) -> str:
    return line if mark < 0 else line[: max(mark - 1, 0)]


def _spans(head: str, opening: Opening, mark: int, tags: list[Span]) -> tuple[Span, ...]:
    spans = list(opening.spans)
    if opening.text_at < len(head):
        spans.append(Span(opening.text_at, len(head), Role.TEXT))
    if mark >= 0:
        spans.append(Span(mark, mark + 2, Role.MARK))
    return (*spans, *tags)


@dataclass(slots=True)
class _Tail:
    """The tags of one line as they are gathered: the first of each sort counts."""

    says: Shorthand = field(default_factory=Shorthand)
    new_tags: dict[str, str] = field(default_factory=dict)
    left_over: list[str] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        """Take a piece of the tail, or keep it as left over."""
        role = piece.role
        if role in (Role.UNKNOWN, Role.AMBIGUOUS):
            self.left_over.append(unquoted(piece.word))
            if piece.hint:
                self.hints.append(piece.hint)
        elif (fields := self._fitting(role, piece.value)) is None:
            role = Role.SURPLUS
            self.left_over.append(piece.word)
            message = (
                f"“{visible(piece.word)}” is one {piece.role.value} too many; the first counts."
            )
            self.hints.append(Hint(piece.word, message, piece.start))
        else:
            self.says = replace(self.says, **fields)
        self.spans.append(Span(piece.start, piece.start + len(piece.word), role))

    def _fitting(self, role: Role, value: Any) -> dict[str, Any] | None:
        """Return what a tag sets; ``None`` where its place is taken, and not by the same."""
        says = self.says
        match role:
            case Role.VERBATIM | Role.DISAGREES:
                return {role.value: True}
            case Role.PERSONA:
                return {"personas": tuple(dict.fromkeys((*says.personas, value)))}
            case Role.TAG:
                return {"tags": tuple(dict.fromkeys((*says.tags, value)))}
            case Role.NEW_TAG:
                self.new_tags.setdefault(fold(value), value)
                return {"new_tags": tuple(self.new_tags.values())}
            case Role.CLEAR:
                # A stage or channel given before the sign stays.
                taken = value is not Role.PERSONA and getattr(says, value.value) is not None
                return None if taken else {f"clear_{value.value}": True}
            case Role.KIND:
                kind, need = (
                    (Kind(value.value), value.need_type)
                    if isinstance(value, Entry)
                    else (value, None)
                )
                if says.kind not in (None, kind) or (need and says.need_type not in (None, need)):
                    return None
                return {"kind": kind, "need_type": need or says.need_type}
        cleared = getattr(says, f"clear_{role.value}", False)
        taken = cleared or getattr(says, role.value) not in (None, value)
        return None if taken else {role.value: value}
