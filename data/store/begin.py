"""What a new project starts with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.records import ProjectInfo, Settings
from data.store import channels, common, journeys, personas, stages

if TYPE_CHECKING:
    from data.store.change import Change
    from data.template import Template

DEFAULT_JOURNEY = "The whole journey"
"""The title of the journey that every project has."""


def begin(
    change: Change,
    info: ProjectInfo,
    template: Template,
    *,
    personas: Sequence[str] = (),
    stages: Sequence[str] | None = None,
) -> None:
    """Write the first operation of a project; see `Project.create`."""
    change.make(
        "project",
        title=common.title_of(info.title, "project"),
        goal=info.goal,
        objectives=info.objectives,
        use=info.use,
        scope=info.scope,
    )
    numbers = Settings()
    change.make(
        "settings",
        supported_at=numbers.supported_at,
        contradicted_at=numbers.contradicted_at,
        shared_teams=numbers.shared_teams,
        dial=numbers.dial,
    )
    _add_stages(change, template, stages)
    for channel in template.channels:
        channels.add(change, channel)
    _add_personas(change, personas)
    journeys.add(change, DEFAULT_JOURNEY, is_default=True)


def _add_stages(change: Change, template: Template, titles: Sequence[str] | None) -> None:
    if titles is not None:
        for title in titles:
            stages.add(change, title)
        return
    for stage in template.stages:
        stages.add(
            change,
            stage.title,
            slug=stage.slug,
            description=stage.description,
            examples=stage.examples,
        )


def _add_personas(change: Change, names: Sequence[str]) -> None:
    for name in names:
        personas.add(change, name)
