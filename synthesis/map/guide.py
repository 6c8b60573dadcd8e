"""What to ask next: a page of neutral, open questions by stage, that never shows the map.

An interviewer who reads a claim out has it confirmed.  So a question names what a claim is about,
a thing or a way of getting in touch, and never what is thought of it; what cannot be named without
taking a side is asked about by its stage alone.  Pure: the same map gives the same guide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.records import EvidenceStance
from data.text import code_order, fold
from synthesis.board.standing import Standing
from synthesis.map.findings import felt
from synthesis.map.model import Card, Header, JourneyMap, LaneKey, MapClaim, StageColumn
from synthesis.titles import english
from synthesis.titles.english import Word, segments

A_STAGE = 2
"""Questions of one stage."""

A_PAGE = 10
"""Questions of one page: each has room to write under it."""

RULE = (
    "What was noted to be found out comes first. Then the claims that rest on least and matter "
    "most: people for or against, times 1 to 3 for how far the feeling is from neutral, times "
    "3 where it is assumed, 2 where it is a shared belief, heard once, split, doubted or disputed "
    "inside, 1 where it is "
    f"contradicted, 0 where it is supported. At most {A_STAGE} questions a stage and {A_PAGE} a "
    "page, every stage before a second question of any."
)
"""How the questions were chosen, in words; it is for the team, and not printed on the page."""

FOR_INTERVIEWER = (
    "For the interviewer: ask in your own order and let people tell. Codes are not read aloud; "
    "afterwards each answer is logged under the one beside its question, in a session of its own, "
    "so: T07: what they said"
)
"""For whoever asks; nothing in it tells what is believed."""

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
_LONGEST_SUBJECT = 40
_OPEN = frozenset(("how", "what", "when", "where", "who", "which"))
_LOADED = english.words(
    "queue queues wait waits waiting chase chasing chases delay trouble nightmare fear fears worry "
    "worries mistake mistakes error errors confusion doubt doubts refusal rejection complaints "
    "risk risks mess fault faults gap gaps loss pain fuss hassle stress frustration anger blame "
    "surprise surprises shock excuse excuses barrier barriers obstacle obstacles bother crash jam "
    "panic embarrassment shame disappointment guilt joy relief trust pride hope hopes luck limbo "
    "silence scratch scratches damage damages theft thefts maze jungle jargon nonsense rubbish "
    "stranger strangers victim fight fights argument arguments dispute disputes lie lies abuse"
)
"""Things that cannot be named without saying that something is wrong, or well."""
_NO_SUBJECT = english.words(
    "thing things lot bit way ways time times people one anything everything nothing something "
    "person claim kind sort side place part day days week weeks month months year years hour hours "
    "minute minutes morning mornings afternoon evening night today tomorrow yesterday end ends "
    "start rest half most number amount reason reasons case customer customers client clients "
    "user users everybody nobody somebody someone anyone everyone man woman lady guy guys fact "
    "mine yours his hers its ours theirs other others "
    "word words idea ideas question questions answer answers look turn moment while second touch"
)
_THINGS = english.words(
    "account accounts advice app apps appointment appointments bill bills booking card cards "
    "contract contracts delivery desk email emails form forms invoice invoices leaflet leaflets "
    "letter letters message messages office order orders page pages parking payment payments phone "
    "phones portal price prices receipt shop site staff statement store ticket tickets website"
)
"""Things that a remark may begin with, and nobody's name."""
_PLAIN = re.compile(r"[a-z][a-z'’-]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: ``code`` is the touchpoint to log the answer under, "" where there is none.

    ``weight`` is what ranked it; a question that somebody noted to be asked has none.
    """

    text: str
    code: str = ""
    noted: bool = False
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class GuidePart:
    """The questions of one stage."""

    title: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A page to take into an interview; ``left`` counts the questions that found no room."""

    header: Header
    parts: tuple[GuidePart, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Wish:
    """A question to be: as it was noted, or what it is to be about."""

    text: str = ""
    about: str = ""
    channel: str = ""
    code: str = ""
    noted: bool = False
    weight: float = 0.0

    @property
    def key(self) -> str:
        """What tells it from others: nobody is asked about one thing twice."""
        return fold(self.text) or " ".join(english.stems(self.about.split())) or fold(self.channel)


def guide(journey: JourneyMap) -> Guide:
    """Return the guide of a map: what is to be found out, and what its claims rest on least."""
    chosen = [_choose(list(_asks(stage)), list(_thin(stage))) for stage in journey.stages]
    kept = _fit([questions for questions, _ in chosen])
    parts = tuple(
        GuidePart(stage.title, questions)
        for stage, questions in zip(journey.stages, kept, strict=True)
        if questions
    )
    there = sum(len(questions) + left for questions, left in chosen)
    return Guide(journey.header, parts, there - sum(len(part.questions) for part in parts))


def _choose(asks: list[_Wish], thin: list[_Wish]) -> tuple[tuple[Asked, ...], int]:
    """Return a stage's questions and how many are left: of each sort one, before a second."""
    wishes: dict[str, _Wish] = {}
    for wish in (*asks[:1], *thin[:1], *asks[1:], *thin[1:]):
        wishes.setdefault(wish.key, wish)
    questions = tuple(
        Asked(
            wish.text or question(wish.about, wish.channel, place),
            wish.code,
            wish.noted,
            wish.weight,
        )
        for place, wish in enumerate(list(wishes.values())[:A_STAGE])
    )
    return questions, len(wishes) - len(questions)


def _fit(stages: Sequence[tuple[Asked, ...]]) -> list[tuple[Asked, ...]]:
    """Return what a page has room for: first each stage's first question, weightier ones first."""
    ranked = sorted(
        (place, not one.noted, -one.weight, at)
        for at, questions in enumerate(stages)
        for place, one in enumerate(questions)
    )[:A_PAGE]
    room = Counter(at for *_, at in ranked)
    return [questions[: room[at]] for at, questions in enumerate(stages)]


def _asks(stage: StageColumn) -> Iterator[_Wish]:
    """Yield what was noted to be found out at a stage, as open questions that take no side."""
    for note in stage.asks:
        text = " ".join(note.text.split())
        if is_open(text):
            yield _Wish(text=text[:1].upper() + text[1:], noted=True)
        elif text:
            yield _Wish(about=subject([text]), noted=True)


def is_open(text: str) -> bool:
    """Return whether a question may be asked as it stands: it is open, short, and takes no side."""
    pieces = segments(text)
    lows = [word.low for piece, _ in pieces for word in piece]
    return (
        bool(lows)
        and lows[0] in _OPEN
        and text.endswith("?")
        and text.count("?") == 1
        and len(text) <= _LONGEST_ASK
        and not any(low in english.TAKING_SIDES or low in _LOADED for low in lows)
        and not any(word.tag == "X" for piece, _ in pieces for word in piece)
    )


def _thin(stage: StageColumn) -> Iterator[_Wish]:
    """Yield a question for each touchpoint that rests on little, what matters most first."""
    ranked: list[tuple[float, Card]] = []
    for card in stage.cards:
        weight = max((_weight(card, claim) for claim in _claims(card)), default=0.0)
        if weight:
            ranked.append((round(weight, 3), card))
    ranked.sort(key=lambda one: (-one[0], code_order(one[1].code)))
    for weight, card in ranked:
        about = subject([card.title, *_texts(card)])
        yield _Wish(about=about, channel=card.channel, code=card.code, weight=weight)


def _claims(card: Card) -> Iterator[MapClaim]:
    return (claim for lane in card.lanes if lane.key not in _TOLD_INSIDE for claim in lane.claims)


def _weight(card: Card, claim: MapClaim) -> float:
    """Return what a claim's question is worth; see `RULE`."""
    told = [abs(int(note.emotion)) for note in claim.notes if note.emotion is not None]
    # Joy and anger do not cancel out.
    feeling = sum(told) / len(told) if told else abs(felt(card)[0] or 0.0)
    return _THIN[claim.standing] * max(claim.counts.people, 1) * (1 + feeling)


def _texts(card: Card) -> Iterator[str]:
    for claim in _claims(card):
        yield claim.title
        for note in claim.notes:
            if note.stance is EvidenceStance.FOR:
                yield note.text


def subject(texts: Iterable[str]) -> str:
    """Return what some remarks are about, as plain nouns that take no side; "" where none does.

    The first text is a title: what it names goes before what the others do.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    shown: dict[tuple[str, ...], tuple[str, ...]] = {}
    heads: Counter[str] = Counter()
    cut = [[piece for piece, _ in segments(text)] for text in texts]
    # A noun that is never written small may be somebody's name.
    small = {
        word.low
        for pieces in cut
        for piece in pieces
        for word in piece
        if word.text == word.low or word.low in _THINGS
    }
    for place, pieces in enumerate(cut):
        phrases = {
            _nouns(piece[start : end + 1], small): None
            for piece in pieces
            for start, end in _noun_phrases(piece)
        }
        for nouns in phrases:
            key = tuple(english.stems(list(nouns)))
            if not key:
                continue
            counts[key] += 2 if place == 0 else 1
            heads[key[-1]] += 2 if place == 0 else 1
            shown.setdefault(key, nouns)
    if not counts:
        return ""
    best = min(counts, key=lambda key: (-heads[key[-1]], -counts[key], len(key), key))
    return " ".join(shown[best])


def _noun_phrases(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the noun phrases, with one "of ..." part at most."""
    at = 0
    while at < len(words):
        if words[at].tag not in "nJ" and not (
            words[at].tag == "G" and at + 1 < len(words) and words[at + 1].tag == "n"
        ):
            at += 1
            continue
        end = at
        while end + 1 < len(words) and words[end + 1].tag in "nJ":
            end += 1
        while end > at and words[end].tag != "n":
            end -= 1
        if words[end].tag == "n":
            yield at, end
            longer = _of_part(words, end)
            if longer is not None:
                yield at, longer
        at = end + 1


def _of_part(words: Sequence[Word], end: int) -> int | None:
    at = end + 1
    if at + 1 >= len(words) or words[at].low not in {"of", "for", "with", "at", "in", "to"}:
        return None
    at += 1
    while at < len(words) and words[at].tag in "DSJQ":
        at += 1
    if at >= len(words) or words[at].tag != "n":
        return None
    while at + 1 < len(words) and words[at + 1].tag == "n":
        at += 1
    return at


def _nouns(phrase: Sequence[Word], small: Collection[str]) -> tuple[str, ...]:
    """Return a phrase's nouns, () where one of its words takes a side or names no thing."""
    if any(word.tag not in "nJ" for word in phrase):
        return ()
    named = [word for word in phrase if word.tag == "n"]
    lows = [word.low for word in named]
    if (
        any(low in english.TAKING_SIDES or low in _LOADED for low in lows)
        or lows[-1] in _NO_SUBJECT
        or not all(_PLAIN.fullmatch(low) and low in small for low in lows)
        or len(" ".join(lows)) > _LONGEST_SUBJECT
    ):
        return ()
    return tuple(lows)


def question(about: str, channel: str, place: int) -> str:
    """Return an open question about a thing, else about a channel, else about the stage as such.

    ``place`` varies the wording, so that a stage's questions do not all begin alike.
    """
    if about:
        if place % 2:
            return (
                f"When you last had to do with {_the(about)}, what did you do, and what came next?"
            )
        return f"Tell me about the last time you had to do with {_the(about)}. What happened?"
    if channel:
        return f"Tell me about the last time you used this way: {channel}. What happened?"
    if place % 2:
        return "What else did you do at this point, and what came of it?"
    return "Walk me through this part, from the beginning. What did you do, and what came next?"


def _the(about: str) -> str:
    return about if about.split()[0] == "staff" else f"the {about}"
