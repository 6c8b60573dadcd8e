"""Finding notes that may be one remark, and settling what they are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import duplicates, lists, rewording
from capture.jobs.duplicates import Why
from capture.jobs.vectors import source
from data.errors import NotFound, UsageError
from data.records import Attribution, NoteId, SessionKind, Stance
from data.store import Project, notes, sessions
from data.store.lists import participants
from synthesis.grouping.copies import NEAR, alike_in_meaning, near
from tests.unit.dump import entity_dump
from tests.unit.stores import START, new_project

LONG = "The form is far too long and people give up half way"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        yield made
        assert made.check().ok


def say(project: Project, *said: tuple[str, str], kind: SessionKind = SessionKind.IMPORT) -> None:
    """Store notes of (speaker or respondent or "", text) in a session of their own."""
    with project.change("Say") as change:
        there = sessions.add(change, "S", kind, started_at=START)
        people = {one.name: one for one in participants.all(change)}
        for who, text in said:
            if who and who[0].isupper() and who not in people:
                people[who] = participants.add(change, who)
            notes.add(
                change,
                session=there.id,
                text=text,
                respondent=who if who and not who[0].isupper() else "",
                participants=[Attribution(people[who].id)] if who in people else [],
            )


def found(project: Project) -> list[tuple[str, str, str, bool]]:
    text = {note.id: note.text for note in notes.all(project)}
    return [
        (text[one.one], text[one.other], one.why.value, one.same_voice)
        for one in duplicates.find(project).pairs
    ]


def test_what_one_voice_said_twice_comes_first(project: Project) -> None:
    say(project, ("Maria", "Phone rings"), ("Jon", LONG), ("Maria", "phone  RINGS"), ("Eva", LONG))
    assert found(project) == [
        ("Phone rings", "phone  RINGS", Why.SAME_TEXT, True),
        (LONG, LONG, Why.SAME_TEXT, False),
    ]


def test_two_people_who_say_the_same_in_few_words_are_two_people(project: Project) -> None:
    say(
        project, *((f"r{number}", "too expensive") for number in range(5)), ("Jon", "too expensive")
    )
    assert found(project) == []


def test_a_slip_or_two_do_not_hide_a_copy_and_another_number_is_no_copy(project: Project) -> None:
    say(project, ("", LONG), ("", LONG.replace("form", "from") + "!"))
    say(
        project,
        ("Jon", "They wait 6 weeks for the letter"),
        ("Jon", "They wait 9 weeks for the letter"),
    )
    assert [(one[2], one[3]) for one in found(project)] == [(Why.NEAR_TEXT, True)]


def test_the_same_meaning_is_offered_where_vectors_are_kept(project: Project) -> None:
    other = "the form is too long, people give up on it half way"
    say(project, ("", LONG), ("", "the phone rings out all morning"))
    say(project, ("", other))
    before = duplicates.find(project)
    assert (before.pairs, before.unread) == ((), 3)
    assert "3 are not read for their meaning yet" in before.sentence()
    source(project).of([note.text for note in notes.all(project)])
    assert [one[:3] for one in found(project)] == [(LONG, other, Why.MEANING)]
    assert duplicates.find(project).unread == 0


def test_two_known_people_are_not_asked_about_for_one_meaning(project: Project) -> None:
    say(project, ("Jon", LONG), ("Eva", "the form is too long, people give up on it half way"))
    source(project).of([note.text for note in notes.all(project)])
    assert found(project) == []


def test_a_set_aside_note_is_no_duplicate(project: Project) -> None:
    say(project, ("Jon", LONG), ("Jon", LONG))
    with project.change("Aside") as change:
        notes.edit(change, notes.all(project)[0].id, set_aside=True)
    assert found(project) == []


def test_pairs_that_differ_are_not_shown_again_until_that_is_undone(project: Project) -> None:
    say(project, ("Jon", LONG), ("Jon", LONG), ("Jon", LONG))
    (first, second) = duplicates.find(project).pairs
    lists.differ(project, "note", first.one, first.other)
    assert duplicates.find(project).pairs == (second,)
    project.undo()
    assert duplicates.find(project).pairs == (first, second)
    rewording.join(project, [first.one, first.other])
    assert [note.text for note in notes.all(project)] == [LONG, LONG]


def test_said_twice_names_the_speaker_of_both(project: Project) -> None:
    say(project, ("Jon", LONG), ("", LONG), ("Eva", LONG))
    jon, unnamed, eva = (note.id for note in notes.all(project))
    (jon_id, _) = (one.id for one in participants.all(project))
    with project.change("Nod") as change:
        notes.attribute(change, unnamed, jon_id, Stance.AGREES)
    pairs = {(one.one, one.other): one for one in duplicates.find(project).pairs}
    before = entity_dump(project.connection)
    assert "count once" in duplicates.said_twice(project, pairs[jon, unnamed])
    note = notes.get(project, unnamed)
    assert note is not None
    assert note.participants == (Attribution(jon_id),)
    assert (jon, unnamed) not in {(one.one, one.other) for one in duplicates.find(project).pairs}
    project.undo()
    assert entity_dump(project.connection) == before
    pair = duplicates.Pair(jon, eva, Why.SAME_TEXT, 1.0, same_voice=False)
    with pytest.raises(UsageError, match="Jon and Eva said these"):
        duplicates.said_twice(project, pair)
    with pytest.raises(NotFound):
        duplicates.sides(project, duplicates.Pair(jon, NoteId("gone"), Why.MEANING, 1, True))


def test_both_sides_are_told_with_speaker_and_session(project: Project) -> None:
    say(project, ("Jon", LONG))
    say(project, ("", LONG))
    (pair,) = duplicates.find(project).pairs
    one, other = duplicates.sides(project, pair)
    assert (one.speaker, other.speaker, one.session) == ("Jon", "", "S")
    with pytest.raises(UsageError, match="one note, not two"):
        lists.differ(project, "note", pair.one, pair.one)


def test_differences_put_together_are_the_texts_again() -> None:
    left, right = duplicates.differences("The form is  long.", "the Forms is long!\n[red]\x1b")
    assert "".join(text for text, _ in left) == "The form is  long."
    assert "".join(text for text, _ in right) == "the Forms is long!\n[red]\x1b"
    assert ("form", True) in left
    assert next(text for text, differs in right if differs) == "Forms"


def test_near_copies_are_found_as_by_comparing_all_with_all() -> None:
    """Blocks may miss a copy, but nearly never do: measured against every pair."""
    from rapidfuzz.distance import Indel

    rng = random.Random(5)
    words = [
        "form",
        "phone",
        "desk",
        "letter",
        "wait",
        "people",
        "queue",
        "answer",
        "nobody",
        "long",
        "again",
        "clerk",
        "week",
    ]
    texts = [" ".join(rng.choices(words, k=rng.randint(4, 14))) for _ in range(200)]
    for text in texts[:80]:
        at = rng.randrange(len(text))
        texts.append(text[:at] + rng.choice("xyz ") + text[at + rng.randint(0, 1) :])
    every = {
        (a, b)
        for b in range(len(texts))
        for a in range(b)
        if Indel.normalized_similarity(texts[a], texts[b]) >= NEAR
    }
    blocked = {(a, b) for a, b, _ in near(texts)}
    assert blocked <= every
    assert len(blocked) >= 0.97 * len(every)
    assert len(every) >= 80


def test_hostile_and_empty_texts_are_compared_too() -> None:
    texts = ["", " ", "\ud800\ud800\ud800\ud800\ud800", "🙂🙂🙂🙂🙂🙂", "🙂🙂🙂🙂🙂🙂", "a"]
    assert list(near(texts)) == [(3, 4, 1.0)]
    assert list(near([])) == []
    assert list(alike_in_meaning([])) == []
