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
