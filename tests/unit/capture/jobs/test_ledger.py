"""What was frozen, printed or exported keeps its code and its title, whatever comes after."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from capture.jobs import board, drafts, ledger, live, maps, projects
from data.errors import OutputFailed
from data.records import Decision, Kind, StageId, Touchpoint, Way
from data.store import Project, conversion, frozen, notes, undo
from data.store import ledger as ledger_store
from data.store.authors import current_author
from synthesis.board.ground import evidence_of
from tests.unit.commands import ok, sayso
from tests.unit.stores import START, new_project, with_session

QUEUE = (
    "the queue at the desk is very long",
    "the queue at the desk takes an hour",
    "we wait an hour in the queue at the desk",
)
PHONE = (
    "the phone rings out all morning",
    "nobody picks up the phone",
    "nobody answers the phone before noon",
)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Project]:
    """Two stages with a card each, drafted."""
    with new_project(tmp_path) as project:
        stages = project.snapshot().stages
        say(project, stages[0].id, *QUEUE)
        say(project, stages[1].id, *PHONE)
        drafts.synthesise(project)
        yield project


MIXED = (
    "the lift is broken",
    "the lift does not stop at the second floor",
    "the form is too long",
    "the form asks for the same address twice",
    "parking costs more than the visit",
    "the car park is full by eight",
    "the coffee machine takes no coins",
    "the letter comes two weeks late",
    "letters arrive after the appointment",
)


@pytest.fixture
def busy(clinic: Project) -> Project:
    """The same with a stage that the dial cuts in many ways."""
    say(clinic, clinic.snapshot().stages[0].id, *MIXED)
    drafts.synthesise(clinic)
    return clinic


def say(project: Project, stage: StageId | None, *texts: str) -> None:
    session = with_session(project)
    with project.change("Some notes") as change:
        for text in texts:
            notes.add(change, session=session.id, text=text, at=START, kind=Kind.PAIN, stage=stage)


def named(project: Project) -> dict[str, str]:
    """Bring the drafts up to date, and return the title of each code."""
    drafts.synthesise(project)
    return {card.code: card.title for card in project.snapshot().touchpoints}


def holding(project: Project, text: str) -> Touchpoint:
    snapshot = project.snapshot()
    note = next(note.id for note in snapshot.notes if note.text == text)
    return next(card for card in snapshot.touchpoints if note in evidence_of(card))


def to_stage(project: Project, stage: StageId | None, *texts: str) -> None:
    with project.change("Retag") as change:
        for note in project.snapshot().notes:
            if note.text in texts:
                notes.edit(change, note.id, stage=stage)


def exported(project: Project) -> None:
    with maps.to_show(project, ""):
        pass


# -- the sample -----------------------------------------------------------------------------------


def test_no_frozen_card_of_the_sample_is_renamed_when_customers_come() -> None:
    with projects.temporary() as (project, _):
        projects.staff_meetings(project)
        drafts.synthesise(project)
        maps.freeze(project, "Staff")
        before = project.snapshot().touchpoints
        projects.interviews(project)
        drafts.synthesise(project)
        now = {card.code: card for card in project.snapshot().touchpoints}
        assert len(before) > 10
        assert {card.code: card.title for card in before} == {
            card.code: now[card.code].title for card in before
        }
        for card in before:
            assert evidence_of(card).keys() <= evidence_of(now[card.code]).keys()


@pytest.mark.parametrize("dial", [None, 0.2, 0.8])
def test_a_new_cut_of_the_sample_says_what_became_of_each_code_that_was_shown(
    dial: float | None,
) -> None:
    with projects.temporary() as (project, _):
        projects.staff_meetings(project)
        drafts.synthesise(project)
        maps.freeze(project, "Staff")
        before = project.snapshot().touchpoints
        projects.interviews(project)
        drafts.synthesise(project)
        drafted = drafts.synthesise(project, dial=dial, anew=True)
        now = {card.code: card for card in project.snapshot().touchpoints}
        replaced = {one.code for one in drafted.replaced}
        assert replaced == {one.code for one in drafted.replaced}
        for card in before:
            there = evidence_of(card).keys()
            if card.code in now:
                assert now[card.code].title == card.title
                assert 2 * len(there & evidence_of(now[card.code]).keys()) > len(there)
            else:
                assert card.code in replaced
                assert any(f"{card.code} (frozen" in line for line in drafted.told)
                together = [there & evidence_of(one).keys() for one in now.values()]
                assert all(
                    2 * len(some) <= len(there) or one.code in {c.code for c in before}
                    for some, one in zip(together, now.values(), strict=True)
                )


# -- what fixes a code and a title, and what does not ---------------------------------------------


FIRST = ("an hour in the queue at the desk", "one hour of queue at the desk")
LATER = (*QUEUE[:2], "the queue at the desk is long on mondays", "a long queue at the desk again")


def first_of_its_kind(project: Project) -> Touchpoint:
    """Draft a card of two notes, to which `LATER` comes."""
    say(project, None, *FIRST)
    drafts.synthesise(project)
    return holding(project, FIRST[0])


@pytest.mark.parametrize("way", ["freeze", "page", "cards", "guide", "export"])
def test_what_was_shown_keeps_its_title_whatever_comes_to_it(
    clinic: Project, tmp_path: Path, way: str
) -> None:
    first = first_of_its_kind(clinic)
    verbs = {
        "freeze": ["freeze", "First"],
        "page": ["map", "--format", "html", "-o", str(tmp_path / "map.html")],
        "cards": ["map", "--sheet", "cards", "-o", str(tmp_path / "cards.html")],
        "guide": ["guide", "-o", str(tmp_path / "guide.md")],
        "export": ["export", "--all", str(tmp_path / "maps")],
    }
    ok("-s", str(clinic.path), *verbs[way])
    say(clinic, None, *LATER)
    assert named(clinic)[first.code] == first.title
    assert len(evidence_of(holding(clinic, FIRST[0]))) == 6
    drafts.synthesise(clinic, anew=True)
    assert named(clinic)[first.code] == first.title
    with clinic.change("It goes") as change:
        for note in evidence_of(first):
            notes.remove(change, note)
    assert first.code not in named(clinic)


def test_the_terminal_and_the_page_that_follows_fix_nothing(clinic: Project) -> None:
    ok("-s", str(clinic.path), "map")
    live.end(live.begin(maps.page_map(clinic, None), clinic.path))
    assert clinic.snapshot().shown == ()


def test_what_could_not_be_written_was_not_shown(clinic: Project, tmp_path: Path) -> None:
    exported(clinic)
    before = clinic.snapshot().shown
    say(clinic, clinic.snapshot().stages[0].id, "the queue at the desk is long on mondays")
    drafts.synthesise(clinic)
    with suppress(OutputFailed), maps.to_show(clinic, ""):
        assert clinic.snapshot().shown != before
        raise OutputFailed("No room.")
    assert clinic.snapshot().shown == before
    (tmp_path / "folder").mkdir()
    assert sayso("-s", str(clinic.path), "map", "-o", str(tmp_path / "folder")).code != 0
    assert clinic.snapshot().shown == before


def test_a_process_that_is_killed_while_it_writes_has_shown_the_cards(clinic: Project) -> None:
    showing = maps.to_show(clinic, "")
    showing.__enter__()
    with Project.open(clinic.path) as other:
        assert {one.code for one in other.snapshot().shown} == named(other).keys()
    showing.__exit__(None, None, None)


def test_the_same_card_is_kept_once_and_says_how_it_was_shown_last(clinic: Project) -> None:
    exported(clinic)
    count = len(clinic.snapshot().shown)
    maps.freeze(clinic, "First")
    clinic.undo()
    shown = clinic.snapshot().shown
    assert len(shown) == count
    assert {way for one in shown for way, _ in one.ways} == {Way.EXPORTED, Way.FROZEN}


def test_a_title_that_a_person_gives_goes_into_the_ledger_with_the_next_output(
    clinic: Project,
) -> None:
    exported(clinic)
    queue = holding(clinic, QUEUE[0])
    board.do(clinic, board.describe(queue.id, title="Waiting at the desk"))
    assert clinic.snapshot().shown[-1].title != "Waiting at the desk"
    exported(clinic)
    assert [one.title for one in clinic.snapshot().shown if one.code == queue.code] == [
        queue.title,
        "Waiting at the desk",
    ]
    clinic.undo()
    assert named(clinic)[queue.code] == queue.title


# -- where codes go -------------------------------------------------------------------------------


def test_a_code_goes_with_most_of_its_notes_also_to_another_stage(clinic: Project) -> None:
    exported(clinic)
    queue = holding(clinic, QUEUE[0])
    after = clinic.snapshot().stages[1].id
    to_stage(clinic, after, *QUEUE[:2])
    drafts.synthesise(clinic)
    assert holding(clinic, QUEUE[0]).code == queue.code
    assert holding(clinic, QUEUE[0]).title == queue.title
    left = holding(clinic, QUEUE[2])
    assert left.code not in {one.code for one in clinic.snapshot().shown}


def test_undo_gives_no_code_back_that_was_shown_for_other_notes(clinic: Project) -> None:
    stage = clinic.snapshot().stages[0].id
    queue = holding(clinic, QUEUE[0])
    say(clinic, stage, *(f"the long queue at the desk, day {at}" for at in range(3)))
    drafts.synthesise(clinic)
    with clinic.change("The first go") as change:
        for note in evidence_of(queue):
            notes.remove(change, note)
    drafts.synthesise(clinic)
    assert holding(clinic, "the long queue at the desk, day 0").code == queue.code
    exported(clinic)
    clinic.undo()  # the first are back
    clinic.undo()  # the others are gone: none of what was shown as this card is left
    drafts.synthesise(clinic)
    assert holding(clinic, QUEUE[0]).code != queue.code


def test_what_is_undone_on_the_board_gives_no_shown_code_to_other_notes(busy: Project) -> None:
    queue, lift = holding(busy, QUEUE[0]), holding(busy, MIXED[0])
    was = list(evidence_of(queue))
    board.do(busy, board.move([next(iter(evidence_of(lift)))], queue.id))
    board.do(busy, board.move(was, None))
    assert evidence_of(next(c for c in busy.snapshot().touchpoints if c.id == queue.id))
    exported(busy)
    busy.undo()
    busy.undo()
    drafts.synthesise(busy)
    assert holding(busy, QUEUE[0]).code != queue.code


# -- another window -------------------------------------------------------------------------------


def test_what_another_window_freezes_while_drafts_are_made_is_kept(clinic: Project) -> None:
    first = first_of_its_kind(clinic)
    say(clinic, None, *LATER)
    near, done = drafts._nearby, threading.Event()

    def freeze_meanwhile(*given: object) -> object:
        if not done.is_set():
            done.set()
            with Project.open(clinic.path) as other:
                maps.freeze(other, "From the other window")
        return near(*given)  # type: ignore[arg-type]

    with patch.object(drafts, "_nearby", freeze_meanwhile):
        assert named(clinic)[first.code] == first.title
    assert done.is_set()


def test_cards_that_another_window_changes_do_not_go_out_as_they_were(clinic: Project) -> None:
    queue = holding(clinic, QUEUE[0])
    build, done = maps.map_of, threading.Event()

    def rename_meanwhile(*given: object, **more: object) -> object:
        if not done.is_set():
            done.set()
            with Project.open(clinic.path) as other:
                board.do(other, board.describe(queue.id, title="Waiting at the desk"))
        return build(*given, **more)  # type: ignore[arg-type]

    with patch.object(maps, "map_of", rename_meanwhile), maps.to_show(clinic, "") as journey:
        titles = {card.title for stage in journey.stages for card in stage.cards}
    assert "Waiting at the desk" in titles
    assert titles == {one.title for one in clinic.snapshot().shown}


# -- the history of cuts --------------------------------------------------------------------------


def label(project: Project) -> str:
    with project.reading() as connection:
        last = undo.to_undo(connection, current_author())
    return last.label if last else ""


def test_the_dial_is_one_step(busy: Project) -> None:
    start = named(busy)
    drafts.synthesise(busy, dial=0.0)
    coarse = named(busy)
    assert coarse.keys() != start.keys()
    assert label(busy) == "Cut anew at 0"
    busy.undo()
    assert busy.settings().dial == pytest.approx(0.5)
    assert named(busy) == start
    busy.redo()
    assert named(busy) == coarse


def test_a_new_cut_is_one_step_and_none_where_it_changes_nothing() -> None:
    with projects.temporary() as (project, _):
        projects.staff_meetings(project)
        drafts.synthesise(project)
        projects.interviews(project)
        start = named(project)
        drafts.synthesise(project, anew=True)
        anew = named(project)
        assert anew != start
        assert label(project) == "Cut anew at 0.5"
        project.undo()
        assert named(project) == start
        project.redo()
        assert named(project) == anew
        drafts.synthesise(project, anew=True)
        assert named(project) == anew
        project.undo()
        assert named(project) == start


def test_a_cut_that_is_stopped_leaves_dial_and_cards_as_they_were(clinic: Project) -> None:
    start, last = named(clinic), label(clinic)
    with patch.object(drafts, "_store", return_value=False), pytest.raises(drafts.ProjectBusy):
        drafts.synthesise(clinic, dial=1.0)
    assert clinic.settings().dial == pytest.approx(0.5)
    assert (named(clinic), label(clinic)) == (start, last)


# -- where a replaced code leads ------------------------------------------------------------------


def test_cards_that_become_one_are_told_in_one_sentence(busy: Project) -> None:
    drafts.synthesise(busy, dial=1.0)
    fine = named(busy)
    exported(busy)
    drafted = drafts.synthesise(busy, dial=0.0)
    together = [one for one in drafted.told if "are one card now" in one]
    assert together
    for line in together:
        heir = line.rstrip(".").rpartition(": ")[2]
        codes = [code for code in fine if f"{code} " in line]
        assert heir in codes
        assert len(codes) == line.count(" and ") + line.count(", ") + 1 > 1
    gone = [code for code in fine if code not in named(busy)]
    assert {one.code for one in drafted.replaced} == set(gone)
    for code in gone:
        followed = ledger.follow(busy, code.lower())
        assert followed is not None
        assert followed.to
        assert followed in ledger.gone(busy.snapshot())


def test_a_code_that_is_gone_leads_to_where_its_notes_are(busy: Project) -> None:
    path = ["-s", str(busy.path)]
    drafts.synthesise(busy, dial=1.0)
    exported(busy)
    drafts.synthesise(busy, dial=0.0)
    gone = ledger.gone(busy.snapshot())
    assert gone
    listed = ok(*path, "touchpoints").err
    for one in gone:
        assert one.sentence in listed
        shown = ok(*path, "touchpoints", "show", one.code.lower())
        assert one.sentence in shown.err
        assert shown.out.split()[0] == one.to[0]
        own = ok(*path, "touchpoints", "show", one.to[0], "--json").json
        assert one.code in [each["code"] for each in own["replaces"]]
        refused = sayso(*path, "touchpoints", "accept", one.code)
        assert refused.code != 0
        assert one.sentence in refused.err
    assert all(card.decision is Decision.DRAFT for card in busy.snapshot().touchpoints)


def test_a_draft_that_was_never_shown_is_found_where_its_notes_went(busy: Project) -> None:
    drafts.synthesise(busy, dial=1.0)
    fine = named(busy)
    drafts.synthesise(busy, dial=0.0)
    gone = next(code for code in fine if code not in named(busy))
    followed = ledger.follow(busy, gone)
    assert followed is not None
    assert "(" not in followed.sentence
    assert set(followed.to) <= named(busy).keys()
    assert ledger.follow(busy, "T99") is None


def test_the_difference_says_under_which_codes_the_notes_of_a_retired_card_are(
    busy: Project,
) -> None:
    path = ["-s", str(busy.path)]
    drafts.synthesise(busy, dial=1.0)
    maps.freeze(busy, "Fine")
    drafts.synthesise(busy, dial=0.0)
    retired = {
        card["code"]: change["after"]
        for stage in ok(*path, "diff", "Fine", "--json").json["stages"]
        for card in stage["touchpoints"]
        for change in card["changes"]
        if change["what"] == "retired"
    }
    assert retired
    told = ok(*path, "diff", "Fine").out
    for code, after in retired.items():
        followed = ledger.follow(busy, code)
        assert followed is not None
        assert after == ", ".join(followed.to)
        assert f"retired → {after}" in told


# -- older files ----------------------------------------------------------------------------------


def test_maps_that_were_frozen_before_there_was_a_ledger_are_in_it(clinic: Project) -> None:
    maps.freeze(clinic, "First")
    shown = clinic.snapshot().shown
    connection = clinic.connection
    connection.execute("DELETE FROM shown")
    ledger_store.take_from_frozen(connection)
    again = clinic.snapshot().shown
    assert [replace(one, ways=()) for one in again] == [replace(one, ways=()) for one in shown]
    (kept,) = frozen.all(clinic)
    assert {way for one in again for way in one.ways} == {(Way.FROZEN, kept.made_at)}


def test_a_project_of_the_schema_before_has_what_was_frozen_in_its_ledger(clinic: Project) -> None:
    before = named(clinic)
    maps.freeze(clinic, "First")
    shown = clinic.snapshot().shown
    path = clinic.path
    clinic.close()
    with closing(sqlite3.connect(path)) as old, old:
        for statement in (
            "DROP TABLE shown",
            "DROP TABLE shown_note",
            "ALTER TABLE settings DROP COLUMN cuts",
            "ALTER TABLE note DROP COLUMN consent",
            "DELETE FROM _sqlite_migrations WHERE name >= '012'",
            f"PRAGMA user_version = {conversion.LEDGER_SINCE - 1}",
        ):
            old.execute(statement)
    with Project.open(path) as project:
        again = project.snapshot().shown
        assert [(one.code, one.title, one.claims) for one in again] == [
            (one.code, one.title, one.claims) for one in shown
        ]
        assert named(project) == before
        drafts.synthesise(project, dial=0.2)
        assert project.check().problems == ()


def test_a_copy_of_the_file_keeps_what_was_shown(clinic: Project, tmp_path: Path) -> None:
    first = first_of_its_kind(clinic)
    exported(clinic)
    copy = tmp_path / "copy.sayso"
    shutil.copy(clinic.path, copy)
    with Project.open(copy) as project:
        say(project, None, *LATER)
        assert named(project)[first.code] == first.title


@pytest.mark.parametrize(
    "document",
    ["", "[]", "{}", '{"stages": 3}', '{"stages": [{"cards": [{"code": "T01"}, 4]}]}', '{"a": '],
)
def test_a_frozen_map_that_cannot_be_read_is_passed_over(clinic: Project, document: str) -> None:
    with clinic.change("A broken one") as change:
        frozen.add(change, "Broken", document)
    ledger_store.take_from_frozen(clinic.connection)
    assert clinic.snapshot().shown == ()


def test_a_frozen_map_of_the_first_version_is_in_the_ledger_too(clinic: Project) -> None:
    points = [{"title": "They wait", "notes": [{"id": "b"}, {"id": "a"}]}]
    card = {"id": "x", "code": "T01", "title": "Waiting", "lanes": [{"points": points}]}
    document = json.dumps({"version": 1, "stages": [{"id": "s", "cards": [card]}]})
    with clinic.change("An old one") as change:
        frozen.add(change, "Old", document)
    ledger_store.take_from_frozen(clinic.connection)
    (one,) = clinic.snapshot().shown
    assert (one.code, one.title, one.stage) == ("T01", "Waiting", "s")
    assert set(one.notes) == {"a", "b"}
