"""Filters under a name, in jobs and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.jobs import filters, lists
from data.errors import NameTaken, NotFound, UsageError
from data.store import Project
from data.store.lists import saved_filters, tags
from tests.unit.commands import ok, sayso
from tests.unit.stores import new_project, with_notes


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.chdir(tmp_path)
    with new_project(tmp_path) as made:
        with_notes(made, "phones ring out", "letters get lost")
        yield made


def test_a_filter_is_kept_replaced_renamed_ordered_and_removed(project: Project) -> None:
    filters.save(project, "Phones", "phone  OR #none")
    filters.save(project, "Letters", "letter")
    assert [(one.filter.name, one.count, one.problem) for one in filters.saved(project)] == [
        ("Phones", 2, ""),
        ("Letters", 1, ""),
    ]
    with pytest.raises(NameTaken, match="already: phone OR #none"):
        filters.save(project, "phones", "phone")
    filters.save(project, "phones", "phone", replacing=True)
    assert filters.typed_of(project, "pho") == "phone"
    ordered = lists.reorder(project, "filter", ["Letters"])
    assert [lists.name_of(one) for one in ordered] == ["Letters", "Phones"]
    letters = lists.find(project, "filter", "Letters")
    assert lists.name_of(lists.rename(project, "filter", letters.id, "Post")) == "Post"
    with pytest.raises(NameTaken):
        lists.rename(project, "filter", letters.id, "PHONES")
    said = lists.remove(project, lists.find(project, "filter", "Post"))
    assert said == "Removed the filter Post (letter)."
    assert [one.name for one in saved_filters.all(project)] == ["Phones"]
    for _ in range(5):
        project.undo()
    assert [(one.name, one.query) for one in saved_filters.all(project)] == [
        ("Phones", "phone OR #none")
    ]


@pytest.mark.parametrize(
    ("typed", "error"),
    [("", UsageError), (" OR ", UsageError), ("#zzz", NotFound), ("#", NotFound)],
)
def test_what_means_nothing_is_not_saved(
    project: Project, typed: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        filters.save(project, "Mine", typed)
    assert saved_filters.all(project) == ()


def test_a_saved_filter_whose_tag_is_gone_says_so(project: Project) -> None:
    with project.change("Tag") as change:
        urgent = tags.add(change, "urgent")
    filters.save(project, "Mine", "phone (+urgent OR -#wait)")
    with project.change("Gone") as change:
        tags.remove(change, urgent.id)
    lists.remove(project, lists.find(project, "stage", "Wait"))
    (found,) = filters.saved(project)
    assert "“Mine” asks for “+urgent” and “#wait”, which is gone" in found.problem
    with pytest.raises(NotFound, match="or remove it"):
        filters.typed_of(project, "Mine")
    project.undo()
    project.undo()
    assert filters.typed_of(project, "Mine") == "phone (+urgent OR -#wait)"


def test_verbs_save_use_and_list_filters(project: Project) -> None:
    project.close()
    saved = ok("notes", "phone OR letter", "--save", "Mine", "--count")
    assert (saved.out.strip(), saved.err.strip()) == ("2", "Saved as Mine: phone OR letter")
    assert [one["text"] for one in ok("notes", "lost", "--saved", "mi", "--json").json] == [
        "letters get lost"
    ]
    assert ok("notes", "lost OR zebra", "--saved", "mine", "--count").out == "1\n"
    assert sayso("notes", "--saved", "zzz").code == 1
    assert ok("filters", "--json").json == [
        {"name": "Mine", "filter": "phone OR letter", "notes": 2, "problem": None}
    ]
    ok("filters", "rename", "Mine", "Ours")
    assert "Ours" in ok("filters").out
    ok("filters", "remove", "Ours")
    assert "No filter is saved yet" in ok("filters").err
