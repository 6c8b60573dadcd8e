"""Choosing among candidate titles: cheap ranking first, then the encoder's word on the best few.

Score of a candidate = closeness to its own group (half plain, half after subtracting the mean of
the rivals' centres) - closeness to the nearest rival + share of notes that hold its words + how
well it stands alone - words that a single note uses - words beyond six.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthesis import clauses, notestyle, terms
from synthesis import wordlists as wl

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGAINST_RIVAL = 0.5
FOR_SHARE = 0.2
FOR_FORM = 0.15
FOR_FORM_OF_FEW = 0.3
"""With one or two remarks nearness says little: what reads well wins."""
PER_RARE_WORD = 0.03
PER_LONG_WORD = 0.02
PER_TERSE_WORD = 0.05
FOR_ACTIVITY = 0.1
WIDEST = 70
"""Characters of a title at most."""
_LONG = 6
_MOST = 12
_ALIKE = 2
_LONGEST_BEGINNING = 11


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """One group as the ranking sees it, its notes in canonical order.

    Attributes:
        texts: the remarks; ``vectors`` (n, d) their unit rows.
        places: where each remark stands in the whole group (a large group shows its core only).
        active: which remarks are activities (they name a touchpoint first).
        interaction: whether the name must read as an interaction.
        centre: (d,) the group's unit centre; ``rivals`` (r, d) those of its nearest groups.
        rival_texts: some remarks of the rivals; ``rival_vectors`` their rows.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    places: tuple[int, ...]
    active: tuple[bool, ...]
    interaction: bool
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
    limit = min(budget, 1 + len(pool.texts))
    scored = _scored(pool, bags)
    directions = None
    if len(pool.texts) > 2 or len(scored) > limit:
        beside = [terms.bag(text) for text in pool.rival_texts]
        vectors = np.vstack([pool.vectors, pool.rival_vectors])
        directions = terms.WordDirections(bags, beside, vectors)
    aim = _contrast(pool, pool.centre[None, :])[0]
    words = terms.key_terms(pool.texts, pool.rival_texts, directions, aim)
    best = _guess(pool, directions, scored)
    whole = _whole(pool.texts[0]) if len(pool.texts) == 1 and not pool.interaction else ""
    if whole:
        best = [Scored(whole, 1.0), *(c for c in best if c.title != whole)]
    return Shortlist(pool, tuple(best[:limit]), bool(whole) or len(best) < 2, quote, words)


def decide(short: Shortlist, rows: Mapping[str, NDArray[np.float32]]) -> list[str]:
    """Return the shortlist's titles, best first, by the candidates' own vectors."""
    if short.decided:
        return [candidate.title for candidate in short.candidates]
    vectors = np.array([rows[c.title] for c in short.candidates], dtype=np.float64)
    near = _closeness(short.pool, vectors)
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
    return np.asarray(0.5 * plain + 0.5 * apart - AGAINST_RIVAL * rival)


def _quote(pool: Pool) -> int:
    """Return the remark nearest to the group and farthest from its rivals."""
    if len(pool.texts) == 1:
        return 0
    near = np.round(_closeness(pool, pool.vectors.astype(np.float64)), 6)
    return int(near.argmax())


def _scored(pool: Pool, bags: Sequence[Sequence[str]]) -> list[Scored]:
    """Return every candidate once, with what it earns by its words alone."""
    proper = _proper(pool.texts)
    inside = Counter(word for bag in bags for word in set(bag))
    best: dict[str, float] = {}
    form = FOR_FORM if len(pool.texts) > 2 else FOR_FORM_OF_FEW
    for note, text in enumerate(pool.texts):
        found = (
            clauses.interactions(text, note) if pool.interaction else clauses.from_note(text, note)
        )
        for candidate in found:
            title = notestyle.sentence(candidate.words, proper=proper)
            words = terms.stems(candidate.words)
            if not words or not _fits(title):
                continue
            earned = form * candidate.form + _words_earn(words, inside, len(bags))
            earned -= PER_LONG_WORD * max(0, len(candidate.words) - _LONG)
            earned -= PER_TERSE_WORD * max(0, 3 - len(candidate.words))
            earned += FOR_ACTIVITY * pool.active[candidate.note]
            best[title] = max(best.get(title, -9.0), round(earned, 6))
    return [Scored(title, plain) for title, plain in sorted(best.items())]


def beginning(text: str) -> str:
    """Return how a remark begins, in note style; empty where that is no short phrase."""
    words, _ = clauses.beginning(text)
    if not 1 < len(words) <= _LONGEST_BEGINNING:
        return ""
    title = notestyle.sentence(words, proper=_proper((text,)))
    return title if _fits(title) else ""


def _fits(title: str) -> bool:
    """True for a title that can be shown on one line of a card."""
    letters = sum(char.isalnum() for char in title)
    return letters > 2 and len(title) <= WIDEST and title.isprintable()


def _words_earn(words: Sequence[str], inside: Counter[str], notes: int) -> float:
    distinct = sorted(set(words))
    share = sum(inside[word] for word in distinct) / (len(distinct) * notes)
    rare = sum(inside[word] <= 1 for word in distinct) if notes > 2 else 0
    return FOR_SHARE * share - PER_RARE_WORD * rare


def _guess(
    pool: Pool, directions: terms.WordDirections | None, scored: Sequence[Scored]
) -> list[Scored]:
    """Sort candidates by their guessed closeness; at most two with the same words survive."""
    bags = [sorted(set(terms.stems(candidate.title.split()))) for candidate in scored]
    near = np.zeros(len(scored))
    if directions is not None and scored:
        near = _closeness(pool, np.array([directions.vector(bag) for bag in bags]))
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
    """Return the words that capitalised inside a sentence: names keep their capital."""
    inside: Counter[str] = Counter()
    small: set[str] = set()
    for text in texts:
        for piece, _ in clauses.pieces(text):
            for at, word in enumerate(piece):
                if word.text[0].isupper() and at > 0:
                    inside[word.text] += 1
                elif not word.text[0].isupper():
                    small.add(word.text)
    return frozenset(w for w in inside if w.lower() not in small | wl.FUNCTION_WORDS)
