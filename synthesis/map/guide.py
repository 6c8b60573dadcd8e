"""What to ask next: open questions by stage to read out, and apart from them what to listen for.

An interviewer who reads a claim out has it confirmed.  So a question names a stage and nothing
else, in a form that holds whatever a stage is called; claims stand in their own words on a sheet
that nobody is shown.  What somebody noted to be asked is asked as they put it, or not at all.
Pure: the same map gives the same guide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from data.text import capital, code_order
from synthesis.board.quotes import words_of
from synthesis.board.standing import Standing
from synthesis.map.findings import felt
from synthesis.map.model import Card, Header, JourneyMap, LaneKey, MapClaim, StageColumn
from synthesis.titles.english import TAKING_SIDES

A_STAGE = 2
"""Questions of one stage."""

A_PAGE = 10
"""Questions of one page: each has room to write under it."""

TO_HEAR = 3
"""Claims of one stage to listen for; and as many of what was noted to be found out."""

RULE = (
    "What was noted to be found out is asked as it was noted where it is an open question to a "
    "customer; else it is for your eyes only, as are claims. What to listen for are the claims "
    "that rest on least and matter most: people for or against, times 1 to 3 for how far the "
    "feeling is from neutral, times 3 where it is assumed, 2 where it is a shared belief, heard "
    "once, split, doubted or disputed inside, 1 where it is contradicted, 0 where it is supported. "
    f"At most {A_STAGE} questions a stage and {A_PAGE} a page, every stage before a second "
    f"question of any; at most {TO_HEAR} claims a stage."
)
"""How the questions were chosen, in words; it is for the team, and not printed on the page."""

FOR_INTERVIEWER = (
    "For the interviewer: ask in your own order and let people tell. What to listen for stands on "
    "a sheet of its own."
)
"""For whoever asks; nothing in it tells what is believed."""

FOR_EYES = (
    "Not to be shown nor read out: whoever is read a claim agrees with it. What was said is logged "
    "in a session of its own, under the code of the card it is about where there is one, so: T07: "
    "what they said; whether it bears on a claim is said afterwards: sayso claims for, and against."
)
"""What stands above what to listen for."""

_THIN = {
    Standing.ASSUMED: 3,
    Standing.SHARED_BELIEF: 2,
    Standing.HEARD_ONCE: 2,
    Standing.SPLIT: 2,
    Standing.DOUBTED: 2,
    Standing.DISPUTED: 2,
    Standing.CONTRADICTED: 1,
    Standing.SUPPORTED: 0,
}
_TOLD_INSIDE = frozenset((LaneKey.INSIDE, LaneKey.IDEA, LaneKey.DISSENT))
_LONGEST_ASK = 140
_LONGEST_TITLE = 40
_SHORT = 24
_WORD = re.compile(r"[a-z]+")
_OPEN = frozenset(("how", "what", "when", "where", "who", "which"))
_YOU = frozenset(("you", "your", "yours", "yourself"))
_OTHERS = frozenset(
    ("they", "them", "their", "theirs", "we", "us", "our", "ours", "customer", "customers")
)
"""Words of a question that is about customers, not to one."""

_OPENING = (
    "We go through what happened to you part by part: {}. Tell it in your own way; "
    "there is no right or wrong."
)
_FIRST = (
    "Let us talk about the part {}. What happened, from the beginning?",
    "Now the part {}. What did you do, and what came next?",
    "And the part {}: how did that go for you, step by step?",
)
_SECOND = (
    "What about the part {} was as you expected, and what was not?",
    "Which moment of the part {} do you remember best, and what happened then?",
)
"""Questions that hold for any title: a noun, a verb or a sentence, in any language."""

_FIRST_UNPLACED = "What have we not talked about that I should hear?"
_SECOND_UNPLACED = "Who else was part of it, and what did they do?"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that may be read out; ``noted`` where somebody put it so."""

    text: str
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What to listen for: a claim's words, or what was ``noted`` to be found out.

    ``code`` is the claim's and ``card`` that of its card, "" where there is none; ``people`` says
    who is behind it, ``like`` how many other notes are taken to say the same; ``weight`` ranked it.
    """

    text: str
    code: str = ""
    card: str = ""
    people: str = ""
    noted: bool = False
    weight: float = 0.0
    like: int = 0


@dataclass(frozen=True, slots=True)
class GuidePart:
    """The questions of one stage, what to listen for, and how many more claims there would be."""

    title: str
    questions: tuple[Asked, ...]
    heard: tuple[Heard, ...] = ()
    more: int = 0
    is_unplaced: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """A page to take into an interview; ``left`` counts the questions that found no room."""

    header: Header
    parts: tuple[GuidePart, ...]
    left: int = 0

    @property
    def opening(self) -> str:
        """What to say before the first question: in what parts it is gone through; "" for none.

        A stage's title alone means little to a stranger; after the others it does.
        """
        names = [_name(part.title, _SHORT) for part in self.parts if not part.is_unplaced]
        return _OPENING.format(", ".join(names)) if names else ""


def guide(journey: JourneyMap) -> Guide:
    """Return the guide of a map: what is to be found out, and what its claims rest on least."""
    parts: list[GuidePart] = []
    for stage in journey.stages:
        parts += _part(stage, len(parts))
    kept = [
        replace(part, questions=part.questions[:room])
        for part, room in zip(parts, _fit(parts), strict=True)
    ]
    # Of our own questions only those are missed that would have opened a stage.
    noted = sum(may_be_asked(text) for stage in journey.stages for text in _noted(stage))
    left = noted - sum(one.noted for part in kept for one in part.questions)
    left += sum(not part.questions for part in kept)
    return Guide(journey.header, tuple(part for part in kept if part.questions), left)


def _noted(stage: StageColumn) -> list[str]:
    """Return what was noted to be found out at a stage, each once."""
    texts = (" ".join(note.text.split()) for note in stage.asks)
    return list(dict.fromkeys(text for text in texts if text))


def _part(stage: StageColumn, at: int) -> list[GuidePart]:
    """Return a stage's part, the ``at``-th, or nothing where there is nothing to ask."""
    noted = _noted(stage)
    asks = [capital(text) for text in noted if may_be_asked(text)]
    rest = [Heard(text, noted=True) for text in noted if not may_be_asked(text)]
    thin = _thin(stage)
    if not (asks or rest or thin):
        return []
    first, second = question(stage, at)
    questions = [Asked(first), *(Asked(text, noted=True) for text in asks)]
    if not asks and len(rest) + len(thin) > 1:
        questions.append(Asked(second))
    heard = (*rest[:TO_HEAR], *thin[:TO_HEAR])
    more = len(rest) + len(thin) - len(heard)
    return [GuidePart(stage.title, tuple(questions[:A_STAGE]), heard, more, stage.is_unplaced)]


