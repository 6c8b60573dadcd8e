"""Names that people type: found alike wherever they are typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import filters, names, tags
from capture.jobs.browse import all_that_fit
from data.errors import NotFound
from data.records import Attribution, Kind
from data.store import Project, notes, participants
from data.store.filters import Facet
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path) as made:
        with_notes(made, "phone rings out", "queue")
        with made.change("people") as change:
            maria = participants.add(change, "Maria Kyriakou", team="Front desk")
            participants.add(change, "Marios", team="Calls")
            first = notes.all(made)[0].id
            notes.edit(change, first, kind=Kind.PAIN, participants=[Attribution(maria.id)])
        yield made


@pytest.mark.parametrize("typed", ["Maria Kyriakou", "maria", "kyri", "kyriakou"])
def test_a_participant_is_found_by_any_word_of_the_name(project: Project, typed: str) -> None:
    assert names.find(project, typed).name == "Maria Kyriakou"


def test_a_code_is_found_with_few_or_many_zeros_by_verbs_and_filters(project: Project) -> None:
    code = names.find(project, "Marios").code
    short = code[0].lower() + code[1:].lstrip("0")
    assert names.find(project, short).name == "Marios"
    maria = names.find(project, "Maria").code.replace("P0", "p")
    assert len(all_that_fit(project, f"who:{maria}")) == 1
    with project.change("again") as change:
        assert names.find_or_add(project, change, f"{short}/").name == "Marios"


def test_several_and_none_are_refused_and_told(project: Project) -> None:
    with pytest.raises(NotFound, match=r"could be several \(they are: P01 Maria K.*, P02 Marios\)"):
        names.find(project, "mar")
    with pytest.raises(NotFound, match=r"is unknown \(known: P01 .*To add somebody"):
        names.find(project, "zoe")


def test_a_team_a_kind_and_a_source_are_found_on_the_same_rungs(project: Project) -> None:
    assert len(all_that_fit(project, "team:desk")) == 1
    assert len(all_that_fit(project, "!pain")) == len(all_that_fit(project, "!p")) == 1
    assert tags.by_name(project, "kind", "p") == tags.put(kind=Kind.PAIN)
    assert filters.Names(project).values(Facet.SOURCE, "obs") == ("observed",)


def test_changes_are_of_one_author_by_a_word_of_the_name(project: Project) -> None:
    from capture.cli.history import _author

    assert _author(["Ann Ray", "Bob Rye"], "rye") == "Bob Rye"
    with pytest.raises(NotFound, match="several"):
        _author(["Ann Ray", "Bob Rye"], "r")
