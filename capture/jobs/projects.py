"""Making projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import template as templates
from data.records import ProjectInfo
from data.store import Project

if TYPE_CHECKING:
    from collections.abc import Sequence
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
