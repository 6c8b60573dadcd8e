"""The history as people read it, and undo and redo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.errors import NotFound
from data.records import Edit, Operation, Wanted
from data.store import undo as undo_store
from data.store.authors import current_author
from data.store.log import MADE, REMOVED
from data.text import clip, visible

if TYPE_CHECKING:
    from datetime import date

    from data.records import NoteId
    from data.store import Project

_MOST = 60
_NAMED = {
    "channel": "name", "frozen_map": "name", "journey": "title", "kpi": "name", "note": "text",
    "participant": "name", "persona": "name", "claim": "title", "saved_filter": "name",
    "session": "title", "stage": "title", "tag": "name", "touchpoint": "code",
}  # fmt: skip
"""The column by which people know a thing."""

_IDS = frozenset({"channel", "persona", "quote", "session", "stage", "touchpoint"})
_SWITCHES = frozenset({"closed", "flagged", "moment_of_truth", "own", "set_aside", "verbatim"})
_FEELINGS = frozenset({"emotion", "grade"})
_UNSEEN = frozenset({"position", "slug", "map"})


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a change did, in words: ``what`` names the thing, ``field`` what of it.

    ``field`` is "" where the thing itself was made or removed; ``before`` or ``after`` is "" where
    there was or is nothing.
    """

    what: str
    field: str
    before: str
    after: str

    @property
    def line(self) -> str:
        """The same in one line: ``stage: none → Wait``."""
        if not self.field:
            return f"{'made' if self.after else 'removed'} {self.what}"
        return f"{self.field}: {self.before or 'none'} → {self.after or 'none'}"


@dataclass(frozen=True, slots=True)
class Page:
    """Operations, newest first, and under which name this process writes."""

    operations: tuple[Operation, ...]
    me: str


def page(project: Project, wanted: Wanted) -> Page:
    """Read a page of the history."""
    return Page(tuple(find(project, wanted)), current_author())


def people(project: Project) -> list[tuple[str, int]]:
    """Return everybody who changed anything and how often, the busiest first: reads all of it."""
    with project.reading() as connection:
        return undo_store.authors(connection)


def days(project: Project) -> list[tuple[date, int]]:
    """Return the days on which anything was changed and how often: reads all of it."""
    with project.reading() as connection:
        return undo_store.days(connection)


def find(project: Project, wanted: Wanted) -> list[Operation]:
    """Return the operations that fit, newest first."""
    with project.reading() as connection:
        return undo_store.find_operations(connection, wanted)


def tell(project: Project, op: str, note: NoteId | None = None, *, most: int = -1) -> list[Told]:
    """Return what an operation did, in words; with ``note``, only what it did to that note.

    At most ``most`` records of it are told, all where it is negative.
    """
    with project.reading() as connection:
        names = _Names(connection)
        edits = undo_store.edits(connection, op, note, most)
        return [told for edit in edits for told in names.tell(edit)]


def by_id(project: Project, typed: str) -> Operation:
    """Return the operation whose id ends with what was typed.

    Raises:
        NotFound: none, or more than one, does.
    """
    with project.reading() as connection:
        fits = undo_store.ending(connection, typed.strip().casefold())
    if len(fits) != 1:
        trouble = f"{len(fits)} changes have" if fits else "No change has"
        raise NotFound(f"{trouble} an id that ends with “{typed}”. See them with: sayso history")
    return fits[0]


class _Names:
    """Names in the place of ids, also of what is gone by now: the log remembers."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._known: dict[str, str] = {}

    def of(self, entity_id: str) -> str:
        """Return what a thing is or was last called; "?" where the log does not know it."""
        if entity_id not in self._known:
            found = undo_store.name_of(self._connection, entity_id)
            self._known[entity_id] = _name(*found) if found is not None else "?"
        return self._known[entity_id]

    def tell(self, edit: Edit) -> Iterator[Told]:
        """Yield an edit in words; what people never see is left out."""
        thing = f"the {edit.entity.replace('_', ' ')}"
        if edit.entity not in _NAMED and ":" in edit.entity_id:
            yield from self._member(edit)
        elif edit.field in (MADE, REMOVED):
            values = edit.after if edit.field == MADE else edit.before
            whole = f"{thing} “{_name(edit.entity, values)}”"
            before, after = ("", whole) if edit.field == MADE else (whole, "")
            yield Told(whole, "", before, after)
        elif edit.field not in _UNSEEN:
            field = edit.field.replace("_", " ")
            before, after = (self._value(edit.field, one) for one in (edit.before, edit.after))
            yield Told(f"{thing} “{self.of(edit.entity_id)}”", field, before, after)

    def _member(self, edit: Edit) -> Iterator[Told]:
        """Tell of a membership: something that came to a note, went, or took another stance."""
        first, _, second = edit.entity_id.partition(":")
        kind, _, field = edit.entity.partition("_")
        owner, member = (second, first) if field == "evidence" else (first, second)
        field = (field or kind).replace("_", " ")
        thing = f"the {kind} “{self.of(owner)}”"
        name = self.of(member.partition(":")[0])
        if edit.field == MADE:
            yield Told(thing, field, "", name)
        elif edit.field == REMOVED:
            yield Told(thing, field, name, "")
        elif edit.field not in _UNSEEN:
            yield Told(thing, f"{field} {name}, {edit.field}", str(edit.before), str(edit.after))

    def _value(self, field: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if field in _IDS:
            return self.of(str(value))
        if field in _SWITCHES:
            return "yes" if value else ""
        if field in _FEELINGS:
            return f"{int(value):+d}" if value else "0"
        return _short(str(value))


def _name(entity: str, values: dict[str, Any]) -> str:
    name = values.get(_NAMED.get(entity, "name")) or values.get("code") or ""
    return _short(str(name)) or entity.replace("_", " ")


def _short(text: str) -> str:
    return clip(" ".join(visible(text).split()), _MOST)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was undone or done again: its label, ``None`` for nothing; its note where it had one."""

    label: str | None = None
    note: NoteId | None = None


def undo(project: Project) -> TakenBack:
    """Take the last change of one's own back."""
    return _told(project, project.undo())


def redo(project: Project) -> TakenBack:
    """Make again what was taken back last."""
    return _told(project, project.redo())


def _told(project: Project, operation: Operation | None) -> TakenBack:
    if operation is None:
        return TakenBack()
    with project.reading() as connection:
        return TakenBack(operation.label, undo_store.only_note(connection, operation.id))
