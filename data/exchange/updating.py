"""An edited sheet of notes -> what it changes of a project, and making it so.

`plan` only reads; everything that cannot be taken is named with its line, and then nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from data import dates
from data.errors import ImportRefused
from data.exchange import sheet
from data.exchange.sheet import LISTS, Cells
from data.records import Attribution, Kind, Note, NoteId, ParticipantId, SessionKind
from data.store import notes, sessions
from data.store.lists import STORES, participants
from data.text import counted, fold

if TYPE_CHECKING:
    from data.exchange.incoming import Row, Table
    from data.store.common import Reader
    from data.store.log import Change

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

    ``conflicts`` are changes to cells that were changed in the project too since the sheet was
    written.
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


def plan(
    table: Table, reader: Reader, names: Mapping[str, str], *, add: bool, force: bool
) -> Update:
    """Return what a sheet would change.

    Args:
        table: the sheet; it needs a column ``id``, the others may be missing or in any order.
        reader: a project, or a change being written.
        names: ids to names, as the sheet was written with.
        add: make names that the project does not have, and notes for rows without an id.
        force: take changes to cells that were changed in the project meanwhile as well.

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
        self.cells = Cells(reader, names, add=add)
        self.trouble = self.cells.trouble
        self.mended: list[int] = []
        self.ignored: list[int] = []
        self.force = False
        self.date = dates.date_reader(self.cell(row, "at") for row in table.rows)
        self.sessions: dict[str, list[str]] = {}
        for one in sessions.all(reader):
            self.sessions.setdefault(fold(one.title), []).append(one.id)

    def cell(self, row: Row, column: str) -> str:
        at = self.place.get(fold(column))
        return row.cells[at] if at is not None else ""

    def plan(self, *, force: bool) -> Update:
        self.force = force
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
            for change, since in self._changes(row, note):
                (conflicts if since and not force else changes).append(change)
        self._refuse()
        return Update(
            tuple(changes),
            tuple(conflicts),
            {column: tuple(made.values()) for column, made in self.cells.made.items() if made},
            tuple(added) if self.add else (),
            tuple(gone),
            len(everything) - sum(NoteId(one) in everything for one in seen),
            tuple(self._told(len(added) if not self.add else 0, gone)),
        )

    def _unknown(self, row: Row, note_id: str, gone: list[int]) -> None:
        was = self.reader.connection.row(
            "SELECT 1 FROM change WHERE entity = 'note' AND entity_id = ? LIMIT 1", (note_id,)
        )
        if was is None:
            self.trouble.append(f"line {row.line} has an id that no note of this project has")
        else:
            gone.append(row.line)

    def _changes(self, row: Row, note: Note) -> Iterator[tuple[CellChange, bool]]:
        """Yield each change of a row, and whether the project has changed that cell too since."""
        before = sheet.cells(note, self.names)
        written = sheet.prints(self.cell(row, "revision")) or {}
        self._ignore(row, note, before, written)
        for column in self.columns:
            cell = self.cell(row, column)
            if sheet.is_same(before[column], cell):
                continue
            printed = written.get(column)
            if printed is not None and sheet.is_print_of(printed, cell):
                continue  # the sheet says what it said: it is the project that moved on
            since = printed is not None and not sheet.is_print_of(printed, before[column])
            change = self._change(CellChange(row.line, note.id, column, before[column], cell), note)
            if change is not None:
                yield change, since

    def _change(self, change: CellChange, note: Note) -> CellChange | None:
        """Return a change with its value read; ``None`` where it is not to be made."""
        line, column, old, new = change.line, change.column, change.before, change.after
        free = column in ("text", "left_over")
        if free and sheet.is_cut(old, new):
            kept = len(sheet.settled(new))
            self.trouble.append(f"line {line}: the spreadsheet cut the text at {kept:,} characters")
            return None
        unsure = free or not self.cells.knows(column, sheet.settled(new))
        if unsure and column != "emotion" and sheet.is_mangled(old, new):
            self.mended.append(line)
            return None
        lost = sheet.lost(old, new) if free and not self.force else ""
        if lost:
            self.trouble.append(
                f"line {line}: the letters {lost[:10]} were lost (save the sheet as CSV UTF-8; "
                "--force takes it so)"
            )
            return None
        known, value = self.cells.value(line, column, sheet.settled(new))
        return replace(change, value=value) if known and not _is_held(note, column, value) else None

    def _ignore(
        self, row: Row, note: Note, before: Mapping[str, str], written: Mapping[str, str]
    ) -> None:
        """Note where a cell was changed that is not taken back."""
        for column in ("session", "at"):
            cell = self.cell(row, column)
            if fold(column) not in self.place or sheet.is_same(before[column], cell):
                continue
            if column in written and sheet.is_print_of(written[column], cell):
                continue
            moment = self.date(cell) if column == "at" else None
            if moment is None or abs((moment - note.at).total_seconds()) >= 60:
                self.ignored.append(row.line)

    def _new(self, row: Row) -> Mapping[str, Any]:
        """Return the values of a row that is to become a note."""
        if not self.add:
            return {}
        cells = ((column, sheet.settled(self.cell(row, column))) for column in self.columns)
        read = ((column, *self.cells.value(row.line, column, cell)) for column, cell in cells)
        values = {column: value for column, known, value in read if known}
        if (moment := self.date(self.cell(row, "at"))) is not None:
            values["at"] = moment
        elif self.cell(row, "at").strip():
            self.ignored.append(row.line)
        named = fold(self.cell(row, "session"))
        fits = self.sessions.get(named, ())
        if named and len(fits) == 1:
            values["session"] = fits[0]
        elif named:
            self.ignored.append(row.line)
        return values

    def _refuse(self) -> None:
        if self.trouble:
            more = len(self.trouble) - _NAMED
            rest = f"; and {more:,} more" if more > 0 else ""
            raise ImportRefused(
                f"The sheet cannot be taken as it is: {'; '.join(self.trouble[:_NAMED])}{rest}. "
                "Nothing was changed."
            )

    def _told(self, without_id: int, gone: list[int]) -> Iterator[str]:
        if self.mended:
            yield (
                f"{counted(len(self.mended), 'cell')} changed as spreadsheets do it by themselves "
                f"(a text taken for a date, number, truth or formula, letters lost; "
                f"{_lines(self.mended)}): left as the project has them."
            )
        if self.ignored:
            yield (
                f"{counted(len(self.ignored), 'cell')} of session or at changed "
                f"({_lines(self.ignored)}): a sheet cannot change these; left as they were."
            )
        if gone:
            verb = "is of a note that was" if len(gone) == 1 else "are of notes that were"
            yield f"{counted(len(gone), 'row')} {verb} removed since: left out."
        if without_id:
            verb = "has" if without_id == 1 else "have"
            yield f"{counted(without_id, 'row')} {verb} no id: left out. --add makes notes of them."
        if fold("revision") not in self.place:
            yield (
                "The sheet has no column “revision”: what was changed in the project since it was "
                "written cannot be told from what was changed in it."
            )


