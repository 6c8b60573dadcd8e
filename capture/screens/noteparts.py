"""How a note looks whole, and who stands behind it in a few cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from capture.jobs.suggest import Suggestions
from capture.literal import literal
from capture.screens import suggested
from capture.widgets.readout import GLYPHS
from data.records import Note, Stance
from data.text import clip, visible

if TYPE_CHECKING:
    from synthesis.board.standing import People

MARKS = {-2: "−2", -1: "−1", 0: " 0", 1: "+1", 2: "+2"}
# What an import calls a row of which nobody is named: it keeps voices apart, and says nothing.
_ROW = re.compile(r"[0-9a-f]{12}\.\d+")
_SAID = {Stance.SAID: "", Stance.AGREES: " agrees", Stance.DISAGREES: " disagrees"}
_SIGNS = {Stance.SAID: "", Stance.AGREES: "✓", Stance.DISAGREES: "✗"}


@dataclass(frozen=True, slots=True)
class Sight:
    """What notes are shown with: names by id, who spoke in which session, what is suggested."""

    names: Mapping[str, str] = field(default_factory=dict)
    people: People | None = None
    suggestions: Suggestions = field(default_factory=Suggestions)


def who(note: Note, known: Mapping[str, str], room: int = 40) -> str:
    """Return who said it, and how many agree (✓) and do not (✗): the name is cut, the counts not.

    Where nobody is named as having said it, the first who agrees or does not stands there with
    their sign.
    """
    if not note.participants:
        return "·" if _ROW.fullmatch(note.respondent) else note.respondent or "·"
    said = [one for one in note.participants if one.stance is Stance.SAID]
    first = said[0] if said else note.participants[0]
    rest = [one.stance for one in note.participants if one is not first]
    counts = "".join(
        f" {sign}{number}"
        for stance, sign in (("said", "+"), ("agrees", "✓"), ("disagrees", "✗"))
        if (number := rest.count(Stance(stance)))
    )
    name = f"{_SIGNS[first.stance]}{visible(known.get(first.participant, '?')[:200])}"
    return clip(name, max(2, room - len(counts))) + counts


def detail(note: Note, sight: Sight) -> Content:
    """Return a note whole: its text, its people, its tags, where it comes from."""
    known = sight.names
    said = [f"{known.get(one.participant, '?')}{_SAID[one.stance]}" for one in note.participants]
    if note.respondent:
        unnamed = _ROW.fullmatch(note.respondent)
        said.append("an unnamed respondent" if unnamed else f"respondent {note.respondent}")
    tags = [_kind(note)] if note.kind else ["no kind"]
    if note.emotion is not None:
        tags.append(f"emotion {MARKS[int(note.emotion)].strip()}")
    tags.append(known.get(note.stage, "?") if note.stage else "no stage")
    tags += [known.get(one, "?") for one in note.personas]
    if note.channel:
        tags.append(known.get(note.channel, "?"))
    if note.source:
        tags.append(f"source {note.source.value}")
    if note.verbatim:
        tags.append("word for word")
    if note.flagged:
        tags.append("⚑ flagged")
    if note.set_aside:
        tags.append("set aside")
    tags += [f"+{known.get(one, '?')}" for one in note.tags]
    session = sight.people.sessions.get(note.session) if sight.people is not None else None
    place = f"{session.title}, {session.kind.value}, " if session else ""
    lines = [
        literal(note.text),
        suggested.told(note, sight.suggestions, known) or Content(""),
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
