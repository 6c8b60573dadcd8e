"""Saved filters follow what they name: renamed, merged, in the same step."""

from __future__ import annotations

from pathlib import Path

import pytest

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
