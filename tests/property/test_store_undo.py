"""Any sequence of changes can be taken back to the first byte, and made again to the last."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from data.errors import NameTaken, StillInUse
from data.records import (
    Attribution,
    Bearing,
    Claim,
    ClaimId,
    CommentKind,
    Decision,
    Emotion,
    Evidence,
    EvidenceStance,
    Group,
    Kind,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    Participation,
    ProjectInfo,
    SessionKind,
    Source,
    Stance,
    Touchpoint,
    TouchpointId,
)
from data.store import Project, bearings, notes, sessions, touchpoints
from data.store import drafts as drafts_store
from data.store.lists import channels, info, journeys, participants, personas, stages, tags
from data.store.lists import settings as numbers
from data.store.log import Change, new_id
from data.template import Template, TemplateStage
from tests.unit.dump import entity_dump

START = datetime(2026, 3, 2, 14, tzinfo=UTC)
TEMPLATE = Template(
    "small",
    "Small",
    stages=(
        TemplateStage("apply", "Apply", "To ask", ("how do I apply",)),
        TemplateStage("w", "Wait"),
    ),
    channels=("Phone", "Desk"),
)

texts = st.text(max_size=30) | st.sampled_from(["\x1b[31m", "a\0b", "Καλημέρα", "\ud800", "\r\n x"])
said = texts.filter(lambda text: text.strip() != "")
names = st.sampled_from(
    ["Tourist", "Clerk", "Étudiant", "Night shift", "Letter", "Web form", "Box"]
)
picks = st.integers(min_value=0, max_value=1000)
ways = st.sampled_from(["add", "edit", "remove"])


def without_codes(card: Touchpoint) -> Touchpoint:
    """Return a card without the codes of its claims, which hang on notes."""
    return replace(card, claims=tuple(replace(claim, code="") for claim in card.claims))


class UndoMachine(RuleBasedStateMachine):
    """One project, changed at random; the dump after every operation is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "p.sayso"
        self.project = Project.create(path, ProjectInfo("Claims"), TEMPLATE, personas=["Claimant"])
        # Durability is tested elsewhere; here it would only make the search slow.
        self.project.connection.execute("PRAGMA synchronous = OFF")
        self.dumps = [self.dump()]
        self.back = 0
        self.codes: dict[str, str] = {}

    def teardown(self) -> None:
        """To the first dump, to the last, and back again, through another opening of the file."""
        try:
            self.there_and_back()
        finally:
            self.project.close()
            self.folder.cleanup()

    def there_and_back(self) -> None:
        path = self.project.path
        depth = len(self.dumps) - 1 - self.back
        for expected in reversed(self.dumps[:depth]):
            assert self.project.undo() is not None
            assert self.dump() == expected
            self.drafts_and_held_cards_never_share_a_note()
        assert self.project.undo() is None
        self.project.close()
        self.project = Project.open(path)
        self.project.connection.execute("PRAGMA synchronous = OFF")
        for expected in self.dumps[1:]:
            assert self.project.redo() is not None
            assert self.dump() == expected
            self.drafts_and_held_cards_never_share_a_note()
        assert self.project.redo() is None
        for _ in self.dumps[1:]:
            self.project.undo()
        assert self.dump() == self.dumps[0]
        self.project.connection.execute("PRAGMA synchronous = EXTRA")
        report = self.project.check()
        assert report.ok, report.problems

    def dump(self) -> str:
        return entity_dump(self.project.connection)

    def act(self, write: Callable[[Change], object]) -> None:
        """One operation; whatever is refused must leave everything as it was."""
        before = self.dump()
        try:
            with self.project.change("act") as change:
                write(change)
        except (NameTaken, StillInUse):
            assert self.dump() == before
            return
        after = self.dump()
        if change.count == 0:
            assert after == before
            return
        del self.dumps[len(self.dumps) - self.back :]
        self.back = 0
        self.dumps.append(after)

    def one(self, items: tuple[Any, ...] | list[Any], pick: int) -> Any:
        return items[pick % len(items)] if items else None

    @initialize()
    def begin(self) -> None:
        def write(change: Change) -> None:
            session = sessions.add(change, "First", SessionKind.STAFF_MEETING, started_at=START)
            person = participants.add(change, "Maria", team="desk", group=Group.FRONTLINE)
            sessions.join(change, session.id, person.id)
            notes.add(change, session=session.id, text="it rings out", at=START)

        self.act(write)

    @rule(way=ways, name=names, pick=picks, text=texts, place=st.integers(0, 3) | st.none())
    def change_stage(self, way: str, name: str, pick: int, text: str, place: int | None) -> None:
        one = self.one(stages.all(self.project), pick)
        if way == "add" or one is None:
            self.act(
                lambda c: stages.add(c, name, description=text, examples=(text,), position=place)
            )
        elif way == "edit":
            self.act(lambda c: stages.edit(c, one.id, title=name, examples=[text, text]))
        else:
            self.act(lambda c: stages.remove(c, one.id))

    @rule(pick=picks)
    def reorder_stages(self, pick: int) -> None:
        ids = [stage.id for stage in stages.all(self.project)]
        turn = pick % (len(ids) or 1)
        self.act(lambda c: stages.reorder(c, ids[turn:]))

    @rule(way=ways, name=names, pick=picks, text=texts)
    def change_persona(self, way: str, name: str, pick: int, text: str) -> None:
        one = self.one(personas.all(self.project), pick)
        if way == "add" or one is None:
            self.act(lambda c: personas.add(c, name, traits=text, position=pick % 3))
        elif way == "edit":
            self.act(
                lambda c: personas.edit(
                    c, one.id, name=name, outcomes=text, participation=Participation.DRIVER
                )
            )
        else:
            self.act(lambda c: personas.remove(c, one.id))

    @rule(way=ways, name=names, pick=picks)
    def change_channel_or_tag(self, way: str, name: str, pick: int) -> None:
        module: Any = channels if pick % 2 else tags
        one = self.one(module.all(self.project), pick)
        if way == "add" or one is None:
            self.act(lambda c: module.add(c, name))
        elif way == "edit":
            self.act(lambda c: module.edit(c, one.id, name=name))
        else:
            self.act(lambda c: module.remove(c, one.id))

    @rule(way=ways, pick=picks, text=said)
    def change_journey(self, way: str, pick: int, text: str) -> None:
        mine = [one for one in journeys.all(self.project) if not one.is_default]
        one = self.one(mine, pick)
        steps = [stage.id for stage in stages.all(self.project)][: pick % 3]
        persona = self.one(personas.all(self.project), pick)
        whom = persona.id if persona else None
        if way == "add" or one is None:
            self.act(lambda c: journeys.add(c, "J" + text, persona=whom, stages=steps or None))
        elif way == "edit":
            self.act(lambda c: journeys.edit(c, one.id, stages=steps, scenario=text))
        else:
            self.act(lambda c: journeys.remove(c, one.id))

    @rule(way=ways, pick=picks, text=texts)
    def change_participant(self, way: str, pick: int, text: str) -> None:
        one = self.one(participants.all(self.project), pick)
        if way == "add" or one is None:
            self.act(lambda c: self.remember(participants.add(c, text, group=Group.CUSTOMER)))
        elif way == "edit":
            self.act(lambda c: participants.edit(c, one.id, name=text, team="back", group=None))
        else:
            self.act(lambda c: participants.remove(c, one.id))

    def remember(self, one: Any) -> None:
        """No code is ever given to a second thing, whatever was undone in between."""
        assert self.codes.setdefault(one.code, one.id) == one.id

    @rule(way=ways, pick=picks, text=said)
    def change_session(self, way: str, pick: int, text: str) -> None:
        one = self.one(sessions.all(self.project), pick)
        person = self.one(participants.all(self.project), pick)
        if way == "add" or one is None:
            kind = SessionKind.CUSTOMER_INTERVIEW
            self.act(lambda c: sessions.add(c, "S" + text, kind, started_at=START))
        elif way == "edit" and person is not None and person.id not in one.roster:
            self.act(lambda c: sessions.join(c, one.id, person.id))
        elif way == "edit" and person is not None:
            self.act(lambda c: sessions.leave(c, one.id, person.id))
        elif way == "edit":
            self.act(lambda c: sessions.edit(c, one.id, note_taker=text))
        else:
            self.act(lambda c: sessions.remove(c, one.id))

    @rule(pick=picks, text=said, kind=st.sampled_from(Kind), feeling=st.sampled_from(Emotion))
    def add_notes(self, pick: int, text: str, kind: Kind, feeling: Emotion) -> None:
        session = self.one(sessions.all(self.project), pick)
        if session is None:
            return
        stage = self.one(stages.all(self.project), pick)
        channel = self.one(channels.all(self.project), pick)
        people = participants.all(self.project)

        def write(change: Change) -> None:
            for number in range(1 + pick % 2):
                note = notes.add(
                    change,
                    session=session.id,
                    text=text + str(number),
                    at=START + timedelta(minutes=pick),
                    kind=kind,
                    emotion=feeling,
                    stage=stage.id if stage else None,
                    channel=channel.id if channel else None,
                    personas=[one.id for one in personas.all(change)][: pick % 3],
                    tags=[one.id for one in tags.all(change)][: pick % 2],
                    participants=[Attribution(one.id) for one in people[: pick % 3]],
                )
                notes.record_rows(change, "hash", f"{note.id} row", note.id)

        self.act(write)

    @rule(pick=picks, text=said, stance=st.sampled_from(Stance), source=st.sampled_from(Source))
    def edit_note(self, pick: int, text: str, stance: Stance, source: Source) -> None:
        note = self.one(notes.all(self.project), pick)
        person = self.one(participants.all(self.project), pick)
        if note is None:
            return

        def write(change: Change) -> None:
            notes.edit(
                change,
                note.id,
                text=text,
                source=source,
                verbatim=pick % 2 == 0,
                kind=None,
                personas=[one.id for one in personas.all(change)][pick % 2 :],
                tags=[one.id for one in tags.all(change)][pick % 2 :],
            )
            if person is not None and pick % 3:
                notes.attribute(change, note.id, person.id, stance)
            elif person is not None:
                others = [who for who in note.participants if who.participant != person.id]
                notes.edit(change, note.id, participants=others)

        self.act(write)

    @rule(pick=picks)
    def remove_note(self, pick: int) -> None:
        note = self.one(notes.all(self.project), pick)
        if note is not None:
            self.act(lambda c: notes.remove(c, note.id))

    @rule(title=said, dial=st.floats(0, 1))
    def describe_project(self, title: str, dial: float) -> None:
        def write(change: Change) -> None:
            info.edit(change, title="P" + title, scope=title)
            numbers.edit(change, dial=dial)

        self.act(write)

    @rule(pick=picks)
    def draft(self, pick: int) -> None:
        """Synthesis makes drafts again from all notes that nobody holds; no dump may notice."""
        before = self.dump()
        held = {
            item.note
            for card in touchpoints.all(self.project)
            if card.held
            for claim in card.claims
            for item in claim.evidence
        }
        free = [note for note in notes.all(self.project) if note.id not in held]
        stage = self.one(stages.all(self.project), pick)
        with self.project.cache() as cache:
            codes = cache.new_codes(len(free))
            drafts_store.replace_all(
                cache.connection,
                [
                    self.card(note.id, code, stage.id if stage else None)
                    for note, code in zip(free, codes, strict=True)
                ],
            )
        assert self.dump() == before

    def card(self, note: NoteId, code: str, stage: Any) -> Touchpoint:
        claim = Claim(ClaimId(new_id()), None, "claim", note, ("a", "b"), (Evidence(note),))
        card = Touchpoint(TouchpointId(new_id()), code, stage, "card", claims=(claim,))
        self.remember(card)
        return card

    @precondition(lambda self: bool(touchpoints.all(self.project)))
    @rule(pick=picks, text=said, against=st.booleans())
    def decide(self, pick: int, text: str, against: bool) -> None:
        card = self.one(touchpoints.all(self.project), pick)
        note = self.one(notes.all(self.project), pick)
        stance = EvidenceStance.AGAINST if against else EvidenceStance.FOR

        def write(change: Change) -> None:
            touchpoints.hold(change, card.id)
            change.edit(
                "touchpoint",
                card.id,
                title="T" + text,
                contacts=float(pick),
                decision=Decision.ACCEPTED,
            )
            if note is not None:
                touchpoints.attach(change, card.id, note.id, stance)
            if card.claims:
                change.edit("claim", card.claims[0].id, title="P" + text)

        self.act(write)

    @precondition(lambda self: len(notes.all(self.project)) > 1)
    @rule(pick=picks, kind=st.sampled_from(LinkKind), level=st.sampled_from(LinkLevel))
    def link(self, pick: int, kind: LinkKind, level: LinkLevel) -> None:
        some = notes.all(self.project)
        first, second = some[pick % len(some)], some[(pick + 1) % len(some)]
        link = Link.between(first.id, second.id, kind, level)

        def write(change: Change) -> None:
            if pick % 3 or not touchpoints.remove_link(change, link):
                touchpoints.put_link(change, link)
            touchpoints.answer(change, f"same:{first.id}", yes=kind is LinkKind.TOGETHER)

        self.act(write)

    @precondition(lambda self: len(notes.all(self.project)) > 1)
    @rule(pick=picks, stance=st.sampled_from(EvidenceStance))
    def bear(self, pick: int, stance: EvidenceStance) -> None:
        some = notes.all(self.project)
        note, target = some[pick % len(some)].id, some[(pick + 1) % len(some)].id

        def write(change: Change) -> None:
            if pick % 3 or not bearings.remove(change, note, target):
                bearings.put(change, Bearing(note, target, stance))

        self.act(write)

    @precondition(lambda self: bool(touchpoints.all(self.project)))
    @rule(pick=picks, text=said, kind=st.sampled_from(CommentKind))
    def comment(self, pick: int, text: str, kind: CommentKind) -> None:
        card = self.one(touchpoints.all(self.project), pick)
        last = self.one(touchpoints.all_comments(self.project, card.id), pick)

        def write(change: Change) -> None:
            if last is None or pick % 2:
                touchpoints.add_comment(change, card.id, "C" + text, kind=kind, author=text)
            elif pick % 3:
                touchpoints.edit_comment(change, last.id, answer=text, closed=True)
            else:
                change.remove("comment", last.id)

        self.act(write)

    @precondition(lambda self: bool(touchpoints.all(self.project)))
    @rule(pick=picks, gone=st.booleans())
    def put(self, pick: int, gone: bool) -> None:
        """A whole card as an act leaves it: a note less, another title, another claim, a pin."""
        card = self.one(touchpoints.all(self.project), pick)
        free = tuple(replace(item, pinned=True) for p in card.claims[:1] for item in p.evidence)
        claim = Claim(ClaimId(new_id()), None, "new", None, ("t",), free[pick % 2 :])
        title = card.title if pick % 2 else "put"
        after = replace(card, held=True, title=title, claims=(*card.claims[1:], claim))

        def write(change: Change) -> None:
            touchpoints.put(change, after)
            stored = touchpoints.get(change, card.id)
            assert stored is not None
            assert without_codes(stored) == without_codes(after)
            if gone:
                touchpoints.remove(change, card.id)

        self.act(write)

    @precondition(lambda self: any(not card.held for card in touchpoints.all(self.project)))
    @rule(pick=picks, text=said)
    def revise(self, pick: int, text: str) -> None:
        """An act that leaves drafts drafts: undo gives back the very same ones."""
        card = self.one([card for card in touchpoints.all(self.project) if not card.held], pick)
        before = touchpoints.all(self.project)
        note = self.one([e for p in card.claims for e in p.evidence], pick)
        if note is None:
            return
        with self.project.change("revise") as change:
            drafts_store.revise(change, [card], [replace(card, title="R" + text)])
            touchpoints.answer(change, new_id(), yes=pick % 2 == 0)
        after = touchpoints.all(self.project)
        self.project.undo()
        assert touchpoints.all(self.project) == before
        self.project.redo()
        assert touchpoints.all(self.project) == after
        del self.dumps[len(self.dumps) - self.back :]
        self.back = 0
        self.dumps.append(self.dump())

    @rule()
    def undo(self) -> None:
        done = self.project.undo()
        assert (done is not None) == (self.back < len(self.dumps) - 1)
        self.back += done is not None
        assert self.dump() == self.dumps[-1 - self.back]

    @rule()
    def redo(self) -> None:
        done = self.project.redo()
        assert (done is not None) == (self.back > 0)
        self.back -= done is not None
        assert self.dump() == self.dumps[-1 - self.back]

    @invariant()
    def drafts_and_held_cards_never_share_a_note(self) -> None:
        cards = touchpoints.all(self.project)
        seen = [item.note for card in cards for claim in card.claims for item in claim.evidence]
        assert len(seen) == len(set(seen))
        assert len({card.id for card in cards}) == len(cards)
        drafts = [card for card in cards if not card.held]
        assert all(card.claims or card.evidence for card in drafts)
        assert all(claim.evidence for card in drafts for claim in card.claims)


UndoMachine.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    # Shrinking takes minutes here, and a failure prints its steps as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestUndo = UndoMachine.TestCase
