"""A map that was exported as JSON comes back into a project: whole, once, and as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from capture.jobs import sample as samples
from capture.jobs.drafting import synthesise
from capture.jobs.imports import import_file
from data.records import (
    Basis,
    CommentKind,
    Consent,
    Decision,
    Emotion,
    Expectation,
    ProjectInfo,
    TouchpointId,
)
from data.store import (
    Project,
    channels,
    comments,
    journeys,
    participants,
    personas,
    touchpoints,
    workshop,
)
from data.template import Template
from synthesis.claims import EVERYTHING, OUTSIDE, Showing
from synthesis.journey import build, journey_for
from synthesis.mapmodel import JourneyMap
from synthesis.render import jsonmap
from synthesis.unfold import WITHHELD, unfold
from tests.unit.commands import ok, sayso
from tests.unit.mapmaking import housing

SHOWINGS = [EVERYTHING, OUTSIDE, Showing(names=True)]


def same(one: JourneyMap) -> JourneyMap:
    """Return a map without what a project of its own has: ids of stages, a count, being held."""
    stages = tuple(
        replace(
            stage,
            id=None if stage.id is None else stage.title,
            cards=tuple(replace(card, held=True) for card in stage.cards),
        )
        for stage in one.stages
    )
    return replace(one, header=replace(one.header, version=1), stages=stages, rejected=0)


def of(path: Path, persona: str = "", **options: Any) -> JourneyMap:
    argv = ["--persona", persona] if persona else []
    argv += ["--identified"] if options.get("identified") else []
    return jsonmap.read(ok("-s", str(path), "map", "--format", "json", *argv).out)


@pytest.mark.parametrize("hostile", [False, True])
@pytest.mark.parametrize("persona", [None, "Tenant", "Landlord"])
def test_a_map_is_made_of_what_it_unfolds_into(persona: str | None, hostile: bool) -> None:
    snapshot = housing(hostile=hostile)
    who = next((p.id for p in snapshot.personas if p.name == persona), None)
    for showing in SHOWINGS:
        journey = build(snapshot, journey_for(snapshot, who), showing=showing)
        back = unfold(jsonmap.read(jsonmap.render(journey)))
        assert same(build(back, back.journeys[0], showing=showing)) == same(journey)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample project, drafted."""
    path = tmp_path_factory.mktemp("sample") / "sample.sayso"
    with samples.temporary() as (project, _):
        samples.staff_meetings(project)
        samples.interviews(project)
        synthesise(project)
        path.write_bytes(project.path.read_bytes())
    return path


def leavings(path: Path) -> None:
    with Project.open(path) as project:
        cards = touchpoints.all(project)
        people = participants.all(project)
        with project.change("A workshop") as change:
            first, second, third = (card.id for card in cards[:3])
            touchpoints.edit(
                change,
                first,
                owner="Operations",
                grade=Emotion.LOW,
                graded_by="room",
                decision=Decision.ACCEPTED,
                moment_of_truth=True,
                at_stake="trust",
                way_out="a call back",
                contacts=3.5,
                contacts_basis=Basis.MEASURED,
                minutes=20,
                minutes_basis=Basis.ASSUMED,
                expectation=Expectation.NOT_MET,
                channel=channels.all(change)[0].id,
            )
            comments.add(change, first, "why?", kind=CommentKind.CHALLENGE, author="Ada")
            workshop.add_kpi(change, first, "calls", unit="a day", value=12, basis=Basis.MEASURED)
            workshop.vote(change, first, 5, "table 1")
            workshop.vote(change, first, 2, "table 2")
            touchpoints.edit(change, second, decision=Decision.REJECTED)
            noted = next(p.evidence[0].note for card in cards[3:] for p in card.points)
            touchpoints.attach(change, third, noted)
            participants.edit(change, people[0].id, consent=Consent.NOT_SHOWN)
            participants.edit(change, people[-1].id, consent=Consent.IN_OTHER_WORDS)
            who = personas.all(change)[0].id
            journeys.add(change, "Only some", persona=who, owner="Kim", lanes=("pain", "idea"))


@pytest.mark.parametrize("identified", [False, True])
def test_the_sample_comes_back_as_the_same_map(
    sample: Path, tmp_path: Path, identified: bool
) -> None:
    source = tmp_path / "source.sayso"
    source.write_bytes(sample.read_bytes())
    leavings(source)
    before = of(source, identified=identified)
    argv = ["--identified"] if identified else []
    ok("-s", str(source), "map", "--format", "json", "-o", str(tmp_path / "map.json"), *argv)
    target = tmp_path / "target.sayso"
    ok("new", str(target))
    told = ok("-s", str(target), "import", str(tmp_path / "map.json")).err
    assert f"+ {before.badge.notes + sum(len(s.asks) for s in before.stages)} notes" in told
    assert "1 rejected touchpoint not in the map" in told
    after = of(target, identified=identified)
    ballots = [[b.voter for b in c.ballots] for s in after.stages for c in s.cards if c.votes]
    assert ballots == ([["table 1", "table 2"]] if identified else [[]])
    assert same(after) == same(before)
    with Project.open(target) as project:
        hidden = [note for note in project.snapshot().notes if note.text == WITHHELD]
        assert hidden
        assert project.check().ok


