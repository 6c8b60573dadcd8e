"""Samples of labelled remarks that look like interview notes, and how near a grouping comes.

Imports scikit-learn: only for benchmarks.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score

Labels = Sequence[object] | NDArray[np.generic]


@dataclass(frozen=True)
class Corpus:
    """Labelled remarks; ``stages`` is empty where the file names none."""

    name: str
    texts: list[str]
    labels: NDArray[np.str_]
    stages: NDArray[np.str_]


def read(path: Path) -> Corpus:
    """Return a corpus from a CSV file with the columns text, label and perhaps stage."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["text"].strip()]
    return Corpus(
        path.stem,
        [row["text"] for row in rows],
        np.array([row["label"] for row in rows]),
        np.array([row.get("stage") or "" for row in rows]),
    )


def sample(labels: NDArray[np.str_], seed: int, notes: int) -> NDArray[np.intp]:
    """Return positions of about ``notes`` remarks: a few large labels and a long tail.

    The r-th of at most 40 labels (a quarter of the notes, where that is less) has a share in
    proportion to r to the power of -0.8.
    """
    random = np.random.RandomState(seed)
    names = random.permutation(np.unique(labels))
    names = names[: max(4, min(40, notes // 4))]
    shares = np.arange(1, len(names) + 1) ** -0.8
    shares = shares / shares.sum()
    picked = []
    for name, share in zip(names, shares, strict=True):
        having = np.flatnonzero(labels == name)
        wanted = max(1, round(float(share) * notes))
        picked.append(random.choice(having, min(wanted, len(having)), replace=False))
    return np.asarray(random.permutation(np.concatenate(picked)), dtype=np.intp)


def figures(gold: Labels, found: Labels) -> tuple[float, float, float]:
    """Return AMI, pair F1 and the share of notes that nobody need touch; higher is better.

    An edit moves one note out of a group it does not belong to, or merges two groups.
    """
    return float(adjusted_mutual_info_score(gold, found)), pair_f1(gold, found), kept(gold, found)


def pair_f1(gold: Labels, found: Labels) -> float:
    """Return the F1 over the pairs of notes that lie together."""

    def pairs(counts: Counter[object]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    both = pairs(Counter(zip(gold, found, strict=True)))
    return 2 * both / max(1, pairs(Counter(gold)) + pairs(Counter(found)))


def kept(gold: Labels, found: Labels) -> float:
    """Return 1 less edits over notes: moves to make groups pure, then merges of equal ones."""
    inside: dict[object, Counter[object]] = {}
    for label, group in zip(gold, found, strict=True):
        inside.setdefault(group, Counter())[label] += 1
    main = [counts.most_common(1)[0] for counts in inside.values()]
    moves = len(gold) - sum(size for _, size in main)
    return 1 - (moves + len(main) - len({label for label, _ in main})) / len(gold)


def purity_of_pairs(gold: Labels, found: Labels) -> float:
    """Return the share of pairs in one group that have one label; 1 where there is no pair."""
    together = Counter(found)
    both = Counter(zip(gold, found, strict=True))
    pairs = sum(count * (count - 1) for count in together.values())
    return sum(count * (count - 1) for count in both.values()) / pairs if pairs else 1.0
