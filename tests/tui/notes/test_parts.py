"""The parts of the Notes screen by themselves: pages, marks, a note as it will be."""

from __future__ import annotations

from dataclasses import replace

from capture.jobs import browse, tags
from capture.jobs.browse import Targets
from capture.screens.notes.listing import Pages
from capture.screens.notes.marks import ASKED_FROM, Marks, asks_first
from capture.screens.notes.tagging import carried, retagged
from data.records import (
    Emotion,
    Kind,
    NeedType,
    Note,
    NoteId,
    PersonaId,
    SessionId,
    StageId,
)
from tests.tui.research import START

PAGE = browse.PAGE
A, B, C = NoteId("a"), NoteId("b"), NoteId("c")


def note(id_: str, **fields: object) -> Note:
    return replace(Note(NoteId(id_), SessionId("s"), "it rings out", START), **fields)  # type: ignore[arg-type]


def page(number: int) -> tuple[Note, ...]:
    return tuple(note(str(row)) for row in range(number * PAGE, (number + 1) * PAGE))


def test_pages_say_which_note_is_where() -> None:
    pages = Pages({1: page(1)})
    found = pages.at(PAGE + 3)
    assert found is not None
    assert found.id == str(PAGE + 3)
    assert pages.row_of(NoteId(str(PAGE + 3))) == PAGE + 3
    assert pages.at(3) is None
    assert pages.at(2 * PAGE) is None
    assert pages.row_of(NoteId("3")) is None
    assert pages.row_of(None) is None


def test_a_page_is_asked_for_once() -> None:
    pages = Pages({1: page(1)})
    seen = range(PAGE - 2, 2 * PAGE + 2)
    assert pages.ask(seen) == [0, 2]
    assert pages.ask(seen) == []
    assert pages.ask(range(0)) == []


def test_the_pages_farthest_from_what_is_seen_are_let_go() -> None:
    pages = Pages()
    for number in range(10):
        seen = range(number * PAGE, number * PAGE + 10)
        assert pages.ask(seen) == [number]
        pages.take(number, page(number), seen)
    assert pages.count == 5 * PAGE
    assert pages.at(0) is None
    assert pages.at(9 * PAGE) is not None
    assert pages.ask(range(1)) == [0]


def test_a_note_is_held_in_its_row() -> None:
    pages = Pages({0: (note("a"), note("b"))})
    pages.put(1, note("b", text="nobody answers"))
    held = pages.at(1)
    assert held is not None
    assert held.text == "nobody answers"


def test_an_act_is_for_the_marked_notes_else_for_the_chosen_one() -> None:
    marks = Marks()
    assert marks.targets(A) == Targets((A,))
    assert not marks.targets(None)
    marks.turn(B)
    marks.turn(C)
    assert marks.targets(A) == Targets((B, C), marked=True)
    assert str(marks) == "2 notes marked"
    marks.turn(B)
    assert str(marks) == "1 note marked"
    marks.clear()
    assert str(marks) == ""
    assert not marks


def test_notes_that_are_being_counted_are_acted_on_already() -> None:
    marks = Marks()
    marks.turn(A)
    marks.counting = "#wait"
    assert marks.targets(B) == Targets((A,), "#wait", marked=True)
    assert asks_first(marks.targets(B))
    assert str(marks) == "all that fit marked"
    marks.turn_all(frozenset((A, B)))
    assert marks.targets(C) == Targets((A, B), marked=True)
    marks.turn_all(frozenset((A, B)))
    assert not marks


def test_what_is_gone_is_marked_no_longer_and_what_was_marked_meanwhile_is() -> None:
    marks = Marks()
    marks.turn(A)
    marks.turn(B)
    asked = marks.ids
    marks.turn(C)
    marks.keep(frozenset((A,)), among=asked)
    assert marks.ids == {A, C}


def test_many_marked_notes_are_asked_about_first() -> None:
    few = tuple(NoteId(str(number)) for number in range(ASKED_FROM))
    assert not asks_first(Targets(few, marked=True))
    assert asks_first(Targets((*few, A), marked=True))
    assert not asks_first(Targets((*few, A)))


def test_a_note_is_shown_as_it_will_be() -> None:
    need = note("a", kind=Kind.NEED, need_type=next(iter(NeedType)), personas=(PersonaId("p"),))
    assert retagged(need, tags.put(kind=Kind.PAIN)) == replace(need, kind=Kind.PAIN, need_type=None)
    assert retagged(need, tags.put(kind=Kind.NEED)) == need
    assert retagged(need, tags.put(stage="wait")).stage == "wait"
    assert retagged(need, tags.Retag(feel=1)).emotion is not None
    assert retagged(note("a", emotion=Emotion.VERY_LOW), tags.Retag(feel=-1)).emotion is None
    assert retagged(need, tags.Retag(turn="flagged")).flagged
    assert not retagged(note("a", flagged=True), tags.Retag(turn="flagged")).flagged
    assert retagged(need, tags.give("persona", "q")).personas == ("p", "q")
    assert retagged(need, tags.give("persona", "p")).personas == ("p",)


def test_what_a_note_carries_goes_by_list_and_id() -> None:
    held = note("a", stage=StageId("wait"), kind=Kind.PAIN, personas=(PersonaId("p"),))
    assert carried(held) == {("stage", "wait"), ("kind", Kind.PAIN.value), ("persona", "p")}
