"""Journeys by what people type: names in the place of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capture.jobs.facts import no_longer
from capture.jobs.names import named
from data.errors import NotFound, UsageError
from data.shorthand.finder import Finder, Keys, keys_of
from data.store import common, personas, stages
from data.store import journeys as stored
from data.text import clip, visible
from synthesis.map.model import ORDER, LaneKey, Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.records import Journey, JourneyId, PersonaId
    from data.store import Project
    from data.store.journeys import JourneyFields
    from data.store.log import Change

LONGEST = {"title": 300, "owner": 200, "trigger": 2000, "scenario": 5000}
"""The most characters of each text of a journey."""


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
            "owner": one.owner,
            "lanes": [row.value for row in rows_of(one.lanes)],
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
        fields = _fields(change, options, ())
        fields.pop("title", None)
        return stored.add(change, title, **fields)  # type: ignore[misc]


def change(project: Project, name: str, options: Mapping[str, str | None]) -> Journey:
    """Change a journey; return it as it was.

    Raises:
        NotFound: no journey, persona or stage is called that; nothing was changed.
    """
    one = named(stored.all(project), name, "journey", lambda one: one.title)
    with project.change(f"Change the journey “{one.title}”") as change:
        stored.edit(change, one.id, **_fields(change, options, one.lanes))
    return one


def rows(project: Project, name: str = "") -> tuple[Journey, list[tuple[LaneKey | Row, bool]]]:
    """Return a journey (the first where no name is given) and all rows: those it shows come first.

    Raises:
        NotFound: no journey is called that.
    """
    known = stored.all(project)
    one = named(known, name, "journey", lambda one: one.title) if name or not known else known[0]
    return one, all_rows(one)


def rows_for(
    project: Project, persona: PersonaId | None
) -> tuple[Journey, list[tuple[LaneKey | Row, bool]]]:
    """Return the journey that a persona's map shows (None: everybody's), and its rows as `rows`.

    Raises:
        NotFound: the project has no journey at all.
    """
    from synthesis.map.build import journey_for

    one = journey_for(project.snapshot(), persona)
    if not one.id:
        raise NotFound("There is no journey here: add one with F8, 8 and a.")
    return one, all_rows(one)


def all_rows(journey: Journey) -> list[tuple[LaneKey | Row, bool]]:
    """Return every row: those that a journey shows in its order, then those that it hides."""
    shown = rows_of(journey.lanes)
    return [*((row, True) for row in shown), *((row, False) for row in ORDER if row not in shown)]


def put_rows(project: Project, journey: JourneyId, shown: Sequence[str]) -> bool:
    """Have a journey show these rows in this order; False where it did.

    Raises:
        UsageError: there is none.
        NotFound: the journey is gone.
    """
    known = {one.id: one for one in stored.all(project)}
    if journey not in known:
        raise NotFound("That journey was removed meanwhile; nothing was changed.")
    with project.change(f"Lanes of the journey “{known[journey].title}”") as change:
        return stored.edit(change, journey, lanes=_chosen(shown))


def _chosen(shown: Sequence[str]) -> tuple[str, ...]:
    """Return rows as they are stored: none where they are the usual ones in the usual order."""
    if not shown:
        raise UsageError("A map needs at least one lane: nothing was changed.")
    return () if tuple(shown) == tuple(row.value for row in ORDER) else tuple(shown)


def row_of(typed: str) -> LaneKey | Row:
    """Return the row of a name, short or in full.

    Raises:
        NotFound: there is none, or several; a look-alike is offered.
    """
    rows = Finder((row, _row_keys(row)) for row in ORDER)
    fits = rows.find(typed)
    if len(fits) == 1:
        return fits[0]
    shown = clip(visible(typed), 40)
    if fits:
        several = " or ".join(f"“{row.value}”" for row in fits)
        raise NotFound(f"The lane “{shown}” could be {several}. Nothing was changed.")
    near = rows.alike(typed)
    advice = f"did you mean “{near[0].value}”? All are" if near else "they are"
    raise NotFound(
        f"There is no lane “{shown}”: {advice} listed by: sayso journeys lanes. "
        "Nothing was changed."
    )


def _row_keys(row: LaneKey | Row) -> Keys:
    short, full = keys_of(row.value), keys_of(row.heading)
    return Keys(*(getattr(short, rung) + getattr(full, rung) for rung in Keys.__slots__))


def _lanes(options: Mapping[str, str | None], before: Sequence[str]) -> tuple[str, ...]:
    def given(name: str) -> list[LaneKey | Row]:
        typed = (options.get(name) or "").split(",")
        return list(dict.fromkeys(row_of(one) for one in typed if one.strip()))

    wanted = given("lanes") if options.get("lanes") is not None else list(rows_of(before))
    wanted = wanted or list(ORDER)
    more, less = given("show"), given("hide")
    wanted += [row for row in more if row not in wanted]
    return _chosen([row.value for row in wanted if row not in less])


def put(project: Project, journey: JourneyId | None, fields: Mapping[str, Any]) -> str:
    """Add a journey (None) or change one; return its id.

    ``stages`` and ``lanes`` are as they were typed, ``persona`` is an id or None for everybody.

    Raises:
        NotFound: a stage is not known, or the journey is gone; nothing was changed.
        UsageError: the title is blank, or a text too long.
        StillInUse: stages are chosen for the default journey.
    """
    options = dict(fields)
    personal: JourneyFields = {"persona": options.pop("persona")} if "persona" in fields else {}
    if journey is None:
        title = common.one_line(options.pop("title", ""))
        with project.change(f"Add the journey “{title}”") as change:
            given: Any = {**_fields(change, {"title": title, **options}, ()), **personal}
            given.pop("title", None)
            made: str = stored.add(change, title, **given).id
            return made
    known = {one.id: one for one in stored.all(project)}
    if journey not in known:
        raise NotFound("That journey was removed meanwhile; nothing was changed.")
    with project.change(f"Change the journey “{known[journey].title}”") as change:
        given = {**_fields(change, options, known[journey].lanes), **personal}
        stored.edit(change, journey, **given)
    return journey


def remove_one(project: Project, journey: JourneyId) -> str:
    """Remove a journey; return a sentence on it.

    Raises:
        NotFound: it is gone already.
        StillInUse: it is the default journey.
    """
    known = {one.id: one for one in stored.all(project)}
    if journey not in known:
        raise NotFound("That journey was removed meanwhile; nothing was changed.")
    title = known[journey].title
    with project.change(f"Remove the journey “{title}”") as change:
        stored.remove(change, journey)
    return f"Removed the journey {title}; its notes and cards stay."


def move_in_order(project: Project, journey: JourneyId, by: int) -> None:
    """Move a journey up (-1) or down (1): a persona's map shows the persona's first."""
    with project.change("Order the journeys") as change:
        order = [one.id for one in stored.all(change)]
        if journey in order:
            at = order.index(journey)
            order.insert(max(0, min(len(order) - 1, at + by)), order.pop(at))
        stored.reorder(change, order)


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


def _fields(
    change: Change, options: Mapping[str, str | None], before: Sequence[str]
) -> JourneyFields:
    """Return what was given as the store takes it; an empty persona or stages means all.

    ``before`` are the lanes so far, which ``show`` adds to and ``hide`` takes from.
    """
    fields: JourneyFields = {}
    for name, most in LONGEST.items():
        if (text := options.get(name)) is not None:
            no_longer(text, most, f"The {name} of a journey")
    if (owner := options.get("owner")) is not None:
        fields["owner"] = common.one_line(owner)
    if any(options.get(name) is not None for name in ("lanes", "show", "hide")):
        fields["lanes"] = _lanes(options, before)
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
