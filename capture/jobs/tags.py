"""Tagging notes by name or id, one or many at once, and telling what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capture.jobs.browse import Targets
from capture.jobs.names import Known, word
from capture.jobs.notes import tag_named
from data.errors import Cancelled, NotFound, Progress, ShouldStop, UsageError
from data.records import Emotion, Kind, NeedType, NoteId, Source
from data.store import notes
from data.store.lists import STORES
from data.store.tagging import Plan, plan, write
from data.store.tagging import Retag as Retag
from data.store.tagging import stepped as stepped
from data.text import as_done, clip, counted, fold, visible
from data.vocabulary import LISTS

if TYPE_CHECKING:
    from data.store import Project
    from data.store.common import Reader
    from data.store.log import Change

_FEELS = {-2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2"}
_TURNED = {
    "verbatim": ("Tag {0} word for word", "Take “word for word” from {0}"),
    "flagged": ("Flag {0}", "Unflag {0}"),
    "set_aside": ("Set {0} aside", "Bring {0} back"),
}
_MARKS = {"verbatim": "word for word", "flagged": "flagged", "set_aside": "set aside"}


class Names:
    """The names of what notes are tagged with, each list read when it is first asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lists: dict[str, dict[str, str]] = {}

    def of(self, list_: str) -> dict[str, str]:
        """Return the names of one list by their ids."""
        if list_ not in self._lists:
            self._lists[list_] = STORES[list_].names(self._reader)
        return self._lists[list_]

    def refuse_gone(self, wanted: Retag) -> None:
        """Refuse a tagging that names something another window has removed."""
        named = [
            *wanted.put,
            *wanted.give,
            *((field, value) for field, some in wanted.only for value in some),
        ]
        for field, value in named:
            if _is_own(field) and value is not None and str(value) not in self.of(field):
                raise NotFound(
                    f"That {LISTS[field].word} is not there any more: nothing was changed."
                )

    def told(self, field: str, value: object) -> str:
        """Return a value of a column or list as people read it, with the sign of its list."""
        if _is_own(field):
            name = self.of(field).get(str(value), str(value).removeprefix("new "))
            return f"{LISTS[field].sign}{visible(name)}"
        if field == "emotion":
            return f"emotion {_FEELS.get(int(str(value)), '?')}"
        return f"source {value}" if field == "source" else str(value)


def _is_own(field: str) -> bool:
    """Whether the project names what is in a list; else it is a word, a number or a mark."""
    return field in LISTS and LISTS[field].is_own


def told_before(planned: Plan, wanted: Retag, names: Names) -> tuple[tuple[str, int], ...]:
    """Return how the notes that would change stand now, the commonest first."""
    first = next(iter((*wanted.columns, *wanted.lists)), "")
    were = (_now(first, planned.before[first][note], names) for note in planned.changing)
    return tuple(Counter(were).most_common())


def _now(field: str, value: object, names: Names) -> str:
    if field in _TURNED:
        return f"now {_MARKS[field]}" if value else f"not {_MARKS[field]}"
    if value is None or value == ():
        if field in ("need_type", "emotion"):
            return "no type" if field == "need_type" else "without an emotion"
        return f"without a {LISTS[field].word}"
    if isinstance(value, tuple):
        return "now " + " ".join(names.told(field, one) for one in value)
    if field == "stage":
        return f"now at {names.told(field, value)[1:]}"
    return f"now {names.told(field, value)}"


def label_of(reader: Reader, planned: Plan, wanted: Retag, names: Names) -> str:
    """Return what history and undo call it: “Put 214 notes at Wait”."""
    those = those_of(reader, planned.changing)
    if wanted.turn:
        return _TURNED[wanted.turn][0 if planned.turned else 1].format(those)
    if wanted.feel and len(planned.changing) > 1:
        return f"{'Raise' if wanted.feel > 0 else 'Lower'} the emotion of {those}"
    added, taken = _parts(reader, planned, wanted, names)
    if added == [] and taken:
        return f"Take {', '.join(taken)} from {those}"
    if len(added) == 1 and not taken and added[0].startswith("#"):
        return f"Put {those} at {added[0][1:]}"
    without = f" without {', '.join(taken)}" if taken else ""
    return f"Tag {those} {', '.join(added)}{without}"


