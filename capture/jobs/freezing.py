"""Freezing a map under a name, and holding any two against each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capture.jobs.mapping import build_map
from capture.jobs.people import named
from data.errors import NotFound, SaysoError
from data.records import FrozenMap, Snapshot
from data.store import frozen
from data.text import fold
from synthesis.map import build as map_build
from synthesis.map.build import OUTSIDE
from synthesis.map.model import Testedness

if TYPE_CHECKING:
    from data.store import Project
    from synthesis.map.compare import Difference
    from synthesis.map.model import JourneyMap

NOW = "now"
"""What the map as it stands is called beside the frozen ones."""

FIRST = "Assumptive v1"
"""The name under which the last map before the first customer is kept by itself."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two maps by their names, and what is different."""

    names: tuple[str, str]
    difference: Difference


def freeze(project: Project, name: str, persona: str = "") -> FrozenMap:
    """Keep the map as it stands under a name.

    Raises:
        NotFound: no persona is called that, or there is nothing on the map.
        NameTaken: a frozen map has the name, or it is the word for the present map.
    """
    journey = build_map(project, persona)
    if not journey.badge.notes:
        raise NotFound("There is nothing on the map yet: nothing was frozen.")
    return _keep(project, name, journey)


def _keep(project: Project, name: str, journey: JourneyMap) -> FrozenMap:
    from data.errors import NameTaken
    from synthesis.render import json as map_json

    if fold(name) == NOW:
        raise NameTaken(f"“{NOW}” means the map as it stands: choose another name.")
    with project.change(f"Freeze the map “{name}”") as change:
        return frozen.add(change, name, map_json.render(journey), persona=journey.header.persona)


def thaw(project: Project, name: str) -> tuple[FrozenMap, JourneyMap]:
    """Return a frozen map by its name, or by a beginning that fits no other.

    Raises:
        NotFound: none, or more than one, is called that.
        SaysoError: it was frozen by a version of sayso that this one does not know.
    """
    from synthesis.render import json as map_json

    one = named(frozen.all(project), name, "frozen map", lambda item: item.name)
    document = frozen.document(project, one.id)
    try:
        return one, map_json.read(document or "")
    except ValueError as error:
        raise SaysoError(
            f"The frozen map “{one.name}” cannot be read ({error}); it was left as it is."
        ) from error


def unfreeze(project: Project, name: str) -> FrozenMap:
    """Remove a frozen map; undo brings it back.

    Raises:
        NotFound: none, or more than one, is called that.
    """
    one = named(frozen.all(project), name, "frozen map", lambda item: item.name)
    with project.change(f"Remove the frozen map “{one.name}”") as change:
        frozen.remove(change, one.id)
    return one


def compare(project: Project, before: str = "", after: str = "") -> Compared:
    """Hold two maps against each other, by their names.

    Args:
        project: an open project.
        before: a frozen map; "" is the newest.
        after: another; "" or "now" is the map as it stands, of the same persona.

    Raises:
        NotFound: a name is unknown, or nothing was frozen yet.
    """
    from synthesis.map.compare import compare as differences

    kept = frozen.all(project)
    if not before and not kept:
        raise NotFound(
            "No map was frozen yet, so there is nothing to hold this one against. "
            "Freeze one with: sayso freeze NAME"
        )
    known, old = thaw(project, before or kept[-1].name)
    if after and fold(after) != NOW:
        other, new = thaw(project, after)
        return Compared((known.name, other.name), differences(old, new))
    new = build_map(project, old.header.persona)
    return Compared((known.name, NOW), differences(old, new))


def keep_first(project: Project, snapshot: Snapshot) -> FrozenMap | None:
    """Keep the last map that no customer was on, as soon as one has been heard.

    ``snapshot`` is the project with its cards still as they were drafted without customers.  Done
    once in a project's life, whatever else was frozen by hand; else ``None``.
    """
    if not snapshot.touchpoints or frozen.was_ever(project, FIRST):
        return None
    everything = map_build.build(snapshot, map_build.journey_for(snapshot, None))
    if everything.badge.state is not Testedness.PARTLY_TESTED:
        return None
    drafted = {
        item.note
        for card in snapshot.touchpoints
        for item in (*card.evidence, *(e for point in card.points for e in point.evidence))
    }
    before = replace(snapshot, notes=tuple(note for note in snapshot.notes if note.id in drafted))
    first = map_build.build(before, map_build.journey_for(before, None), showing=OUTSIDE)
    if first.badge.state is not Testedness.ASSUMPTIVE or not first.badge.notes:
        return None
    if any(fold(one.name) == fold(FIRST) for one in frozen.all(project)):
        return None
    return _keep(project, FIRST, first)
