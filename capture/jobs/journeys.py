"""The rows that the map of a journey shows, and a journey as people type it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.jobs.facts import no_longer
from capture.jobs.names import named
from data.errors import NotFound, SaysoError, UsageError
from data.shorthand.finder import Finder, Keys, keys_of
from data.store.lists import journeys as stored
from data.store.lists import stages
from data.text import clip, visible
from synthesis.map.model import ORDER, LaneKey, Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.records import Journey, JourneyId, PersonaId
    from data.store import Project
    from data.store.common import Reader

LONGEST = {"title": 300, "owner": 200, "trigger": 2000, "scenario": 5000}
"""The most characters of each text of a journey."""


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


class LanesChanged(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """A journey shows other rows than when they were read; ``journey`` is it as it is."""

    def __init__(self, journey: Journey) -> None:
        """Say which."""
        shown = ", ".join(row.value for row in rows_of(journey.lanes))
        super().__init__(
            f"The lanes of “{clip(visible(journey.title), 40)}” were changed elsewhere meanwhile; "
            f"they now are: {shown}. Nothing was changed."
        )
        self.journey = journey


def put_rows(
    project: Project,
    journey: JourneyId,
    shown: Sequence[str],
    *,
    seen: Sequence[str] | None = None,
) -> bool:
    """Have a journey show these rows in this order; False where it did.

    Raises:
        LanesChanged: its lanes are no longer as they were ``seen``.
        UsageError: there is none.
        NotFound: the journey is gone.
    """
    with project.change("Lanes of a journey") as change:
        known = stored.get(change, journey)
        if known is None:
            raise NotFound("That journey was removed meanwhile; nothing was changed.")
        chosen = _chosen(shown)
        if seen is not None and tuple(known.lanes) not in (tuple(seen), chosen):
            raise LanesChanged(known)
        change.rename(f"Lanes of the journey “{known.title}”")
        return stored.edit(change, journey, lanes=chosen)


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


def _lanes(options: Mapping[str, str], before: Sequence[str]) -> tuple[str, ...]:
    def given(name: str) -> list[LaneKey | Row]:
        typed = options.get(name, "").split(",")
        return list(dict.fromkeys(row_of(one) for one in typed if one.strip()))

    wanted = given("lanes") if "lanes" in options else list(rows_of(before))
    wanted = wanted or list(ORDER)
    more, less = given("show"), given("hide")
    wanted += [row for row in more if row not in wanted]
    return _chosen([row.value for row in wanted if row not in less])


def as_stored(
    reader: Reader, before: Journey | None, fields: Mapping[str, object]
) -> dict[str, object]:
    """Return what was typed of a journey as the store takes it; empty stages mean all of them.

    Lanes that are shown or hidden are added to those so far (``before``), or taken from them.

    Raises:
        NotFound: a stage or a lane is not known.
        UsageError: a text is too long.
    """
    values = {name: value for name, value in fields.items() if name not in ("show", "hide")}
    typed = {name: value for name, value in fields.items() if isinstance(value, str)}
    for name, most in LONGEST.items():
        if name in typed:
            no_longer(typed[name], most, f"The {name} of a journey")
    if not typed.keys().isdisjoint(("lanes", "show", "hide")):
        values["lanes"] = _lanes(typed, before.lanes if before else ())
    if "stages" in typed:
        steps = stages.all(reader)
        names = [name.strip() for name in typed["stages"].split(",") if name.strip()]
        chosen = tuple(named(steps, name, "stage", lambda one: one.title).id for name in names)
        values["stages"] = chosen or None
    return values
