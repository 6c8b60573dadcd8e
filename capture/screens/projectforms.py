"""The forms of the mode Project: what can be said of each thing, and what storing it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from capture.jobs import arranging
from capture.jobs.arranging import Lists
from capture.jobs.beginning import names
from capture.screens.forms import Entry, FormScreen
from data.records import (
    Group,
    Participant,
    Participation,
    Persona,
    Session,
    SessionKind,
    Stage,
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


def stage_form(lists: Lists, stage: Stage | None) -> FormScreen:
    """Return the form for a stage, or for a new one."""
    del lists
    entries = (
        Entry("title", "Title", stage.title if stage else ""),
        Entry("description", "Description", stage.description if stage else "",
              "what belongs here; it helps tagging"),
        Entry("examples", "Examples", "\n".join(stage.examples) if stage else "",
              "remarks that belong here, one a line (Ctrl+J)"),
    )  # fmt: skip
    which = stage.id if stage else None

    def store(changed: Mapping[str, str]) -> Job:
        return lambda project: arranging.put_stage(project, which, changed)

    return FormScreen("Change the stage" if stage else "A new stage", entries, store)


def persona_form(lists: Lists, persona: Persona | None) -> FormScreen:
    """Return the form for a persona, or for a new one."""
    del lists
    entries = [
        Entry(name, label, getattr(persona, name) if persona else "", PERSONA_TOLD.get(name, ""))
        for name, label in PERSONA
    ]
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

    return FormScreen("Change the persona" if persona else "A new persona", tuple(entries), store)


def person_form(lists: Lists, person: Participant | None) -> FormScreen:
    """Return the form for a participant, or for a new one."""
    groups = ("not said", *(str(one) for one in Group))
    known = ("none", *(one.name for one in lists.personas))
    ids = (None, *(one.id for one in lists.personas))
    group = groups.index(str(person.group)) if person and person.group else 0
    persona = ids.index(person.persona) if person and person.persona in ids else 0
    entries = (
        Entry("name", "Name", person.name if person else ""),
        Entry("team", "Team", person.team if person else "", "a partner's is its firm"),
        Entry("group", "Group", str(group), choices=groups),
        Entry("persona", "Persona", str(persona), "which persona a customer is", choices=known),
    )
    which = person.id if person else None

    def store(changed: Mapping[str, str]) -> Job:
        given: dict[str, Any] = dict(changed)
        if "group" in given:
            at = int(given["group"])
            given["group"] = Group(groups[at]) if at else None
        if "persona" in given:
            given["persona"] = ids[int(given["persona"])]
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
