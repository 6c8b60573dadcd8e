"""How a note looks in a list, and whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from capture.literal import line, literal
from capture.widgets.chips import GLYPHS
from data.records import Note, Session, SessionId, Stance

if TYPE_CHECKING:
    from data.records import Emotion

_MARKS = {-2: "−2", -1: "−1", 0: " 0", 1: "+1", 2: "+2"}
_SAID = {Stance.SAID: "", Stance.AGREES: " agrees", Stance.DISAGREES: " disagrees"}
_LAID_OUT = 400  # characters of a remark that may get into a row


def heads(room: int) -> Content:
    """Return the names of the columns, laid out as `row` lays them out."""
    return Content("   ") + literal("".join(_pad(name, wide) for name, wide in _columns(room)))


def row(note: Note | None, known: Mapping[str, str], room: int) -> Content:
    """Return one row of a list; a note that is not read yet is a dot."""
    if note is None:
        return literal("·", "dim")
    shown = []
    for name, wide in _columns(room):
        text = line(_cell(note, name, wide, known), max(1, wide - 1), _STYLES.get(name, ""))
        shown.append(text.pad_right(wide - text.cell_length))
    return Content("").join(shown)


_STYLES = {"when": "dim", "who": "bold $primary", "kind": "$accent", "": "bold $accent"}


def _columns(room: int) -> list[tuple[str, int]]:
    """Return the columns that there is room for, and their cells with the gap after them."""
    found = [("when", 12)] if room >= 86 else []
    found.append(("who", 12 if room >= 70 else 9))
    found.append(("kind", 13 if room >= 70 else 3))
    found.append(("", 3))
    if room >= 56:
        found.append(("stage", 12 if room >= 70 else 10))
    left = room - sum(wide for _, wide in found)
    return [*found, ("remark", max(4, left))]


def _pad(name: str, wide: int) -> str:
    return (name if len(name) < wide else "").ljust(wide)


def _cell(note: Note, name: str, wide: int, known: Mapping[str, str]) -> str:
    match name:
        case "when":
            return f"{note.at.astimezone():%m-%d %H:%M}"
        case "who":
            return _who(note, known)
        case "kind":
            return _kind_cell(note, wide)
        case "":
            return _mark(note.emotion)
        case "stage":
            return known.get(note.stage, "?") if note.stage else "·"
        case _:
            return note.text[:_LAID_OUT]


def _kind_cell(note: Note, wide: int) -> str:
    """Return a kind as its picture and word, where it is narrow as one of them."""
    if note.kind is None:
        return "·"
    picture = GLYPHS.get(note.kind, "")
    if wide < 8:
        return picture or note.kind.value[: wide - 1]
    return f"{picture or '·'} {note.kind.value}"


def _mark(emotion: Emotion | None) -> str:
    return "" if emotion is None else _MARKS[int(emotion)]


def _who(note: Note, known: Mapping[str, str]) -> str:
    """Return who said it, and how many more agree or not."""
    if not note.participants:
        return note.respondent or "·"
    first = next((one for one in note.participants if one.stance is Stance.SAID), None)
    shown = first or note.participants[0]
    sign = {Stance.AGREES: "✓", Stance.DISAGREES: "✗"}.get(shown.stance, "")
    more = len(note.participants) - 1
    return f"{sign}{known.get(shown.participant, '?')}" + (f" +{more}" if more else "")


def detail(note: Note, known: Mapping[str, str], sessions: Mapping[SessionId, Session]) -> Content:
    """Return a note whole: its text, its people, its tags, where it comes from."""
    said = [f"{known.get(one.participant, '?')}{_SAID[one.stance]}" for one in note.participants]
    if note.respondent:
        said.append(f"respondent {note.respondent}")
    tags = [_kind(note)] if note.kind else ["no kind"]
    if note.emotion is not None:
        tags.append(f"emotion {_mark(note.emotion).strip()}")
    tags.append(known.get(note.stage, "?") if note.stage else "no stage")
    tags += [known.get(one, "?") for one in note.personas]
    if note.channel:
        tags.append(known.get(note.channel, "?"))
    if note.source:
        tags.append(f"source {note.source.value}")
    if note.verbatim:
        tags.append("word for word")
    tags += [f"+{known.get(one, '?')}" for one in note.tags]
    session = sessions.get(note.session)
    place = f"{session.title}, {session.kind.value}, " if session else ""
    lines = [
        literal(note.text),
        Content(""),
        literal(", ".join(said) or "nobody named", "bold $primary", most=2000),
        literal(" · ".join(tags), "$secondary", most=2000),
        literal(f"{place}{note.at.astimezone():%Y-%m-%d %H:%M}", "$dim", most=500),
    ]
    if note.left_over:
        lines.append(literal(f"left over: {note.left_over}", "$warning", most=2000))
    return Content("\n").join(lines)


def _kind(note: Note) -> str:
    assert note.kind is not None
    need = f"{note.need_type.value} " if note.need_type is not None else ""
    return f"{GLYPHS.get(note.kind, '·')} {need}{note.kind.value}"
