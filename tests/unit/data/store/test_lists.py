"""The store of the lists: what all of them have in common, and what each has of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import NameTaken, StillInUse, UnknownName, UsageError
from data.store import Project
from data.store.lists import STORES, info, journeys, participants, settings, stages, tags
from tests.unit.dump import entity_dump
from tests.unit.stores import new_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


@pytest.mark.parametrize("what", STORES)
def test_a_thing_is_made_changed_and_removed_and_undo_takes_all_back(
    project: Project, what: str
) -> None:
    kept, before = STORES[what], entity_dump(project.connection)
    known: dict[str, object] = {kept.named: "  Brand   new "}
    if what == "filter":
        known["query"] = "phone"
    with project.change("Make") as change:
        made = kept.make(change, known)
        assert getattr(made, kept.named) == "Brand new"
        assert kept.get(change, made.id) == made
        assert made in kept.all(change)
        assert kept.edit(change, made.id, **{kept.named: "Other"})
        assert not kept.edit(change, made.id, **{kept.named: " Other"})
    with project.change("Remove") as change:
        kept.remove(change, made.id)
        assert kept.get(change, made.id) is None
    project.undo()
    project.undo()
    assert entity_dump(project.connection) == before


@pytest.mark.parametrize("what", ["stage", "persona", "channel", "tag", "filter"])
def test_names_of_a_list_differ_also_from_words_with_a_meaning(project: Project, what: str) -> None:
    kept = STORES[what]
    more: dict[str, object] = {"query": "phone"} if what == "filter" else {}
    with project.change("Make") as change:
        first = kept.make(change, {kept.named: "Café", **more})
        with pytest.raises(NameTaken) as refused:
            kept.make(change, {kept.named: "ca fe", **more})
        assert refused.value.other == first.id
        with pytest.raises(NameTaken):
            kept.make(change, {kept.named: "obs", **more})


def test_a_new_stage_goes_to_its_place_and_gets_a_slug_of_its_own(project: Project) -> None:
    with project.change("Make") as change:
        one = stages.add(change, "Ask: again", position=1)
        other = stages.add(change, "Complain", slug="ask-again")
    assert [stage.title for stage in stages.all(project)] == [
        "Apply", "Ask: again", "Wait", "Complain",
    ]  # fmt: skip
    assert (one.slug, other.slug) == ("ask-again", "ask-again-2")


def test_tags_that_nobody_has_ordered_follow_as_they_are_shown(project: Project) -> None:
    with project.change("Make") as change:
        made = {name: tags.add(change, name) for name in ("wait", "papers", "Late")}
    assert [tag.name for tag in tags.all(project)] == ["Late", "papers", "wait"]
    with project.change("Order") as change:
        assert tags.reorder(change, [made["papers"].id])
        assert not tags.reorder(change, [made["papers"].id])
    assert [tag.name for tag in tags.all(project)] == ["papers", "Late", "wait"]
    with project.change("Order") as change, pytest.raises(UnknownName):
        tags.reorder(change, ["nothing"])


def test_a_code_is_never_given_again(project: Project) -> None:
    with project.change("Make") as change:
        first, second = participants.add(change), participants.add(change, "Jo")
        participants.remove(change, second.id)
        third = participants.add(change, "Jo")
    assert [one.code for one in (first, second, third)] == ["P01", "P02", "P03"]


def test_a_journey_picks_stages_but_for_the_default_one(project: Project) -> None:
    (default,), (apply, wait) = journeys.all(project), stages.all(project)
    with project.change("Make") as change:
        made = journeys.add(change, "The car", stages=[wait.id, apply.id])
        assert made.stages == (apply.id, wait.id)
        assert journeys.edit(change, made.id, stages=[wait.id])
        assert not journeys.edit(change, made.id, stages=[wait.id])
        stages.remove(change, wait.id)
        (_, left) = journeys.all(change)
        assert left.stages == ()
        for act in (
            lambda: journeys.edit(change, default.id, stages=[apply.id]),
            lambda: journeys.remove(change, default.id),
        ):
            with pytest.raises(StillInUse):
                act()


def test_what_a_project_has_once_is_changed_or_refused(project: Project) -> None:
    with project.change("Change") as change:
        assert info.edit(change, goal="Find out", title=" A  title ")
        assert settings.edit(change, shared_teams=3, dial=0.25)
        assert not settings.edit(change, shared_teams=3)
        with pytest.raises(UsageError, match="needs a title"):
            info.edit(change, title=" ")
        for wrong in ({"supported_at": 0}, {"dial": 1.5}):
            with pytest.raises(UsageError):
                settings.edit(change, **wrong)
    assert (project.info().title, project.info().goal) == ("A title", "Find out")
    assert (project.settings().shared_teams, project.settings().dial) == (3, 0.25)
