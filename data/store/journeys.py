"""The journeys: what each map shows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

from data.errors import StillInUse
from data.records import Journey, JourneyId, PersonaId, StageId
from data.store import common

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001


class JourneyFields(TypedDict, total=False):
    """What of a journey can be edited; ``stages`` is ``None`` for every stage."""

    title: str
    persona: PersonaId | None
    trigger: str
    scenario: str
    stages: Sequence[StageId] | None
    owner: str
    lanes: Sequence[str]


def all(reader: common.Reader) -> tuple[Journey, ...]:
    """The journeys in their order, each with its stages in the project's order."""
    chosen: dict[str, list[StageId]] = defaultdict(list)
    for journey, stage in reader.connection.rows(
        "SELECT journey, stage FROM journey_stage JOIN stage ON stage.id = stage"
        " ORDER BY stage.position, stage.id"
    ):
        chosen[journey].append(StageId(stage))
    return tuple(
        Journey(
            JourneyId(row[0]),
            row[1],
            PersonaId(row[2]) if row[2] else None,
            row[3],
            row[4],
            None if row[5] else tuple(chosen[row[0]]),
            bool(row[6]),
            row[7],
            row[8],
            tuple(json.loads(row[9])),
        )
        for row in reader.connection.rows(
            'SELECT id, title, persona, "trigger", scenario, every_stage, is_default, position,'
            " owner, lanes FROM journey ORDER BY position, id"
        )
    )


def add(
    change: Change,
    title: str,
    *,
    persona: PersonaId | None = None,
    trigger: str = "",
    scenario: str = "",
    stages: Sequence[StageId] | None = None,
    is_default: bool = False,
    owner: str = "",
    lanes: Sequence[str] = (),
) -> Journey:
    """Add a journey at the end of the list."""
    journey_id = change.make(
        "journey",
        title=common.title_of(title, "journey"),
        persona=persona,
        trigger=trigger,
        scenario=scenario,
        every_stage=stages is None,
        is_default=is_default,
        position=common.make_room(change, "journey", None),
        owner=owner,
        lanes=tuple(lanes),
    )
    for stage in dict.fromkeys(stages or ()):
        change.make("journey_stage", journey=journey_id, stage=stage)
    return next(journey for journey in all(change) if journey.id == journey_id)


def edit(change: Change, journey_id: JourneyId, **fields: Unpack[JourneyFields]) -> bool:
    """Change a journey; False where nothing is different.

    Raises:
        StillInUse: stages were chosen for the default journey, which always shows every one.
    """
    values: dict[str, object] = {name: value for name, value in fields.items() if name != "stages"}
    if "title" in fields:
        values["title"] = common.title_of(fields["title"], "journey")
    if "lanes" in fields:
        values["lanes"] = tuple(fields["lanes"])
    if "stages" in fields:
        values["every_stage"] = fields["stages"] is None
        if fields["stages"] is not None:
            _refuse_default(change, journey_id, "always shows every stage")
    changed = change.edit("journey", journey_id, **values)
    if "stages" in fields:
        wanted = set(fields["stages"] or ())
        held = _stages(change, journey_id)
        for stage in sorted(held - wanted):
            change.remove("journey_stage", f"{journey_id}:{stage}")
        for stage in sorted(wanted - held):
            change.make("journey_stage", journey=journey_id, stage=stage)
        changed = changed or held != wanted
    return changed


def remove(change: Change, journey_id: JourneyId) -> None:
    """Remove a journey; its notes and touchpoints stay.

    Raises:
        StillInUse: it is the default journey.
    """
    _refuse_default(change, journey_id, "cannot be removed")
    for stage in sorted(_stages(change, journey_id)):
        change.remove("journey_stage", f"{journey_id}:{stage}")
    change.remove("journey", journey_id)


def reorder(change: Change, ids: Sequence[JourneyId]) -> bool:
    """Put the journeys in this order; those not named follow as they stood."""
    return common.reorder(change, "journey", ids)


def _stages(change: Change, journey_id: str) -> set[StageId]:
    return {
        StageId(stage)
        for (stage,) in change.connection.rows(
            "SELECT stage FROM journey_stage WHERE journey = ?", (journey_id,)
        )
    }


def _refuse_default(change: Change, journey_id: str, why: str) -> None:
    row = change.connection.row("SELECT is_default FROM journey WHERE id = ?", (journey_id,))
    if row is not None and row[0]:
        raise StillInUse(f"The default journey {why}: nothing was changed. Make another journey.")
