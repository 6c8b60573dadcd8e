"""Consent follows the words: whoever is gone, whatever was named, printed or frozen before."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from data.records import Attribution, Consent, ParticipantId, Stance
from data.store import Project, notes
from data.store.lists import participants
from tests.unit.commands import ok, sayso

HERS = "my late husband's insulin pump kept failing on the ward"
OTHERS = """\
# Ann and Ben

Participants: Ann, Ben

- Ann: nobody answers the phone in the morning ,,p-- =customer #wait
- Ben: nobody answers the phone after ten ,,p- =customer #wait
"""
FORMS = ("html", "md", "json", "csv", "csv-long", "csv-matrix", "csv-evidence", "mermaid", "text")
RUNS = ("insulin", "husband", "failing on the ward")


@pytest.fixture
def ward(workdir: Path) -> Path:
    """A ward, and two customers who were not asked."""
    (workdir / "two.md").write_text(OTHERS, encoding="utf-8")
    ok("new", "ward", "--stages", "Wait, Stay")
    ok("import", "two.md")
    return workdir


def vera(consent: str = "not shown", text: str = HERS, session: str = "Vera") -> None:
    """Let Vera say something in a meeting of staff, as a customer."""
    if sayso("participants", "change", "Vera", "--consent", consent).code:
        ok("participants", "add", "Vera", "--group", "customer", "--consent", consent)
    ok("log", f"Vera: {text} ,,p-- #stay", "--session", session)
    ok("log", f"Vera: {text}, again ,,p-- #stay", "--session", session)


def outside(*more: str) -> str:
    """Return all that goes out, in every form that is text."""
    told = [ok("map", "--format", form, *more).out for form in FORMS]
    told += [ok("map", "--sheet", sheet, *more).out for sheet in ("a3", "a4", "a0", "cards")]
    if not more:
        told += [ok("guide", "--format", form).out for form in ("text", "md", "html")]
    return "\n".join(told)


def leaks(told: str, *some: str) -> list[str]:
    return [words for words in some or RUNS if words.casefold() in told.casefold()]


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("consent", ["not shown", "in other words"])
def test_words_stand_neither_in_a_claim_nor_in_a_title(consent: str) -> None:
    vera(consent)
    assert not leaks(outside())
    assert "nobody answers the phone" in outside()


@pytest.mark.usefixtures("ward")
def test_a_clause_with_other_pronouns_is_not_in_other_words() -> None:
    vera("in other words", "the receptionist shouted at my daughter in the corridor")
    told = outside()
    assert not leaks(told, "receptionist", "corridor", "daughter")
    code = next(c["code"] for c in ok("touchpoints", "--json").json if c["stage"] == "Stay")
    ok("touchpoints", "rename", code, "Receptionist shouted at their daughter")
    assert not leaks(outside(), "receptionist")
    ok("touchpoints", "rename", code, "Rude staff before children")
    assert "Rude staff before children" in outside()


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("consent", ["not shown", "in other words"])
def test_words_keep_their_consent_when_their_speaker_is_removed(consent: str) -> None:
    vera(consent)
    before = ok("map", "--format", "json").json["badge"]
    done = ok("participants", "remove", "Vera")
    assert consent in done.err
    assert not leaks(outside())
    after = ok("map", "--format", "json").json["badge"]
    assert after == before
    ok("undo")
    assert not leaks(outside())
    ok("redo")
    assert not leaks(outside())
    ok("undo")
    ok("participants", "change", "Vera", "--consent", "word for word")
    assert leaks(outside())


@pytest.mark.usefixtures("ward")
def test_one_person_who_is_removed_stays_one_and_no_staff() -> None:
    vera("word for word", session="First")
    vera("word for word", "the ward was cold at night", session="Second")
    for persona in ("Patient", "Carer"):
        ok("personas", "add", persona)
    ok("participants", "change", "Vera", "--persona", "Patient")
    maps = [("map", "--format", "json", "--persona", name) for name in ("", "Patient", "Carer")]
    before = [ok(*argv).json["badge"] for argv in maps]
    ok("participants", "remove", "Vera")
    assert [ok(*argv).json["badge"] for argv in maps] == before
    assert leaks(outside()), "she agreed"


@pytest.mark.usefixtures("ward")
def test_words_go_with_their_speaker_where_asked() -> None:
    vera("word for word")
    ok("freeze", "With her")
    ok("participants", "remove", "Vera", "--with-words")
    assert HERS not in ok("notes").out
    ok("undo")
    assert HERS in ok("notes").out
    ok("participants", "change", "Vera", "--consent", "not shown")
    ok("participants", "remove", "Vera", "--with-words")
    assert not leaks(outside("--frozen", "With her")), "what was frozen knows whose words they were"


@pytest.mark.usefixtures("ward")
def test_a_consent_withdrawn_reaches_what_was_frozen() -> None:
    vera("word for word")
    ok("freeze", "Before")
    assert leaks(outside("--frozen", "Before"))
    ok("participants", "change", "Vera", "--consent", "not shown")
    assert not leaks(outside("--frozen", "Before"))
    assert not leaks(sayso("diff", "Before").out)
    ok("participants", "change", "Vera", "--consent", "word for word")
    assert leaks(outside("--frozen", "Before")), "and a consent given again"


@pytest.mark.usefixtures("ward")
def test_a_frozen_map_withholds_what_a_note_said_before() -> None:
    vera("word for word")
    ok("freeze", "Before")
    ok("replace", "insulin pump kept failing", "thing was broken")
    ok("participants", "change", "Vera", "--consent", "not shown")
    assert not leaks(outside("--frozen", "Before"))
    assert not leaks(outside())


@pytest.mark.usefixtures("ward")
def test_a_note_keeps_its_consent_without_a_speaker_split_and_joined() -> None:
    vera("not shown", "she saw a doctor")
    ok("log", f"Vera: {HERS}. Nobody told me anything about the night shift ,,p #stay")
    ok("split", "insulin")
    ok("join", "insulin", "night shift", "--anyway")
    ok("participants", "remove", "Vera")
    ok("split", "insulin")
    told = outside()
    assert not leaks(told)
    assert not leaks(told, "about the night shift")


@pytest.mark.usefixtures("ward")
def test_what_the_team_writes_repeats_nobody() -> None:
    vera("not shown")
    ok("synthesize")
    code = next(c["code"] for c in ok("touchpoints", "--json").json if c["stage"] == "Stay")
    ok("touchpoints", "comment", code, f"Vera says {HERS}, so look at it")
    told = outside()
    assert not leaks(told)
    assert "[P03] says […], so look at it" in ok("map", "--format", "json").out


def test_words_that_an_earlier_version_let_go_of_are_withheld(ward: Path) -> None:
    """Whoever was removed before consent stayed with the words: the log knows it still."""
    vera("not shown")
    ok("participants", "remove", "Vera")
    with sqlite3.connect(ward / "ward.sayso") as file:
        file.execute("UPDATE note SET consent = NULL")
    file.close()
    assert not leaks(outside())


@pytest.mark.usefixtures("ward")
def test_what_somebody_else_says_too_is_theirs_to_say() -> None:
    vera("not shown", "nobody answers the phone in the morning")
    assert "nobody answers the phone in the morning" in outside()


@pytest.mark.usefixtures("ward")
def test_a_mark_from_paper_repeats_nobody_who_says_no_later() -> None:
    vera("word for word")
    ok("synthesize")
    code = next(c["code"] for c in ok("claims", "--json").json if "insulin" in c["words"])
    ok("workshop", "-", "--by", "Table 2", stdin=f"{code} +\n")
    assert "Agrees: ‘my late husband's insulin" in outside()
    ok("freeze", "With a mark")
    ok("participants", "change", "Vera", "--consent", "not shown")
    assert not leaks(outside())
    assert not leaks(outside("--frozen", "With a mark"))


@pytest.mark.usefixtures("ward")
def test_consent_goes_with_notes_into_another_project() -> None:
    vera("not shown")
    Path("notes.csv").write_text(ok("notes", "--csv").out, encoding="utf-8")
    ok("new", "other", "--stages", "Wait, Stay")
    told = ok("-s", "other.sayso", "import", "notes.csv")
    assert "consent" in told.err
    assert "nobody answers the phone" in ok("-s", "other.sayso", "map", "--format", "json").out
    assert not leaks(ok("-s", "other.sayso", "map", "--format", "json").out)


@pytest.mark.usefixtures("ward")
def test_a_sheet_of_notes_says_that_it_is_for_the_team_alone() -> None:
    assert "keep the sheet in the team" not in ok("notes", "--csv").err
    vera("in other words")
    assert "2 notes in it hold words" in ok("notes", "--csv").err
    ok("participants", "remove", "Vera")
    Path("sheet.csv").write_text(ok("notes", "--csv").out, encoding="utf-8")
    assert "Nothing is different" in sayso("import", "sheet.csv", "--update").err


@pytest.mark.usefixtures("ward")
def test_an_attribution_that_is_taken_away_leaves_the_consent() -> None:
    vera("not shown")
    ok("participants", "add", "Zoe", "--group", "customer")
    with Project.open(Path("ward.sayso")) as project:
        hers = [one.id for one in notes.all(project) if "insulin" in one.text]
        with project.change("Nobody said it") as change:
            notes.edit(change, hers[0], participants=())
            notes.attribute(change, hers[1], people(project)["Vera"], Stance.AGREES)
        assert {notes.get(project, note).consent for note in hers} == {Consent.NOT_SHOWN}  # type: ignore[union-attr]
    assert not leaks(outside())
    ok("undo")
    with Project.open(Path("ward.sayso")) as project, project.change("It was Zoe") as change:
        for note in hers:
            notes.edit(change, note, participants=[Attribution(people(project)["Zoe"])])
    assert leaks(outside()), "whoever did say it was not asked"


def people(project: Project) -> dict[str, ParticipantId]:
    return {one.name: one.id for one in participants.all(project)}
