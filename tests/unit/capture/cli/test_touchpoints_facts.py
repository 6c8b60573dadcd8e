"""What people say about cards, journeys, stages, channels and participants, by verb."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.records import Basis, CommentKind, Consent, Kpi, Snapshot, Touchpoint
from data.store import Project
from synthesis.map.model import ORDER, rows_of
from tests.unit.commands import ok, sayso
from tests.unit.dump import entity_dump

SAID = """\
Maria/desk: the phone rings out all morning ,,p-- wait
nobody answers the phone ,,p wait
I rang five times and no one picked up ,,p wait
nowhere to park the car ,,p wait
the car park is full by eight ,,p wait
the form asks for the same details twice ,,p app
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    ok("new", "clinic", "--stages", "Apply, Wait", "--personas", "Patient")
    ok("log", "-", stdin=SAID)
    ok("synthesize")
    return tmp_path / "clinic.sayso"


def whole(path: Path) -> Snapshot:
    with Project.open(path, read_only=True) as project:
        return project.snapshot()


def dump(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        return entity_dump(project.connection) + repr(project.snapshot().touchpoints)


def card(path: Path, code: str) -> Touchpoint:
    return next(one for one in whole(path).touchpoints if one.code == code)


def kpis(path: Path) -> list[Kpi]:
    return list(whole(path).kpis)


def steps() -> int:
    return len(ok("history", "--json").json)


def refused(path: Path, *argv: str) -> str:
    """Run a verb that must refuse in one sentence and change nothing; return what it says."""
    before = dump(path)
    outcome = sayso(*argv)
    assert outcome.code
    assert not outcome.out
    assert dump(path) == before
    return outcome.err


# -- numbers, stakes ------------------------------------------------------------------------------


def test_contacts_and_minutes_are_assumed_until_somebody_counts_and_hold_the_card(
    path: Path,
) -> None:
    before = dump(path)
    assert not card(path, "T01").held
    ok("touchpoints", "contacts", "T01", "3")
    assert (card(path, "T01").contacts, card(path, "T01").contacts_basis) == (3, Basis.ASSUMED)
    assert card(path, "T01").held
    ok("touchpoints", "contacts", "T01", "2,5", "--measured")
    assert (card(path, "T01").contacts, card(path, "T01").contacts_basis) == (2.5, Basis.MEASURED)
    ok("touchpoints", "contacts", "T01", "4")  # who counted once is taken to count again
    assert card(path, "T01").contacts_basis is Basis.MEASURED
    ok("touchpoints", "minutes", "t1", "45", "--measured")
    assert (card(path, "T01").minutes, card(path, "T01").minutes_basis) == (45, Basis.MEASURED)
    told = ok("touchpoints", "show", "T01").out
    assert "contacts: 4 (measured)" in told
    assert "minutes: 45 (measured)" in told
    ok("touchpoints", "minutes", "T01")
    assert (card(path, "T01").minutes, card(path, "T01").minutes_basis) == (None, None)
    for _ in range(5):
        ok("undo")
    assert dump(path) == before


def test_stakes_and_way_out_are_one_step_and_stand_on_the_map(path: Path) -> None:
    before = steps()
    ok("touchpoints", "stake", "T01", "They leave\nfor good", "--way-out", "Call back")
    ok("touchpoints", "truth", "T01")
    assert steps() == before + 2
    assert (card(path, "T01").at_stake, card(path, "T01").way_out) == (
        "They leave\nfor good",
        "Call back",
    )
    assert "Call back" in ok("map", "--format", "md").out
    ok("touchpoints", "stake", "T01", "")
    assert (card(path, "T01").at_stake, card(path, "T01").way_out) == ("", "Call back")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("contacts", "T01", "many"), "“many” is no number"),
        (("contacts", "T01", "nan"), "no number"),
        (("contacts", "T01", "1e400"), "no number"),
        (("contacts", "T01", "-1"), "smaller than 0"),
        (("contacts", "T01", "1,000"), "could be 1000 or 1.000"),
        (("minutes", "T01", "1e13"), "too large"),
        (("minutes", "T99", "1"), "no card T99"),
        (("stake", "T01"), "Say what is at stake"),
        (("stake", "T01", "x" * 2001), "2,001 characters"),
        (("owner", "T01", "x" * 201), "201 characters"),
        (("figure", "T01", " "), "needs a name"),
        (("figure", "T01", "x" * 121), "121 characters"),
        (("figure", "T01", "Calls", "--value", "lots"), "The value: “lots” is no number"),
        (("figure", "T01", "Calls", "--remove"), "known: none yet"),
        (("figure", "T01", "Calls", "--remove", "--value", "1"), "stands alone"),
        (("figure", "T99", "Calls"), "no card T99"),
        (("vote", "T01", "0"), "No dots"),
        (("vote", "T01", "some"), "no whole number"),
        (("vote", "T01", "-1"), "fewer dots than none"),
        (("vote", "T01", "9" * 40), "more than 10,000"),
        (("vote", "T01", "1", "--by", "x" * 121), "121 characters"),
        (("comment", "T01", "x" * 10_001), "10,001 characters"),
        (("comment", "T01", "well", "--by", "x" * 121), "121 characters"),
        (("answer", "1", "well"), "no comment 1"),
        (("close", "none"), "no comment none"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    path: Path, argv: tuple[str, ...], told: str
) -> None:
    assert told in refused(path, "touchpoints", *argv)


