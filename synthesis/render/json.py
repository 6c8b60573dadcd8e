"""The map as JSON and its schema: everything that is on it, in a versioned format."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import datetime
from typing import Any, Never

import msgspec

from synthesis.map.earlier import brought_up
from synthesis.map.model import JourneyMap

FORMAT = "sayso-map"
VERSION = 3
MOST = 200_000_000
"""So many characters a document may have, three times those of 20,000 notes: it is read at once."""

# All but letters, digits and printable ASCII is looked at one by one.
_SUSPECT = re.compile(r"[^\w -~\n]")


def render(journey_map: JourneyMap) -> str:
    """Return ``journey_map`` as a JSON document with the keys that docs/map-json.md lists.

    Characters that could act on a terminal stand as escapes, so it may be printed.
    """
    plain = msgspec.to_builtins(journey_map, builtin_types=(datetime,))
    document = {"format": FORMAT, "version": VERSION, **plain}
    # Not written by msgspec, which stops at what is no text: a lone surrogate.
    text = json.dumps(document, ensure_ascii=False, indent=2, default=datetime.isoformat)
    return _SUSPECT.sub(_escape, text) + "\n"


def read(text: str) -> JourneyMap:
    """Return the map that `render` wrote, now or when documents had an earlier version.

    Raises:
        ValueError: ``text`` is not such a document.
    """
    if len(text) > MOST:
        raise ValueError(f"over {MOST:,} characters: no map is as large")
    try:
        document = json.loads(text, parse_constant=_refuse)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ValueError('not a sayso map: the key "format" does not say "sayso-map"')
        document = brought_up(document, VERSION)
    except RecursionError as error:
        raise ValueError("nested too deeply to be a sayso map") from error
    version = document["version"]
    if version != VERSION:
        raise ValueError(f"a sayso map of version {version}; this reads {VERSION} and before")
    try:
        return msgspec.convert(document, JourneyMap)
    except msgspec.ValidationError as error:
        raise ValueError(f"a sayso map with something missing or misplaced: {error}") from error


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is no number that JSON knows")


def _escape(match: re.Match[str]) -> str:
    """Return a character that could act on a terminal, or reorder a line, as a JSON escape."""
    char = match[0]
    acts = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return json.dumps(char)[1:-1] if acts else char


DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TIMES = (("Header", "as_of"), ("MapComment", "at"), ("MapNote", "at"))


def schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of what ``sayso map --format json`` writes.

    A key is required unless it came after the first documents did.  Keys that the schema does not
    name are allowed, since a later version may add some.
    """
    records = msgspec.json.schema(JourneyMap)["$defs"]
    for record, field in _TIMES:
        shape = records[record]["properties"][field]
        shape.get("anyOf", [shape])[0]["format"] = "date-time"
    for record in records.values():
        record["description"] = record["description"].partition("\n")[0]
    whole = records.pop(JourneyMap.__name__)
    named = {"format": {"const": FORMAT}, "version": {"const": VERSION}}
    return {
        "$schema": DIALECT,
        **whole,
        "title": "A journey map of sayso",
        "properties": {**named, **whole["properties"]},
        "required": [*named, *whole["required"]],
        "$defs": records,
    }
