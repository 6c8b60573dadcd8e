"""The sample laid out to be walked through: from staff meetings to what the customers changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.commands import ok, sayso


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
    assert cards["T08"]["votes"] == 6
    assert [one["kind"] for one in cards["T08"]["comments"]] == [
        "comment", "question", "suggestion",
    ]  # fmt: skip
    ok("import", *files(laid_out / "interviews"))
    assert "kept as “Assumptive v1”" in ok("synthesize").err
    moved = ok("diff", "Before the workshop").out
    assert "ASSUMPTIVE → PARTLY TESTED" in moved
    assert "moved Unplaced → Apply" in moved
    assert "shared belief → contradicted" in moved
    # What the room moved was there before the first customer, so it is no difference to that map.
    assert "moved Unplaced → Apply" not in ok("diff", "Assumptive v1").out


def test_a_folder_that_is_there_or_cannot_be_is_left_alone(workdir: Path) -> None:
    (workdir / "mine").mkdir()
    for where in ("mine", "/dev/null/walk"):
        refused = sayso("demo", "--walk", where)
        assert refused.code == 3
        assert "nothing was written" in refused.err
    assert list((workdir / "mine").iterdir()) == []
