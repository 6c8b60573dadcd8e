"""The board on a project: what it shows, and acts previewed and done in one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from capture.jobs import drafts, vectors
from data.errors import SaysoError, UsageError
from data.records import Comment, EvidenceStance, NoteId, Touchpoint, TouchpointId
from data.store import drafts as drafts_store
from data.store import frozen, touchpoints
from data.store import notes as notes_store
from synthesis.board.ground import evidence_of
from synthesis.board.standing import People, Standing
from synthesis.map import build as map_build
from synthesis.map.model import Speaker
from synthesis.map.narrow import (
    BELIEVED,
    DISPUTED,
    EVERYTHING,
    SOURCES,
    Narrowing,
    claims,
    narrow,
    speakers,
    teams_of,
)
from synthesis.render.page import Spot
from synthesis.render.words import speaker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.records import Note, PersonaId, Snapshot
    from data.store import Project
    from data.store.log import Change
    from synthesis.board.ground import Effect, Ground
    from synthesis.board.queue import Question
    from synthesis.map.model import Card, JourneyMap

Act = Callable[["Ground"], "Effect"]
"""An act of `synthesis.board.acts` with everything but the ground filled in."""

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """What is written in the step of an act and lies beside a card: figures, dots, comments.

    ``label`` names the step; it is given the act's own effect, None where nothing but this is done.
    """

    card: TouchpointId
    label: Callable[[Effect | None], str]
    write: Callable[[Change], object]


class Clash(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """What was asked stands against what was decided; it can be done anyway."""


class BoardBusy(SaysoError):  # noqa: N818 - named as the rest of data.errors
    """Somebody else keeps changing the same cards."""


def ground_of(project: Project, snapshot: Snapshot) -> Ground:
    """Return the ground that acts stand on; likeness is worked out only where it is asked for."""
    from data.store.log import new_id
    from synthesis.board.ground import Ground

    def place(texts: Sequence[str]) -> object:
        return vectors.placer(vectors.source(project))(texts)

    return Ground(snapshot, place, new_id)  # type: ignore[arg-type]


def preview(project: Project, act: Act) -> Effect:
    """Return what an act would change, without changing anything.

    Raises:
        Clash: it stands against what was decided.
        UsageError: it makes no sense on this board.
    """
    return _planned(ground_of(project, project.snapshot()), act)


def do(project: Project, act: Act, also: Beside | None = None) -> Effect:
    """Do an act, in one step that undo takes back; return it with the codes of new cards.

    ``also`` is done in the same step, whatever the act itself changes, and names the step.

    Raises:
        Clash: it stands against what was decided; nothing was changed.
        UsageError: it makes no sense on this board; nothing was changed.
    """
    for _ in range(_TRIES):
        snapshot = project.snapshot()
        ground = ground_of(project, snapshot)
        effect = _planned(ground, act)
        if also is not None:
            effect = replace(effect, label=also.label(effect))
        elif effect.is_nothing:
            return effect
        effect, others = _titled(project, ground, effect)
        # Drafts depend on notes alone; with many of them it takes time to look through them all.
        touches = bool(effect.stages or effect.aside)
        fresh = touches and drafts.drawn_from(project, snapshot)
        with project.change(effect.label) as change:
            still = all(touchpoints.get(change, card.id) == card for card in effect.before)
            if still and (also is None or touchpoints.get(change, also.card) is not None):
                effect = _numbered(change, ground, effect)
                _store(change, effect)
                if also is not None:
                    also.write(change)
                _keep_runners_up(change, ground, effect, others)
                if touches:
                    drafts.keep_fresh(change, fresh)
                return effect
    raise BoardBusy(
        "Somebody else is changing the same cards: nothing was changed. Try again when they pause."
    )


def beside(project: Project, act: Act, also: Beside) -> None:
    """Write what lies beside a card, which makes it held: ``act`` does, where it is a draft.

    A card that is held already needs nothing read but itself.

    Raises:
        NotFound: the card is gone.
    """
    found = touchpoints.get(project, also.card)
    if found is not None and found.held:
        with project.change(also.label(None)) as change:
            now = touchpoints.get(change, also.card)
            if now is not None and now.held:
                also.write(change)
                return
    do(project, act, also)


def _planned(ground: Ground, act: Act) -> Effect:
    from synthesis.board.ground import CannotError, ClashError

    try:
        return act(ground)
    except ClashError as error:
        raise Clash(f"{error} Nothing was changed.") from error
    except CannotError as error:
        raise UsageError(f"{error} Nothing was changed.") from error


def _titled(
    project: Project, ground: Ground, effect: Effect
) -> tuple[Effect, dict[str, tuple[str, ...]]]:
    """Name what is new or changed, unlike any other card."""
    from synthesis.board.drafts import titled

    before = {card.id: card for card in effect.before}
    bare = any(
        not card.title or not all(claim.title for claim in card.claims) or not card.held
        for card in effect.after
    )
    if not bare:
        return effect, {}
    concerned = {card.id for card in (*effect.before, *effect.after)}
    source = vectors.source(project)
    namer = vectors.Namer(project, source.encoder, None, None)
    beside = [card.title for card in ground.snapshot.touchpoints if card.id not in concerned]
    named, others = titled(ground, effect.after, before, namer, taken=beside)
    return replace(effect, after=tuple(named)), others


def _keep_runners_up(
    change: Change, ground: Ground, effect: Effect, others: dict[str, tuple[str, ...]]
) -> None:
    if not others:
        return
    cards = (*ground.snapshot.touchpoints, *effect.after)
    known = [one for card in cards for one in (card.id, *(claim.id for claim in card.claims))]
    drafts_store.keep_runners_up(change.connection, others, known)


def _numbered(change: Change, ground: Ground, effect: Effect) -> Effect:
    """Give new cards their codes, and their places behind the others of their stage."""
    fresh = [card.id for card in effect.after if not card.code]
    codes = dict(zip(fresh, change.new_codes("T", len(fresh)) if fresh else (), strict=True))
    last: dict[object, int] = {}
    for card in ground.snapshot.touchpoints:
        last[card.stage] = max(last.get(card.stage, -1), card.position)
    after = []
    for card in effect.after:
        if card.id in codes:
            last[card.stage] = last.get(card.stage, -1) + 1
            after.append(replace(card, code=codes[card.id], position=last[card.stage]))
        else:
            after.append(card)
    return replace(effect, after=tuple(after))


def _store(change: Change, effect: Effect) -> None:
    """Write an effect: notes, links and answers, then cards."""
    for note, stage in effect.stages:
        notes_store.edit(change, note, stage=stage)
    for note, aside in effect.aside:
        notes_store.edit(change, note, set_aside=aside)
    for link in effect.unlinked:
        touchpoints.remove_link(change, link)
    for link in effect.links:
        touchpoints.put_link(change, link)
    for question, yes in effect.answers:
        touchpoints.answer(change, question, yes=yes)
    _store_cards(change, effect)


def _store_cards(change: Change, effect: Effect) -> None:
    """Write first cards that give, then those that go, then those that take, and drafts."""
    after = {card.id: card for card in effect.after}
    held = [card for card in effect.after if card.held]
    for card in effect.before:
        if card.id in after and after[card.id].held:
            touchpoints.put(change, _without_leavers(card, after[card.id]))
    for gone, into in effect.merged:
        for comment in touchpoints.all_comments(change, gone):
            touchpoints.edit_comment(change, comment.id, touchpoint=into)
        touchpoints.hand_over(change, gone, into)
    for card in effect.before:
        if card.held and card.id not in after:
            touchpoints.remove(change, card.id)
    for card in held:
        touchpoints.put(change, card)
    was_draft = [card for card in effect.before if not card.held]
    is_draft = [card for card in effect.after if not card.held]
    if was_draft or is_draft:
        drafts_store.revise(change, was_draft, is_draft)


def _without_leavers(card: Touchpoint, after: Touchpoint) -> Touchpoint:
    """Return a card without the claims that go to another: no claim lies on two cards."""
    there = {claim.id for claim in after.claims}
    return replace(card, held=True, claims=tuple(p for p in card.claims if p.id in there))


def questions(project: Project) -> list[Question]:
    """Return what needs an eye, best first; the drafts should be fresh."""
    from synthesis.board.claims import coarse_cut
    from synthesis.board.queue import queue

    snapshot = project.snapshot()
    return queue(ground_of(project, snapshot), coarse_cut(snapshot.settings.dial))


def answering(question: Question, *, yes: bool) -> Act:
    """Return the act that an answer is."""

    def act(ground: Ground) -> Effect:
        from synthesis.board.queue import answer

        return answer(ground, question, yes=yes)

    return act


def proposals(project: Project) -> list[Question]:
    """Return what nobody has asked for and likeness suggests; nothing of it happens by itself."""
    from synthesis.board.queue import PROPOSED

    return [one for one in questions(project) if one.about in PROPOSED]


def by_code(snapshot: Snapshot, typed: str) -> TouchpointId:
    """Return the card of a code, whatever its case; ``t7`` finds ``T07``.

    Raises:
        NotFound: no card has that code.
    """
    from data.errors import NotFound

    wanted = typed.strip().casefold()
    number = wanted.removeprefix("t").lstrip("0")
    for card in snapshot.touchpoints:
        code = card.code.casefold()
        if code == wanted or (number and code.removeprefix("t").lstrip("0") == number):
            return card.id
    raise NotFound(f"There is no card {typed} here. Look for it with: sayso touchpoints")


@dataclass(frozen=True, slots=True)
class AskedNote:
    """A note of a question: ``about`` says who said it and where it lies; ``card`` is a code."""

    text: str
    about: str
    card: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its notes."""

    question: Question
    notes: tuple[AskedNote, ...]


