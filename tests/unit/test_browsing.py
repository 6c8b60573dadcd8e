"""Going through notes: what a typed filter means, what fits it, and pages of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from capture.jobs import browsing
from capture.jobs.browsing import browse, page, read_filter
from capture.jobs.finding import Terms
from data.errors import NotFound
from data.records import Attribution, Kind, Note, SessionKind, Source
from data.store import Project, channels, notes, participants, personas, sessions, stages, tags
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


def texts(project: Project, typed: str, **how: bool) -> list[str]:
    listing = browse(project, typed, **how)
    return [note.text for note in page(project, listing, 0)] if listing.ids else []


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("phone queue", Terms("phone* queue*")),
        ("#wait !pain phone", Terms("phone*", stage="wait", kind="pain")),
        ('@"New patient" ~phone', Terms(persona="New patient", channel="phone")),
        ("who:maria in:visit =customer", Terms(participant="maria", session="visit",
                                               source="customer")),
        ("stage:wait from:staff", Terms(stage="wait", source="staff")),
        ('"rings out" OR queue', Terms('"rings out" OR queue*')),
        ("untagged +urgent", Terms(tag="urgent", untagged=True)),
        ("#wait #apply", Terms(stage="apply")),
        ("# @ 10:30 http://x", Terms("10:30* http://x*")),
        ("", Terms()),
    ],
)  # fmt: skip
def test_a_filter_is_read_in_the_signs_of_the_line(typed: str, terms: Terms) -> None:
    assert read_filter(typed) == terms


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("pho que", "pho* que*"),
        ("pho #wait", "pho*"),
        ('"pho" OR que', '"pho" OR que*'),
        ("NOT pho wor*", "NOT pho* wor*"),
        ("what?", "what?"),
    ],
)
def test_a_word_stands_for_what_it_begins_unless_quoted(typed: str, words: str) -> None:
    assert read_filter(typed).words == words


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
    found = browsing.complete(typed, browse(project, "").names)
    assert (found.casefold() if found and whole else found) == (whole.casefold() if whole else None)
    assert found is None or found.startswith(typed)


def test_notes_are_listed_newest_or_oldest_first(project: Project) -> None:
    newest = texts(project, "!pain")
    assert newest == ["letters get lost", "phones ring out"]
    assert texts(project, "!pain", newest_first=False) == newest[::-1]


def test_pages_join_up_to_the_whole(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "PAGE", 2)
    listing = browse(project, "")
    read: list[Note] = []
    for start in range(0, len(listing.ids), 2):
        read += page(project, listing, start)
    assert [note.id for note in read] == list(listing.ids)
    assert len(read) == listing.total == 5


def test_a_filter_that_finds_nothing_says_what_shut_everything_out(project: Project) -> None:
    assert browse(project, "queue #wait").told == (
        "No note fits all of it: 2 without the words, 1 without the stage."
    )
    assert browse(project, "zebra").told == "No note fits."
    assert browse(project, "phone").told == ""


def test_an_unknown_name_is_named(project: Project) -> None:
    with pytest.raises(NotFound, match="“zzz” is unknown") as refused:
        browse(project, "#zzz")
    assert "Nothing was changed" not in browsing.problem(refused.value)


def test_names_of_everything_on_a_note_come_along(project: Project) -> None:
    listing = browse(project, "who:maria")
    (note,) = page(project, listing, 0)
    assert listing.known[note.participants[0].participant] == "Maria"
    assert listing.sessions[note.session].title == "Meeting"
    assert browse(project, f"={Source.STAFF}").total == 5


def test_what_has_no_stage_is_found_by_none(project: Project) -> None:
    with project:
        found = {one.id for one in notes.all(project) if one.stage is None}
        assert found
        assert set(browse(project, "#none").ids) == found
