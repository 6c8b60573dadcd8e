"""A path -> its text, whatever the bytes, and what the file holds.

Spreadsheets and editors write UTF-8 (with or without a mark), UTF-16 and Windows-1252; all are
read, and what was read as what is said.  What is no text at all is named and refused.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from data.errors import ImportRefused
from data.exchange import tables
from data.exchange.incoming import ImportOptions, Incoming
from data.exchange.prose import read_prose
from data.exchange.tables import looks_like_table, read_table
from data.text import clean

MAX_BYTES = 50_000_000
"""The largest file that is read: it is held in memory, several times over."""

_OFFICE = "Save a sheet as CSV, a document as plain text."
_RECORDING = "Import its transcript as a .txt or .md file."
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_COMPRESSED = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!\x1a")
_MAGIC: tuple[tuple[bytes | tuple[bytes, ...], str, str], ...] = (
    (b"SQLite format 3\0", "a database", "Export what you want to import as CSV."),
    (b"PK\x03\x04", "an Office document or a ZIP archive", _OFFICE),
    (b"\xd0\xcf\x11\xe0", "an old Office document", _OFFICE),
    (b"%PDF", "a PDF", "Copy its text into a .txt or .md file."),
    (b"{\\rtf", "a rich-text document", "Save it as plain text."),
    (_PICTURES, "a picture", "Type what it says into a .txt or .md file."),
    (_COMPRESSED, "a compressed file", "Unpack it first."),
    ((b"ID3", b"OggS"), "a sound recording", _RECORDING),
    (b"RIFF", "a sound recording or a film", _RECORDING),
    (b"\x7fELF", "a program", "Import CSV, TSV, Markdown or plain text."),
)
_MARKUP = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml)", re.IGNORECASE)
# Control characters that ordinary text files hold: tab, line ends, page feed, escape.
_ODD_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, with LF line ends.

    ``encoding`` is named for people, ``digest`` is the SHA-256 of the bytes in hexadecimal,
    ``replaced`` counts the characters that no file can hold and that became U+FFFD.
    """

    text: str
    encoding: str
    digest: str
    replaced: int = 0


