"""Groups beside those of the tools that people would use instead: same texts, same run, one table.

    python -m tests.benchmarks.bench_peers CORPORA [--seeds N] [--sizes 60,120,300]

The peers run in an environment of their own (``make peers``), never in the product's; where it is
missing this says so and leaves them out.  A text that a peer leaves out counts as alone.  *Kept* is
how alike the old notes' groups stay when a tenth more arrive, *shuffled* when they come in another
order (adjusted Rand index; 1: the same groups).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synthesis.board.claims import COARSE_CUT, heaps
from synthesis.board.sayings import Saying
from synthesis.grouping.encode import Vectors
from synthesis.grouping.group import FINE_CUT, partition, places
from tests.benchmarks.bench_groups import SIX
from tests.benchmarks.peers_worker import COMMUNITIES, SMALL, TOLD, TOPIC
from tests.benchmarks.scoring import Corpus, figures, read, sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".peers" / "bin" / "python"
SAYSO = "sayso"
STAGED = "nhs_v6_staged"
WITHIN = 0.01
"""How far below the best peer a collection's AMI may lie."""

Found = dict[str, tuple["NDArray[np.intp]", float]]


class Methods:
    """Every method by name; the peers are asked over a pipe."""

    def __init__(self, worker: subprocess.Popen[str] | None) -> None:
        self.worker = worker
        self.names = [SAYSO, *([TOPIC, SMALL, COMMUNITIES, TOLD] if worker else [])]
        self.vectors = Vectors()
        self.vectors.of(["warm"])

    def group(self, texts: list[str], truth: int, names: list[str] | None = None) -> Found:
        """Return groups and seconds (encoding counted) by method."""
        start = time.perf_counter()
        own = partition(places(texts, self.vectors.of(texts)), FINE_CUT)
        found: Found = {SAYSO: (own, time.perf_counter() - start)}
        wanted = [name for name in names or self.names if name != SAYSO]
        if self.worker is None or not wanted:
            return found
        assert self.worker.stdin is not None
        assert self.worker.stdout is not None
        asked = {"texts": texts, "truth": truth, "methods": wanted}
        self.worker.stdin.write(json.dumps(asked) + "\n")
        self.worker.stdin.flush()
        answer = json.loads(self.worker.stdout.readline())
        for name, one in answer.items():
            found[name] = (np.array(one["groups"], dtype=np.intp), one["seconds"])
        return found


