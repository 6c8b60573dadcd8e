"""The first form: a project, and who is in the room, from a few lines that may all be empty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from capture.jobs import meetings
from data import locations, template
from data.errors import ProjectExists, SaysoError
from data.records import ProjectInfo, SessionKind
from data.store import Project
from data.text import fold, slugify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.records import SessionId

SUFFIX = ".sayso"
_MOST_NAMES = 100  # how many "name-2", "name-3" are tried before giving up


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the form says.

    ``file`` is the file to make, or None for one named after the title in ``folder``, with a number
    where that name is taken.  ``stages`` is empty for the template's own.  ``people`` are
    ``NAME/TEAM`` or ``NAME``.
    """

    folder: Path
    file: Path | None = None
    title: str = ""
    template: str = template.DEFAULT
    stages: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """The project that was made; the session with its roster, where people were named.

    ``problem`` says why the people could not be written down: the project is there all the same.
    """

    path: Path
    session: SessionId | None = None
    problem: str = ""


def names(text: str) -> tuple[str, ...]:
    """Return the names of a comma-separated line, without empty ones."""
    return tuple(name for part in text.split(",") if (name := " ".join(part.split())))


def file_name(title: str) -> str:
    """Return the name of the file for a project of this title."""
    return (slugify(title) if title.strip() else "research") + SUFFIX


def begin(said: Beginning) -> Begun:
    """Make the project, and a staff meeting with its roster where people were named.

    Raises:
        SaysoError: the file is there already, the folder cannot be written to, or a name is
            refused; nothing was made.
    """
    chosen = _with_stages(template.load(said.template), said.stages)
    path, project = _create(said, chosen)
    with project:
        locations.remember(path)
        if not said.people:
            return Begun(path)
        people = [name if "/" in name else f"{name}/" for name in said.people]
        try:
            session = meetings.open_session(
                project, "First meeting", SessionKind.STAFF_MEETING, people=people
            )
        except SaysoError as error:
            return Begun(path, problem=f"The people are not written down yet: {error}")
        return Begun(path, session.id)


def _create(said: Beginning, chosen: template.Template) -> tuple[Path, Project]:
    """Make the file under the name that was asked for, or under the first free one."""
    if said.file is not None:
        file = said.file.expanduser()
        wanted = file if file.suffix == SUFFIX else file.with_name(file.name + SUFFIX)
        return wanted.absolute(), _make(wanted.absolute(), said, chosen)
    first = (said.folder / file_name(said.title)).absolute()
    for number in range(1, _MOST_NAMES):
        path = first if number == 1 else first.with_name(f"{first.stem}-{number}{SUFFIX}")
        try:
            return path, _make(path, said, chosen)
        except ProjectExists:
            continue
    raise ProjectExists(f"{first} and {_MOST_NAMES - 2} names like it exist: choose another.")


def _make(path: Path, said: Beginning, chosen: template.Template) -> Project:
    title = said.title.strip() or path.stem
    return Project.create(path, ProjectInfo(title=title), chosen, personas=said.personas)


def _with_stages(chosen: template.Template, titles: Sequence[str]) -> template.Template:
    """Return the template with these stages: one that it has keeps its description and examples."""
    if not titles:
        return chosen
    known = {fold(stage.title): stage for stage in chosen.stages}
    stages = tuple(
        replace(known[fold(title)], title=title)
        if fold(title) in known
        else template.TemplateStage(slugify(title), title)
        for title in titles
    )
    return replace(chosen, stages=stages)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form begins with: stages to choose from, and projects to go on with."""

    templates: tuple[template.Template, ...]
    recent: tuple[Path, ...]


def offer() -> Offer:
    """Return the templates that ship and the projects used last."""
    return Offer(template.shipped(), tuple(locations.recent()[:8]))
