"""The typing grammar: one typed line to text and tags (`parse`), and back (`write`).

Pure: what a line says depends on the line and on the names that it may use, on nothing else.

A line is text with at most a card's code and a speaker before it and a tail of tags after ``,,``::

    ma: phones ring out all morning ,,p--3 tou ph

Beyond the tags that people type live, two signs exist so that every note can be written as a line:
``=customer`` names any source in full, and ``?word`` keeps a word as left over whatever it means.
"""

from data.shorthand.model import (
    KIND_LETTERS,
    Hint,
    Named,
    NewSpeaker,
    Role,
    Shorthand,
    Span,
    Speaker,
    Vocabulary,
)
from data.shorthand.names import is_reserved, name_problem
from data.shorthand.openings import Opening
from data.shorthand.reading import open_line, parse
from data.shorthand.writing import AGAINST, describe, write

__all__ = [
    "AGAINST",
    "KIND_LETTERS",
    "Hint",
    "Named",
    "NewSpeaker",
    "Opening",
    "Role",
    "Shorthand",
    "Span",
    "Speaker",
    "Vocabulary",
    "describe",
    "is_reserved",
    "name_problem",
    "open_line",
    "parse",
    "write",
]
