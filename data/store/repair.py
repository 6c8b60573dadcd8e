"""Mending a project: what can be read goes into a new file, which takes the place of the old one.

Each text is there twice, in its row and in the change log.  Rows are read one by one, past damaged
pages; where row and log differ the log is right if it is whole, and only fills gaps if it is not.
What points to nothing is put where people see it.  The new file must be found sound before it takes
the project's place, and the old one is never deleted: it stays under another name.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from data import files as whole
from data.errors import (
    NewerProject,
    ProjectDamaged,
    ProjectLocked,
    ProjectMissing,
    ProjectReadOnly,
    SaysoError,
    StorageFailed,
)
from data.header import SIDECARS
from data.records import Consent, ProjectInfo, SessionKind, Settings
from data.store import check, conversion, files, health, salvage, schema, shape, sidecars
from data.store.files import Connection, connect
from data.store.lists import journeys
from data.store.log import MADE, REMOVED, Change, current_many
from data.store.project import DEFAULT_JOURNEY, Project
from data.store.schema import TABLES, Table, now, quoted
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RECOVERED = "Recovered"
"""The title of the session that holds notes whose own is gone, and the name of lost people."""

_REBUILT = ("note_fts", "sqlite_", "_sqlite_migrations")
_MADE_AGAIN = ("draft_", "vector", "kept_title", "cache_meta", "kept_layout", "nearby")
_WORDS = {
    "change": "change record", "unsent": "half-typed line", "shown": "card as it was shown",
    "frozen_map": "frozen map", "saved_filter": "saved filter",
}  # fmt: skip
_PLAIN = {
    *("note", "stage", "persona", "participant", "channel", "tag", "journey", "session"),
    *("touchpoint", "claim", "comment", "link", "answer", "kpi", "vote", "project"),
}


@dataclass(slots=True)
class Repair:
    """What was mended, each with its count; what is lost; and where the old file is now."""

    fixed: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    aside: Path | None = None

    @property
    def sentences(self) -> list[str]:
        """Every fix as a sentence, with how many there were."""
        return [
            f"{counted(count, *_number_of(noun))} {what}."
            for (noun, what), count in self.fixed.items()
            if count
        ]

    def fix(self, noun: str, what: str, count: int = 1) -> None:
        """Count what was mended: ``3 notes`` (a ``noun``) ``put …`` (``what``)."""
        self.fixed[noun, what] += count


def _number_of(noun: str) -> tuple[str, str]:
    """A noun for one and for many."""
    first, _, rest = noun.partition(" of ")
    return noun, f"{first}s of {rest}" if rest else f"{noun}s"


def _word(table: str) -> str:
    """What people call a row of a table."""
    plain = table.replace("_", " ")
    return plain if table in _PLAIN else _WORDS.get(table, f"row of {plain}")


def repair(path: Path, before: Callable[[Path], object] = lambda _: None) -> Repair:
    """Mend a project; `Repair.aside` is ``None`` where nothing was wrong, and nothing was done.

    ``before`` is called before anything is: the place for a backup.

    Raises:
        SaysoError: it cannot be mended; it is as it was.
    """
    real = path.resolve()
    version = files.look(real)
    if version is not None and version > schema.VERSION:
        raise NewerProject(
            f"{path} was made by a newer version of sayso: only that can mend it. Nothing was "
            "changed."
        )
    if _is_sound(path):
        return Repair()
    before(path)
    try:
        return _repaired(real, version)
    except OSError as error:
        raise StorageFailed(
            f"{path} could not be repaired ({error.strerror or error}): it is as it was. Make "
            "room, or give yourself write permission for its folder, and try again."
        ) from error
    except (sqlite3.Error, AssertionError, KeyError, TypeError, ValueError) as error:
        raise ProjectDamaged(
            f"{path} could not be repaired ({error}): it is as it was. Go back to a backup."
        ) from error


def _repaired(real: Path, version: int | None) -> Repair:
    told = Repair()
    with ExitStack() as held:
        source, content = _held(real, held)
        # Who holds the file is alone with that name, and clears away what a killed repair left.
        alone = source is not None and source.in_transaction
        temporary = real.with_name(
            f".{real.name}-repair{'' if alone else '-' + os.urandom(4).hex()}.tmp"
        )
        held.callback(_litter, temporary)
        _litter(temporary)
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _fill(temporary, real, _Old(source, content, version or _version_of(content)), told)
        temporary.chmod(real.stat().st_mode & 0o7777)
        _swap(temporary, real, told)
    return told


def _is_sound(path: Path) -> bool:
    try:
        with Project.open(path, read_only=True) as project:
            return project.refusal is None and project.check().ok
    except (ProjectLocked, ProjectMissing, ProjectReadOnly):
        raise
    except (SaysoError, sqlite3.Error, ValueError, TypeError, KeyError):
        return False


@dataclass(frozen=True, slots=True)
class _Old:
    """The damaged file: open in SQLite where that is possible, as bytes, and its version."""

    source: Connection | None
    content: bytes
    version: int


def _held(real: Path, held: ExitStack) -> tuple[Connection | None, bytes]:
    """Keep everybody else from writing to a file, and read it.

    Raises:
        ProjectLocked: somebody is writing to it.
    """
    with suppress(ProjectDamaged):
        sidecars.settle(real, writable=True)
    stale = files.has_unfinished_change(real) and not _rolled_back(real)
    for _ in range(3):
        mark, content = health.Mark.of(real), real.read_bytes()
        try:
            source = _immutable(real) if stale else connect(real)
            held.callback(source.close)
            if not stale:
                source.execute("BEGIN IMMEDIATE")
        except ProjectLocked:
            raise
        except (SaysoError, sqlite3.Error):
            return None, content
        if health.Mark.of(real) == mark:
            return source, content
        source.close()
    raise ProjectLocked(f"{real} is being written to by another program: nothing was changed.")


def _rolled_back(real: Path) -> bool:
    """Have SQLite take back what a crash left half-written, where the journal is the file's own."""
    try:
        if sidecars.settle(real, writable=True).unclean:
            connect(real).close()
            return True
    except ProjectDamaged:
        return False
    return True


