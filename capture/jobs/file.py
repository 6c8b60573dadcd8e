"""The project's file: opened for whoever writes in it, and looked at where something failed."""

from __future__ import annotations

from pathlib import Path

from data.errors import ProjectDamaged, SaysoError
from data.store import Project as Project
from data.store.authors import use_author
from data.store.backups import daily as daily
from data.store.backups import use_most as use_most


def open_file(path: Path, *, read_only: bool = False, author: str | None = None) -> Project:
    """Open a project; changes carry the name of ``author`` ("": of the machine's user).

    Raises:
        SaysoError: there is none, or it cannot be opened.
    """
    if author is not None:
        use_author(author)
    return Project.open(path, read_only=read_only)


def damage(path: Path) -> ProjectDamaged | None:
    """Return the sentence for a project that does not hold together; None where it does.

    To be asked after something failed that never should: rows that somebody wrote past sayso can
    hold what no reader expects.
    """
    try:
        with Project.open(path, read_only=True) as project:
            report = project.check()
    except ProjectDamaged as error:
        return error
    except SaysoError:
        return None
    if report.ok:
        return None
    return ProjectDamaged(
        f"{path} is damaged ({report.problems[0].rstrip('.')}), so this could not be done. `sayso "
        "check` says all that is wrong, `sayso restore` would go back to a backup, and keep the "
        "file."
    )
