"""The forms of the mode Project: what can be said of each thing, and what storing it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from capture.jobs import lists as lists_jobs
from capture.jobs import sessions
from capture.jobs.lists import Lists
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


def _storing(
    put: Callable[..., object], *which: Any, **reads: Callable[[str], object]
) -> Callable[[Mapping[str, str]], Job]:
    """Return what makes a job of the changed lines of a form.

    The job calls ``put(project, *which, fields)``; ``reads`` has for a line, by its name, what
    makes a value of its text.
    """
    return partial(_job, put, which, reads)


def _job(
    put: Callable[..., object],
    which: tuple[Any, ...],
    reads: Mapping[str, Callable[[str], object]],
    changed: Mapping[str, str],
) -> Job:
    fields = {name: reads.get(name, str)(text) for name, text in changed.items()}
    return lambda project: put(project, *which, fields)


def _pick(
    name: str,
    label: str,
    values: Sequence[object],
    value: object,
    *,
    told: str = "",
    choices: tuple[str, ...] = (),
) -> Entry:
    """Return a line that is one of ``values``, shown as they are named but for None."""
    choices = choices or tuple(str(one or "not said") for one in values)
    at = values.index(value) if value in values else 0
    return Entry(name, label, str(at), told, choices)


def _one_of(values: Sequence[object]) -> Callable[[str], object]:
    """Return what reads the place of a choice."""
    return lambda text: values[int(text)]


def about_form(lists: Lists) -> FormScreen:
    """Return the form for what the project is about."""
    entries = [Entry(name, label, getattr(lists.info, name)) for name, label in ABOUT]
    entries += [
        Entry(name, label, str(getattr(lists.settings, name)), told)
        for name, label, told in NUMBERS
    ]
    return FormScreen("What the project is about", tuple(entries), _storing(lists_jobs.describe))


def merging_instead(lists: Lists, what: str, thing: str | None) -> Instead | None:
    """Return what a form offers where a new name is another's already: to merge the two."""
    # Where there is no thing yet, there is nothing to merge.
    return partial(_offer_merging, lists, what, thing) if thing is not None else None


def _offer_merging(
    lists: Lists, what: str, thing: str, error: SaysoError
) -> tuple[str, str, Job] | None:
    other = error.other if isinstance(error, NameTaken) else ""
    named: Any = (*lists.stages, *lists.personas, *lists.channels, *lists.tags)
    known = {one.id: lists_jobs.title(one) for one in named}
    if other not in known or thing not in known:
        return None
    told = (
        f"{known[other]} is a {what} already. Notes, and all else that names {known[thing]}, "
        "would name it instead, each once; descriptions and examples of both are kept."
    )
    merge = partial(_merge, what=what, thing=thing, other=other)
    return f"Merge {known[thing]} into {known[other]}?", told, merge


def _merge(project: Project, what: str, thing: str, other: str) -> str:
    lists_jobs.merge(project, what, thing, other)
    return other


def named_form(lists: Lists, what: str, thing: Channel | Tag | None) -> FormScreen:
    """Return the form for a channel or tag, or for a new one."""
    entries: tuple[Entry, ...] = (
        Entry("name", "Name", thing.name if thing else ""),
        Entry("description", "Means", thing.description if thing else "",
              "what it is for, and what it is not"),
        Entry("examples", "Examples", "\n".join(thing.examples) if thing else "",
              "remarks that have it, one a line (Ctrl+J)"),
    )  # fmt: skip
    owns = (True, False)
    if what == "channel":
        own = thing.own if isinstance(thing, Channel) else True
        entries += (_pick("own", "Is", owns, own, choices=("our own", "somebody else's")),)
    which = thing.id if thing else None
    title = f"Change the {what}" if thing else f"A new {what}"
    store = _storing(lists_jobs.put, what, which, own=_one_of(owns))
    return FormScreen(title, entries, store, merging_instead(lists, what, which))


def split_form(what: str, thing: lists_jobs.Thing) -> FormScreen:
    """Return the form that moves some notes of a thing to a new one."""
    entries = (
        Entry("name", "New name", ""),
        Entry("typed", "Its notes", "", "a filter as in Notes: words, #stage, +tag, who:maria …"),
    )
    title = f"Split the {what} {lists_jobs.title(thing)}"
    return FormScreen(title, entries, _storing(_split, what, thing.id))


