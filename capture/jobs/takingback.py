"""Undo and redo, and which note they were about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.store import undo as undo_store

if TYPE_CHECKING:
    from data.records import NoteId, Operation
    from data.store import Project


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
