"""The lists of a project: each act one change, so one undo, and saved filters follow new names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture.jobs import filters, journeys, names, sessions
from capture.jobs.facts import short
from capture.jobs.names import named
from data.errors import NotFound, StillInUse, UsageError
from data.records import (
    Channel,
    Decision,
    Journey,
    NoteId,
    Participant,
    Persona,
    PersonaId,
    ProjectInfo,
    SavedFilter,
    Session,
    Settings,
    Stage,
    Stance,
    Tag,
    strictest,
)
from data.store import consent, merging, notes, touchpoints
from data.store import lists as stored
from data.store import sessions as sessions_store
from data.store.lists import STORES
from data.text import clip, counted, fold, visible
from synthesis.board.ground import evidence_of

if TYPE_CHECKING:
    from data.records import ChannelId, ParticipantId, Settings, StageId
    from data.store import Project
    from data.store.common import Reader
    from data.store.log import Change

Thing = stored.Thing
"""A thing of one of the lists."""

Shown = Stage | Persona | Participant | Session | Channel | Tag | Journey
"""What the mode Project lists."""

MERGEABLE = tuple(what for what, kept in STORES.items() if kept.links)
"""The lists whose things can be merged and look alike, by the word for one thing of theirs."""

NUMBERS = ("supported_at", "contradicted_at", "shared_teams")
"""The numbers of the standing rule that people may change."""

LONGEST_QUESTION = 500
"""The most characters of what people want at a stage."""

_LOST = {
    "stage": ("left without a stage", "without a stage"),
    "persona": ("named it", "about anybody"),
    "participant": ("named them", "without them"),
    "channel": ("had it", "without it"),
    "tag": ("had it", "without it"),
}
"""What is said of the notes that named a thing: when it is gone, and before that."""

NAMERS = {
    "touchpoint": "card", "journey": "journey", "journey_stage": "journey",
    "participant": "participant", "session_participant": "roster",
}  # fmt: skip
"""What else than notes names things, by its table."""


# -- reading and finding -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lists:
    """What a project is about, and its lists; ``notes`` counts the notes that name each id."""

    info: ProjectInfo = field(default_factory=lambda: ProjectInfo(""))
    settings: Settings = field(default_factory=Settings)
    stages: tuple[Stage, ...] = ()
    personas: tuple[Persona, ...] = ()
    people: tuple[Participant, ...] = ()
    sessions: tuple[Session, ...] = ()
    channels: tuple[Channel, ...] = ()
    tags: tuple[Tag, ...] = ()
    journeys: tuple[Journey, ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)

    def count(self, thing_id: str) -> int:
        """Return how many notes name something."""
        return self.notes.get(thing_id, 0)

    def persona_name(self, persona: PersonaId | None) -> str:
        """Return a persona's name, "" for none."""
        return next((one.name for one in self.personas if one.id == persona), "")

    def stages_of(self, journey: Journey) -> str:
        """Return a journey's stages as they may be typed, "" for all of them."""
        return ", ".join(self.stage_titles(journey) or ())

    def stage_titles(self, journey: Journey) -> list[str] | None:
        """Return the titles of a journey's stages, ``None`` for all of them."""
        titles = {one.id: one.title for one in self.stages}
        if journey.stages is None:
            return None
        return [titles[one] for one in journey.stages if one in titles]

    def roster(self, session: Session) -> str:
        """Return who is there, as it may be typed: names, or codes where a name would not do."""
        there = {one.id: one for one in self.people}
        return ", ".join(self.spec(there[who]) for who in session.roster if who in there)

    def spec(self, person: Participant) -> str:
        """Return what finds a participant: the name, where it is nobody else's, else the code."""
        wanted = fold(person.name)
        same = [one for one in self.people if wanted in (fold(one.name), fold(one.code))]
        plain = wanted and "," not in person.name and "/" not in person.name
        return person.name if plain and same == [person] else person.code


def read(project: Project) -> Lists:
    """Read them all, in one moment of the project."""
    with project.reading():
        return Lists(
            stored.info.get(project),
            stored.settings.get(project),
            stored.stages.all(project),
            stored.personas.all(project),
            stored.participants.all(project),
            sessions_store.all(project),
            stored.channels.all(project),
            stored.tags.all(project),
            stored.journeys.all(project),
            notes.counts(project),
        )


def what_of(thing: Thing) -> str:
    """Return the word for a thing of the list that it is of."""
    return "filter" if isinstance(thing, SavedFilter) else type(thing).__name__.lower()


