"""What somebody has seen before changing it: where another was quicker, nothing goes over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs import board, cards, filters, journeys, lists, notes, rewording, sessions
from capture.jobs.notes import ChangedMeanwhile
from data.errors import NotFound, SaysoError, UsageError
from data.records import Emotion, Expectation, Kind, Note, TouchpointId
from data.store import Project
from data.store import notes as stored
from data.store.lists import stages
from data.store.log import Change
from tests.tui.research import make_research
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = new_project(tmp_path)
    with_notes(project, "phones ring out", "letters get lost")
    return project


def elsewhere(project: Project, note: Note, text: str) -> None:
    notes.edit_text(project, note, text)


def log_of(project: Project) -> int:
    (count,) = project.connection.row("SELECT count(*) FROM change")
    return int(count)


# -- the mechanism --------------------------------------------------------------------------------


def refuse(_: Change) -> None:
    raise UsageError("no")


def test_a_check_that_refuses_leaves_everything_as_it_was(project: Project) -> None:
    before = log_of(project)
    with pytest.raises(UsageError, match="no"), project.expecting(refuse):
        lists.describe(project, {"goal": "mine"})
    assert log_of(project) == before
    lists.describe(project, {"goal": "mine"})  # nothing of it stays behind
    assert project.info().goal == "mine"


def test_changes_are_checked_until_one_has_stored_something(project: Project) -> None:
    checked: list[str] = []
    with project.expecting(lambda change: checked.append(change.label)):
        for label in ("looks and does nothing", "stores", "is not about what was seen"):
            with project.change(label) as change:
                if label != "looks and does nothing":
                    stages.add(change, label)
    assert checked == ["looks and does nothing", "stores"]


def test_the_check_sees_what_is_stored_in_the_same_transaction(project: Project) -> None:
    seen: list[bool] = []
    with project.expecting(lambda change: seen.append(change.connection.in_transaction)):
        lists.describe(project, {"goal": "mine"})
    assert seen == [True]


# -- both versions --------------------------------------------------------------------------------


def test_a_line_kept_beside_is_a_note_of_its_own_behind_the_other(project: Project) -> None:
    first, second = stored.all(project)
    made = notes.keep_beside(project, first, "Maria/desk: phones ring all day ,,p- #wait").note
    assert set(stored.all(project)) == {first, made, second}
    assert made.at > first.at
    assert (made.session, made.kind, made.emotion) == (first.session, Kind.PAIN, Emotion.LOW)
    assert stored.get(project, first.id) == first
    project.undo()
    assert stored.all(project) == (first, second)


def test_a_text_kept_beside_has_the_tags_of_the_other(project: Project) -> None:
    first, _ = stored.all(project)
    tagged = notes.edit_line(project, first, "Maria/desk: phones ring out ,,p- #wait +urgent")
    made = notes.keep_text_beside(project, tagged, "phones ring,\nall day")
    assert made.text == "phones ring,\nall day"
    for name in ("session", "kind", "emotion", "stage", "tags", "participants"):
        assert getattr(made, name) == getattr(tagged, name), name


def test_a_refusal_says_what_is_there_now(project: Project) -> None:
    first, _ = stored.all(project)
    elsewhere(project, first, "phones ring all day")
    with pytest.raises(ChangedMeanwhile, match="it now says “phones ring all day”"):
        notes.rewrite(project, first, "phones are quiet")


# -- acts that go over what was seen --------------------------------------------------------------


def test_the_walk_leaves_tags_that_it_did_not_choose(project: Project) -> None:
    seen, _ = stored.all(project)
    apply, wait = stages.all(project)
    notes.rewrite(project, seen, f"{seen.text} ,,p #wait")
    assert sessions.tag(project, seen, None, None, Emotion.LOW)
    now = stored.all(project)[0]
    assert (now.kind, now.stage, now.emotion) == (Kind.PAIN, wait.id, Emotion.LOW)
    with pytest.raises(ChangedMeanwhile):
        sessions.tag(project, seen, apply.id, None, None)
    assert stored.all(project)[0] == now
    assert not sessions.tag(project, now, wait.id, Kind.PAIN, Emotion.LOW)


def test_notes_are_not_joined_with_a_text_that_has_changed(project: Project) -> None:
    first, second = seen = stored.all(project)
    elsewhere(project, second, "letters arrive late")
    with pytest.raises(ChangedMeanwhile):
        rewording.join(project, [first.id, second.id], text=first.text, anyway=True, seen=seen)
    assert [note.text for note in stored.all(project)] == [first.text, "letters arrive late"]


def test_lanes_that_were_changed_are_not_gone_over(project: Project) -> None:
    (journey,) = project.snapshot().journeys
    journeys.put_rows(project, journey.id, ["pains"])
    with pytest.raises(journeys.LanesChanged, match="they now are: ") as refused:
        journeys.put_rows(project, journey.id, ["gains"], seen=journey.lanes)
    assert project.snapshot().journeys[0].lanes == ("pains",)
    journeys.put_rows(project, journey.id, ["gains"], seen=refused.value.journey.lanes)
    assert project.snapshot().journeys[0].lanes == ("gains",)


def test_a_saved_filter_is_replaced_only_where_it_was_seen(project: Project) -> None:
    filters.save_unless_known(project, "mine", "!pain")
    with pytest.raises(filters.FilterKnown, match="is saved already, as: !pain") as refused:
        filters.save_unless_known(project, "Mine", "!gain")
    filters.save(project, "mine", "!need", replacing=True)
    with pytest.raises(filters.FilterKnown):
        filters.save_unless_known(project, "mine", "!gain", refused.value.filter)
    assert filters.typed_of(project, "mine") == "!need"
    kept = filters.find(project, "mine")
    filters.save_unless_known(project, "mine", "!gain", kept)
    assert filters.typed_of(project, "mine") == "!gain"


def test_a_name_that_was_changed_is_not_gone_over(project: Project) -> None:
    kept = filters.save(project, "mine", "!pain")
    lists.rename(project, "filter", kept.id, "theirs")
    with pytest.raises(UsageError, match="called “theirs” elsewhere"):
        lists.rename(project, "filter", kept.id, "ours", seen="mine")
    lists.rename(project, "filter", kept.id, "ours", seen="theirs")


def test_what_is_chosen_for_a_card_goes_over_what_was_seen_alone(tmp_path: Path) -> None:
    path = make_research(tmp_path / "claims.sayso")
    with Project.open(path) as project:
        card, *_ = project.snapshot().touchpoints
        phone = project.snapshot().channels[0]
        channel, expectation = {"channel": card.channel}, {"expectation": card.expectation}
        cards.describe(project, card.id, {"channel": phone.id, "owner": "theirs"})
        board.do(project, board.describe(card.id, seen=channel, channel=phone.id))  # the same
        met = Expectation.MET
        board.do(project, board.describe(card.id, seen=expectation, expectation=met))
        for act, now in (
            (board.describe(card.id, seen=channel, channel=None), phone.name),
            (
                board.describe(card.id, seen=expectation, expectation=Expectation.NOT_MET),
                str(met),
            ),
        ):
            before = log_of(project)
            with pytest.raises(board.FactChanged, match=f"it now is “{now}”"):
                board.do(project, act)
            assert log_of(project) == before


def test_a_card_that_is_gone_is_said_to_be(project: Project) -> None:
    with pytest.raises(NotFound):
        cards.retype(project, TouchpointId("gone"), "title", "", "mine")


def test_every_refusal_is_one_that_people_can_read(project: Project) -> None:
    first, _ = stored.all(project)
    (journey,) = project.snapshot().journeys
    refusals: tuple[SaysoError, ...] = (
        ChangedMeanwhile(first),
        journeys.LanesChanged(journey),
        filters.FilterKnown(filters.save(project, "mine", "!pain")),
        cards.TextChanged("T07", "title", "theirs"),
        board.FactChanged("T07", "owner", "theirs"),
        cards.FigureChanged("T07", cards.Figure("Calls", "", 2.0)),
    )
    for refusal in refusals:
        assert "not stored" in str(refusal) or "Nothing was changed" in str(refusal)
        assert refusal.exit_code != 0
