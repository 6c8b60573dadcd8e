"""What a map says in a few lines: what customers need to be told, and what is overlooked, first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from data.records import NeedType, Source
from synthesis.board.standing import Standing
from synthesis.map.model import (
    Card,
    LaneKey,
    MapClaim,
    MapNote,
    StageColumn,
    Summary,
    SummaryLine,
)

LINES = 5
"""Lines of each part of a summary."""

TOLD = 8
"""Lines of what customers need to be told: they are read by persona, stage and channel."""

UNMENDED = 3
"""Lines of pains and needs without an idea; all of them stand under what is missing."""

COMMUNICATION_RULE = (
    "Needs that are tagged informational, or that say in so many words that somebody wants to know "
    f"or be told, and questions that customers ask; by persona, stage and channel. At most {TOLD}, "
    "those of most people."
)
OVERLOOKED_RULE = (
    "Raised by customers and, as far as is known, by nobody inside, whatever the kind, stage and "
    "words; then pain points and needs heard more than once, and not denied, with no idea on their "
    f"card. Never what goes well. At most {LINES} and {UNMENDED}, those of most people."
)
BELIEVED_RULE = (
    "Nobody has put a remark of a customer for or against it; where some are near, they are "
    "unread. What none is near stands first. Ask before you build on it. "
    f"At most {LINES}, those of most people."
)
UNASKED_RULE = "Nobody who gave up was asked."

NO_IDEA_YET = "no idea on its card"
UNREAD = "not yet read against what is said inside"

_RAISED = frozenset(
    (
        LaneKey.PAIN,
        LaneKey.NEED,
        LaneKey.QUESTION,
        LaneKey.REQUEST,
        LaneKey.EXPECTS,
        LaneKey.PREFERS,
    )
)
"""Lanes whose claims ask for something, whatever is felt."""

_NEVER = frozenset((LaneKey.GAIN, LaneKey.INSIDE, LaneKey.IDEA, LaneKey.DISSENT))
_UNHEARD = frozenset((Standing.ASSUMED, Standing.SHARED_BELIEF, Standing.DISPUTED))
_DENIED = frozenset((Standing.CONTRADICTED, Standing.DOUBTED, Standing.DISPUTED))
_NOT_STAFF = frozenset((Source.CUSTOMER, Source.OBSERVED, Source.RECORD))

_REPORTED = re.compile(
    r"\b(?:they|people|everyone|everybody|somebody|someone|customers?) (?:\w+ ){0,2}"
    r"(?:asks?|asked|wants? to know|wanted to know)\b"
    r"|^asked (?:whether|if|how|what|when|where|which|who|why)\b",
    re.IGNORECASE,
)
"""Words by which somebody inside tells what customers ask, in English."""

_QUOTED = re.compile(r"[\"“„«][^\"“”»]+[\"“”»]")
"""Words of somebody else within a remark."""

_TO_KNOW = re.compile(
    r"\b(?:to know|(?:be|been|being|get|got) told|tell (?:me|us|them|people|customers)"
    r"|let (?:me|us|them|people|customers) know)\b",
    re.IGNORECASE,
)
"""Words by which a need is one to be told something, in English."""

_ONE = re.compile(r"\b(?:i|my|me|mine)\b", re.IGNORECASE)
"""Words by which somebody tells a customer's question as the customer puts it, in English."""

_OURS = re.compile(r"\b(?:we|us|our|ours)\b", re.IGNORECASE)
"""Words by which somebody inside speaks for themselves, in English."""

