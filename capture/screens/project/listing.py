"""What the mode Project shows of each list: its rows, their columns, and a thing whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from capture.literal import line, literal
from capture.screens.project.forms import ABOUT, NUMBERS, PERSONA
from data.records import Channel, Journey, Participant, Persona, Session, Stage, Tag
from data.text import visible, width
from synthesis.map.model import ORDER, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from capture.jobs.lists import Lists, Shown

SECTIONS = ("about", "stages", "personas", "people", "sessions", "channels", "tags", "journeys")
"""The lists in the order of their keys."""

EMPTY = {
    "stages": "There is no stage yet: a adds one.",
    "personas": "There is no persona yet: a adds one, such as New patient.",
    "people": "Nobody yet: a adds somebody. Name/team: in the line of Capture does too.",
    "sessions": "No session yet: the first note makes one, and a adds one ahead of time.",
    "channels": "There is no channel yet: a adds one, such as Phone.",
    "journeys": "There is no journey yet: a adds one.",
    "tags": "There is no tag yet: +word in a line of notes makes one, and so does a.",
}

_WIDEST = 28


def seen_sections(section: str, room: int) -> tuple[str, ...]:
    """Return the names of the lists that there is room for, the one that is shown among them."""
    first, last = 0, len(SECTIONS)
    at = SECTIONS.index(section)
    while sum(len(name) + 1 for name in SECTIONS[first:last]) + 3 > room and last - first > 1:
        # What is farther away goes first.
        if at - first > last - 1 - at:
            first += 1
        else:
            last -= 1
    return SECTIONS[first:last]


_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list: its cells, and the thing it stands for (None: what the project is about)."""

    cells: tuple[str, ...]
    thing: Shown | None = None


def items(lists: Lists, section: str, like: Mapping[str, str] = _NONE) -> list[Item]:
    """Return the rows of a section; ``like`` names what a thing, by its id, looks like."""
    match section:
        case "stages":
            return [
                Item((str(at), stage.title, *_notes_and_text(lists, stage, like)), stage)
                for at, stage in enumerate(lists.stages, 1)
            ]
        case "personas" | "channels" | "tags":
            return [
                Item((thing.name, *_notes_and_text(lists, thing, like)), thing)
                for thing in getattr(lists, section)
            ]
        case "journeys":
            return [Item(_journey(lists, journey), journey) for journey in lists.journeys]
        case "people":
            return [Item(_person(lists, person, like), person) for person in lists.people]
        case "sessions":
            return [Item(_session(lists, held), held) for held in reversed(lists.sessions)]
    about = [Item((label, getattr(lists.info, name))) for name, label in ABOUT]
    numbers = [
        Item((label, told.replace("so many", str(getattr(lists.settings, name)))))
        for name, label, told in NUMBERS
    ]
    return [*about, *numbers]


def _notes(lists: Lists, thing_id: str) -> str:
    count = lists.count(thing_id)
    return f"{count:,} note{'' if count == 1 else 's'}"


def _notes_and_text(
    lists: Lists, thing: Stage | Persona | Channel | Tag, like: Mapping[str, str]
) -> tuple[str, str]:
    """Return how many notes a thing has, and what it looks like and is."""
    alike = f"≈ {like[thing.id]}" if thing.id in like else ""
    text = " · ".join(part for part in (alike, thing.description) if part)
    return _notes(lists, thing.id), text


def _person(lists: Lists, person: Participant, like: Mapping[str, str]) -> tuple[str, ...]:
    alike = f" ≈ {like[person.id]}" if person.id in like else ""
    return (
        person.code,
        person.name or "·",
        person.group.value if person.group else "·",
        person.team or lists.persona_name(person.persona) or "·",
        _notes(lists, person.id) + alike,
    )


def _session(lists: Lists, session: Session) -> tuple[str, ...]:
    return (
        f"{session.started_at.astimezone():%Y-%m-%d}",
        session.title,
        _notes(lists, session.id),
        session.kind.value,
        lists.roster(session),
    )


