"""The published schema, held against what is written by a validator that is not ours."""

from __future__ import annotations

import json
import typing
from dataclasses import is_dataclass
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from capture.jobs.outputs import render
from synthesis.board.standing import Standing
from synthesis.map.build import Showing, build, journey_for
from synthesis.map.model import JourneyMap, Summary
from synthesis.render import json as map_json
from tests.property.test_render import maps
from tests.unit.commands import ok
from tests.unit.mapmaking import housing


def validator() -> Draft202012Validator:
    schema = ok("schema").json
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def document() -> Any:
    snapshot = housing(hostile=True)
    journey = build(snapshot, journey_for(snapshot, None), showing=Showing(names=True))
    return json.loads(map_json.render(journey))


@settings(max_examples=40, deadline=None)
@given(maps())
def test_every_map_that_is_written_is_valid(journey: JourneyMap) -> None:
    validator().validate(json.loads(map_json.render(journey)))


def test_what_is_not_such_a_map_is_not_valid() -> None:
    checker, whole = validator(), document()
    checker.validate(whole)
    wrong: list[tuple[list[str | int], object]] = [
        (["format"], "other"),
        (["version"], 99),
        (["header", "version"], "1"),
        (["stages"], {}),
        (["stages", 0, "title"], None),
        (["stages", 0, "cards", 0, "decision"], "perhaps"),
        (["stages", 0, "cards", 0, "grade"], 3),
        (["stages", 0, "cards", 0, "lanes", 0, "claims", 0, "notes", 0, "text"], 5),
        (["gaps", 0, "text"], 7),
    ]
    for path, value in wrong:
        broken: Any = json.loads(json.dumps(whole))
        at: Any = broken
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        assert not checker.is_valid(broken), path
        with pytest.raises(ValueError, match=r"sayso map|missing"):
            map_json.read(json.dumps(broken))
        del at[path[-1]]
        assert checker.is_valid(broken) is (path[-1] == "grade"), path


def test_every_time_is_described_as_one() -> None:
    records: list[type] = [JourneyMap]
    whole = map_json.schema()
    seen: set[type] = set()
    while records:
        record = records.pop()
        if record in seen:
            continue
        seen.add(record)
        shapes = whole["$defs"].get(record.__name__, whole)["properties"]
        for name, kind in typing.get_type_hints(record).items():
            kinds = {kind, *typing.get_args(kind)}
            records += [one for one in kinds if is_dataclass(one) and isinstance(one, type)]
            if datetime in kinds:
                assert "'format': 'date-time'" in str(shapes[name]), (record, name)
    assert len(seen) > 10


def test_documents_without_later_keys_and_with_unknown_ones_are_valid() -> None:
    checker, older = validator(), document()
    del older["summary"]
    older["from tomorrow"] = 1
    checker.validate(older)
    assert map_json.read(json.dumps(older)).summary == Summary()


def test_a_document_of_when_maps_told_their_origin_is_read_as_the_same_map() -> None:
    snapshot = housing()
    journey = build(snapshot, journey_for(snapshot, None))
    older = json.loads(map_json.render(journey))
    older["origin"] = {
        "settings": {"supported_at": 2, "contradicted_at": 2, "shared_teams": 2, "dial": 0.5},
        "people": [{"id": "p", "code": "P01", "group": "staff", "team": "", "consent": None}],
        "whole_project": True,
    }
    validator().validate(older)
    assert map_json.read(json.dumps(older)) == journey


