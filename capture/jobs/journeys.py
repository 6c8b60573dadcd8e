"""Journeys by what people type: names in the place of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capture.jobs.finding import named
from data.store import journeys as stored
from data.store import personas, stages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.records import Journey
    from data.store import Project
    from data.store.change import Change
    from data.store.journeys import JourneyFields


def documents(project: Project) -> list[dict[str, Any]]:
    """Return the journeys in plain values; ``stages`` is None where every stage is shown."""
    titles = {one.id: one.title for one in stages.all(project)}
    names = {one.id: one.name for one in personas.all(project)}
    return [
        {
            "title": one.title,
            "persona": names[one.persona] if one.persona else None,
            "trigger": one.trigger,
            "scenario": one.scenario,
            "stages": None if one.stages is None else [titles[stage] for stage in one.stages],
            "default": one.is_default,
        }
        for one in stored.all(project)
    ]


def add(project: Project, title: str, options: Mapping[str, str | None]) -> Journey:
    """Add a journey.

    Raises:
        NotFound: a persona or a stage is not known; nothing was added.
    """
    with project.change(f"Add the journey “{title}”") as change:
        fields = _fields(change, options)
        fields.pop("title", None)
        return stored.add(change, title, **fields)  # type: ignore[misc]


def change(project: Project, name: str, options: Mapping[str, str | None]) -> Journey:
    """Change a journey; return it as it was.

    Raises:
        NotFound: no journey, persona or stage is called that; nothing was changed.
    """
    with project.change(f"Change the journey “{name}”") as change:
        one = named(stored.all(change), name, "journey", lambda one: one.title)
        stored.edit(change, one.id, **_fields(change, options))
    return one


def remove(project: Project, name: str) -> Journey:
    """Remove a journey; return it.

    Raises:
        NotFound: no journey is called that.
        StillInUse: it is the default journey.
    """
    with project.change(f"Remove the journey “{name}”") as change:
        one = named(stored.all(change), name, "journey", lambda one: one.title)
        stored.remove(change, one.id)
    return one


def _fields(change: Change, options: Mapping[str, str | None]) -> JourneyFields:
    """Return what was given as the store takes it; an empty persona or stages means all."""
    fields: JourneyFields = {}
    if (title := options.get("title")) is not None:
        fields["title"] = title
    if (trigger := options.get("trigger")) is not None:
        fields["trigger"] = trigger
    if (scenario := options.get("scenario")) is not None:
        fields["scenario"] = scenario
    if (persona := options.get("persona")) is not None:
        known = personas.all(change)
        fields["persona"] = (
            named(known, persona, "persona", lambda one: one.name).id if persona.strip() else None
        )
    if (chosen := options.get("stages")) is not None:
        steps = stages.all(change)
        names = [name.strip() for name in chosen.split(",") if name.strip()]
        fields["stages"] = (
            tuple(named(steps, name, "stage", lambda one: one.title).id for name in names) or None
        )
    return fields
