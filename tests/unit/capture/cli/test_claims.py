"""``sayso claims``: claims by their codes, and what is put for and against them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.records import Bearing, EvidenceStance, NoteId, Snapshot
from data.store import Project
from data.text import as_done
from tests.unit.commands import ok, sayso
from tests.unit.dump import entity_dump

STAFF = """\
Maria/desk: the wait at the desk is five minutes at most ,,g+ visit
Maria/desk: they forget their papers ,,p- visit
Jon/calls: the queue takes two hours on Mondays ,,p- visit
treat people well and most leave happy ,,g+ after
look up the opening hours ,,m
"""
CUSTOMERS = """\
Zoe/: I was served after two whole hours of standing ,,p-- visit
Max/: the chairs are comfortable ,,g+ visit
I left without what I came for ,,p-- after
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    ok("new", "clinic", "--stages", "Visit, After")
    ok("log", "-", stdin=STAFF)
    ok("log", "-", "--session", "Zoe", "--kind", "customer interview", stdin=CUSTOMERS)
    ok("synthesize")
    return tmp_path / "clinic.sayso"


def whole(path: Path) -> Snapshot:
    with Project.open(path, read_only=True) as project:
        return project.snapshot()


def dump(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        return entity_dump(project.connection) + repr(project.snapshot())


def note(path: Path, text: str) -> NoteId:
    (found,) = [one.id for one in whole(path).notes if text in one.text]
    return found


def claim(text: str) -> dict[str, Any]:
    """The claim that quotes some words."""
    (found,) = [one for one in ok("claims", "--json").json if text in one["words"]]
    return dict(found)


def said(path: Path) -> set[tuple[str, str, str]]:
    """What was put for and against what, by the beginnings of the texts."""
    text = {one.id: one.text[:16] for one in whole(path).notes}
    return {(text[b.note], b.stance.value, text[b.target]) for b in whole(path).bearings}


def test_claims_are_listed_by_code_with_their_words_people_and_card(path: Path) -> None:
    long = (
        "the ticket machine is broken, and nobody tells those who come, so that they wait for hours"
    )
    ok("log", f"{long} ,,n visit")
    lines = ok("claims").out.splitlines()
    codes = [line.split()[0] for line in lines if line[0] != " "]
    assert len(codes) == len(set(codes)) == 8
    assert all(code[0] == "C" for code in codes)
    wait = claim("five minutes")
    assert wait["words"] == "the wait at the desk is five minutes at most"
    assert (wait["kind"], wait["stage"], wait["people"]) == ("gain", "Visit", "1 staff/1 team")
    at = lines.index(f"{wait['code']}  “{wait['words']}”")
    assert lines[at + 1].split(" · ") == [
        "     gain", "1 note", f"Visit {wait['card']}", "assumed: 1 staff/1 team",
    ]  # fmt: skip
    cut = claim("ticket machine")["words"]
    assert cut.startswith("the ticket machine is broken, and nobody tells those who come")
    assert cut.endswith("…")
    assert len(cut) <= 82
    assert sayso("claims", "--opposed").code == 1


def test_any_remark_is_put_for_or_against_any_claim_and_drafts_stay_drafts(path: Path) -> None:
    code = claim("leave happy")["code"]
    ok("claims", "against", code.lower(), "I left without", "two whole hours")
    ok("claims", "for", code, "chairs are")
    assert said(path) == {
        ("I left without w", "against", "treat people wel"),
        ("I was served aft", "against", "treat people wel"),
        ("the chairs are c", "for", "treat people wel"),
    }
    happy = claim("leave happy")
    assert [one["text"] for one in happy["for"]] == ["the chairs are comfortable"]
    assert happy["standing"] == "contradicted"
    assert "1 customer" in happy["people"]
    assert not any(card.held for card in whole(path).touchpoints)
    listed = ok("claims", "--opposed").out
    own = claim("chairs are")["code"]
    assert f"+ {own} “the chairs are comfortable”" in listed
    assert "five minutes" not in listed
    ok("claims", "against", code, "chairs are")
    assert {one for one in said(path) if one[0].startswith("the chairs")} == {
        ("the chairs are c", "against", "treat people wel")
    }
    assert "so already" in ok("claims", "against", code, "chairs are").err


def test_claims_of_one_side_are_opposed_both_ways_and_of_two_sides_one(path: Path) -> None:
    wait, queue = claim("five minutes")["code"], claim("queue takes")["code"]
    assert "both ways" in ok("claims", "against", wait, queue).err
    both = {
        ("the queue takes ", "against", "the wait at the "),
        ("the wait at the ", "against", "the queue takes "),
    }
    assert said(path) == both
    assert claim("five minutes")["standing"] == claim("queue takes")["standing"]
    assert claim("five minutes")["standing"] == "disputed inside"
    zoe = claim("two whole hours")["code"]
    assert "both ways" not in ok("claims", "against", wait, zoe).err
    assert said(path) == {*both, ("I was served aft", "against", "the wait at the ")}
    ok("claims", "release", queue, wait)
    assert said(path) == {("I was served aft", "against", "the wait at the ")}
    ok("claims", "against", wait, queue)
    ok("claims", "for", wait, queue)
    assert said(path) == {
        ("I was served aft", "against", "the wait at the "),
        ("the queue takes ", "for", "the wait at the "),
    }, "who is for it is no longer opposed by it"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["for", "WAIT", "five minutes"], "own remarks"),
        (["against", "WAIT", "WAIT"], "own remarks"),
        (["against", "C99", "five minutes"], "no claim C99"),
        (["against", "WAIT", "C99"], "no claim C99"),
        (["against", "WAIT", "no such words"], "No note fits"),
        (["against", "WAIT", "two"], "2 notes fit"),
        (["against", "WAIT", "opening hours"], "memo"),
        (["for", "opening hours", "five minutes"], "memo"),
        (["against", "WAIT", "queue takes", "five minutes"], "own remarks"),
        (["release", "WAIT"], "Nothing of that was put"),
    ],
)
def test_what_makes_no_sense_is_refused_whole(path: Path, argv: list[str], told: str) -> None:
    argv = [claim("five minutes")["code"] if one == "WAIT" else one for one in argv]
    before = dump(path)
    refused = sayso("claims", *argv)
    assert refused.code in (1, 2)
    assert told in refused.err
    assert refused.err.count("\n") == 1
    assert dump(path) == before


