"""Groups beside people's: six labelled collections, and a project of patients' comments by stage.

    python tests/benchmarks/bench_groups.py CORPORA [--kept FOLDER]

CORPORA holds banking77_test.csv, clinc150_test.csv, hwu64_test.csv, dstc11_banking.csv,
nhs_v6_single_negative.csv, kpa_keypoint_dev.csv and nhs_v6_staged.csv (text, label and, the last,
stage).  ``--kept`` is a folder for vectors, so that a second run encodes nothing.  One default for
all; plain centred average link, cut at 0.25, runs beside it on the same notes.  Exits 1 where a
mean over the six is under its goal, 0 with a word where files or scikit-learn are not
there.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from data.records import (
    Note,
    NoteId,
    ProjectInfo,
    Session,
    SessionId,
    SessionKind,
    Snapshot,
    Stage,
    StageId,
)
from synthesis.board.drafts import draft
from synthesis.board.ground import Placed, evidence_of
from synthesis.grouping.encode import Vectors, default_encoder
from synthesis.grouping.group import FINE_CUT, Places, partition, places
from synthesis.grouping.likeness import unit
from synthesis.titles.titles import NamingGroup, Title

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.benchmarks.scoring import Corpus

SIX = (
    "banking77_test",
    "clinc150_test",
    "hwu64_test",
    "dstc11_banking",
    "nhs_v6_single_negative",
    "kpa_keypoint_dev",
)
GOALS = {60: (0.65, 0, 0), 120: (0.62, 0, 0), 300: (0.66, 0.55, 0.64)}
"""Least AMI, pair F1 and share untouched by the number of notes."""

SEEDS = (0, 1, 2)
PLAIN_CUT = 0.25

Method = Callable[[list[str], "NDArray[np.float32]"], "NDArray[np.intp]"]


def sayso(texts: list[str], rows: NDArray[np.float32]) -> NDArray[np.intp]:
    """Group as the tool does."""
    return partition(places(texts, rows), FINE_CUT)


def plain(texts: list[str], rows: NDArray[np.float32]) -> NDArray[np.intp]:
    """Group by centred average link alone."""
    return partition(plain_places(texts, rows), PLAIN_CUT)


def plain_places(texts: Sequence[str], rows: NDArray[np.float32]) -> Places:
    """Place notes by their vectors less the mean, and by nothing else."""
    exact = rows.astype(np.float64)
    centred = unit(exact - exact.mean(axis=0)).astype(np.float32)
    keys = tuple(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    return Places(keys, np.arange(len(texts)), centred)


def kept_vectors(folder: Path | None) -> Vectors:
    """Return vectors that are kept in a folder, one file a text."""
    if folder is None:
        return Vectors()
    home = folder / default_encoder().id
    home.mkdir(parents=True, exist_ok=True)

    def read(keys: list[str]) -> dict[str, bytes]:
        return {key: (home / key).read_bytes() for key in keys if (home / key).exists()}

    def keep(fresh: dict[str, bytes]) -> None:
        for key, blob in fresh.items():
            (home / key).write_bytes(blob)

    return Vectors(read, keep)  # type: ignore[arg-type]


def six(corpora: Sequence[Corpus], vectors: Vectors) -> bool:
    """Print figures by size and collection; return whether the goals are met."""
    from tests.benchmarks.scoring import figures, sample

    methods: dict[str, Method] = {"sayso": sayso, "average link": plain}
    met = True
    for notes in (60, 120, 300):
        rows: dict[tuple[str, str], list[tuple[float, ...]]] = {}
        for corpus in corpora:
            for seed in SEEDS:
                chosen = sample(corpus.labels, seed, notes)
                texts = [corpus.texts[at] for at in chosen]
                encoded = vectors.of(texts)
                for name, method in methods.items():
                    start = time.perf_counter()
                    found = method(texts, encoded)
                    seconds = time.perf_counter() - start
                    figure = (*figures(corpus.labels[chosen], found), seconds)
                    rows.setdefault((name, corpus.name), []).append(figure)
        print(f"\n{notes} notes, cut {FINE_CUT}{'AMI':>24s} pair F1 untouched  seconds (p95)")
        for name in methods:
            for corpus in corpora:
                print(_row(f"{name}: {corpus.name}", rows[name, corpus.name]))
            every = [row for (who, _), some in rows.items() if who == name for row in some]
            print(_row(f"{name}: MEAN", every))
            if name == "sayso":
                good = bool((np.mean(every, axis=0)[:3] >= GOALS[notes]).all())
                print(f"  goals {GOALS[notes]}: {'met' if good else 'NOT MET'}")
                met = met and good
        mine, other = (
            np.median([r[3] for (w, _), s in rows.items() if w == n for r in s]) for n in methods
        )
        print(f"  seconds: {mine / other:.1f} times plain average link")
    return met


def _row(name: str, rows: Sequence[tuple[float, ...]]) -> str:
    ami, f1, still, _ = np.mean(rows, axis=0)
    seconds = [row[3] for row in rows]
    return (
        f"  {name:38s}{ami:8.3f}{f1:8.3f}{still:10.3f}"
        f"{np.median(seconds):9.3f} ({np.percentile(seconds, 95):.3f})"
    )


def project(corpus: Corpus, chosen: NDArray[np.intp]) -> Snapshot:
    """Return a project of some comments, each under its stage."""
    names = sorted(set(corpus.stages.tolist()))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    session = Session(SessionId("survey"), "Survey", SessionKind.CUSTOMER_INTERVIEW, at)
    return Snapshot(
        ProjectInfo("Comments"),
        stages=tuple(Stage(StageId(name), name, name, position=i) for i, name in enumerate(names)),
        sessions=(session,),
        notes=tuple(
            Note(
                NoteId(str(n)),
                session.id,
                corpus.texts[n],
                at,
                stage=StageId(str(corpus.stages[n])),
                respondent=str(n),
            )
            for n in chosen.tolist()
        ),
    )


def untitled(groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
    """Name nothing: titles have a benchmark of their own."""
    return [Title(f"{len(taken) + at}") for at in range(len(groups))]


def staged(corpus: Corpus, vectors: Vectors) -> None:
    """Print cards a stage and how pure they are, for samples of a staged project and for all."""
    from tests.benchmarks.scoring import figures, purity_of_pairs

    def place(texts: Sequence[str]) -> Placed:
        rows = vectors.of(texts)
        return rows, places(texts, rows)

    print("\nproject by stage     cards a stage (least, median, most)  2-7    2-5   one-note")
    lines = []
    for notes in (60, 180, 200, 600, len(corpus.texts)):
        cards: list[int] = []
        single = 0
        scores: dict[str, list[tuple[float, ...]]] = {"touchpoints": [], "claims": [], "plain": []}
        seconds = []
        for seed in range(1 if notes == len(corpus.texts) else 6):
            chosen = np.random.RandomState(seed).choice(len(corpus.texts), notes, replace=False)
            snapshot = project(corpus, chosen)
            encoded = vectors.of([note.text for note in snapshot.notes])
            ids, codes = count(), count(1)
            start = time.perf_counter()
            made = draft(
                snapshot,
                place,
                untitled,
                snapshot.settings.dial,
                lambda ids=ids: str(next(ids)),  # type: ignore[misc]
                lambda n, codes=codes: [f"T{next(codes)}" for _ in range(n)],  # type: ignore[misc]
            )
            seconds.append(time.perf_counter() - start)
            drafts = made.touchpoints
            alone = {one.note: f"alone {one.note}" for one in made.singles}
            single += len(alone)
            reference = plain_places([note.text for note in snapshot.notes], encoded)
            for stage in {note.stage for note in snapshot.notes}:
                some = [card for card in drafts if card.stage == stage]
                cards.append(len(some))
                by_card = alone | {n: card.code for card in some for n in evidence_of(card)}
                claims = [claim for card in some for claim in card.claims]
                by_claim = alone | {e.note: p.id for p in claims for e in p.evidence}
                here = [i for i, note in enumerate(snapshot.notes) if note.stage == stage]
                gold = [str(corpus.labels[chosen[i]]) for i in here]
                names = [snapshot.notes[i].id for i in here]
                if len(here) < 2:
                    continue
                for kind, found in (
                    ("touchpoints", [by_card[n] for n in names]),
                    ("claims", [by_claim[n] for n in names]),
                    ("plain", partition(reference, PLAIN_CUT, here).tolist()),
                ):
                    purity = purity_of_pairs(gold, found)
                    scores[kind].append((*figures(gold, found), purity))
        sizes = np.array(cards)
        print(
            f"  {notes:5d} notes {sizes.min():14d} {np.median(sizes):8.0f} {sizes.max():6d}"
            f"{np.mean((sizes > 1) & (sizes < 8)):17.2f}{np.mean((sizes > 1) & (sizes < 6)):7.2f}"
            f"{single / len(sizes):9.2f}   {np.median(seconds):.2f} s"
        )
        for kind, some_scores in scores.items():
            ami, f1, still, pure = np.mean(some_scores, axis=0)
            lines.append(f"  {notes:5d} {kind:12s}{ami:8.3f}{f1:8.3f}{still:10.3f}{pure:10.3f}")
    print("\nagainst the labels       AMI pair F1 untouched  mates with one label")
    print("\n".join(lines))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--kept", type=Path, help="a folder for vectors")
    options = parser.parse_args()
    missing = [n for n in (*SIX, "nhs_v6_staged") if not (options.corpora / f"{n}.csv").is_file()]
    if missing:
        print(f"left out: {options.corpora} has no {missing[0]}.csv")
        return 0
    try:
        from tests.benchmarks.scoring import read
    except ModuleNotFoundError as error:
        print(f"left out: {error.name} is not installed (extra 'bench')")
        return 0
    vectors = kept_vectors(options.kept)
    met = six([read(options.corpora / f"{name}.csv") for name in SIX], vectors)
    staged(read(options.corpora / "nhs_v6_staged.csv"), vectors)
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