def asked_questions(project: Project) -> list[Asked]:
    """Return what needs an eye, best first; what waits is put on cards before, where it can be."""
    if not project.read_only and not drafts.is_fresh(project):
        drafts.synthesise(project)
    found = questions(project)
    snapshot = project.snapshot()
    notes = {note.id: note for note in snapshot.notes}
    people = People.of(snapshot)
    where = {
        one.note: (card.code, card.title, claim.title)
        for card in snapshot.touchpoints
        for claim in card.claims
        for one in claim.evidence
    }

    def shown(note: Note) -> AskedNote:
        code, card, claim = where.get(note.id, ("", "", ""))
        parts = (_who(note, people, snapshot), f"{code} {card}".strip(), claim)
        return AskedNote(note.text, " · ".join(part for part in parts if part), code)

    return [
        Asked(one, tuple(shown(notes[note]) for note in one.notes if note in notes))
        for one in found
    ]


def _who(note: Note, people: People, snapshot: Snapshot) -> str:
    del snapshot
    from data.records import Stance

    said = [one for one in note.participants if one.stance is Stance.SAID]
    if not said:
        return speaker(Speaker("", people.source(note, None, Stance.SAID), Stance.SAID))
    told = []
    for one in said:
        person = people.participants.get(one.participant)
        if person is not None:
            source = people.source(note, person.id, one.stance)
            name = person.name or person.code
            told.append(f"{name} ({person.group or source})")
    return ", ".join(told)


