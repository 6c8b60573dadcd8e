"""What an edited cell of a sheet says, in the store's terms; what is not understood is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from data.exchange import sheet, values
from data.records import NeedType, Stance
from data.store import channels, participants, personas, stages, tags
from data.text import fold

if TYPE_CHECKING:
    from data.store.common import Reader

LISTS: dict[str, tuple[Callable[[Reader], Any], str]] = {
    "stage": (stages.all, "title"),
    "personas": (personas.all, "name"),
    "channel": (channels.all, "name"),
    "tags": (tags.all, "name"),
}
"""The columns that name things of a list: how to read the list, and where its names are."""

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
            column: {fold(getattr(one, label)): one.id for one in everything(reader)}
            for column, (everything, label) in LISTS.items()
        }
        people = participants.all(reader)
        self._known["participants"] = {
            fold(name): str(one.id) for one in people for name in (names[one.id], one.code)
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
        many = column in ("personas", "tags")
        named = [self._named(line, column, one) for one in values.names_in(cell, ";")]
        if not many and len(named) > 1:
            self.trouble.append(f"line {line}: “{cell[:40]}” is more than one {column}")
            return False, None
        if any(one is None for one in named):
            return False, None
        return True, tuple(named) if many else next(iter(named), None)

    def _people(self, line: int, cell: str) -> tuple[bool, Any]:
        found = []
        for part in values.names_in(cell, ";"):
            match = sheet.STANCE.fullmatch(part)
            name, stance = (match[1], match[2]) if match else (part, None)
            found.append((self._named(line, "participants", name), _stance(stance)))
        return all(who is not None for who, _ in found), tuple(found)

    def _plain(self, line: int, column: str, cell: str) -> tuple[bool, Any]:
        if not cell or column == "left_over":
            return True, cell or None
        found: Any = None
        if column == "kind":
            read = values.to_kind(cell)
            found = read[0] if read is not None else None
        elif column == "need_type":
            found = next((one for one in NeedType if one.value == fold(cell)), None)
        elif column == "source":
            found = values.to_source(cell)
        elif column == "emotion":
            bare = cell.lstrip("'")
            inside = bare.startswith("(") and bare.endswith(")")  # how ledgers write a minus
            found = values.to_emotion("-" + bare[1:-1] if inside else bare)
        if found is None:
            what = column.replace("_", " ")
            self.trouble.append(f"line {line}: “{cell[:40]}” is no {what}")
        return found is not None, found

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
        what = {"personas": "persona", "tags": "tag", "participants": "participant"}
        self.trouble.append(
            f"line {line}: there is no {what.get(column, column)} “{name[:40]}” (--add makes it)"
        )
        return None


def _stance(word: str | None) -> Stance:
    return Stance(word.casefold()) if word else Stance.SAID
