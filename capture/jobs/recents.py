"""The numbered tags: those used last, under 1 to 9, and never renumbered while somebody tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.records import Kind
from data.shorthand import KIND_LETTERS
from data.store import channels, personas, stages, tags
from data.store.tagging import recent

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
        places, free = channels.all(project), tags.all(project)
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