def older_document(version: int) -> Any:
    """Return the housing project's map as version 1 or 2 of the format had it."""
    snapshot = housing()
    whole = json.loads(map_json.render(build(snapshot, journey_for(snapshot, None))))
    whole["version"] = version
    whole["badge"]["touchpoints"] = whole["badge"].pop("beliefs")
    del whole["badge"]["unread"]
    whole["rule"] = "mixed: at least one customer against\nsupported: 2 customers or more for"
    for stage in whole["stages"]:
        for card in stage["cards"]:
            for key in ("lead", "nearby", "weight"):
                del card[key]
            card |= {"standing": "mixed", "not_raised_by_staff": True, "tested": True}
        for lane in (*(lane for card in stage["cards"] for lane in card["lanes"]), *stage["loose"]):
            for claim in lane["claims"]:
                for key in (
                    *("code", "plainly", "belief", "heard", "opposites", "under", "weight"),
                    "nearby",
                ):
                    del claim[key]
                if claim["standing"] == "contradicted":
                    claim["standing"] = "mixed"
                claim["title"] = "A title that was made"
            if version == 1:
                lane["points"] = lane.pop("claims")
    return whole


@pytest.mark.parametrize("version", [1, 2])
def test_a_map_that_was_frozen_when_cards_had_a_standing_is_read_as_it_would_be_now(
    version: int,
) -> None:
    journey = map_json.read(json.dumps(older_document(version)))
    assert (journey.badge.beliefs, journey.badge.unread) == (
        older_document(2)["badge"]["touchpoints"],
        0,
    )
    assert [standing for standing, _ in journey.rules] == [Standing.SPLIT, Standing.SUPPORTED]
    claims = {claim.title: claim for claim in journey.claims}
    assert "A title that was made" not in claims
    chase = claims["they chase us every 3 days"]
    # Two customers were against it and none for it: nobody is split.
    assert (chase.standing, chase.plainly) == (Standing.DOUBTED, "2 customers say otherwise")
    dark = claims["you sit in the dark for nine weeks"]
    assert (dark.standing, dark.plainly) == (Standing.SUPPORTED, "customers say so (2)")
    chasing = next(card for card in journey.cards if card.code == "T03")
    assert chasing.lead_claim is not None
    assert chasing.lead_claim.counts.people == max(c.counts.people for c in chasing.claims())
    assert map_json.read(map_json.render(journey)) == journey


def test_what_was_mixed_is_split_where_customers_were_on_both_sides() -> None:
    older = older_document(2)
    claim = older["stages"][2]["cards"][0]["lanes"][0]["claims"][0]
    claim["counts"] |= {"customers_for": 3, "customers_against": 2}
    claim["standing"] = "mixed"
    read = map_json.read(json.dumps(older)).stages[2].cards[0].lanes[0].claims[0]
    assert read.plainly == "customers are split: 3 so, 2 otherwise"


@pytest.mark.parametrize("form", ["md", "html", "csv", "csv-matrix", "mermaid", "a3", "guide"])
def test_a_map_of_an_earlier_version_can_be_drawn(form: str) -> None:
    assert render(map_json.read(json.dumps(older_document(1))), form)


_NOTE = ("stages", 0, "cards", 0, "lanes", 0, "claims", 0, "notes", 0)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("version",), 9, "version 9"),
        (("header",), {}, "missing or misplaced"),
        (("stages",), "x", "Expected `array`, got `str`"),
        ((*_NOTE, "text"), 5, "Expected `str`, got `int`"),
        ((*_NOTE, "at"), "yesterday", "Invalid RFC3339"),
        ((*_NOTE, "kind"), "gripe", "gripe"),
        ((*_NOTE[:-2], "standing"), "mixed", "mixed"),
        ((*_NOTE, "emotion"), True, "got `bool`"),
        ((*_NOTE, "emotion"), 7, "Invalid enum value 7"),
        (("stages", 0, "cards", 0, "contacts"), float("nan"), "NaN"),
    ],
)
def test_a_document_that_does_not_hold_together_is_refused_with_the_reason(
    path: tuple[str | int, ...], value: object, said: str
) -> None:
    broken = document()
    at: Any = broken
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(ValueError, match=said):
        map_json.read(json.dumps(broken))


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        map_json.read('{"a":' * 100_000)
