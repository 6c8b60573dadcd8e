"""When a typed note goes on with the last meeting, and when it begins another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capture.jobs.notes import Logged, Place, log
from capture.jobs.sessions import scene
from data.records import Session, SessionKind
from data.store import Project, notes, sessions
from data.store.sessions import continuing
from tests.unit.stores import new_project

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made


def meeting(
    project: Project,
    title: str,
    kind: SessionKind = SessionKind.STAFF_MEETING,
    *,
    at: datetime = NINE,
    noted: datetime | None = None,
) -> Session:
    """Add a session, with one note where it was ``noted``."""
    with project.change("A session") as change:
        session = sessions.add(change, title, kind, started_at=at)
        if noted is not None:
            notes.add(change, session=session.id, text=f"said in {title}", at=noted)
    return session


def later(project: Project, moment: datetime) -> Logged:
    """Log a line as a window that was just opened."""
    return log(project, "and more", Place(), now=moment)


@pytest.mark.parametrize("kind", [SessionKind.STAFF_MEETING, SessionKind.OBSERVATION])
def test_a_meeting_goes_on_for_an_hour_after_its_last_note(
    project: Project, kind: SessionKind
) -> None:
    last = NINE + 2 * HOUR
    begun = meeting(project, "Desk", kind, noted=last)
    assert continuing(project, last + HOUR) == begun
    assert continuing(project, last + HOUR + MOMENT) is None
    after = later(project, last + HOUR + MOMENT)
    assert not after.continued
    assert after.session.id != begun.id


def test_a_line_within_the_hour_is_the_meetings_and_says_so(project: Project) -> None:
    begun = meeting(project, "Desk", noted=NINE)
    found = scene(project, None, now=NINE + HOUR)
    assert (found.session, found.last_noted) == (begun, NINE)
    logged = later(project, NINE + HOUR)
    assert (logged.session.id, logged.continued) == (begun.id, True)


def test_a_meeting_without_a_note_counts_from_its_start(project: Project) -> None:
    begun = meeting(project, "Desk")
    assert continuing(project, NINE + HOUR) == begun
    assert scene(project, None, now=NINE + HOUR).last_noted is None
    assert continuing(project, NINE + HOUR + MOMENT) is None


def test_an_interview_goes_on_only_when_said_so(project: Project) -> None:
    """What is typed after it may be anybody's, and would count as the customer's."""
    begun = meeting(project, "Eleni", SessionKind.CUSTOMER_INTERVIEW, noted=NINE)
    now = NINE + timedelta(minutes=5)
    assert continuing(project, now) is None
    assert continuing(project, now, resting=True) == begun
    assert continuing(project, NINE + HOUR + MOMENT, resting=True) is None
    found = scene(project, None, now=now)
    assert (found.session, found.last_noted, found.interview) == (None, None, begun)
    named = log(project, "it took weeks", Place(session_title="eleni"), now=now)
    assert (named.session.id, named.continued) == (begun.id, True)
    assert later(project, now).session.kind is SessionKind.STAFF_MEETING


def test_the_meeting_before_an_interview_does_not_go_on_behind_it(project: Project) -> None:
    meeting(project, "Desk", noted=NINE)
    meeting(project, "Eleni", SessionKind.CUSTOMER_INTERVIEW, noted=NINE + MOMENT)
    assert continuing(project, NINE + 2 * MOMENT) is None


def test_an_interview_that_was_only_opened_was_opened_to_be_noted(project: Project) -> None:
    meeting(project, "Desk", noted=NINE)
    begun = meeting(project, "Eleni", SessionKind.CUSTOMER_INTERVIEW, at=NINE + MOMENT)
    assert continuing(project, NINE + HOUR) == begun
    assert continuing(project, NINE + HOUR, resting=True) is None


def test_an_import_is_no_meeting_and_the_one_before_it_goes_on(project: Project) -> None:
    begun = meeting(project, "Desk", noted=NINE)
    meeting(project, "survey.csv", SessionKind.IMPORT, at=NINE + MOMENT, noted=NINE + MOMENT)
    assert continuing(project, NINE + HOUR) == begun
    # What is said of it is the time of its own last note, not of what was imported since.
    assert scene(project, None, now=NINE + HOUR).last_noted == NINE