def _immutable(real: Path) -> Connection:
    """Open a file without heeding what lies beside it."""
    uri = real.absolute().as_uri() + "?mode=ro&immutable=1"
    source = sqlite3.connect(uri, uri=True, isolation_level=None, factory=files.Connection)
    source.path = real
    source.harden()
    return source


def _version_of(content: bytes) -> int:
    return int.from_bytes(content[60:64], "big")


def _litter(temporary: Path) -> None:
    for name in (temporary, temporary.with_name(temporary.name + "-journal")):
        name.unlink(missing_ok=True)


def _fill(temporary: Path, real: Path, old: _Old, told: Repair) -> None:
    """Make the new file, and see that it is sound."""
    with closing(connect(temporary)) as new:
        new.path = real  # an error speaks of the file that people know
        new.execute("PRAGMA foreign_keys = 0")
        new.execute("BEGIN IMMEDIATE")
        files.build(new, schema.STEPS[: old.version])
        whole = _pour(new, old, told)
        files.build(new)
        new.execute("INSERT INTO note_fts (note_fts) VALUES ('rebuild')")
        place = files.Place.of(temporary)
        assert place is not None
        change = Change(new, "Repair the project", place, everybodys=True)
        gap = _gap(new)
        if gap:
            told.lost.append(
                f"{counted(gap, 'change record')} of the history, which cannot be read."
            )
        _mend_from_log(change, told, whole=whole and not gap)
        _necessities(change, told)
        _orphans(change, told)
        _drafts(new, told)
        _counters(new, told)
        new.execute("INSERT INTO note_fts (note_fts) VALUES ('rebuild')")
        if old.version < schema.VERSION:
            conversion.convert(change, old.version)
        _tell(change)
        change.finish()
        new.execute("COMMIT")
        new.execute("PRAGMA foreign_keys = 1")
        report = check.check(new)
    if not report.ok:
        raise ProjectDamaged(
            f"{real} could not be repaired ({report.problems[0].rstrip('.')}): it is as it was. Go "
            "back to a backup."
        )
    if not any(told.fixed.values()):
        told.fix("index", "built anew, or another part that rows are found by")


