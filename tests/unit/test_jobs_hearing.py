"""What was heard before, and who stands behind it."""

from __future__ import annotations

from pathlib import Path

from capture.jobs.hearing import Ears
from capture.jobs.notetaking import Desk, log
from tests.unit.stores import new_project


def test_people_behind_a_remark_are_counted_as_on_the_map(tmp_path: Path) -> None:
    """Somebody unnamed said it and Ann agrees: two people; who is against is not behind it."""
    with new_project(tmp_path) as project:
        desk = Desk()
        for line in ("the phones ring out all morning", "Ann/desk:", "Jon/calls: ,,no"):
            log(project, line, desk)
        again = log(project, "Rita/office: the phones ring out all morning", desk)
        heard = Ears().hear(project, again.note.id, lambda: False)
        assert heard is not None
        assert (heard.people, heard.customers) == (2, 0)
        assert "2 people" in heard.sentence()
