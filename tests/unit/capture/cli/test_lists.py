"""``sayso stages``, ``personas``, ``participants`` and ``sessions``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.commands import ok, sayso


@pytest.fixture(autouse=True)
def _project(workdir: Path) -> None:
    del workdir
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist, Carer")


def titles() -> list[str]:
    return [one["title"] for one in ok("stages", "--json").json]


def notes() -> list[dict[str, Any]]:
    found = ok("notes", "--json").json
    assert isinstance(found, list)
    return found


def test_stages_are_added_changed_and_put_in_order() -> None:
    ok("stages", "add", "Complain", "--after", "Apply", "--description", "They say so")
    assert titles() == ["Find out", "Apply", "Complain", "Wait"]
    ok("stages", "change", "comp", "--title", "Object")
    ok("stages", "reorder", "Wait, Object")
    assert titles() == ["Wait", "Object", "Find out", "Apply"]
    assert ok("stages", "--json").json[1]["description"] == "They say so"
    assert "Object" in ok("stages").out


def test_a_removed_stage_leaves_its_notes_and_comes_back_with_one_undo() -> None:
    ok("log", "phones ring ,,#wait")
    before = notes()
    assert "1 note" in ok("stages", "remove", "Wait").err
    assert titles() == ["Find out", "Apply"]
    assert notes()[0]["stage"] is None
    ok("undo")
    assert titles() == ["Find out", "Apply", "Wait"]
    assert notes() == before


def test_two_stages_that_read_alike_are_refused() -> None:
    outcome = sayso("stages", "add", "find-OUT")
    assert outcome.code == 3
    assert "Find out" in outcome.err
    assert titles() == ["Find out", "Apply", "Wait"]


def test_an_unknown_name_lists_the_known_ones() -> None:
    outcome = sayso("stages", "change", "Nowhere", "--title", "x")
    assert outcome.code == 1
    assert "Find out, Apply, Wait" in outcome.err
    assert sayso("stages", "change", "Wait").code == 2


def test_personas_have_fields_an_order_and_can_go() -> None:
    ok("personas", "add", "Driver", "--motivations", "be on time", "--participation", "driver")
    ok("personas", "change", "tour", "--ideal-future", "one ticket")
    ok("personas", "reorder", "Driver, Carer")
    found = ok("personas", "--json").json
    assert [one["name"] for one in found] == ["Driver", "Carer", "Tourist"]
    assert (found[0]["participation"], found[0]["motivations"]) == ("driver", "be on time")
    assert found[2]["ideal_future"] == "one ticket"
    ok("log", "no bus ,,@tour")
    ok("personas", "remove", "Tourist")
    assert notes()[0]["personas"] == []
    ok("undo")
    assert notes()[0]["personas"] == ["Tourist"]


def test_participants_get_codes_that_are_never_used_again() -> None:
    ok("participants", "add", "Maria/desk", "Jon/calls", "--group", "frontline")
    ok("participants", "change", "mar", "--team", "front desk")
    found = ok("participants", "--json").json
    assert [(one["code"], one["name"], one["team"]) for one in found] == [
        ("P01", "Maria", "front desk"),
        ("P02", "Jon", "calls"),
    ]
    ok("participants", "remove", "P02")
    ok("participants", "add", "Eleni", "--group", "customer")
    found = ok("participants", "--json").json
    assert [one["code"] for one in found] == ["P01", "P03"]


def test_a_removed_participant_leaves_the_words() -> None:
    ok("participants", "add", "Maria/desk")
    ok("log", "Maria: phones ring")
    ok("participants", "remove", "Maria")
    (note,) = notes()
    assert (note["text"], note["participants"]) == ("phones ring", [])
    ok("undo")
    assert notes()[0]["participants"][0]["name"] == "Maria"


def test_a_name_that_fits_two_asks_for_the_code() -> None:
    ok("participants", "add", "Maria/desk", "Mark/calls")
    outcome = sayso("participants", "change", "mar", "--team", "x")
    assert outcome.code == 1
    assert "P01 Maria" in outcome.err
    assert "P02 Mark" in outcome.err


def test_sessions_have_a_roster_by_which_two_letters_are_enough() -> None:
    ok("participants", "add", "Mark/calls")
    ok("sessions", "add", "Monday", "--people", "Maria/desk, Jon/calls")
    ok("log", "ma: phones ring", "--session", "Monday")
    assert notes()[0]["participants"][0]["name"] == "Maria"
    (session,) = ok("sessions", "--json").json
    assert (session["roster"], session["notes"]) == (["P02", "P03"], 1)
    ok("sessions", "change", "Mon", "--kind", "customer interview", "--title", "Tuesday")
    (session,) = ok("sessions", "--json").json
    assert (session["title"], session["kind"]) == ("Tuesday", "customer interview")


def test_a_session_with_notes_goes_only_when_they_may_go_too() -> None:
    ok("log", "phones ring", "--session", "Monday")
    outcome = sayso("sessions", "remove", "Monday")
    assert outcome.code == 3
    assert "--with-notes" in outcome.err
    ok("sessions", "remove", "Monday", "--with-notes")
    assert sayso("notes").code == 1
    ok("undo")
    assert len(notes()) == 1


def test_somebody_unknown_at_a_session_leaves_nothing_behind() -> None:
    assert sayso("sessions", "add", "Monday", "--people", "Nobody").code == 1
    assert ok("sessions", "--json").json == []


@pytest.mark.parametrize("verb", ["stages", "personas", "participants", "sessions"])
def test_every_group_of_verbs_helps_with_an_example(verb: str) -> None:
    assert "sayso " + verb in ok(verb, "--help").out


def test_sessions_of_one_title_are_told_apart_by_their_numbers() -> None:
    ok("sessions", "add", "Desk", "--kind", "staff meeting")
    ok("sessions", "add", "Desk", "--kind", "observation")
    both = sayso("sessions", "change", "Desk", "--title", "Counter")
    assert both.code == 1
    assert "1 or 2" in both.err
    assert [line.split()[0] for line in ok("sessions").out.splitlines()] == ["1", "2"]
    ok("sessions", "change", "2", "--title", "Counter")
    titles = [(one["title"], one["kind"]) for one in ok("sessions", "--json").json]
    assert titles == [("Desk", "staff meeting"), ("Counter", "observation")]
    ok("sessions", "remove", "1")
    assert sayso("sessions", "remove", "3").code == 1


def test_a_session_has_the_date_that_it_was_held_on() -> None:
    ok("sessions", "add", "Desk", "--date", "2026-03-02 14:00 UTC")
    (session,) = ok("sessions", "--json").json
    assert session["started_at"] == "2026-03-02T14:00:00+00:00"
    ok("sessions", "change", "Desk", "--date", "3 March 2026 9:30 Z")
    (session,) = ok("sessions", "--json").json
    assert session["started_at"] == "2026-03-03T09:30:00+00:00"
    refused = sayso("sessions", "change", "Desk", "--date", "03/04/2026")
    assert refused.code == 2
    assert "2026-03-02 14:00" in refused.err


def test_the_examples_of_a_stage_can_be_replaced() -> None:
    ok("stages", "add", "Complain", "--example", "I rang")
    ok("stages", "change", "Complain", "--example", "I wrote", "--example", "I came")
    assert ok("stages", "--json").json[-1]["examples"] == ["I wrote", "I came"]


def test_journeys_have_a_persona_a_trigger_and_chosen_stages() -> None:
    ok("journeys", "add", "Missed the bus", "--persona", "tour", "--trigger", "rain")
    ok("journeys", "change", "missed", "--stages", "Apply, wait", "--scenario", "get home")
    default, missed = ok("journeys", "--json").json
    assert (default["default"], default["stages"]) == (True, None)
    assert missed["persona"] == "Tourist"
    assert missed["stages"] == ["Apply", "Wait"]
    assert (missed["trigger"], missed["scenario"]) == ("rain", "get home")
    ok("log", "no shelter at the stop ,,p #wait @tour")
    shown = ok("map", "--persona", "Tourist").out
    assert "Missed the bus" in shown
    assert "Find out" not in shown
    ok("journeys", "change", "missed", "--stages", "", "--persona", "")
    assert ok("journeys", "--json").json[1]["stages"] is None
    assert ok("journeys", "--json").json[1]["persona"] is None
    ok("journeys", "remove", "missed")
    assert len(ok("journeys", "--json").json) == 1
    ok("undo")
    assert len(ok("journeys", "--json").json) == 2


def test_the_default_journey_stays_and_shows_every_stage() -> None:
    (default,) = ok("journeys", "--json").json
    assert sayso("journeys", "remove", default["title"]).code == 3
    assert sayso("journeys", "change", default["title"], "--stages", "Wait").code == 3
    assert sayso("journeys", "add", "x", "--stages", "Nowhere").code == 1
    assert len(ok("journeys", "--json").json) == 1


def test_what_the_project_is_for_stands_on_the_map() -> None:
    ok("about", "--goal", "find where people give up", "--use", "to choose what to mend")
    assert ok("about", "--json").json["goal"] == "find where people give up"
    assert "to choose what to mend" in ok("map", "--format", "md").out
    ok("undo")
    assert ok("about", "--json").json["goal"] == ""


def test_the_numbers_of_the_rule_are_the_projects() -> None:
    ok("log", "Eleni/: no bill ever came ,,p #wait", "--kind", "customer interview")
    ok("log", "Nikos/: I never got a bill ,,p #wait")
    assert "● supported" in ok("map").out
    ok("settings", "--supported-at", "3")
    assert "3 customers or more" in ok("settings").out
    text = ok("map").out
    assert "● supported " not in text.split("Whose say-so")[0]
    assert sayso("settings", "--supported-at", "0").code == 2