# -- figures --------------------------------------------------------------------------------------


def test_a_figure_is_added_changed_renamed_and_removed(path: Path) -> None:
    before = dump(path)
    argv = ("touchpoints", "figure", "T01", "Calls answered")
    ok(*argv, "--value", "40", "--target", "80", "--unit", "%", "--measured")
    (one,) = kpis(path)
    assert (one.name, one.value, one.target, one.unit) == ("Calls answered", 40, 80, "%")
    assert one.basis is Basis.MEASURED
    assert card(path, "T01").held
    told = ok("touchpoints", "figure", "T01", "CALLS answered", "--value", "41").err
    assert "Calls answered 41 % (target 80 %)" in told
    ok("touchpoints", "figure", "T01", "Days to an answer", "--value", "\u22123.5")
    assert [(x.name, x.value, x.basis) for x in kpis(path)] == [
        ("Calls answered", 41, Basis.MEASURED),
        ("Days to an answer", -3.5, Basis.ASSUMED),
    ]
    taken = refused(path, *argv, "--name", "days TO an answer")
    assert "“days TO an answer” already" in taken
    ok(*argv, "--name", "Answered", "--target", "")
    assert (kpis(path)[0].name, kpis(path)[0].target) == ("Answered", None)
    figures = ok("touchpoints", "show", "T01", "--json").json["figures"]
    assert figures[0] == {
        "name": "Answered", "unit": "%", "value": 41, "target": None, "basis": "measured",
    }  # fmt: skip
    ok("touchpoints", "figure", "T01", "answ", "--remove")
    assert [one.name for one in kpis(path)] == ["Days to an answer"]
    for _ in range(5):
        ok("undo")
    assert dump(path) == before


def test_a_value_that_goes_takes_its_basis_along(path: Path) -> None:
    ok("touchpoints", "figure", "T01", "Calls", "--value", "4", "--measured")
    ok("touchpoints", "figure", "T01", "Calls", "--value", "")
    assert (kpis(path)[0].value, kpis(path)[0].basis) == (None, None)


def test_merging_keeps_figures_dots_and_facts_of_both_cards(path: Path) -> None:
    for code, value in (("T01", "1"), ("T02", "2")):
        ok("touchpoints", "figure", code, "Calls", "--value", value)
        ok("touchpoints", "vote", code, "+2", "--by", "Table 1")
    ok("touchpoints", "vote", "T02", "+1")
    ok("touchpoints", "minutes", "T02", "9", "--measured")
    ok("touchpoints", "stake", "T02", "Their trust")
    before = dump(path)
    ok("touchpoints", "merge", "T01", "T02")
    one = card(path, "T01")
    assert {(x.name, x.value) for x in kpis(path)} == {("Calls", 1), ("Calls (2)", 2)}
    assert {x.touchpoint for x in kpis(path)} == {one.id}
    assert [(x.touchpoint, x.voter, x.dots) for x in whole(path).votes] == [
        (one.id, "", 1),
        (one.id, "Table 1", 4),
    ]
    assert (one.minutes, one.minutes_basis, one.at_stake) == (9, Basis.MEASURED, "Their trust")
    ok("undo")
    assert dump(path) == before


# -- dots and comments ----------------------------------------------------------------------------


def test_dots_are_counted_by_voter_and_taken_back_as_minus(path: Path) -> None:
    assert (
        "T01 has 5 dots by Table 2" in ok("touchpoints", "vote", "T01", "+5", "--by", "Table 2").err
    )
    ok("touchpoints", "vote", "T01", "3")
    assert "has 3 dots by Table 2" in ok("touchpoints", "vote", "T01", "-2", "--by", "Table 2").err
    assert ok("touchpoints", "show", "T01", "--json").json["votes"] == {"": 3, "Table 2": 3}


def test_any_comment_is_answered_closed_and_opened_again_by_its_number(path: Path) -> None:
    ok("touchpoints", "comment", "T02", "Is it so?", "--kind", "question", "--by", "Ann")
    ok("touchpoints", "comment", "T01", "Not for tenants", "--kind", "challenge")
    ok("touchpoints", "comment", "T02", "Text them", "--kind", "suggestion")
    before = steps()
    ok("touchpoints", "answer", "1", "We asked", "--close")
    ok("touchpoints", "close", "#2", "3", "2")
    assert steps() == before + 2
    labels = [one["label"] for one in ok("history", "--json").json]
    assert "Answer and close the question: Is it so?" in labels
    told = {one["number"]: one for one in ok("touchpoints", "comments", "--json").json}
    assert told[1]["answer"] == "We asked"
    assert [told[at]["closed"] for at in (1, 2, 3)] == [True, True, True]
    ok("touchpoints", "close", "3", "--reopen")
    (left,) = ok("touchpoints", "comments", "--open", "--json").json
    assert (left["number"], left["kind"], left["touchpoint"]) == (3, "suggestion", "T02")
    assert (
        "#1 question by Ann (closed): Is it so? → We asked"
        in ok("touchpoints", "comments", "T02").out
    )
    (said, _) = ok("touchpoints", "show", "T02", "--json").json["comments"]
    assert (said["number"], said["answer"]) == (1, "We asked")
    nothing = ok("touchpoints", "close", "3", "--reopen").err
    assert "so already" in nothing
    assert [one.kind for one in whole(path).comments][1] is CommentKind.CHALLENGE


