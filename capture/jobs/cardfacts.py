"""A card's facts in plain values, and in words: what people have set on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capture.jobs import facts as facts_jobs
from capture.jobs.typed import written
from data.store import channels as channels_store
from data.store import stages as stages_store
from data.store import touchpoints
from synthesis.board.ground import evidence_of
from synthesis.map.model import MapKpi
from synthesis.render.words import grade, kpi

if TYPE_CHECKING:
    from data.records import Basis, ChannelId, Snapshot, StageId, Touchpoint, TouchpointId
    from data.store import Project


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A card with all that a form for it needs: its figures, and the stages and channels to choose.

    Both lists hold (id, name), Unplaced and nowhere among them under ``None``.
    """

    card: Touchpoint
    figures: tuple[facts_jobs.Figure, ...]
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
            tuple(facts_jobs.Figure.of(one) for one in facts_jobs.figures_of(project, card)),
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
        "points": [point.title for point in card.points],
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
            ("figure", kpi(MapKpi(one.name, one.unit, one.value, one.target, one.basis)))
            for one in snapshot.kpis
            if one.touchpoint == card.id
        ),
        ("votes", votes),
    ]
    return [(name, text) for name, text in facts if text]


def _number(value: float | None, basis: Basis | None) -> str:
    return written(value) + (f" ({basis})" if basis and value is not None else "")
