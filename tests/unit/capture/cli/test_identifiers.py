"""``sayso identifiers``: what may say who somebody is, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.commands import ok, sayso

NOTES = """\
Vera/desk: ring 0171 5550123, it is never answered ,,p- visit
Jo/desk: Vera sends them to Aisha Rahman at the window ,,p visit
Jo/desk: the lift was broken ,,p visit
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    ok("new", "clinic", "--stages", "Visit, After")
    ok("log", "-", stdin=NOTES)
    return tmp_path


def test_what_is_undecided_is_listed_and_makes_the_verb_fail(path: Path) -> None:
    del path
    asked = sayso("identifiers")
    assert asked.code == 1
    assert "Aisha Rahman  written like a name · Visit" in asked.out
    assert "0171" not in asked.out
    assert "Undecided: 1." in asked.err
    every = sayso("identifiers", "--all")
    assert "0171 5550123 -> [number]  phone number · Visit" in every.out
    assert "Vera -> [P01]  name · Visit" in every.out
    found = json.loads(sayso("identifiers", "--json").out)
    assert [(one["words"], one["decided"], one["leaves_as"]) for one in found] == [
        ("Aisha Rahman", None, "Aisha Rahman")
    ]


def test_decisions_are_made_and_taken_back_by_verbs(path: Path) -> None:
    del path
    assert "Hide “Aisha Rahman” in 1 place." in sayso("identifiers", "hide", "aisha rahman").err
    ok("identifiers")
    assert "Aisha Rahman -> [name]" in sayso("identifiers", "--all").out
    ok("identifiers", "keep", "Aisha Rahman", "--note", "at the window")
    assert "Aisha Rahman (kept)" in sayso("identifiers", "--all").out
    ok("identifiers", "undecide", "Aisha Rahman", "--note", "at the window")
    ok("identifiers", "undecide", "Aisha Rahman")
    assert sayso("identifiers").code == 1
    refused = sayso("identifiers", "code", "Aisha Rahman")
    assert refused.code != 0
    assert "no participant's name" in refused.err


def test_what_goes_out_is_told_and_no_names_leaves_it_out(path: Path) -> None:
    told = sayso("map", "--format", "html", "-o", "map.html")
    assert "1 place may still say who somebody is" in told.err
    page = (path / "map.html").read_text()
    assert "Aisha" in page
    assert "Vera" not in page
    for verb in (
        ("map", "--format", "html", "-o", "map.html", "--force"),
        ("map", "--sheet", "a3", "-o", "a3.html"),
        ("guide", "--format", "html", "-o", "guide.html"),
        ("export", "--all", "out"),
    ):
        assert "may still say" not in sayso(*verb, "--no-names").err
    made = [*path.glob("*.html"), *(path / "out").glob("*.*")]
    assert len(made) > 8
    for file in made:
        assert b"Aisha" not in file.read_bytes(), file
    assert "A frozen map stays as it was" in sayso("map", "--frozen", "x", "--no-names").err
