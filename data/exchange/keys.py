"""How the rows and lines of a file are known again when it comes back, longer or not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from data.exchange.incoming import Incoming, Row
from data.shorthand import Vocabulary, parse

_NOBODY = Vocabulary()


def row_keys(rows: Iterable[Row]) -> list[str]:
    """Return how each row is known: a hash of its cells, and its ordinal among its equals.

    Blank cells at a row's end do not count, so that a column that is added and left empty makes no
    row new.
    """
    seen: Counter[str] = Counter()
    keys: list[str] = []
    for row in rows:
        cells = "\x1f".join(row.cells).rstrip("\x1f")
        digest = hashlib.sha256(cells.encode("utf-8", "surrogatepass")).hexdigest()
        seen[digest] += 1
        keys.append(f"{digest}:{seen[digest]}")
    return keys


def line_keys(incoming: Incoming) -> list[list[str]]:
    """Return how each line of each section is known.

    It is a hash of the line, of its session's title and date, and for a line that speaks of the
    note above it of that note too; and the ordinal among the equal lines of the file.
    """
    seen: Counter[str] = Counter()
    keys: list[list[str]] = []
    for section in incoming.sections:
        # As it was written, most likely without a zone: the same wherever the file is read.
        date = f"{section.started_at.astimezone():%Y-%m-%d %H:%M}" if section.started_at else ""
        above = ""
        keys.append([])
        for remark in section.remarks:
            line = parse(remark.text, _NOBODY)
            leans = not remark.exact and (line.is_amendment or line.text.rstrip().endswith(":"))
            parts = (section.title or incoming.title, date, above if leans else "", remark.text)
            text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
            digest = hashlib.sha256(text).hexdigest()
            seen[digest] += 1
            keys[-1].append(f"{digest}:{seen[digest]}")
            above = above if leans else remark.text
    return keys