OUTLIER = 0.1
"""A note less like the rest of its card than this is shown as one that may not belong."""

_NEARLY = 8


@dataclass(frozen=True, slots=True)
class OnCard:
    """A note on a card: ``likeness`` is to the rest of it, ``None`` where there is no rest.

    ``mate`` is the text of the note there that is most like it, ``words`` what both have.
    """

    note: NoteId
    text: str
    claim: str
    likeness: float | None
    mate: str
    words: tuple[str, ...]
    against: bool
    pinned: bool
    joined: datetime | None

    @property
    def is_outlier(self) -> bool:
        """True where it is little like the rest, and nobody has said that it stays."""
        return self.likeness is not None and self.likeness < OUTLIER and not self.pinned

    def why(self) -> str:
        """Say in a few words why it is here."""
        if self.pinned:
            return "pinned here"
        if self.likeness is None:
            return "the only one"
        words = f" ({', '.join(self.words[:3])})" if self.words else ""
        return f"{self.likeness:.2f} like the rest{words}"


@dataclass(frozen=True, slots=True)
class NearCard:
    """A note of another card that nearly belongs on this one."""

    note: NoteId
    text: str
    card: str
    likeness: float


@dataclass(frozen=True, slots=True)
class CardNotes:
    """A card, its notes with those that fit least first, and what else belongs to the picture."""

    card: Touchpoint
    notes: tuple[OnCard, ...]
    nearly: tuple[NearCard, ...]
    comments: tuple[Comment, ...]

    def as_document(self) -> dict[str, Any]:
        """Return the same in plain values."""
        return {
            "code": self.card.code,
            "title": self.card.title,
            "decision": self.card.decision.value,
            "held": self.card.held,
            "owner": self.card.owner,
            "grade": None if self.card.grade is None else int(self.card.grade),
            "notes": [
                {
                    "id": one.note,
                    "text": one.text,
                    "claim": one.claim,
                    "likeness": one.likeness,
                    "words": list(one.words),
                    "stance": "against" if one.against else "for",
                    "pinned": one.pinned,
                    "joined": one.joined.isoformat() if one.joined else None,
                }
                for one in self.notes
            ],
            "nearly": [
                {"id": n.note, "text": n.text, "touchpoint": n.card, "likeness": n.likeness}
                for n in self.nearly
            ],
            "comments": [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "author": one.author,
                    "text": one.text,
                    "answer": one.answer,
                    "closed": one.closed,
                }
                for one in self.comments
            ],
        }


