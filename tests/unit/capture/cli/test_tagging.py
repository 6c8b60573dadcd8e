"""``sayso tag`` and ``sayso suggest``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.commands import ok, sayso


@pytest.fixture(autouse=True)
def _project(workdir: Path) -> None:
    del workdir
    ok("new", "clinic", "--stages", "Travel and arrive, Wait, Pay", "--personas", "Tourist, Carer")
    lines = (
        "we waited for three hours in the queue",
        "no idea how long it would take",
        "the car park was full again",
        "no sign to the entrance",
        "memo to self ,,k",
    )
    ok("log", "-", stdin="\n".join(lines))


def notes() -> list[dict[str, Any]]:
    found = ok("notes", "--json").json
    assert isinstance(found, list)
    return found


def test_all_that_fit_are_tagged_in_one_step_and_a_dry_run_changes_nothing() -> None:
    before = notes()
    dry = ok("tag", "waited", "OR", "park", "--stage", "wait", "--kind", "pain", "--dry-run")
    assert dry.err == "2 notes: 2 without a stage. Nothing was changed.\n"
    assert notes() == before
    done = ok("tag", "waited", "OR", "park", "--stage", "wait", "--kind", "pain")
    assert done.err == "Tagged 2 notes #Wait, pain point.\n"
    assert [one["stage"] for one in notes()] == ["Wait", None, "Wait", None, None]
    assert notes()[0]["kind"] == "pain point"
    ok("undo")
    assert notes() == before


def test_every_list_and_mark_can_be_given_and_taken_away() -> None:
    ok(
        *("tag", "--all", "--persona", "tour", "--persona", "carer", "--tag", "Check this"),
        *("--emotion", "-2", "--source", "customer", "--channel", "phone", "--need", "internal"),
        *("--verbatim", "--flagged"),
    )
    one = notes()[0]
    assert (one["personas"], one["tags"]) == (["Tourist", "Carer"], ["Check this"])
    assert (one["emotion"], one["source"], one["channel"]) == (-2, "customer", "Phone")
    assert (one["kind"], one["need_type"], one["verbatim"]) == ("need", "internal", True)
    ok(
        *("tag", "--all", "--no-persona", "tour", "--no-tag", "check this", "--emotion", "none"),
        *("--channel", "none", "--kind", "none", "--not-verbatim"),
    )
    one = notes()[0]
    assert (one["personas"], one["tags"], one["emotion"]) == (["Carer"], [], None)
    assert (one["channel"], one["kind"], one["verbatim"]) == (None, None, False)
    ok("tag", "--all", "--persona", "none")
    assert notes()[0]["personas"] == []


def test_it_prints_one_document_where_asked() -> None:
    ok("tag", "waited", "--stage", "wait")
    told = ok("tag", "--all", "--stage", "wait", "--json").json
    assert told == {
        "notes": 5,
        "would_change": 4,
        "changed": 4,
        "was": [{"was": "without a stage", "notes": 4}],
        "label": "Put 4 notes at Wait",
    }


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (("tag", "--stage", "wait"), 2, "Say which notes"),
        (("tag", "--all", "waited", "--stage", "wait"), 2, "not both"),
        (("tag", "--all"), 2, "Say what to give them"),
        (("tag", "zebra", "--stage", "wait"), 1, "No note fits"),
        (("tag", "--all", "--stage", "moon"), 1, "known: Travel and arrive, Wait, Pay"),
        (("tag", "#moon", "--stage", "wait"), 1, "known: Travel and arrive, Wait, Pay"),
        (("tag", "--all", "--emotion", "9"), 2, "no emotion"),
        (("tag", "--all", "--tag", "no"), 3, "meaning of its own"),
        (("suggest", "--take"), 2, "needs a line"),
        (("suggest", "--above", "101"), 2, "0<=x<=100"),
        (("suggest", "zebra"), 1, "No note without a stage fits"),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(
    argv: tuple[str, ...], code: int, told: str
) -> None:
    before = notes()
    outcome = sayso(*argv)
    assert outcome.code == code, outcome.err
    assert told in outcome.err
    assert notes() == before


def test_suggestions_are_printed_and_stored_only_when_taken() -> None:
    before = notes()
    shown = ok("suggest", "waited")
    assert "Wait" in shown.out
    assert "None is stored." in shown.err
    found = ok("suggest", "--json").json
    assert found["what"] == "stage"
    assert {one["stage"] for one in found["suggestions"]} == {"Wait", "Travel and arrive"}
    assert len(found["suggestions"]) == 4  # the memo is no evidence
    sure = [one["sure"] for one in found["suggestions"]]
    assert sure == sorted(sure, reverse=True)
    assert notes() == before
    line = sure[1]
    done = ok("suggest", "--above", str(line), "--take", "--json").json
    taken = sum(one >= line for one in sure)
    assert done["taken"] == taken
    assert sum(one["stage"] is not None for one in notes()) == taken
    assert f"({line} % sure or more)" in ok("history").out
    ok("undo")
    assert notes() == before


def test_suggesting_in_a_map_changes_no_count() -> None:
    before = ok("map", "--format", "json").out
    ok("suggest")
    assert ok("map", "--format", "json").out == before
