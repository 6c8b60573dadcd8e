"""Whose say-so a note is: searching and telling go by one rule."""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from pathlib import Path

from data.records import Attribution, Group, SessionKind, Source, Stance
from data.store import notes, sessions
from data.store.filters import Among, Facet, compiled
from data.store.lists import participants
from data.store.notes import load
from synthesis.board.standing import People, said_by
from tests.unit.stores import START, new_project


def test_a_note_is_found_under_the_source_that_it_is_told_with(tmp_path: Path) -> None:
    """Every session's kind, own source, and up to two speakers of each sort, and one who nods."""
    sorts = (None, Group.FRONTLINE, Group.CUSTOMER, Group.PARTNER)
    with new_project(tmp_path) as project:
        with project.change("Fill") as change:
            people = [participants.add(change, group=group).id for group in (*sorts, *sorts)]
            nods = Attribution(participants.add(change, group=Group.CUSTOMER).id, Stance.AGREES)
            said = [(), *((one,) for one in people[:4])]
            said += [(a, b) for a, b in combinations_with_replacement(people, 2) if a != b]
            for kind in SessionKind:
                session = sessions.add(change, kind, kind, started_at=START).id
                for own, speakers in product((None, Source.RECORD), said):
                    heard = [*(Attribution(one) for one in speakers), nods]
                    notes.add(change, session=session, text="x", source=own, participants=heard)
        snapshot = project.snapshot()
        told = {note.id: said_by(note, People.of(snapshot)) for note in snapshot.notes}
        assert len(set(told.values())) == len(Source)
        for source in Source:
            asked = compiled(Among(Facet.SOURCE, (source,)))
            found = {note.id for note in load(project.connection, *asked)}
            assert found == {note for note, own in told.items() if own is source}
