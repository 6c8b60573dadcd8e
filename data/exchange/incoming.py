"""What an import is told, and what was read of a foreign file before any project was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.records import Group, SessionKind

ROLES = (
    "text",
    "stage",
    "persona",
    "kind",
    "source",
    "participant",
    "team",
    "emotion",
    "at",
    "session",
    "channel",
    "tags",
    "consent",
)
"""What a column of a table may hold, in the order in which a report tells of them."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person said about a file's columns.

    Each value is the name of a column where the file has it (case and spaces aside); else, but for
    ``text`` and ``at``, a fixed value for every row.  ``None`` lets sayso guess from the columns'
    names, an empty string leaves the role out.
    """

    text: str | None = None
    stage: str | None = None
    persona: str | None = None
    kind: str | None = None
    source: str | None = None
    participant: str | None = None
    team: str | None = None
    emotion: str | None = None
    at: str | None = None
    session: str | None = None

    def given(self) -> dict[str, str]:
        """Return what was said, by role."""
        pairs = ((role, getattr(self, role, None)) for role in ROLES)
        return {role: value for role, value in pairs if value is not None}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its first line in the file (from 1), and one cell a column."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows under column names."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """What fills a role: the column ``index``, or the ``fixed`` value for every row.

    ``guessed`` tells that nobody named it.
    """

    role: str
    index: int | None = None
    fixed: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a file names."""

    name: str
    team: str = ""
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of a text file that may be a note; ``exact`` ones (code) are not parsed."""

    line: int
    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, a session; an empty title means the file's own name.

    ``started_at`` is in UTC, ``None`` where no date is given.
    """

    title: str
    kind: SessionKind | None = None
    started_at: datetime | None = None
    note_taker: str = ""
    people: tuple[Person, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file, read: either ``table`` with its ``uses``, or ``sections`` of a text file.

    ``name`` is the file's name, ``title`` the session that it becomes; ``digest`` the SHA-256 of
    its bytes.  ``speakers`` are names that open two or more lines.  ``warnings`` are sentences.
    """

    name: str
    title: str
    digest: str
    options: ImportOptions
    table: Table | None = None
    uses: tuple[Use, ...] = ()
    sections: tuple[Section, ...] = ()
    speakers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
