"""The sample project: made from its source files, chapter by chapter."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capture.jobs import imports
from data import sample
from data.errors import OutputFailed, SaysoError
from data.records import Participation, ProjectInfo
from data.store import Project, journeys, personas, stages
from data.template import Template, TemplateStage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.store.log import Change

_ABOUT = ("title", "goal", "objectives", "use", "scope")


@contextmanager
def temporary() -> Iterator[tuple[Project, Path]]:
    """Make the sample project, still without notes, in a temporary folder that stays.

    The folder stays so that its user can look further; the system clears it in its own time.
    Where making it fails, it is taken away again.
    """
    folder = Path(tempfile.mkdtemp(prefix="sayso-demo-"))
    try:
        project = create(folder / "sample.sayso")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    with project:
        yield project, folder


def create(path: Path) -> Project:
    """Make the sample project without notes: what it is about, stages, personas, journeys.

    Raises:
        SaysoError: the file cannot be made.
    """
    source = tomllib.loads(sample.project_file().read_text(encoding="utf-8"))
    template = Template(
        slug="sample",
        title=source["title"],
        stages=tuple(
            TemplateStage(
                slug=stage["slug"],
                title=stage["title"],
                description=stage["description"],
                examples=tuple(stage["examples"]),
            )
            for stage in source["stages"]
        ),
        channels=tuple(source["channels"]),
    )
    about = ProjectInfo(**{name: source[name] for name in _ABOUT})
    project = Project.create(path, about, template)
    try:
        with project.change("Describe the sample project") as change:
            _describe(change, source)
    except BaseException:
        project.close()
        raise
    return project


def _describe(change: Change, source: dict[str, Any]) -> None:
    """Add the personas, and a journey for each that has one."""
    steps = {stage.title: stage.id for stage in stages.all(change)}
    ids = {}
    for persona in source["personas"]:
        fields = dict(persona)
        name = fields.pop("name")
        if "participation" in fields:
            fields["participation"] = Participation(fields["participation"])
        ids[name] = personas.add(change, name, **fields).id
    for journey in source.get("journeys", ()):
        fields = dict(journey)
        title = fields.pop("title")
        if "persona" in fields:
            fields["persona"] = ids[fields["persona"]]
        if "stages" in fields:
            fields["stages"] = tuple(steps[name] for name in fields["stages"])
        journeys.add(change, title, **fields)


def lay_out(folder: Path) -> Path:
    """Lay the sample out to be walked through by hand; return where its project is.

    The new ``folder`` holds the project without notes, the notes of the staff meetings and of the
    interviews in a folder each, and what the room wrote on the printed map.

    Raises:
        SaysoError: something is there already, or the folder cannot be made; nothing of it stays.
    """
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise SaysoError(
            f"{folder} is there already; nothing was written. Name a folder that is not there."
        ) from None
    except OSError as error:
        raise OutputFailed(
            f"{folder} cannot be made ({error.strerror or error}); nothing was written. "
            "Name another folder."
        ) from error
    try:
        for name, files in (
            ("meetings", sample.staff_files()),
            ("interviews", sample.interview_files()),
        ):
            (folder / name).mkdir()
            for file in files:
                shutil.copyfile(file, folder / name / file.name)
        shutil.copyfile(sample.workshop_file(), folder / "workshop.txt")
        path = folder / "bike-lease.sayso"
        create(path).close()
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise OutputFailed(
                f"{folder} cannot be filled ({error.strerror or error}); nothing of it was kept. "
                "Make room, or name another folder."
            ) from error
        raise
    return path


def staff_meetings(project: Project) -> tuple[str, list[str]]:
    """Import the staff meetings; return a heading and the lines that tell what came in."""
    told = _chapter(project, sample.staff_files())
    return "1. After four staff meetings: what the organisation believes", told


def interviews(project: Project) -> tuple[str, list[str]]:
    """Import the customer interviews; return a heading and the lines that tell what came in."""
    told = _chapter(project, sample.interview_files())
    return "2. After six customer interviews: what has been tested", told


def _chapter(project: Project, files: tuple[Path, ...]) -> list[str]:
    found = [imports.import_file(project, path, {}) for path in files]
    return [f"{path.stem}: {one.notes} notes" for path, one in zip(files, found, strict=True)]
