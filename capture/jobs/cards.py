"""What people say about a card, checked and stored in one step: facts, figures, dots, comments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypedDict

from capture.jobs import board, lists
from capture.jobs.facts import LONGEST_NAME, number, short, whole, written
from capture.jobs.names import named
from data.errors import NotFound, SaysoError, UsageError
from data.records import (
    Basis,
    Kpi,
    KpiId,
    Touchpoint,
    TouchpointId,
)
from data.store import touchpoints
from data.text import as_done, clip, counted, fold, visible
from synthesis.board.ground import evidence_of
from synthesis.map.model import MapKpi
from synthesis.render.words import grade, kpi

if TYPE_CHECKING:
    from capture.jobs.board import Effect
    from capture.jobs.facts import TypedFacts
    from data.records import ChannelId, Snapshot, StageId
    from data.store import Project
    from data.store.log import Change


MOST_DOTS = 10_000
"""The most dots that are given or taken at once."""


@dataclass(frozen=True, slots=True)
class Figure(MapKpi):
    """A figure as it is to be; ``id`` is None for a new one."""

    id: KpiId | None = None

    @classmethod
    def of(cls, kpi: Kpi) -> Figure:
        """Return a figure as it is."""
        return cls(kpi.name, kpi.unit, kpi.value, kpi.target, kpi.basis, kpi.id)

    def as_document(self) -> dict[str, object]:
        """Return the figure in plain values."""
        return {name: getattr(self, name) for name in MapKpi.__slots__}

    def line(self) -> str:
        """Return the figure in words, as a map prints it."""
        return kpi(self)


class TypedFigure(TypedDict, total=False):
    """What is to be changed of a figure, as it was typed; an empty number is none."""

    name: str
    unit: str
    value: str
    target: str
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is to become of a card's figures: those that are changed or new, and those to remove.

    ``seen`` are figures as somebody saw them: nothing goes over what was changed since.
    """

    put: tuple[Figure, ...] = ()
    gone: tuple[KpiId, ...] = ()
    seen: tuple[Figure, ...] = ()


# -- facts ---------------------------------------------------------------------------------------


def describe(
    project: Project, card: TouchpointId, facts: TypedFacts, figures: Figures | None = None
) -> str:
    """Set facts of a card, by the names of the record's fields, and its figures, in one step.

    Returns what was done, in words.

    Numbers may be as they were typed.  A number whose basis is not given keeps the one it had, and
    is assumed where it had none; a ``stage`` moves the card, which tags its notes.

    Raises:
        UsageError: a number is none, a text too long or a title blank; nothing was changed.
        NotFound: the card is gone.
    """
    act = board.describe(card, **facts)
    if figures is None or not (figures.put or figures.gone):
        return as_done(board.do(project, act).label)
    code, title = code_and_title(project, card)
    done = _in_words(figures)

    def label(effect: Effect | None) -> str:
        if effect is None or not facts or effect.before == effect.after:
            return f"{done} on {code} {title}"
        return f"{effect.label}; {done}"

    also = board.Beside(card, label, lambda change: _put_figures(change, code, card, figures))
    if facts:
        return as_done(board.do(project, act, also).label)
    board.beside(project, act, also)
    return as_done(label(None))


