"""Notes as rows of a spreadsheet, what a spreadsheet may have made of a cell, and what a cell says.

A row is known by its note's id.  ``revision`` holds a short print of each of its cells as written,
so that it can be told, cell by cell, who has changed what since: the sheet, the project, or both.
A cell counts as changed only where it says something else than what was written there, white space
and a spreadsheet's own manners aside.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from data.exchange import values
from data.records import NeedType, Note, Stance
from data.store.lists import STORES, participants
from data.text import defuse, fold, visible
from data.vocabulary import OWN

if TYPE_CHECKING:
    from data.store.common import Reader

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
    "consent",
)
"""The header row; the last says what may leave the team, and goes with the words elsewhere."""

EDITABLE = (*COLUMNS[1:14], "left_over")
"""The columns whose changes are taken back into the project."""

_PRINTED = COLUMNS[1:-2]

SEPARATOR = "; "
"""Stands between several personas, tags or participants."""

MOST = 32_767
"""Characters that a spreadsheet keeps of a cell; the rest it cuts off."""

_STANCES = {Stance.SAID: "", Stance.AGREES: " (agrees)", Stance.DISAGREES: " (disagrees)"}
STANCE = re.compile(r"(.*?)(?:\s*\((said|agrees|disagrees)\))?", re.IGNORECASE | re.DOTALL)
"""A participant in a cell: the name, and how they stand to the note."""

_PRINT = 5
_KEPT = 1000  # most cells of a sheet are one of a few names
_ERROR = re.compile(r"#(?:N/A|[A-ZÄÖÜÉ0-9/]{2,12}[!?])|Err:5\d\d")

# What spreadsheets take for a number or a date, and then show, and save, in their own way.
_NUMBERLIKE = re.compile(
    r"\s*[-+(]?[$€£]?\s*\d[\d.,  ']*%?\)?\s*|\s*[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d+\s*"
)
_DATELIKE = re.compile(
    r"\s*\d{1,4}[-/. ]\d{1,2}(?:[-/. ]\d{1,4})?\s*"
    r"|\s*\d{1,4}[-/. ]{0,2}[A-Za-z]{3,9}\.?[-/. ]?\d{0,4}\s*"
    r"|\s*[A-Za-z]{3,9}[-/. ]\d{1,4}\s*|\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AaPp][Mm])?\s*"
)
_SWITCH = re.compile(r"\s*(true|false|wahr|falsch|vrai|faux)\s*", re.IGNORECASE)


def row(note: Note, names: Mapping[str, str]) -> dict[str, str]:
    """Return a note's cells with their revision, as a sheet is written."""
    found = cells(note, names)
    return found | {"revision": revision(found)}


def cells(note: Note, names: Mapping[str, str]) -> dict[str, str]:
    """Return a note's cells by column, guarded against formulas; ``names`` maps ids to names."""
    said = [f"{names.get(a.participant, '?')}{_STANCES[a.stance]}" for a in note.participants]
    plain = {
        "id": note.id,
        "text": note.text,
        "kind": note.kind.value if note.kind else "",
        "need_type": note.need_type.value if note.need_type else "",
        "stage": names.get(note.stage, "?") if note.stage else "",
        "personas": SEPARATOR.join(names.get(thing, "?") for thing in note.personas),
        "channel": names.get(note.channel, "?") if note.channel else "",
        "emotion": "" if note.emotion is None else str(int(note.emotion)),
        "source": note.source.value if note.source else "",
        "tags": SEPARATOR.join(names.get(thing, "?") for thing in note.tags),
        "word_for_word": "yes" if note.verbatim else "",
        "flagged": "yes" if note.flagged else "",
        "set_aside": "yes" if note.set_aside else "",
        "participants": SEPARATOR.join(said) or note.respondent,
        "session": names.get(note.session, "?"),
        "at": note.at.isoformat(timespec="seconds"),
        "left_over": note.left_over,
    }
    return {name: _safe(cell) if cell else "" for name, cell in plain.items()}


@lru_cache(_KEPT)
def _safe(cell: str) -> str:
    return guard(visible(cell, keep_newlines=True))