def test_a_map_of_one_persona_and_its_journey_come_back(sample: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.sayso"
    source.write_bytes(sample.read_bytes())
    leavings(source)
    with Project.open(source) as project:
        who = personas.all(project)[0].name
    before = of(source, who)
    (tmp_path / "map.json").write_text(jsonmap.render(before))
    target = tmp_path / "target.sayso"
    ok("new", str(target))
    ok("-s", str(target), "import", str(tmp_path / "map.json"))
    assert same(of(target, who)) == same(before)


def test_a_second_time_nothing_is_new_and_undo_takes_all_of_it_back(
    sample: Path, tmp_path: Path
) -> None:
    (tmp_path / "map.json").write_text(jsonmap.render(of(sample)))
    target = tmp_path / "target.sayso"
    ok("new", str(target), "--stages", "One, Two")
    argv = ["-s", str(target), "import", str(tmp_path / "map.json")]
    with Project.open(target) as project:
        empty = project.snapshot()
        marks = len(project.history(None))
    dry = ok(*argv, "--dry-run").err
    with Project.open(target) as project:
        assert project.snapshot() == empty
    assert ok(*argv).err == dry
    with Project.open(target) as project:
        full = project.snapshot()
        assert len(project.history(None)) == marks + 1
    again = ok(*argv).err
    assert f"nothing new: {len(full.notes)} notes and {len(full.touchpoints)} touchpoints" in again
    with Project.open(target) as project:
        assert project.snapshot() == full
        project.undo()
        assert project.snapshot() == empty
    ok(*argv)
    with Project.open(target) as project:
        after = project.snapshot()
        assert [card.code for card in after.touchpoints] == [c.code for c in full.touchpoints]
        assert after.participants == tuple(
            replace(one, persona=new.persona)
            for one, new in zip(full.participants, after.participants, strict=True)
        )


def test_into_the_project_it_came_from_only_what_went_missing_comes(
    sample: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source.sayso"
    source.write_bytes(sample.read_bytes())
    (tmp_path / "map.json").write_text(jsonmap.render(of(source)))
    argv = ["-s", str(source), "import", str(tmp_path / "map.json")]
    assert "nothing new" in ok(*argv).err
    with Project.open(source) as project:
        card = next(card for card in touchpoints.all(project) if len(card.points) > 1)
        with project.change("Take it up and let it go") as change:
            touchpoints.hold(change, card.id)
            touchpoints.remove(change, card.id)
    told = ok(*argv).err
    assert "+ 1 touchpoint with" in told
    assert "+ 0 notes" in told
    with Project.open(source) as project:
        back = touchpoints.get(project, card.id)
        assert back is not None
        assert (back.code, back.title, back.held) == (card.code, card.title, True)
        assert {e.note for p in back.points for e in p.evidence} == {
            e.note for p in card.points for e in p.evidence
        }
        assert project.check().ok


def test_beside_other_research_nothing_of_it_is_changed(sample: Path, tmp_path: Path) -> None:
    journey = of(sample)
    (tmp_path / "map.json").write_text(jsonmap.render(journey))
    target = tmp_path / "target.sayso"
    ok("new", str(target), "--stages", "Mine, Yours", "--personas", "Somebody")
    ok("-s", str(target), "log", "Zoe/desk: phones ring out ,,p-- #mine")
    with Project.open(target) as project:
        with project.change("A card") as change:
            note = project.snapshot().notes[0]
            made = change.make(
                "touchpoint",
                code=touchpoints.next_code(change),
                stage=note.stage,
                title="Mine",
                decision=Decision.ACCEPTED,
                owner="",
                channel=None,
                grade=None,
                graded_by="",
                moment_of_truth=False,
                expectation=None,
                contacts=None,
                contacts_basis=None,
                minutes=None,
                minutes_basis=None,
                position=0,
                at_stake="",
                way_out="",
            )
            touchpoints.attach(change, TouchpointId(made), note.id)
        before = project.snapshot()
    told = ok("-s", str(target), "import", str(tmp_path / "map.json")).err
    assert "P01 of the map stand for others here" in told
    with Project.open(target) as project:
        after = project.snapshot()
        assert project.check().ok
    for name in ("info", "settings"):
        assert getattr(after, name) == getattr(before, name)
    assert set(before.stages) <= set(after.stages)
    assert set(before.participants) <= set(after.participants)
    assert set(before.notes) <= set(after.notes)
    assert set(before.touchpoints) <= set(after.touchpoints)
    assert after.journeys[0].title == before.journeys[0].title
    mine = {card.code for card in before.touchpoints}
    assert len({card.code for card in after.touchpoints}) == len(after.touchpoints)
    theirs = [card for card in after.touchpoints if card.code not in mine]
    assert len(theirs) == sum(len(stage.cards) for stage in journey.stages)


def test_an_old_map_without_its_origin_still_comes(sample: Path, tmp_path: Path) -> None:
    journey = of(sample)
    old = json.loads(jsonmap.render(journey))
    del old["origin"]

    def drop(value: Any) -> None:
        for one in value.values() if isinstance(value, dict) else value:
            if isinstance(one, dict):
                for key in ("session", "own_source", "respondent", "ballots", "evidence"):
                    one.pop(key, None)
                if "speakers" in one:
                    one.pop("stage", None)
            if isinstance(one, dict | list):
                drop(one)

    drop(old)
    (tmp_path / "map.json").write_text(json.dumps(old))
    target = tmp_path / "target.sayso"
    ok("new", str(target))
    told = ok("-s", str(target), "import", str(tmp_path / "map.json")).err
    assert "a map of an older version" in told
    after = of(target)
    assert [
        [(c.code, c.title, c.standing, c.counts, c.notes) for c in s.cards] for s in after.stages
    ] == [
        [(c.code, c.title, c.standing, c.counts, c.notes) for c in s.cards] for s in journey.stages
    ]
    assert "nothing new" in ok("-s", str(target), "import", str(tmp_path / "map.json")).err


def edited(journey: JourneyMap, **changes: object) -> str:
    document = json.loads(jsonmap.render(journey))
    for path, value in changes.items():
        at: Any = document
        *steps, last = path.split("__")
        for step in steps:
            at = at[int(step)] if step.isdigit() else at[step]
        at[last] = value
    return json.dumps(document)


_NOTE = "stages__0__cards__0__lanes__0__points__0__notes__0__"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 9}, "version 9"),
        ({"header": {}}, "missing or misplaced"),
        ({"stages": "x"}, "is no list"),
        ({_NOTE + "text": 5}, "5 is not str"),
        ({_NOTE + "text": "  "}, "has no text"),
        ({_NOTE + "at": "0001-01-01T00:00:00+23:00"}, "missing or misplaced"),
        ({_NOTE + "at": "yesterday"}, "yesterday"),
        ({_NOTE + "kind": "gripe"}, "gripe"),
        ({_NOTE + "emotion": True}, "true is not Emotion"),
        ({_NOTE + "emotion": 7}, "7 is not a valid"),
        ({_NOTE + "session": "elsewhere"}, "a session that is not in the document"),
        ({"origin__people": []}, "who is not in the document"),
        ({"stages__0__cards__0__contacts": float("nan")}, "NaN"),
        ({"origin__settings__supported_at": 0}, "1 or more"),
        ({"stages__0__cards__0__title": " "}, "needs a title"),
    ],
)
def test_a_map_that_does_not_hold_together_is_refused_whole(
    changes: dict[str, object], said: str, tmp_path: Path
) -> None:
    snapshot = housing()
    text = edited(build(snapshot, journey_for(snapshot, None)), **changes)
    (tmp_path / "map.json").write_text(text)
    target = tmp_path / "target.sayso"
    ok("new", str(target))
    with Project.open(target) as project:
        before = project.snapshot()
    refused = sayso("-s", str(target), "import", str(tmp_path / "map.json"))
    assert refused.code in (2, 3)
    assert said in refused.err
    with Project.open(target) as project:
        assert project.snapshot() == before