def look_at(project: Project, card_id: TouchpointId) -> CardNotes | None:
    """Look at a card; ``None`` where it is gone."""
    snapshot = project.snapshot()
    ground = ground_of(project, snapshot)
    card = ground.cards.get(card_id)
    if card is None:
        return None
    notes = tuple(sorted(_on(ground, card), key=_fits_least_first))
    own = tuple(one for one in snapshot.comments if one.touchpoint == card_id)
    return CardNotes(card, notes, tuple(_near(ground, card)), own)


def _fits_least_first(one: OnCard) -> tuple[bool, bool, float, str]:
    likeness = 9.0 if one.likeness is None else one.likeness
    return one.joined is None, not one.is_outlier, likeness, one.note


def _on(ground: Ground, card: Touchpoint) -> list[OnCard]:
    from synthesis.board.why import shared_words

    known = evidence_of(card)
    inside = [ground.at[note] for note in known if note in ground.at]
    rows = ground.where.of(inside) if inside else np.empty((0, 1))
    near = np.round(rows @ rows.T, 6)
    place = {at: number for number, at in enumerate(inside)}
    claims = {one.note: claim.title for claim in card.claims for one in claim.evidence}
    found = []
    for note, one in known.items():
        text = ground.every_note[note].text if note in ground.every_note else ""
        likeness, mate = None, ""
        if note in ground.at and len(inside) > 1:
            row = near[place[ground.at[note]]].copy()
            own = place[ground.at[note]]
            likeness = round(float((row.sum() - row[own]) / (len(inside) - 1)), 6)
            row[own] = -2.0
            mate = ground.notes[inside[int(row.argmax())]].text
        found.append(
            OnCard(
                note,
                text,
                claims.get(note, ""),
                likeness,
                mate,
                shared_words(text, mate) if mate else (),
                one.stance is EvidenceStance.AGAINST,
                one.pinned,
                one.joined,
            )
        )
    return found


def _near(ground: Ground, card: Touchpoint) -> list[NearCard]:
    """Return notes of the stage that are more like this card than notes of two cards usually are.

    Those that nearly belong here come first; the rest only where they reach a claim's likeness.
    """
    from synthesis.board.claims import coarse_cut
    from synthesis.board.keepup import nearly

    cut = coarse_cut(ground.snapshot.settings.dial)
    found = [one for one in nearly(ground, cut) if one.card.id == card.id]
    found.sort(key=lambda one: (-one.gain, one.note))
    return [
        NearCard(
            one.note,
            ground.every_note[one.note].text,
            ground.card_of[one.note].code,
            one.likeness,
        )
        for one in found[:_NEARLY]
    ]


