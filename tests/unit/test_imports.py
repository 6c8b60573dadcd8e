"""The import rules, as they show at run time in fresh interpreters.

The contracts in pyproject.toml read the code; these look at what really got loaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

NETWORK = ("http.client", "urllib.request", "urllib3", "requests", "httpx", "huggingface_hub")
HEAVY = ("numpy", "onnxruntime", "tokenizers", "jinja2", "sqlite_utils", "rich", "textual")

# Run after the code under test: which modules were loaded, and whether a socket was connected.
PROBE = """
import json, sys
connected = []
def watch(event, args):
    if event == "socket.connect":
        connected.append(repr(args))
sys.addaudithook(watch)
{code}
print(json.dumps([sorted(sys.modules), connected]))
"""


def loaded_by(code: str, folder: Path | None = None) -> tuple[set[str], list[str]]:
    """Run code in a fresh interpreter; return the loaded modules and the sockets connected."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    modules, connected = json.loads(done.stdout.splitlines()[-1])
    return set(modules), connected


def run_verbs(*lines: list[str]) -> str:
    """Return code that runs the command line in process, its output kept away."""
    return (
        "import contextlib, io\nfrom capture.cli.main import run\nsilence = io.StringIO()\n"
        "with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):\n"
        + "".join(f"    assert run({line!r}) == 0, {line!r}\n" for line in lines)
    )


@pytest.mark.parametrize("package", ["capture", "capture.cli", "capture.jobs", "synthesis", "data"])
def test_package_roots_load_nothing_heavy(package: str) -> None:
    modules, _ = loaded_by(f"import {package}")
    assert not modules & set(HEAVY)


def test_help_loads_no_verb_and_nothing_heavy() -> None:
    modules, _ = loaded_by(run_verbs(["--help"]))
    assert "capture.cli.main" in modules
    assert not modules & {*HEAVY, "sqlite3", "capture.cli.notes", "capture.jobs.browse"}


def test_logging_a_note_needs_neither_numpy_nor_sqlite_utils(tmp_path: Path) -> None:
    loaded_by(run_verbs(["new", "one"]), tmp_path)
    modules, _ = loaded_by(run_verbs(["log", "ma: phones ring out ,,p--1"]), tmp_path)
    assert "sqlite3" in modules
    assert not modules & set(HEAVY)


def test_a_map_from_notes_connects_to_nothing(tmp_path: Path) -> None:
    modules, connected = loaded_by(
        run_verbs(
            ["new", "one"],
            ["log", "phones ring out all morning ,,p--1"],
            ["log", "nobody picks up the phone ,,p-1"],
            ["log", "needs to know how long it takes ,,n 2"],
            ["map"],
            ["map", "--format", "html"],
        ),
        tmp_path,
    )
    assert "onnxruntime" in modules
    assert not modules & {*NETWORK, "textual"}
    assert connected == []


def test_a_second_map_needs_no_encoder(tmp_path: Path) -> None:
    loaded_by(run_verbs(["new", "one"], ["log", "phones ring out ,,p--1"], ["map"]), tmp_path)
    modules, _ = loaded_by(run_verbs(["map"], ["synthesize"]), tmp_path)
    assert not modules & {"onnxruntime", "tokenizers"}
