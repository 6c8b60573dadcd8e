"""What people say about a card, checked and stored in one step: its facts, figures and dots."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from capture.jobs import board
from capture.jobs.people import named
from capture.jobs.typed import no_longer, number, short, whole
from data.errors import NotFound, UsageError
from data.records import Basis, Kpi, KpiId, Touchpoint, TouchpointId
from data.store import common, touchpoints
from data.text import clean, clip, counted, fold, visible

if TYPE_CHECKING:
    from data.store import Project
    from data.store.log import Change
    from synthesis.board.ground import Effect, Ground

LONGEST = {"title": 300, "owner": 200, "graded_by": 200, "at_stake": 2000, "way_out": 2000}
"""The most characters of each text."""

LONGEST_NAME = 120
"""The most characters of a figure's name and of a voter's."""

MOST_DOTS = 10_000
"""The most dots that are given or taken at once."""

COUNTS = {"contacts": "Contacts", "minutes": "Minutes"}
"""The numbers of a card, and what they are called."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is to be; ``id`` is None for a new one."""

    name: str
    unit: str = ""
    value: float | None = None
    target: float | None = None
    basis: Basis | None = None
    id: KpiId | None = None

    @classmethod
    def of(cls, kpi: Kpi) -> Figure:
        """Return a figure as it is."""
        return cls(kpi.name, kpi.unit, kpi.value, kpi.target, kpi.basis, kpi.id)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is to become of a card's figures: those that are changed or new, and those to remove."""

    put: tuple[Figure, ...] = ()
    gone: tuple[KpiId, ...] = ()


# -- facts ---------------------------------------------------------------------------------------


def describe(
    project: Project, card: TouchpointId, facts: Mapping[str, Any], figures: Figures | None = None
) -> str:
    """Set facts of a card, by the names of the record's fields, and its figures, in one step.

    Returns what was done, in words.

    Numbers may be as they were typed.  A number whose basis is not given keeps the one it had, and
    is assumed where it had none; a ``stage`` moves the card, which tags its notes.

    Raises:
        UsageError: a number is none, a text too long or a title blank; nothing was changed.
        NotFound: the card is gone.
    """
    act = describing(project, card, facts)
    if figures is None or not (figures.put or figures.gone):
        return board.do(project, act).label
    code, title = _known(project, card)
    told = _told(figures)

    def label(effect: Effect | None) -> str:
        if effect is None or not facts or effect.before == effect.after:
            return f"{told} on {code} {title}"
        return f"{effect.label}; {told}"

    def write(change: Change) -> None:
        _put_figures(change, code, card, figures)

    also = board.Beside(card, label, write)
    if facts:
        return board.do(project, act, also).label
    board.beside(project, act, also)
    return label(None)


def describing(project: Project, card: TouchpointId, facts: Mapping[str, Any]) -> board.Act:
    """Return the act that sets facts of a card; as `describe`."""
    given = checked(facts)
    _known(project, card)

    def act(ground: Ground) -> Effect:
        from synthesis.board import acts

        if card not in ground.cards:
            raise NotFound("That card is gone; nothing was changed.")
        return acts.describe(ground, card, **_with_basis(ground.cards[card], given))

    return act


def checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as they are stored.

    Raises:
        UsageError: a number is none, or a text too long.
    """
    given = dict(facts)
    for name, what in COUNTS.items():
        if name in given:
            typed = given[name]
            given[name] = number("" if typed is None else str(typed), what, least=0)
    for name, most in LONGEST.items():
        if name in given:
            text = str(given[name])
            lines = clean(text)[0].strip() if name in ("at_stake", "way_out") else None
            what = name.replace("_", " ").capitalize()
            given[name] = no_longer(common.one_line(text) if lines is None else lines, most, what)
    return given


def _with_basis(card: Touchpoint, given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    for name in COUNTS:
        basis = f"{name}_basis"
        if facts.get(name, getattr(card, name)) is None:
            if name in facts or basis in facts:
                facts[basis] = None  # what is not there is neither assumed nor measured
        elif name in facts and basis not in facts:
            facts[basis] = getattr(card, basis) or Basis.ASSUMED
    if facts.get("grade", "") is None:
        facts["graded_by"] = ""
    return facts


def _known(project: Project, card: TouchpointId) -> tuple[str, str]:
    found = touchpoints.get(project, card)
    if found is None:
        raise NotFound("That card is gone; nothing was changed.")
    return found.code, clip(visible(found.title), 30)


# -- figures -------------------------------------------------------------------------------------


def figures_of(project: Project, card: TouchpointId) -> tuple[Kpi, ...]:
    """Return a card's figures in their order."""
    return tuple(one for one in touchpoints.kpis(project) if one.touchpoint == card)


