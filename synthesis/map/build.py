"""The map model: a snapshot laid out as stages, cards, lanes, and claims that may be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import fsum

from data.records import (
    Claim,
    Decision,
    Evidence,
    EvidenceStance,
    Journey,
    JourneyId,
    Kind,
    Note,
    PersonaId,
    Snapshot,
    Stage,
    Stance,
    Touchpoint,
    TouchpointId,
    Withheld,
)
from data.text import code_order
from synthesis.board.nearby import read_key
from synthesis.board.singles import claim_of
from synthesis.board.standing import (
    Hearing,
    People,
    Side,
    count,
    is_belief,
    not_raised_by_staff,
    plainly,
    rule,
    said_by,
    side_of,
    staff_were_asked,
    standing,
)
from synthesis.map.disputes import lead_of, with_disputes
from synthesis.map.emotion import moods
from synthesis.map.findings import gaps, moments
from synthesis.map.headings import with_quotations
from synthesis.map.model import (
    Card,
    Header,
    JourneyMap,
    Lane,
    LaneKey,
    MapClaim,
    MapComment,
    MapEvidence,
    MapKpi,
    MapNote,
    MapVote,
    Row,
    Speaker,
    StageChannel,
    StageColumn,
    badge,
    lane_of,
    rows_of,
)
from synthesis.map.summary import Known, summary
from synthesis.map.withheld import Reserve, Titles, title_of


@dataclass(frozen=True, slots=True)
class Showing:
    """How much of people a map shows.

    ``consented_only`` withholds the words of whoever did not agree to have them shown (whoever was
    not asked has not said no); ``names`` puts names beside the codes.  ``withheld`` knows what the
    notes themselves do not: what they said before, and notes and speakers that are gone.
    """

    consented_only: bool = False
    names: bool = False
    withheld: tuple[Withheld, ...] = ()


EVERYTHING = Showing()
"""For the team's own screen."""

OUTSIDE = Showing(consented_only=True)
"""For whatever leaves the project file."""


