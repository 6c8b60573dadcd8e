"""The published schema, held against what is written by a validator that is not ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from synthesis.claims import Showing
from synthesis.journey import build, journey_for
from synthesis.mapmodel import JourneyMap
from synthesis.render import jsonmap
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
    return json.loads(jsonmap.render(journey))


@settings(max_examples=40, deadline=None)
@given(maps())
def test_every_map_that_is_written_is_valid(journey: JourneyMap) -> None:
    validator().validate(json.loads(jsonmap.render(journey)))


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
        (["stages", 0, "cards", 0, "lanes", 0, "points", 0, "notes", 0, "text"], 5),
        (["origin", "settings", "supported_at"], "two"),
    ]
    for path, value in wrong:
        broken: Any = json.loads(json.dumps(whole))
        at: Any = broken
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        assert not checker.is_valid(broken), path
        with pytest.raises(ValueError, match=r"sayso map|not a valid|missing"):
            jsonmap.read(json.dumps(broken))
        del at[path[-1]]
        assert checker.is_valid(broken) is (path[-1] in ("grade", "supported_at")), path


def test_documents_without_later_keys_and_with_unknown_ones_are_valid() -> None:
    checker, older = validator(), document()
    del older["origin"]
    older["from tomorrow"] = 1
    checker.validate(older)
    assert jsonmap.read(json.dumps(older)).origin is None
