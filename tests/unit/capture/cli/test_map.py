"""``sayso synthesize``, ``map``, ``why``, ``draft``, ``group``, ``import`` and ``check``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.unit.commands import ok, sayso

MEETING = """\
# Monday

Participants: Maria/front desk, Jon/calls

- ma: phones ring out all morning ,,p-- #wait
- jo: the phone rings and nobody picks up ,,p- #wait
- ma: nobody answers the phone in the morning ,,p- #wait
- jo: people ask when the letter will come ,,q #wait
- ma: form is far too long ,,p #apply
- jo: they give up on the long form ,,p-- #apply
- Ruth looked tired ,,m
- how many forms are never finished? ,,k #apply
"""


@pytest.fixture
def meeting(workdir: Path) -> Path:
    (workdir / "monday.md").write_text(MEETING, encoding="utf-8")
    return workdir


@pytest.fixture
def project(meeting: Path) -> Path:
    ok("new", "claim", "--stages", "Find out, Apply, Wait", "--personas", "Tourist")
    ok("import", "monday.md")
    return meeting


@pytest.mark.usefixtures("project")
def test_notes_become_claims_and_touchpoints_at_their_stages() -> None:
    made = ok("synthesize", "--json").json
    assert made["notes"] == 6
    stages = {one["stage"]: one for one in made["stages"]}
    assert stages["Find out"]["touchpoints"] == 0
    assert stages["Apply"]["notes"] == 2
    assert stages["Wait"]["touchpoints"] >= 1
    assert made["touchpoints"] == sum(one["touchpoints"] for one in made["stages"])


@pytest.mark.usefixtures("project")
def test_the_same_notes_give_the_same_map_and_nothing_is_encoded_twice() -> None:
    first = ok("map", "--format", "json").out
    again = ok("synthesize", "--json").json
    assert again["encoded"] == 0
    assert ok("map", "--format", "json").out == first


@pytest.mark.usefixtures("project")
def test_the_dial_goes_from_few_to_many_and_is_remembered() -> None:
    few = ok("synthesize", "--dial", "0", "--json").json
    many = ok("synthesize", "--dial", "1", "--json").json
    assert few["touchpoints"] <= many["touchpoints"]
    assert ok("synthesize", "--json").json["dial"] == 1
    assert sayso("synthesize", "--dial", "2").code == 2


@pytest.mark.usefixtures("project")
def test_the_map_drafts_what_is_not_drafted_yet() -> None:
    assert "ASSUMPTIVE" in ok("map").out
    ok("log", "nothing on the website about it ,,p #find")
    text = ok("map").out
    assert "website" in text.lower()


@pytest.mark.usefixtures("project")
def test_an_empty_stage_is_shown_and_marks_are_no_evidence() -> None:
    text = ok("map").out
    assert "1 Find out" in text
    assert "never finished" in text
    assert "looked tired" not in text


@pytest.mark.parametrize("form", ["text", "md", "html", "json", "csv"])
@pytest.mark.usefixtures("project")
def test_every_form_says_what_the_map_rests_on(form: str, tmp_path: Path) -> None:
    printed = ok("map", "--format", form).out
    target = tmp_path / "map.out"
    ok("map", "--format", form, "-o", str(target))
    written = target.read_bytes().decode("utf-8")
    assert written.rstrip("\r\n") == printed.rstrip("\r\n")
    assert "phone" in printed.lower()
    if form != "csv":
        assert "ASSUMPTIVE" in printed
    if form == "json":
        assert json.loads(printed)["version"] == 3


@pytest.mark.usefixtures("project")
def test_a_target_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    outcome = sayso("map", "--format", "html", "-o", str(tmp_path / "no" / "map.html"))
    assert outcome.code == 3
    assert "map.html" in outcome.err
    assert sayso("map", "-o", str(tmp_path)).code == 2
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.usefixtures("project")
def test_a_personas_map_holds_its_own_and_anybodys_notes() -> None:
    ok("log", "no bus back in the evening ,,p #wait @tour")
    ok("personas", "add", "Carer")
    ok("log", "the ramp is too steep ,,p #wait @carer")
    text = ok("map", "--persona", "tour").out
    assert "bus" in text.lower()
    assert "ramp" not in text.lower()
    assert "phone" in text.lower()
    assert sayso("map", "--persona", "Nobody").code == 1


@pytest.mark.usefixtures("project")
def test_a_note_can_be_asked_why_it_is_where_it_is() -> None:
    told = ok("why", "nobody picks up", "--json").json
    assert told["in_touchpoint"]["mates"]
    assert "phone" in told["terms"]
    lines = ok("why", "nobody picks up").out
    assert told["touchpoint"] in lines
    assert sayso("why", "never said").code == 1
    assert sayso("why", "looked tired").code == 1


@pytest.mark.usefixtures("project")
def test_importing_again_adds_nothing_and_a_longer_file_only_what_is_new(meeting: Path) -> None:
    assert len(ok("notes", "--json").json) == 8
    ok("import", "monday.md")
    assert len(ok("notes", "--json").json) == 8
    with (meeting / "monday.md").open("a", encoding="utf-8") as file:
        file.write("- ma: no chairs in the hall ,,p #wait\n")
    ok("import", "monday.md")
    assert len(ok("notes", "--json").json) == 9


@pytest.mark.usefixtures("meeting")
def test_a_dry_run_changes_nothing() -> None:
    ok("new", "claim")
    before = Path("claim.sayso").read_bytes()
    outcome = ok("import", "monday.md", "--dry-run")
    assert "8 notes" in outcome.err
    assert "Maria" in outcome.err
    assert Path("claim.sayso").read_bytes() == before


@pytest.mark.usefixtures("meeting")
def test_draft_goes_from_a_file_to_a_map_beside_it() -> None:
    outcome = ok("draft", "monday.md")
    assert "ASSUMPTIVE" in outcome.out
    assert Path("monday.sayso").exists()
    assert "<html" in Path("monday.html").read_text(encoding="utf-8")
    again = sayso("draft", "monday.md")
    assert again.code == 3
    assert "monday.sayso" in again.err


@pytest.mark.usefixtures("workdir")
def test_a_draft_that_fails_leaves_nothing() -> None:
    Path("empty.md").write_text("", encoding="utf-8")
    assert sayso("draft", "empty.md").code == 3
    assert sorted(path.name for path in Path().iterdir()) == ["empty.md"]


@pytest.mark.usefixtures("workdir")
def test_group_gives_each_row_a_group_and_a_title() -> None:
    remarks = [
        "the phone is never answered",
        "nobody answers the phone",
        "food was cold",
        "the food is always cold",
        "=SUM(A1) is what it shows",
    ]
    with Path("in.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [["id", "remark"], *([str(n), r] for n, r in enumerate(remarks))]
        )
    ok("group", "in.csv", "--column", "remark", "-o", "out.csv")
    rows = list(csv.DictReader(io.StringIO(Path("out.csv").read_text(encoding="utf-8"))))
    assert [row["row"] for row in rows] == ["0", "1", "2", "3", "4"]
    groups = [row["group"] for row in rows]
    assert groups[0] == groups[1] != groups[2] == groups[3]
    assert groups[4] not in groups[:4]
    assert all(row["title"] and not row["title"].startswith("=") for row in rows)
    outcome = sayso("group", "in.csv", "--column", "nope")
    assert outcome.code == 3
    assert "remark" in outcome.err


@pytest.mark.usefixtures("project")
def test_check_counts_what_is_there() -> None:
    report = ok("check", "--json").json
    assert report["ok"] is True
    assert 8 in report["counts"].values()
    assert "sound" in ok("check").err


def test_the_demo_shows_both_maps(
    workdir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del workdir
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    outcome = ok("demo")
    first, second = outcome.out.split("After six customer interviews")
    assert "ASSUMPTIVE" in first
    assert "PARTLY TESTED" in second
    (page,) = tmp_path.glob("sayso-demo-*/map.html")
    assert "PARTLY TESTED" in page.read_text(encoding="utf-8")


@pytest.mark.usefixtures("project")
def test_one_stage_and_only_some_claims_are_printed() -> None:
    wait = ok("map", "--stage", "wai", "--width", "80").out
    assert "[3 Wait]" in wait
    assert "── 2 Apply" not in wait
    assert ok("map", "--stage", "3", "--width", "80").out == wait
    calls = ok("map", "--team", "calls", "--short").out
    assert "only team calls" in calls
    assert "ask when the letter will come" in calls
    alone = ok("map", "--standing", "assumed", "--short").out.lower()
    assert "ask when the letter will come" in alone
    assert "form is far too long" not in alone
    assert "front desk: 1 person" in ok("map", "--by-team").out
    nothing = ok("map", "--standing", "disputed", "--source", "customer").out
    assert "0 cards shown" in nothing
    assert "nothing of what is shown" in nothing


@pytest.mark.usefixtures("project")
def test_a_stage_or_team_that_is_not_there_is_said() -> None:
    gone = sayso("map", "--stage", "Pay")
    assert gone.code == 1
    assert "It has: Find out, Apply, Wait" in gone.err
    gone = sayso("map", "--team", "Legal")
    assert gone.code == 1
    assert "It has: calls, front desk" in gone.err
    page = sayso("map", "--format", "html", "--by-team", "--stage", "Wait")
    assert page.code == 2
    assert "--by-team, --stage: for the text form, not for html" in page.err
