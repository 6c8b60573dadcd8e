"""Why something is not stored, in the words of somebody who sits in a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import (
    DiskFull,
    ProjectLocked,
    ProjectMissing,
    ProjectReadOnly,
    ProjectReplaced,
    SaysoError,
    StorageFailed,
)

if TYPE_CHECKING:
    from pathlib import Path


class AnotherProject(ProjectReplaced):
    """The file at the project's path is another project now."""


class Fault(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Stands in for an internal error where a screen only needs to know that a job failed."""

    exit_code = 70


_REASONS: tuple[tuple[type[SaysoError], str], ...] = (
    (AnotherProject, "another project lies in the place of {name}"),
    (ProjectReplaced, "{name} was moved, deleted or replaced"),
    (ProjectMissing, "{name} is not there any more"),
    (ProjectLocked, "another program is writing to {name}"),
    (ProjectReadOnly, "{name} or its folder cannot be written to"),
    (DiskFull, "there is no room left on the disk of {name}"),
    (StorageFailed, "the disk refused to write {name}"),
)


def why_not(error: SaysoError, path: Path) -> str:
    """Return one sentence: what is the matter, where the words are, and what to do.

    The library's own sentence ends with what a person at a command line should do; here the job
    is kept and tried again by itself.
    """
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            name = path.name
            return (
                f"NOT STORED: {reason.format(name=name)}. Your words are kept here; "
                "Ctrl+R tries again."
            )
    return str(error)
