"""What was heard before, and who stands behind it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from capture.jobs.notes import Place, log
from capture.jobs.vectors import heard_before, same_claim
from data.errors import UsageError
from data.records import Stance
from data.store import notes
from tests.unit.stores import new_project


def test_people_behind_a_remark_are_counted_as_on_the_map(tmp_path: Path) -> None:
    """Somebody unnamed said it and Ann agrees: two people; who is against is not behind it."""
    with new_project(tmp_path) as project:
        for line in ("the phones ring out all morning", "Ann/desk:", "Jon/calls: ,,no"):
            log(project, line, Place())
        again = log(project, "Rita/office: the phones ring out all morning", Place())
        heard = heard_before(project, again.note.id, lambda: False)
        assert heard is not None
        assert (heard.people, heard.customers) == (2, 0)
        assert "2 people" in heard.sentence()


def test_what_is_said_later_was_not_heard_before(tmp_path: Path) -> None:
    """Asked again of the first remark: only what came before it counts."""
    with new_project(tmp_path) as project:
        first = log(project, "the phones ring out all morning", Place()).note
        again = log(project, "the phones ring out all morning", Place()).note
        heard = heard_before(project, again.id, lambda: False)
        assert heard is not None
        assert heard.earlier == first.id
        assert heard_before(project, first.id, lambda: False) is None
        # A remark of an earlier time may be stored last, as by an import.
        with project.change("Said before both") as change:
            before = notes.add(
                change,
                session=first.session,
                text="the phones ring out all morning",
                at=first.at - timedelta(hours=1),
            )
        heard = heard_before(project, first.id, lambda: False)
        assert heard is not None
        assert heard.earlier == before.id
        assert heard_before(project, before.id, lambda: False) is None


def test_a_mark_is_not_heard(tmp_path: Path) -> None:
    """What is noted for the team itself is nobody's remark."""
    with new_project(tmp_path) as project:
        log(project, "the phones ring out all morning ,,m", Place())
        again = log(project, "the phones ring out all morning", Place()).note
        assert heard_before(project, again.id, lambda: False) is None


def test_what_was_set_aside_is_not_heard(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        first = log(project, "the phones ring out all morning", Place()).note
        with project.change("Set aside") as change:
            notes.edit(change, first.id, set_aside=True)
        again = log(project, "the phones ring out all morning", Place()).note
        assert heard_before(project, again.id, lambda: False) is None


def test_whoever_stands_behind_the_earlier_remark_stays_its_speaker(tmp_path: Path) -> None:
    """Ann said both, the second together with Jon: only Jon is one more."""
    with new_project(tmp_path) as project:
        earlier = log(project, "Ann/desk: the phones ring out", Place()).note
        jon = log(project, "Jon/calls: the phones never stop", Place()).note.participants[0]
        both = log(project, "ann: the phones ring out, both say", Place()).note
        with project.change("Jon said so too") as change:
            notes.attribute(change, both.id, jon.participant, Stance.SAID)
        joined, names = same_claim(project, both.id, earlier.id)
        assert names == "Jon"
        assert [one.stance for one in joined.participants] == [Stance.SAID, Stance.AGREES]
        with pytest.raises(UsageError, match="already"):
            same_claim(project, both.id, earlier.id)
