"""What the queue asks of a real project: opposites first, three answers, and an end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from capture.jobs import board, drafts, queue
from capture.jobs.notes import Place, log
from capture.jobs.projects import create
from capture.jobs.queue import Answer, Question
from data.errors import UsageError
from data.records import Bearing, EvidenceStance, NoteId, SessionKind
from data.store import Project
from synthesis.board.disagreements import disagreements
from synthesis.board.opposites import opposed
from synthesis.board.queue import About
from synthesis.board.standing import Standing
from tests.unit.capture.jobs.test_claims_truth import claims

FOR, AGAINST = EvidenceStance.FOR, EvidenceStance.AGAINST
STAFF = (
    "Ann/desk: the wait at the desk is five minutes at most ,,g+ 1",
    "Bob/calls: people wait an hour and a half at the desk ,,p-- 1",
    "Ann/desk: the lift is broken again ,,p 1",
    "Bob/calls: parents want a place to play ,,n 2",
    "Cem/web: nobody reads the letter ,,p 2",
    "Ann/desk: they forget to bring the form ,,p 1",
)
CUSTOMER = "Eve: I waited two hours at the desk ,,p-- 1"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return made(tmp_path / "p.sayso", STAFF)


def made(path: Path, lines: tuple[str, ...]) -> Project:
    project = create(path, stages=("Visit", "After"))
    for line in lines:
        heard(project, line, SessionKind.STAFF_MEETING)
    drafts.synthesise(project)
    return project


def heard(project: Project, line: str, kind: SessionKind) -> NoteId:
    return log(project, line, Place(session_title=kind.value, session_kind=kind)).note.id


def texts(project: Project, question: Question) -> set[str]:
    said = {note.id: note.text for note in project.snapshot().notes}
    return {said[note] for note in question.notes}


def asked(project: Project, about: About) -> list[Question]:
    return [one for one in queue.questions(project) if one.about is about]


def test_opposites_come_first_and_a_yes_puts_both_claims_against_each_other(
    project: Project,
) -> None:
    first = queue.questions(project)[0]
    assert first.about is About.OPPOSITE
    assert first.sure
    assert texts(project, first) == {
        "the wait at the desk is five minutes at most",
        "people wait an hour and a half at the desk",
    }
    assert "say the opposite?" in first.sentence
    board.do(project, board.answer(first, Answer.YES))
    assert {(one.note, one.target) for one in project.snapshot().bearings} == {
        first.notes, first.notes[::-1],
    }  # fmt: skip
    told = claims(project)
    for text in texts(project, first):
        assert told[text].standing is Standing.DISPUTED
        assert len(told[text].opposites) == 1
    assert first.key not in {one.key for one in queue.questions(project)}
    project.undo()
    assert queue.questions(project)[0] == first


def test_of_two_that_may_be_opposed_it_is_not_asked_whether_they_are_the_same(
    tmp_path: Path,
) -> None:
    lines = (
        "Ann/desk: they get a ticket in the first week ,,p 1",
        "Bob/calls: not in the first week, in the first two days ,,p 1",
    )
    project = made(tmp_path / "first.sayso", lines)
    (opposite,) = asked(project, About.OPPOSITE)
    assert not asked(project, About.SAME)
    board.do(project, board.answer(opposite, Answer.YES))
    assert not asked(project, About.SAME)


def test_a_no_is_remembered_and_changes_nothing_else(project: Project) -> None:
    first = queue.questions(project)[0]
    before = project.snapshot()
    board.do(project, board.answer(first, Answer.NO))
    after = project.snapshot()
    assert (after.bearings, after.touchpoints) == (before.bearings, before.touchpoints)
    assert first.key not in {one.key for one in queue.questions(project)}


def test_after_a_no_the_next_likeliest_is_asked_about_and_never_those_two_again(
    tmp_path: Path,
) -> None:
    lines = (
        *STAFF,
        "Cem/web: the wait at the desk takes the whole morning, three hours ,,a 1",
    )
    project = made(tmp_path / "next.sayso", lines)
    first = queue.questions(project)[0]
    board.do(project, board.answer(first, Answer.NO))
    second = queue.questions(project)[0]
    assert second.about is About.OPPOSITE
    assert len(set(first.notes) & set(second.notes)) == 1
    board.do(project, board.answer(second, Answer.NO))
    left = asked(project, About.OPPOSITE)
    assert all(set(one.notes) not in (set(first.notes), set(second.notes)) for one in left)


def test_a_pinned_remark_can_be_opposed_too(project: Project) -> None:
    first = queue.questions(project)[0]
    board.do(project, board.pin(first.notes, pinned=True))
    assert queue.questions(project)[0].key == first.key


def test_who_says_both_is_not_asked_about_and_nor_is_a_question(tmp_path: Path) -> None:
    lines = (
        "Ann/desk: the wait at the desk is five minutes at most ,,g+ 1",
        "Ann/desk: people wait an hour and a half at the desk ,,p-- 1",
        "Bob/calls: is the wait at the desk an hour and a half ,,q 1",
    )
    assert not asked(made(tmp_path / "own.sayso", lines), About.OPPOSITE)


@pytest.mark.parametrize(
    ("reply", "stances"), [(Answer.FOR, [FOR]), (Answer.AGAINST, [AGAINST]), (Answer.BESIDE, [])]
)
def test_of_a_customers_remark_one_question_has_three_answers(
    project: Project, reply: Answer, stances: list[EvidenceStance]
) -> None:
    said = heard(project, CUSTOMER, SessionKind.CUSTOMER_INTERVIEW)
    drafts.synthesise(project)
    (question,) = (one for one in asked(project, About.BEARS) if one.notes[0] == said)
    assert [one for one, _ in question.answers] == [Answer.FOR, Answer.AGAINST, Answer.BESIDE]
    with pytest.raises(UsageError, match="for, against or beside"):
        board.do(project, board.answer(question, Answer.YES))
    board.do(project, board.answer(question, reply))
    on = question.notes[1]
    assert project.snapshot().bearings == tuple(Bearing(said, on, one) for one in stances)
    assert question.key not in {one.key for one in queue.questions(project)}
    if reply is not Answer.BESIDE:
        assert not [one for one in asked(project, About.BEARS) if said in one.notes]


def test_what_an_earlier_build_was_answered_is_not_asked_again(project: Project) -> None:
    from data.store import touchpoints

    said = heard(project, CUSTOMER, SessionKind.CUSTOMER_INTERVIEW)
    drafts.synthesise(project)
    (question,) = (one for one in asked(project, About.BEARS) if one.notes[0] == said)
    with project.change("Answered of old") as change:
        touchpoints.answer(change, f"against {said} {question.notes[1]}", yes=False)
    assert all(one.notes != question.notes for one in asked(project, About.BEARS))


def test_staff_ideas_and_own_questions_are_no_beliefs_to_ask_about(tmp_path: Path) -> None:
    lines = ("Ann/desk: show the wait at the desk ,,i 1", "Ann/desk: what is the wait? ,,q 1")
    project = made(tmp_path / "none.sayso", lines)
    heard(project, CUSTOMER, SessionKind.CUSTOMER_INTERVIEW)
    drafts.synthesise(project)
    assert not asked(project, About.BEARS)


def test_what_is_sure_stands_before_all_that_is_less_so(project: Project) -> None:
    for line in (CUSTOMER, "Eve: my grandson drove me ,,a 2"):
        heard(project, line, SessionKind.CUSTOMER_INTERVIEW)
    drafts.synthesise(project)
    sure = [one.sure for one in queue.questions(project)]
    assert sure == sorted(sure, reverse=True)
    assert False in sure


def test_opposites_are_the_same_in_any_order_of_the_notes(tmp_path: Path) -> None:
    found = set()
    for turn in range(4):
        lines = list(STAFF)
        random.Random(turn).shuffle(lines)
        with made(tmp_path / f"{turn}.sayso", tuple(lines)) as project:
            snapshot = project.snapshot()
            said = {note.id: note.text for note in snapshot.notes}
            ground = board.ground_of(project, snapshot)
            found.add(
                tuple(
                    (said[one.first], said[one.second], one.why, one.weight, one.sure)
                    for one in disagreements(ground)
                )
            )
    assert len(found) == 1
    assert found.pop()


def test_a_remark_is_not_told_twice_where_its_claim_is_called_after_it(tmp_path: Path) -> None:
    project = made(tmp_path / "twice.sayso", STAFF)
    claims = [claim for card in project.snapshot().touchpoints for claim in card.claims]
    quoted = {claim.quote for claim in claims}
    shown = [
        (note, told)
        for one in queue.asked_questions(project)
        for note, told in zip(one.question.notes, one.notes, strict=True)
        if told.card
    ]
    assert any(note in quoted for note, _ in shown)
    for note, told in shown:
        assert told.about.count(" · ") == (1 if note in quoted else 2)


def test_who_says_both_is_not_asked_whether_they_are_the_same_either(tmp_path: Path) -> None:
    with create(tmp_path / "both.sayso", stages=("Visit",), personas=()) as project:
        things = ("the app", "the form", "the phone", "the desk", "the queue")
        for thing in things:
            for how in ("takes five minutes", "takes two hours", "is easy", "is hard"):
                log(project, f"{thing} {how} ,,p 1", Place())
        found = queue.asked_questions(project)
        same = [one for one in found if one.question.about is About.SAME]
        assert same
        for one in same:
            assert not opposed(one.notes[0].text, one.notes[1].text)


ALIKE = (
    "Ann/desk: smart card takes a week to come ,,p 1",
    "Bob/calls: smart card gets lost in the post ,,p 1",
    "Ann/desk: the form is far too long, their faces drop ,,p 1",
    "Bob/calls: honestly the form loses us people, it's too long ,,p 1",
    "Cem/web: they would take a second pass if the first were cheaper ,,g 2",
    "Ann/desk: they take a second pass all the same ,,g 2",
    "Ann/desk: nobody ever picks up the night line, it rings out ,,p 2",
    "Bob/calls: a third of the night line calls ring out, nobody picks up ,,p 2",
)
FORMS = (
    ("Cem/web", "far too long"),
    ("Dan/shop", "we hear that daily"),
    ("Eli/shop", "they say"),
    ("Fay/calls", "people give up"),
)


def test_a_claim_that_says_one_thing_is_not_worth_a_question_and_a_word_alone_is_no_claim(
    tmp_path: Path,
) -> None:
    more = tuple(f"{who}: the form is too long, {how} ,,p 1" for who, how in FORMS)
    project = made(tmp_path / "alike.sayso", (*ALIKE, *more))
    said = {note.text: note.id for note in project.snapshot().notes}
    found = {frozenset(claim) for claim in claims_of(project)}
    form = frozenset(note for text, note in said.items() if "too long" in text)
    assert form in found
    assert {len(claim) for claim in found - {form}} == {1}
    sure = [texts(project, one) for one in asked(project, About.SAME) if one.sure]
    assert not any("too long" in text for both in sure for text in both)


def test_what_is_told_and_supposed_or_of_all_and_a_part_is_not_asked_about_as_the_same(
    tmp_path: Path,
) -> None:
    project = made(tmp_path / "alike.sayso", ALIKE)
    same = [texts(project, one) for one in asked(project, About.SAME)]
    assert same
    for both in same:
        assert not all("second pass" in text for text in both)
        assert not all("night line" in text for text in both)


def test_a_later_remark_joins_a_claim_only_where_it_says_what_is_quoted(tmp_path: Path) -> None:
    project = made(tmp_path / "later.sayso", ALIKE)
    form = max(claims_of(project), key=len)
    for line in (
        "Dan/shop: that form is too long, far too long ,,p 1",
        "Dan/shop: the form came back by post unsigned ,,p 1",
    ):
        heard(project, line, SessionKind.STAFF_MEETING)
    drafts.synthesise(project)
    said = {note.id: note.text for note in project.snapshot().notes}
    now = next(claim for claim in claims_of(project) if form <= claim)
    assert {said[note] for note in now - form} == {"that form is too long, far too long"}


def claims_of(project: Project) -> list[frozenset[NoteId]]:
    snapshot = project.snapshot()
    on_cards = (claim for card in snapshot.touchpoints for claim in card.claims)
    return [frozenset(one.note for one in claim.evidence) for claim in on_cards]


def test_a_remark_is_not_surely_asked_about_for_a_belief_that_shares_but_a_word(
    tmp_path: Path,
) -> None:
    project = made(
        tmp_path / "word.sayso", (*STAFF, "Bob/calls: they hate the letter we send ,,p 1")
    )
    for line in (CUSTOMER, "Eve: letter came in a blue envelope ,,g+ 1"):
        heard(project, line, SessionKind.CUSTOMER_INTERVIEW)
    drafts.synthesise(project)
    bears = [(one.sure, *texts(project, one)) for one in asked(project, About.BEARS)]
    assert [sure for sure, *both in bears if "Eve: letter came in a blue envelope" in both] == [
        False
    ]
    assert any(sure for sure, *both in bears if CUSTOMER.partition(" ,,")[0] in both)
