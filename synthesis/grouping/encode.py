"""Texts to vectors with the sentence encoder that ships in ``synthesis/model``.

Each text is encoded **alone**: the weights are quantised to 8 bits and the scales of the
activations are taken from whatever is in the batch, so in a batch of 32 a text's vector, and with
it its group, would depend on its neighbours.  Alone, the vector is a function of the text only, and
any number of threads gives the same numbers.  Speed comes from several threads that share one
session, each running one text on its own core.

A vector is the mean of the text's token vectors, each weighted by how rare the token is in English:
"the", "to" and full stops are in every remark and say little of what it is about.  The vocabulary
is in order of frequency, so that a token's number is its rank, and no table of words is needed; the
weights are built into the graph (``model/README.md``).  They hang on the text alone, so that a
vector stays what it is when other notes come.

Nothing here reaches a network: the tokenizer is read from a file, and neither ``onnxruntime`` nor
``tokenizers`` loads a network library for that (tokenizers names a hub client among its
dependencies, but imports it only to fetch a model by name, which is never done).  Both load when
the first text is encoded, not when this module is imported, and not at all where every vector had
been kept.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from data.errors import Cancelled, Progress, ShouldStop
from data.text import fingerprint, normalise

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 384
"""Numbers in a vector."""

MODEL_FOLDER = Path(__file__).parents[1] / "model"
MODEL_FILE = "minilm-l6-v2-int8.onnx"
TOKENIZER_FILE = "tokenizer.json"

OUTPUT = "embedding"
"""What the graph is asked for; it can give the tokens' own vectors too, which costs their copying.
"""

SHIPPED_ID = "minilm-l6-v2-int8-e4e7a9e605c9"
"""Name of the shipped encoder and the first 12 digits of its weights' SHA-256.

Written down, since hashing 23 MB would cost every start; a test compares it with the file.
"""

LONGEST = 16_384
"""Characters of a text that are read.

The encoder reads 128 tokens and a word of more than 100 letters is one token, so that in readable
text nothing beyond some 13,000 characters can change the vector; a remark of a megabyte then costs
as much as one of a page.
"""

CHUNK = 8
"""Texts that a thread takes at a time: small, so that cancelling is quick."""

SAVE_EVERY = 512
"""Fresh vectors that are handed over for keeping at a time."""


class Encoder:
    """The shipped sentence encoder: an ONNX model with pooling and scaling built in, its tokenizer.

    An encoder may be used from several threads at once.
    """

    id = SHIPPED_ID
    """A short name that no other weights have."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def chunks(
        self, texts: Sequence[str], *, threads: int | None, cancelled: ShouldStop | None
    ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield (index of the first text, vectors) as chunks of texts are done, in any order.

        Any text is valid, the empty one too.  ``threads`` is the number of texts encoded at once
        (left out: one a core) and never changes the result.  Closing the iterator stops the work.

        Raises:
            Cancelled: ``cancelled`` returned True.
        """
        starts = range(0, len(texts), CHUNK)
        workers = min(threads or cores(), len(starts))
        if workers <= 1:
            for start in starts:
                _check(cancelled)
                yield start, self._encode_chunk(texts[start : start + CHUNK])
            return
        _check(cancelled)
        self._load()
        stop = threading.Event()

        def work(start: int) -> tuple[int, NDArray[np.float32]] | None:
            if stop.is_set():
                return None
            return start, self._encode_chunk(texts[start : start + CHUNK])

        with ThreadPoolExecutor(workers, thread_name_prefix="encode") as pool:
            futures = [pool.submit(work, start) for start in starts]
            try:
                for future in as_completed(futures):
                    result = future.result()
                    if result is not None:
                        yield result
                    _check(cancelled)
            finally:
                stop.set()
                pool.shutdown(wait=True, cancel_futures=True)

    def _encode_chunk(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of a few texts, one run of the model each."""
        session, tokenizer = self._load()
        rows = np.empty((len(texts), WIDTH), dtype=np.float32)
        for row, text in enumerate(texts):
            encoding = tokenizer.encode(readable(text))
            inputs = {
                "input_ids": np.array([encoding.ids], dtype=np.int64),
                "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
            }
            rows[row] = session.run([OUTPUT], inputs)[0][0]
        return rows

    def _load(self) -> tuple[Any, Any]:
        """Return the session and the tokenizer, made at the first call."""
        with self._lock:
            if self._loaded is None:
                import onnxruntime
                from tokenizers import Tokenizer

                onnxruntime.disable_telemetry_events()
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = 1
                options.inter_op_num_threads = 1
                session = onnxruntime.InferenceSession(
                    str(MODEL_FOLDER / MODEL_FILE), options, providers=["CPUExecutionProvider"]
                )
                tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / TOKENIZER_FILE))
                self._loaded = session, tokenizer
            return self._loaded