def many(word: str) -> str:
    """Return the word for several things of a list."""
    return "saved filters" if word == "filter" else f"{word}s"


def name_of(thing: Thing) -> str:
    """Return a thing's name as it is; "" for an unnamed participant."""
    return thing.title if isinstance(thing, Stage | Journey) else thing.name


def title(thing: Thing) -> str:
    """Return a thing's name, fit for a sentence; a participant's with the code."""
    name = clip(visible(name_of(thing)), 40)
    return f"{thing.code} {name}".rstrip() if isinstance(thing, Participant) else f"“{name}”"


def called(thing: Thing) -> str:
    """Return what a thing is and its whole name; a participant's code and name."""
    if isinstance(thing, Participant):
        return f"{thing.code} {thing.name}"
    return f"the {what_of(thing)} {name_of(thing)}"


def _label(thing: Thing) -> str:
    """Return what a thing is and its name, for the label of a change."""
    name = title(thing)
    return name if isinstance(thing, Participant) else f"the {what_of(thing)} {name}"


def ways(thing: Thing) -> list[str]:
    """Return what a filter may call a thing, the best way first: its name, a person's code."""
    code = thing.code if isinstance(thing, Participant) else ""
    return [one for one in (name_of(thing), code) if one]


def all_of(project: Reader, word: str) -> tuple[Thing, ...]:
    """Return the things of a list, in its order."""
    return STORES[word].all(project)


def find(project: Reader, word: str, typed: str) -> Thing:
    """Return the one thing that is called so.

    Raises:
        NotFound: nothing, or more than one thing, is.
    """
    if word == "participant":
        return names.find(project, typed)
    noun = "saved filter" if word == "filter" else word
    return named(all_of(project, word), typed, noun, name_of)


def the(reader: Reader, word: str, thing_id: str) -> Thing:
    """Return the thing with an id.

    Raises:
        NotFound: it is gone.
    """
    thing = STORES[word].get(reader, thing_id)
    if thing is None:
        raise NotFound(f"That {word} was removed meanwhile; nothing was changed.")
    return thing


# -- adding and changing -------------------------------------------------------------------------


def put(project: Project, word: str, thing_id: str | None, fields: Mapping[str, object]) -> str:
    """Add a thing to a list (None) or change one; return its id.

    ``fields`` are as a form or a verb has them: examples may be one a line, a journey's stages and
    lanes as they are typed.

    Raises:
        NameTaken: the name is too like another's: its ``other`` is that one's id.
        UsageError: a text is too long, or a name is missing.
        NotFound: the thing is gone, or a stage that is typed is not known.
        StillInUse: stages are chosen for the default journey.
    """
    if thing_id is None:
        name = _name_for(word, fields)
        with project.change(f"Add {name}") as change:
            values = _as_stored(change, word, None, fields)
            return STORES[word].make(change, {STORES[word].named: "", **values}).id
    with project.change(f"Change a {word}") as change:
        known = the(change, word, thing_id)
        change.rename(f"Change {_label(known)}")
        edit(change, word, thing_id, _as_stored(change, word, known, fields))
    return thing_id


def _name_for(word: str, fields: Mapping[str, object]) -> str:
    """Return how the change that adds a thing calls it."""
    name = str(fields.get(STORES[word].named, ""))
    if word != "participant":
        return f"the {word} “{name}”"
    person = name.strip() or str(fields.get("team", "")).strip()
    if not person:
        raise UsageError("A new participant needs a name or a team; nothing was added.")
    return person


def _as_stored(
    change: Change, word: str, known: Thing | None, fields: Mapping[str, object]
) -> dict[str, object]:
    """Return what was typed as the store takes it."""
    values = dict(fields)
    if isinstance(examples := values.get("examples"), str):
        lines = (one.strip() for one in examples.splitlines())
        values["examples"] = tuple(one for one in lines if one)
    if word == "stage" and "question" in values:
        values["question"] = short(str(values["question"]), LONGEST_QUESTION, "A stage's question")
    if word == "journey":
        return journeys.as_stored(change, known if isinstance(known, Journey) else None, values)
    return values


def edit(change: Change, word: str, thing_id: str, fields: Mapping[str, object]) -> bool:
    """Change a thing, within a change; saved filters follow a new name.

    Raises:
        NameTaken: another has the name.
    """
    saved = filters.naming(change, word, thing_id) if word in MERGEABLE else []
    changed = STORES[word].edit(change, thing_id, **fields)
    if changed:
        filters.follow(change, saved, thing_id, ways(the(change, word, thing_id)))
    return changed


