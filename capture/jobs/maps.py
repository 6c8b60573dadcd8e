"""From the project to a map: built, narrowed, asked what to ask next, frozen and compared."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capture.jobs.consent import outside
from capture.jobs.identifiers import to_leave
from capture.jobs.ledger import MapMoved, going_out, note_down
from capture.jobs.names import named
from data.errors import NotFound, SaysoError
from data.records import FrozenMap, Snapshot, Source, Way
from data.shorthand.finder import Finder, Keys, Thing, keys_of
from data.store import consent, frozen, undo
from data.store.authors import current_author
from data.store.filters import team_key
from data.store.lists import channels
from data.text import fold, visible
from synthesis.board.ground import evidence_of
from synthesis.board.standing import Standing
from synthesis.map import build as map_build
from synthesis.map.model import Testedness
from synthesis.map.narrow import BELIEVED, DISPUTED, EVERYTHING, Narrowing, narrow, teams_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.records import PersonaId
    from data.store import Project
    from synthesis.map.compare import Difference
    from synthesis.map.model import JourneyMap
    from synthesis.render.terminal.view import View


def build_map(
    project: Project, persona: str, *, identified: bool = False, no_names: bool = False
) -> JourneyMap:
    """Return the map of one persona, by name, or of everybody where the name is empty.

    It is fit to leave the project: participants stand under their codes (with their names where
    ``identified``), words that their speaker did not agree to have shown are withheld, and
    something else stands in the place of identifiers (see `capture.jobs.identifiers`; of all that
    may be one, with ``no_names``).  Its version is one more than the maps that were frozen.

    Raises:
        NotFound: no persona is called that.
    """
    snapshot = project.snapshot()
    return map_of(project, snapshot, persona, identified=identified, no_names=no_names)


def map_of(
    project: Project,
    snapshot: Snapshot,
    persona: str,
    *,
    identified: bool = False,
    no_names: bool = False,
) -> JourneyMap:
    """Return `build_map` of a snapshot that is at hand."""
    who = None
    if persona:
        who = named(snapshot.personas, persona, "persona", lambda one: one.name).id
    return _outside(project, snapshot, who, identified=identified, no_names=no_names)


@contextmanager
def to_show(
    project: Project,
    persona: str,
    *,
    identified: bool = False,
    no_names: bool = False,
    leaves: bool = True,
) -> Iterator[JourneyMap]:
    """Yield `build_map`, to be written inside.

    Where it ``leaves`` the program, in any form of a file, its cards count as shown from then on,
    unless writing fails; what a terminal shows fixes nothing.
    """
    if not leaves:
        yield build_map(project, persona, identified=identified, no_names=no_names)
        return

    def build(snapshot: Snapshot) -> list[JourneyMap]:
        made = map_of(project, snapshot, persona, identified=identified, no_names=no_names)
        return [made]

    with going_out(project, Way.EXPORTED, build) as maps:
        yield maps[0]


def page_map(project: Project, persona: PersonaId | None) -> JourneyMap:
    """Return the same map for a persona that is known by id; everybody's where it is gone."""
    with project.reading():
        return _page_map(project, project.snapshot(), persona)


def _page_map(project: Project, snapshot: Snapshot, persona: PersonaId | None) -> JourneyMap:
    known = persona if any(one.id == persona for one in snapshot.personas) else None
    return _outside(project, snapshot, known)


def _outside(
    project: Project,
    snapshot: Snapshot,
    who: PersonaId | None,
    *,
    identified: bool = False,
    no_names: bool = False,
) -> JourneyMap:
    return map_build.build(
        to_leave(snapshot, no_names=no_names, identified=identified),
        map_build.journey_for(snapshot, who),
        version=frozen.count(project) + 1,
        showing=outside(project, identified=identified),
    )


