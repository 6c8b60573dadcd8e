"""Full text over the notes: words and phrases, whatever else a text holds.

All of them must occur, in any order; case does not matter, nor do the accents of Latin letters.
``"in quotes"`` is a phrase, a star at the end of a word or phrase stands for any ending.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.store.files import Connection

COLUMNS = frozenset({"text", "left_over"})
"""The columns of a note that the index covers."""

MOST_TERMS = 200
"""Words and phrases of a text that count; more than that were pasted, not asked."""

_PART = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')


def to_match(text: str) -> str:
    """Return the FTS5 expression for ``text``; "" where it holds nothing that the index does."""
    terms: list[str] = []
    for match in _PART.finditer(text):
        phrase, star, word = match.groups()
        if word is not None:
            star = "*" if word.endswith("*") else ""
            phrase = word
        spaced = "".join(char if is_letter(char) else " " for char in phrase).split()
        if spaced and len(terms) < MOST_TERMS:
            terms.append(f'"{" ".join(spaced)}"{star}')
    return " AND ".join(terms)


def add(connection: Connection, *note_ids: str) -> None:
    """Put notes, as their rows now stand, into the index."""
    connection.executemany(
        "INSERT INTO note_fts (rowid, text, left_over)"
        " SELECT nr, text, left_over FROM note WHERE id = ?",
        [(one,) for one in note_ids],
    )


def drop(connection: Connection, *note_ids: str) -> None:
    """Take notes out of the index; their rows must still be as they were put in."""
    connection.executemany(
        "INSERT INTO note_fts (note_fts, rowid, text, left_over)"
        " SELECT 'delete', nr, text, left_over FROM note WHERE id = ?",
        [(one,) for one in note_ids],
    )


def is_letter(char: str) -> bool:
    """Whether the index may hold a character: everything else only parts its words."""
    return unicodedata.category(char)[0] in "LNM" or unicodedata.category(char) == "Co"


def is_symbol(char: str) -> bool:
    """Whether a character means something without being a letter: a smiley, a currency, a plus."""
    return unicodedata.category(char)[0] == "S"
