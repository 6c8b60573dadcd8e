"""What the research is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from data.records import ProjectInfo
from data.store import common

if TYPE_CHECKING:
    from data.store.log import Change


class InfoFields(TypedDict, total=False):
    """What of the project's own description can be edited."""

    title: str
    goal: str
    objectives: str
    use: str
    scope: str


def get(reader: common.Reader) -> ProjectInfo:
    """The project's own description."""
    return ProjectInfo(
        *reader.connection.row('SELECT title, goal, objectives, "use", scope FROM project')
    )


def edit(change: Change, **fields: Unpack[InfoFields]) -> bool:
    """Change the description; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    if "title" in fields:
        values["title"] = common.title_of(fields["title"], "project")
    (project_id,) = change.connection.row("SELECT id FROM project")
    return change.edit("project", project_id, **values)
