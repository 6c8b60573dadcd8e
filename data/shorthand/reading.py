"""Reading a typed line: what stands before its text, the text, and the tail of tags."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from data.records import (
    Emotion,
    Kind,
    ParticipantId,
    Source,
)
from data.shorthand.finder import Finder, code_key
from data.shorthand.model import (
    KIND_LETTERS,
    Hint,
    NewSpeaker,
    Role,
    Shorthand,
    Span,
    Speaker,
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
from data.text import clip, fold, visible

_FARTHEST = 120  # a colon further into the line closes no name
_CODE = re.compile(r"[pt]0*\d{1,6}", re.IGNORECASE | re.ASCII)
_NAME_MARKS = frozenset(" .,'’-‐–&()")
_NEW_MARKS = frozenset(" .'’-‐–&")


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a line; ``text_at`` is where the text begins."""

    text_at: int = 0
    card: str | None = None
    speaker: ParticipantId | None = None
    new_speaker: NewSpeaker | None = None
    spans: tuple[Span, ...] = ()
    hints: tuple[Hint, ...] = ()


def read_opening(head: str, index: Index) -> Opening:
    """Read what opens ``head`` (a line without its tail): a card, then at most one speaker."""
    card, at = None, 0
    spans: tuple[Span, ...] = ()
    colon = _colon(head, 0)
    if colon > 0:
        card = index.cards.get(code_key(_typed(head, 0, colon)))
    if card is not None and not index.speakers.by_code(card):
        at, spans = _after(head, colon), (Span(0, colon + 1, Role.CARD),)
    else:
        card = None
    opening = _read_speaker(head, at, index)
    return replace(opening, card=card, spans=spans + opening.spans)


def opens_with_name(text: str, index: Index, *, after_card: bool = False) -> bool:
    """True where ``text``, standing at the line's start or after a card, would lose its opening."""
    opening = _read_speaker(text, 0, index) if after_card else read_opening(text, index)
    return bool(opening.spans)


def _colon(head: str, start: int) -> int:
    """Return where the colon is that could close an opener at ``start``, or -1."""
    colon = head.find(":", start, start + _FARTHEST)
    if colon < 0 or (colon + 1 < len(head) and not head[colon + 1].isspace()):
        return -1
    return -1 if "\n" in head[start:colon] else colon


def _after(head: str, colon: int) -> int:
    """Return where the text begins: the white space after the colon belongs to the opener."""
    return min(colon + 2, len(head))


def _typed(head: str, start: int, colon: int) -> str:
    """Return the name before the colon, less the one space that French typing puts there."""
    if colon > start and head[colon - 1] in " \u00a0\u202f":
        colon -= 1
    return head[start:colon]


def _read_speaker(head: str, start: int, index: Index) -> Opening:
    colon = _colon(head, start)
    if colon < 0:
        return Opening(start)
    end = colon + 1
    if colon == start:
        return Opening(_after(head, colon), spans=(Span(start, end, Role.NO_SPEAKER),))
    typed = _typed(head, start, colon)
    fits, new = _who(typed, index)
    if len(fits) == 1:
        span = Span(start, end, Role.SPEAKER)
        return Opening(_after(head, colon), speaker=fits[0].id, spans=(span,))
    if new is not None and not fits:
        span = Span(start, end, Role.NEW_SPEAKER)
        return Opening(_after(head, colon), new_speaker=new, spans=(span,))
    hint = _hint(typed, fits, start, index)
    return Opening(start, hints=(hint,) if hint else ())


def _who(typed: str, index: Index) -> tuple[list[Speaker], NewSpeaker | None]:
    """Return the people whom ``typed`` fits, and the one whom it would make."""
    if not typed:
        return [], None
    coded = index.speakers.by_code(typed)
    if coded:
        return coded, None
    name, slash, team = typed.partition("/")
    if slash:
        if not (_is_plausible(name, least=2) and (not team or _is_plausible(team, least=1))):
            return [], None
        return _same_person(name, team, index), NewSpeaker(name, team)
    if typed[0].isspace() or typed[-1].isspace() or not _has_only(typed, _NAME_MARKS):
        return [one for one in index.speakers.exact(typed) if one.name == typed], None
    if fold(typed)[:1].isalpha():
        return index.speakers.find(typed, least=2), None
    return index.speakers.exact(typed), None


def _same_person(name: str, team: str, index: Index) -> list[Speaker]:
    """Return who is on the roster under this very name, so that nobody is made twice.

    Two people of one name are told apart by their teams; a team that is not known fits any.
    """
    side, namesakes = fold(team), index.speakers.exact(name)
    same_team = [one for one in namesakes if fold(one.team) == side]
    if same_team or (side and any(one.team for one in namesakes)):
        return same_team or [one for one in namesakes if not one.team]
    return namesakes


