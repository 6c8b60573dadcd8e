"""How well do titles name groups that people made?

    python tests/benchmarks/bench_titles.py CORPORA_DIR [--read N] [--role touchpoint]

For every label of five corpora with three remarks or more, up to 25 of them (seed 0) are named as
one group.  R@1 is the share of titles whose nearest human label in its corpus, by the sentence
encoder, is the right one.  ``cand/note`` is the number of encoded candidates per remark.
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

from synthesis.titles.titles import NamingGroup, Role, Title, name_groups

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


def name_corpus(
    groups: Mapping[str, list[str]], encode: Encode, role: Role
) -> tuple[list[Title], int, float]:
    """Return titles, how many candidates were encoded, and seconds without encoding the notes."""
    asked = 0

    def counted(texts: list[str]) -> NDArray[np.float32]:
        nonlocal asked
        asked += len(texts)
        return encode(texts)

    rows = [
        NamingGroup(tuple(texts), encode(texts), tuple(texts), (None,) * len(texts), role)
        for texts in groups.values()
    ]
    begin = time.perf_counter()
    titles = name_groups(rows, counted, lambda _: {}, lambda _: None)
    return titles, asked, time.perf_counter() - begin


def report(name: str, groups: Mapping[str, list[str]], encode: Encode, role: Role) -> list[float]:
    """Print one row of the table; returns hits and groups."""
    titles, asked, seconds = name_corpus(groups, encode, role)
    labels = encode([spoken(label) for label in groups])
    nearest = (encode([t.title for t in titles]) @ labels.T).argmax(axis=1)
    hits = int((nearest == np.arange(len(titles))).sum())
    words = [len(t.title.split()) for t in titles]
    notes = sum(len(texts) for texts in groups.values())
    twice = len(titles) - len({t.title.casefold() for t in titles})
    print(
        f"{name:24} {len(titles):4} {hits / len(titles):6.3f} {np.mean(words):6.1f} "
        f"{np.mean([w > 8 for w in words]):6.1%} {np.mean([w < 3 for w in words]):6.1%} "
        f"{twice:4} {asked / notes:9.2f} {seconds:6.1f}"
    )
    return [hits, len(titles)]


def main() -> None:
    """Print the table, and some titles to read if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--role", choices=("claim", "touchpoint"), default="claim")
    parser.add_argument("--read", type=int, default=0, help="print every Nth title of each corpus")
    options = parser.parse_args()
    from synthesis.grouping.encode import Vectors

    vectors = Vectors()
    print(
        f"{'corpus':24} {'n':>4} {'R@1':>6} {'words':>6} {'>8':>6} {'<3':>6} {'dup':>4} "
        f"{'cand/note':>9} {'s':>6}"
    )
    totals = []
    for name in CORPORA:
        groups = gold_groups(options.corpora / f"{name}.csv")
        totals.append(report(name, groups, vectors.of, options.role))
        if options.read:
            titles, _, _ = name_corpus(groups, vectors.of, options.role)
            for label, title in list(zip(groups, titles, strict=True))[:: options.read]:
                print(f"    {spoken(label)[:60]:60} -> {title.title}")
    hits = np.array(totals)
    print(
        f"all {hits[:, 0].sum() / hits[:, 1].sum():.3f}   "
        f"mean {np.mean(hits[:, 0] / hits[:, 1]):.3f}"
    )


if __name__ == "__main__":
    main()