def _split(project: Project, what: str, thing: str, fields: Mapping[str, str]) -> str:
    some = lists_jobs.among(project, typed=fields.get("typed", ""))
    new, _ = lists_jobs.split(project, what, thing, fields.get("name", ""), some)
    return new.id


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
    title = "Change the stage" if stage else "A new stage"
    store = _storing(lists_jobs.put, "stage", which)
    return FormScreen(title, entries, store, merging_instead(lists, "stage", which))


def persona_form(lists: Lists, persona: Persona | None) -> FormScreen:
    """Return the form for a persona, or for a new one."""
    entries = [
        Entry(name, label, getattr(persona, name) if persona else "", PERSONA_TOLD.get(name, ""))
        for name, label in PERSONA
    ]
    parts = (None, *Participation)
    entries += [
        Entry("examples", "Examples", "\n".join(persona.examples) if persona else "",
              "remarks about them, one a line (Ctrl+J)"),
        _pick("participation", "Decides as", parts, persona and persona.participation),
    ]  # fmt: skip
    which = persona.id if persona else None
    title = "Change the persona" if persona else "A new persona"
    store = _storing(lists_jobs.put, "persona", which, participation=_one_of(parts))
    return FormScreen(title, tuple(entries), store, merging_instead(lists, "persona", which))


def person_form(lists: Lists, person: Participant | None) -> FormScreen:
    """Return the form for a participant, or for a new one."""
    groups, agreed = (None, *Group), (None, *Consent)
    personas = (None, *(one.id for one in lists.personas))
    named = ("none", *(one.name for one in lists.personas))
    words = ("not asked", *Consent)
    entries = (
        Entry("name", "Name", person.name if person else ""),
        Entry("team", "Team", person.team if person else "", "a partner's is its firm"),
        _pick("group", "Group", groups, person and person.group),
        _pick("persona", "Persona", personas, person and person.persona,
              told="which persona a customer is", choices=named),
        _pick("consent", "Words", agreed, person and person.consent,
              told="what of theirs a map that leaves the team shows", choices=words),
    )  # fmt: skip
    store = _storing(
        lists_jobs.put, "participant", person.id if person else None,
        group=_one_of(groups), persona=_one_of(personas), consent=_one_of(agreed),
    )  # fmt: skip
    title = f"Change {person.code} {person.name}".rstrip() if person else "A new participant"
    return FormScreen(title, entries, store)


def session_form(lists: Lists, session: Session | None) -> FormScreen:
    """Return the form for a session, or for a new one."""
    kinds = tuple(SessionKind)
    entries = (
        Entry("title", "Title", session.title if session else ""),
        _pick("kind", "Kind", kinds, session and session.kind),
        Entry("note_taker", "Note-taker", session.note_taker if session else ""),
        Entry("people", "In the room", lists.roster(session) if session else "",
              "names, or NAME/TEAM for somebody new, separated by commas"),
    )  # fmt: skip
    which = session.id if session else None
    store = _storing(sessions.put, which, kind=_one_of(kinds), people=names)
    return FormScreen("Change the session" if session else "A new session", entries, store)


def journey_form(lists: Lists, journey: Journey | None) -> FormScreen:
    """Return the form for a journey, or for a new one."""
    named = ("everybody", *(one.name for one in lists.personas))
    personas = (None, *(one.id for one in lists.personas))
    entries = [
        Entry("title", "Title", journey.title if journey else ""),
        _pick("persona", "Persona", personas, journey and journey.persona,
              told="whose map shows it", choices=named),
        Entry("trigger", "Trigger", journey.trigger if journey else "", "what sets it off"),
        Entry("scenario", "Scenario", journey.scenario if journey else "",
              "what they are trying to get done"),
        Entry("owner", "Owner", journey.owner if journey else "", "who keeps the map alive"),
    ]  # fmt: skip
    if journey is None or not journey.is_default:
        stages = lists.stages_of(journey) if journey else ""
        told = "their titles, separated by commas; empty: all of them"
        entries.append(Entry("stages", "Stages", stages, told))
    store = _storing(
        lists_jobs.put, "journey", journey.id if journey else None, persona=_one_of(personas)
    )
    return FormScreen("Change the journey" if journey else "A new journey", tuple(entries), store)
