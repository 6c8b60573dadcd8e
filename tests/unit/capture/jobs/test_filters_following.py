"""Saved filters follow what they name: renamed, merged, in the same step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from capture.jobs import lists, sessions
from data.store import Project
from data.store import sessions as sessions_store
from tests.unit.commands import ok, sayso


@pytest.fixture
def project(workdir: Path) -> Path:
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tenant, Carer")
    ok("participants", "add", "Maria/front desk")
    ok("log", "ma: phones ring out ,,p ten wai +urgent")
    ok("log", "ma: nobody answers ,,p car app +later")
    return workdir


def save(name: str, typed: str) -> None:
    assert sayso("notes", typed, "--save", name).code in (0, 1)


def queries() -> dict[str, str]:
    return {one["name"]: one["filter"] for one in ok("filters", "--json").json}


@pytest.mark.usefixtures("project")
def test_a_saved_filter_follows_a_new_name_in_the_same_step() -> None:
    save("both", "!pain (#wait|apply OR @tenant) -who:maria no:channel")
    save("other", "#apply")
    save("alone", "rings #Wait|none wait")
    ok("stages", "change", "Wait", "--title", "Hear nothing | at all")
    assert queries() == {
        "both": '!pain (#"Hear nothing | at all"|apply OR @tenant) -who:maria no:channel',
        "other": "#apply",
        "alone": 'rings #"Hear nothing | at all"|none wait',
    }
    ok("undo")
    assert queries()["both"] == "!pain (#wait|apply OR @tenant) -who:maria no:channel"


@pytest.mark.usefixtures("project")
def test_a_saved_filter_follows_what_is_merged_and_stays_where_a_code_still_means_it() -> None:
    save("who", "who:P01")
    save("persona", "@tenant")
    save("tag", "+urgent")
    ok("participants", "change", "P01", "--name", "Mariah")
    ok("personas", "merge", "Tenant", "Carer")
    ok("tags", "rename", "urgent", "at once")
    assert queries() == {"who": "who:P01", "persona": "@Carer", "tag": "+at-once"}


Way = tuple[str, ...] | Callable[[Project], object]
"""A verb, or what a form of the app does."""

LISTS = {
    "stage": "#wait",
    "persona": "@tenant",
    "channel": "~fax",
    "tag": "+urgent",
    "participant": "who:maria",
    "session": "in:monday",
}
"""Each list of which a filter may name a thing, and a filter that does."""


def form(what: str) -> Callable[[Project], object]:
    """Give a thing another name as the form of its list does."""

    def put(project: Project) -> None:
        typed = LISTS[what].split(":")[-1].lstrip("#@~+")
        if what == "session":
            sessions.put(project, sessions_store.all(project)[0].id, {"title": "Afresh"})
            return
        thing = lists.find(project, what, typed)
        field = "title" if what == "stage" else "name"
        lists.put(project, what, thing.id, {field: "Afresh"})

    return put


RENAMED: list[tuple[str, Way]] = [
    ("stage", ("stages", "change", "Wait", "--title", "Afresh")),
    ("stage", ("stages", "rename", "Wait", "Afresh")),
    ("persona", ("personas", "change", "Tenant", "--name", "Afresh")),
    ("persona", ("personas", "rename", "Tenant", "Afresh")),
    ("channel", ("channels", "change", "Fax", "--name", "Afresh")),
    ("channel", ("channels", "rename", "Fax", "Afresh")),
    ("tag", ("tags", "change", "urgent", "--name", "Afresh")),
    ("tag", ("tags", "rename", "urgent", "Afresh")),
    ("participant", ("participants", "change", "Maria", "--name", "Afresh")),
    ("session", ("sessions", "change", "Monday", "--title", "Afresh")),
    *((what, form(what)) for what in LISTS),
]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("what", "way"),
    RENAMED,
    ids=[f"{what}-{way[1] if isinstance(way, tuple) else 'form'}" for what, way in RENAMED],
)
def test_a_saved_filter_follows_every_way_of_renaming(what: str, way: Way) -> None:
    ok("channels", "add", "Fax")
    ok("sessions", "change", "1", "--title", "Monday")
    save("mine", f"!pain {LISTS[what]}")
    if isinstance(way, tuple):
        ok(*way)
    else:
        with Project.open(Path("claim.sayso")) as project:
            way(project)
    sign = LISTS[what].removesuffix(LISTS[what].split(":")[-1].lstrip("#@~+"))
    assert queries() == {"mine": f"!pain {sign}Afresh"}
    ok("undo")
    assert queries() == {"mine": f"!pain {LISTS[what]}"}


@pytest.mark.usefixtures("project")
def test_a_saved_filter_never_comes_to_mean_two_that_are_called_the_same() -> None:
    ok("participants", "add", "Jon/calls")
    ok("sessions", "change", "1", "--title", "Monday", "--date", "2026-03-02")
    ok("sessions", "add", "Tuesday", "--date", "2026-03-03")
    save("people", "who:jon")
    save("sessions", "in:tuesday")
    save("days", "in:tuesday-2026-03-03")
    ok("participants", "change", "Jon", "--name", "Maria")
    ok("sessions", "change", "Tuesday", "--title", "Monday")
    assert queries() == {
        "people": "who:P02",
        "sessions": "in:Monday-2026-03-03",
        "days": "in:Monday-2026-03-03",
    }
    ok("sessions", "change", "2", "--date", "2026-03-09")
    assert queries()["days"] == "in:Monday-2026-03-09"