def text_of(
    journey: JourneyMap,
    *,
    width: int = 80,
    colour: bool = False,
    ascii_only: bool = False,
    stage: str = "",
    short: bool = False,
    by: Narrowing = EVERYTHING,
    by_team: bool = False,
) -> str:
    """Return the map as a terminal shows it, and as the mode Map does; ``width`` in columns.

    ``stage`` (a title or a number) shows that stage alone; ``short`` leaves out what stands below;
    ``by`` says which claims are shown, ``by_team`` adds each team's view of a card.

    Raises:
        NotFound: no stage of the map is called that.
    """
    from synthesis.render.terminal import draw as terminal

    at = stage_at(journey, stage) if stage else None
    return terminal.render(
        narrow(journey, by),
        width=width,
        colour=colour,
        unicode=not ascii_only,
        view=view_of(journey, by, stage=at, short=short, by_team=by_team),
    )


def view_of(
    journey: JourneyMap,
    by: Narrowing,
    *,
    stage: int | None = None,
    first: int | None = None,
    short: bool = False,
    by_team: bool = False,
) -> View:
    """Return what of a map a terminal is to draw, and how; as `text_of`, with stages by place.

    ``first`` is the stage from which a grid shows as many as fit.
    """
    from synthesis.render.terminal.stage import views_told
    from synthesis.render.terminal.view import View

    teams = views_told(journey) if by_team else {}
    return View(stage=stage, first=first, short=short, by_team=teams, only=by.words())


def narrowing(
    journey: JourneyMap, standings: Sequence[str], sources: Sequence[str], teams: Sequence[str]
) -> Narrowing:
    """Return what to narrow a map to, from words: ``believed`` and ``disputed`` are two standings.

    Raises:
        NotFound: nobody of such a team speaks on the map.
    """
    chosen: set[Standing] = set()
    for name in standings:
        groups = {"believed": BELIEVED, "disputed": DISPUTED}
        chosen |= groups[name] if name in groups else {Standing(name)}
    spoke = {team_key(team): team for team in teams_of(journey)}.values()
    keys = [(team, keys_of(team)) for team in spoke]
    return Narrowing(
        frozenset(chosen),
        frozenset(Source(name) for name in sources),
        frozenset(_on_map(keys, team, "team", spoke) for team in teams),
    )


def stage_at(journey: JourneyMap, name: str) -> int:
    """Return which of the map's stages is called that, or has that number.

    Raises:
        NotFound: none is, or several are.
    """
    columns = [
        (at, keys_of(column.title, str(column.number or "")))
        for at, column in enumerate(journey.stages)
    ]
    return _on_map(columns, name, "stage", [column.title for column in journey.stages])


def _on_map(
    things: Sequence[tuple[Thing, Keys]], typed: str, noun: str, names: Iterable[str]
) -> Thing:
    fits = Finder(things).find(typed)
    if len(fits) == 1:
        return fits[0]
    known = ", ".join(map(visible, names)) or "none that is known"
    raise NotFound(f"No one {noun} of this map is called {visible(typed)!r}. It has: {known}.")


def render(journey: JourneyMap, form: str) -> str:
    """Return the guide of a map as ``text``, ``md`` or ``html``.

    Raises:
        NotFound: there is nothing to ask yet.
    """
    from synthesis.map.guide import guide
    from synthesis.render import guide as guide_render

    asked = guide(journey)
    if not asked.parts:
        raise NotFound(guide_render.NOTHING)
    make = {"text": guide_render.text, "md": guide_render.markdown, "html": guide_render.html}[form]
    return make(asked)


def open_page(project: Project, persona: PersonaId | None, *, shared: bool = False) -> str:
    """Write the guide of one persona, or of everybody, beside its project; open it in a browser.

    Returns what to tell the person.

    Raises:
        NotFound: there is nothing to ask yet, or no browser; the sentence says where the page is.
        OutputFailed: it could be written nowhere.
    """
    from capture import system
    from capture.jobs import outputs

    beside = project.path.with_name(f"{project.path.stem}.guide.html")
    with going_out(project, Way.PRINTED, lambda now: [_page_map(project, now, persona)]) as maps:
        page = outputs.write_beside(beside, render(maps[0], "html"), shared=shared)
    return system.open_page(page)


