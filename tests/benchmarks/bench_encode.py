"""The encoder beside the bare ONNX session: same texts, same threads, runs interleaved.

    python tests/benchmarks/bench_encode.py [--texts N] [--rounds N]

Prints texts a second (median and p95 of the seconds) and the ratio of the medians; exits 1 where
the encoder takes more than 1.2 times as long.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from synthesis.grouping.encode import (
    MODEL_FILE,
    MODEL_FOLDER,
    OUTPUT,
    TOKENIZER_FILE,
    Vectors,
    cores,
)

GOAL = 1.2
WHO = ["The nurse", "Somebody at the desk", "My son", "The doctor", "Nobody", "A volunteer"]
WHAT = ["never called me back", "asked for the same form twice", "could not find my file"]
WHEN = [
    "this morning",
    "before the operation",
    "while I waited in the corridor",
    "after I had left",
]


def remarks(count: int) -> list[str]:
    """Return that many different short remarks."""
    return [
        f"{WHO[n % 6]} {WHAT[n // 6 % 3]} {WHEN[n // 18 % 4]}, for the {n // 72 + 2}th time"
        for n in range(count)
    ]


def bare(threads: int) -> Callable[[list[str]], None]:
    """Return the least code that encodes texts in parallel, each alone."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    path = str(MODEL_FOLDER / MODEL_FILE)
    sessions = [onnxruntime.InferenceSession(path, options) for _ in range(threads)]
    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / TOKENIZER_FILE))

    def share(worker: int, texts: list[str]) -> None:
        for text in texts[worker::threads]:
            encoding = tokenizer.encode(text)
            ids = np.array([encoding.ids], dtype=np.int64)
            sessions[worker].run([OUTPUT], {"input_ids": ids, "attention_mask": np.ones_like(ids)})

    def run(texts: list[str]) -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda worker: share(worker, texts), range(threads)))

    return run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    texts, threads = remarks(options.texts), cores()
    ways: dict[str, Callable[[list[str]], object]] = {
        "bare session": bare(threads),
        "Encoder": lambda some: Vectors(threads=threads).of(some),
    }
    for way in ways.values():
        way(texts[:16])
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(options.rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way(texts)
            seconds[name].append(time.perf_counter() - start)
    print(f"encoding {len(texts)} remarks, {threads} threads, {options.rounds} rounds")
    for name, runs in seconds.items():
        median, late = np.median(runs), np.percentile(runs, 95)
        rate = len(texts) / median
        print(f"  {name:14s} median {median:.3f} s  p95 {late:.3f} s  {rate:6.0f} texts a second")
    ratio = float(np.median(seconds["Encoder"]) / np.median(seconds["bare session"]))
    print(f"  ratio {ratio:.2f} (goal: at most {GOAL})")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main())
