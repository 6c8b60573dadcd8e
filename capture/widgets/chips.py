"""Chips: a note's tags and people as pictures and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.records import Emotion, Kind, Note, Source, Stance

GLYPHS: dict[Kind, str] = {
    Kind.PAIN: "▼",
    Kind.NEED: "◇",
    Kind.ACTIVITY: "▸",
    Kind.QUESTION: "?",
    Kind.GAIN: "▲",
    Kind.IDEA: "✦",
    Kind.MEMO: "✎",
    Kind.ASK: "…",
}
"""A picture for each kind that is typed with a letter; the others show their word only."""

SCALE = {
    Emotion.VERY_LOW: "▁ −2",
    Emotion.LOW: "▂ −1",
    Emotion.NEUTRAL: "▄ 0",
    Emotion.HIGH: "▆ +1",
    Emotion.VERY_HIGH: "█ +2",
}
"""An emotion as a column of that height, and its number."""
_SOURCES = {
    Source.CUSTOMER: "=customer",
    Source.STAFF: "=staff",
    Source.OBSERVED: "=observed",
    Source.RECORD: "=record",
    Source.TEAM: "=own",
}

Chip = tuple[str, str]
"""A text as it may hold anything, and the name of its look."""


def speaker(note: Note, known: Mapping[str, str]) -> str:
    """Return who said it, "" where nobody is named; a dissenter alone is marked."""
    said = [one for one in note.participants if one.stance is Stance.SAID]
    if said:
        return "+".join(known.get(one.participant, "?") for one in said)
    against = [one for one in note.participants if one.stance is Stance.DISAGREES]
    return f"≠{known.get(against[0].participant, '?')}" if against else ""


def kind_in_words(note: Note) -> str:
    """Return a note's kind with its picture and what sort of need it is; "" for none."""
    if note.kind is None:
        return ""
    need = f"{note.need_type.value} " if note.need_type is not None else ""
    return f"{GLYPHS.get(note.kind, '·')} {need}{note.kind.value}"


def chips(
    note: Note, known: Mapping[str, str], stuck: frozenset[str] = frozenset()
) -> Iterator[Chip]:
    """Return a note's tags in the order in which they are typed, then who joined in.

    A stage, persona or channel among ``stuck`` looks ``same``.
    """

    def look(id_: str, name: str) -> str:
        return "same" if id_ in stuck else name

    if kind := kind_in_words(note):
        yield kind, "kind"
    if note.emotion is not None:
        yield SCALE[note.emotion], "emotion"
    if note.stage is not None:
        yield f"#{known.get(note.stage, '?')}", look(note.stage, "stage")
    for persona in note.personas:
        yield f"@{known.get(persona, '?')}", look(persona, "persona")
    if note.channel is not None:
        yield f"~{known.get(note.channel, '?')}", look(note.channel, "channel")
    if note.source is not None:
        yield _SOURCES[note.source], "source"
    if note.verbatim:
        yield "❝verbatim", "source"
    for tag in note.tags:
        yield f"+{known.get(tag, '?')}", "tag"
    yield from _joined(note, known)
    if note.left_over:
        yield f"left over: {note.left_over}", "left"


def _joined(note: Note, known: Mapping[str, str]) -> Iterator[Chip]:
    first = True
    said = any(person.stance is Stance.SAID for person in note.participants)
    for person in note.participants:
        name = known.get(person.participant, "?")
        if person.stance is Stance.AGREES:
            yield f"✓{name}", "agrees"
        elif person.stance is Stance.DISAGREES:
            if said or not first:
                yield f"✗{name}", "disagrees"
            first = False