def _fit(parts: Sequence[GuidePart]) -> list[int]:
    """Return for how many questions of each part a page has room: first each stage's first one.

    Stages at which something was noted to be found out go before others, then weightier ones.
    """
    ranked = sorted(
        (
            place,
            not _is_noted(part),
            -max((one.weight for one in part.heard), default=0.0),
            at,
        )
        for at, part in enumerate(parts)
        for place in range(len(part.questions))
    )[:A_PAGE]
    room = Counter(at for *_, at in ranked)
    return [room[at] for at in range(len(parts))]


def _is_noted(part: GuidePart) -> bool:
    return any(one.noted for one in part.questions) or any(one.noted for one in part.heard)


def may_be_asked(text: str) -> bool:
    """Return whether a question may be read out as it was noted.

    It is open, short, takes no side, and is put to whoever hears it.
    """
    words = _WORD.findall(text.casefold())
    return (
        bool(words)
        and words[0] in _OPEN
        and text.endswith("?")
        and text.count("?") == 1
        and len(text) <= _LONGEST_ASK
        and not _YOU.isdisjoint(words)
        and (_OTHERS | TAKING_SIDES).isdisjoint(words)
    )


def question(stage: StageColumn, at: int) -> tuple[str, str]:
    """Return a stage's first and second open question; ``at`` varies the wording."""
    if stage.is_unplaced:
        return _FIRST_UNPLACED, _SECOND_UNPLACED
    name = _name(stage.title)
    return _FIRST[at % len(_FIRST)].format(name), _SECOND[at % len(_SECOND)].format(name)


def _name(title: str, most: int = _LONGEST_TITLE) -> str:
    return f"“{words_of(title, most)}”"


def _thin(stage: StageColumn) -> list[Heard]:
    """Return the claims of a stage that rest on little, what matters most first."""
    found = [
        Heard(
            claim.title,
            claim.code,
            card.code if card is not None else "",
            claim.counts.in_words(", ".join(claim.teams)),
            weight=weight,
            like=claim.like,
        )
        for card, claim in _claims(stage)
        if (weight := round(_weight(card, claim), 3))
    ]
    return sorted(
        found,
        key=lambda one: (-one.weight, code_order(one.card), code_order(one.code), one.text),
    )


def _claims(stage: StageColumn) -> Iterator[tuple[Card | None, MapClaim]]:
    return ((card, claim) for card, key, claim in stage.claims() if key not in _TOLD_INSIDE)


def _weight(card: Card | None, claim: MapClaim) -> float:
    """Return what a claim is worth listening for; see `RULE`."""
    told = [abs(int(note.emotion)) for note in claim.notes if note.emotion is not None]
    # Joy and anger do not cancel out.
    mean = felt(card)[0] if card is not None else None
    feeling = sum(told) / len(told) if told else abs(mean or 0.0)
    return _THIN[claim.standing] * max(claim.counts.people, 1) * (1 + feeling)
