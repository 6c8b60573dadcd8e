"""A claim in words that somebody said: the quoted note, whole where it is short."""

from __future__ import annotations

import re

from data.text import one_line

LONGEST = 80
"""Characters of a note that are quoted whole: nearly all notes fit."""

_CLAUSE_END = re.compile(r"[.;:!?](?=\s)|,(?=\s)|\s[–—-](?=\s)")
_SHORTEST = 30


def words_of(text: str, most: int = LONGEST) -> str:
    """Return a note as it is quoted: whole where it fits, else to the end of a clause with "…".

    A clause that ends very early says too little; then as many whole words as fit are quoted.
    """
    line = one_line(text)
    if len(line) <= most:
        return line
    ends = [found.start() for found in _CLAUSE_END.finditer(line, 0, most)]
    at = ends[-1] if ends and ends[-1] >= _SHORTEST else line.rfind(" ", 0, most)
    return f"{line[: at if at > 0 else most - 1].rstrip(' ,;:–—-')} …"
