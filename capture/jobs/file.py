"""The project's file: opened for whoever writes in it, and looked at where something failed."""

from __future__ import annotations

from pathlib import Path

from data import locations
from data.errors import ProjectDamaged, SaysoError
from data.store import Project as Project
from data.store.authors import use_author


def open_file(path: Path, *, read_only: bool = False, author: str | None = None) -> Project:
    """Open a project; changes carry the name of ``author`` ("": of the machine's user).

    Raises:
        SaysoError: there is none, or it cannot be opened.
    """
    if author is not None:
        use_author(author)
    return Project.open(path, read_only=read_only)


def kept_elsewhere(project: Project) -> str:
    """Return a sentence on lines that could not be stored and lie in rescue files; "" for none."""
    if not locations.unstored_dir().is_dir():  # nearly always: a verb need not load the rest
        return ""
    from data import rescue

    files = rescue.left_for(project.path, project.identity())
    if not files:
        return ""
    count = sum(len(file.words) for file in files)
    lines = "1 line that was typed" if count == 1 else f"{count} lines that were typed"
    return (
        f"{lines} in this project could not be stored and wait in {locations.unstored_dir()}: "
        "open the project in the app to take them."
    )


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
        f"{path} is damaged ({report.problems[0].rstrip('.')}), so this could not be done. Keep "
        "the file as it is and go back to a backup; `sayso check` says all that is wrong."
    )