NOW = "now"
"""What the map as it stands is called beside the frozen ones."""

_TRIES = 3

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
    for _ in range(_TRIES):
        snapshot = project.snapshot()
        journey = map_of(project, snapshot, persona)
        if not journey.badge.notes:
            raise NotFound("There is nothing on the map yet: nothing was frozen.")
        kept = _keep(project, name, snapshot, journey)
        if kept is not None:
            return kept
    raise MapMoved(
        "Somebody else keeps changing the cards: nothing was frozen. Try again when they pause."
    )


def _keep(project: Project, name: str, snapshot: Snapshot, journey: JourneyMap) -> FrozenMap | None:
    """Keep a map of a snapshot; ``None`` where the cards are others by now."""
    from data.errors import NameTaken
    from synthesis.render import json as map_json

    if fold(name) == NOW:
        raise NameTaken(f"“{NOW}” means the map as it stands: choose another name.")
    with project.change(f"Freeze the map “{name}”") as change:
        if note_down(change, snapshot, [journey], Way.FROZEN) is None:
            return None
        return frozen.add(change, name, map_json.render(journey), persona=journey.header.persona)


def versions(project: Project) -> tuple[FrozenMap, ...]:
    """Return the maps that were frozen, the oldest first."""
    return frozen.all(project)


def thaw(project: Project, name: str) -> tuple[FrozenMap, JourneyMap]:
    """Return a frozen map by its name, or by a beginning that fits no other.

    It never changes but for words that their speakers do not agree to have shown by now.

    Raises:
        NotFound: none, or more than one, is called that.
        SaysoError: it was frozen by a version of sayso that this one does not know.
    """
    from synthesis.map.withheld import Reserve, kept_back
    from synthesis.render import json as map_json

    kept = _named(project, name)
    document = frozen.document(project, kept.id)
    try:
        journey = map_json.read(document or "")
    except ValueError as error:
        raise SaysoError(
            f"The frozen map “{kept.name}” cannot be read ({error}); it was left as it is."
        ) from error
    reserve = Reserve.of(project.snapshot(), consent.withheld(project))
    return kept, kept_back(journey, reserve, [one.name for one in channels.all(project)])


def unfreeze(project: Project, name: str) -> FrozenMap:
    """Remove a frozen map; undo brings it back.

    Raises:
        NotFound: none, or more than one, is called that.
    """
    kept = _named(project, name)
    with project.change(f"Remove the frozen map “{kept.name}”") as change:
        frozen.remove(change, kept.id)
    return kept


def _named(project: Project, name: str) -> FrozenMap:
    return named(frozen.all(project), name, "frozen map", lambda kept: kept.name)


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
    once in a project's life, whatever else was frozen by hand; else ``None``.  Not while steps wait
    to be made again, which any new step would take away.
    """
    if not (snapshot.touchpoints or snapshot.singles) or frozen.was_ever(project, FIRST):
        return None
    everything = map_build.build(snapshot, map_build.journey_for(snapshot, None))
    if everything.badge.state is not Testedness.PARTLY_TESTED:
        return None
    drafted = {note for card in snapshot.touchpoints for note in evidence_of(card)}
    drafted |= {one.note for one in snapshot.singles}
    before = replace(snapshot, notes=tuple(note for note in snapshot.notes if note.id in drafted))
    showing, before = outside(project), to_leave(before)
    first = map_build.build(before, map_build.journey_for(before, None), showing=showing)
    if first.badge.state is not Testedness.ASSUMPTIVE or not first.badge.notes:
        return None
    if any(fold(one.name) == fold(FIRST) for one in frozen.all(project)):
        return None
    with project.reading() as connection:
        if undo.to_redo(connection, current_author()) is not None:
            return None
    return _keep(project, FIRST, snapshot, first)