# -- what can be read


def _pour(new: Connection, old: _Old, told: Repair) -> bool:
    """Put every readable row into the new file; whether the change log came over whole."""
    log_is_whole = True
    for stranger in _strangers(old):
        told.fix(stranger, "left behind, which sayso never put there")
    names = [name for (name,) in new.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for name in names:
        if name.startswith(_REBUILT):
            continue
        wanted = [row[1] for row in new.rows(f'PRAGMA table_xinfo("{name}")')]
        there = salvage.columns_of(old.source, name) or wanted
        columns = [column for column in wanted if column in there]
        if name == "change":
            columns.insert(0, "rowid")
        read = salvage.read(old.source, name, columns, old.content)
        refused = _insert(new, name, columns, read.rows)
        if name == "change":
            log_is_whole = not refused
        if not read.whole or refused:
            _tell_of_reading(told, name, read, refused)
    return log_is_whole


def _strangers(old: _Old) -> list[str]:
    if old.source is None:
        return []
    with suppress(sqlite3.Error, SaysoError):
        return shape.strange(old.source, old.version)
    return []


def _insert(new: Connection, name: str, columns: list[str], rows: list[salvage.Row]) -> int:
    """Insert rows that the table takes; how many it does not."""
    insert = f'INSERT INTO "{name}" ({quoted(columns)}) VALUES ({", ".join("?" * len(columns))})'
    sound = [row for row in rows if name != "change" or _is_readable(columns, row)]
    new.execute("SAVEPOINT pouring")
    try:
        new.executemany(insert, sound)  # nearly always all of them fit
        return len(rows) - len(sound)
    except (sqlite3.Error, SaysoError):
        new.execute("ROLLBACK TO pouring")
    finally:
        new.execute("RELEASE pouring")
    refused = len(rows) - len(sound)
    for row in sound:
        try:
            new.execute(insert, row)
        except (sqlite3.Error, SaysoError):
            refused += 1
    return refused


def _is_readable(columns: list[str], row: salvage.Row) -> bool:
    """Whether a record of the log says what it should, in JSON."""
    record: dict[str, Any] = dict(zip(columns, row, strict=True))
    try:
        value, parents = json.loads(record["value"]), json.loads(record["parents"])
    except (ValueError, TypeError):
        return False
    made = record["field"] in (MADE, REMOVED)
    return isinstance(parents, list) and (isinstance(value, dict) or not made)


def _tell_of_reading(told: Repair, name: str, read: salvage.Read, refused: int) -> None:
    if name.startswith(_MADE_AGAIN):
        told.fix("table", "of what can be made again was damaged, and read as far as it goes")
        return
    word = _word(name)
    told.fix(word, "could be read of a damaged table", len(read.rows) - refused)
    if name not in TABLES and name != "change":
        told.lost.append(f"{_number_of(word)[1].capitalize()} that could not be read are gone.")


# -- the log and the rows


def _gap(new: Connection) -> int:
    """How many records the log lacks: each writer's are numbered from 1 without a gap."""
    missing = 0
    counts = new.rows("SELECT replica, count(*), max(seq) FROM change GROUP BY replica")
    last = dict(new.rows("SELECT id, seq FROM replica"))
    for replica, count, highest in counts:
        missing += max(highest, last.pop(replica, 0)) - count
    return missing + sum(last.values())


def _mend_from_log(change: Change, told: Repair, *, whole: bool) -> None:
    """Make the rows what the log tells, or, where that has gaps, fill theirs from it."""
    new = change.connection
    entities = check.retold(new)
    removed = {
        (entity, entity_id)
        for entity, entity_id in new.rows(
            "SELECT entity, entity_id FROM logged WHERE field = ?", (REMOVED,)
        )
        if (entity, entity_id) not in entities
    }
    for table in TABLES.values():
        word = _word(table.name)
        rows = check.rows_of(new, table)
        log = {key: row for (entity, key), row in entities.items() if entity == table.name}
        for key in log.keys() - rows.keys():
            if _put(new, table, log[key], replace=False):
                told.fix(word, "brought back from the change log")
            else:
                told.lost.append(
                    f"One {word} does not fit what is there, and was left out ({key})."
                )
        for key in rows.keys() & log.keys():
            if whole and rows[key] != log[key] and _put(new, table, log[key], replace=True):
                told.fix(word, "set as the change log tells")
        for key in rows.keys() - log.keys():
            if whole and (table.name, key) in removed:
                new.execute(f"DELETE FROM {table.name} WHERE {table.where}", table.key_values(key))
                told.fix(word, "that had been removed, taken off again")


def _put(new: Connection, table: Table, row: dict[str, Any], *, replace: bool) -> bool:
    names = table.every_column
    values = [row.get(name) for name in names]
    try:
        if replace:
            sets = ", ".join(f'"{name}" = ?' for name in table.columns)
            keys = [row[name] for name in table.key]
            new.execute(
                f"UPDATE {table.name} SET {sets} WHERE {table.where}",
                [row.get(name) for name in table.columns] + keys,
            )
        else:
            marks = ", ".join("?" * len(names))
            new.execute(f"INSERT INTO {table.name} ({quoted(names)}) VALUES ({marks})", values)
    except (sqlite3.Error, SaysoError):
        return False
    return True


def _tell(change: Change) -> None:
    """Write into the log what it does not tell of the rows as they now are."""
    new = change.connection
    entities = check.retold(new)
    for table in TABLES.values():
        rows = check.rows_of(new, table)
        log = {key: row for (entity, key), row in entities.items() if entity == table.name}
        heads = current_many(new, table.name, list(rows.keys() | log.keys()))
        lines: list[tuple[str, str, object, list[str]]] = []
        for key, row in rows.items():
            if key not in log:
                lines.append((key, MADE, row, heads[key]))
            else:
                lines += [
                    (key, name, row[name], heads[key])
                    for name in table.columns
                    if row[name] != log[key].get(name)
                ]
        lines += [(key, REMOVED, log[key], heads[key]) for key in log.keys() - rows.keys()]
        if lines:
            change.record_many(table.name, lines)


# -- what must be there, and what points to nothing


def _necessities(change: Change, told: Repair) -> None:
    """Give a project what every one has, where it is gone."""
    new = change.connection
    if new.row("SELECT 1 FROM project") is None:
        change.make("project", **(asdict(ProjectInfo(RECOVERED))))
        told.lost.append("What the research is for is gone: say it anew (sayso about).")
    if new.row("SELECT 1 FROM settings") is None:
        change.make("settings", **asdict(Settings()))
        told.lost.append("The settings are gone: they are as in a new project.")
    if new.row("SELECT 1 FROM journey WHERE is_default") is None:
        journeys.add(change, DEFAULT_JOURNEY, is_default=True)
        told.fix("journey", "over all stages made anew")


def _broken(new: Connection) -> Iterator[tuple[str, str, str]]:
    """Every (table, column, parent) by which something points to what is not there."""
    for (name,) in new.rows("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        for key in new.rows(f'PRAGMA foreign_key_list("{name}")'):
            parent, column = key[2], key[3]
            if new.row(f"SELECT 1 {_LOOSE.format(name, column, parent)} LIMIT 1") is not None:
                yield name, column, parent


_LOOSE = 'FROM "{0}" WHERE "{1}" IS NOT NULL AND "{1}" NOT IN (SELECT id FROM "{2}")'
_PEOPLE = ("note_participant", "session_participant")


def _orphans(change: Change, told: Repair) -> None:
    """Put what points to nothing where people see it, or let it go; what goes may leave others."""
    new = change.connection
    for _ in range(10):
        broken = list(_broken(new))
        if not broken:
            return
        for name, column, parent in broken:
            loose = _LOOSE.format(name, column, parent)
            if (name, column) == ("note", "session"):
                _into_recovered(change, told)
            elif parent == "participant" and name in _PEOPLE:
                _lost_people(change, told, name)
            elif name not in TABLES:
                new.execute(f"DELETE {loose}")
            else:
                _let_go(change, told, name, column, loose)


def _into_recovered(change: Change, told: Repair) -> None:
    new = change.connection
    loose = [row[0] for row in new.rows("SELECT id " + _LOOSE.format("note", "session", "session"))]
    session = change.make(
        "session",
        title=RECOVERED,
        kind=SessionKind.IMPORT,
        started_at=now(),
        note_taker="",
    )
    for note in loose:
        new.execute("UPDATE note SET session = ? WHERE id = ?", (session, note))
    told.fix("note", f"whose session is gone, put into the session “{RECOVERED}”", len(loose))


def _lost_people(change: Change, told: Repair, name: str) -> None:
    """People who are gone keep their words to themselves: nobody knows what they agreed to."""
    new = change.connection
    column = "participant"
    query = f'SELECT DISTINCT "{column}" ' + _LOOSE.format(name, column, "participant")
    taken = {code for (code,) in new.rows("SELECT code FROM participant")}
    for (person,) in new.rows(query):
        code = next(code for code in _codes(change) if code not in taken)
        change.make(
            "participant",
            id=person,
            code=code,
            name=RECOVERED,
            group=None,
            team="",
            persona=None,
            consent=Consent.NOT_SHOWN,
            gave_up=0,
        )
        told.fix("participant", f"gone, put back as “{RECOVERED}”, whose words are not shown")


def _codes(change: Change) -> Iterator[str]:
    while True:
        yield from change.new_codes("P")


def _let_go(change: Change, told: Repair, name: str, column: str, loose: str) -> None:
    new = change.connection
    required = {row[1]: row[3] or row[5] for row in new.rows(f'PRAGMA table_info("{name}")')}
    word = _word(name)
    (count,) = new.row(f"SELECT count(*) {loose}")
    if not required[column]:
        new.execute(
            f'UPDATE "{name}" SET "{column}" = NULL WHERE "{column}" IN (SELECT "{column}" {loose})'
        )
        told.fix(word, f"parted from a {column} that is gone", count)
        return
    new.execute(f"DELETE {loose}")
    told.fix(word, f"taken off, since the {column} is gone; the history keeps what it said", count)


def _drafts(new: Connection, told: Repair) -> None:
    """Take off drafts that hold nothing, or are cards as well: they are made again."""
    done = new.execute(
        "DELETE FROM draft_touchpoint WHERE id IN (SELECT id FROM touchpoint)"
        " OR code IN (SELECT code FROM touchpoint)"
        " OR id NOT IN (SELECT touchpoint FROM draft_claim"
        "   UNION SELECT touchpoint FROM draft_touchpoint_evidence)"
    )
    for table in ("draft_claim", "draft_touchpoint_evidence"):
        new.execute(f"DELETE {_LOOSE.format(table, 'touchpoint', 'draft_touchpoint')}")
    new.execute(f"DELETE {_LOOSE.format('draft_claim_evidence', 'claim', 'draft_claim')}")
    if done.rowcount > 0:
        told.fix("draft card", "taken off, to be made again", done.rowcount)


_CODED = ("participant", "touchpoint", "draft_touchpoint", "claim_code", "shown")


def _counters(new: Connection, told: Repair) -> None:
    """Count codes from the last that was given on, so that none is given again."""
    last: Counter[str] = Counter()
    for table in _CODED:
        for (code,) in new.rows(f"SELECT code FROM {table}"):
            if code[:1].isalpha() and code[1:].isdecimal():
                last[code[:1]] = max(last[code[:1]], int(code[1:]))
    held = dict(new.rows("SELECT prefix, last FROM counter"))
    for prefix, number in last.items():
        if number > held.get(prefix, 0):
            new.execute("INSERT OR REPLACE INTO counter VALUES (?, ?)", (prefix, number))
            told.fix("counter", "of codes set on")


# -- into its place


def _swap(temporary: Path, real: Path, told: Repair) -> None:
    """Give the new file the project's name; at every moment one of the two bears it."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    sidecars.move_aside(real, *SIDECARS, mark="damaged")
    aside = sidecars.free_name(real, "damaged")
    try:
        os.link(real, aside)
    except OSError:  # no second names here (FAT, some network folders)
        real.rename(aside)
    temporary.replace(real)
    told.aside = aside
    whole.sync_folder(real.parent)