def load(path: Path) -> bytes:
    """Return the bytes of ``path``.

    Raises:
        ImportRefused: there is no such file, it is no ordinary file, cannot be read, or is larger
            than `MAX_BYTES`.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ImportRefused(f"{path} is a folder. Name the files in it one by one.")
        if not stat.S_ISREG(status.st_mode):
            raise ImportRefused(f"{path} is not an ordinary file. Save its content as a file.")
        if status.st_size > MAX_BYTES:
            raise ImportRefused(
                f"{path} has {status.st_size / 1e6:,.0f} MB; files up to {MAX_BYTES // 10**6} MB "
                "can be imported. Split it."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ImportRefused(f"There is no file {path}.") from None
    except PermissionError:
        raise ImportRefused(f"{path} may not be read: its permissions forbid it.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ImportRefused(f"{path} could not be read: {reason}.") from None


def decode(data: bytes, name: str) -> Decoded:
    """Return ``data`` as text; ``name`` is what a message calls the file.

    Raises:
        ImportRefused: it is empty, no text, or cut off in the middle of a UTF-16 character.
    """
    if not data:
        raise ImportRefused(f"{name} is empty.")
    for magic, looks_like, advice in _MAGIC:
        if data.startswith(magic):
            raise ImportRefused(f"{name} is {looks_like}, not text. {advice}")
    if _MARKUP.match(data[:200]):
        raise ImportRefused(
            f"{name} is a web page or XML, not notes. Save it as plain text, a table as CSV."
        )
    text, encoding, damaged = _text(data, name)
    if _is_binary(text):
        raise ImportRefused(
            f"{name} looks like binary data, not text. CSV, TSV, Markdown and plain text can be "
            "imported."
        )
    text, surrogates = clean(text)
    if not text.strip():
        raise ImportRefused(f"{name} is empty: it holds only blank space.")
    return Decoded(text, encoding, hashlib.sha256(data).hexdigest(), damaged + surrogates)


def _text(data: bytes, name: str) -> tuple[str, str, int]:
    """Return text, the name of its encoding, and how many damaged characters were replaced."""
    if data.startswith(codecs.BOM_UTF8):
        text, damaged = _utf8(data[3:])
        return text, "UTF-8", damaged
    wide = _wide_encoding(data)
    if wide:
        codec, said, skip = wide
        if (len(data) - skip) % 2:
            raise ImportRefused(
                f"{name} ends in the middle of a character ({said} with an odd number of bytes): "
                "it seems to be cut off. Fetch it again."
            )
        return data[skip:].decode(codec, "surrogatepass"), said, 0
    try:
        return data.decode("utf-8"), "UTF-8", 0
    except UnicodeDecodeError:
        pass
    text, damaged = _utf8(data)
    # A damaged UTF-8 file has more whole characters than broken ones; Windows-1252 hardly any.
    if damaged <= sum(char > "\x7f" for char in text) - damaged:
        return text, "UTF-8 (damaged)" if damaged else "UTF-8", damaged
    # The five bytes that Windows-1252 leaves open stay what they are.
    known = (bytes([b]).decode("cp1252", "replace") for b in range(256))
    table = "".join(chr(b) if c == "\ufffd" else c for b, c in enumerate(known))
    return codecs.charmap_decode(data, "strict", table)[0], "Windows-1252", 0


def _utf8(data: bytes) -> tuple[str, int]:
    """Return ``data`` as UTF-8, broken bytes as U+FFFD, and how many of those there are."""
    try:
        return data.decode("utf-8", "surrogatepass"), 0
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        return text, text.count("\ufffd") - data.count("\ufffd".encode())


def _wide_encoding(data: bytes) -> tuple[str, str, int] | None:
    """Return codec, name and length of the mark where ``data`` is UTF-16, by mark or plainly."""
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return codec, "UTF-16", len(mark)
    if b"\0" not in data or len(data) < 4:
        return None
    sample = data[:65536]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    # Western text in UTF-16 has a NUL in nearly every other byte, and there alone.
    for most, least, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if most > 0.4 * half and least < 0.02 * half:
            return codec, "UTF-16 (without its mark)", 0
    return None


def _is_binary(text: str) -> bool:
    """True where more than a twentieth of the characters are ones that no text holds."""
    return len(_ODD_CONTROLS.findall(text)) * 20 > len(text)


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


def read(path: Path, options: ImportOptions | None = None) -> Incoming:
    """Return what ``path`` holds: a table for CSV and TSV, else sections of notes.

    A file of another suffix is a table where it looks like one, or where ``options`` name columns.

    Raises:
        ImportRefused: the file cannot be read, is no text, or does not hold together; the sentence
            says where and what to do.
    """
    options = options or ImportOptions()
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
    said = options.given()

    def is_name(cell: str) -> bool:
        return tables.is_known(cell) or any(
            tables.is_same_name(cell, v) for v in said.values() if v
        )

    is_table = suffix in _TABLES or (
        suffix not in _TEXTS
        and (bool(options.text or options.at) or looks_like_table(decoded.text, is_name))
    )
    title = " ".join(path.stem.split()) or name
    incoming = Incoming(name, title, decoded.digest, options, warnings=_warnings(decoded))
    if is_table:
        table = read_table(decoded.text, name, is_name, prefer=_TABLES.get(suffix, ","))
        return replace(incoming, table=table, uses=tables.assign_columns(table, said, name))
    _refuse_columns(options, name)
    prose = read_prose(decoded.text, name)
    return replace(
        incoming,
        sections=prose.sections,
        speakers=prose.speakers,
        warnings=incoming.warnings + prose.warnings,
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