def put_figure(
    project: Project, card: TouchpointId, name: str, fields: Mapping[str, Any]
) -> Figure:
    """Change the figure of that name on a card, or put a new one there; return it as it is then.

    ``fields`` are name (a new one), unit, value, target (as typed) and basis.  A value whose basis
    is not given keeps the one it had, and is assumed where it had none.

    Raises:
        UsageError: a number is none, a name blank, too long or taken; nothing was changed.
    """
    wanted = short(name, LONGEST_NAME, "The name of a figure")
    found = [one for one in figures_of(project, card) if fold(one.name) == fold(wanted)]
    was = Figure.of(found[0]) if found else Figure(wanted)
    made = revised(was, fields)
    describe(project, card, {}, Figures((made,)))
    return made


def revised(was: Figure, fields: Mapping[str, Any]) -> Figure:
    """Return a figure with other fields, as people typed them.

    Raises:
        UsageError: a number is none, or a name blank or too long.
    """
    given = dict(fields)
    for field, what in (("value", "The value"), ("target", "The target")):
        if field in given:
            given[field] = number(str(given[field]), what)
    for field, most in (("name", LONGEST_NAME), ("unit", 40)):
        if field in given:
            given[field] = short(str(given[field]), most, f"The {field} of a figure")
    made = replace(was, **given)
    if not made.name:
        raise UsageError("A figure needs a name: nothing was changed.")
    if made.value is None:
        return replace(made, basis=None)
    if "value" in given and "basis" not in given:
        return replace(made, basis=was.basis or Basis.ASSUMED)
    return made


def remove_figure(project: Project, card: TouchpointId, name: str) -> Kpi:
    """Take a figure off a card; return it.

    Raises:
        NotFound: the card has none of that name.
    """
    code, _ = _known(project, card)
    one = named(figures_of(project, card), name, f"figure of {code}", lambda kpi: kpi.name)
    describe(project, card, {}, Figures(gone=(one.id,)))
    return one


def _told(figures: Figures) -> str:
    if len(figures.put) + len(figures.gone) > 1:
        return counted(len(figures.put) + len(figures.gone), "figure")
    if figures.gone:
        return "Remove a figure"
    return f"Figure “{clip(visible(figures.put[0].name), 40)}”"


def _put_figures(change: Change, code: str, card: TouchpointId, figures: Figures) -> None:
    there = {one.id: one for one in touchpoints.kpis(change) if one.touchpoint == card}
    for gone in figures.gone:
        if there.pop(gone, None) is not None:
            touchpoints.remove_kpi(change, gone)
    # Removed by somebody else meanwhile: what was typed of it is not lost.
    put = [one if one.id in there else replace(one, id=None) for one in figures.put]
    staying = there.keys() - {one.id for one in put}
    taken = [there[one].name for one in staying]
    for one in put:
        if any(fold(one.name) == fold(other) for other in taken):
            raise UsageError(f"{code} has a figure “{one.name}” already: nothing was changed.")
        taken.append(one.name)
        fields = {"unit": one.unit, "value": one.value, "target": one.target, "basis": one.basis}
        if one.id is None:
            touchpoints.add_kpi(change, card, one.name, **fields)  # type: ignore[arg-type]
        else:
            touchpoints.edit_kpi(change, one.id, name=one.name, **fields)  # type: ignore[arg-type]


# -- dots ----------------------------------------------------------------------------------------


def dots(typed: str) -> int:
    """Return how many dots are given, or taken with a minus.

    Raises:
        UsageError: no whole number, none at all, or too many.
    """
    count = whole(typed, "Dots", most=MOST_DOTS)
    if not count:
        raise UsageError("No dots are no vote. Nothing was changed.")
    return count


def vote(project: Project, card: TouchpointId, count: int, voter: str = "") -> int:
    """Give a card dots, which makes it held; return how many it has from this voter then.

    Raises:
        UsageError: there would be fewer than none, or the voter's name is too long.
        NotFound: the card is gone.
    """
    who = short(voter, LONGEST_NAME, "The name of who votes")
    if abs(count) > MOST_DOTS:
        raise UsageError(f"Dots: {count:,} is more than {MOST_DOTS:,}. Nothing was changed.")
    code, _ = _known(project, card)
    held = 0

    def write(change: Change) -> None:
        nonlocal held
        held = touchpoints.vote(change, card, count, who)

    by = f" by {clip(visible(who), 40)}" if who else ""
    label = f"{counted(abs(count), 'vote')} {'on' if count > 0 else 'off'} {code}{by}"
    act = describing(project, card, {})
    board.beside(project, act, board.Beside(card, lambda _: label, write))
    return held


def voters(project: Project) -> Collection[str]:
    """Return who has voted so far, whoever has given most dots first."""
    by: dict[str, int] = {}
    for one in touchpoints.votes(project):
        by[one.voter] = by.get(one.voter, 0) + one.dots
    return sorted(filter(None, by), key=lambda who: (-by[who], who))
