"""What a map may not say: voices that nobody has, and words that somebody withheld."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture.jobs import board, drafts, imports, maps, queue, rewording
from capture.jobs.notes import Place, log
from capture.jobs.projects import create
from capture.jobs.workshop import read, take
from data.records import (
    Consent,
    Emotion,
    EvidenceStance,
    Link,
    LinkKind,
    LinkLevel,
    NoteId,
    SessionKind,
    Snapshot,
)
from data.store import Project, notes
from data.store.lists import participants, personas
from synthesis.board.queue import About, Answer
from synthesis.board.standing import Standing
from synthesis.map.model import MapClaim

INTERVIEW = SessionKind.CUSTOMER_INTERVIEW


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return create(tmp_path / "p.sayso", stages=("Visit", "After"), personas=("Trader", "Carer"))


def heard(project: Project, line: str, session: str = "", *, customer: bool = False) -> NoteId:
    kind = INTERVIEW if customer else SessionKind.STAFF_MEETING
    place = Place(session_title=session or kind.value, session_kind=kind)
    return log(project, line, place).note.id


def claims(project: Project, persona: str = "") -> dict[str, MapClaim]:
    drafts.synthesise(project)
    return {claim.title: claim for claim in maps.build_map(project, persona).claims}


def test_unnamed_lines_of_one_file_are_one_person_whatever_its_headings(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "two.md"
    parts = ("# Monday", "Kind: customer interview", "", "- the wait is long ,,p-1", "")
    more = ("# Tuesday", "Kind: customer interview", "", "- the wait is so long ,,p-1", "")
    file.write_text("\n".join((*parts, *more)), encoding="utf-8")
    imports.import_file(project, file, {})
    drafts.synthesise(project)
    assert maps.build_map(project, "").badge.customers == 1
    assert max(claim.counts.customers_for for claim in claims(project).values()) == 1


def test_whoever_is_known_to_be_of_a_persona_counts_on_no_map_but_their_own(
    project: Project,
) -> None:
    trader, carer = (one.id for one in personas.all(project))
    with project.change("People") as change:
        participants.add(change, "Ann", persona=trader)
        participants.add(change, "Ben", persona=carer)
    heard(project, "Ann: the form is quick ,,g++ 1", customer=True)
    heard(project, "Ben: the form was lost by the office ,,p-- @Trader 1", customer=True)
    assert set(claims(project, "Trader")) == {"the form is quick"}
    assert set(claims(project, "Carer")) == {"the form was lost by the office"}
    assert maps.build_map(project, "Trader").stages[0].moods.customers.n == 1


def test_the_code_of_a_claim_passes_on_when_its_quote_leaves(project: Project) -> None:
    texts = ("the queue is very long", "the queue is long", "the queue is too long")
    ids = [heard(project, f"Ma{at}/desk: {text} ,,p 1") for at, text in enumerate(texts)]
    (claim,) = claims(project).values()
    assert claim.like == 2
    quote = next(at for at, text in enumerate(texts) if text == claim.title)
    board.do(project, board.set_aside([ids[quote]]))
    (after,) = claims(project).values()
    assert (after.code, after.like) == (claim.code, 1)


def test_the_code_of_a_claim_outlives_the_joining_of_two_of_its_notes(project: Project) -> None:
    texts = ("the queue is very long", "the queue is long", "the queue is too long")
    ids = [heard(project, f"Ma{at}/desk: {text} ,,p 1") for at, text in enumerate(texts)]
    (claim,) = claims(project).values()
    quote = ids.pop(texts.index(claim.title))
    rewording.join(project, [ids[0], quote])
    (after,) = claims(project).values()
    assert (after.code, after.like) == (claim.code, 1)
    project.undo()
    (back,) = claims(project).values()
    assert (back.code, back.like) == (claim.code, 2)


def test_a_code_that_was_handed_on_goes_back_when_its_note_is_there_again(
    project: Project,
) -> None:
    first = heard(project, "Ma/desk: the queue is very long ,,p 1")
    (claim,) = claims(project).values()
    heard(project, "Jo/desk: the queue is very long ,,p 1")
    assert [one.code for one in claims(project).values()] == [claim.code]
    board.do(project, board.set_aside([first]))
    assert [one.code for one in claims(project).values()] == [claim.code]
    project.undo()
    project.undo()
    assert [one.code for one in claims(project).values()] == [claim.code]


def test_a_claim_is_whole_again_when_a_tag_is_taken_back(project: Project) -> None:
    for at, text in enumerate(("the queue is very long", "the queue is long")):
        note = heard(project, f"Ma{at}/desk: {text} ,,p-1")
    before = claims(project)
    with project.change("Retag") as change:
        notes.edit(change, note, emotion=Emotion(2))
    assert len(claims(project)) == 2
    project.undo()
    assert claims(project) == before


def test_what_a_decision_joined_comes_apart_when_it_is_taken_back(project: Project) -> None:
    staff = heard(project, "Maria/desk: they forget their papers ,,p 1")
    customer = heard(project, "Ann/: I forgot my papers ,,p 1", customer=True)
    assert len(claims(project)) == 2
    made = Link.between(staff, customer, LinkKind.TOGETHER, LinkLevel.CLAIM)
    board.do(project, board.link_whole(made, anyway=True))
    (joined,) = claims(project).values()
    assert (joined.counts.customers_for, joined.counts.inside_for) == (1, 1)
    board.do(project, board.unlink(staff, customer))
    assert len(claims(project)) == 2


def test_what_is_for_a_claim_and_what_is_against_it_are_never_one(project: Project) -> None:
    about = heard(project, "Maria/desk: it is hot in here ,,1")
    claims(project)
    for name, stance in (("Tom", EvidenceStance.FOR), ("Pia", EvidenceStance.AGAINST)):
        said = heard(project, f"{name}/back: that is how we see it as well ,,2")
        board.do(project, board.bear([said], about, stance))
    told = [claim for claim in claims(project).values() if claim.notes[0].id != about]
    assert all(claim.like == 0 for claim in told)


def test_a_mark_from_paper_repeats_no_words_that_their_speaker_withheld(project: Project) -> None:
    with project.change("People") as change:
        participants.add(change, "Ann", consent=Consent.NOT_SHOWN)
    heard(project, "Ann: my boss shouted at the zebra ,,p-- 1", customer=True)
    (claim,) = claims(project).values()
    take(project, read(project, [(1, f"{claim.code} +")]), "Table 2")
    assert notes.all(project)[-1].text == f"Agrees with {claim.code}"
    drafts.synthesise(project)
    shown = maps.text_of(maps.build_map(project, ""))
    assert "boss shouted" not in shown


def test_of_what_is_against_a_card_it_is_asked_which_claim_is_meant(project: Project) -> None:
    about = heard(project, "Maria/desk: the queue is short ,,g 1")
    drafts.synthesise(project)
    board.do(project, board.move([about], None))
    (claim,) = claims(project).values()
    card = project.snapshot().touchpoints[0]
    said = heard(project, f"{card.code}: Ann/: I stood there for an hour ,,p no 1", customer=True)
    drafts.synthesise(project)
    (question,) = (one for one in queue.questions(project) if one.about is About.MEANT)
    assert question.notes[0] == said
    board.do(project, board.answer(question, Answer.YES))
    after = claims(project)
    assert after[claim.title].standing is Standing.DOUBTED
    assert after["I stood there for an hour"].opposites[0].code == claim.code
    assert not [one for one in queue.questions(project) if said in one.notes]
    project.undo()
    assert question.key in [one.key for one in queue.questions(project)]


OTHERS = (
    "The lift was broken",
    "Nobody told me anything",
    "Parking is too expensive",
    "The nurse was lovely",
)


def _drafted(folder: Path, same: str, times: int) -> tuple[list[list[str]], Snapshot, str]:
    """Import remarks and so many equal answers; return texts by card, the project, what is told."""
    folder.mkdir()
    rows = [*[f"D{n},{same}" for n in range(times)], *[f"R{n},{t}" for n, t in enumerate(OTHERS)]]
    sheet = folder / "answers.csv"
    sheet.write_text("\n".join(["who,comment", *rows]), encoding="utf-8")
    with create(folder / "p.sayso", stages=("Visit",)) as project:
        told = imports.import_file(project, sheet, {}).lines
        drafts.synthesise(project)
        snapshot = project.snapshot()
    texts = {note.id: note.text for note in snapshot.notes}
    cards = sorted(
        sorted({texts[one.note] for claim in card.claims for one in claim.evidence})
        for card in snapshot.touchpoints
    )
    return cards, snapshot, "\n".join(told)


def test_many_equal_answers_move_no_other_remark(tmp_path: Path) -> None:
    once, _, _ = _drafted(tmp_path / "one", "The chairs are broken", 1)
    often, _, _ = _drafted(tmp_path / "eight", "The chairs are broken", 8)
    assert once == often


def test_answers_that_say_nothing_are_set_aside_and_counted(tmp_path: Path) -> None:
    cards, snapshot, told = _drafted(tmp_path / "some", "n/a", 6)
    assert cards == []
    alone = {one.note for one in snapshot.singles}
    assert {note.text for note in snapshot.notes if note.id in alone} == set(OTHERS)
    assert sum(note.set_aside for note in snapshot.notes) == 6
    assert "6 say nothing" in told


def test_a_note_counts_once_it_says_something(project: Project) -> None:
    note = heard(project, "Ma/desk: N/A ,,p 1")
    assert not claims(project)
    with project.change("Reword") as change:
        notes.edit(change, note, text="the lift is broken")
    assert list(claims(project)) == ["the lift is broken"]
    with project.change("Reword") as change:
        notes.edit(change, note, text="none")
    assert not claims(project)


MEETING = (
    "they ring at eight and all lines are busy",
    "cats hate the carrier, half of the appointments are late because of it",
    "dogs and cats in one waiting room, cats go mad",
    "car park is full on saturdays",
    "the bill shocks them, they thought it was eighty",
    "insurance forms, every insurer has another one",
    "pills go in the bin, the cat won't take them",
    "nobody does the exercises with the dog",
    "it is freezing inside",
    "they wait too long before they call",
    "fifteen minutes are too short for a chronic case",
    "they cry and nobody has time",
    "the leaflet is four pages of small print",
    "everything hurts on saturday",
    "the phone rings out all morning",
    "nobody picks the phone up in the morning",
    "parking costs more than the visit",
    "they pay more for parking than for the visit",
)


def test_company_alone_makes_no_claim(project: Project) -> None:
    """Near remarks of one theme are each their own claim, unless they say the same."""
    for number, text in enumerate(MEETING):
        heard(project, f"p{number}/desk: {text} ,,p visit")
    drafts.synthesise(project)
    snapshot = project.snapshot()
    texts = {note.id: note.text for note in snapshot.notes}
    claims = [
        {texts[one.note] for one in claim.evidence}
        for card in snapshot.touchpoints
        for claim in card.claims
    ]
    assert sorted(sorted(claim) for claim in claims if len(claim) > 1) == [
        ["nobody picks the phone up in the morning", "the phone rings out all morning"],
        ["parking costs more than the visit", "they pay more for parking than for the visit"],
    ]
