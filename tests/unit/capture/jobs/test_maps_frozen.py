"""Maps frozen under a name: they never change, and the first one is kept by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.commands import ok, sayso

STAFF = """\
# Monday

Participants: Maria/front desk, Jon/calls

- ma: phones ring out all morning ,,p-- #wait
- jo: the phone rings and nobody picks up ,,p- #wait
- ma: form is far too long ,,p #apply
- jo: they give up on the long form ,,p-- #apply
"""

CUSTOMER = """\
# Hanna

Participants: Hanna

- Hanna: nobody ever picks up the phone ,,p--2 =customer #wait
- Hanna: I waited nine weeks for a letter ,,p-- =customer #wait
"""


@pytest.fixture
def project(workdir: Path) -> Path:
    (workdir / "monday.md").write_text(STAFF, encoding="utf-8")
    (workdir / "hanna.md").write_text(CUSTOMER, encoding="utf-8")
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist")
    ok("import", "monday.md")
    return workdir


@pytest.mark.usefixtures("project")
def test_a_frozen_map_stays_as_it_was() -> None:
    assert sayso("versions").code == 1
    ok("freeze", "Before Easter")
    was = ok("map", "--frozen", "before", "--format", "json").out
    assert was == ok("map", "--format", "json").out.replace(
        '"version": 2,\n    "as_of"', '"version": 1,\n    "as_of"'
    )
    ok("log", "jo: they shout at the counter ,,p--2 #wait")
    assert ok("map", "--frozen", "Before Easter", "--format", "json").out == was
    assert ok("map", "--format", "json").out != was
    assert " v2 " in ok("map").out
    assert [one["name"] for one in ok("versions", "--json").json] == ["Before Easter"]


@pytest.mark.usefixtures("project")
def test_the_map_before_the_first_customer_is_kept_by_itself_once() -> None:
    ok("synthesize")
    ok("import", "hanna.md")
    told = ok("synthesize").err
    assert "kept as “Assumptive v1”" in told
    frozen = ok("map", "--frozen", "assum", "--format", "json").json
    assert frozen["badge"]["state"] == "ASSUMPTIVE"
    assert frozen["badge"]["notes"] == 4
    ok("versions", "remove", "assum")
    ok("log", "ma: they come to the desk instead ,,a #wait")
    assert "Assumptive" not in ok("synthesize").err
    assert sayso("versions").code == 1
    ok("undo")
    ok("undo")
    assert [one["name"] for one in ok("versions", "--json").json] == ["Assumptive v1"]


@pytest.mark.usefixtures("project")
def test_a_project_whose_first_map_holds_customers_keeps_no_assumptive_one() -> None:
    ok("import", "hanna.md")
    ok("synthesize")
    ok("log", "ma: they come to the desk instead ,,a #wait")
    ok("synthesize")
    assert sayso("versions").code == 1


@pytest.mark.usefixtures("project")
def test_diff_says_what_moved_and_by_which_notes() -> None:
    refused = sayso("diff")
    assert refused.code == 1
    assert "sayso freeze" in refused.err
    ok("freeze", "one")
    same = sayso("diff")
    assert same.code == 1
    assert "Both say the same" in same.out
    ok("import", "hanna.md")
    text = ok("diff").out
    assert "ASSUMPTIVE → PARTLY TESTED" in text
    assert "+ nobody ever picks up the phone" in text
    document = ok("diff", "one", "now", "--json").json
    assert document["before"]["name"] == "one"
    assert document["after"]["notes"] == 6
    ok("freeze", "two")
    assert sayso("diff", "two", "now").code == 1
    assert ok("diff", "one", "two").out.startswith(" one → two")


@pytest.mark.usefixtures("project")
def test_names_that_will_not_do_are_refused_and_nothing_is_kept() -> None:
    ok("freeze", "one")
    for name, why in (("One", "already"), ("now", "present"), (" ", "title")):
        refused = sayso("freeze", name)
        assert refused.code in (2, 3), refused
        assert "raceback" not in refused.err
        assert refused.err
        del why
    assert len(ok("versions", "--json").json) == 1
    assert sayso("map", "--frozen", "nothing").code == 1
    assert sayso("map", "--frozen", "one", "--persona", "Tourist").code == 2
    assert sayso("freeze", "x", "--persona", "Nobody").code == 1


def test_an_empty_map_is_not_frozen(workdir: Path) -> None:
    ok("new", "claim")
    refused = sayso("freeze", "one")
    assert refused.code == 1
    assert "nothing on the map" in refused.err
    assert workdir.exists()


@pytest.mark.usefixtures("project")
def test_the_assumptive_map_is_kept_beside_those_frozen_by_hand() -> None:
    ok("synthesize")
    ok("freeze", "Before the workshop")
    ok("touchpoints", "rename", "T01", "Ringing in")
    ok("import", "hanna.md")
    assert "kept as “Assumptive v1”" in ok("synthesize").err
    names = [one["name"] for one in ok("versions", "--json").json]
    assert names == ["Before the workshop", "Assumptive v1"]
    kept = ok("map", "--frozen", "assum", "--format", "json").json
    assert kept["badge"]["notes"] == 4
    assert "Ringing in" in [c["title"] for s in kept["stages"] for c in s["cards"]]


@pytest.mark.usefixtures("project")
def test_a_map_that_has_the_name_already_is_left_alone() -> None:
    ok("synthesize")
    ok("freeze", "assumptive V1")
    ok("import", "hanna.md")
    assert "kept as" not in ok("synthesize").err
    assert [one["name"] for one in ok("versions", "--json").json] == ["assumptive V1"]


@pytest.mark.usefixtures("project")
def test_the_map_that_is_kept_by_itself_holds_no_words_that_may_not_be_shown() -> None:
    """A frozen map leaves the project as it is: what it withholds is settled when it is made."""
    ok("synthesize")
    ok("participants", "change", "Maria", "--consent", "not shown")
    ok("import", "hanna.md")
    ok("synthesize")
    kept = ok("map", "--frozen", "assum", "--format", "json").out
    assert "the phone rings and nobody picks up" in kept
    assert "phones ring out all morning" not in kept


def test_the_first_map_is_kept_once_in_a_life_also_where_it_was_removed(project: Path) -> None:
    ok("synthesize")
    ok("import", "hanna.md")
    assert "kept as" in ok("synthesize").err
    ok("versions", "remove", "assum")
    ok("sessions", "remove", "Hanna", "--with-notes")
    ok("synthesize")
    (project / "eleni.md").write_text(CUSTOMER.replace("Hanna", "Eleni"), encoding="utf-8")
    ok("import", "eleni.md")
    assert "kept as" not in ok("synthesize").err
    assert sayso("versions").code == 1
