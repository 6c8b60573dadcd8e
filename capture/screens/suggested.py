"""How suggestions look: dim, with a question mark and how sure they are, never like a tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from capture.jobs.suggest import Guess, Suggestions, kind_hint
from capture.literal import line
from data.shorthand import KIND_LETTERS
from data.text import clip, visible

if TYPE_CHECKING:
    from data.records import Kind, Note

STYLE = "dim italic"

_SECOND = 10  # per cent from which the second likeliest is worth a word
_LETTERS = {kind: letter for letter, kind in KIND_LETTERS.items()}


def stage_of(note: Note, found: Suggestions) -> Guess | None:
    """Return the stage that is suggested for a note without one."""
    some = found.stages.get(note.id, ()) if note.stage is None and note.is_evidence else ()
    return some[0] if some else None


def persona_of(note: Note, found: Suggestions) -> Guess | None:
    """Return the persona that is suggested for a note without one."""
    return found.personas.get(note.id) if not note.personas and note.is_evidence else None


def kind_of(note: Note) -> Kind | None:
    """Return the kind that a cue word of a note without one hints at."""
    if note.kind is not None:
        return None
    return kind_hint(note.text)


def cell(column: str, note: Note, found: Suggestions, names: Mapping[str, str], room: int) -> str:
    """Return what a cell of a column shows in the place of a tag that is not there; "" for none."""
    if column == "kind":
        kind = kind_of(note)
        if kind is None:
            return ""
        return f"{kind.value}?" if len(kind.value) < room else f"{_LETTERS.get(kind, '')}?"
    guess = None
    if column == "stage":
        guess = stage_of(note, found)
    elif column == "persona":
        guess = persona_of(note, found)
    if guess is None:
        return ""
    sure = f"?{guess.sure}%"
    name = visible(names.get(guess.id, "?")[:100])
    spaced = f"? {guess.sure}%"
    if len(name) + len(spaced) <= room:
        return name + spaced
    return clip(name, max(1, room - len(sure))) + sure


def told(note: Note, found: Suggestions, names: Mapping[str, str]) -> Content | None:
    """Return in one line what y would take from a note, and what else is likely; None for nothing.

    What comes first is taken first.
    """
    parts = []
    some = found.stages.get(note.id, ()) if stage_of(note, found) is not None else ()
    if some:
        worth = [one for one in some if one is some[0] or one.sure >= _SECOND]
        names_of = [f"#{visible(names.get(one.id, '?')[:100])}? {one.sure} %" for one in worth]
        parts.append(" or ".join(names_of))
    persona = persona_of(note, found)
    if persona is not None:
        parts.append(f"@{visible(names.get(persona.id, '?')[:100])}? {persona.sure} %")
    kind = kind_of(note)
    if kind is not None:
        parts.append(f"its words: {_LETTERS.get(kind, '!')} {kind.value}?")
    if not parts:
        return None
    return line("y  ", style="bold $here") + line(" · ".join(parts), style=STYLE)
