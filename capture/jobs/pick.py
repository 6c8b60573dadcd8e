"""What a few typed letters stand for, and the numbered tags: those used last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from capture.jobs import tags as tags_jobs
from data.records import Kind
from data.shorthand import KIND_LETTERS, name_problem
from data.shorthand.finder import Finder, finder_of
from data.store.lists import STORES
from data.store.tagging import recent, tag_counts
from data.text import clip, visible
from data.vocabulary import LISTS, OFFERED, OWN

if TYPE_CHECKING:
    from data.store import Project
    from data.store.tagging import Retag

MOST = 9
"""As many as there are digits."""

_MOST_ALIKE = 5
_LOOKED = 40  # of those used last some may be gone, or are kinds that have a letter


@dataclass(frozen=True, slots=True)
class Named:
    """A tag: its list (``stage``, ``persona``, ``channel``, ``tag``, ``kind``), id and name."""

    list: str
    id: str
    name: str

    @property
    def key(self) -> tuple[str, str]:
        """List and id, by which it is known."""
        return self.list, self.id

    @property
    def shown(self) -> str:
        """The name with the sign of its list."""
        return f"{LISTS[self.list].sign}{self.name}"


@dataclass(frozen=True, slots=True)
class Recents:
    """The numbered tags; the first ``used`` of them have been used, the rest fill the row."""

    tags: tuple[Named, ...] = ()
    used: int = 0

    def at(self, number: int) -> Named | None:
        """Return the tag under a digit, from 1."""
        return self.tags[number - 1] if 1 <= number <= len(self.tags) else None

    def with_used(self, tag: Named) -> Recents:
        """Return the row after a tag was used: known ones keep their number, a new one comes last.

        Where the row is full, it takes the place of the last.
        """
        if any(tag.key == other.key for other in self.tags):
            return self
        if tag.list == "kind" and Kind(tag.id) in KIND_LETTERS.values():
            return self
        kept = self.tags[: MOST - 1]
        return Recents((*kept, tag), self.used + 1)

    def renamed(self, names: Mapping[tuple[str, str], str]) -> Recents:
        """Return the row with the names that hold now; what is gone keeps its number, unnamed."""
        return replace(
            self,
            tags=tuple(replace(one, name=names.get(one.key, "")) for one in self.tags),
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
        return {one.key: one.name for one in self.every}


def every_tag(project: Project) -> Tags:
    """Read all names that a note may be tagged with, and which were used last.

    Kinds that have a letter of their own take none of the numbers.  A row that is not full is
    filled with stages, personas, channels and free tags in their order.
    """
    every, definitions = [], {}
    with project.reading():
        for list_ in OWN:
            kept = STORES[list_.name]
            for thing in kept.all(project):
                tag = Named(list_.name, thing.id, getattr(thing, kept.named))
                every.append(tag)
                definitions[tag.key] = str(getattr(thing, "description", ""))
        used = recent(project, _LOOKED)
    kinds = [Named("kind", kind.value, kind.value) for kind in Kind]
    lettered = {kind.value for kind in KIND_LETTERS.values()}
    known = {tag.key: tag for tag in (*every, *kinds) if tag.id not in lettered}
    first = [known[tag] for tag in used if tag in known][:MOST]
    rest = [tag for tag in every if tag not in first]
    return Tags((*every, *kinds), definitions, Recents((*first, *rest)[:MOST], len(first)))


@dataclass(frozen=True)
class Choices:
    """Everything that may be picked, and on how many notes each is; counts by list and id."""

    tags: Tags = field(default_factory=Tags)
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    _finders: dict[str, Finder[Named]] = field(default_factory=dict, repr=False, compare=False)

    def finder(self, only: str = "") -> Finder[Named]:
        """Return the tags of all lists or of one; of all, those that were used last come first."""
        if only not in self._finders:
            first = self.tags.recents.tags[: self.tags.recents.used]
            listed = dict.fromkeys((*first, *self.tags.every))
            some = self.tags.every if only else listed
            named = (one for one in some if only in ("", one.list))
            self._finders[only] = finder_of(named, lambda one: one.name)
        return self._finders[only]


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
            return f"no {LISTS[self.tag.list].word}"
        if self.way == "new":
            return f"new tag “{self.tag.name}”"
        return self.tag.shown

    def tagging(self) -> Retag:
        """Return what picking it does."""
        list_, id_ = self.tag.list, self.tag.id
        if self.way == "new":
            return tags_jobs.new_tag(self.tag.name)
        if not LISTS[list_].several:
            if self.way in ("take", "clear"):
                return tags_jobs.put(**{list_: None})
            return tags_jobs.put(**{list_: Kind(id_) if list_ == "kind" else id_})
        if self.way == "clear":
            return tags_jobs.only(list_)
        return (tags_jobs.take if self.way == "take" else tags_jobs.give)(list_, id_)


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
    only, word = _sign(typed)
    offers = [
        Choice(
            "take" if taking or tag.key in has else "give",
            tag,
            some.counts.get(tag.key, 0),
            some.tags.told.get(tag.key, ""),
            tag.key in has,
            meant,
        )
        for tag, meant in _ranked(some.finder(only), word)
    ]
    if not taking:
        offers += _clearing(only, word)
        offers += _making(some.tags, only, word)
    return tuple(offers)


_SIGNS = {one.sign: one.name for one in OFFERED}


def _sign(typed: str) -> tuple[str, str]:
    """Return the list whose sign stands first, "" for none, and the letters."""
    only = _SIGNS.get(typed[:1], "")
    return only, typed[1:].strip() if only else typed


def _ranked(finder: Finder[Named], word: str) -> Iterator[tuple[Named, bool]]:
    """Yield what fits a word, the best first, and whether it only looks like it."""
    fits = finder.ranked(word, inside=True) if word else finder.things
    yield from ((one, False) for one in fits)
    if word:
        yield from ((one, True) for one in finder.alike(word, _MOST_ALIKE) if one not in fits)


def _clearing(only: str, word: str) -> Iterator[Choice]:
    """Offer to leave notes without anything of a list: asked for by its sign, or by "no"."""
    for list_ in OFFERED:
        told = f"no {list_.word}"
        wanted = (only and not word) or (len(word) > 1 and told.startswith(word.casefold()))
        if wanted and only in ("", list_.name):
            yield Choice("clear", Named(list_.name, "", ""))


def _making(tags: Tags, only: str, word: str) -> Iterator[Choice]:
    name = " ".join(word.split())
    free = only in ("", "tag") and name
    if free and name_problem(name, (tag.name for tag in tags.every)) is None:
        yield Choice("new", Named("tag", "", name))


def hint(some: Choices, typed: str, picked: Choice | None) -> str:
    """Return what to say beneath the list: a definition, a look-alike, why no tag can be made."""
    if picked is not None and picked.way == "new":
        near = [tag for tag, meant in _ranked(some.finder(), picked.tag.name) if meant]
        if near:
            new, old = (clip(visible(tag.name), 30) for tag in (picked.tag, near[0]))
            return f"“{new}” looks like “{old}”: is it the same?"
        return "A free tag that is not there yet."
    if picked is not None:
        return picked.told
    only, word = _sign(typed.strip().lstrip("-").strip())
    problem = name_problem(word, (tag.name for tag in some.tags.every)) if word else None
    if problem and only in ("", "tag"):
        return problem
    if only and only != "tag":
        return f"No {only} is called so. New ones are made in Project (F8)."
    return "Nothing is called so."