@pytest.mark.parametrize(
    "argv",
    [
        ["for", "WAIT", "chairs are"],
        ["against", "WAIT", "QUEUE", "two whole hours"],
        ["against", "five minutes", "chairs are"],
        ["release", "HAPPY"],
        ["release", "HAPPY", "I left without"],
    ],
)
def test_a_dry_run_changes_nothing_and_undo_takes_it_all_back(path: Path, argv: list[str]) -> None:
    names = {"WAIT": "five minutes", "QUEUE": "queue takes", "HAPPY": "leave happy"}
    ok("claims", "against", claim("leave happy")["code"], "I left without")
    argv = [claim(names[one])["code"] if one in names else one for one in argv]
    before = dump(path)
    told = ok("claims", *argv, "--dry-run").err
    assert told.startswith("Would: ")
    assert dump(path) == before
    done = ok("claims", *argv).err
    assert done.splitlines()[0] == as_done(told.splitlines()[0].removeprefix("Would: "))
    after = dump(path)
    assert after != before
    ok("undo")
    assert dump(path) == before
    ok("redo")
    assert dump(path) == after


def test_the_order_of_what_is_said_never_matters(path: Path) -> None:
    acts = [
        ("against", "leave happy", "I left without"),
        ("for", "leave happy", "chairs are"),
        ("against", "five minutes", claim("queue takes")["code"]),
    ]
    listed = []
    for order in (acts, acts[::-1]):
        for stance, target, subject in order:
            ok("claims", stance, target, subject)
        listed.append(ok("claims").out)
        for _ in acts:
            ok("undo")
    assert listed[0] == listed[1]


def test_what_is_said_outlives_cuts_and_is_listed_where_its_claim_has_gone(path: Path) -> None:
    code = claim("five minutes")["code"]
    ok("claims", "against", code, "two whole hours")
    bearing = Bearing(note(path, "two whole"), note(path, "five minutes"), EvidenceStance.AGAINST)
    ok("synthesize", "--anew", "--dial", "0.9")
    assert whole(path).bearings == (bearing,)
    assert claim("five minutes")["code"] == code
    ok("touchpoints", "reject", claim("five minutes")["card"])
    assert whole(path).bearings == (bearing,)
    assert sayso("claims", "loose").code == 1
    ok("touchpoints", "aside", "five minutes")
    assert whole(path).bearings == (bearing,)
    loose = ok("claims", "loose")
    assert "is set aside" in loose.out
    (one,) = ok("claims", "loose", "--json").json
    assert (one["note"], one["target"], one["stance"]) == (*bearing_ids(bearing), "against")
    ok("claims", "release", "five minutes")
    assert whole(path).bearings == ()
    ok("undo")
    ok("touchpoints", "aside", "five minutes", "--back")
    assert sayso("claims", "loose").code == 1
    ok("tag", "five minutes", "--kind", "memo")
    assert "memo" in ok("claims", "loose").out


def bearing_ids(bearing: Bearing) -> tuple[str, str]:
    return bearing.note, bearing.target


def test_a_note_against_a_card_is_dissent_that_can_be_taken_back(path: Path) -> None:
    card = claim("five minutes")["card"]
    ok("log", f"{card}: it is never like that ,,m no")
    turned = note(path, "never like that")

    def stances() -> list[EvidenceStance]:
        (found,) = [one for one in whole(path).touchpoints if one.code == card]
        return [own.stance for own in found.evidence if own.note == turned]

    assert stances() == [EvidenceStance.AGAINST]
    ok("touchpoints", "against", "never like that", "--off")
    assert stances() == [EvidenceStance.FOR]
    ok("touchpoints", "against", "never like that")
    assert stances() == [EvidenceStance.AGAINST]
    assert whole(path).bearings == ()


def test_hostile_words_are_shown_and_harm_nothing(path: Path) -> None:
    ok("log", "the \x1b[31mqueue\x1b[0m [bold]moved[/] at once \u202e ,,g visit")
    ok("claims", "against", claim("queue takes")["code"], "at once")
    told = ok("claims")
    assert "[bold]moved[/]" in told.out
    assert "\x1b" not in told.out + told.err
    assert "\u202e" not in told.out


def test_any_remark_of_a_claim_is_quoted_for_it(path: Path) -> None:
    ok("touchpoints", "link", "two hours on Mondays", "forget their papers", "--claim")
    (before,) = [one for one in ok("claims", "--json").json if len(one["notes"]) == 2]
    for words in ("forget their papers", "two hours on Mondays"):
        ok("claims", "quote", words)
        quoted = claim(words)
        assert quoted["code"] == before["code"]
        assert sorted(quoted["notes"]) == sorted(before["notes"])
    ok("undo")
    assert claim("forget their papers")["code"] == before["code"]
    refused = sayso("claims", "quote", "opening hours")
    assert refused.code == 2
    assert "is on no claim" in refused.err
