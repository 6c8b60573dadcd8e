"""Choosing among candidate titles: cheap ranking first, then the encoder's word on the best few.

Score of a candidate = closeness to its own group (plain, after subtracting the mean of the rivals'
centres, and to the third of its notes that are least like it) - closeness to the nearest rival +
what its words tell apart (share of own notes less share of rivals' notes) + share of notes that
hold its words + how well it stands alone - words that a single note uses - words beyond six.
What the words tell apart is counted, not encoded, so it is a second opinion on the encoder's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from synthesis import clauses, fillers, neutral, notestyle, spelling, terms
from synthesis import wordlists as wl
from synthesis.clauses import Candidate

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOR_CENTRE = 0.5
FOR_CONTRAST = 0.75
FOR_OUTLYING = 0.2
AGAINST_RIVAL = 0.5
FOR_SHARE = 0.2
FOR_TELLING = 0.2
"""For what the words of a title tell apart together, and again for what they do on average."""
FOR_FORM = 0.2
FOR_FORM_OF_FEW = 0.4
"""With one or two remarks nearness says little: what reads well wins."""
PER_RARE_WORD = 0.03
PER_LONG_WORD = 0.02
PER_TERSE_WORD = 0.15
PER_NUMBER = 0.2
"""A number that few of the remarks hold: one person's case."""
PER_POINTING_WORD = 0.12
"""With few remarks, a word that points outside the title: "take pictures of it"."""
PER_STRANGE_WORD = 0.15
"""A word that is likely mistyped, where nobody else in the group wrote it so."""
FOR_ACTIVITY = 0.1
MOST_CUT = 16
"""Remarks of a group that are cut into candidates, the most typical first."""
WIDEST = 70
"""Characters of a title at most."""
_LONG = 6
_MOST = 8
_ALIKE = 2
_FEW = 2
_ONE_IN = 12
_POINTING = frozenset({"it", "it's", "this", "these", "those", "one"})
_ONE_IN_FEW = 5
_LONGEST_BEGINNING = 11


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """One group as the ranking sees it, its notes in canonical order.

    Attributes:
        texts: the remarks; ``vectors`` (n, d) their unit rows.
        places: where each remark stands in the whole group (a large group shows its core only).
        active: which remarks are activities (they name a touchpoint first).
        interaction: whether the name must read as an interaction.
        divided: whether some praise and others complain, so that the name takes no side.
        centre: (d,) the group's unit centre; ``rivals`` (r, d) those of its nearest groups.
        rival_texts: some remarks of the rivals; ``rival_vectors`` their rows.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    places: tuple[int, ...]
    active: tuple[bool, ...]
    interaction: bool
    divided: bool
    centre: NDArray[np.float64]
    rivals: NDArray[np.float64]
    rival_texts: tuple[str, ...]
    rival_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate title with what it earns without its vector."""

    title: str
    plain: float


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """What is left to decide for one group: candidates best first, the quote and the key words."""

    pool: Pool
    candidates: tuple[Scored, ...]
    decided: bool
    quote: int
    terms: tuple[str, ...]


def shortlist(pool: Pool, budget: int = _MOST) -> Shortlist:
    """Collect a group's candidates and keep the few that are worth encoding."""
    bags = [terms.bag(text) for text in pool.texts]
    quote = _quote(pool)
    if all(fillers.is_filler(text) for text in pool.texts):
        named = Scored(fillers.name_of(pool.texts), 0.0)
        return Shortlist(pool, (named,), True, quote, ())
    limit = min(budget, 1 + len(pool.texts))
    scored = _scored(pool, bags)
    directions = None
    if len(pool.texts) > _FEW or len(scored) > limit:
        beside = [terms.bag(text) for text in pool.rival_texts]
        vectors = np.vstack([pool.vectors, pool.rival_vectors])
        directions = terms.WordDirections(bags, beside, vectors)
    aim = _contrast(pool, pool.centre[None, :])[0]
    words = terms.key_terms(pool.texts, pool.rival_texts, directions, aim)
    best = _guess(pool, directions, scored)
    if not best and pool.divided and words:
        best = [Scored(neutral.mixed(words[0]), 0.0)]
    whole = _whole(pool.texts[0]) if len(pool.texts) == 1 and not pool.interaction else ""
    if whole:
        best = [Scored(whole, 1.0), *(c for c in best if c.title != whole)]
    return Shortlist(pool, tuple(best[:limit]), bool(whole) or len(best) < 2, quote, words)


