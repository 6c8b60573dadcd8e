"""What notes are tagged with: its lists, the words for them, and the signs that people type.

A list's name is also that of the column or member of a note, of the facet that filters ask of
(`data.store.filters.Facet`) and of the role in a typed line (`data.shorthand.Role`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.records import Channel, Kind, Persona, Source, Stage, Tag


@dataclass(frozen=True, slots=True)
class TagList:
    """A list: ``record`` is what one of it is, ``word`` and ``many`` what people call it.

    Of some a note may carry ``several``; else what is given takes the place of what was there.
    """

    name: str
    sign: str
    record: type[Stage | Persona | Channel | Tag] | type[StrEnum]
    word: str
    many: str
    several: bool = False

    @property
    def is_own(self) -> bool:
        """Whether a project names what is in it; else it is the same in all of them."""
        return not issubclass(self.record, StrEnum)

    @property
    def column(self) -> str:
        """What a sheet of notes calls it."""
        return self.many if self.several else self.name


LISTS: dict[str, TagList] = {
    one.name: one
    for one in (
        TagList("stage", "#", Stage, "stage", "stages"),
        TagList("persona", "@", Persona, "persona", "personas", several=True),
        TagList("channel", "~", Channel, "channel", "channels"),
        TagList("tag", "+", Tag, "free tag", "tags", several=True),
        TagList("kind", "!", Kind, "kind", "kinds"),
        TagList("source", "=", Source, "source", "sources"),
    )
}
"""The lists by their names."""

OWN = tuple(one for one in LISTS.values() if one.is_own)
"""The lists that a project names itself."""

BY_SIGN: dict[str, TagList] = {one.sign: one for one in LISTS.values()}
"""The lists by their signs."""

OFFERED = tuple(one for one in LISTS.values() if one.name != "source")
"""The lists of which a line and the picker offer names; sources have words of their own."""
