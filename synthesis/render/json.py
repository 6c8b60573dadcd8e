"""The map as JSON and its schema: everything that is on it, in a versioned format."""

from __future__ import annotations

import json
import re
import types
import typing
import unicodedata
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, Never

from data.text import clip
from synthesis.map.model import JourneyMap

FORMAT = "sayso-map"
VERSION = 1

# All but letters, digits and printable ASCII is looked at one by one.
_SUSPECT = re.compile(r"[^\w -~\n]")


def render(journey_map: JourneyMap) -> str:
    """Return ``journey_map`` as a JSON document with the keys that docs/map-json.md lists.

    Characters that could act on a terminal stand as escapes, so it may be printed.
    """
    document = {"format": FORMAT, "version": VERSION, **_plain(journey_map)}
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _SUSPECT.sub(_escape, text) + "\n"


def read(text: str) -> JourneyMap:
    """Return the map that `render` wrote; ValueError where ``text`` is not such a document."""
    try:
        document = json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply to be a sayso map") from error
    if not is_map(document):
        raise ValueError('not a sayso map: the key "format" does not say "sayso-map"')
    if document.get("version") != VERSION:
        raise ValueError(f"a sayso map of version {document.get('version')}; this reads {VERSION}")
    try:
        built = _build(JourneyMap, document)
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"a sayso map with something missing or misplaced: {error}") from error
    assert isinstance(built, JourneyMap)
    return built


def is_map(document: object) -> bool:
    """Return whether a JSON document says of itself that it is a sayso map."""
    return isinstance(document, dict) and document.get("format") == FORMAT


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is no number that JSON knows")


def _escape(match: re.Match[str]) -> str:
    """Return a character that could act on a terminal, or reorder a line, as a JSON escape."""
    char = match[0]
    acts = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return json.dumps(char)[1:-1] if acts else char


def _plain(value: Any) -> Any:
    """Return a record as JSON has it: records as objects, tuples as arrays, times in ISO 8601."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return value


@cache
def _hints(record: type) -> dict[str, Any]:
    return typing.get_type_hints(record)


def _has_default(field: Field[Any]) -> bool:
    """Return whether a key may be missing: it came after documents of this version did."""
    return field.default is not MISSING or field.default_factory is not MISSING


def _build(kind: Any, value: Any) -> Any:
    """Return ``value``, as JSON has it, as the type ``kind`` of the map model."""
    arguments = typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        (kind,) = (argument for argument in arguments if argument is not types.NoneType)
        return _build(kind, value)
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise TypeError(f"{clip(json.dumps(value), 40)} is no list")
        return tuple(_build(arguments[0], item) for item in value)
    if is_dataclass(kind):
        assert isinstance(kind, type)
        hints = _hints(kind)
        return kind(
            **{
                field.name: _build(hints[field.name], value[field.name])
                for field in fields(kind)
                if field.name in value or not _has_default(field)
            }
        )
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if isinstance(value, bool) is not (kind is bool):
        raise TypeError(f"{clip(json.dumps(value), 40)} is not {kind.__name__}")
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, (int, float) if kind is float else kind):
        raise TypeError(f"{clip(json.dumps(value), 40)} is not {kind.__name__}")
    return value


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
