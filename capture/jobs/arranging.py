"""The lists of a project as the app arranges them: read in one go, changed a thing at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from capture.jobs import journeys as travelling
from capture.jobs import lists as lists_jobs
from capture.jobs import names, sessions
from capture.jobs.facts import short
from data.errors import NotFound, UsageError
from data.records import (
    Channel,
    Journey,
    Participant,
    ParticipantId,
    Persona,
    PersonaId,
    ProjectInfo,
    Session,
    SessionId,
    SessionKind,
    Settings,
    Stage,
    Tag,
)
from data.store import (
    channels,
    info,
    journeys,
    notes,
    participants,
    personas,
    settings,
    stages,
    tags,
)
from data.store import sessions as sessions_store
from data.text import counted, fold

if TYPE_CHECKING:
    from data.store import Project

_Thing = TypeVar("_Thing", Stage, Persona, Participant, Session)

NUMBERS = ("supported_at", "contradicted_at", "shared_teams")
"""The numbers of the standing rule that people may change."""

LONGEST_QUESTION = 500
"""The most characters of what people want at a stage."""


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
        titles = {one.id: one.title for one in self.stages}
        return ", ".join(titles[one] for one in journey.stages or () if one in titles)

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


def lists(project: Project) -> Lists:
    """Read them all, in one moment of the project."""
    with project.reading():
        return Lists(
            info.get(project),
            settings.get(project),
            stages.all(project),
            personas.all(project),
            participants.all(project),
            sessions_store.all(project),
            channels.all(project),
            tags.all(project),
            journeys.all(project),
            notes.counts(project),
        )


def describe(project: Project, fields: Mapping[str, str | int]) -> None:
    """Change what the research is about, and the numbers of the standing rule, as typed or not.

    Raises:
        UsageError: no title, or a number that is none.
    """
    about: Any = {name: text for name, text in fields.items() if name not in NUMBERS}
    numbers: Any = {name: _number(fields[name]) for name in NUMBERS if name in fields}
    what = "what the project is about" if about else "the standing rule"
    with project.change(f"Change {what}") as change:
        if about:
            info.edit(change, **about)
        if numbers:
            settings.edit(change, **numbers)


def _number(text: str | int) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"“{text}” is no whole number; nothing was changed.") from None


# -- stages and personas -------------------------------------------------------------------------


def put_stage(project: Project, stage: str | None, fields: Mapping[str, Any]) -> str:
    """Add a stage (None) or change one; return its id.  ``examples`` are remarks, one a line.

    Raises:
        NameTaken: the title is too like another's.
        UsageError: its question is too long.
        NotFound: it is gone.
    """
    given = _with_examples(fields)
    if "question" in given:
        given["question"] = short(given["question"], LONGEST_QUESTION, "A stage's question")
    if stage is None:
        title = given.pop("title", "")
        with project.change(f"Add the stage “{title}”") as change:
            return stages.add(change, title, **given).id
    known = _the(stages.all(project), stage, "stage")
    with project.change(f"Change the stage “{known.title}”") as change:
        lists_jobs.edit(change, "stage", stage, **given)
    return stage


def _with_examples(fields: Mapping[str, Any]) -> Any:
    """Return what was typed with the examples, a line each, as they are stored."""
    given = dict(fields)
    if isinstance(given.get("examples"), str):
        lines = (one.strip() for one in given["examples"].splitlines())
        given["examples"] = tuple(one for one in lines if one)
    return given


def put_named(project: Project, what: str, thing: str | None, fields: Mapping[str, Any]) -> str:
    """Add a channel or tag (None) or change one; return its id; as `put_stage`.

    Raises:
        NameTaken: the name is too like another's.
        NotFound: it is gone.
    """
    given = _with_examples(fields)
    if thing is None:
        name = given.pop("name", "")
        with project.change(f"Add the {what} “{name}”") as change:
            made: str = lists_jobs.STORES[what].add(change, name, **given).id
        return made
    known = lists_jobs.the(project, what, thing)
    with project.change(f"Change the {what} {lists_jobs.title(known)}") as change:
        lists_jobs.edit(change, what, thing, **given)
    return thing


def put_persona(project: Project, persona: str | None, fields: Mapping[str, Any]) -> str:
    """Add a persona (None) or change one; return its id.

    Raises:
        NameTaken: the name is too like another's.
        NotFound: it is gone.
    """
    given = _with_examples(fields)
    if persona is None:
        name = given.pop("name", "")
        with project.change(f"Add the persona “{name}”") as change:
            return personas.add(change, name, **given).id
    known = _the(personas.all(project), persona, "persona")
    with project.change(f"Change the persona “{known.name}”") as change:
        lists_jobs.edit(change, "persona", persona, **given)
    return persona


# -- people and sessions -------------------------------------------------------------------------


def put_participant(
    project: Project, person: ParticipantId | None, fields: Mapping[str, Any]
) -> str:
    """Add somebody (None) or change what is known of them; return their id.

    Raises:
        UsageError: neither name nor team is given for somebody new.
        NotFound: they are gone.
    """
    given: Any = dict(fields)
    if person is None:
        name = given.pop("name", "")
        if not name.strip() and not given.get("team", "").strip():
            raise UsageError("A new participant needs a name or a team; nothing was added.")
        with project.change(f"Add {name.strip() or given['team']}") as change:
            return participants.add(change, name, **given).id
    known = _the(participants.all(project), person, "participant")
    with project.change(f"Change {known.code} {known.name}".rstrip()) as change:
        lists_jobs.edit(change, "participant", person, **given)
    return person


def put_people(project: Project, people: Sequence[ParticipantId], fields: Mapping[str, Any]) -> int:
    """Give many people a group or a team in one change; return how many it changed.

    Raises:
        UnknownName: one of them is gone.
    """
    given: Any = dict(fields)
    what = " and ".join(given)
    with project.change(f"Give the {what} of {counted(len(people), 'person', 'people')}") as change:
        return sum(participants.edit(change, one, **given) for one in people)


def put_session(project: Project, session: SessionId | None, fields: Mapping[str, Any]) -> str:
    """Add a session (None) or change one; return its id.

    ``people`` (NAME or NAME/TEAM each) is the whole roster.

    Raises:
        UsageError: no title.
        NotFound: it is gone, or a bare name that nobody has; nothing is changed then.
    """
    from datetime import UTC, datetime

    given: Any = dict(fields)
    there = given.pop("people", None)
    if session is None:
        title = given.pop("title", "")
        kind = given.pop("kind", SessionKind.STAFF_MEETING)
        with project.change(f"Open “{title}”") as change:
            made = sessions_store.add(change, title, kind, started_at=datetime.now(UTC), **given)
            _seat(project, change, made, there or ())
        return made.id
    known = _the(sessions_store.all(project), session, "session")
    with project.change(f"Change the session “{known.title}”") as change:
        if given:
            sessions.edit(change, session, given)
        if there is not None:
            _seat(project, change, known, there)
    return session


def _seat(project: Project, change: Any, session: Session, specs: Sequence[str]) -> None:
    """Make the roster hold exactly these people, new ones made."""
    group = names.group_in(session.kind)
    wanted = [names.find_or_add(project, change, spec, group=group).id for spec in specs]
    for gone in set(session.roster) - set(wanted):
        sessions_store.leave(change, session.id, gone)
    for one in wanted:
        sessions_store.join(change, session.id, one)


# -- removing ------------------------------------------------------------------------------------


Thing = Stage | Persona | Participant | Session | Channel | Tag | Journey
"""A thing of one of the lists."""


def remove(project: Project, thing: Thing) -> str:
    """Remove something from its list; return a sentence on what it was.  One undo brings it back.

    Raises:
        NotFound: it is gone already.
        StillInUse: a card that somebody decided on stands at the stage.
    """
    match thing:
        case Stage():
            one, count = lists_jobs.stage(project, thing.title)
            return f"Removed the stage {one.title}; {counted(count, 'note')} without a stage now."
        case Persona():
            who, count = lists_jobs.persona(project, thing.name)
            return f"Removed the persona {who.name}; {counted(count, 'note')} named it."
        case Participant():
            person, count = lists_jobs.participant(project, thing.code)
            return f"Removed {person.code} {person.name}; {counted(count, 'note')} named them."
        case Session():
            known = _the(sessions_store.all(project), thing.id, "session")
            count = lists_jobs.session_itself(project, known, with_notes=True)
            return f"Removed the session “{known.title}” and {counted(count, 'note')}."
        case Channel() | Tag():
            what = "tag" if isinstance(thing, Tag) else "channel"
            gone, count = lists_jobs.remove(project, what, thing.id)
            return f"Removed the {what} {lists_jobs.title(gone)}; {counted(count, 'note')} had it."
        case Journey():
            return travelling.remove_one(project, thing.id)


def loss(lists: Lists, thing: Thing) -> str:
    """Return what would be lost with it, to be asked before."""
    if isinstance(thing, Journey):
        return "Its notes and cards stay. Ctrl+Z brings it back."
    count = lists.count(thing.id)
    match thing:
        case Stage():
            what = "stay, without a stage" if count != 1 else "stays, without a stage"
        case Persona():
            what = "stay, about anybody" if count != 1 else "stays, about anybody"
        case Participant():
            what = "stay, without them" if count != 1 else "stays, without them"
        case Session():
            what = "go with it" if count != 1 else "goes with it"
        case Channel() | Tag():
            what = "stay, without it" if count != 1 else "stays, without it"
    lost = f"{counted(count, 'note')} {what}." if count else "No note names it."
    return f"{lost} Ctrl+Z brings everything back."


def _the(things: Sequence[_Thing], thing_id: str, what: str) -> _Thing:
    for one in things:
        if one.id == thing_id:
            return one
    raise NotFound(f"That {what} was removed meanwhile; nothing was changed.")
