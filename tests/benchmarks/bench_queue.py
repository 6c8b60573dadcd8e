"""Twenty answers from the board's own queue: how much nearer they bring groups to people's.

    python tests/benchmarks/bench_queue.py CORPORA [--kept FOLDER]

A simulated researcher opens a real project, is asked what the queue asks first and answers from the
labels, by the same functions as the key and the verb; the claims of the board are then compared
with the labels.  Once more with one answer in ten wrong.  Exits 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from capture.jobs import board, drafts, queue
from data.records import NoteId, ProjectInfo, SessionKind
from data.store import Project, notes, sessions
from data.template import Template, TemplateStage
from synthesis.board.queue import About, Answer
from synthesis.grouping.encode import default_encoder
from tests.benchmarks.bench_groups import SEEDS, SIX, kept_vectors

if TYPE_CHECKING:
    from synthesis.board.queue import Question
    from synthesis.grouping.encode import Vectors
    from tests.benchmarks.scoring import Corpus

ANSWERS = 20
GOALS = {60: (0.08, 0.07), 120: (0.05, 0.05), 300: (0.025, 0.05)}
"""Gains in AMI and in the share untouched, by the number of notes."""

Figures = tuple[float, float, float]


def make(path: Path, texts: list[str], vectors: Vectors) -> tuple[Project, list[NoteId]]:
    """Make a project of remarks without stage or kind, its vectors in place, and draft it."""
    template = Template("one", "One", stages=(TemplateStage("all", "All"),))
    project = Project.create(path, ProjectInfo("Remarks"), template)
    project.connection.execute("PRAGMA synchronous = OFF")
    with project.change("Notes") as change:
        session = sessions.add(
            change, "Survey", SessionKind.CUSTOMER_INTERVIEW, started_at=change.at
        )
        ids = [
            notes.add(change, session=session.id, text=text, respondent=str(at)).id
            for at, text in enumerate(texts)
        ]
    from data.text import fingerprint

    rows = vectors.of(texts)
    with project.cache() as cache:
        kept = {fingerprint(text): row.tobytes() for text, row in zip(texts, rows, strict=True)}
        cache.keep_vectors(default_encoder().id, kept)
    drafts.synthesise(project)
    return project, ids


def groups(project: Project, ids: list[NoteId]) -> list[str]:
    """Return each note's claim; a single remark is one of its own."""
    claim_of = board.ground_of(project, project.snapshot()).claim_of
    return [claim_of[one].id for one in ids]


def sit(
    project: Project, label: dict[NoteId, str], wrong: float, seed: int
) -> tuple[int, list[float]]:
    """Answer questions of the queue, best first; return how many were yes, and seconds each."""
    random = np.random.RandomState(seed)
    yes, seconds = 0, []
    for _ in range(ANSWERS):
        start = time.perf_counter()
        asked = [one for one in queue.questions(project) if one.about is About.SAME]
        if not asked:
            break
        question: Question = asked[0]
        a, b = question.notes
        answer = (label[a] == label[b]) is not bool(random.rand() < wrong)
        yes += answer
        board.do(project, board.answer(question, Answer.YES if answer else Answer.NO))
        seconds.append(time.perf_counter() - start)
    return yes, seconds


def run(corpora: list[Corpus], vectors: Vectors, sizes: tuple[int, ...]) -> bool:
    """Print gains by size; return whether the goals are met."""
    from tests.benchmarks.scoring import figures, sample

    met = True
    print(f"{ANSWERS} answers      AMI pair F1 untouched   (gain)                  yes   s (p95)")
    for size in sizes:
        for wrong in (0.0, 0.1):
            before: list[Figures] = []
            after: list[Figures] = []
            yes, seconds = 0, []
            for corpus in corpora:
                for seed in SEEDS:
                    chosen = sample(corpus.labels, seed, size)
                    texts = [corpus.texts[at] for at in chosen]
                    gold = [str(corpus.labels[at]) for at in chosen]
                    with tempfile.TemporaryDirectory() as folder:
                        project, ids = make(Path(folder) / "p.sayso", texts, vectors)
                        with project:
                            before.append(figures(gold, groups(project, ids)))
                            label = dict(zip(ids, gold, strict=True))
                            more, took = sit(project, label, wrong, seed)
                            after.append(figures(gold, groups(project, ids)))
                            yes += more
                            seconds += took
            then, now = np.mean(before, axis=0), np.mean(after, axis=0)
            gain = now - then
            ami, untouched = GOALS[size]
            fine = (
                bool(gain[0] >= ami and gain[2] >= untouched)
                if not wrong
                else bool(gain[0] > 0 and gain[2] > 0)
            )
            met &= fine
            print(
                f"{size:4d} notes {'1 in 10 wrong' if wrong else 'all right':14s}"
                f"{now[0]:.3f} {now[1]:.3f} {now[2]:.3f}  ({gain[0]:+.3f} {gain[1]:+.3f} "
                f"{gain[2]:+.3f})  {yes / len(before):5.1f}  {np.median(seconds):.3f} "
                f"({np.percentile(seconds, 95):.3f})  {'met' if fine else 'NOT MET'}",
                flush=True,
            )
    return met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--kept", type=Path, help="a folder for vectors")
    parser.add_argument("--sizes", type=int, nargs="+", default=[60, 120, 300])
    options = parser.parse_args()
    missing = [name for name in SIX if not (options.corpora / f"{name}.csv").is_file()]
    if missing:
        print(f"left out: {options.corpora} has no {missing[0]}.csv")
        return 0
    try:
        from tests.benchmarks.scoring import read
    except ModuleNotFoundError as error:
        print(f"left out: {error.name} is not installed (extra 'bench')")
        return 0
    corpora = [read(options.corpora / f"{name}.csv") for name in SIX]
    return int(not run(corpora, kept_vectors(options.kept), tuple(options.sizes)))


if __name__ == "__main__":
    sys.exit(main())
