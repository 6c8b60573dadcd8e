"""What people say about a card, checked and stored in one step: facts, figures, dots, comments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict

from capture.jobs import board
from capture.jobs.facts import LONGEST_NAME, number, short, whole, written
from capture.jobs.names import named
from data.errors import NotFound, UsageError
from data.records import (
    Basis,
    Comment,
    CommentId,
    CommentKind,
    Kpi,
    KpiId,
    Touchpoint,
    TouchpointId,
)
from data.store import touchpoints
from data.store.lists import channels as channels_store
from data.store.lists import stages as stages_store
from data.text import as_done, clean, clip, counted, fold, visible
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

    def line(self) -> str:
        """Return the figure in words, as a map prints it."""
        return kpi(MapKpi(self.name, self.unit, self.value, self.target, self.basis))


class TypedFigure(TypedDict, total=False):
    """What is to be changed of a figure, as it was typed; an empty number is none."""

    name: str
    unit: str
    value: str
    target: str
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is to become of a card's figures: those that are changed or new, and those to remove."""

    put: tuple[Figure, ...] = ()
    gone: tuple[KpiId, ...] = ()


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
        return as_done(board.do(project, act, also).label)
    board.beside(project, act, also)
    return as_done(label(None))


def _known(project: Project, card: TouchpointId) -> tuple[str, str]:
    found = touchpoints.get(project, card)
    if found is None:
        raise NotFound("That card is gone; nothing was changed.")
    return found.code, clip(visible(found.title), 30)


# -- figures -------------------------------------------------------------------------------------


def figures_of(project: Project, card: TouchpointId) -> tuple[Kpi, ...]:
    """Return a card's figures in their order."""
    return tuple(one for one in touchpoints.kpis(project) if one.touchpoint == card)


def put_figure(project: Project, card: TouchpointId, name: str, typed: TypedFigure) -> Figure:
    """Change the figure of that name on a card, or put a new one there; return it as it is then.

    Raises:
        UsageError: a number is none, a name blank, too long or taken; nothing was changed.
    """
    wanted = short(name, LONGEST_NAME, "The name of a figure")
    known = [kpi for kpi in figures_of(project, card) if fold(kpi.name) == fold(wanted)]
    made = revised(Figure.of(known[0]) if known else Figure(wanted), typed)
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
        made = replace(made, value=number(typed["value"], "The value"))
        made = replace(made, basis=was.basis or Basis.ASSUMED)
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
    act = board.describe(card)
    board.beside(project, act, board.Beside(card, lambda _: label, write))
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
        found = touchpoints.get(project, card)
        if found is None:
            return None
        return CardFacts(
            found,
            tuple(Figure.of(one) for one in figures_of(project, card)),
            (*((one.id, one.title) for one in stages_store.all(project)), (None, "Unplaced")),
            (
                (None, "nowhere in particular"),
                *((c.id, c.name) for c in channels_store.all(project)),
            ),
        )


def told(snapshot: Snapshot, card: Touchpoint) -> dict[str, Any]:
    """Return a card in plain values, with names in the place of ids."""
    stages = {one.id: one.title for one in snapshot.stages}
    channels = {one.id: one.name for one in snapshot.channels}
    return {
        "code": card.code,
        "title": card.title,
        "stage": stages.get(card.stage) if card.stage else None,
        "decision": card.decision.value,
        "held": card.held,
        "notes": len(evidence_of(card)),
        "claims": [claim.title for claim in card.claims],
        "owner": card.owner,
        "channel": channels.get(card.channel) if card.channel else None,
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
        "figures": [
            {
                "name": one.name,
                "unit": one.unit,
                "value": one.value,
                "target": one.target,
                "basis": one.basis,
            }
            for one in snapshot.kpis
            if one.touchpoint == card.id
        ],
        "votes": {one.voter: one.dots for one in snapshot.votes if one.touchpoint == card.id},
    }


def lines(snapshot: Snapshot, card: Touchpoint) -> list[tuple[str, str]]:
    """Return what is set on a card, a (name, words) each."""
    found = told(snapshot, card)
    by = f" {card.graded_by}" if card.graded_by else ""
    votes = ", ".join(
        f"{dots} by {who}" if who else str(dots) for who, dots in found["votes"].items()
    )
    facts = [
        ("owner", card.owner),
        ("channel", found["channel"] or ""),
        ("grade", f"{grade(card.grade)}{by}" if card.grade is not None else ""),
        ("expectation", card.expectation or ""),
        ("moment of truth", "yes" if card.moment_of_truth else ""),
        ("at stake", card.at_stake),
        ("way out", card.way_out),
        ("contacts", _number(card.contacts, card.contacts_basis)),
        ("minutes", _number(card.minutes, card.minutes_basis)),
        *(
            ("figure", Figure.of(figure).line())
            for figure in snapshot.kpis
            if figure.touchpoint == card.id
        ),
        ("votes", votes),
    ]
    return [(name, text) for name, text in facts if text]


