"""What the page's filter is told: the values of each facet, and a short number for each voice.

A voice is who speaks in a note and whom the note is about, reduced to codes (``s0`` a source,
``t1`` a team, ``p2`` a persona).  Few voices are different: a note needs no more than a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from data.records import Source
from synthesis.board.standing import Standing
from synthesis.map.model import JourneyMap, LaneKey, MapNote
from synthesis.render.words import SOURCES

_STANDINGS = list(Standing)


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter by: ``values`` are (code, what people read), in their order."""

    name: str
    title: str
    values: tuple[tuple[str, str], ...]


def slug(standing: Standing) -> str:
    """Return the class by which style sheet and filter know the standing of a claim."""
    return f"w{_STANDINGS.index(standing)}"


class Voices:
    """The facets of one map, and the voices of its notes."""

    def __init__(self, journey_map: JourneyMap) -> None:
        """Look through every note for who speaks, and about whom."""
        # What was put for or against a claim is told beside its own notes.
        notes = [n for claim in journey_map.claims for n in (*claim.notes, *claim.heard)]
        speakers = [who for note in notes for who in note.speakers]
        found = {who.source for who in speakers}
        self._sources = {source: f"s{n}" for n, source in enumerate(Source) if source in found}
        self._teams = _coded("t", (who.team for who in speakers))
        self._personas = _coded("p", (name for note in notes for name in note.personas))
        self._numbers: dict[str, int] = {}
        self._of: dict[str, int] = {}
        for note in notes:
            if note.id not in self._of:
                voice = self._voice(note)
                self._of[note.id] = self._numbers.setdefault(voice, len(self._numbers))
        # What speaks against a card as a whole has no standing.
        standings = {
            claim.standing
            for stage in journey_map.stages
            for _, lane, claim in stage.claims()
            if lane is not LaneKey.DISSENT
        }
        about = () if journey_map.header.persona else tuple(self._personas.items())
        self.facets = tuple(
            Facet(name, title, tuple((code, label) for label, code in values))
            for name, title, values in (
                ("persona", "Persona", about),
                ("source", "Who speaks", [(SOURCES[s], c) for s, c in self._sources.items()]),
                ("team", "Team", tuple(self._teams.items())),
                (
                    "standing",
                    "Standing",
                    [(one.value, slug(one)) for one in Standing if one in standings],
                ),
            )
            if len(values) > 1
        )

    def number(self, note: MapNote) -> int:
        """Return the number of a note's voice in `table`."""
        return self._of[note.id]

    def _voice(self, note: MapNote) -> str:
        who = {f"{self._sources[s.source]}{self._teams.get(s.team, '')}" for s in note.speakers}
        about = {self._personas[name] for name in note.personas if name}
        return f"{' '.join(sorted(who))}|{' '.join(sorted(about))}"

    def table(self) -> str:
        """Return every voice, as JSON: ``["s0t1 s1|p0"]``; codes alone."""
        return json.dumps(list(self._numbers), separators=(",", ":"))


def _coded(letter: str, names: Iterable[str]) -> dict[str, str]:
    """Return a code for each name that is not empty, in the order of the alphabet."""
    found = sorted({name for name in names if name}, key=lambda name: (name.casefold(), name))
    return {name: f"{letter}{number}" for number, name in enumerate(found)}