class ShownClaims:
    """Looks up the evidence of one map, and makes its claims and notes."""

    def __init__(
        self, snapshot: Snapshot, people: People, evidence: Mapping[str, Note], showing: Showing
    ) -> None:
        self.settings = snapshot.settings
        self.people = people
        self.evidence = evidence
        self.showing = showing
        self.reserve = Reserve(())
        if showing.consented_only:
            self.reserve = Reserve.of(snapshot, showing.withheld)
        self.hearing = Hearing.of(evidence, people, snapshot.bearings)
        self.asked = staff_were_asked(snapshot, people)
        self.channels: dict[str | None, str] = {c.id: c.name for c in snapshot.channels}
        self.personas: dict[str | None, str] = {p.id: p.name for p in snapshot.personas}
        self.tags = {t.id: t.name for t in snapshot.tags}
        self.stages: dict[str | None, str] = {s.id: s.title for s in snapshot.stages}
        # What a person held against each other is about one thing, however unlike the words are.
        self.held = _both_ways((bearing.note, bearing.target) for bearing in snapshot.bearings)
        self.near = _both_ways(snapshot.nearby)
        for note, others in self.held.items():
            self.near.setdefault(note, set()).update(others)
        self.beside_inside = _beside_inside(snapshot, people)
        # A remark that somebody put for or against anything has been read, or was said to be.
        self.read = {bearing.note for bearing in snapshot.bearings} | {
            note.id for note in snapshot.notes if read_key(note.id) in snapshot.answered
        }

    def has(self, evidence: Iterable[Evidence]) -> bool:
        """Return whether any of some evidence is this map's."""
        return any(item.note in self.evidence for item in evidence)

    def claim(self, claim: Claim) -> MapClaim:
        """Return a claim with this map's notes under it: what may be quoted first."""
        kept = [e for e in claim.evidence if e.note in self.evidence]
        # Quoted is the most central that may be shown; notes stand with the most central first.
        central = min(
            kept,
            key=lambda e: (
                e.stance is EvidenceStance.AGAINST,
                self.withholds(self.evidence[e.note]),
                e.note != claim.quote,
            ),
        )
        kept.sort(key=lambda e: (e is not central, by_time(self.evidence[e.note])))
        return self._made(claim.id, claim.code, claim.kind, claim.terms, kept)

    def lone(self, note: Note, stance: EvidenceStance = EvidenceStance.FOR) -> MapClaim:
        """Return a claim of one note: the claim is what the note says."""
        return self._made(note.id, "", note.kind, (), [Evidence(note.id, stance)])

    def _made(
        self,
        id_: str,
        code: str,
        kind: Kind | None,
        terms: tuple[str, ...],
        kept: Sequence[Evidence],
    ) -> MapClaim:
        """Return a claim of some evidence, the quoted note first."""
        counts = count(self.hearing.voices(kept))
        belief = is_belief(kind, self.hearing.sides(kept))
        verdict = standing(counts, self.settings, belief=belief)
        notes = tuple(self.note(self.evidence[e.note], e.stance) for e in kept)
        heard = self.hearing.bearing_on(kept)
        alone = not_raised_by_staff(counts, self.asked) and self.beside_inside.isdisjoint(
            item.note for item in kept
        )
        is_read = self._is_read(kept)
        return MapClaim(
            id=id_,
            title=title_of(notes),
            standing=verdict,
            counts=counts,
            not_raised_by_staff=(alone and is_read and not self._is_heard_inside(kept, self.held)),
            may_be_new=alone and not is_read and not self._is_heard_inside(kept, self.near),
            quote=notes[0].text,
            terms=() if any(note.withheld for note in notes) else terms,
            notes=notes,
            code=code,
            plainly=plainly(verdict, counts),
            belief=belief,
            heard=tuple(self.note(note, stance) for note, stance in heard),
            weight=self.weight(self.evidence[e.note] for e in kept),
            nearby=self.unread_near(item.note for item in kept),
        )

    def unread_near(self, notes: Iterable[str]) -> int:
        """Return how many remarks of the other side are near some notes and not read against them.

        Of a pair the customer's is the one to be read.
        """
        return len(
            {
                other if self._is_customers(other) else note
                for note in notes
                for other in self.near.get(note, ())
                if other in self.evidence and not self.read & {note, other}
            }
        )

    def _is_customers(self, note: str) -> bool:
        return side_of(said_by(self.evidence[note], self.people)) is Side.CUSTOMER

    def _is_read(self, evidence: Iterable[Evidence]) -> bool:
        """Return whether somebody held all that customers said of a claim against the beliefs.

        Likeness cannot tell that nobody inside says something; a person who has read it can.
        """
        return all(item.note in self.read for item in evidence if self._is_customers(item.note))

    def _is_heard_inside(
        self, evidence: Iterable[Evidence], linked: Mapping[str, Collection[str]]
    ) -> bool:
        """Return whether anybody inside says what is linked to a claim, of any kind and stage."""
        return any(
            side_of(said_by(self.evidence[other], self.people)) in (Side.INSIDE, Side.GUESS)
            for item in evidence
            for other in linked.get(item.note, ())
            if other in self.evidence
        )

    def weight(
        self,
        notes: Iterable[Note],
        sides: Collection[Side] = (Side.CUSTOMER, Side.INSIDE),
    ) -> float:
        """Return the sum over the people of some sides of how far their feeling is from neutral."""
        felt: dict[str, list[int]] = {}
        for note in notes:
            for voice in self.people.voices(note) if note.emotion is not None else ():
                if not voice.against and voice.side in sides:
                    felt.setdefault(voice.who, []).append(int(note.emotion or 0))
        return round(fsum(abs(fsum(some)) / len(some) for some in felt.values()), 3)

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
        return note.id in self.reserve.consents

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


def _beside_inside(snapshot: Snapshot, people: People) -> set[str]:
    """Return the notes that share a card with what anybody inside said, of whatever persona."""
    inside = {
        note.id
        for note in snapshot.notes
        if note.is_evidence and side_of(said_by(note, people)) is Side.INSIDE
    }
    cards = [{item.note for item in _evidence(card)} for card in snapshot.touchpoints]
    return {note for card in cards if not inside.isdisjoint(card) for note in card}


