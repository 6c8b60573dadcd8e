"""A project of when claims were called points: decided cards, drafts, links, frozen maps, a log."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from data.store import Project
from synthesis.render import json as map_json
from tests import ROOT
from tests.unit.commands import ok, sayso
from tests.unit.dump import entity_dump

FIXTURES = ROOT / "tests" / "fixtures"
CARDS = """\
T01  accepted  Find out  5 notes  Reaching us by phone
T02  accepted  Apply     2 notes  Giving up half-way through the form
T03  ·         Apply     3 notes  Finding out which papers to bring
T07  draft     Apply     1 note   Giving up
T04  ·         Wait      2 notes  Taking two weeks
T05  rejected  Wait      1 note   Sending a text message
T06  ·         Wait      1 note   Hearing where their case stands
"""
"""The board as the sayso of then printed it."""

CLAIMS_OF_DRAFTS = """
SELECT code, draft_claim.title FROM draft_touchpoint JOIN draft_claim
  ON draft_claim.touchpoint = draft_touchpoint.id ORDER BY 1, 2
"""
DRAFTED = [
    ("T01", "Phones ring out all morning"),
    ("T02", "Form is far too long"),
    ("T03", "Customers ask what papers they need"),
    ("T03", "Lady at the desk was so kind"),
    ("T04", "Letter takes two weeks"),
    ("T05", "Should send a text message"),
    ("T06", "They want to hear where their case stands"),
]
"""The drafts as the first act found them: the sayso of then gives the same back."""

ACTS, DECISIONS = 34, 18
"""Steps of the log that can be undone, and how many came after the board was first drafted."""


@pytest.fixture
def older(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_AUTHOR", "Ruth")  # who undoes undoes what is their own
    path = workdir / "older.sayso"
    path.write_bytes(gzip.decompress((FIXTURES / "project-format-7.db.gz").read_bytes()))
    return path


def rows(path: Path, *queries: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row for query in queries for row in connection.execute(query)]


def claims(path: Path, table: str) -> list[tuple[Any, ...]]:
    """Every claim and what lies under it, decided or drafted, as the file holds it."""
    return rows(
        path,
        *(
            f"SELECT * FROM {state}{name} ORDER BY 1, 2"
            for state in ("", "draft_")
            for name in (table, f"{table}_evidence")
        ),
    )


def test_the_board_is_as_it_was_and_no_draft_is_cut_again(older: Path) -> None:
    before = claims(older, "point")
    assert len(before) > 20
    Project.open(older).close()
    ok("undo")  # of what was said against a claim, told in today's terms
    assert claims(older, "claim") == before
    ok("redo")
    assert ok("touchpoints").out == CARDS
    converted = claims(older, "claim")
    ok("synthesize")
    assert ok("touchpoints").out == CARDS
    assert claims(older, "claim") == converted
    assert "is sound" in ok("check").err


def test_what_was_against_its_claim_is_a_claim_of_its_own_against_it(older: Path) -> None:
    (before,) = rows(older, "SELECT note, point FROM point_evidence WHERE stance = 'against'")
    note, claim = before
    quote = rows(older, f"SELECT quote FROM point WHERE id = '{claim}'")[0][0]
    shown = ok("claims", "--json").json
    (opposed,) = (one for one in shown if one["against"])
    (own,) = (one for one in shown if one["notes"] == [note])
    assert [said["note"] for said in opposed["against"]] == [note]
    assert quote in opposed["notes"]
    assert note not in opposed["notes"]
    assert opposed["against"][0]["claim"] == own["code"]
    assert own["words"] == "nobody answers the phone in the morning"
    assert own["card"] == opposed["card"] == "T01"
    assert own["kind"] == "pain point"
    assert len({one["code"] for one in shown} - {""}) == len(shown)
    assert rows(older, "SELECT 1 FROM claim_evidence WHERE stance = 'against'") == []
    assert rows(older, "SELECT note, target, stance FROM bearing") == [(note, quote, "against")]
    # What was always to share a claim can no longer, and shares the card.
    level = f"SELECT level FROM link WHERE '{note}' IN (first, second)"
    assert rows(older, level) == [("card",)]
    assert ok("history").out.count("on claims of their own") == 1


def test_every_act_of_the_old_log_is_undone_and_made_again(older: Path) -> None:
    def board() -> str:
        with Project.open(older) as project:
            return entity_dump(project.connection)

    assert len(rows(older, "SELECT * FROM link WHERE level <> 'card'")) == 3
    before = board()
    assert len(rows(older, "SELECT * FROM link WHERE level <> 'card'")) == 2
    for acts in (DECISIONS + 1, ACTS + 1):  # and what brought the project up to date
        for _ in range(acts):
            ok("undo")
        assert "is sound" in ok("check").err
        if acts == DECISIONS + 1:
            assert rows(older, CLAIMS_OF_DRAFTS) == DRAFTED
        else:
            assert sayso("undo").code == 1
        for _ in range(acts):
            ok("redo")
        assert board() == before
    assert "is sound" in ok("check").err


def test_frozen_maps_are_read(older: Path) -> None:
    ok("touchpoints")  # who only reads an older project does not bring it up to date
    told = ok("map", "--frozen", "Second look", "--format", "json").json
    assert told["version"] == 3
    (stored,) = rows(older, "SELECT map FROM frozen_map WHERE name = 'Second look'")
    assert '"points"' in stored[0]
    assert kept(told) == kept(json.loads(stored[0]))
    assert sayso("diff", "First look", "Second look").code == 0


_OTHERWISE = {
    "title", "standing", "code", "plainly", "belief", "heard", "opposites", "under", "weight",
    "nearby", "may_be_new", "not_raised_by_staff",
}  # fmt: skip
"""What is told otherwise of a claim, or was not told of it, when its map was frozen."""


def kept(document: Any) -> Any:
    """Return what no version tells otherwise: stages, cards and claims with their notes."""

    def lanes(held: Any) -> Any:
        return [
            (
                lane["key"],
                [
                    {key: of for key, of in claim.items() if key not in _OTHERWISE}
                    for claim in lane.get("claims", lane.get("points"))
                ],
            )
            for lane in held
        ]

    return document["header"], [
        (
            {key: of for key, of in stage.items() if key not in ("cards", "singles", "loose")},
            [
                (card["code"], card["title"], card["counts"], lanes(card["lanes"]))
                for card in stage["cards"]
            ],
            lanes(stage["loose"]),
        )
        for stage in document["stages"]
    ]


def test_a_document_of_version_1_is_read_as_the_map_that_it_was() -> None:
    text = (FIXTURES / "map-version-1.json").read_text(encoding="utf-8")
    found = map_json.read(text)
    assert kept(json.loads(map_json.render(found))) == kept(json.loads(text))
    assert map_json.read(map_json.render(found)) == found
    told = [line.text for line in (*found.summary.overlooked, *found.summary.believed)]
    assert told
    assert set(told) <= {claim.title for claim in found.claims}
    for claim in found.claims:
        assert claim.quote.startswith(claim.title.removesuffix(" …"))
        assert claim.plainly


READING = (
    ("notes",), ("notes", "--count"), ("check",), ("history",), ("stages",), ("participants",),
    ("personas",), ("channels",), ("tags",), ("sessions",), ("journeys",), ("versions",),
    ("crosstab", "stage", "kind"), ("about",), ("settings",), ("duplicates",),
)  # fmt: skip


@pytest.mark.parametrize("source", ["project-format-7.db.gz", "project-format-1.db"])
def test_what_only_reads_reads_an_older_project_and_leaves_it_as_it_is(
    workdir: Path, source: str
) -> None:
    content = (FIXTURES / source).read_bytes()
    old, migrated = workdir / "old.sayso", workdir / "new.sayso"
    for path in (old, migrated):
        path.write_bytes(gzip.decompress(content) if source.endswith(".gz") else content)
    before = old.read_bytes()
    Project.open(migrated).close()
    for verb in READING:
        seen, wanted = sayso("-s", "old.sayso", *verb), sayso("-s", "new.sayso", *verb)
        assert seen.code == wanted.code, (verb, seen.err)
        assert _but_for_ids(seen.out) == _but_for_ids(wanted.out), verb
        assert old.read_bytes() == before
    assert sorted(path.name for path in workdir.glob("old*")) == ["old.sayso"]
    ok("-s", "old.sayso", "log", "what writes brings it up to date")
    assert (workdir / "old.sayso").read_bytes() != before
    assert [path.name for path in workdir.glob("old.sayso-backup*")]


def _but_for_ids(text: str) -> str:
    """Text without the ids and moments of the change by which a file is brought up to date."""
    return re.sub(
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|  [0-9a-f]{6} |\d\d-\d\d \d\d:\d\d|\d+ records",
        "",
        text,
    )
