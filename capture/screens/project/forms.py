"""The forms of the mode Project: what can be said of each thing, and what storing it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from capture.jobs import lists as lists_jobs
from capture.jobs import sessions
from capture.jobs.lists import Lists
from capture.jobs.projects import names
from capture.screens.forms import Entry, FormScreen
from data.errors import NameTaken, NotFound, SaysoError
from data.records import (
    Channel,
    Consent,
    Group,
    Journey,
    Participant,
    Participation,
    Persona,
    PersonaId,
    Session,
    SessionId,
    SessionKind,
    Stage,
    Tag,
)

if TYPE_CHECKING:
    from capture.gateway import Project
    from capture.jobs.lists import Shown

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
    ("name", "Name", ""),
    ("description", "Who", "who they are"),
    ("current_situation", "Now", "where they stand now"),
    ("ideal_future", "Ideal", "where they want to be"),
    ("outcomes", "Outcomes", "what they want to come out of it"),
    ("traits", "Traits", "what they have in common"),
    ("prior_knowledge", "Knows", "what they know before they start"),
    ("motivations", "Motives", "what drives them"),
)


def _storing(
    put: Callable[..., object], *which: Any, **reads: Callable[[str], object]
) -> Callable[[Mapping[str, str]], Job]:
    """Return what makes a job of the changed lines of a form.

    The job calls ``put(project, *which, fields)``; ``reads`` has for a line, by its name, what
    makes a value of its text.
    """

    def job(changed: Mapping[str, str]) -> Job:
        fields = {name: reads.get(name, str)(text) for name, text in changed.items()}
        return lambda project: put(project, *which, fields)

    return job


def _lines(thing: object, *lines: tuple[str, ...]) -> list[Entry]:
    """Return a line for each text of a thing: its name, its label, and what it is for.

    They are empty where there is no thing yet.
    """
    entries = []
    for name, label, *purpose in lines:
        held = getattr(thing, name, "")
        text = "\n".join(held) if isinstance(held, tuple) else str(held)
        entries.append(Entry(name, label, text, "".join(purpose)))
    return entries


def _pick(
    thing: object,
    name: str,
    label: str,
    values: Sequence[object],
    *,
    purpose: str = "",
    choices: tuple[str, ...] = (),
) -> Entry:
    """Return a line that is one of ``values``, shown as they are named but for None."""
    choices = choices or tuple(str(value or "not said") for value in values)
    value = getattr(thing, name, values[0])
    return Entry(name, label, str(values.index(value) if value in values else 0), purpose, choices)


def _one_of(values: Sequence[object]) -> Callable[[str], object]:
    """Return what reads the place of a choice."""
    return lambda text: values[int(text)]


Entries = Callable[[Lists, Any], list[Entry]]
"""What makes the lines of a form for a thing, or for a new one (None)."""


def _again(kind: str, thing_id: str, entries: Entries, project: Project) -> list[Entry]:
    """Return the lines of a form for a thing as it is now."""
    return entries(lists_jobs.read(project), lists_jobs.the(project, kind, thing_id))


def _form(
    lists: Lists,
    kind: str,
    thing: Shown | None,
    entries: Entries,
    **reads: Callable[[str], object],
) -> FormScreen:
    """Return the form for a thing of a kind, or for a new one.

    Where a new name is another's already it offers to merge the two; where there is no thing yet,
    there is nothing to merge.
    """
    thing_id = thing.id if thing else None
    title = f"Change the {kind}" if thing else f"A new {kind}"
    if isinstance(thing, Participant):
        title = f"Change {thing.code} {thing.name}".rstrip()
    store = _storing(lists_jobs.put, kind, thing_id, **reads)
    instead = partial(_offer_merging, lists, kind, thing_id) if thing_id else None
    again = partial(_again, kind, thing_id, entries) if thing_id else None
    return FormScreen(title, tuple(entries(lists, thing)), store, instead, again)


def _offer_merging(
    lists: Lists, kind: str, thing: str, error: SaysoError
) -> tuple[str, str, Job] | None:
    other = error.other if isinstance(error, NameTaken) else ""
    named: Any = (*lists.stages, *lists.personas, *lists.channels, *lists.tags)
    known = {one.id: lists_jobs.title(one) for one in named}
    if other not in known or thing not in known:
        return None
    consequence = (
        f"{known[other]} is a {kind} already. Notes, and all else that names {known[thing]}, "
        "would name it instead, each once; descriptions and examples of both are kept."
    )

    def merge(project: Project) -> str:
        lists_jobs.merge(project, kind, thing, other)
        return other

    return f"Merge {known[thing]} into {known[other]}?", consequence, merge


def _about_form(lists: Lists, _: None) -> FormScreen:
    store = _storing(lists_jobs.describe)
    again = lambda project: _about_lines(lists_jobs.read(project))  # noqa: E731
    return FormScreen("What the project is about", _about_lines(lists), store, again=again)


def _about_lines(lists: Lists) -> tuple[Entry, ...]:
    return (*_lines(lists.info, *ABOUT), *_lines(lists.settings, *NUMBERS))


_OWNS = (True, False)


def _channel_form(lists: Lists, channel: Channel | None) -> FormScreen:
    return _form(lists, "channel", channel, _channel_lines, own=_one_of(_OWNS))


def _channel_lines(lists: Lists, channel: Channel | None) -> list[Entry]:
    own = _pick(channel, "own", "Is", _OWNS, choices=("our own", "somebody else's"))
    return [*_named_lines(lists, channel), own]


def _tag_form(lists: Lists, tag: Tag | None) -> FormScreen:
    return _form(lists, "tag", tag, _named_lines)


def _named_lines(_: Lists, thing: Channel | Tag | None) -> list[Entry]:
    return _lines(
        thing,
        ("name", "Name"),
        ("description", "Means", "what it is for, and what it is not"),
        ("examples", "Examples", "remarks that have it, one a line (Ctrl+J)"),
    )


def split_form(kind: str, thing: lists_jobs.Thing) -> FormScreen:
    """Return the form that moves some notes of a thing to a new one."""
    entries = (
        Entry("name", "New name", ""),
        Entry("typed", "Its notes", "", "a filter as in Notes: words, #stage, +tag, who:maria …"),
    )
    title = f"Split the {kind} {lists_jobs.title(thing)}"
    return FormScreen(title, entries, _storing(_split, kind, thing.id))


def _split(project: Project, kind: str, thing: str, fields: Mapping[str, str]) -> str:
    some = lists_jobs.among(project, typed=fields.get("typed", ""))
    new, _ = lists_jobs.split(project, kind, thing, fields.get("name", ""), some)
    return new.id


def _stage_form(lists: Lists, stage: Stage | None) -> FormScreen:
    return _form(lists, "stage", stage, stage_lines)


def stage_lines(_: Lists, stage: Stage | None) -> list[Entry]:
    """Return the lines of the form for a stage."""
    return _lines(
        stage,
        ("title", "Title"),
        ("description", "Description", "what belongs here; it helps tagging"),
        ("examples", "Examples", "remarks that belong here, one a line (Ctrl+J)"),
        ("question", "Question", "what people want here, in their words"),
    )


_PARTS = (None, *Participation)


def _persona_form(lists: Lists, persona: Persona | None) -> FormScreen:
    return _form(lists, "persona", persona, _persona_lines, participation=_one_of(_PARTS))


def _persona_lines(_: Lists, persona: Persona | None) -> list[Entry]:
    examples = ("examples", "Examples", "remarks about them, one a line (Ctrl+J)")
    return [
        *_lines(persona, *PERSONA, examples),
        _pick(persona, "participation", "Decides as", _PARTS),
    ]


_GROUPS, _AGREED, _STAYED = (None, *Group), (None, *Consent), (False, True)


def _personas_to_choose(lists: Lists) -> tuple[PersonaId | None, ...]:
    return (None, *(persona.id for persona in lists.personas))


def _person_lines(lists: Lists, person: Participant | None) -> list[Entry]:
    groups, agreed, stayed = _GROUPS, _AGREED, _STAYED
    personas = _personas_to_choose(lists)
    return [
        *_lines(person, ("name", "Name"), ("team", "Team", "a partner's is its firm")),
        _pick(person, "group", "Group", groups),
        _pick(person, "persona", "Persona", personas, purpose="which persona a customer is",
              choices=("none", *(persona.name for persona in lists.personas))),
        _pick(person, "consent", "Words", agreed, choices=("not asked", *Consent),
              purpose="what of theirs a map that leaves the team shows"),
        _pick(person, "gave_up", "Stayed", stayed, choices=("to the end", "gave up"),
              purpose="whether they left the journey before its end"),
    ]  # fmt: skip


def _person_form(lists: Lists, person: Participant | None) -> FormScreen:
    reads: dict[str, Callable[[str], Any]] = {
        "group": _one_of(_GROUPS),
        "persona": _one_of(_personas_to_choose(lists)),
        "consent": _one_of(_AGREED),
        "gave_up": _one_of(_STAYED),
    }
    return _form(lists, "participant", person, _person_lines, **reads)


def _session_form(lists: Lists, session: Session | None) -> FormScreen:
    session_id = session.id if session else None
    title = "Change the session" if session else "A new session"
    store = _storing(sessions.put, session_id, kind=_one_of(tuple(SessionKind)), people=names)
    again = partial(_session_again, session_id) if session_id else None
    return FormScreen(title, _session_lines(lists, session), store, again=again)


def _session_again(session_id: SessionId, project: Project) -> tuple[Entry, ...]:
    lists = lists_jobs.read(project)
    known = next((one for one in lists.sessions if one.id == session_id), None)
    if known is None:
        raise NotFound("That session was removed meanwhile; nothing was changed.")
    return _session_lines(lists, known)


def _session_lines(lists: Lists, session: Session | None) -> tuple[Entry, ...]:
    return (
        *_lines(session, ("title", "Title")),
        _pick(session, "kind", "Kind", tuple(SessionKind)),
        *_lines(session, ("note_taker", "Note-taker")),
        Entry("people", "In the room", lists.roster(session) if session else "",
              "names, or NAME/TEAM for somebody new, separated by commas"),
    )  # fmt: skip


def _journey_form(lists: Lists, journey: Journey | None) -> FormScreen:
    persona = _one_of(_personas_to_choose(lists))
    return _form(lists, "journey", journey, _journey_lines, persona=persona)


def _journey_lines(lists: Lists, journey: Journey | None) -> list[Entry]:
    personas = _personas_to_choose(lists)
    entries = [
        *_lines(journey, ("title", "Title")),
        _pick(journey, "persona", "Persona", personas, purpose="whose map shows it",
              choices=("everybody", *(persona.name for persona in lists.personas))),
        *_lines(
            journey,
            ("trigger", "Trigger", "what sets it off"),
            ("scenario", "Scenario", "what they are trying to get done"),
            ("owner", "Owner", "who keeps the map alive"),
        ),
    ]  # fmt: skip
    if journey is None or not journey.is_default:
        stages = lists.stages_of(journey) if journey else ""
        told = "their titles, separated by commas; empty: all of them"
        entries.append(Entry("stages", "Stages", stages, told))
    return entries


FORMS: Mapping[str, Callable[[Lists, Any], FormScreen]] = {
    "about": _about_form,
    "stages": _stage_form,
    "personas": _persona_form,
    "people": _person_form,
    "sessions": _session_form,
    "channels": _channel_form,
    "tags": _tag_form,
    "journeys": _journey_form,
}
"""What makes, for each list, the form for a thing of it, or for a new one (None)."""
