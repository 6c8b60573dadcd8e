"""Words as evidence: which words a group shares, and where they point.

``WordDirections`` learns, from the notes of a group and of its rivals alone, which direction each
word lends a note's vector (ridge regression on bags of words).  That ranks hundreds of candidate
titles without encoding one; only the best few are then encoded in earnest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from synthesis import english as en
from synthesis import wordlists as wl
from synthesis.tagging import segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RIDGE = 0.5
_LONGEST = 30


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of the words that carry a subject, in order."""
    lows = (word.lower() for word in words)
    return [en.stem(low) for low in lows if low not in wl.FUNCTION_WORDS and low[0].isalnum()]


def note_words(text: str) -> list[str]:
    """Return the words of a remark in lower case, function words included."""
    return [word.low for piece, _ in segments(text) for word in piece]


@lru_cache(maxsize=8192)
def bag(text: str) -> tuple[str, ...]:
    """Return the distinct stems of a remark, sorted."""
    return tuple(sorted(set(stems(note_words(text)))))


class WordDirections:
    """Directions of a group's words, learned from its notes and those of its rivals.

    Args:
        own: the stems of each of the group's notes.
        beside: the stems of each of the rivals' notes.
        vectors: (n, d) the vectors of both, in this order.
    """

    def __init__(
        self,
        own: Sequence[Sequence[str]],
        beside: Sequence[Sequence[str]],
        vectors: NDArray[np.float32],
    ) -> None:
        bags = [*own, *beside]
        mine = sorted({word for bag in own for word in bag})
        others = sorted({word for bag in beside for word in bag} - set(mine))
        # The group's own words come first: only they can stand in its title.
        self.index = {word: at for at, word in enumerate([*mine, *others])}
        self.mean = vectors.mean(axis=0)
        counts = np.zeros((len(bags), len(self.index)), dtype=np.float32)
        rows = [row for row, bag in enumerate(bags) for _ in bag]
        counts[rows, [self.index[word] for bag in bags for word in bag]] = 1.0
        self.weight = np.log(1 + len(bags) / np.maximum(counts.sum(axis=0), 1))
        counts *= self.weight
        size = np.sqrt((counts * counts).sum(axis=1, keepdims=True))
        counts /= np.maximum(size, 1e-9)
        gram = counts @ counts.T + np.float32(_RIDGE) * np.eye(len(bags), dtype=np.float32)
        mixing = np.linalg.solve(gram, counts[:, : len(mine)])
        self.directions = mixing.T @ (vectors - self.mean)
        self.index = {word: self.index[word] for word in mine}

    def vectors(self, bags: Sequence[Iterable[str]]) -> NDArray[np.float64]:
        """Return (n, d) such vectors, one for each bag of stems."""
        weights = np.zeros((len(bags), len(self.index)))
        for row, bag in enumerate(bags):
            known = [self.index[word] for word in bag if word in self.index]
            weights[row, known] = self.weight[known]
        size = np.sqrt((weights * weights).sum(axis=1, keepdims=True))
        out = self.mean + 1.5 * ((weights / np.maximum(size, 1e-9)) @ self.directions)
        norm = np.sqrt((out * out).sum(axis=1, keepdims=True))
        return np.asarray(out / np.maximum(norm, 1e-9))


def key_terms(
    texts: Sequence[str],
    rivals: Sequence[str],
    directions: WordDirections | None,
    own: NDArray[np.float64],
) -> tuple[str, ...]:
    """Return up to three words that stand for the group: shared by its notes, rare beside it.

    Each stem is shown in its most frequent written form; ``own`` is the group's contrastive centre.
    """
    spread: Counter[str] = Counter()
    shown: dict[str, Counter[str]] = {}
    for text in texts:
        words = [
            w for w in note_words(text) if w not in wl.FUNCTION_WORDS and 2 < len(w) <= _LONGEST
        ]
        for word in words:
            if word[0].isalpha():
                shown.setdefault(en.stem(word), Counter())[word] += 1
        spread.update({en.stem(word) for word in words if word[0].isalpha()})
    beside = Counter(s for text in rivals for s in bag(text))
    scored = []
    near = np.zeros(len(spread))
    if directions is not None and spread:
        near = directions.vectors([[word] for word in spread]) @ own
    for (word, count), close in zip(spread.items(), near, strict=True):
        share = count / len(texts)
        contrast = share - beside[word] / max(len(rivals), 1)
        scored.append((-round(0.5 * share + 0.7 * contrast + float(close), 6), word))
    best = [word for _, word in sorted(scored)[:3]]
    return tuple(min(shown[w].items(), key=lambda item: (-item[1], item[0]))[0] for w in best)
