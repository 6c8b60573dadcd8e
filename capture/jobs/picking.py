"""What a few typed letters may stand for among everything that notes are tagged with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture.jobs import tagging
from capture.jobs.recents import Named, Tags, every_tag
from capture.jobs.tagtelling import Tagging
from data.records import Kind
from data.shorthand import name_problem
from data.store.tagging import tag_counts
from data.text import clip, fold, visible

if TYPE_CHECKING:
    from data.store import Project

SIGNS: Mapping[str, str] = {"#": "stage", "@": "persona", "~": "channel", "+": "tag", "!": "kind"}
"""The signs that people type for a list."""

SIGN_OF: Mapping[str, str] = {list_: sign for sign, list_ in SIGNS.items()}
SINGLE = ("stage", "channel", "kind")
"""Of these a note carries one: what is given takes the place of what was there."""

WORDS: Mapping[str, str] = {"tag": "free tag"}
"""Lists whose name is not what people call one of it."""

_ALIKE = 70  # of 100: from here on a name may be what was meant


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that may be picked, and on how many notes each is; counts by list and id."""

    tags: Tags = field(default_factory=Tags)
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the picker.

    ``way`` is ``give``, ``take``, ``clear`` (nothing of that list any more) or ``new``; ``has`` is
    True where the note has it; ``meant`` where its name only looks like what was typed.
    """

    way: str
    tag: Named
    count: int = 0
    told: str = ""
    has: bool = False
    meant: bool = False

    @property
    def name(self) -> str:
        """The line without its count: sign and name."""
        if self.way == "clear":
            return f"no {WORDS.get(self.tag.list, self.tag.list)}"
        if self.way == "new":
            return f"new tag “{self.tag.name}”"
        return f"{SIGN_OF[self.tag.list]}{self.tag.name}"

    def tagging(self) -> Tagging:
        """Return what picking it does."""
        list_, id_ = self.tag.list, self.tag.id
        if self.way == "new":
            return Tagging(tagging.put().retag, new=(self.tag.name,))
        if list_ in SINGLE:
            if self.way in ("take", "clear"):
                return tagging.put(**{list_: None})
            return tagging.put(**{list_: Kind(id_) if list_ == "kind" else id_})
        if self.way == "clear":
            return tagging.only(list_)
        return (tagging.take if self.way == "take" else tagging.give)(list_, id_)


def tagging_of(tag: Named) -> Tagging:
    """Return what giving one tag does."""
    return Choice("give", tag).tagging()


def choices(project: Project) -> Choices:
    """Read everything that may be picked, and the counts beside it."""
    with project.reading():
        return Choices(every_tag(project), tag_counts(project))


def offered(
    some: Choices, typed: str, has: frozenset[tuple[str, str]] = frozenset()
) -> tuple[Choice, ...]:
    """Return what may be picked for what was typed, the best first.

    A sign of a list before the letters leaves only that list, a minus before all takes away instead
    of giving.  ``has`` is what the one note that is meant is tagged with already: picking it takes
    it away.  A free tag that is not there yet is offered last.
    """
    typed = typed.strip()
    taking = typed.startswith("-")
    typed = typed.removeprefix("-").lstrip()
    only = SIGNS.get(typed[:1])
    word = typed[1:].strip() if only else typed
    found = [
        Choice(
            "take" if taking or (one.list, one.id) in has else "give",
            one,
            some.counts.get((one.list, one.id), 0),
            some.tags.told.get((one.list, one.id), ""),
            (one.list, one.id) in has,
            meant,
        )
        for one, meant in _ranked(_listed(some.tags, only), word)
    ]
    if not taking:
        found += _clearing(only, word)
        found += _making(some.tags, only, word)
    return tuple(found)


def _listed(tags: Tags, only: str | None) -> list[Named]:
    """Return the tags to look among: those used last first, where nothing narrows them."""
    if only:
        return [one for one in tags.every if one.list == only]
    first = list(tags.recents.tags[: tags.recents.used])
    return first + [one for one in tags.every if one not in first]


def _ranked(listed: Sequence[Named], word: str) -> Iterator[tuple[Named, bool]]:
    """Yield what fits a word, the best first, and whether it only looks like it."""
    stem = fold(word)
    if not stem:
        if not word:
            yield from ((one, False) for one in listed)
        return
    fits = [(rank, at) for at, one in enumerate(listed) if (rank := _fit(stem, one.name)) < 4]
    yield from ((listed[at], False) for _, at in sorted(fits))
    if len(stem) < 3:
        return
    from rapidfuzz import fuzz, process

    fitting = {at for _, at in fits}
    rest = {at: fold(one.name) for at, one in enumerate(listed) if at not in fitting}
    alike = process.extract(stem, rest, scorer=fuzz.QRatio, score_cutoff=_ALIKE, limit=5)
    yield from ((listed[at], True) for _, _, at in alike)


def _fit(stem: str, name: str) -> int:
    """Return how well a folded word fits a name: 0 is whole, 4 not at all."""
    folded = fold(name)
    if folded == stem:
        return 0
    if folded.startswith(stem):
        return 1
    words = [fold(word) for word in name.split()]
    if any(word.startswith(stem) for word in words):
        return 2
    initials = "".join(word[:1] for word in words)
    return 3 if stem in folded or (len(stem) > 1 and initials.startswith(stem)) else 4


def _clearing(only: str | None, word: str) -> Iterator[Choice]:
    """Offer to leave notes without anything of a list: asked for by its sign, or by "no"."""
    for list_ in (only,) if only else SIGNS.values():
        told = f"no {WORDS.get(list_, list_)}"
        if (only and not word) or (len(word) > 1 and told.startswith(word.casefold())):
            yield Choice("clear", Named(list_, "", ""))


def _making(tags: Tags, only: str | None, word: str) -> Iterator[Choice]:
    name = " ".join(word.split())
    if only not in (None, "tag") or not name:
        return
    if name_problem(name, (one.name for one in tags.every)) is None:
        yield Choice("new", Named("tag", "", name))


def hint(some: Choices, typed: str, picked: Choice | None) -> str:
    """Return what to say beneath the list: a definition, a look-alike, why no tag can be made."""
    if picked is not None and picked.way == "new":
        near = [one for one, meant in _ranked(some.tags.every, picked.tag.name) if meant]
        if near:
            new, old = _shown(picked.tag.name), _shown(near[0].name)
            return f"“{new}” looks like “{old}”: is it the same?"
        return "A free tag that is not there yet."
    if picked is not None:
        return picked.told
    word = typed.strip().lstrip("-").strip()
    only = SIGNS.get(word[:1])
    word = word[1:].strip() if only else word
    problem = name_problem(word, (one.name for one in some.tags.every)) if word else None
    if problem and only in (None, "tag"):
        return problem
    if only and only != "tag":
        return f"No {only} is called so. New ones are made in Project (F8)."
    return "Nothing is called so."


def _shown(name: str) -> str:
    return clip(visible(name), 30)