def _number(value: float | None, basis: Basis | None) -> str:
    return written(value) + (f" ({basis})" if basis and value is not None else "")


LONGEST_COMMENT = 10_000
"""The most characters of a comment, and of an answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, the card it is on, and its number: its place in time among all of the project."""

    number: int
    comment: Comment
    code: str
    title: str

    def line(self) -> str:
        """Return the same in words."""
        one = self.comment
        closed = " (closed)" if one.closed else ""
        answer = f" → {one.answer}" if one.answer else ""
        who = one.author or "somebody"
        return f"#{self.number} {one.kind.value} by {who}{closed}: {one.text}{answer}"

    def as_document(self) -> dict[str, Any]:
        """Return the same in plain values."""
        one = self.comment
        return {
            "id": one.id,
            "number": self.number,
            "touchpoint": self.code,
            "title": self.title,
            "kind": one.kind.value,
            "author": one.author,
            "text": one.text,
            "answer": one.answer,
            "closed": one.closed,
            "at": one.at.isoformat(),
        }


def listed(
    project: Project, card: TouchpointId | None = None, *, only_open: bool = False
) -> tuple[Said, ...]:
    """Return the comments of the project, or of one card, by their numbers."""
    with project.reading():
        found = touchpoints.all_comments(project)
        cards = {one.id: one for one in touchpoints.all(project)} if found else {}
    return tuple(
        Said(number, one, cards[one.touchpoint].code, cards[one.touchpoint].title)
        for number, one in enumerate(found, 1)
        if (card is None or one.touchpoint == card) and not (only_open and one.closed)
    )


def numbered(project: Project, typed: Sequence[str]) -> list[Said]:
    """Return the comments of some numbers, as they were typed (``3`` or ``#3``).

    Raises:
        NotFound: there is none of that number.
    """
    by_number = {str(one.number): one for one in listed(project)}
    found = []
    for text in typed:
        one = by_number.get(text.strip().lstrip("#").lstrip("0"))
        if one is None:
            raise NotFound(
                f"There is no comment {clip(visible(text), 20)}: nothing was changed. "
                "They are listed by: sayso touchpoints comments"
            )
        found.append(one)
    return list(dict.fromkeys(found))


def comment(
    project: Project, card: TouchpointId, text: str, kind: CommentKind, author: str = ""
) -> None:
    """Say something about a card, which makes it held.

    Raises:
        UsageError: the text is blank, or text or author too long.
        NotFound: the card is gone.
    """
    said = _text(text, "A comment")
    who = short(author, LONGEST_NAME, "The name of who says so")
    found = touchpoints.get(project, card)
    if found is None:
        raise NotFound("That card is gone; nothing was changed.")

    def write(change: Change) -> None:
        touchpoints.add_comment(change, card, said, kind=kind, author=who)

    label = f"{kind.value.title()} on {found.code}: {clip(visible(said), 40)}"
    act = board.describe(card)
    board.beside(project, act, board.Beside(card, lambda _: label, write))


def reply(
    project: Project, one: Comment, answer: str | None = None, *, closed: bool | None = None
) -> bool:
    """Answer a comment, close or open it; False where that was so already.

    Raises:
        UsageError: the answer is too long.
        NotFound: the comment is gone.
    """
    given = _text(answer, "An answer", blank=True) if answer is not None else None
    state = "close" if closed else "open" if closed is not None else ""
    done = " and ".join(filter(None, ["answer" if given is not None else "", state]))
    with project.change(
        f"{done.capitalize()} the {one.kind.value}: {clip(visible(one.text), 40)}"
    ) as change:
        _there(change, [one.id])
        return touchpoints.edit_comment(change, one.id, answer=given, closed=closed)


def settle(project: Project, some: Sequence[Comment], *, closed: bool) -> int:
    """Close comments, or open them again, in one step; return for how many that is new.

    Raises:
        NotFound: one of them is gone.
    """
    if len(some) == 1:
        return int(reply(project, some[0], closed=closed))
    done = "Close" if closed else "Open"
    with project.change(f"{done} {counted(len(some), 'comment')}") as change:
        _there(change, [one.id for one in some])
        return sum(touchpoints.edit_comment(change, one.id, closed=closed) for one in some)


def _there(change: Change, some: Sequence[CommentId]) -> None:
    known = {one.id for one in touchpoints.all_comments(change)}
    if not known.issuperset(some):
        raise NotFound("That comment is gone; nothing was changed.")


def _text(typed: str, what: str, *, blank: bool = False) -> str:
    text = clean(typed)[0].strip()
    if not text and not blank:
        raise UsageError(f"{what} needs some text: nothing was stored.")
    if len(text) > LONGEST_COMMENT:
        raise UsageError(
            f"{what} has {len(text):,} characters, and {LONGEST_COMMENT:,} are the most. "
            "Nothing was stored."
        )
    return text
