"""``sayso new`` and ``log``: from a typed line to a tagged note."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data import rescue
from tests.unit.commands import ok, sayso


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist, Carer")
    ok("participants", "add", "Maria/desk", "Jon/calls")
    return workdir / "claim.sayso"


def notes(*argv: str) -> list[dict[str, Any]]:
    found = sayso("notes", *argv, "--json").json
    assert isinstance(found, list)
    return found


def test_new_never_overwrites(workdir: Path) -> None:
    ok("new", "claim")
    before = (workdir / "claim.sayso").read_bytes()
    again = sayso("new", "claim")
    assert again.code == 3
    assert "claim.sayso" in again.err
    assert (workdir / "claim.sayso").read_bytes() == before


def test_new_from_a_template(workdir: Path) -> None:
    ok("new", "desk", "--template", "public-service")
    titles = [one["title"] for one in ok("stages", "--json").json]
    shipped = {one["name"]: one for one in ok("templates", "--json").json}
    assert titles == [one["title"] for one in shipped["public-service"]["stages"]]
    assert set(shipped) == {"default", "buying", "public-service", "onboarding"}
    assert all(len(s["examples"]) == 3 for one in shipped.values() for s in one["stages"])


@pytest.mark.usefixtures("project")
def test_a_full_line_becomes_a_tagged_note() -> None:
    ok("log", "ma: phones ring out all morning ,,p--3 tou")
    (note,) = notes()
    assert note["text"] == "phones ring out all morning"
    assert note["kind"] == "pain point"
    assert note["emotion"] == -2
    assert note["stage"] == "Wait"
    assert note["personas"] == ["Tourist"]
    assert note["source"] == "staff"
    assert [one["name"] for one in note["participants"]] == ["Maria"]


@pytest.mark.usefixtures("project")
def test_text_that_begins_with_a_dash_is_text() -> None:
    ok("log", "-- nobody answers")
    ok("log", "--help is what they ask for")
    assert [note["text"] for note in notes()] == [
        "-- nobody answers",
        "--help is what they ask for",
    ]


@pytest.mark.usefixtures("project")
def test_more_than_one_argument_shows_the_quoted_form() -> None:
    outcome = sayso("log", "phones", "ring", "out")
    assert outcome.code == 2
    assert 'sayso log "phones ring out"' in outcome.err
    assert sayso("notes").code == 1


@pytest.mark.usefixtures("project")
def test_a_dash_alone_reads_lines_and_the_stage_sticks() -> None:
    outcome = ok(
        "log", "-",
        stdin="phones ring out ,,p- 3 tou\nnobody calls back\n\nnow at the desk ,,#app\n",
    )  # fmt: skip
    first, second, third = notes()
    assert [note["stage"] for note in (first, second, third)] == ["Wait", "Wait", "Apply"]
    assert [note["personas"] for note in (first, second, third)] == [["Tourist"], [], []]
    assert second["kind"] is None
    assert second["emotion"] is None
    assert "stored  as before: Wait  [" in outcome.err
    assert outcome.err.count("as before") == 1


@pytest.mark.usefixtures("project")
def test_a_first_line_of_nothing_but_tags_sticks_to_what_follows() -> None:
    outcome = ok("log", "-", stdin=",,tou #wait\nphones ring\nx ,,@-\ny\n,,p\n")
    assert "sticks to what follows: Wait · Tourist" in outcome.err
    assert "stored  as before: Wait · Tourist" in outcome.err
    assert [note["personas"] for note in notes()] == [["Tourist"], [], []]
    assert [note["stage"] for note in notes()] == ["Wait"] * 3
    assert notes()[2]["kind"] == "pain point"


@pytest.mark.usefixtures("project")
def test_what_was_not_taken_is_said_in_words() -> None:
    for line, said in (
        ("xx: who is this", "“xx” is nobody here, so it is text. “xx/:” makes a person."),
        ("ma, xx: both", "Type “ma:”, then “xx/:” to agree."),
        ("x ,,p-9", "“- 9” is - at stage 9"),
        ("x ,,wait--", "only to a kind can it be glued"),
        ("x ,,t", "“t” is too short to be taken; did you mean @Tourist"),
        ("nobody says it ,,no", "“no” was left over: nobody is named who says so."),
    ):
        assert said in ok("log", line).err
    ok("log", "ma: they call back")
    assert "against: “they call back”" in ok("log", "Jon/desk: they never do ,,no").err


@pytest.mark.usefixtures("project")
def test_an_unknown_speaker_is_listed_and_settled() -> None:
    ok("log", "xx: who is this ,,p")
    ok("log", "xx: and this")
    ok("log", "le, ma: both of us")
    ok("log", "note: not a name")
    listed = ok("sessions", "unknown", "1").out
    assert "xx" in listed
    assert "2 remarks" in listed
    assert "note" not in listed
    outcome = ok("sessions", "unknown", "1", "xx:", "--as", "Xenia/calls")
    assert "2 remarks of “xx” said by Xenia" in outcome.err
    ok("sessions", "unknown", "1", "le, ma")
    told = [
        (note["text"], [(one["name"], one["stance"]) for one in note["participants"]])
        for note in notes()
    ]
    assert told == [
        ("who is this", [("Xenia", "said")]),
        ("and this", [("Xenia", "said")]),
        ("both of us", [("le", "said"), ("Maria", "agrees")]),
        ("note: not a name", []),
    ]
    assert "is somebody" in ok("sessions", "unknown", "1").err
    assert sayso("sessions", "unknown", "1", "xx").code == 1
    ok("undo")
    assert notes()[2]["text"] == "le, ma: both of us"
    assert notes()[2]["participants"] == []


@pytest.mark.usefixtures("project")
def test_an_empty_text_with_a_tail_changes_the_last_note() -> None:
    ok("log", "ma: phones ring out")
    ok("log", ",,p-")
    ok("log", "jo:")
    (note,) = notes()
    assert (note["kind"], note["emotion"]) == ("pain point", -1)
    assert [(one["name"], one["stance"]) for one in note["participants"]] == [
        ("Maria", "said"),
        ("Jon", "agrees"),
    ]
    ok("log", "jo: ,,no")
    (note,) = notes()
    assert note["participants"][1]["stance"] == "disagrees"


@pytest.mark.usefixtures("project")
def test_what_is_not_understood_is_kept_and_said() -> None:
    outcome = ok("log", "phones ring out ,,p xyzzy")
    assert "xyzzy" in outcome.err
    (note,) = notes()
    assert note["left_over"] == "xyzzy"
    assert note["text"] == "phones ring out"


@pytest.mark.usefixtures("project")
def test_a_session_is_made_with_its_first_note_and_continued_within_an_hour() -> None:
    assert ok("sessions", "--json").json == []
    ok("log", "one")
    outcome = ok("log", "two")
    assert "continued" in outcome.err
    (session,) = ok("sessions", "--json").json
    assert (session["kind"], session["notes"]) == ("staff meeting", 2)


@pytest.mark.usefixtures("project")
def test_a_note_goes_to_the_meeting_that_was_opened_for_it() -> None:
    ok("log", "people call twice")
    ok("sessions", "add", "Front desk, Monday", "--people", "Maria")
    ok("log", "phones ring out")
    assert [note["session"] for note in notes()][1] == "Front desk, Monday"


@pytest.mark.usefixtures("project")
def test_a_note_typed_after_an_import_is_not_of_it(workdir: Path) -> None:
    (workdir / "survey.csv").write_text("text,stage\nthe queue is long,Wait\n")
    ok("import", "survey.csv")
    assert sayso("log", ",,p-").code == 1
    ok("log", "phones ring out")
    typed = next(note for note in notes() if note["text"] == "phones ring out")
    assert typed["session"].startswith("Staff meeting")
    assert typed["source"] == "staff"
    (workdir / "other.csv").write_text("text,stage\nnobody answers,Wait\n")
    ok("import", "other.csv")
    ok("log", "they call again")
    assert len({one["session"] for one in notes() if one["source"] == "staff"}) == 1


@pytest.mark.usefixtures("project")
def test_a_named_session_and_a_named_participant() -> None:
    ok("log", "no bill ever came", "--session", "Eleni", "--kind", "customer interview",
       "--participant", "Eleni/")  # fmt: skip
    (note,) = notes()
    assert note["session"] == "Eleni"
    assert note["source"] == "customer"
    assert sayso("log", "x", "--participant", "Nobody").code == 1
    assert len(notes()) == 1


@pytest.mark.usefixtures("project")
def test_an_interview_goes_on_only_where_it_is_named() -> None:
    ok("log", "no bill ever came", "--session", "Eleni", "--kind", "customer interview")
    assert "continued" in ok("log", "it took weeks", "--session", "eleni").err
    assert "continued" not in ok("log", "that was our third this week").err
    assert [note["source"] for note in notes()] == ["customer", "customer", "staff"]


@pytest.mark.usefixtures("project")
def test_undo_takes_back_a_whole_line_and_redo_brings_it_again() -> None:
    ok("log", "ma: phones ring out ,,p--3 tou +phones")
    before = notes()
    assert "phones ring out" in ok("undo").err
    assert sayso("notes").code == 1
    ok("redo")
    assert notes() == before


def test_no_project_is_one_sentence(workdir: Path) -> None:
    del workdir
    outcome = sayso("log", "hello")
    assert outcome.code == 1
    assert "sayso new NAME" in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1


def test_several_projects_must_be_told_apart(workdir: Path) -> None:
    del workdir
    ok("new", "one")
    ok("new", "two")
    assert "-s FILE" in sayso("log", "hello").err
    ok("-s", "one", "log", "hello")
    assert len(ok("-s", "one.sayso", "notes", "--json").json) == 1


def test_reading_falls_back_to_the_project_used_last_and_says_so(
    workdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok("new", "one")
    ok("log", "hello there")
    elsewhere = workdir / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    outcome = ok("notes")
    assert "hello there" in outcome.out
    assert "one.sayso" in outcome.err
    assert sayso("log", "no").code == 1


@pytest.mark.usefixtures("project")
def test_an_answer_that_says_nothing_is_kept_set_aside_and_told() -> None:
    assert "says nothing: set aside" in ok("log", "N/A ,,p").err
    assert "says nothing" not in ok("log", "nothing works ,,p").err
    assert [note["text"] for note in notes()] == ["N/A", "nothing works"]
    assert "N/A" in ok("touchpoints", "aside", "--list").out


def test_lines_that_wait_in_a_rescue_file_are_named(project: Path) -> None:
    assert "could not be stored" not in ok("check").err
    at = datetime(2026, 3, 2, 14, tzinfo=UTC)
    words = [rescue.Words(str(one), f"line {one}", "store a note", at) for one in range(2)]
    rescue.write(rescue.new_path(), project, "", words, orphan=True)
    for verb in (("check",), ("log", "phones ring")):
        assert "2 lines that were typed in this project could not be stored" in ok(*verb).err
