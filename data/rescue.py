"""Rescue files: words that are in no project yet, kept on another disk than the project's, maybe.

Each belongs to one process and one project, lies in sayso's own folder beside what it remembers,
and can be read by its owner alone.  It is plain JSON, so that the words can be got at by hand where
there is no sayso or no project any more.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.files import make_folder, remove, sync_folder, write_whole
from data.locations import unstored_dir
from data.processes import Owner, is_gone, this_process

SILENT = 30.0
"""Where a process cannot be asked for: its file was left when it is so many seconds old."""

_NOBODY = Owner("", 0, 0.0)
_ABOUT = (
    "Words that were typed in sayso and could not be stored in their project yet. They are offered "
    "when the project is opened again; this file goes when they are stored."
)


@dataclass(frozen=True, slots=True)
class Words:
    """Something that was typed: ``id`` is that of its line, ``doing`` what it was to become."""

    id: str
    text: str
    doing: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rescue:
    """A rescue file as it is read."""

    path: Path
    project: Path
    identity: str
    owner: Owner
    words: tuple[Words, ...]


def new_path() -> Path:
    """A path for a file of this process."""
    return unstored_dir() / f"{os.getpid()}-{os.urandom(6).hex()}.json"


def write(
    path: Path, project: Path, identity: str, words: Sequence[Words], *, orphan: bool = False
) -> None:
    """Keep words, whole and on the disk, or no file at all where there are none.

    An ``orphan`` belongs to no process: it is offered at once.

    Raises:
        OSError: it cannot be written; what was there before is as it was.
    """
    owner = _NOBODY if orphan else this_process()
    _write(Rescue(path, project, identity, owner, tuple(words)))


def _write(rescue: Rescue) -> None:
    if not rescue.words:
        remove(rescue.path)
        with suppress(OSError):  # others lie there
            rescue.path.parent.rmdir()
        return
    make_folder(rescue.path.parent)
    told = {
        "about": _ABOUT,
        "project": os.fspath(rescue.project),
        "identity": rescue.identity,
        "owner": asdict(rescue.owner),
        "words": [asdict(one) | {"at": one.at.isoformat()} for one in rescue.words],
    }
    content = json.dumps(told, indent=1, ensure_ascii=False)
    write_whole(rescue.path, content.encode("utf-8", "surrogatepass"), private=True)
    sync_folder(rescue.path.parent)


def left_for(project: Path, identity: str) -> tuple[Rescue, ...]:
    """The files of processes that are gone, for one project, the oldest first."""
    return tuple(
        sorted(
            (one for one in _all() if _is_for(one, project, identity) and _is_left(one)),
            key=lambda one: one.words[0].at,
        )
    )


def drop(path: Path, words_id: str) -> bool:
    """Take words out of a file, and the file away with its last; False where they are not there.

    Raises:
        OSError: it cannot be written.
    """
    rescue = _read(path)
    if rescue is None or all(one.id != words_id for one in rescue.words):
        return False
    # A file that others may take from belongs to nobody any more.
    _write(replace(rescue, words=tuple(one for one in rescue.words if one.id != words_id)))
    return True


def holds(path: Path, words_id: str) -> bool:
    """Whether a file still holds words."""
    rescue = _read(path)
    return rescue is not None and any(one.id == words_id for one in rescue.words)


def _is_for(rescue: Rescue, project: Path, identity: str) -> bool:
    if rescue.identity and identity:
        return rescue.identity == identity
    return rescue.project == project  # it could not be opened when the words were typed


def _is_left(rescue: Rescue) -> bool:
    if rescue.owner == _NOBODY:
        return True
    gone = is_gone(rescue.owner)
    if gone is None:
        with suppress(OSError):
            return time.time() - rescue.path.stat().st_mtime > SILENT
        return False
    return gone


def _all() -> Iterator[Rescue]:
    try:
        paths = sorted(unstored_dir().glob("*.json"))
    except OSError:
        return
    for path in paths:
        rescue = _read(path)
        if rescue is not None and rescue.words:
            yield rescue


def _read(path: Path) -> Rescue | None:
    """Read a file; None where it is not there, or is none of ours."""
    try:
        told = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        return Rescue(
            path,
            Path(told["project"]),
            str(told["identity"]),
            Owner(**told["owner"]),
            tuple(map(_words, told["words"])),
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _words(told: dict[str, Any]) -> Words:
    at = datetime.fromisoformat(told["at"])
    text, doing = str(told["text"]), str(told["doing"])
    return Words(str(told["id"]), text, doing, at if at.tzinfo else at.replace(tzinfo=UTC))