def test_columns_cannot_be_named_and_other_json_is_still_refused(tmp_path: Path) -> None:
    snapshot = housing()
    target = tmp_path / "target.sayso"
    ok("new", str(target))
    path = tmp_path / "map.txt"  # what it is stands inside, not in its name
    path.write_text("\ufeff\n " + jsonmap.render(build(snapshot, journey_for(snapshot, None))))
    argv = ["-s", str(target), "import", str(path)]
    assert "leave --stage out" in sayso(*argv, "--stage", "Wait").err
    ok(*argv)
    for text in ('{"format": "other"}', "{", '{"a":' * 100_000):
        (tmp_path / "x.json").write_text(text)
        assert "is JSON" in sayso("-s", str(target), "import", str(tmp_path / "x.json")).err


def test_a_project_of_a_map_needs_no_template(tmp_path: Path) -> None:
    bare = Template("bare", "Bare", stages=(), channels=())
    snapshot = housing()
    journey = build(snapshot, journey_for(snapshot, None))
    (tmp_path / "map.json").write_text(jsonmap.render(journey))
    with Project.create(tmp_path / "t.sayso", ProjectInfo("T"), bare) as project:
        import_file(project, tmp_path / "map.json", {})
        back = project.snapshot()
        assert back.info.title == journey.header.project
        # Foreign ids become ids of ours, and those stay the same.
        assert all(len(note.id) == 36 for note in back.notes)
        assert import_file(project, tmp_path / "map.json", {}).notes == 0