def decide(short: Shortlist, rows: Mapping[str, NDArray[np.float32]]) -> list[str]:
    """Return the shortlist's titles, best first, by the candidates' own vectors."""
    if short.decided:
        return [candidate.title for candidate in short.candidates]
    vectors = np.array([rows[c.title] for c in short.candidates], dtype=np.float64)
    near = _closeness(short.pool, vectors) + FOR_OUTLYING * _outlying(short.pool, vectors)
    order = sorted(
        (-round(float(n) + c.plain, 6), c.title)
        for n, c in zip(near, short.candidates, strict=True)
    )
    return [title for _, title in order]


def _contrast(pool: Pool, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, d) unit rows after subtracting what the rivals have in common."""
    if not len(pool.rivals):
        return vectors
    out = vectors - pool.rivals.mean(axis=0)
    size = np.sqrt((out * out).sum(axis=1, keepdims=True))
    return np.asarray(out / np.maximum(size, 1e-9))


def _closeness(pool: Pool, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n,) how near the rows are to the group and how far from its nearest rival."""
    plain = np.asarray(vectors @ pool.centre)
    if not len(pool.rivals):
        return plain
    apart = _contrast(pool, vectors) @ _contrast(pool, pool.centre[None, :])[0]
    rival = (vectors @ pool.rivals.T).max(axis=1)
    return np.asarray(FOR_CENTRE * plain + FOR_CONTRAST * apart - AGAINST_RIVAL * rival)