class TextChanged(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """A text of a card is not as it was seen; ``now`` is what it says."""

    def __init__(self, code: str, name: str, now: str) -> None:
        """Say so."""
        super().__init__(
            f"The {name} of {code} was changed elsewhere meanwhile; it now says "
            f"“{clip(visible(now), 60)}”. Yours was not stored."
        )
        self.now = now


def retype(
    project: Project, card: TouchpointId, name: Literal["title", "owner"], seen: str, text: str
) -> str:
    """Put another text over one that was ``seen``; return what was done, in words.

    Raises:
        TextChanged: it says something else by now.
        NotFound: the card is gone.
        UsageError: the text is too long, or a title blank.
    """

    def compare(change: Change) -> None:
        known = touchpoints.get(change, card)
        now = seen if known is None else str(getattr(known, name))
        if now not in (seen, text):
            raise TextChanged(known.code if known else "", name, now)

    facts: TypedFacts = {"title": text} if name == "title" else {"owner": text}
    with project.expecting(compare):
        return describe(project, card, facts)


def code_and_title(project: Project, card: TouchpointId) -> tuple[str, str]:
    """Return the code of a card, and its title cut to 30 characters.

    Raises:
        NotFound: the card is gone.
    """
    known = touchpoints.get(project, card)
    if known is None:
        raise NotFound("That card is gone; nothing was changed.")
    return known.code, clip(visible(known.title), 30)


# -- figures -------------------------------------------------------------------------------------


def _figures(kpis: Iterable[Kpi], card: TouchpointId) -> tuple[Figure, ...]:
    """Return a card's figures in their order."""
    return tuple(Figure.of(kpi) for kpi in kpis if kpi.touchpoint == card)


def put_figure(project: Project, card: TouchpointId, name: str, typed: TypedFigure) -> Figure:
    """Change the figure of that name on a card, or put a new one there; return it as it is then.

    Raises:
        UsageError: a number is none, a name blank, too long or taken; nothing was changed.
    """
    wanted = short(name, LONGEST_NAME, "The name of a figure")
    figures = _figures(touchpoints.kpis(project), card)
    known = [figure for figure in figures if fold(figure.name) == fold(wanted)]
    made = revised(known[0] if known else Figure(wanted), typed)
    describe(project, card, {}, Figures((made,)))
    return made


def revised(was: Figure, typed: TypedFigure) -> Figure:
    """Return a figure with other fields.

    A value whose basis is not given keeps the one it had, and is assumed where it had none.

    Raises:
        UsageError: a number is none, or a name blank or too long.
    """
    made = was
    if "value" in typed:
        value = number(typed["value"], "The value")
        made = replace(made, value=value, basis=was.basis or Basis.ASSUMED)
    if "target" in typed:
        made = replace(made, target=number(typed["target"], "The target"))
    if "name" in typed:
        made = replace(made, name=short(typed["name"], LONGEST_NAME, "The name of a figure"))
    if "unit" in typed:
        made = replace(made, unit=short(typed["unit"], 40, "The unit of a figure"))
    if "basis" in typed:
        made = replace(made, basis=typed["basis"])
    if not made.name:
        raise UsageError("A figure needs a name: nothing was changed.")
    return made if made.value is not None else replace(made, basis=None)


def remove_figure(project: Project, card: TouchpointId, name: str) -> Kpi:
    """Take a figure off a card; return it.

    Raises:
        NotFound: the card has none of that name.
    """
    code, _ = code_and_title(project, card)
    known = [kpi for kpi in touchpoints.kpis(project) if kpi.touchpoint == card]
    figure = named(known, name, f"figure of {code}", lambda kpi: kpi.name)
    describe(project, card, {}, Figures(gone=(figure.id,)))
    return figure


def _in_words(figures: Figures) -> str:
    if len(figures.put) + len(figures.gone) > 1:
        return counted(len(figures.put) + len(figures.gone), "figure")
    if figures.gone:
        return "Remove a figure"
    return f"Figure “{clip(visible(figures.put[0].name), 40)}”"


class FigureChanged(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """A figure is not as it was seen; ``now`` is how it is, without its id where it is gone."""

    def __init__(self, code: str, now: Figure) -> None:
        """Say so."""
        super().__init__(
            f"A figure of {code} was changed elsewhere meanwhile; it now is: {now.line()}. "
            "Nothing was changed."
        )
        self.now = now


def _refuse_changed(code: str, there: Mapping[KpiId, Kpi], figures: Figures) -> None:
    """Refuse to change or remove a figure that is neither as it was seen nor as it is to be."""
    wanted = {one.id: one for one in figures.put}
    for seen in figures.seen:
        touched = seen.id in wanted or seen.id in figures.gone
        if not touched or seen.id is None or seen.id not in there:
            continue
        now = Figure.of(there[seen.id])
        if now not in (seen, wanted.get(seen.id)):
            raise FigureChanged(code, now)


def _put_figures(change: Change, code: str, card: TouchpointId, figures: Figures) -> None:
    there = {kpi.id: kpi for kpi in touchpoints.kpis(change) if kpi.touchpoint == card}
    _refuse_changed(code, there, figures)
    for gone in figures.gone:
        if there.pop(gone, None) is not None:
            touchpoints.remove_kpi(change, gone)
    # Removed by somebody else meanwhile: what was typed of it is not lost.
    put = [figure if figure.id in there else replace(figure, id=None) for figure in figures.put]
    taken = {fold(there[kpi].name) for kpi in there.keys() - {figure.id for figure in put}}
    for figure in put:
        if fold(figure.name) in taken:
            raise UsageError(f"{code} has a figure “{figure.name}” already: nothing was changed.")
        taken.add(fold(figure.name))
        details: touchpoints.KpiDetails = {
            "unit": figure.unit,
            "value": figure.value,
            "target": figure.target,
            "basis": figure.basis,
        }
        if figure.id is None:
            touchpoints.add_kpi(change, card, figure.name, **details)
        else:
            touchpoints.edit_kpi(change, figure.id, name=figure.name, **details)


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
    code, _ = code_and_title(project, card)
    held = 0

    def write(change: Change) -> None:
        nonlocal held
        held = touchpoints.vote(change, card, count, who)

    by = f" by {clip(visible(who), 40)}" if who else ""
    label = f"{counted(abs(count), 'vote')} {'on' if count > 0 else 'off'} {code}{by}"
    board.beside(project, board.describe(card), board.Beside(card, lambda _: label, write))
    return held


def voters(project: Project) -> Collection[str]:
    """Return who has voted so far, whoever has given most dots first."""
    by: dict[str, int] = {}
    for one in touchpoints.votes(project):
        by[one.voter] = by.get(one.voter, 0) + one.dots
    return sorted(filter(None, by), key=lambda who: (-by[who], who))


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A card with all that a form for it needs: its figures, and the stages and channels to choose.

    Both lists hold (id, name), Unplaced and nowhere among them under ``None``.
    """

    card: Touchpoint
    figures: tuple[Figure, ...]
    stages: tuple[tuple[StageId | None, str], ...]
    channels: tuple[tuple[ChannelId | None, str], ...]


def look(project: Project, card: TouchpointId) -> CardFacts | None:
    """Read a card for a form, in one moment of the project; None where it is gone."""
    with project.reading():
        known = touchpoints.get(project, card)
        if known is None:
            return None
        return CardFacts(
            known,
            _figures(touchpoints.kpis(project), card),
            tuple(lists.stages(project)),
            tuple(lists.channels(project)),
        )


def as_document(snapshot: Snapshot, card: Touchpoint) -> dict[str, object]:
    """Return a card in plain values, with names in the place of ids."""
    return {
        "code": card.code,
        "title": card.title,
        "stage": stage_title(snapshot, card),
        "decision": card.decision.value,
        "held": card.held,
        "notes": len(evidence_of(card)),
        "claims": [claim.title for claim in card.claims],
        "owner": card.owner,
        "channel": channel_name(snapshot, card),
        "grade": None if card.grade is None else int(card.grade),
        "graded_by": card.graded_by,
        "moment_of_truth": card.moment_of_truth,
        "at_stake": card.at_stake,
        "way_out": card.way_out,
        "expectation": card.expectation,
        "contacts": card.contacts,
        "contacts_basis": card.contacts_basis,
        "minutes": card.minutes,
        "minutes_basis": card.minutes_basis,
        "figures": [figure.as_document() for figure in _figures(snapshot.kpis, card.id)],
        "votes": _dots_by_voter(snapshot, card),
    }


def stage_title(snapshot: Snapshot, card: Touchpoint) -> str | None:
    """Return the title of a card's stage; None for Unplaced."""
    return next((stage.title for stage in snapshot.stages if stage.id == card.stage), None)


def channel_name(snapshot: Snapshot, card: Touchpoint) -> str | None:
    """Return the name of a card's channel; None for nowhere in particular."""
    return next((one.name for one in snapshot.channels if one.id == card.channel), None)


def _dots_by_voter(snapshot: Snapshot, card: Touchpoint) -> dict[str, int]:
    return {vote.voter: vote.dots for vote in snapshot.votes if vote.touchpoint == card.id}


def lines(snapshot: Snapshot, card: Touchpoint) -> list[tuple[str, str]]:
    """Return what is set on a card, a (name, words) each."""
    by = f" {card.graded_by}" if card.graded_by else ""
    votes = ", ".join(
        f"{dots} by {voter}" if voter else str(dots)
        for voter, dots in _dots_by_voter(snapshot, card).items()
    )
    facts = [
        ("owner", card.owner),
        ("channel", channel_name(snapshot, card) or ""),
        ("grade", f"{grade(card.grade)}{by}" if card.grade is not None else ""),
        ("expectation", card.expectation or ""),
        ("moment of truth", "yes" if card.moment_of_truth else ""),
        ("at stake", card.at_stake),
        ("way out", card.way_out),
        ("contacts", _number(card.contacts, card.contacts_basis)),
        ("minutes", _number(card.minutes, card.minutes_basis)),
        *(("figure", figure.line()) for figure in _figures(snapshot.kpis, card.id)),
        ("votes", votes),
    ]
    return [(name, text) for name, text in facts if text]


def _number(value: float | None, basis: Basis | None) -> str:
    return written(value) + (f" ({basis})" if basis and value is not None else "")