@cache
def default_encoder() -> Encoder:
    """Return the shipped encoder; its weights load with the first text."""
    return Encoder()


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system knows affinity
        return os.cpu_count() or 1


def readable(text: str) -> str:
    """Return what the encoder reads of a text.

    Texts with equal fingerprints read the same, so that a vector may be kept by fingerprint.
    Lone surrogates, which no tokenizer takes, become U+FFFD.
    """
    whole = normalise(text)[:LONGEST]
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Vectors:
    """The vectors of texts: kept ones are read, missing ones encoded and handed over for keeping.

    Args:
        read: returns the kept vectors, as bytes by fingerprint, of those asked for that exist.
        keep: keeps vectors; called while encoding, so that a cancelled run is resumed, not redone.
        encoder: left out, the shipped one.

    Both callbacks are called from the thread that asks.  Rows are also held in memory: asking twice
    encodes once.  ``encoded`` counts the texts that had to be encoded.
    """

    def __init__(
        self,
        read: Callable[[list[str]], Mapping[str, bytes]] | None = None,
        keep: Callable[[Mapping[str, bytes]], None] | None = None,
        *,
        encoder: Encoder | None = None,
        threads: int | None = None,
    ) -> None:
        self._read = read
        self._keep = keep
        self._encoder = encoder or default_encoder()
        self._threads = threads
        self._rows: dict[str, NDArray[np.float32]] = {}
        self.encoded = 0

    def of(
        self,
        texts: Sequence[str],
        *,
        progress: Progress | None = None,
        cancelled: ShouldStop | None = None,
    ) -> NDArray[np.float32]:
        """Return a unit vector a text, shape (len(texts), 384); equal texts are encoded once.

        ``progress`` counts only what must be encoded, and is not called where nothing must.

        Raises:
            Cancelled: ``cancelled`` returned True; what was done has been kept.
        """
        prints = [fingerprint(text) for text in texts]
        wanted = dict(zip(prints, texts, strict=True))
        self._recall([key for key in wanted if key not in self._rows])
        missing = {key: text for key, text in wanted.items() if key not in self._rows}
        if missing:
            self._encode(list(missing), list(missing.values()), progress, cancelled)
        if not prints:
            return np.empty((0, WIDTH), dtype=np.float32)
        return np.stack([self._rows[key] for key in prints])

    def _recall(self, keys: list[str]) -> None:
        """Take over the kept vectors of some fingerprints; a row of the wrong size is not one."""
        if self._read is None or not keys:
            return
        for key, blob in self._read(keys).items():
            if len(blob) == WIDTH * 4:
                self._rows[key] = unpack(blob)

    def _encode(
        self,
        keys: list[str],
        texts: list[str],
        progress: Progress | None,
        cancelled: ShouldStop | None,
    ) -> None:
        """Encode texts and keep their vectors, some at a time, whatever ends the work."""
        fresh: dict[str, bytes] = {}
        done = 0
        if progress is not None:
            progress(0, len(keys))
        try:
            for start, chunk in self._encoder.chunks(
                texts, threads=self._threads, cancelled=cancelled
            ):
                for key, row in zip(keys[start : start + len(chunk)], chunk, strict=True):
                    self._rows[key] = row
                    fresh[key] = pack(row)
                done += len(chunk)
                if len(fresh) >= SAVE_EVERY:
                    self._hand_over(fresh)
                if progress is not None:
                    progress(done, len(keys))
        finally:
            self.encoded += done
            self._hand_over(fresh)

    def _hand_over(self, fresh: dict[str, bytes]) -> None:
        """Give fresh vectors to the keeper, once."""
        if fresh and self._keep is not None:
            self._keep(dict(fresh))
        fresh.clear()


def pack(row: NDArray[np.float32]) -> bytes:
    """Return a vector as it is kept: 384 little-endian 32-bit floats."""
    return row.astype("<f4").tobytes()


def unpack(blob: bytes) -> NDArray[np.float32]:
    """Return the vector that `pack` made bytes of."""
    return np.frombuffer(blob, dtype="<f4").astype(np.float32)


def _check(cancelled: ShouldStop | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled("encoding was stopped before its end; nothing done is lost")
