"""The project's file: opened for whoever writes in it, and looked at where something failed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from data import locations
from data.errors import ProjectDamaged, SaysoError
from data.store import Project as Project
from data.store.authors import use_author
from data.store.backups import daily as daily
from data.store.backups import use_most as use_most

if TYPE_CHECKING:
    from data.store.repair import Repair


def open_file(path: Path, *, read_only: bool = False, author: str | None = None) -> Project:
    """Open a project; changes carry the name of ``author`` ("": of the machine's user).

    Raises:
        SaysoError: there is none, or it cannot be opened.
    """
    if author is not None:
        use_author(author)
    return Project.open(path, read_only=read_only)


def where_it_lies(path: Path, *, again: bool = False) -> str:
    """Return what is unsafe about a project's folder; "" where nothing is, or it was said before.

    With ``again`` it is said each time.
    """
    from data import folders

    return folders.danger(path) if again else folders.once(path)


def can_be_written(path: Path) -> bool:
    """Whether a project may be written to, as far as that shows without opening it."""
    from data.store import files, schema

    if not files.is_writable(path):
        return False
    version = files.look(path)
    return version is None or version <= schema.VERSION


def repair(path: Path) -> Repair:
    """Mend a project file; see `data.store.repair`.

    Raises:
        SaysoError: it cannot be mended; it is as it was.
    """
    from data.store import repair as repairing

    return repairing.repair(path)


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # it may not be looked at, so nothing of this person's lies there
        return False


def kept_elsewhere(project: Project) -> str:
    """Return a sentence on lines that could not be stored and lie in rescue files; "" for none."""
    if not _is_there(locations.unstored_dir()):  # nearly always: a verb need not load the rest
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


_UNREADABLE = "A value in it is nested too deep, too long or no time, and cannot be read"


def damage(path: Path, failed: Exception) -> SaysoError | None:
    """Return the sentence for a project that does not hold together; None where it does.

    To be asked after something ``failed`` that never should: rows that somebody wrote past sayso
    can hold what no reader expects.
    """
    try:
        with Project.open(path, read_only=True) as project:
            if project.refusal is not None:
                return project.refusal
            report = project.check()
        problem = "" if report.ok else report.problems[0].rstrip(".")
    except ProjectDamaged as error:
        return error
    except SaysoError:
        return None
    except (ValueError, RecursionError) as error:
        failed, problem = error, ""
    if not problem and not _is_unreadable(failed):
        return None
    return ProjectDamaged(
        f"{path} is damaged ({problem or _UNREADABLE}), so this could not be done. `sayso check` "
        "says all that is wrong, `sayso check --repair` saves what can be saved, and `sayso "
        "restore` goes back to a backup; both keep the file."
    )


def _is_unreadable(error: Exception) -> bool:
    """Whether an error is about a stored value that is no JSON, no number or no time."""
    if isinstance(error, RecursionError):
        return True
    if not isinstance(error, ValueError):
        return False
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    decoding = place is not None and place.tb_frame.f_globals.get("__name__") == "json.decoder"
    return decoding or str(error).startswith("Invalid isoformat string")
