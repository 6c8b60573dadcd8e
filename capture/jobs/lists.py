"""The lists kept in order: renamed, merged, split, removed; each one change, so one undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capture.jobs import filters, names, sessions
from capture.jobs.names import named
from data.errors import NotFound, StillInUse, UsageError
from data.records import Channel, Decision, NoteId, Participant, Persona, Stage, Stance, Tag
from data.store import apart, journeys, merging, notes, participants, personas, tags, touchpoints
from data.store import channels as channels_store
from data.store import sessions as sessions_store
from data.store import stages as stages_store
from data.text import clip, counted, visible
from synthesis.board.ground import evidence_of

if TYPE_CHECKING:
    from data.records import (
        ChannelId,
        ParticipantId,
        PersonaId,
        Session,
        SessionId,
        Snapshot,
        StageId,
    )
    from data.store import Project
    from data.store.common import Reader
    from data.store.log import Change

Thing = Stage | Persona | Channel | Tag | Participant

STORES: dict[str, Any] = {
    "stage": stages_store,
    "persona": personas,
    "channel": channels_store,
    "tag": tags,
    "participant": participants,
}
"""The lists that are kept in order here, by the word for one thing of theirs."""

MANY = {
    "stage": "stages",
    "persona": "personas",
    "channel": "channels",
    "tag": "tags",
    "participant": "participants",
}
"""The word for several things of a list, which is also its verb."""

_FIELDS = (("name", "name"), ("group", "group"), ("team", "team"), ("persona", "persona"))
_TABLES = {
    "touchpoint": "card", "journey": "journey", "journey_stage": "journey",
    "participant": "participant", "session_participant": "roster",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merging:
    """What merging two things would do; ``minds`` are what cannot be kept as it was, to be asked.

    ``notes`` name the one that goes, and ``both`` of them name the other too.
    """

    what: str
    gone: Thing
    kept: Thing
    notes: int
    both: int
    follow: tuple[str, ...] = ()
    minds: tuple[str, ...] = ()

    def sentence(self, *, done: bool = False) -> str:
        """Return what is done, or would be, in one or two sentences."""
        told = f"{counted(self.notes, 'note')} {'go' if self.notes != 1 else 'goes'} over"
        if self.both:
            told += f", {self.both:,} of them had both and {_one_each(self.both)}"
        if self.follow:
            told += f"; {', '.join(self.follow)} follow{'s' * (len(self.follow) == 1)}"
        verb = "Merged" if done else "This merges"
        whole = f"{verb} {title(self.gone)} into {title(self.kept)}: {told}."
        return " ".join((whole, *self.minds))


def _one_each(count: int) -> str:
    return "keep one" if count != 1 else "keeps one"


def title(thing: Thing) -> str:
    """Return a thing's name, fit for a sentence; a participant's with the code."""
    match thing:
        case Stage():
            return f"“{clip(visible(thing.title), 40)}”"
        case Participant():
            return f"{thing.code} {clip(visible(thing.name), 40)}".rstrip()
    return f"“{clip(visible(thing.name), 40)}”"


def name_of(thing: Thing) -> str:
    """Return a thing's name as it is; "" for an unnamed participant."""
    return thing.title if isinstance(thing, Stage) else thing.name


def all_of(project: Reader, what: str) -> tuple[Thing, ...]:
    """Return the things of a list, in its order."""
    found: tuple[Thing, ...] = STORES[what].all(project)
    return found


def find(project: Project, what: str, typed: str) -> Thing:
    """Return the one thing that is called so.

    Raises:
        NotFound: nothing, or more than one thing, is.
    """
    if what == "participant":
        return names.find(project, typed)
    return named(all_of(project, what), typed, what, name_of)


def the(reader: Reader, what: str, thing_id: str) -> Thing:
    """Return the thing with an id.

    Raises:
        NotFound: it is gone.
    """
    for one in all_of(reader, what):
        if one.id == thing_id:
            return one
    raise NotFound(f"That {what} was removed meanwhile; nothing was changed.")


def rename(project: Project, what: str, thing_id: str, name: str) -> Thing:
    """Give a thing another name.

    Raises:
        NameTaken: another has it: its ``other`` is that one's id, into which this may be merged.
        NotFound: it is gone.
    """
    one = the(project, what, thing_id)
    with project.change(f"Rename the {what} {title(one)}") as change:
        field = "title" if what == "stage" else "name"
        edit(change, what, thing_id, **{field: name})
        return the(change, what, thing_id)


