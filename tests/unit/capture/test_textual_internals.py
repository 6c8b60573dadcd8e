"""What is private of Textual is used in one file, so that a new Textual has one place to break."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen

import capture

ROOT = Path(capture.__file__).parent
ALLOWED = ROOT / "textual_internals.py"
FILES = sorted(path for path in ROOT.rglob("*.py") if path != ALLOWED)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def uses(tree: ast.AST) -> Iterator[tuple[str, bool, int]]:
    """Yield each private attribute that is named, whether it is one of ``self``, and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            receiver = ast.unparse(node.value)
            yield node.attr, receiver in ("self", "cls", "super()"), node.lineno
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_private(node.name):
            yield node.name, True, node.lineno


def body(kind: type) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(kind)))


@cache
def own_privates(kind: type) -> frozenset[str]:
    """Return the private names that a class of Textual gives its instances."""
    return frozenset(name for name, own, _ in uses(body(kind)) if own)


@cache
def privates(kind: type) -> frozenset[str]:
    """Return the private names that a class has from Textual."""
    bases = [base for base in kind.__mro__ if base.__module__.split(".")[0] == "textual"]
    return frozenset[str]().union(*(own_privates(base) for base in bases))


def parts_of_the_screen(path: Path) -> list[type[MessagePump]]:
    name = ".".join((ROOT.name, *path.relative_to(ROOT).with_suffix("").parts))
    module = importlib.import_module(name.removesuffix(".__init__"))
    return [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__
        if issubclass(kind, MessagePump)
    ]


def offences(path: Path) -> list[str]:
    """Return each use of what is private of Textual in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        f"imports {module}"
        for node in ast.walk(tree)
        for module in modules(node)
        if module.startswith("textual") and "._" in module
    ]
    core = privates(App) | privates(Screen)
    mine = {name for name, own, _ in uses(tree) if own}
    found += [
        f"line {number} uses {name}"
        for name, own, number in uses(tree)
        if not own and name in core and name not in mine
    ]
    for kind in parts_of_the_screen(path):
        clashes = {name for name, own, _ in uses(body(kind)) if own} & privates(kind)
        found += [f"{kind.__name__} uses {name}" for name in sorted(clashes)]
    return found


def modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_private_of_textual_stands_in_one_file(path: Path) -> None:
    assert offences(path) == []


def test_the_file_that_may_use_it_does() -> None:
    assert len(offences(ALLOWED)) > 5
