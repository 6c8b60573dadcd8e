"""Notes as rows of a spreadsheet, and what a spreadsheet may have made of a cell meanwhile.

A row is known by its note's id; ``revision`` is a print of all its cells, so that a note that was
changed in the project since is noticed.  A cell counts as changed only where it says something else
than what was written there, white space and a spreadsheet's own manners aside.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping

from data.records import Note, Stance
from data.text import defuse, visible

COLUMNS = (
    "id",
    "text",
    "kind",
    "need_type",
    "stage",
    "personas",
    "channel",
    "emotion",
    "source",
    "tags",
    "word_for_word",
    "flagged",
    "set_aside",
    "participants",
    "session",
    "at",
    "left_over",
    "revision",
)
"""The header row."""

EDITABLE = COLUMNS[1:13]
"""The columns whose changes are taken back into the project."""

SEPARATOR = "; "
"""Stands between several personas, tags or participants."""

MOST = 32_767
"""Characters that a spreadsheet keeps of a cell; the rest it cuts off."""

_STANCES = {Stance.SAID: "", Stance.AGREES: " (agrees)", Stance.DISAGREES: " (disagrees)"}
_REVISION = 10

# What spreadsheets take for a number or a date, and then show, and save, in their own way.
_NUMBERLIKE = re.compile(
    r"\s*[-+(]?[$€£]?\s*\d[\d.,  ']*%?\)?\s*|\s*[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d+\s*"
)
_DATELIKE = re.compile(
    r"\s*\d{1,4}[-/. ]\d{1,2}(?:[-/. ]\d{1,4})?\s*"
    r"|\s*\d{1,4}[-/. ]?[A-Za-z]{3,9}\.?[-/. ]?\d{0,4}\s*"
    r"|\s*[A-Za-z]{3,9}[-/. ]\d{1,4}\s*|\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AaPp][Mm])?\s*"
)
_SWITCH = re.compile(r"\s*(true|false|wahr|falsch|vrai|faux)\s*", re.IGNORECASE)


def cells(note: Note, names: Mapping[str, str]) -> dict[str, str]:
    """Return a note's cells by column, guarded against formulas; ``names`` maps ids to names."""
    said = [f"{names.get(a.participant, '?')}{_STANCES[a.stance]}" for a in note.participants]
    plain = {
        "id": note.id,
        "text": note.text,
        "kind": note.kind.value if note.kind else "",
        "need_type": note.need_type.value if note.need_type else "",
        "stage": names.get(note.stage, "?") if note.stage else "",
        "personas": SEPARATOR.join(names.get(one, "?") for one in note.personas),
        "channel": names.get(note.channel, "?") if note.channel else "",
        "emotion": "" if note.emotion is None else str(int(note.emotion)),
        "source": note.source.value if note.source else "",
        "tags": SEPARATOR.join(names.get(one, "?") for one in note.tags),
        "word_for_word": "yes" if note.verbatim else "",
        "flagged": "yes" if note.flagged else "",
        "set_aside": "yes" if note.set_aside else "",
        "participants": SEPARATOR.join(said) or note.respondent,
        "session": names.get(note.session, "?"),
        "at": note.at.isoformat(timespec="seconds"),
        "left_over": note.left_over,
    }
    found = {name: guard(visible(cell, keep_newlines=True)) for name, cell in plain.items()}
    return found | {"revision": revision(found)}


def revision(found: Mapping[str, str]) -> str:
    """Return a print of a row's cells; it begins with a letter, so that it stays a text."""
    text = "\x1f".join(found[name] for name in COLUMNS if name in found and name != "revision")
    return "r" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:_REVISION]


def write(rows: Iterable[Mapping[str, str]], *, mark: bool) -> str:
    """Return rows as CSV (RFC 4180, CR LF); with ``mark`` a BOM tells Excel that it is UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" if mark else "") + buffer.getvalue()


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `unguard` gives it back exactly."""
    bare = cell.lstrip("'")
    return "'" + cell if defuse(bare) != bare else cell


def unguard(cell: str) -> str:
    """Return what was guarded; a cell that never was is given back as it is."""
    bare = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and defuse(bare) != bare else cell


def settled(cell: str) -> str:
    """Return a cell as far as it says anything: guards, line ends and spaces at its ends aside."""
    text = unguard(cell.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def is_same(before: str, after: str) -> bool:
    """Whether a cell still says what was written there."""
    return settled(before) == settled(after)


def is_cut(before: str, after: str) -> bool:
    """Whether a spreadsheet cut a cell at its longest."""
    old, new = settled(before), settled(after)
    return len(before) > MOST and MOST - 64 <= len(new) < len(old) and old.startswith(new)


def is_mangled(before: str, after: str) -> bool:
    """Whether a change looks like a spreadsheet's own: a text taken for a number, date or truth."""
    old, new = settled(before), settled(after)
    if not old or not new:
        return False
    if _SWITCH.fullmatch(old) and _SWITCH.fullmatch(new):
        return True
    looks = (_NUMBERLIKE, _DATELIKE)
    return any(like.fullmatch(old) for like in looks) and any(like.fullmatch(new) for like in looks)
