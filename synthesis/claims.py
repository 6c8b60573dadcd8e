"""Claims on a map: points and notes with who is behind them, and no more than may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from data.records import (
    Consent,
    Evidence,
    EvidenceStance,
    Note,
    Point,
    Snapshot,
    Stance,
)
from data.text import code_order
from synthesis.emotion import said_by
from synthesis.mapmodel import MapNote, MapPoint, Speaker
from synthesis.standing import (
    Counts,
    People,
    Standing,
    Voice,
    count,
    not_raised_by_staff,
    point_voices,
    staff_were_asked,
    standing,
)

NOT_SHOWN = "(not shown: the speaker did not agree to it)"
"""What stands in the place of a claim that rests only on people who want nothing shown."""


@dataclass(frozen=True, slots=True)
class Showing:
    """How much of people a map shows.

    ``consented_only`` withholds the words of whoever did not agree to have them shown (whoever was
    not asked has not said no); ``names`` puts names beside the codes.
    """

    consented_only: bool = False
    names: bool = False


EVERYTHING = Showing()
"""For the team's own screen."""

OUTSIDE = Showing(consented_only=True)
"""For whatever leaves the project file."""


class Claims:
    """Looks up the evidence of one map, and makes its points and notes."""

    def __init__(
        self, snapshot: Snapshot, people: People, evidence: Mapping[str, Note], showing: Showing
    ) -> None:
        self.settings = snapshot.settings
        self.people = people
        self.evidence = evidence
        self.showing = showing
        self.asked = staff_were_asked(snapshot, people)
        self.channels: dict[str | None, str] = {c.id: c.name for c in snapshot.channels}
        self.personas: dict[str | None, str] = {p.id: p.name for p in snapshot.personas}
        self.tags = {t.id: t.name for t in snapshot.tags}
        self.stages: dict[str | None, str] = {s.id: s.title for s in snapshot.stages}

    def has(self, evidence: Iterable[Evidence]) -> bool:
        """Return whether any of some evidence is this map's."""
        return any(item.note in self.evidence for item in evidence)

    def voices(self, evidence: Iterable[Evidence]) -> frozenset[Voice]:
        """Return who stands behind some evidence, as far as it is this map's."""
        return point_voices(evidence, self.evidence, self.people)

    def judge(self, voices: frozenset[Voice]) -> tuple[Standing, Counts, bool]:
        """Return standing, counts and the flag "not raised by staff" of a claim."""
        counts = count(voices)
        verdict = standing(counts, self.settings)
        return verdict, counts, not_raised_by_staff(counts, self.asked)

    def point(self, point: Point, voices: frozenset[Voice]) -> MapPoint:
        """Return a point with this map's notes under it: what may be quoted first."""
        kept = [e for e in point.evidence if e.note in self.evidence]
        kept.sort(
            key=lambda e: (e.stance is EvidenceStance.AGAINST, by_time(self.evidence[e.note]))
        )
        # A quote must be one of this map's own notes: on a persona's map another may stand in.
        kept.sort(key=lambda e: (self.withholds(self.evidence[e.note]), e.note != point.quote))
        verdict, counts, flag = self.judge(voices)
        notes = tuple(self.note(self.evidence[e.note], e.stance) for e in kept)
        hidden = all(self.hides(self.evidence[e.note]) for e in kept)
        return MapPoint(
            id=point.id,
            title=NOT_SHOWN if hidden else point.title,
            standing=verdict,
            counts=counts,
            not_raised_by_staff=flag,
            quote=notes[0].text,
            terms=() if notes[0].withheld else point.terms,
            notes=notes,
        )

    def lone(self, note: Note, stance: EvidenceStance = EvidenceStance.FOR) -> MapPoint:
        """Return a point of one note: the claim is what the note says."""
        verdict, counts, flag = self.judge(self.voices([Evidence(note.id)]))
        shown = self.note(note, stance)
        title = NOT_SHOWN if shown.withheld else note.text
        return MapPoint(note.id, title, verdict, counts, flag, shown.text, (), (shown,))

    def note(self, note: Note, stance: EvidenceStance) -> MapNote:
        """Return a note as evidence of a stance to its claim."""
        session = self.people.sessions.get(note.session)
        withheld = self.withholds(note)
        return MapNote(
            id=note.id,
            text="" if withheld else note.text,
            stance=stance,
            source=said_by(note, self.people),
            speakers=tuple(self.speakers(note)),
            session_kind=session.kind if session is not None else None,
            at=note.at,
            kind=note.kind,
            need_type=note.need_type,
            emotion=note.emotion,
            verbatim=note.verbatim,
            channel=self.channels.get(note.channel, ""),
            personas=tuple(self.personas[p] for p in note.personas if p in self.personas),
            tags=tuple(self.tags[t] for t in note.tags if t in self.tags),
            withheld=withheld,
            session=note.session,
            stage=self.stages.get(note.stage, ""),
            own_source=note.source,
            respondent=note.respondent,
        )

    def withholds(self, note: Note) -> bool:
        """Return whether the map may not show a note's own words."""
        return self._forbidden(note, (Consent.IN_OTHER_WORDS, Consent.NOT_SHOWN))

    def hides(self, note: Note) -> bool:
        """Return whether the map may not even show what a note says in other words."""
        return self._forbidden(note, (Consent.NOT_SHOWN,))

    def _forbidden(self, note: Note, consents: tuple[Consent, ...]) -> bool:
        if not self.showing.consented_only:
            return False
        known = self.people.participants
        return any(
            said.participant in known and known[said.participant].consent in consents
            for said in note.participants
            if said.stance is Stance.SAID
        )

    def speakers(self, note: Note) -> Iterator[Speaker]:
        """Yield who is behind ``note``, by code: those who said it, who agree, who disagree."""
        if not any(a.stance is Stance.SAID for a in note.participants):
            yield Speaker("", self.people.source(note, None, Stance.SAID), Stance.SAID)
        known, order = self.people.participants, list(Stance)
        heard = [
            (order.index(a.stance), code_order(known[a.participant].code), a)
            for a in note.participants
            if a.participant in known
        ]
        for _, _, attribution in sorted(heard, key=lambda item: item[:2]):
            person, stance = known[attribution.participant], attribution.stance
            source = self.people.source(note, person.id, stance)
            name = person.name if self.showing.names else ""
            yield Speaker(person.code, source, stance, person.group, person.team, name)


def by_time(note: Note) -> tuple[datetime, str]:
    """Return what sorts notes by their time."""
    return note.at, note.id
