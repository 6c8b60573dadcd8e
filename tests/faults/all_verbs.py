"""A separate process that runs verbs on a project and prints what came of each, as JSON lines.

Usage: ``python -m tests.faults.all_verbs PROJECT``.  Whoever starts it sets it a time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from data.store import files
from tests.unit.commands import sayso

READING = (
    ("notes",),
    ("notes", "--count"),
    ("notes", "phone", "--json"),
    ("crosstab", "stage", "kind"),
    ("participants",),
    ("personas",),
    ("stages",),
    ("channels",),
    ("tags",),
    ("sessions",),
    ("journeys",),
    ("filters",),
    ("duplicates",),
    ("about",),
    ("settings",),
    ("history",),
    ("versions",),
    ("check",),
    ("claims",),
)
WRITING = (
    ("log", "ma: the line is dead ,,p- 1"),
    ("import", "more.csv"),
    ("tag", "phone", "--stage", "Wait"),
    ("participants", "add", "Zoe/desk"),
    ("personas", "add", "Visitor"),
    ("stages", "add", "Complain"),
    ("sessions", "add", "Monday"),
    ("split", "all day", "--before", "all day"),
    ("replace", "phone", "telephone"),
    ("settings", "--supported-at", "3"),
    ("synthesize",),
    ("touchpoints",),
    ("queue",),
    ("map",),
    ("map", "--format", "html", "-o", "map.html"),
    ("export", "--all", "out"),
    ("guide",),
    ("freeze", "today"),
    ("why", "rings out"),
    ("undo",),
    ("redo",),
)


def main(path: Path) -> None:
    """Run every verb."""
    files.connect.__kwdefaults__["wait"] = 0.05  # type: ignore[index]
    Path("more.csv").write_text("text,stage\nnobody answers,Wait\n", encoding="utf-8")
    for verb in READING + WRITING:
        print(json.dumps(["begun", *verb]), flush=True)
        outcome = sayso("-s", str(path), *verb, stdin="n\n")
        print(json.dumps([outcome.code, outcome.out, outcome.err]), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
