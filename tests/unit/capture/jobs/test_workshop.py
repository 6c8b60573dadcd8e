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
        "Jon/calls: the phone rings out again ,,p- #wait",
        "the form is far too long ,,p #apply",
        "the form should not be so long ,,i #apply",
        "papers go missing in the post ,,p-- #apply",
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


def claims() -> dict[str, str]:
    """The code of each claim by its words."""
    return {one["words"]: one["code"] for one in ok("claims", "--json").json}


@pytest.mark.usefixtures("project")
def test_a_line_on_a_claim_is_a_remark_of_the_room_for_or_against_it() -> None:
    phone, form = claims()["phones ring out all morning"], claims()["the form is far too long"]
    paper = (
        f"{phone.lower()} +\n{phone}: jo: we hear that weekly ,,p--\n{form} \u2212\n"
        f"{form}: no, it is two pages\n{form}: - nobody complains here\n{form} - not of late\n"
        f"{form}: no papers are asked for\n{form}: No.\n"
    )
    Path("paper.txt").write_text(paper)
    before = dump()
    seen = ok("workshop", "paper.txt", "--by", "Table 2", "--dry-run").err
    assert f"{phone} for: jo: we hear that weekly" in seen
    assert f"{form} against: Disagrees: ‘the form is far too long’" in seen
    assert dump() == before
    assert "8 lines taken" in ok("workshop", "paper.txt", "--by", "Table 2").err
    with Project.open(Path("claim.sayso"), read_only=True) as opened:
        snapshot = opened.snapshot()
    text = {note.id: note.text for note in snapshot.notes}
    assert {(text[b.note], b.stance.value, text[b.target]) for b in snapshot.bearings} == {
        ("Agrees: ‘phones ring out all morning’", "for", "phones ring out all morning"),
        ("we hear that weekly", "for", "phones ring out all morning"),
        ("Disagrees: ‘the form is far too long’", "against", "the form is far too long"),
        ("no, it is two pages", "against", "the form is far too long"),
        ("nobody complains here", "against", "the form is far too long"),
        ("not of late", "against", "the form is far too long"),
        ("no papers are asked for", "for", "the form is far too long"),
    }
    room = snapshot.sessions[-1]
    assert room.title.endswith(": Table 2")
    said = {note.text: note for note in snapshot.notes if note.session == room.id}
    assert len(said) == 7
    assert [len(note.participants) for note in said.values()].count(1) == 1, "by Jon alone"
    assert {note.stage for note in said.values()} <= {stage.id for stage in snapshot.stages}
    assert said["not of late"].kind is None, "nobody said the kind"
    for _ in range(8):
        ok("undo")
    assert dump() == before


@pytest.mark.usefixtures("project")
def test_unnamed_lines_of_one_room_count_as_one_person_and_of_a_participant_as_theirs() -> None:
    form = claims()["the form is far too long"]
    for line in ("-", ": no, it is short", "-"):
        ok("workshop", "-", "--by", "Staff room", stdin=f"{form}{line}\n")
    (told,) = (one for one in ok("claims", "--json").json if one["code"] == form)
    assert len(told["against"]) == 3
    assert told["people"].endswith("against 1 staff")
    ok("workshop", "-", "--by", "Maria", stdin=f"{form} -\n")
    (told,) = (one for one in ok("claims", "--json").json if one["code"] == form)
    assert told["people"].endswith("against 2 staff")
    with Project.open(Path("claim.sayso"), read_only=True) as opened:
        snapshot = opened.snapshot()
    rooms = [one.title for one in snapshot.sessions if one.title.startswith("Workshop")]
    assert len(rooms) == 2
    assert sum(one.endswith(": Staff room") for one in rooms) == 1


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("C99 +", "no claim C99"),
        ("{claim}:", "nothing after the sign"),
        ("{claim} +3", "takes no dots"),
        ("{claim} > Apply", "not understood"),
        ("{claim}: maria:", "no words"),
        ("{claim}: it is short ,,no", "not with a tag"),
    ],
)
def test_one_bad_line_on_a_claim_and_none_is_taken(line: str, told: str) -> None:
    code = claims()["the form is far too long"]
    before = dump()
    refused = sayso("workshop", "-", stdin=f"{code} +\n{line.format(claim=code)}\n")
    assert refused.code == 3
    assert "line 2" in refused.err
    assert told in refused.err
    assert dump() == before
