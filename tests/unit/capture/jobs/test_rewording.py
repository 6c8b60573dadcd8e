"""Splitting and joining notes, and replacing a word everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import lists, rewording
from capture.jobs.notes import ChangedMeanwhile
from capture.jobs.rewording import Search
from data.errors import NotFound, UsageError
from data.records import (
    Attribution,
    Bearing,
    EvidenceStance,
    Kind,
    Link,
    LinkKind,
    NoteId,
    SessionKind,
    Stance,
    Touchpoint,
)
from data.store import bearings, notes, sessions, touchpoints
from tests.unit.dump import entity_dump
from tests.unit.keepsake import TEXTS, Kept, kept
from tests.unit.stores import START


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Kept]:
    made = kept(tmp_path)
    with made.project:
        yield made
        assert made.project.check().ok, made.project.check().problems


def dump(held: Kept) -> str:
    return entity_dump(held.project.connection)


def back(held: Kept, before: str) -> None:
    after = dump(held)
    held.project.undo()
    assert dump(held) == before
    held.project.redo()
    assert dump(held) == after


def card(held: Kept, name: str = "card") -> Touchpoint:
    found = touchpoints.get(held.project, held.ids[name])
    assert found is not None
    return found


def texts(held: Kept) -> list[str]:
    return [note.text for note in notes.all(held.project)]


def reword(held: Kept, which: str, text: str) -> None:
    with held.project.change("Reword") as change:
        notes.edit(change, held.ids[which], text=text)


# -- splitting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one\ntwo\n\nthree", ("one", "two", "three")),
        ("It rings. Nobody comes! Why?", ("It rings.", "Nobody comes!", "Why?")),
        ("They said “go away.” Then left.", ("They said “go away.”", "Then left.")),
        ("See Dr. Smith at 10.30 today", ("See Dr. Smith at 10.30 today",)),
        ("Forms, e.g. P45. Then wait.", ("Forms, e.g. P45.", "Then wait.")),
        ("Χτυπάει. Κανείς· Γιατί;", ("Χτυπάει.", "Κανείς·", "Γιατί;")),
        ("First. Second\nThird", ("First. Second", "Third")),
        ("nothing here", ("nothing here",)),
    ],
)
def test_line_ends_else_sentence_ends_are_proposed(text: str, parts: tuple[str, ...]) -> None:
    assert rewording.cut(text, rewording.proposals(text)) == parts


def test_parts_of_a_note_carry_all_that_it_carried(held: Kept) -> None:
    reword(held, "rings out", "It rings. Nobody comes.\nWhy?")
    before, seen = dump(held), held.note("rings out")
    made = rewording.split(held.project, seen, ["It rings.", "Nobody comes.", "Why?"])
    assert [note.text for note in made] == ["It rings.", "Nobody comes.", "Why?"]
    assert made[0].id == seen.id
    for note in made[1:]:
        for name in ("kind", "stage", "channel", "personas", "tags", "participants", "session"):
            assert getattr(note, name) == getattr(seen, name)
    assert texts(held) == ["It rings.", "Nobody comes.", "Why?", *TEXTS[1:]]
    claim = card(held).claims[0]
    assert [item.note for item in claim.evidence] == [
        *(note.id for note in made), held.ids["no answer"]
    ]  # fmt: skip
    assert claim.quote == seen.id
    back(held, before)


def test_parts_stand_on_the_card_itself_and_on_drafts_too(held: Kept) -> None:
    made = rewording.split(held.project, held.note("long form"), ["long", "form"])
    assert [(item.note, item.stance) for item in card(held).evidence] == [
        (note.id, EvidenceStance.AGAINST) for note in made
    ]
    made = rewording.split(held.project, held.note("lost papers"), ["lost", "papers"])
    (claim,) = card(held, "draft").claims
    assert [item.note for item in claim.evidence] == [note.id for note in made]
    held.project.undo()
    (claim,) = card(held, "draft").claims
    assert [item.note for item in claim.evidence] == [held.ids["lost papers"]]


def test_a_split_that_would_lose_text_or_overwrite_another_is_refused(held: Kept) -> None:
    seen, before = held.note("rings out"), dump(held)
    for parts in (["rings", "in"], ["rings"], ["rings out"], ["rings out", " "], []):
        with pytest.raises(UsageError, match="left as it"):
            rewording.split(held.project, seen, parts)
    assert dump(held) == before
    reword(held, "rings out", "rings on")
    before = dump(held)
    with pytest.raises(ChangedMeanwhile):
        rewording.split(held.project, seen, ["rings", "out"])
    assert dump(held) == before


def test_hostile_text_is_split_as_it_is(held: Kept) -> None:
    reword(held, "rings out", "[red]=1+1\x1b[31m\n\u202eevil\n‘quote’,, p")
    seen = held.note("rings out")
    made = rewording.split(
        held.project, seen, rewording.cut(seen.text, rewording.proposals(seen.text))
    )
    assert "\n".join(note.text for note in made) == seen.text
    assert len(made) == 3


# -- joining -------------------------------------------------------------------------------------


def ids(held: Kept, *which: str) -> list[NoteId]:
    return [held.ids[text] for text in which]


def test_joined_notes_are_one_with_the_people_tags_and_places_of_all(held: Kept) -> None:
    before = dump(held)
    done = rewording.join(held.project, ids(held, "no answer", "rings out"))
    note = held.note("rings out")
    assert note == done.joined
    assert note.text == "rings out\nno answer"
    assert note.tags == (held.ids["wait"], held.ids["waiting"])
    assert note.participants == (
        Attribution(held.ids["Maria"]),
        Attribution(held.ids["Mariah"]),
    )
    assert done.keeps == ("Mariah said it, and no longer disagrees.",)
    assert [item.note for item in card(held).claims[0].evidence] == [note.id]
    assert notes.get(held.project, held.ids["no answer"]) is None
    back(held, before)


def test_where_notes_differ_the_first_stays_and_it_is_told(held: Kept) -> None:
    with held.project.change("Tag") as change:
        notes.edit(change, held.ids["lost papers"], kind=Kind.NEED, verbatim=True)
    done = rewording.join(held.project, ids(held, "long form", "lost papers"), anyway=True)
    assert done.keeps == (
        "The kind differs (need and pain point): the first stays.",
        "Not all of it is word for word, so the joined note is not.",
    )
    assert (done.joined.kind, done.joined.verbatim) == (Kind.NEED, False)
    assert [(item.note, item.stance) for item in card(held).evidence] == [
        (held.ids["lost papers"], EvidenceStance.AGAINST)
    ]


def test_what_would_be_lost_is_asked_before(held: Kept) -> None:
    before = dump(held)
    with pytest.raises(rewording.JoinAsks, match=r"It takes six weeks.* would lose its last note"):
        rewording.join(held.project, ids(held, "rings out", "six weeks"))
    with pytest.raises(rewording.JoinAsks, match="1 unnamed voice would no longer be counted"):
        rewording.join(held.project, ids(held, "lost papers", "long form"))
    assert dump(held) == before
    rewording.join(held.project, ids(held, "rings out", "six weeks"), anyway=True)
    assert [claim.title for claim in card(held).claims] == ["Nobody answers"]
    back(held, before)


def test_unnamed_voices_of_two_sessions_are_not_joined_unasked(held: Kept) -> None:
    with held.project.change("Two") as change:
        other = sessions.add(change, "Two", SessionKind.STAFF_MEETING, started_at=START)
        twin = notes.add(change, session=other.id, text="long form!")
    with pytest.raises(rewording.JoinAsks, match="different sessions"):
        rewording.join(held.project, [held.ids["long form"], twin.id])
    done = rewording.join(held.project, [held.ids["long form"], twin.id], anyway=True)
    assert done.joined.text == "long form"


def test_the_quote_of_a_claim_goes_to_the_joined_note(held: Kept) -> None:
    rewording.join(held.project, ids(held, "rings out", "no answer"))
    assert card(held).claims[0].quote == held.ids["rings out"]
    with held.project.change("Earlier") as change:
        early = notes.add(
            change, session=held.ids["One"], text="hm", at=START.replace(hour=9), participants=(
                Attribution(held.ids["Jon"]),
            ),
        )  # fmt: skip
    rewording.join(held.project, [held.ids["six weeks"], early.id])
    claim = card(held).claims[1]
    assert (claim.quote, [item.note for item in claim.evidence]) == (early.id, [early.id])


def test_drafts_keep_the_joined_note(held: Kept) -> None:
    with held.project.change("Earlier") as change:
        early = notes.add(change, session=held.ids["One"], text="hm", at=START.replace(hour=9),
                          participants=(Attribution(held.ids["Mariah"], Stance.SAID),))  # fmt: skip
    rewording.join(held.project, [held.ids["lost papers"], early.id])
    (claim,) = card(held, "draft").claims
    assert [item.note for item in claim.evidence] == [early.id]


def test_one_note_or_one_that_is_gone_is_not_joined(held: Kept) -> None:
    before = dump(held)
    with pytest.raises(UsageError):
        rewording.join(held.project, ids(held, "rings out", "rings out"))
    with pytest.raises(NotFound):
        rewording.join(held.project, [held.ids["rings out"], NoteId("gone")])
    assert dump(held) == before


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        (("Same.", "same"), "Same."),
        (("no", "I know"), "no\nI know"),
        (("It rings", "So: it rings, always"), "So: it rings, always"),
        (("🙂", "🙂"), "🙂"),
        (("🙂", "🙃"), "🙂\n🙃"),
    ],
)
def test_what_is_said_twice_stands_once(held: Kept, said: tuple[str, str], joined: str) -> None:
    with held.project.change("Two") as change:
        two = [notes.add(change, session=held.ids["One"], text=text, at=START) for text in said]
    done = rewording.join(held.project, [note.id for note in two])
    assert done.joined.text == joined


# -- replacing -----------------------------------------------------------------------------------


def test_a_typo_is_replaced_everywhere_in_one_step(held: Kept) -> None:
    reword(held, "no answer", "Teh line, TEH desk, teh teheran")
    before = dump(held)
    plan = rewording.plan_replacing(held.project, Search("teh", "the"))
    assert [(hit.before, hit.old, hit.new) for hit in plan.hits] == [
        ("", "Teh", "The"),
        ("Teh line, ", "TEH", "THE"),
        ("Teh line, TEH desk, ", "teh", "the"),
    ]
    assert plan.sentence() == "Found in 3 places in 1 note."
    assert dump(held) == before
    rewording.replace(held.project, Search("teh", "the"))
    assert held.note("no answer").text == "The line, THE desk, the teheran"
    back(held, before)


def test_whole_words_and_case_can_be_chosen(held: Kept) -> None:
    reword(held, "no answer", "Phone phones PHONE")
    found = {
        (whole, case): [
            hit.old for hit in rewording.plan_replacing(
                held.project, Search("phone", "x", whole=whole, case=case)
            ).hits
        ]
        for whole in (True, False)
        for case in (True, False)
    }  # fmt: skip
    assert found == {
        (True, True): [],
        (True, False): ["Phone", "PHONE"],
        (False, True): ["phone"],
        (False, False): ["Phone", "phone", "PHONE"],
    }


def test_frozen_titles_are_told_and_left_alone_unless_asked(held: Kept) -> None:
    reword(held, "six weeks", "six weeks, verbatim weeks")
    with held.project.change("Verbatim") as change:
        notes.edit(change, held.ids["six weeks"], verbatim=True)
    before = dump(held)
    done = rewording.replace(held.project, Search("weeks", "months"))
    assert done.sentence(done=True) == (
        "Replaced in 2 places in 1 note. 1 of the notes was word for word. "
        "1 title left as people wrote them."
    )
    assert [claim.title for claim in card(held).claims] == ["Nobody answers", "It takes six weeks"]
    back(held, before)
    held.project.undo()
    rewording.replace(held.project, Search("weeks", "months", titles=True))
    assert card(held).claims[1].title == "It takes six months"
    assert card(held).title == "Calling"


def test_accents_are_found_however_they_are_written(held: Kept) -> None:
    reword(held, "no answer", "cafe\u0301 and café")
    assert len(rewording.plan_replacing(held.project, Search("café", "bar")).hits) == 2


def test_a_pattern_is_only_text_and_the_new_words_too(held: Kept) -> None:
    reword(held, "no answer", r"a.c abc \1 (x")
    rewording.replace(held.project, Search("a.c", r"\1\g<0>"))
    assert held.note("no answer").text == r"\1\g<0> abc \1 (x"
    rewording.replace(held.project, Search("(x", "[red]=cmd()"))
    assert held.note("no answer").text.endswith("[red]=cmd()")


def test_nothing_is_left_without_text_and_nothing_is_looked_for_in_vain(held: Kept) -> None:
    before = dump(held)
    with pytest.raises(UsageError, match="would be left without text"):
        rewording.replace(held.project, Search("rings out", ""))
    with pytest.raises(UsageError, match="Say what to look for"):
        rewording.plan_replacing(held.project, Search("  ", "x"))
    assert rewording.replace(held.project, Search("zebra", "x")).sentence() == (
        "“zebra” stands nowhere."
    )
    assert dump(held) == before
    assert len(held.project.history()) == 3


# -- what people decided about pairs of notes, and drafts ----------------------------------------


def link(held: Kept, one: str, other: str, kind: LinkKind) -> None:
    with held.project.change("Decide") as change:
        touchpoints.put_link(change, Link.between(held.ids[one], held.ids[other], kind))


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def linked(held: Kept) -> set[tuple[str, str, str]]:
    name = {note.id: note.text for note in notes.all(held.project)}
    return {
        (*_in_order(name[one.first], name[one.second]), one.kind.value)
        for one in touchpoints.all_links(held.project)
    }


def test_parts_belong_with_what_the_note_belonged_with(held: Kept) -> None:
    link(held, "rings out", "no answer", LinkKind.TOGETHER)
    link(held, "rings out", "six weeks", LinkKind.APART)
    before = dump(held)
    rewording.split(held.project, held.note("rings out"), ["rings", "out"])
    assert linked(held) == {
        ("no answer", "rings", "together"), ("no answer", "out", "together"),
        ("rings", "six weeks", "apart"), ("out", "six weeks", "apart"),
    }  # fmt: skip
    back(held, before)


def test_links_go_to_the_joined_note_and_its_own_stay(held: Kept) -> None:
    link(held, "rings out", "no answer", LinkKind.TOGETHER)
    link(held, "no answer", "six weeks", LinkKind.TOGETHER)
    link(held, "no answer", "long form", LinkKind.APART)
    link(held, "rings out", "six weeks", LinkKind.APART)
    before = dump(held)
    rewording.join(held.project, ids(held, "rings out", "no answer"))
    assert linked(held) == {
        ("rings out\nno answer", "six weeks", "apart"),
        ("long form", "rings out\nno answer", "apart"),
    }
    back(held, before)


def test_notes_that_never_belong_together_are_not_joined_unasked(held: Kept) -> None:
    link(held, "rings out", "no answer", LinkKind.APART)
    with pytest.raises(rewording.JoinAsks, match="never belong together"):
        rewording.join(held.project, ids(held, "rings out", "no answer"))


def bear(held: Kept, one: str, other: str, stance: str) -> None:
    with held.project.change("Say") as change:
        said = Bearing(held.ids[one], held.ids[other], EvidenceStance(stance))
        bearings.put(change, said)


def said(held: Kept) -> set[tuple[str, str, str]]:
    name = {note.id: note.text for note in notes.all(held.project)}
    return {
        (name[one.note], one.stance.value, name[one.target]) for one in bearings.all(held.project)
    }


def test_parts_are_for_and_against_what_the_note_was(held: Kept) -> None:
    bear(held, "rings out", "six weeks", "against")
    bear(held, "long form", "rings out", "for")
    before = dump(held)
    rewording.split(held.project, held.note("rings out"), ["rings", "out"])
    assert said(held) == {
        ("rings", "against", "six weeks"), ("out", "against", "six weeks"),
        ("long form", "for", "rings"), ("long form", "for", "out"),
    }  # fmt: skip
    back(held, before)


def test_the_joined_note_is_for_and_against_what_each_was(held: Kept) -> None:
    bear(held, "no answer", "six weeks", "against")
    bear(held, "rings out", "six weeks", "for")
    bear(held, "no answer", "long form", "for")
    bear(held, "lost papers", "no answer", "against")
    before = dump(held)
    rewording.join(held.project, ids(held, "rings out", "no answer"))
    joined = "rings out\nno answer"
    assert said(held) == {
        (joined, "against", "six weeks"), (joined, "for", "long form"),
        ("lost papers", "against", joined),
    }  # fmt: skip
    back(held, before)


def test_notes_of_which_one_is_against_the_other_are_not_joined_unasked(held: Kept) -> None:
    bear(held, "no answer", "rings out", "against")
    bear(held, "six weeks", "no answer", "for")
    with pytest.raises(rewording.JoinAsks, match="for or against another"):
        rewording.join(held.project, ids(held, "rings out", "no answer"))
    rewording.join(held.project, ids(held, "rings out", "no answer"), anyway=True)
    assert said(held) == {("six weeks", "for", "rings out\nno answer")}


def test_undo_gives_the_drafts_back_too(held: Kept) -> None:
    with held.project.change("Earlier") as change:
        early = notes.add(change, session=held.ids["One"], text="hm", at=START.replace(hour=9),
                          participants=(Attribution(held.ids["Mariah"], Stance.SAID),))  # fmt: skip
    before = card(held, "draft")
    rewording.join(held.project, [held.ids["lost papers"], early.id])
    assert card(held, "draft") != before
    held.project.undo()
    assert card(held, "draft") == before
    lists.merge(held.project, "stage", held.ids["Apply"], held.ids["Wait"])
    assert card(held, "draft").stage == held.ids["Wait"]
    held.project.undo()
    assert card(held, "draft") == before
    held.project.redo()
    assert card(held, "draft").stage == held.ids["Wait"]