def edit(change: Change, what: str, thing_id: str, **fields: Any) -> bool:
    """Change a thing, within a change; saved filters follow a new name.

    Raises:
        NameTaken: another has the name.
    """
    saved = filters.naming(change, what, thing_id)
    changed: bool = STORES[what].edit(change, thing_id, **fields)
    if changed:
        filters.follow(change, saved, thing_id, ways(the(change, what, thing_id)))
    return changed


def ways(thing: Thing) -> list[str]:
    """Return what a filter may call a thing, the best way first: its name, a person's code."""
    code = thing.code if isinstance(thing, Participant) else ""
    return [one for one in (name_of(thing), code) if one]


def plan_merge(reader: Reader, what: str, gone_id: str, kept_id: str) -> Merging:
    """Return what merging one thing into another would do.

    Raises:
        UsageError: they are one and the same.
        NotFound: one of them is gone.
    """
    gone, kept = the(reader, what, gone_id), the(reader, what, kept_id)
    if gone.id == kept.id:
        raise UsageError(f"{title(kept)} is one {what} already: nothing was changed. Name two.")
    used = merging.uses(reader, what, gone.id)
    both = merging.both(reader, what, gone.id, kept.id)
    on_notes = used.pop("note", 0) or used.pop(f"note_{what}", 0)
    follow = [counted(count, _TABLES[table], f"{_TABLES[table]}s") for table, count in used.items()]
    minds: list[str] = []
    if what == "participant":
        minds += _fields_that_differ(reader, gone, kept)
        minds += _stances_that_differ(reader, gone, kept)
    elif isinstance(gone, Persona) and isinstance(kept, Persona):
        mine, theirs = kept.participation, gone.participation
        if mine and theirs and mine is not theirs:
            minds.append(f"It decides as {mine} and no longer also as {theirs}.")
    return Merging(
        what, gone, kept, on_notes, both.get(f"note_{what}", 0), tuple(follow), tuple(minds)
    )


def merge(project: Project, what: str, gone_id: str, kept_id: str) -> Merging:
    """Merge one thing into another: what names the one names the other, once; return what was done.

    Descriptions and examples of both are kept.

    Raises:
        UsageError: they are one and the same.
        NotFound: one of them is gone.
    """
    label = f"Merge a {what}"
    with project.change(label) as change:
        plan = plan_merge(change, what, gone_id, kept_id)
        change.rename(f"Merge the {what} {title(plan.gone)} into {title(plan.kept)}")
        saved = filters.naming(change, what, gone_id)
        merging.merge(change, what, gone_id, kept_id)
        filters.follow(change, saved, kept_id, ways(plan.kept))
    return plan


def _fields_that_differ(reader: Reader, gone: Thing, kept: Thing) -> list[str]:
    known = {one.id: one.name for one in personas.all(reader)}
    minds = []
    for field, words in _FIELDS[1:]:
        mine, theirs = getattr(kept, field), getattr(gone, field)
        if mine and theirs and mine != theirs:
            shown, lost = (visible(str(known.get(one, one))) for one in (mine, theirs))
            minds.append(f"The {words} stays {clip(shown, 40)}, not {clip(lost, 40)}.")
    mine, theirs = getattr(kept, "consent", None), getattr(gone, "consent", None)
    if mine and theirs and mine is not theirs:
        minds.append(f"Their words are {merging.strictest(mine, theirs)}: the stricter consent.")
    return minds


def _stances_that_differ(reader: Reader, gone: Thing, kept: Thing) -> list[str]:
    pairs = merging.stances(reader, gone.id, kept.id)
    told = []
    for wins, loses, words in (
        (Stance.SAID, Stance.DISAGREES, "who said a note and disagreed with it has said it"),
        (Stance.DISAGREES, Stance.AGREES, "who agreed with a note and disagreed disagrees"),
    ):
        count = sum(set(pair) == {wins, loses} for pair in pairs)
        if count:
            told.append(f"On {counted(count, 'note')}: {words}.")
    return told


def split(
    project: Project, what: str, thing_id: str, name: str, among: Iterable[NoteId]
) -> tuple[Thing, int]:
    """Move those of some notes that have a thing to a new one; return it and how many moved.

    The new one stands right behind, where the list has an order.

    Raises:
        NameTaken: the new name is another's already.
        UsageError: none of the notes has the thing, or all that have it would go.
    """
    label = f"Split the {what}"
    with project.change(label) as change:
        old = the(change, what, thing_id)
        change.rename(f"Split “{clip(visible(name), 40)}” off {title(old)}")
        if what == "tag":
            new: Thing = tags.add(change, name)
        else:
            place = [one.id for one in all_of(change, what)].index(thing_id) + 1  # type: ignore[arg-type]
            new = STORES[what].add(change, name, position=place)
        before = len(merging.carriers(change, what, thing_id))
        moved = merging.move(change, what, thing_id, new.id, among)
        if not moved:
            raise UsageError(f"None of these notes has {title(old)}: nothing was changed.")
        if len(moved) == before:
            raise UsageError(
                f"All {counted(before, 'note')} of {title(old)} would move: nothing was changed. "
                "Rename it instead."
            )
    return new, len(moved)


