"""Votes and figures on touchpoints, and what else a map holds beside what people said."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import UsageError
from data.records import Basis, Consent, Touchpoint, TouchpointId
from data.store import Project, touchpoints
from data.store.lists import channels, journeys, participants, stages
from tests.unit.dump import entity_dump
from tests.unit.stores import new_project


def with_card(project: Project) -> TouchpointId:
    """Make a held card."""
    with project.change("Make a card") as change:
        card = Touchpoint(TouchpointId("card"), change.new_codes("T")[0], None, "Asking")
        touchpoints.put(change, card)
    return card.id


def test_votes_add_up_by_voter_and_none_is_below_nothing(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        card = with_card(project)
        with project.change("Vote") as change:
            assert touchpoints.vote(change, card, 3) == 3
            assert touchpoints.vote(change, card, 2) == 5
            assert touchpoints.vote(change, card, 1, "Calls: team\n2") == 1
        assert [(one.voter, one.dots) for one in touchpoints.votes(project)] == [
            ("", 5),
            ("Calls: team 2", 1),
        ]
        with pytest.raises(UsageError), project.change("Vote") as change:
            touchpoints.vote(change, card, -6)
        with project.change("Vote") as change:
            assert touchpoints.vote(change, card, -5) == 0
        assert [one.voter for one in touchpoints.votes(project)] == ["Calls: team 2"]


def test_dots_that_are_handed_over_are_anothers_and_no_longer_here(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        gone = with_card(project)
        with project.change("Another card") as change:
            kept = Touchpoint(TouchpointId("other"), change.new_codes("T")[0], None, "Waiting")
            touchpoints.put(change, kept)
            touchpoints.vote(change, gone, 3, "Calls")
            touchpoints.vote(change, gone, 1)
            touchpoints.vote(change, kept.id, 2, "Calls")
        with project.change("Hand over") as change:
            touchpoints.hand_over(change, gone, kept.id)
        given = [(one.touchpoint, one.voter, one.dots) for one in touchpoints.votes(project)]
        assert given == [(kept.id, "", 1), (kept.id, "Calls", 5)]


def test_figures_have_an_order_and_go_with_their_card_which_undo_brings_back(
    tmp_path: Path,
) -> None:
    with new_project(tmp_path) as project:
        card = with_card(project)
        with project.change("Figures") as change:
            first = touchpoints.add_kpi(
                change, card, "Calls a case", unit="calls", value=3, basis=Basis.ASSUMED
            )
            second = touchpoints.add_kpi(change, card, "First-time right", unit="%", target=90)
            touchpoints.edit_kpi(change, second, value=71.5, basis=Basis.MEASURED)
            touchpoints.vote(change, card, 2)
        assert [(one.name, one.value, one.target) for one in touchpoints.kpis(project)] == [
            ("Calls a case", 3.0, None),
            ("First-time right", 71.5, 90.0),
        ]
        before = entity_dump(project.connection)
        with project.change("Remove the card") as change:
            touchpoints.remove(change, card)
        assert not touchpoints.kpis(project)
        assert not touchpoints.votes(project)
        project.undo()
        assert entity_dump(project.connection) == before
        with project.change("Remove a figure") as change:
            touchpoints.remove_kpi(change, first)
        assert [one.id for one in touchpoints.kpis(project)] == [second]
        assert project.check().ok


def test_stages_channels_people_and_journeys_hold_what_the_map_needs(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with project.change("Fill in") as change:
            stage = stages.add(change, "Chasing", question="When do I hear?")
            forum = channels.add(change, "a forum", own=False)
            person = participants.add(change, "Hanna", consent=Consent.IN_OTHER_WORDS)
            journey = journeys.add(change, "Her way", owner="Ruth", lanes=("pain", "idea"))
        with project.change("Think again") as change:
            stages.edit(change, stage.id, question="When will I hear?")
            channels.edit(change, forum.id, own=True)
            participants.edit(change, person.id, consent=None)
            journeys.edit(change, journey.id, lanes=("idea",))
        found = project.snapshot()
    assert next(one for one in found.stages if one.id == stage.id).question == "When will I hear?"
    assert next(one for one in found.channels if one.id == forum.id).own
    assert next(one for one in found.participants if one.id == person.id).consent is None
    kept = next(one for one in found.journeys if one.id == journey.id)
    assert (kept.owner, kept.lanes) == ("Ruth", ("idea",))