# -- stages, channels, participants ---------------------------------------------------------------


def test_a_stage_has_a_question_that_the_map_shows(path: Path) -> None:
    ok("stages", "change", "Wait", "--question", "When will\nI hear?")
    ok("stages", "add", "After", "--question", "Is it over?")
    assert [one.question for one in whole(path).stages] == ["", "When will I hear?", "Is it over?"]
    assert ok("stages", "--json").json[1]["question"] == "When will I hear?"
    assert ok("map", "--format", "json").json["stages"][1]["question"] == "When will I hear?"
    assert "501 characters" in refused(path, "stages", "change", "Wait", "--question", "x" * 501)
    ok("stages", "change", "Wait", "--question", "")
    assert whole(path).stages[1].question == ""


def test_a_channel_may_be_somebody_elses(path: Path) -> None:
    ok("channels", "add", "Forum", "--not-own")
    known = {one["name"]: one["own"] for one in ok("channels", "--json").json}
    assert (known["Forum"], known["Phone"]) == (False, True)
    ok("channels", "change", "Phone", "--not-own")
    ok("channels", "change", "Forum", "--own", "--description", "Ours by now")
    found = {one.name: one.own for one in whole(path).channels}
    assert (found["Forum"], found["Phone"]) == (True, False)
    assert "somebody else's" in ok("channels").out


def test_consent_is_kept_listed_and_heeded(path: Path) -> None:
    ok("participants", "add", "Eleni", "--group", "customer", "--consent", "not shown")
    ok("participants", "change", "Maria", "--consent", "in other words")
    found = {one.name: one.consent for one in whole(path).participants}
    assert found == {"Maria": Consent.IN_OTHER_WORDS, "Eleni": Consent.NOT_SHOWN}
    assert [one["consent"] for one in ok("participants", "--json").json] == [
        "in other words",
        "not shown",
    ]
    assert "not shown" in ok("participants").out
    ok("participants", "change", "Maria", "--consent", "not asked")
    assert next(one for one in whole(path).participants if one.name == "Maria").consent is None
    # Agreeing to nothing and not having been asked must not be mistaken for each other.
    assert "not asked" in refused(path, "participants", "change", "Maria", "--consent", "none")


# -- journeys -------------------------------------------------------------------------------------


def shown(path: Path, title: str) -> tuple[str, ...]:
    one = next(one for one in whole(path).journeys if one.title == title)
    return tuple(row.value for row in rows_of(one.lanes))


def test_a_journey_chooses_orders_and_hides_its_lanes(path: Path) -> None:
    ok("journeys", "add", "Ill", "--persona", "Patient", "--owner", "Ward 3")
    assert shown(path, "Ill") == tuple(row.value for row in ORDER)
    ok("journeys", "change", "Ill", "--lanes", "pain points, touchp, MOOD")
    assert shown(path, "Ill") == ("pain", "touchpoints", "mood")
    ok("journeys", "change", "Ill", "--hide", "mood", "--show", "owner, comments")
    assert shown(path, "Ill") == ("pain", "touchpoints", "owner", "comments")
    listed = ok("journeys", "lanes", "Ill", "--json").json
    assert [one["name"] for one in listed if one["shown"]] == list(shown(path, "Ill"))
    assert {one["name"] for one in listed} == {row.value for row in ORDER}
    assert "hidden  mood" in ok("journeys", "lanes", "Ill").out
    (default, mine) = ok("journeys", "--json").json
    assert default["lanes"] == [row.value for row in ORDER]
    assert (mine["owner"], mine["lanes"]) == ("Ward 3", list(shown(path, "Ill")))
    ok("journeys", "change", "Ill", "--lanes", "")
    assert next(one for one in whole(path).journeys if one.title == "Ill").lanes == ()


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("--hide", "mod"), "no lane “mod”: did you mean “mood”?"),
        (("--lanes", "zzz"), "no lane “zzz”"),
        (("--lanes", "mo"), "could be “mood” or “moments of truth”"),
        (("--hide", ",".join(row.value for row in ORDER)), "at least one lane"),
        (("--trigger", "x" * 2001), "2,001 characters"),
    ],
)
def test_unknown_lanes_are_refused_with_a_look_alike(
    path: Path, argv: tuple[str, ...], told: str
) -> None:
    default = whole(path).journeys[0].title
    assert told in refused(path, "journeys", "change", default, *argv)
