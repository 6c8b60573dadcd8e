"""Filters under a name: kept as typed, and asked anew each time what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.filterlang import Parsed, parse
from capture.filternodes import Both, Node, OneOf, Without
from capture.jobs import filtering
from capture.jobs.people import named
from data.errors import NotFound, UsageError
from data.records import SavedFilter
from data.store import notes
from data.store import saved as saved_store
from data.text import clip, fold, visible

if TYPE_CHECKING:
    from data.store import Project


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved filter, how many notes fit it now, and what is wrong with it ("" for nothing)."""

    filter: SavedFilter
    count: int = 0
    problem: str = ""


def saved(project: Project) -> tuple[Saved, ...]:
    """Return every saved filter in order, with what fits it now."""
    with project.reading():
        names = filtering.Names(project)
        return tuple(_now(project, one, names) for one in saved_store.all(project))


def _now(project: Project, one: SavedFilter, names: filtering.Names) -> Saved:
    parsed = parse(one.query)
    problem = _gone(one, parsed, names)
    if problem:
        return Saved(one, problem=problem)
    return Saved(one, notes.count(project, filtering.of(parsed, names)))


def find(project: Project, name: str) -> SavedFilter:
    """Return the saved filter that a name, or its beginning, means.

    Raises:
        NotFound: nothing, or more than one, is called that.
    """
    return named(saved_store.all(project), name, "saved filter", lambda one: one.name)


def typed_of(project: Project, name: str) -> str:
    """Return what was typed of a saved filter, seen to mean something still.

    Raises:
        NotFound: it is not there, or something that it names is gone: the sentence says what, and
            what to do.
    """
    with project.reading():
        one = find(project, name)
        problem = _gone(one, parse(one.query), filtering.Names(project))
    if problem:
        raise NotFound(problem)
    return one.query


def _gone(one: SavedFilter, parsed: Parsed, names: filtering.Names) -> str:
    """Say what of a saved filter means nothing any more; "" where all of it does."""
    lost: list[str] = []
    why = ""
    for part in leaves(parsed.node):
        try:
            filtering.meant(part, names)
        except NotFound as error:
            lost.append(f"“{clip(visible(parsed.text(part)), 40)}”")
            why = why or str(error).replace(" Nothing was changed.", "")
    if not lost:
        return ""
    return (
        f"The saved filter “{one.name}” asks for {' and '.join(dict.fromkeys(lost))}, which is "
        f"gone or has another name. {why} Save it anew under its name, or remove it; nothing was "
        "changed."
    )


def leaves(node: Node | None) -> list[Node]:
    """Return the words and conditions of a filter, in the order in which they stand."""
    if node is None:
        return []
    if isinstance(node, Without):
        return leaves(node.part)
    if isinstance(node, Both | OneOf):
        return [leaf for part in node.parts for leaf in leaves(part)]
    return [node]


def save(project: Project, name: str, typed: str) -> SavedFilter:
    """Keep a filter under a name, in place of what had that name; one step to undo.

    Raises:
        UsageError: the filter asks for nothing.
        NotFound: it names something that the project does not have.
        NameTaken: the name cannot be one.
    """
    if parse(typed).node is None and not parse(typed).unfinished:
        raise UsageError("A filter that asks for nothing need not be saved: nothing was changed.")
    typed = " ".join(typed.split())
    with project.change(f"Save the filter “{clip(visible(name), 40)}”") as change:
        filtering.condition(project, typed, finished=True)
        for one in saved_store.all(change):
            if fold(one.name) == fold(name):
                saved_store.edit(change, one.id, query=typed)
                return SavedFilter(one.id, one.name, typed, one.position)
        return saved_store.add(change, name, typed)


def rename(project: Project, name: str, new: str) -> SavedFilter:
    """Give a saved filter another name.

    Raises:
        NotFound: it is not there.
        NameTaken: the name cannot be one, or another has it.
    """
    with project.change(f"Rename the filter “{clip(visible(name), 40)}”") as change:
        one = find(project, name)
        saved_store.edit(change, one.id, name=new)
        return next(other for other in saved_store.all(change) if other.id == one.id)


def remove(project: Project, name: str) -> SavedFilter:
    """Remove a saved filter; no note changes.

    Raises:
        NotFound: it is not there.
    """
    with project.change(f"Remove the filter “{clip(visible(name), 40)}”") as change:
        one = find(project, name)
        saved_store.remove(change, one.id)
    return one


def reorder(project: Project, typed: Sequence[str]) -> tuple[SavedFilter, ...]:
    """Put saved filters in the order of their names, the others behind; return all of them.

    Raises:
        NotFound: one of them is not there.
    """
    with project.change("Order the saved filters") as change:
        saved_store.reorder(change, [find(project, name).id for name in typed])
        return saved_store.all(change)
