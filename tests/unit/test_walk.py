"""The sample laid out to be walked through: from staff meetings to what the customers changed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests import ROOT
from tests.unit.commands import ok, sayso

README = ROOT / "README.md"
HEADING = "## From the first meeting to the last map"


@pytest.fixture
def laid_out(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ok("demo", "--walk", "walk")
    monkeypatch.chdir(workdir / "walk")
    return workdir / "walk"


def files(folder: Path) -> list[str]:
    return [str(path) for path in sorted(folder.glob("*.md"))]


def test_the_whole_way_from_meetings_to_what_customers_changed(laid_out: Path) -> None:
    ok("import", *files(laid_out / "meetings"))
    assert "ASSUMPTIVE" in ok("map").out
    ok("freeze", "Before the workshop")
    taken = ok("workshop", "workshop.txt", "--by", "Staff room").err
    assert "13 lines taken" in taken
    cards = {c["code"]: c for s in ok("map", "--format", "json").json["stages"] for c in s["cards"]}
    assert cards["T10"]["votes"] == 6
    assert [one["kind"] for one in cards["T10"]["comments"]] == [
        "comment", "question", "suggestion",
    ]  # fmt: skip
    ok("import", *files(laid_out / "interviews"))
    assert "kept as “Assumptive v1”" in ok("synthesize").err
    moved = ok("diff", "Before the workshop").out
    assert "ASSUMPTIVE → PARTLY TESTED" in moved
    assert "moved Hand back → Find out" in moved
    assert "shared belief → contradicted" in moved
    # What the room moved was there before the first customer, so it is no difference to that map.
    assert "moved Hand back → Find out" not in ok("diff", "Assumptive v1").out


def walked() -> list[list[str]]:
    """Return the README's walk as words a command, without what is said of them."""
    section = README.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    lines = [line.split("   ")[0] for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("sayso ")]


def test_every_command_of_the_walk_in_the_readme_does_what_it_says(
    workdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = walked()
    assert [words[1] for words in commands] == [
        "demo", "import", "map", "freeze", "map", "map", "workshop", "guide", "import", "map",
        "diff",
    ]  # fmt: skip
    said = {}
    for words in commands:
        # A browser is not needed to see that the walk holds: the sheets are pages as well.
        plain = ["html" if word == "pdf" else word for word in words[1:]]
        argv = [
            str(name)
            for word in plain
            for name in (sorted(Path().glob(word)) if "*" in word else [word])
        ]
        said[" ".join(words[1:3])] = ok(*argv)
        if words[1] == "demo":
            monkeypatch.chdir(workdir / "brackwater")
    assert (workdir / "brackwater" / "wall.pdf").stat().st_size > 10_000
    assert "13 lines taken" in said["workshop workshop.txt"].err
    assert "shared belief → contradicted" in said["diff Assumptive v1"].out


def test_a_folder_that_is_there_or_cannot_be_is_left_alone(workdir: Path) -> None:
    (workdir / "mine").mkdir()
    for where in ("mine", "/dev/null/walk"):
        refused = sayso("demo", "--walk", where)
        assert refused.code == 3
        assert "nothing was written" in refused.err
    assert list((workdir / "mine").iterdir()) == []
