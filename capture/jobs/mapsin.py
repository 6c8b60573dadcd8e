"""Taking a map that was exported as JSON into a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import exchange
from data.errors import ImportRefused
from data.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from capture.jobs.imports import Imported
    from data.store import Project
    from synthesis.mapmodel import JourneyMap

_ENOUGH = 4096


def look(path: Path) -> str | None:
    """Return the text of a file that says of itself that it is a sayso map; ``None`` for others."""
    import json

    from synthesis.render import jsonmap

    try:
        with path.open("rb") as stream:
            start = stream.read(_ENOUGH)
            if not start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
                return None
            text = (start + stream.read()).decode("utf-8-sig")
        return text if jsonmap.is_map(json.loads(text)) else None
    except (OSError, ValueError, RecursionError):
        return None  # whoever reads it for something else says what is wrong with it


def take(
    project: Project,
    path: Path,
    text: str,
    columns: Mapping[str, str | None],
    *,
    dry_run: bool = False,
) -> Imported:
    """Add what a map holds and the project does not; with ``dry_run`` only say what that is.

    Raises:
        ImportRefused: the document does not hold together, or columns were named.
        SaysoError: a name of it is refused here; nothing was added.
    """
    from capture.jobs.imports import Imported
    from synthesis.render import jsonmap
    from synthesis.unfold import unfold

    given = [name for name, value in columns.items() if value is not None]
    if given:
        raise ImportRefused(
            f"{path.name} is a map, which says itself what is what: leave --{given[0]} out."
        )
    try:
        journey = jsonmap.read(text)
        coming = unfold(journey)
    except ValueError as error:
        raise ImportRefused(
            f"{path.name} cannot be taken in: {error}. Nothing was added."
        ) from error
    warnings = tuple(_warnings(journey))
    if dry_run:
        plan = exchange.plan_map(path.name, coming, project.snapshot(), warnings)
        return Imported(len(plan.notes), tuple(plan.lines()))
    with project.change(f"Import the map {path.name}") as change:
        from data.store.snapshot import snapshot

        plan = exchange.plan_map(path.name, coming, snapshot(change.connection), warnings)
        if not plan.is_empty:
            exchange.apply_map(plan, change)
    return Imported(len(plan.notes), tuple(plan.lines()))


def _warnings(journey: JourneyMap) -> Iterator[str]:
    """Yield what a map cannot bring."""
    withheld = {
        note.id
        for stage in journey.stages
        for lanes in (*(card.lanes for card in stage.cards), stage.loose)
        for lane in lanes
        for point in lane.points
        for note in point.notes
        if note.withheld
    }
    if withheld:
        yield (
            f"{counted(len(withheld), 'note')} whose words the map withholds: they count, "
            "without their words"
        )
    if journey.rejected:
        yield f"{counted(journey.rejected, 'rejected touchpoint')} not in the map"
    if journey.origin is None:
        yield "a map of an older version: meetings are guessed from the kind and day of notes"
