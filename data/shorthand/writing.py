"""Writing a line that reads back as it was, and saying in words what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data.errors import UnknownName
from data.records import Kind, NeedType, Source
from data.shorthand.model import KIND_LETTERS, Named, Role, Shorthand, Speaker, Vocabulary
from data.shorthand.names import Entry, Index, index_of
from data.shorthand.openings import opens_with_name
from data.shorthand.reading import (
    EMOTIONS,
    LEFT_OVER_SIGN,
    SOURCE_SIGN,
    SOURCE_WORDS,
    find_tail,
    parse,
    read_word,
    unquoted,
)
from data.text import visible

AGAINST = "against the remark before"
"""What a ``no`` with words of somebody says, where the remark itself is not at hand."""

_LETTERS = {kind: letter for letter, kind in KIND_LETTERS.items()}
_EMOTION_WORDS = {emotion: word for word, emotion in EMOTIONS.items()}
_SOURCE_NAMES = {source: word for word, source in SOURCE_WORDS.items()}
_EMOTION_SHOWN = ("−2", "−1", "0", "+1", "+2")


def write(shorthand: Shorthand, vocabulary: Vocabulary) -> str:
    """Return a line that says what ``shorthand`` says: ``parse(write(s, v), v) == s``.

    Names are written with their sign, white space in them as hyphens; a word left over that would
    be understood if it stood alone gets a ``?`` before it.

    Raises:
        UnknownName: an id or a card that the vocabulary does not hold.
        ValueError: something that no line can say, such as a new tag of two words, a need type
            without the need, or names that :func:`name_problem` refuses.
    """
    tail = " ".join(_tail(shorthand, vocabulary))
    line = _head(shorthand, vocabulary)
    if tail or find_tail(line) >= 0:
        # The white space before the mark is the joint; at the line's start there is none to take.
        line = f"{line} ,,{tail}" if line else f",,{tail}"
    if parse(line, vocabulary) != shorthand:
        raise ValueError("no line of the typing grammar says this shorthand")
    return line


def _head(shorthand: Shorthand, vocabulary: Vocabulary) -> str:
    openers = []
    if shorthand.card is not None:
        if shorthand.card not in vocabulary.cards:
            raise UnknownName(f"There is no card {visible(shorthand.card)}.")
        openers.append(f"{shorthand.card}:")
    if shorthand.speaker is not None:
        openers.append(f"{_speaker(shorthand, vocabulary).code}:")
    elif shorthand.new_speaker is not None:
        openers.append(f"{shorthand.new_speaker.name}/{shorthand.new_speaker.team}:")
    elif opens_with_name(shorthand.text, index_of(vocabulary), after_card=bool(openers)):
        openers.append(":")
    if shorthand.text or not openers:
        openers.append(shorthand.text)
    return " ".join(openers)


def _speaker(shorthand: Shorthand, vocabulary: Vocabulary) -> Speaker:
    for one in vocabulary.roster:
        if one.id == shorthand.speaker:
            return one
    raise UnknownName("The note's speaker is not on the roster.")


def _tail(shorthand: Shorthand, vocabulary: Vocabulary) -> Iterator[str]:
    yield from _feeling(shorthand)
    yield from _places(shorthand, vocabulary)
    if shorthand.source is not None:
        yield _SOURCE_NAMES.get(shorthand.source, SOURCE_SIGN + shorthand.source.value)
    if shorthand.verbatim:
        yield '"'
    if shorthand.disagrees:
        yield "no"
    for tag in shorthand.tags:
        yield _typed(Role.TAG, tag, vocabulary.tags)
    for name in shorthand.new_tags:
        yield f"+{name}"
    index = index_of(vocabulary)
    for word in shorthand.left_over.split():
        yield word if _stays_left_over(word, index) else LEFT_OVER_SIGN + word


def _stays_left_over(word: str, index: Index) -> bool:
    """True where the bare word means nothing: no tag, and no mark that would begin the tail."""
    pieces = read_word(word, 0, index)
    not_taken = all(one.role in (Role.UNKNOWN, Role.AMBIGUOUS) for one in pieces)
    return not_taken and unquoted(word) == word and not word.startswith(",,")


def _places(shorthand: Shorthand, vocabulary: Vocabulary) -> Iterator[str]:
    """Write what sticks: stage, personas and channel, cleared or given."""
    if shorthand.clear_stage:
        yield "#-"
    if shorthand.clear_persona:
        yield "@-"
    if shorthand.clear_channel:
        yield "~-"
    if shorthand.stage is not None:
        yield _typed(Role.STAGE, shorthand.stage, vocabulary.stages)
    for persona in shorthand.personas:
        yield _typed(Role.PERSONA, persona, vocabulary.personas)
    if shorthand.channel is not None:
        yield _typed(Role.CHANNEL, shorthand.channel, vocabulary.channels)


def _feeling(shorthand: Shorthand) -> Iterator[str]:
    """Write kind and emotion, glued where the kind has a letter: ``p--``."""
    emotion = "" if shorthand.emotion is None else _EMOTION_WORDS[shorthand.emotion]
    kind = shorthand.kind
    letter = "" if kind is None else _LETTERS.get(kind, "")
    if kind is not None and not letter:
        yield f"!{kind.value}"
    if letter or emotion:
        yield letter + emotion
    if shorthand.need_type is not None:
        yield f"!{shorthand.need_type.value}"


def _typed(role: Role, wanted: str, named: Iterable[Named]) -> str:
    for one in named:
        if one.id == wanted:
            return Entry(role, one.id, one.name).typed
    raise UnknownName(f"The note's {role.value} is not in this project.")


def describe(shorthand: Shorthand, vocabulary: Vocabulary) -> str:
    """Return what was understood, written out, or "" where that is nothing but text.

    That is ``pain point · −2 · Wait · Tourist · phone · Maria`` or any part of it; neither the text
    nor what was left over.  Dangerous characters in names are made visible.
    """
    return " · ".join(visible(word) for word in _described(shorthand, vocabulary))


def _described(shorthand: Shorthand, vocabulary: Vocabulary) -> Iterator[str]:
    if shorthand.kind is not None:
        yield _kind_in_words(shorthand.kind, shorthand.need_type)
    if shorthand.emotion is not None:
        yield _EMOTION_SHOWN[shorthand.emotion + 2]
    for role, ids, named in (
        (Role.STAGE, (shorthand.stage,), vocabulary.stages),
        (Role.PERSONA, shorthand.personas, vocabulary.personas),
        (Role.CHANNEL, (shorthand.channel,), vocabulary.channels),
    ):
        names = {tag.id: tag.name for tag in named} if any(ids) else {}
        yield from (names.get(tag, f"a {role.value}") for tag in ids if tag is not None)
    if shorthand.source is not None:
        yield _source_in_words(shorthand.source)
    if shorthand.verbatim:
        yield "verbatim"
    if shorthand.tags:
        names = {tag.id: tag.name for tag in vocabulary.tags}
        yield from (names.get(tag, "a tag") for tag in shorthand.tags)
    yield from (f"new tag {name}" for name in shorthand.new_tags)
    yield from _cleared(shorthand)
    yield from _who(shorthand, vocabulary)
    if shorthand.card is not None:
        yield f"on {shorthand.card}"


def _kind_in_words(kind: Kind, need_type: NeedType | None) -> str:
    return kind.value if need_type is None else f"{need_type.value} {kind.value}"


def _source_in_words(source: Source) -> str:
    return "the team's own" if source is Source.TEAM else f"source {source.value}"


def _cleared(shorthand: Shorthand) -> Iterator[str]:
    if shorthand.clear_stage:
        yield "no stage"
    if shorthand.clear_persona and not shorthand.personas:
        yield "no persona"
    if shorthand.clear_channel:
        yield "no channel"


def _who(shorthand: Shorthand, vocabulary: Vocabulary) -> Iterator[str]:
    name = ""
    if shorthand.speaker is not None:
        known = [one for one in vocabulary.roster if one.id == shorthand.speaker]
        name = (known[0].name or known[0].code) if known else "somebody"
    elif shorthand.new_speaker is not None:
        new = shorthand.new_speaker
        name = f"{new.name} ({new.team}, new)" if new.team else f"{new.name} (new)"
    stance = "disagrees" if shorthand.disagrees else "agrees" if shorthand.is_agreement else ""
    if shorthand.disagrees and shorthand.has_text and shorthand.card is None:
        stance = AGAINST
        name = f"{name}," if name else ""
    if name or stance:
        yield f"{name} {stance}".strip()
