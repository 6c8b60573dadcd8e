"""Claims that may say the opposite of one thing: proposed, best first, and never decided unasked.

Two claims of one side are weighed by how far they are about the same thing (likeness, the stage,
words that both use) and by signs that they say otherwise of it: opposed words, numbers that cannot
both be so, opposite feelings, a gain against a pain point, and a denial, an "everybody" or a
"nobody" on one side only.  Kinds, stages and teams may differ.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.records import ClaimId, Kind, Note, NoteId, Stance
from data.text import fold
from synthesis.board.amounts import amounts, clashing
from synthesis.board.antonyms import base, tone
from synthesis.board.opposites import denials, gist, numbers_opposed, words_opposed
from synthesis.board.standing import Side
from synthesis.board.subject import about
from synthesis.grouping.likeness import BLOCK, DIGITS
from synthesis.titles.english import FUNCTION_WORDS, NEGATIONS, segments, stem, words

if TYPE_CHECKING:
    from synthesis.board.ground import Ground

LEAST = 0.32
"""What likeness and signs must come to together; found on projects with known opposites."""

SIGN = 0.15
"""What the strongest sign adds to how far two claims are about the same thing."""

SAME_TEAM = -0.1
SHARED = 0.2
"""What a rare word that both use adds; a common one adds less."""

OPPOSED, NUMBERS, DENIED, WANTED = 0.9, 0.9, 0.5, 0.5
FEELINGS, GAIN_AND_PAIN, TONES, AGREED = 0.5, 0.4, 0.3, -0.2
SAME_NUMBER = -0.2
NEGATION, UNIVERSAL, NUMBER, KINDS = 0.3, 0.3, 0.1, 0.05

FAINT = 0.2
"""Signs that come to less say nothing."""

CLOSE, SLIGHT = 0.65, 0.1
"""Of what is about the same thing beyond doubt, less of a sign will do."""

SURE, SURE_NEAR = 0.37, 0.26
SURE_ALL, SURE_ALL_NEAR = 0.55, 0.35
"""From where a question is sure, if words or numbers oppose; of all or none more must speak for it.

Feelings alone never make it so, nor does a word where both speak ill, but for an open retort.
"""

CUSTOMERS = 0.55
"""What two customers' remarks must come to: each tells of a day of their own."""

_ASKED = "opposite "
_NEAREST = 12
_REACH = 5
_WITHOUT = re.compile(r"\bw/o(?:ut)?\b", re.IGNORECASE)
_WANT = frozenset(
    map(stem, words("want need wish love enjoy prefer crave interest demand appetite"))
)
_WANT_NOT = frozenset(map(stem, words("hate dislike loathe detest avoid resent refuse reluctant")))
_WANTING = re.compile(r"\b(?:crying out|dying|desperate|begging|longing|keen|eager) (?:for|to)\b")
_OFTEN = words("always often never rarely seldom everybody everyone nobody many most few")
_NO_CLAIMS = frozenset({Kind.IDEA, Kind.OBSTACLE, Kind.QUESTION, Kind.MEMO, Kind.ASK})
_ALL = words("all always everybody everyone every everything anybody anyone")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two notes, of two claims, that may say the opposite; ``why`` in a few words, "" for likeness.

    ``first`` is the one that comes first in canonical order, so that a pair has one name.  ``sure``
    says that hardly a reader would shake their head at the question.
    """

    first: NoteId
    second: NoteId
    why: str
    weight: float
    sure: bool = False


def asked_key(first: NoteId, second: NoteId) -> str:
    """Return the question whose answer says whether two notes' claims oppose each other."""
    return f"{_ASKED}{first} {second}"


def disagreements(ground: Ground) -> list[Disagreement]:
    """Return the claims that may oppose each other, best first; each claim once.

    A claim is asked about with its likeliest opposite alone: the next comes when that is answered.
    """
    found = sorted(
        _weighed(ground),
        key=lambda one: (-one.weight, _key(ground, one.first), _key(ground, one.second)),
    )
    taken: set[str] = set()
    best = []
    for one in found:
        claims = {ground.claim_of[one.first].id, ground.claim_of[one.second].id}
        if taken.isdisjoint(claims):
            taken |= claims
            best.append(one)
    return best


def _key(ground: Ground, note: NoteId) -> str:
    return ground.where.keys[ground.at[note]]


def _weighed(ground: Ground) -> Iterator[Disagreement]:
    notes = [at for at, note in enumerate(ground.notes) if _may_oppose(ground, at, note)]
    if len(notes) < 2:
        return
    traits = {at: Traits.of(ground.notes[at]) for at in notes}
    rare = _rarity([traits[at].stems for at in notes])
    for a, b, near in _about_the_same(ground, notes):
        one, other = traits[a], traits[b]
        shared = max((rare[word] for word in one.stems & other.stems), default=0.0)
        alike = near + SHARED * shared + SAME_TEAM * _of_one_team(ground, a, b)
        if alike < LEAST - SIGN:
            continue
        sign = signs(one, other)
        weight = round(alike + SIGN * min(1.0, sign.strength), DIGITS)
        least = LEAST
        if ground.said[a].side is Side.CUSTOMER:
            least = CUSTOMERS if _is_plain(one, other) else math.inf
        if sign.strength >= (SLIGHT if alike >= CLOSE else FAINT) and weight >= least:
            first, second = sorted((a, b), key=lambda at: (ground.where.keys[at], at))
            yield Disagreement(
                ground.notes[first].id,
                ground.notes[second].id,
                sign.why,
                weight,
                _is_sure(sign, near, weight, one, other),
            )


