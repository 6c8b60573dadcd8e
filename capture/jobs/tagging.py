"""Tagging notes: the one under the cursor, a marked set or all that fit a filter, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capture.jobs.marking import Targets
from capture.jobs.notetaking import tag_named
from capture.jobs.tagtelling import Names, Tagging, label_of, told_before
from data.errors import Cancelled, Progress, ShouldStop
from data.records import NoteId
from data.store import tags
from data.store.tagging import Plan, Retag, plan, write
from data.store.tagging import stepped as stepped
from data.text import counted, fold

if TYPE_CHECKING:
    from data.store import Project
    from data.store.common import Reader
    from data.store.log import Change


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
        return f"{self.label}{f' ({same:,} were so already)' if same else ''}."


def put(**columns: object) -> Tagging:
    """Give columns of a note: kind, need_type, stage, channel, emotion, source, verbatim, …."""
    return Tagging(Retag(put=tuple(columns.items())))


def feel(by: int) -> Tagging:
    """Say that it felt better or worse by some steps."""
    return Tagging(Retag(feel=by))


def turn(mark: str) -> Tagging:
    """Set ``verbatim``, ``flagged`` or ``set_aside``, or take it away where all have it."""
    return Tagging(Retag(turn=mark))


def give(list_: str, *ids: str) -> Tagging:
    """Add personas or free tags."""
    return Tagging(Retag(give=tuple((list_, one) for one in ids)))


def take(list_: str, *ids: str) -> Tagging:
    """Take personas or free tags away."""
    return Tagging(Retag(take=tuple((list_, one) for one in ids)))


def only(list_: str, *ids: str) -> Tagging:
    """Leave exactly these personas or free tags."""
    return Tagging(Retag(only=((list_, ids),)))


def together(parts: Iterable[Tagging]) -> Tagging:
    """Do several at once; of two that turn or step something the first counts."""
    some = list(parts)
    whole = [one.retag for one in some]
    return Tagging(
        Retag(
            put=tuple(pair for one in whole for pair in one.put),
            feel=next((one.feel for one in whole if one.feel), 0),
            turn=next((one.turn for one in whole if one.turn), ""),
            give=tuple(pair for one in whole for pair in one.give),
            take=tuple(pair for one in whole for pair in one.take),
            only=tuple(pair for one in whole for pair in one.only),
        ),
        tuple(name for one in some for name in one.new),
    )


def preview(project: Project, targets: Targets, wanted: Tagging) -> Preview:
    """Say how many notes would change and from what, without changing any.

    Raises:
        NotFound: a filter or the tagging names something that is not there any more.
    """
    with project.reading():
        names = Names(project)
        names.refuse_gone(wanted.retag)
        retag = _as_if_made(project, wanted)
        planned = plan(project, targets.resolve(project), retag)
        was = told_before(planned, retag, names)
        return Preview(len(planned.notes), len(planned.changing), was)


def tag(
    project: Project,
    targets: Targets,
    wanted: Tagging,
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
        names.refuse_gone(wanted.retag)
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


def _made(change: Change, wanted: Tagging) -> Retag:
    """Return the retag with its new free tags made, or found where another window was quicker."""
    made = tuple(("tag", tag_named(change, name)) for name in wanted.new)
    return replace(wanted.retag, give=wanted.retag.give + made)


def _as_if_made(reader: Reader, wanted: Tagging) -> Retag:
    known = {fold(one.name): str(one.id) for one in tags.all(reader)} if wanted.new else {}
    made = tuple(("tag", known.get(fold(name), f"new {name}")) for name in wanted.new)
    return replace(wanted.retag, give=wanted.retag.give + made)