def _has_only(name: str, marks: frozenset[str]) -> bool:
    return all(
        char in marks or char.isalnum() or unicodedata.category(char)[0] == "M" for char in name
    )


def _is_plausible(name: str, least: int) -> bool:
    """True where ``name`` may name a person or a team: short, and nothing of a web address.

    A person's name begins with a letter and has two; a team may be called ``2``.
    """
    if not name or len(name) > 40 or not name[0].isalnum() or name[-1].isspace():
        return False
    if least > 1 and not name[0].isalpha():
        return False
    return len(name.split()) <= 4 and len(fold(name)) >= least and _has_only(name, _NEW_MARKS)


def _hint(typed: str, fits: list[Speaker], start: int, index: Index) -> Hint | None:
    shown = visible(typed)
    if fits:
        names = tuple(visible(f"{person.code} {person.name}".strip()) for person in fits)
        message = f"“{shown}” fits {listed(names)}; nobody was taken."
        return Hint(typed, message, start, tuple(person.code for person in fits))
    if _CODE.fullmatch(typed):
        return Hint(typed, f"There is no {shown.upper()} here; it was kept as text.", start)
    near = index.speakers.alike(typed) if len(typed) <= 40 and "/" not in typed else []
    if not near:
        return None
    names = tuple(visible(person.name) for person in near)
    message = f"Nobody here is called “{shown}”; did you mean {listed(names)}?"
    return Hint(typed, message, start, names)


def listed(names: tuple[str, ...]) -> str:
    """Return a few names in a sentence; of many, the first three and how many more."""
    shown = [clip(name, 40) for name in names[:3]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(shown) + more


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
        return [_signed(core, word, at, index, hinting)]
    if not core[0].isalnum():
        return [Piece(Role.UNKNOWN, word, at)]
    return [_named(core, word, at, index.unsigned, hinting)]


def unquoted(word: str) -> str:
    """Return a word of a tail without the sign that keeps it as left over."""
    return word[1:] if word[0] == LEFT_OVER_SIGN and len(word) > 1 else word


def _glued(match: re.Match[str], at: int, index: Index) -> Iterator[Piece]:
    """Take apart kind, emotion and stage number."""
    letter, emotion, number = match.groups()
    if letter:
        yield Piece(Role.KIND, letter, at + match.start(1), KIND_LETTERS[letter.lower()])
    if emotion:
        yield Piece(Role.EMOTION, emotion, at + match.start(2), EMOTIONS[emotion])
    if number:
        yield _numbered(number, at + match.start(3), index)


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


def _signed(core: str, word: str, at: int, index: Index, hinting: bool) -> Piece:
    role, name = SIGNS[core[0]], core[1:]
    if not name:
        return Piece(Role.UNKNOWN, word, at)
    if role is Role.TAG:
        return _free_tag(name, word, at, index)
    if role is Role.STAGE and name.isascii() and name.isdecimal() and len(name) <= 4:
        numbered = _numbered(name, at + 1, index)
        return replace(numbered, word=word, start=at)
    if role is Role.KIND and name.lower() in KIND_LETTERS:
        return Piece(Role.KIND, word, at, KIND_LETTERS[name.lower()])
    return _named(name, word, at, index.signed[role], hinting)


def _free_tag(name: str, word: str, at: int, index: Index) -> Piece:
    """Read ``+word``: the tag of this very name, or a new one."""
    known = index.signed[Role.TAG].exact(name)
    if len(known) == 1:
        return Piece(Role.TAG, word, at, known[0].value)
    if known:
        return Piece(Role.AMBIGUOUS, word, at, hint=_ambiguity(word, known, at))
    if not name[0].isalnum():
        return Piece(Role.UNKNOWN, word, at)
    if problem := name_problem(name):
        return Piece(Role.UNKNOWN, word, at, hint=Hint(word, problem, at))
    return Piece(Role.NEW_TAG, word, at, name)


def _named(name: str, word: str, at: int, finder: Finder[Entry], hinting: bool) -> Piece:
    fits = finder.find(name, least=2)
    if len(fits) == 1:
        entry = fits[0]
        return Piece(entry.role, word, at, entry if entry.role is Role.KIND else entry.value)
    if fits:
        return Piece(Role.AMBIGUOUS, word, at, hint=_ambiguity(word, fits, at))
    near = finder.alike(name) if hinting else []
    if not near:
        return Piece(Role.UNKNOWN, word, at)
    names = tuple(visible(entry.name) for entry in near)
    message = f"“{visible(word)}” is no name here; did you mean {listed(names)}?"
    typed = tuple(entry.typed for entry in near)
    return Piece(Role.UNKNOWN, word, at, hint=Hint(word, message, at, typed))


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