def _is_sure(sign: Sign, near: float, weight: float, one: Traits, other: Traits) -> bool:
    if sign.by_words:
        retort = gist(one.note.text).retorts is not gist(other.note.text).retorts
        clear = retort or one.feels * other.feels <= 0
        return clear and near >= SURE_NEAR and weight >= SURE
    all_or_none = one.universal is not other.universal and not one.stems.isdisjoint(other.stems)
    return all_or_none and near >= SURE_ALL_NEAR and weight >= SURE_ALL


def _is_plain(one: Traits, other: Traits) -> bool:
    """Return whether words alone oppose two customers, who each tell of a day of their own."""
    return one.feels * other.feels <= 0 and bool(words_opposed(one.note.text, other.note.text))


def _may_oppose(ground: Ground, at: int, note: Note) -> bool:
    return (
        note.kind not in _NO_CLAIMS
        and ground.said[at].side in (Side.INSIDE, Side.CUSTOMER)
        and note.id in ground.claim_of
    )


def _about_the_same(ground: Ground, notes: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of notes of one side, two claims and two people, and how alike they are."""
    settled = _settled(ground)
    seen: set[frozenset[int]] = set()
    for side in (Side.INSIDE, Side.CUSTOMER):
        some = [at for at in notes if ground.said[at].side is side]
        some.sort(key=lambda at: (ground.where.keys[at], at))
        for start in range(0, len(some), BLOCK):
            here = some[start : start + BLOCK]
            near = about(ground, here, some)
            nearest = np.argsort(-near, axis=1, kind="stable")[:, : _NEAREST + 1]
            for a, row, order in zip(here, near.tolist(), nearest.tolist(), strict=True):
                for b, alike in ((some[j], row[j]) for j in order):
                    if frozenset((a, b)) in seen or alike < LEAST - SIGN - SHARED:
                        continue
                    seen.add(frozenset((a, b)))
                    claims = frozenset(ground.claim_of[ground.notes[at].id].id for at in (a, b))
                    if claims not in settled and _of_two(ground, a, b):
                        yield a, b, alike


def _settled(ground: Ground) -> set[frozenset[ClaimId]]:
    """Return pairs of claims of which people have said that they oppose each other, or do not."""
    said = [(one.note, one.target) for one in ground.snapshot.bearings]
    for key in ground.snapshot.answered:
        if key.startswith(_ASKED):
            first, _, second = key.removeprefix(_ASKED).partition(" ")
            said.append((NoteId(first), NoteId(second)))
    return {
        frozenset((ground.claim_of[one].id, ground.claim_of[other].id))
        for one, other in said
        if one in ground.claim_of and other in ground.claim_of
    }


def _of_two(ground: Ground, a: int, b: int) -> bool:
    """Return whether two notes are of two claims, and not said by the same person."""
    one, other = ground.notes[a], ground.notes[b]
    if ground.claim_of[one.id].id == ground.claim_of[other.id].id:
        return False
    return _speakers(one).isdisjoint(_speakers(other))


def _of_one_team(ground: Ground, a: int, b: int) -> bool:
    """Return whether all who said two notes are known to be of one team."""
    teams = [teams_of(ground, ground.notes[at]) for at in (a, b)]
    return bool(teams[0]) and teams[0] == teams[1] and len(teams[0]) == 1


def teams_of(ground: Ground, note: Note) -> frozenset[str]:
    """Return the known teams of those who said a note, folded."""
    people = ground.hearing.people.participants
    said = (people.get(own.participant) for own in note.participants if own.stance is Stance.SAID)
    names = (one.team.strip() for one in said if one is not None)
    return frozenset(fold(name) or name for name in names if name)


def _speakers(note: Note) -> set[str]:
    return {own.participant for own in note.participants if own.stance is Stance.SAID}


def _rarity(stems: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how rare each word is, from 0 (in every note) to 1 (in two)."""
    count = Counter(word for some in stems for word in some)
    most = math.log(max(2, len(stems)) / 2) or 1.0
    return {word: max(0.0, math.log(len(stems) / max(2, n)) / most) for word, n in count.items()}


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a note may be a sign that it says the opposite of another."""

    note: Note
    feeling: int
    leaning: int
    wants: int
    denies: frozenset[str] | None
    universal: bool
    numbers: bool
    stems: frozenset[str]

    @property
    def feels(self) -> int:
        """How it was felt, or else whether it speaks well or ill."""
        return self.feeling or self.leaning

    @classmethod
    def of(cls, note: Note) -> Traits:
        """Return what is told of a note by its tags and its words."""
        inside = [word for piece, _ in segments(note.text) for word in piece]
        lows = [word.low for word in inside]
        return cls(
            note,
            0 if note.emotion is None else _sign(int(note.emotion)),
            _leaning(note, lows),
            _wants(note.text),
            _denied(note.text),
            any(one in _ALL for one in lows),
            bool(amounts(note.text)),
            frozenset(
                stem(word.low)
                for word in inside
                if word.low not in FUNCTION_WORDS and word.low.isalpha() and len(word.low) > 2
            ),
        )


def _wants(text: str) -> int:
    """Return whether a remark tells of somebody who wants something (+1), or does not (-1)."""
    low = text.casefold()
    wanted = _sign(len(_WANTING.findall(low)))
    for piece, _ in segments(text):
        reach = 0
        for word in piece:
            found = base(word.low)
            if found in _WANT:
                wanted = -1 if reach else wanted or 1
            elif found in _WANT_NOT:
                wanted = 1 if reach else -1
            reach = _REACH if word.low in NEGATIONS else max(0, reach - 1)
    return wanted


def _denied(text: str) -> frozenset[str] | None:
    """Return the words in reach of a denial; None where nothing is denied."""
    found: set[str] | None = None
    for piece, _ in segments(_WITHOUT.sub("without", text)):
        reach = 0
        for word in piece:
            if word.low in NEGATIONS:
                found, reach = found or set(), _REACH
            elif reach and found is not None:
                found.add(stem(word.low))
                reach -= 1
    return None if found is None else frozenset(found)


def _leaning(note: Note, lows: Sequence[str]) -> int:
    """Return whether a note speaks well (+1) or ill (-1) of something: by its kind, else words."""
    if note.kind is Kind.GAIN:
        return 1
    if note.kind is Kind.PAIN:
        return -1
    return _sign(sum(tone(base(low)) for low in lows))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


@dataclass(frozen=True, slots=True)
class Sign:
    """How strongly two notes seem to say the opposite, by what, and whether by words or numbers."""

    strength: float
    why: str
    by_words: bool


def signs(one: Traits, other: Traits) -> Sign:
    """Return how strongly two notes seem to say the opposite."""
    found = [*_worded(one, other)]
    by_words = any(weight > UNIVERSAL for weight, _ in found)
    found += _felt(one, other)
    # A denial of another thing opposes nothing: it counts in full where the other names what it
    # denies.
    if one.denies is None is not other.denies or other.denies is None is not one.denies:
        clear = bool((one.denies or other.denies or frozenset()) & (one.stems & other.stems))
        by_words |= clear
        found.append((NEGATION if clear else NEGATION / 2, "a denial on one side"))
    elif one.universal is not other.universal:
        shared = bool(one.stems & other.stems)
        found.append((UNIVERSAL if shared else UNIVERSAL / 2, "all or none on one side"))
    if _agree(one, other):
        found.append((SAME_NUMBER, ""))
    if one.numbers is not other.numbers:
        found.append((NUMBER, ""))
    if one.note.kind is not other.note.kind:
        found.append((KINDS, ""))
    strength = sum(weight for weight, _ in found)
    return Sign(strength, max(found, default=(0.0, ""))[1], by_words)


def _worded(one: Traits, other: Traits) -> Iterator[tuple[float, str]]:
    """Yield the strongest sign in the words of two notes, if there is any."""
    text, another = one.note.text, other.note.text
    opposed = words_opposed(text, another)
    if opposed and not _by_share(opposed, one, other):
        yield OPPOSED, opposed
    elif numbers := numbers_opposed(text, another):
        yield NUMBERS, numbers
    elif clashing(amounts(text), amounts(another)) is not None:
        yield NUMBERS, "once, and more than once"
    elif denied := denials(text, another):
        yield DENIED, denied
    elif one.wants * other.wants < 0:
        yield WANTED, "one wants it, the other does not"
    elif opposed:
        yield UNIVERSAL, opposed


def _by_share(opposed: str, one: Traits, other: Traits) -> bool:
    """Return whether all that is opposed is how often, of two things: always this, never that."""
    return any(f"“{word}”" in opposed for word in _OFTEN) and not one.stems & other.stems


def _agree(one: Traits, other: Traits) -> bool:
    """Return whether both name the same number of the same thing."""
    return not set(amounts(one.note.text)).isdisjoint(amounts(other.note.text))


def _felt(one: Traits, other: Traits) -> Iterator[tuple[float, str]]:
    if one.feeling * other.feeling < 0:
        yield FEELINGS, f"felt {one.note.emotion:+d} and {other.note.emotion:+d}"
        return
    if {one.note.kind, other.note.kind} == {Kind.GAIN, Kind.PAIN}:
        yield GAIN_AND_PAIN, "a gain and a pain point"
        return
    if one.feels * other.feels < 0:
        yield TONES, "one speaks well of it, the other ill"
    elif one.feels * other.feels > 0:
        yield AGREED, ""
