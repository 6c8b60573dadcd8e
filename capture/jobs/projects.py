"""Making projects."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from capture.jobs import imports
from data import template as templates
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
