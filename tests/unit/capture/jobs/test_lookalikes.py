"""Which names of a list are pointed out as alike, and which are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs import lists
from capture.jobs.lookalikes import alike, pairs, unused
from data.records import Participant, ParticipantId, Tag, TagId
from tests.unit.keepsake import kept
from tests.unit.stores import new_project


def why(one: str, other: str, *, people: bool = False) -> str:
    """Return why two names are pointed out, "" where they are not."""
    things: list[lists.Thing] = [
        Participant(ParticipantId(str(at)), f"P{at}", name) if people else Tag(TagId(str(at)), name)
        for at, name in enumerate((one, other))
    ]
    found = list(pairs(things))
    assert len(found) <= 1
    return found[0][2] if found else ""


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Tourist", "Tourists", "one word in two forms"),
        ("wait", "waiting", "one word in two forms"),
        ("call", "Called", "one word in two forms"),
        ("front desk", "desk, front", "the same words"),
        ("GP", "general practitioner", "initials"),
        ("Customer Service", "CS", "initials"),
        ("communication", "comunication", "a few letters differ"),
        ("Refund request", "Refunds requested", "one word in two forms"),
        ("Café", "cafe", "the same name"),
        ("ραντεβού", "ραντεβου", "the same name"),
        ("τηλέφωνο", "τηλέφωνα", "a few letters differ"),
    ],
)
def test_what_looks_alike_is_pointed_out_and_why(one: str, other: str, told: str) -> None:
    assert why(one, other) == why(other, one) == told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Week 1", "Week 2"), ("happy", "unhappy"), ("insured", "uninsured"), ("male", "female"),
        ("North", "South"), ("Book", "Look"), ("before", "after"), ("Find out", "Decide"),
        ("inbound", "outbound"), ("satisfied", "dissatisfied"), ("🙂", "🙃"), ("phone", "desk"),
    ],
)  # fmt: skip
def test_what_only_rhymes_is_not(one: str, other: str) -> None:
    assert why(one, other) == ""


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Maria", "Mariah", "one word in two forms"),
        ("Jon", "John", "a letter differs"),
        ("Maria", "Maria Kyriakou", "a shorter name"),
        ("M. Kyriakou", "Maria Kyriakou", "a shorter name"),
        ("Maria", "maria", "the same name"),
        ("Katerina", "Caterina", "a few letters differ"),
    ],
)
def test_people_whose_names_look_alike(one: str, other: str, told: str) -> None:
    assert why(one, other, people=True) == why(other, one, people=True) == told


def test_unnamed_people_and_other_names_are_not_alike() -> None:
    assert why("", "", people=True) == ""
    assert why("Maria", "Eleni", people=True) == ""


def test_pairs_come_with_counts_and_an_answer_is_kept(tmp_path: Path) -> None:
    made = kept(tmp_path)
    with made.project as project:
        (found,) = alike(project, "tag")
        assert {lists.name_of(found.gone), lists.name_of(found.kept)} == {"wait", "waiting"}
        assert (found.gone_notes, found.kept_notes) == (2, 2)
        (people,) = alike(project, "participant")
        assert lists.name_of(people.kept) == "Mariah"  # on more notes than Maria
        assert lists.differ(project, "tag", made.ids["waiting"], made.ids["wait"])
        assert not lists.differ(project, "tag", made.ids["wait"], made.ids["waiting"])
        assert alike(project, "tag") == []
        project.undo()
        assert len(alike(project, "tag")) == 1


def test_unused_ones_are_told_with_what_else_names_them(tmp_path: Path) -> None:
    made = kept(tmp_path)
    with made.project as project:
        assert [lists.name_of(one.thing) for one in unused(project, "channel")] == ["Desk"]
        assert unused(project, "stage") == []
        with project.change("Bare") as change:
            change.edit_many("note", [(made.ids["rings out"], "channel", None)])
            change.edit_many("note", [(made.ids["no answer"], "channel", None)])
        assert [one.named_by for one in unused(project, "channel")] == ["a card", ""]


def test_a_thousand_tags_are_compared_in_a_moment(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with project.change("Tags") as change:
            change.make_many(
                "tag",
                (
                    {"id": f"{at:05}", "name": f"customer {at * 7919 % 99991:05}x",
                     "description": "", "examples": (), "position": 0}
                    for at in range(1000)
                ),
            )  # fmt: skip
        assert alike(project, "tag") == []