def _both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return what is linked to each of some notes, either way."""
    linked: dict[str, set[str]] = {}
    for note, other in pairs:
        linked.setdefault(note, set()).add(other)
        linked.setdefault(other, set()).add(note)
    return linked


def by_time(note: Note) -> tuple[datetime, str]:
    """Return what sorts notes by their time."""
    return note.at, note.id


UNPLACED = "Unplaced"


def journey_for(snapshot: Snapshot, persona: PersonaId | None) -> Journey:
    """Return the journey to show for ``persona`` (``None``: all).

    That is the first journey of that persona; else the default one, with its persona set.
    """
    for journey in snapshot.journeys:
        if journey.persona == persona:
            return journey
    names = {p.id: p.name for p in snapshot.personas}
    for journey in snapshot.journeys:
        if journey.is_default:
            return replace(journey, persona=persona)
    title = snapshot.info.title if persona is None else names.get(persona, snapshot.info.title)
    return Journey(JourneyId(""), title, persona=persona, is_default=True)


def build(
    snapshot: Snapshot, journey: Journey, *, version: int = 1, showing: Showing = EVERYTHING
) -> JourneyMap:
    """Return the map of ``journey`` over ``snapshot``; ``version`` is printed with it.

    ``showing`` says how much of people it shows.

    Only evidence of the journey's persona, and of none (*any*), is on it; claims that are left
    without evidence are not, nor cards that had some.  Rejected touchpoints are left off and
    counted.  Every chosen stage is shown, empty or not; Unplaced comes last where it holds
    anything.
    """
    return _Builder(snapshot, journey, showing).build(version)


class _Builder:
    """Lookups over one snapshot that every part of the map needs."""

    def __init__(self, snapshot: Snapshot, journey: Journey, showing: Showing) -> None:
        self.snapshot = snapshot
        self.journey = journey
        self.people = People.of(snapshot, journey.persona)
        chosen = None if journey.is_default else journey.stages
        by_id = {stage.id: stage for stage in snapshot.stages}
        self.numbers = {stage.id: number for number, stage in enumerate(snapshot.stages, start=1)}
        self.stages = (
            snapshot.stages if chosen is None else tuple(by_id[s] for s in chosen if s in by_id)
        )
        shown = {stage.id for stage in self.stages}

        def place(stage: str | None) -> str | None:
            """Return where something of ``stage`` stands: "" off this map, None Unplaced."""
            if stage is None or stage not in by_id:
                return None
            return stage if stage in shown else ""

        self.touchpoints = [t for t in snapshot.touchpoints if place(t.stage) != ""]
        self.cards = [t for t in self.touchpoints if t.decision is not Decision.REJECTED]
        self.rejected = [t for t in self.touchpoints if t.decision is Decision.REJECTED]
        self.place = place
        self._gather()
        self.shown = ShownClaims(snapshot, self.people, self.evidence, showing)
        self.called = self.titles()

    def _gather(self) -> None:
        """Find this map's evidence and asks, and where each note stands."""
        mine = {note.id: note for note in self.snapshot.notes if self.people.concerns(note)}
        shown = {e.note: t for t in reversed(self.cards) for e in _evidence(t)}
        off = {e.note: t for t in reversed(self.snapshot.touchpoints) for e in _evidence(t)}
        self.home: dict[str, str | None] = {}
        for note in mine.values():
            holder = shown.get(note.id, off.get(note.id))
            stage = note.stage if note.stage is not None or holder is None else holder.stage
            home = self.place(stage)
            if home == "" and note.id in shown:
                # Its own stage is left out of this journey: it stands with the card it is under.
                home = self.place(shown[note.id].stage)
            self.home[note.id] = home
        self.evidence: dict[str, Note] = {
            note.id: note
            for note in mine.values()
            if note.is_evidence
            and (note.id in shown or (note.id not in off and self.home[note.id] != ""))
        }
        self.asks = [note for note in mine.values() if note.kind is Kind.ASK]
        alone = {one.note: one for one in self.snapshot.singles if one.note not in off}
        self.singles = [
            claim_of(alone[note.id], note) for note in self.evidence.values() if note.id in alone
        ]
        self.loose = [
            note for note in self.evidence.values() if note.id not in off and note.id not in alone
        ]

    def build(self, version: int) -> JourneyMap:
        columns = [self.column(stage) for stage in self.stages]
        unplaced = self.column(None)
        if not unplaced.is_empty or unplaced.notes or unplaced.asks:
            columns.append(unplaced)
        columns = list(with_disputes(columns, self.snapshot.bearings))
        columns = list(with_quotations(columns, set(self.shown.channels.values())))
        claims = [claim for column in columns for _, _, claim in column.claims()]
        beliefs = [claim for claim in claims if claim.belief]
        marked, candidates = moments(columns)
        journey = JourneyMap(
            header=self.header(version),
            badge=badge(
                self.evidence.values(),
                self.people,
                tested=sum(
                    bool(claim.counts.customers_for or claim.counts.customers_against)
                    for claim in beliefs
                ),
                beliefs=len(beliefs),
                unread=self.unread() if beliefs else 0,
            ),
            stages=tuple(columns),
            rejected=len(self.rejected),
            rule=rule(self.snapshot.settings),
            rows=self.rows(),
            moments=marked,
            candidates=candidates,
            gaps=gaps(columns, owned=self.is_owned),
            summary=summary(columns, Known(self.concerned(), self.some_gave_up())),
        )
        return self.shown.reserve.through(journey)

    @property
    def is_owned(self) -> bool:
        """Whether anything in the project has an owner: else no touchpoint is said to lack one."""
        owners = [touchpoint.owner for touchpoint in self.snapshot.touchpoints]
        owners += [journey.owner for journey in self.snapshot.journeys]
        return any(owner.strip() for owner in owners)

    def rows(self) -> tuple[str, ...]:
        """Return the names of the rows to show: of owners only where there is any."""
        rows = rows_of(self.journey.lanes)
        shown = tuple(row.value for row in rows if self.is_owned or row is not Row.OWNER)
        return shown or tuple(row.value for row in rows)

    def concerned(self) -> dict[str, tuple[str, ...]]:
        """Return the personas for whom each note counts, by name: its own, else its speakers'."""
        names = self.shown.personas
        return {
            note.id: tuple(names[persona] for persona in self.people.personas(note))
            for note in self.evidence.values()
        }

    def some_gave_up(self) -> bool:
        """Return whether somebody who left the journey before its end speaks on this map."""
        known = self.people.participants
        return any(
            said.participant in known and known[said.participant].gave_up
            for note in self.evidence.values()
            for said in note.participants
        )

    def unread(self) -> int:
        """Return how many of the customers' notes nobody has held against anything yet."""
        return sum(
            side_of(said_by(note, self.people)) is Side.CUSTOMER and note.id not in self.shown.read
            for note in self.evidence.values()
        )

    def header(self, version: int) -> Header:
        info, journey = self.snapshot.info, self.journey
        persona = next((p for p in self.snapshot.personas if p.id == journey.persona), None)
        return Header(
            project=info.title,
            journey=journey.title,
            persona=persona.name if persona else "",
            version=version,
            as_of=max((note.at for note in self.evidence.values()), default=None),
            goal=info.goal,
            objectives=info.objectives,
            use=info.use,
            scope=info.scope,
            trigger=journey.trigger,
            scenario=journey.scenario,
            persona_description=persona.description if persona else "",
            owner=journey.owner,
        )

    def column(self, stage: Stage | None) -> StageColumn:
        where = stage.id if stage is not None else None
        notes = [n for n in self.evidence.values() if self.home[n.id] == where]
        cards = [self.card(t) for t in self.cards if self.place(t.stage) == where]
        loose = [
            (lane_of(n.kind), self.shown.lone(n)) for n in self.loose if self.home[n.id] == where
        ]
        singles = [
            (lane_of(claim.kind), self.shown.claim(claim))
            for claim in self.singles
            if self.home[claim.id] == where
        ]
        asks = [n for n in self.asks if self.home[n.id] == where]
        return StageColumn(
            id=where,
            number=self.numbers[stage.id] if stage is not None else 0,
            title=stage.title if stage is not None else UNPLACED,
            description=stage.description if stage is not None else "",
            notes=len(notes),
            moods=moods(notes, self.people),
            cards=tuple(card for card in cards if card is not None),
            singles=_lanes(singles),
            loose=_lanes(loose),
            asks=tuple(self.shown.note(n, EvidenceStance.FOR) for n in sorted(asks, key=by_time)),
            question=stage.question if stage is not None else "",
            channels=self.stage_channels(notes, [card for card in cards if card is not None]),
        )

    def card(self, touchpoint: Touchpoint) -> Card | None:
        """Return the card, or None where all of its evidence is another persona's."""
        claims = [p for p in touchpoint.claims if self.shown.has(p.evidence)]
        own = [e for e in touchpoint.evidence if e.note in self.evidence]
        if not claims and not own and any(True for _ in _evidence(touchpoint)):
            return None
        rows = [(lane_of(p.kind), self.shown.claim(p)) for p in claims]
        in_claims = {e.note for p in claims for e in p.evidence}
        for item in own:
            note = self.evidence[item.note]
            if item.stance is EvidenceStance.AGAINST:
                rows.append((LaneKey.DISSENT, self.shown.lone(note, item.stance)))
            elif item.note not in in_claims:
                rows.append((lane_of(note.kind), self.shown.lone(note)))
        lanes = _lanes(rows)
        under = self.under(touchpoint)
        votes = [v for v in self.snapshot.votes if v.touchpoint == touchpoint.id]
        return Card(
            id=touchpoint.id,
            code=touchpoint.code,
            title=self.called[touchpoint.id],
            decision=touchpoint.decision,
            held=touchpoint.held,
            counts=count(
                replace(voice, against=False)
                for note in under
                for voice in self.people.voices(note)
            ),
            notes=len(under),
            lanes=lanes,
            channel=self.shown.channels.get(touchpoint.channel, ""),
            owner=touchpoint.owner,
            grade=touchpoint.grade,
            graded_by=touchpoint.graded_by,
            moment_of_truth=touchpoint.moment_of_truth,
            expectation=touchpoint.expectation,
            contacts=touchpoint.contacts,
            contacts_basis=touchpoint.contacts_basis,
            minutes=touchpoint.minutes,
            minutes_basis=touchpoint.minutes_basis,
            moods=moods(under, self.people),
            at_stake=touchpoint.at_stake,
            way_out=touchpoint.way_out,
            votes=sum(vote.dots for vote in votes),
            kpis=self.kpis(touchpoint),
            comments=self.comments(touchpoint),
            ballots=tuple(
                MapVote(vote.voter, vote.dots) for vote in votes if self.shown.showing.names
            ),
            evidence=tuple(MapEvidence(e.note, e.stance) for e in own),
            lead=lead_of(lanes),
            nearby=self.shown.unread_near(note.id for note in under),
            weight=self.shown.weight(under),
            customers_weight=self.shown.weight(under, (Side.CUSTOMER,)),
        )

    def titles(self) -> dict[TouchpointId, str]:
        """Return what each card is called, on this map or another, in words that may be shown."""
        every = self.snapshot.touchpoints
        titles = Titles(self.shown.reserve, (card.title for card in every))
        return {
            card.id: titles.of(
                card.title,
                {evidence.note for evidence in _evidence(card)},
                self.shown.stages.get(card.stage, UNPLACED),
                self.shown.channels.get(card.channel, ""),
            )
            for card in every
        }

    def kpis(self, touchpoint: Touchpoint) -> tuple[MapKpi, ...]:
        """Return the figures of a touchpoint."""
        return tuple(
            MapKpi(kpi.name, kpi.unit, kpi.value, kpi.target, kpi.basis)
            for kpi in self.snapshot.kpis
            if kpi.touchpoint == touchpoint.id
        )

    def comments(self, touchpoint: Touchpoint) -> tuple[MapComment, ...]:
        """Return what people said about a touchpoint, by time."""
        return tuple(
            MapComment(c.kind, c.text, c.at, c.author, c.answer, c.closed)
            for c in self.snapshot.comments
            if c.touchpoint == touchpoint.id
        )

    def under(self, touchpoint: Touchpoint) -> list[Note]:
        """Return the notes of this map under a touchpoint, each once."""
        ids = dict.fromkeys(e.note for e in _evidence(touchpoint) if e.note in self.evidence)
        return [self.evidence[note] for note in ids]

    def stage_channels(
        self, notes: Iterable[Note], cards: Iterable[Card]
    ) -> tuple[StageChannel, ...]:
        """Return the channels that notes or cards of a stage name, the commonest first."""
        named = Counter(note.channel for note in notes if note.channel is not None)
        on_cards = {card.channel for card in cards}
        channels = [
            StageChannel(channel.name, channel.own, named[channel.id])
            for channel in self.snapshot.channels
            if named[channel.id] or channel.name in on_cards
        ]
        return tuple(sorted(channels, key=lambda one: -one.notes))


def _evidence(touchpoint: Touchpoint) -> Iterator[Evidence]:
    """Yield all evidence of ``touchpoint``: its own, then that of its claims."""
    yield from touchpoint.evidence
    for claim in touchpoint.claims:
        yield from claim.evidence


def _lanes(rows: Iterable[tuple[LaneKey, MapClaim]]) -> tuple[Lane, ...]:
    """Return ``rows`` by lane, each lane's claims with most people first; no empty lane."""
    by_lane: dict[LaneKey, list[MapClaim]] = {}
    for key, claim in rows:
        by_lane.setdefault(key, []).append(claim)
    return tuple(
        Lane(key, tuple(sorted(by_lane[key], key=_weight))) for key in LaneKey if key in by_lane
    )


def _weight(claim: MapClaim) -> tuple[int, int, str, str]:
    return -claim.counts.people, -len(claim.notes), claim.title, claim.id
