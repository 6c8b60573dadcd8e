"""The JSON Schema of the map's document, made from the records that it is read into."""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from synthesis.mapmodel import JourneyMap
from synthesis.render.jsonmap import FORMAT, VERSION

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of what ``sayso map --format json`` writes.

    A key is required unless it came after documents of this version did.  Keys that the schema does
    not name are allowed, since a later version may add some.
    """
    found: dict[str, Any] = {}
    _named(JourneyMap, found)
    body = found.pop(JourneyMap.__name__)
    body["properties"] = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        **body["properties"],
    }
    body["required"] = ["format", "version", *body["required"]]
    return {
        "$schema": DIALECT,
        "title": "A journey map of sayso",
        "description": _first_line(JourneyMap),
        **{name: value for name, value in body.items() if name != "description"},
        "$defs": dict(sorted(found.items())),
    }


def _named(record: type, found: dict[str, Any]) -> dict[str, Any]:
    """Return a reference to a record's definition, which is made where it is not there yet."""
    name = record.__name__
    if name not in found:
        found[name] = {}  # so that a record that holds itself would end
        hints = typing.get_type_hints(record)
        assert is_dataclass(record)
        found[name] = {
            "description": _first_line(record),
            "type": "object",
            "properties": {one.name: _shape(hints[one.name], found) for one in fields(record)},
            "required": [one.name for one in fields(record) if _required(one)],
        }
    return {"$ref": f"#/$defs/{name}"}


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _shape(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one type of the map model."""
    arguments = typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        (one,) = (argument for argument in arguments if argument is not types.NoneType)
        return {"anyOf": [_shape(one, found), {"type": "null"}]}
    if typing.get_origin(kind) is tuple:
        return {"type": "array", "items": _shape(arguments[0], found)}
    if is_dataclass(kind):
        assert isinstance(kind, type)
        return _named(kind, found)
    if kind is datetime:
        return {"type": "string", "format": "date-time"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    return {"type": {str: "string", bool: "boolean", int: "integer", float: "number"}[kind]}


def _first_line(record: type) -> str:
    return (record.__doc__ or "").partition("\n")[0]
