"""A change of tags in words: what it is called, and how the notes stood before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.errors import NotFound
from data.records import NoteId
from data.store import channels, notes, personas, stages, tags
from data.store.tagging import Plan, Retag, stepped
from data.text import clip, counted, visible

if TYPE_CHECKING:
    from data.store.common import Reader

LISTED: Mapping[str, str] = {"stage": "#", "persona": "@", "channel": "~", "tag": "+"}
"""The lists that a project names itself, and the signs that people type for them."""

_FEELS = {-2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2"}
_TURNED = {
    "verbatim": ("Tag {0} word for word", "Take “word for word” from {0}"),
    "flagged": ("Flag {0}", "Unflag {0}"),
    "set_aside": ("Set {0} aside", "Bring {0} back"),
}
_MARKS = {"verbatim": "word for word", "flagged": "flagged", "set_aside": "set aside"}
_WITHOUT = {"tag": "without a free tag", "emotion": "without an emotion", "need_type": "no type"}


@dataclass(frozen=True, slots=True)
class Tagging:
    """What to do to the tags of some notes: `Retag`, and free tags by name, made where new."""

    retag: Retag
    new: tuple[str, ...] = ()


class Names:
    """The names of what notes are tagged with, each list read when it is first asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lists: dict[str, dict[str, str]] = {}

    def of(self, what: str) -> dict[str, str]:
        """Return the names of one list by their ids."""
        if what not in self._lists:
            found: Sequence[Any] = {
                "stage": stages.all,
                "persona": personas.all,
                "channel": channels.all,
                "tag": tags.all,
            }[what](self._reader)
            self._lists[what] = {
                str(one.id): one.title if what == "stage" else one.name for one in found
            }
        return self._lists[what]

    def refuse_gone(self, wanted: Retag) -> None:
        """Refuse a tagging that names something another window has removed."""
        named = [(what, value) for what, value in wanted.put if what in LISTED]
        named += [*wanted.give, *((what, one) for what, some in wanted.only for one in some)]
        for what, value in named:
            if value is not None and str(value) not in self.of(what):
                word = "free tag" if what == "tag" else what
                raise NotFound(f"That {word} is not there any more: nothing was changed.")

    def told(self, what: str, value: object) -> str:
        """Return a value of a column or list as people read it, with the sign of its list."""
        if what in LISTED:
            name = self.of(what).get(str(value), str(value).removeprefix("new "))
            return f"{LISTED[what]}{visible(name)}"
        if what == "emotion":
            return f"emotion {_FEELS.get(int(str(value)), '?')}"
        return f"source {value}" if what == "source" else str(value)


def told_before(planned: Plan, wanted: Retag, names: Names) -> tuple[tuple[str, int], ...]:
    """Return how the notes that would change stand now, the commonest first."""
    first = next(iter((*wanted.columns, *wanted.lists)), "")
    found = Counter(_now(first, planned.before[first][one], names) for one in planned.changing)
    return tuple(found.most_common())


def _now(what: str, value: object, names: Names) -> str:
    if what in _TURNED:
        return f"now {_MARKS[what]}" if value else f"not {_MARKS[what]}"
    if value is None or value == ():
        return _WITHOUT.get(what, f"without a {what}")
    if isinstance(value, tuple):
        return "now " + " ".join(names.told(what, one) for one in value)
    if what == "stage":
        return f"now at {names.told(what, value)[1:]}"
    return f"now {names.told(what, value)}"


def label_of(reader: Reader, planned: Plan, wanted: Tagging, names: Names) -> str:
    """Return what history and undo call it: “Put 214 notes at Wait”."""
    those = those_of(reader, planned.changing)
    retag = wanted.retag
    if retag.turn:
        return _TURNED[retag.turn][0 if planned.turned else 1].format(those)
    if retag.feel and len(planned.changing) > 1:
        return f"{'Raise' if retag.feel > 0 else 'Lower'} the emotion of {those}"
    given, taken = _parts(reader, planned, wanted, names)
    if given == [] and taken:
        return f"Take {', '.join(taken)} from {those}"
    if len(given) == 1 and not taken and given[0].startswith("#"):
        return f"Put {those} at {given[0][1:]}"
    without = f" without {', '.join(taken)}" if taken else ""
    return f"Tag {those} {', '.join(given)}{without}"


def _parts(
    reader: Reader, planned: Plan, wanted: Tagging, names: Names
) -> tuple[list[str], list[str]]:
    """Return what is given and what is taken away, in words."""
    retag = wanted.retag
    given: list[str] = []
    taken: list[str] = []
    for what, value in retag.put:
        if what in _TURNED:
            word = _MARKS[what]
            (given if value else taken).append(word)
        elif value is None:
            taken.append("the need's type" if what == "need_type" else f"the {what}")
        else:
            given.append(names.told(what, getattr(value, "value", value)))
    if retag.feel:
        after = notes.get(reader, planned.changing[0])
        now = None if after is None or after.emotion is None else int(after.emotion)
        then = stepped(now, retag.feel)
        (taken if then is None else given).append(
            "the emotion" if then is None else names.told("emotion", then)
        )
    for what, some in retag.only:
        given += [names.told(what, one) for one in some]
        taken += [] if some else [f"every {'free tag' if what == 'tag' else what}"]
    given += [names.told(what, one) for what, one in retag.give]
    given += [f"+{visible(name)}" for name in wanted.new]
    taken += [names.told(what, one) for what, one in retag.take]
    return given, taken


def those_of(reader: Reader, ids: Sequence[NoteId]) -> str:
    """Return how to call some notes: the words of a single one, else their number."""
    if len(ids) > 1:
        return counted(len(ids), "note")
    note = notes.get(reader, ids[0])
    return f"“{clip(visible(note.text[:400]), 40)}”" if note is not None else "a note"
