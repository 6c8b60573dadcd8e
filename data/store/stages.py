"""The stages of the journey: one ordered list in a project."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

from data.records import Stage, StageId
from data.store import common
from data.text import slugify

if TYPE_CHECKING:
    from data.store.log import Change

# ruff: noqa: A001


class StageFields(TypedDict, total=False):
    """What of a stage can be edited; its slug stays."""

    title: str
    description: str
    examples: Sequence[str]
    question: str


def all(reader: common.Reader) -> tuple[Stage, ...]:
    """The stages in their order."""
    return tuple(
        Stage(StageId(row[0]), row[1], row[2], row[3], tuple(json.loads(row[4])), row[5], row[6])
        for row in reader.connection.rows(
            "SELECT id, slug, title, description, examples, position, question FROM stage"
            " ORDER BY position, id"
        )
    )


def add(
    change: Change,
    title: str,
    *,
    description: str = "",
    examples: Sequence[str] = (),
    question: str = "",
    position: int | None = None,
    slug: str | None = None,
) -> Stage:
    """Add a stage at the end, or at ``position`` (0-based).

    Raises:
        NameTaken: the title is too like that of another stage, or means something in a tail.
    """
    title = common.fresh_name(change, "stage", title, column="title")
    place = common.make_room(change, "stage", position)
    stage_id = change.make(
        "stage",
        slug=_free_slug(change, slug or slugify(title)),
        title=title,
        description=description,
        examples=tuple(examples),
        position=place,
        question=question,
    )
    return next(stage for stage in all(change) if stage.id == stage_id)


def edit(change: Change, stage_id: StageId, **fields: Unpack[StageFields]) -> bool:
    """Change a stage; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    if "title" in fields:
        values["title"] = common.fresh_name(
            change, "stage", fields["title"], column="title", but=stage_id
        )
    if "examples" in fields:
        values["examples"] = tuple(fields["examples"])
    return change.edit("stage", stage_id, **values)


def remove(change: Change, stage_id: StageId) -> None:
    """Remove a stage that no note and no held touchpoint is at; journeys let go of it.

    Raises:
        StillInUse: something is at it.
    """
    common.refuse_if_used(
        change,
        stage_id,
        "This stage",
        [("note", "stage", "note"), ("touchpoint", "stage", "touchpoint")],
    )
    for (journey,) in change.connection.rows(
        "SELECT journey FROM journey_stage WHERE stage = ?", (stage_id,)
    ):
        change.remove("journey_stage", f"{journey}:{stage_id}")
    change.remove("stage", stage_id)


def reorder(change: Change, ids: Sequence[StageId]) -> bool:
    """Put the stages in this order; those not named follow as they stood."""
    return common.reorder(change, "stage", ids)


def _free_slug(change: Change, slug: str) -> str:
    taken = {row for (row,) in change.connection.rows("SELECT slug FROM stage")}
    number, free = 2, slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free
