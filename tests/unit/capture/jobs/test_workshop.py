"""What a room wrote on paper, keyed back in."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.records import CommentKind
from data.store import Project, touchpoints
from tests.unit.commands import ok, sayso
from tests.unit.dump import entity_dump


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist")
    for line in (
        "Maria/desk: phones ring out all morning ,,p-- #wait",
        "Jon/calls: nobody picks up the phone ,,p- #wait",
        "the form is far too long ,,p #apply",
        "they give up on the long form ,,p-- #apply",
    ):
        ok("log", line)
    ok("synthesize")
    return workdir


def codes() -> dict[str, str]:
    return {one["code"]: one["stage"] for one in ok("touchpoints", "--json").json}


def dump() -> str:
    with Project.open(Path("claim.sayso"), read_only=True) as opened:
        return entity_dump(opened.connection)


@pytest.mark.usefixtures("project")
def test_moves_dots_and_comments_are_taken_by_code() -> None:
    first, second = sorted(codes())[:2]
    paper = (
        f"# from table 2\n{first.lower()} > find\n\n{second} +5\n{second} \u22122\n"
        f"{second}: they come to the desk anyway\n{second}? since when\n{second}! not for tenants\n"
        f"{second}: idea: text them\n"
    )
    Path("paper.txt").write_text(paper)
    before = dump()
    seen = ok("workshop", "paper.txt", "--dry-run").err
    assert f"{first} goes to Find out" in seen
    assert f"{second} +5 dots" in seen
    assert dump() == before
    assert "7 lines taken" in ok("workshop", "paper.txt", "--by", "Table 2").err
    assert codes()[first] == "Find out"
    with Project.open(Path("claim.sayso"), read_only=True) as opened:
        assert [(one.voter, one.dots) for one in touchpoints.votes(opened)] == [("Table 2", 3)]
        said = [(one.kind, one.text, one.author) for one in opened.snapshot().comments]
    assert said == [
        (CommentKind.COMMENT, "they come to the desk anyway", "Table 2"),
        (CommentKind.QUESTION, "since when", "Table 2"),
        (CommentKind.CHALLENGE, "not for tenants", "Table 2"),
        (CommentKind.SUGGESTION, "text them", "Table 2"),
    ]
    assert "3 votes" in ok("map").out
    for _ in range(7):
        ok("undo")
    assert dump() == before


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("T99 +1", "no card T99"),
        ("{card} > Nowhere", "Nowhere"),
        ("{card} +0", "No dots"),
        ("{card}:", "nothing after the sign"),
        ("{card} +1 maybe", "after the dots"),
        ("move it", "not understood"),
        ("\x1b[31m", "not understood"),
    ],
)
def test_one_bad_line_and_none_is_taken(line: str, told: str) -> None:
    card = min(codes())
    before = dump()
    refused = sayso("workshop", "-", stdin=f"{card} +1\n{line.format(card=card)}\n")
    assert refused.code == 3
    assert "line 2" in refused.err
    assert told in refused.err
    assert "\x1b" not in refused.err
    assert dump() == before


@pytest.mark.usefixtures("project")
def test_no_card_has_fewer_dots_than_none_and_an_empty_paper_is_said() -> None:
    card = min(codes())
    assert sayso("workshop", "-", stdin=f"{card} -1\n").code == 2
    assert sayso("workshop", "-", stdin="\n# nothing\n").code == 1
    assert sayso("workshop", "missing.txt").code == 3
