"""Wherever cards are listed they are called as on the map, and nothing keeps the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs import board, drafts, lists, maps, queue, singles
from capture.jobs.headings import headings
from capture.jobs.notes import Place, log
from capture.jobs.projects import create
from data.records import Decision, SessionKind, Touchpoint
from data.store import Project

SAID = (
    "they phone at nine and it is engaged for an hour",
    "they ring at eight and all lines are busy",
)
HEADING = f"1 of 2 remarks: “{SAID[0]}”"
PLAIN = "Visit: remarks"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = create(tmp_path / "p.sayso", stages=("Visit", "After"), personas=())
    place = Place(session_title="Meeting", session_kind=SessionKind.STAFF_MEETING)
    unlike = ("the lift was broken", "parking is too dear", "the nurse was lovely")
    for line in (f"{SAID[0]} ,,p--", f"{SAID[1]} ,,p-", *(f"{one} ,,p" for one in unlike)):
        log(made, f"{line} 1", place)
    drafts.synthesise(made)
    return made


def the_card(project: Project) -> Touchpoint:
    (card,) = project.snapshot().touchpoints
    assert card.title == PLAIN
    return card


def test_lists_call_a_plain_card_by_its_weightiest_claim(project: Project) -> None:
    card = the_card(project)
    assert headings(project.snapshot()) == {card.id: HEADING}
    (_, listed) = lists.cards(project)[0]
    assert listed == f"{card.code} {HEADING} · Visit · 2"
    offered = {offer.title for one in singles.listed(project) for offer in one.offers}
    assert offered == {HEADING}
    looked = board.look_at(project, card.id)
    assert looked is not None
    assert looked.name == HEADING
    asked = [note.about for one in queue.asked_questions(project) for note in one.notes]
    assert not any(PLAIN in about for about in asked)
    snapshot = project.snapshot()
    note = next(one for one in snapshot.notes if one.text == SAID[1])
    assert drafts.explain(project, snapshot, note).card == f"{card.code} {HEADING}"


def test_titles_what_was_shown_and_the_history_keep_no_words(project: Project) -> None:
    card = the_card(project)
    maps.freeze(project, "first")
    board.do(project, board.decide([card.id], Decision.ACCEPTED))
    assert the_card(project).held
    assert {row.title for row in project.snapshot().shown} == {PLAIN}
    labels = [step.label for step in project.history()]
    assert any(card.code in label for label in labels)
    assert not any(HEADING in label for label in labels)
    # A person's own title stands in its place.
    board.do(project, board.describe(card.id, title="Calling in the morning"))
    assert headings(project.snapshot()) == {card.id: "Calling in the morning"}