def rename(
    project: Project, word: str, thing_id: str, name: str, *, seen: str | None = None
) -> Thing:
    """Give a thing another name than the one that was ``seen``.

    Raises:
        UsageError: it was called something else elsewhere since it was seen.
        NameTaken: another has it: its ``other`` is that one's id, into which this may be merged.
        NotFound: it is gone.
    """
    with project.change(f"Rename a {word}") as change:
        one = the(change, word, thing_id)
        change.rename(f"Rename the {word} {title(one)}")
        if seen is not None and name_of(one) not in (seen, name):
            raise UsageError(
                f"It was called {title(one)} elsewhere meanwhile: nothing was changed. Name it "
                "again if you mean it."
            )
        edit(change, word, thing_id, {STORES[word].named: name})
        return the(change, word, thing_id)


def put_people(
    project: Project, people: Sequence[ParticipantId], fields: Mapping[str, object]
) -> int:
    """Give many people a group or a team in one change; return how many it changed.

    Raises:
        UnknownName: one of them is gone.
    """
    what = " and ".join(fields)
    with project.change(f"Give the {what} of {counted(len(people), 'person', 'people')}") as change:
        return sum(stored.participants.edit(change, one, **fields) for one in people)


def describe(project: Project, fields: Mapping[str, str | int]) -> None:
    """Change what the research is about, and the numbers of the standing rule, as typed or not.

    Raises:
        UsageError: no title, or a number that is none.
    """
    about = {name: text for name, text in fields.items() if name not in NUMBERS}
    numbers = {name: _number(fields[name]) for name in NUMBERS if name in fields}
    what = "what the project is about" if about else "the standing rule"
    with project.change(f"Change {what}") as change:
        if about:
            stored.info.edit(change, **about)
        if numbers:
            stored.settings.edit(change, **numbers)


def standing_rule(settings: Settings) -> str:
    """Return the rule that says what a claim rests on, with the project's numbers."""
    from synthesis.board.standing import rule

    return rule(settings)


def _number(text: str | int) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"“{text}” is no whole number; nothing was changed.") from None


# -- merging, splitting, telling apart -----------------------------------------------------------


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
        moved = f"{counted(self.notes, 'note')} {'go' if self.notes != 1 else 'goes'} over"
        if self.both:
            moved += f", {self.both:,} of them had both and keep{'s' * (self.both == 1)} one"
        if self.follow:
            moved += f"; {', '.join(self.follow)} follow{'s' * (len(self.follow) == 1)}"
        verb = "Merged" if done else "This merges"
        whole = f"{verb} {title(self.gone)} into {title(self.kept)}: {moved}."
        return " ".join((whole, *self.minds))


def plan_merge(reader: Reader, word: str, gone_id: str, kept_id: str) -> Merging:
    """Return what merging one thing into another would do.

    Raises:
        UsageError: they are one and the same.
        NotFound: one of them is gone.
    """
    gone, kept = the(reader, word, gone_id), the(reader, word, kept_id)
    if gone.id == kept.id:
        raise UsageError(f"{title(kept)} is one {word} already: nothing was changed. Name two.")
    used = merging.uses(reader, word, gone.id)
    on_notes = used.pop("note", 0) or used.pop(f"note_{word}", 0)
    follow = [counted(count, NAMERS[table]) for table, count in used.items()]
    minds: list[str] = []
    if word == "participant":
        minds += _fields_that_differ(reader, gone, kept)
        minds += _stances_that_differ(reader, gone, kept)
    elif isinstance(gone, Persona) and isinstance(kept, Persona):
        mine, theirs = kept.participation, gone.participation
        if mine and theirs and mine is not theirs:
            minds.append(f"It decides as {mine} and no longer also as {theirs}.")
    both = merging.both(reader, word, gone.id, kept.id)
    return Merging(word, gone, kept, on_notes, both, tuple(follow), tuple(minds))


def merge(project: Project, word: str, gone_id: str, kept_id: str) -> Merging:
    """Merge one thing into another: what names the one names the other, once; return what was done.

    Descriptions and examples of both are kept.

    Raises:
        UsageError: they are one and the same.
        NotFound: one of them is gone.
    """
    with project.change(f"Merge a {word}") as change:
        plan = plan_merge(change, word, gone_id, kept_id)
        change.rename(f"Merge the {word} {title(plan.gone)} into {title(plan.kept)}")
        saved = filters.naming(change, word, gone_id)
        merging.merge(change, word, gone_id, kept_id)
        filters.follow(change, saved, kept_id, ways(plan.kept))
    return plan


