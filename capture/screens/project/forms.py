"""The forms of the mode Project: what can be said of each thing, and what storing it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from capture.jobs import arranging, journeys
from capture.jobs import lists as lists_jobs
from capture.jobs.arranging import Lists
from capture.jobs.projects import names
from capture.screens.forms import Entry, FormScreen, Instead
from data.errors import NameTaken, SaysoError
from data.records import (
    Channel,
    Consent,
    Group,
    Journey,
    Participant,
    Participation,
    Persona,
    Session,
    SessionKind,
    Stage,
    Tag,
)

if TYPE_CHECKING:
    from capture.gateway import Project

Job = Callable[["Project"], object]

ABOUT = (
    ("title", "Title"),
    ("goal", "Goal"),
    ("objectives", "Objectives"),
    ("use", "Use"),
    ("scope", "Scope"),
)
NUMBERS = (
    ("supported_at", "Supported", "from so many customers for it"),
    ("contradicted_at", "Contradicted", "from so many customers against it"),
    ("shared_teams", "Shared", "a shared belief from so many teams"),
)
PERSONA = (
    ("name", "Name"),
    ("description", "Who"),
    ("current_situation", "Now"),
    ("ideal_future", "Ideal"),
    ("outcomes", "Outcomes"),
    ("traits", "Traits"),
    ("prior_knowledge", "Knows"),
    ("motivations", "Motives"),
)
PERSONA_TOLD = {
    "description": "who they are",
    "current_situation": "where they stand now",
    "ideal_future": "where they want to be",
    "outcomes": "what they want to come out of it",
    "traits": "what they have in common",
    "prior_knowledge": "what they know before they start",
    "motivations": "what drives them",
}


def about_form(lists: Lists) -> FormScreen:
    """Return the form for what the project is about."""
    entries = [Entry(name, label, getattr(lists.info, name)) for name, label in ABOUT]
    entries += [
        Entry(name, label, str(getattr(lists.settings, name)), told)
        for name, label, told in NUMBERS
    ]

    def store(changed: Mapping[str, str]) -> Job:
        return lambda project: arranging.describe(project, changed)

    return FormScreen("What the project is about", tuple(entries), store)


def merging_instead(lists: Lists, what: str, thing: str | None) -> Instead | None:
    """Return what a form offers where a new name is another's already: to merge the two."""
    if thing is None:
        return None  # there is nothing yet to merge

    def offer(error: SaysoError) -> tuple[str, str, Job] | None:
        other = error.other if isinstance(error, NameTaken) else ""
        named: Any = (*lists.stages, *lists.personas, *lists.channels, *lists.tags)
        known = {one.id: lists_jobs.title(one) for one in named}
        if other not in known or thing not in known:
            return None
        told = (
            f"{known[other]} is a {what} already. Notes, and all else that names {known[thing]}, "
            "would name it instead, each once; descriptions and examples of both are kept."
        )

        def merge(project: Project) -> str:
            lists_jobs.merge(project, what, thing, other)
            return other

        return f"Merge {known[thing]} into {known[other]}?", told, merge

    return offer


def named_form(lists: Lists, what: str, thing: Channel | Tag | None) -> FormScreen:
    """Return the form for a channel or tag, or for a new one."""
    entries: tuple[Entry, ...] = (
        Entry("name", "Name", thing.name if thing else ""),
        Entry("description", "Means", thing.description if thing else "",
              "what it is for, and what it is not"),
        Entry("examples", "Examples", "\n".join(thing.examples) if thing else "",
              "remarks that have it, one a line (Ctrl+J)"),
    )  # fmt: skip
    if what == "channel":
        own = thing.own if isinstance(thing, Channel) else True
        entries += (Entry("own", "Is", str(int(not own)), choices=("our own", "somebody else's")),)
    which = thing.id if thing else None

    def store(changed: Mapping[str, str]) -> Job:
        given: dict[str, Any] = dict(changed)
        if "own" in given:
            given["own"] = given["own"] == "0"
        return lambda project: arranging.put_named(project, what, which, given)

    title = f"Change the {what}" if thing else f"A new {what}"
    return FormScreen(title, entries, store, merging_instead(lists, what, which))


def split_form(what: str, thing: Stage | Persona | Channel | Tag) -> FormScreen:
    """Return the form that moves some notes of a thing to a new one."""
    entries = (
        Entry("name", "New name", ""),
        Entry("typed", "Its notes", "", "a filter as in Notes: words, #stage, +tag, who:maria …"),
    )

    def store(changed: Mapping[str, str]) -> Job:
        def split(project: Project) -> str:
            some = lists_jobs.among(project, typed=changed.get("typed", ""))
            new, _ = lists_jobs.split(project, what, thing.id, changed.get("name", ""), some)
            return new.id

        return split

    return FormScreen(f"Split the {what} {lists_jobs.title(thing)}", entries, store)


def stage_form(lists: Lists, stage: Stage | None) -> FormScreen:
    """Return the form for a stage, or for a new one."""
    entries = (
        Entry("title", "Title", stage.title if stage else ""),
        Entry("description", "Description", stage.description if stage else "",
              "what belongs here; it helps tagging"),
        Entry("examples", "Examples", "\n".join(stage.examples) if stage else "",
              "remarks that belong here, one a line (Ctrl+J)"),
        Entry("question", "Question", stage.question if stage else "",
              "what people want here, in their words"),
    )  # fmt: skip
    which = stage.id if stage else None

    def store(changed: Mapping[str, str]) -> Job:
        return lambda project: arranging.put_stage(project, which, changed)

    title = "Change the stage" if stage else "A new stage"
    return FormScreen(title, entries, store, merging_instead(lists, "stage", which))


