"""How well do titles name groups that people made, and how long does it take?

    python tests/benchmarks/bench_titles.py CORPORA_DIR [--read N]

For every label of five corpora with three remarks or more, up to 25 of them (seed 0) are named as
one card.  R@1 is the share of titles whose nearest human label in its corpus, by the sentence
encoder, is the right one; ``plain`` the share of cards that are named by their number of remarks
only, since too few of these share a word.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from synthesis.titles.titles import NamingGroup, Title, name_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

Encode = Callable[[list[str]], "NDArray[np.float32]"]
CORPORA = (
    "kpa_keypoint_dev",
    "banking77_test",
    "clinc150_test",
    "dstc11_banking",
    "nhs_v6_single_negative",
)
_MOST, _LEAST = 25, 3


def gold_groups(path: Path) -> dict[str, list[str]]:
    """Return the remarks of every label with three or more of them, at most 25 drawn by seed 0."""
    groups: dict[str, list[str]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["text"].strip():
                groups[row["label"]].append(row["text"])
    rng = random.Random(0)
    kept = {label: texts for label, texts in sorted(groups.items()) if len(texts) >= _LEAST}
    return {k: rng.sample(v, _MOST) if len(v) > _MOST else v for k, v in kept.items()}


def spoken(label: str) -> str:
    """Return a label as words: ``card_arrival`` and ``GetBranchHours`` alike."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label.replace("_", " ")).lower()


def name_corpus(groups: Mapping[str, list[str]]) -> tuple[list[Title], float]:
    """Return titles, and seconds."""
    cards = [NamingGroup(tuple(texts)) for texts in groups.values()]
    begin = time.perf_counter()
    titles = name_groups(cards, lambda _: {}, lambda _: None)
    return titles, time.perf_counter() - begin


def report(name: str, groups: Mapping[str, list[str]], encode: Encode, read: int) -> list[int]:
    """Print one row of the table; returns hits and groups."""
    titles, seconds = name_corpus(groups)
    labels = encode([spoken(label) for label in groups])
    nearest = (encode([t.title for t in titles]) @ labels.T).argmax(axis=1)
    hits = int((nearest == np.arange(len(titles))).sum())
    words = [len(t.title.split()) for t in titles]
    plain = sum(re.search(r"\d+ remarks", t.title) is not None for t in titles)
    print(
        f"{name:24} {len(titles):4} {hits / len(titles):6.3f} {plain / len(titles):6.1%} "
        f"{np.mean(words):6.1f} {seconds:6.2f}"
    )
    if read:
        for label, title in list(zip(groups, titles, strict=True))[::read]:
            print(f"    {spoken(label)[:60]:60} -> {title.title}")
    return [hits, len(titles)]


def main() -> None:
    """Print the table, and some titles to read if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--read", type=int, default=0, help="print every Nth title of each corpus")
    options = parser.parse_args()
    from synthesis.grouping.encode import Vectors

    vectors = Vectors()
    print(f"{'corpus':24} {'n':>4} {'R@1':>6} {'plain':>6} {'words':>6} {'s':>6}")
    totals = [
        report(name, gold_groups(options.corpora / f"{name}.csv"), vectors.of, options.read)
        for name in CORPORA
    ]
    hits = np.array(totals)
    print(
        f"all {hits[:, 0].sum() / hits[:, 1].sum():.3f}   "
        f"mean {np.mean(hits[:, 0] / hits[:, 1]):.3f}"
    )


if __name__ == "__main__":
    main()
