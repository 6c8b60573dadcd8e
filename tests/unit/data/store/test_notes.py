"""Notes: kept exactly, found again, and everything else that is kept beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from data.errors import SaysoError, UnknownName, UsageError
from data.records import (
    Attribution,
    Emotion,
    Group,
    Kind,
    NeedType,
    Note,
    NoteId,
    Order,
    SessionKind,
    Source,
    StageId,
    Stance,
)
from data.store import Project, drafts, notes, sessions, unsent, vectors
from data.store.cache import meta
from data.store.filters import EVERYTHING, Among, Condition, Facet
from data.store.lists import channels, participants, personas, settings, stages, tags
from data.store.unsent import Unsent
from tests.unit.stores import START, new_project, with_notes, with_session

OLDEST = Order()


@pytest.mark.parametrize(
    "text",
    [
        "a\0b",
        "\x1b[31mred\x1b]0;t\x07",
        "\u202eright to left\u200b",
        "tab\t line\nend ",
        "'; DROP TABLE note",
    ],
)
def test_text_comes_back_exactly(tmp_path: Path, text: str) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, text)
    with Project.open(tmp_path / "claims.sayso", read_only=True) as project:
        assert [note.text for note in notes.all(project)] == [text]
        assert project.check().ok


def test_lone_surrogates_are_replaced_at_the_door(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with_notes(project, "a\ud800b")
        assert notes.all(project)[0].text == "a\ufffdb"


def test_every_field_comes_back(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        with project.change("x") as change:
            maria, jon = participants.add(change, "Maria"), participants.add(change, "Jon")
            other = personas.add(change, "Tourist")
            note = notes.add(
                change,
                session=session.id,
                text="how long it takes",
                at=datetime(2026, 3, 2, 16, 0, 0, 5, tzinfo=timezone(timedelta(hours=2))),
                kind=Kind.NEED,
                need_type=NeedType.INFORMATIONAL,
                stage=stages.all(change)[1].id,
                channel=channels.all(change)[0].id,
                emotion=Emotion.VERY_LOW,
                source=Source.OBSERVED,
                verbatim=True,
                left_over="touri",
                respondent="row 7",
                personas=[other.id, personas.all(change)[0].id, other.id],
                tags=[tags.add(change, "urgent").id],
                participants=[Attribution(jon.id), Attribution(maria.id, Stance.AGREES)],
            )
        assert notes.get(project, note.id) == note
        assert note == Note(
            note.id,
            session.id,
            "how long it takes",
            datetime(2026, 3, 2, 14, 0, 0, 5, tzinfo=UTC),
            Kind.NEED,
            NeedType.INFORMATIONAL,
            stages.all(project)[1].id,
            channels.all(project)[0].id,
            Emotion.VERY_LOW,
            Source.OBSERVED,
            True,
            "touri",
            "row 7",
            (other.id, personas.all(project)[0].id),
            (tags.all(project)[0].id,),
            (Attribution(jon.id), Attribution(maria.id, Stance.AGREES)),
        )
        assert project.snapshot().notes == (note,)


def test_blank_notes_and_unknown_stages_are_refused(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        with pytest.raises(UsageError, match="some text"), project.change("x") as change:
            notes.add(change, session=session.id, text=" \n")
        with pytest.raises(SaysoError, match="Nothing was changed"), project.change("x") as change:
            notes.add(change, session=session.id, text="a", stage=StageId("nowhere"))
        with pytest.raises(UnknownName), project.change("x") as change:
            notes.edit(change, NoteId("nobody"), kind=Kind.GAIN)
        assert notes.all(project) == ()


def test_notes_are_found_by_what_they_say_and_carry(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        meeting = with_session(project)
        stage, persona = stages.all(project)[0].id, personas.all(project)[0].id
        with project.change("x") as change:
            kind = SessionKind.CUSTOMER_INTERVIEW
            interview = sessions.add(change, "I", kind, started_at=START)
            client = participants.add(change, "Eleni", group=Group.CUSTOMER)
            notes.add(change, session=meeting.id, text="the phone rings", at=START, kind=Kind.PAIN)
            notes.add(
                change,
                session=meeting.id,
                text="I waited",
                at=START + timedelta(minutes=1),
                kind=Kind.PAIN,
                stage=stage,
                personas=[persona],
                participants=[Attribution(client.id)],
            )
            notes.add(
                change,
                session=interview.id,
                text="nobody phoned",
                at=START + timedelta(minutes=2),
                kind=Kind.MEMO,
                left_over="desq",
            )

        def found(wanted: Condition, order: Order = OLDEST, most: int | None = None) -> list[str]:
            texts = [note.text for note in notes.page(project, wanted, order, most=most)]
            return [text.split()[-1] for text in texts]

        assert found(EVERYTHING) == ["rings", "waited", "phoned"]
        assert found(Among(Facet.STAGE, (stage,))) == ["waited"]
        assert found(Among(Facet.PERSONA, (persona,))) == ["waited"]
        assert found(Among(Facet.PARTICIPANT, (client.id,))) == ["waited"]
        assert found(Among(Facet.SESSION, (interview.id,))) == ["phoned"]
        assert found(EVERYTHING, Order(descending=True), 2) == ["phoned", "waited"]


def test_the_last_note_and_session_are_those_of_the_newest_note(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        assert sessions.last(project) is None
        first = with_notes(project, "a")
        second = with_session(project)
        assert sessions.last(project) == first
        assert notes.last(project, second.id) is None
        with project.change("x") as change:
            later = START + timedelta(hours=1)
            note = notes.add(change, session=second.id, text="b", at=later)
        assert sessions.last(project) == second
        assert notes.last(project, second.id) == note


def test_settings_are_edited_within_their_bounds(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        with project.change("x") as change:
            assert settings.edit(change, dial=1, supported_at=3)
            assert not settings.edit(change, dial=1.0)
        assert (project.settings().dial, project.settings().supported_at) == (1.0, 3)
        with pytest.raises(UsageError, match="0 to 1"), project.change("x") as change:
            settings.edit(change, dial=1.5)
        with pytest.raises(UsageError, match="1 or more"), project.change("x") as change:
            settings.edit(change, shared_teams=0)
        with pytest.raises(UsageError), project.change("x") as change:
            settings.edit(change, dial=float("nan"))


def test_what_can_be_made_again_is_kept_and_in_no_log(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        records = project.connection.row("SELECT count(*) FROM change")
        many = {f"{number:064x}": bytes([number % 256]) * 1536 for number in range(1200)}
        with project.cache() as cache:
            cache.keep_vectors("one", many)
            cache.keep_vectors("two", {"f": b"other"})
            cache.keep_titles({"k": '{"a": 1}'})
            cache.set_meta("digest", "abc")
            assert meta(cache, "digest") == "abc"
        assert vectors.read(project, "one", [*many, "f", "none"]) == many
        assert vectors.read(project, "two", ["f"]) == {"f": b"other"}
        assert drafts.kept_titles(project, ["k", "none"]) == {"k": '{"a": 1}'}
        with project.cache() as cache:
            cache.set_meta("digest", None)
        assert meta(project, "digest") is None
        assert project.connection.row("SELECT count(*) FROM change") == records
        assert len(project.history()) == 1


def test_an_unsent_line_becomes_a_note_in_one_transaction(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        session = with_session(project)
        line = Unsent("u", "host", 7, 1.5, START, "half a li\0", 9, session.id, START)
        with project.cache() as cache:
            unsent.keep(cache, line)
            unsent.keep(cache, replace(line, text="half a line"))
        assert unsent.unsent(project) == (replace(line, text="half a line"),)
        with project.change("Note") as change:
            notes.add(change, session=session.id, text="half a line")
            unsent.drop(change, line.id)
        assert unsent.unsent(project) == ()
