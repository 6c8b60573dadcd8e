"""Making projects: from a form, from files, from the sample."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from capture.jobs import imports
from data import template as templates
from data.errors import ProjectDamaged, SaysoError
from data.records import ProjectInfo
from data.store import Project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


def create(
    path: Path,
    *,
    title: str = "",
    template: str = "default",
    stages: Sequence[str] | None = None,
    personas: Sequence[str] = (),
) -> Project:
    """Make a project file from a template, by name or by path; return it open.

    Raises:
        SaysoError: the file is there already, the template is not, or a name cannot be used.
    """
    return Project.create(
        path,
        ProjectInfo(title=title or path.stem),
        templates.load(template),
        personas=personas,
        stages=stages,
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


@contextmanager
def from_files(
    target: Path, files: Sequence[Path], columns: Mapping[str, str | None], *, template: str
) -> Iterator[tuple[Project, list[str]]]:
    """Make a project at ``target`` from files; yield it with the lines that tell what came in.

    Where a file is refused nothing is left: the project goes with it.

    Raises:
        SaysoError: a file, the template or the target cannot be used.
    """
    with create(target, template=template) as project:
        told: list[str] = []
        try:
            for path in files:
                told += imports.import_file(project, path, columns).lines
        except BaseException:
            project.close()
            target.unlink(missing_ok=True)
            raise
        yield project, told
