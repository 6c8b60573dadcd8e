"""Taking suggestions: all above a line that somebody draws, seeing first how many may be wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.jobs.suggesting import Guess, Suggestions
from capture.jobs.tagging import Tagged, step_of
from capture.jobs.tagtelling import Names, those_of
from data.errors import Progress, ShouldStop
from data.records import NoteId
from data.store.tagging import Plan, Retag, plan, write
from data.text import counted

if TYPE_CHECKING:
    from capture.jobs.suggesting import Suggester
    from data.store import Project
    from data.store.log import Change

LINES = (95, 90, 80, 70, 60, 50, 40, 30, 20, 0)
"""The lines that are offered, in per cent."""

USUAL = 80
"""The line that is picked out first."""

WHAT = ("stage", "persona")
"""What is suggested in bulk; a kind never is."""


@dataclass(frozen=True, slots=True)
class Band:
    """What one line takes: ``notes`` at it or above, of which about ``wrong`` are to be put right.

    ``here`` and ``wrong_here`` count those between this line and the one above.
    """

    line: int
    notes: int
    wrong: float
    here: int
    wrong_here: float

    def as_document(self) -> dict[str, float]:
        """Return it in plain values."""
        return {"line": self.line, "notes": self.notes, "expected_wrong": round(self.wrong, 1)}


Chosen = Mapping[NoteId, Guess]
"""The likeliest suggestion for each note."""


def best(found: Suggestions, what: str = "stage", among: Iterable[NoteId] | None = None) -> Chosen:
    """Return the likeliest suggestion of each note that has one, of those ``among`` them."""
    if what == "persona":
        first = dict(found.personas)
    else:
        first = {note: some[0] for note, some in found.stages.items() if some}
    if among is None:
        return first
    wanted = set(among)
    return {note: one for note, one in first.items() if note in wanted}


def above(chosen: Chosen, line: int) -> Chosen:
    """Return what is at least so sure, in per cent."""
    return {note: one for note, one in chosen.items() if one.sure >= line}


def bands(chosen: Chosen) -> tuple[Band, ...]:
    """Return what each line would take, the surest first; lines that add nothing are left out."""
    found: list[Band] = []
    for line in LINES:
        some = above(chosen, line)
        wrong = sum(1 - one.chance for one in some.values())
        before = found[-1] if found else Band(100, 0, 0.0, 0, 0.0)
        if len(some) > before.notes:
            here = len(some) - before.notes
            found.append(Band(line, len(some), wrong, here, wrong - before.wrong))
    return tuple(found)


def told(project: Project, chosen: Chosen, what: str = "stage") -> tuple[tuple[str, int], ...]:
    """Return how many notes each stage or persona would get, the most first."""
    names = Names(project).of(what)
    found = Counter(names.get(one.id, "?") for one in chosen.values())
    return tuple(found.most_common())


def suggest_all(
    project: Project,
    suggester: Suggester,
    among: Callable[[Project], Iterable[NoteId]] | None = None,
    *,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> dict[str, Chosen]:
    """Return the likeliest stages and personas, learnt afresh, of the notes ``among`` finds.

    Raises:
        Cancelled: ``cancelled`` answered True.
        NotFound: ``among`` reads a filter that names something unknown.
    """
    wanted = set(among(project)) if among is not None else None
    found = suggester.everything(project, progress=progress, cancelled=cancelled, afresh=True)
    return {what: best(found, what, wanted) for what in WHAT}


def take(
    project: Project,
    chosen: Chosen,
    what: str = "stage",
    line: int | None = None,
    *,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> Tagged:
    """Give notes what was suggested, in one change; what has been tagged meanwhile is left alone.

    Args:
        project: an open project.
        chosen: the suggestions that were seen, each with its note.
        what: ``stage`` or ``persona``.
        line: where the line was drawn, in per cent; it stands in the label.
        progress: called with (rows written, rows to write) of a long one.
        cancelled: asked now and then whether to stop.

    Raises:
        NotFound: a stage or persona is not there any more.
        Cancelled: ``cancelled`` answered True; nothing was changed.
    """
    with project.change("Take suggestions") as change:
        names = Names(change)
        groups: dict[str, list[NoteId]] = {}
        for note, one in chosen.items():
            groups.setdefault(one.id, []).append(note)
        plans: list[Plan] = []
        for id_, ids in groups.items():
            wanted = Retag(put=((what, id_),)) if what == "stage" else Retag(give=((what, id_),))
            names.refuse_gone(wanted)
            looked = plan(change, ids, wanted)
            bare = [one for one in looked.changing if not looked.before[what][one]]
            plans.append(plan(change, bare, wanted))
        whole = _joined(plans)
        if not whole.changing:
            return Tagged("", (), len(chosen))
        label = _label(change, whole, groups, names, what, line)
        change.rename(label)
        write(change, whole, step_of(whole, progress, cancelled))
    return Tagged(label, whole.changing, len(chosen))


def _joined(plans: Iterable[Plan]) -> Plan:
    some = tuple(plans)
    return Plan(
        tuple(one for each in some for one in each.notes),
        tuple(one for each in some for one in each.changing),
        tuple(one for each in some for one in each.edits),
        (),
        tuple(one for each in some for one in each.new),
        {},
    )


def _label(
    change: Change,
    whole: Plan,
    groups: Mapping[str, list[NoteId]],
    names: Names,
    what: str,
    line: int | None,
) -> str:
    if len(whole.changing) == 1:
        (note,) = whole.changing
        id_ = next(one for one, ids in groups.items() if note in ids)
        those = those_of(change, whole.changing)
        name = names.told(what, id_)
        return f"Put {those} at {name[1:]}" if what == "stage" else f"Tag {those} {name}"
    how = f" ({line} % sure or more)" if line is not None else ""
    return f"Take {counted(len(whole.changing), f'suggested {what}')}{how}"
