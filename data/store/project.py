"""A project: begun, opened, read, and written through its two doors."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from data.errors import (
    NewerProject,
    ProjectClosed,
    ProjectDamaged,
    ProjectReadOnly,
    SaysoError,
)
from data.records import NoteId, OpId, ProjectInfo, SessionId, Settings, Snapshot
from data.store import common, files, health, opening
from data.store.authors import current_author
from data.store.files import BUSY_SECONDS, Connection, connect, replaced
from data.store.lists import channels, journeys
from data.store.lists import personas as personas_store
from data.store.lists import stages as stages_store
from data.store.log import Change

if TYPE_CHECKING:
    from data.records import Operation
    from data.shorthand import Vocabulary
    from data.store.cache import Cache
    from data.store.check import CheckReport
    from data.template import Template


@dataclass(frozen=True, slots=True)
class Mark:
    """A record of the log, and where in it it stands."""

    rowid: int
    record: str


class Project:
    """One project file, open in one thread.

    Another thread opens the file for itself.  ``read_only`` is also True where the file, or the
    folder that it lies in, cannot be written to, and where nothing may be: ``refusal`` says why
    then.  ``notices`` are sentences to be told to whoever opened it.  ``last_op`` is the newest
    operation that was stored through this object; ``unconfirmed`` says that something was stored,
    and that the disk did not confirm the folder: a power cut might still take it back.
    """

    def __init__(self, path: Path, connection: Connection, opened: opening.Opened) -> None:
        """Take over a connection; `create` and `open` are the ways in."""
        self.path = path
        self.read_only = opened.read_only or opened.refusal is not None
        self.refusal = opened.refusal
        self.notices = opened.notices
        self._older = opened.older
        self._sound = opened.mark
        self._wrote = False
        self._connection: Connection | None = connection
        self._check: Callable[[Change], object] | None = None
        place = files.Place.of(path)
        if place is None:
            connection.close()
            raise replaced(path)
        self._place = place
        self._mark: Mark | None = None
        self._ops: list[OpId] = []  # of what is being stored
        self.last_op: OpId | None = None
        self.unconfirmed = False
        files.open_files.add(place)

    @classmethod
    def create(
        cls,
        path: Path,
        info: ProjectInfo,
        template: Template,
        *,
        personas: Sequence[str] = (),
        stages: Sequence[str] | None = None,
    ) -> Project:
        """Make a new project file, whole or not at all, and open it.

        Its stages and channels come from the template; ``stages`` are titles to use in place of the
        template's.  It has a default journey, which shows every stage.

        Raises:
            SaysoError: something has that name, the folder cannot be written to, there is no room,
                or a name is refused; nothing was made.
        """
        path = path.absolute()
        with files.made_whole(path) as temporary:
            connection = connect(temporary)
            connection.path = path  # so that an error speaks of the file that was asked for
            try:
                place = files.Place.of(temporary)
                assert place is not None
                connection.execute("BEGIN IMMEDIATE")
                files.build(connection)
                change = Change(connection, f"New project: {info.title}", place)
                begin(change, info, template, personas=personas, stages=stages)
                change.finish()
                files.commit(connection, change.op)
            finally:
                connection.close()
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, wait: float = BUSY_SECONDS) -> Project:
        """Open a project, bringing an older one up to date first (a backup is left beside it).

        With ``read_only`` an older one stays as it is.  One that a newer version made, or whose
        pages do not hold together, can be read as far as it goes, and is not written to.  ``wait``
        is how many seconds to wait for another writer.

        Raises:
            SaysoError: what is there is no project, or cannot be opened; it was left as it is.
        """
        opened = opening.opened(path.absolute(), read_only=read_only, wait=wait)
        return cls(path.absolute(), opened.connection, opened)

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            files.open_files.drop(self._place)
            self._keep_mark()

    def _keep_mark(self) -> None:
        """Remember that the file is as sayso left it, where nobody else has written since."""
        if self._sound is not None and self._wrote and health.Mark.of(self.path) == self._sound:
            health.remember(self.path, self._sound, since=health.since(self.path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def connection(self) -> Connection:
        """The connection, for the reading functions of this package.

        Raises:
            ProjectClosed: after `close`.
        """
        if self._connection is None:
            raise ProjectClosed(f"{self.path} was closed: open it again.")
        return self._connection

    @contextmanager
    def change(self, label: str) -> Iterator[Change]:
        """The one way to write research: rows and their change records, or nothing.

        ``label`` is what history and undo call it ("Retag 12 notes").

        Raises:
            SaysoError: the project cannot be written to, or what was asked is refused; in either
                case nothing was changed.
        """
        with self._transaction() as connection:
            change = Change(connection, label, self._place)
            if self._check is not None:
                self._check(change)
            yield change
            self._finish(change)
        if change.count:
            self._check = None

    @contextmanager
    def expecting(self, check: Callable[[Change], object]) -> Iterator[None]:
        """Have a change begin with a check, which raises an error to refuse it.

        For what a person has seen and then changes: compared in the very transaction that stores
        it, so that nobody can come between.  Changes are checked until one has stored something.
        """
        self._check = check
        try:
            yield
        finally:
            self._check = None

    def _finish(self, change: Change) -> None:
        change.finish()
        if change.count:
            self._ops.append(change.op)

    @contextmanager
    def cache(self) -> Iterator[Cache]:
        """The smaller door: what can be made again, and is in no log."""
        from data.store.cache import Cache

        with self._transaction() as connection:
            yield Cache(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the project: everything read inside belongs together."""
        connection = self.connection
        if connection.in_transaction:
            yield connection
            return
        with _moment(connection):
            yield connection

    def snapshot(self) -> Snapshot:
        """Everything that synthesis and the map need, read in one transaction."""
        from data.store.snapshot import snapshot

        with self.reading() as connection:
            return snapshot(connection)

    def vocabulary(self, session: SessionId | None = None) -> Vocabulary:
        """What a typed line may name; ``session`` narrows the speakers to its roster."""
        from data.store.snapshot import vocabulary

        with self.reading() as connection:
            return vocabulary(connection, session)

    def info(self) -> ProjectInfo:
        """What the research is for."""
        from data.store.lists import info as info_store

        return info_store.get(self)

    def settings(self) -> Settings:
        """The numbers of the standing rule and of synthesis."""
        from data.store.lists import settings

        return settings.get(self)

    def undo(self, op: OpId | None = None) -> Operation | None:
        """Take back one's own newest change, or that of an id; ``None`` where there is none.

        What others did since stays as it is (`data.store.undo`).

        Raises:
            UnknownName: there is no change of that id.
            UndoRefused: it is not one's own, or the project no longer allows it; nothing was
                changed.
        """
        from data.store import undo

        with self._transaction() as connection:
            author = current_author()
            if op is not None:
                target: Operation | None = undo.chosen(connection, op, author)
            else:
                target = undo.to_undo(connection, author)
            return self._take_back(connection, target.id, target, undone=True) if target else None

    def redo(self) -> Operation | None:
        """Make one's own change again that was taken back last; ``None`` where there is none.

        Raises:
            UndoRefused: the project no longer allows it; nothing was changed.
        """
        from data.store import undo

        with self._transaction() as connection:
            pair = undo.to_redo(connection, current_author())
            return self._take_back(connection, pair[1], pair[0], undone=False) if pair else None

    def _take_back(
        self, connection: Connection, op: OpId, target: Operation, *, undone: bool
    ) -> Operation:
        from data.store import drafts, layouts, undo

        layouts.leave(connection)
        verb = "Undo" if undone else "Redo"
        change = Change(connection, f"{verb}: {target.label}", self._place)
        undo.take_back(change, op, target, undone=undone)
        drafts.settle(change)
        self._finish(change)
        return replace(target, undone=undone)

    def history(self, limit: int | None = 50, note: NoteId | None = None) -> list[Operation]:
        """The newest operations, newest first; with ``note``, those that touched it."""
        from data.records import Wanted
        from data.store import undo

        with self.reading() as connection:
            return undo.find_operations(connection, Wanted(note=note, limit=limit))

    def authors(self) -> list[str]:
        """Everybody known who changed anything, the busiest first."""
        from data.store import undo

        with self.reading() as connection:
            return [name for name, _ in undo.authors(connection) if name]

    def identity(self) -> str:
        """The project's id: the same in every copy of the file, another in any other project."""
        (found,) = self.connection.row("SELECT id FROM project")
        return str(found)

    def version(self) -> int:
        """A number that moves when anybody else stores something; this connection does not."""
        (number,) = self.connection.row("PRAGMA data_version")
        return int(number)

    def mark(self) -> Mark | None:
        """The newest record of the log: `continues` tells whether a file still holds it."""
        row = self.connection.row(
            "SELECT rowid, id FROM change WHERE rowid = (SELECT max(rowid) FROM change)"
        )
        return Mark(*row) if row is not None else None

    def continues(self, mark: Mark) -> bool:
        """Whether the log still holds a record where it was: the log only grows."""
        found = self.connection.row("SELECT id FROM change WHERE rowid = ?", (mark.rowid,))
        return bool(found == (mark.record,))

    def holds(self, op: OpId) -> bool:
        """Whether an operation is in the log."""
        return self.connection.row("SELECT 1 FROM change WHERE op = ? LIMIT 1", (op,)) is not None

    def stand(self) -> None:
        """See that the file is still the one that was opened, and has lost nothing since.

        Raises:
            ProjectReplaced: another file is in its place, or none.
            ProjectOlder: an older copy was written over it.
            SaysoError: it cannot be read.
        """
        if files.Place.of(self.path) != self._place:
            raise replaced(self.path)
        if self._mark is not None and not self.continues(self._mark):
            raise files.older(self.path)
        self._mark = self.mark()

    def broken_page(self) -> str:
        """What is wrong with the file's pages, "" where they hold together; indexes left out."""
        try:
            (found,) = self.connection.row("PRAGMA quick_check(1)")
        except ProjectDamaged as error:
            return str(error)
        return "" if found == "ok" else str(found)

    def may_be_written(self) -> bool:
        """Whether the file and its folder may be written to at present."""
        return files.is_writable(self.path)

    def check(self) -> CheckReport:
        """Look for damage, without writing; see `data.store.check`."""
        from data.store.check import check

        with self.reading() as connection:
            if isinstance(self.refusal, NewerProject):
                return check(connection, known=False)
            if not self._older:
                return check(connection)
            # What was read into memory is the file as it would be; its pages are on the disk.
            with closing(connect(self.path, read_only=True)) as file, _moment(file):
                return check(connection, file)

    def caution(self) -> str:
        """What is to be said of what was stored through this object; "" where nothing is."""
        if not self.unconfirmed:
            return ""
        return (
            f"Stored, but the disk did not confirm the folder of {self.path}: a power cut could "
            "still take the last change back. If this comes each time, keep the project on "
            "another disk."
        )

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        connection = self.connection
        if self.refusal is not None:
            raise self.refusal
        if self.read_only:
            raise ProjectReadOnly(
                f"{self.path} is open for reading only, or cannot be written to: nothing was "
                "changed. Give yourself write permission for the file and its folder, or work on "
                "a copy elsewhere."
            )
        if connection.in_transaction:
            raise RuntimeError("a change is being written already: doors are not nested")
        if files.Place.of(self.path) != self._place:
            raise replaced(self.path)
        connection.execute("BEGIN IMMEDIATE")
        done = False
        untouched = self._sound is not None and health.Mark.of(self.path) == self._sound
        self._ops.clear()
        try:
            self.stand()
            yield connection
            op = self._ops[-1] if self._ops else None
            mark = self.mark() if op else self._mark
            self.unconfirmed |= not files.commit(connection, op)
            done = True
            self._wrote = True
            self._sound = health.Mark.of(self.path) if untouched else None
            self._mark, self.last_op = mark, op or self.last_op
        except sqlite3.IntegrityError as error:
            raise SaysoError(
                f"{self.path}: something that was named is not there, or is there twice, or is out "
                f"of range ({error}). Nothing was changed."
            ) from error
        finally:
            # SQLite rolls some failures back by itself; all others here.
            if self._connection is not None and not done:
                with suppress(sqlite3.Error, SaysoError):
                    if connection.in_transaction:
                        connection.rollback()
                    # After a failure of the disk SQLite takes the change back at the next reading.
                    connection.row("SELECT count(*) FROM sqlite_schema")


@contextmanager
def _moment(connection: Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.rollback()


DEFAULT_JOURNEY = "The whole journey"
"""The title of the journey that every project has."""


def begin(
    change: Change,
    info: ProjectInfo,
    template: Template,
    *,
    personas: Sequence[str] = (),
    stages: Sequence[str] | None = None,
) -> None:
    """Write the first operation of a project; see `Project.create`."""
    change.make(
        "project",
        **(asdict(info) | {"title": common.title_of(info.title, "project")}),
    )
    change.make("settings", **asdict(Settings()))
    if stages is not None:
        for title in stages:
            stages_store.add(change, title)
    else:
        for stage in template.stages:
            stages_store.make(change, asdict(stage))
    for channel in template.channels:
        channels.add(change, channel)
    for name in personas:
        personas_store.add(change, name)
    journeys.add(change, DEFAULT_JOURNEY, is_default=True)