def _parts(
    reader: Reader, planned: Plan, wanted: Retag, names: Names
) -> tuple[list[str], list[str]]:
    """Return what is given and what is taken away, in words."""
    added: list[str] = []
    taken: list[str] = []
    for field, value in wanted.put:
        if field in _TURNED:
            word = _MARKS[field]
            (added if value else taken).append(word)
        elif value is None:
            taken.append("the need's type" if field == "need_type" else f"the {field}")
        else:
            added.append(names.told(field, getattr(value, "value", value)))
    if wanted.feel:
        after = notes.get(reader, planned.changing[0])
        now = None if after is None or after.emotion is None else int(after.emotion)
        then = stepped(now, wanted.feel)
        (taken if then is None else added).append(
            "the emotion" if then is None else names.told("emotion", then)
        )
    for field, some in wanted.only:
        added += [names.told(field, value) for value in some]
        taken += [] if some else [f"every {LISTS[field].word}"]
    added += [names.told(field, value) for field, value in wanted.give]
    added += [f"+{visible(name)}" for name in wanted.new]
    taken += [names.told(field, value) for field, value in wanted.take]
    return added, taken


def those_of(reader: Reader, ids: Sequence[NoteId]) -> str:
    """Return how to call some notes: the words of a single one, else their number."""
    if len(ids) > 1:
        return counted(len(ids), "note")
    note = notes.get(reader, ids[0])
    return f"“{clip(visible(note.text[:400]), 40)}”" if note is not None else "a note"


_MOST_TOLD = 4


@dataclass(frozen=True, slots=True)
class Preview:
    """How many notes there are, how many would change, and from what: the most first."""

    notes: int
    changing: int
    was: tuple[tuple[str, int], ...]

    def sentence(self) -> str:
        """Return it in one line: “214 notes: 180 without a stage, 34 now at Wait”."""
        if not self.changing:
            few = "it is" if self.notes == 1 else "all are"
            return f"{counted(self.notes, 'note')}: {few} so already" if self.notes else "No note."
        parts = [f"{count:,} {told}" for told, count in self.was[:_MOST_TOLD]]
        rest = sum(count for _, count in self.was[_MOST_TOLD:])
        parts += [f"{rest:,} others"] if rest else []
        same = self.notes - self.changing
        parts += [f"{same:,} so already"] if same else []
        return f"{counted(self.notes, 'note')}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Tagged:
    """What was done: its label ("" where nothing was to do) and the notes that it changed."""

    label: str
    changed: tuple[NoteId, ...]
    notes: int

    def sentence(self) -> str:
        """Return what to tell of it."""
        if not self.label:
            few = "It is" if self.notes == 1 else f"All {self.notes:,} are"
            return f"{few} so already." if self.notes else "That note is not there any more."
        same = self.notes - len(self.changed)
        return f"{as_done(self.label)}{f' ({same:,} were so already)' if same else ''}."


def put(**columns: object) -> Retag:
    """Give columns of a note: kind, need_type, stage, channel, emotion, source, verbatim, …."""
    return Retag(put=tuple(columns.items()))


def give(list_: str, *ids: str) -> Retag:
    """Add personas or free tags."""
    return Retag(give=tuple((list_, one) for one in ids))


def take(list_: str, *ids: str) -> Retag:
    """Take personas or free tags away."""
    return Retag(take=tuple((list_, one) for one in ids))


def only(list_: str, *ids: str) -> Retag:
    """Leave exactly these personas or free tags."""
    return Retag(only=((list_, ids),))


def new_tag(name: str) -> Retag:
    """Add a free tag by its name, made where it is new."""
    return Retag(new=(" ".join(name.split()),))


def together(parts: Iterable[Retag]) -> Retag:
    """Do several at once; of two that turn or step something the first counts."""
    some = list(parts)
    return Retag(
        put=tuple(pair for part in some for pair in part.put),
        feel=next((part.feel for part in some if part.feel), 0),
        turn=next((part.turn for part in some if part.turn), ""),
        give=tuple(pair for part in some for pair in part.give),
        take=tuple(pair for part in some for pair in part.take),
        only=tuple(pair for part in some for pair in part.only),
        new=tuple(name for part in some for name in part.new),
    )


