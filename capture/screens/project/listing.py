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
                Item((str(at), one.title, _notes(lists, one.id), _told_of(one, like)), one)
                for at, one in enumerate(lists.stages, 1)
            ]
        case "personas":
            return [
                Item((one.name, _notes(lists, one.id), _told_of(one, like)), one)
                for one in lists.personas
            ]
        case "channels" | "tags":
            some = lists.channels if section == "channels" else lists.tags
            return [
                Item((one.name, _notes(lists, one.id), _told_of(one, like)), one) for one in some
            ]
        case "journeys":
            return [Item(_journey(lists, one), one) for one in lists.journeys]
        case "people":
            return [Item(_person(lists, one, like), one) for one in lists.people]
        case "sessions":
            return [Item(_session(lists, one), one) for one in reversed(lists.sessions)]
    about = [Item((label, getattr(lists.info, name))) for name, label in ABOUT]
    numbers = [
        Item((label, f"{told.replace('so many', str(getattr(lists.settings, name)))}"))
        for name, label, told in NUMBERS
    ]
    return [*about, *numbers]


def _notes(lists: Lists, thing_id: str) -> str:
    count = lists.count(thing_id)
    return f"{count:,} note{'' if count == 1 else 's'}"


def _told_of(one: Stage | Persona | Channel | Tag, like: Mapping[str, str]) -> str:
    """Return what a thing looks like, and what it is."""
    alike = f"≈ {like[one.id]}" if one.id in like else ""
    return " · ".join(part for part in (alike, one.description) if part)


def _person(lists: Lists, one: Participant, like: Mapping[str, str]) -> tuple[str, ...]:
    alike = f" ≈ {like[one.id]}" if one.id in like else ""
    return (
        one.code,
        one.name or "·",
        one.group.value if one.group else "·",
        one.team or lists.persona_name(one.persona) or "·",
        _notes(lists, one.id) + alike,
    )


def _session(lists: Lists, one: Session) -> tuple[str, ...]:
    return (
        f"{one.started_at.astimezone():%Y-%m-%d}",
        one.title,
        _notes(lists, one.id),
        one.kind.value,
        lists.roster(one),
    )


def _journey(lists: Lists, one: Journey) -> tuple[str, ...]:
    return (
        one.title,
        lists.persona_name(one.persona) or "everybody",
        lists.stages_of(one).replace(", ", " · ") or "all stages",
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
    match item.thing:
        case Stage() as stage:
            told = [("", stage.title), ("belongs here", stage.description)]
            told.append(("they want", stage.question))
            told.append(("examples", "\n".join(stage.examples)))
            told.append(("named by", _notes(lists, stage.id)))
        case Persona() as persona:
            told = [(label.casefold(), getattr(persona, name)) for name, label, _ in PERSONA]
            told[0] = ("", persona.name)
            told.append(("decides as", str(persona.participation or "")))
            told.append(("examples", "\n".join(persona.examples)))
            told.append(("named by", _notes(lists, persona.id)))
        case Participant() as person:
            told = [
                ("", f"{person.code} {person.name}".rstrip()),
                ("group", str(person.group or "")),
                ("team", person.team),
                ("persona", lists.persona_name(person.persona)),
                ("their words", str(person.consent or "")),
                ("stands on", _notes(lists, person.id)),
            ]
        case Channel() | Tag() as named:
            told = [("", named.name), ("means", named.description)]
            if isinstance(named, Channel) and not named.own:
                told.append(("is", "somebody else's"))
            told.append(("examples", "\n".join(named.examples)))
            told.append(("named by", _notes(lists, named.id)))
        case Session() as session:
            told = [
                ("", session.title),
                ("kind", str(session.kind)),
                ("began", f"{session.started_at.astimezone():%Y-%m-%d %H:%M}"),
                ("note-taker", session.note_taker),
                ("there", lists.roster(session)),
                ("holds", _notes(lists, session.id)),
            ]
        case Journey() as journey:
            told = [
                ("", journey.title),
                ("whose", lists.persona_name(journey.persona) or "everybody's"),
                ("trigger", journey.trigger),
                ("scenario", journey.scenario),
                ("owner", journey.owner),
                ("stages", lists.stages_of(journey) or "all"),
                ("lanes", _lanes(journey)),
            ]
        case None:
            told = [("", item.cells[0]), ("", item.cells[1])]
    return _told(told)


def _lanes(journey: Journey) -> str:
    rows = rows_of(journey.lanes)
    return "the usual ones" if rows == ORDER else ", ".join(row.value for row in rows)


def _told(told: list[tuple[str, str]]) -> Content:
    lines = [literal(told[0][1], "bold", most=500)]
    for label, text in told[1:]:
        if text:
            name = literal(f"{label}: ", "$dim") if label else Content("")
            lines.append(name + literal(text, most=4000))
    return Content("\n").join(lines)