Piece = tuple[str, str]
"""A piece of a line and the name of its style ("" for none)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A map, and what one must know beside it.

    ``personas`` are (id, name) in their order; ``people`` maps a participant's code to the name.
    ``fresh`` says whether the drafts were made from the notes as they now are, ``drafted`` whether
    there are any, ``waiting`` how many notes lie on no card yet, ``aside`` how many are set aside;
    ``new`` are the ids of cards with notes that joined since they were decided.
    """

    journey: JourneyMap
    persona: PersonaId | None
    personas: tuple[tuple[PersonaId, str], ...]
    people: Mapping[str, str]
    fresh: bool
    drafted: bool
    dial: float
    waiting: int = 0
    aside: int = 0
    new: frozenset[str] = frozenset()

    def cards(self) -> Iterator[tuple[int, Card]]:
        """Yield every card with the index of its stage, in their order."""
        for at, column in enumerate(self.journey.stages):
            for card in column.cards:
                yield at, card


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map's text as lines of pieces, exactly as `sayso map` prints it, and where cards are."""

    lines: tuple[tuple[Piece, ...], ...]
    spots: tuple[Spot, ...]


def look(project: Project, persona: PersonaId | None) -> Seen:
    """Read one persona's map, or everybody's; a persona that is gone gives everybody's."""
    with project.reading():
        snapshot = project.snapshot()
        fresh = drafts.is_fresh(project)
        version = frozen.count(project) + 1
    personas = tuple((one.id, one.name) for one in snapshot.personas)
    known = persona if any(persona == one for one, _ in personas) else None
    return Seen(
        map_build.build(snapshot, map_build.journey_for(snapshot, known), version=version),
        known,
        personas,
        {one.code: one.name for one in snapshot.participants},
        fresh,
        bool(snapshot.touchpoints),
        snapshot.settings.dial,
        drafts.waiting(snapshot),
        sum(note.set_aside for note in snapshot.notes),
        frozenset(
            card.id
            for card in snapshot.touchpoints
            if any(one.joined is not None for one in evidence_of(card).values())
        ),
    )


def card_of(project: Project, note: NoteId) -> str:
    """Return the code of the card that a note is on; "" where it is on none."""
    for card in touchpoints.all(project):
        evidence = [*card.evidence, *(one for claim in card.claims for one in claim.evidence)]
        if any(one.note == note for one in evidence):
            return card.code
    return ""


def draw(
    seen: Seen,
    width: int,
    *,
    stage: int | None,
    first: int | None = None,
    by: Narrowing = EVERYTHING,
    by_team: bool = False,
) -> Drawn:
    """Draw a map ``width`` cells wide, as `sayso map` prints it: all of it, or one stage alone.

    ``first`` is the stage from which a grid shows as many as fit; ``by`` says which claims are
    shown, ``by_team`` adds each team's view of a card.
    """
    from synthesis.render.terminal import draw as terminal
    from synthesis.render.terminal.stage import views_told
    from synthesis.render.terminal.view import View

    view = View(
        stage=stage,
        first=first,
        by_team=views_told(seen.journey) if by_team else {},
        only=by.words(),
    )
    page = terminal.draw(narrow(seen.journey, by), width=width, view=view)
    return Drawn(tuple(tuple(line) for line in page.lines), tuple(page.spots))


def narrowings(seen: Seen) -> list[tuple[str, Narrowing]]:
    """Return what a map can be narrowed to, everything first, each in words: what there is."""
    ways = [
        ("Everything", EVERYTHING),
        ("Only what is assumed: no customer has spoken of it", Narrowing(BELIEVED)),
        ("Only what customers contradict, or some of them", Narrowing(DISPUTED)),
    ]
    standings = {claim.standing for claim in claims(seen.journey)}
    sources = {who.source for who in speakers(seen.journey)}
    ways += [(f"Only {one}", Narrowing(frozenset({one}))) for one in Standing if one in standings]
    ways += [
        (f"Only {name}", Narrowing(sources=frozenset({source})))
        for source, name in SOURCES.items()
        if source in sources
    ]
    ways += [
        (f"Only what the team {team} speaks of", Narrowing(teams=frozenset({team})))
        for team in teams_of(seen.journey)
    ]
    return ways


def side_by_side(seen: Seen, width: int) -> int:
    """Return how many stages a map of this width shows side by side; 1 where it is no grid."""
    from synthesis.render.terminal import draw as terminal
    from synthesis.render.terminal import grid

    stages = len(seen.journey.stages)
    return grid.fitting(width, stages) if width >= terminal.GRID_FROM and stages else 1
