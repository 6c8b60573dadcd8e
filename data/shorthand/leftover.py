"""Words of a tail that were left over, once the tag that they meant is given after all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.records import Emotion, Kind, NeedType, Source
from data.shorthand.finder import Finder, keys_of
from data.shorthand.model import KIND_LETTERS, Role, Shorthand, Vocabulary
from data.shorthand.names import SIGNS, kind_entries
from data.shorthand.reading import EMOTIONS, NUMBERED_EMOTIONS, SOURCE_WORDS, take_apart


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that a note is given: ``value`` an id or what it is, ``name`` as its list has it.

    ``number`` is a stage's place in the list, from 1; ``need_type`` goes with the kind need.
    """

    role: Role
    value: str | Kind | Emotion | Source
    name: str = ""
    number: int = 0
    need_type: NeedType | None = None


def tags_of(says: Shorthand, words: Vocabulary) -> list[Tag]:
    """Return the tags that a line gives its note, by the names of a vocabulary."""
    given = []
    for role, ids, named in (
        (Role.STAGE, (says.stage,), words.stages),
        (Role.PERSONA, says.personas, words.personas),
        (Role.CHANNEL, (says.channel,), words.channels),
        (Role.TAG, says.tags, words.tags),
    ):
        for number, one in enumerate(named, 1):
            if one.id in ids:
                given.append(Tag(role, one.id, one.name, number))
    given += [Tag(Role.TAG, name, name) for name in says.new_tags]
    if says.kind is not None:
        given.append(Tag(Role.KIND, says.kind, need_type=says.need_type))
    if says.emotion is not None:
        given.append(Tag(Role.EMOTION, says.emotion))
    if says.source is not None:
        given.append(Tag(Role.SOURCE, says.source))
    return given


def still_left(left_over: str, given: Iterable[Tag]) -> str:
    """Return what stays left over of some words: those that fit none of the tags.

    Of a word with a feeling glued to it the feeling stays, unless that was given too.
    """
    words = left_over.split()
    for tag in sorted(given, key=lambda one: one.role is Role.EMOTION):
        words = [rest for word in words if (rest := _less(word, tag))]
    return " ".join(words)


def _less(word: str, tag: Tag) -> str:
    """Return what a word says beyond a tag: all of it where it does not fit, "" where it fits."""
    core = word.rstrip(",;") or word
    if _is_short_for(core, tag):
        return ""
    role = SIGNS.get(core[0])
    name = core[1:] if role else core
    if role not in (None, tag.role) or not name:
        return word
    finder = _finder(tag)
    glued = take_apart(name)
    if glued is None or not glued[1]:
        return "" if finder.ranked(name) else word
    stem, signs, number = glued
    if name.casefold() == "-".join(tag.name.split()).casefold():
        return ""
    return signs + number if finder.ranked(stem) else word


def _is_short_for(core: str, tag: Tag) -> bool:
    """True for a letter, sign or number that is typed for a tag in place of its name."""
    match tag.role:
        case Role.EMOTION:
            return (EMOTIONS | NUMBERED_EMOTIONS).get(core) == tag.value
        case Role.SOURCE:
            return SOURCE_WORDS.get(core.casefold()) == tag.value
        case Role.KIND:
            return KIND_LETTERS.get(core.removeprefix("!").lower()) == tag.value
        case Role.STAGE:
            number = core.removeprefix("#")
            return number.isascii() and number.isdecimal() and int(number[:6]) == tag.number
    return False


def _finder(tag: Tag) -> Finder[str]:
    """Return the tag alone, ready to be found by any word of its name."""
    if tag.role is Role.KIND:
        return Finder(
            (entry.name, keys)
            for entry, keys in kind_entries(every=True)
            if entry.value == tag.value and entry.need_type in (None, tag.need_type)
        )
    return Finder([(tag.name, keys_of(tag.name))] if tag.name else [])