def among(
    project: Project, *, typed: str = "", with_tag: str = "", ids: Sequence[str] = ()
) -> list[NoteId]:
    """Return the notes that a filter finds, or that have another tag, or that are named.

    Raises:
        NotFound: the filter or the tag names something that the project does not have.
        UsageError: nothing says which notes.
    """
    from capture.jobs.browse import all_that_fit

    if with_tag:
        return merging.carriers(project, "tag", find(project, "tag", with_tag).id)
    if ids:
        return [NoteId(one) for one in ids]
    if not typed.strip():
        raise UsageError(
            "Say which notes: a filter, another tag, or the notes. Nothing was changed."
        )
    return list(all_that_fit(project, typed, finished=True))


def reorder(project: Project, what: str, typed: Sequence[str]) -> tuple[Thing, ...]:
    """Put things in the order of their names, the others behind; return all as they stand then.

    Raises:
        NotFound: nothing, or more than one thing, is called so.
    """
    with project.change(f"Order the {MANY[what]}") as change:
        known = all_of(change, what)
        wanted = [named(known, name, what, name_of).id for name in typed]
        STORES[what].reorder(change, wanted)
        return all_of(change, what)


def move_in_order(project: Project, what: str, thing_id: str, by: int) -> None:
    """Move a thing up (−1) or down (1) in the order of its list."""
    with project.change(f"Order the {MANY[what]}") as change:
        order: list[str] = [one.id for one in all_of(change, what)]
        if thing_id in order:
            at = order.index(thing_id)
            order.insert(max(0, min(len(order) - 1, at + by)), order.pop(at))
        STORES[what].reorder(change, order)


def remove(project: Project, what: str, thing_id: str) -> tuple[Thing, int]:
    """Remove a channel or tag; its notes stay, without it; return it and how many they are.

    Raises:
        NotFound: it is gone already.
        StillInUse: a card that somebody decided on names the channel.
    """
    label = f"Remove the {what}"
    with project.change(label) as change:
        one = the(change, what, thing_id)
        change.rename(f"Remove the {what} {title(one)}")
        carriers = merging.carriers(change, what, thing_id)
        if what == "channel":
            change.edit_many("note", ((note, "channel", None) for note in carriers))
        STORES[what].remove(change, thing_id)
    return one, len(carriers)


def differ(project: Project, what: str, one: str, other: str) -> bool:
    """Say that two look-alikes are not the same, so that they are not shown again.

    False where that was said before.

    Raises:
        NotFound: one of them is gone.
        UsageError: they are one and the same.
    """
    if one == other:
        raise UsageError(f"That is one {what}, not two: nothing was changed.")
    with project.change("They differ") as change:
        if what == "note":
            for note in (one, other):
                if notes.get(change, NoteId(note)) is None:
                    raise NotFound("That note was removed meanwhile; nothing was changed.")
        else:
            told = [title(the(change, what, thing)) for thing in (one, other)]
            change.rename(f"{' and '.join(told)} differ")
        return apart.add(change, what, one, other)


def stage(project: Project, name: str) -> tuple[Stage, int]:
    """Remove a stage; return it and how many notes lost their stage.

    Raises:
        NotFound: no stage is called that.
        StillInUse: a card that a person has decided on stands at it.
    """
    one = named(stages_store.all(project), name, "stage", lambda one: one.title)
    held = [card for card in touchpoints.all(project) if card.held and card.stage == one.id]
    if held:
        codes = ", ".join(card.code for card in held)
        raise StillInUse(
            f"{codes} stand{'s' * (len(held) == 1)} at the stage “{one.title}” by somebody's "
            "decision; nothing was removed. Move the cards first."
        )
    with project.change(f"Remove the stage “{one.title}”") as change:
        tagged = notes.find(change, notes.NoteFilter(stage=one.id))
        for note in tagged:
            notes.edit(change, note.id, stage=None)
        stages_store.remove(change, one.id)
    return one, len(tagged)


