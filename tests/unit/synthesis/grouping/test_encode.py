"""The encoder: the same numbers whatever the threads, any text, kept vectors, no network."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from data.errors import Cancelled
from data.text import fingerprint
from synthesis.grouping import encode
from synthesis.grouping.encode import Vectors, default_encoder, readable

REMARKS = [
    "Phones ring out all morning",
    "They ask for the same form three times",
    "The lady at the desk was kind",
    "I waited two hours and nobody said why",
    "where is my money",
] + [f"Letter number {n} came too late for the appointment" for n in range(40)]


def test_vectors_are_unit_rows_in_the_order_of_the_texts() -> None:
    rows = Vectors().of(REMARKS)
    assert rows.shape == (len(REMARKS), 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows[3], Vectors().of([REMARKS[3]])[0])


def test_like_texts_are_nearer_than_unlike_ones() -> None:
    rows = Vectors().of(
        ["The phone is never answered", "Nobody picks up when I call", "The soup was cold"]
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


@pytest.mark.parametrize("threads", [1, 2, 5, 64])
def test_any_number_of_threads_gives_the_same_bytes(threads: int) -> None:
    alone = np.concatenate([Vectors(threads=1).of([text]) for text in REMARKS])
    together = Vectors(threads=threads).of(REMARKS)
    assert alone.tobytes() == together.tobytes()


def test_no_texts() -> None:
    assert Vectors().of([]).shape == (0, 384)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\n ",
        "\x00",
        "\x1b[31mred\x1b[0m",
        "\ud800 a lone surrogate \udfff",
        "\u202eright to left",
        "👩‍👩‍👧 🇬🇷",
        "x" * 1_000_000,
        "word " * 200_000,
        "\x00" * 50_000,
    ],
    ids=lambda text: f"{text[:12]!a}x{len(text)}",
)
def test_any_text_has_a_vector(text: str) -> None:
    rows = Vectors().of([text])
    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows[0]) == pytest.approx(1, abs=1e-4)


def test_what_lies_beyond_the_cut_does_not_matter() -> None:
    word = "y" * 120 + " "
    text = word * 126 + "phones ring out all morning " * 2000
    rows = Vectors().of([text, text + "and so on " * 100_000])
    assert np.array_equal(rows[0], rows[1])


def test_little_is_read_of_a_very_long_text() -> None:
    assert len(readable("x" * 1_000_000)) == encode.LONGEST


def test_texts_with_one_fingerprint_read_the_same() -> None:
    typed, pasted = "caf\u00e9  was\nclosed ", "cafe\u0301 was closed"
    assert fingerprint(typed) == fingerprint(pasted)
    assert readable(typed) == readable(pasted)


def test_the_written_id_belongs_to_the_shipped_weights() -> None:
    digest = hashlib.sha256((encode.MODEL_FOLDER / encode.MODEL_FILE).read_bytes()).hexdigest()
    assert default_encoder().id == encode.SHIPPED_ID
    assert encode.SHIPPED_ID.endswith(digest[:12])


def test_the_readme_names_the_files_by_their_hashes() -> None:
    words = (encode.MODEL_FOLDER / "README.md").read_text(encoding="utf-8")
    for name in (encode.MODEL_FILE, encode.TOKENIZER_FILE):
        content = (encode.MODEL_FOLDER / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() in words
        assert f"{len(content):,}" in words


def pooled_by_hand(text: str) -> np.ndarray:
    """The sum of a text's token vectors by the rule that the model's README gives."""
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(encode.MODEL_FOLDER / encode.TOKENIZER_FILE))
    session = onnxruntime.InferenceSession(
        str(encode.MODEL_FOLDER / encode.MODEL_FILE), providers=["CPUExecutionProvider"]
    )
    ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
    mask = np.ones_like(ids)
    tokens = session.run(["tokens"], {"input_ids": ids, "attention_mask": mask})[0][0]
    rank = np.maximum(ids[0] - 1995, 1)
    weight = np.where((ids[0] == 101) | (ids[0] == 102), 1e-4, rank / (rank + 20))
    total = weight @ tokens.astype(np.float64)
    return np.asarray(total / np.linalg.norm(total))


@pytest.mark.parametrize(
    "text", [*REMARKS[:5], "", "?", "the the the the the passport", "👩‍👩‍👧 zxqv"]
)
def test_rare_tokens_weigh_more(text: str) -> None:
    assert np.allclose(Vectors().of([text])[0], pooled_by_hand(text), atol=1e-5)


def test_words_that_every_remark_holds_say_little() -> None:
    said, wrapped, other = Vectors().of(
        ["parking at the hospital", "it is the parking that was at the hospital", "it was the food"]
    )
    assert said @ wrapped > 0.9
    assert wrapped @ other < 0.4


def test_progress_rises_to_the_total_on_the_caller_s_thread() -> None:
    seen: list[tuple[int, int]] = []
    threads: set[int] = set()

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        threads.add(threading.get_ident())

    Vectors(threads=3).of(REMARKS, progress=progress)
    done = [count for count, _ in seen]
    assert done == sorted(set(done))
    assert seen[0] == (0, len(REMARKS))
    assert seen[-1] == (len(REMARKS), len(REMARKS))
    assert threads == {threading.get_ident()}


@pytest.mark.parametrize("threads", [1, 2])
def test_cancelling_ends_the_work_and_its_threads(threads: int) -> None:
    before = threading.active_count()
    with pytest.raises(Cancelled):
        Vectors(threads=threads).of(REMARKS, cancelled=lambda: True)
    assert threading.active_count() == before


@pytest.mark.parametrize("threads", [1, 2])
def test_cancelling_at_once_encodes_nothing_and_later_stops_there(threads: int) -> None:
    vectors = Vectors(threads=threads)
    with pytest.raises(Cancelled):
        vectors.of(REMARKS, cancelled=lambda: True)
    assert vectors.encoded == 0
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        vectors.of(REMARKS, cancelled=lambda: next(asked))
    assert 0 < vectors.encoded < len(REMARKS)


class Shelf:
    """A keeper in memory that counts what it is asked."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.asked = 0

    def read(self, keys: list[str]) -> Mapping[str, bytes]:
        self.asked += len(keys)
        return {key: self.kept[key] for key in keys if key in self.kept}

    def keep(self, fresh: Mapping[str, bytes]) -> None:
        assert not self.kept.keys() & fresh.keys()
        self.kept.update(fresh)