def _journey(lists: Lists, journey: Journey) -> tuple[str, ...]:
    return (
        journey.title,
        lists.persona_name(journey.persona) or "everybody",
        lists.stages_of(journey).replace(", ", " · ") or "all stages",
    )


def widths(rows: Sequence[Item], room: int) -> list[int]:
    """Return the cells of each column that there is room for; the last takes what is left."""
    if not rows:
        return []
    wide = [
        min(_WIDEST, max(width(visible(item.cells[at][:200])) for item in rows)) + 2
        for at in range(len(rows[0].cells))
    ]
    while len(wide) > 2 and sum(wide[:-1]) > room - 8:
        wide.pop()
    while sum(wide[:-1]) > room - 8 and max(wide[:-1]) > 6:
        wide[wide.index(max(wide[:-1]))] -= 1
    wide[-1] = max(4, room - sum(wide[:-1]))
    return wide


def row(item: Item, wide: Sequence[int]) -> Content:
    """Return one row laid out in columns."""
    named = 1 if len(item.cells) > 3 else 0
    shown = []
    for at, (text, room) in enumerate(zip(item.cells, wide, strict=False)):
        look = "bold" if at == named and item.thing is not None else ""
        cell = line(text, max(1, room - 2), look)
        shown.append(cell.pad_right(max(0, room - cell.cell_length)))
    return Content("").join(shown)


def detail(lists: Lists, item: Item) -> Content:
    """Return a thing whole."""
    first, *rest = _facts(lists, item)
    lines = [literal(first[1], "bold", most=500)]
    for label, text in rest:
        if text:
            name = literal(f"{label}: ", "$dim") if label else Content("")
            lines.append(name + literal(text, most=4000))
    return Content("\n").join(lines)


def _facts(lists: Lists, item: Item) -> list[tuple[str, str]]:
    """Return what is known of a thing, each fact with its label; its name comes first."""
    match item.thing:
        case Stage() as stage:
            facts = [
                ("", stage.title),
                ("belongs here", stage.description),
                ("they want", stage.question),
                ("examples", "\n".join(stage.examples)),
                ("named by", _notes(lists, stage.id)),
            ]
        case Persona() as persona:
            facts = [(label.casefold(), getattr(persona, name)) for name, label, _ in PERSONA]
            facts[0] = ("", persona.name)
            facts.append(("decides as", str(persona.participation or "")))
            facts.append(("examples", "\n".join(persona.examples)))
            facts.append(("named by", _notes(lists, persona.id)))
        case Participant() as person:
            facts = [
                ("", f"{person.code} {person.name}".rstrip()),
                ("group", str(person.group or "")),
                ("team", person.team),
                ("persona", lists.persona_name(person.persona)),
                ("their words", str(person.consent or "")),
                ("stayed", "gave up before the end" if person.gave_up else ""),
                ("stands on", _notes(lists, person.id)),
            ]
        case Channel() | Tag() as named:
            facts = [("", named.name), ("means", named.description)]
            if isinstance(named, Channel) and not named.own:
                facts.append(("is", "somebody else's"))
            facts.append(("examples", "\n".join(named.examples)))
            facts.append(("named by", _notes(lists, named.id)))
        case Session() as session:
            facts = [
                ("", session.title),
                ("kind", str(session.kind)),
                ("began", f"{session.started_at.astimezone():%Y-%m-%d %H:%M}"),
                ("note-taker", session.note_taker),
                ("there", lists.roster(session)),
                ("holds", _notes(lists, session.id)),
            ]
        case Journey() as journey:
            facts = [
                ("", journey.title),
                ("whose", lists.persona_name(journey.persona) or "everybody's"),
                ("trigger", journey.trigger),
                ("scenario", journey.scenario),
                ("owner", journey.owner),
                ("stages", lists.stages_of(journey) or "all"),
                ("lanes", _lanes(journey)),
            ]
        case None:
            facts = [("", item.cells[0]), ("", item.cells[1])]
    return facts


def _lanes(journey: Journey) -> str:
    rows = rows_of(journey.lanes)
    return "the usual ones" if rows == ORDER else ", ".join(row.value for row in rows)