def revision(found: Mapping[str, str]) -> str:
    """Return the prints of a row's cells; it begins with a letter, so that it stays a text."""
    return "r" + "".join(_print(found[name]) for name in _PRINTED)


def prints(cell: str) -> dict[str, str] | None:
    """Return the print of each cell out of a revision; ``None`` where it is none."""
    text = cell.strip()
    if len(text) != 1 + _PRINT * len(_PRINTED) or not text.startswith("r"):
        return None
    return {name: text[1 + _PRINT * at :][:_PRINT] for at, name in enumerate(_PRINTED)}


def is_print_of(printed: str, cell: str) -> bool:
    """Whether a cell says what was printed."""
    return printed == _print(cell)


@lru_cache(_KEPT)
def _print(cell: str) -> str:
    digest = hashlib.sha256(settled(cell).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:5]).decode("ascii").lower()[:_PRINT]


def write(rows: Iterable[Mapping[str, str]], *, mark: bool) -> str:
    """Return rows as CSV (RFC 4180, CR LF); with ``mark`` a BOM tells Excel that it is UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, restval="")
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
    return before == after or settled(before) == settled(after)


def is_cut(before: str, after: str) -> bool:
    """Whether a spreadsheet cut a cell at its longest."""
    old, new = settled(before), settled(after)
    return len(before) > MOST and MOST - 64 <= len(new) < len(old) and old.startswith(new)


def is_mangled(before: str, after: str) -> bool:
    """Whether a change looks like a spreadsheet's own.

    A text was taken for a number, date or truth, or for a formula that failed; or its letters were
    lost or turned into others by saving in an old encoding.
    """
    old, new = settled(before), settled(after)
    if not old or not new:
        return False
    if _ERROR.fullmatch(new) or (_SWITCH.fullmatch(old) and _SWITCH.fullmatch(new)):
        return True
    if _NUMBERLIKE.fullmatch(old) and _NUMBERLIKE.fullmatch(new):
        return _same_number(old, new) or bool(_DATELIKE.fullmatch(old))
    looks = (_NUMBERLIKE, _DATELIKE)
    if any(like.fullmatch(old) for like in looks) and any(like.fullmatch(new) for like in looks):
        return True
    return _reencoded(old, new)


def _same_number(old: str, new: str) -> bool:
    """Whether two numbers are one, rounded, scaled or written in another way."""
    was, now = (re.sub(r"[^\d]", "", re.split("[eE]", text)[0]).strip("0") for text in (old, new))
    if was == now:
        return True
    shorter = min(len(was), len(now))
    return shorter >= 5 and was[: shorter - 1] == now[: shorter - 1]


def _reencoded(old: str, new: str) -> bool:
    """Whether a text was saved, or read, in another encoding than UTF-8."""
    if old.isascii():
        return False
    try:
        if new.encode("cp1252").decode("utf-8") == old:
            return True
    except UnicodeError:
        pass
    parts = [re.escape(char) if _keeps(char) else f"(?:{_lost(char)})" for char in old]
    return re.fullmatch("".join(parts), new, re.DOTALL) is not None


def lost(before: str, after: str) -> str:
    """Return the letters that an edited text has lost to an old encoding; "" where none."""
    old, new = settled(before), settled(after)
    gone = [
        one for one in dict.fromkeys(old) if not _keeps(one) and old.count(one) > new.count(one)
    ]
    return "".join(gone) if new.count("?") > old.count("?") else ""


def _keeps(char: str) -> bool:
    """Whether an old Windows encoding has a letter."""
    try:
        char.encode("cp1252")
    except UnicodeError:
        return False
    return True


def _lost(char: str) -> str:
    """Return what such an encoding may leave of a letter that it lacks, as a pattern."""
    near = "[A-Za-z]" if char.isalpha() else "_"
    return f"{re.escape(char)}|\\?\\??|{near}"


LISTS = {one.column: one for one in OWN}
"""The columns that name things of a list."""

_SWITCHES = ("word_for_word", "flagged", "set_aside")
_OFF = frozenset({"", "no", "n", "0", "false", "falsch", "faux", "nein", "non"})
_ON = frozenset({"yes", "y", "x", "1", "true", "wahr", "vrai", "ja", "oui"})


class Cells:
    """Reads cells; ``trouble`` gathers what cannot be read, ``made`` the names to be made."""

    def __init__(self, reader: Reader, names: Mapping[str, str], *, add: bool) -> None:
        """Know the names of a project; with ``add`` unknown ones are to be made."""
        self._add = add
        self.trouble: list[str] = []
        self.made: dict[str, dict[str, str]] = {column: {} for column in (*LISTS, "participants")}
        self._known: dict[str, dict[str, str]] = {
            column: {fold(name): id_ for id_, name in STORES[own.name].names(reader).items()}
            for column, own in LISTS.items()
        }
        people = participants.all(reader)
        self._known["participants"] = {
            fold(name): str(who.id) for who in people for name in (names[who.id], who.code)
        }

    def knows(self, column: str, cell: str) -> bool:
        """Whether a cell names only what the project has; True for columns without names."""
        known = self._known.get(column)
        return known is None or all(fold(one) in known for one in values.names_in(cell, ";"))

    def value(self, line: int, column: str, cell: str) -> tuple[bool, Any]:
        """Return whether a cell could be read, and its value as the store takes it."""
        if column == "text":
            if not cell:
                self.trouble.append(f"line {line}: the text is empty (remove the note in the app)")
            return bool(cell), cell
        if column == "participants":
            return self._people(line, cell)
        if column in LISTS:
            return self._names(line, column, cell)
        if column in _SWITCHES:
            return self._switch(line, column, cell)
        return self._plain(line, column, cell)

    def _names(self, line: int, column: str, cell: str) -> tuple[bool, Any]:
        many = LISTS[column].several
        named = [self._named(line, column, name) for name in values.names_in(cell, ";")]
        if not many and len(named) > 1:
            self.trouble.append(f"line {line}: “{cell[:40]}” is more than one {column}")
            return False, None
        if None in named:
            return False, None
        return True, tuple(named) if many else next(iter(named), None)

    def _people(self, line: int, cell: str) -> tuple[bool, Any]:
        people = []
        for part in values.names_in(cell, ";"):
            match = STANCE.fullmatch(part)
            name, stance = (match[1], match[2]) if match else (part, None)
            people.append((self._named(line, "participants", name), _stance(stance)))
        return all(who is not None for who, _ in people), tuple(people)

    def _plain(self, line: int, column: str, cell: str) -> tuple[bool, Any]:
        if not cell or column == "left_over":
            return True, cell or None
        value: Any = None
        if column == "kind":
            value = (values.to_kind(cell) or (None,))[0]
        elif column == "need_type":
            value = next((need for need in NeedType if need.value == fold(cell)), None)
        elif column == "source":
            value = values.to_source(cell)
        elif column == "emotion":
            bare = cell.lstrip("'")
            inside = bare.startswith("(") and bare.endswith(")")  # how ledgers write a minus
            value = values.to_emotion("-" + bare[1:-1] if inside else bare)
        if value is None:
            what = column.replace("_", " ")
            self.trouble.append(f"line {line}: “{cell[:40]}” is no {what}")
        return value is not None, value

    def _switch(self, line: int, column: str, cell: str) -> tuple[bool, bool]:
        word = fold(cell)
        if word in _OFF or word in _ON:
            return True, word in _ON
        said = column.replace("_", " ")
        self.trouble.append(f"line {line}: {said} is yes or empty, not “{cell[:40]}”")
        return False, False

    def _named(self, line: int, column: str, name: str) -> str | None:
        """Return the id of a name, or the name itself where it is to be made."""
        found = self._known[column].get(fold(name))
        if found is not None:
            return found
        if self._add and name:
            return self.made[column].setdefault(fold(name), name)
        what = LISTS[column].name if column in LISTS else "participant"
        self.trouble.append(f"line {line}: there is no {what} “{name[:40]}” (--add makes it)")
        return None


def _stance(word: str | None) -> Stance:
    return Stance(word.casefold()) if word else Stance.SAID
