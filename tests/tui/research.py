"""A drafted project with notes of known times, for the modes Notes, Map and Project."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from capture.app import SaysoApp
from capture.jobs import board
from capture.jobs.drafts import synthesise
from capture.jobs.projects import create
from data.records import (
    Attribution,
    Claim,
    ClaimId,
    Emotion,
    Evidence,
    Group,
    Kind,
    Participant,
    SessionKind,
    Snapshot,
    Stage,
    Stance,
    Touchpoint,
    TouchpointId,
)
from data.store import Project, sessions
from data.store import notes as notes_store
from data.store.lists import participants, personas, stages
from synthesis.board.drafts import Drafts
from tests.tui.helpers import settled, stored

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STAGES = ("Find out", "Apply", "Wait")
P, N, G = Kind.PAIN, Kind.NEED, Kind.GAIN
SAID: tuple[tuple[str, int, Kind | None, int | None, str], ...] = (
    ("Maria", 1, P, -2, "the form is far too long"),
    ("Jon", 1, P, -1, "people give up half way through the form"),
    ("Rita", 1, Kind.IDEA, None, "let them save the form half way"),
    ("Maria", 1, None, None, "fourteen pages now"),
    ("Maria", 2, P, -2, "the phone rings out all morning"),
    ("Jon", 2, P, -1, "nobody answers the phone before noon"),
    ("Jon", 2, N, -1, "they want to know how long it takes"),
    ("Eleni", 2, P, -2, "six weeks and I heard nothing at all"),
    ("Eleni", 2, N, -1, "I only wanted to know how long it takes"),
    ("Eleni", 1, G, 1, "the form was easy, ten minutes"),
    ("Maria", 0, G, 2, "the leaflet at the market explains it well"),
    ("", 0, None, None, "is there a page about it in Turkish?"),
)

DRAFT: tuple[tuple[int, str, tuple[tuple[str, tuple[int, ...]], ...]], ...] = (
    (0, "Leaflet at the market", (
        ("Leaflet at the market explains it well", (10,)), ("Asks if there is a page", (11,)))),
    (1, "Giving up half way through the form", (
        ("Form is far too long", (1, 0)), ("Form was easy", (9,)),
        ("Let them save the form half way", (2,)))),
    (1, "Paging now", (("Fourteen pages now", (3,)),)),
    (2, "Finding out how long it takes", (
        ("Only wanted to know how long it takes", (8,)),
        ("They want to know how long it takes", (6,)),
        ("Six weeks and they heard nothing at all", (7,)))),
    (2, "Phone ringing out all morning", (("Phone rings out all morning", (5, 4)),)),
)  # fmt: skip
"""What is drafted: each card's stage, its title, and its claims with the places of their notes.

It is fixed, so that no picture changes when notes are grouped or named by other rules.
"""

LIKE: dict[int, tuple[float | None, tuple[str, ...]]] = {
    10: (0.56, ()),
    11: (0.56, ()),
    9: (0.63, ("form",)),
    1: (0.7, ("way", "form")),
    2: (0.73, ("form", "way")),
    0: (0.75, ("form",)),
    3: (None, ()),
    7: (0.71, ()),
    6: (0.85, ("want", "know", "takes")),
    8: (0.85, ("wanted", "know", "takes")),
    4: (1.0, ("phone",)),
    5: (1.0, ("phone",)),
}
"""How like the rest of its card each note of `DRAFT` is, and in which words, in a card's order."""

_Screen = TypeVar("_Screen", bound=Screen[Any])


def make_research(path: Path) -> Path:
    """Copy the project: twelve notes over three stages, drafted."""
    shutil.copy(_made(), path)
    return path


@cache
def _made() -> Path:
    """Make the project; what was done to it bears a known time, since screens show that too."""
    with patch("data.store.log.now", lambda: START + timedelta(days=2)):
        return _made_now()