def preview(project: Project, targets: Targets, wanted: Retag) -> Preview:
    """Say how many notes would change and from what, without changing any.

    Raises:
        NotFound: a filter or the tagging names something that is not there any more.
    """
    with project.reading():
        names = Names(project)
        names.refuse_gone(wanted)
        retag = _as_if_made(project, wanted)
        planned = plan(project, targets.resolve(project), retag)
        was = told_before(planned, retag, names)
        return Preview(len(planned.notes), len(planned.changing), was)


def tag(
    project: Project,
    targets: Targets,
    wanted: Retag,
    *,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> Tagged:
    """Tag notes in one change; those that are so already are not touched.

    Args:
        project: an open project.
        targets: which notes.
        wanted: what to do.
        progress: called with (rows written, rows to write) of a long one.
        cancelled: asked now and then whether to stop.

    Raises:
        NotFound: a filter or the tagging names something that is not there any more.
        NameTaken: a new free tag cannot have that name.
        Cancelled: ``cancelled`` answered True; nothing was changed.
    """
    with project.change("Tag notes") as change:
        names = Names(change)
        names.refuse_gone(wanted)
        ids = targets.resolve(project)
        if not ids:
            return Tagged("", (), 0)
        retag = _made(change, wanted)
        planned = plan(change, ids, retag)
        if not planned.changing:
            return Tagged("", (), len(planned.notes))
        label = label_of(change, planned, wanted, names)
        change.rename(label)
        write(change, planned, step_of(planned, progress, cancelled))
    return Tagged(label, planned.changing, len(planned.notes))


def step_of(
    planned: Plan, progress: Progress | None, cancelled: ShouldStop | None
) -> Callable[[int], None]:
    """Return what is told of rows as they are written: it tells of them, or ends it all."""
    whole = len(planned.edits) + len(planned.gone) + len(planned.new)

    def step(done: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done, whole)

    return step


def _made(change: Change, wanted: Retag) -> Retag:
    """Return the retag with its new free tags made, or found where another window was quicker."""
    made = tuple(("tag", tag_named(change, name)) for name in wanted.new)
    return replace(wanted, give=wanted.give + made)


def _as_if_made(reader: Reader, wanted: Retag) -> Retag:
    tags = STORES["tag"].names(reader) if wanted.new else {}
    known = {fold(name): id_ for id_, name in tags.items()}
    made = tuple(("tag", known.get(fold(name), f"new {name}")) for name in wanted.new)
    return replace(wanted, give=wanted.give + made)


NONE = "none"
"""The word that takes away."""


def by_name(project: Project, field: str, name: str, *, away: bool = False) -> Retag:
    """Give notes what is called so, or take it away: of a list, an emotion or a type of need.

    “none” takes away whatever they have of the list.  A free tag is made where it is new.

    Raises:
        NotFound: nothing is called so, or more than one thing; the known names are listed.
        UsageError: no such emotion.
    """
    column = "need_type" if field == "need" else field
    several = field in LISTS and LISTS[field].several
    if name.strip().casefold() == NONE and not away:
        return only(field) if several else put(**{column: None})
    if field == "emotion":
        return put(emotion=_emotion(name))
    if not _is_own(field):
        words = NeedType if field == "need" else Kind if field == "kind" else Source
        return put(**{column: word(words, name, field)})
    known = Known(STORES[field].names(project).items(), LISTS[field].word, lambda pair: pair[1])
    if field == "tag" and not away:
        # Only its whole name finds it: the beginning of one may well be the name of another.
        exact = known.finder.exact(name)
        return give(field, exact[0][0]) if exact else new_tag(name)
    id_ = known.find(name)[0]
    if several:
        return (take if away else give)(field, id_)
    return put(**{column: id_})


def _emotion(typed: str) -> Emotion:
    try:
        return Emotion(int(typed.strip().replace("−", "-")))
    except ValueError as error:
        raise UsageError(
            f"“{typed}” is no emotion: give -2, -1, 0, 1, 2 or none. Nothing was changed."
        ) from error
