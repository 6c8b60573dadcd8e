"""What an import has to know of a project before it can plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records import Participant, Session, Stage
from data.shorthand import Vocabulary

if TYPE_CHECKING:
    from data.store.common import Reader

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class View:
    """A project as an import sees it.

    ``has_template_stages`` is True where there are no notes and the stages are as a template gave
    them: such stages give way to a file's own.
    """

    stages: tuple[Stage, ...]
    vocabulary: Vocabulary
    participants: tuple[Participant, ...]
    sessions: tuple[Session, ...]
    has_template_stages: bool


@dataclass(frozen=True, slots=True)
class KnownRow:
    """The note that a row became, and its session; both "" where the note was removed since."""

    note: str
    session: str


def look(reader: Reader) -> View:
    """Read what planning needs."""
    from data.store import participants, sessions, snapshot, stages

    all_stages = stages.all(reader)
    return View(
        all_stages,
        snapshot.vocabulary(reader.connection, None),
        participants.all(reader),
        sessions.all(reader),
        _has_template_stages(reader, all_stages),
    )


def known_rows(reader: Reader, keys: Iterable[str]) -> dict[str, KnownRow]:
    """Return those of the rows that an earlier import brought."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, KnownRow] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = reader.connection.rows(
            "SELECT row_key, note.id, note.session FROM import_row"
            " LEFT JOIN note ON note.id = import_row.note"
            f" WHERE row_key IN ({','.join('?' * len(some))})",
            some,
        )
        found.update((key, KnownRow(note or "", session or "")) for key, note, session in rows)
    return found


def _has_template_stages(reader: Reader, stages: tuple[Stage, ...]) -> bool:
    """True where the stages are those that the project was made with, and came from a template.

    Titles that a person chose have neither description nor examples.
    """
    connection = reader.connection
    if connection.row("SELECT 1 FROM note LIMIT 1") or not stages:
        return False
    made = connection.rows(
        "SELECT value FROM change WHERE entity = 'stage' AND field = '+'"
        " AND op = (SELECT op FROM change ORDER BY rowid LIMIT 1)"
    )
    first = {value["id"]: value for value in (json.loads(text) for (text,) in made)}
    same = len(first) == len(stages) and all(
        stage.id in first
        and (stage.title, stage.description, stage.position)
        == tuple(first[stage.id][name] for name in ("title", "description", "position"))
        for stage in stages
    )
    picked = connection.row(
        "SELECT 1 FROM journey_stage UNION ALL SELECT 1 FROM touchpoint LIMIT 1"
    )
    return same and not picked and any(stage.description or stage.examples for stage in stages)
