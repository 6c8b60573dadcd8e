"""``sayso touchpoints``, ``queue`` and ``synthesize --proposals``: the board from a shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs.drafts import waiting
from data.records import (
    Decision,
    Emotion,
    EvidenceStance,
    Link,
    LinkKind,
    LinkLevel,
    Snapshot,
    Touchpoint,
)
from data.store import Project, touchpoints
from data.text import as_done
from tests.unit.commands import ok, sayso
from tests.unit.dump import entity_dump

SAID = """\
the phone rings out all morning ,,p-- wait
nobody answers the phone ,,p wait
I rang five times and no one picked up ,,p wait
calls are never answered before noon ,,p wait
nowhere to park the car ,,p wait
the car park is full by eight ,,p wait
we drove round half an hour for a parking space ,,p wait
the form asks for the same details twice ,,p app
why do I fill in my address on every form ,,p app
see above ,,p app
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    ok("new", "clinic", "--stages", "Apply, Wait")
    ok("log", "-", stdin=SAID)
    ok("synthesize")
    return tmp_path / "clinic.sayso"


def whole(path: Path) -> Snapshot:
    with Project.open(path, read_only=True) as project:
        return project.snapshot()


def dump(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        return entity_dump(project.connection) + repr(project.snapshot().touchpoints)


def code_of(path: Path, text: str) -> str:
    snapshot = whole(path)
    (note,) = [one.id for one in snapshot.notes if text in one.text]
    for card in snapshot.touchpoints:
        if any(e.note == note for claim in card.claims for e in claim.evidence):
            return card.code
    return ""


def card(path: Path, code: str) -> Touchpoint:
    return next(one for one in whole(path).touchpoints if one.code == code)


def test_the_list_names_every_card_with_its_state(path: Path) -> None:
    cards = whole(path).touchpoints
    lines = ok("touchpoints").out.splitlines()
    assert [line.split()[0] for line in lines] == [one.code for one in cards]
    ok("touchpoints", "accept", cards[0].code)
    told = ok("touchpoints", "--json", "--decision", "accepted").json
    assert [one["code"] for one in told] == [cards[0].code]
    assert sayso("touchpoints", "--decision", "rejected").code == 1


@pytest.mark.parametrize(
    "argv",
    [
        ["accept", "PHONE"],
        ["reject", "PHONE", "PARK"],
        ["rename", "PHONE", "Chasing by phone"],
        ["merge", "PHONE", "PARK"],
        ["split", "PARK"],
        ["split", "PHONE", "--note", "rang five times"],
        ["move", "rang five times", "--to", "PARK"],
        ["move", "rang five times", "--claim"],
        ["link", "rang five times", "full by eight"],
        ["link", "rings out", "nobody answers", "--apart"],
        ["link", "rang five times", "full by eight", "--apart", "--whole"],
        ["link", "rings out", "full by eight", "--whole"],
        ["pin", "rings out"],
        ["against", "rings out", "--claim", "full by eight"],
        ["grade", "PHONE", "-2", "--by", "staff"],
        ["owner", "PHONE", "Contact centre"],
        ["channel", "PHONE", "phone"],
        ["expectation", "PHONE", "not met"],
        ["truth", "PHONE"],
        ["stage", "PHONE", "Apply"],
        ["stage", "rings out", "Apply", "--note"],
        ["aside", "see above"],
    ],
)
def test_a_dry_run_changes_nothing_and_undo_gives_the_board_back(
    path: Path, argv: list[str]
) -> None:
    names = {"PHONE": code_of(path, "rings out"), "PARK": code_of(path, "full by eight")}
    argv = [names.get(one, one) for one in argv]
    before = dump(path)
    told = ok("touchpoints", *argv, "--dry-run").err
    assert told.startswith("Would: ")
    assert dump(path) == before
    done = ok("touchpoints", *argv).err
    assert done.splitlines()[0] == as_done(told.splitlines()[0].removeprefix("Would: "))
    assert dump(path) != before
    ok("undo")
    assert dump(path) == before


def test_acts_do_what_they_say(path: Path) -> None:
    phone, park = code_of(path, "rings out"), code_of(path, "full by eight")
    ok("touchpoints", "rename", phone.lower(), "Chasing by phone")
    ok("touchpoints", "grade", phone, "-2", "--by", "staff")
    ok("touchpoints", "owner", phone, "Contact centre")
    ok("touchpoints", "truth", phone)
    ok("touchpoints", "accept", phone)
    ok("touchpoints", "against", "rang five times", "--claim", "full by eight")
    found = card(path, phone)
    assert (found.title, found.grade, found.graded_by) == (
        "Chasing by phone", Emotion.VERY_LOW, "staff",
    )  # fmt: skip
    assert (found.owner, found.moment_of_truth) == ("Contact centre", True)
    assert found.decision is Decision.ACCEPTED
    (said,) = whole(path).bearings
    assert said.stance is EvidenceStance.AGAINST
    assert {said.note} <= {e.note for p in found.claims for e in p.evidence}
    own = sayso("touchpoints", "against", "rang five times")
    assert own.code == 2
    assert "own remarks" in own.err
    ok("touchpoints", "against", "rang five times", "--off")
    assert whole(path).bearings == ()
    ok("touchpoints", "merge", phone, park)
    assert code_of(path, "full by eight") == phone
    assert card(path, phone).title == "Chasing by phone"
    ok("touchpoints", "move", "full by eight")
    assert code_of(path, "full by eight") not in (phone, park, "")


def test_decisions_that_clash_are_named_both_and_asked_about(path: Path) -> None:
    ok("touchpoints", "link", "rang five times", "full by eight", "--apart")
    phone, park = code_of(path, "rang five times"), code_of(path, "full by eight")
    before = dump(path)
    refused = sayso("touchpoints", "merge", phone, park)
    assert refused.code == 3
    assert "rang five times" in refused.err
    assert "full by eight" in refused.err
    assert dump(path) == before
    assert "Taken back" in ok("touchpoints", "merge", phone, park, "--anyway").err
    assert whole(path).links == ()
    ok("touchpoints", "link", "rang five times", "nobody answers")
    ok("touchpoints", "link", "nobody answers", "rings out")
    chain = sayso("touchpoints", "link", "rang five times", "rings out", "--apart")
    assert chain.code == 3
    assert chain.err.count("always share a card") == 2
    assert [one.kind for one in whole(path).links] == [LinkKind.TOGETHER] * 2


def test_new_notes_join_a_decided_card_marked_and_move_no_old_one(path: Path) -> None:
    phone = code_of(path, "rings out")
    ok("touchpoints", "accept", phone)
    before = {e.note for p in card(path, phone).claims for e in p.evidence}
    where = {one.code: one for one in whole(path).touchpoints if one.code != phone}
    ok("log", "the phone is never answered in the morning ,,p wait")
    assert "1 new note" in ok("synthesize").err
    after = [e for p in card(path, phone).claims for e in p.evidence]
    new = [e for e in after if e.note not in before]
    assert len(new) == 1
    assert new[0].joined is not None
    assert {one.code: one for one in whole(path).touchpoints if one.code != phone} == where
    assert "new " in ok("touchpoints", "show", phone).out
    first = dump(path)
    ok("synthesize")
    assert dump(path) == first
    ok("touchpoints", "accept", phone)
    assert all(e.joined is None for p in card(path, phone).claims for e in p.evidence)


def test_new_notes_never_join_a_rejected_card(path: Path) -> None:
    """They would vanish from the map unseen."""
    phone = code_of(path, "rings out")
    ok("touchpoints", "reject", phone)
    before = card(path, phone)
    ok("log", "the phone is never answered in the morning ,,p wait")
    ok("synthesize")
    assert card(path, phone) == before
    assert code_of(path, "never answered in the morning") != phone
    assert not waiting(whole(path))


def test_a_new_note_joins_no_draft_that_holds_what_it_is_kept_apart_from(path: Path) -> None:
    """A draft would have to be parted again, and what lies on it would move."""
    phone = card(path, code_of(path, "rings out"))
    ok("log", "the phone is never answered in the morning ,,p wait")
    new = whole(path).notes[-1].id
    foe = next(e.note for p in phone.claims for e in p.evidence)
    with Project.open(path) as project, project.change("Apart") as change:
        first, second = sorted((new, foe))
        touchpoints.put_link(change, Link(first, second, LinkKind.APART, LinkLevel.CARD))
    ok("synthesize")
    assert card(path, phone.code) == phone
    assert code_of(path, "never answered in the morning") != phone.code
    assert not waiting(whole(path))


def test_the_queue_asks_answers_and_forgets_nothing(path: Path) -> None:
    asked = ok("queue", "--json").json
    empty = next(one for one in asked if one["about"] == "says nothing")
    assert empty["notes"][0]["text"] == "see above"
    before = dump(path)
    ok("queue", "--yes", empty["key"], "--dry-run")
    assert dump(path) == before
    ok("queue", "--yes", empty["key"])
    assert [note.text for note in whole(path).notes if note.set_aside] == ["see above"]
    assert code_of(path, "see above") == ""
    assert "see above" in ok("touchpoints", "aside", "--list").out
    assert empty["key"] not in {one["key"] for one in ok("queue", "--json").json}
    ok("touchpoints", "aside", "see above", "--back")
    assert not waiting(whole(path))
    assert empty["key"] not in {one["key"] for one in ok("queue", "--json").json}


def test_the_queue_is_worked_by_typing_and_asks_on_only_of_who_wants_it(path: Path) -> None:
    sure = len(ok("queue", "--json").json)
    every = len(ok("queue", "--json", "--more").json)
    assert 0 < sure < every
    outcome = ok("queue", stdin="s\n" * sure + "n\n")
    assert f"{every - sure} more are less sure: go on?" in outcome.err
    assert "0 answers" in outcome.err
    assert "go on?" not in ok("queue", "--more", stdin="s\n" * sure + "y\nq\n").err
    before = dump(path)
    outcome = ok("queue", stdin="n\n" * sure + "y\n" + "n\nq\n")
    assert f"{sure + 1} answers" in outcome.err
    for _ in range(sure + 1):
        ok("undo")
    assert dump(path) == before


def test_proposals_are_listed_and_nothing_moves(path: Path) -> None:
    before = dump(path)
    found = sayso("synthesize", "--proposals", "--json")
    assert {one["about"] for one in found.json} <= {
        "opposite", "elsewhere", "across stages", "against", "says nothing",
    }  # fmt: skip
    assert any(one["about"] == "says nothing" for one in found.json)
    assert dump(path) == before


def test_comments_are_said_answered_and_closed(path: Path) -> None:
    phone = code_of(path, "rings out")
    ok("touchpoints", "comment", phone, "Still so?", "--kind", "question", "--by", "Ann")
    ok("touchpoints", "comment", phone, "Since May", "--close")
    (said,) = ok("touchpoints", "show", phone, "--json").json["comments"]
    assert said["kind"] == "question"
    assert (said["author"], said["answer"], said["closed"]) == ("Ann", "Since May", True)
    assert sayso("touchpoints", "comment", phone, "again", "--answer").code == 1


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["accept", "T99"], 1),
        (["merge", "T01"], 2),
        (["link", "rings out", "rings out"], 2),
        (["unlink", "rings out"], 2),
        (["move", "no such note"], 1),
        (["stage", "T01", "Nowhere"], 1),
        (["comment", "T01", " "], 2),
        (["rename", "T01", " \t "], 2),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(
    path: Path, argv: list[str], code: int
) -> None:
    before = dump(path)
    outcome = sayso("touchpoints", *argv)
    assert outcome.code == code, outcome.err
    assert len(outcome.err.strip().splitlines()) <= 2
    assert dump(path) == before


def test_answers_that_end_are_no_fault_and_no_answer(path: Path) -> None:
    before = dump(path)
    outcome = ok("queue", stdin="")
    assert "The answers ended here." in outcome.err
    assert "0 answers" in outcome.err
    assert dump(path) == before
    assert "1 answer;" in ok("queue", stdin="n\n").err
    ok("undo")
    sure = len(ok("queue", "--json").json)
    assert "0 answers" in ok("queue", stdin="s\n" * sure).err, "nor are they a yes to go on"
