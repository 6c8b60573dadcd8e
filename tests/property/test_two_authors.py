"""Two people on one project, in any order: each one's undo takes back their own, from the top."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from data.errors import NameTaken, StillInUse, UndoRefused
from data.records import Emotion, Kind, SessionKind
from data.store import Project, notes, sessions
from data.store.authors import use_author
from data.store.lists import stages, tags
from data.store.log import Change
from tests.owning import wrongly_taken
from tests.unit.dump import entity_dump
from tests.unit.stores import START, new_project

people = st.sampled_from(["Ann", "Ben"])
picks = st.integers(0, 30)
KINDS = [None, Kind.PAIN, Kind.NEED]


@contextmanager
def writing_as(name: str) -> Iterator[None]:
    use_author(name)
    try:
        yield
    finally:
        use_author("")


class TwoAuthors(RuleBasedStateMachine):
    """Two people change few things to few values, so that they often meet."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.project: Project = new_project(Path(self.folder.name))
        self.project.connection.execute("PRAGMA synchronous = OFF")

    def teardown(self) -> None:
        try:
            self.project.connection.execute("PRAGMA synchronous = EXTRA")
            report = self.project.check()
            assert report.ok, report.problems
        finally:
            self.project.close()
            self.folder.cleanup()

    def act(self, who: str, write: Callable[[Change], object]) -> None:
        with writing_as(who):
            try:
                with self.project.change("act") as change:
                    write(change)
            except (NameTaken, StillInUse):
                return

    def pick(self, items: Any, pick: int) -> Any:
        return items[pick % len(items)] if items else None

    @initialize()
    def begin(self) -> None:
        def write(change: Change) -> None:
            session = sessions.add(change, "S", SessionKind.STAFF_MEETING, started_at=START)
            for text in ("one", "two"):
                notes.add(change, session=session.id, text=text, at=START)

        self.act("Ann", write)

    @rule(who=people)
    def log(self, who: str) -> None:
        def write(change: Change) -> None:
            session = sessions.last(self.project) or sessions.add(
                change, "S", SessionKind.STAFF_MEETING, started_at=START
            )
            notes.add(change, session=session.id, text=f"{who}'s", at=START)

        self.act(who, write)

    @rule(who=people, kind=st.sampled_from(KINDS), then=st.sampled_from([0, 1, 2, 3]))
    def edit(self, who: str, kind: Kind | None, then: int) -> None:
        """Turn the first note's kind, and perhaps back, or feel it too."""
        note = self.pick(notes.all(self.project), 0)
        if note is None:
            return
        if then == 0:
            self.act(who, lambda c: notes.edit(c, note.id, kind=kind, emotion=Emotion.LOW))
            return
        self.act(who, lambda c: notes.edit(c, note.id, kind=kind))
        if then == 1:
            self.act(who, lambda c: notes.edit(c, note.id, kind=note.kind))

    @rule(who=people, pick=picks)
    def tag(self, who: str, pick: int) -> None:
        note = self.pick(notes.all(self.project), pick)

        def write(change: Change) -> None:
            tag = self.pick(tags.all(change), pick // 2) or tags.add(change, "urgent")
            held = {one for one in note.tags if one != tag.id}
            notes.edit(change, note.id, tags=held if tag.id in note.tags else {*held, tag.id})

        if note is not None:
            self.act(who, write)

    @rule(who=people, pick=picks, name=st.sampled_from(["Queue", "Desk work", "Wait"]))
    def stage(self, who: str, pick: int, name: str) -> None:
        one = self.pick(stages.all(self.project), pick)
        note = self.pick(notes.all(self.project), pick // 2)
        if one is None or pick % 5 == 0:
            self.act(who, lambda c: stages.add(c, name))
        elif pick % 3 == 0:
            self.act(who, lambda c: stages.edit(c, one.id, title=name))
        elif pick % 3 == 1:
            self.act(who, lambda c: stages.remove(c, one.id))
        elif note is not None:
            self.act(who, lambda c: notes.edit(c, note.id, stage=one.id))

    @rule(who=people, pick=picks)
    def remove(self, who: str, pick: int) -> None:
        note = self.pick(notes.all(self.project), pick)
        if note is not None:
            self.act(who, lambda c: notes.remove(c, note.id))

    @rule(who=people)
    def undo(self, who: str) -> None:
        self.take(who, self.project.undo)

    @rule(who=people)
    def redo(self, who: str) -> None:
        self.take(who, self.project.redo)

    @rule(who=people, pick=picks)
    def undo_by_choice(self, who: str, pick: int) -> None:
        one = self.pick(self.project.history(None), pick)
        self.take(who, lambda: self.project.undo(one.id))

    def take(self, who: str, act: Callable[[], object]) -> None:
        before = entity_dump(self.project.connection)
        with writing_as(who):
            try:
                act()
            except UndoRefused:
                assert entity_dump(self.project.connection) == before

    @invariant()
    def nobody_takes_back_what_is_not_theirs_or_not_on_top(self) -> None:
        assert wrongly_taken(self.project) == []


TwoAuthors.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestTwoAuthors = TwoAuthors.TestCase