def _lines(found: list[int]) -> str:
    """Return lines as words: ``line 3, 4, 9 …``."""
    lines = sorted(set(found))
    more = " …" if len(lines) > _NAMED else ""
    return f"line {', '.join(map(str, lines[:_NAMED]))}{more}"


def _is_held(note: Note, column: str, value: Any) -> bool:
    """Whether a note holds a value already; the order of several does not count."""
    held = _held(note, column)
    return bool(set(held) == set(value) if isinstance(held, tuple) else held == value)


def _held(note: Note, column: str) -> Any:
    held = {
        "personas": note.personas,
        "tags": note.tags,
        "participants": tuple((one.participant, one.stance) for one in note.participants),
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
        if column == "participants":
            value = [
                Attribution(ParticipantId(made.get((column, who), who)), stance)
                for who, stance in value
            ]
        elif isinstance(value, tuple):
            value = tuple(made.get((column, part), part) for part in value)
        elif column in LISTS:
            value = made.get((column, value), value)
        elif column == "left_over":
            value = value or ""
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
        new = None
        for row in update.added:
            fields = dict(field_of(column, value) for column, value in row.items())
            if "session" not in fields:
                new = new or sessions.add(
                    change, title or "Sheet", SessionKind.IMPORT, started_at=datetime.now(UTC)
                )
                fields["session"] = new.id
            notes.add(change, **fields)
    return len(by_note) + len(update.added)


_FIELDS = {"word_for_word": "verbatim"}


def _make(update: Update, change: Change) -> dict[tuple[str, str], str]:
    """Make the names that are new; return their ids by column and name."""
    return {
        (column, name): STORES[LISTS[column].name].add(change, name).id
        if column in LISTS
        else participants.add(change, name).id
        for column, names in update.made.items()
        for name in names
    }
