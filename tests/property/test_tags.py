"""Any tagging of any notes does what a plain model says, and its undo and redo are exact.

After every step the change log, retold from its beginning, must give the tables as they are.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from capture.jobs import tags
from capture.jobs.browse import Targets
from data.records import Kind, NeedType, NoteId, Source
from data.store import Project, log, notes
from data.store.lists import channels, personas, stages
from data.store.lists import tags as tags_store
from data.store.tagging import Retag
from data.text import fold
from tests.unit.stores import new_project, with_notes

SAID = ("phone rings out", "a date", "the desk is kind", "lost form", "Ω 🙂")
NEW = ("later", "LATER", "Étude", "check this")
marks = st.sampled_from(["verbatim", "flagged", "set_aside"])
some = st.sets(st.integers(0, len(SAID) - 1), max_size=len(SAID))


@dataclass(frozen=True)
class Held:
    """What the model knows of one note's tags."""

    kind: Kind | None = None
    need_type: NeedType | None = None
    stage: str | None = None
    channel: str | None = None
    emotion: int | None = None
    source: Source | None = None
    verbatim: bool = False
    flagged: bool = False
    set_aside: bool = False
    personas: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass
class State:
    """Every note's tags, and the free tags that there are, by their folded names."""

    held: dict[NoteId, Held] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


class Machine(RuleBasedStateMachine):
    """A project beside a model of it; ``past`` and ``future`` are what undo and redo give."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.project: Project = new_project(Path(self.folder.name))
        self.batch, log.BATCH = log.BATCH, 2  # so that few notes make several batches
        with_notes(self.project, *SAID)
        with self.project.change("lists") as change:
            personas.add(change, "Clerk")
        self.ids = [note.id for note in notes.all(self.project)]
        self.stages = [str(one.id) for one in stages.all(self.project)]
        self.channels = [str(one.id) for one in channels.all(self.project)]
        self.personas = [str(one.id) for one in personas.all(self.project)]
        self.now = State({one: Held() for one in self.ids})
        self.past: list[State] = []
        self.future: list[State] = []

    def teardown(self) -> None:
        log.BATCH = self.batch
        self.project.close()
        self.folder.cleanup()

    def act(self, picked: set[int], wanted: Retag, expected: dict[NoteId, Held]) -> None:
        """Tag, compare what it says with what the model did, and remember it for undo."""
        targets = Targets(tuple(self.ids[at] for at in sorted(picked)), marked=True)
        changing = {one for one in expected if expected[one] != self.now.held[one]}
        told = tags.preview(self.project, targets, wanted)
        done = tags.tag(self.project, targets, wanted)
        assert set(done.changed) == changing
        assert told.changing == len(changing)
        assert told.notes == len(picked)
        assert sum(count for _, count in told.was) == told.changing
        if changing:
            self.past.append(self.now)
            self.future.clear()
            known = {fold(one.name): str(one.id) for one in tags_store.all(self.project)}
            named = {fold(one): one for one in wanted.new}
            self.now = State(self.now.held | expected, self.now.names | named)
            assert set(known) == set(self.now.names)

    def of(self, picked: set[int]) -> list[NoteId]:
        return [self.ids[at] for at in sorted(picked)]

    @initialize()
    def begin(self) -> None:
        self.agree()

    @rule(picked=some, kind=st.sampled_from([None, *Kind]))
    def kind(self, picked: set[int], kind: Kind | None) -> None:
        def after(held: Held) -> Held:
            return replace(held, kind=kind, need_type=held.need_type if kind is held.kind else None)

        expected = {one: after(self.now.held[one]) for one in self.of(picked)}
        self.act(picked, tags.put(kind=kind), expected)

    @rule(picked=some, need=st.sampled_from([*NeedType]))
    def need(self, picked: set[int], need: NeedType) -> None:
        expected = {
            one: replace(self.now.held[one], kind=Kind.NEED, need_type=need)
            for one in self.of(picked)
        }
        self.act(picked, tags.put(need_type=need), expected)

    @rule(picked=some, what=st.sampled_from(["stage", "channel", "source"]), at=st.integers(0, 9))
    def column(self, picked: set[int], what: str, at: int) -> None:
        values: dict[str, list[Any]] = {
            "stage": [None, *self.stages],
            "channel": [None, *self.channels],
            "source": [None, *Source],
        }
        value = values[what][at % len(values[what])]
        expected = {one: replace(self.now.held[one], **{what: value}) for one in self.of(picked)}
        self.act(picked, tags.put(**{what: value}), expected)

    @rule(picked=some, by=st.sampled_from([-1, 1]))
    def feel(self, picked: set[int], by: int) -> None:
        scale = [None, -2, -1, 0, 1, 2]

        def after(held: Held) -> Held:
            if held.emotion is None:
                return replace(held, emotion=by)
            place = max(0, min(len(scale) - 1, scale.index(held.emotion) + by))
            return replace(held, emotion=scale[place])

        expected = {one: after(self.now.held[one]) for one in self.of(picked)}
        self.act(picked, tags.Retag(feel=by), expected)

    @rule(picked=some, mark=marks)
    def turn(self, picked: set[int], mark: str) -> None:
        every = all(getattr(self.now.held[one], mark) for one in self.of(picked))
        after: dict[str, Any] = {mark: not every}
        expected = {one: replace(self.now.held[one], **after) for one in self.of(picked)}
        self.act(picked, tags.Retag(turn=mark), expected)

    @rule(picked=some, at=st.integers(0, 1), way=st.sampled_from(["give", "take", "only"]))
    def persona(self, picked: set[int], at: int, way: str) -> None:
        one = self.personas[at]

        def after(held: Held) -> Held:
            others = tuple(each for each in held.personas if each != one)
            if way == "give":
                return held if one in held.personas else replace(held, personas=(*others, one))
            return replace(held, personas=others if way == "take" else (one,))

        expected = {note: after(self.now.held[note]) for note in self.of(picked)}
        made = {"give": tags.give, "take": tags.take, "only": tags.only}[way]
        self.act(picked, made("persona", one), expected)

    @rule(picked=some, name=st.sampled_from(NEW))
    def free(self, picked: set[int], name: str) -> None:
        key = fold(name)

        def after(held: Held) -> Held:
            return held if key in held.tags else replace(held, tags=(*held.tags, key))

        expected = {note: after(self.now.held[note]) for note in self.of(picked)}
        self.act(picked, tags.new_tag(name), expected)

    @rule()
    def undo(self) -> None:
        if self.past:
            assert self.project.undo() is not None
            self.future.append(self.now)
            self.now = self.past.pop()

    @rule()
    def redo(self) -> None:
        done = self.project.redo()
        assert (done is not None) == bool(self.future)
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()

    @invariant()
    def agree(self) -> None:
        """Model, tables and history say the same."""
        names = {one.id: fold(one.name) for one in tags_store.all(self.project)}
        assert set(names.values()) == set(self.now.names)
        for note in notes.all(self.project):
            held = self.now.held[note.id]
            there = Held(
                *(note.kind, note.need_type, note.stage, note.channel),
                None if note.emotion is None else int(note.emotion),
                *(note.source, note.verbatim, note.flagged, note.set_aside),
                tuple(note.personas),
                tuple(names[one] for one in note.tags),
            )
            assert there == held
        report = self.project.check()
        assert report.ok, report.problems


Machine.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestTagging = Machine.TestCase