def _outlying(pool: Pool, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n,) how near the rows are to the third of the notes that are least like them."""
    near = np.sort(pool.vectors.astype(np.float64) @ vectors.T, axis=0)
    return np.asarray(near[: max(1, len(near) // 3)].mean(axis=0))


def _quote(pool: Pool) -> int:
    """Return the remark nearest to the group and farthest from its rivals."""
    if len(pool.texts) == 1:
        return 0
    near = np.round(_closeness(pool, pool.vectors.astype(np.float64)), 6)
    return int(near.argmax())


def _scored(pool: Pool, bags: Sequence[Sequence[str]]) -> list[Scored]:
    """Return every candidate once, with what it earns by its words alone."""
    proper = _proper(pool.texts)
    told = _Told(
        bags,
        [terms.bag(text) for text in pool.rival_texts],
        per_rare=PER_RARE_WORD * (2 if pool.interaction else 1),
    )
    spelt = _spellings(pool.texts)
    shared = neutral.said_by_both(pool.texts) if pool.divided else frozenset()
    best: dict[str, float] = {}
    few = len(pool.texts) <= _FEW
    per_form = FOR_FORM_OF_FEW if few else FOR_FORM
    per_pointing = PER_POINTING_WORD if few else 0.0
    for note in _typical(pool):
        text = pool.texts[note]
        active = FOR_ACTIVITY * pool.active[note]
        for candidate in _offered(pool, text, note, shared):
            title = notestyle.sentence(candidate.words, proper=proper)
            words = terms.stems(candidate.words)
            if not words or not _fits(title):
                continue
            length = len(candidate.words)
            earned = per_form * candidate.form + active
            earned += told.earned(words)
            earned -= PER_LONG_WORD * max(0, length - _LONG)
            earned -= PER_TERSE_WORD * max(0, 3 - length)
            earned -= per_pointing * _points_away(candidate.words)
            earned -= PER_STRANGE_WORD * _strange(candidate.words, spelt)
            best[title] = max(best.get(title, -9.0), round(earned, 6))
    return [Scored(title, plain) for title, plain in sorted(best.items())]


def _typical(pool: Pool) -> list[int]:
    """Return the remarks whose clauses may stand for the group: those nearest to it."""
    if len(pool.texts) <= MOST_CUT:
        return list(range(len(pool.texts)))
    near = np.round(_closeness(pool, pool.vectors.astype(np.float64)), 6)
    return sorted(int(at) for at in np.argsort(-near, kind="stable")[:MOST_CUT])


def _offered(pool: Pool, text: str, note: int, shared: frozenset[str]) -> Iterable[Candidate]:
    if pool.divided:
        return neutral.from_note(text, note, shared)
    return clauses.interactions(text, note) if pool.interaction else clauses.from_note(text, note)


def _points_away(words: Sequence[str]) -> float:
    """Return 1 for a title with an "it" that only other words could explain, half for "they"."""
    lows = [word.lower() for word in words]
    if not _POINTING.isdisjoint(lows):
        return 1.0
    return 0.5 * (lows[0] in {"they", "he", "she"})


def _spellings(texts: Sequence[str]) -> Counter[str]:
    """Return how many of the remarks write each word, in lower case."""
    return Counter(word for text in texts for word in set(terms.note_words(text)))


def _strange(words: Iterable[str], spelt: Counter[str]) -> int:
    """Return how many of the words look mistyped and stand in one remark at most."""
    lows = {word.lower() for word in words}
    return sum(spelt[low] <= 1 and spelling.is_strange(low) for low in lows)


def beginning(text: str) -> str:
    """Return how a remark begins, in note style; empty where that is no short phrase."""
    words, _ = clauses.beginning(text)
    if not 1 < len(words) <= _LONGEST_BEGINNING:
        return ""
    title = notestyle.sentence(words, proper=_proper((text,)))
    return title if _fits(title) else ""


def _fits(title: str) -> bool:
    """True for a title that can be shown on one line of a card."""
    if len(title) > WIDEST or not title.isprintable():
        return False
    return len(title) > 2 and (title[:3].isalnum() or sum(map(str.isalnum, title)) > 2)


class _Told:
    """What words earn: those that the group's notes share and its rivals' notes lack."""

    def __init__(
        self,
        own: Sequence[Sequence[str]],
        beside: Sequence[Sequence[str]],
        per_rare: float,
    ) -> None:
        inside = Counter(word for bag in own for word in bag)
        rivals = Counter(word for bag in beside for word in bag)
        few = len(own) <= _FEW
        self._share = {word: FOR_SHARE * count / len(own) for word, count in inside.items()}
        self._telling: dict[str, float] = {}
        self._cost: dict[str, float] = {}
        if few:
            return
        rare = 1 + len(own) // _ONE_IN
        for word, count in inside.items():
            apart = count / len(own) - rivals[word] / max(1, len(beside))
            self._telling[word] = FOR_TELLING * max(0.0, apart)
            number = word[0].isdigit() and _ONE_IN_FEW * count < len(own)
            self._cost[word] = per_rare * (count <= rare) + PER_NUMBER * number

    def earned(self, words: Iterable[str]) -> float:
        """Return what a title of these stems earns by its words."""
        distinct = sorted(set(words))
        size = len(distinct)
        earned = telling = 0.0
        for word in distinct:
            earned += self._share.get(word, 0.0) / size - self._cost.get(word, 0.0)
            telling += self._telling.get(word, 0.0)
        return earned + telling + telling / float(np.sqrt(size))


def _guess(
    pool: Pool, directions: terms.WordDirections | None, scored: Sequence[Scored]
) -> list[Scored]:
    """Sort candidates by their guessed closeness; at most two with the same words survive."""
    bags = [sorted(set(terms.stems(candidate.title.split()))) for candidate in scored]
    near = np.zeros(len(scored))
    if directions is not None and scored:
        near = _closeness(pool, directions.vectors(bags))
    worth = np.round(near + np.array([candidate.plain for candidate in scored]), 6)
    order = sorted(range(len(scored)), key=lambda at: (-float(worth[at]), scored[at].title))
    alike: Counter[tuple[str, ...]] = Counter()
    out = []
    for at in order:
        words = tuple(bags[at])
        alike[words] += 1
        if alike[words] <= _ALIKE:
            out.append(scored[at])
    return out


def _whole(text: str) -> str:
    """Return a short remark as it stands, in note style; empty where it is no single clause."""
    found = clauses.whole(text)
    title = notestyle.sentence(found[0].words, proper=_proper((text,))) if found else ""
    return title if _fits(title) else ""


def _proper(texts: Sequence[str]) -> frozenset[str]:
    """Return the words that are capitalised inside a sentence: names keep their capital."""
    found = [_capitals(text) for text in texts]
    inside = {word for capitals, _ in found for word in capitals}
    if not inside:
        return frozenset()
    small = {word for _, others in found for word in others}
    return frozenset(w for w in inside if w.lower() not in small | wl.FUNCTION_WORDS)


@lru_cache(maxsize=8192)
def _capitals(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words with a capital that do not open a piece, and those without one."""
    inside: set[str] = set()
    small: set[str] = set()
    for piece, _ in clauses.pieces(text):
        for at, word in enumerate(piece):
            if not word.text[0].isupper():
                small.add(word.text)
            elif at:
                inside.add(word.text)
    return frozenset(inside), frozenset(small)