_GIVING_UP = re.compile(
    r"\b(?:giv(?:e|es|ing|en) up|gave up|drop(?:s|ped|ping)? out|abandon\w*|walk(?:s|ed)? away"
    r"|los(?:es?|ing|t) (?:us )?(?:people|customers|clients|users|applicants)"
    r"|never (?:finish|come back|return|bring it back|complete)\w*|quit(?:s|ting)?)\b",
    re.IGNORECASE,
)
"""Words for leaving a journey before its end, in English."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a summary has to know of people and notes beside the stages.

    ``personas`` are the names that each note counts for, by its id, none for any; ``some_gave_up``
    says that a customer who left the journey early is on the map.
    """

    personas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    some_gave_up: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A claim of the map, and where it stands; ``at`` is the place of its stage."""

    at: int
    stage: str
    card: Card | None
    key: LaneKey
    claim: MapClaim


def summary(stages: Sequence[StageColumn], known: Known) -> Summary:
    """Return what the map says in a few lines, a claim each."""
    found = [
        _Found(at, stage.title, card, key, claim)
        for at, stage in enumerate(stages)
        for card, key, claim in stage.claims()
    ]
    customers = any(stage.moods.customers.n for stage in stages) or any(
        one.claim.counts.customers_for or one.claim.counts.customers_against for one in found
    )
    given_up = [
        one
        for one in found
        if one.claim.belief and any(_GIVING_UP.search(note.text) for note in one.claim.notes)
    ]
    return Summary(
        communication=_communication(found, known),
        overlooked=_overlooked(found),
        believed=_believed(found),
        unasked=_lines(given_up) if customers and not known.some_gave_up else (),
    )


def _believed(found: Iterable[_Found]) -> tuple[SummaryLine, ...]:
    """Return the beliefs that no customer is known to speak to, what is near none first."""
    unheard = [one for one in found if one.claim.belief and one.claim.standing in _UNHEARD]
    ranked = sorted(_ranked(unheard), key=lambda one: one.claim.nearby > 0)
    return tuple(
        _line(one, why=f"{one.claim.nearby} nearby, unread" if one.claim.nearby else "")
        for one in ranked[:LINES]
    )


def _communication(found: Iterable[_Found], known: Known) -> tuple[SummaryLine, ...]:
    """Return what customers need to be told, that of most people, by persona, stage, channel."""
    placed = []
    for one in _ranked(one for one in found if _is_to_be_told(one, known))[:TOLD]:
        notes = one.claim.notes
        personas = _names(name for note in notes for name in known.personas.get(note.id, ()))
        if any(not known.personas.get(note.id) for note in notes):
            personas = ()
        channels = _names(note.channel for note in notes if note.channel)
        line = _line(one, personas=personas, channels=channels)
        placed.append(((personas, one.at, channels), line))
    placed.sort(key=lambda item: item[0])
    return tuple(line for _, line in placed)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (name.casefold(), name)))


def _is_to_be_told(one: _Found, known: Known) -> bool:
    """Return whether a claim is an informational need or a question of customers."""
    if one.key is LaneKey.NEED:
        typed = {note.need_type for note in one.claim.notes}
        if typed != {None}:
            return one.claim.need_type is NeedType.INFORMATIONAL
        return any(
            _TO_KNOW.search(note.text)
            and (note.source in _NOT_STAFF or not _OURS.search(note.text))
            for note in one.claim.notes
        )
    return one.key is LaneKey.QUESTION and any(
        _is_customers(note, known) for note in one.claim.notes
    )


def _is_customers(note: MapNote, known: Known) -> bool:
    """Return whether a question is one of customers.

    Those inside also ask for themselves ("who covers lunch").  What they tell is a customer's
    question where the note says so: in quotes, of a persona, on a channel, "they ask", or "I".
    """
    if note.source in _NOT_STAFF:
        return True
    if note.verbatim or _QUOTED.search(note.text) or _REPORTED.search(note.text):
        return True
    told_of = bool(note.channel or known.personas.get(note.id) or _ONE.search(note.text))
    return told_of and not _OURS.search(note.text)


def _overlooked(found: Sequence[_Found]) -> tuple[SummaryLine, ...]:
    """Return what customers raise and nobody inside does, then pains and needs without an idea.

    What somebody has read against what is said inside is surer than what nobody has.
    """
    asking = [one for one in found if _asks_for_something(one)]
    read = [one for one in asking if one.claim.not_raised_by_staff]
    unread = [one for one in asking if one.claim.may_be_new]
    unmended = [
        one
        for one in found
        if one.key in (LaneKey.PAIN, LaneKey.NEED)
        and not (one.claim.not_raised_by_staff or one.claim.may_be_new)
        and one.claim.standing not in _DENIED
        and _is_heard_again(one.claim)
        and one.card is not None
        and not one.card.claims(LaneKey.IDEA)
    ]
    sure = _lines(read)
    return (
        *sure,
        *(_line(one, why=UNREAD) for one in _ranked(unread)[: LINES - len(sure)]),
        *(_line(one, why=NO_IDEA_YET) for one in _ranked(unmended)[:UNMENDED]),
    )


def _is_heard_again(claim: MapClaim) -> bool:
    return len(claim.notes) > 1 or claim.counts.people_for > 1


def _asks_for_something(one: _Found) -> bool:
    """Return whether a claim is a chance to do better: of a kind that is, or felt as bad."""
    if one.key in _NEVER:
        return False
    felt = [int(note.emotion) for note in one.claim.notes if note.emotion is not None]
    if one.key in _RAISED:
        return not felt or min(felt) <= 0
    return bool(felt) and max(felt) < 0


def _ranked(found: Iterable[_Found]) -> list[_Found]:
    """Return claims with those of most people first."""
    return sorted(
        found,
        key=lambda one: (
            -one.claim.counts.people_for,
            -one.claim.counts.customers_for,
            one.claim.title,
            one.card.code if one.card is not None else "",
        ),
    )


def _lines(found: Iterable[_Found]) -> tuple[SummaryLine, ...]:
    """Return the claims of most people as lines, best first."""
    return tuple(_line(one) for one in _ranked(found)[:LINES])


def _line(
    one: _Found,
    *,
    why: str = "",
    personas: tuple[str, ...] = (),
    channels: tuple[str, ...] = (),
) -> SummaryLine:
    return SummaryLine(
        one.claim.title,
        (one.card.code if one.card is not None else "",),
        one.claim.counts.in_words(),
        claim=one.claim.code,
        why=why,
        stage=one.stage,
        personas=personas,
        channels=channels,
        like=one.claim.like,
    )
