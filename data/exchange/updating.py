"""An edited sheet of notes -> what it changes of a project, and making it so.

`plan` only reads; everything that cannot be taken is named with its line, and then nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from data.errors import ImportRefused
from data.exchange import sheet, values
from data.records import Kind, NeedType, Note, NoteId, SessionKind
from data.store import channels, notes, personas, sessions, stages, tags
from data.text import fold

if TYPE_CHECKING:
    from data.exchange.incoming import Row, Table
    from data.store.change import Change
    from data.store.common import Reader

_NAMED = 5
"""Lines that a refusal names."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that says something else than the project; ``value`` is it as the store takes it.

    ``before`` and ``after`` are as in the sheet.
    """

    line: int
    note: NoteId
    column: str
    before: str
    after: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Update:
    """What a sheet would change.

    ``conflicts`` are changes to notes that were changed in the project since the sheet was written.
    ``made`` are names to be made, by list.  ``added`` are rows without an id, as values by column.
    ``gone`` are lines of notes that were removed since; ``told`` says what was mended or left.
    """

    changes: tuple[CellChange, ...] = ()
    conflicts: tuple[CellChange, ...] = ()
    made: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    added: tuple[Mapping[str, Any], ...] = ()
    gone: tuple[int, ...] = ()
    missing: int = 0
    told: tuple[str, ...] = ()

    def notes(self) -> int:
        """Return how many notes would be changed."""
        return len({one.note for one in self.changes})


_LISTS: dict[str, tuple[Callable[[Reader], Any], str]] = {
    "stage": (stages.all, "title"),
    "personas": (personas.all, "name"),
    "channel": (channels.all, "name"),
    "tags": (tags.all, "name"),
}


def plan(
    table: Table, reader: Reader, names: Mapping[str, str], *, add: bool, force: bool
) -> Update:
    """Return what a sheet would change.

    Args:
        table: the sheet; it needs a column ``id``, the others may be missing or in any order.
        reader: a project, or a change being written.
        names: ids to names, as the sheet was written with.
        add: make names that the project does not have, and notes for rows without an id.
        force: take changes to notes that were changed in the project meanwhile as well.

    Raises:
        ImportRefused: no column ``id``, the same id twice, an id that never was, a cell that says
            nothing the project knows, or one that the spreadsheet cut.
    """
    return _Planner(table, reader, names, add=add).plan(force=force)


class _Planner:
    def __init__(
        self, table: Table, reader: Reader, names: Mapping[str, str], *, add: bool
    ) -> None:
        self.table, self.reader, self.names, self.add = table, reader, names, add
        self.place = {fold(name): at for at, name in reversed(list(enumerate(table.header)))}
        if fold("id") not in self.place:
            raise ImportRefused(
                "The file has no column “id”, by which notes are known; nothing was changed. Write "
                "the sheet with: sayso notes --csv -o notes.csv"
            )
        self.columns = [name for name in sheet.EDITABLE if fold(name) in self.place]
        self.known = {
            column: {fold(getattr(one, label)): one.id for one in everything(reader)}
            for column, (everything, label) in _LISTS.items()
        }
        self.made: dict[str, dict[str, str]] = {column: {} for column in _LISTS}
        self.trouble: list[str] = []
        self.mended: list[int] = []

    def cell(self, row: Row, column: str) -> str:
        at = self.place.get(fold(column))
        return row.cells[at] if at is not None else ""

    def plan(self, *, force: bool) -> Update:
        everything = {note.id: note for note in notes.all(self.reader)}
        seen: dict[str, int] = {}
        changes: list[CellChange] = []
        conflicts: list[CellChange] = []
        added: list[Mapping[str, Any]] = []
        gone: list[int] = []
        for row in self.table.rows:
            note_id = self.cell(row, "id").strip()
            if not note_id:
                if self.cell(row, "text").strip():
                    added.append(self._new(row))
                continue
            if note_id in seen:
                self.trouble.append(f"line {row.line} has the id of line {seen[note_id]} again")
                continue
            seen[note_id] = row.line
            note = everything.get(NoteId(note_id))
            if note is None:
                self._unknown(row, note_id, gone)
                continue
            found = list(self._changes(row, note))
            since = self._changed_since(row, note)
            (conflicts if since and not force else changes).extend(found)
        self._refuse()
        ignored = len(added) if not self.add else 0
        return Update(
            tuple(changes),
            tuple(conflicts),
            {column: tuple(made.values()) for column, made in self.made.items() if made},
            tuple(added) if self.add else (),
            tuple(gone),
            len(everything) - sum(NoteId(one) in everything for one in seen),
            tuple(self._told(ignored, gone)),
        )

    def _unknown(self, row: Row, note_id: str, gone: list[int]) -> None:
        was = self.reader.connection.row(
            "SELECT 1 FROM change WHERE entity = 'note' AND entity_id = ? LIMIT 1", (note_id,)
        )
        if was is None:
            self.trouble.append(f"line {row.line} has an id that no note of this project has")
        else:
            gone.append(row.line)

    def _changed_since(self, row: Row, note: Note) -> bool:
        """Whether the project has changed the note since the sheet was written."""
        was = self.cell(row, "revision").strip()
        return bool(was) and was != sheet.cells(note, self.names)["revision"]

    def _changes(self, row: Row, note: Note) -> Iterator[CellChange]:
        before = sheet.cells(note, self.names)
        for column in self.columns:
            cell = self.cell(row, column)
            if sheet.is_same(before[column], cell):
                continue
            if sheet.is_cut(before[column], cell):
                self.trouble.append(
                    f"line {row.line}: the spreadsheet cut the text at {sheet.MOST}"
                )
            elif sheet.is_mangled(before[column], cell) and column != "emotion":
                self.mended.append(row.line)
            else:
                change = CellChange(row.line, note.id, column, before[column], cell)
                known, value = self._value(row.line, column, sheet.settled(cell))
                if known and value != _held(note, column):
                    yield replace(change, value=value)

    def _new(self, row: Row) -> Mapping[str, Any]:
        """Return the values of a row that is to become a note."""
        if not self.add:
            return {}
        cells = ((column, sheet.settled(self.cell(row, column))) for column in self.columns)
        read = ((column, *self._value(row.line, column, cell)) for column, cell in cells)
        return {column: value for column, known, value in read if known}

    def _value(self, line: int, column: str, cell: str) -> tuple[bool, Any]:
        """Return whether a cell could be read, and its value as the store takes it."""
        if column == "text":
            if not cell:
                self.trouble.append(f"line {line}: the text is empty (remove the note in the app)")
            return bool(cell), cell
        if column in _LISTS:
            many = column in ("personas", "tags")
            named = [self._named(line, column, one) for one in values.names_in(cell, ";")]
            if not many and len(named) > 1:
                self.trouble.append(f"line {line}: “{cell}” is more than one {column}")
                return False, None
            if any(one is None for one in named):
                return False, None
            return True, tuple(named) if many else next(iter(named), None)
        return self._plain(line, column, cell)

    def _plain(self, line: int, column: str, cell: str) -> tuple[bool, Any]:
        if column in ("word_for_word", "flagged", "set_aside"):
            return self._switch(line, column, cell)
        if not cell:
            return True, None
        found: Any = None
        if column == "kind":
            read = values.to_kind(cell)
            found = read[0] if read is not None else None
        elif column == "need_type":
            found = next((one for one in NeedType if one.value == fold(cell)), None)
        elif column == "source":
            found = values.to_source(cell)
        elif column == "emotion":
            found = values.to_emotion(cell)
        if found is None:
            what = column.replace("_", " ")
            self.trouble.append(f"line {line}: “{cell[:40]}” is no {what}")
        return found is not None, found

    def _switch(self, line: int, column: str, cell: str) -> tuple[bool, bool]:
        word = fold(cell)
        if word in ("", "no", "n", "0", "false", "falsch", "faux"):
            return True, False
        if word in ("yes", "y", "x", "1", "true", "wahr", "vrai"):
            return True, True
        self.trouble.append(
            f"line {line}: {column.replace('_', ' ')} is yes or empty, not “{cell}”"
        )
        return False, False

    def _named(self, line: int, column: str, name: str) -> str | None:
        """Return the id of a name, or the name itself where it is to be made."""
        found = self.known[column].get(fold(name))
        if found is not None:
            return str(found)
        if self.add:
            return self.made[column].setdefault(fold(name), name)
        what = {"personas": "persona", "tags": "tag"}.get(column, column)
        self.trouble.append(f"line {line}: there is no {what} “{name[:40]}” (--add makes it)")
        return None

    def _refuse(self) -> None:
        if self.trouble:
            more = len(self.trouble) - _NAMED
            rest = f"; and {more:,} more" if more > 0 else ""
            raise ImportRefused(
                f"The sheet cannot be taken as it is: {'; '.join(self.trouble[:_NAMED])}{rest}. "
                "Nothing was changed."
            )

    def _told(self, ignored: int, gone: list[int]) -> Iterator[str]:
        if self.mended:
            lines = ", ".join(map(str, sorted(set(self.mended))[:_NAMED]))
            yield (
                f"{len(self.mended):,} cells look like a spreadsheet's own doing (a text taken for "
                f"a date, number or truth; line {lines}): they were left as the project has them."
            )
        if gone:
            yield f"{len(gone):,} rows are of notes that were removed since: left out."
        if ignored:
            yield f"{ignored:,} rows have no id: left out. --add makes notes of them."


def _held(note: Note, column: str) -> Any:
    held = {
        "personas": note.personas,
        "tags": note.tags,
        "word_for_word": note.verbatim,
        "flagged": note.flagged,
        "set_aside": note.set_aside,
    }
    return held[column] if column in held else getattr(note, column)


def apply(update: Update, change: Change, title: str) -> int:
    """Carry an update out within ``change``; return how many notes it changed or added.

    New notes go into a session of their own, called ``title``.

    Raises:
        SaysoError: the project no longer allows it; nothing of the sheet is kept then.
    """
    made = _make(update, change)

    def field_of(column: str, value: Any) -> tuple[str, Any]:
        if isinstance(value, tuple):
            value = tuple(made.get((column, part), part) for part in value)
        elif column in _LISTS:
            value = made.get((column, value), value)
        return _FIELDS.get(column, column), value

    by_note: dict[NoteId, dict[str, Any]] = {}
    for one in update.changes:
        name, value = field_of(one.column, one.value)
        by_note.setdefault(one.note, {})[name] = value
    for note_id, fields in by_note.items():
        if "kind" in fields and fields["kind"] is not Kind.NEED:
            fields.setdefault("need_type", None)
        notes.edit(change, note_id, **fields)
    if update.added:
        session = sessions.add(
            change, title or "Sheet", SessionKind.IMPORT, started_at=datetime.now(UTC)
        )
        for row in update.added:
            fields = dict(field_of(column, value) for column, value in row.items())
            notes.add(change, session=session.id, **fields)
    return len(by_note) + len(update.added)


_FIELDS = {"word_for_word": "verbatim"}


def _make(update: Update, change: Change) -> dict[tuple[str, str], str]:
    """Make the names that are new; return their ids by column and name."""
    makers: dict[str, Callable[[Change, str], Any]] = {
        "stage": stages.add,
        "personas": personas.add,
        "channel": channels.add,
        "tags": tags.add,
    }
    return {
        (column, name): makers[column](change, name).id
        for column, names in update.made.items()
        for name in names
    }
