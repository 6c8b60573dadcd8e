"""Files and edited sheets into a project: read, planned, applied in one change; and sheets out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.exchange import sheet
from data.store import backups, sessions
from data.store.lists import participants
from data.store.snapshot import vocabulary
from data.text import clip, counted, fold, visible
from synthesis.board.standing import People

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.exchange.updating import CellChange, Update
    from data.records import Note
    from data.store import Project
    from data.store.common import Reader


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import or a sheet did, or would do: the number of notes, and the lines that tell it.

    ``conflicts`` counts the cells of a sheet that were changed in the project too; ``warnings`` is
    what went wrong beside a sheet's coming back.
    """

    notes: int
    lines: tuple[str, ...]
    conflicts: int = 0
    warnings: tuple[str, ...] = ()


def import_file(
    project: Project,
    path: Path,
    columns: Mapping[str, str | None],
    *,
    dry_run: bool = False,
    back_up: bool = False,
) -> Imported:
    """Import one file, whole or not at all; with ``dry_run`` only say what would be added.

    ``back_up``: make a backup first, once the file was found to be readable.

    Raises:
        ImportRefused: the file, or something that it or the caller names, cannot be used.
    """
    from data.exchange import importing
    from data.exchange.incoming import ImportOptions
    from data.exchange.reading import read

    incoming = read(path, ImportOptions(**columns))
    warning = ""
    if dry_run:
        plan = importing.plan(incoming, project)
    else:
        if back_up:
            warning = backups.before(project, "import")
        # Planned within the change, so that nothing can come between what was looked up and what
        # is written; a change that writes nothing leaves no trace in the history.
        with project.change(f"Import {path.name}") as change:
            plan = importing.plan(incoming, change)
            importing.apply(plan, change)
    return Imported(len(plan.notes), (*filter(None, [warning]), *plan.lines()))


SHOWN = 5
"""Examples of changes that a preview shows."""


def export(project: Project, found: Iterable[Note], *, mark: bool = True) -> str:
    """Return notes as CSV, to be edited in a spreadsheet; ``mark`` as in `sheet.write`."""
    names, people = _names(project), People(participants.all(project), ())
    rows = (sheet.row(note, names) | {"consent": people.consent(note) or ""} for note in found)
    return sheet.write(rows, mark=mark)


def _names(reader: Reader) -> Mapping[str, str]:
    """Return what every id on a note is called."""
    names = vocabulary(reader.connection, None).known
    names |= {session.id: session.title for session in sessions.all(reader)}
    people = participants.all(reader)
    counts = Counter(fold(person.name) for person in people)
    for person in people:
        # Of two Marias, and of a name that reads as several, the code tells who is meant.
        plain = counts[fold(person.name)] == 1 and ";" not in person.name and "(" not in person.name
        names[person.id] = person.name if person.name and plain else person.code
    return names


def preview(project: Project, path: Path, *, add: bool = False, force: bool = False) -> Imported:
    """Return what a sheet would change; nothing is.

    Raises:
        ImportRefused: the file, or something in it, cannot be taken.
    """
    with project.reading():
        update = _plan(project, path, add=add, force=force)
    return Imported(update.notes() + len(update.added), _lines(update), len(update.conflicts))


def update(
    project: Project, path: Path, *, add: bool = False, force: bool = False, back_up: bool = False
) -> Imported:
    """Take an edited sheet back, all of it or nothing, in one change; ``back_up`` before it.

    Raises:
        ImportRefused: the file, or something in it, cannot be taken; nothing was changed.
    """
    from data.exchange import updating

    warning = backups.before(project, "import") if back_up else ""
    with project.change(f"Update notes from {path.name}") as change:
        planned = _plan(change, path, add=add, force=force)
        count = planned.notes() + len(planned.added)
        change.rename(f"Update {counted(count, 'note')} from {path.name}")
        done = updating.apply(planned, change, path.stem)
    return Imported(done, _lines(planned), len(planned.conflicts), tuple(filter(None, [warning])))


def _plan(reader: Reader, path: Path, *, add: bool, force: bool) -> Update:
    from data.exchange import updating
    from data.exchange.reading import decode, load
    from data.exchange.tables import read_table

    decoded = decode(load(path), path.name)
    table = read_table(
        decoded.text, path.name, lambda cell: cell.strip().casefold() in sheet.COLUMNS
    )
    return updating.plan(table, reader, _names(reader), add=add, force=force)


def _lines(update: Update) -> tuple[str, ...]:
    """Return what a sheet changes, line by line."""
    lines = []
    fields = Counter(cell.column.replace("_", " ") for cell in update.changes)
    if fields:
        told = ", ".join(f"{name} {count:,}" for name, count in fields.most_common())
        lines.append(f"{counted(update.notes(), 'note')} to change: {told}")
        lines += [_line(cell) for cell in update.changes[:SHOWN]]
        if len(update.changes) > SHOWN:
            lines.append(f"  and {len(update.changes) - SHOWN:,} more cells")
    elif not update.added:
        lines.append("Nothing is different.")
    for column, names in update.made.items():
        lines.append(f"new {column}: {', '.join(visible(name) for name in names)}")
    if update.added:
        lines.append(f"{counted(len(update.added), 'new note')} from rows without an id")
    if update.conflicts:
        notes = len({cell.note for cell in update.conflicts})
        lines.append(
            f"{counted(notes, 'note')} changed in the same place in the project since the sheet "
            "was written: left there as the project has it (--force takes the sheet's)"
        )
        lines += [_line(cell, "project", "sheet") for cell in update.conflicts[:SHOWN]]
    if update.missing:
        lines.append(f"{counted(update.missing, 'note')} not in the sheet: left as they are.")
    return (*lines, *update.told)


def _line(cell: CellChange, before: str = "", after: str = "") -> str:
    """Return one changed cell as a line: ``  line 7, stage: Wait → Apply``."""
    sides = []
    for label, shown in ((before, cell.before), (after, cell.after)):
        shown = clip(" ".join(visible(sheet.settled(shown)).split()), 40) or "none"
        sides.append(f"{shown} ({label})" if label else shown)
    return f"  line {cell.line}, {cell.column.replace('_', ' ')}: {' → '.join(sides)}"
