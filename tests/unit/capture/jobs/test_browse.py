"""Going through notes: what a typed filter means, what fits it, and pages of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from capture.jobs import browse as browse_jobs
from capture.jobs.browse import Targets, browse, page
from data.errors import NotFound
from data.records import Attribution, Kind, Note, Order, SessionKind, Source
from data.store import Project, notes, sessions
from data.store.lists import channels, participants, personas, stages, tags
from data.store.notes import ids_in_order
from tests.unit.stores import START, new_project, with_session


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = new_project(tmp_path)
    session = with_session(project)
    wait = next(one for one in stages.all(project) if one.title == "Wait")
    (claimant,) = personas.all(project)
    phone = next(one for one in channels.all(project) if one.name == "Phone")
    with project.change("Notes") as change:
        maria = participants.add(change, "Maria", team="desk")
        urgent = tags.add(change, "urgent")
        visit = sessions.add(change, "Visit", SessionKind.CUSTOMER_INTERVIEW, started_at=START)
        told = [
            ("phones ring out", {"stage": wait.id, "kind": Kind.PAIN, "channel": phone.id}),
            ("phone queue never ends", {"participants": (Attribution(maria.id),)}),
            ("letters get lost", {"kind": Kind.PAIN, "personas": (claimant.id,)}),
            ("send a text", {"kind": Kind.IDEA, "stage": wait.id, "tags": (urgent.id,)}),
        ]
        for at, (text, given) in enumerate(told):
            moment = START + timedelta(minutes=at)
            notes.add(change, session=session.id, text=text, at=moment, **given)  # type: ignore[arg-type]
        notes.add(change, session=visit.id, text="nobody calls back", at=START)
    return project


def texts(project: Project, typed: str, order: Order = browse_jobs.NEWEST) -> list[str]:
    listing = browse(project, typed, order)
    read = [note.text for note in page(project, listing, 0)]
    assert len(read) == listing.count
    return read


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"phone"', {"phone queue never ends"}),
        ("phone", {"phones ring out", "phone queue never ends"}),
        ("#wait", {"phones ring out", "send a text"}),
        ("#wait !pain", {"phones ring out"}),
        ("!pain @claim", {"letters get lost"}),
        ("~pho", {"phones ring out"}),
        ("+urgent", {"send a text"}),
        ("who:ma", {"phone queue never ends"}),
        ("in:visit", {"nobody calls back"}),
        ("=customer", {"nobody calls back"}),
        ("#wait -!pain", {"send a text"}),
        ("#wait OR @claim", {"phones ring out", "send a text", "letters get lost"}),
        ("(queue OR letters) NOT !pain", {"phone queue never ends"}),
        ("-#wait", {"phone queue never ends", "letters get lost", "nobody calls back"}),
        ("!pain|idea no:persona", {"phones ring out", "send a text"}),
        ("team:desk", {"phone queue never ends"}),
        ("untagged", {"phone queue never ends", "letters get lost", "nobody calls back"}),
    ],
)
def test_all_conditions_hold(project: Project, typed: str, found: set[str]) -> None:
    assert set(texts(project, typed)) == found


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("phone #w", "phone #wait"),
        ("#", "#Apply"),
        ("@cl", "@claimant"),
        ("!pa", "!pain-point"),
        ("who:m", "who:maria"),
        ("unt", "untagged"),
        ("un", None),
        ("phone", None),
        ("#zz", None),
        ("#w ", None),
        ("", None),
    ],
)
def test_a_name_at_the_end_of_a_filter_is_written_out(
    project: Project, typed: str, whole: str | None
) -> None:
    found = browse_jobs.complete(typed, browse(project, "").names)
    assert (found.casefold() if found and whole else found) == (whole.casefold() if whole else None)
    assert found is None or found.startswith(typed)


def test_notes_are_listed_newest_or_oldest_first(project: Project) -> None:
    newest = texts(project, "!pain")
    assert newest == ["letters get lost", "phones ring out"]
    assert texts(project, "!pain", Order()) == newest[::-1]


def test_pages_join_up_to_the_whole(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse_jobs, "PAGE", 2)
    listing = browse(project, "")
    read: list[Note] = []
    for start in range(0, listing.count, 2):
        read += page(project, listing, start)
    assert [note.id for note in read] == ids_in_order(project, listing.wanted, listing.order)
    assert len(read) == listing.total == 5
    for at, note in enumerate(read):
        assert browse_jobs.position(project, listing, note.id) == at


def test_a_filter_that_finds_nothing_says_what_shut_everything_out(project: Project) -> None:
    shut = browse(project, "queue #wait")
    assert shut.told == "No note fits all of it: 2 without “queue”, 1 without “#wait”."
    assert [(way.typed, way.count) for way in shut.ways] == [("#wait", 2), ("queue", 1)]
    assert browse(project, "zebra").told == "None of 5 notes fits “zebra”."
    assert browse(project, "phone").told == ""


def test_an_unknown_name_is_named(project: Project) -> None:
    with pytest.raises(NotFound, match="“zzz” is unknown") as refused:
        browse(project, "#zzz")
    assert "Nothing was changed" not in browse_jobs.problem(refused.value)


def test_names_of_everything_on_a_note_come_along(project: Project) -> None:
    listing = browse(project, "who:maria")
    (note,) = page(project, listing, 0)
    assert listing.names.everybody.known[note.participants[0].participant] == "Maria"
    assert listing.sessions[note.session].title == "Meeting"
    assert browse(project, f"={Source.STAFF}").total == 5


def test_what_has_no_stage_is_found_by_none(project: Project) -> None:
    with project:
        found = {one.id for one in notes.all(project) if one.stage is None}
        assert found
        assert set(ids_in_order(project, browse(project, "#none").wanted, Order())) == found


def test_no_act_reaches_further_than_its_filter_says(project: Project) -> None:
    assert browse(project, "phone #").count == 2  # while it is typed
    with pytest.raises(NotFound, match="“#” in the filter says nothing yet"):
        Targets(fits="phone #", marked=True).resolve(project)
    assert len(Targets(fits="phone", marked=True).resolve(project)) == 2
