"""Keeping the lists and the notes in order on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.commands import ok, sayso


@pytest.fixture(autouse=True)
def _project(workdir: Path) -> None:
    del workdir
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist, Tourists")
    ok("log", "Maria/desk: phone rings. Nobody comes ,,p #wait @Tourist +wait +waiting")
    ok("log", "Mariah/: six weeks ,,#wait @Tourists +waiting ~phone")
    ok("log", "teh form ,,#apply +papers")


def notes() -> list[dict[str, Any]]:
    found = ok("notes", "--json").json
    assert isinstance(found, list)
    return sorted(found, key=lambda one: one["at"])


def names(verb: str) -> dict[str, int]:
    return {one["name"]: one["notes"] for one in ok(verb, "--json").json}


def test_tags_and_channels_are_listed_with_counts_and_described() -> None:
    assert names("tags") == {"papers": 1, "wait": 1, "waiting": 2}
    ok("tags", "change", "papers", "--description", "Forms and letters", "--example", "lost it")
    ok("tags", "reorder", "waiting, papers")
    first, second, _ = ok("tags", "--json").json
    assert (first["name"], second["description"], second["examples"]) == (
        "waiting", "Forms and letters", ["lost it"],
    )  # fmt: skip
    ok("channels", "add", "Counter", "--description", "At the desk")
    assert names("channels")["Phone"] == 1
    assert "At the desk" in ok("channels").out
    ok("channels", "remove", "Counter")
    assert "2 notes had it" in ok("tags", "remove", "waiting").err
    assert sayso("tags", "change", "papers").code == 2


def test_look_alikes_are_pointed_out_merged_or_told_apart() -> None:
    told = ok("tags", "--look-alikes", "--json").json["look_alikes"]
    assert [(one["one"]["name"], one["other"]["name"]) for one in told] == [("wait", "waiting")]
    assert "one word in two forms" in ok("tags", "--look-alikes").out
    ok("tags", "differ", "wait", "waiting")
    assert sayso("tags", "--look-alikes").code == 1
    ok("personas", "merge", "Tourists", "Tourist")
    assert names("personas") == {"Tourist": 2}
    ok("undo")
    assert names("personas") == {"Tourist": 1, "Tourists": 1}
    assert ok("participants", "--look-alikes", "--json").json["look_alikes"][0]["one"] == {
        "code": "P02", "name": "Mariah", "notes": 1,
    }  # fmt: skip


def test_unused_ones_are_told() -> None:
    assert {one["name"] for one in ok("stages", "--unused", "--json").json["unused"]} == {
        "Find out"
    }
    assert "Find out" in ok("stages", "--unused").out
    assert sayso("tags", "--unused").code == 1


def test_a_rename_that_collides_asks_and_can_merge() -> None:
    refused = sayso("tags", "rename", "waiting", "WAIT")
    assert refused.code == 3
    assert "sayso tags merge “waiting” “wait”" in refused.err
    assert sayso("stages", "change", "Apply", "--title", "wait").code == 3
    assert "merge “Apply” “Wait”" in sayso("stages", "change", "Apply", "--title", "wait").err
    assert names("tags")["waiting"] == 2
    assert "1 of them had both" in ok("tags", "rename", "waiting", "WAIT", "--merge").err
    assert names("tags") == {"papers": 1, "wait": 2}
    ok("tags", "rename", "wait", "Waiting time")
    assert notes()[0]["tags"] == ["Waiting time"]


def test_a_dry_merge_only_tells() -> None:
    told = ok("participants", "merge", "Mariah", "Maria", "--dry-run").err
    assert "This merges P02 Mariah into P01 Maria: 1 note goes over" in told
    assert len(ok("participants", "--json").json) == 2
    ok("participants", "merge", "Mariah", "Maria")
    assert [one["participants"][0]["code"] for one in notes()[:2]] == ["P01", "P01"]
    assert sayso("tags", "merge", "wait", "wait").code == 2
    assert sayso("tags", "merge", "wait", "nothing").code == 1


def test_a_list_is_split_by_filter_tag_or_note() -> None:
    ok("tags", "split", "waiting", "by phone", "--note", "six weeks")
    assert notes()[1]["tags"] == ["by phone"]
    ok("stages", "split", "Wait", "Chase", "--with-tag", "wait")
    assert [one["stage"] for one in notes()] == ["Chase", "Wait", "Apply"]
    assert [one["title"] for one in ok("stages", "--json").json][-2:] == ["Wait", "Chase"]
    ok("undo")
    ok("undo")
    ok("tags", "split", "waiting", "by phone", "--where", "~phone")
    assert notes()[1]["tags"] == ["by phone"]
    assert sayso("tags", "split", "papers", "x ray").code == 2
    assert sayso("tags", "split", "papers", "x ray", "--where", "rings").code == 2
    assert sayso("tags", "split", "waiting", "papers", "--where", "rings").code == 3


def test_a_note_is_split_and_joined_again() -> None:
    before = notes()
    assert ok("split", "Nobody", "--dry-run").out.splitlines() == [
        "1  phone rings.",
        "2  Nobody comes",
    ]
    assert notes() == before
    ok("split", "Nobody")
    first, second, *_ = notes()
    assert (first["text"], second["text"]) == ("phone rings.", "Nobody comes")
    assert {**first, "text": "", "id": "", "at": ""} == {**second, "text": "", "id": "", "at": ""}
    ok("join", "rings", "Nobody")
    assert notes()[0]["text"] == "phone rings.\nNobody comes"
    ok("undo")
    ok("undo")
    assert notes() == before
    ok("split", "six weeks", "--before", "weeks")
    assert sayso("split", "teh form", "--lines").code == 2
    assert sayso("split", "teh form", "--before", "nowhere").code == 2
    assert sayso("split", "no such note").code == 1


def test_a_join_that_loses_a_voice_asks() -> None:
    refused = sayso("join", "six weeks", "teh form")
    assert refused.code == 3
    assert "unnamed voice would no longer be counted" in refused.err
    assert "The stage differs" in ok("join", "six weeks", "teh form", "--dry-run").err
    assert len(notes()) == 3
    ok("join", "six weeks", "teh form", "--anyway", "--text", "six weeks for the form")
    assert [one["text"] for one in notes()][1:] == ["six weeks for the form"]


def test_a_typo_is_shown_and_replaced() -> None:
    assert "[teh → the] form" in ok("replace", "teh", "the", "--dry-run").out
    assert notes()[2]["text"] == "teh form"
    ok("replace", "teh", "the")
    assert notes()[2]["text"] == "the form"
    assert sayso("replace", "teh", "the").code == 1
    assert sayso("replace", " ", "x").code == 2
    (hit,) = ok("replace", "FORM", "page", "--json").json
    assert (hit["old"], hit["new"], hit["title_of"]) == ("form", "page", None)


def test_duplicates_are_told_until_they_differ() -> None:
    ok("log", "Mariah: Six weeks! ,,#wait")
    (pair,) = ok("duplicates", "--json").json
    assert (pair["same_voice"], [one["speaker"] for one in pair["notes"]]) == (True, ["Mariah"] * 2)
    assert "six weeks" in ok("duplicates").out
    ok("duplicates", "--differ", *(one["id"] for one in pair["notes"]))
    assert sayso("duplicates").code == 1
    ok("undo")
    assert sayso("duplicates").code == 0
