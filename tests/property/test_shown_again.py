"""What was shown comes back, and what was frozen, printed or exported stays.

Undo and redo give the same cards, claims, codes and titles; a code that went out is never another
card's, and its title changes only by a person.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from capture.jobs import board, drafts, maps, rewording, singles
from capture.jobs.notes import Place, log
from capture.jobs.projects import create
from data.errors import SaysoError
from data.records import (
    Decision,
    Emotion,
    EvidenceStance,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    Note,
    NoteId,
    SessionKind,
    Snapshot,
)
from data.store import Project, notes, undo
from data.store.authors import current_author
from synthesis.board.ground import evidence_of

LINES = (
    "the queue at the desk is very long ,,p-1",
    "the queue at the desk takes an hour ,,p-1",
    "nobody waits at the desk ,,g+1",
    "the phone rings out all morning ,,p--1",
    "nobody picks up the phone ,,p-1",
    "they need the form in other languages ,,n2",
    "the form is too long ,,p-2",
    "the form is twelve pages ,,p2",
    "the lift is broken ,,p2",
    "text them when the file is complete ,,i2",
    "my dog ate the letter ,,p1",
    "a violin in the garden would be nice ,,g2",
    "n/a",
)

Act = Callable[[Project], object]
Shown = tuple[object, ...]


@contextmanager
def _project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.sayso"
        with create(path, stages=("Visit", "After"), personas=()) as project:
            yield project


def shown(project: Project) -> Shown:
    """Look at the board, and return what stands on it, and beside it in the lanes."""
    drafts.synthesise(project)
    snapshot = project.snapshot()
    adds_up(snapshot)
    cards = sorted(
        (
            card.code,
            card.title,
            str(card.stage),
            card.held,
            tuple(
                (c.code, c.title, str(c.quote), tuple((e.note, e.stance) for e in c.evidence))
                for c in card.claims
            ),
        )
        for card in snapshot.touchpoints
    )
    return (tuple(cards), tuple((one.code, one.note, one.stage) for one in snapshot.singles))


def adds_up(snapshot: Snapshot) -> None:
    """Check that each remark lies in one place, and that no code is lacking or borne twice."""
    lying = [note for card in snapshot.touchpoints for note in evidence_of(card)]
    lying += [one.note for one in snapshot.singles]
    evidence = {note.id for note in snapshot.notes if note.is_evidence}
    assert sorted(note for note in lying if note in evidence) == sorted(evidence)
    codes = [claim.code for card in snapshot.touchpoints for claim in card.claims]
    codes += [one.code for one in snapshot.singles]
    assert all(codes)
    assert len(set(codes)) == len(codes)


def _say(project: Project, at: int) -> None:
    kind = SessionKind.CUSTOMER_INTERVIEW if at % 2 else SessionKind.STAFF_MEETING
    log(project, LINES[at % len(LINES)], Place(session_title=kind.value, session_kind=kind))


def _edit(project: Project, at: int, what: str) -> None:
    snapshot = project.snapshot()
    if not snapshot.notes:
        return
    note: Note = snapshot.notes[at % len(snapshot.notes)]
    values = notes.NoteFields(
        stage=snapshot.stages[at % 2].id,
        emotion=Emotion(at % 5 - 2),
        kind=list(Kind)[at % 3],
        set_aside=not note.set_aside,
    )
    one = {name: value for name, value in values.items() if name == what}
    with project.change(f"Retag {what}") as change:
        notes.edit(change, note.id, **cast(notes.NoteFields, one))


def _decide(project: Project, at: int, act: int) -> None:
    cards = project.snapshot().touchpoints
    if len(cards) < 2:
        return
    one, other = cards[at % len(cards)], cards[(at + 1) % len(cards)]
    acts = (
        board.decide([one.id], Decision.ACCEPTED),
        board.merge([one.id, other.id], anyway=True),
        board.split_where_weakest(one.id, 2, anyway=True),
        board.describe(one.id, title=f"Card {at}"),
    )
    with suppress(SaysoError):  # what makes no sense on this board changes nothing
        board.do(project, acts[act])


def _settle(project: Project, at: int, act: int) -> None:
    """Do something to a single remark: what it is on, what it speaks for, or that it is there."""
    snapshot = project.snapshot()
    if not (snapshot.singles and snapshot.notes):
        return
    one = snapshot.singles[at % len(snapshot.singles)].note
    other = snapshot.notes[at % len(snapshot.notes)].id
    card = snapshot.touchpoints[at % len(snapshot.touchpoints)].id if snapshot.touchpoints else None
    acts = (
        board.move([one], None, anyway=True),
        board.move([one], card, anyway=True),
        singles.leave((one,)),
        board.bear([one], other, list(EvidenceStance)[at % 2]),
    )
    with suppress(SaysoError):
        if act == len(acts):
            rewording.join(project, (one, other), anyway=True)
        else:
            board.do(project, acts[act])


def _link(project: Project, at: int) -> None:
    notes = project.snapshot().notes
    if len(notes) > 1:
        with suppress(SaysoError):  # they are held together
            board.do(project, _apart(notes[at % len(notes)].id, notes[(at + 1) % len(notes)].id))


def _apart(one: NoteId, other: NoteId) -> board.Act:
    return board.link(Link.between(one, other, LinkKind.APART, LinkLevel.CLAIM), anyway=True)


def _remove(project: Project, at: int) -> None:
    snapshot = project.snapshot()
    if snapshot.notes:
        with project.change("Remove a note") as change:
            notes.remove(change, snapshot.notes[at % len(snapshot.notes)].id)


def _cut(project: Project, dial: float | None) -> None:
    drafts.synthesise(project, dial=dial, anew=dial is None)


NUMBERS = st.integers(0, 25)
CUTS = [None, 0.0, 0.3, 0.7, 1.0]
ACTS: st.SearchStrategy[Act] = st.one_of(
    NUMBERS.map(lambda at: lambda project: _say(project, at)),
    st.tuples(NUMBERS, st.sampled_from(["stage", "emotion", "kind", "set_aside"])).map(
        lambda a: lambda project: _edit(project, *a)
    ),
    st.tuples(NUMBERS, st.integers(0, 3)).map(lambda a: lambda project: _decide(project, *a)),
    st.tuples(NUMBERS, st.integers(0, 4)).map(lambda a: lambda project: _settle(project, *a)),
    NUMBERS.map(lambda at: lambda project: _link(project, at)),
    NUMBERS.map(lambda at: lambda project: _remove(project, at)),
    st.sampled_from(CUTS).map(lambda dial: lambda project: _cut(project, dial)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTS, min_size=2, max_size=8), st.booleans())
def test_undo_to_the_start_and_redo_to_the_end_show_the_same(acts: list[Act], look: bool) -> None:
    with _project() as project:
        for at in range(6):
            _say(project, at)
        views = {_steps(project): shown(project)}
        for act in acts:
            act(project)
            view = shown(project)
            views[_steps(project)] = view
        end = _steps(project)
        while project.undo() is not None:
            if look and _steps(project) in views:
                assert shown(project) == views[_steps(project)]
        while project.redo() is not None:
            if look and _steps(project) in views:
                assert shown(project) == views[_steps(project)]
        assert _steps(project) == end
        assert shown(project) == views[end]


def test_what_was_shown_before_a_decision_comes_back_though_nothing_was_drafted_for_it() -> None:
    with _project() as project:
        for at in (0, 0, 1, 1, 2, 8, 9):
            _say(project, at)
        shown(project)
        _edit(project, 0, "stage")
        shown(project)
        notes = project.snapshot().notes
        board.do(project, _apart(notes[0].id, notes[-1].id))  # which leaves the cards as they are
        before, step = shown(project), _steps(project)
        _settle(project, 0, 1)
        assert shown(project) != before
        while project.undo() is not None:
            pass
        shown(project)
        while _steps(project) != step:
            assert project.redo() is not None
        assert shown(project) == before


def _steps(project: Project) -> str:
    """Return which step stands last: the one that undo would take back."""
    with project.reading() as connection:
        last = undo.to_undo(connection, current_author())
    return last.id if last else ""


class Paper:
    """What went out: by code the titles and the notes of each showing, in their order."""

    def __init__(self) -> None:
        self.titles: dict[str, list[str]] = {}
        self.notes: dict[str, list[frozenset[NoteId]]] = {}

    def show(self, project: Project, at: int) -> None:
        """Freeze the map, or write it to a file."""
        cards = project.snapshot().touchpoints
        with suppress(SaysoError):  # nothing is on the map
            if at % 2:
                maps.freeze(project, f"Frozen {at} {project.version()} {len(self.titles)}")
            else:
                with maps.to_show(project, ""):
                    pass
            for card in cards:
                if card.decision is not Decision.REJECTED:
                    self.titles.setdefault(card.code, []).append(card.title)
                    self.notes.setdefault(card.code, []).append(frozenset(evidence_of(card)))

    def holds(self, snapshot: Snapshot) -> None:
        """Check the cards as they are against what went out."""
        cards = snapshot.touchpoints
        codes = {card.code for card in cards}
        assert len(codes) == len(cards)
        there = {note for card in cards for note in evidence_of(card)}
        there |= {one.note for one in snapshot.singles}
        for card in cards:
            if card.held or card.code not in self.titles:
                continue
            assert card.title in self.titles[card.code]
            assert all(shown & set(evidence_of(card)) for shown in self.notes[card.code])
        for code in self.notes.keys() - codes:
            shown = self.notes[code][-1] & there
            for card in cards:
                most = 2 * len(shown & set(evidence_of(card))) > len(shown)
                misfits = any(not one & set(evidence_of(card)) for one in self.notes[code])
                # It lies on what a person made, or with what another code was shown for.
                assert not most or card.held or misfits or card.code in self.notes


OUT: st.SearchStrategy[tuple[str, int]] = st.tuples(
    st.sampled_from(["show", "undo", "redo", "look"]), NUMBERS
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(ACTS, OUT), min_size=4, max_size=14))
def test_what_went_out_keeps_code_and_title(acts: list[Act | tuple[str, int]]) -> None:
    with _project() as project:
        paper = Paper()
        for at in range(8):
            _say(project, at)
        drafts.synthesise(project)
        for act in acts:
            match act:
                case ("show", int(at)):
                    paper.show(project, at)
                case ("undo", _):
                    project.undo()
                case ("redo", _):
                    project.redo()
                case ("look", _):
                    pass
                case _:
                    cast(Act, act)(project)
            drafts.synthesise(project)
            paper.holds(project.snapshot())
