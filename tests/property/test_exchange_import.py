"""Importing twice adds nothing; a longer file adds exactly what is new."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from data import template
from data.exchange.importing import apply, plan
from data.exchange.reading import read
from data.records import ProjectInfo
from data.store import Project

TEXT = st.sampled_from(["slow", "late", "slow ", "two\nlines", "ελληνικά", "=1", "a,b", '"', ""])
STAGE = st.sampled_from(["Wait", "wait", "Get", "3", "p", "", "Find out"])
PERSON = st.sampled_from(["Ann", "ann", "Ben", "P01", "", "?"])
ROWS = st.lists(st.tuples(TEXT, STAGE, PERSON), max_size=12)
LINES = st.lists(
    st.sampled_from(
        [
            "# One",
            "# Two",
            "- slow",
            "- slow",
            "Ann: late ,,p",
            "Ann:",
            ",,n",
            "",
            "late ,,zz",
            "  x",
        ]
    ),
    max_size=14,
)


def table(rows: list[tuple[str, str, str]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([("text", "stage", "participant"), *rows])
    return file.getvalue()


def bring(project: Project, text: str, name: str) -> int:
    path = project.path.parent / name
    path.write_text(text, encoding="utf-8", newline="")
    with project.change("Import") as change:
        planned = plan(read(path), change)
        apply(planned, change)
    return len(planned.notes)


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, more=ROWS)
def test_tables(rows: list[tuple[str, str, str]], more: list[tuple[str, str, str]]) -> None:
    rows = [("first", "Wait", "Ann"), *rows]
    with (
        tempfile.TemporaryDirectory() as folder,
        Project.create(
            Path(folder) / "a.sayso", ProjectInfo("A"), template.load("default")
        ) as project,
    ):
        assert bring(project, table(rows), "a.csv") == sum(bool(row[0]) for row in rows)
        once = project.snapshot()
        assert bring(project, table(rows), "b.csv") == 0
        assert project.snapshot() == once
        bring(project, table(rows + more), "a.csv")
        expected = Counter(row[0] for row in rows + more if row[0])
        assert Counter(note.text for note in project.snapshot().notes) == expected


@settings(max_examples=25, deadline=None)
@given(lines=LINES, more=LINES)
def test_text(lines: list[str], more: list[str]) -> None:
    lines = ["# One", "Participants: Ann", "first", *lines]
    with (
        tempfile.TemporaryDirectory() as folder,
        Project.create(
            Path(folder) / "a.sayso", ProjectInfo("A"), template.load("default")
        ) as project,
    ):
        first = bring(project, "\n".join(lines), "a.md")
        once = project.snapshot()
        assert bring(project, "\n".join(lines), "a.md") == 0
        assert project.snapshot() == once
        second = bring(project, "\n".join([*lines, "", *more]), "a.md")
        with Project.create(
            Path(folder) / "b.sayso", ProjectInfo("B"), template.load("default")
        ) as fresh:
            whole = bring(fresh, "\n".join([*lines, "", *more]), "a.md")
        assert first + second == whole
