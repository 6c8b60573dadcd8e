"""The import rules: the contracts of pyproject.toml, and what really gets loaded.

The contracts read the code, so each is broken here once on a graph of it; what is loaded shows at
run time in fresh interpreters.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

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
            ["log", "nobody picks up the phone ,,p- 1"],
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


@pytest.mark.parametrize("kind", ["capture.cli", "capture.jobs"])
def test_verbs_and_jobs_load_no_screen(kind: str) -> None:
    files = sorted((ROOT / kind.replace(".", "/")).glob("*.py"))
    names = [f"{kind}.{file.stem}" for file in files if file.stem != "__init__"]
    modules, _ = loaded_by(f"import {', '.join([*names, 'capture.config', 'capture.system'])}")
    assert set(names) <= modules
    assert "textual" not in modules


# For each contract, imports that it must not let pass.
BREAKS = {
    "no circles": [
        ("data.text", "data.store"),
        ("synthesis.board.claims", "synthesis.board.acts"),
        ("synthesis.board.standing", "synthesis.map.build"),
        ("capture.jobs.facts", "capture.jobs.cards"),
    ],
    "data stands alone": [
        ("data.store.notes", "rich"),
        ("data.exchange.reading", "synthesis.titles.rank"),
        ("data.records", "capture.reading"),
    ],
    "synthesis knows records, text and errors, nothing else of data, and no screen": [
        ("synthesis.board.queue", "data.store.notes"),
        ("synthesis.render.terminal.draw", "rich"),
        ("synthesis.render.words", "capture.reading"),
    ],
    "what is drawn is a map: its renderers know the map and the standing of its claims alone": [
        ("synthesis.render.json", "synthesis.board.claims"),
        ("synthesis.render.html.page", "synthesis.titles.rank"),
    ],
    "how a map is drawn is known to nothing that makes it": [
        ("synthesis.map.build", "synthesis.render.words"),
        ("synthesis.titles.english", "synthesis.render.json"),
    ],
    "SQL lives in data": [
        ("capture.jobs.board", "sqlite3"),
        ("synthesis.board.queue", "sqlite_utils"),
    ],
    "the command line, the jobs and the settings are headless": [
        ("capture.cli.touchpoints", "textual"),
        ("capture.config", "textual"),
        ("capture.jobs.board", "textual"),
    ],
    "the jobs know neither the command line nor a screen": [
        ("capture.jobs.board", "capture.cli.output"),
        ("capture.jobs.names", "capture.widgets.sheet"),
    ],
    "widgets know no screen and no job": [
        ("capture.widgets.sheet", "capture.jobs.board"),
        ("capture.widgets.rows", "capture.screens.forms"),
    ],
    "acts are put together in the jobs alone, so that a verb and a key never differ": [
        ("capture.cli.touchpoints", "synthesis.board.acts"),
        ("capture.cli.queue", "data.store"),
        ("capture.screens.board.facts", "synthesis.board.acts"),
        ("capture.screens.notes.look", "data.store.notes"),
        ("capture.widgets.sheet", "data.store"),
    ],
    "screens and widgets wait for the gateway, never for a file or a thread": [
        ("capture.screens.board.facts", "threading"),
        ("capture.widgets.sheet", "sqlite3"),
    ],
}


@cache
def written_contracts() -> dict[str, dict[str, Any]]:
    """Return the contracts of pyproject.toml by their names."""
    api = pytest.importorskip("importlinter.api")
    found = api.read_configuration(str(ROOT / "pyproject.toml"))
    return {one["name"]: one for one in found["contracts_options"]}


@cache
def import_graph() -> Any:
    """Return who imports whom, once for all tests: nothing may change it but in a copy."""
    grimp = pytest.importorskip("grimp")
    return grimp.build_graph(
        "capture", "synthesis", "data", include_external_packages=True, cache_dir=None
    )


def keeps(contract: dict[str, Any], *more: tuple[str, str]) -> bool:
    """Return whether a contract is kept where some imports more stood in the code."""
    from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
    from importlinter.contracts.forbidden import ForbiddenContract

    graph = deepcopy(import_graph())
    for importer, imported in more:
        assert {importer, imported.split(".")[0]} <= graph.modules
        graph.add_import(importer=importer, imported=imported)
    kinds = {"acyclic_siblings": AcyclicSiblingsContract, "forbidden": ForbiddenContract}
    session = {"root_packages": ["capture", "synthesis", "data"], "include_external_packages": True}
    checked = kinds[contract["type"]](
        name=contract["name"], session_options=session, contract_options=contract
    ).check(graph, verbose=False)
    return bool(checked.kept)


def test_every_contract_is_written_down_and_broken_once() -> None:
    assert written_contracts().keys() == BREAKS.keys()


@pytest.mark.parametrize("name", BREAKS)
def test_a_contract_is_kept_and_does_not_let_pass_what_it_forbids(name: str) -> None:
    contract = written_contracts()[name]
    assert keeps(contract)
    for forbidden in BREAKS[name]:
        assert not keeps(contract, forbidden), forbidden


def test_imports_in_functions_and_for_types_count() -> None:
    graph = import_graph()
    assert graph.direct_import_exists(  # in a function
        importer="capture.cli.queue", imported="capture.jobs.board"
    )
    assert graph.direct_import_exists(  # for types
        importer="capture.cli.queue", imported="capture.jobs.file"
    )
    api = pytest.importorskip("importlinter.api")
    session = api.read_configuration(str(ROOT / "pyproject.toml"))["session_options"]
    assert session["exclude_type_checking_imports"] == "False"
