"""What a card is called where its title only says where it is: its weightiest claim, quoted.

Such words are nobody's title.  They are made with the map, from what it may show, and stand in no
record: where they may not be shown, or where one side of an argument would speak for a card, it is
called by its title.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from data.records import Kind
from data.text import in_quotes
from synthesis.map.model import Card, LaneKey, MapNote, StageColumn
from synthesis.titles.plain import is_plain

_SPEAK_FOR_NONE = frozenset({LaneKey.IDEA, LaneKey.INSIDE, LaneKey.DISSENT})


def with_quotations(
    stages: Iterable[StageColumn], channels: Collection[str]
) -> tuple[StageColumn, ...]:
    """Return stages whose cards are called by words where their titles only say where they are.

    ``channels`` are the names of the project's channels, by which a plain title is known.
    """
    return tuple(
        replace(
            stage,
            cards=tuple(
                replace(card, quoted=quotation(card)) if is_plain(card.title, channels) else card
                for card in stage.cards
            ),
        )
        for stage in stages
    )


def quotation(card: Card) -> str:
    """Return a card's weightiest claim as its heading: ``3 of 4 remarks: “nobody picks up”``.

    How many of the card's remarks say so stands before the words, so that nobody takes the others
    for the same; where all of them do, the words stand alone: ``“nobody picks up” + 3 like it``.
    "" where it may not speak for the card: an idea, an obstacle inside, words that may not be
    shown, or one side where people say otherwise, or some are glad and some are not.
    """
    for lane in card.lanes:
        for claim in lane.claims:
            if claim.id == card.lead:
                withheld = claim.notes[0].withheld
                if lane.key in _SPEAK_FOR_NONE or withheld or _has_sides(card):
                    return ""
                return _of_all(in_quotes(claim.title), 1 + claim.like, card.notes)
    return ""


def _of_all(words: str, say: int, notes: int) -> str:
    if say < notes:
        return f"{say} of {notes} remarks: {words}"
    return f"{words} + {say - 1} like it" if say > 1 else words


def _has_sides(card: Card) -> bool:
    """Return whether people say otherwise of a card's claims, or feel otherwise on it."""
    felt = {_side(note) for claim in card.claims() for note in claim.notes}
    return card.is_disputed or {1, -1} <= felt


def _side(note: MapNote) -> int:
    """Return 1 for a glad note, -1 for a sorry one, as it was given, else by its kind; else 0."""
    if note.emotion:
        return 1 if note.emotion > 0 else -1
    return {Kind.GAIN: 1, Kind.PAIN: -1}.get(note.kind, 0) if note.kind is not None else 0