def persona_form(lists: Lists, persona: Persona | None) -> FormScreen:
    """Return the form for a persona, or for a new one."""
    entries = [
        Entry(name, label, getattr(persona, name) if persona else "", PERSONA_TOLD.get(name, ""))
        for name, label in PERSONA
    ]
    entries.append(
        Entry("examples", "Examples", "\n".join(persona.examples) if persona else "",
              "remarks about them, one a line (Ctrl+J)")
    )  # fmt: skip
    parts = ("not said", *(str(one) for one in Participation))
    at = parts.index(str(persona.participation)) if persona and persona.participation else 0
    entries.append(Entry("participation", "Decides as", str(at), choices=parts))
    which = persona.id if persona else None

    def store(changed: Mapping[str, str]) -> Job:
        given: dict[str, Any] = dict(changed)
        if "participation" in given:
            at = int(given["participation"])
            given["participation"] = Participation(parts[at]) if at else None
        return lambda project: arranging.put_persona(project, which, given)

    title = "Change the persona" if persona else "A new persona"
    return FormScreen(title, tuple(entries), store, merging_instead(lists, "persona", which))


def person_form(lists: Lists, person: Participant | None) -> FormScreen:
    """Return the form for a participant, or for a new one."""
    groups = ("not said", *(str(one) for one in Group))
    known = ("none", *(one.name for one in lists.personas))
    ids = (None, *(one.id for one in lists.personas))
    group = groups.index(str(person.group)) if person and person.group else 0
    persona = ids.index(person.persona) if person and person.persona in ids else 0
    agreed = ("not asked", *(str(one) for one in Consent))
    consent = agreed.index(str(person.consent)) if person and person.consent else 0
    entries = (
        Entry("name", "Name", person.name if person else ""),
        Entry("team", "Team", person.team if person else "", "a partner's is its firm"),
        Entry("group", "Group", str(group), choices=groups),
        Entry("persona", "Persona", str(persona), "which persona a customer is", choices=known),
        Entry("consent", "Words", str(consent), "what of theirs a map that leaves the team shows",
              agreed),
    )  # fmt: skip
    which = person.id if person else None

    def store(changed: Mapping[str, str]) -> Job:
        given: dict[str, Any] = dict(changed)
        if "group" in given:
            at = int(given["group"])
            given["group"] = Group(groups[at]) if at else None
        if "persona" in given:
            given["persona"] = ids[int(given["persona"])]
        if "consent" in given:
            at = int(given["consent"])
            given["consent"] = Consent(agreed[at]) if at else None
        return lambda project: arranging.put_participant(project, which, given)

    title = f"Change {person.code} {person.name}".rstrip() if person else "A new participant"
    return FormScreen(title, entries, store)


def session_form(lists: Lists, session: Session | None) -> FormScreen:
    """Return the form for a session, or for a new one."""
    kinds = tuple(str(one) for one in SessionKind)
    entries = (
        Entry("title", "Title", session.title if session else ""),
        Entry("kind", "Kind", str(kinds.index(str(session.kind)) if session else 0), choices=kinds),
        Entry("note_taker", "Note-taker", session.note_taker if session else ""),
        Entry("people", "In the room", lists.roster(session) if session else "",
              "names, or NAME/TEAM for somebody new, separated by commas"),
    )  # fmt: skip
    which = session.id if session else None

    def store(changed: Mapping[str, str]) -> Job:
        given: dict[str, Any] = dict(changed)
        if "kind" in given:
            given["kind"] = SessionKind(kinds[int(given["kind"])])
        if "people" in given:
            given["people"] = names(given["people"])
        return lambda project: arranging.put_session(project, which, given)

    return FormScreen("Change the session" if session else "A new session", entries, store)


def journey_form(lists: Lists, journey: Journey | None) -> FormScreen:
    """Return the form for a journey, or for a new one."""
    known = ("everybody", *(one.name for one in lists.personas))
    ids = (None, *(one.id for one in lists.personas))
    persona = ids.index(journey.persona) if journey and journey.persona in ids else 0
    entries = [
        Entry("title", "Title", journey.title if journey else ""),
        Entry("persona", "Persona", str(persona), "whose map shows it", choices=known),
        Entry("trigger", "Trigger", journey.trigger if journey else "", "what sets it off"),
        Entry("scenario", "Scenario", journey.scenario if journey else "",
              "what they are trying to get done"),
        Entry("owner", "Owner", journey.owner if journey else "", "who keeps the map alive"),
    ]  # fmt: skip
    if journey is None or not journey.is_default:
        stages = lists.stages_of(journey) if journey else ""
        told = "their titles, separated by commas; empty: all of them"
        entries.append(Entry("stages", "Stages", stages, told))
    which = journey.id if journey else None

    def store(changed: Mapping[str, str]) -> Job:
        given: dict[str, Any] = dict(changed)
        if "persona" in given:
            given["persona"] = ids[int(given["persona"])]
        return lambda project: journeys.put(project, which, given)

    return FormScreen("Change the journey" if journey else "A new journey", tuple(entries), store)