def alone(groups: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return groups in which each text that was left out has one of its own."""
    whole = groups.copy()
    out = np.flatnonzero(whole < 0)
    whole[out] = whole.max(initial=0) + 1 + np.arange(len(out))
    return whole


def left_alone(groups: NDArray[np.intp]) -> float:
    """Return the share of texts that share a group with nothing."""
    _, inner, sizes = np.unique(alone(groups), return_inverse=True, return_counts=True)
    return float((sizes[inner] == 1).mean())


def same(one: NDArray[np.intp], other: NDArray[np.intp]) -> float:
    """Return how alike two groupings are; 1 where they are the same."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(alone(one), alone(other)))


@contextmanager
def methods() -> Iterator[Methods]:
    """Start the peers, if they are installed."""
    if not PEERS.exists():
        print("the peers are not installed (make peers installs them): left out")
        yield Methods(None)
        return
    with subprocess.Popen(
        [str(PEERS), "-W", "ignore", "-m", "tests.benchmarks.peers_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    ) as worker:
        yield Methods(worker)
        assert worker.stdin is not None
        worker.stdin.close()


def table(every: Methods, corpora: list[Corpus], size: int, seeds: int) -> bool:
    """Print one size's table; return whether no collection lies under the best peer."""
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    by_corpus: dict[tuple[str, str], list[float]] = defaultdict(list)
    stable: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for corpus in corpora:
        for seed in range(seeds):
            chosen = sample(corpus.labels, seed, size)
            texts, gold = [corpus.texts[at] for at in chosen], corpus.labels[chosen]
            found = every.group(texts, len(set(gold.tolist())))
            for name, (groups, seconds) in found.items():
                score = figures(gold, alone(groups))
                rows[name].append((*score, left_alone(groups), seconds))
                by_corpus[name, corpus.name].append(score[0])
            if seed == 0:
                _stability(every, corpus, chosen, found, stable)
    print(f"\n{size} notes, mean over {len(corpora)} collections, {seeds} sample(s) each")
    head = "AMI  pair F1  untouched  alone  seconds   kept  shuffled"
    print(f"  {'':30s}{head}")
    for name in every.names:
        ami, pairs, kept, single, seconds = np.mean(rows[name], axis=0)
        more, order = np.mean(stable[name], axis=0)
        print(
            f"  {name:30s}{ami:.3f}  {pairs:.3f}      {kept:.3f}   {single:4.0%}  "
            f"{seconds:7.2f}  {more:5.2f}     {order:5.2f}"
        )
    return _none_below(every, corpora, by_corpus)


def _stability(
    every: Methods,
    corpus: Corpus,
    chosen: NDArray[np.intp],
    found: Found,
    stable: dict[str, list[tuple[float, float]]],
) -> None:
    """Group again with a tenth more notes, and in another order."""
    chance = np.random.RandomState(1)
    texts = [corpus.texts[at] for at in chosen]
    rest = np.setdiff1d(np.arange(len(corpus.texts)), chosen)
    extra = chance.choice(rest, min(len(rest), max(1, len(chosen) // 10)), replace=False)
    truth = len(set(corpus.labels[chosen].tolist()))
    more = every.group(texts + [corpus.texts[at] for at in extra], truth)
    order = chance.permutation(len(texts))
    turned = every.group([texts[at] for at in order], truth)
    for name, (groups, _) in found.items():
        back = np.empty(len(order), dtype=np.intp)
        back[order] = turned[name][0]
        stable[name].append((same(groups, more[name][0][: len(texts)]), same(groups, back)))


def _none_below(
    every: Methods, corpora: list[Corpus], by_corpus: dict[tuple[str, str], list[float]]
) -> bool:
    peers = [name for name in every.names if name not in (SAYSO, TOLD)]
    good = True
    for corpus in corpora if peers else []:
        own = float(np.mean(by_corpus[SAYSO, corpus.name]))
        best, name = max((float(np.mean(by_corpus[one, corpus.name])), one) for one in peers)
        if own < best - WITHIN:
            good = False
            print(f"  MISSED: {corpus.name}: AMI {own:.3f}, {name} {best:.3f}")
    return good


def cards(every: Methods, corpus: Corpus, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the card of each chosen note, as a project of them drafts it stage by stage."""
    texts = [corpus.texts[at] for at in chosen]
    where = places(texts, every.vectors.of(texts))
    found = np.full(len(corpus.texts), -1, dtype=np.intp)
    number = 0
    for stage in np.unique(corpus.stages[chosen]):
        here = np.flatnonzero(corpus.stages[chosen] == stage)
        for pile in heaps(where, [Saying(None)] * len(texts), None, here.tolist(), COARSE_CUT):
            found[chosen[pile.notes]] = number
            number += 1
    return found


def staged(every: Methods, corpus: Corpus, notes: int) -> None:
    """Print how each does stage by stage, on patients' comments over seven stages.

    The labels there are as wide as touchpoints, and so are sayso's groups: its cards.
    """
    chosen = sample(corpus.labels, 0, notes)
    total = {SAYSO: cards(every, corpus, chosen)}
    for stage in np.unique(corpus.stages[chosen]):
        here = chosen[corpus.stages[chosen] == stage]
        gold = corpus.labels[here]
        names = every.names if len(here) > 10 else [SAYSO, COMMUNITIES, TOLD]
        found = every.group([corpus.texts[at] for at in here], len(set(gold.tolist())), names)
        for name in every.names[1:]:
            groups = alone(found[name][0]) if name in found else np.arange(len(here))
            part = total.setdefault(name, np.full(len(corpus.texts), -1, dtype=np.intp))
            part[here] = groups + part.max() + 1
    print(f"\nstage by stage, {len(chosen)} of {corpus.name}")
    for name in every.names:
        ami, pairs, kept = figures(corpus.labels[chosen], total[name][chosen])
        print(f"  {name:30s}{ami:.3f}  {pairs:.3f}      {kept:.3f}")


def main() -> bool:
    """Run it; True where no collection lies more than a hundredth under the best peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--sizes", default="60,120,300")
    options = parser.parse_args()
    known = [read(path) for name in SIX if (path := options.corpora / f"{name}.csv").exists()]
    if not known:
        print(f"no labelled texts in {options.corpora}: left out")
        return True
    with methods() as every:
        sizes = [int(size) for size in options.sizes.split(",")]
        met = [table(every, known, size, options.seeds) for size in sizes]
        path = options.corpora / f"{STAGED}.csv"
        if path.exists():
            staged(every, read(path), 200)
    return all(met)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
