"""What a workshop leaves on touchpoints beside comments: votes, and figures to judge them by."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from data.errors import UsageError
from data.records import Basis, Kpi, KpiId, TouchpointId, Vote
from data.store import common
from data.text import fold

if TYPE_CHECKING:
    from data.store.change import Change


class KpiDetails(TypedDict, total=False):
    """What can be said of a figure beside its name."""

    unit: str
    value: float | None
    target: float | None
    basis: Basis | None


class KpiFields(KpiDetails, total=False):
    """What of a figure can be edited."""

    name: str


def kpis(reader: common.Reader) -> tuple[Kpi, ...]:
    """Every figure, those of a touchpoint in their order."""
    return tuple(
        Kpi(
            KpiId(row[0]),
            TouchpointId(row[1]),
            row[2],
            row[3],
            row[4],
            row[5],
            Basis(row[6]) if row[6] else None,
            row[7],
        )
        for row in reader.connection.rows(
            "SELECT id, touchpoint, name, unit, value, target, basis, position FROM kpi"
            " ORDER BY touchpoint, position, id"
        )
    )


def add_kpi(
    change: Change, touchpoint: TouchpointId, name: str, **details: Unpack[KpiDetails]
) -> KpiId:
    """Put a figure on a touchpoint, which must be held, behind those that it has.

    Raises:
        UsageError: the name is blank.
    """
    (place,) = change.connection.row(
        "SELECT coalesce(max(position), -1) + 1 FROM kpi WHERE touchpoint = ?", (touchpoint,)
    )
    values: dict[str, object] = {"unit": "", "value": None, "target": None, "basis": None}
    values |= {**details, "name": common.title_of(name, "figure")}
    return KpiId(change.make("kpi", touchpoint=touchpoint, position=place, **values))


def edit_kpi(change: Change, kpi: KpiId, **fields: Unpack[KpiFields]) -> bool:
    """Change a figure; False where nothing is different."""
    values: dict[str, object] = dict(fields)
    if "name" in fields:
        values["name"] = common.title_of(fields["name"], "figure")
    return change.edit("kpi", kpi, **values)


def remove_kpi(change: Change, kpi: KpiId) -> None:
    """Remove a figure."""
    change.remove("kpi", kpi)


def votes(reader: common.Reader) -> tuple[Vote, ...]:
    """Every vote, by touchpoint and voter."""
    return tuple(
        Vote(TouchpointId(row[0]), row[1], row[2])
        for row in reader.connection.rows(
            "SELECT touchpoint, voter, dots FROM vote ORDER BY touchpoint, voter"
        )
    )


def vote(change: Change, touchpoint: TouchpointId, dots: int, voter: str = "") -> int:
    """Give a touchpoint, which must be held, more dots or fewer; return how many it has then.

    ``voter`` is whoever gave them, "" for the room as a whole, and only theirs are counted.

    Raises:
        UsageError: there would be fewer than none.
    """
    voter = common.one_line(voter)
    before = change.connection.row(
        "SELECT id, dots FROM vote WHERE touchpoint = ? AND voter = ?", (touchpoint, voter)
    )
    count = dots + (int(before[1]) if before is not None else 0)
    if count < 0:
        raise UsageError("No touchpoint can have fewer dots than none: nothing was changed.")
    if before is None and count:
        change.make("vote", touchpoint=touchpoint, voter=voter, dots=count)
    elif before is not None and count:
        change.edit("vote", before[0], dots=count)
    elif before is not None:
        change.remove("vote", before[0])
    return count


def hand_over(change: Change, gone: TouchpointId, into: TouchpointId) -> None:
    """Give the figures and votes of a touchpoint to another, which must be held.

    A figure of a name that the other has already is told apart by a number.
    """
    names = {fold(one.name) for one in kpis(change) if one.touchpoint == into}
    for one in [one for one in kpis(change) if one.touchpoint == gone]:
        name, number = one.name, 2
        while fold(name) in names:
            name, number = f"{one.name} ({number})", number + 1
        names.add(fold(name))
        add_kpi(
            change, into, name, unit=one.unit, value=one.value, target=one.target, basis=one.basis
        )
        remove_kpi(change, one.id)
    for given in [one for one in votes(change) if one.touchpoint == gone]:
        vote(change, into, given.dots, given.voter)
        vote(change, gone, -given.dots, given.voter)


def forget_card(change: Change, touchpoint: TouchpointId) -> None:
    """Remove the figures and votes of a touchpoint."""
    for table in ("kpi", "vote"):
        for (row,) in change.connection.rows(
            f"SELECT id FROM {table} WHERE touchpoint = ?", (touchpoint,)
        ):
            change.remove(table, row)
