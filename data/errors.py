"""What can go wrong in front of a person, each as one clear sentence.

``str(error)`` says what happened, where, what was kept and what to do; it may be shown as it is.
``exit_code`` is what the command line ends with.  Names and paths in a message are made visible
(`data.text.visible`) by whoever shows it: a message may hold text that somebody typed.
"""

# Named for what happened, not for being errors: `except NotAProject` reads as a sentence.
# ruff: noqa: N818

from __future__ import annotations

from collections.abc import Callable


class SaysoError(Exception):
    """A refusal: nothing was changed."""

    exit_code = 3


class NotFound(SaysoError):
    """Something that was asked for is not there."""

    exit_code = 1


class UsageError(SaysoError):
    """The request itself makes no sense, whatever the project holds."""

    exit_code = 2


class ProjectMissing(NotFound):
    """There is no file at the path of a project."""


class UnknownName(NotFound):
    """No stage, persona, participant, note ... has that name, code or id."""


class NotAProject(SaysoError):
    """The path is no project file: something else, empty, or a folder."""


class ForeignProject(NotAProject):
    """The file says that it is a project, and holds what sayso never put there."""


class NewerProject(SaysoError):
    """The project was made by a newer version of sayso."""


class ProjectExists(SaysoError):
    """A new project would overwrite something."""


class ProjectLocked(SaysoError):
    """Somebody else is writing to the project."""


class ProjectReadOnly(SaysoError):
    """The project, or the folder that it lies in, cannot be written to."""


class DiskFull(SaysoError):
    """There is no room left; the transaction is gone, earlier data is intact."""


class StorageFailed(SaysoError):
    """The file could not be read or written: an input/output error."""


class ProjectDamaged(SaysoError):
    """The project file's pages contradict each other."""


class BackupFailed(SaysoError):
    """No backup could be made; the project and every other backup are as they were."""


class RestoreRefused(SaysoError):
    """A backup cannot take the project's place; everything is as it was."""


class ProjectReplaced(SaysoError):
    """The file at the project's path is no longer the one that was opened."""


class ProjectOlder(ProjectReplaced):
    """Changes that were read or stored in the project are not in the file any more."""


class ProjectClosed(SaysoError):
    """The project was used after it had been closed."""


class NameTaken(SaysoError):
    """A name folds to one that is there already, or to a word that the grammar keeps.

    ``other`` is the id of the thing that has the name, "" where nothing has.
    """

    def __init__(self, sentence: str, other: str = "") -> None:
        """Say so."""
        super().__init__(sentence)
        self.other = other


class StillInUse(SaysoError):
    """Something cannot be removed while other things point to it."""


class UndoRefused(SaysoError):
    """A change cannot be taken back (or made again) as the project now stands."""


class ImportRefused(SaysoError):
    """A foreign file cannot be imported; nothing of it was."""


class OutputFailed(SaysoError):
    """A target file cannot be written; nothing half-written was left behind."""


class WouldOverwrite(OutputFailed):
    """Somebody's research, or a file of sayso's own, lies at the place; it is as it was."""


Progress = Callable[[int, int], None]
"""Told how much of how much of some long work is done."""

ShouldStop = Callable[[], bool]
"""Asked by long work between two steps; where it answers True, the work ends with `Cancelled`."""


class Cancelled(Exception):
    """Long work was stopped because somebody wished it; an answer, no failure."""
