"""Full text over the notes: any text is a valid query.

Words must all occur, in any order; case does not matter, nor do the accents of Latin letters.
``"in quotes"`` is a phrase, a star at the end of a word or phrase stands for any ending, ``OR``
takes either side, ``NOT`` leaves out the word or phrase that follows, and ``AND`` may be written.
Operators are upper case; NOT binds before AND, AND before OR.  An operator that joins nothing is an
ordinary word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.store.connection import Connection

COLUMNS = frozenset({"text", "left_over"})
"""The columns of a note that the index covers."""

MOST_TERMS = 200
"""Words and phrases of a query that count; more than that were pasted, not asked."""

_PART = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')
_JOINS = {"AND", "OR"}


@dataclass(frozen=True, slots=True)
class Query:
    """A query as FTS5 expressions: notes that match ``either``, or miss any one of ``without``.

    FTS5 can only take away from something found, so each alternative that is nothing but ``NOT``
    stands in ``without``.  Where both are empty, nothing was asked: every note fits.
    """

    either: str = ""
    without: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where every note fits."""
        return not self.either and not self.without


def to_match(text: str) -> Query:
    """Read a query; never raises, whatever the text holds."""
    either: list[str] = []
    without: list[str] = []
    for wanted, unwanted in _alternatives(_parts(text)):
        refused = " OR ".join(unwanted)
        if wanted:
            found = " AND ".join(wanted)
            either.append(f"(({found}) NOT ({refused}))" if unwanted else f"({found})")
        elif unwanted:
            without.append(refused)
    return Query(" OR ".join(either), tuple(without))


def condition(query: Query) -> tuple[str, list[Any]]:
    """The query as an SQL condition over ``note.nr``, and its parameters."""
    matching = "SELECT rowid FROM note_fts WHERE note_fts MATCH ?"
    parts = [f"note.nr IN ({matching})"] if query.either else []
    parts += [f"note.nr NOT IN ({matching})" for _ in query.without]
    parameters = ([query.either] if query.either else []) + list(query.without)
    return (f"({' OR '.join(parts)})" if parts else "1"), parameters


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


def rebuild(connection: Connection) -> None:
    """Make the index again from the notes, leaving no trace of words that are gone from them."""
    connection.execute("INSERT INTO note_fts (note_fts) VALUES ('rebuild')")


def _parts(text: str) -> list[tuple[str, bool]]:
    """The pieces of a query: an operator's name or an FTS5 term, and whether it is a term."""
    parts: list[tuple[str, bool]] = []
    terms = 0
    for match in _PART.finditer(text):
        phrase, star, word = match.groups()
        if word in _JOINS or word == "NOT":
            parts.append((word, False))
            continue
        if word is not None:
            star = "*" if word.endswith("*") else ""
            phrase = word
        spaced = "".join(char if is_letter(char) else " " for char in phrase).strip()
        if spaced and terms < MOST_TERMS:
            parts.append((f'"{" ".join(spaced.split())}"{star}', True))
            terms += 1
    return parts


def is_letter(char: str) -> bool:
    """Whether the index may hold a character: everything else only parts its words."""
    return unicodedata.category(char)[0] in "LNM" or unicodedata.category(char) == "Co"


def is_symbol(char: str) -> bool:
    """Whether a character means something without being a letter: a smiley, a currency, a plus."""
    return unicodedata.category(char)[0] == "S"


def _alternatives(parts: list[tuple[str, bool]]) -> list[tuple[list[str], list[str]]]:
    """The sides of every OR, each as its wanted and its unwanted terms."""
    found: list[tuple[list[str], list[str]]] = [([], [])]
    refusing = False
    for index, (part, is_term) in enumerate(parts):
        before = index > 0 and parts[index - 1][1]
        after = index + 1 < len(parts) and parts[index + 1][1]
        if not is_term:
            next_word = parts[index + 1][0] if index + 1 < len(parts) else ""
            joins = before and (after or next_word == "NOT")
            if part == "NOT" and after:
                refusing = True
                continue
            if part in _JOINS and joins:
                if part == "OR":
                    found.append(([], []))
                continue
            part = f'"{part}"'
        wanted, unwanted = found[-1]
        (unwanted if refusing else wanted).append(part)
        refusing = False
    return found