def _fields_that_differ(reader: Reader, gone: Thing, kept: Thing) -> list[str]:
    known = {persona.id: persona.name for persona in stored.personas.all(reader)}
    minds = []
    for name in ("group", "team", "persona"):
        mine, theirs = getattr(kept, name), getattr(gone, name)
        if mine and theirs and mine != theirs:
            shown, lost = (visible(str(known.get(value, value))) for value in (mine, theirs))
            minds.append(f"The {name} stays {clip(shown, 40)}, not {clip(lost, 40)}.")
    mine, theirs = getattr(kept, "consent", None), getattr(gone, "consent", None)
    if mine and theirs and mine is not theirs:
        minds.append(f"Their words are {strictest((mine, theirs))}: the stricter consent.")
    return minds


def _stances_that_differ(reader: Reader, gone: Thing, kept: Thing) -> list[str]:
    pairs = merging.stances(reader, gone.id, kept.id)
    minds = []
    for wins, loses, words in (
        (Stance.SAID, Stance.DISAGREES, "who said a note and disagreed with it has said it"),
        (Stance.DISAGREES, Stance.AGREES, "who agreed with a note and disagreed disagrees"),
    ):
        count = sum(set(pair) == {wins, loses} for pair in pairs)
        if count:
            minds.append(f"On {counted(count, 'note')}: {words}.")
    return minds


def split(
    project: Project, word: str, thing_id: str, name: str, among: Iterable[NoteId]
) -> tuple[Thing, int]:
    """Move those of some notes that have a thing to a new one; return it and how many moved.

    The new one stands right behind, where the list has an order.

    Raises:
        NameTaken: the new name is another's already.
        UsageError: none of the notes has the thing, or all that have it would go.
    """
    with project.change(f"Split the {word}") as change:
        old = the(change, word, thing_id)
        change.rename(f"Split “{clip(visible(name), 40)}” off {title(old)}")
        given: dict[str, object] = {STORES[word].named: name}
        if isinstance(old, Participant):
            given["consent"] = old.consent
        elif word != "tag":
            given["position"] = [one.id for one in all_of(change, word)].index(old.id) + 1
        new = STORES[word].make(change, given)
        before = len(merging.carriers(change, word, thing_id))
        moved = merging.move(change, word, thing_id, new.id, among)
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


def differ(project: Project, word: str, mine: str, theirs: str) -> bool:
    """Say that two look-alikes are not the same, so that they are not shown again.

    False where that was said before.

    Raises:
        NotFound: one of them is gone.
        UsageError: they are one and the same.
    """
    if mine == theirs:
        raise UsageError(f"That is one {word}, not two: nothing was changed.")
    with project.change("They differ") as change:
        if word == "note":
            for note in (mine, theirs):
                if notes.get(change, NoteId(note)) is None:
                    raise NotFound("That note was removed meanwhile; nothing was changed.")
        else:
            told = [title(the(change, word, thing)) for thing in (mine, theirs)]
            change.rename(f"{' and '.join(told)} differ")
        return stored.tell_apart(change, word, mine, theirs)


# -- order and removal ---------------------------------------------------------------------------


def reorder(project: Project, word: str, typed: Sequence[str]) -> tuple[Thing, ...]:
    """Put things in the order of their names, the others behind; return all as they stand then.

    Raises:
        NotFound: nothing, or more than one thing, is called so.
    """
    with project.change(f"Order the {many(word)}") as change:
        STORES[word].reorder(change, [find(change, word, name).id for name in typed])
        return all_of(change, word)


def move_in_order(project: Project, word: str, thing_id: str, by: int) -> None:
    """Move a thing up (−1) or down (1) in the order of its list."""
    with project.change(f"Order the {many(word)}") as change:
        order: list[str] = [one.id for one in all_of(change, word)]
        if thing_id in order:
            at = order.index(thing_id)
            order.insert(max(0, min(len(order) - 1, at + by)), order.pop(at))
        STORES[word].reorder(change, order)


