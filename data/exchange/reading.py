"""A path -> what its file holds, before any project is looked at."""

from __future__ import annotations

import re
from pathlib import Path

from data.errors import ImportRefused
from data.exchange import columns
from data.exchange.decode import Decoded, decode, load
from data.exchange.incoming import ImportOptions, Incoming
from data.exchange.prose import read_prose
from data.exchange.tables import looks_like_table, read_table

_TABLES = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_TEXTS = frozenset((".md", ".markdown"))
_OTHERS = {
    ".json": "JSON",
    ".jsonl": "JSON",
    ".xml": "XML",
    ".html": "a web page",
    ".htm": "a web page",
    ".rtf": "a rich-text document",
    ".sayso": "a project",
    ".srt": "a file of subtitles",
    ".vtt": "a file of subtitles",
}

_MAP = re.compile(r'\s*\{.*?"format"\s*:\s*"sayso-map"', re.DOTALL)
"""How the JSON of a map begins."""


def read_file(path: Path, options: ImportOptions) -> Incoming:
    """Return what ``path`` holds: a table for CSV and TSV, else sections of notes.

    A file of another suffix is a table where it looks like one, or where ``options`` name columns.

    Raises:
        ImportRefused: the file cannot be read, is no text, or does not hold together.
    """
    name = path.name or str(path)
    decoded = decode(load(path), name)
    suffix = path.suffix.lower()
    if _MAP.match(decoded.text):
        raise ImportRefused(
            f"{name} is a map, not notes: nothing was imported. "
            "To take its project elsewhere, copy the project file (NAME.sayso)."
        )
    if suffix in _OTHERS:
        raise ImportRefused(
            f"{name} is {_OTHERS[suffix]}. CSV, TSV, Markdown and plain text can be imported."
        )
    given = options.given()

    def is_name(cell: str) -> bool:
        return columns.is_known(cell) or any(columns.same(cell, v) for v in given.values() if v)

    is_table = suffix in _TABLES or (
        suffix not in _TEXTS
        and (bool(options.text or options.at) or looks_like_table(decoded.text, is_name))
    )
    warnings = _warnings(decoded)
    title = " ".join(path.stem.split()) or name
    if not is_table:
        _refuse_columns(options, name)
        prose = read_prose(decoded.text, name)
        return Incoming(
            name,
            title,
            decoded.digest,
            decoded.encoding,
            options,
            sections=prose.sections,
            speakers=prose.speakers,
            warnings=warnings + prose.warnings,
        )
    table = read_table(decoded.text, name, is_name, prefer=_TABLES.get(suffix, ","))
    uses = columns.assign(table, given, name)
    return Incoming(
        name, title, decoded.digest, decoded.encoding, options, table, uses, warnings=warnings
    )


def _refuse_columns(options: ImportOptions, name: str) -> None:
    """Raise where an option names a column of a file that has none."""
    for role in ("text", "at"):
        if getattr(options, role):
            raise ImportRefused(
                f"{name} is a text file without columns, so --{role} cannot be used."
            )


def _warnings(decoded: Decoded) -> tuple[str, ...]:
    """Return what to say of how the bytes were read."""
    said: list[str] = []
    if decoded.encoding != "UTF-8":
        said.append(f"It was read as {decoded.encoding}; check a few accents.")
    if decoded.replaced:
        n = decoded.replaced
        what = "1 damaged character was" if n == 1 else f"{n:,} damaged characters were"
        said.append(f"{what} replaced by \ufffd.")
    return tuple(said)