def test_a_text_is_encoded_once_and_kept() -> None:
    shelf = Shelf()
    first = Vectors(shelf.read, shelf.keep)
    rows = first.of([*REMARKS, REMARKS[0], f"  {REMARKS[1]}\n"])
    assert first.encoded == len(REMARKS) == len(shelf.kept)
    assert np.array_equal(rows[-2], rows[0])
    assert np.array_equal(rows[-1], rows[1])
    first.of(REMARKS)
    assert shelf.asked == len(REMARKS)

    second = Vectors(shelf.read, shelf.keep)
    assert np.array_equal(second.of(REMARKS[::-1]), rows[: len(REMARKS)][::-1])
    assert second.encoded == 0


def test_only_missing_texts_are_encoded_and_counted() -> None:
    shelf = Shelf()
    Vectors(shelf.read, shelf.keep).of(REMARKS[:30])
    totals: list[int] = []
    later = Vectors(shelf.read, shelf.keep)
    later.of(REMARKS, progress=lambda _done, total: totals.append(total))
    assert later.encoded == len(REMARKS) - 30
    assert set(totals) == {len(REMARKS) - 30}


def test_a_damaged_kept_row_is_made_again() -> None:
    shelf = Shelf()
    good = Vectors(shelf.read, shelf.keep).of(REMARKS[:1])
    shelf.kept = {key: blob[:-4] for key, blob in shelf.kept.items()}
    again = Vectors(shelf.read)
    assert np.array_equal(again.of(REMARKS[:1]), good)
    assert again.encoded == 1


def test_a_cancelled_run_is_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "SAVE_EVERY", 8)
    shelf = Shelf()
    calls = iter([False, False, False, True])
    with pytest.raises(Cancelled):
        Vectors(shelf.read, shelf.keep, threads=1).of(REMARKS, cancelled=lambda: next(calls))
    done = len(shelf.kept)
    assert 0 < done < len(REMARKS)
    resumed = Vectors(shelf.read, shelf.keep)
    rows = resumed.of(REMARKS)
    assert resumed.encoded == len(REMARKS) - done
    assert np.array_equal(rows, Vectors().of(REMARKS))


def test_a_keeper_that_fails_stops_the_work() -> None:
    def full(_fresh: Mapping[str, bytes]) -> None:
        raise OSError("no space left")

    before = threading.active_count()
    with pytest.raises(OSError, match="no space"):
        Vectors(keep=full).of(REMARKS)
    assert threading.active_count() == before


def in_fresh_interpreter(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def network_after(lines: Sequence[str]) -> str:
    watched = "http.client urllib.request urllib3 requests httpx huggingface_hub"
    check = f"print([m for m in {watched.split()!r} if m in sys.modules])"
    return in_fresh_interpreter("\n".join(["import sys", *lines, check]))


def test_encoding_loads_no_network_library() -> None:
    lines = [
        "from synthesis.grouping.encode import Vectors",
        "assert Vectors().of(['Phones ring out', 'Cold soup']).shape == (2, 384)",
        "assert 'tokenizers' in sys.modules and 'onnxruntime' in sys.modules",
    ]
    assert network_after(lines) == "[]"


def test_kept_vectors_load_no_model() -> None:
    code = """
import sys
import numpy as np
from synthesis.grouping.encode import Vectors, pack
row = np.ones(384, dtype=np.float32)
rows = Vectors(lambda keys: {key: pack(row) for key in keys}).of(["a", "b"])
assert (rows == 1).all()
print([m for m in ("onnxruntime", "tokenizers") if m in sys.modules])
"""
    assert in_fresh_interpreter(code) == "[]"