def remove(project: Project, thing: Shown | SavedFilter, *, with_words: bool = False) -> str:
    """Remove something from its list; return a sentence on what was done.  Undo brings it back.

    Its notes stay, without it; those of a session go, and so do the journeys of a persona.  What a
    participant said keeps what they agreed to, or goes with them where ``with_words`` asks so.

    Raises:
        NotFound: it is gone already.
        StillInUse: a card that somebody decided on names it, or it is the default journey.
    """
    if isinstance(thing, Session):
        return sessions.remove(project, thing, with_notes=True)
    word, count, words = what_of(thing), 0, ""
    with project.change(f"Remove the {word}") as change:
        known = the(change, word, thing.id)
        change.rename(f"Remove {_label(known)}")
        if isinstance(known, Stage):
            _refuse_if_decided(change, known)
        if isinstance(known, Participant):
            words = _leave_words(change, known, gone=with_words)
        if word in MERGEABLE:
            count = len(merging.release(change, word, known.id))
        if isinstance(known, Persona):
            _leave_without(change, known)
        STORES[word].remove(change, known.id)
    gone = called(known)
    if isinstance(known, SavedFilter):
        gone += f" ({known.query})"
    lost = f"; {counted(count, 'note')} {_LOST[word][0]}" if word in _LOST else ""
    return f"Removed {gone}{lost}.{words}"


def _leave_words(change: Change, person: Participant, *, gone: bool) -> str:
    """Let go of what somebody said, or remove it; return what to say of it beside."""
    said = consent.said_alone(change, person.id) if gone else []
    for note in said:
        notes.remove(change, note)
    consent.let_go(change, person)
    told = f" {counted(len(said), 'note')} of what they said went with them." if gone else ""
    return told + _kept_consent(person)


def _kept_consent(person: Participant) -> str:
    if person.consent is None or not person.consent.withholds:
        return ""
    return f" Their words stay “{person.consent}” for whatever leaves the team."


def _refuse_if_decided(change: Change, stage: Stage) -> None:
    held = [card for card in touchpoints.all(change) if card.held and card.stage == stage.id]
    if held:
        codes = ", ".join(card.code for card in held)
        raise StillInUse(
            f"{codes} stand{'s' * (len(held) == 1)} at the stage “{stage.title}” by somebody's "
            "decision; nothing was removed. Move the cards first."
        )


def _leave_without(change: Change, persona: Persona) -> None:
    """Take a persona from participants, and remove the persona's journeys."""
    people = [one.id for one in stored.participants.all(change) if one.persona == persona.id]
    change.edit_many("participant", ((one, "persona", None) for one in people))
    for journey in stored.journeys.all(change):
        if journey.persona == persona.id:
            stored.journeys.remove(change, journey.id)


def loss(lists: Lists, thing: Shown) -> str:
    """Return what would be lost with it, to be asked before."""
    if isinstance(thing, Journey):
        return "Its notes and cards stay. Ctrl+Z brings it back."
    count = lists.count(thing.id)
    goes, kept = ("go", "stay") if count != 1 else ("goes", "stays")
    fate = f"{goes} with it"
    if not isinstance(thing, Session):
        fate = f"{kept}, {_LOST[what_of(thing)][1]}"
    lost = f"{counted(count, 'note')} {fate}." if count else "No note names it."
    if isinstance(thing, Participant):
        lost += _kept_consent(thing)
    return f"{lost} Ctrl+Z brings everything back."


# -- lists to choose from ------------------------------------------------------------------------


def question(project: Project, stage: StageId) -> str:
    """Return what people want at a stage.

    Raises:
        NotFound: it is gone.
    """
    known = the(project, "stage", stage)
    return known.question if isinstance(known, Stage) else ""


def stages(project: Project) -> list[tuple[StageId | None, str]]:
    """Return the stages in their order, Unplaced last."""
    return [*((one.id, one.title) for one in stored.stages.all(project)), (None, "Unplaced")]


def channels(project: Project) -> list[tuple[ChannelId | None, str]]:
    """Return the channels, after none."""
    return [
        (None, "nowhere in particular"),
        *((c.id, c.name) for c in stored.channels.all(project)),
    ]


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
    from capture.jobs.headings import headings

    snapshot = project.snapshot()
    titles = {one.id: one.title for one in snapshot.stages}
    names = headings(snapshot)
    return [
        (
            card.id,
            f"{card.code} {names[card.id]}"
            f" · {titles.get(card.stage, '') if card.stage else 'Unplaced'}"
            f" · {len(evidence_of(card))}",
        )
        for card in snapshot.touchpoints
        if card.decision is not Decision.REJECTED
    ]
