"""Merging, splitting, joining and rewording among all other changes: nothing doubles, nothing goes.

Everything that `UndoMachine` does is done here too, so each act is taken back to the first byte and
made again to the last, with cards decided and drafts made in between.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from capture.jobs import duplicates, rewording
from capture.jobs import lists as lists_jobs
from capture.jobs.lookalikes import alike
from capture.jobs.rewording import Search
from data.errors import SaysoError
from data.records import Link, LinkKind, LinkLevel, Note, NoteId, Stance
from data.store import Project, merging, notes, touchpoints
from data.store.lists import as_pair
from tests.property.test_store_undo import UndoMachine, names, picks, said

lists = st.sampled_from(sorted(lists_jobs.MERGEABLE))
sayings = said | st.sampled_from(
    ["one. Two. Three", "teh form\nTeh end", "[b]x[/b]. \x1b[1m y", "a"]
)


def words(text: str) -> list[str]:
    """Return the words of a text, small and without signs."""
    return re.findall(r"\w+", text.casefold())


class KeepingMachine(UndoMachine):
    """The undo machine with everything that puts a project in order."""

    def job(self, act: Callable[[Project], Any]) -> Any:
        """Run a job; what is refused leaves everything as it was.  Returns None then."""
        before, newest = self.dump(), self.newest()
        try:
            done = act(self.project)
        except SaysoError:
            assert self.dump() == before
            assert self.newest() == newest
            return None
        if self.newest() == newest:
            assert self.dump() == before
            return done
        del self.dumps[len(self.dumps) - self.back :]
        self.back = 0
        self.dumps.append(self.dump())
        return done

    def newest(self) -> object:
        """The newest record of the log."""
        return self.project.connection.row("SELECT max(rowid) FROM change")

    def two(self, items: Any, pick: int, other: int) -> Any:
        if len(items) < 2:
            return None
        one = items[pick % len(items)]
        rest = [item for item in items if item is not one]
        return one, rest[other % len(rest)]

    def carried(self, what: str, *things: str) -> set[NoteId]:
        return {note for one in things for note in merging.carriers(self.project, what, one)}

    @rule(what=lists, pick=picks, other=picks)
    def merge(self, what: str, pick: int, other: int) -> None:
        both = self.two(lists_jobs.all_of(self.project, what), pick, other)
        if both is None:
            return
        gone, kept = both
        before = self.carried(what, gone.id, kept.id)
        said_it = {note for note in before if self.stance(note, gone.id, kept.id) is Stance.SAID}
        others = len(lists_jobs.all_of(self.project, what))
        plan = self.job(lambda project: lists_jobs.merge(project, what, gone.id, kept.id))
        assert plan is not None
        after = self.carried(what, kept.id)
        assert after == before
        assert len(merging.carriers(self.project, what, kept.id)) == len(before)
        assert len(lists_jobs.all_of(self.project, what)) == others - 1
        if what == "participant":
            assert {one for one in after if self.stance(one, kept.id) is Stance.SAID} == said_it

    def stance(self, note: NoteId, *people: str) -> Stance | None:
        """The stance of somebody who may be two: what was said wins."""
        found = notes.get(self.project, note)
        assert found is not None
        held = [one.stance for one in found.participants if one.participant in people]
        return Stance.SAID if Stance.SAID in held else held[0] if held else None

    @rule(what=st.sampled_from(["stage", "persona", "channel", "tag"]), pick=picks, name=names,
          every=st.integers(2, 3))  # fmt: skip
    def split_list(self, what: str, pick: int, name: str, every: int) -> None:
        one = self.one(lists_jobs.all_of(self.project, what), pick)
        if one is None:
            return
        before = merging.carriers(self.project, what, one.id)
        some = before[::every]
        done = self.job(lambda project: lists_jobs.split(project, what, one.id, name, some))
        if done is not None:
            new, count = done
            assert count == len(some)
            assert merging.carriers(self.project, what, new.id) == some
            assert set(merging.carriers(self.project, what, one.id)) == set(before) - set(some)

    @rule(what=lists, pick=picks, name=names | st.sampled_from(["Tourists", "Clerks", "Night"]))
    def rename(self, what: str, pick: int, name: str) -> None:
        one = self.one(lists_jobs.all_of(self.project, what), pick)
        if one is not None:
            self.job(lambda project: lists_jobs.rename(project, what, one.id, name))

    @rule(pick=picks)
    def say_again(self, pick: int) -> None:
        note = self.one(notes.all(self.project), pick)
        if note is not None:
            said_by = note.participants[: pick % 2]
            self.act(
                lambda c: notes.add(c, session=note.session, text=note.text, participants=said_by)
            )

    @rule(pick=picks, text=sayings)
    def reword(self, pick: int, text: str) -> None:
        note = self.one(notes.all(self.project), pick)
        if note is not None:
            self.act(lambda c: notes.edit(c, note.id, text=text))

    @rule(pick=picks, places=st.lists(st.integers(0, 30), max_size=3))
    def split_note(self, pick: int, places: list[int]) -> None:
        note = self.one(notes.all(self.project), pick)
        if note is None:
            return
        before = self.places(note.id)
        count = len(notes.all(self.project))
        parts = rewording.cut(note.text, places or rewording.proposals(note.text))
        made = self.job(lambda project: rewording.split(project, note, parts))
        if made is None:
            return
        assert len(notes.all(self.project)) == count + len(made) - 1
        assert "".join("".join(one.text for one in made).split()) == "".join(note.text.split())
        ordered = [one.id for one in notes.all(self.project) if one in made]
        assert ordered == [one.id for one in made]
        for one in made:
            assert self.places(one.id) == before
            assert (one.tags, one.personas, one.participants, one.stage, one.kind) == (
                note.tags, note.personas, note.participants, note.stage, note.kind,
            )  # fmt: skip

    def places(self, note: NoteId) -> list[tuple[str, str]]:
        """Where a note is: claims and cards, held or draft, for or against."""
        found = []
        for card in touchpoints.all(self.project):
            for owner, evidence in (
                (card.id, card.evidence),
                *((p.id, p.evidence) for p in card.claims),
            ):
                found += [(str(owner), item.stance.value) for item in evidence if item.note == note]
        return sorted(found)

    @rule(pick=picks, count=st.integers(2, 4), anyway=st.booleans())
    def join(self, pick: int, count: int, anyway: bool) -> None:
        everything = notes.all(self.project)
        some: list[Note] = (
            [everything[(pick + at) % len(everything)] for at in range(count)] if everything else []
        )
        cards = {card.id for one in some for card in self.held_cards(one.id)}
        done = self.job(
            lambda project: rewording.join(project, [one.id for one in some], anyway=anyway)
        )
        if done is None:
            return
        now = notes.get(self.project, done.joined.id)
        assert now is not None
        assert now == done.joined
        assert len(notes.all(self.project)) == len(everything) - len(done.gone)
        for one in some:
            assert set(one.tags) <= set(now.tags)
            assert set(one.personas) <= set(now.personas)
            people = {each.participant for each in one.participants}
            assert people <= {each.participant for each in now.participants}
            assert set(words(one.text)) <= set(words(now.text))
        assert len({each.participant for each in now.participants}) == len(now.participants)
        if not done.loses:
            assert {card.id for card in self.held_cards(now.id)} == cards

    def held_cards(self, note: NoteId) -> list[Any]:
        return [
            card
            for card in touchpoints.all(self.project)
            if card.held
            and any(
                item.note == note
                for evidence in (card.evidence, *(claim.evidence for claim in card.claims))
                for item in evidence
            )
        ]

    @rule(old=st.sampled_from(["teh", "o", "a", "x", "Two"]),
          new=st.sampled_from(["the", "", "öß", "a\x1b"]),
          whole=st.booleans(), case=st.booleans(), titles=st.booleans())  # fmt: skip
    def replace(self, old: str, new: str, whole: bool, case: bool, titles: bool) -> None:
        search = Search(old, new, whole=whole, case=case, titles=titles)
        before = {note.id: note.text for note in notes.all(self.project)}
        plan = rewording.plan_replacing(self.project, search)
        if self.job(lambda project: rewording.replace(project, search)) is not None:
            after = {note.id: note.text for note in notes.all(self.project)}
            touched = {one.note for one in plan.hits}
            assert all(before[one] == after[one] for one in before if one not in touched)
            assert before.keys() == after.keys()

    @rule(pick=picks, other=picks, kind=st.sampled_from(LinkKind), level=st.sampled_from(LinkLevel))
    def link(self, pick: int, other: int, kind: LinkKind, level: LinkLevel) -> None:
        both = self.two(notes.all(self.project), pick, other)
        if both is not None:
            one = Link.between(both[0].id, both[1].id, kind, level)
            self.act(lambda c: touchpoints.put_link(c, one))

    @rule(what=lists, pick=picks)
    def look_alikes(self, what: str, pick: int) -> None:
        pair = self.one(alike(self.project, what), pick)
        if pair is not None:
            self.job(lambda project: lists_jobs.differ(project, what, pair.gone.id, pair.kept.id))
            shown = {as_pair(one.gone.id, one.kept.id) for one in alike(self.project, what)}
            assert as_pair(pair.gone.id, pair.kept.id) not in shown

    @rule(pick=picks, twice=st.booleans())
    def settle_duplicates(self, pick: int, twice: bool) -> None:
        pair = self.one(duplicates.find(self.project).pairs, pick)
        if pair is not None:
            if twice:
                self.job(lambda project: duplicates.said_twice(project, pair))
            else:
                self.job(lambda project: lists_jobs.differ(project, "note", pair.one, pair.other))

    @invariant()
    def tables_and_history_agree(self) -> None:
        connection = self.project.connection
        connection.execute("PRAGMA synchronous = EXTRA")  # as the check will have it
        report = self.project.check()
        connection.execute("PRAGMA synchronous = OFF")
        assert report.ok, report.problems


KeepingMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestKeeping = KeepingMachine.TestCase
