"""Renaming, merging and splitting the things of the lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import lists
from data.errors import NameTaken, NotFound, StillInUse, UsageError
from data.records import Attribution, Consent, Group, Participation, Stance
from data.store import merging, notes, sessions, touchpoints
from data.store.lists import STORES, channels, journeys, participants, personas, stages, tags
from synthesis.board.standing import Hearing, People, count
from tests.unit.dump import entity_dump
from tests.unit.keepsake import Kept, kept


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Kept]:
    made = kept(tmp_path)
    with made.project:
        yield made
        assert made.project.check().ok, made.project.check().problems


def back(held: Kept, before: str) -> None:
    """One undo brings everything back, and redo makes it again."""
    after = entity_dump(held.project.connection)
    held.project.undo()
    assert entity_dump(held.project.connection) == before
    held.project.redo()
    assert entity_dump(held.project.connection) == after


def test_merged_tags_stand_once_on_each_note_and_none_is_lost(held: Kept) -> None:
    ids, before = held.ids, entity_dump(held.project.connection)
    either = set(merging.carriers(held.project, "tag", ids["wait"]))
    either |= set(merging.carriers(held.project, "tag", ids["waiting"]))
    done = lists.merge(held.project, "tag", ids["waiting"], ids["wait"])
    assert (done.notes, done.both) == (2, 1)
    assert set(merging.carriers(held.project, "tag", ids["wait"])) == either
    assert held.note("rings out").tags == (ids["wait"],)
    assert held.note("no answer").tags == (ids["wait"],)
    assert held.note("six weeks").tags == (ids["wait"], ids["papers"])
    assert [one.name for one in tags.all(held.project)] == ["papers", "wait"]
    assert notes.counts(held.project)[ids["wait"]] == 3
    assert done.sentence(done=True) == (
        "Merged “waiting” into “wait”: 2 notes go over, 1 of them had both and keeps one."
    )
    back(held, before)


def test_cards_journeys_and_drafts_follow_a_merged_stage(held: Kept) -> None:
    ids, before = held.ids, entity_dump(held.project.connection)
    with held.project.change("Describe") as change:
        stages.edit(change, ids["Wait"], description="They wait", examples=["a", "b"])
    before = entity_dump(held.project.connection)
    done = lists.merge(held.project, "stage", ids["Wait"], ids["Apply"])
    (one,) = stages.all(held.project)
    assert one.description == "To ask for it; They wait"
    assert one.examples == ("how do I apply", "a", "b")
    assert all(note.stage == one.id for note in notes.all(held.project))
    assert {card.stage for card in touchpoints.all(held.project)} == {one.id}
    mine = next(each for each in journeys.all(held.project) if not each.is_default)
    assert mine.stages == (one.id,)
    assert "1 card" in done.sentence()
    assert "1 journey" in done.sentence()
    back(held, before)


def test_a_draft_follows_a_merged_stage(held: Kept) -> None:
    lists.merge(held.project, "stage", held.ids["Apply"], held.ids["Wait"])
    draft = touchpoints.get(held.project, held.ids["draft"])
    assert draft is not None
    assert draft.stage == held.ids["Wait"]


def test_journeys_and_participants_follow_a_merged_persona(held: Kept) -> None:
    ids = held.ids
    with held.project.change("More") as change:
        participants.edit(change, ids["Jon"], persona=ids["Tourists"])
        personas.edit(
            change, ids["Tourists"], traits="On foot.", participation=Participation.DRIVER
        )
        personas.edit(
            change, ids["Claimant"], traits="Patient", participation=Participation.GATEKEEPER
        )
    before = entity_dump(held.project.connection)
    done = lists.merge(held.project, "persona", ids["Tourists"], ids["Claimant"])
    (one,) = personas.all(held.project)
    assert one.traits == "Patient; On foot."
    assert one.participation is Participation.GATEKEEPER
    assert done.minds == ("It decides as gatekeeper and no longer also as driver.",)
    assert held.note("rings out").personas == (one.id,)
    assert {each.persona for each in journeys.all(held.project)} == {None, one.id}
    assert participants.all(held.project)[2].persona == one.id
    back(held, before)


def test_a_card_follows_a_merged_channel(held: Kept) -> None:
    ids, before = held.ids, entity_dump(held.project.connection)
    lists.merge(held.project, "channel", ids["Phone"], ids["Desk"])
    assert [one.name for one in channels.all(held.project)] == ["Desk"]
    card = touchpoints.get(held.project, ids["card"])
    assert card is not None
    assert card.channel == ids["Desk"]
    assert held.note("no answer").channel == ids["Desk"]
    back(held, before)


def test_merged_people_count_once_and_what_they_said_wins(held: Kept) -> None:
    ids, before = held.ids, entity_dump(held.project.connection)
    snapshot = held.project.snapshot()
    card = next(one for one in snapshot.touchpoints if one.id == ids["card"])
    by_id = {str(note.id): note for note in snapshot.notes}
    people = Hearing.of(by_id, People.of(snapshot), ()).voices(card.claims[0].evidence)
    assert count(people).people_for + count(people).people_against == 2
    done = lists.merge(held.project, "participant", ids["Mariah"], ids["Maria"])
    maria = ids["Maria"]
    assert held.note("rings out").participants == (Attribution(maria),)
    assert held.note("no answer").participants == (Attribution(maria),)
    assert held.note("six weeks").participants == (
        Attribution(ids["Jon"]),
        Attribution(maria, Stance.AGREES),
    )
    assert held.note("lost papers").participants == (Attribution(maria),)
    assert sessions.all(held.project)[0].roster == (maria,)
    assert done.minds == ("On 1 note: who said a note and disagreed with it has said it.",)
    assert (done.notes, done.both) == (4, 2)
    snapshot = held.project.snapshot()
    by_id = {str(note.id): note for note in snapshot.notes}
    people = Hearing.of(by_id, People.of(snapshot), ()).voices(card.claims[0].evidence)
    assert count(people).people_for == 1
    back(held, before)


def test_what_only_one_of_two_people_has_is_kept_and_a_clash_is_told(held: Kept) -> None:
    ids = held.ids
    done = lists.merge(held.project, "participant", ids["Maria"], ids["Mariah"])
    assert done.minds[0].startswith("On 1 note")
    one = participants.all(held.project)[0]
    assert (one.code, one.name, one.group, one.team) == ("P02", "Mariah", Group.FRONTLINE, "desk")
    plan = lists.plan_merge(held.project, "participant", ids["Jon"], ids["Mariah"])
    assert plan.minds == ("The group stays frontline, not customer.",)


def test_who_agreed_and_disagreed_disagrees(held: Kept) -> None:
    ids = held.ids
    with held.project.change("Nods") as change:
        notes.attribute(change, ids["long form"], ids["Maria"], Stance.AGREES)
        notes.attribute(change, ids["long form"], ids["Mariah"], Stance.DISAGREES)
    done = lists.merge(held.project, "participant", ids["Mariah"], ids["Maria"])
    assert held.note("long form").participants == (Attribution(ids["Maria"], Stance.DISAGREES),)
    assert "On 1 note: who agreed with a note and disagreed disagrees." in done.minds


def test_nothing_merges_into_itself_or_into_what_is_gone(held: Kept) -> None:
    before = entity_dump(held.project.connection)
    with pytest.raises(UsageError, match="one tag already"):
        lists.merge(held.project, "tag", held.ids["wait"], held.ids["wait"])
    with pytest.raises(NotFound):
        lists.merge(held.project, "tag", held.ids["wait"], held.ids["Wait"])
    assert entity_dump(held.project.connection) == before


def test_a_rename_that_collides_names_the_other(held: Kept) -> None:
    before = entity_dump(held.project.connection)
    with pytest.raises(NameTaken, match="too like “wait”") as refused:
        lists.rename(held.project, "tag", held.ids["waiting"], "  WAIT ")
    assert refused.value.other == held.ids["wait"]
    with pytest.raises(NameTaken, match="meaning of its own") as refused:
        lists.rename(held.project, "tag", held.ids["waiting"], "no")
    assert refused.value.other == ""
    assert entity_dump(held.project.connection) == before
    assert lists.name_of(lists.rename(held.project, "tag", held.ids["wait"], "Wait!")) == "Wait!"


def test_a_split_moves_only_those_that_are_named_and_have_it(held: Kept) -> None:
    ids, before = held.ids, entity_dump(held.project.connection)
    among = lists.among(held.project, with_tag="papers")
    new, moved = lists.split(held.project, "tag", ids["wait"], "paperwork", among)
    assert moved == 1
    assert held.note("six weeks").tags == (new.id, ids["papers"])
    assert held.note("rings out").tags == (ids["wait"], ids["waiting"])
    back(held, before)


def test_a_stage_is_split_by_a_filter_and_the_new_one_stands_behind_it(held: Kept) -> None:
    ids = held.ids
    among = lists.among(held.project, typed="answer")
    new, moved = lists.split(
        held.project, "stage", ids["Apply"], "Call", [*among, ids["lost papers"]]
    )
    assert (moved, [one.title for one in stages.all(held.project)]) == (
        1,
        ["Apply", "Call", "Wait"],
    )
    assert held.note("lost papers").stage == new.id
    assert held.note("no answer").stage == ids["Wait"]


def test_a_split_that_moves_nothing_or_everything_is_refused(held: Kept) -> None:
    ids, before = held.ids, entity_dump(held.project.connection)
    with pytest.raises(UsageError, match="None of these notes"):
        lists.split(held.project, "tag", ids["papers"], "x ray", [ids["rings out"]])
    with pytest.raises(UsageError, match="Rename it instead"):
        lists.split(held.project, "tag", ids["papers"], "x ray", [ids["six weeks"]])
    with pytest.raises(NameTaken):
        lists.split(held.project, "tag", ids["wait"], "papers", [ids["six weeks"]])
    with pytest.raises(UsageError, match="Say which notes"):
        lists.among(held.project)
    assert entity_dump(held.project.connection) == before


def test_a_tag_and_a_channel_are_removed_and_notes_stay(held: Kept) -> None:
    ids, before = held.ids, entity_dump(held.project.connection)
    said = lists.remove(held.project, lists.the(held.project, "tag", ids["wait"]))
    assert said == "Removed the tag wait; 2 notes had it."
    back(held, before)
    with pytest.raises(StillInUse):
        lists.remove(held.project, lists.the(held.project, "channel", ids["Phone"]))
    assert held.note("rings out").channel == ids["Phone"]
    lists.remove(held.project, lists.the(held.project, "channel", ids["Desk"]))


def test_tags_have_an_order(held: Kept) -> None:
    lists.reorder(held.project, "tag", ["waiting", "papers"])
    lists.move_in_order(held.project, "tag", held.ids["wait"], -1)
    assert [one.name for one in tags.all(held.project)] == ["waiting", "wait", "papers"]


def test_whatever_refers_to_a_thing_of_a_list_is_known_to_merging(held: Kept) -> None:
    """A table that is added later must be named in `List.links`, or merging would break it."""
    connection = held.project.connection
    found: dict[str, set[str]] = {what: set() for what in lists.MERGEABLE}
    for (table,) in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        for row in connection.rows(f'PRAGMA foreign_key_list("{table}")'):
            target, column = row[2], row[3]
            if target in found:
                assert column == target, f"{table}.{column} names a {target}"
                found[target].add(table)
    for what in lists.MERGEABLE:
        known = {link.table for link in STORES[what].links}
        # At another stage a single remark is looked at again: it may be near something there.
        known |= {"draft_single"} if what == "stage" else set()
        assert found[what] == known | ({"draft_touchpoint"} if STORES[what].drafted else set())


def test_of_two_consents_the_stricter_holds(held: Kept) -> None:
    ids = held.ids
    with held.project.change("Ask") as change:
        participants.edit(change, ids["Maria"], consent=Consent.WORD_FOR_WORD)
        participants.edit(change, ids["Mariah"], consent=Consent.NOT_SHOWN)
    done = lists.merge(held.project, "participant", ids["Mariah"], ids["Maria"])
    assert participants.all(held.project)[0].consent is Consent.NOT_SHOWN
    assert "Their words are not shown: the stricter consent." in done.minds
