"""Backups as people meet them: listed, compared with the project, made, and gone back to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import NotFound
from data.store import backup_names, backups, restoring
from data.store.restoring import Restored as Restored
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from data.store.backups import Looked
    from data.store.restoring import Newer

_WHY = {
    "opened": "when it was opened",
    "regular": "every half hour",
    "asked": "when you asked",
    "before-anew": "before a new cut",
    "before-import": "before an import",
    backup_names.SET_ASIDE: "set aside by a restore",
}
_LINES, _WIDE = 3, 72


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in a list: its ``number`` counts from the newest; ``trouble`` is "" where sound."""

    number: int
    path: Path
    at: datetime
    why: str
    notes: int | None
    size: int
    trouble: str
    looked: Looked

    @property
    def sound(self) -> bool:
        """Whether it can be gone back to."""
        return not self.trouble

    @property
    def when(self) -> str:
        """When it was made, as the clock on the wall showed it."""
        return f"{self.at.astimezone():%Y-%m-%d %H:%M}"

    @property
    def megabytes(self) -> str:
        """Its size in words."""
        return f"{self.size / 1_000_000:.1f} MB"

    def as_document(self) -> dict[str, object]:
        """Return the same in plain values."""
        return {
            "number": self.number,
            "file": str(self.path),
            "made_at": self.at.isoformat(),
            "why": self.looked.kept.why,
            "notes": self.notes,
            "bytes": self.size,
            "sound": self.sound,
            "trouble": self.trouble,
        }


def every(path: Path) -> Iterator[Backup]:
    """Look into the backups of a project one by one, newest first; the project is not opened."""
    for number, kept in enumerate(backup_names.kept(path), 1):
        yield _seen(number, backups.look_into(kept))


def _seen(number: int, looked: Looked) -> Backup:
    kept = looked.kept
    why = _WHY.get(kept.why, kept.why.replace("-", " "))
    notes = looked.tip.notes if looked.tip is not None else None
    return Backup(number, kept.path, kept.at, why, notes, kept.size, looked.trouble, looked)


def folder(path: Path) -> Path:
    """Return where the backups of a project lie."""
    return backup_names.folder_of(path)


def without_project(here: Path) -> Path | None:
    """Return the path of the one project in a folder of which only backups are there."""
    found = [
        one.with_name(one.name.removesuffix(backup_names.FOLDER))
        for one in sorted(here.glob(f"*.sayso{backup_names.FOLDER}"))
        if one.is_dir()
    ]
    return found[0] if len(found) == 1 and not found[0].exists() else None


def chosen(path: Path, typed: str = "") -> Backup:
    """Return the backup that was meant; the newest sound one where nothing was typed.

    Raises:
        NotFound: there is none, or several fit.
    """
    kept = backup_names.kept(path)
    if not kept:
        raise NotFound(f"{path} has no backups: there would be some in {folder(path)}.")
    if typed:
        found = restoring.choose(kept, typed)
        return _seen(kept.index(found) + 1, backups.look_into(found))
    for one in every(path):
        if one.sound and not one.looked.kept.is_set_aside:
            return one
    raise NotFound(f"None of the backups in {folder(path)} is sound: sayso backups says why.")


def make(path: Path) -> Path | None:
    """Make a backup because somebody asked; None where the newest holds all that there is.

    Raises:
        BackupFailed: none could be made.
    """
    made = backups.make(path, "asked", always=True)
    return made.path if made is not None else None


keep_up = backups.made
sweep = backups.sweep


def lost_by(path: Path, backup: Backup) -> tuple[str, ...]:
    """Return in words what the project holds that a backup does not, and would be set aside."""
    found = restoring.newer(path, backup.path)
    return tuple(_told(found))


def _told(newer: Newer) -> Iterator[str]:
    if newer.unknown:
        yield f"What is newer than the backup cannot be told: {newer.unknown}."
        return
    if newer.other:
        yield "The project that lies there now is another one than the backup's."
    parts = {"added": newer.added, "edited": newer.edited, "removed": newer.removed}
    if not any(parts.values()) and not newer.changes:
        yield "The project holds nothing that the backup does not."
        return
    numbers = ", ".join(f"{counted(len(texts), 'note')} {what}" for what, texts in parts.items())
    yield f"Since then: {numbers} ({counted(newer.changes, 'change')} in all)."
    for what, texts in parts.items():
        for text in texts[:_LINES]:
            yield f"  {what}: {clip(' '.join(visible(text).split()), _WIDE)}"
        if len(texts) > _LINES:
            yield f"  {what}: and {len(texts) - _LINES:,} more"


def restore(path: Path, backup: Backup) -> Restored:
    """Put a backup in the place of the project, which is set aside.

    Raises:
        SaysoError: why not; everything is as it was.
    """
    return restoring.restore(path, backup.looked)


def sentence(path: Path, backup: Backup, done: Restored) -> str:
    """Return what a restore has done."""
    told = f"{path.name} is as it was at {backup.when}: {counted(done.tip.notes, 'note')}."
    if done.set_aside:
        aside = done.set_aside[-1]
        told += f" What was there before is kept as {aside.parent.name}/{aside.name}."
    return told
