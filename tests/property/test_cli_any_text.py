"""Any text and any bytes, through the verbs that take them: never a fault of ours."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.text import clean
from tests.unit.commands import Outcome, ok, sayso

QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# What a shell can hand over: any bytes but NUL, broken ones as lone surrogates.
WORDS = st.one_of(
    st.binary(max_size=30).map(lambda raw: os.fsdecode(raw.replace(b"\0", b""))),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
    st.text("ma: ,,pn#@+~!0123-\"'é\x1b\u202e/=", max_size=20),
)  # fmt: skip
BARE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    # In memory where there is such a place: a disk would have to keep every example.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "p.sayso"
        ok("new", str(path), "--stages", "Find out, Wait", "--personas", "Carer")
        ok("-s", str(path), "participants", "add", "Maria/desk")
        ok("-s", str(path), "log", "ma: phone rings ,,p2")
        ok("-s", str(path), "log", "a memo ,,k")
        ok("-s", str(path), "synthesize")
        yield path


def harmless(outcome: Outcome, *codes: int) -> Outcome:
    """`commands.sayso` has seen that there is no traceback and no internal fault."""
    assert outcome.code in codes, outcome.err
    assert not BARE.search(outcome.out)
    assert not BARE.search(outcome.err)
    if outcome.code:
        assert outcome.err
    return outcome


@QUICK
@given(text=WORDS)
@example(text="-ha")
@example(text="--session")
@example(text="\udcff\udc9b")
@example(text="ma: ,,")
@example(text=",,+\udcff")
@example(text="\u0130/\u0130: x")
def test_any_line_can_be_logged(text: str, project: Path) -> None:
    named = ("-s", str(project))
    before = len(ok(*named, "notes", "--json").json)
    outcome = harmless(sayso(*named, "log", "--", text), 0, 1, 2)
    kept = ok(*named, "notes", "--json").json
    assert len(kept) == before + outcome.err.startswith("stored") or "became �" in outcome.err
    if outcome.code == 0 and len(kept) > before:
        assert kept[-1]["text"].strip() in clean(text)[0].replace(",,", ",, ") or ",," in text
        ok(*named, "undo")


@QUICK
@given(text=WORDS)
@example(text='"')
@example(text="NOT")
@example(text="a AND (")
@example(text="\udcff*")
def test_any_text_can_be_looked_for(text: str, project: Path) -> None:
    named = ("-s", str(project))
    harmless(sayso(*named, "notes", "--", text), 0, 1)
    harmless(sayso(*named, "why", "--", text), 0, 1)
    harmless(sayso(*named, "notes", f"--stage={text}", f"--persona={text}"), 0, 1)
    harmless(sayso(*named, "notes", f"--kind={text}", f"--participant={text}"), 0, 1)


@QUICK
@given(text=WORDS)
@example(text="")
@example(text="/")
@example(text="\u0345")
@example(text="a" * 5000)
def test_any_name_is_taken_or_refused(text: str, project: Path) -> None:
    named = ("-s", str(project))
    for verb, codes in (
        (("stages", "add", "--", text), (0, 3)),
        (("personas", "add", "--", text), (0, 3)),
        (("participants", "add", "--", text), (0, 2)),
        (("sessions", "add", "--", text), (0, 2)),
    ):
        outcome = harmless(sayso(*named, *verb), *codes)
        if outcome.code == 0:
            harmless(ok(*named, verb[0]), 0)
            ok(*named, "undo")


@QUICK
@given(
    data=st.one_of(st.binary(max_size=200), WORDS.map(lambda text: text.encode("utf-8", "replace")))
)
@example(data=b"text,stage\n\xff,\xfe\n")
@example(data=b"# \x1b\n- a\n\x9b: b\n")
@example(data="text\nä\n".encode("utf-16"))
@example(data=b"\xff\xfe")
@example(data=b"sep=,\ntext\n")
def test_any_bytes_are_imported_whole_or_not_at_all(data: bytes, project: Path) -> None:
    named = ("-s", str(project))
    before = len(ok(*named, "notes", "--json").json)
    for suffix in ("csv", "md"):
        file = project.with_name(f"any.{suffix}")
        file.write_bytes(data)
        outcome = harmless(sayso(*named, "import", str(file)), 0, 3)
        harmless(sayso(*named, "log", "-", stdin=data), 0, 1, 2, 3)
        if outcome.code == 3:
            assert "sayso: " in outcome.err
        while len(ok(*named, "notes", "--json").json) > before:
            ok(*named, "undo")
    assert ok(*named, "check").code == 0