def _made_now() -> Path:
    path = Path(tempfile.mkdtemp()) / "made.sayso"
    with create(path, title="Claims", stages=STAGES, personas=("Tourist", "Carer")) as project:
        with project.change("Research") as change:
            people = _people(project, change)
            meeting = sessions.add(
                change, "Monday", SessionKind.STAFF_MEETING, started_at=START, note_taker="Jo"
            )
            visit = sessions.add(
                change, "Eleni", SessionKind.CUSTOMER_INTERVIEW, started_at=START + timedelta(1)
            )
            for name, person in people.items():
                sessions.join(change, (visit if name == "Eleni" else meeting).id, person.id)
            steps = stages.all(change)
            (tourist, _) = personas.all(change)
            for at, (who, stage, kind, feeling, text) in enumerate(SAID):
                there = visit if who == "Eleni" else meeting
                notes_store.add(
                    change,
                    session=there.id,
                    text=text,
                    at=there.started_at + timedelta(minutes=at),
                    kind=kind,
                    emotion=None if feeling is None else Emotion(feeling),
                    stage=steps[stage].id,
                    personas=(tourist.id,) if at % 4 == 0 else (),
                    participants=_heard(people, who, at),
                )
        with patch("synthesis.board.drafts.draft", _drafted):
            synthesise(project)
    return path


def _drafted(snapshot: Snapshot, *given: Any, **more: Any) -> Drafts:
    """Return `DRAFT` as the project stores it."""
    del more
    _, _, _, new_id, new_codes = given
    at = {note.text: note for note in snapshot.notes}

    def claim(title: str, places: tuple[int, ...]) -> Claim:
        heard = [at[SAID[place][-1]] for place in places]
        evidence = tuple(Evidence(note.id) for note in heard)
        return Claim(ClaimId(new_id()), heard[0].kind, title, heard[-1].id, (), evidence)

    before: list[int] = []
    cards = []
    for code, (stage, title, claims) in zip(new_codes(len(DRAFT)), DRAFT, strict=True):
        cards.append(
            Touchpoint(
                TouchpointId(new_id()),
                code,
                snapshot.stages[stage].id,
                title,
                claims=tuple(claim(*one) for one in claims),
                position=before.count(stage),
            )
        )
        before.append(stage)
    return Drafts(tuple(cards))


def _people(project: Project, change: Any) -> dict[str, Participant]:
    del project
    told = (("Maria", "desk"), ("Jon", "calls"), ("Rita", "back office"))
    found = {
        name: participants.add(change, name, team=team, group=Group.FRONTLINE)
        for name, team in told
    }
    found["Eleni"] = participants.add(change, "Eleni", group=Group.CUSTOMER)
    return found


def _heard(people: dict[str, Participant], who: str, at: int) -> tuple[Attribution, ...]:
    if not who:
        return ()
    said = Attribution(people[who].id)
    return (said, Attribution(people["Jon"].id, Stance.AGREES)) if at == 4 else (said,)


def steady_likeness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show notes of a card as like one another as `LIKE` says, whatever the encoder would say."""
    look_at = board.look_at
    order = {SAID[place][-1]: (at, LIKE[place]) for at, place in enumerate(LIKE)}

    def looks(project: Project, card: TouchpointId) -> board.CardNotes | None:
        found = look_at(project, card)
        if found is None:
            return None
        notes = (
            replace(one, likeness=order[one.text][1][0], words=order[one.text][1][1])
            for one in sorted(found.notes, key=lambda one: order[one.text][0])
        )
        return replace(found, notes=tuple(notes), nearly=())

    monkeypatch.setattr(board, "look_at", looks)


def whole(path: Path) -> Snapshot:
    """Return what is really in the project."""
    with stored(path) as project:
        return project.snapshot()


def texts(path: Path) -> list[str]:
    """Return the notes' texts, by time."""
    return [note.text for note in whole(path).notes]


def stage_named(path: Path, title: str) -> Stage:
    """Return one stage as it is stored."""
    return next(one for one in whole(path).stages if one.title == title)


def shell(pilot: Pilot[None]) -> SaysoApp:
    """Return the app."""
    assert isinstance(pilot.app, SaysoApp)
    return pilot.app


def on(pilot: Pilot[None], kind: type[_Screen]) -> _Screen:
    """Return the screen that is shown, which must be of that kind."""
    screen = pilot.app.screen
    assert isinstance(screen, kind), screen
    return screen


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after another, each once the one before has settled."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


@contextmanager
def clock_in_utc() -> Iterator[None]:
    """Show times as they are stored, wherever the test runs."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()
