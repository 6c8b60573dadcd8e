"""What a few typed letters stand for, and the numbered tags: those used last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from capture.jobs import tags as tags_jobs
from capture.jobs.tags import Tagging
from data.records import Kind
from data.shorthand import KIND_LETTERS, name_problem
from data.store import channels, personas, stages
from data.store import tags as tags_store
from data.store.tagging import recent, tag_counts
from data.text import clip, fold, visible

if TYPE_CHECKING:
    from data.store import Project

MOST = 9
"""As many as there are digits."""

_LOOKED = 40  # of those used last some may be gone, or are kinds that have a letter


@dataclass(frozen=True, slots=True)
class Named:
    """A tag: its list (``stage``, ``persona``, ``channel``, ``tag``, ``kind``), id and name."""

    list: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Recents:
    """The numbered tags; the first ``used`` of them have been used, the rest fill the row."""

    tags: tuple[Named, ...] = ()
    used: int = 0

    def at(self, number: int) -> Named | None:
        """Return the tag under a digit, from 1."""
        return self.tags[number - 1] if 1 <= number <= len(self.tags) else None

    def with_used(self, one: Named) -> Recents:
        """Return the row after a tag was used: known ones keep their number, a new one comes last.

        Where the row is full, it takes the place of the last.
        """
        if any((one.list, one.id) == (other.list, other.id) for other in self.tags):
            return self
        if one.list == "kind" and Kind(one.id) in KIND_LETTERS.values():
            return self
        kept = self.tags[: MOST - 1]
        return Recents((*kept, one), self.used + 1)

    def renamed(self, names: Mapping[tuple[str, str], str]) -> Recents:
        """Return the row with the names that hold now; what is gone keeps its number, unnamed."""
        return replace(
            self,
            tags=tuple(replace(one, name=names.get((one.list, one.id), "")) for one in self.tags),
        )


@dataclass(frozen=True, slots=True)
class Tags:
    """Every tag there is, in the order of its list, with its definition; and the numbered ones."""

    every: tuple[Named, ...] = ()
    told: Mapping[tuple[str, str], str] = field(default_factory=dict)
    recents: Recents = field(default_factory=Recents)

    @property
    def names(self) -> dict[tuple[str, str], str]:
        """The names by list and id."""
        return {(one.list, one.id): one.name for one in self.every}


def every_tag(project: Project) -> Tags:
    """Read all names that a note may be tagged with, and which were used last.

    Kinds that have a letter of their own take none of the numbers.  A row that is not full is
    filled with stages, personas, channels and free tags in their order.
    """
    with project.reading():
        steps, people = stages.all(project), personas.all(project)
        places, free = channels.all(project), tags_store.all(project)
        used = recent(project, _LOOKED)
    every = [Named("stage", str(one.id), one.title) for one in steps]
    every += [Named("persona", str(one.id), one.name) for one in people]
    every += [Named("channel", str(one.id), one.name) for one in places]
    every += [Named("tag", str(one.id), one.name) for one in free]
    told = {("stage", str(one.id)): one.description for one in steps}
    told |= {("persona", str(one.id)): one.description for one in people}
    told |= {("channel", str(one.id)): one.description for one in places}
    told |= {("tag", str(one.id)): one.description for one in free}
    lettered = set(KIND_LETTERS.values())
    numbered = every + [
        Named("kind", kind.value, kind.value) for kind in Kind if kind not in lettered
    ]
    known = {(one.list, one.id): one for one in numbered}
    first = [known[one] for one in used if one in known][:MOST]
    rest = [one for one in every if one not in first]
    every += [Named("kind", kind.value, kind.value) for kind in Kind]
    return Tags(tuple(every), told, Recents((*first, *rest)[:MOST], len(first)))


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
            return Tagging(tags_jobs.put().retag, new=(self.tag.name,))
        if list_ in SINGLE:
            if self.way in ("take", "clear"):
                return tags_jobs.put(**{list_: None})
            return tags_jobs.put(**{list_: Kind(id_) if list_ == "kind" else id_})
        if self.way == "clear":
            return tags_jobs.only(list_)
        return (tags_jobs.take if self.way == "take" else tags_jobs.give)(list_, id_)


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