def persona(project: Project, name: str) -> tuple[Persona, int]:
    """Remove a persona; return it and how many notes named it.

    Raises:
        NotFound: no persona is called that.
    """
    one = named(personas.all(project), name, "persona", lambda one: one.name)
    with project.change(f"Remove the persona “{one.name}”") as change:
        tagged = notes.find(change, notes.NoteFilter(persona=one.id))
        for note in tagged:
            notes.edit(change, note.id, personas=tuple(p for p in note.personas if p != one.id))
        for who in participants.all(change):
            if who.persona == one.id:
                participants.edit(change, who.id, persona=None)
        for journey in journeys.all(change):
            if journey.persona == one.id:
                journeys.remove(change, journey.id)
        personas.remove(change, one.id)
    return one, len(tagged)


def participant(project: Project, name: str) -> tuple[Participant, int]:
    """Remove a participant; return them and how many notes named them.

    Raises:
        NotFound: nobody is called that.
    """
    one = names.find(project, name)
    with project.change(f"Remove {one.code} {one.name}") as change:
        named_by = notes.find(change, notes.NoteFilter(participant=one.id))
        for note in named_by:
            notes.unattribute(change, note.id, one.id)
        participants.remove(change, one.id)
    return one, len(named_by)


def session(project: Project, name: str, *, with_notes: bool) -> tuple[Session, int]:
    """Remove a session, with its notes where that is asked for; return it and their number.

    Raises:
        NotFound: no session is called that.
        StillInUse: it has notes, and they were not to go with it.
    """
    one = sessions.find(project, name)
    return one, session_itself(project, one, with_notes=with_notes)


def session_itself(project: Project, one: Session, *, with_notes: bool) -> int:
    """Remove a session that is already found: titles need not differ; see `session`."""
    with project.change(f"Remove the session “{one.title}”") as change:
        # Counted within the change: a note that comes meanwhile must not go unasked.
        inside = notes.ids(change, notes.NoteFilter(session=one.id))
        if inside and not with_notes:
            raise StillInUse(
                f"“{one.title}” has {counted(len(inside), 'note')}; nothing was removed. "
                "Use --with-notes to remove them too."
            )
        for note in inside:
            notes.remove(change, note)
        sessions_store.remove(change, one.id)
    return len(inside)


def stages(project: Project) -> list[tuple[StageId | None, str]]:
    """Return the stages in their order, Unplaced last."""
    return [*((one.id, one.title) for one in stages_store.all(project)), (None, "Unplaced")]


def channels(project: Project) -> list[tuple[ChannelId | None, str]]:
    """Return the channels, after none."""
    return [(None, "nowhere in particular"), *((c.id, c.name) for c in channels_store.all(project))]


def put_away(project: Project) -> list[tuple[str, str, str]]:
    """Return what left the board: ("card" or "note", its id, what is shown of it)."""
    snapshot = project.snapshot()
    cards = [
        ("card", card.id, f"{card.code} {card.title} · {counted(len(evidence_of(card)), 'note')}")
        for card in snapshot.touchpoints
        if card.decision is Decision.REJECTED
    ]
    aside = [("note", note.id, f"“{note.text}”") for note in snapshot.notes if note.set_aside]
    return [*cards, *aside]


def cards(project: Project) -> list[tuple[str, str]]:
    """Return the cards that notes may go to: id, and what is shown of it."""
    snapshot = project.snapshot()
    titles = {one.id: one.title for one in snapshot.stages}
    return [
        (
            card.id,
            f"{card.code} {card.title} · {titles.get(card.stage, '') if card.stage else 'Unplaced'}"
            f" · {len(evidence_of(card))}",
        )
        for card in snapshot.touchpoints
        if card.decision is not Decision.REJECTED
    ]


def notes_by_stage(snapshot: Snapshot) -> Counter[StageId | None]:
    """Return the number of notes at each stage; None counts those without."""
    return Counter(note.stage for note in snapshot.notes)


def notes_by_persona(snapshot: Snapshot) -> Counter[PersonaId]:
    """Return the number of notes about each persona."""
    return Counter(persona for note in snapshot.notes for persona in note.personas)


def notes_by_participant(snapshot: Snapshot) -> Counter[ParticipantId]:
    """Return the number of notes that each participant said, agreed or disagreed with."""
    return Counter(one.participant for note in snapshot.notes for one in note.participants)


def notes_by_session(snapshot: Snapshot) -> Counter[SessionId]:
    """Return the number of notes of each session."""
    return Counter(note.session for note in snapshot.notes)
